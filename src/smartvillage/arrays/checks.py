"""Tests of one indicator for many places: from what is known to codes and gaps, a block of rows at a time."""

import math
from decimal import Decimal
from typing import Protocol

import numpy as np
from attrs import define, field, frozen

from smartvillage.arrays.columns import Answers, Exact, Nothing, Ranges, Tallies, Truths, Words
from smartvillage.arrays.ends import ABOVE, AT, F64, I8, I64, LIMIT, SIDES, TOP, Ends, Mask
from smartvillage.arrays.floats import TOP_POINTS, Floating, Percentages, Unchecked
from smartvillage.arrays.knowledge import Known
from smartvillage.facts import PERCENT
from smartvillage.facts.numbers import GRAIN
from smartvillage.rules import AtLeast, AtMost, Before, Leaf, LessThan, MoreThan, NoLaterThan, OneOf, Rule

Comparison = AtLeast | MoreThan | AtMost | LessThan
Deadline = NoLaterThan | Before

BLOCK = 1 << 16
"""Rows that are judged at once: few enough that what lies between stays in the processor's cache."""


@frozen
class Cut:
    """Where a comparison divides numbers: it reaches the threshold from one end on, and does not below another.

    Attributes:
        holds: the low end from which on a number surely reaches the threshold.
        fails: the high end below which it surely does not; the same, unless the document leaves the share open.
        upward: whether reaching the threshold is what is asked.
        share: the threshold as numerator and denominator, for a share.
    """

    holds: int
    fails: int
    upward: bool
    share: tuple[int, int] | None = None

    @property
    def is_open(self) -> bool:
        """Whether the document leaves the share open."""
        return self.holds != self.fails

    @property
    def is_strict(self) -> bool:
        """Whether a share at the threshold itself does not reach it."""
        return self.holds % SIDES == ABOVE

    @property
    def goal(self) -> int:
        """From how many billionths on, or up to how many, nothing of a share is lacking."""
        return self.holds // SIDES + (self.is_strict if self.upward else self.is_strict - 1)


