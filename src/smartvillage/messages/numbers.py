"""Numbers, percentages and dates as they are written in Vietnamese and in English."""

import math
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from smartvillage.facts import Bounds, Share
from smartvillage.indicators import Lang, Unit
from smartvillage.messages.sentences import say

Real = int | float | Decimal | Fraction

_MARKS = {"vi": (".", ","), "en": (",", ".")}
"""What parts the thousands, and the decimals."""

_EXACT = 2
"""Decimal places up to which a number is written as it is."""

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def number(value: Real, lang: Lang) -> str:
    """Return a number with the marks of a language: 1234.5 is "1.234,5" or "1,234.5"."""
    if isinstance(value, float) and math.isinf(value):
        return say("number.infinite", lang)
    places = _places(Fraction(value))
    return _written(Fraction(value), places if places is not None else _EXACT, lang)


def counted(value: Real, unit: Unit | None, lang: Lang) -> str:
    """Return a count with what is counted: "1.234 hộ", "1,234 households", "1 household"."""
    return f"{number(value, lang)} {_unit_word(unit, value, lang)}".rstrip()


def counted_of(share: str, of: int, unit: Unit | None, lang: Lang) -> str:
    """Return how many of how many, the first as text: "370/471 hộ"."""
    return f"{share}/{counted(of, unit, lang)}"


def _unit_word(unit: Unit | None, value: Real, lang: Lang) -> str:
    """Return the word for what is counted, or nothing where no vocabulary says."""
    if unit is None:
        return ""
    if lang == "vi":
        return unit.vi
    return unit.one if value == 1 else unit.many


def percent_text(share: Fraction, lang: Lang, *, beside: Iterable[Fraction] = (), toward: int = 0) -> str:
    """Return a share of the whole as a percentage that never stands on the wrong side of a threshold.

    A share with at most two decimals is written as it is. Any other is rounded to as few as it takes to tell it from
    0 %, 100 % and every threshold: 399 of 499 beside 80 % is "79,96%", never "80,0%".

    Args:
        share: the share, 1 being the whole.
        lang: the language.
        beside: thresholds that it is compared with.
        toward: -1 to round down, 1 to round up, 0 for the nearest.
    """
    exact = share * 100
    places = _places(exact)
    if places is None or places > _EXACT:
        marks = [Fraction(0), Fraction(100), *(100 * t for t in beside)]
        places = 1
        while any(_side(_rounded(exact, places, toward), mark) != _side(exact, mark) for mark in marks):
            places += 1
    return say("number.percent", lang, value=_written(_rounded(exact, places, toward), places, lang))


def points_text(points: Decimal, lang: Lang) -> str:
    """Return percentage points, rounded up to two places so that a small distance never becomes none."""
    value = Fraction(points)
    places = _places(value)
    rounded = value if places is not None and places <= _EXACT else _rounded(value, _EXACT, 1)
    return number(rounded, lang)


def date_text(day: date, lang: Lang) -> str:
    """Return a date: "03/3/2023" by the custom of Vietnamese documents, "3 March 2023"."""
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    month = f"0{day.month}" if day.month < 3 else str(day.month)  # noqa: PLR2004 - only 01 and 02 take a zero
    return f"{day.day:02}/{month}/{day.year}"


def span(low: str, high: str, lang: Lang, *, low_open: bool = False, high_open: bool = False) -> str:
    """Return "từ 70% đến 80%", or with open ends "trên 70% đến dưới 80%"."""
    key = f"span.{'open' if low_open else 'closed'}.{'open' if high_open else 'closed'}"
    return say(key, lang, low=low, high=high)


