"""Columns read: series of one indicator become a column, and what is doubtful in them one issue each."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import numpy as np
from attrs import define, field, frozen

from smartvillage.arrays.columns import Answers, Exact, Ranges, Recorded, Shares, Truths
from smartvillage.arrays.ends import F64, I64, LIMIT, SIDES, Mask, billionths, of_counts
from smartvillage.arrays.floats import WHOLE, Floating, Percentages
from smartvillage.arrays.records import Recorder
from smartvillage.arrays.series import Series
from smartvillage.facts import Bounds, Fact, Issue, Judgement, Monthly, Share, Where
from smartvillage.facts.numbers import GRAIN, PLACES
from smartvillage.indicators import Indicator, Measure, Vocabulary

Unit = Literal["percent", "fraction", "count"]
"""How the bare numbers of a share's column are meant."""

Role = Literal["value", "low", "high", "count", "count_low", "count_high", "total"]
"""What a series states of its indicator."""

_EPOCH = date(1970, 1, 1).toordinal()
_COUNTED: tuple[Role, ...] = ("count_low", "count_high", "total")


@frozen
class Meant:
    """What a series is known to mean.

    Attributes:
        indicator: what it measures.
        role: what it states of it.
        unit: how bare numbers of a share are meant.
        is_declared: whether the caller said so; then a number up to 1 is no riddle.
    """

    indicator: Indicator
    role: Role = "value"
    unit: Unit = "percent"
    is_declared: bool = False


Stated = Mapping[Role, tuple[Series, Meant]]
"""The series of one indicator, by what they state."""


