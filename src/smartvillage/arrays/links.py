"""What links imply for many places: the two passes of `smartvillage.facts.evidence` over whole columns."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
from attrs import define, evolve

from smartvillage.arrays.ends import ABOVE, BELOW, CODES, I64, LIMIT, SIDES, WITHIN, Ends, Mask, divided, of_counts
from smartvillage.facts import PERCENT
from smartvillage.indicators import Group, Joint
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


def narrowed(group: Group, own: Mapping[str, Ends], asked: Collection[str]) -> dict[str, Ends]:
    """Return what links leave of what is known; contradicting records are set aside and the links run once more.

    Args:
        group: the indicators and the links.
        own: what is known of each before links.
        asked: of which of them to return it.
    """
    changes = _OF_SHARES if group.kind == "share" else _OF_ANSWERS
    telling = _telling(group, own, asked)
    left = {i: evolve(own[i], **{name: getattr(own[i], name).copy() for name in changes}) for i in asked}
    size = len(next(iter(own.values())).low)
    contradicting = [np.zeros(0, np.int64)]
    for start in range(0, size, _BLOCK):
        block = slice(start, start + _BLOCK)
        before = {i: own[i].part(block) for i in telling.indicators}
        empty = _narrow(telling, before, {i: ends.part(block) for i, ends in left.items()})
        contradicting.append(start + np.flatnonzero(np.logical_or.reduce(list(empty.values()))))
    rows = np.concatenate(contradicting)
    if len(rows):
        some = {i: ends.rows(rows, group.kind) for i, ends in own.items()}
        empty = _narrow(group, some, {})
        some = {i: ends.widened(empty[i], group.kind) for i, ends in some.items()}
        again = {i: evolve(some[i], **{name: getattr(some[i], name).copy() for name in changes}) for i in asked}
        _narrow(group, some, again)
        for i, ends in again.items():
            still = ends.empty
            for name in changes:
                getattr(left[i], name)[rows] = np.where(still, getattr(some[i], name), getattr(ends, name))
    return left


def _telling(group: Group, own: Mapping[str, Ends], asked: Collection[str]) -> Group:
    """Return a group without joint shares that nobody states or asks for.

    Where nothing contradicts, such a share says nothing of the two that it joins: it is at the least p + q - 100 %, not
    above p, and at the most p, so that p is at the most itself.
    """
    named = Counter(i for link in group.links for i in link.indicators)
    idle = {
        link.joint: link
        for link in group.links
        if isinstance(link, Joint) and named[link.joint] == 1 and link.joint not in asked
    }
    idle = {i: link for i, link in idle.items() if own[i].untold(group.kind).all()}
    if not idle:
        return group
    links = tuple(link for link in group.links if link not in idle.values())
    return Group({i: declared for i, declared in group.declared.items() if i not in idle}, links)


_OF_ANSWERS = ("low", "high", "reason")
_OF_SHARES = (*_OF_ANSWERS, "least", "most", "total")
"""What links change."""


def _narrow(group: Group, own: Mapping[str, Ends], left: Mapping[str, Ends]) -> dict[str, Mask]:
    """Write what one run of the links leaves, and return where it leaves nothing of each indicator.

    Ends are whole counts where all shares known are of one total, else billionths of a point.
    """
    is_share = group.kind == "share"
    size = len(next(iter(own.values())).low)
    uniform, apart = _totals(own) if is_share else (np.zeros(size, np.int64), np.zeros(size, np.bool_))
    implied = _Implied.of(group, own, PERCENT if is_share else 1)
    counted = np.flatnonzero(uniform)
    if len(counted):
        implied.write(counted, _Implied.of_counts(group, own, counted, uniform[counted]))
    empty: dict[str, Mask] = {}
    for i, ends in own.items():
        empty[i] = ends.empty
        moved = implied.moved[i] & ~apart & (ends.speaks | ~ends.recorded)
        if i not in left:  # it matters only where it is empty, which it cannot be where ends are further apart
            moved &= (implied.low[i] + 1 >= implied.high[i]) | (uniform > 0)
        rows = np.flatnonzero(moved)
        at = implied.low[i][rows], implied.high[i][rows], uniform[rows]
        low_end, high_end = _met(ends, rows, *at, is_share=is_share)
        empty[i][rows] = low_end > high_end
        if i in left:
            _write(ends, left[i], rows, (low_end, high_end), at, is_share=is_share)
    return empty


@define(eq=False)
class _Implied:
    """The ends that links leave, in whole units, and where they moved any."""

    low: dict[str, I64]
    high: dict[str, I64]
    moved: dict[str, Mask]

    @staticmethod
    def of(group: Group, own: Mapping[str, Ends], unit: int) -> "_Implied":
        """Return what links imply in billionths of a point, or of answers."""
        low: dict[str, I64] = {}
        high: dict[str, I64] = {}
        for i, ends in own.items():
            low_i, high_i = ends.low, ends.high
            if unit == PERCENT:
                low_i = (low_i >> 2) + (low_i & ABOVE)  # a low end is the value, just above it, or within the billionth
                high_i = (high_i >> 2) + (high_i & 3 == WITHIN)
            low[i] = np.where(ends.speaks, low_i, 0)
            high[i] = np.where(ends.speaks, high_i, unit)
        return _Implied._run(group, low, high, unit)

    @staticmethod
    def of_counts(group: Group, own: Mapping[str, Ends], rows: I64, total: I64) -> "_Implied":
        """Return what links imply in some rows, in counts out of the total that all have in common there."""
        low = {i: np.where(ends.speaks[rows], ends.least[rows], 0) for i, ends in own.items()}
        high = {i: np.where(ends.speaks[rows], ends.most[rows], total) for i, ends in own.items()}
        return _Implied._run(group, low, high, total)

    @staticmethod
    def _run(group: Group, low: dict[str, I64], high: dict[str, I64], unit: I64 | int) -> "_Implied":
        """Run the links until nothing moves; the ends are written over."""
        first_low, first_high = dict(low), dict(high)
        arrays: Any = low, high, unit  # links say what is implied by sums, which mean the same for arrays
        while sum(_raise(link.raise_low(arrays[0], arrays[2]), low) for link in group.links):
            pass
        while sum(_lower(link.lower_high(*arrays), high) for link in group.links):
            pass
        moved = {i: (low[i] != first_low[i]) | (high[i] != first_high[i]) for i in first_low}
        return _Implied(low, high, moved)

    def write(self, rows: I64, other: "_Implied") -> None:
        """Write what is implied in some rows over what is said there."""
        for i, moved in self.moved.items():
            self.low[i][rows], self.high[i][rows], moved[rows] = other.low[i], other.high[i], other.moved[i]


def _totals(own: Mapping[str, Ends]) -> tuple[I64, Mask]:
    """Return the total that all shares known have in common, 0 for none; and where totals differ."""
    size = len(next(iter(own.values())).low)
    least, most, first, last = (
        np.full(size, LIMIT),
        np.zeros(size, np.int64),
        np.full(size, LIMIT),
        np.zeros(size, np.int64),
    )
    without = np.zeros(size, np.bool_)
    for ends in own.values():
        if not ends.total.any():
            without |= ends.speaks
            continue
        np.minimum(least, np.where(ends.speaks, ends.total, LIMIT), out=least)
        np.maximum(most, np.where(ends.speaks, ends.total, 0), out=most)
        np.minimum(first, np.where(ends.total > 0, ends.total, LIMIT), out=first)
        np.maximum(last, ends.total, out=last)
    return np.where((least == most) & ~without, most, 0), (last > 0) & (first != last)


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


def _met(own: Ends, rows: I64, low: I64, high: I64, total: I64, *, is_share: bool) -> tuple[I64, I64]:
    """Return the ends that what is known and what links imply leave in some rows.

    Args:
        own: what is known.
        rows: the rows that links moved.
        low: the low ends there, in counts or in billionths.
        high: the high ends there.
        total: the total in which they count, 0 for billionths.
        is_share: whether they are shares, or answers as they stand.
    """
    if not is_share:
        return np.maximum(own.low[rows], low), np.minimum(own.high[rows], high)
    low_end, high_end = _in_billionths(low, high)
    counted = np.flatnonzero(total)
    low_end[counted] = of_counts(low[counted], total[counted])
    high_end[counted] = of_counts(high[counted], total[counted])
    return np.maximum(own.low[rows], low_end), np.minimum(own.high[rows], high_end)


def _write(
    own: Ends, left: Ends, rows: I64, ends: tuple[I64, I64], implied: tuple[I64, I64, I64], *, is_share: bool
) -> None:
    """Write into some rows what is left there."""
    left.low[rows], left.high[rows] = ends
    reason = own.reason[rows]
    left.reason[rows] = np.where(reason == CODES[Reason.NOT_RECORDED], 0, reason)
    if is_share:
        low, high, total = implied
        known = own.speaks[rows]
        left.total[rows] = np.where(known & (own.total[rows] != total), 0, total)
        left.least[rows] = np.where(known, np.maximum(own.least[rows], low), low)
        left.most[rows] = np.where(known, np.minimum(own.most[rows], high), high)


def _in_billionths(low: I64, high: I64) -> tuple[I64, I64]:
    """Return billionths as ends; a few past a sixth decimal are the open end they came from."""
    past, short = divided(low, _SIXTH)[1], divided(-high, _SIXTH)[1]
    is_above, is_below = (past > 0) & (past < _STRICT), (short > 0) & (short < _STRICT)
    low_end = np.where(is_above, (low - past) * SIDES + ABOVE, low * SIDES)
    high_end = np.where(is_below, (high + short) * SIDES - (SIDES - BELOW), high * SIDES)
    return low_end, high_end


_BLOCK = 1 << 13
"""Rows that links run over at once: a dozen arrays of them stay in the processor's cache."""
