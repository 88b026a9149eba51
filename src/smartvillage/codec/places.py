"""Places and their facts to plain data and back."""

import math
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from smartvillage.codec.structure import day, integer, only, shallow, table_of, without_defaults
from smartvillage.errors import InvalidType, InvalidValue, SmartVillageError
from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Place, Share


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


def place_from(data: Mapping[str, Any], parent: Place | None = None) -> Place:
    """Return a place from plain data.

    Raises:
        InvalidValue: for an unknown key, a missing one, or a value that cannot be.
        InvalidType: for a value of the wrong type.
    """
    table = table_of(dict(data) if isinstance(data, Mapping) else data)
    only(table, ("name", "level", "code", "expected_parts", "facts", "parts"), needed=("name", "level"))
    facts = table_of(table.get("facts", {}))
    for i, several in facts.items():
        if not isinstance(several, list):
            msg = f"{i}: facts are a list, not {several!r}"
            raise InvalidType(msg)
    return Place(
        table["name"],
        level=table["level"],
        code=table.get("code"),
        expected_parts=table.get("expected_parts"),
        facts={i: [_fact_from(i, fact) for fact in several] for i, several in facts.items()},
        parts=tuple(place_from(part) for part in table.get("parts", ())),
        parent=parent,
    )


def fact_to(fact: Fact) -> dict[str, Any]:
    """Return a fact as plain data."""
    about = {
        "as_of": fact.as_of and fact.as_of.isoformat(),
        "source": fact.source,
        "by": fact.by,
        "note": fact.note,
    }
    return {"value": _value_to(fact.value), **without_defaults(about)}


def _value_to(value: Any) -> Any:
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
    return float(end) if isinstance(end, str) else integer(end, int)


def _end_to(end: float) -> int | str:
    """Return an end of bounds; JSON knows no infinity."""
    return str(end) if isinstance(end, float) else end


def _fact_from(indicator: str, data: object) -> Fact:
    """Return a fact from plain data.

    Raises:
        InvalidValue: naming the indicator.
    """
    try:
        table = table_of(data)
        only(table, ("value", "as_of", "source", "by", "note"), needed=("value",))
        as_of = None if table.get("as_of") is None else day(table["as_of"], date)
        about = {key: table.get(key) for key in ("source", "by", "note")}
        return Fact(_value_from(table["value"]), as_of=as_of, **about)
    except (SmartVillageError, ValueError, TypeError, ArithmeticError) as error:
        msg = f"{indicator}: {error}"
        raise InvalidValue(msg) from None


def _value_from(value: Any) -> Any:
    """Return a recorded value from plain data."""
    match value:
        case {"count": count, "total": total, **rest} if not rest:
            return Share(count, total)
        case {"bounds": {"low": low, "high": high, **rest}, **more} if not more:
            ends = {"low": _end_from(low), "high": _end_from(high)}
            bounds = Bounds(**{str(key): end for key, end in {**rest, **ends}.items()})
            if bounds.is_empty or any(map(math.isnan, ends.values())) or bounds.scale < 1:
                msg = f"nothing lies within {value!r}"
                raise InvalidValue(msg)
            return bounds
        case {"monthly": counts, "first": first, "last": last, **rest} if not rest:
            return Monthly(counts, first=first, last=last)
        case {"verdict": verdict, **about} if set(about) <= {"by", "on", "why"} and verdict in (
            True,
            False,
            None,
        ):
            on = None if about.get("on") is None else day(about["on"], date)
            words: dict[str, Any] = {key: about.get(key) for key in ("by", "why")}
            return Judgement(verdict, on=on, **words)
        case {"decimal": number, **rest} if not rest:
            return Decimal(number)
        case {"date": written, **rest} if not rest:
            return day(written, date)
        case dict() | list():
            msg = f"{value!r} is no recorded value"
            raise InvalidValue(msg)
        case _:
            return value
