"""Assessing a table: from places, arrays or a data frame to what a set finds for them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np

from smartvillage.arrays.assessments import TableAssessment
from smartvillage.arrays.doors import Layout, columns_source, series_of_frame, series_of_mapping
from smartvillage.arrays.frames import Arrays, Frames, Native
from smartvillage.arrays.judging import Judged, checks_of, possible
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import Plan, plan_of_set
from smartvillage.arrays.reading import Unit
from smartvillage.arrays.sources import PlacesSource, Source
from smartvillage.arrays.sweeps import Sweep
from smartvillage.codec.vocabularies import Reference
from smartvillage.criteria import CriteriaSet, MeetsSet
from smartvillage.errors import InvalidValue
from smartvillage.indicators import Level, Meeting, Vocabulary


def assess_table(
    criteria_set: CriteriaSet,
    data: Any,
    *,
    on: date | None = None,
    name: str | None = None,
    code: str | None = None,
    level: str | None = None,
    parent: str | None = None,
    units: Mapping[str, Unit] | None = None,
    gaps: bool = False,
    out: TableAssessment | None = None,
) -> TableAssessment:
    """Judge many places at once, each as `CriteriaSet.assess` would.

    Columns are found by the id of an indicator, or by its names as in files. A share is given in percentage points; as
    counts, in a column of unit `"count"` or named id and `_count`, out of the column `_total` or of the denominator's;
    or between two ends, `_low` and `_high`. Yes/no is a truth value, or 1 and 0. NaN, null and None mean that nothing
    is known. A percentage above 0 and up to 1 may be a fraction: it counts as unknown, and an issue says how many
    there are, unless `units` declares the column.

    Args:
        criteria_set: the set.
        data: what `smartvillage.read` returns or a sequence of places; a mapping of arrays; or an eager data frame.
        on: the day to judge for; facts of later days are not used.
        name: the column of names.
        code: the column of codes.
        level: the column of levels, or the level of all rows; the first of the set unless the data says otherwise.
        parent: the column that names the row of the place above, by code or name.
        units: how bare numbers of a share's column are meant, by column or indicator: `"percent"`, `"fraction"` or
            `"count"`.
        gaps: whether to work out `TableAssessment.gap` along with the outcomes, which is faster than later on.
        out: the table of an earlier run over as many places, whose arrays are used again.

    Raises:
        CannotWrite: for a set with a rule of a class of the user's own.
        InvalidValue: if no column is an indicator, columns differ in length, or a column named is not there.
        InvalidType: for data of any other kind.
        MissingExtra: for a data frame, where narwhals is not installed.
    """
    plans = {level: plan_of_set(criteria_set, on, level) for level in criteria_set.levels}
    source: Source
    frames: Frames
    if _is_places(data):
        vocabulary = all_indicators(criteria_set)
        spreads = any(indicator.rollup is not None for indicator in vocabulary)
        source = PlacesSource.of(data, criteria_set.levels, vocabulary, on, spreads=spreads)
        names = [place.name for place in source.places]
        frames = Arrays({"place": names})
    else:
        series = series_of_mapping(data) if isinstance(data, Mapping) else series_of_frame(data)
        layout = Layout(name, code, level, parent, units or {})
        columns = columns_source(series, layout, criteria_set.levels, all_indicators(criteria_set))
        source = columns
        frames = Arrays(series, columns.judged) if isinstance(data, Mapping) else Native(data, columns.judged)
    return _judged(criteria_set, on, plans, source, frames, gaps=gaps, out=out)


def sweep(criteria_set: CriteriaSet, criterion: str, thresholds: Iterable[Any], table: Any) -> Sweep:
    """Return how many places there would be of each outcome with other thresholds of a criterion.

    Args:
        criteria_set: the set.
        criterion: the id of a criterion with one threshold.
        thresholds: as its rule takes them: `"75%"`, 12, or a date.
        table: what the set found for a table; or anything that `assess_table` takes.

    Raises:
        UnknownCriterion: if the set has no such criterion.
        InvalidValue: if it has not exactly one threshold, one does not fit, or the table was judged by another set.
    """
    if not isinstance(table, TableAssessment):
        return assess_table(criteria_set, table).sweep(criterion, thresholds)
    if table.criteria_set != criteria_set:
        msg = f"the table was judged by {table.criteria_set.id}, not by {criteria_set.id}: give its data instead"
        raise InvalidValue(msg)
    return table.sweep(criterion, thresholds)


def _is_places(data: Any) -> bool:
    """Whether data is a sequence of places, or a register of them."""
    if isinstance(data, Mapping) or not isinstance(data, Iterable):
        return False
    return hasattr(data, "places") or isinstance(data, list | tuple | Iterator)


def _judged(
    criteria_set: CriteriaSet,
    on: date | None,
    plans: Mapping[Level, Plan],
    source: Source,
    frames: Frames,
    *,
    gaps: bool,
    out: TableAssessment | None,
) -> TableAssessment:
    """Run a plan over the places of each level."""
    knowledge = Knowledge(source.strata, criteria_set.vocabulary, on, possible)
    members = plans[criteria_set.levels[0]].members
    measured = [n for n, member in enumerate(members) if member.is_measured] if gaps else []
    size = sum(lot.size for lot in source.rows.values())
    found = _room(len(members), size, measured, out)
    odd: dict[int, Any] = {}
    for level, lot in source.rows.items():
        plan = plans[level]
        checks = checks_of(plan, knowledge, level)
        if lot.is_all:
            plan.run(checks, found.outcomes, found.overall, found.gaps)
        else:
            part = Judged.room(len(members), knowledge.strata[level].size, measured)
            plan.run(checks, part.outcomes, part.overall, part.gaps)
            found.outcomes[:, lot.table] = part.outcomes[:, lot.stratum]
            found.overall[lot.table] = part.overall[lot.stratum]
            for n, column in found.gaps.items():
                column[lot.table] = part.gaps[n][lot.stratum]
        mask = source.odd(level)
        if mask is not None:
            for row in np.arange(size)[lot.table][mask[lot.stratum]]:
                odd[int(row)] = criteria_set.assess(source.place(int(row)), on)
    for row, assessment in odd.items():
        found.outcomes[:, row] = [finding.outcome.code for finding in assessment]
        found.overall[row] = assessment.outcome.code
    assessed = TableAssessment(criteria_set, on, source, frames, plans, knowledge, found, odd)
    assessed.correct_gaps()
    return assessed


def _room(criteria: int, size: int, measured: list[int], out: TableAssessment | None) -> Judged:
    """Return room for what is found: that of an earlier table, where it fits."""
    if out is None or out.outcomes.shape != (size, criteria):
        return Judged.room(criteria, size, measured)
    earlier = out.room
    if earlier.gaps.keys() >= set(measured):
        return Judged(earlier.outcomes, earlier.overall, {n: earlier.gaps[n] for n in measured})
    return Judged(earlier.outcomes, earlier.overall, Judged.room(0, size, measured).gaps)


def all_indicators(criteria_set: CriteriaSet) -> Vocabulary:
    """Return the vocabulary of a set, with the indicators of the sets that it refers to."""
    vocabulary, seen = criteria_set.vocabulary, {id(criteria_set)}
    waiting = [criteria_set]
    while waiting:
        rules = waiting.pop()
        missing = [indicator for indicator in rules.vocabulary if indicator.id not in vocabulary]
        vocabulary = vocabulary.extended(missing) if missing else vocabulary
        for other in _referred(rules):
            if id(other) not in seen:
                seen.add(id(other))
                waiting.append(other)
    return vocabulary


def _referred(rules: CriteriaSet) -> Iterator[CriteriaSet]:
    """Iterate over the sets that a set refers to, in rules and in roll-ups."""
    for criterion in rules:
        for leaf in criterion.rule.leaves():
            if isinstance(leaf, MeetsSet):
                yield leaf.criteria_set
            indicator = getattr(leaf, "indicator", None)
            rollup = rules.vocabulary[indicator].rollup if indicator is not None else None
            if isinstance(rollup, Meeting) and isinstance(rollup.meets, Reference):
                yield rollup.meets.referred[0]
            elif isinstance(rollup, Meeting) and isinstance(rollup.meets, CriteriaSet):
                yield rollup.meets
