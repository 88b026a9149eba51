"""Brute force: every way in which partial knowledge may turn out, compared with what the library answers.

A village has a handful of households, each of which has some of the things that are counted. All such villages are
listed; those that agree with the facts recorded are its *completions*. Nothing of the library's bounds, links or closed
forms is used here, only what the words of its rules mean.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage import CriteriaSet, Criterion, Outcome, Place, Share, Source
from smartvillage.criteria import MeetsSet, Requirement
from smartvillage.facts import Bounds, Evidence
from smartvillage.facts.numbers import PERCENT
from smartvillage.indicators import Indicator, Joint, Level, Link, Measure, Subset, Text, Unit, Vocabulary
from smartvillage.outcomes import Count, Reason
from smartvillage.rules import AllOf, AnyOf, AtLeast, AtMost, Holds, LessThan, MoreThan, Not, Readings, Rule, SomeOf

WORDS = Text("thử", "a trial")
LINKS: dict[str, tuple[Link, ...]] = {
    "none": (),
    "chain": (Subset("p-q", "p", "q", WORDS), Subset("q-r", "q", "r", WORDS)),
    "joint": (Joint("both", "r", ("p", "q"), WORDS),),
    "joint of a superset": (Joint("both", "r", ("p", "q"), WORDS), Subset("s-p", "s", "p", WORDS)),
}
SHARES, TRUTHS = ("p", "q", "r", "s"), ("x", "y")
TOTALS = range(1, 4)
STEPS = 20


def vocabulary(links: str) -> Vocabulary:
    """Return shares of the same households, joined by links, and two yes/no facts."""
    households = Unit("hộ", "household", "households")
    return Vocabulary().extended(
        [
            Indicator("n", (Level.VILLAGE,), Measure.COUNT, WORDS, unit=households),
            *(Indicator(i, (Level.VILLAGE,), Measure.SHARE, WORDS, denominator="n") for i in SHARES),
            *(Indicator(i, (Level.VILLAGE,), Measure.YES_NO, WORDS) for i in TRUTHS),
        ],
        LINKS[links],
    )


Counts = Mapping[str, int]


@cache
def populations(links: str, total: int) -> list[Counts]:
    """List how many of so many households may have each thing, as real households would."""
    kinds = [bits for bits in itertools.product((0, 1), repeat=len(SHARES)) if _is_possible(links, bits)]
    counted = itertools.combinations_with_replacement(kinds, total)
    sums = dict.fromkeys(tuple(map(sum, zip(*households, strict=True))) for households in counted)
    return [dict(zip(SHARES, counts, strict=True)) for counts in sums]


def _is_possible(links: str, bits: tuple[int, ...]) -> bool:
    """Whether one household may have just these things."""
    has = dict(zip(SHARES, bits, strict=True))
    return all(
        has[link.part] <= has[link.whole]
        if isinstance(link, Subset)
        else has[link.joint] == (has[link.of[0]] and has[link.of[1]])
        for link in LINKS[links]
    )


@frozen
class Recorded:
    """What is recorded of a village, true of one population, and what was true.

    Attributes:
        links: the links by name.
        facts: the facts by indicator.
        truth: the counts of the village.
        total: the number of its households.
        answers: its true yes/no facts.
    """

    links: str
    facts: Mapping[str, Any]
    truth: Counts
    total: int
    answers: Mapping[str, bool]

    def place(self) -> Place:
        """Return the village."""
        return Place("Thôn", level="village", facts=self.facts)

    def completions(self) -> Iterator[tuple[Counts, int, Mapping[str, bool]]]:
        """Iterate over the villages that agree with what is recorded."""
        states_total = any(isinstance(fact, int | Share) and not isinstance(fact, bool) for fact in self.facts.values())
        answers = [[self.facts[i]] if i in self.facts else [False, True] for i in TRUTHS]
        for total in (self.total,) if states_total else TOTALS:
            for counts in populations(self.links, total):
                if all(_agrees(self.facts.get(i), counts[i], total) for i in SHARES):
                    for said in itertools.product(*answers):
                        yield counts, total, dict(zip(TRUTHS, said, strict=True))


def _agrees(fact: Share | Bounds | None, count: int, total: int) -> bool:
    """Whether a count may be what is recorded."""
    match fact:
        case None:
            return True
        case Share():
            return (count, total) == (fact.count, fact.total)
        case Bounds():
            share = Fraction(count, total) * fact.scale
            above = share > fact.low if fact.low_open else share >= fact.low
            return above and (share < fact.high if fact.high_open else share <= fact.high)


@st.composite
def recorded(draw: st.DrawFn, links: str | None = None, *, with_total: bool | None = None) -> Recorded:
    """Draw what is recorded of a village: true, and seldom everything."""
    links = draw(st.sampled_from(sorted(LINKS))) if links is None else links
    total = draw(st.sampled_from(TOTALS))
    truth = draw(st.sampled_from(populations(links, total)))
    answers = {i: draw(st.booleans()) for i in TRUTHS}
    facts: dict[str, Any] = {"n": total} if (draw(st.booleans()) if with_total is None else with_total) else {}
    for i in SHARES:
        kind = draw(st.sampled_from(("nothing", "counts", "bounds", "bounds")))
        if kind == "counts":
            facts[i] = Share(truth[i], total)
        if kind == "bounds":
            facts[i] = draw(around(Fraction(truth[i], total)))
    facts |= {i: said for i, said in answers.items() if draw(st.booleans())}
    return Recorded(links, facts, truth, total, answers)


@st.composite
def around(draw: st.DrawFn, share: Fraction) -> Bounds:
    """Draw bounds of a share, with open and closed ends."""
    steps = [Fraction(n, STEPS) for n in range(STEPS + 1)]
    low = draw(st.sampled_from([step for step in steps if step <= share]))
    high = draw(st.sampled_from([step for step in steps if step >= share]))
    low_open, high_open = (end != share and draw(st.booleans()) for end in (low, high))
    return Bounds(int(low * PERCENT), int(high * PERCENT), PERCENT, low_open, high_open, "share")


@st.composite
def villages(draw: st.DrawFn) -> tuple[Recorded, Recorded]:
    """Draw what is recorded of a village, and what is of the same village later on: more, or more exactly."""
    known = draw(recorded())
    more = {i: Share(known.truth[i], known.total) for i in SHARES if draw(st.booleans())}
    said = {i: known.answers[i] for i in TRUTHS if draw(st.booleans())}
    return known, evolve(known, facts={**known.facts, **more, **said})


@st.composite
def leaves(draw: st.DrawFn, indicator: str) -> Rule:
    """Draw a test of one indicator."""
    if indicator in TRUTHS:
        return Holds(indicator)
    kind = draw(st.sampled_from((AtLeast, MoreThan, AtMost, LessThan, None)))
    if kind is None:
        return AtLeast(indicator, "open")
    return kind(indicator, f"{draw(st.integers(1, STEPS - 1)) * 100 // STEPS}%")


@st.composite
def rules(draw: st.DrawFn, indicators: Iterable[str] = (*SHARES, *TRUTHS), *, repeat: bool = True) -> Rule:
    """Draw a rule; unless indicators may repeat, each is asked for once."""
    asked = draw(st.lists(st.sampled_from(tuple(indicators)), min_size=1, max_size=4, unique=not repeat))
    built: list[Rule] = [draw(leaves(i)) for i in asked]
    if draw(st.booleans()):
        built = [Not(rule) if draw(st.booleans()) else rule for rule in built]
    while len(built) > 1:
        size = draw(st.integers(2, len(built)))
        parts, rest = built[:size], built[size:]
        match draw(st.sampled_from(("all", "any", "some", "readings", "neither"))):
            case "all":
                whole: Rule = AllOf(*parts)
            case "any":
                whole = AnyOf(*parts)
            case "some":
                whole = SomeOf(*parts, at_least=draw(st.integers(1, size)))
            case "neither":
                whole = Not(AnyOf(*parts))
            case _:
                whole = Readings(f"q{len(rest)}", {f"r{n}": part for n, part in enumerate(parts)})
        built = [*rest, whole]
    return built[0]


Settled = Mapping[int, Any]
"""By the question's place in memory, what was meant: the number of a reading, or the open share."""


