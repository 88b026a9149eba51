"""What a cell says of an indicator: one rule for each way of measuring."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from attrs import frozen

from smartvillage.errors import InvalidValue, fold
from smartvillage.facts.numbers import (
    PERCENT,
    Bounds,
    Share,
    above,
    at_least,
    at_most,
    below,
    between,
    percent,
)
from smartvillage.facts.records import Judgement, Value
from smartvillage.indicators import Indicator, Measure
from smartvillage.tables.amounts import Amount, Doubt, amount_of, is_missing, text_doubt
from smartvillage.tables.columns import Column, Unit
from smartvillage.tables.dates import period_of
from smartvillage.tables.grids import Broken, Raw, plain


@frozen
class Said:
    """What a cell says.

    Attributes:
        value: the value of a fact; `None` where nothing is known.
        doubt: what is wrong with the cell, if anything.
        note: what stands beside the value in the cell.
        amount: the number as written, for a share.
    """

    value: Value | None = None
    doubt: Doubt | None = None
    note: str | None = None
    amount: Amount | None = None

    @property
    def percentage(self) -> Decimal | None:
        """The one percentage that a share states, if it does."""
        return self.amount.exact if self.amount is not None and isinstance(self.value, Bounds) else None


NOTHING = Said()

EXPECTED: Mapping[Measure, str] = {
    Measure.SHARE: "percentage_or_counts",
    Measure.COUNT: "whole_number",
    Measure.MONTHLY: "whole_number",
    Measure.YES_NO: "yes_no",
    Measure.JUDGEMENT: "judgement",
    Measure.CATEGORY: "category",
    Measure.DATE: "date",
}


def expected(column: Column, doubt: Doubt) -> str | None:
    """Return what a cell should have held, the key of a phrase."""
    if column.indicator is None:
        return None
    if column.month is not None:
        return "month_count"
    if column.indicator.measure is Measure.SHARE:
        if doubt.code == "impossible_percentage":
            return "percentage"
        if column.unit is not None and doubt.code != "bound_needs_total":
            return "counts" if column.unit == "count" else "percentage"
    return EXPECTED[column.indicator.measure]


# Yes, no and judgements

_YES = frozenset(
    {
        "co",
        "roi",
        "co roi",
        "da co",
        "dat",
        "da dat",
        "x",
        "v",
        "✓",
        "✔",
        "☑",
        "✅",
        "√",
        "yes",
        "y",
        "true",
        "1",
    }
)
_NO = frozenset(
    {
        "khong",
        "ko",
        "chua",
        "chua co",
        "khong co",
        "chua dat",
        "khong dat",
        "no",
        "n",
        "false",
        "0",
        "not met",
    }
)
_NEITHER = frozenset({"co ban dat", "dat co ban", "co ban", "dat mot phan", "basically met", "partly met"})
_REMARK = re.compile(r"(?P<answer>[^(]+)\((?P<remark>.+)\)")


def answer(raw: Raw) -> tuple[bool | None, str | None] | Doubt:
    """Return a yes or no, or `None` for "cơ bản đạt", and the remark beside it."""
    match raw:
        case int() | float() if raw in (0, 1):
            return bool(raw), None
        case Broken():
            return Doubt(raw.code)
        case str():
            return _written_answer(raw)
        case _:
            return Doubt("not_understood")


@lru_cache(maxsize=1024)
def _written_answer(text: str) -> tuple[bool | None, str | None] | Doubt:
    """Return a yes or no as written, or `None` for "cơ bản đạt", and the remark beside it."""
    if doubt := text_doubt(text):
        return doubt
    match = _REMARK.fullmatch(text)
    remark = match["remark"].strip() if match else None
    word = fold(match["answer"] if match else text).strip(" .!;,")
    if word in _NEITHER:
        return None, text
    if word in _YES or word in _NO:
        return word in _YES, remark
    return Doubt("not_understood")


def yes_no(raw: Raw) -> Said:
    """Return a yes or no; "cơ bản đạt" is neither."""
    said = answer(raw)
    if isinstance(said, Doubt):
        return Said(doubt=said)
    verdict, remark = said
    return Said(verdict, note=remark) if verdict is not None else Said(doubt=Doubt("not_understood"))


def judgement(raw: Raw) -> Said:
    """Return a judgement; "cơ bản đạt" decides nothing and is kept as a note."""
    said = answer(raw)
    if isinstance(said, Doubt):
        return Said(doubt=said)
    verdict, remark = said
    return Said(Judgement(verdict), note=remark)


# Counts

_UNITS: Mapping[str, Sequence[str]] = {
    unit: words.split("|")
    for unit, words in {
        "ho": "ho|ho dan|ho gia dinh|ho san xuat kinh doanh|ho sxkd|household|households",
        "nguoi": "nguoi|nguoi dan|khau|nhan khau|dan|can bo|cong chuc|can bo cong chuc|cbcc|dong chi|lao dong|people",
        "thon": "thon|xom|ban|ap|lang|khu|khoi|to|to dan pho|tdp|buon|village|villages",
        "tin bai": "tin|bai|tin bai|bai viet|item|items",
    }.items()
}
_MONTHLY = re.compile(r" ?/ ?(1 |mot )?thang$| (moi|mot|hang) thang$")


def _words(indicator: Indicator) -> set[str]:
    """Return the folded words that may stand behind a number of an indicator."""
    if indicator.unit is None:
        return set()
    names = [re.sub(r"\W+", " ", fold(n)).strip() for n in (indicator.unit.vi, indicator.unit.one, indicator.unit.many)]
    return {*names, *_UNITS.get(names[0], ())}


def _misfit(amount: Amount, counted: Indicator) -> Doubt | None:
    """Return a doubt where the words behind a number are not what is counted."""
    unit = _MONTHLY.sub("", amount.unit) if counted.measure is Measure.MONTHLY else amount.unit
    if not unit or unit in _words(counted):
        return None
    return Doubt("wrong_unit", (("unit", unit),))


def count(raw: Raw, indicator: Indicator) -> Said:
    """Return a count or bounds of one."""
    amount = amount_of(raw)
    if not isinstance(amount, Amount):
        return Said(doubt=amount)
    if amount.is_percent or amount.total is not None or amount.beside is not None:
        return Said(doubt=Doubt("not_understood"))
    doubt = _misfit(amount, indicator) or _fraction_of_one(amount)
    return Said(doubt=doubt) if doubt else _within(amount, "")


def _fraction_of_one(amount: Amount) -> Doubt | None:
    """Return a doubt where a number of things is not whole."""
    whole = all(end == end.to_integral_value() for end in amount.ends)
    return None if whole else Doubt("not_whole")


def _within(amount: Amount, sign: str) -> Said:
    """Return an amount as a value: one number, or bounds.

    Args:
        amount: the amount.
        sign: "%" for percentages, nothing for counts.
    """
    low, high = (f"{end:f}{sign}" if end is not None else None for end in (amount.low, amount.high))
    try:
        if low is None:
            return Said((below if amount.high_open else at_most)(high or ""), amount=amount)
        if high is None:
            return Said((above if amount.low_open else at_least)(low), amount=amount)
        if low != high:
            return Said(between(low, high), amount=amount)
        value = percent(amount.low or Decimal()) if sign else int(amount.low or 0)
        return Said(value, amount=amount)
    except InvalidValue:
        return Said(doubt=Doubt("impossible_range"))


# Shares

_HUNDRED = Decimal(100)


def share(raw: Raw, column: Column, counted: Indicator | None, total: int | None) -> Said:
    """Return a share: counts, a percentage, or bounds of either.

    Args:
        raw: the cell.
        column: its column, which says how a bare number is meant.
        counted: the indicator of the total, whose unit is counted.
        total: the total by the same row, if known.
    """
    amount = amount_of(raw, in_percent=column.unit == "percent")
    if not isinstance(amount, Amount):
        return Said(doubt=amount)
    doubt = _misfit(amount, counted) if counted else None
    if doubt:
        return Said(doubt=doubt)
    if amount.beside is not None:
        return Said(doubt=Doubt("not_understood"))
    if amount.is_percent:
        return _percentage(amount)
    if amount.total is not None or amount.unit:
        return _counts(amount, total)
    return _by_unit(amount, column.unit, total, is_declared=column.is_declared)


def _by_unit(amount: Amount, unit: Unit | None, total: int | None, *, is_declared: bool) -> Said:
    """Return a bare number in a share's column as what the column holds."""
    if unit == "count" or (unit is None and amount.exact == 0 and total is not None):
        return _counts(amount, total)
    if amount.exact == 0:
        return _percentage(amount)
    if unit is None:
        return Said(doubt=Doubt("count_or_percentage"))
    if unit == "fraction":
        low, high = (None if end is None else end.scaleb(2) for end in (amount.low, amount.high))
        return _percentage(Amount(low, high, amount.low_open, amount.high_open))
    if not is_declared and any(0 < end <= 1 for end in amount.ends):
        return Said(doubt=Doubt("percent_or_fraction"))
    return _percentage(amount)


