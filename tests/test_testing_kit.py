"""The kit for other suites: strategies that hit the verdict they aim at, the entry points, and `pytest --criteria`."""

import datetime as dt
import math
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import pretty

import smartvillage
from smartvillage import Fact, Judgement, Outcome, Place, Share, catalogue, load, vocabulary
from smartvillage.criteria import Assessment, CriteriaSet, MeetsSet, Requirement
from smartvillage.errors import InvalidValue, UnknownCriterion
from smartvillage.facts import Bounds, above, at_least, at_most, below, between
from smartvillage.facts.numbers import after
from smartvillage.indicators import Level, Measure
from smartvillage.outcomes import Reason
from smartvillage.rules import AtLeast, AtMost, Before, Holds, LessThan, MoreThan, NoLaterThan, Readings, Rule
from smartvillage.testing import (
    LAWS,
    assert_consistent,
    contradicting,
    criteria_sets,
    facts,
    failing,
    laws_for,
    learning,
    not_applicable,
    on_threshold,
    passing,
    places,
    rules,
    unknown,
)
from smartvillage.testing.verdicts import reasons_of, thresholds

SRC = Path(__file__).parents[1] / "src"
SETS = [pytest.param(rules, id=rules.id) for rules in catalogue()]
DECIDING = [pytest.param(rules, id=rules.id) for rules in catalogue() if rules.requirement is not None]
FIBRE, PLAN = "households_fibre_connected", "digital_plan_issued"
BUDGET = 15


def on_each(strategy: st.SearchStrategy[Any], check: Callable[[Any], object], *, budget: int = BUDGET) -> None:
    """Check what a strategy draws; every health check of hypothesis stays on.

    Args:
        strategy: what is checked.
        check: refuses a draw that is not as wanted.
        budget: how many are drawn, unless `--hypothesis-profile=thousand` asks for a thousand.
    """
    drawn_at_length = settings.get_current_profile_name() == "thousand"

    @settings(max_examples=settings().max_examples if drawn_at_length else budget)
    @given(strategy)
    def checked(drawn: Any) -> None:
        check(drawn)

    checked()


def outcomes(assessment: Assessment) -> dict[str, Outcome]:
    """Return what each criterion turned out to be."""
    return {finding.id: finding.outcome for finding in assessment}


# Aiming


@pytest.mark.parametrize("criteria", DECIDING)
def test_passing_places_pass(criteria: CriteriaSet) -> None:
    """A suite that needs a ready village should not have to know thirteen thresholds."""

    def check(place: Place) -> None:
        assert criteria.assess(place).outcome is Outcome.PASS

    on_each(passing(criteria), check)


@pytest.mark.parametrize("criteria", DECIDING)
def test_failing_places_fail(criteria: CriteriaSet) -> None:
    """Likewise one that is not ready."""

    def check(place: Place) -> None:
        assert criteria.assess(place).outcome is Outcome.FAIL

    on_each(failing(criteria), check)


@pytest.mark.parametrize("criteria", DECIDING)
def test_failing_exactly_fails_those_and_nothing_else(criteria: CriteriaSet) -> None:
    """A test of one criterion must not be disturbed by another; where that cannot be, the two are named."""
    for criterion in criteria:

        def check(place: Place, wanted: str = criterion.id) -> None:
            found = outcomes(criteria.assess(place))
            assert [i for i, outcome in found.items() if outcome is Outcome.FAIL] == [wanted]
            assert Outcome.UNKNOWN not in found.values()
            assert criteria.assess(place).outcome is Outcome.FAIL

        try:
            strategy = failing(criteria, exactly=[criterion.id])
        except InvalidValue as error:
            assert "still met" in str(error) or "contradict" in str(error)  # noqa: PT017 - not every criterion can
        else:
            on_each(strategy, check, budget=5)


@pytest.mark.parametrize("criteria", DECIDING)
def test_unknown_places_are_unknown_for_the_reasons_given(criteria: CriteriaSet) -> None:
    """Each reason goes to another desk, so a suite must be able to ask for each."""
    possible = reasons_of(criteria)
    assert possible
    for reason in possible:

        def check(place: Place, wanted: Reason = reason) -> None:
            assessment = criteria.assess(place)
            assert assessment.outcome is Outcome.UNKNOWN
            assert set(assessment.reasons) == {wanted}

        on_each(unknown(criteria, because=[reason]), check, budget=8)
    on_each(unknown(criteria), lambda place: criteria.assess(place).reasons[0] in possible, budget=5)


