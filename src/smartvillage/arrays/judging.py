"""Judging: plans run over the places of a level, for whatever places can meet."""

from collections.abc import Iterable
from typing import cast

import numpy as np
from attrs import define

from smartvillage.arrays.checks import Check, Given, check_of
from smartvillage.arrays.ends import F64, I8
from smartvillage.arrays.kleene import Flags, settled
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import Member, Plan, plan_of, plan_of_set
from smartvillage.codec.vocabularies import Reference
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet, Requirement
from smartvillage.errors import CannotWrite
from smartvillage.indicators import Level, Meets
from smartvillage.rules import Leaf, Rule


@define(eq=False)
class Judged:
    """What a plan finds.

    Attributes:
        outcomes: the outcomes, one row for each criterion.
        overall: the outcomes of the whole.
        gaps: what is lacking, by criterion.
    """

    outcomes: I8
    overall: I8
    gaps: dict[int, F64]

    @staticmethod
    def room(criteria: int, size: int, measured: Iterable[int] = ()) -> "Judged":
        """Return room for what is found: few large arrays, which systems hand out in larger pages."""
        measured = list(measured)
        outcomes, overall = np.empty((criteria, size), np.int8), np.empty(size, np.int8)
        return Judged(outcomes, overall, dict(zip(measured, np.empty((len(measured), size)), strict=True)))


def checks_of(plan: Plan, knowledge: Knowledge, level: Level) -> dict[Rule, Check]:
    """Return the tests of a plan, bound to what is known at the places of a level."""
    knowledge.asked |= {getattr(leaf, "indicator", "") for leaf in plan.leaves}
    return {leaf: check_for(leaf, knowledge, level) for leaf in plan.leaves}


def check_for(leaf: Rule, knowledge: Knowledge, level: Level) -> Check:
    """Return one test, bound to what is known."""
    if isinstance(leaf, MeetsSet):
        codes = settled(knowledge.possible(level, leaf.criteria_set))
        codes[codes == 2] = 0  # noqa: PLR2004 - what does not apply is not met, nor failed
        return Given(codes)
    tested = cast("Leaf", leaf)
    return check_of(tested, knowledge.known(level, tested.indicator))


def possible(knowledge: Knowledge, level: Level, meets: Meets) -> Flags:
    """Return what is possible for the places of a level, for a set, a criterion or a rule that they may meet.

    Raises:
        CannotWrite: for anything else.
    """
    if isinstance(meets, Reference):
        rules, meets = meets.referred
        knowledge = knowledge.under(rules.vocabulary)
    if isinstance(meets, CriteriaSet):
        plan = plan_of_set(meets, knowledge.on, level)
        knowledge = knowledge.under(meets.vocabulary)
    elif isinstance(meets, Criterion):
        plan = plan_of([Member(meets.id, meets.rule, meets.applies)], Requirement((meets.id,)))
    elif isinstance(meets, Rule):
        plan = plan_of([Member("rule", meets)], Requirement(("rule",)))
    else:
        msg = f"tables know rules, criteria and criteria sets that places meet, not {meets!r}"
        raise CannotWrite(msg)
    size = knowledge.strata[level].size
    room, flags = Judged.room(len(plan.members), size), np.empty(size, np.uint8)
    plan.run(checks_of(plan, knowledge, level), room.outcomes, room.overall, flags=flags)
    return flags
