"""Facts: recorded values with their day, source and recorder; and issues, what is doubtful about a record."""

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from attrs import field, frozen

from smartvillage.errors import InvalidType, InvalidValue, shown
from smartvillage.facts.numbers import FALSE, MET, NOT_MET, TOO_MANY, TRUE, Bounds, Share, number, on_day

APPRAISED = "appraised"
"""The recorder (`by`) whose facts come before all others: the appraisal of a higher level, "thẩm định"."""

SELF_ASSESSED = "self_assessed"
"""The recorder of a place's own figures, "tự đánh giá"."""


@frozen
class Judgement:
    """What a person or a council decided where the document gives no measure; it is never computed.

    Attributes:
        verdict: met, not met, or `None` for "cơ bản đạt" and anything else that is neither.
        by: who decided.
        on: when.
        why: on what grounds.
    """

    verdict: bool | None
    by: str | None = field(default=None, kw_only=True)
    on: date | None = field(default=None, kw_only=True)
    why: str | None = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Check the verdict, and the types of the rest.

        Raises:
            InvalidType: for a verdict such as "Đạt", which would always count as true.
        """
        if self.verdict is not None and not isinstance(self.verdict, bool):
            msg = f"a verdict is True, False or None for neither, not {shown(self.verdict)}"
            raise InvalidType(msg)
        _check_types(self, day="on", texts=("by", "why"))

    @property
    def is_attributed(self) -> bool:
        """Whether name, day and grounds are all stated."""
        return None not in (self.by, self.on, self.why)


def _check_types(record: object, *, day: str, texts: tuple[str, ...]) -> None:
    """Refuse a day that is no date, and words that are no text.

    Raises:
        InvalidType: naming the field.
    """
    value = getattr(record, day)
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        msg = f"{day}= is a date such as date(2025, 5, 1), not {shown(value)}"
        raise InvalidType(msg)
    for name in texts:
        value = getattr(record, name)
        if value is not None and not isinstance(value, str):
            msg = f"{name}= is a text, not {shown(value)}"
            raise InvalidType(msg)


_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def _month_number(month: str) -> int:
    """Return a number of a month written YYYY-MM, one more for the next.

    Raises:
        InvalidValue: if it is written otherwise.
    """
    if not _MONTH.fullmatch(str(month)):
        msg = f"{shown(month)} is no month: write '2025-01'"
        raise InvalidValue(msg)
    return int(month[:4]) * 12 + int(month[5:])


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Return counts as a mapping of one's own."""
    return dict(counts)