def _percentage(amount: Amount) -> Said:
    """Return an amount of percentage points as bounds of a share."""
    if any(end > _HUNDRED for end in amount.ends):
        return Said(doubt=Doubt("impossible_percentage"))
    return _within(amount, "%")


def _counts(amount: Amount, total: int | None) -> Said:
    """Return an amount of things as a share of a total: its own, else that of the row."""
    doubt = _fraction_of_one(amount)
    if doubt or (amount.total is not None and amount.total != amount.total.to_integral_value()):
        return Said(doubt=Doubt("not_whole"))
    total = total if amount.total is None else int(amount.total)
    if total is not None and any(end > total for end in amount.ends):
        said = plain(max(amount.ends))
        return Said(doubt=Doubt("count_above_total", (("count", said), ("total", str(total)))))
    if amount.exact is not None:
        return Said(Share(int(amount.exact), total), amount=amount)
    if not total:
        return Said(doubt=Doubt("bound_needs_total"))
    low = int(amount.low or 0) + amount.low_open
    high = total if amount.high is None else int(amount.high) - amount.high_open
    if low > high:
        return Said(doubt=Doubt("impossible_range"))
    return Said(Bounds(low, high, total, kind="share", total=total), amount=amount)


def parted(raw: Raw) -> tuple[Raw, Raw]:
    """Return the two statements of a cell such as "370/471 (78,6%)", the counts first; else the cell and nothing."""
    if not isinstance(raw, str) or "(" not in raw:
        return raw, None
    amount = amount_of(raw)
    if not isinstance(amount, Amount) or amount.beside is None or amount.is_percent == amount.beside.is_percent:
        return raw, None
    first, second = (part.strip() for part in raw.rstrip(" .)").split("("))
    return (second, first) if amount.is_percent else (first, second)


