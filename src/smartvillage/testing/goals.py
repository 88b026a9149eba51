"""Goals: what a plan shall reach, made of smaller goals, and searched without drawing anything and throwing it away.

A goal gives the plans that reach it, one after the other, from what was planned before. *All of* several is reached one
by one, beginning with those that leave the least choice, so that what contradicts shows at once; *any of* several tries
the next where one leads nowhere.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice, product
from typing import Any

from attrs import define, frozen

from smartvillage.outcomes import Reason
from smartvillage.testing.plans import NOTHING_ASKED, Because, Plan, Target

Pick = Callable[[int], int]
"""Which of so many ways to try first."""

MOST_WAYS = 200
"""How many ways to one goal are looked at."""


MOST_STEPS = 5_000
"""How many steps are taken before a goal counts as out of reach."""


def first_way(_: int) -> int:
    """Try the ways in the order of the text."""
    return 0


@define(eq=False)
class Search:
    """One search for a plan.

    Attributes:
        pick: which way to try first where there are several.
        most: how many steps to take before giving up.
        steps: how many were taken.
        conflict: what stood in the way where most had been reached.
        furthest: how much had been reached there.
    """

    pick: Pick = first_way
    most: int = MOST_STEPS
    steps: int = 0
    conflict: str = "nothing leads there"
    furthest: int = -1

    def solve(self, goal: "Goal", plan: Plan = NOTHING_ASKED) -> Plan | None:
        """Return the first plan found that reaches a goal."""
        self.steps = 0
        try:
            return next(goal.reach(plan, self), None)
        except _Lost:
            return None

    def step(self) -> None:
        """Count a step.

        Raises:
            _Lost: after too many.
        """
        self.steps += 1
        if self.steps > self.most:
            raise _Lost

    def note(self, plan: Plan, conflict: Callable[[], str]) -> None:
        """Remember what stood in the way where most had been reached by then."""
        if len(plan.demands) > self.furthest:
            self.furthest, self.conflict = len(plan.demands), conflict()


class _Lost(Exception):
    """A search took too many steps."""


@frozen(eq=False)
class Goal:
    """Something that a plan can reach.

    Attributes:
        reach: the plans that reach it from a plan, by a search.
        ways: in how many ways it can be reached at most.
    """

    reach: Callable[[Plan, Search], Iterator[Plan]]
    ways: int = 1


IMPOSSIBLE = Goal(lambda _plan, _search: iter(()), 0)
"""What no plan reaches."""


def all_of(goals: Iterable[Goal]) -> Goal:
    """Reach every goal."""
    ordered = sorted(goals, key=lambda goal: goal.ways)

    def reach(plan: Plan, search: Search, done: int = 0) -> Iterator[Plan]:
        if done == len(ordered):
            yield plan
            return
        for reached in ordered[done].reach(plan, search):
            yield from reach(reached, search, done + 1)

    return Goal(reach, math.prod(goal.ways for goal in ordered))


def any_of(goals: Iterable[Goal]) -> Goal:
    """Reach one goal, beginning with the one that the search picks."""
    ways = [goal for goal in islice(goals, MOST_WAYS) if goal.ways]

    def reach(plan: Plan, search: Search) -> Iterator[Plan]:
        start = search.pick(len(ways)) if len(ways) > 1 else 0
        for way in (*ways[start:], *ways[:start]):
            yield from way.reach(plan, search)

    return Goal(reach, sum(goal.ways for goal in ways))


def rather(goal: Goal, otherwise: Goal) -> Goal:
    """Reach a goal, or else another."""

    def reach(plan: Plan, search: Search) -> Iterator[Plan]:
        yield from goal.reach(plan, search)
        yield from otherwise.reach(plan, search)

    return Goal(reach, goal.ways + otherwise.ways)


def undecided(
    parts: Sequence[Any],
    needed: int,
    because: Because,
    reasons_of: Callable[[Any], Because],
    ask: Callable[[Any, Target], Goal],
) -> Iterator[Goal]:
    """Give the ways in which "at least so many of the parts" is unknown for exactly these reasons."""
    asked: dict[tuple[int, Target], Goal] = {}

    def goal(n: int, target: Target) -> Goal:
        if (n, target) not in asked:
            asked[n, target] = ask(parts[n], target)
        return asked[n, target]

    for spots in shared_out(parts, because, reasons_of):
        rest = [n for n in range(len(parts)) if n not in spots]
        unknown = [goal(n, reasons) for n, reasons in spots.items()]
        for passing in range(max(0, needed - len(spots)), min(needed - 1, len(rest)) + 1):
            for chosen in combinations(rest, passing):
                yield all_of([*unknown, *(goal(n, 1 if n in chosen else -1) for n in rest)])


def shared_out(
    parts: Sequence[Any], because: Because, reasons_of: Callable[[Any], Because]
) -> Iterator[dict[int, Because]]:
    """Share out reasons over parts that can have them: the reasons by part."""
    ordered = in_order(because)
    able = [[n for n, part in enumerate(parts) if reason in reasons_of(part)] for reason in ordered]
    for chosen in product(*able):
        yield {n: frozenset(r for r, m in zip(ordered, chosen, strict=True) if m == n) for n in chosen}
    if len(able) == 1 and len(able[0]) > 1:
        yield dict.fromkeys(able[0], because)


def in_order(reasons: Because) -> list[Reason]:
    """Return reasons in the order in which they are declared."""
    return [reason for reason in Reason if reason in reasons]
