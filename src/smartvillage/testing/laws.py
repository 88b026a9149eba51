"""The laws that every rule and every criteria set keeps: one table for our own tests, for yours, and for the documentation.

A law is a function named after the law, with one sentence that says it. Its parameters say what it holds for, by name:

* `criteria`: a criteria set;
* `a`, `b`, `c`, `several`: rules made of those of the set; `apart`: one that asks for no indicator twice;
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
from fractions import Fraction
from inspect import signature
from itertools import combinations, product
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smartvillage.codec import (
    Reference,
    criteria_set_from,
    criteria_set_to_toml,
    loads,
    place_from,
    place_to,
    rule_from,
    rule_to,
)
from smartvillage.consistency import Severity, check
from smartvillage.criteria import Assessment, CriteriaSet, CriterionFinding
from smartvillage.errors import CannotWrite, InvalidValue, NoTruthValue
from smartvillage.facts import Bounds, Evidence, Fact, Place, Share
from smartvillage.facts.numbers import PERCENT
from smartvillage.indicators import Indicator, Level, Measure, Vocabulary
from smartvillage.outcomes import FAILS, NOT_APPLICABLE, PASSES, Count, Outcome, Possible, Reason, combine, settled
from smartvillage.rules import AllOf, AnyOf, Finding, Holds, Leaf, Not, OneOf, Readings, Rule, SomeOf, Toward
from smartvillage.testing.asking import every_leaf, ground_of, leaf_is_open
from smartvillage.testing.learned import contradictions, learning
from smartvillage.testing.plans import Ground, meet, region, whole
from smartvillage.testing.strategies import bare_places, places, rules_of
from smartvillage.testing.worlds import NAMES

Law = Callable[..., None]


def _answer(rule: Rule, place: Place, criteria: CriteriaSet) -> Outcome:
    """Return what a rule answers for a place, under the vocabulary of a set."""
    return rule.evaluate(place, vocabulary=criteria.vocabulary).outcome


def _same(one: Rule, two: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Hold two rules to the same answer."""
    first, second = _answer(one, place, criteria), _answer(two, place, criteria)
    assert first is second, f"{one!r} is {first.value}, but {two!r} is {second.value}"


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
    assert _answer(Readings("which", {"one": a, "other": b}), place, criteria) is expected


# Nothing is met by nothing


def nothing_vacuous(criteria: CriteriaSet) -> None:
    """A combinator without rules is refused, 0 of 0 is unknown, and nothing that may be unknown is true or false."""
    for kind in (AllOf, AnyOf, SomeOf, lambda: SomeOf(at_least=1), lambda: Readings("which", {})):
        try:
            rule = kind()  # type: ignore[operator]
        except (InvalidValue, TypeError):
            continue
        raise AssertionError(f"{rule!r} was made of nothing")
    for criterion in criteria:
        for leaf in every_leaf(criterion.rule):
            _refuses_truth(leaf)
            indicator = _indicator(leaf, criteria.vocabulary)
            if indicator is not None and indicator.measure is Measure.SHARE:
                level = min(indicator.levels, key=lambda one: one.rank)
                place = Place(NAMES[level], level=level, facts={indicator.id: Share(0, 0)})
                finding = leaf.evaluate(place, vocabulary=criteria.vocabulary)
                assert finding.outcome is Outcome.UNKNOWN, f"{leaf!r} is {finding.outcome.value} for 0 of 0"
                _refuses_truth(finding)
                _refuses_truth(finding.outcome)


def _refuses_truth(value: object) -> None:
    """Hold a value to refusing to be true or false."""
    try:
        bool(value)
    except NoTruthValue:
        return
    raise AssertionError(f"{value!r} was taken for true or false")


def nothing_recorded_decides_nothing(a: Rule, criteria: CriteriaSet) -> None:
    """Of a place without facts every rule is unknown: missing is neither yes nor no."""
    for level in criteria.levels:
        outcome = _answer(a, Place(NAMES[level], level=level), criteria)
        assert outcome is Outcome.UNKNOWN, f"{a!r} is {outcome.value} for a place of which nothing is recorded"


