"""Aims: what to ask of each indicator so that a rule, a criterion or a whole set answers as wanted.

Nothing is drawn and thrown away. A wanted answer is taken apart from the top: *all* needs each of its rules, *any* one,
*not* the opposite. What this asks of an indicator is merged with what was asked before, through the links as well;
where nothing is left, the next way is tried. What remains is a `Plan`: for each indicator the values it may have, or
why it is to be left unknown. `worlds` draws a place from a plan.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

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
from smartvillage.testing.goals import IMPOSSIBLE, Goal, Search, all_of, any_of, in_order, rather, shared_out, undecided
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


def can_aim(rule: Rule | None) -> bool:
    """Whether a rule is made of the library's classes alone, so that its answers can be aimed at."""
    if isinstance(rule, Combinator):
        return all(map(can_aim, rule.parts))
    return rule is None or isinstance(rule, Test | MeetsSet)


@frozen(eq=False)
class Aims:
    """Goals for one place of one level.

    Attributes:
        ground: the level and the vocabulary.
    """

    ground: Ground

    # Indicators

    def value(self, indicator: str, values: Region, why: str) -> Goal:
        """Record a value, or bounds, within these values."""
        demand = Demand(indicator, values, why)
        return Goal(lambda plan, search: self._valued(plan, search, demand))

    def across(self, indicator: str, regions: tuple[Bounds, ...], why: str) -> Goal:
        """Record bounds that touch each of these regions."""
        demand = Demand(indicator, widest(self.ground.vocabulary[indicator]), why)
        return Goal(lambda plan, search: self._valued(plan, search, demand, regions))

    def _valued(self, plan: Plan, search: Search, demand: Demand, crossed: tuple[Bounds, ...] = ()) -> Iterator[Plan]:
        """Merge a demand; nothing where it contradicts what was asked before."""
        search.step()
        i = demand.indicator
        indicator = self.ground.vocabulary[i]
        if self.ground.bearer(i) is None:
            level = self.ground.level.value
            search.note(plan, lambda: f"criterion {demand.why!r}: no {level}, and no place above, bears {i!r}")
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
            search.note(plan, lambda: self._clash(plan, demand))
            return
        if indicator.denominator is not None:
            yield from self._counted(merged, search, indicator.denominator, demand.why)
        elif not merged.tells_a_total:
            yield merged

    def _counted(self, plan: Plan, search: Search, denominator: str, why: str) -> Iterator[Plan]:
        """Leave the total of a share above zero."""
        if denominator in plan.silent:
            yield plan
            return
        some = Demand(denominator, Bounds(1, math.inf), why)
        values = meet(plan.regions.get(denominator, Bounds(0, math.inf)), some.values)
        if is_empty(values) or any(is_empty(meet(values, r)) for r in plan.crossed.get(denominator, ())):
            search.note(plan, lambda: self._clash(plan, some))
            return
        counted = evolve(plan, regions={**plan.regions, denominator: values}, demands=(*plan.demands, some))
        if not counted.tells_a_total:
            yield counted

    def silence(self, indicator: str, reason: Reason) -> Goal:
        """Leave an indicator unknown for a reason."""

        def reach(plan: Plan, search: Search) -> Iterator[Plan]:
            search.step()
            if indicator in plan.asked or plan.silent.get(indicator, reason) is not reason:
                return
            if indicator in plan.silent:
                yield plan
                return
            if reason is not Reason.NOT_RECORDED and self.ground.bearer(indicator) is None:
                return
            # Where a total is known, whole counts of linked shares would narrow this one.
            counted = reason is Reason.NO_DENOMINATOR or self.ground.links_of(indicator)
            of = self.ground.vocabulary[indicator].denominator if counted else None
            without = plan.without_total | {indicator, of or indicator}
            silent = evolve(plan, silent={**plan.silent, indicator: reason}, without_total=without)
            if self.ground.fits(silent, indicator) and not silent.tells_a_total:
                yield silent

        return Goal(reach)

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
            return any_of(
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
            return IMPOSSIBLE
        (reason,) = target
        if reason not in self.leaf_reasons(leaf):
            return IMPOSSIBLE
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
            return any_of(undecided(parts, needed, because, self.reasons, ask))

        def ways() -> Iterator[Goal]:
            split = Reason.READING in because
            inner = because - {Reason.READING}
            if not inner and split:
                for chosen in range(len(parts)):
                    for code in (1, -1):
                        yield all_of([ask(p, code if n == chosen else -code) for n, p in enumerate(parts)])
                return
            for spots in shared_out(parts, inner, self.reasons):
                rest = [p for n, p in enumerate(parts) if n not in spots]
                unknown = [ask(parts[n], reasons) for n, reasons in spots.items()]
                if split:
                    for chosen in range(len(rest) if len(rest) > 1 else 0):
                        yield all_of([*unknown, *(ask(p, 1 if n == chosen else -1) for n, p in enumerate(rest))])
                else:
                    yield from (all_of([*unknown, *(ask(p, code) for p in rest)]) for code in (1, -1))

        return any_of(ways())

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
            return IMPOSSIBLE if applies is None else self.answer(applies, -1, why)
        if outcome is not Outcome.UNKNOWN:
            code: Toward = 1 if outcome is Outcome.PASS else -1
            holds = [] if applies is None else [self.answer(applies, 1, why)]
            return all_of([*holds, self.answer(rule, code, why)])
        if applies is None:
            return IMPOSSIBLE if Reason.APPLICABILITY in because else self.answer(rule, because, why)
        if Reason.APPLICABILITY not in because:
            return all_of([self.answer(applies, 1, why), self.answer(rule, because, why)])
        inner = because - {Reason.APPLICABILITY}
        open_question = any_of(self.answer(applies, frozenset({r}), why) for r in in_order(self.reasons(applies)))
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
            return IMPOSSIBLE
        return _Vote(self, criteria, why).turns_out(requirement, outcome, because)

    def exactly(self, criteria: CriteriaSet, failing: Iterable[str]) -> Goal:
        """Let these criteria fail, and all others pass or not apply."""
        wanted = set(failing)
        return all_of(
            [
                self.criterion(c, Outcome.FAIL)
                if c.id in wanted
                else rather(self.criterion(c, Outcome.PASS), self.criterion(c, Outcome.NOT_APPLICABLE))
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
                return any_of(all_of([self.turns_out(one, outcome) for one in chosen]) for chosen in ways)
            case Outcome.FAIL:
                ways = combinations(member.of, n - k + 1)
                return any_of(self._but_one(chosen, outcome) for chosen in ways)
            case _:
                return self._unknown(member, because)

    @property
    def _lowered(self) -> bool:
        """Whether criteria that do not apply lower the number needed."""
        return self.criteria.count == "applicable"

    def _unless_outside(self, member: Member, outcome: Outcome) -> Goal:
        """Let a member turn out as wanted, or not apply."""
        return rather(self.turns_out(member, outcome), self.turns_out(member, Outcome.NOT_APPLICABLE))

    def _decided(self, criterion: str) -> Goal:
        """Let a criterion turn out somehow, for no other reasons than those wanted to remain."""
        passes, fails, outside = (self.turns_out(criterion, one) for one in (Outcome.PASS, Outcome.FAIL, _OUTSIDE))
        return rather(passes, rather(fails, outside))

    def _but_one(self, members: Sequence[Member], outcome: Outcome) -> Goal:
        """Let one member turn out as wanted, and the others so or not apply."""
        so = [self.turns_out(member, outcome) for member in members]
        or_outside = [self._unless_outside(member, outcome) for member in members]
        return any_of(all_of([*or_outside[:sure], so[sure], *or_outside[sure + 1 :]]) for sure in range(len(members)))

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
            so = self._unless_outside(member, outcome) if every else self.turns_out(member, outcome)
            return so if isinstance(member, str) else all_of([so, *map(self._decided, member.ids())])

        return any_of(undecided(requirement.of, requirement.needed, because, reasons_of, ask))


_OUTSIDE = Outcome.NOT_APPLICABLE
_OUTCOMES: dict[Toward, Outcome] = {1: Outcome.PASS, -1: Outcome.FAIL}


def _values(indicator: Indicator, leaf: OneOf) -> tuple[str, ...]:
    """Return the values that a category may have."""
    return tuple(indicator.values) or (*leaf.values, "another")