def test_unknown_for_several_reasons_at_once() -> None:
    """A real village waits for figures, for a judgement and for a reading all at once."""
    criteria = load("nghe-an/smart-village")
    wanted = [Reason.NOT_RECORDED, Reason.JUDGEMENT, Reason.OPEN_SHARE, Reason.APPLICABILITY]

    def check(place: Place) -> None:
        assert set(criteria.assess(place).reasons) == set(wanted)

    on_each(unknown(criteria, because=wanted), check)


@pytest.mark.parametrize("criteria", SETS)
def test_not_applicable_places_are_outside_the_criterion(criteria: CriteriaSet) -> None:
    """Whether a criterion applies is decided apart from whether it is met."""
    for criterion in criteria:
        if criterion.applies is not None:

            def check(place: Place, wanted: str = criterion.id) -> None:
                assert criteria.assess(place)[wanted].outcome is Outcome.NOT_APPLICABLE

            on_each(not_applicable(criteria, criterion.id), check)


@pytest.mark.parametrize("criteria", [p for p in SETS if thresholds(p.values[0])])  # type: ignore[arg-type]
def test_places_on_a_threshold_are_just_below_at_or_just_above_it(criteria: CriteriaSet) -> None:
    """Off-by-one errors live there; which side a place is on is told apart by its note, and computed again here."""

    def check(place: Place) -> None:
        criteria.assess(place)
        (fact,) = [f for p in (place, *place.above) for fs in p.facts.values() for f in fs if f.note]
        (leaf,) = [leaf for leaf in thresholds(criteria) if str(fact.note).endswith(f" {leaf!r}")]
        side = SIDES[str(fact.note).removesuffix(f" {leaf!r}")]
        cut, low, high, step = on_one_scale(leaf, fact)
        assert cut + side * step in (low, high)

    on_each(on_threshold(criteria), check, budget=40)


SIDES = {"just below": -1, "at": 0, "just above": 1}