def unknown_has_a_reason(a: Rule, place: Place, criteria: CriteriaSet) -> None:
    """Whatever is unknown says why, and the reasons are reasons for not knowing."""
    finding = a.evaluate(place, vocabulary=criteria.vocabulary)
    assessment = criteria.assess(place)
    found = [(repr(a), finding.outcome, finding.reasons), (criteria.id, assessment.outcome, assessment.reasons)]
    found += [(f"criterion {one.id!r}", one.outcome, one.reasons) for one in assessment]
    for name, outcome, reasons in found:
        if outcome is Outcome.UNKNOWN:
            assert reasons, f"{name} is unknown for no reason"
            assert not set(reasons) & _NOT_OF_UNKNOWN, f"{name} is unknown because of {reasons[0].value}"
        elif outcome is not Outcome.NOT_APPLICABLE:
            assert not reasons, f"{name} is {outcome.value} and still gives a reason, {reasons[0].value}"


_NOT_OF_UNKNOWN = {Reason.DOES_NOT_APPLY, Reason.NO_BEARER, Reason.NOTHING_REQUIRED}


# Knowing more


def learning_never_flips(learned: tuple[Place, Place], criteria: CriteriaSet) -> None:
    """Learning more may turn unknown into an answer, and never turns an answer round."""
    for name, before, after in _turned(learned, criteria):
        kept = before is Outcome.UNKNOWN or after in (before, Outcome.UNKNOWN)
        assert kept, f"{name} was {before.value} and became {after.value} when more was known"


def narrowing_never_unsharpens(learned: tuple[Place, Place], criteria: CriteriaSet) -> None:
    """Learning more leaves no outcome possible that was ruled out before."""
    less, more = (criteria.assess(place) for place in learned)
    for name, before, after in _paired(less, more, lambda one: one.possible):
        assert after <= before, f"{name} could be {_names(before)}, and when more was known {_names(after)}"


def contradiction_never_reverses(disputed: tuple[Place, Place], criteria: CriteriaSet) -> None:
    """A record that contradicts may turn an answer into unknown, never into its opposite; an issue names it."""
    for name, before, after in _turned(disputed, criteria):
        kept = Outcome.UNKNOWN in (before, after) or after is before
        assert kept, f"{name} was {before.value} and became {after.value} when a record contradicted another"
    codes = {issue.code for issue in criteria.assess(disputed[1]).issues}
    assert "contradiction" in codes, f"a contradiction was not told, only {sorted(codes)}"


def contradictions_independent_of_link_order(place: Place, criteria: CriteriaSet) -> None:
    """In which order links are declared changes nothing."""
    vocabulary = criteria.vocabulary
    turned = evolve(criteria, vocabulary=evolve(vocabulary, links=vocabulary.links[::-1]))
    one, two = criteria.assess(place), turned.assess(place)
    for first, second in zip(one, two, strict=True):
        assert (first.outcome, first.reasons) == (second.outcome, second.reasons), f"criterion {first.id!r} differs"
    assert {issue.code for issue in one.issues} == {issue.code for issue in two.issues}


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


# Gaps


def gap_zero_iff_pass(place: Place, criteria: CriteriaSet) -> None:
    """The most that a test lacks is nothing exactly where it passes; towards failing likewise."""
    for leaf, toward in _measured(place, criteria):
        gap = leaf.lacking(toward)
        assert gap is None or gap.is_closed == (leaf.code == toward), f"{leaf!r} lacks {gap}"


def gap_above_zero_iff_fail(place: Place, criteria: CriteriaSet) -> None:
    """The least that a test lacks is above nothing exactly where it fails; towards failing likewise."""
    for leaf, toward in _measured(place, criteria):
        gap = leaf.lacking(toward)
        assert gap is None or gap.is_sure == (leaf.code == -toward), f"{leaf!r} lacks {gap}"


