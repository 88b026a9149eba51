"""Aims: what to ask of each indicator so that a rule, a criterion or a whole set answers as wanted.

Nothing is drawn and thrown away. A wanted answer is taken apart from the top: *all* needs each of its rules, *any* one,
*not* the opposite. What this asks of an indicator is merged with what was asked before, through the links as well;
where nothing is left, the next way is tried. What remains is a `Plan`: for each indicator the values it may have, or
why it is to be left unknown. `worlds` draws a place from a plan.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice, product
from typing import Any

from attrs import evolve, frozen

from smartvillage.criteria import CriteriaSet, Criterion, Force, MeetsSet, Requirement
from smartvillage.errors import InvalidValue
from smartvillage.facts import Bounds
from smartvillage.indicators import Indicator, Measure
from smartvillage.outcomes import Outcome, Reason
from smartvillage.rules import (
    AtLeast,
    AtMost,
    Before,
    Combinator,
    Holds,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    Toward,
)
from smartvillage.testing.plans import (
    Because,
    Demand,
    Ground,
    Plan,
    Region,
    Target,
    is_empty,
    meet,
    region,
    said,
    whole,
    widest,
)

Test = AtLeast | MoreThan | AtMost | LessThan | NoLaterThan | Before | Holds | OneOf
"""The tests of one indicator."""

Goal = Callable[[Plan], Iterator[Plan]]
Pick = Callable[[int], int]
"""Which of so many ways to try first."""


_WAYS = 200


def can_aim(rule: Rule | None) -> bool:
    """Whether a rule is made of the library's classes alone, so that its answers can be aimed at."""
    if isinstance(rule, Combinator):
        return all(map(can_aim, rule.parts))
    return rule is None or isinstance(rule, Test | MeetsSet)


def first_way(_: int) -> int:
    """Try the ways in the order of the text."""
    return 0


def all_of(goals: Sequence[Goal]) -> Goal:
    """Reach every goal."""

    def reach(plan: Plan) -> Iterator[Plan]:
        if not goals:
            yield plan
            return
        for reached in goals[0](plan):
            yield from all_of(goals[1:])(reached)

    return reach


def impossible(_: Plan) -> Iterator[Plan]:
    """Reach nothing."""
    return iter(())


