"""Columns: what is recorded of one indicator for many places, in the narrowest array that holds it."""

import math
from datetime import date
from typing import Any

import numpy as np
from attrs import asdict, define

from smartvillage.arrays.ends import (
    ABOVE,
    CODES,
    FAIR,
    I8,
    I64,
    LIMIT,
    TOP,
    Ends,
    Mask,
    bounds_of,
    in_counts,
)
from smartvillage.arrays.floats import Floating, Percentages, Unchecked
from smartvillage.facts import Bounds, Judgement, Share
from smartvillage.indicators import Kind
from smartvillage.outcomes import Reason


@define(eq=False)
class Tallies:
    """Exact counts out of totals above zero.

    Attributes:
        count: how many.
        total: out of how many; 1 where nothing is recorded.
        known: where they are recorded; `None` for everywhere.
    """

    count: I64
    total: I64
    known: Mask | None = None

    @property
    def stated(self) -> I64:
        """The totals stated; -1 for none."""
        return self.total if self.known is None else np.where(self.known, self.total, -1)

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        size = len(self.count)
        known = np.ones(size, np.bool_) if self.known is None else self.known
        ends = Ends.silent(size, "share").stated(known)
        rows = np.flatnonzero(known)
        count = self.count[rows]
        ends.count(rows, count, count, self.total[rows])
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        if self.known is not None and not self.known[row]:
            return None
        return Share(int(self.count[row]), int(self.total[row]))


@define(eq=False)
class Shares:
    """Records of a share of any kind; a row with a percentage and counts is narrowed by both.

    Attributes:
        low: the low ends in percent.
        high: the high ends in percent.
        in_percent: where a percentage is recorded.
        least: the least count; -1 where no count is recorded.
        most: the greatest count.
        total: the total that the counts are out of; -1 where it is not stated.
        stated: the total by which the record states its denominator; -1 for none.
    """

    low: I64
    high: I64
    in_percent: Mask
    least: I64
    most: I64
    total: I64
    stated: I64

    @staticmethod
    def none(size: int) -> "Shares":
        """Return a column in which nothing is recorded."""
        return Shares(
            np.zeros(size, np.int64),
            np.full(size, TOP),
            np.zeros(size, np.bool_),
            np.full(size, -1),
            np.full(size, -1),
            np.full(size, -1),
            np.full(size, -1),
        )

    @property
    def needs_total(self) -> bool:
        """Whether any record says more where the total of the place is known."""
        of_unknown = (self.least >= 0) & (self.total < 0)
        return bool((of_unknown | (self.in_percent & (self.low != self.high))).any())

    def narrowest(self) -> "Tallies | Shares":
        """Return exact counts with totals above zero as such, since they compare faster."""
        known = self.least >= 0
        if self.in_percent.any() or (known & ((self.least != self.most) | (self.total <= 0))).any():
            return self
        if known.all():
            return Tallies(self.least, self.total)
        return Tallies(np.where(known, self.least, 0), np.where(known, self.total, 1), known)

    def ends(self, known: I64 | None = None) -> Ends:
        """Return what is recorded as ends.

        Args:
            known: the known total of each place, 0 for none.
        """
        known = np.zeros(len(self.low), np.int64) if known is None else known
        if not self.in_percent.any():
            return self._counts(known)
        percentages = self._percentages(known)
        return percentages.both(self._counts(known)) if (self.least >= 0).any() else percentages

    def _percentages(self, known: I64) -> Ends:
        """Return what percentages say; a range with a known total becomes whole counts."""
        ends = Ends.silent(len(self.low), "share").stated(self.in_percent)
        ends.low, ends.high = self.low.copy(), self.high.copy()
        rows = np.flatnonzero(self.in_percent & (self.low < self.high) & (known > 0))
        least, most = in_counts(self.low[rows], self.high[rows], known[rows])
        some = least <= most
        ends.count(rows[some], least[some], most[some], known[rows][some])
        return ends

    def _counts(self, known: I64) -> Ends:
        """Return what counts say; without a total, at most that there are some."""
        counted = (self.least >= 0) & ~((self.total < 0) & (known > 0) & (self.most > known))
        ends = Ends.silent(len(self.low), "share").stated(counted)
        total = np.where(self.total < 0, known, self.total)
        rows = np.flatnonzero(counted & (total > 0))
        least = self.least[rows]
        ends.count(rows, least, least if self.most is self.least else self.most[rows], total[rows])
        rows = np.flatnonzero(counted & (total <= 0))
        ends.low[rows] = ABOVE * ((self.least[rows] > 0) & (self.total[rows] < 0))
        ends.reason[rows] = CODES[Reason.NO_DENOMINATOR]
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row, perhaps two values; `None` for nothing."""
        least, most, total = int(self.least[row]), int(self.most[row]), int(self.total[row])
        said: list[Any] = []
        if self.in_percent[row]:
            said.append(bounds_of(int(self.low[row]), int(self.high[row])))
        if least >= 0:
            exact = least == most
            counts = (
                Share(least, None if total < 0 else total)
                if exact
                else Bounds(least, most, total, kind="share", total=total)
            )
            said.append(counts)
        return said or None


@define(eq=False)
class Exact:
    """Exact whole numbers, recorded everywhere."""

    values: I64

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        ends = Ends.silent(len(self.values), "number").stated(np.ones(len(self.values), np.bool_))
        ends.low = ends.high = self.values
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row."""
        return int(self.values[row])


