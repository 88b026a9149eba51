"""The laws that every rule and every criteria set keeps: one table for our tests, for yours, and for the documentation.

A law is a function named after the law, with one sentence that says it. Its parameters say what it holds for, by name:

* `criteria`: a criteria set;
* `a`, `b`, `c`, `several`: rules made of those of the set; `written`: one that a file can hold; `apart`: one that asks
  for no indicator twice;
* `place`: any place that the set judges; `bare`: one without places above and below;
* `learned`: a place of which less, and then more is known;
* `disputed`: a place, and the same with one more record that contradicts.

    >>> import smartvillage as sv
    >>> from smartvillage.testing import laws_for
    >>> laws = laws_for(sv.load("nghe-an/smart-village"), examples=5)
    >>> laws[0].__name__, laws[0].__doc__
    ('double_negation', 'A rule turned round twice answers as before.')
    >>> laws[0]()
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import combinations, islice, product
from typing import Any

from attrs import evolve

from smartvillage.catalogue import load
from smartvillage.codec import (
    criteria_set_from,
    criteria_set_to_toml,
    loads,
    place_from,
    place_to,
    rule_from,
    rule_to,
)
from smartvillage.criteria import Assessment, CriteriaSet, CriterionFinding, MeetsSet
from smartvillage.errors import InvalidValue, NoTruthValue
from smartvillage.facts import Place, Share
from smartvillage.indicators import Indicator, Measure, Vocabulary
from smartvillage.outcomes import FAILS, NOT_APPLICABLE, PASSES, Count, Outcome, Possible, Reason, combine, settled
from smartvillage.rules import AllOf, AnyOf, Holds, Not, Readings, Rule, SomeOf
from smartvillage.testing.asking import every_leaf
from smartvillage.testing.gap_laws import (
    closing_the_deciding_gaps_passes,
    deciding_parts_decide,
    gap_above_zero_iff_fail,
    gap_zero_iff_pass,
    unknown_is_exact,
)
from smartvillage.testing.keeping import Law, keep
from smartvillage.testing.strategies import parts_of
from smartvillage.testing.worlds import NAMES


def _answer(rule: Rule, place: Place, criteria: CriteriaSet) -> Outcome:
    """Return what a rule answers for a place, under the vocabulary of a set."""
    return rule.evaluate(place, vocabulary=criteria.vocabulary).outcome


def _same(one: Rule, two: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Hold two rules to the same answer."""
    first, second = _answer(one, place, criteria), _answer(two, place, criteria)
    keep(first is second, "{!r} is {}, but {!r} is {}", one, first, two, second)


# Rules are a De Morgan lattice


def double_negation(a: Rule, place: Place, criteria: CriteriaSet) -> None:
    """A rule turned round twice answers as before."""
    _same(Not(Not(a)), a, place, criteria)
    _same(~~a, a, place, criteria)