@define(eq=False)
class Reader:
    """Reads the columns of one table.

    Attributes:
        vocabulary: the indicators.
        size: how many rows there are.
        issues: what is doubtful, one issue for each column and kind.
    """

    vocabulary: Vocabulary
    size: int
    issues: list[Issue] = field(factory=list)

    def column(self, indicator: Indicator, stated: Stated) -> Recorded:
        """Return the column that the series of one indicator make."""
        match indicator.measure:
            case Measure.SHARE:
                return self._share(indicator, stated)
            case Measure.COUNT | Measure.MONTHLY:
                return self._number(indicator, stated)
            case Measure.YES_NO | Measure.JUDGEMENT:
                return self._answers(indicator, *stated["value"])
            case Measure.DATE:
                return self._days(indicator, *stated["value"])
            case _:
                return self._cells(*stated["value"])

    def tell(self, code: str, series: Series, indicator: Indicator, where: Mask, expected: str | None = None) -> None:
        """Note what is wrong somewhere in a column: how often, and with an example."""
        rows = np.flatnonzero(where)
        if len(rows):
            self.issues.append(_issue(code, series, indicator, str(series.values[rows[0]]), expected, rows=len(rows)))

    # Shares

    def _share(self, indicator: Indicator, stated: Stated) -> Recorded:
        """Return a share: percentages or their ends, counts, or a percentage and counts."""
        if "value" in stated and stated["value"][0].kind == "O":
            return self._cells(*stated["value"])
        counts = self._counts(indicator, stated) if "count" in stated else None
        if "count_low" in stated:
            return self._count_ends(indicator, stated).narrowest()
        if "value" in stated and counts is None:
            series, meant = stated["value"]
            if series.kind == "b" or meant.unit == "fraction":
                return Percentages(self._percentages(series, meant))
            return Percentages(series.floats(), partial(self._points, series, meant), meant.is_declared)
        ends = [self._percentages(*stated[role]) if role in stated else None for role in ("value", "low", "high")]
        value, low, high = ends
        if counts is not None and value is None and low is None and high is None:
            return counts.narrowest()
        column = Shares.none(self.size) if counts is None else counts
        if value is not None:
            series, _ = stated["value"]
            apart = _apart(value, column)
            self.tell("percentage_contradicts_counts", series, indicator, apart)
            low = high = np.where((column.least >= 0) & ~apart, np.nan, value)
        self._between(column, low, high)
        return column

    def _percentages(self, series: Series, meant: Meant) -> F64:
        """Return percentages; what cannot be one, or may be a fraction as well, is an issue and becomes NaN."""
        if series.kind == "b":
            self.tell("not_understood", series, meant.indicator, series.known, "percentage")
            return np.full(self.size, np.nan)
        values = series.floats()
        if meant.unit != "fraction":
            return self._points(series, meant, values)
        values = self._possible(series, meant, values, 1.0)
        known = ~np.isnan(values)
        points = np.full(self.size, np.nan)
        points[known] = billionths(values[known], PLACES + 2) / GRAIN
        return points

    def _points(self, series: Series, meant: Meant, values: F64) -> F64:
        """Return percentages; those that cannot be, or may be fractions as well, are an issue and become NaN."""
        values = self._possible(series, meant, values, 100.0)
        ambiguous = (values > 0) & (values <= 1)
        if meant.is_declared or not ambiguous.any():
            return values
        self.tell("percent_or_fraction", series, meant.indicator, ambiguous, "percentage")
        return np.where(ambiguous, np.nan, values)

    def _possible(self, series: Series, meant: Meant, values: F64, whole: float) -> F64:
        """Return shares of a whole; what lies outside is an issue and becomes NaN."""
        impossible = (values < 0) | (values > whole)
        if not impossible.any():
            return values
        self.tell("impossible_percentage", series, meant.indicator, impossible, "percentage")
        return np.where(impossible, np.nan, values)

    def _between(self, column: Shares, low: F64 | None, high: F64 | None) -> None:
        """Write percentages between two ends; an end that is missing is the widest."""
        low = np.full(self.size, np.nan) if low is None else low
        high = np.full(self.size, np.nan) if high is None else high
        known = ~(np.isnan(low) & np.isnan(high)) & ~(low > high)
        column.in_percent |= known
        column.low[known] = billionths(np.fmax(low[known], 0)) * SIDES
        column.high[known] = billionths(np.fmin(np.where(np.isnan(high[known]), 100, high[known]), 100)) * SIDES

    def _counts(self, indicator: Indicator, stated: Stated) -> Shares:
        """Return counts out of totals; counts that cannot be are an issue and left out."""
        series, _ = stated["count"]
        count, known = self._whole(series, indicator)
        total, has_total = np.full(self.size, -1), np.zeros(self.size, np.bool_)
        if "total" in stated:
            total, has_total = self._whole(stated["total"][0], indicator)
            total = np.where(has_total, total, -1)
        above = known & has_total & (count > total)
        self.tell("count_above_total", series, indicator, above, "counts")
        known &= ~above
        column = Shares.none(self.size)
        column.least = np.where(known, count, -1)
        column.most = column.least
        column.total = np.where(known, total, -1)
        column.stated = column.total
        return column

    def _count_ends(self, indicator: Indicator, stated: Stated) -> Shares:
        """Return counts between two ends; an end that is missing is the widest, two that cross say nothing."""
        ends = [self._whole(stated[role][0], indicator) for role in _COUNTED]
        (least, has_least), (most, has_most), (total, has_total) = ends
        least, most = np.where(has_least, least, 0), np.where(has_most, most, total)
        known = has_total & (total > 0) & (has_least | has_most)
        above = known & (most > total)
        self.tell("count_above_total", stated["count_high"][0], indicator, above, "counts")
        known &= ~above & (least <= most)
        column = Shares.none(self.size)
        column.least, column.most = np.where(known, least, -1), np.where(known, most, -1)
        column.total = np.where(known, total, -1)
        column.stated = np.where(least == most, column.total, -1)  # bounds state no total of the place
        return column

    # Numbers

    def _whole(self, series: Series, indicator: Indicator) -> tuple[I64, Mask]:
        """Return whole numbers and where they are; what is no count is an issue and left out."""
        if series.kind == "O":
            series = self._numbers(series, indicator)
        known, values = series.known, series.values
        if series.kind == "f":
            values = series.floats()
            fits = (values >= 0) & (values < WHOLE) & (np.rint(values) == values)
        elif series.kind in "iu":
            fits = (values >= 0) & (values < LIMIT)
        else:
            fits = np.zeros(self.size, np.bool_)
        self.tell("not_understood", series, indicator, known & ~fits, "whole_number")
        known &= fits
        return np.where(known, values, 0).astype(np.int64), known

    def _numbers(self, series: Series, indicator: Indicator) -> Series:
        """Return cells that hold counts as numbers."""
        counted = self.vocabulary[indicator.denominator] if indicator.denominator else indicator
        cells = CellRules.of(self.vocabulary, Meant(counted))
        said = {row: cells.read(value)[0] for row, value in series.objects()}
        whole = {row: value for row, value in said.items() if isinstance(value, int) and not isinstance(value, bool)}
        values, missing = np.zeros(self.size, np.int64), np.ones(self.size, np.bool_)
        rows = list(whole)
        values[rows], missing[rows] = [min(value, LIMIT) for value in whole.values()], False
        bad = np.zeros(self.size, np.bool_)
        bad[[row for row in said if row not in whole]] = True
        self.tell("not_understood", series, indicator, bad, "whole_number")
        return Series(series.name, values, missing)

    def _counted(self, series: Series, indicator: Indicator, values: F64) -> F64:
        """Return counts held as floats; what is no count is an issue and becomes NaN."""
        fits = (values >= 0) & (values < WHOLE) & (np.rint(values) == values)
        self.tell("not_understood", series, indicator, ~(fits | np.isnan(values)), "whole_number")
        return np.where(fits, values, np.nan)

    def _number(self, indicator: Indicator, stated: Stated) -> Recorded:
        """Return a count: numbers, or their ends."""
        if "value" in stated:
            series, meant = stated["value"]
            if series.kind == "O":
                return self._cells(series, meant)
            if series.kind == "f":
                return Floating(series.floats(), partial(self._counted, series, indicator))
            values, known = self._whole(series, indicator)
            if known.all():
                return Exact(values)
            return Ranges(np.where(known, values, 0), np.where(known, values, LIMIT), known)
        low, high, known = np.zeros(self.size, np.int64), np.full(self.size, LIMIT), np.zeros(self.size, np.bool_)
        if "low" in stated:
            low, known = self._whole(stated["low"][0], indicator)
        if "high" in stated:
            most, has_most = self._whole(stated["high"][0], indicator)
            high, known = np.where(has_most, most, LIMIT), known | has_most
        known &= low <= high
        return Ranges(np.where(known, low, 0), np.where(known, high, LIMIT), known)

    # Everything else

    def _answers(self, indicator: Indicator, series: Series, meant: Meant) -> Recorded:
        """Return yes and no: truth values, or 1 and 0."""
        if series.kind == "O":
            return self._cells(series, meant)
        is_judged = indicator.measure is Measure.JUDGEMENT
        if series.kind == "b":
            return Truths(series.values, None if series.missing is None else ~series.missing, is_judged)
        known = series.known
        fits = known & np.isin(series.values, (0, 1)) if series.kind != "M" else np.zeros(self.size, np.bool_)
        self.tell("not_understood", series, indicator, known & ~fits, "yes_no")
        codes = np.zeros(self.size, np.int8)
        codes[fits] = np.where(series.values[fits] == 1, 1, -1)
        return Answers(codes, is_judged)

    def _days(self, indicator: Indicator, series: Series, meant: Meant) -> Recorded:
        """Return days."""
        if series.kind == "O":
            return self._cells(series, meant)
        known = series.known & (series.kind == "M")
        self.tell("not_understood", series, indicator, series.known & ~known, "date")
        days = np.zeros(self.size, np.int64)
        if series.kind == "M":
            days[known] = series.values[known].astype("datetime64[D]").astype(np.int64) + _EPOCH
        return Ranges(np.where(known, days, -LIMIT), np.where(known, days, LIMIT), known, "date")

    def _cells(self, series: Series, meant: Meant) -> Recorded:
        """Return a column of anything: values of facts, or cells that are read by the rules of files."""
        recorder = Recorder(meant.indicator, self.size)
        cells = CellRules.of(self.vocabulary, meant)
        doubts: Counter[tuple[str, str | None]] = Counter()
        examples: dict[tuple[str, str | None], str] = {}
        for row, value in series.objects():
            said, doubt = cells.read(value)
            if doubt is not None:
                doubts[doubt] += 1
                examples.setdefault(doubt, str(value))
            elif said is not None and not recorder.add(row, Fact(said)):
                doubts["not_understood", None] += 1
                examples.setdefault(("not_understood", None), str(value))
        for code, count in recorder.misfits.items():
            doubts[code, meant.indicator.measure.value] += count
        for (code, expected), count in doubts.items():
            example = examples.get((code, expected))
            self.issues.append(_issue(code, series, meant.indicator, example, expected, rows=count))
        return recorder.column()