def agree(stated: Decimal, counts: Share) -> bool:
    """Whether a stated percentage is what counts make, within one unit of its last digit.

    Published percentages are rounded, cut off, or printed without decimals.
    """
    if not counts.total:
        return True
    unit = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent)))
    exactly = Decimal(counts.count) * _HUNDRED / Decimal(counts.total)
    return bool(abs(stated - exactly) <= max(unit, _HUNDRED / PERCENT))


# Categories and dates


def category(raw: Raw, indicator: Indicator) -> Said:
    """Return one of the values of a category, by its name or id."""
    if not isinstance(raw, str):
        return Said(doubt=Doubt(raw.code if isinstance(raw, Broken) else "not_understood"))
    if doubt := text_doubt(raw):
        return Said(doubt=doubt)
    for value, name in indicator.values.items():
        if fold(raw) in (fold(value), fold(name.vi), fold(name.en)):
            return Said(value)
    if not indicator.values:
        return Said(raw)
    known = "; ".join(name.vi for name in indicator.values.values())
    return Said(doubt=Doubt("not_a_category", (("values", known),)))


def day(raw: Raw) -> Said:
    """Return a day, or the bounds of a month, quarter or year."""
    period = period_of(raw)
    if period is None:
        doubt = text_doubt(raw) if isinstance(raw, str) else None
        return Said(doubt=Doubt(raw.code) if isinstance(raw, Broken) else doubt or Doubt("not_understood"))
    first, last = period
    return Said(first if first == last else Bounds(first.toordinal(), last.toordinal(), kind="date"))


def said_of(raw: Raw, indicator: Indicator) -> Said:
    """Return what a cell says of an indicator that is no share."""
    if is_missing(raw):
        return NOTHING
    match indicator.measure:
        case Measure.YES_NO:
            return yes_no(raw)
        case Measure.JUDGEMENT:
            return judgement(raw)
        case Measure.CATEGORY:
            return category(raw, indicator)
        case Measure.DATE:
            return day(raw)
        case _:
            return count(raw, indicator)