class Aims:
    """Ways to the answers wanted, for one place of one level.

    Attributes:
        ground: the level and the vocabulary.
        conflicts: what stood in the way, with how much had been reached by then.
    """

    def __init__(self, ground: Ground, pick: Pick = first_way) -> None:
        """Look for ways on a ground; `pick` says which way to try first."""
        self.ground = ground
        self.pick = pick
        self.conflicts: list[tuple[int, str]] = []

    def solve(self, goal: Goal, plan: Plan | None = None) -> Plan | None:
        """Return the first plan that reaches the goal."""
        return next(goal(Plan() if plan is None else plan), None)

    @property
    def conflict(self) -> str:
        """What stood in the way where most had been reached."""
        return max(self.conflicts, key=lambda entry: entry[0])[1] if self.conflicts else "nothing leads there"

    def any_of(self, goals: Iterable[Goal]) -> Goal:
        """Reach one goal, beginning with the one picked."""
        ways = list(islice(goals, _WAYS))

        def reach(plan: Plan) -> Iterator[Plan]:
            start = self.pick(len(ways)) if len(ways) > 1 else 0
            for way in (*ways[start:], *ways[:start]):
                yield from way(plan)

        return reach

    def in_order(self, *goals: Goal) -> Goal:
        """Reach one goal, the first if it can be reached."""

        def reach(plan: Plan) -> Iterator[Plan]:
            for goal in goals:
                yield from goal(plan)

        return reach

    # Indicators

    def value(self, indicator: str, values: Region, why: str) -> Goal:
        """Record a value, or bounds, within these values."""
        return lambda plan: self._valued(plan, Demand(indicator, values, why), ())

    def across(self, indicator: str, regions: tuple[Bounds, ...], why: str) -> Goal:
        """Record bounds that touch each of these regions."""
        return lambda plan: self._valued(
            plan, Demand(indicator, widest(self.ground.vocabulary[indicator]), why), regions
        )

    def _valued(self, plan: Plan, demand: Demand, crossed: tuple[Bounds, ...]) -> Iterator[Plan]:
        """Merge a demand; nothing where it contradicts what was asked before."""
        i = demand.indicator
        indicator = self.ground.vocabulary[i]
        if self.ground.bearer(i) is None:
            self._note(plan, f"criterion {demand.why!r}: no {self.ground.level.value}, and no place above, bears {i!r}")
            return
        if i in plan.silent:
            return
        values = meet(plan.regions.get(i, widest(indicator)), demand.values)
        if isinstance(values, Bounds) and indicator.measure is not Measure.SHARE:
            values = whole(values)
        touched = (*plan.crossed.get(i, ()), *crossed)
        merged = evolve(
            plan,
            regions={**plan.regions, i: values},
            asked=plan.asked | {i},
            crossed={**plan.crossed, i: touched} if touched else plan.crossed,
            without_total=plan.without_total | {i, indicator.denominator or i} if touched else plan.without_total,
            demands=(*plan.demands, demand),
        )
        if is_empty(values) or any(is_empty(meet(values, r)) for r in touched) or not self.ground.fits(merged, i):
            self._note(plan, self._clash(plan, demand))
            return
        if indicator.denominator is not None:
            yield from self._counted(merged, indicator.denominator, demand.why)
        elif not merged.tells_a_total:
            yield merged

    def _counted(self, plan: Plan, denominator: str, why: str) -> Iterator[Plan]:
        """Leave the total of a share above zero."""
        if denominator in plan.silent:
            yield plan
            return
        some = Demand(denominator, Bounds(1, math.inf), why)
        values = meet(plan.regions.get(denominator, Bounds(0, math.inf)), some.values)
        if is_empty(values) or any(is_empty(meet(values, r)) for r in plan.crossed.get(denominator, ())):
            self._note(plan, self._clash(plan, some))
            return
        counted = evolve(plan, regions={**plan.regions, denominator: values}, demands=(*plan.demands, some))
        if not counted.tells_a_total:
            yield counted

    def silence(self, indicator: str, reason: Reason) -> Goal:
        """Leave an indicator unknown for a reason."""

        def reach(plan: Plan) -> Iterator[Plan]:
            if indicator in plan.asked or plan.silent.get(indicator, reason) is not reason:
                return
            if indicator in plan.silent:
                yield plan
                return
            if reason is not Reason.NOT_RECORDED and self.ground.bearer(indicator) is None:
                return
            of = self.ground.vocabulary[indicator].denominator if reason is Reason.NO_DENOMINATOR else None
            without = plan.without_total | {indicator, of or indicator}
            silent = evolve(plan, silent={**plan.silent, indicator: reason}, without_total=without)
            if self.ground.fits(silent, indicator) and not silent.tells_a_total:
                yield silent

        return reach

    def _note(self, plan: Plan, conflict: str) -> None:
        """Remember what stood in the way."""
        self.conflicts.append((len(plan.demands), conflict))

    def _clash(self, plan: Plan, demand: Demand) -> str:
        """Tell which two criteria contradict each other."""
        for earlier in reversed(plan.demands):
            if earlier.indicator not in self.ground.group(demand.indicator):
                continue
            alone = meet(earlier.values, demand.values) if earlier.indicator == demand.indicator else demand.values
            pair = Plan(
                regions={earlier.indicator: earlier.values, demand.indicator: alone},
                asked=frozenset({earlier.indicator, demand.indicator}),
            )
            declared = self.ground.vocabulary[demand.indicator]
            if isinstance(alone, Bounds) and declared.measure is not Measure.SHARE:
                alone = whole(alone)
            if is_empty(alone) or not self.ground.fits(pair, demand.indicator):
                return (
                    f"criteria {earlier.why!r} and {demand.why!r} contradict: {earlier.indicator} would lie in "
                    f"{said(earlier.values)} and {demand.indicator} in {said(demand.values)}"
                )
        return (
            f"criterion {demand.why!r} contradicts the others: {demand.indicator} cannot lie in {said(demand.values)}"
        )

    # Rules

    def answer(self, rule: Rule, target: Target, why: str) -> Goal:
        """Let a rule answer as wanted.

        Raises:
            InvalidValue: for a rule class that is not one of the library's.
        """
        if isinstance(rule, Test):
            return self._leaf(rule, target, why)
        if isinstance(rule, MeetsSet):
            outcome = Outcome.UNKNOWN if isinstance(target, frozenset) else _OUTCOMES[target]
            because = target if isinstance(target, frozenset) else frozenset[Reason]()
            return self.outcome(rule.criteria_set, outcome, because, why=why)
        if isinstance(rule, Not):
            return self.answer(rule.rule, target if isinstance(target, frozenset) else rule.turned(target), why)
        if isinstance(rule, Combinator):
            if isinstance(target, frozenset):
                return self._undecided(rule, target, why)
            needed, to = rule.needed(target), rule.turned(target)
            return self.any_of(
                all_of([self.answer(part, to, why) for part in chosen]) for chosen in combinations(rule.parts, needed)
            )
        msg = f"criterion {why!r}: {type(rule).__name__} is a rule class of your own, its answers cannot be aimed at"
        raise InvalidValue(msg)

    def _leaf(self, leaf: Test, target: Target, why: str) -> Goal:
        """Let a test of one indicator answer as wanted."""
        i = leaf.indicator
        if not isinstance(target, frozenset):
            values = region(leaf, target)
            if isinstance(leaf, OneOf) and target == -1:
                values = frozenset(v for v in _values(self.ground.vocabulary[i], leaf) if v not in leaf.values)
            return self.value(i, values, why)
        if len(target) != 1:
            return impossible
        (reason,) = target
        if reason not in self.leaf_reasons(leaf):
            return impossible
        if reason is Reason.OPEN_SHARE:
            return self.value(i, region(leaf, target), why)
        if reason is Reason.BOUNDS:
            is_open = isinstance(leaf, AtLeast) and leaf.value.is_open
            sides = (region(leaf, target if is_open else -1), region(leaf, 1))
            return self.across(i, tuple(side for side in sides if isinstance(side, Bounds)), why)
        return self.silence(i, reason)

    def leaf_reasons(self, leaf: Test) -> Because:
        """Return the reasons for which a test may be unknown."""
        measure = self.ground.vocabulary[leaf.indicator].measure
        reasons = {Reason.CONTRADICTION}
        reasons.add(Reason.JUDGEMENT if measure is Measure.JUDGEMENT else Reason.NOT_RECORDED)
        if measure in (Measure.SHARE, Measure.COUNT, Measure.MONTHLY, Measure.DATE):
            reasons.add(Reason.BOUNDS)
        if measure is Measure.SHARE:
            if not isinstance(leaf, MoreThan | AtMost) or leaf.value.num:  # "some" decides "more than 0 %"
                reasons.add(Reason.NO_DENOMINATOR)
            if isinstance(leaf, AtLeast) and leaf.value.is_open:
                reasons.add(Reason.OPEN_SHARE)
        return frozenset(reasons)

    def reasons(self, rule: Rule) -> Because:
        """Return the reasons for which a rule may be unknown."""
        if isinstance(rule, MeetsSet):
            inner = [self.criterion_reasons(c) for c in rule.criteria_set if c.force is Force.REQUIRED]
            return frozenset().union(*inner) - {Reason.APPLICABILITY}
        if isinstance(rule, Test):
            return self.leaf_reasons(rule)
        own = {Reason.READING} if isinstance(rule, Readings) else set()
        return frozenset(own).union(*map(self.reasons, rule.parts))

    def criterion_reasons(self, criterion: Criterion) -> Because:
        """Return the reasons for which a criterion may be unknown."""
        own = frozenset({Reason.APPLICABILITY}) if criterion.applies is not None else frozenset[Reason]()
        return own | self.reasons(criterion.rule)

    def _undecided(self, rule: Combinator, because: Because, why: str) -> Goal:
        """Leave a combinator unknown for exactly these reasons."""
        parts = rule.parts

        def ask(part: Rule, target: Target) -> Goal:
            return self.answer(part, target, why)

        if not isinstance(rule, Readings):
            needed = rule.needed(1)
            return self.any_of(_undecided(parts, needed, because, self.reasons, ask))

        def ways() -> Iterator[Goal]:
            split = Reason.READING in because
            inner = because - {Reason.READING}
            if not inner and split:
                for chosen in range(len(parts)):
                    for code in (1, -1):
                        yield all_of([ask(p, code if n == chosen else -code) for n, p in enumerate(parts)])
                return
            for spots in _spots(parts, inner, self.reasons):
                rest = [p for n, p in enumerate(parts) if n not in spots]
                unknown = [ask(parts[n], reasons) for n, reasons in spots.items()]
                if split:
                    for chosen in range(len(rest) if len(rest) > 1 else 0):
                        yield all_of([*unknown, *(ask(p, 1 if n == chosen else -1) for n, p in enumerate(rest))])
                else:
                    yield from (all_of([*unknown, *(ask(p, code) for p in rest)]) for code in (1, -1))

        return self.any_of(ways())

    # Criteria and sets

    def criterion(
        self, criterion: Criterion, outcome: Outcome, because: Because = frozenset(), *, if_it_applies: Toward = -1
    ) -> Goal:
        """Let a criterion turn out as wanted.

        Args:
            criterion: the criterion.
            outcome: what it shall be.
            because: the reasons why it shall be unknown.
            if_it_applies: what its rule shall answer where only its applicability is unknown.
        """
        rule, applies, why = criterion.rule, criterion.applies, criterion.id
        if outcome is Outcome.NOT_APPLICABLE:
            return impossible if applies is None else self.answer(applies, -1, why)
        if outcome is not Outcome.UNKNOWN:
            code: Toward = 1 if outcome is Outcome.PASS else -1
            holds = [] if applies is None else [self.answer(applies, 1, why)]
            return all_of([*holds, self.answer(rule, code, why)])
        if applies is None:
            return impossible if Reason.APPLICABILITY in because else self.answer(rule, because, why)
        if Reason.APPLICABILITY not in because:
            return all_of([self.answer(applies, 1, why), self.answer(rule, because, why)])
        inner = because - {Reason.APPLICABILITY}
        open_question = self.any_of(
            self.answer(applies, frozenset({r}), why) for r in sorted(self.reasons(applies), key=_order)
        )
        return all_of([open_question, self.answer(rule, inner or if_it_applies, why)])

    def outcome(
        self, criteria: CriteriaSet, outcome: Outcome, because: Because = frozenset(), *, why: str | None = None
    ) -> Goal:
        """Let a set turn out as wanted, for exactly these reasons where it shall be unknown.

        Args:
            criteria: the set.
            outcome: what it shall be.
            because: the reasons why it shall be unknown.
            why: the criterion that asks for it, where the set is part of another.
        """
        requirement = criteria.requirement
        if requirement is None:
            return impossible
        return _Vote(self, criteria, why).turns_out(requirement, outcome, because)

    def exactly(self, criteria: CriteriaSet, failing: Iterable[str]) -> Goal:
        """Let these criteria fail, and all others pass or not apply."""
        wanted = set(failing)
        return all_of(
            [
                self.criterion(c, Outcome.FAIL)
                if c.id in wanted
                else self.in_order(self.criterion(c, Outcome.PASS), self.criterion(c, Outcome.NOT_APPLICABLE))
                for c in criteria
            ]
        )


