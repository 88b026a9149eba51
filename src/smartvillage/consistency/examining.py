"""One criteria set under examination: its document, each criterion by itself, and the criteria together."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from attrs import evolve, frozen

from smartvillage.cases import FAILED, MET, NOT_FAILED, NOT_MET, Budget, Space, TooManyCases, needed
from smartvillage.comparison.implications import Premise, example, follows, implying_links
from smartvillage.comparison.pairs import clash_links
from smartvillage.consistency.problems import Code, Problem, Severity
from smartvillage.criteria import CriteriaSet, Criterion, Force, MeetsSet, Requirement
from smartvillage.facts import Bounds
from smartvillage.indicators import Indicator, Vocabulary
from smartvillage.intervals import Region, asked, inner_indicators, is_own, leaf_tests, met, own_rules, standing
from smartvillage.outcomes import OUTCOMES
from smartvillage.rules import AllOf, AnyOf, AtLeast, AtMost, Before, LessThan, MoreThan, NoLaterThan, Readings, Rule


@frozen
class Examination:
    """One set under examination."""

    rules: CriteriaSet

    def problem(self, code: Code, *criteria: str, **shown: Any) -> Problem:
        """Return a problem of this set."""
        return Problem.of(code, self.rules, *criteria, **shown)

    def problems(self) -> Iterator[Problem]:
        """Iterate over all problems."""
        yield from self.document()
        for criterion in self.rules:
            yield from self.alone(criterion)
        checkable = [c for c in self.rules if not is_own(standing(c))]
        vocabulary = {i.id: i for i in (*inner_indicators(self.rules), *self.rules.vocabulary)}
        budget = Budget()
        for level in self.rules.levels:
            space = Space(Vocabulary(vocabulary, self.rules.vocabulary.links), level, budget)
            possible: list[Criterion] = []
            for criterion in checkable:
                problems = list(self.decided(space, criterion))
                yield from problems
                if not any(problem.code in _HOPELESS for problem in problems):
                    possible.append(criterion)
            yield from self.together(space, possible)

    # The document

    def document(self) -> Iterator[Problem]:
        """Tell what the set does not say of its document."""
        source = self.rules.source
        dates = {"valid_from": self.rules.valid_from, "valid_until": self.rules.valid_until}
        if missing := [name for name, day in dates.items() if day is None]:
            yield self.problem("no_dates", stated=self.rules.assumed, more=(("missing", ", ".join(missing)),))
        if missing := [name for name, value in (("number", source.number), ("date", source.date)) if value is None]:
            yield self.problem("no_source", stated=source.known, more=(("missing", ", ".join(missing)),))

    # One criterion

    def alone(self, criterion: Criterion) -> Iterator[Problem]:
        """Tell what is wrong with a criterion as it is written."""
        for rule in own_rules(standing(criterion)):
            yield self.problem("own_rule", criterion.id, more=(("kind", type(rule).__name__),))
            yield from self.own(criterion, rule)
        for test in dict.fromkeys(leaf_tests(standing(criterion))):
            indicator = self.rules.vocabulary.indicators.get(test.indicator)
            if indicator is not None:
                yield from self.borne(criterion, indicator)
            if isinstance(test, AtLeast | MoreThan | AtMost | LessThan):
                t = test.value
                if not t.is_share and Fraction(t.num, t.den).denominator > 1:
                    yield self.problem("not_whole", criterion.id, indicator=test.indicator, more=(("value", repr(t)),))
            elif isinstance(test, NoLaterThan | Before):
                last = test.value if isinstance(test, NoLaterThan) else test.value - timedelta(days=1)
                first, until = self.rules.valid_from or date.min, self.rules.valid_until or date.max
                if not first <= last <= until:
                    day = str(test.value)
                    yield self.problem("deadline_outside", criterion.id, indicator=test.indicator, more=(("day", day),))

    def own(self, criterion: Criterion, rule: Rule) -> Iterator[Problem]:
        """Tell of a rule of one's own that answers, or raises, though nothing is known."""
        kind = ("kind", type(rule).__name__)
        for level in self.rules.levels:
            place = Space(self.rules.vocabulary, level).place({})
            try:
                code = rule.evaluate(place, vocabulary=self.rules.vocabulary).code
            except Exception as error:  # noqa: BLE001 - it may raise whatever it likes
                more = (kind, ("error", f"{type(error).__name__}: {error}"))
                yield self.problem("breaks_on_nothing", criterion.id, witness=place, more=more)
                return
            if code:
                more = (kind, ("outcome", OUTCOMES[code].value))
                yield self.problem("decides_on_nothing", criterion.id, witness=place, more=more)
                return

    def borne(self, criterion: Criterion, indicator: Indicator) -> Iterator[Problem]:
        """Tell where no place at or above a level of the set bears an indicator."""
        for level in self.rules.levels:
            if not any(up.rank >= level.rank for up in indicator.levels):
                levels = ", ".join(one.value for one in indicator.levels)
                more = (("level", level.value), ("levels", levels))
                yield self.problem("wrong_level", criterion.id, indicator=indicator.id, more=more)
        begins = self.rules.valid_from
        if begins and not any(level.has_bearer(begins) for level in indicator.counted_levels):
            yield self.problem("no_bearer", criterion.id, indicator=indicator.id, more=(("day", str(begins)),))

    def decided(self, space: Space, criterion: Criterion) -> Iterator[Problem]:
        """Tell what no place can answer otherwise."""
        try:
            if criterion.applies is not None:
                if space.clash([criterion.applies]):
                    yield self.excluded(space, "never_applies", criterion, rules=[criterion.applies])
                    return
                if _is_certain(space, [criterion.applies]):
                    yield self.problem("always_applies", criterion.id, because=_covering(space, criterion.applies))
            if space.clash([met(criterion)]):
                yield self.excluded(space, "cannot_pass", criterion, rules=[met(criterion)])
            elif _is_certain(space, [standing(criterion)]):
                yield self.problem("cannot_fail", criterion.id, because=_covering(space, standing(criterion)))
        except TooManyCases:
            yield self.too_many(space, "cannot_pass", criterion)

    def excluded(
        self,
        space: Space,
        code: Code,
        *criteria: Criterion,
        rules: Sequence[Rule],
        shared: Iterable[str] = (),
        severity: Severity | None = None,
    ) -> Problem:
        """Return that no place passes all of some rules; what excludes what is left out where it is too large to tell.

        Args:
            space: the places.
            code: what is wrong.
            criteria: the criteria concerned.
            rules: what no place passes.
            shared: indicators of which there may be no value left.
            severity: how much it matters, where not as much as its code says.
        """
        shown: dict[str, Any] = {}
        with suppress(TooManyCases):
            because, links = _excluding(space, *rules)
            shown = {"because": because, "links": links}
            shown["indicator"] = next((i for i in shared if not _common(space, rules, i)[0]), None)
        return self.problem(code, *(c.id for c in criteria), severity=severity, **shown)

    def too_many(self, space: Space, code: Code, *criteria: Criterion) -> Problem:
        """Return that a question was too large to be decided; all those that come too late count as one."""
        ids = [] if space.budget.is_spent else [c.id for c in criteria]
        return self.problem("too_many", *ids, more=(("checks", code),))

    # Several criteria

    def together(self, space: Space, criteria: Sequence[Criterion]) -> Iterator[Problem]:
        """Tell what criteria say twice, or cannot say together."""
        near = {criterion.id: space.linked(asked(standing(criterion))) for criterion in criteria}
        pairs = [(x, y) for x, y in combinations(criteria, 2) if near[x.id] & near[y.id]]
        if len(pairs) > MOST_PAIRS:
            yield self.too_many(space, "contradiction")
            return
        twins: set[tuple[str, str]] = set()
        for x, y in pairs:
            try:
                if x.force is y.force and _is_same(space, standing(x), standing(y)):
                    twins |= {(x.id, y.id), (y.id, x.id)}
                    yield self.problem("duplicate", x.id, y.id)
                elif self.must_hold(x) and self.must_hold(y):
                    yield from self.pair(space, x, y)
            except TooManyCases:
                yield self.too_many(space, "contradiction", x, y)
        kept = list(criteria)
        for criterion in criteria:
            others = [c for c in kept if c is not criterion and (c.id, criterion.id) not in twins]
            try:
                for problem in self.implied(space, criterion, others):
                    yield problem
                    kept.remove(criterion)
            except TooManyCases:
                yield self.too_many(space, "implied", criterion)
        try:
            yield from self.all_of(space, [c for c in criteria if c.force is Force.REQUIRED])
        except TooManyCases:
            yield self.too_many(space, "contradiction")

    def must_hold(self, criterion: Criterion) -> bool:
        """Whether a criterion is to be met with all others: no preference, and no alternative."""
        return criterion.force is Force.ASPIRATIONAL or criterion.id in self.necessary

    @cached_property
    def necessary(self) -> frozenset[str]:
        """The criteria without which no place can be ready."""
        return frozenset(_necessary(self.rules.requirement)) if self.rules.requirement is not None else frozenset()

    @property
    def counts_all(self) -> bool:
        """Whether a criterion that does not apply counts as one that is not met."""
        return self.rules.count == "all"

    def pair(self, space: Space, x: Criterion, y: Criterion) -> Iterator[Problem]:
        """Tell what is left where two criteria both apply, or must."""
        rules = [met(x), met(y)]
        applies = [(c.applies, MET) for c in (x, y) if c.applies is not None]
        if applies and not (self.counts_all and x.force is y.force is Force.REQUIRED) and space.find(*applies) is None:
            return
        shared = [i for i in asked(x.rule) if i in asked(y.rule)]
        if space.clash(rules):
            severity = Severity.ERROR if x.force is y.force is Force.REQUIRED else Severity.WARNING
            yield self.excluded(space, "contradiction", x, y, rules=rules, shared=shared, severity=severity)
            return
        common = {i: _common(space, rules, i) for i in shared}
        for i, (left, alone) in common.items():
            if _is_one_value(left) and not any(map(_is_one_value, alone)):
                witness = space.find(*((rule, MET) for rule in rules))
                yield self.problem("one_value_left", x.id, y.id, indicator=i, left=left, witness=witness)

    def implied(self, space: Space, criterion: Criterion, others: Iterable[Criterion]) -> Iterator[Problem]:
        """Tell where a criterion adds nothing to others that are at least as binding."""
        forces = list(Force)
        binding = [c for c in others if self.must_hold(c) and forces.index(c.force) <= forces.index(criterion.force)]
        binding.sort(key=lambda c: forces.index(c.force))
        found = follows(space, [Premise(c, standing(c)) for c in binding], criterion)
        if found:
            rules = [premise.rule for premise in found]
            links = implying_links(space, rules, standing(criterion))
            ids = (premise.criterion.id for premise in found)
            yield self.problem(
                "implied", criterion.id, *ids, links=links, witness=example(space, rules, standing(criterion))
            )

    def all_of(self, space: Space, required: Sequence[Criterion]) -> Iterator[Problem]:
        """Tell where no place can be ready, though each pair of criteria can be met."""
        whole = [c for c in required if self.must_hold(c)]
        rules = [met(c) if self.counts_all else standing(c) for c in whole]
        if space.clash(rules):
            few = _few(space, rules)
            if len(few) > _PAIR:
                contradicting = [whole[n] for n in few]
                yield self.excluded(space, "contradiction", *contradicting, rules=[rules[n] for n in few])
        elif len(whole) < len(required) == len([c for c in self.rules if c.force is Force.REQUIRED]):
            meets = MeetsSet(self.rules)
            if space.clash([meets]):
                yield evolve(self.excluded(space, "contradiction", *required, rules=[meets]), because=())