def _measured(place: Place, criteria: CriteriaSet) -> Iterator[tuple[Finding, Toward]]:
    """Iterate over the tests made of a place, towards passing and towards failing."""
    for finding in criteria.assess(place):
        for leaf in finding.leaves():
            yield leaf, 1
            yield leaf, -1


def deciding_parts_decide(a: Rule, place: Place, criteria: CriteriaSet) -> None:
    """A rule that does not pass names what keeps it from passing, and none of that passes already."""
    finding = a.evaluate(place, vocabulary=criteria.vocabulary)
    for toward in _TOWARD:
        deciding = finding.deciding(toward)
        assert bool(deciding) == (finding.code != toward), f"{a!r} is {finding.outcome.value} and names {deciding}"
        assert all(leaf.code != to for leaf, to in deciding), f"{a!r} names what is as it should be: {deciding}"


_TOWARD: tuple[Toward, Toward] = (1, -1)


def closing_the_deciding_gaps_passes(apart: Rule, bare: Place, criteria: CriteriaSet) -> None:
    """Where no indicator is asked for twice, closing the deciding gaps at their high end makes the rule pass."""
    vocabulary = criteria.vocabulary.without(link.name for link in criteria.vocabulary.links)
    finding = apart.evaluate(bare, vocabulary=vocabulary)
    closed = {_id(leaf): _closed(leaf, to) for leaf, to in finding.deciding()}
    outcome = apart.evaluate(evolve(bare, facts={**bare.facts, **closed}), vocabulary=vocabulary).outcome
    assert outcome is Outcome.PASS, f"{apart!r} is {outcome.value} after closing {finding.gaps} with {closed}"


def unknown_is_exact(apart: Rule, bare: Place, criteria: CriteriaSet) -> None:
    """Where no indicator is asked for twice and no link joins, what is unknown can still pass and can still fail."""
    vocabulary = criteria.vocabulary.without(link.name for link in criteria.vocabulary.links)
    finding = apart.evaluate(bare, vocabulary=vocabulary)
    for toward in _TOWARD if finding.code == 0 else ():
        completed = {_id(leaf): _within(leaf, to) for leaf, to in _pushed(finding, toward) if leaf.code == 0}
        again = apart.evaluate(evolve(bare, facts={**bare.facts, **completed}), vocabulary=vocabulary)
        assert again.code == toward, f"{apart!r} was unknown, and is {again.outcome.value} with {completed}"


def _id(leaf: Finding) -> str:
    """Return the indicator of a test."""
    return str(getattr(leaf.rule, "indicator", ""))


def _pushed(finding: Finding, toward: Toward) -> Iterator[tuple[Finding, Toward]]:
    """Iterate over all tests of a rule, each with what it should turn to for the rule to turn."""
    if not finding.parts:
        yield finding, toward
    for part in finding.parts:
        yield from _pushed(part, finding.rule.turned(toward))


def _within(leaf: Finding, toward: Toward) -> Any:
    """Return a value that what is known leaves open, and that lets the test answer so."""
    known = leaf.known
    if known is None:
        return None
    if isinstance(leaf.rule, OneOf):
        others = (v for v in (*known.indicator.values, "another") if v not in leaf.rule.values)
        return leaf.rule.values[0] if toward == 1 else next(others)
    left = meet(known.bounds, region(leaf.rule, toward))
    return _exact(left, known.indicator) if isinstance(left, Bounds) else None


def _exact(left: Bounds, indicator: Indicator) -> Any:
    """Return one value of an interval as a record."""
    if indicator.measure is not Measure.SHARE:
        left = whole(left)
        value = left.high if isinstance(left.low, float) else left.low
        return _recorded(indicator, Fraction(int(value)))
    low, high = Fraction(int(left.low), left.scale), Fraction(int(left.high), left.scale)
    return _recorded(indicator, low if not left.low_open else high if not left.high_open else (low + high) / 2)