Member = str | Requirement


@frozen
class _Vote:
    """How the criteria of a set decide together.

    Attributes:
        aims: the aims at what single criteria answer.
        criteria: the set.
        why: the criterion that asks for it, where the set is part of another.
    """

    aims: Aims
    criteria: CriteriaSet
    why: str | None

    def turns_out(
        self, member: Member, outcome: Outcome, because: Because = frozenset(), *, if_it_applies: Toward = -1
    ) -> Goal:
        """Let a criterion, or a requirement, turn out as wanted."""
        if isinstance(member, str):
            criterion = self.criteria[member]
            criterion = criterion if self.why is None else evolve(criterion, id=self.why)
            return self.aims.criterion(criterion, outcome, because, if_it_applies=if_it_applies)
        k, n = member.needed, len(member.of)
        match outcome:
            case Outcome.NOT_APPLICABLE:
                return all_of([self.turns_out(one, outcome) for one in member.of])
            case Outcome.PASS if self._lowered and k == n:
                return self._but_one(member.of, outcome)
            case Outcome.PASS:
                ways = combinations(member.of, k)
                return self.aims.any_of(all_of([self.turns_out(one, outcome) for one in chosen]) for chosen in ways)
            case Outcome.FAIL:
                ways = combinations(member.of, n - k + 1)
                return self.aims.any_of(self._but_one(chosen, outcome) for chosen in ways)
            case _:
                return self._unknown(member, because)

    @property
    def _lowered(self) -> bool:
        """Whether criteria that do not apply lower the number needed."""
        return self.criteria.count == "applicable"

    def _unless_outside(self, member: Member, outcome: Outcome) -> Goal:
        """Let a member turn out as wanted, or not apply."""
        return self.aims.in_order(self.turns_out(member, outcome), self.turns_out(member, Outcome.NOT_APPLICABLE))

    def _but_one(self, members: Sequence[Member], outcome: Outcome) -> Goal:
        """Let one member turn out as wanted, and the others so or not apply."""
        so = [self.turns_out(member, outcome) for member in members]
        or_outside = [self._unless_outside(member, outcome) for member in members]
        return self.aims.any_of(
            all_of([*or_outside[:sure], so[sure], *or_outside[sure + 1 :]]) for sure in range(len(members))
        )

    def _unknown(self, requirement: Requirement, because: Because) -> Goal:
        """Leave a requirement unknown for exactly these reasons."""
        every = requirement.needed == len(requirement.of) and self._lowered

        def reasons_of(member: Member) -> Because:
            ids = (member,) if isinstance(member, str) else member.ids()
            return frozenset[Reason]().union(*(self.aims.criterion_reasons(self.criteria[i]) for i in ids))

        def ask(member: Member, target: Target) -> Goal:
            if isinstance(target, frozenset):
                # Where all must be met, one that may fail or not apply leaves it open; elsewhere, one that may pass.
                return self.turns_out(member, Outcome.UNKNOWN, target, if_it_applies=-1 if every else 1)
            outcome = _OUTCOMES[target]
            return self._unless_outside(member, outcome) if every else self.turns_out(member, outcome)

        return self.aims.any_of(_undecided(requirement.of, requirement.needed, because, reasons_of, ask))