MOST_PAIRS = 2000
"""How many pairs of criteria on the same indicators, or linked ones, are compared: all those of sixty criteria."""

_HOPELESS = ("cannot_pass", "never_applies", "too_many")
_PAIR = 2


def _necessary(requirement: Requirement) -> Iterator[str]:
    """Iterate over the criteria without which a requirement cannot be met."""
    if requirement.needed == len(requirement.of):
        for member in requirement.of:
            yield from (member,) if isinstance(member, str) else _necessary(member)


def _excluding(space: Space, *rules: Rule) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Return parts of rules that no place can meet together, and the links that forbid it; none can be left out."""
    links = clash_links(space, rules)
    by_them = space.without([link.name for link in space.vocabulary.links if link.name not in links])
    return needed([part for rule in rules for part in _split(rule, AllOf)], by_them.clash), links


def _few(space: Space, rules: Sequence[Rule]) -> Sequence[int]:
    """Return which rules no place can meet together; all where it is too large to tell which can be left out."""
    every = range(len(rules))
    with suppress(TooManyCases):
        return needed(every, lambda some: space.clash([rules[n] for n in some]))
    return every


def _covering(space: Space, rule: Rule) -> tuple[Rule, ...]:
    """Return parts of a rule one of which every place meets, and none of which can be left out."""
    return needed([*_split(rule, AnyOf)], lambda parts: _is_certain(space, parts))


def _is_certain(space: Space, rules: Iterable[Rule]) -> bool:
    """Whether no place fails all of the rules."""
    return space.find(*((rule, FAILED) for rule in rules)) is None


def _split(rule: Rule, kind: type[AllOf | AnyOf]) -> Iterator[Rule]:
    """Iterate over rules that all pass exactly where an `AllOf` does, or all fail exactly where an `AnyOf` does.

    Readings of a question do both.
    """
    if isinstance(rule, kind | Readings):
        for part in rule.parts:
            yield from _split(part, kind)
    else:
        yield rule


def _common(space: Space, rules: Sequence[Rule], indicator: str) -> tuple[Region, list[Region]]:
    """Return the values of an indicator that several rules leave together, and those that each leaves alone."""
    line = space.lines(rules)[indicator]
    cells = [space.cells_of(rule, line) for rule in rules]
    return line.region(frozenset.intersection(*cells)), [line.region(one) for one in cells]


def _is_same(space: Space, x: Rule, y: Rule) -> bool:
    """Whether two rules answer alike, whatever the place."""
    goals = ((MET, NOT_MET), (NOT_MET, MET), (FAILED, NOT_FAILED), (NOT_FAILED, FAILED))
    return all(space.find((x, one), (y, two)) is None for one, two in goals)


def _is_one_value(region: Region) -> bool:
    """Whether numbers are narrowed to one."""
    return len(region) == 1 and isinstance(region[0], Bounds) and region[0].is_exact