def _recorded(indicator: Indicator, value: Fraction) -> Any:
    """Return a number as a record of an indicator."""
    match indicator.measure:
        case Measure.SHARE:
            return Bounds(value.numerator, value.numerator, value.denominator, kind="share")
        case Measure.DATE:
            return Fact(Bounds(int(value), int(value), kind="date"))
        case Measure.COUNT | Measure.MONTHLY:
            return int(value)
        case _:
            return bool(value)


def _closed(leaf: Finding, toward: Toward) -> Any:
    """Return a record with which the gap of a test is closed at its high end."""
    known, gap = leaf.known, leaf.lacking(toward)
    if known is None or gap is None or gap.unit == "answer" or gap.high == float("inf"):
        return _within(evolve_known(leaf), toward)
    rising = getattr(leaf.rule, "upward", False) == (toward == 1)
    share = known.indicator.measure is Measure.SHARE
    one = 1 if not share else gap.of or 100
    moved = Fraction(gap.high) / one + (Fraction(1, PERCENT) if gap.high_above else 0)
    end = known.bounds.low if rising else known.bounds.high
    value = Fraction(int(end), known.bounds.scale) + (moved if rising else -moved)
    return _recorded(known.indicator, min(value, Fraction(1)) if share else value)


def evolve_known(leaf: Finding) -> Finding:
    """Return a test of which nothing is known, so that every value is open."""
    known = leaf.known
    if known is None:
        return leaf
    bare = Evidence(Place(NAMES[Level.VILLAGE], level=known.evidence.place.level), known.evidence.vocabulary)
    return leaf.rule.evaluate(bare)


# Sets


def possible_equals_brute_force(criteria: CriteriaSet) -> None:
    """What is possible for a set is what its members can still turn out to be, all cases tried; up to five members."""
    outcomes = (Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE)
    every = [frozenset(chosen) for size in (1, 2, 3) for chosen in combinations(outcomes, size)]
    small = [frozenset(chosen) for chosen in (PASSES, FAILS, NOT_APPLICABLE, PASSES | FAILS, PASSES | NOT_APPLICABLE)]
    for size in range(1, 4):
        for members in product(every, repeat=size):
            _equals_brute_force(members)
    for members in _some(product(small, repeat=5), len(criteria)):
        _equals_brute_force(members)


def _some(cases: Iterator[Sequence[Possible]], offset: int) -> Iterator[Sequence[Possible]]:
    """Take every eleventh case, others for other sets."""
    return (case for n, case in enumerate(cases) if (n + offset) % 11 == 0)


def _equals_brute_force(members: Sequence[Possible]) -> None:
    """Compare the closed form for some members with all cases."""
    counts: tuple[Count, Count] = ("applicable", "all")
    for count in counts:
        for k in range(1, len(members) + 1):
            tried = frozenset(_decided(k, case, count) for case in product(*members))
            assert combine(k, members, count) == tried, f"{k} of {members}, counting {count}"


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
        assert assessment.possible == expected
        assert assessment.outcome is settled(expected)
    tally = assessment.tally
    required = criteria.requirement
    assert tally.applicable + tally.not_applicable == (len(list(required.ids())) if required else 0)


# Round trips


def rule_round_trip(a: Rule) -> None:
    """A rule written as plain data reads back as an equal rule with an equal hash."""
    again = rule_from(rule_to(a))
    assert again == a
    assert hash(again) == hash(a)


def set_round_trip(criteria: CriteriaSet) -> None:
    """A set written as a file reads back as an equal set."""
    own = {getattr(one, "id", None) or getattr(one, "name", None) for one in criteria.own}
    declared = criteria.vocabulary
    base = Vocabulary(
        {i.id: i for i in declared if i.id not in own}, tuple(link for link in declared.links if link.name not in own)
    )
    load = next((_loader(i) for i in declared if _loader(i) is not None), _load)
    text = criteria_set_to_toml(criteria)
    again = criteria_set_from(loads(text, "written.toml"), "written.toml", base, load)
    assert again == criteria
    assert criteria_set_to_toml(again) == text