def cut_of(rule: Rule) -> Cut:
    """Return where a comparison divides numbers."""
    if isinstance(rule, Deadline):
        at = rule.value.toordinal() + rule.strict
        return Cut(at, at, upward=False)
    if not isinstance(rule, Comparison):
        return _YES
    t = rule.value
    if t.is_open:
        return Cut(TOP, ABOVE, upward=True, share=(t.num, t.den))
    if t.is_share:
        at = t.num * PERCENT // t.den * SIDES + (ABOVE if rule.strict else AT)
        return Cut(at, at, rule.upward, (t.num, t.den))
    at = min(LIMIT, t.num // t.den + 1 if rule.strict else -(-t.num // t.den))
    return Cut(at, at, rule.upward)


_YES = Cut(1, 1, upward=True)
"""Where yes divides from no."""


@define(eq=False)
class Scratch:
    """Arrays of one block for what lies between; they stay in the processor's cache.

    Attributes:
        size: how many rows a block has.
    """

    size: int
    one: Mask = field(init=False)
    two: Mask = field(init=False)
    ints: I64 = field(init=False)
    more: I64 = field(init=False)
    floats: F64 = field(init=False)
    _full: dict[float, F64] = field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        """Make room."""
        self.one, self.two = np.empty((2, self.size), np.bool_)
        self.ints, self.more = np.empty((2, self.size), np.int64)
        self.floats = np.empty(self.size)

    def full(self, value: float) -> F64:
        """Return an array full of one number: older numpy compares four times slower with the number itself."""
        if value not in self._full:
            self._full[value] = np.full(self.size, value)
        return self._full[value]


class Check(Protocol):
    """A test bound to what is known of its indicator."""

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:
        """Write 1, 0 and -1 for some rows."""


class Measured(Check, Protocol):
    """A test of a number, which can be missed by more or less."""

    def gaps(self, rows: slice, out: F64, scratch: Scratch) -> None:
        """Write the most that may be lacking to pass for some rows: percentage points, whole units or days."""


def answers(check: Check, size: int) -> I8:
    """Return the answers of one test for so many places."""
    codes, scratch = np.empty(size, np.int8), Scratch(min(size, BLOCK))
    for start in range(0, size, BLOCK):
        rows = slice(start, min(start + BLOCK, size))
        check.codes(rows, codes[rows], scratch)
    return codes


def check_of(rule: Leaf, known: Known) -> Check:
    """Return a test bound to what is known of its indicator."""
    if isinstance(rule, OneOf):
        return _one_of(rule, known)
    cut = cut_of(rule)
    match known:
        case Nothing():
            return Unknown(_worst(known, cut))
        case Answers():
            return Given(known.codes)
        case Truths():
            return Said(known)
        case Percentages():
            return Floats.of_percentages(known, cut)
        case Floating():
            return Floats.of_numbers(known, cut)
        case Exact():
            return Between(known.values, known.values, cut)
        case Tallies():
            return Counted.of(known, cut)
        case Ranges() | Ends():
            return Between(known.low, known.high, cut)
        case _:  # pragma: no cover - a category is tested by OneOf alone, shares of all kinds are known as ends
            raise AssertionError(rule)


def _one_of(rule: OneOf, known: Known) -> Check:
    """Return a test of a category."""
    if not isinstance(known, Words):
        return Unknown(1.0)
    meets = np.array([1 if word in rule.values else -1 for word in known.words] + [0, 0], np.int8)
    return Given(meets[known.codes])


def _worst(known: Nothing, cut: Cut) -> float:
    """Return how much may be lacking where nothing is known."""
    ends, worst = Ends.silent(1, known.kind), np.empty(1)
    Between(ends.low, ends.high, cut).gaps(slice(1), worst, Scratch(1))
    return float(worst[0])


def _differ(one: Mask, two: Mask, out: I8) -> None:
    """Write 1 where one holds, -1 where the other does, else 0."""
    np.subtract(one.view(np.int8), two.view(np.int8), out=out)


@define(eq=False)
class Given:
    """A test whose answers are a column already."""

    values: I8

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:  # noqa: ARG002 - one signature for all tests
        """Write the answers."""
        np.copyto(out, self.values[rows])


@define(eq=False)
class Said:
    """A test of truth values."""

    values: Truths

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:  # noqa: ARG002 - one signature for all tests
        """Write 1, 0 and -1."""
        self.values.codes(rows, out)


@define(eq=False)
class Unknown:
    """A test of something of which nothing is known anywhere; `worst` is what may be lacking."""

    worst: float

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:  # noqa: ARG002 - one signature for all tests
        """Write that nobody knows."""
        out.fill(0)

    def gaps(self, rows: slice, out: F64, scratch: Scratch) -> None:  # noqa: ARG002 - one signature for all tests
        """Write the most that may be lacking."""
        out.fill(self.worst)


@define(eq=False)
class Floats:
    """A comparison of exact floats, NaN for nothing.

    Attributes:
        column: the numbers.
        upward: whether reaching the threshold is what is asked.
        holds: the least float that reaches the threshold.
        fails: the least float that does not surely fail to reach it.
        goal: the number from which on, or up to which, nothing is lacking.
        widest: the greatest number that can be, which counts for NaN where little is asked; where much is, 0 does.
    """

    column: Unchecked
    upward: bool
    holds: float
    fails: float
    goal: float
    widest: float

    @staticmethod
    def of_percentages(column: Percentages, cut: Cut) -> "Floats":
        """Return a comparison of percentages, each of which means its shortest decimal rounded to nine places."""
        goal = cut.goal / GRAIN
        return Floats(column, cut.upward, least_float(cut.holds), least_float(cut.fails), goal, TOP_POINTS)

    @staticmethod
    def of_numbers(column: Floating, cut: Cut) -> "Floats":
        """Return a comparison of whole numbers."""
        goal = float(cut.holds if cut.upward else cut.holds - 1)
        return Floats(column, cut.upward, float(cut.holds), float(cut.fails), goal, math.inf)

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:
        """Write 1, 0 and -1."""
        values = self.column.block(rows, scratch.floats)
        one, two = scratch.one[: len(out)], scratch.two[: len(out)]
        np.greater_equal(values, self.holds, out=one)
        np.less(values, self.fails, out=two)
        _differ(one, two, out) if self.upward else _differ(two, one, out)

    def gaps(self, rows: slice, out: F64, scratch: Scratch) -> None:
        """Write what is lacking, after `codes` has looked the rows over; the most that can be for NaN."""
        values, zeros = self.column.raw[rows], scratch.full(0.0)[: len(out)]
        if self.upward:
            np.fmax(values, zeros, out=out)
            np.subtract(self.goal, out, out=out)
        else:
            np.fmin(values, scratch.full(self.widest)[: len(out)], out=out)
            np.subtract(out, self.goal, out=out)
        np.maximum(out, zeros, out=out)


def least_float(end: int) -> float:
    """Return the least float whose shortest decimal, rounded to nine places, is at or above an end at six places.

    Half a billionth below an even billionth rounds up to it, half a billionth above rounds down.
    """
    half = Decimal(5) / 10
    if end % SIDES == AT:
        return float((end // SIDES - half) / GRAIN)
    return math.nextafter(float((end // SIDES + half) / GRAIN), math.inf)


@define(eq=False)
class Counted:
    """A comparison of counts out of totals with a share, in integers: count · q ≥ p · total.

    Attributes:
        count: how many; 0 where nothing is recorded.
        most: how many at the most; 1 where nothing is recorded.
        total: out of how many; 1 where nothing is recorded.
        cut: where the comparison divides.
        is_small: whether the products fit 64 bits.
    """

    count: I64
    most: I64
    total: I64
    cut: Cut
    is_small: bool

    @staticmethod
    def of(tallies: Tallies, cut: Cut) -> "Counted":
        """Return a comparison of exact counts."""
        most = tallies.count if tallies.known is None else np.where(tallies.known, tallies.count, 1)
        greatest = int(tallies.total.max(initial=1))
        factor = max(cut.share or (1, 1))
        return Counted(tallies.count, most, tallies.total, cut, greatest * factor <= LIMIT)

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:
        """Write 1, 0 and -1."""
        one, two = scratch.one[: len(out)], scratch.two[: len(out)]
        count, most, total = self.count[rows], self.most[rows], self.total[rows]
        strict = self.cut.is_strict
        if self.cut.is_open:
            np.equal(count, total, out=one)
            np.equal(most, 0, out=two)
        elif self.is_small:
            num, den = self.cut.share or (1, 1)
            counted, needed = scratch.ints[: len(out)], scratch.more[: len(out)]
            np.multiply(total, num, out=needed)
            np.multiply(count, den, out=counted)
            (np.greater if strict else np.greater_equal)(counted, needed, out=one)
            if self.most is not self.count:
                np.multiply(most, den, out=counted)
            (np.less_equal if strict else np.less)(counted, needed, out=two)
        else:
            needed = least_count(total, self.cut)
            np.greater_equal(count, needed, out=one)
            np.less(most, needed, out=two)
        _differ(one, two, out) if self.cut.upward else _differ(two, one, out)

    def gaps(self, rows: slice, out: F64, scratch: Scratch) -> None:
        """Write the percentage points lacking."""
        count = self.count if self.cut.upward else self.most
        np.divide(count[rows], self.total[rows], out=out)
        np.multiply(out, 100.0, out=out)
        if self.cut.upward:
            np.subtract(self.cut.goal / GRAIN, out, out=out)
        else:
            np.subtract(out, self.cut.goal / GRAIN, out=out)
        np.maximum(out, scratch.full(0.0)[: len(out)], out=out)


def least_count(total: I64, cut: Cut) -> I64:
    """Return the least count out of each total that reaches a share, without any product of both."""
    num, den = cut.share or (1, 1)
    whole, rest = np.divmod(total, den)
    part = rest * num
    least: I64 = whole * num + (part // den + 1 if cut.is_strict else -(-part // den))
    return least


@define(eq=False)
class Between:
    """A comparison of what lies between two ends."""

    low: I64
    high: I64
    cut: Cut

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:
        """Write 1, 0 and -1."""
        one, two = scratch.one[: len(out)], scratch.two[: len(out)]
        np.greater_equal(self.low[rows], self.cut.holds, out=one)
        np.less(self.high[rows], self.cut.fails, out=two)
        _differ(one, two, out) if self.cut.upward else _differ(two, one, out)

    def gaps(self, rows: slice, out: F64, scratch: Scratch) -> None:
        """Write what is lacking: percentage points rounded up to nine places, whole units, or days."""
        lacking = scratch.ints[: len(out)]
        if self.cut.upward:
            np.subtract(self.cut.holds, self.low[rows], out=lacking)
        else:
            np.subtract(self.high[rows], self.cut.holds - 1, out=lacking)
        np.maximum(lacking, 0, out=lacking)
        if self.cut.share is not None:
            np.add(lacking, SIDES - 1, out=lacking)
            np.right_shift(lacking, 2, out=lacking)
            np.divide(lacking, GRAIN, out=out)
        else:
            np.copyto(out, lacking, casting="unsafe")
            if not self.cut.upward:
                out[self.high[rows] == LIMIT] = math.inf