@frozen
class Monthly:
    """A count for each month: `Monthly({"2025-01": 2, "2025-02": 1}, first="2025-01", last="2025-12")`.

    A month of the window without a count may have any count.

    Attributes:
        counts: counts by month, written YYYY-MM.
        first: the first month assessed; the first with a count unless given.
        last: the last month assessed; the last with a count unless given.
        missing: how many months have no count.

    Raises:
        InvalidValue: for a month outside the window, a negative count, or no month at all.
        InvalidType: for a count that is no int.
    """

    counts: Mapping[str, int] = field(converter=_counts, hash=False)
    first: str = field(default="", kw_only=True)
    last: str = field(default="", kw_only=True)
    missing: int = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Fill in and check the window."""
        if not self.counts and not (self.first and self.last):
            msg = "a monthly series without counts needs first= and last="
            raise InvalidValue(msg)
        months = sorted(self.counts, key=_month_number)
        object.__setattr__(self, "first", self.first or months[0])
        object.__setattr__(self, "last", self.last or months[-1])
        start, end = _month_number(self.first), _month_number(self.last)
        if start > end:
            msg = f"the first month {self.first} is after the last {self.last}"
            raise InvalidValue(msg)
        object.__setattr__(self, "missing", end - start + 1 - len(self.counts))
        for month, count in self.counts.items():
            if not start <= _month_number(month) <= end:
                msg = f"{month} is outside the months assessed, {self.first} to {self.last}"
                raise InvalidValue(msg)
            if isinstance(count, bool) or not isinstance(count, int):
                msg = f"{month}: a count is an int, not {shown(count)}"
                raise InvalidType(msg)
            if count < 0:
                msg = f"{month}: a count is not negative"
                raise InvalidValue(msg)
            if count >= TOO_MANY:
                msg = f"{month}: nobody counts as far as {shown(count)}"
                raise InvalidValue(msg)

    def reduced(self, by: Literal["least", "sum"]) -> Bounds:
        """Return the least month or the sum of months as bounds; a missing month is anything from 0."""
        counted = list(self.counts.values())
        low, high = [*counted, *([0] if self.missing else [])], [*counted, *([math.inf] if self.missing else [])]
        return Bounds(min(low), min(high)) if by == "least" else Bounds(sum(low), sum(high))


Value = Share | Bounds | Monthly | Judgement | bool | int | float | Decimal | str | date


def _bounds_of(value: object) -> Bounds | None:
    """Return a recorded value as bounds; `None` where they depend on the indicator or the value has none.

    Raises:
        InvalidType: for a value that no indicator can have.
        InvalidValue: for a number that cannot be, or that may be a percentage or a fraction.
    """
    match value:
        case bool():
            return TRUE if value else FALSE
        case Bounds():
            if not value.is_possible:
                msg = f"nothing lies within {value}: use at_least, above, at_most, below, between or percent"
                raise InvalidValue(msg)
            return value
        case Share():
            return value.bounds
        case Judgement():
            return None if value.verdict is None else MET if value.verdict else NOT_MET
        case Monthly():
            return None
        case datetime():
            msg = f"{shown(value)}: write a date without a time"
            raise InvalidType(msg)
        case date():
            return on_day(value)
        case str():
            return number(value) if value.rstrip().endswith("%") else None
        case int() | float() | Decimal():
            bounds = number(value)
            if 0 < value < 1:
                msg = f"{value} may be {value} % or {100 * value:g} %: write '{value}%', percent({value}) or a Share"
                raise InvalidValue(msg)
            return bounds
        case _:
            msg = (
                f"{shown(value)} cannot be recorded: write a Share, bounds, a number, a text, True or False, a date, "
                "a Monthly or a Judgement; leave a missing fact out"
            )
            raise InvalidType(msg)


@frozen
class Fact:
    """A recorded value: `Fact(True, as_of=date(2025, 5, 1), by="appraised", source="BB 12")`.

    Attributes:
        value: a `Share`, bounds, a number, `"79,5%"`, a yes/no, a category, a date, a `Monthly` or a `Judgement`.
        as_of: the day for which it is true; of a judgement, the day on which it was made unless given.
        source: where it was read.
        by: who recorded it; `"appraised"` comes before all others.
        note: anything worth keeping.
        bounds: the value as bounds, where it has any of its own.
    """

    value: Value
    as_of: date | None = field(default=None, kw_only=True)
    source: str | None = field(default=None, kw_only=True)
    by: str | None = field(default=None, kw_only=True)
    note: str | None = field(default=None, kw_only=True)
    bounds: Bounds | None = field(init=False, repr=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Normalise the value once, at the door."""
        _check_types(self, day="as_of", texts=("source", "by", "note"))
        if self.as_of is None and isinstance(self.value, Judgement):
            object.__setattr__(self, "as_of", self.value.on)
        object.__setattr__(self, "bounds", _bounds_of(self.value))


def facts_of(values: Mapping[Any, Any]) -> dict[str, tuple[Fact, ...]]:
    """Return recorded values as facts by indicator: a value, a `Fact`, or several of them, each.

    Raises:
        InvalidType: for an indicator id that is no text, or a value that cannot be recorded.
        InvalidValue: for a value that cannot be; the message names the indicator.
    """
    facts: dict[str, tuple[Fact, ...]] = {}
    for indicator, value in values.items():
        if not isinstance(indicator, str):
            msg = f"facts are keyed by indicator ids, not by {shown(indicator)}"
            raise InvalidType(msg)
        several: list[Any] | tuple[Any, ...] = value if isinstance(value, list | tuple) else (value,)
        try:
            facts[indicator] = tuple(v if isinstance(v, Fact) else Fact(v) for v in several)
        except (InvalidValue, InvalidType) as error:
            msg = f"{indicator}: {error}"
            raise type(error)(msg) from None
    return {indicator: records for indicator, records in facts.items() if records}


@frozen(kw_only=True)
class Where:
    """Where in a file something was read; rows count from 1, columns are headers."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None


@frozen(kw_only=True)
class Issue:
    """Something doubtful about the data, as data: a code for programs and the words that fill its sentence.

    Attributes:
        code: the kind of issue; each has a sentence in both languages.
        place: the name of the place.
        indicator: the indicator id.
        value: what was found, as written.
        expected: what was expected instead, the key of a phrase.
        facts: the recorded facts concerned, by indicator.
        where: the cell it was read from.
        more: further words for the sentence.
    """

    code: str
    place: str | None = None
    indicator: str | None = None
    value: str | None = None
    expected: str | None = None
    facts: tuple[tuple[str, Fact], ...] = ()
    where: Where | None = None
    more: tuple[tuple[str, str], ...] = ()