def _loader(indicator: Indicator) -> Callable[[str], CriteriaSet] | None:
    """Return how a roll-up looks up the set that it refers to."""
    meets = getattr(indicator.rollup, "meets", None)
    return meets.load if isinstance(meets, Reference) else None


def _load(ref: str) -> CriteriaSet:
    """Return a shipped set."""
    from smartvillage.catalogue import load  # noqa: PLC0415 - only where a vocabulary refers to no set

    return load(ref)


def place_round_trip(place: Place) -> None:
    """A place written as JSON reads back as an equal place."""
    assert place_from(json.loads(json.dumps(place_to(place)))) == place


def judge_again_from_dict(place: Place, criteria: CriteriaSet) -> None:
    """An assessment written as JSON is enough to judge again, with equal findings."""
    assessment = criteria.assess(place)
    again = Assessment.from_dict(json.loads(json.dumps(assessment.to_dict())), criteria_set=criteria)
    assert again == assessment
    assert again.to_dict() == assessment.to_dict()


# A witness of another make


def kleene_as_sqlite(tree: Rule, truths: Mapping[str, bool | None]) -> None:
    """Three-valued answers, at least k included, are those of sqlite3 with nulls."""
    place = Place("Thôn 1", level="village", facts={i: t for i, t in truths.items() if t is not None})
    query = f"SELECT {_sql(tree)} FROM (SELECT {', '.join(f'? AS {i}' for i in truths)})"  # noqa: S608 - ids are ours
    with sqlite3.connect(":memory:") as database:
        (answer,) = database.execute(query, [None if t is None else int(t) for t in truths.values()]).fetchone()
    database.close()
    expected = 0 if answer is None else 1 if answer else -1
    assert tree.evaluate(place).code == expected, f"{tree!r} with {truths} is {answer} for sqlite3"


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

_WRITING = (rule_round_trip, set_round_trip, judge_again_from_dict)


# From laws to tests


def _truth_trees() -> st.SearchStrategy[Rule]:
    """Draw rules over yes/no facts."""
    holds: st.SearchStrategy[Rule] = st.sampled_from(TRUTHS).map(Holds)

    def extend(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        several = st.lists(rules, min_size=1, max_size=4)
        some = several.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda k: SomeOf(*parts, at_least=k)))
        return some | several.map(lambda p: AllOf(*p)) | several.map(lambda p: AnyOf(*p)) | rules.map(lambda r: ~r)

    return st.recursive(holds, extend, max_leaves=12)


def _own_tests(criteria: CriteriaSet) -> dict[str, list[Rule]]:
    """Return the tests of a set by indicator, of those that its places bear themselves."""
    ground: Ground = ground_of(criteria)
    found: dict[str, list[Rule]] = {}
    for criterion in criteria:
        for rule in (criterion.rule, criterion.applies):
            for leaf in () if rule is None else rule.leaves():
                plain = isinstance(leaf, Leaf) and not leaf_is_open(leaf) and not _meets_all(leaf, criteria.vocabulary)
                if plain and isinstance(leaf, Leaf) and ground.bearer(leaf.indicator) is ground.level:
                    found.setdefault(leaf.indicator, []).append(leaf)
    return found


def _meets_all(leaf: Leaf, vocabulary: Vocabulary) -> bool:
    """Whether a test of a category names every value."""
    return isinstance(leaf, OneOf) and set(leaf.values) >= set(vocabulary[leaf.indicator].values)


def _indicator(leaf: Rule, vocabulary: Vocabulary) -> Indicator | None:
    """Return the indicator of a test, where the vocabulary declares it."""
    indicator = getattr(leaf, "indicator", None)
    return vocabulary[indicator] if isinstance(indicator, str) and indicator in vocabulary else None


