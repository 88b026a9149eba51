"""Exact numbers: shares as counts, percentages as decimals with nine places, and bounds with open or closed ends."""

import math
import re
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Literal

from attrs import field, frozen

from smartvillage.errors import InvalidType, InvalidValue, shown
from smartvillage.indicators import Kind

PLACES = 9
"""Decimal places that a percentage keeps, in percentage points, and any other decimal."""

GRAIN = 10**PLACES
PERCENT = 100 * GRAIN
"""Parts of the whole in which percentages without a count are held: billionths of a percentage point."""

Number = int | float | Decimal
End = int | float
"""An end of bounds, an int; or an infinite float."""

_NUMBER = re.compile(r"(?P<number>[+-]?\d+(?:[.,]\d+)?)\s*(?P<percent>%?)")
_DIGITS = 30

TOO_MANY = 10 ** (_DIGITS + 1)
"""The least number that is no figure of a place."""


def exactly(value: Number | str) -> tuple[Decimal, bool]:
    """Return a number as an exact decimal, and whether the text carries a percent sign.

    A float means its shortest decimal. In text, a comma or a point is the decimal mark.

    Raises:
        InvalidType: for a bool or anything that is no number.
        InvalidValue: for text that is no number, for NaN, an infinity or a number beyond 30 digits.
    """
    signed = False
    if isinstance(value, str):
        match = _NUMBER.fullmatch(value.strip())
        if not match or not value.isascii():
            msg = f"{shown(value)} is no number: write '79,5%', '79.5' or 120"
            raise InvalidValue(msg)
        number = Decimal(match["number"].replace(",", "."))
        signed = bool(match["percent"])
    elif isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        msg = f"{shown(value)} is no number: write an int, a Decimal, a float or a text such as '79,5%'"
        raise InvalidType(msg)
    elif isinstance(value, float):
        number = Decimal(float.__repr__(value))  # that of numpy's float64 is no number
    else:
        number = Decimal(value)
    if not number.is_finite() or number.adjusted() > _DIGITS:
        msg = f"{shown(value)} is no figure that can be recorded: leave a missing figure out"
        raise InvalidValue(msg)
    return number, signed


def decimal_of(value: Number | str) -> tuple[Decimal, bool]:
    """Return a number with at most nine places, as figures are held; see `exactly`."""
    number, signed = exactly(value)
    try:
        return number.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_EVEN), signed
    except InvalidOperation:
        return number.to_integral_value(), signed


@frozen
class Bounds:
    """What is known of a number: it lies between two ends, each closed or open.

    Make bounds with `at_least`, `above`, `at_most`, `below`, `between` and `percent`.

    Attributes:
        low: the low end, in parts of `scale`.
        high: the high end, in parts of `scale`.
        scale: parts in one; for whole counts out of a total, that total.
        low_open: whether the low end itself is excluded.
        high_open: whether the high end itself is excluded.
        kind: a `share` of a whole, a plain `number`, a `date` as ordinal, or 0 and 1 for a `truth` or a `judgement`.
        total: the known total of a share, when the ends are whole counts out of it.
    """

    low: End
    high: End
    scale: int = 1
    low_open: bool = False
    high_open: bool = False
    kind: Kind = "number"
    total: int | None = None

    @property
    def is_exact(self) -> bool:
        """Whether the bounds leave one value."""
        return self.low == self.high and not self.is_empty

    @property
    def is_empty(self) -> bool:
        """Whether no value is left."""
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    @property
    def is_possible(self) -> bool:
        """Whether bounds leave values, and none that their kind does not have."""
        if self.kind not in WIDEST or self.scale < 1 or self.total not in (None, self.scale) or self.is_empty:
            return False
        if self.low == math.inf or self.high == -math.inf:
            return False
        if self.kind == "date":
            return all(math.isinf(end) or end in _DAYS for end in (self.low, self.high))
        return WIDEST[self.kind].contains(self)

    def __and__(self, other: "Bounds") -> "Bounds":
        """Return what both leave; possibly nothing."""
        one, two = (self, other) if self.scale == other.scale else _on_one_scale(self, other)
        low, low_open = max((one.low, one.low_open), (two.low, two.low_open))
        high, high_closed = min((one.high, not one.high_open), (two.high, not two.high_open))
        total = one.total if one.total == two.total else None
        return Bounds(low, high, one.scale, low_open, not high_closed, one.kind, total)

    def contains(self, other: "Bounds") -> bool:
        """Whether everything that `other` leaves is left here too."""
        both = self & other
        one, two = (both, other) if both.scale == other.scale else _on_one_scale(both, other)
        return (one.low, one.high, one.low_open, one.high_open) == (
            two.low,
            two.high,
            two.low_open,
            two.high_open,
        )

    def whole_counts(self, total: int) -> "Bounds":
        """Return the bounds as whole counts out of a known total, or unchanged where no count lies within.

        One percentage stays what it is: published percentages are rounded, and no count need agree with them.
        """
        if self.is_exact or total <= 0 or self.total is not None:
            return self
        low, rest = divmod(int(self.low) * total, self.scale)
        low += bool(rest or self.low_open)
        high, rest = divmod(int(self.high) * total, self.scale)
        high -= bool(not rest and self.high_open)
        return Bounds(low, high, total, kind="share", total=total) if low <= high else self


