"""Judging a lazy frame: rules as pairs of truth values that are never null, worked out level by level of the tree.

`Rails` say where a rule surely passes and where it may. On these two, strong Kleene logic is the plain logic of every
engine: nothing is null, and no truth value is ever cast.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from operator import add, and_, or_

from attrs import define, field, frozen

from smartvillage.arrays.plans import LEAVES, Plan, plan_of_set
from smartvillage.criteria import CriteriaSet, MeetsSet, Requirement
from smartvillage.frames.knowledge import Knowledge
from smartvillage.frames.known import Rails
from smartvillage.frames.leaves import leaf_of
from smartvillage.frames.stages import NO, YES, Plain, Stages, Term, chosen
from smartvillage.indicators import Level
from smartvillage.outcomes import Count, Outcome
from smartvillage.rules import AllOf, AnyOf, Leaf, Readings, Rule, SomeOf


@frozen(eq=False)
class Possible:
    """What is possible for a criterion or a set: where it may pass, fail, and not apply."""

    passes: Term
    fails: Term
    absent: Term

    @property
    def surely(self) -> Rails:
        """Where it passes and nothing else is possible, and where it does not surely fail."""
        return Rails(~self.fails & ~self.absent, self.passes | self.absent)

    def outcome(self, values: Callable[[Outcome], Plain]) -> Term:
        """Return the one outcome possible, else unknown, each as a value stands for it."""
        said = {outcome: values(outcome) for outcome in Outcome}
        alone = chosen(~self.passes & ~self.fails, said[Outcome.NOT_APPLICABLE], said[Outcome.UNKNOWN])
        failed = chosen(~self.passes & ~self.absent, said[Outcome.FAIL], alone)
        return chosen(~self.fails & ~self.absent, said[Outcome.PASS], failed)


@define(eq=False)
class Judge:
    """Judges the places of a frame by criteria sets.

    Attributes:
        knowledge: what is known of them.
        on: the day judged for.
        level: the level of the places.
    """

    knowledge: Knowledge
    on: date | None
    level: Level
    _rails: dict[Rule, Rails] = field(factory=dict, init=False)

    @property
    def stages(self) -> Stages:
        """The frame."""
        return self.knowledge.stages

    def judged(self, rules: CriteriaSet) -> tuple[Possible, list[Possible]]:
        """Return what is possible for a set, and for each of its criteria.

        Raises:
            CannotWrite: for a rule of a class that tables do not know.
        """
        plan = plan_of_set(rules, self.on, self.level)
        self.knowledge.asked |= {getattr(leaf, "indicator", "") for leaf in plan.leaves}
        self._work_out(
            [rule for m in plan.members for rule in (m.rule, m.applies) if rule is not None and not m.is_void]
        )
        criteria = self._held(self._criteria(plan))
        if plan.requires is None:
            return _absent(), criteria
        members = dict(zip((member.id for member in plan.members), criteria, strict=True))
        (whole,) = self._held([self._required(plan.requires, members, plan.count)])
        return whole, criteria

    def _held(self, possible: Iterable[Possible]) -> list[Possible]:
        """Return the same, worked out in one stage."""
        held = iter(self.stages.hold(*(e for one in possible for e in (one.passes, one.fails, one.absent))))
        return [Possible(*three) for three in zip(held, held, held, strict=True)]

    def _criteria(self, plan: Plan) -> Iterable[Possible]:
        """Return what is possible for each criterion."""
        for member in plan.members:
            if member.is_void:
                yield _absent()
                continue
            rule = self._rails[member.rule]
            if member.applies is None:
                yield Possible(rule.perhaps, ~rule.surely, NO)
            else:
                applies = self._rails[member.applies]
                yield Possible(applies.perhaps & rule.perhaps, applies.perhaps & ~rule.surely, ~applies.surely)

    def _required(self, needs: Requirement, members: dict[str, Possible], count: Count) -> Possible:
        """Return what is possible for a requirement."""
        of = [members[m] if isinstance(m, str) else self._required(m, members, count) for m in needs.of]
        return _combined(needs.needed, of, count)

    # Rules

    def _work_out(self, rules: Iterable[Rule]) -> None:
        """Work out rules and all that they rest on, one level of the tree after another; each distinct rule once."""
        depths: dict[Rule, int] = {}
        for rule in rules:
            _note(rule, depths)
        wanted = [rule for rule in depths if rule not in self._rails]
        for depth in sorted({depths[rule] for rule in wanted}):
            level = [rule for rule in wanted if depths[rule] == depth]
            rails = [self._of(rule) for rule in level]
            held = iter(self.stages.hold(*(e for one in rails for e in (one.surely, one.perhaps))))
            self._rails.update((rule, Rails(next(held), next(held))) for rule in level)

    def _of(self, rule: Rule) -> Rails:
        """Return where a rule surely passes and where it may, its parts having been worked out."""
        if isinstance(rule, Leaf):
            return leaf_of(rule, self.knowledge)
        if isinstance(rule, MeetsSet):
            inner = Judge(self.knowledge.under(rule.criteria_set.vocabulary), self.on, self.level)
            return inner.judged(rule.criteria_set)[0].surely
        parts = [self._rails[part] for part in rule.parts]
        surely, perhaps = [part.surely for part in parts], [part.perhaps for part in parts]
        match rule:
            case AllOf():
                return Rails(folded(and_, surely), folded(and_, perhaps))
            case AnyOf():
                return Rails(folded(or_, surely), folded(or_, perhaps))
            case SomeOf():
                return Rails(number(surely) >= rule.at_least, number(perhaps) >= rule.at_least)
            case Readings():
                return Rails(folded(and_, surely), folded(or_, perhaps))
            case _:
                (part,) = parts
                return part.opposite


def _note(rule: Rule, depths: dict[Rule, int]) -> int:
    """Note how deep a rule and all its parts are, each after its parts, and return it."""
    if rule not in depths:
        parts = () if isinstance(rule, LEAVES) else rule.parts
        depths[rule] = max((_note(part, depths) + 1 for part in parts), default=0)
    return depths[rule]


def _absent() -> Possible:
    """Return that nothing applies anywhere."""
    return Possible(NO, NO, YES)


def folded(combine: Callable[[Term, Term], Term], parts: Sequence[Term]) -> Term:
    """Return several expressions combined in pairs, so that a thousand of them nest ten deep and not a thousand."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return combine(folded(combine, parts[:middle]), folded(combine, parts[middle:]))


def number(parts: Sequence[Term]) -> Term:
    """Return how many of several truth values hold."""
    return folded(add, [chosen(part, 1, 0) for part in parts])


def _combined(k: int, members: Sequence[Possible], count: Count) -> Possible:
    """Return what is possible for "at least k of these members"; see `smartvillage.outcomes.combine`."""
    passes, fails = [one.passes for one in members], [one.fails for one in members]
    surely = [one.surely.surely for one in members]
    never = folded(or_, [~one.surely.perhaps for one in members])
    absent = folded(and_, [one.absent for one in members])
    if count == "applicable" and k == len(members):
        # All that apply: none that is certain to fail, and one that can pass; no counting is needed.
        return Possible(folded(or_, passes) & ~never, folded(or_, fails), absent)
    can_pass, may_fail = number(passes), number(surely) < k
    if count == "applicable":
        return Possible((can_pass > 0) & ((can_pass >= k) | ~never), folded(or_, fails) & may_fail, absent)
    any_fails = folded(or_, fails)
    if k > 1:
        any_fails |= can_pass > 0
    return Possible(can_pass >= k, may_fail & any_fails, absent)