def settlements(rules: Iterable[Rule]) -> Iterator[Settled]:
    """Iterate over everything that the questions of rules may turn out to mean."""
    asked: dict[int, list[Any]] = {}

    def look(rule: Rule) -> None:
        if isinstance(rule, Readings):
            asked[id(rule)] = list(range(len(rule.rules)))
        if isinstance(rule, AtLeast) and rule.value.is_open:
            asked[id(rule)] = [Fraction(1, 1000), Fraction(1)]
        for part in rule.parts:
            look(part)

    for rule in rules:
        look(rule)
    keys = list(asked)
    for choice in itertools.product(*asked.values()):
        yield dict(zip(keys, choice, strict=True))


def truly(rule: Rule, counts: Counts, total: int, answers: Mapping[str, bool], settled: Settled) -> bool:
    """Return what a rule answers where everything is known."""
    match rule:
        case Holds():
            return answers[rule.indicator]
        case AtLeast() | MoreThan() | AtMost() | LessThan():
            share = Fraction(counts[rule.indicator], total)
            needed = settled[id(rule)] if rule.value.is_open else Fraction(rule.value.num, rule.value.den)
            above = share >= needed if isinstance(rule, AtLeast | LessThan) else share > needed
            return above if isinstance(rule, AtLeast | MoreThan) else not above
        case Readings():
            return truly(rule.rules[settled[id(rule)]], counts, total, answers, settled)
        case _:
            met = sum(truly(part, counts, total, answers, settled) for part in rule.parts)
    match rule:
        case Not():
            return met == 0
        case SomeOf():
            return met >= rule.at_least
        case AnyOf():
            return met > 0
        case _:
            return met == len(rule.parts)