def de_morgan_all(a: Rule, b: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Not all of several is any of their opposites."""
    _same(~(a & b), ~a | ~b, place, criteria)


def de_morgan_any(a: Rule, b: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Not any of several is all of their opposites."""
    _same(~(a | b), ~a & ~b, place, criteria)


def commutative(a: Rule, b: Rule, place: Place, criteria: CriteriaSet) -> None:
    """The order of rules does not matter."""
    _same(a & b, b & a, place, criteria)
    _same(a | b, b | a, place, criteria)


def associative(a: Rule, b: Rule, c: Rule, place: Place, criteria: CriteriaSet) -> None:
    """How rules are grouped does not matter."""
    _same(AllOf(AllOf(a, b), c), AllOf(a, AllOf(b, c)), place, criteria)
    _same(AnyOf(AnyOf(a, b), c), AnyOf(a, AnyOf(b, c)), place, criteria)
    _same(a & b & c, AllOf(AllOf(a, b), c), place, criteria)


def idempotent(a: Rule, place: Place, criteria: CriteriaSet) -> None:
    """A rule twice is the rule once."""
    _same(a & a, a, place, criteria)
    _same(a | a, a, place, criteria)


def absorption(a: Rule, b: Rule, place: Place, criteria: CriteriaSet) -> None:
    """What a rule already says swallows what is said beside it."""
    _same(a & (a | b), a, place, criteria)
    _same(a | (a & b), a, place, criteria)


def distribution(a: Rule, b: Rule, c: Rule, place: Place, criteria: CriteriaSet) -> None:
    """All spreads over any, and any over all."""
    _same(a & (b | c), (a & b) | (a & c), place, criteria)
    _same(a | (b & c), (a | b) & (a | c), place, criteria)


def some_of_one_is_any_of(several: Sequence[Rule], place: Place, criteria: CriteriaSet) -> None:
    """At least one of several is any of them."""
    _same(SomeOf(*several, at_least=1), AnyOf(*several), place, criteria)


def some_of_n_is_all_of(several: Sequence[Rule], place: Place, criteria: CriteriaSet) -> None:
    """At least as many as there are is all of them."""
    _same(SomeOf(*several, at_least=len(several)), AllOf(*several), place, criteria)


def negation_of_some_of(several: Sequence[Rule], place: Place, criteria: CriteriaSet) -> None:
    """Fewer than so many pass where so many fail that too few are left."""
    for k in range(1, len(several) + 1):
        opposite = SomeOf(*(~rule for rule in several), at_least=len(several) - k + 1)
        _same(~SomeOf(*several, at_least=k), opposite, place, criteria)


def readings_agree_or_are_unknown(a: Rule, b: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Readings answer what all of them answer, else nothing."""
    answers = {_answer(rule, place, criteria) for rule in (a, b)}
    expected = answers.pop() if len(answers) == 1 else Outcome.UNKNOWN
    both = _answer(Readings("which", {"one": a, "other": b}), place, criteria)
    keep(both is expected, "readings {!r} and {!r} are {}, not {}", a, b, both, expected)


# Nothing is met by nothing


def nothing_vacuous(criteria: CriteriaSet) -> None:
    """A combinator without rules is refused, 0 of 0 is unknown, and nothing that may be unknown is true or false."""
    for made in (AllOf, AnyOf, partial(SomeOf, at_least=1), partial(Readings, "which", {})):
        with suppress(InvalidValue):
            keep(False, "{!r} was made of nothing", made())
    for criterion in criteria:
        for leaf in every_leaf(criterion.rule):
            _refuses_truth(leaf)
            indicator = _indicator(leaf, criteria.vocabulary)
            if indicator is not None and indicator.measure is Measure.SHARE:
                level = min(indicator.levels, key=lambda one: one.rank)
                place = Place(NAMES[level], level=level, facts={indicator.id: Share(0, 0)})
                finding = leaf.evaluate(place, vocabulary=criteria.vocabulary)
                keep(finding.outcome is Outcome.UNKNOWN, "{!r} is {} for 0 of 0", leaf, finding.outcome)
                _refuses_truth(finding)
                _refuses_truth(finding.outcome)


def _indicator(leaf: Rule, vocabulary: Vocabulary) -> Indicator | None:
    """Return the indicator of a test, where the vocabulary declares it."""
    indicator = getattr(leaf, "indicator", None)
    return vocabulary[indicator] if isinstance(indicator, str) and indicator in vocabulary else None


def _refuses_truth(value: object) -> None:
    """Hold a value to refusing to be true or false."""
    with suppress(NoTruthValue):
        keep(not isinstance(bool(value), bool), "{!r} was taken for true or false", value)


def nothing_recorded_decides_nothing(a: Rule, criteria: CriteriaSet) -> None:
    """Of a place without facts every rule is unknown: missing is neither yes nor no."""
    for level in criteria.levels:
        for rule in (*parts_of(criteria), a):
            outcome = _answer(rule, Place(NAMES[level], level=level), criteria)
            keep(outcome is Outcome.UNKNOWN, "{!r} is {} for a place of which nothing is recorded", rule, outcome)


def unknown_has_a_reason(a: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Whatever is unknown says why, and the reasons are reasons for not knowing."""
    finding = a.evaluate(place, vocabulary=criteria.vocabulary)
    assessment = criteria.assess(place)
    found = [(repr(a), finding.outcome, finding.reasons), (criteria.id, assessment.outcome, assessment.reasons)]
    found += [(f"criterion {one.id!r}", one.outcome, one.reasons) for one in assessment]
    for name, outcome, reasons in found:
        if outcome is Outcome.UNKNOWN:
            keep(reasons, "{} is unknown for no reason", name)
            keep(not set(reasons) & _NOT_OF_UNKNOWN, "{} is unknown because of {}", name, reasons)
        elif outcome is not Outcome.NOT_APPLICABLE:
            keep(not reasons, "{} is {} and still gives reasons, {}", name, outcome, reasons)


_NOT_OF_UNKNOWN = {Reason.DOES_NOT_APPLY, Reason.NO_BEARER, Reason.NOTHING_REQUIRED}


# Knowing more


def learning_never_flips(learned: tuple[Place, Place], criteria: CriteriaSet) -> None:
    """Learning more may turn unknown into an answer, and never turns an answer round."""
    less, more = learned
    nothing = Place(less.name, level=less.level)
    for name, before, after in (*_turned((nothing, more), criteria), *_turned(learned, criteria)):
        kept = before is Outcome.UNKNOWN or after in (before, Outcome.UNKNOWN)
        keep(kept, "{} was {} and became {} when more was known", name, before, after)


def narrowing_never_unsharpens(learned: tuple[Place, Place], criteria: CriteriaSet) -> None:
    """Learning more leaves no outcome possible that was ruled out before."""
    less, more = (criteria.assess(place) for place in learned)
    for name, before, after in _paired(less, more, lambda one: one.possible):
        keep(after <= before, "{} could be {:s}, and when more was known {:s}", name, _names(before), _names(after))


def contradiction_never_reverses(disputed: tuple[Place, Place], criteria: CriteriaSet) -> None:
    """A record that contradicts may turn an answer into unknown, never into its opposite; an issue names it."""
    for name, before, after in _turned(disputed, criteria):
        kept = Outcome.UNKNOWN in (before, after) or after is before
        keep(kept, "{} was {} and became {} when a record contradicted another", name, before, after)
    codes = {issue.code for issue in criteria.assess(disputed[1]).issues}
    keep("contradiction" in codes, "a contradiction was not told, only {}", codes)


def contradictions_independent_of_link_order(place: Place, criteria: CriteriaSet) -> None:
    """In which order links are declared changes nothing."""
    vocabulary = criteria.vocabulary
    turned = evolve(criteria, vocabulary=evolve(vocabulary, links=vocabulary.links[::-1]))
    one, two = criteria.assess(place), turned.assess(place)
    for first, second in zip(one, two, strict=True):
        same = (first.outcome, first.reasons) == (second.outcome, second.reasons)
        keep(
            same,
            "criterion {!r} is {}, and {} with the links in another order",
            first.id,
            first.outcome,
            second.outcome,
        )
    codes, others = ({issue.code for issue in assessment.issues} for assessment in (one, two))
    keep(codes == others, "issues are {}, and {} with the links in another order", codes, others)


def _turned(pair: tuple[Place, Place], criteria: CriteriaSet) -> Iterator[tuple[str, Outcome, Outcome]]:
    """Iterate over what criteria, and the set, answer for two places."""
    one, two = (criteria.assess(place) for place in pair)
    return _paired(one, two, lambda judged: judged.outcome)


def _paired(
    one: Assessment, two: Assessment, ask: Callable[[Assessment | CriterionFinding], Any]
) -> Iterator[tuple[str, Any, Any]]:
    """Iterate over something of each criterion, and of the set, in two assessments."""
    for first, second in zip(one, two, strict=True):
        yield f"criterion {first.id!r}, {first.criterion.rule!r},", ask(first), ask(second)
    yield one.criteria_set.id, ask(one), ask(two)


def _names(possible: Possible) -> str:
    """Write what is possible."""
    return " or ".join(sorted(outcome.value for outcome in possible))


# Sets


def possible_equals_brute_force(criteria: CriteriaSet) -> None:
    """What is possible for a set is what its members can still turn out to be, all cases tried; up to five members."""
    outcomes = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)
    every = [frozenset(chosen) for size in (1, 2, 3) for chosen in combinations(outcomes, size)]
    small = [frozenset(chosen) for chosen in (PASSES, FAILS, NOT_APPLICABLE, PASSES | FAILS, PASSES | NOT_APPLICABLE)]
    members: Sequence[Possible]
    for size in range(1, 4):
        for members in product(every, repeat=size):
            _equals_brute_force(members)
    for chosen in islice(product(small, repeat=5), len(criteria) % _SOME, None, _SOME):
        _equals_brute_force(chosen)


_SOME = 11
"""One in so many cases of five members is tried, others for sets of another size."""


def _equals_brute_force(members: Sequence[Possible]) -> None:
    """Compare the closed form for some members with all cases."""
    counts: tuple[Count, Count] = ("applicable", "all")
    for count in counts:
        for k in range(1, len(members) + 1):
            tried = frozenset(_decided(k, case, count) for case in product(*members))
            keep(
                combine(k, members, count) == tried,
                "{} of {}, counting {}, may be {:s}",
                k,
                members,
                count,
                _names(tried),
            )


def _decided(k: int, outcomes: Sequence[Outcome], count: Count) -> Outcome:
    """Return what at least `k` of these outcomes add up to."""
    passed, failed = outcomes.count(Outcome.PASS), outcomes.count(Outcome.FAIL)
    if not passed + failed:
        return Outcome.NOT_APPLICABLE
    needed = min(k, passed + failed) if count == "applicable" else k
    return Outcome.PASS if passed >= needed else Outcome.FAIL


def set_answers_by_its_criteria(place: Place, criteria: CriteriaSet) -> None:
    """A set that all required criteria make up passes where all that apply pass, and fails where one surely fails."""
    assessment = criteria.assess(place)
    if criteria.requires is None and criteria.requirement is not None:
        members = [assessment[i].possible for i in criteria.requirement.ids()]
        expected = combine(len(members), members, criteria.count)
        keep(assessment.possible == expected, "{} is not what its criteria add up to", assessment)
        keep(assessment.outcome is settled(expected), "{} is not the one outcome possible", assessment)
    tally = assessment.tally
    required = [] if criteria.requirement is None else list(criteria.requirement.ids())
    keep(tally.applicable + tally.not_applicable == len(required), "{} does not count every criterion once", tally)


# Round trips


def rule_round_trip(written: Rule) -> None:
    """A rule written as plain data reads back as an equal rule with an equal hash."""
    again = rule_from(rule_to(written))
    keep(again == written and hash(again) == hash(written), "{!r} reads back as {!r}", written, again)


def set_round_trip(criteria: CriteriaSet) -> None:
    """A set written as a file reads back as an equal set."""
    declared = criteria.vocabulary
    others = {i.id: i for i in declared if i not in criteria.own}
    base = Vocabulary(others, tuple(link for link in declared.links if link not in criteria.own))
    text = criteria_set_to_toml(criteria)
    referred = {c.rule.criteria_set.id: c.rule.criteria_set for c in criteria if isinstance(c.rule, MeetsSet)}
    again = criteria_set_from(loads(text, "written.toml"), "written.toml", base, lambda i: referred.get(i) or load(i))
    keep(again == criteria, "{!r} reads back otherwise", criteria)
    keep(criteria_set_to_toml(again) == text, "{!r} is written otherwise the second time", criteria)


def place_round_trip(place: Place) -> None:
    """A place written as JSON reads back as an equal place."""
    again = place_from(json.loads(json.dumps(place_to(place))))
    keep(again == place, "{!r} reads back as {!r}", place, again)


def judge_again_from_dict(place: Place, criteria: CriteriaSet) -> None:
    """An assessment written as JSON is enough to judge again, with equal findings."""
    assessment = criteria.assess(place)
    again = Assessment.from_dict(json.loads(json.dumps(assessment.to_dict())), criteria_set=criteria)
    keep(again == assessment and again.to_dict() == assessment.to_dict(), "{!r} is judged otherwise again", assessment)


# A witness of another make


def kleene_as_sqlite(tree: Rule, truths: Mapping[str, bool | None]) -> None:
    """Three-valued answers, at least k included, are those of sqlite3 with nulls."""
    place = Place("Thôn 1", level="village", facts={i: t for i, t in truths.items() if t is not None})
    query = f"SELECT {_sql(tree)} FROM (SELECT {', '.join(f'? AS {i}' for i in truths)})"  # noqa: S608 - ids are ours
    with sqlite3.connect(":memory:") as database:
        (answer,) = database.execute(query, [None if t is None else int(t) for t in truths.values()]).fetchone()
    database.close()
    expected = 0 if answer is None else 1 if answer else -1
    code = tree.evaluate(place).code
    keep(code == expected, "{!r} with {} is {}, and {} for sqlite3", tree, truths, code, expected)


TRUTHS = ("p", "q", "r", "s")


def _sql(rule: Rule) -> str:
    """Write a rule over yes/no facts as an SQL expression; at least k as any of the ways to choose k."""
    parts = [_sql(part) for part in rule.parts]
    match rule:
        case Holds():
            return rule.indicator
        case Not():
            return f"NOT ({parts[0]})"
        case SomeOf():
            ways = [" AND ".join(chosen) for chosen in combinations(parts, rule.at_least)]
            return f"(({') OR ('.join(ways)}))"
        case _:
            return f"({(' AND ' if isinstance(rule, AllOf) else ' OR ').join(parts)})"


LAWS: tuple[Law, ...] = (
    double_negation,
    de_morgan_all,
    de_morgan_any,
    commutative,
    associative,
    idempotent,
    absorption,
    distribution,
    some_of_one_is_any_of,
    some_of_n_is_all_of,
    negation_of_some_of,
    readings_agree_or_are_unknown,
    nothing_vacuous,
    nothing_recorded_decides_nothing,
    unknown_has_a_reason,
    learning_never_flips,
    narrowing_never_unsharpens,
    contradiction_never_reverses,
    contradictions_independent_of_link_order,
    gap_zero_iff_pass,
    gap_above_zero_iff_fail,
    deciding_parts_decide,
    closing_the_deciding_gaps_passes,
    unknown_is_exact,
    possible_equals_brute_force,
    set_answers_by_its_criteria,
    rule_round_trip,
    set_round_trip,
    place_round_trip,
    judge_again_from_dict,
    kleene_as_sqlite,
)
"""The laws, in the order of the documentation."""