@define(eq=False)
class Ranges:
    """Whole numbers, or days as ordinals, between two ends.

    Attributes:
        low: the low ends.
        high: the high ends; the widest where nothing is recorded.
        known: where anything is recorded.
        kind: whether they are numbers or days.
    """

    low: I64
    high: I64
    known: Mask
    kind: Kind = "number"

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        ends = Ends.silent(len(self.low), self.kind).stated(self.known)
        ends.low, ends.high = self.low, self.high
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        if not self.known[row]:
            return None
        low, high = int(self.low[row]), int(self.high[row])
        if low == high:
            return low if self.kind == "number" else date.fromordinal(low)
        return Bounds(
            -math.inf if low == -LIMIT else low,
            math.inf if high == LIMIT else high,
            kind=self.kind,
        )


@define(eq=False)
class Answers:
    """Yes, no or nothing, and judgements.

    Attributes:
        codes: 1 for yes, -1 for no, 0 for nothing.
        is_judged: whether they are judgements.
    """

    codes: I8
    is_judged: bool = False

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        ends = Ends.silent(len(self.codes), "truth").stated(self.codes != 0)
        ends.low, ends.high = (self.codes > 0).astype(np.int64), (self.codes >= 0).astype(np.int64)
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        code = int(self.codes[row])
        return None if code == 0 else Judgement(code > 0) if self.is_judged else code > 0


@define(eq=False)
class Truths:
    """Truth values as they came in.

    Attributes:
        values: yes or no.
        known: where there is an answer; `None` for everywhere.
        is_judged: whether they are judgements.
    """

    values: Mask
    known: Mask | None = None
    is_judged: bool = False

    def codes(self, rows: slice, out: I8) -> None:
        """Write 1 for yes, -1 for no, 0 for nothing."""
        np.multiply(self.values[rows].view(np.int8), np.int8(2), out=out)
        np.subtract(out, np.int8(1), out=out)
        if self.known is not None:
            np.multiply(out, self.known[rows].view(np.int8), out=out)

    def answers(self) -> Answers:
        """Return what is recorded as codes."""
        codes = np.empty(len(self.values), np.int8)
        self.codes(slice(None), codes)
        return Answers(codes, self.is_judged)

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        return self.answers().ends()

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        if self.known is not None and not self.known[row]:
            return None
        answer = bool(self.values[row])
        return Judgement(answer) if self.is_judged else answer


@define(eq=False)
class Words:
    """The values of a category.

    Attributes:
        codes: for each place, which of the words; -1 for nothing, -2 for two that differ.
        words: the values.
    """

    codes: I64
    words: tuple[str, ...]

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        code = int(self.codes[row])
        return None if code < 0 else self.words[code]


@define(eq=False)
class Nothing:
    """An indicator of which nothing is recorded anywhere."""

    size: int
    kind: Kind

    def ends(self) -> Ends:
        """Return that nothing is known."""
        return Ends.silent(self.size, self.kind)


def greatest(column: "Recorded") -> I64 | None:
    """Return the greatest whole numbers that a column speaks of, `None` where it has no great ones."""
    match column:
        case Tallies():
            found = column.total
        case Shares():
            found = np.maximum(column.total, column.most)
        case Ranges() if column.kind == "number":
            found = np.where(column.high == LIMIT, column.low, column.high)
        case Exact():
            found = column.values
        case _:
            return None
    return found if len(found) and found.max() > FAIR else None


def rows_of(column: "Recorded", rows: I64) -> "Recorded":
    """Return some rows of a column."""
    if isinstance(column, Unchecked):
        return type(column)(column.values[rows])
    made: Any = type(column)
    fields = asdict(column, recurse=False)
    some: Recorded = made(**{n: value[rows] if isinstance(value, np.ndarray) else value for n, value in fields.items()})
    return some


Recorded = Percentages | Tallies | Shares | Exact | Floating | Ranges | Answers | Truths | Words
Column = Recorded | Nothing
