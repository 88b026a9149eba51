"""Rules to plain data and back: one table of kinds, closed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from smartvillage import rules as r
from smartvillage.codec.structure import (
    KEBAB,
    check_id,
    day,
    integer,
    kind_of,
    only,
    short_list_of,
    table_of,
    text,
    text_to,
)
from smartvillage.codec.structure import (
    inner as structured,
)
from smartvillage.errors import CannotWrite, InvalidType, InvalidValue, shown
from smartvillage.indicators import Text

_LEAVES: dict[str, Callable[..., r.Rule]] = {
    "at_least": r.AtLeast,
    "more_than": r.MoreThan,
    "at_most": r.AtMost,
    "less_than": r.LessThan,
    "holds": r.Holds,
    "one_of": r.OneOf,
    "no_later_than": r.NoLaterThan,
    "before": r.Before,
}
_COMBINATORS: dict[str, Callable[..., r.Rule]] = {
    "all_of": r.AllOf,
    "any_of": r.AnyOf,
    "some_of": r.SomeOf,
    "not": r.Not,
    "readings": r.Readings,
}
_KINDS = {**_LEAVES, **_COMBINATORS}
_KIND_OF = {cls: kind for kind, cls in _KINDS.items()}
_KEYS = {
    "holds": ("indicator",),
    "one_of": ("indicator", "values"),
    "all_of": ("rules",),
    "any_of": ("rules",),
    "some_of": ("rules", "at_least"),
    "not": ("rule",),
    "readings": ("question", "text", "readings"),
}


def rule_from(data: object, depth: int = 1) -> r.Rule:
    """Return a rule from plain data, such as `{"kind": "at_least", "indicator": "…", "value": "80%"}`.

    Raises:
        InvalidValue: for an unknown kind or key, or a value that cannot be.
        InvalidType: for a value of the wrong type.
    """
    if depth > r.MAX_DEPTH:
        msg = f"rules nested deeper than {r.MAX_DEPTH}"
        raise InvalidValue(msg)
    kind = kind_of(data, _KINDS)
    table = table_of(data)
    keys = _KEYS.get(kind, ("indicator", "value"))
    only(table, ("kind", *keys), needed=[key for key in keys if key != "text"])

    def inner(rule: object, place: str) -> r.Rule:
        try:
            return rule_from(rule, depth + 1)
        except (InvalidValue, InvalidType) as error:
            msg = f"{place}: {error}"
            raise type(error)(msg) from None

    def several(key: str) -> list[Any]:
        if not isinstance(table[key], list):
            msg = f"{shown(key)} is a list, not {shown(table[key])}"
            raise InvalidType(msg)
        return short_list_of(table[key])

    match kind:
        case "holds":
            return r.Holds(text(table["indicator"], str))
        case "one_of":
            return r.OneOf(text(table["indicator"], str), *(text(v, str) for v in several("values")))
        case "all_of" | "any_of" | "some_of":
            rules = [inner(rule, f"rules[{n}]") for n, rule in enumerate(several("rules"))]
            if kind == "some_of":
                return r.SomeOf(*rules, at_least=integer(table["at_least"], int))
            return (r.AllOf if kind == "all_of" else r.AnyOf)(*rules)
        case "not":
            return r.Not(inner(table["rule"], "rule"))
        case "readings":
            return _readings(table, several("readings"), inner)
        case _:
            value = table["value"]
            value = day(value, date) if kind in ("no_later_than", "before") else value
            return _LEAVES[kind](text(table["indicator"], str), value)


def _readings(table: Mapping[str, Any], readings: list[Any], inner: Callable[[object, str], r.Rule]) -> r.Readings:
    """Return the readings of a question."""
    question = text(table["question"], str)
    check_id(question, KEBAB, "pooled-or-each-level")
    texts = [structured(Text, table["text"])] if "text" in table else []
    rules: dict[str, r.Rule] = {}
    for n, reading in enumerate(readings):
        only(table_of(reading), ("id", "text", "rule"), needed=("id", "rule"))
        name = text(reading["id"], str)
        if ("text" in reading) != bool(texts) or name in rules:
            msg = f"readings[{n}]: give each reading an id of its own, and a text if the question has one"
            raise InvalidValue(msg)
        texts += [structured(Text, reading["text"])] if "text" in reading else []
        rules[name] = inner(reading["rule"], f"readings[{n}].rule")
    return r.Readings(question, rules, texts=texts)


def rule_to(rule: r.Rule) -> dict[str, Any]:
    """Return a rule as plain data.

    Raises:
        CannotWrite: for a rule class that is not one of the library's.
    """
    kind = _KIND_OF.get(type(rule))
    if kind is None:
        msg = f"{type(rule).__name__} is a rule class of your own: files and tables hold {', '.join(_KINDS)} only"
        raise CannotWrite(msg)
    match rule:
        case r.Readings():
            texts = [text_to(text) for text in rule.texts]
            readings: list[dict[str, Any]] = [
                {"id": name, **({"text": texts[n + 1]} if texts else {}), "rule": rule_to(part)}
                for n, (name, part) in enumerate(zip(rule.names, rule.rules, strict=True))
            ]
            asked = {"text": texts[0]} if texts else {}
            return {"kind": kind, "question": rule.question, **asked, "readings": readings}
        case r.Not():
            return {"kind": kind, "rule": rule_to(rule.rule)}
        case r.SomeOf():
            return {"kind": kind, "rules": [rule_to(part) for part in rule.rules], "at_least": rule.at_least}
        case r.AllOf() | r.AnyOf():
            return {"kind": kind, "rules": [rule_to(part) for part in rule.rules]}
        case r.OneOf():
            return {"kind": kind, "indicator": rule.indicator, "values": list(rule.values)}
        case r.Holds():
            return {"kind": kind, "indicator": rule.indicator}
        case r.NoLaterThan() | r.Before():
            return {"kind": kind, "indicator": rule.indicator, "value": rule.value}
        case _:
            comparison = cast("r.AtLeast", rule)
            return {"kind": kind, "indicator": comparison.indicator, "value": _threshold_to(comparison.value)}


def _threshold_to(value: r.Threshold) -> str | int | Decimal:
    """Return a threshold as a file writes it."""
    if value.is_share:
        return repr(value).strip("'")
    number = Fraction(value.num, value.den)
    return int(number) if number.denominator == 1 else Decimal(repr(value))