def outcomes(rule: Rule, known: Recorded) -> set[bool]:
    """Return every answer that may turn out."""
    return {truly(rule, *completion, settled) for completion in known.completions() for settled in settlements([rule])}


CODES = {1: {True}, -1: {False}, 0: {True, False}}


@settings(max_examples=120)
@given(recorded(), rules())
def test_an_answer_is_that_of_every_completion(known: Recorded, rule: Rule) -> None:
    """What may still turn out otherwise is never met and never failed, whatever links and repeated figures do."""
    code = rule.evaluate(Evidence(known.place(), vocabulary(known.links))).code
    assert outcomes(rule, known) <= CODES[code]


@settings(max_examples=120)
@given(recorded("none", with_total=True), rules(repeat=False))
def test_unknown_is_exact_where_nothing_repeats_and_no_link_joins(known: Recorded, rule: Rule) -> None:
    """Of an unknown rule, one completion passes and another fails."""
    code = rule.evaluate(Evidence(known.place(), vocabulary(known.links))).code
    assert outcomes(rule, known) == CODES[code]


@settings(max_examples=120)
@given(villages(), rules())
def test_learning_never_flips_nor_forgets(known: tuple[Recorded, Recorded], rule: Rule) -> None:
    """More figures of the same village leave an answer as it is."""
    before, after = (rule.evaluate(Evidence(one.place(), vocabulary(one.links))).code for one in known)
    assert before in (0, after)


@st.composite
def requirements(draw: st.DrawFn, ids: tuple[str, ...]) -> Requirement:
    """Draw which of several criteria decide, some of them in groups."""
    cut = draw(st.integers(0, len(ids) - 1))
    members: tuple[Any, ...] = ids
    if cut:
        members = (Requirement(ids[:cut], draw(st.integers(1, cut))), *ids[cut:])
    return Requirement(members, draw(st.integers(1, len(members))))


@st.composite
def criteria_sets(draw: st.DrawFn, links: str, *, repeat: bool = True) -> CriteriaSet:
    """Draw a set of a few criteria, some of which may not apply."""
    left = [*SHARES, *TRUTHS]
    criteria: list[Criterion] = []
    for n in range(draw(st.integers(1, 3))):
        tests: list[Rule] = []
        for _ in range(draw(st.integers(1, 2))):
            tests.append(draw(leaves(draw(st.sampled_from(left)))))
            if not repeat:
                left.remove(tests[-1].indicator)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue] - a test of one indicator
        rule, applies = (tests[0], tests[1]) if len(tests) > 1 else (tests[0], None)
        criteria.append(Criterion(f"c{n}", WORDS, WORDS, rule, applies=applies))
    ids = tuple(criterion.id for criterion in criteria)
    return CriteriaSet(
        id="test/completions-2025",
        title=WORDS,
        levels=(Level.VILLAGE,),
        source=Source(WORDS),
        criteria=criteria,
        vocabulary=vocabulary(links),
        requires=draw(requirements(ids)),
        count=draw(st.sampled_from(("applicable", "all"))),
    )


@st.composite
def sets_and_villages(draw: st.DrawFn, *, is_simple: bool = False) -> tuple[CriteriaSet, list[Recorded]]:
    """Draw a set, and what is recorded of some villages; a simple set asks for everything once, and links nothing."""
    links = "none" if is_simple else draw(st.sampled_from(sorted(LINKS)))
    with_total = True if is_simple else None
    known = draw(st.lists(recorded(links, with_total=with_total), min_size=1, max_size=3))
    return draw(criteria_sets(links, repeat=not is_simple)), known


