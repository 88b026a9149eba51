"""What links imply for many places: the two passes of `smartvillage.facts.evidence` over whole columns."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from attrs import evolve

from smartvillage.arrays.ends import ABOVE, BELOW, CODES, I64, FIELDS, SIDES, WITHIN, Ends, Mask
from smartvillage.facts import PERCENT
from smartvillage.indicators import Group
from smartvillage.outcomes import Reason

_SIXTH = 1000
_STRICT = 10
"""As in `smartvillage.facts.links`: a few billionths past a sixth decimal are the open end they came from."""


def live(group: Group, speaking: Collection[str], indicator: str) -> bool:
    """Whether links can move an indicator when something is known of some of its group.

    An implied end needs an end of its first source and the low ends of the others, none of them the widest.
    """
    low, high = set(speaking), set(speaking)
    moved: set[str] = set()
    ends: Any = dict.fromkeys(group.indicators, 0)
    for _ in range(2 * len(group.indicators)):
        for link in group.links:
            for target, _, sources in link.raise_low(ends, 0):
                if low.issuperset(sources):
                    low.add(target)
                    moved.add(target)
            for target, _, sources in link.lower_high(ends, ends, 0):
                if sources[0] in high and low.issuperset(sources[1:]):
                    high.add(target)
                    moved.add(target)
    return indicator in moved and bool(set(speaking) - {indicator})


def narrowed(group: Group, own: dict[str, Ends]) -> dict[str, Ends]:
    """Return what links leave of what is known; contradicting records are set aside and the links run once more."""
    left = _narrow(group, own)
    empty = {i: ends.empty for i, ends in left.items()}
    rows = np.flatnonzero(np.logical_or.reduce(list(empty.values())))
    if len(rows):
        kind = group.kind
        some = {i: ends.rows(rows, kind).widened(empty[i][rows], kind) for i, ends in own.items()}
        again = _narrow(group, some)
        for i, ends in again.items():
            merged = _where(ends.empty, some[i], ends)
            _put(left[i], rows, merged)
    return left


def _narrow(group: Group, own: Mapping[str, Ends]) -> dict[str, Ends]:
    """Return what one run of the links leaves."""
    is_share = group.kind == "share"
    size = len(next(iter(own.values())).low)
    uniform, apart = _totals(own) if is_share else (np.zeros(size, np.int64), np.zeros(size, np.bool_))
    counted = uniform > 0
    unit = np.where(counted, uniform, PERCENT if is_share else 1)
    low: dict[str, I64] = {}
    high: dict[str, I64] = {}
    for i, ends in own.items():
        low_i, high_i = ends.low, ends.high
        if is_share:
            low_i = np.where(counted, ends.least, low_i // SIDES + (low_i % SIDES == ABOVE))
            high_i = np.where(counted, ends.most, high_i // SIDES + (high_i % SIDES == WITHIN))
        low[i] = np.where(ends.speaks, low_i, 0)
        high[i] = np.where(ends.speaks, high_i, unit)
    first_low, first_high = dict(low), dict(high)
    arrays: Any = low, high, unit  # links say what is implied by sums, which mean the same for arrays
    while any([_raise(link.raise_low(arrays[0], arrays[2]), low) for link in group.links]):
        pass
    while any([_lower(link.lower_high(*arrays), high) for link in group.links]):
        pass
    left: dict[str, Ends] = {}
    for i, ends in own.items():
        moved = (low[i] != first_low[i]) | (high[i] != first_high[i])
        moved &= ~apart & (ends.speaks | ~ends.recorded)
        left[i] = _met(ends, (low[i], high[i]), moved, uniform, is_share=is_share)
    return left


def _totals(own: Mapping[str, Ends]) -> tuple[I64, Mask]:
    """Return the total that all shares known have in common, 0 for none; and where totals differ."""
    lowest, highest, first, last = (np.zeros(0, np.int64),) * 4
    for n, ends in enumerate(own.values()):
        lacking = np.where(ends.total > 0, ends.total, np.iinfo(np.int64).max)
        speaking_low = np.where(ends.speaks, ends.total, np.iinfo(np.int64).max)
        speaking_high = np.where(ends.speaks, ends.total, 0)
        if n == 0:
            lowest, highest, first, last = speaking_low, speaking_high, lacking, ends.total
        else:
            lowest, highest = np.minimum(lowest, speaking_low), np.maximum(highest, speaking_high)
            first, last = np.minimum(first, lacking), np.maximum(last, ends.total)
    return np.where(lowest == highest, highest, 0), (last > 0) & (first != last)


def _raise(implied: Any, low: dict[str, I64]) -> bool:
    """Raise the low ends that a link implies, and return whether any was raised."""
    moved = False
    for i, end, _ in implied:
        if (end > low[i]).any():
            low[i] = np.maximum(low[i], end)
            moved = True
    return moved


def _lower(implied: Any, high: dict[str, I64]) -> bool:
    """Lower the high ends that a link implies, and return whether any was lowered."""
    moved = False
    for i, end, _ in implied:
        if (end < high[i]).any():
            high[i] = np.minimum(high[i], end)
            moved = True
    return moved


def _met(own: Ends, ends: tuple[I64, I64], moved: Mask, uniform: I64, *, is_share: bool) -> Ends:
    """Return what is known together with what links imply, where they moved anything."""
    if not moved.any():
        return evolve(own)
    low, high = ends
    implied = evolve(own, low=low, high=high, reason=np.zeros(len(low), np.int8), total=np.zeros_like(low))
    if is_share:
        past, short = low % _SIXTH, -high % _SIXTH
        is_above, is_below = (past > 0) & (past < _STRICT), (short > 0) & (short < _STRICT)
        implied.low = np.where(is_above, (low - past) * SIDES + ABOVE, low * SIDES)
        implied.high = np.where(is_below, (high + short) * SIDES - (SIDES - BELOW), high * SIDES)
        rows = np.flatnonzero(moved & (uniform > 0))
        implied.least, implied.most = np.zeros_like(low), np.zeros_like(low)
        implied.count(rows, low[rows], high[rows], uniform[rows])
    met = own.both(implied)
    known = ~own.speaks
    met.total = np.where(known, implied.total, met.total)
    met.least = np.where(known, implied.least, met.least)
    met.most = np.where(known, implied.most, met.most)
    met.reason = np.where(own.reason == CODES[Reason.NOT_RECORDED], 0, own.reason).astype(np.int8)
    return _where(moved, met, own)


def _where(where: Mask, one: Ends, other: Ends) -> Ends:
    """Return one somewhere, and the other elsewhere."""
    return Ends(*(np.where(where, getattr(one, name), getattr(other, name)) for name in FIELDS))


def _put(ends: Ends, rows: I64, values: Ends) -> None:
    """Write some rows."""
    for name in FIELDS:
        getattr(ends, name)[rows] = getattr(values, name)