def bounds_text(bounds: Bounds, lang: Lang, unit: Unit | None, beside: Iterable[Fraction] = ()) -> str:
    """Return what is known of a number in words: "trên 90%", "ít nhất 12 hộ", "từ 70% đến 80%".

    Args:
        bounds: bounds of a share, a count or a date.
        lang: the language.
        unit: what is counted.
        beside: the thresholds that a percentage is compared with.
    """
    if bounds.kind == "date":
        return _dates(bounds, lang)
    beside = tuple(beside)

    def end(value: float, toward: int, *, with_unit: bool) -> str:
        if bounds.kind == "share":
            # Beside whole counts, which say the end exactly, the nearest percentage does.
            side = toward if bounds.total is None else 0
            return percent_text(Fraction(int(value), bounds.scale), lang, beside=beside, toward=side)
        exact = Fraction(int(value), bounds.scale)
        return counted(exact, unit, lang) if with_unit else number(exact, lang)

    if bounds.is_exact:
        return _counts(bounds, lang, unit, end(bounds.low, 0, with_unit=True))
    top = bounds.scale if bounds.kind == "share" else math.inf
    if bounds.high == top and not bounds.high_open:
        word = "value.above" if bounds.low_open else "value.at_least"
        percent = _one_sided(word, end(bounds.low, -1, with_unit=True), bounds, lang)
    elif bounds.low == 0 and not bounds.low_open:
        word = "value.below" if bounds.high_open else "value.at_most"
        percent = _one_sided(word, end(bounds.high, 1, with_unit=True), bounds, lang)
    else:
        low, high = end(bounds.low, -1, with_unit=False), end(bounds.high, 1, with_unit=True)
        percent = span(low, high, lang, low_open=bounds.low_open, high_open=bounds.high_open)
    return _counts(bounds, lang, unit, percent)


def _one_sided(word: str, value: str, bounds: Bounds, lang: Lang) -> str:
    """Return one end with its word, which the counts before it say already where the total is known."""
    return say(word, lang, value=value) if bounds.total is None else value


def _counts(bounds: Bounds, lang: Lang, unit: Unit | None, percent: str) -> str:
    """Return whole counts out of a known total before the percentage."""
    return percent if bounds.total is None else f"{counts_text(bounds, lang, unit)}, {percent}"


def counts_text(bounds: Bounds, lang: Lang, unit: Unit | None) -> str:
    """Return whole counts out of a known total: "ít nhất 424/471 hộ"."""
    low, high = number(bounds.low, lang), number(bounds.high, lang)
    if bounds.is_exact:
        share = low
    elif bounds.high == bounds.total:
        share = say("value.at_least", lang, value=low)
    elif bounds.low == 0:
        share = say("value.at_most", lang, value=high)
    else:
        share = span(low, high, lang)
    return counted_of(share, bounds.total or 0, unit, lang)


def _dates(bounds: Bounds, lang: Lang) -> str:
    """Return a day, or what is known of one."""
    low, high = bounds.low, bounds.high
    if isinstance(low, float):
        said = "date.before" if bounds.high_open else "date.by"
        return say(said, lang, value=_day(high, lang))
    if isinstance(high, float):
        return say("date.not_by", lang, value=_day(low if bounds.low_open else low - 1, lang))
    if bounds.is_exact:
        return _day(low, lang)
    return span(_day(low, lang), _day(high, lang), lang, low_open=bounds.low_open, high_open=bounds.high_open)


def _day(end: float, lang: Lang) -> str:
    """Return an end of a date; before the first day and after the last there is none."""
    return date_text(date.fromordinal(int(min(max(end, 1), date.max.toordinal()))), lang)


def share_text(share: Share, lang: Lang, unit: Unit | None) -> str:
    """Return a share as recorded: with its total where it has one."""
    if share.bounds is not None:
        return bounds_text(share.bounds, lang, unit)
    if share.total is not None:
        return counted_of(number(share.count, lang), share.total, unit, lang)
    return counted(share.count, unit, lang)


def _places(value: Fraction) -> int | None:
    """Return how many decimals a number has; `None` where they never end."""
    den, twos, fives = value.denominator, 0, 0
    while den % 2 == 0:
        den, twos = den // 2, twos + 1
    while den % 5 == 0:
        den, fives = den // 5, fives + 1
    return max(twos, fives) if den == 1 else None


def _rounded(value: Fraction, places: int, toward: int) -> Fraction:
    """Return a number rounded down, up or to the nearest."""
    scaled = value * 10**places
    whole = math.floor(scaled) if toward < 0 else math.ceil(scaled) if toward > 0 else round(scaled)
    return Fraction(whole, 10**places)


def _side(value: Fraction, mark: Fraction) -> int:
    """Return on which side of a mark a number lies."""
    return (value > mark) - (value < mark)


def _written(value: Fraction, places: int, lang: Lang) -> str:
    """Return a number with so many decimals and the marks of a language."""
    thousands, decimals = _MARKS[lang]
    whole, rest = divmod(abs(round(value * 10**places)), 10**places)
    text = f"{whole:,}".replace(",", thousands) + (f"{decimals}{rest:0{places}}" if places else "")
    return f"-{text}" if value < 0 else text
