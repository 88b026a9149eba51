"""Records put into columns: facts of places, one after the other."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
from attrs import define, field

from smartvillage.arrays.columns import Answers, Ranges, Recorded, Shares, Words
from smartvillage.arrays.ends import FAIR, LIMIT, WIDEST, ends_of
from smartvillage.facts import PERCENT, Bounds, Fact, Share
from smartvillage.facts.fitting import fit
from smartvillage.facts.records import APPRAISED
from smartvillage.indicators import Indicator, Measure


def first_of(records: Sequence[Fact], on: date | None) -> tuple[Fact, ...]:
    """Return the records that come first on a day: appraised before others, then the latest; as `Evidence` has it."""
    usable = [fact for fact in records if on is None or fact.as_of is None or fact.as_of <= on]
    if len(usable) < 2:  # noqa: PLR2004 - one record needs no order
        return tuple(usable)
    ranks = [(fact.by == APPRAISED, fact.as_of or date.min) for fact in usable]
    best = max(ranks)
    return tuple(fact for fact, rank in zip(usable, ranks, strict=True) if rank == best)


@define(eq=False)
class Recorder:
    """Facts of one indicator on their way into a column.

    Attributes:
        indicator: what is measured.
        size: how many places there are.
        misfits: how many records say nothing of the indicator, by the code of the issue.
    """

    indicator: Indicator
    size: int
    misfits: dict[str, int] = field(factory=dict)
    _rows: list[int] = field(factory=list)
    _values: list[Any] = field(factory=list)

    def add(self, row: int, fact: Fact) -> bool:
        """Record a fact of a place; `False` for one that columns cannot hold, though it can be judged."""
        value = self._value(fact)
        if value is False:
            return False
        if value is not None:
            self._rows.append(row)
            self._values.append(value)
        return True

    def _value(self, fact: Fact) -> Any:
        """Return what a record says as the column holds it; `None` for nothing, `False` where it cannot hold it."""
        if isinstance(fact.value, Share) and self.indicator.measure is Measure.SHARE:
            return _share(fact.value)
        fitted = fit(self.indicator, fact, None)
        if isinstance(fitted, str):
            self.misfits[fitted] = self.misfits.get(fitted, 0) + 1
        if not isinstance(fitted, Bounds):
            return None
        match self.indicator.kind:
            case "share":
                return _bounds(fitted)
            case "category":
                return str(fact.value)
            case "truth" | "judgement":
                return 1 if fitted.low == 1 else -1
            case _:
                return _range(fitted)

    def column(self) -> Recorded:
        """Return the column."""
        rows, kind = np.array(self._rows, np.int64), self.indicator.kind
        if kind == "share":
            return self._shares()
        if kind == "category":
            words = tuple(dict.fromkeys(self._values))
            index = {word: n for n, word in enumerate(words)}
            at = np.full(self.size, -1)
            at[rows] = [index[word] for word in self._values]
            return Words(at, words)
        if kind in ("truth", "judgement"):
            codes = np.zeros(self.size, np.int8)
            codes[rows] = self._values
            return Answers(codes, is_judged=kind == "judgement")
        low, high = (np.full(self.size, end) for end in WIDEST[kind])
        known = np.zeros(self.size, np.bool_)
        low[rows] = [low for low, _ in self._values]
        high[rows] = [high for _, high in self._values]
        known[rows] = True
        return Ranges(low, high, known, kind)

    def _shares(self) -> Shares:
        """Return a column of shares."""
        column = Shares.none(self.size)
        counts = [(row, value) for row, value in zip(self._rows, self._values, strict=True) if len(value) > 2]  # noqa: PLR2004 - least, most, total, stated
        percentages = [(row, value) for row, value in zip(self._rows, self._values, strict=True) if len(value) == 2]  # noqa: PLR2004 - low, high
        rows = [row for row, _ in counts]
        for n, name in enumerate(("least", "most", "total", "stated")):
            getattr(column, name)[rows] = [value[n] for _, value in counts]
        rows = [row for row, _ in percentages]
        column.low[rows] = [value[0] for _, value in percentages]
        column.high[rows] = [value[1] for _, value in percentages]
        column.in_percent[rows] = True
        return column


def _share(share: Share) -> Any:
    """Return counts as least, most, total and the total that they state."""
    if max(share.count, share.total or 0) > FAIR:
        return False
    total = -1 if share.total is None else share.total
    return share.count, share.count, total, total


def _bounds(bounds: Bounds) -> Any:
    """Return bounds of a share as ends in percent, or as counts out of a total that does not state the denominator."""
    if bounds.scale == PERCENT and bounds.total is None:
        return ends_of(bounds)
    is_counted = bounds.total == bounds.scale and not bounds.low_open and not bounds.high_open
    return (int(bounds.low), int(bounds.high), bounds.scale, -1) if is_counted and bounds.scale <= FAIR else False


def _range(bounds: Bounds) -> Any:
    """Return whole numbers or days between two ends."""
    low = -LIMIT if math.isinf(bounds.low) else int(bounds.low) + bounds.low_open
    high = LIMIT if math.isinf(bounds.high) else int(bounds.high) - bounds.high_open
    is_held = bounds.scale == 1 and low <= FAIR and (high == LIMIT or high <= FAIR)
    return (low, high) if is_held else False
