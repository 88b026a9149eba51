"""The laws of `smartvillage.testing`, on generated sets and on every shipped one; and that each law can be broken."""

from collections.abc import Callable
from datetime import date
from inspect import signature
from itertools import combinations
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage import Outcome, Place, Share, catalogue, load, vocabulary
from smartvillage.criteria import CriteriaSet, Criterion, Source
from smartvillage.errors import InvalidValue
from smartvillage.facts import Evidence, Known
from smartvillage.indicators import Indicator, Joint, Level, Measure, Subset, Text, Unit, Vocabulary
from smartvillage.outcomes import Reason
from smartvillage.rules import (
    AllOf,
    AtLeast,
    AtMost,
    Before,
    Finding,
    Gap,
    Holds,
    Leaf,
    LessThan,
    MoreThan,
    NoLaterThan,
    OneOf,
    Readings,
    Rule,
    SomeOf,
    Toward,
)
from smartvillage.testing import LAWS, criteria_sets, failing, laws_for, passing, unknown
from smartvillage.testing.holding import ARGUMENTS, laws_of
from smartvillage.testing.keeping import Law, LawBroken
from smartvillage.testing.verdicts import reasons_of


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law: Law) -> None:
    """Each law holds for any set that could be written, not only for those that are."""

    @settings(max_examples=40)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        criteria = data.draw(criteria_sets())
        if law in laws_of(criteria):
            names = signature(law).parameters
            drawn = {name: data.draw(ARGUMENTS[name](criteria)) for name in names if name != "criteria"}
            law(**drawn, **({"criteria": criteria} if "criteria" in names else {}))

    holds()


@pytest.mark.parametrize("rules", catalogue(), ids=lambda rules: rules.id)
def test_shipped_sets_keep_every_law(rules: CriteriaSet) -> None:
    """What is shipped has links, roll-ups, readings and references that generated sets seldom combine."""
    for law in laws_for(rules, examples=3):
        law()


WORDS = Text("thử", "a trial")


def measured(i: str, measure: Measure, **more: Any) -> Indicator:
    """Return an indicator of villages."""
    return Indicator(i, (Level.VILLAGE,), measure, WORDS, **more)


def of_every_kind() -> CriteriaSet:
    """Return a set with every measure, every kind of rule, and links that hang together in a chain."""
    people = Unit("người", "person", "people")
    shares = [measured(i, Measure.SHARE, denominator="people") for i in ("p", "q", "r", "pq", "qr", "inner")]
    vocabulary = Vocabulary().extended(
        [
            measured("people", Measure.COUNT, unit=people),
            *shares,
            *(measured(i, Measure.YES_NO) for i in ("y", "z", "yz")),
            measured("kind", Measure.CATEGORY, values={"one": WORDS, "another": WORDS, "third": WORDS}),
            measured("items", Measure.MONTHLY, unit=people, reduce="sum"),
            measured("day", Measure.DATE),
            measured("view", Measure.JUDGEMENT),
        ],
        [
            Joint("p-and-q", "pq", ("p", "q"), WORDS),
            Joint("q-and-r", "qr", ("q", "r"), WORDS),
            Subset("inner-is-pq", "inner", "pq", WORDS),
            Subset("inner-is-r", "inner", "r", WORDS),
            Joint("y-and-z", "yz", ("y", "z"), WORDS),
        ],
    )
    either = Readings("which", {"both": AllOf(Holds("y"), Holds("z")), "view": Holds("view"), "y": Holds("y")})
    tests: dict[str, tuple[Rule, Rule | None]] = {
        "share": (AtLeast("p", "60%"), None),
        "decimals": (AtLeast("q", "33.333333%"), None),
        "either": (LessThan("r", "70%") | AtLeast("qr", "20%"), None),
        "joint": (AtLeast("pq", "10%"), MoreThan("inner", "5%")),
        "open": (AtLeast("qr", "open"), AtLeast("people", 1)),
        "truth": (Holds("yz"), None),
        "readings": (either, None),
        "category": (OneOf("kind", "one", "third"), None),
        "sum": (AtLeast("items", 4) & AtMost("items", 90), None),
        "dates": (Before("day", date(2025, 6, 1)), ~NoLaterThan("day", date(2024, 12, 31))),
        "some": (SomeOf(Holds("view"), Holds("y"), AtLeast("p", "50%"), at_least=2), None),
    }
    return CriteriaSet(
        id="test/every-kind-2025",
        title=WORDS,
        levels=(Level.VILLAGE,),
        source=Source(WORDS),
        vocabulary=vocabulary,
        criteria=[Criterion(i, WORDS, WORDS, rule, applies=applies) for i, (rule, applies) in tests.items()],
    )


