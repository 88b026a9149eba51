"""Records as their indicators measure them: counts, shares, yes/no, judgements, dates and categories."""

import math
from decimal import Decimal
from fractions import Fraction

from smartvillage.facts.numbers import GRAIN, PERCENT, WIDEST, Bounds, Share
from smartvillage.facts.records import Fact, Judgement, Monthly
from smartvillage.indicators import Indicator, Measure
from smartvillage.outcomes import Reason


def counts_some(fact: Fact) -> bool:
    """Whether a count without a total is above zero."""
    return isinstance(fact.value, Share) and fact.value.count > 0 and fact.value.total is None


def fit(indicator: Indicator, fact: Fact, total: int | None) -> Bounds | Reason | str:
    """Return a record as bounds of its indicator, a reason why it says nothing, or the code of an issue."""
    bounds, value = fact.bounds, fact.value
    match indicator.measure:
        case Measure.SHARE:
            return _fit_share(value, bounds, total)
        case Measure.COUNT | Measure.MONTHLY:
            if isinstance(value, Monthly) and indicator.reduce is not None:
                return value.reduced(indicator.reduce)
            return _fit_count(bounds) if bounds is not None and bounds.kind == "number" else "wrong_measure"
        case Measure.JUDGEMENT if isinstance(value, Judgement):
            return bounds or Reason.JUDGEMENT
        case Measure.YES_NO | Measure.JUDGEMENT if isinstance(value, bool) and bounds is not None:
            return bounds
        case Measure.DATE if bounds is not None and bounds.kind == "date":
            return Bounds(bounds.low + bounds.low_open, bounds.high - bounds.high_open, kind="date")
        case Measure.CATEGORY if isinstance(value, str):
            known = not indicator.values or value in indicator.values
            return WIDEST[indicator.kind] if known else "unknown_category"
        case _:
            return "wrong_measure"


def states(fact: Fact, stated: Bounds, counts: Bounds) -> bool:
    """Whether a recorded percentage states these counts, within one unit of its last digit.

    Published percentages are rounded, or cut off: 370 of 471 is printed as 78.5 % or 78.6 %.

    Args:
        fact: the record, whose words show how many digits it has.
        stated: the record as bounds of the share.
        counts: the counts as bounds of the share.
    """
    if stated.total is not None or not stated.is_exact:
        return False
    text = fact.value.strip().rstrip(" %") if isinstance(fact.value, str) else f"{percentage(stated):f}"
    decimals = len(text.replace(",", ".").partition(".")[2])
    off = abs(Fraction(int(stated.low), stated.scale) - Fraction(int(counts.low), counts.scale))
    return off * 100 <= Fraction(1, 10**decimals)


def percentage(bounds: Bounds) -> Decimal:
    """Return the low end of a share as a percentage without needless zeros."""
    return (Decimal(int(bounds.low)) * 100 / bounds.scale).normalize()


def _fit_share(value: object, bounds: Bounds | None, total: int | None) -> Bounds | Reason | str:
    """Return a record as bounds of a share, a reason why it says nothing, or the code of an issue."""
    if isinstance(value, Share):
        if total is not None and value.total is None and value.count > total:
            return "impossible_value"
        return bounds or (value.of(total) if value.total is None else None) or Reason.NO_DENOMINATOR
    if bounds is None or bounds.kind not in ("share", "number"):
        return "wrong_measure"
    if bounds.kind == "number":
        if any(0 < end <= bounds.scale for end in (bounds.low, bounds.high)):
            return "ambiguous_percentage"
        high = min(bounds.high, 100 * bounds.scale)
        if bounds.low > high or (bounds.high > high and not math.isinf(bounds.high)):
            return "impossible_value"
        by = GRAIN // bounds.scale
        bounds = Bounds(bounds.low * by, high * by, PERCENT, bounds.low_open, bounds.high_open, "share")
    return bounds.whole_counts(total) if total else bounds


def _fit_count(bounds: Bounds) -> Bounds | str:
    """Return bounds of a count as whole numbers, or the code of an issue where none lies within."""
    low, high, scale = bounds.low, bounds.high, bounds.scale
    if not math.isinf(high):
        high, rest = divmod(int(high), scale)
        high -= bool(not rest and bounds.high_open)
    low, rest = divmod(int(low), scale)
    low += bool(rest or bounds.low_open)
    return Bounds(low, high) if low <= high else "impossible_value"