def possible(criteria: CriteriaSet, known: Recorded) -> frozenset[Outcome]:
    """Return every outcome of a set that may turn out."""
    assert criteria.requires is not None
    asked = [rule for one in criteria for rule in (one.rule, one.applies) if rule is not None]
    found: set[Outcome] = set()
    for completion in known.completions():
        for settled in settlements(asked):
            turned_out = {
                one.id: Outcome.NOT_APPLICABLE
                if one.applies is not None and not truly(one.applies, *completion, settled)
                else Outcome.PASS
                if truly(one.rule, *completion, settled)
                else Outcome.FAIL
                for one in criteria
            }
            found.add(whole(criteria.requires, turned_out, criteria.count))
    return frozenset(found)


def whole(requirement: Requirement, criteria: Mapping[str, Outcome], count: Count) -> Outcome:
    """Return what criteria add up to where each is decided."""
    members = [criteria[m] if isinstance(m, str) else whole(m, criteria, count) for m in requirement.of]
    applying = [m for m in members if m is not Outcome.NOT_APPLICABLE]
    if not applying:
        return Outcome.NOT_APPLICABLE
    needed = min(requirement.needed, len(applying)) if count == "applicable" else requirement.needed
    return Outcome.PASS if applying.count(Outcome.PASS) >= needed else Outcome.FAIL


@settings(max_examples=120)
@given(sets_and_villages())
def test_what_a_set_leaves_possible_holds_every_completion(drawn: tuple[CriteriaSet, list[Recorded]]) -> None:
    """Criteria that may not apply, nested requirements and both ways of counting lose no outcome."""
    criteria, known = drawn
    for one in known:
        assert possible(criteria, one) <= criteria.assess(one.place()).possible


@settings(max_examples=120)
@given(sets_and_villages(is_simple=True))
def test_what_a_set_leaves_possible_is_exact_where_nothing_repeats(drawn: tuple[CriteriaSet, list[Recorded]]) -> None:
    """Nothing is left possible that no completion shows."""
    criteria, known = drawn
    for one in known:
        assert possible(criteria, one) == criteria.assess(one.place()).possible


@settings(max_examples=100)
@given(sets_and_villages())
def test_a_table_answers_as_the_set_does(drawn: tuple[CriteriaSet, list[Recorded]]) -> None:
    """Outcomes and reasons are those of each place alone, also through another set that refers to this one."""
    criteria, known = drawn
    meets = evolve(criteria, criteria=[Criterion("meets", WORDS, WORDS, MeetsSet(criteria))], requires=None)
    places = [one.place() for one in known]
    for rules in (criteria, meets):
        table = rules.assess_table(places)
        for row, place in enumerate(places):
            alone = rules.assess(place)
            assert list(table.outcomes[row]) == [finding.outcome.code for finding in alone]
            assert list(table.reasons[row]) == [finding.reason for finding in alone]
            assert table.overall[row] == alone.outcome.code


@settings(max_examples=120)
@given(sets_and_villages())
def test_whoever_refers_to_an_undecided_set_is_told_why(drawn: tuple[CriteriaSet, list[Recorded]]) -> None:
    """Also where what applies would fail, or pass, and only whether anything applies is open."""
    criteria, known = drawn
    for one in known:
        found = MeetsSet(criteria).evaluate(one.place())
        outcome = criteria.assess(one.place()).outcome
        assert found.outcome is (Outcome.UNKNOWN if outcome is Outcome.NOT_APPLICABLE else outcome)
        assert (found.reason is None) == (found.code != 0)


def test_a_failing_set_that_may_not_apply_is_unknown_for_that_reason() -> None:
    """It fails if it applies at all: the whole hangs on nothing else."""
    asked = Criterion("c", WORDS, WORDS, Holds("x"), applies=Holds("y"))
    criteria = CriteriaSet(
        id="test/perhaps-2025",
        title=WORDS,
        levels=(Level.VILLAGE,),
        source=Source(WORDS),
        criteria=[asked],
        vocabulary=vocabulary("none"),
        count="all",
    )
    village = Place("Thôn", level="village", facts={"x": False})
    assert MeetsSet(criteria).evaluate(village).reason is Reason.APPLICABILITY
    meets = evolve(criteria, criteria=[Criterion("meets", WORDS, WORDS, MeetsSet(criteria))])
    assert meets.assess_table([village]).reasons[0][0] is Reason.APPLICABILITY