@pytest.mark.parametrize("law", laws_for(of_every_kind(), examples=25), ids=lambda law: law.__name__)
def test_a_set_of_every_kind_keeps_every_law(law: Callable[[], None]) -> None:
    """Joint shares that hang together, sums of months and joint yes/no facts stand in no shipped set."""
    law()


def test_a_set_of_every_kind_can_be_aimed_at() -> None:
    """The aims go through the same links as the laws, backwards."""
    criteria = of_every_kind()
    strategies = {outcome: [aim(criteria)] for aim, outcome in ((passing, Outcome.PASS), (failing, Outcome.FAIL))}
    strategies[Outcome.UNKNOWN] = [unknown(criteria, because=[reason]) for reason in reasons_of(criteria)]

    @settings(max_examples=100)
    @given(st.data())
    def hits(data: st.DataObject) -> None:
        outcome = data.draw(st.sampled_from(list(strategies)))
        place = data.draw(data.draw(st.sampled_from(strategies[outcome])))
        assert criteria.assess(place).outcome is outcome

    hits()


def test_a_set_of_every_kind_can_be_unknown_for_two_reasons() -> None:
    """Two reasons may stand in each other's way; then that is said, and no village is drawn that has only one."""
    criteria = of_every_kind()
    drawn = []
    for because in combinations(reasons_of(criteria), 2):
        try:
            strategy = unknown(criteria, because=because)
        except InvalidValue as error:
            assert "no place is unknown because of" in str(error)  # noqa: PT017 - not every pair can
        else:
            drawn.append(st.tuples(strategy, st.just(set(because))))

    @settings(max_examples=100)
    @given(st.one_of(drawn))
    def hits(pair: tuple[Place, set[Reason]]) -> None:
        assessment = criteria.assess(pair[0])
        assert assessment.outcome is Outcome.UNKNOWN
        assert set(assessment.reasons) == pair[1]

    hits()
    assert len(drawn) > 10


def test_days_within_which_something_was_done_leave_it_open() -> None:
    """Where a later day would put a place outside the criterion, "not done by this day" alone would not do."""
    rule, applies = NoLaterThan("day", date(2025, 1, 1)), NoLaterThan("day", date(2025, 1, 9))
    rules = evolve(of_every_kind(), criteria=[Criterion("day", WORDS, WORDS, rule, applies=applies)])

    @given(unknown(rules, because=[Reason.BOUNDS]))
    def open_for_bounds_alone(place: Place) -> None:
        assert rules.assess(place).reasons == (Reason.BOUNDS,)

    open_for_bounds_alone()


def test_categories_that_contradict_are_named() -> None:
    """A list of values is written as one, so that both can be looked up in the document."""
    every = of_every_kind()
    tests = {"first": OneOf("kind", "one"), "last": OneOf("kind", "third", "another")}
    rules = evolve(every, criteria=[Criterion(i, WORDS, WORDS, rule) for i, rule in tests.items()])
    with pytest.raises(InvalidValue, match=r"'first' and 'last' contradict: .*\{one\}.*\{another, third\}"):
        passing(rules)


def test_every_law_has_a_name_of_its_own_and_one_sentence() -> None:
    """The documentation names the laws as the tests do, and says each in its own sentence."""
    assert len({law.__name__ for law in LAWS}) == len(LAWS)
    for law in LAWS:
        assert law.__doc__ is not None
        assert law.__doc__.endswith(".")
        assert "\n" not in law.__doc__


# Each of these is wrong in one way; the laws must name it.


@frozen(repr=False)
class MissingIsNo(AtLeast):
    """Counts a missing figure as not met: the mistake that the laws are there for."""

    def decide(self, known: Known) -> int:
        """Return no where it is not known."""
        return super().decide(known) or -1


@frozen(repr=False)
class MissingIsYes(AtLeast):
    """Counts a missing figure as met."""

    def decide(self, known: Known) -> int:
        """Return yes where it is not known."""
        return super().decide(known) or 1


@frozen(repr=False)
class SlightlyOff(AtLeast):
    """Measures the gap to a threshold of its own."""

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to 1 % more."""
        return AtLeast(self.indicator, "81%").lacking(known, toward)


@frozen
class Forgetful(Leaf):
    """Answers unknown without a reason."""

    indicator: str
    measures = AtLeast("households_fibre_connected", "80%").measures

    def decide(self, known: Known) -> int:  # noqa: ARG002 - it forgets
        """Return that nobody knows."""
        return 0

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking as at 80 %."""
        return AtLeast(self.indicator, "80%").lacking(known, toward)

    def reasons(self, finding: Finding) -> "list[Reason]":  # type: ignore[override]  # noqa: ARG002 - it forgets
        """Return none."""
        return []


