"""Strata: the places of one level side by side, with their columns, and how the levels hang together."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import define, field

from smartvillage.arrays.columns import Recorded, greatest
from smartvillage.arrays.ends import F64, FAIR, I64, Mask
from smartvillage.arrays.floats import Unchecked
from smartvillage.indicators import Level


@define(eq=False)
class Stratum:
    """All places of one level.

    Attributes:
        level: the level.
        size: how many places.
        columns: what is recorded, by indicator.
        parent: for each place above, by level, the row of the place above it there; -1 for none.
        whole: likewise the row of the place that it is a part of, directly.
        expected: how many direct parts each place is said to have; 0 where nobody says.
    """

    level: Level
    size: int
    columns: dict[str, Recorded] = field(factory=dict)
    parent: dict[Level, I64] = field(factory=dict)
    whole: dict[Level, I64] = field(factory=dict)
    expected: I64 | None = None

    def settle(self) -> None:
        """Look over the columns that nobody has looked at."""
        for column in self.columns.values():
            if isinstance(column, Unchecked):
                _ = column.values

    @property
    def huge(self) -> Mask:
        """Where counts are so great that sums of them may not fit 64 bits."""
        huge = np.zeros(self.size, np.bool_)
        for column in self.columns.values():
            found = greatest(column)
            if found is not None:
                huge |= found > FAIR
        return huge


@define(eq=False)
class Strata:
    """Places of all levels, and how they hang together."""

    by_level: dict[Level, Stratum] = field(factory=dict)

    def __getitem__(self, level: Level) -> Stratum:
        """Return the places of a level."""
        return self.by_level[level]

    def above(self, level: Level, wanted: Iterable[Level]) -> Mapping[Level, I64]:
        """Return, for the levels wanted above a level, the rows of the nearest of them; -1 elsewhere."""
        stratum = self.by_level[level]
        reached: dict[Level, I64] = {}
        rows: dict[Level, I64] = {}
        for upper in sorted(self.by_level, key=lambda one: one.rank):
            if upper.rank > level.rank:
                at = stratum.parent.get(upper, np.full(stratum.size, -1))
                for lower, row in reached.items():
                    step = self.by_level[lower].parent.get(upper)
                    if step is not None:
                        at = np.where((at < 0) & (row >= 0), step[row], at)
                reached[upper] = at
        free = np.ones(stratum.size, np.bool_)
        for upper, at in reached.items():
            if upper in wanted and (at >= 0).any():
                rows[upper] = np.where(free, at, -1)
                free &= at < 0
        return rows

    def wholes(self, level: Level, above: Level) -> I64 | None:
        """Return the row of the place at a level above that each place is part of, through whatever is between."""
        stratum = self.by_level[level]
        at = stratum.whole.get(above)
        for middle, row in stratum.whole.items():
            if middle.rank < above.rank:
                further = self.wholes(middle, above)
                if further is not None:
                    step = np.where(row >= 0, further[row], -1)
                    at = step if at is None else np.where(at >= 0, at, step)
        return at

    def parts(self, level: Level, levels: Sequence[Level]) -> dict[Level, I64]:
        """Return, for levels below a level, which place each is part of."""
        below = {
            lower: self.wholes(lower, level) for lower in levels if lower in self.by_level and lower.rank < level.rank
        }
        return {lower: rows for lower, rows in below.items() if rows is not None and (rows >= 0).any()}

    def missing(self, level: Level, levels: Sequence[Level]) -> F64:
        """Return how many places of some levels are expected below each place and not given; see `missing_parts`."""
        stratum = self.by_level[level]
        given, missing = np.zeros(stratum.size, np.int64), np.zeros(stratum.size)
        rank = np.full(stratum.size, -1)
        for lower, one in self.by_level.items():
            rows = one.whole.get(level)
            if rows is not None:
                has = rows >= 0
                count = np.bincount(rows[has], minlength=stratum.size)
                given += count
                rank = np.where(count > 0, np.maximum(rank, lower.rank), rank)
                np.add.at(missing, rows[has], self.missing(lower, levels)[has])
        if stratum.expected is None:
            return missing
        short = stratum.expected - given
        rank = np.where(given > 0, rank, level.rank - 1)
        is_deeper = rank > min((one.rank for one in levels), default=level.rank)
        is_there = np.isin(rank, [one.rank for one in levels])
        hidden = np.where(is_deeper, np.inf, np.where(is_there, short, 0))
        return np.where(short > 0, hidden, 0) + missing
