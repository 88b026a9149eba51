"""Assessing a lazy frame: outcomes as further columns, worked out when the frame is."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import narwhals as nw

from smartvillage.arrays.assessing import all_indicators
from smartvillage.arrays.reading import Unit
from smartvillage.criteria import CriteriaSet
from smartvillage.errors import InvalidType, InvalidValue, WrongLevel
from smartvillage.facts.places import level_of
from smartvillage.frames.columns import Layout, Reader
from smartvillage.frames.judging import Judge, Possible
from smartvillage.frames.knowledge import Knowledge
from smartvillage.frames.stages import Stages
from smartvillage.indicators import Level
from smartvillage.outcomes import Outcome


def assess_lazy(
    criteria_set: CriteriaSet,
    frame: Any,
    *,
    on: date | None = None,
    level: Level | str | None = None,
    units: Mapping[str, Unit] | None = None,
    codes: bool = False,
    prefix: str = "",
) -> Any:
    """Judge the places of a lazy frame, one a row, each as `CriteriaSet.assess` would.

    Columns are found and meant as in `smartvillage.arrays.assess_table`, and must have the types of what they measure:
    text is no number here. What is impossible or ambiguous counts as unknown; `assess_table` tells how much of it there
    is. Places above and below are no part of the frame: join the figures of a commune to the rows of its villages.

    Args:
        criteria_set: the set.
        frame: a polars `LazyFrame`, a DuckDB relation, a Spark data frame, or any other that narwhals knows as lazy.
        on: the day to judge for.
        level: the level of the places; the first of the set unless given.
        units: how bare numbers of a share's column are meant: `"percent"`, `"fraction"` or `"count"`.
        codes: whether outcomes are the numbers of `Outcome.code` instead of words.
        prefix: goes before the names of the new columns.

    Returns:
        The same kind of frame, as lazy, with the column `outcome` for the set and one for each criterion under its id.

    Raises:
        CannotWrite: for a set with a rule of a class of the user's own.
        InvalidValue: if no column is an indicator, two state the same, one holds levels, or a new one is there already.
        InvalidType: for data that is not lazy, or a column of another type than its indicator needs.
        WrongLevel: for a level that the set does not judge.
    """
    native = _lazy(frame)
    columns = native.collect_schema().names()
    names = {name: f"{prefix}{name}" for name in ("outcome", *(criterion.id for criterion in criteria_set))}
    for name in names.values():
        if name in columns:
            msg = f"the frame has a column {name!r} already: drop or rename it, or give the new ones a prefix="
            raise InvalidValue(msg)
    stages, possible = _judged(criteria_set, native, on, level, units)
    dtype, value = (nw.Int8, _code) if codes else (nw.String, _word)
    said = [one.outcome(value).of(lambda expr: expr.cast(dtype)) for one in possible]
    return stages.select(columns, zip(names.values(), said, strict=True)).to_native()


def count_outcomes(criteria_set: CriteriaSet, data: Any, **options: Any) -> dict[str, dict[Outcome, int]]:
    """Count the places of each outcome, by criterion, and for the set under its id: `TableAssessment.counts`.

    Of a lazy frame nothing but the counts leaves the engine; of anything else they are those of `assess_table`.

    Args:
        criteria_set: the set.
        data: a lazy frame as for `assess_lazy`, or whatever `assess_table` takes.
        options: `on`, `level` and `units`; without a lazy frame all those of `assess_table`.
    """
    frame = nw.from_native(data, pass_through=True)
    if not isinstance(frame, nw.LazyFrame):
        return criteria_set.assess_table(data, **options).counts
    settings = {"on": None, "level": None, "units": None, **options}
    stages, (whole, *criteria) = _judged(criteria_set, frame, **settings)
    said = dict(zip([*(criterion.id for criterion in criteria_set), criteria_set.id], [*criteria, whole], strict=True))
    (row,) = (
        stages.select((), ((name, one.outcome(_code)) for name, one in said.items()))
        .select(*(_sum_of(name, outcome) for name in said for outcome in Outcome))
        .collect()
        .rows()
    )
    found = iter(row)
    return {name: {outcome: int(next(found) or 0) for outcome in Outcome} for name in said}


def _sum_of(name: str, outcome: Outcome) -> nw.Expr:
    """Return how many rows have an outcome."""
    return nw.when(nw.col(name) == outcome.code).then(1).otherwise(0).sum().alias(f"{name} {outcome.value}")


def _code(outcome: Outcome) -> int:
    """Return an outcome as a number."""
    return outcome.code


def _word(outcome: Outcome) -> str:
    """Return an outcome as a word."""
    return outcome.value


def _lazy(frame: Any) -> nw.LazyFrame[Any]:
    """Return a lazy frame as narwhals knows it.

    Raises:
        InvalidType: for anything else.
    """
    native = nw.from_native(frame, pass_through=True)
    if not isinstance(native, nw.LazyFrame):
        kind = type(frame).__name__
        msg = f"a lazy frame is one of polars, DuckDB or Spark, not {kind}: assess_table judges what is in memory"
        raise InvalidType(msg)
    return native


def _judged(
    criteria_set: CriteriaSet,
    frame: nw.LazyFrame[Any],
    on: date | None,
    level: Level | str | None,
    units: Mapping[str, Unit] | None,
) -> tuple[Stages, list[Possible]]:
    """Return what is possible for the set and for each criterion, the set first, and the frame that holds it."""
    chosen_level = criteria_set.levels[0] if level is None else level_of(level)
    if chosen_level not in criteria_set.levels:
        levels = ", ".join(one.value for one in criteria_set.levels)
        msg = f"{criteria_set.id} judges places of level {levels}, not {chosen_level.value}"
        raise WrongLevel(msg)
    vocabulary = all_indicators(criteria_set)
    stages = Stages(frame)
    reader = Reader(stages, Layout.of(frame.collect_schema(), vocabulary, units or {}), vocabulary)
    judge = Judge(Knowledge(reader, criteria_set.vocabulary), on, chosen_level)
    whole, criteria = judge.judged(criteria_set)
    return stages, [whole, *criteria]
