"""What links imply: ends raised and lowered to the fixed point, and the steps that led there."""

from collections.abc import Mapping

from attrs import frozen

from smartvillage.facts.numbers import PERCENT, Bounds
from smartvillage.indicators import Group, Link

_SIXTH = 1000
"""Billionths of a point in the sixth decimal place, the finest that a threshold may have."""

_STRICT = 10
"""A few billionths past a sixth decimal are open ends, added up; thresholds cannot tell them apart."""

Step = tuple[str, str, tuple[str, ...]]
"""An end that a link moved: of which indicator, the link by name, and the indicators it was derived from."""


@frozen
class Trail:
    """How links led to a bound: the links by name, and the recorded indicators they started from."""

    links: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


NO_TRAIL = Trail()


def propagate(group: Group, known: Mapping[str, Bounds], widest: Bounds) -> tuple[dict[str, Bounds], tuple[Step, ...]]:
    """Return what the links imply, run to the fixed point; low and high ends apart, so that order does not matter.

    Ends are whole counts where every share is one of the same total; else billionths of a point, rounded outwards, with
    an open end one billionth further in.

    Args:
        group: the indicators and the links.
        known: the bounds of those of which something is known.
        widest: the bounds of the others.

    Returns:
        The bounds that links moved, and the steps by which they did.
    """
    totals = {b.total for b in known.values()}
    (total,) = totals if len(totals) == 1 else (None,)
    unit = total or widest.scale
    low, high = dict.fromkeys(group.indicators, 0), dict.fromkeys(group.indicators, unit)
    for i, b in known.items():
        low[i] = int(b.low) * unit // b.scale + b.low_open
        high[i] = -(-int(b.high) * unit // b.scale) - b.high_open
    first_low, first_high = dict(low), dict(high)
    steps: list[Step] = []
    while sum(_raise(link, low, unit, steps) for link in group.links):
        pass
    while sum(_lower(link, low, high, unit, steps) for link in group.links):
        pass
    moved = [i for i in group.indicators if low[i] != first_low[i] or high[i] != first_high[i]]
    return {i: _ends(low[i], high[i], unit, total, widest) for i in moved}, tuple(steps)


def _raise(link: Link, low: dict[str, int], unit: int, steps: list[Step]) -> bool:
    """Raise the low ends that a link implies, and return whether any was raised."""
    before = len(steps)
    for i, end, sources in link.raise_low(low, unit):
        if end > low[i]:
            low[i] = end
            steps.append((i, link.name, sources))
    return len(steps) > before


def _lower(link: Link, low: dict[str, int], high: dict[str, int], unit: int, steps: list[Step]) -> bool:
    """Lower the high ends that a link implies, and return whether any was lowered."""
    before = len(steps)
    for i, end, sources in link.lower_high(low, high, unit):
        if end < high[i]:
            high[i] = end
            steps.append((i, link.name, sources))
    return len(steps) > before


def _ends(low: int, high: int, unit: int, total: int | None, widest: Bounds) -> Bounds:
    """Return ends as bounds again; a few billionths past a sixth decimal are the open end they came from."""
    if unit != PERCENT:
        return Bounds(low, high, unit, kind=widest.kind, total=total)
    past, short = low % _SIXTH, -high % _SIXTH
    low_open, high_open = 0 < past < _STRICT, 0 < short < _STRICT
    return Bounds(low - past * low_open, high + short * high_open, unit, low_open, high_open, widest.kind)
