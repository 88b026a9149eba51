"""What links imply in a lazy frame: the two passes of `smartvillage.facts.evidence`, as stages."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from attrs import define, evolve

from smartvillage.arrays.ends import ABOVE, LIMIT, TOP, WITHIN
from smartvillage.facts import PERCENT
from smartvillage.frames.exact import Pair, of_billionths, of_counts, split
from smartvillage.frames.known import Ends
from smartvillage.frames.stages import NO, Stages, Term, chosen, greatest, lit, smallest
from smartvillage.indicators import Group, Link

Own = Mapping[str, Ends]


def narrowed(stages: Stages, group: Group, own: Own, asked: Collection[str]) -> dict[str, Ends]:
    """Return what links leave of what is known; contradicting records are set aside and the links run once more.

    Args:
        stages: the frame.
        group: the indicators and the links.
        own: what is known of each before links; nothing at all of those that are not named.
        asked: of which of them to return it.
    """
    top = TOP if group.kind == "share" else 1
    first = _Run(stages, group, own).left()
    empty = stages.hold(*(low > high for low, high in first.values()))
    aside = {i: _set_aside(own[i], where, top) for (i, where) in zip(first, empty, strict=True) if i in own}
    held = {i: _held(stages, ends) for i, ends in aside.items()}
    left: dict[str, Ends] = {}
    for i, ends in _Run(stages, group, held).left().items():
        if i in asked:
            before = held.get(i) or nothing(top)
            is_left = ends[0] <= ends[1]
            low, high = stages.hold(chosen(is_left, ends[0], before.low), chosen(is_left, ends[1], before.high))
            left[i] = evolve(before, low=low, high=high)
    return left


def nothing(top: int) -> Ends:
    """Return that nothing is known of a share, or of a yes or no."""
    no, none = NO, lit(0)
    return Ends(none, lit(top), no, no, none, none, none)


def _set_aside(ends: Ends, where: Term, top: int) -> Ends:
    """Return the same with contradicting records set aside somewhere."""
    return evolve(
        ends,
        low=chosen(where, 0, ends.low),
        high=chosen(where, top, ends.high),
        speaks=ends.speaks & ~where,
        total=chosen(where, 0, ends.total),
    )


def _held(stages: Stages, ends: Ends) -> Ends:
    """Return the same, worked out."""
    low, high, speaks, total = stages.hold(ends.low, ends.high, ends.speaks, ends.total)
    return evolve(ends, low=low, high=high, speaks=speaks, total=total)


@define(eq=False)
class _Run:
    """One run of the links over what is known.

    Ends are whole counts where all shares known are of one total, else billionths of a point.
    """

    stages: Stages
    group: Group
    own: Own

    def left(self) -> dict[str, Pair]:
        """Return the ends that are left of each indicator."""
        ids = self.group.indicators
        uniform, apart = self._totals()
        counted = uniform > 0
        unit = chosen(counted, uniform, PERCENT) if self.is_share else lit(1)
        low, high = self._first(counted, unit)
        first_low, first_high = dict(low), dict(high)
        implied: Any = low, high, unit  # links say what is implied by sums, which mean the same for expressions
        for _ in ids[1:]:  # no end is worth deriving from itself
            self._move(low, lambda link: link.raise_low(implied[0], implied[2]), greatest)
        for _ in ids[1:]:
            self._move(high, lambda link: link.lower_high(*implied), smallest)
        ends = self._as_ends(low, high, uniform)
        left: dict[str, Term] = {}
        for i in ids:
            known = self.own.get(i) or nothing(self.top)
            moved = (low[i] != first_low[i]) | (high[i] != first_high[i])
            moves = moved & ~apart & (known.speaks | ~known.recorded)
            left[f"{i} low"] = chosen(moves, greatest(known.low, ends[i][0]), known.low)
            left[f"{i} high"] = chosen(moves, smallest(known.high, ends[i][1]), known.high)
        held = iter(self.stages.hold(*left.values()))
        return {i: (next(held), next(held)) for i in ids}

    @property
    def is_share(self) -> bool:
        """Whether they are shares, or answers as they stand."""
        return self.group.kind == "share"

    @property
    def top(self) -> int:
        """The widest high end."""
        return TOP if self.is_share else 1

    def _totals(self) -> tuple[Term, Term]:
        """Return the total that all shares known have in common, 0 for none; and where totals differ."""
        if not self.is_share:
            return lit(0), NO
        own = self.own.values()
        least = smallest(*(chosen(ends.speaks, ends.total, LIMIT) for ends in own))
        most = greatest(*(chosen(ends.speaks, ends.total, 0) for ends in own))
        first = smallest(*(chosen(ends.total > 0, ends.total, LIMIT) for ends in own))
        last = greatest(*(ends.total for ends in own))
        uniform, apart = self.stages.hold(chosen(least == most, most, 0), (last > 0) & (first != last))
        return uniform, apart

    def _first(self, counted: Term, unit: Term) -> tuple[dict[str, Term], dict[str, Term]]:
        """Return the ends that the links start from."""
        low: dict[str, Term] = {}
        high: dict[str, Term] = {}
        for i in self.group.indicators:
            ends = self.own.get(i)
            if ends is None:
                low[i], high[i] = lit(0), unit
                continue
            least, most = ends.low, ends.high
            if self.is_share:
                (units, side), (units_high, side_high) = split(self.stages, [ends.low, ends.high])
                least = chosen(counted, ends.least, units + chosen(side == ABOVE, 1, 0))
                most = chosen(counted, ends.most, units_high + chosen(side_high == WITHIN, 1, 0))
            low[i], high[i] = chosen(ends.speaks, least, 0), chosen(ends.speaks, most, unit)
        held = iter(self.stages.hold(*low.values(), *high.values()))
        return {i: next(held) for i in low}, {i: next(held) for i in high}

    def _move(
        self,
        ends: dict[str, Term],
        implied: Callable[[Link], Any],
        meet: Callable[..., Term],
    ) -> None:
        """Let all links move their ends once."""
        found: dict[str, list[Term]] = {}
        for link in self.group.links:
            moves: Any = implied(link)  # said of integers, which the terms stand for
            for target, end, _ in moves:
                found.setdefault(target, []).append(end)
        ends.update(zip(found, self.stages.hold(*(meet(ends[i], *of) for i, of in found.items())), strict=True))

    def _as_ends(self, low: Mapping[str, Term], high: Mapping[str, Term], uniform: Term) -> dict[str, Pair]:
        """Return counts or billionths as ends."""
        ids = self.group.indicators
        if not self.is_share:
            return {i: (low[i], high[i]) for i in ids}
        counted = uniform > 0
        total = chosen(counted, uniform, 1)
        counts = iter(of_counts(self.stages, [(chosen(counted, one[i], 0), total) for i in ids for one in (low, high)]))
        billionths = {i: of_billionths(low[i], high[i]) for i in ids}
        return {
            i: (chosen(counted, next(counts), billionths[i][0]), chosen(counted, next(counts), billionths[i][1]))
            for i in ids
        }