@st.composite
def _apart(draw: st.DrawFn, tests: dict[str, list[Rule]]) -> Rule:
    """Draw rules that ask for no indicator twice."""
    chosen = draw(st.lists(st.sampled_from(sorted(tests)), min_size=1, max_size=4, unique=True))
    parts = [draw(st.sampled_from(tests[i])) for i in chosen]
    parts = [~part if draw(st.booleans()) else part for part in parts]
    if draw(st.booleans()):
        return SomeOf(*parts, at_least=draw(st.integers(1, len(parts))))
    whole_, *others = parts
    for part in others:
        whole_ = whole_ & part if draw(st.booleans()) else whole_ | part
    return whole_


ARGUMENTS: Mapping[str, Callable[[CriteriaSet], st.SearchStrategy[Any]]] = {
    "criteria": st.just,
    "a": rules_of,
    "b": rules_of,
    "c": rules_of,
    "several": lambda criteria: st.lists(rules_of(criteria), min_size=1, max_size=4),
    "apart": lambda criteria: _apart(_own_tests(criteria)),
    "place": places,
    "bare": bare_places,
    "learned": learning,
    "disputed": contradictions,
    "tree": lambda _: _truth_trees(),
    "truths": lambda _: st.fixed_dictionaries({i: st.sampled_from([None, True, False]) for i in TRUTHS}),
}
"""How each parameter of a law is drawn for a set."""


def laws_of(criteria: CriteriaSet) -> Iterator[Law]:
    """Iterate over the laws that speak of a set.

    Laws about files leave out sets with a rule class of your own, which no file holds; laws about single tests leave out sets
    whose places bear none of the figures asked for; and only places with figures can have contradicting ones.
    """
    writable, tests = _is_writable(criteria), _own_tests(criteria)
    ground = ground_of(criteria)
    for law in LAWS:
        needs = signature(law).parameters
        silent = not any(
            ground.bearer(i) for c in criteria for leaf in every_leaf(c.rule) for i in _asked(leaf, ground)
        )
        if (law in _WRITING and not writable) or ("apart" in needs and not tests) or ("disputed" in needs and silent):
            continue
        yield law


def _asked(leaf: Rule, ground: Ground) -> Iterator[str]:
    """Iterate over the indicator of a test, if it is declared."""
    indicator = _indicator(leaf, ground.vocabulary)
    if indicator is not None:
        yield indicator.id


def _is_writable(criteria: CriteriaSet) -> bool:
    """Whether a file can hold a set."""
    try:
        criteria_set_to_toml(criteria)
    except CannotWrite:
        return False
    return True


def laws_for(criteria: CriteriaSet, *, examples: int = 50) -> list[Callable[[], None]]:
    """Return the laws for a set as functions without parameters, each named after its law.

    Args:
        criteria: the set; rules of a class of your own are held to the laws too.
        examples: how many cases hypothesis tries for each.
    """
    return [_bound(law, criteria, examples) for law in laws_of(criteria)]


def _bound(law: Law, criteria: CriteriaSet, examples: int) -> Callable[[], None]:
    """Return a law for a set, to be called without arguments."""
    needs = {name: ARGUMENTS[name](criteria) for name in signature(law).parameters}
    if set(needs) == {"criteria"}:

        def once() -> None:
            law(criteria)

        once.__name__, once.__doc__ = law.__name__, law.__doc__
        return once
    quietly = settings(
        max_examples=examples, deadline=None, print_blob=False, suppress_health_check=[HealthCheck.nested_given]
    )
    bound: Callable[[], None] = quietly(given(**needs)(law))
    return bound


def assert_consistent(criteria: CriteriaSet, *, examples: int = 50) -> None:
    """Hold a set to its own words: no criterion that cannot be met, none that contradict each other, and every law kept.

    Args:
        criteria: the set.
        examples: how many cases hypothesis tries for each law.

    Raises:
        AssertionError: one, naming every problem.
    """
    problems = [problem.explain("en") for problem in check(criteria) if problem.severity is Severity.ERROR]
    for law in laws_for(criteria, examples=examples):
        try:
            law()
        except AssertionError as error:
            problems.append(f"law {law.__name__}: {error}")
    if problems:
        raise AssertionError("\n".join([f"{criteria.id}: {len(problems)} problems", *problems]))