def _on_one_scale(one: Bounds, two: Bounds) -> tuple[Bounds, Bounds]:
    """Return the same bounds with a common scale; whole counts stay whole where the other has a total too."""
    scale = math.lcm(one.scale, two.scale)

    def scaled(b: Bounds) -> Bounds:
        by = scale // b.scale
        return Bounds(b.low * by, b.high * by, scale, b.low_open, b.high_open, b.kind)

    return scaled(one), scaled(two)


ANY_SHARE = Bounds(0, PERCENT, PERCENT, kind="share")
ANY_COUNT = Bounds(0, math.inf)
TRUE, FALSE = Bounds(1, 1, kind="truth"), Bounds(0, 0, kind="truth")
MET, NOT_MET = Bounds(1, 1, kind="judgement"), Bounds(0, 0, kind="judgement")
WIDEST = {
    "share": ANY_SHARE,
    "number": ANY_COUNT,
    "date": Bounds(-math.inf, math.inf, kind="date"),
    "truth": Bounds(0, 1, kind="truth"),
    "judgement": Bounds(0, 1, kind="judgement"),
    "category": Bounds(0, 1, kind="category"),
}
"""What is known of an indicator of which nothing is known, by kind."""

_DAYS = range(1, date.max.toordinal() + 2)
"""The days that there are, as ordinals, and the one after: "not by the last day"."""