_OUTCOMES: dict[Toward, Outcome] = {1: Outcome.PASS, -1: Outcome.FAIL}
_ORDER = {reason: n for n, reason in enumerate(Reason)}


def _order(reason: Reason) -> int:
    """Return where a reason stands among the reasons."""
    return _ORDER[reason]


def _values(indicator: Indicator, leaf: OneOf) -> tuple[str, ...]:
    """Return the values that a category may have."""
    return tuple(indicator.values) or (*leaf.values, "another")


def _spots(
    parts: Sequence[Any], because: Because, reasons_of: Callable[[Any], Because]
) -> Iterator[dict[int, Because]]:
    """Share out reasons over parts that can have them: the reasons by part."""
    ordered = sorted(because, key=_order)
    able = [[n for n, part in enumerate(parts) if reason in reasons_of(part)] for reason in ordered]
    for chosen in product(*able):
        yield {n: frozenset(r for r, m in zip(ordered, chosen, strict=True) if m == n) for n in chosen}
    if len(able) == 1 and len(able[0]) > 1:
        yield dict.fromkeys(able[0], because)


def _undecided(
    parts: Sequence[Any],
    needed: int,
    because: Because,
    reasons_of: Callable[[Any], Because],
    ask: Callable[[Any, Target], Goal],
) -> Iterator[Goal]:
    """Give the ways in which "at least so many of the parts" is unknown for exactly these reasons."""
    for spots in _spots(parts, because, reasons_of):
        rest = [n for n in range(len(parts)) if n not in spots]
        for passing in range(max(0, needed - len(spots)), min(needed - 1, len(rest)) + 1):
            for chosen in combinations(rest, passing):
                yield all_of(
                    [
                        *(ask(parts[n], reasons) for n, reasons in spots.items()),
                        *(ask(parts[n], 1 if n in chosen else -1) for n in rest),
                    ]
                )