def on_one_scale(leaf: Any, fact: Fact) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return a threshold, the ends of a figure near it, and the least by which figures of its kind differ."""
    bounds = fact.bounds
    assert bounds is not None
    step = Fraction(1, bounds.total or bounds.scale)
    low = Fraction(bounds.low) / bounds.scale + bounds.low_open * step
    high = Fraction(bounds.high) / bounds.scale - bounds.high_open * step
    cut = leaf.value.toordinal() if isinstance(leaf.value, date) else Fraction(leaf.value.num, leaf.value.den)
    return Fraction(cut), low, high, step


def test_every_side_of_every_threshold_is_drawn() -> None:
    """A strategy that never drew "just above" would still pass the test before."""
    criteria = load("nghe-an/smart-village")
    for side, answers in (("just below", {Outcome.FAIL}), ("at", {Outcome.PASS}), ("just above", {Outcome.PASS})):

        def is_there(place: Place, side: str = side) -> bool:
            return any(
                fact.note == f"{side} {AtLeast(FIBRE, '80%')!r}" and isinstance(fact.value, Share)
                for fact in place.facts.get(FIBRE, ())
            )

        place = find(on_threshold(criteria), is_there)
        assert criteria.assess(place)["fibre"].outcome in answers


@pytest.mark.parametrize("criteria", SETS)
def test_pairs_of_learning_are_free_of_contradiction(criteria: CriteriaSet) -> None:
    """The law of learning says nothing of places that contradict themselves."""

    def check(pair: tuple[Place, Place]) -> None:
        for place in pair:
            assert "contradiction" not in {issue.code for issue in criteria.assess(place).issues}

    on_each(learning(criteria), check)


@pytest.mark.parametrize("criteria", SETS)
def test_contradicting_places_are_told_so(criteria: CriteriaSet) -> None:
    """A contradiction that nobody hears of would be a figure made up."""

    def check(place: Place) -> None:
        assert "contradiction" in {issue.code for issue in criteria.assess(place).issues}

    on_each(contradicting(criteria), check)


@given(st.data())
@settings(max_examples=40)
def test_generated_sets_can_be_aimed_at(data: st.DataObject) -> None:
    """Sets of other suites are not like ours: an aim hits its verdict, or is refused with what stands in the way."""
    criteria = data.draw(criteria_sets())
    for aim, outcome in ((passing, Outcome.PASS), (failing, Outcome.FAIL)):
        try:
            strategy = aim(criteria)
        except InvalidValue as error:
            assert criteria.id in str(error)  # noqa: PT017 - not every set can
        else:
            found = criteria.assess(data.draw(strategy)).outcome
            assert found is outcome, list(map(repr, criteria.criteria))
    for reason in reasons_of(criteria):
        assessment = criteria.assess(data.draw(unknown(criteria, because=[reason])))
        assert assessment.outcome is Outcome.UNKNOWN, (reason, [(c.rule, c.applies) for c in criteria])
        assert set(assessment.reasons) == {reason}, (reason, [(c.rule, c.applies) for c in criteria])


def test_a_passing_village_shrinks_to_one_a_person_can_read() -> None:
    """What hypothesis prints on a failure is read by people: round figures, just at the threshold."""
    place = find(passing(load("lang-son/smart-village")), lambda _: True)
    assert place.name == "Thôn 1"
    assert len(place.facts) == 2
    reported = find(
        passing(load("nghe-an/smart-village")), lambda p: any(isinstance(f.value, Share) for f in p.facts[FIBRE])
    )
    assert reported.facts[FIBRE] == (Fact(Share(80, 100)),)


# What a failing test shows


@settings(max_examples=60)
@given(st.data())
def test_a_village_is_shown_as_one_would_write_it(data: st.DataObject) -> None:
    """What hypothesis prints on a failure is pasted into a test by people: it must be that village again."""
    criteria = data.draw(st.sampled_from(list(catalogue())), label="criteria")
    place = data.draw(places(criteria) | contradicting(criteria) | learning(criteria).map(lambda pair: pair[1]))
    assert eval(pretty(place), WRITTEN) == place  # noqa: S307 - what was printed just above


WRITTEN = {**vars(smartvillage), **vars(smartvillage.facts), "after": after, "datetime": dt, "inf": math.inf}


def test_a_village_is_shown_in_few_words() -> None:
    """Figures as percentages and counts; nothing that was not given; the place above, but no part twice."""
    facts = {
        FIBRE: [above("90%"), Fact("79,5%", by="appraised", as_of=date(2025, 5, 1))],
        "zalo_members": at_least(12),
        "households_internet": below("80%"),
        "households_smartphone": between("12,5%", "80%"),
        "households": at_most(7),
        "y": after(date(2025, 5, 1)),
        "j": Judgement(None, on=date(2025, 5, 1)),
    }
    ends = ((-math.inf, 739000), (738000, 739000), (1, math.inf))
    days = (Bounds(low, high, kind="date") for low, high in ends)
    odd = (*days, Bounds(1, 2, 3, low_open=True, kind="share"))
    village = Place("Thôn 1", level="village", facts=facts)
    commune = Place("Xã A", level="commune", parts=[village], expected_parts=2, code="1")
    shown = " ".join(pretty(commune.parts[0]).split())
    assert shown == (
        "Place('Thôn 1', level='village', facts={'households_fibre_connected': [above('90%'), Fact('79,5%', "
        "as_of=datetime.date(2025, 5, 1), by='appraised')], 'zalo_members': at_least(12), 'households_internet': "
        "below('80%'), 'households_smartphone': between('12.5%', '80%'), 'households': at_most(7), "
        "'y': after(datetime.date(2025, 5, 1)), 'j': Judgement(verdict=None, by=None, "
        "on=datetime.date(2025, 5, 1), why=None)})"
    )
    assert " ".join(pretty(commune).split()) == (
        f"Place('Xã A', level='commune', code='1', parts=[{shown}], expected_parts=2)"
    )
    assert "parent=Place('Xã A'" in pretty(Place("Thôn 2", level="village", parent=commune))
    assert [pretty(bounds) for bounds in odd] == [repr(bounds) for bounds in odd]


# Shapes that no shipped set has


def made_of(*criteria: tuple[str, Rule], **changes: Any) -> CriteriaSet:
    """Return a set over shipped indicators."""
    like = load("lang-son/smart-village")
    made = tuple(evolve(like.criteria[0], id=i, rule=rule) for i, rule in criteria)
    return evolve(like, criteria=made, vocabulary=vocabulary(), own=(), **changes)


def test_votes_of_every_shape_can_be_aimed_at() -> None:
    """A gate of two mandatory plus one of several is a shape that provinces use."""
    ids = ["a", "b", "c", "d"]
    tests = ["culture_house_wifi", "media_cooperation", "brands_promoted_online", "zalo_group"]
    some = Requirement(("a", Requirement(("b", "c", "d"), 2)), None)
    for requires, count in ((some, "applicable"), (some, "all"), (Requirement(tuple(ids), 2), "applicable")):
        criteria = made_of(*((i, Holds(t)) for i, t in zip(ids, tests, strict=True)), requires=requires, count=count)
        applies = Holds("smart_village_board")
        criteria = evolve(criteria, criteria=[evolve(c, applies=applies if c.id == "b" else None) for c in criteria])

        def is_so(outcome: Outcome, criteria: CriteriaSet = criteria) -> Callable[[Place], None]:
            def check(place: Place) -> None:
                assert criteria.assess(place).outcome is outcome

            return check

        on_each(passing(criteria), is_so(Outcome.PASS))
        on_each(failing(criteria), is_so(Outcome.FAIL))
        on_each(unknown(criteria, because=[Reason.NOT_RECORDED]), is_so(Outcome.UNKNOWN))


def test_links_are_part_of_what_is_merged() -> None:
    """The joint share is decided by its two supersets; an aim that forgot the link would contradict itself."""
    criteria = made_of(
        ("both", AtLeast("households_internet_and_smart_device", "90%")),
        ("internet", LessThan("households_internet", "95%")),
    )

    def check(place: Place) -> None:
        assert criteria.assess(place).outcome is Outcome.PASS
        assert not criteria.assess(place).issues

    on_each(passing(criteria), check, budget=40)


def test_a_total_that_no_count_fits_leaves_percentages() -> None:
    """Of seven households none make a third to two places; a percentage was published all the same."""
    criteria = made_of(
        ("many", AtLeast(FIBRE, "33.33%")),
        ("few", LessThan("households_internet", "33.34%")),
        ("seven", AtLeast("households", 7) & AtMost("households", 7)),
    )

    def check(place: Place) -> None:
        assert criteria.assess(place).outcome is Outcome.PASS
        assert place.facts["households"] == (Fact(7),)

    on_each(passing(criteria), check)


INTERNET, BOTH = "households_internet", "households_internet_and_smart_device"


def test_thresholds_between_whole_percentages_are_aimed_at() -> None:
    """Where links meet at a third of a percent, whole percentages have no room; nor have millionths of one."""
    readings = Readings("which", {"one": AtMost(INTERNET, "33.34%"), "other": AtMost(BOTH, "33.33%")})
    fine = AtMost(INTERNET, "99.999999%") & MoreThan(INTERNET, "99.999998%")
    for criteria in (made_of(("third", LessThan(BOTH, "1%") & readings)), made_of(("fine", fine))):

        def check(place: Place, criteria: CriteriaSet = criteria) -> None:
            assert set(criteria.assess(place).reasons) == {Reason.BOUNDS}

        on_each(unknown(criteria, because=[Reason.BOUNDS]), check, budget=60)


def test_criteria_that_do_not_decide_are_unknown_for_no_other_reason() -> None:
    """Of one that is met in place of another, the other still tells its reasons: they must be those asked for."""
    tests = (Holds("culture_house_wifi"), MoreThan(FIBRE, "0%"), AtLeast("residents_guided_health_apps", "open"))
    names = ("first", "one", "other")
    criteria = made_of(*zip(names, tests, strict=True), requires=Requirement(("first", Requirement(names[1:], 1)), 2))

    def check(place: Place) -> None:
        assert set(criteria.assess(place).reasons) == {Reason.NOT_RECORDED}

    on_each(unknown(criteria, because=[Reason.NOT_RECORDED]), check, budget=60)


def test_a_known_total_tells_nothing_of_what_is_to_stay_unknown() -> None:
    """Of one household, a third with internet is all of them: whole counts would answer for what is not recorded."""
    small = AtMost("households", 7) & AtLeast("households", 1)
    criteria = made_of(
        ("few", LessThan(BOTH, "50%") & AtLeast(INTERNET, "33.33%") & small),
        ("device", AtMost("households_smart_device", "66.67%")),
    )

    def check(place: Place) -> None:
        assert criteria.assess(place).reasons == (Reason.NOT_RECORDED,)

    on_each(unknown(criteria, because=[Reason.NOT_RECORDED]), check, budget=100)


def test_two_reasons_that_only_come_together_are_drawn_together() -> None:
    """A place of which nothing is recorded is unknown; so there are places to draw, for whatever reasons."""
    criteria = made_of(("few", LessThan(FIBRE, "50%")))
    criteria = evolve(criteria, criteria=[evolve(criteria["few"], applies=AtMost(FIBRE, "1%"))])
    assert reasons_of(criteria) == ()

    def check(place: Place) -> None:
        assert Reason.APPLICABILITY in criteria.assess(place).reasons

    on_each(unknown(criteria), check)


def test_a_total_on_a_threshold_is_the_total_of_its_shares() -> None:
    """A village of two households has no share of which 385 are counted."""
    address = AtLeast("households_digital_address", "80%")
    criteria = made_of(("two", AtLeast("households", 2)), ("fibre", AtLeast(FIBRE, "80%")), ("address", address))

    def check(place: Place) -> None:
        assert not criteria.assess(place).issues

    on_each(on_threshold(criteria), check, budget=60)


# Refusals


def test_what_is_never_unknown_for_so_few_reasons_is_refused() -> None:
    """An empty strategy says "unsatisfiable" only when the test runs, and not why."""
    tests = (AtLeast(FIBRE, "80%"), AtLeast("households_smartphone", "open"))
    judged = Holds("social_networks_effective")
    never = [test & ~judged & judged for test in tests]
    three = made_of(*((f"c{n}", rule) for n, rule in enumerate(never)))
    three = evolve(three, criteria=[evolve(c, applies=LessThan(FIBRE, "50%")) for c in three], count="all")
    with pytest.raises(InvalidValue, match="lang-son/smart-village-2023: no place is unknown for one reason or two"):
        unknown(three)


def test_a_contradiction_names_both_criteria() -> None:
    """Whoever wrote the set must see which two clauses cannot both be met, also where only a link says so."""
    same = made_of(("high", AtLeast(FIBRE, "80%")), ("low", LessThan(FIBRE, "50%")))
    with pytest.raises(InvalidValue, match=r"'high' and 'low' contradict: .*\[80%, 100%\].*\[0%, 50%\)"):
        passing(same)
    linked = made_of(("fibre", AtLeast(FIBRE, "80%")), ("internet", LessThan("households_internet", "50%")))
    with pytest.raises(InvalidValue, match="'fibre' and 'internet' contradict"):
        passing(linked)
    dated = made_of(("late", ~NoLaterThan(PLAN, date(2024, 6, 30))), ("soon", Before(PLAN, date(2024, 3, 1))))
    with pytest.raises(InvalidValue, match=r"'late' and 'soon' contradict: .*\(2024-06-30, ∞\].*\[-∞, 2024-03-01\)"):
        passing(dated)
    counted = made_of(("two", AtLeast("zalo_members", 2)), ("one", AtMost("zalo_members", 1)))
    with pytest.raises(InvalidValue, match=r"'two' and 'one' contradict: .*\[2, ∞\].*\[0, 1\]"):
        passing(counted)


def test_a_search_among_a_million_ways_ends() -> None:
    """Where many criteria can be met in two ways each and two never both, that must be said soon."""
    free = [i.id for i in vocabulary() if i.measure is Measure.YES_NO and Level.VILLAGE in i.levels]
    either = {i: Holds(i) | ~Holds(i) for i in free}
    assert len(either) >= 12  # some thousand ways
    high = AtLeast(FIBRE, "80%") | AtLeast(FIBRE, "90%")
    low = LessThan(FIBRE, "50%") | LessThan(FIBRE, "40%")
    with pytest.raises(InvalidValue, match="'high' and 'low' contradict"):
        passing(made_of(*either.items(), ("high", high), ("low", low)))


def test_a_set_without_required_criteria_is_refused_by_name() -> None:
    """Nothing passes it and nothing fails it, so drawing forever would not help."""
    criteria = load("ho-chi-minh-city/household-device")
    for aim in (passing, failing, unknown):
        with pytest.raises(InvalidValue, match="household-device-2023 has no required criteria"):
            aim(criteria)
    with pytest.raises(InvalidValue, match="no place passes: nothing leads there"):
        passing(made_of(("refers", MeetsSet(criteria))))


@frozen
class Own(Rule):
    """A rule class of somebody else's."""


