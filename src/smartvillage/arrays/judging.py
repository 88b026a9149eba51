"""Judging: plans run over the places of a level, wherever rules, criteria and sets are met."""

from typing import Any

import numpy as np
from attrs import define

from smartvillage.arrays.checks import Check, Given, check_of
from smartvillage.arrays.ends import F64, I8
from smartvillage.arrays.kleene import Flags, settled
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import Member, Plan, plan_of, plan_of_set
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet
from smartvillage.indicators import Level, Meets
from smartvillage.rules import Leaf, Rule


@define(eq=False)
class Judged:
    """What a plan finds for the places of a level.

    Attributes:
        outcomes: the outcomes, one row for each criterion.
        overall: the outcomes of the whole.
        gaps: what is lacking, by criterion.
    """

    outcomes: I8
    overall: I8
    gaps: dict[int, F64]

    @staticmethod
    def room(criteria: int, size: int, measured: Any = ()) -> "Judged":
        """Return room for what is found."""
        return Judged(
            np.empty((criteria, size), np.int8), np.empty(size, np.int8), {n: np.empty(size) for n in measured}
        )


def checks_of(plan: Plan, knowledge: Knowledge, level: Level) -> dict[Rule, Check]:
    """Return the tests of a plan, bound to what is known at the places of a level."""
    return {leaf: _check(leaf, knowledge, level) for leaf in plan.leaves}


def _check(leaf: Rule, knowledge: Knowledge, level: Level) -> Check:
    """Return one test, bound to what is known."""
    if isinstance(leaf, MeetsSet):
        codes = settled(knowledge.possible(level, leaf.criteria_set))
        return Given(np.where(codes == 2, 0, codes).astype(np.int8))  # noqa: PLR2004 - not applicable is undecided here
    assert isinstance(leaf, Leaf)  # noqa: S101 - plans hold no other rules
    return check_of(leaf, knowledge.known(level, leaf.indicator))


def possible(knowledge: Knowledge, level: Level, meets: Meets) -> Flags:
    """Return what is possible for the places of a level, for a rule, a criterion or a set that they may meet."""
    match meets:
        case CriteriaSet():
            plan = plan_of_set(meets, knowledge.on)
            knowledge = knowledge.under(meets.vocabulary)
        case Criterion():
            plan = _alone(Member(meets.id, meets.rule, meets.applies))
        case Rule():
            plan = _alone(Member("rule", meets))
        case _:
            ...
    size = knowledge.strata[level].size
    room, flags = Judged.room(len(plan.members), size), np.empty(size, np.uint8)
    plan.run(checks_of(plan, knowledge, level), room.outcomes, room.overall, flags=flags)
    return flags
