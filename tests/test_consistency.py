"""What a check finds in a set: each kind of problem once, and nothing unexplained in the shipped sets."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import smartvillage as sv
from smartvillage.cases import Space, TooManyCases
from smartvillage.consistency import Code, Problem, Severity, check
from smartvillage.criteria import Accepted, MeetsSet, Requirement
from smartvillage.errors import InvalidValue
from smartvillage.facts import Evidence
from smartvillage.indicators import Indicator, Level, Measure, Subset, Text
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Finding,
    Holds,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)

WORDS = Text("chữ", "words")
FIBRE, INTERNET, PHONES = "households_fibre_connected", "households_internet", "households_smartphone"
WIFI = Holds("culture_house_wifi")
SOURCE = sv.Source(WORDS, "1/KH", date(2024, 1, 1))


def rules_of(*rules: Rule | sv.Criterion, **more: Any) -> sv.CriteriaSet:
    """Return a set of criteria c0, c1 … for villages, with dates and a source."""
    criteria = [
        r if isinstance(r, sv.Criterion) else sv.Criterion(f"c{n}", WORDS, WORDS, r) for n, r in enumerate(rules)
    ]
    words: dict[str, Any] = {
        "id": "test/some-2024",
        "title": WORDS,
        "source": SOURCE,
        "levels": ("village",),
        "criteria": criteria,
        "vocabulary": sv.vocabulary(),
        "valid_from": date(2024, 1, 1),
        "valid_until": date(2025, 12, 31),
    }
    return sv.CriteriaSet(**(words | more))


def criterion(name: str, rule: Rule, force: str = "required", applies: Rule | None = None) -> sv.Criterion:
    """Return a criterion."""
    return sv.Criterion(name, WORDS, WORDS, rule, force, applies)


def found(rules: sv.CriteriaSet, previous: sv.CriteriaSet | None = None) -> list[tuple[Code, tuple[str, ...]]]:
    """Return the codes and criteria of what is found."""
    return [(problem.code, problem.criteria) for problem in check(rules, previous=previous)]


def only(rules: sv.CriteriaSet, previous: sv.CriteriaSet | None = None) -> Problem:
    """Return the one problem that is found."""
    (problem,) = check(rules, previous=previous)
    return problem


@pytest.mark.parametrize("rules", sv.catalogue(), ids=lambda rules: rules.id)
def test_shipped_sets_are_clean_or_carry_a_reason(rules: sv.CriteriaSet) -> None:
    """Nothing is wrong in a shipped set, and what is doubtful has its reason in the file."""
    assert [p for p in check(rules) if p.severity is not Severity.INFO or p.stated is None] == []


def test_what_the_documents_say_twice_is_still_found() -> None:
    """A reason explains a finding; it does not hide it."""
    accepted = {(rules.id, p.code, p.criteria) for rules in sv.catalogue() for p in check(rules) if p.criteria}
    assert accepted == {
        ("ho-chi-minh-city/household-device-2023", "implied", ("smart-device", "smartphone")),
        ("tien-giang/duties-2022", "duplicate", ("managers-capacity", "managers-awareness")),
    }


TWICE = (AtLeast(FIBRE, "80%"), AtLeast(FIBRE, "80%"))


def test_a_warning_with_a_reason_is_information() -> None:
    """What the document itself says twice should not stop a province's checks."""
    (warning,) = check(rules_of(*TWICE))
    assert (warning.code, warning.severity, warning.stated) == ("duplicate", Severity.WARNING, None)
    (note,) = check(rules_of(*TWICE, accepted=(Accepted("duplicate", WORDS, ("c1", "c0")),)))
    assert (note.code, note.severity, note.stated) == ("duplicate", Severity.INFO, WORDS)


