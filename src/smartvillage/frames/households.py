"""Household records counted into the figures of villages, where the records are."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import narwhals as nw
from attrs import frozen

from smartvillage.arrays.series import Series
from smartvillage.catalogue import vocabulary as shipped
from smartvillage.errors import InvalidType, InvalidValue, did_you_mean
from smartvillage.indicators import Indicator, Joint, Measure, Vocabulary

Columns = Mapping[Any, str]
"""By column of answers, or by a tuple of columns to which all must be yes, the indicator that they count."""


@frozen
class Count:
    """What is counted: records whose answers are yes.

    Attributes:
        indicator: the share, or the count, that it is.
        columns: the columns of answers, all of which must be yes.
    """

    indicator: Indicator
    columns: tuple[str, ...]

    @property
    def names(self) -> tuple[str, str]:
        """The columns of the least and of the greatest count."""
        role = "_count" if self.indicator.measure is Measure.SHARE else ""
        return f"{self.indicator.id}{role}_low", f"{self.indicator.id}{role}_high"


def facts_from_households(frame: Any, *, by: str, columns: Columns, vocabulary: Vocabulary | None = None) -> Any:
    """Count records of households, or of residents, into figures of villages.

    Each row is one household, with the village that it is of and columns of answers: truth values, or 1 and 0. A
    missing answer is neither yes nor no: the least count leaves it out, the greatest takes it in. The result has the
    columns by which `assess_table` and `assess_lazy` know this: `households`, and for each share `_count_low`,
    `_count_high` and `_total`. Where the vocabulary knows a share as the joint one of two that are asked for, it is
    counted as well: how many households have both is exact, where the two shares alone would leave it open.

    Args:
        frame: a data frame of any library that narwhals knows, eager or lazy.
        by: the column of the village.
        columns: by column of answers, the indicator that it counts; a tuple of columns counts who answers yes to all.
        vocabulary: the indicators; those shipped unless given.

    Returns:
        The same kind of frame, eager or lazy, with a row for each village, in order.

    Raises:
        InvalidType: for data that is no frame, or a column of anything but answers.
        InvalidValue: for a column that is not there, an indicator that is no share or count, or one of another total.
    """
    native = _frame(frame)
    counts = _counts(columns, shipped() if vocabulary is None else vocabulary)
    asked = list(dict.fromkeys(chain.from_iterable(count.columns for count in counts)))
    schema = native.collect_schema()
    for name in (by, *asked):
        if name not in schema:
            msg = f"the frame has no column {name!r}.{did_you_mean(name, schema)}"
            raise InvalidValue(msg)
    if isinstance(native, nw.DataFrame):
        objects = [name for name in asked if schema[name] == nw.Object]
        native = native.with_columns(*(_answers(name, native[name]) for name in objects))
    answers = {name: _yes_and_no(name, native.collect_schema()[name]) for name in asked}
    ends = [end for count in counts for end in _ends(count, answers)]
    total = _denominator(counts)
    sums = [nw.col(name).sum() for name in _named(counts)]
    counted = native.select(by, *ends).group_by(by).agg(nw.len().alias(_LEN), *sums)
    figures = [
        nw.col(_LEN).cast(nw.Int64).alias(name)
        for name in (total, *(f"{c.indicator.id}_total" for c in counts if c.indicator.measure is Measure.SHARE))
        if name is not None
    ]
    whole = [nw.col(name).cast(nw.Int64) for name in _named(counts)]
    return counted.select(by, *figures, *whole).sort(by, nulls_last=True).to_native()


_LEN = "__smartvillage_records"


def _frame(frame: Any) -> Any:
    """Return a data frame as narwhals knows it.

    Raises:
        InvalidType: for anything else.
    """
    native = nw.from_native(frame, pass_through=True)
    if not isinstance(native, nw.DataFrame | nw.LazyFrame):
        msg = f"households are the rows of a data frame, not of {type(frame).__name__}"
        raise InvalidType(msg)
    return native


def _counts(columns: Columns, vocabulary: Vocabulary) -> list[Count]:
    """Return what is to be counted, with the joint shares of what is asked for.

    Raises:
        InvalidValue: for nothing, for what is no share or count, or for one indicator twice.
    """
    counts: dict[str, Count] = {}
    for asked, i in columns.items():
        indicator = vocabulary[i]
        if indicator.measure not in (Measure.SHARE, Measure.COUNT):
            msg = f"{i} is measured as {indicator.measure.value}: households are counted into shares and counts"
            raise InvalidValue(msg)
        if i in counts:
            msg = f"two entries of columns= count {i}: name the columns that must all be yes in one tuple"
            raise InvalidValue(msg)
        counts[i] = Count(indicator, (asked,) if isinstance(asked, str) else tuple(asked))
    for link in vocabulary.links:
        if isinstance(link, Joint) and link.joint not in counts and set(link.of) <= set(counts):
            both = dict.fromkeys(chain.from_iterable(counts[i].columns for i in link.of))
            counts[link.joint] = Count(vocabulary[link.joint], tuple(both))
    if not counts:
        msg = "columns= names no column of answers: write columns={'has_fibre': 'households_fibre_connected'}"
        raise InvalidValue(msg)
    return list(counts.values())


def _denominator(counts: Sequence[Count]) -> str | None:
    """Return the indicator of the number of records, which is the total of every share; `None` without shares.

    Raises:
        InvalidValue: for shares of several totals, or a total that is counted itself.
    """
    shares = [count.indicator for count in counts if count.indicator.measure is Measure.SHARE]
    totals = {indicator.denominator: indicator.id for indicator in shares}
    if len(totals) > 1:
        told = ", ".join(f"{i} of {total}" for total, i in totals.items())
        msg = f"one row is one household, or one resident, not both: {told}; count them from frames of their own"
        raise InvalidValue(msg)
    total = next(iter(totals), None)
    if total in [count.indicator.id for count in counts]:
        msg = f"{total} is the number of rows: leave it out of columns="
        raise InvalidValue(msg)
    return total


def _answers(name: str, column: Any) -> Any:
    """Return a column of objects, as pandas has them for truth values with gaps, as numbers.

    Raises:
        InvalidType: if it holds anything else.
    """
    series = Series.of(name, column.to_list())
    if series.kind not in "bif":
        raise _no_answers(name, "objects")
    return nw.new_series(name, series.floats().tolist(), nw.Float64, backend=column.implementation)


def _yes_and_no(name: str, dtype: Any) -> tuple[nw.Expr, nw.Expr]:
    """Return where a column says yes, and where it says no; never null.

    Raises:
        InvalidType: for a column of anything but truth values and numbers.
    """
    column = nw.col(name)
    if dtype == nw.Boolean:
        return column.fill_null(value=False), ~column.fill_null(value=True)
    if not dtype.is_numeric():
        raise _no_answers(name, dtype)
    return (column == 1).fill_null(value=False), (column == 0).fill_null(value=False)


def _no_answers(name: str, holds: Any) -> InvalidType:
    """Return the error that a column holds no answers."""
    return InvalidType(f"the column {name!r} holds {holds}; answers are truth values, or 1 and 0: cast it before")


def _named(counts: Sequence[Count]) -> list[str]:
    """Return the names of all ends."""
    return [name for count in counts for name in count.names]


def _ends(count: Count, answers: Mapping[str, tuple[nw.Expr, nw.Expr]]) -> list[nw.Expr]:
    """Return whether a record counts for sure, and whether it may, as 1 and 0."""
    said = [answers[name] for name in count.columns]
    surely = nw.all_horizontal(*(yes for yes, _ in said), ignore_nulls=False)
    never = nw.any_horizontal(*(no for _, no in said), ignore_nulls=False)
    one, none = nw.lit(1, nw.Int64), nw.lit(0, nw.Int64)
    low, high = count.names
    return [nw.when(surely).then(one).otherwise(none).alias(low), nw.when(never).then(none).otherwise(one).alias(high)]