def test_a_rule_class_of_ones_own_cannot_be_aimed_at() -> None:
    """Nobody knows what it wants; the laws hold for it all the same."""
    with pytest.raises(InvalidValue, match="criterion 'own': Own is a rule class of your own"):
        passing(made_of(("own", Own())))


def test_what_cannot_be_aimed_at_is_refused() -> None:
    """A refusal when the strategy is made is found at once; an empty strategy is not."""
    criteria = load("nghe-an/smart-village")
    with pytest.raises(UnknownCriterion):
        failing(criteria, exactly=["fiber"])
    with pytest.raises(InvalidValue, match="'fibre' applies to every place"):
        not_applicable(criteria, "fibre")
    with pytest.raises(InvalidValue, match="is still met"):
        failing(load("lang-son/requirements"), exactly=["registration"])
    with pytest.raises(InvalidValue, match="because of no_bearer"):
        unknown(criteria, because=[Reason.NO_BEARER])
    with pytest.raises(InvalidValue, match="no thresholds"):
        on_threshold(load("lang-son/smart-village"))
    above = made_of(("below", Holds("culture_house_wifi")), levels=[Level.COMMUNE])
    with pytest.raises(InvalidValue, match="no commune, and no place above, bears 'culture_house_wifi'"):
        passing(above)
    with pytest.raises(InvalidValue, match="asks for nothing that a commune"):
        contradicting(above)


