"""Columns of a lazy frame as what they say of indicators; the schema is checked before anything is worked out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
from attrs import define, frozen

from smartvillage.arrays.ends import LIMIT
from smartvillage.arrays.floats import WHOLE
from smartvillage.arrays.headers import Headers
from smartvillage.arrays.reading import Meant, Role, Unit
from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.frames.exact import floor, whole
from smartvillage.frames.known import Counts, Day, Points, Rails, Range, Recorded, Share, Word
from smartvillage.frames.stages import NO, YES, Stages, Term, chosen, lit
from smartvillage.indicators import Indicator, Measure, Vocabulary

_WANTED = {
    Measure.SHARE: "numbers of percentage points",
    Measure.COUNT: "whole numbers",
    Measure.MONTHLY: "whole numbers",
    Measure.YES_NO: "truth values, or 1 and 0",
    Measure.JUDGEMENT: "truth values, or 1 and 0",
    Measure.CATEGORY: "text",
    Measure.DATE: "dates",
}

Schema = Mapping[str, Any]


@frozen
class Layout:
    """Which columns of a frame state what of which indicator.

    Attributes:
        stated: by indicator, the columns by what they state.
        schema: the types of all columns.
    """

    stated: Mapping[str, Mapping[Role, tuple[str, Meant]]]
    schema: Schema

    @staticmethod
    def of(schema: Schema, vocabulary: Vocabulary, units: Mapping[str, Unit]) -> "Layout":
        """Find the columns, by id or by their names as in files, and check their types.

        Args:
            schema: the types of the columns.
            vocabulary: the indicators.
            units: how bare numbers of a share's column are meant.

        Raises:
            InvalidValue: if no column is an indicator, two state the same, or one holds levels.
            InvalidType: for a column of another type than its indicator needs.
        """
        headers = Headers.of(schema, vocabulary, units)
        if "level" in headers.identity:
            msg = (
                f"the column {headers.identity['level']!r} holds levels: a lazy frame is of places of one level; "
                "filter it, join the figures of places above to their rows, and drop the column"
            )
            raise InvalidValue(msg)
        stated, colliding = headers.stated(vocabulary)
        for i, names in colliding.items():
            msg = f"the columns {', '.join(map(repr, names))} do not state {i} together: drop or rename all but one"
            raise InvalidValue(msg)
        if not stated:
            raise headers.nothing_found(vocabulary)
        for roles in stated.values():
            for role, (name, meant) in roles.items():
                _check(name, schema[name], meant, role)
        return Layout(stated, schema)


def _check(name: str, dtype: Any, meant: Meant, role: Role) -> None:
    """Refuse a column of another type than its indicator needs; one without a type, all nulls, fits any.

    Raises:
        InvalidType: naming the column, its type and what is wanted.
    """
    measure = meant.indicator.measure
    match measure:
        case Measure.CATEGORY:
            fits = dtype in (nw.String, nw.Categorical, nw.Enum)
        case Measure.DATE:
            fits = dtype in (nw.Date, nw.Datetime)
        case Measure.YES_NO | Measure.JUDGEMENT:
            fits = dtype == nw.Boolean or dtype.is_numeric()
        case _:
            fits = dtype.is_numeric()
    if not fits and dtype != nw.Unknown:
        is_count = measure is Measure.SHARE and role in ("count", "count_low", "count_high", "total")
        wanted = _WANTED[Measure.COUNT] if is_count else _WANTED[measure]
        msg = f"the column {name!r} holds {dtype}; {meant.indicator.id} wants {wanted}: cast it before"
        raise InvalidType(msg)


@define(eq=False)
class Reader:
    """Reads what the columns of a frame say; what is impossible or ambiguous counts as unknown.

    Attributes:
        stages: the frame.
        layout: which columns state what.
        vocabulary: the indicators.
    """

    stages: Stages
    layout: Layout
    vocabulary: Vocabulary

    def column(self, indicator: Indicator) -> Recorded | None:
        """Return what the columns of one indicator say; `None` where there is none."""
        stated = self.layout.stated.get(indicator.id)
        if stated is None:
            return None
        match indicator.measure:
            case Measure.SHARE:
                return self._share(stated)
            case Measure.COUNT | Measure.MONTHLY:
                return self._range(stated)
            case Measure.YES_NO | Measure.JUDGEMENT:
                return self._answers(stated["value"][0])
            case Measure.DATE:
                return self._days(stated["value"][0])
            case _:
                return self._words(stated["value"][0], indicator)

    # Shares

    def _share(self, stated: Mapping[Role, tuple[str, Meant]]) -> Share:
        """Return a share: percentages or their ends, and counts."""
        value, low, high = (self._points(*stated[role]) if role in stated else None for role in _PERCENTAGES)
        return Share(value, low, high, self._counts(stated))

    def _points(self, name: str, meant: Meant) -> Points:
        """Return percentages, or fractions."""
        is_fraction = meant.unit == "fraction"
        value, known = self._floats(name)
        fits = known & (value >= 0) & (value <= (1 if is_fraction else 100))
        if not (is_fraction or meant.is_declared):
            fits &= (value > 1) | (value == 0)
        value, known = self.stages.hold(chosen(fits, value, 0.0), fits)
        return Points(value, known, 11 if is_fraction else 9)

    def _floats(self, name: str) -> tuple[Term, Term]:
        """Return numbers as floats, 0 where there is none, and where there is one; NaN is none."""
        column, dtype = nw.col(name), self.layout.schema[name]
        if dtype.is_float():
            column = column.fill_nan(None)
        if dtype == nw.Float32:
            column = column.cast(nw.String)  # a narrow float means its own shortest decimal
        value, known = self.stages.hold(Term(column.cast(nw.Float64).fill_null(0.0)), Term(~column.is_null()))
        return value, known

    def _counts(self, stated: Mapping[Role, tuple[str, Meant]]) -> Counts | None:
        """Return counts out of totals; counts that cannot be are left out."""
        if not {"count", "count_low"} & set(stated):
            return None
        total, has_total = self._whole(stated["total"][0]) if "total" in stated else (lit(0), NO)
        if "count" in stated:
            count, known = self._whole(stated["count"][0])
            known &= ~has_total | (count <= total)
            count, total = self.stages.hold(chosen(known, count, -1), chosen(known & has_total, total, -1))
            return Counts(count, count, total, is_exact=True)
        (least, has_least), (most, has_most) = (self._whole(stated[role][0]) for role in _COUNT_ENDS)
        most = chosen(has_most, most, total)
        known = has_total & (total > 0) & (has_least | has_most) & (most <= total) & (least <= most)
        least, most, total = self.stages.hold(*(chosen(known, one, -1) for one in (least, most, total)))
        return Counts(least, most, total, is_exact=False)

    # Numbers

    def _whole(self, name: str) -> tuple[Term, Term]:
        """Return whole numbers, 0 where there is none, and where there is one; what is no count is none."""
        column, dtype = nw.col(name), self.layout.schema[name]
        if dtype.is_integer():
            fits = (column >= 0).fill_null(value=False) & (column < LIMIT).fill_null(value=False)
            value, (known,) = Term(column), self.stages.hold(Term(fits))
        else:
            value, has = self._floats(name)
            (known,) = self.stages.hold(has & (value >= 0) & (value < WHOLE) & (floor(value) == value))
        (count,) = self.stages.hold(whole(chosen(known, value, 0)))
        return count, known

    def _range(self, stated: Mapping[Role, tuple[str, Meant]]) -> Range:
        """Return a count: numbers, or their ends; two that cross say nothing."""
        if "value" in stated:
            value, known = self._whole(stated["value"][0])
            low = high = value
        else:
            nothing = lit(0), NO
            (low, has_low), (high, has_high) = (
                self._whole(stated[role][0]) if role in stated else nothing for role in _ENDS
            )
            high = chosen(has_high, high, LIMIT)
            known = (has_low | has_high) & (low <= high)
        low, high, known = self.stages.hold(chosen(known, low, 0), chosen(known, high, LIMIT), known)
        return Range(low, high, known)

    # Everything else

    def _answers(self, name: str) -> Rails:
        """Return yes and no: truth values, or 1 and 0; any other number is neither."""
        if self.layout.schema[name] == nw.Boolean:
            column = nw.col(name)
            return Rails(Term(column.fill_null(value=False)), Term(column.fill_null(value=True)))
        value, known = self._floats(name)
        surely, perhaps = self.stages.hold(known & (value == 1), ~known | (value != 0))
        return Rails(surely, perhaps)

    def _days(self, name: str) -> Day:
        """Return days; of times, their days."""
        column = nw.col(name).cast(nw.Date)
        value, known = self.stages.hold(Term(column.fill_null(_ANY_DAY)), Term(~column.is_null()))
        return Day(value, known)

    def _words(self, name: str, indicator: Indicator) -> Word:
        """Return the values of a category, by their ids or names; any other text says nothing.

        Raises:
            InvalidValue: for a category that declares no values.
        """
        if not indicator.values:
            msg = f"{indicator.id} declares no values, so that a text of it may be anything: declare them"
            raise InvalidValue(msg)
        text = nw.col(name).cast(nw.String).fill_null("").str.strip_chars().str.to_lowercase()
        (value,) = self.stages.hold(Term(text))
        return Word(value, Word(value, YES).one_of(spellings(indicator, indicator.values)))


def spellings(indicator: Indicator, values: Iterable[str]) -> list[str]:
    """Return how values of a category may be written, in small letters."""
    names = [(value, indicator.values[value].vi, indicator.values[value].en) for value in values]
    return [written.lower() for spelt in names for written in spelt]


_ANY_DAY = date(1970, 1, 1)
_PERCENTAGES: Sequence[Role] = ("value", "low", "high")
_ENDS: Sequence[Role] = ("low", "high")
_COUNT_ENDS: Sequence[Role] = ("count_low", "count_high")
