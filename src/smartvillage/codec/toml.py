"""Criteria sets as the text of TOML files; the standard library reads TOML but does not write it."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

from smartvillage.codec.sets import criteria_set_to
from smartvillage.criteria import CriteriaSet


def criteria_set_to_toml(rules: CriteriaSet) -> str:
    """Return a criteria set as the text of a file that reads back to an equal set."""
    data = criteria_set_to(rules)
    tables = {key: data.pop(key) for key in ("source", "indicators", "links", "settled", "criteria") if key in data}
    lines = [f"{key} = {_toml(value)}" for key, value in data.items()]
    for name, table in tables.items():
        for one in table if isinstance(table, list) else [table]:
            lines += ["", f"[[{name}]]" if isinstance(table, list) else f"[{name}]"]
            lines += [f"{key} = {_toml(value)}" for key, value in one.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """Return a value as TOML; a JSON string is a TOML string too, but for the delete character."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case int() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(f"{_toml_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
        case _:
            return "[" + ", ".join(map(_toml, value)) + "]"


def _toml_key(key: str) -> str:
    """Return a key as TOML, bare where it may be."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)