def test_aims_that_stand_in_each_others_way_are_refused() -> None:
    """What is to be left unknown must not be derived from what is recorded, nor told by a total."""
    both = made_of(("fibre", AtLeast(FIBRE, "80%")), ("internet", AtLeast("households_internet", "90%")))
    alone = made_of(("fibre", AtLeast(FIBRE, "80%")))
    exact = AtLeast("households", 5) & AtMost("households", 5)
    counted = made_of(("fibre", AtLeast(FIBRE, "80%")), ("count", exact))
    turned = made_of(("count", exact), ("fibre", AtLeast(FIBRE, "80%")))
    below = made_of(("team", Holds("community_digital_team")), levels=[Level.COMMUNE])
    for criteria, because in (
        (both, [Reason.BOUNDS, Reason.NOT_RECORDED]),
        (alone, [Reason.BOUNDS, Reason.NOT_RECORDED]),
        (counted, [Reason.NO_DENOMINATOR]),
        (turned, [Reason.NO_DENOMINATOR]),
        (below, [Reason.CONTRADICTION]),
    ):
        with pytest.raises(InvalidValue, match="no place is unknown because of"):
            unknown(criteria, because=because)
    on_each(unknown(below), lambda place: not place.facts)


def test_laws_that_say_nothing_of_a_set_are_left_out() -> None:
    """A law about contradicting figures cannot be tried where no figure can be recorded."""
    below = made_of(("team", Holds("community_digital_team")), levels=[Level.COMMUNE])
    left_out = {law.__name__ for law in LAWS} - {law.__name__ for law in laws_for(below)}
    assert left_out == {"contradiction_never_reverses", "closing_the_deciding_gaps_passes", "unknown_is_exact"}
    own = made_of(("own", Own()))
    left_out = {law.__name__ for law in LAWS} - {law.__name__ for law in laws_for(own)}
    assert left_out > {"rule_round_trip", "set_round_trip", "judge_again_from_dict"}


