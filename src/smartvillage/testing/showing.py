"""How hypothesis shows a village for which a test fails: as one would write it, to be read and to be pasted.

Bounds are held as parts of a whole, and a place says no more of itself than how many facts it has; neither tells a
reader which village it is.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from hypothesis.vendor.pretty import for_type_by_name

from smartvillage.errors import InvalidValue
from smartvillage.facts import Bounds, Fact, Judgement, Place, above, at_least, at_most, below, between, percent
from smartvillage.facts.numbers import after


class Printer(Protocol):
    """What this needs of the printer of hypothesis, which is that of IPython."""

    def text(self, obj: str) -> None:
        """Write text as it is."""
        ...

    def pretty(self, obj: object) -> None:
        """Write an object."""
        ...

    def breakable(self) -> None:
        """Write a blank, or begin a line."""
        ...

    def group(self, indent: int, open: str, close: str) -> Any:  # noqa: A002 - theirs
        """Keep on a line what fits there."""
        ...


def show_as_written() -> None:
    """Let hypothesis show places, facts and bounds as one would write them."""
    shown: tuple[tuple[type, Callable[[Any, Printer, bool], None]], ...] = (
        (Place, _place),
        (Fact, _fact),
        (Bounds, _bounds),
    )
    for kind, show in shown:
        for_type_by_name(kind.__module__, kind.__name__, show)


def _call(printer: Printer, name: str, first: object, named: dict[str, object]) -> None:
    """Write a call with one argument and some named ones, without those that are nothing."""
    with printer.group(4, f"{name}(", ")"):
        printer.pretty(first)
        for key, value in named.items():
            if value is not None:
                printer.text(",")
                printer.breakable()
                printer.text(f"{key}=")
                printer.pretty(value)


def _place(place: Place, printer: Printer, _cycle: bool) -> None:  # noqa: FBT001 - called so
    """Write a place; a part reached through its whole stands in it, and is not written with it again."""
    whole = place.parent
    inside = whole is not None and any(part is place for part in whole.parts)
    facts = {i: records[0] if len(records) == 1 else list(records) for i, records in place.facts.items()}
    named: dict[str, object] = {
        "level": place.level.value,
        "code": place.code,
        "facts": facts or None,
        "parts": list(place.parts) or None,
        "expected_parts": place.expected_parts,
        "parent": None if inside else whole,
    }
    _call(printer, "Place", place.name, named)


def _fact(fact: Fact, printer: Printer, _cycle: bool) -> None:  # noqa: FBT001 - called so
    """Write a fact; one without day and source as the value alone."""
    day = None if isinstance(fact.value, Judgement) and fact.as_of == fact.value.on else fact.as_of
    named: dict[str, object] = {"as_of": day, "source": fact.source, "by": fact.by, "note": fact.note}
    if any(value is not None for value in named.values()):
        _call(printer, "Fact", fact.value, named)
    else:
        printer.pretty(fact.value)


def _bounds(bounds: Bounds, printer: Printer, _cycle: bool) -> None:  # noqa: FBT001 - called so
    """Write bounds by what makes them, where anything does."""
    printer.text(next(_made(bounds), repr(bounds)))


def _made(bounds: Bounds) -> Iterator[str]:
    """Iterate over the calls that make these bounds."""
    if bounds.kind == "date" and not math.isinf(bounds.low):
        day = date.fromordinal(min(max(int(bounds.low) - 1, 1), date.max.toordinal()))
        if after(day) == bounds:
            yield f"after({day!r})"
    low, high = (_end(end, bounds) for end in (bounds.low, bounds.high))
    ways: tuple[tuple[Callable[..., Bounds], *tuple[str | float, ...]], ...] = (
        (percent, low),
        (at_least, low),
        (above, low),
        (at_most, high),
        (below, high),
        (between, low, high),
    )
    for make, *ends in ways:
        with suppress(InvalidValue):  # what has no end on one side is not made by one that takes it
            if make(*ends) == bounds:
                yield f"{make.__name__}({', '.join(map(repr, ends))})"


def _end(end: float, bounds: Bounds) -> str | float:
    """Return an end of bounds as one writes it."""
    if bounds.kind != "share":
        return end
    return f"{(Decimal(int(end)) * 100 / bounds.scale).normalize():f}%"