@define(eq=False)
class CellRules:
    """The rules by which `smartvillage.tables` reads the cells of files, for one column of anything."""

    meant: Meant
    column: Any
    counted: Indicator | None

    @staticmethod
    def of(vocabulary: Vocabulary, meant: Meant) -> "CellRules":
        """Return the rules for one column."""
        from smartvillage.tables.columns import Column as Header  # noqa: PLC0415 - a door

        unit = meant.unit if meant.indicator.measure is Measure.SHARE else None
        header = Header(0, meant.indicator.id, "indicator", meant.indicator, unit, is_declared=meant.is_declared)
        counted = vocabulary[meant.indicator.denominator] if meant.indicator.denominator else None
        return CellRules(meant, header, counted)

    def read(self, value: Any) -> tuple[Any, tuple[str, str | None] | None]:
        """Return the value of a fact, or the code of a doubt and what was expected."""
        from smartvillage.tables.cells import expected, said_of, share  # noqa: PLC0415 - a door
        from smartvillage.tables.grids import clean  # noqa: PLC0415 - a door

        if isinstance(value, Share | Bounds | Judgement | Monthly):
            return value, None
        if isinstance(value, Decimal):
            value = f"{value:f}".replace(".", ",")
        raw = clean(value) if isinstance(value, str) else value
        if self.meant.indicator.measure is Measure.SHARE:
            said = share(raw, self.column, self.counted, None)
        else:
            said = said_of(raw, self.meant.indicator)
        if said.doubt is not None:
            return None, (said.doubt.code, expected(self.column, said.doubt))
        return said.value, None


def _issue(
    code: str, series: Series, indicator: Indicator, value: str | None, expected: str | None, *, rows: int
) -> Issue:
    """Return one issue of a column: an example, and how many rows there are like it."""
    return Issue(
        code=code,
        indicator=indicator.id,
        value=value,
        expected=expected,
        where=Where(column=series.name),
        more=(("rows", str(rows)),),
    )


def _apart(stated: F64, counts: Shares) -> Mask:
    """Return where a stated percentage is not what counts make, within one unit of its last digit."""
    apart = ~np.isnan(stated) & (counts.least >= 0) & (counts.total > 0)
    rows = np.flatnonzero(apart)
    units = billionths(stated[rows])
    last = np.ones(len(rows), np.int64)
    for power in range(1, PLACES + 1):
        last[units % 10**power == 0] = 10**power
    exactly, rest = np.divmod(of_counts(counts.least[rows], counts.total[rows]), SIDES)
    apart[rows] = (units - exactly > last) | (exactly + (rest > 0) - units > last)
    return apart
