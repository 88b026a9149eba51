"""Assessments of many places: what a set finds for a table, and the way back to each place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from smartvillage.arrays.checks import cut_of
from smartvillage.arrays.ends import CODES, F64, I8, I64, LIMIT, REASONS, SIDES
from smartvillage.arrays.frames import Frames
from smartvillage.arrays.judging import Judged, checks_of
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import Member, Plan
from smartvillage.arrays.reasons import Reasons, overall
from smartvillage.arrays.shortfalls import gap_of, units_of
from smartvillage.arrays.sources import Source
from smartvillage.arrays.sweeps import Sweep, swept
from smartvillage.criteria import Assessment, CriteriaSet, Force
from smartvillage.facts import Issue
from smartvillage.facts.numbers import GRAIN
from smartvillage.indicators import Lang, Level
from smartvillage.outcomes import OUTCOMES, Outcome
from smartvillage.rules import Gap, Leaf

Where = I64 | slice

NAMES = np.array([OUTCOMES[code].value for code in (0, 1, 2, -1)], object)
"""The outcomes by code; -1 counts from the end."""


@frozen
class Near:
    """A place that is not ready, and what it takes.

    Attributes:
        row: its row in the table.
        assessment: what the set finds for it.
        lacking: by required criterion that is not met, what its deciding parts lack.
    """

    row: int
    assessment: Assessment
    lacking: Mapping[str, tuple[Gap, ...]]


@define(eq=False, repr=False, slots=False)
class TableAssessment:
    """What a set finds for many places.

    Attributes:
        criteria_set: the set.
        on: the day judged for.
        source: the places.
    """

    criteria_set: CriteriaSet
    on: date | None
    source: Source
    _frames: Frames
    _plans: Mapping[Level, Plan]
    _knowledge: Knowledge
    _found: Judged
    _odd: dict[int, Assessment] = field(factory=dict)

    @property
    def room(self) -> Judged:
        """The arrays of outcomes and gaps, for use by a later run."""
        return self._found

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order of the columns of `outcomes`."""
        return tuple(criterion.id for criterion in self.criteria_set)

    @property
    def outcomes(self) -> I8:
        """The outcome of each criterion for each place, places × criteria, as `Outcome.code`."""
        return self._found.outcomes.T

    @property
    def overall(self) -> I8:
        """The outcome of the set for each place, as in `outcomes`."""
        return self._found.overall

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is doubtful about the data: one issue for each column and kind, with the number of rows."""
        for stratum in self.source.strata.by_level.values():
            stratum.settle()
        return tuple(self.source.issues)

    @property
    def counts(self) -> dict[str, dict[Outcome, int]]:
        """How many places there are of each outcome, by criterion, and for the set under its id."""
        columns = {**dict(zip(self.criteria, self._found.outcomes, strict=True)), self.criteria_set.id: self.overall}
        return {name: _counted(codes) for name, codes in columns.items()}

    @cached_property
    def gap(self) -> Mapping[str, F64]:
        """The most that each place may lack, by criterion that is one comparison of a number; NaN where none applies.

        Shares lack percentage points, whatever is known of their totals, counts their units and deadlines days. A
        threshold "more than" is reached one billionth of a point above it. A criterion of several tests has no number
        of its own: see `nearest`. Gaps are exact to a billionth; whether a test is met is told by `outcomes`.
        """
        if not self._found.gaps:
            self._found.gaps.update({n: np.empty(len(self)) for n in self._measured})
            self._each_level(self._fill_gaps)
            self.correct_gaps()
        ids = self.criteria
        return {ids[n]: gaps for n, gaps in self._found.gaps.items()}

    @cached_property
    def gap_units(self) -> Mapping[str, F64]:
        """The most that each place may lack in whole units; NaN where no total is known, or it does not apply."""
        units = {n: np.empty(len(self)) for n in self._measured}

        def fill(level: Level, table: Where, stratum: Where) -> None:
            for n, column in units.items():
                column[table] = units_of(self._leaf(n), self._knowledge, level)[stratum]

        self._each_level(fill)
        for row, assessment in self._odd.items():
            for n, column in units.items():
                gap = assessment.findings[n].gap
                column[row] = np.nan if gap is None or gap.unit == "percentage_points" else float(gap.high)
        for n, column in units.items():
            column[self._found.outcomes[n] == 2] = np.nan  # noqa: PLR2004 - does not apply
        ids = self.criteria
        return {ids[n]: column for n, column in units.items()}

    @cached_property
    def reasons(self) -> npt.NDArray[np.object_]:
        """Why each criterion is unknown or does not apply, places × criteria: a `Reason`, or `None`."""
        return np.array(REASONS, object)[self._reasons.T]

    @cached_property
    def overall_reasons(self) -> npt.NDArray[np.object_]:
        """Why the set is unknown or does not apply for each place: the first reason, or `None`."""
        found = zip(self.criteria_set, self._found.outcomes, self._reasons, strict=True)
        codes = overall(self.overall, [(outcomes, why) for c, outcomes, why in found if c.force is Force.REQUIRED])
        for row, assessment in self._odd.items():
            codes[row] = CODES[assessment.reason]
        return np.array(REASONS, object)[codes]

    @cached_property
    def _reasons(self) -> I8:
        """The reasons as codes, criteria × places."""
        found = np.zeros_like(self._found.outcomes)

        def fill(level: Level, table: Where, stratum: Where) -> None:
            reasons = Reasons(self._knowledge, level)
            for n, member in enumerate(self._plans[level].members):
                found[n, table] = reasons.of_member(member)[stratum]

        self._each_level(fill)
        for row, assessment in self._odd.items():
            found[:, row] = [CODES[finding.reason] for finding in assessment]
        return found

    # One place, or few

    def assessment(self, row: int) -> Assessment:
        """Return what the set finds for one place, as a tree."""
        if row in self._odd:
            return self._odd[row]
        return self.criteria_set.assess(self.source.place(row), self.on)

    def explain(self, row: int, lang: Lang = "vi") -> str:
        """Return what the set finds for one place in words, as `Assessment.explain`."""
        return self.assessment(row).explain(lang)

    def nearest(self, count: int = 10) -> list[Near]:
        """Return the places closest to ready among those that are not, and what each still takes.

        Closest is who has the fewest required criteria not met, then the fewest that fail, then the smallest gaps as
        parts of what is asked.
        """
        required = [n for n, c in enumerate(self.criteria_set) if c.force is Force.REQUIRED]
        codes = self._found.outcomes[required]
        lacking, failing = (codes <= 0).sum(axis=0), (codes < 0).sum(axis=0)
        short = np.zeros(len(self))
        for n in required:
            if n in self._measured:
                whole = max(1.0, _asked(self._leaf(n)))
                short += np.nan_to_num(self.gap[self.criteria[n]], posinf=whole) / whole
        rows = np.flatnonzero((self.overall == 0) | (self.overall == -1))
        order = rows[np.lexsort((rows, short[rows], failing[rows], lacking[rows]))][:count]
        return [self._near(int(row)) for row in order]

    def sweep(self, criterion: str, thresholds: Iterable[Any]) -> Sweep:
        """Return how many places there would be of each outcome with other thresholds of a criterion.

        Args:
            criterion: the id of a criterion with one threshold.
            thresholds: as its rule takes them: `"75%"`, 12, or a date.

        Raises:
            InvalidValue: if the criterion has not exactly one threshold, or a threshold does not fit.
        """
        rows = self.source.rows
        return swept(self.criteria_set, self._knowledge, rows, self._odd, criterion=criterion, thresholds=thresholds)

    def _near(self, row: int) -> Near:
        """Return what one place takes."""
        assessment = self.assessment(row)
        open_findings = [f for f in assessment if f.outcome in (Outcome.FAIL, Outcome.UNKNOWN)]
        lacking = {f.id: f.gaps for f in open_findings if f.criterion.force is Force.REQUIRED}
        return Near(row, assessment, lacking)

    # Tables

    def by(self, group: str) -> Any:
        """Return how many places there are of each outcome, by the values of a column or the places above of a level.

        Args:
            group: a column of the data, or a level such as `"commune"`.
        """
        labels = self.source.labels(group)
        index = {label: n for n, label in enumerate(dict.fromkeys(labels))}
        at = np.array([index[label] for label in labels], np.int64)
        counts = {o.value: np.bincount(at[self.overall == o.code], minlength=len(index)) for o in Outcome}
        return self._frames.table({group: list(index), **counts})

    def to_frame(self) -> Any:
        """Return the data with the outcome of the set, and of each criterion under its id, as words.

        The kind of frame is that of the data; for places and mappings, a mapping of arrays.
        """
        codes = {"outcome": self.overall, **dict(zip(self.criteria, self._found.outcomes, strict=True))}
        return self._frames.beside({name: NAMES[column] for name, column in codes.items()})

    def failures(self, lang: Lang | None = None) -> Any:
        """Return a long table of what is not met: one row for each place and criterion that fails or is unknown.

        Its columns are `row`, `place`, `criterion`, `outcome`, `reason`, the `value` where it is known exactly, what is
        known in any case (`low` to `high`), what is `needed`, `short_by` and `short_by_units` as in `gap` and
        `gap_units`, and `clause`.

        Args:
            lang: the language of `clause`; with it there is a column `text` too, which takes about as long as judging
                each place by itself.
        """
        columns: dict[str, list[Any]] = {name: [] for name in _COLUMNS}
        for n, criterion in enumerate(self.criteria_set):
            rows = np.flatnonzero(self._found.outcomes[n] <= 0)
            is_measured = n in self._measured
            low, high = self._known(n) if is_measured else (None, None)
            parts = {
                "row": rows,
                "place": [self.source.name(int(row)) for row in rows],
                "criterion": [criterion.id] * len(rows),
                "outcome": NAMES[self._found.outcomes[n][rows]],
                "reason": [None if (r := REASONS[code]) is None else r.value for code in self._reasons[n][rows]],
                "value": _some(None if low is None else np.where(low == high, low, np.nan), rows),
                "low": _some(low, rows),
                "high": _some(high, rows),
                "needed": np.full(len(rows), _asked(self._leaf(n)) if is_measured else np.nan),
                "short_by": _some(self.gap.get(criterion.id), rows),
                "short_by_units": _some(self.gap_units.get(criterion.id), rows),
                "clause": [criterion.clause[lang or "vi"]] * len(rows),
            }
            for name, values in parts.items():
                columns[name] += list(values)
        if lang is not None:
            told: dict[int, Assessment] = {}
            pairs = list(zip(columns["row"], columns["criterion"], strict=True))
            for row in dict.fromkeys(columns["row"]):
                told[row] = self.assessment(int(row))
            columns["text"] = [told[row][criterion].explain(lang) for row, criterion in pairs]
        return self._frames.table(columns)

    # Within

    @property
    def _members(self) -> tuple[Member, ...]:
        """The criteria as plans see them."""
        return self._plans[self.criteria_set.levels[0]].members

    @property
    def _measured(self) -> list[int]:
        """The criteria that are one comparison of a number."""
        return [n for n, member in enumerate(self._members) if member.is_measured]

    def _leaf(self, n: int) -> Leaf:
        """Return the one test of a criterion."""
        rule = self._members[n].rule
        assert isinstance(rule, Leaf)  # noqa: S101 - only of measured criteria
        return rule

    def _each_level(self, fill: Callable[[Level, Where, Where], None]) -> None:
        """Do something for the places of each level."""
        for level, lot in self.source.rows.items():
            fill(level, lot.table, lot.stratum)

    def _fill_gaps(self, level: Level, table: Where, stratum: Where) -> None:
        """Write the gaps of one level."""
        size = self._knowledge.strata[level].size
        found = Judged.room(len(self.criteria), size, self._measured)
        plan = self._plans[level]
        plan.run(checks_of(plan, self._knowledge, level), found.outcomes, found.overall, found.gaps)
        for n, gaps in found.gaps.items():
            self._found.gaps[n][table] = gaps[stratum]

    def correct_gaps(self) -> None:
        """Write the gaps of places that are judged one by one."""
        for row, assessment in self._odd.items():
            for n, gaps in self._found.gaps.items():
                finding = assessment.findings[n]
                known = finding.finding.known
                gaps[row] = np.nan if finding.gap is None or known is None else gap_of(self._leaf(n), known.bounds)

    def _known(self, n: int) -> tuple[F64, F64]:
        """Return the ends of what is known of a criterion's number: percentage points, units or ordinal days."""
        low, high = np.empty(len(self)), np.empty(len(self))

        def fill(level: Level, table: Where, stratum: Where) -> None:
            ends = self._knowledge.ends(level, self._leaf(n).indicator)
            is_share = cut_of(self._leaf(n)).share is not None
            for column, end in ((low, ends.low), (high, ends.high)):
                values = (
                    end / SIDES / GRAIN if is_share else np.where(np.abs(end) == LIMIT, np.copysign(np.inf, end), end)
                )
                column[table] = values[stratum]

        self._each_level(fill)
        return low, high

    def __len__(self) -> int:
        """Count the places."""
        return len(self.overall)

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __repr__(self) -> str:
        """Name the set, and count the places of each outcome."""
        said = ", ".join(f"{count} {outcome.value}" for outcome, count in _counted(self.overall).items() if count)
        return f"<TableAssessment of {len(self)} places by {self.criteria_set.id}: {said or 'none'}>"


_COLUMNS = (
    "row",
    "place",
    "criterion",
    "outcome",
    "reason",
    "value",
    "low",
    "high",
    "needed",
    "short_by",
    "short_by_units",
    "clause",
)


def _counted(codes: I8) -> dict[Outcome, int]:
    """Return how many there are of each outcome."""
    return {outcome: int((codes == outcome.code).sum()) for outcome in Outcome}


def _some(values: F64 | None, rows: I64) -> F64:
    """Return some values; NaN where there are none."""
    return np.full(len(rows), np.nan) if values is None else values[rows]


def _asked(rule: Leaf) -> float:
    """Return what a comparison asks for: percentage points, units, or an ordinal day."""
    cut = cut_of(rule)
    if cut.share is not None:
        return 100 * cut.share[0] / cut.share[1]
    return float(cut.holds if cut.upward else cut.holds - 1)