@pytest.mark.parametrize(
    "accepted",
    [
        Accepted("duplicate", WORDS, ("c0", "c2")),
        Accepted("duplicate", WORDS),
        Accepted("implied", WORDS, ("c0", "c1")),
    ],
)
def test_a_reason_for_another_warning_excuses_nothing(accepted: Accepted) -> None:
    """Neither other criteria nor another code; and the reason itself is told to be without ground."""
    problems = check(rules_of(*TWICE, AtLeast(PHONES, "90%"), accepted=(accepted,)))
    assert [(p.code, p.severity, p.criteria) for p in problems] == [
        ("duplicate", Severity.WARNING, ("c0", "c1")),
        ("accepts_nothing", Severity.WARNING, accepted.criteria),
    ]
    assert f"“{accepted.problem}”" in problems[1].explain("en")


def test_an_error_is_never_accepted() -> None:
    """Two criteria that no place meets together make the set wrong, whatever the reason."""
    rules = (AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%"))
    problems = check(rules_of(*rules, accepted=(Accepted("contradiction", WORDS, ("c0", "c1")),)))
    assert [(p.code, p.severity) for p in problems] == [
        ("contradiction", Severity.ERROR),
        ("accepts_nothing", Severity.WARNING),
    ]


def test_a_reason_that_hangs_on_the_edition_before_is_left_alone_without_it() -> None:
    """Whether both are in force is asked only where both are at hand."""
    before = rules_of(AtLeast(FIBRE, "80%"), id="test/some-2023")
    accepted = (Accepted("both_in_force", WORDS),)
    rules = rules_of(AtLeast(FIBRE, "80%"), replaces=before.id, accepted=accepted)
    assert check(rules) == ()
    assert [(p.code, p.severity) for p in check(rules, previous=before)] == [("both_in_force", Severity.INFO)]
    other = rules_of(AtLeast(FIBRE, "80%"), accepted=accepted)
    assert [p.code for p in check(other, previous=before)] == ["accepts_nothing"]


def test_a_reason_names_criteria_of_the_set() -> None:
    """A slip of the pen is told with the nearest id."""
    with pytest.raises(InvalidValue, match="accepted names 'c9', which is no criterion of the set"):
        rules_of(*TWICE, accepted=(Accepted("duplicate", WORDS, ("c0", "c9")),))


def test_a_consistent_set_has_no_problems() -> None:
    """Silence means that all was looked at."""
    assert check(rules_of(AtLeast(FIBRE, "80%"), AtLeast(PHONES, "90%"), WIFI)) == ()


def test_a_criterion_that_no_place_can_meet() -> None:
    """Above 80 % and below 50 % at once; or more fibre than internet, by the link."""
    problem = only(rules_of(AllOf(MoreThan(FIBRE, "80%"), LessThan(FIBRE, "50%")), WIFI))
    assert (problem.code, problem.criteria, problem.severity) == ("cannot_pass", ("c0",), Severity.ERROR)
    assert problem.where == "test/some-2024#c0"
    problem = only(rules_of(AllOf(AtLeast(FIBRE, "80%"), LessThan(INTERNET, "50%"))))
    assert (problem.code, problem.links) == ("cannot_pass", ("fibre-is-internet",))


def test_a_criterion_that_every_place_meets() -> None:
    """At least 50 % or at most 60 % tests nothing."""
    assert found(rules_of(AnyOf(AtLeast(FIBRE, "50%"), AtMost(FIBRE, "60%")))) == [("cannot_fail", ("c0",))]
    kinds = tuple(sv.vocabulary()["district_kind"].values)
    assert found(rules_of(OneOf("district_kind", *kinds), levels=("district",))) == [("cannot_fail", ("c0",))]


def test_applicability_that_never_or_always_holds() -> None:
    """A criterion for nobody is an error, one with an empty condition a warning."""
    never = AllOf(WIFI, Not(WIFI))
    assert found(rules_of(criterion("a", AtLeast(FIBRE, "50%"), applies=never))) == [("never_applies", ("a",))]
    always = AnyOf(WIFI, Not(WIFI))
    assert found(rules_of(criterion("a", AtLeast(FIBRE, "50%"), applies=always))) == [("always_applies", ("a",))]
    beyond = criterion("a", LessThan(FIBRE, "50%"), applies=AtLeast(FIBRE, "60%"))
    assert found(rules_of(beyond)) == [("cannot_pass", ("a",))]
    within = criterion("a", AtLeast(FIBRE, "50%"), applies=AtLeast(FIBRE, "60%"))
    assert found(rules_of(within)) == [("cannot_fail", ("a",))]


def test_contradictory_criteria_name_the_links() -> None:
    """Fibre for 80 % and internet for less than half cannot be; the interval left is empty where they share one."""
    problem = only(rules_of(AtLeast(FIBRE, "80%"), LessThan(INTERNET, "50%")))
    assert (problem.code, problem.criteria, problem.links) == ("contradiction", ("c0", "c1"), ("fibre-is-internet",))
    problem = only(rules_of(AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%")))
    assert (problem.indicator, problem.left, problem.links) == (FIBRE, (), ())
    several = AllOf(AtLeast(FIBRE, "80%"), AtLeast(PHONES, "90%")), AllOf(AtMost(FIBRE, "95%"), AtMost(PHONES, "50%"))
    assert only(rules_of(*several)).indicator == PHONES


def test_the_parts_that_decide_are_named_and_no_others() -> None:
    """Of a long rule a reader wants the two lines that do not fit together, or the two that leave nothing out."""
    high, low = AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%")
    assert only(rules_of(AllOf(WIFI, AllOf(high, low)))).because == (high, low)
    assert only(rules_of(AllOf(WIFI, Readings("q", {"a": high, "b": low})))).because == (high, low)
    assert only(rules_of(criterion("a", AllOf(WIFI, low), applies=AllOf(high, WIFI)))).because == (high, low)
    assert only(rules_of(AnyOf(WIFI, Not(low), AtMost(FIBRE, "60%")))).because == (Not(low), AtMost(FIBRE, "60%"))
    within = criterion("a", AnyOf(WIFI, AtLeast(FIBRE, "50%")), applies=high)
    assert only(rules_of(within)).because == (Not(high), AtLeast(FIBRE, "50%"))
    assert only(rules_of(AllOf(WIFI, high), AllOf(low, WIFI))).because == (high, low)
    phones, both = AtLeast(PHONES, "90%"), LessThan("households_internet_and_smart_device", "60%")
    assert only(rules_of(high, AllOf(WIFI, phones), both)).because == (high, phones, both)


def test_a_contradiction_with_an_aspiration_is_a_warning() -> None:
    """An aim that contradicts a requirement leaves the verdict alone; a preference binds nobody."""
    required, aim = criterion("a", AtLeast(FIBRE, "80%")), criterion("b", LessThan(FIBRE, "50%"), "aspirational")
    assert only(rules_of(required, aim)).severity is Severity.WARNING
    assert check(rules_of(required, evolve(aim, force=sv.Force.PREFERENCE))) == ()


def test_criteria_for_other_places_do_not_contradict() -> None:
    """One threshold with a culture house, another without."""
    one = criterion("a", AtLeast(FIBRE, "80%"), applies=WIFI)
    two = criterion("b", LessThan(FIBRE, "50%"), applies=Not(WIFI))
    assert check(rules_of(one, two)) == ()
    assert found(rules_of(one, evolve(two, applies=WIFI))) == [("contradiction", ("a", "b"))]


def test_three_criteria_may_contradict_where_no_two_do() -> None:
    """Fibre and smartphones for 90 % each leave no room for a joint share below 80 %."""
    low = LessThan("households_internet_and_smart_device", "80%")
    problem = only(rules_of(AtLeast(FIBRE, "90%"), WIFI, AtLeast(PHONES, "90%"), low))
    assert (problem.code, problem.criteria) == ("contradiction", ("c0", "c2", "c3"))
    assert "internet-and-device" in problem.links


def test_alternatives_may_exclude_each_other() -> None:
    """One of two is enough: that both cannot be is no contradiction; that two of three are needed is."""
    either = Requirement(("c0", "c1"), at_least=1)
    assert check(rules_of(AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%"), requires=either)) == ()
    three = (
        AtLeast(FIBRE, "80%"),
        LessThan(FIBRE, "50%"),
        Holds("public_wifi") & LessThan(FIBRE, "60%") & MoreThan(FIBRE, "55%"),
    )
    two_of = Requirement(("c0", "c1", "c2"), at_least=2)
    assert found(rules_of(*three, requires=two_of)) == [("contradiction", ("c0", "c1", "c2"))]
    nested = Requirement((Requirement(("c0", "c1")), Requirement(("c2", "c3"), at_least=1)))
    assert found(rules_of(AtLeast(FIBRE, "80%"), LessThan(INTERNET, "70%"), WIFI, Not(WIFI), requires=nested)) == [
        ("contradiction", ("c0", "c1"))
    ]


def test_one_value_left_is_worth_knowing() -> None:
    """At least 8 and at most 8: met only at 8, as the witness shows."""
    low, high = AtLeast("zalo_members", 8), AtMost("zalo_members", 8)
    problem = only(rules_of(low, high))
    assert (problem.code, problem.severity, problem.left) == ("one_value_left", Severity.INFO, (sv.Bounds(8, 8),))
    assert problem.witness is not None
    assert problem.witness.facts["zalo_members"][0].value == 8
    assert check(rules_of(low, AtMost("zalo_members", 9))) == ()
    assert found(rules_of(AllOf(low, high), AtMost("zalo_members", 20))) == [("implied", ("c1", "c0"))]


def test_duplicates_are_told_whatever_their_words() -> None:
    """More than 4 and at least 5 are the same of a count; "not below" is the same as "at least" of a share."""
    assert found(rules_of(MoreThan("zalo_members", 4), AtLeast("zalo_members", 5))) == [("duplicate", ("c0", "c1"))]
    twice = rules_of(AtLeast(FIBRE, "80%"), Not(LessThan(FIBRE, "80%")))
    assert found(twice) == [("duplicate", ("c0", "c1"))]
    readings = Readings("q", {"a": AtLeast(FIBRE, "80%"), "b": AtLeast(FIBRE, "90%")})
    assert found(rules_of(readings, AtLeast(FIBRE, "90%"))) == [("implied", ("c0", "c1"))]


def test_implied_criteria_name_from_what_and_by_which_links() -> None:
    """The joint share follows from fibre and smartphones, and the witness has just that."""
    joint = AtLeast("households_internet_and_smart_device", "70%")
    problem = only(rules_of(joint, AtLeast(FIBRE, "80%"), WIFI, AtLeast(PHONES, "90%")))
    assert (problem.code, problem.criteria) == ("implied", ("c0", "c1", "c3"))
    assert problem.links == ("fibre-is-internet", "smartphone-is-smart-device", "internet-and-device")
    assert problem.witness is not None
    assert rules_of(joint).assess(problem.witness).outcome is sv.Outcome.PASS


def test_a_target_that_aims_higher_is_no_repetition() -> None:
    """Required 80 % follows from the aim of 90 %, and is needed all the same; an aim below what is required is not."""
    high, low = AtLeast(FIBRE, "90%"), AtLeast(FIBRE, "80%")
    assert check(rules_of(criterion("a", low), criterion("b", high, "aspirational"))) == ()
    aim = rules_of(criterion("a", high), criterion("b", low, "aspirational"))
    assert found(aim) == [("implied", ("b", "a"))]
    preference = rules_of(criterion("a", high), criterion("b", low, "preference"))
    assert found(preference) == [("implied", ("b", "a"))]


def test_a_criterion_of_another_level_is_an_error() -> None:
    """A commune does not bear a figure of its villages; a village uses its commune's."""
    problem = only(rules_of(WIFI, levels=("commune",)))
    assert (problem.code, problem.indicator) == ("wrong_level", "culture_house_wifi")
    assert problem.more == (("level", "commune"), ("levels", "village"))
    assert check(rules_of(AtLeast("staff_e_office", "100%"))) == ()


def test_a_level_that_had_ended_bears_nothing() -> None:
    """A set from 2026 on cannot ask of districts, nor of shares of them."""
    later = {"valid_from": date(2026, 1, 1), "valid_until": date(2030, 12, 31), "levels": ("province",)}
    problem = only(rules_of(AtLeast("districts_ntm_9_5", "60%"), **later))
    assert (problem.code, problem.indicator) == ("no_bearer", "districts_ntm_9_5")
    assert check(rules_of(AtLeast("communes_ntm_8_4", "97%"), **later)) == ()


def test_thresholds_and_deadlines_that_cannot_be_meant() -> None:
    """Two and a half members, and a deadline before the set begins or after it ends."""
    problem = only(rules_of(AtLeast("zalo_members", Decimal("2.5"))))
    assert (problem.code, problem.more) == ("not_whole", (("value", "2.5"),))
    province = {"levels": ("province",), "vocabulary": sv.vocabulary()}
    for day, codes in (
        (date(2024, 1, 1), []),
        (date(2023, 12, 31), ["deadline_outside"]),
        (date(2025, 12, 31), []),
        (date(2026, 1, 1), ["deadline_outside"]),
    ):
        rules = rules_of(NoLaterThan("digital_plan_issued", day), **province)
        assert [problem.code for problem in check(rules)] == codes
    assert check(rules_of(Before("digital_plan_issued", date(2026, 1, 1)), **province)) == ()
    assert (
        check(rules_of(Before("digital_plan_issued", date(2026, 1, 1)), **province, valid_until=None))[0].code
        == "no_dates"
    )


def test_sets_without_dates_or_source_need_a_reason() -> None:
    """What is not printed is a warning; what the set explains is information with its own words."""
    bare = rules_of(WIFI, valid_from=None, valid_until=None, source=sv.Source(WORDS))
    assert [(p.code, p.severity.value, p.more[0][1]) for p in check(bare)] == [
        ("no_dates", "warning", "valid_from, valid_until"),
        ("no_source", "warning", "number, date"),
    ]
    assert check(bare)[0].where == "test/some-2024"
    told = evolve(bare, assumed=WORDS, source=evolve(bare.source, known=WORDS))
    assert [(p.severity.value, p.stated) for p in check(told)] == [("info", WORDS), ("info", WORDS)]


def test_ids_must_keep_their_meaning_between_editions() -> None:
    """A criterion that asks of another thing, and an own indicator over another total, are errors."""
    own = Indicator("rate", (sv.Level.VILLAGE,), Measure.SHARE, WORDS, denominator="households")
    new = evolve(own, denominator="residents")
    before = rules_of(AtLeast(FIBRE, "80%"), AtLeast("rate", "50%"), vocabulary=sv.vocabulary().extended([own]))
    before = evolve(before, id="test/some-2022")
    after = rules_of(AtLeast(PHONES, "80%"), AtLeast("rate", "50%"), vocabulary=sv.vocabulary().extended([new]))
    problems = check(after, previous=before)
    assert [(p.code, p.criteria, p.indicator) for p in problems] == [
        ("changed_meaning", ("c0",), None),
        ("changed_meaning", (), "rate"),
    ]
    assert problems[0].more == (("previous", "test/some-2022"), ("was", FIBRE), ("is", PHONES))
    assert problems[1].more[1:] == (("was", "share, households"), ("is", "share, residents"))


def test_a_renamed_criterion_is_told_and_an_overlap_of_editions_too() -> None:
    """The successor of a set says what it calls otherwise; both in force at once is a warning."""
    before = rules_of(criterion("internet", AtLeast(FIBRE, "80%")), id="test/some-2022")
    after = rules_of(criterion("fibre", AtLeast(FIBRE, "85%")), replaces="test/some-2022")
    codes = {p.code: dict(p.more) for p in check(after, previous=before)}
    assert codes["renamed"] == {"previous": "test/some-2022", "was": "internet", "is": "fibre"}
    assert codes["both_in_force"]["first"] == "2024-01-01"
    ended = evolve(before, valid_until=date(2023, 12, 31), valid_from=None)
    assert [p.code for p in check(after, previous=ended)] == ["renamed"]


class CountsMissingAsNo(Rule):
    """A rule class of somebody's own that holds what is not recorded for not met."""

    def evaluate(self, place: sv.Place | Evidence, **_: object) -> Finding:
        """Look only at what is recorded."""
        where = place.place if isinstance(place, Evidence) else place
        return Finding(self, 1 if "culture_house_wifi" in where.facts else -1)


class Careful(Rule):
    """A rule class of somebody's own that knows when it does not know."""

    def evaluate(self, place: sv.Place | Evidence, **_: object) -> Finding:  # noqa: ARG002 - as rules are called
        """Know nothing."""
        return Finding(self, 0)


def test_a_rule_class_of_ones_own_is_named_and_tried_on_nothing() -> None:
    """It cannot be checked; but an answer about a place of which nothing is known is wrong in any case."""
    problems = check(rules_of(AllOf(CountsMissingAsNo(), WIFI), Careful(), levels=("village", "commune")))
    own = [(p.code, p.criteria, dict(p.more)["kind"]) for p in problems if p.code != "wrong_level"]
    assert own == [
        ("decides_on_nothing", ("c0",), "CountsMissingAsNo"),
        ("own_rule", ("c0",), "CountsMissingAsNo"),
        ("own_rule", ("c1",), "Careful"),
    ]
    assert problems[0].witness is not None
    assert dict(problems[0].more).get("outcome", "fail") == "fail"


def test_a_set_that_refers_to_another_is_checked_with_it() -> None:
    """What the other set asks for is implied, a contradiction with it found, its own indicators known."""
    own = Indicator("own_thing", (sv.Level.VILLAGE,), Measure.YES_NO, WORDS)
    inner = rules_of(
        AtLeast(FIBRE, "80%"), Holds("own_thing"), vocabulary=sv.vocabulary().extended([own]), id="test/inner-2024"
    )
    assert found(rules_of(MeetsSet(inner), AtLeast(FIBRE, "50%"))) == [("implied", ("c1", "c0"))]
    assert found(rules_of(MeetsSet(inner), LessThan(FIBRE, "50%"))) == [("contradiction", ("c0", "c1"))]


def test_the_same_is_told_once_for_all_levels() -> None:
    """A set for villages and communes has each problem once."""
    twice = rules_of(AtLeast(FIBRE, "80%"), AtLeast(FIBRE, "80%"), levels=("village", "commune"))
    assert found(twice) == [("duplicate", ("c0", "c1"))]


def test_where_all_count_two_that_never_apply_together_contradict() -> None:
    """What does not apply counts as not met there, so that no place is ready; elsewhere such a pair is usual."""
    few, many = LessThan(INTERNET, "50%"), AtLeast(INTERNET, "60%")
    pair = (criterion("few", WIFI, applies=few), criterion("many", Holds("zalo_group"), applies=many))
    assert found(rules_of(*pair)) == []
    problem = only(rules_of(*pair, count="all"))
    assert (problem.code, problem.severity) == ("contradiction", Severity.ERROR)
    assert (problem.criteria, set(problem.because)) == (("few", "many"), {few, many})
    aspired = (pair[0], evolve(pair[1], force="aspirational"))
    assert found(rules_of(*aspired, count="all")) == []


def test_where_all_count_three_must_apply_together() -> None:
    """Also where each two of them can."""
    conditions = (AtLeast(FIBRE, "80%"), LessThan(PHONES, "90%") | Holds("zalo_group"), AtLeast(PHONES, "90%"))
    three = [criterion(f"c{n}", WIFI | Holds(f"p{n}"), applies=c) for n, c in enumerate(conditions)]
    own = [Indicator(f"p{n}", (Level.VILLAGE,), Measure.YES_NO, WORDS) for n in range(3)]
    vocabulary = sv.vocabulary().extended(own)
    assert found(rules_of(*three, count="all", vocabulary=vocabulary)) == []
    three[1] = evolve(three[1], applies=conditions[1] & ~Holds("zalo_group") | LessThan(FIBRE, "80%"))
    problem = only(rules_of(*three, count="all", vocabulary=vocabulary))
    assert (problem.code, problem.criteria) == ("contradiction", ("c0", "c1", "c2"))
    assert found(rules_of(*three, vocabulary=vocabulary)) == []


def test_what_excludes_each_other_does_so_by_the_links_named() -> None:
    """A reader who follows the links must come to the same: parts and links are those of one argument."""
    both = "households_internet_and_smart_device"
    rules = rules_of(AtLeast(FIBRE, "90%") & AtLeast(both, "60%"), AtMost(INTERNET, "50%"))
    problem = only(rules)
    for links in (problem.links, ()):
        vocabulary = rules.vocabulary.without(x.name for x in rules.vocabulary.links if x.name not in links)
        assert Space(vocabulary, Level.VILLAGE).clash(problem.because) == (links != ())


def test_a_condition_that_never_holds_names_its_links() -> None:
    """Without its link such a condition looks as if it could."""
    problem = only(rules_of(criterion("c0", WIFI, applies=AtLeast(FIBRE, "80%") & LessThan(INTERNET, "50%"))))
    assert (problem.code, problem.links) == ("never_applies", ("fibre-is-internet",))


def test_twins_are_not_counted_among_three_that_contradict() -> None:
    """Of two that ask the same and one that excludes it, pairs are all there is to tell."""
    codes = found(rules_of(AtLeast(FIBRE, "80%"), AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%")))
    assert codes == [("contradiction", ("c0", "c2")), ("contradiction", ("c1", "c2")), ("duplicate", ("c0", "c1"))]


def test_an_example_meets_what_is_implied_and_what_implies_it() -> None:
    """An example of "whoever meets this" that does not meet this is none; what is known of nothing is not told."""
    day = "map_drawn_on"
    own = Indicator(day, (Level.VILLAGE,), Measure.DATE, WORDS)
    either = AtLeast(FIBRE, "80%") | Holds("zalo_group")
    cases = (
        (WIFI & either, WIFI | AtLeast(PHONES, "90%")),
        (AtLeast(FIBRE, "60%"), AtLeast(FIBRE, "50%") & (LessThan(PHONES, "90%") | AtLeast(PHONES, "80%"))),
        (WIFI & (Holds("zalo_group") | Before(day, date(2024, 6, 1))), WIFI | Before(day, date(2024, 7, 1))),
    )
    for premise, conclusion in cases:
        rules = rules_of(premise, conclusion, vocabulary=sv.vocabulary().extended([own]))
        problem = only(rules)
        assert problem.code == "implied"
        assert problem.witness is not None
        for rule in (premise, conclusion):
            assert rule.evaluate(problem.witness, vocabulary=rules.vocabulary).code == 1
        assert "Example: " in problem.explain("en")


@pytest.mark.parametrize("name", ["clash_links", "needed"])
def test_a_finding_too_large_to_explain_is_still_an_error(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Whether a set can be met and why not are two questions; no answer to the second takes the first one back."""

    def endless(*_: object) -> None:
        raise TooManyCases

    high, low = AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%")
    three = (high | WIFI, low | Holds("zalo_group"), Not(WIFI | Holds("zalo_group")))
    sets = (
        rules_of(high, low),
        rules_of(*three),
        rules_of(high & low),
        rules_of(criterion("c0", WIFI, applies=high & low)),
    )
    whole = [found(rules) for rules in sets]
    monkeypatch.setattr(f"smartvillage.consistency.examining.{name}", endless)
    assert [found(rules) for rules in sets] == whole
    problem = only(sets[0])
    assert (problem.severity, problem.because, problem.links) == (Severity.ERROR, (), ())


def test_too_large_questions_are_said_to_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is called consistent that was not looked at."""
    monkeypatch.setattr("smartvillage.cases.MOST_CASES", 1)
    assert ("too_many", ("c0",)) in found(rules_of(AtLeast(FIBRE, "80%"), WIFI))
    monkeypatch.setattr("smartvillage.cases.MOST_CASES", 4)
    rules = rules_of(AtLeast(FIBRE, "80%"), AtLeast(INTERNET, "90%"), AtLeast(PHONES, "90%"))
    problems = [p for p in check(rules) if p.code == "too_many"]
    assert {dict(p.more)["checks"] for p in problems} <= {"cannot_pass", "contradiction", "implied"}
    assert {p.severity for p in problems} == {Severity.WARNING}


def test_all_questions_together_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many questions, none of them too large, must not take hours; what comes too late is said once for each kind."""
    asked = [SomeOf(*(AtLeast(i, f"{n}%") for i in (FIBRE, INTERNET, PHONES)), at_least=2) for n in range(40, 60)]
    monkeypatch.setattr("smartvillage.cases.MOST_WORK", 6000)
    problems = check(rules_of(*asked))
    late = [(p.criteria, dict(p.more)["checks"]) for p in problems if p.code == "too_many" and not p.criteria]
    assert late == [((), "contradiction"), ((), "implied")]
    assert len(problems) < 10


def test_a_large_rule_has_fewer_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cases are counted by what they cost: a file of a megabyte must not take a thousand times as long."""
    evaluated = []
    evaluate = SomeOf.evaluate

    def counted(rule: SomeOf, *about: Any, **more: Any) -> Finding:
        evaluated.append(len(rule.parts))
        return evaluate(rule, *about, **more)

    monkeypatch.setattr(SomeOf, "evaluate", counted)
    monkeypatch.setattr("smartvillage.cases.MOST_WORK", 6000)
    tests = [AtLeast(i, f"{n}%") for n in range(1, 100) for i in (FIBRE, INTERNET, PHONES)]
    rules = rules_of(SomeOf(*tests, at_least=2) & SomeOf(*map(Not, tests), at_least=150))
    assert {code for code, _ in found(rules)} == {"too_many"}
    assert sum(evaluated) < 2 * 6000


def test_very_many_criteria_on_one_indicator_are_said_to_be_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs grow with the square of the criteria; those that share no indicator are not counted."""
    monkeypatch.setattr("smartvillage.consistency.examining.MOST_PAIRS", 2)
    assert found(rules_of(AtLeast(FIBRE, "80%"), AtLeast(PHONES, "90%"), WIFI, AtLeast("zalo_members", 4))) == []
    assert found(rules_of(*(AtLeast(FIBRE, f"{n}0%") for n in (5, 6, 7)))) == [("too_many", ())]


def test_links_of_a_users_own_count() -> None:
    """A set may bring its own link, and is checked by it."""
    link = Subset("phones-need-fibre", PHONES, FIBRE, WORDS)
    rules = rules_of(AtLeast(PHONES, "90%"), LessThan(FIBRE, "50%"), vocabulary=sv.vocabulary().extended(links=[link]))
    assert only(rules).links == ("phones-need-fibre",)


TENTHS = st.integers(1, 9).map(lambda n: Fraction(n, 10))
KINDS = st.sampled_from([AtLeast, MoreThan, AtMost, LessThan])
POINTS = [sv.Place("Thôn", level="village", facts={FIBRE: sv.percent(f"{5 * n}%")}) for n in range(21)]


@given(
    st.lists(st.tuples(KINDS, TENTHS), min_size=1, max_size=2),
    st.lists(st.tuples(KINDS, TENTHS), min_size=1, max_size=2),
)
def test_what_a_check_says_of_two_criteria_is_true_of_every_point(
    one: list[tuple[type, Fraction]], two: list[tuple[type, Fraction]]
) -> None:
    """Cannot pass, contradiction, duplicate and implied, each held to all points of a grid."""
    x, y = (AllOf(*(kind(FIBRE, value) for kind, value in tests)) for tests in (one, two))
    passes_x, passes_y = ([rule.evaluate(place).code == 1 for place in POINTS] for rule in (x, y))
    codes = {code for code, _ in found(rules_of(x, y))}
    both = [a and b for a, b in zip(passes_x, passes_y, strict=True)]
    possible = any(passes_x) and any(passes_y)
    assert ("cannot_pass" in codes) == (not possible)
    if possible:
        assert ("contradiction" in codes) == (not any(both))
        assert ("duplicate" in codes) == (passes_x == passes_y)
        implied = passes_x != passes_y and any(both) and both in (passes_x, passes_y)
        assert ("implied" in codes) == implied