@frozen
class Share:
    """So many of so many: `Share(370, 471)`.

    Attributes:
        count: how many.
        total: out of how many; `None` where only the count is known, and the total may be recorded elsewhere.

    Raises:
        InvalidType: for a count that is no int.
        InvalidValue: for a negative count, or more than the total.
    """

    count: int
    total: int | None = None
    bounds: Bounds | None = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Check the counts and hold them as bounds."""
        for value in (self.count,) if self.total is None else (self.count, self.total):
            if isinstance(value, bool) or not isinstance(value, int):
                msg = f"Share({shown(self.count)}, {shown(self.total)}): counts are ints, not {type(value).__name__}"
                raise InvalidType(msg)
            if value < 0:
                msg = f"Share({shown(self.count)}, {shown(self.total)}): a count is not negative"
                raise InvalidValue(msg)
            if value >= TOO_MANY:
                msg = f"Share({shown(self.count)}, {shown(self.total)}): nobody counts so far"
                raise InvalidValue(msg)
        if self.total is not None and self.count > self.total:
            msg = f"Share({self.count}, {self.total}): the count is more than the total; are they exchanged?"
            raise InvalidValue(msg)
        object.__setattr__(self, "bounds", self.of(self.total))

    def of(self, total: int | None) -> Bounds | None:
        """Return the share as bounds out of a total, or `None` without a total above zero."""
        if not total or self.count > total:
            return None
        return Bounds(self.count, self.count, total, kind="share", total=total)


def at_least(value: Number | str) -> Bounds:
    """Return the bounds of "ít nhất, tối thiểu, từ … trở lên": `at_least("90%")`, `at_least(12)`."""
    low, scale, kind = _end(value)
    return _share_or_number(low, _top(kind), scale, kind)


def above(value: Number | str) -> Bounds:
    """Return the bounds of "trên, hơn": `above("90%")` is more than 90 % and may be 100 %."""
    low, scale, kind = _end(value)
    return _share_or_number(low, _top(kind), scale, kind, low_open=True)


def at_most(value: Number | str) -> Bounds:
    """Return the bounds of "tối đa, không quá": `at_most("5%")`."""
    high, scale, kind = _end(value)
    return _share_or_number(0, high, scale, kind)


def below(value: Number | str) -> Bounds:
    """Return the bounds of "dưới, gần": `below(20)` is fewer than 20."""
    high, scale, kind = _end(value)
    return _share_or_number(0, high, scale, kind, high_open=True)


def between(low: Number | str, high: Number | str) -> Bounds:
    """Return the bounds of "từ … đến …", both ends included: `between("70%", "80%")`.

    Raises:
        InvalidValue: if the low end is above the high end, or only one carries a percent sign.
    """
    (first, scale, kind), (last, scale2, kind2) = _end(low), _end(high)
    if kind != kind2:
        msg = f"between({shown(low)}, {shown(high)}): write the percent sign on both ends or on neither"
        raise InvalidValue(msg)
    common = max(scale, scale2)
    return _share_or_number(first * (common // scale), last * (common // scale2), common, kind)


def percent(value: Number | str) -> Bounds:
    """Return exactly so many percent: `percent("79,5")`, `percent(0.8)` is 0.8 %."""
    number, _ = decimal_of(value)
    low = int(number * GRAIN)
    return _share_or_number(low, low, PERCENT, "share")


def number(value: Number | str) -> Bounds:
    """Return exactly this number; a percentage if the text carries a percent sign."""
    low, scale, kind = _end(value)
    return _share_or_number(low, low, scale, kind)


def on_day(day: date) -> Bounds:
    """Return exactly this day."""
    return Bounds(day.toordinal(), day.toordinal(), kind="date")


def after(day: date) -> Bounds:
    """Return the bounds of "not done by this day": on the next one or later."""
    return Bounds(day.toordinal() + 1, math.inf, kind="date")


def _top(kind: str) -> End:
    """Return the greatest a share can be, in billionths of a percentage point, or no limit."""
    return PERCENT if kind == "share" else math.inf


def _end(value: Number | str) -> tuple[int, int, Literal["share", "number"]]:
    """Return a value as parts, the number of parts in one, and whether it is a share."""
    decimal, signed = decimal_of(value)
    if signed:
        return int(decimal * GRAIN), PERCENT, "share"
    if decimal == decimal.to_integral_value():
        return int(decimal), 1, "number"
    return int(decimal * GRAIN), GRAIN, "number"


def _share_or_number(
    low: End,
    high: End,
    scale: int,
    kind: Literal["share", "number"],
    *,
    low_open: bool = False,
    high_open: bool = False,
) -> Bounds:
    """Return bounds, refusing what cannot be.

    Raises:
        InvalidValue: if nothing lies within, if a share lies outside 0-100 %, or a number below zero.
    """
    bounds = Bounds(low, high, scale, low_open, high_open, kind)
    if kind == "share" and (low < 0 or high > PERCENT):
        msg = f"{_said(low, scale)}% to {_said(high, scale)}%: a share lies between 0 % and 100 %"
        raise InvalidValue(msg)
    if low < 0:
        msg = "a count is not negative"
        raise InvalidValue(msg)
    if bounds.is_empty:
        msg = "nothing lies within these bounds: is the low end above the high end?"
        raise InvalidValue(msg)
    return bounds


def _said(end: End, scale: int) -> str:
    """Return an end of a percentage as a decimal for a message."""
    return f"{(Decimal(int(end)) * 100 / scale).normalize():f}"