def test_provinces_learn_of_their_communes_too() -> None:
    """Roll-ups are where less and more known differ most: parts not yet listed, listed, and judged."""
    criteria = load("vn/targets")

    def check(pair: tuple[Place, Place]) -> None:
        less, more = (criteria.assess(place) for place in pair)
        assert more.possible <= less.possible

    on_each(learning(criteria), check, budget=150)
    some_listed = settings(phases=[Phase.generate])  # any will do, the simplest or not
    find(learning(criteria), lambda pair: 0 < len(pair[0].parts) < len(pair[1].parts), settings=some_listed)


# Arbitrary facts, rules and sets


@given(st.data())
def test_facts_are_facts_of_their_indicator(data: st.DataObject) -> None:
    """A fact that its indicator cannot have would only ever test the door."""
    indicator = data.draw(st.sampled_from(list(vocabulary())))
    place = Place("Nơi nào đó", level=indicator.levels[0], facts={indicator.id: data.draw(facts(indicator))})
    made = made_of(("one", Holds("culture_house_wifi")), levels=[indicator.levels[0]])
    assert "wrong_measure" not in {issue.code for issue in made.assess(place).issues}


def test_facts_are_drawn_by_id_too() -> None:
    """Most suites know an id, not an object."""
    on_each(facts(FIBRE), lambda fact: isinstance(fact, Fact))


@given(rules([FIBRE, "culture_house_wifi"]), places())
def test_rules_can_be_evaluated_for_any_place(rule: Rule, place: Place) -> None:
    """Rules and places are drawn apart from each other and still fit."""
    assert rule.evaluate(place, vocabulary=vocabulary()).outcome in Outcome
    assert {leaf.indicator for leaf in rule.leaves()} <= {FIBRE, "culture_house_wifi"}  # type: ignore[attr-defined]


@given(rules(vocabulary()))
def test_rules_of_a_vocabulary_fit_it(rule: Rule) -> None:
    """A generated rule must not be refused where a written one would be."""
    assert not list(rule.problems(vocabulary()))


# Consistency


def test_consistent_sets_are_consistent() -> None:
    """What is shipped is held to what others are held to."""
    assert_consistent(load("mard/pilot-selection"), examples=5)


def test_every_problem_is_named_at_once() -> None:
    """Whoever mends a set wants the whole list, not the first entry."""
    criteria = made_of(("high", AtLeast(FIBRE, "80%")), ("low", LessThan(FIBRE, "50%")), ("lax", Lax(FIBRE, "10%")))
    with pytest.raises(AssertionError) as found:
        assert_consistent(criteria, examples=20)
    for named in ("problems", "high", "low", "law nothing_recorded_decides_nothing: Lax"):
        assert named in str(found.value)


