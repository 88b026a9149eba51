"""Thresholds, exactly: percentages with at most six places, numbers, and shares that a document leaves open."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from attrs import frozen

from smartvillage.errors import InvalidType, InvalidValue, shown
from smartvillage.facts.numbers import PLACES, decimal_of, exactly


@frozen(repr=False)
class Threshold:
    """A threshold, exactly: a percentage with at most six places, a number, or a share that the document leaves open.

    Attributes:
        num: the numerator.
        den: the denominator.
        is_share: whether it is a share of a whole.
        is_open: whether the document gives no share: any above none may be meant.
    """

    num: int
    den: int
    is_share: bool
    is_open: bool = False

    def __repr__(self) -> str:
        """Write the threshold as it is given to a rule."""
        if self.is_open:
            return "'open'"
        number = Decimal(self.num) * (100 if self.is_share else 1) / self.den
        return f"'{number:f}%'" if self.is_share else f"{number:f}"


_SIXTH = 100 * 10**6


def threshold(value: Any) -> Threshold:
    """Return a threshold from `"80%"`, `"open"`, an int, a `Decimal` or a `Fraction` of the whole.

    Raises:
        InvalidType: for a float, a bool or anything else.
        InvalidValue: for a share outside 0-100 %, or a percentage with more than six places.
    """
    if isinstance(value, Threshold):
        return value
    if value == "open":
        return Threshold(1, 1, is_share=True, is_open=True)
    if isinstance(value, Fraction):
        share = value
    elif isinstance(value, str):
        number, signed = exactly(value)
        if not signed:
            msg = f"threshold {value!r}: write '{value}%' for a share, or an int for a count"
            raise InvalidValue(msg)
        share = Fraction(number) / 100
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number, _ = exactly(value)
        if number != decimal_of(value)[0]:
            msg = f"threshold {shown(value)}: a number has at most {PLACES} decimal places"
            raise InvalidValue(msg)
        num, den = number.as_integer_ratio()
        return Threshold(num, den, is_share=False)
    else:
        msg = f"threshold {value!r}: write '80%', an int, a Decimal or a Fraction; a float is not exact"
        raise InvalidType(msg)
    if not 0 <= share <= 1:
        msg = f"threshold {value!r}: a share lies between 0 % and 100 %"
        raise InvalidValue(msg)
    if _SIXTH % share.denominator:
        msg = f"threshold {value!r}: a percentage has at most six decimal places"
        raise InvalidValue(msg)
    return Threshold(share.numerator, share.denominator, is_share=True)
