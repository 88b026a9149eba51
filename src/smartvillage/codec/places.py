"""Places and their facts to plain data and back."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from smartvillage.codec.structure import boolean, day, integer, list_of, only, shallow, text, without_defaults
from smartvillage.errors import InvalidType, InvalidValue, SmartVillageError, shown
from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Place, Share
from smartvillage.facts.numbers import WIDEST
from smartvillage.indicators import Level


def place_to(place: Place) -> dict[str, Any]:
    """Return a place, its facts and its parts as plain data; the place above is left out."""
    return without_defaults(
        {
            "name": place.name,
            "level": place.level.value,
            "code": place.code,
            "expected_parts": place.expected_parts,
            "facts": {i: [fact_to(fact) for fact in facts] for i, facts in place.facts.items()},
            "parts": [place_to(part) for part in place.parts],
        }
    )


def place_from(data: object, parent: Place | None = None) -> Place:
    """Return a place from plain data.

    Raises:
        InvalidValue: for an unknown key, a missing one, or a value that cannot be.
        InvalidType: for a value of the wrong type.
    """
    table = _object(data, ("name", "level"), ("code", "expected_parts", "facts", "parts"))
    if parent is None and _depth(table) > len(Level):
        msg = f"places nested deeper than {len(Level)} levels"
        raise InvalidValue(msg)
    facts = _object(table.get("facts", {}))
    expected = table.get("expected_parts")
    return Place(
        text(table["name"], str),
        level=text(table["level"], str),
        code=_text_or_none(table.get("code")),
        expected_parts=None if expected is None else integer(expected, int),
        facts={i: [_fact_from(i, fact) for fact in list_of(several)] for i, several in facts.items()},
        parts=tuple(place_from(part) for part in list_of(table.get("parts", []))),
        parent=parent,
    )


def _object(data: object, needed: tuple[str, ...] = (), optional: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Return an object of plain data, with these keys and no others where they are named.

    Raises:
        InvalidType: if it is none.
        InvalidValue: for an unknown key, or a missing one.
    """
    if not isinstance(data, Mapping):
        msg = f"expected an object such as {{…}}, not {shown(data)}"
        raise InvalidType(msg)
    if needed or optional is not None:
        only(data, (*needed, *(optional or ())), needed=needed)
    return dict(data)


def _depth(table: object) -> int:
    """Return how deep places are nested, as far as it matters."""
    levels, deep = [table], 0
    while levels and deep <= len(Level):
        deep += 1
        levels = [
            part
            for one in levels
            if isinstance(one, Mapping) and isinstance(one.get("parts"), list)
            for part in one["parts"]
        ]
    return deep


def _text_or_none(value: object) -> str | None:
    """Return a text, if there is one."""
    return None if value is None else text(value, str)


def _day_or_none(value: object) -> date | None:
    """Return a date, if there is one."""
    return None if value is None else day(value, date)


def fact_to(fact: Fact) -> dict[str, Any]:
    """Return a fact as plain data; the day of a judgement is said once, by the judgement."""
    said = fact.value.on if isinstance(fact.value, Judgement) else None
    about = {
        "as_of": None if fact.as_of in (None, said) else fact.as_of.isoformat(),
        "source": fact.source,
        "by": fact.by,
        "note": fact.note,
    }
    return {"value": value_to(fact.value), **without_defaults(about)}


def value_to(value: Any) -> Any:
    """Return a recorded value as plain data, one key naming what it is unless it is plain already."""
    match value:
        case Share():
            return {"count": value.count, "total": value.total}
        case Bounds():
            ends = {"low": _end_to(value.low), "high": _end_to(value.high)}
            return {"bounds": {**shallow(value), **ends}}
        case Monthly():
            return {"monthly": dict(value.counts), "first": value.first, "last": value.last}
        case Judgement():
            on = value.on and value.on.isoformat()
            return {"verdict": value.verdict, "by": value.by, "on": on, "why": value.why}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case _:
            return value


def _end_from(end: object) -> float:
    """Return an end of bounds; JSON knows no infinity."""
    return float(end) if end in ("inf", "-inf") else integer(end, int)


def _end_to(end: float) -> int | str:
    """Return an end of bounds; JSON knows no infinity."""
    return str(end) if isinstance(end, float) else end


def _fact_from(indicator: str, data: object) -> Fact:
    """Return a fact from plain data.

    Raises:
        InvalidValue: naming the indicator.
    """
    try:
        table = _object(data, ("value",), ("as_of", "source", "by", "note"))
        about = {key: _text_or_none(table.get(key)) for key in ("source", "by", "note")}
        return Fact(_value_from(table["value"]), as_of=_day_or_none(table.get("as_of")), **about)
    except (SmartVillageError, ValueError, TypeError, ArithmeticError) as error:
        msg = f"{indicator}: {error}"
        raise InvalidValue(msg) from None


def _value_from(value: object) -> Any:
    """Return a recorded value from plain data."""
    if not isinstance(value, dict | list):
        return text(value, str) if isinstance(value, str) else value
    table = _object(value)
    kinds = [keys for keys in _VALUES if keys[0] in table]
    if not kinds:
        msg = f"{shown(value)} is no recorded value"
        raise InvalidValue(msg)
    table = _object(table, kinds[0])
    match kinds[0][0]:
        case "count":
            return Share(table["count"], table["total"])
        case "bounds":
            return _bounds_from(table["bounds"])
        case "monthly":
            first, last = text(table["first"], str), text(table["last"], str)
            return Monthly(_object(table["monthly"]), first=first, last=last)
        case "verdict":
            by, why = _text_or_none(table["by"]), _text_or_none(table["why"])
            return Judgement(table["verdict"], by=by, on=_day_or_none(table["on"]), why=why)
        case "decimal":
            return _decimal_from(table["decimal"])
        case _:
            return day(table["date"], date)


_VALUES = (
    ("count", "total"),
    ("bounds",),
    ("monthly", "first", "last"),
    ("verdict", "by", "on", "why"),
    ("decimal",),
    ("date",),
)


_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?(E[+-]?[0-9]{1,9})?")


def _decimal_from(value: object) -> Decimal:
    """Return a decimal written as text.

    Raises:
        InvalidValue: if it is none.
    """
    if not _DECIMAL.fullmatch(text(value, str)):
        msg = f"{shown(value)} is no decimal: write '79.5'"
        raise InvalidValue(msg)
    return Decimal(str(value))


def _bounds_from(value: object) -> Bounds:
    """Return bounds from plain data.

    Raises:
        InvalidValue: if nothing lies within.
    """
    table = _object(value, ("low", "high", "scale", "low_open", "high_open", "kind", "total"))
    kind = text(table["kind"], str)
    if kind not in WIDEST:
        msg = f"the kind {shown(kind)} is none of {', '.join(WIDEST)}"
        raise InvalidValue(msg)
    bounds = Bounds(
        _end_from(table["low"]),
        _end_from(table["high"]),
        integer(table["scale"], int),
        boolean(table["low_open"], bool),
        boolean(table["high_open"], bool),
        table["kind"],
        None if table["total"] is None else integer(table["total"], int),
    )
    if not bounds.is_possible:
        msg = f"nothing lies within {shown(value)}"
        raise InvalidValue(msg)
    return bounds