def planted(rule: Rule) -> CriteriaSet:
    """Return a set of one criterion with a rule of its own, so that every place drawn is aimed at it."""
    rules = load("nghe-an/smart-village")
    return evolve(rules, criteria=[evolve(rules["fibre"], rule=rule)])


def broken(rules: CriteriaSet, laws: set[str], *, examples: int = 100) -> set[str]:
    """Return which of some laws a set breaks."""
    found = set()
    for law in laws_for(rules, examples=examples):
        if law.__name__ in laws:
            try:
                law()
            except LawBroken:
                found.add(law.__name__)
    return found


FIBRE = "households_fibre_connected"


@pytest.mark.parametrize(
    ("rule", "laws"),
    [
        (MissingIsNo(FIBRE, "80%"), {"nothing_recorded_decides_nothing", "learning_never_flips", "nothing_vacuous"}),
        (MissingIsYes(FIBRE, "80%"), {"nothing_recorded_decides_nothing", "learning_never_flips", "nothing_vacuous"}),
        (SlightlyOff(FIBRE, "80%"), {"gap_zero_iff_pass", "gap_above_zero_iff_fail"}),
        (Forgetful(FIBRE), {"unknown_has_a_reason"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_rule_is_named_by_the_laws_it_breaks(rule: Rule, laws: set[str]) -> None:
    """A kit that never finds anything would pass every other test here."""
    assert broken(planted(rule), laws) == laws


@frozen
class OfMyOwn(Rule):
    """A rule class that is no test of the library's, and counts missing as no."""

    indicator: str
    test: Rule

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Return yes where the test passes, else no."""
        outcome = self.test.evaluate(place, vocabulary=vocabulary).outcome
        return Finding(self, 1 if outcome is Outcome.PASS else -1)


@pytest.mark.parametrize(
    "test",
    [
        AtLeast("p", "95%"),
        LessThan("p", "5%"),
        AtLeast("people", 700),
        AtLeast("items", 700),
        Holds("y"),
        Holds("view"),
        NoLaterThan("day", date(2001, 1, 1)),
        ~NoLaterThan("day", date(2050, 1, 1)),
        OneOf("kind", "third"),
    ],
    ids=repr,
)
def test_a_rule_class_of_ones_own_is_led_to_where_it_turns(test: Rule) -> None:
    """Nobody knows its threshold, so its figures are drawn at both ends too; chance would seldom reach so far."""
    (leaf,) = test.leaves()
    every = of_every_kind()
    own = OfMyOwn(leaf.indicator, test)  # type: ignore[attr-defined]
    rules = evolve(every, criteria=[Criterion("own", WORDS, WORDS, own)])
    assert broken(rules, {"learning_never_flips"}) == {"learning_never_flips"}


def test_a_wrong_way_to_combine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lattice laws must see a combinator that is wrong in one case only: unknown and fail made unknown."""

    def weak(self: AllOf, codes: list[int]) -> int:  # noqa: ARG001 - a method
        return 0 if 0 in codes else min(codes)

    monkeypatch.setattr(AllOf, "combined", weak)
    laws = {"de_morgan_all", "kleene_as_sqlite"}
    every = of_every_kind()
    two = evolve(every, criteria=[Criterion(i, WORDS, WORDS, Holds(i)) for i in ("y", "view")])
    assert broken(two, laws, examples=400) == laws  # one in twenty places has one of both unknown, and one failing


def test_a_set_that_combines_wrongly_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The closed form for sets is compared with brute force, so any slip in it shows."""

    def hopeful(*_: object) -> frozenset[Outcome]:
        return frozenset({Outcome.PASS})

    monkeypatch.setattr("smartvillage.testing.laws.combine", hopeful)
    laws = {"possible_equals_brute_force"}
    assert broken(load("lang-son/smart-village"), laws) == laws


# Found by the laws


def test_missing_parts_do_not_depend_on_the_order_of_parts() -> None:
    """The first part given decided what the missing ones could be: adding an expected district took a pass back."""
    commune = Place("Xã A", level="commune")
    district = Place("Huyện B", level="district", facts={"district_ntm_9_5": True})
    rule = AtLeast("districts_ntm_9_5", "100%")
    for parts in ([commune, district], [district, commune]):
        province = Place("Tỉnh C", level="province", parts=parts, expected_parts=3)
        assert rule.evaluate(province, vocabulary=vocabulary()).outcome is Outcome.UNKNOWN


def test_an_unknown_set_gives_no_reason_of_criteria_that_do_not_apply() -> None:
    """An application routes a reason to a desk; "does not apply" would be routed nowhere."""
    village = Place("Thôn 1", level="village", facts={"producing_households": 0, FIBRE: Share(80, 100)})
    assessment = load("nghe-an/smart-village").assess(village)
    assert assessment.outcome is Outcome.UNKNOWN
    assert Reason.DOES_NOT_APPLY not in assessment.reasons
