"""Assessments of many places: what a set finds for a table, and the way back to each place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define, field, frozen

from smartvillage.arrays import reasons as why
from smartvillage.arrays.ends import CODES, F64, I8, REASONS
from smartvillage.arrays.judging import Judged, checks_of
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import Plan
from smartvillage.arrays.shortfalls import points_and_units
from smartvillage.arrays.sources import Source
from smartvillage.criteria import Assessment, CriteriaSet, Force
from smartvillage.errors import InvalidValue
from smartvillage.facts import Issue
from smartvillage.indicators import Lang, Level
from smartvillage.outcomes import OUTCOMES, Outcome, Reason
from smartvillage.rules import Gap

Frame = Any
Gaps = Mapping[str, F64]
"""What is lacking, by criterion: only for criteria that are one comparison of a number."""


@frozen
class Near:
    """A place that is not ready, and what it takes.

    Attributes:
        row: its row in the table.
        assessment: what the set finds for it.
        lacking: for each required criterion that is not met, what its deciding parts lack.
    """

    row: int
    assessment: Assessment
    lacking: Mapping[str, tuple[Gap, ...]]


@define(eq=False, repr=False)
class TableAssessment:
    """What a set finds for many places.

    Attributes:
        criteria_set: the set.
        on: the day judged for.
        outcomes: the outcome of each criterion for each place, places × criteria: 1 pass, -1 fail, 0 unknown, 2 not
            applicable, as `Outcome.code`.
        overall: the outcome of the set for each place.
        source: the places.
        frame: makes a data frame of the kind that came in from columns.
    """

    criteria_set: CriteriaSet
    on: date | None
    outcomes: I8
    overall: I8
    source: Source
    frame: Callable[[Mapping[str, Any], bool], Frame] = field(repr=False)
    _plan: Plan
    _knowledge: Knowledge
    _found: Judged

    @property
    def criteria(self) -> tuple[str, ...]:
        """The ids of the criteria, in the order of the columns of `outcomes`."""
        return tuple(criterion.id for criterion in self.criteria_set)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What is doubtful about the data: one issue for each column and kind, with the number of rows."""
        return tuple(self.source.issues)

    def __len__(self) -> int:
        """Count the places."""
        return len(self.overall)

    def __repr__(self) -> str:
        """Name the set and count the places."""
        return f"<TableAssessment of {len(self)} places by {self.criteria_set.id}: {_said(_counted(self.overall))}>"