@frozen(repr=False)
class Lax(AtLeast):
    """Counts missing as no."""

    def decide(self, known: Any) -> int:
        """Return no where it is not known."""
        return super().decide(known) or -1


def test_a_rule_that_breaks_is_one_problem_among_the_others() -> None:
    """A rule class that raises must not keep the other problems from being named."""
    criteria = made_of(("high", AtLeast(FIBRE, "80%")), ("low", LessThan(FIBRE, "50%")), ("hasty", Hasty(FIBRE, "10%")))
    with pytest.raises(AssertionError) as found:
        assert_consistent(criteria, examples=20)
    for named in (
        "problems",
        "No place can meet all of",
        "the rule Hasty raises an error",
        "law nothing_recorded_decides_nothing: ZeroDivisionError: ",
    ):
        assert named in str(found.value)


@frozen(repr=False)
class Hasty(AtLeast):
    """Divides before it looks."""

    def decide(self, known: Any) -> int:
        """Return what nobody sees."""
        return int(bool(known) / 0)


# Entry points


def run(*args: str, folder: Path, path: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in a process of its own, in which only these modules are added."""
    env = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}  # noqa: TID251 - coverage needs the rest
    return subprocess.run(  # noqa: S603 - our own interpreter and arguments
        [sys.executable, *args], cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a path on which the package's entry points are found, whether it is installed or not."""
    if any(point.value.startswith("_smartvillage_hooks") for point in entry_points(group="hypothesis")):
        return ""
    folder = tmp_path_factory.mktemp("site")
    about = folder / "smartvillage-0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: smartvillage\nVersion: 0\n", "utf-8")
    declared = tomllib.loads((SRC.parent / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    text = "".join(f"[{group}]\n{name} = {value}\n" for group in declared for name, value in declared[group].items())
    (about / "entry_points.txt").write_text(text, "utf-8")
    return os.pathsep.join(map(str, (folder, SRC)))


def test_hypothesis_draws_our_types(installed: str, tmp_path: Path) -> None:
    """`st.from_type` works without importing anything of ours first, and what is drawn can be judged."""
    (tmp_path / "script.py").write_text(
        "from hypothesis import Phase, find, settings, strategies as st\n"
        "from smartvillage import Place, Share\n"
        "from smartvillage.rules import Rule\n"
        "anyhow = settings(phases=[Phase.generate])\n"
        "for kind in (Place, Share, Rule):\n"
        "    assert isinstance(find(st.from_type(kind), lambda _: True, settings=anyhow), kind)\n"
        "@st.composite\n"
        "def both(draw, of=st.from_type(Rule)):\n"
        "    return draw(of).evaluate(draw(st.from_type(Place)))\n"
        "find(both(), lambda finding: finding.code == 0, settings=anyhow)\n",
        "utf-8",
    )
    done = run("script.py", folder=tmp_path, path=installed)
    assert done.returncode == 0, done.stderr


def test_importing_hypothesis_survives_a_broken_smartvillage(installed: str, tmp_path: Path) -> None:
    """An error in an entry point breaks `import hypothesis` for everybody, whatever they use it for."""
    broken = tmp_path / "smartvillage"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise RuntimeError('broken')\n", "utf-8")
    (tmp_path / "script.py").write_text("import hypothesis, sys; assert '_smartvillage_hooks' in sys.modules", "utf-8")
    done = run("script.py", folder=tmp_path, path=installed)
    assert done.returncode == 0, done.stderr


def test_hypothesis_loads_none_of_the_kit(installed: str, tmp_path: Path) -> None:
    """Every suite beside the library pays for its entry points, so they load only what they must."""
    (tmp_path / "script.py").write_text(
        "import hypothesis, sys; assert not {'numpy', 'smartvillage.testing'} & set(sys.modules)", "utf-8"
    )
    done = run("script.py", folder=tmp_path, path=installed)
    assert done.returncode == 0, done.stderr


PAGES = [SRC.parent / "docs" / lang / "how-to" / "test-suite.md" for lang in ("en", "vi")]


def on_the_page(page: Path) -> dict[str, str]:
    """Return the project that a page shows: its files by name, and what it says is named."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^```(?:toml|py|text)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return dict(zip(("my-province.toml", "examples/my-province.toml", "test_own.py", "named"), blocks, strict=True))


SET, CASES, *_ = on_the_page(PAGES[0]).values()


def project(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a project in which pytest finds no settings of another."""
    for name, text in {"pyproject.toml": "", **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text(text, "utf-8")


def test_a_provinces_files_are_collected_as_tests(installed: str, tmp_path: Path) -> None:
    """The throw-away project of the documentation: a planted contradiction, case and rule are named as it says."""
    page, translated = map(on_the_page, PAGES)
    assert page == translated
    named = page.pop("named")
    project(tmp_path, page)
    done = run("-m", "pytest", "--criteria", ".", "-q", "-rf", folder=tmp_path, path=installed)
    assert done.returncode == 1, done.stderr
    failed = [line.partition(" - ")[0] for line in done.stdout.splitlines() if line.startswith("FAILED")]
    assert set(named.splitlines()) <= set(failed)
    assert not any("fibre: below" in line or "::loads" in line for line in failed)
    assert all(line in named or "test_own.py" in line for line in failed)
    for sentence in (
        "No place can meet all of",
        "outcome is 'fail', expected 'pass'",
        "was fail and became pass when more was known",
    ):
        assert sentence in done.stdout


def test_files_that_do_not_load_are_named(installed: str, tmp_path: Path) -> None:
    """A file that is silently left out looks like one that passed."""
    files = {
        "rules/mine.toml": SET.replace("at_least", "at_lest"),
        "rules/not.toml": "id = ",
        "rules/other.toml": 'name = "something else"\n',
        "rules/examples/cases.toml": 'set = "x"',
        "rules/examples/good.toml": CASES.replace("my-province/smart-village-2025", "nghe-an/smart-village"),
    }
    project(tmp_path, files)
    done = run("-m", "pytest", "--criteria", "rules", "-q", "-rf", "test_none.py", folder=tmp_path, path=installed)
    assert "file or directory not found" in done.stderr
    done = run("-m", "pytest", "--criteria", "rules", "-q", "-rf", folder=tmp_path, path=installed)
    assert "Did you mean 'at_least'?" in done.stdout
    assert "this is no TOML" in done.stdout
    assert "5 failed" in done.stdout  # the two good cases name another clause, and a wrong outcome


def test_a_case_is_not_judged_by_whichever_set_comes_last(installed: str, tmp_path: Path) -> None:
    """A forgotten copy beside the file that is worked on must not decide what its cases are."""
    other = SET.replace("80%", "70%")
    project(tmp_path, {"mine.toml": SET, "old/mine.toml": other, "examples/cases.toml": CASES, "new/mine.toml": SET})
    done = run("-m", "pytest", "--criteria", ".", "-q", "-k", "below", folder=tmp_path, path=installed)
    assert "2 failed" in done.stdout
    assert "mine.toml and new/mine.toml and old/mine.toml hold different sets of this id" in done.stdout
    (tmp_path / "old" / "mine.toml").unlink()
    done = run("-m", "pytest", "--criteria", ".", "-q", "-k", "below", folder=tmp_path, path=installed)
    assert "1 failed, 1 passed" in done.stdout  # the wrong expectation of the page


def test_a_set_that_refers_to_a_file_beside_it_keeps_the_laws(tmp_path: Path) -> None:
    """The other set is no shipped one: a law that looks it up among those would blame the province."""
    (tmp_path / "mine.toml").write_text(SET, "utf-8")
    head, *_ = SET.partition("[[criteria]]")
    refers = head.replace("smart-village-2025", "whole-2025") + (
        '[[criteria]]\nid = "all"\ntitle = { vi = "Tất cả", en = "All" }\n'
        'clause = { vi = "Mục 1", en = "Item 1" }\nset = "mine.toml"\n'
    )
    (tmp_path / "whole.toml").write_text(refers, "utf-8")
    for law in laws_for(load(tmp_path / "whole.toml"), examples=3):
        law()


def test_shipped_cases_run_beside_other_tests(installed: str, tmp_path: Path) -> None:
    """A folder elsewhere is collected besides what pytest collects anyway; cases may name a shipped set."""
    cases = CASES.replace("my-province/smart-village-2025", "nghe-an/smart-village")
    cases = cases.replace("Mục 1", load("nghe-an/smart-village")["fibre"].clause.vi).replace('"pass"', '"fail"')
    project(tmp_path, {"there/examples/cases.toml": cases, "here/test_one.py": "def test_one(): pass\n"})
    done = run(
        "-m",
        "pytest",
        "--criteria",
        "../there",
        "-q",
        "--rootdir",
        ".",
        "test_one.py",
        folder=tmp_path / "here",
        path=installed,
    )
    assert "3 passed" in done.stdout, done.stdout + done.stderr


def test_a_folder_that_is_not_there_is_an_error(installed: str, tmp_path: Path) -> None:
    """A misspelt folder must not be an empty, green run."""
    done = run("-m", "pytest", "--criteria", "nowhere", folder=tmp_path, path=installed)
    assert done.returncode == 4
    assert "--criteria nowhere: there is no such folder" in done.stderr
