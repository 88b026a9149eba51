"""Gaps: what is lacking to turn an answer, as a range in one unit."""

from decimal import Decimal
from typing import Literal

from attrs import frozen

from smartvillage.facts import Bounds, Known

Toward = Literal[1, -1]
"""The code of the outcome that a gap is measured to: 1 for PASS, -1 for FAIL."""

Cut = tuple[int, int, bool]
"""Where a comparison divides numbers: numerator, denominator, and whether the number itself lies below the cut."""


@frozen(kw_only=True)
class Gap:
    """What is lacking, as the least and the most that it may be, in one unit.

    The high end is zero when nothing is lacking; the low end is above zero when something surely is.

    Attributes:
        indicator: the indicator id.
        unit: the id of the count indicator whose unit is meant, `"percentage_points"`, `"days"` or `"answer"`.
        low: the least lacking.
        high: the most lacking; infinite where there is no limit.
        low_above: whether the least is a little more than `low`.
        high_above: whether the most is a little more than `high`.
        needed: the threshold in the same unit, where it is one number.
        known: the least and the most that is known to be there, in the same unit.
        of: the known total, in the same unit.
    """

    indicator: str
    unit: str
    low: int | Decimal | float
    high: int | Decimal | float
    low_above: bool = False
    high_above: bool = False
    needed: int | Decimal | None = None
    known: tuple[int | Decimal | float, int | Decimal | float] | None = None
    of: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing is lacking."""
        return self.high == 0 and not self.high_above

    @property
    def is_sure(self) -> bool:
        """Whether something is surely lacking."""
        return self.low > 0 or self.low_above

    @property
    def relative(self) -> float:
        """The most that is lacking, as a part of its range."""
        if self.unit == "percentage_points":
            return float(self.high) / 100
        return float(self.high) / float(self.of or self.needed or 1)


def reaches(bounds: Bounds, num: int, den: int, *, strict: bool) -> int:
    """Return 1 where the number surely lies at or above num/den (above it, if strict), -1 where surely not, else 0.

    Compared in integers: 399 of 499 is below 80 % though it prints as 80.0 %.
    """
    needed = num * bounds.scale
    low, high = bounds.low * den, bounds.high * den
    if strict:
        return 1 if low > needed or (low == needed and bounds.low_open) else -1 if high <= needed else 0
    return 1 if low >= needed else -1 if high < needed or (high == needed and bounds.high_open) else 0


def distance(indicator: str, known: Known, easy: Cut, hard: Cut, *, rising: bool) -> Gap:
    """Return how far a number may be from the cut: to rise to it, or to fall below it.

    Whole units where the total is known; else percentage points, or the unit of the count.

    Args:
        indicator: the indicator id.
        known: what is known of the number.
        easy: the lowest cut that may be meant.
        hard: the highest cut that may be meant; the same unless the document leaves the share open.
        rising: whether the number lacks something, or is too much.
    """
    bounds, total = known.bounds, known.total
    share = bounds.kind == "share"
    one = total or 1
    (easy_at, easy_of, easy_strict), (hard_at, hard_of, hard_strict) = easy, hard
    whole = easy_of * hard_of * bounds.scale  # all four numbers in integers over it: many gaps are asked for in a sort
    low, high = bounds.low * easy_of * hard_of, bounds.high * easy_of * hard_of
    easiest, hardest = easy_at * hard_of * bounds.scale, hard_at * easy_of * bounds.scale
    if rising:
        least, most = easiest - high, hardest - low
        least_step, most_step = easy_strict or bounds.high_open, hard_strict and not bounds.low_open
    else:
        least, most = low - hardest, high - easiest
        least_step, most_step = not hard_strict or bounds.low_open, not easy_strict and not bounds.high_open
    if share and not total:
        return Gap(
            indicator=indicator,
            unit="percentage_points",
            low=_points(least, whole),
            high=_points(most, whole),
            low_above=least_step and least >= 0,
            high_above=most_step and most >= 0,
            needed=None if easy != hard else _points(hard_at, hard_of),
            known=(_points(low, whole), _points(high, whole)),
        )
    unit = "days" if bounds.kind == "date" else known.indicator.denominator
    return Gap(
        indicator=indicator,
        unit=unit or known.indicator.id,
        low=_steps(least * one, whole, up=least_step),
        high=_steps(most * one, whole, up=most_step),
        needed=None if easy != hard else _whole(hard_at * one, hard_of, rising=rising, strict=hard_strict),
        known=(_count(low * one, whole), _count(high * one, whole)),
        of=total,
    )


def _whole(num: int, den: int, *, rising: bool, strict: bool) -> int:
    """Return the least whole number at a cut, or the greatest below it."""
    least = num // den + 1 if strict else -(-num // den)
    return least if rising else least - 1


def _steps(num: float, den: int, *, up: bool) -> int | float:
    """Return whole steps over a distance, none for a negative one; one more where its very end is not enough."""
    if isinstance(num, float):
        return max(0, num)
    return max(0, num // den + 1 if up else -(-num // den))


def _points(num: float, den: int) -> Decimal:
    """Return percentage points, rounded up to nine places so that a small distance never becomes none."""
    billionths = -(-max(0, int(num)) * 10**11 // den)
    return (Decimal(billionths) / 10**9).normalize() + 0


def _count(num: float, den: int) -> int | Decimal | float:
    """Return a whole count, else a decimal or an infinity."""
    if isinstance(num, float):
        return num
    return Decimal(num) / den if num % den else num // den


def answer(indicator: str, code: int) -> Gap:
    """Return the gap of a yes/no: one answer is lacking, may be, or is not."""
    return Gap(indicator=indicator, unit="answer", low=int(code == -1), high=int(code != 1))
