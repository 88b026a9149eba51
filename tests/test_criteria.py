"""Criteria sets and assessments: what a document asks, and what it finds for a place."""

import copy
import pickle
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from attrs import evolve, frozen

from smartvillage import Assessment, CriteriaSet, Criterion, Fact, Judgement, Outcome, Place, Share, Source, above, load
from smartvillage.criteria import Accepted, Force, MeetsSet, Requirement, Settlement, Tally
from smartvillage.errors import (
    CannotWrite,
    InvalidType,
    InvalidValue,
    NoTruthValue,
    SmartVillageError,
    UnknownCriterion,
    UnknownIndicator,
    WrongLevel,
)
from smartvillage.facts import Evidence, Issue
from smartvillage.indicators import Indicator, Level, Measure, Text, Unit, Vocabulary
from smartvillage.messages import explain_assessment, explain_criterion
from smartvillage.outcomes import FAILS, NOT_APPLICABLE, PASSES, UNDECIDED, Reason
from smartvillage.report import bundle_of, html_of
from smartvillage.rules import AtLeast, Finding, Holds, Readings, Rule
from smartvillage.services import described

NAME = Text("tên", "name")
VILLAGES = (Level.VILLAGE,)
WORDS = Vocabulary(
    {i: Indicator(i, VILLAGES, Measure.YES_NO, NAME) for i in "abcde"}
    | {"n": Indicator("n", VILLAGES, Measure.COUNT, NAME, unit=Unit("hộ", "household", "households"))}
    | {i: Indicator(i, VILLAGES, Measure.SHARE, NAME, denominator="n") for i in ("s", "t")}
    | {"j": Indicator("j", VILLAGES, Measure.JUDGEMENT, NAME)}
)
A, B, C = map(Holds, "abc")
SIGNED: dict[str, Any] = {"by": "Hội đồng", "on": date(2025, 3, 3), "why": "BB 07"}


def criterion(name: str, rule: Rule, **about: Any) -> Criterion:
    """Make a criterion."""
    return Criterion(name, NAME, NAME, rule, **about)


def criteria_set(*criteria: Criterion, **about: Any) -> CriteriaSet:
    """Make a set of village criteria."""
    defaults: dict[str, Any] = {
        "id": "x/y-2024",
        "title": NAME,
        "levels": ["village"],
        "source": Source(NAME),
        "vocabulary": WORDS,
    }
    return CriteriaSet(criteria=criteria, **(defaults | about))


def village(**facts: Any) -> Place:
    """Make a village with these facts."""
    return Place("Thôn 8", level="village", facts=facts)


NGHE_AN = load("nghe-an/smart-village")
MARD = load("mard/pilot-selection")
LANG_SON = load("lang-son/targets")


class TestCriterion:
    """Applicability belongs to the criterion."""

    @pytest.mark.parametrize(
        ("facts", "outcome", "reasons"),
        [
            ({"a": True, "b": True}, "pass", ()),
            ({"a": False, "b": True}, "fail", ()),
            ({"a": False, "b": False}, "not_applicable", (Reason.DOES_NOT_APPLY,)),
            ({"a": True}, "unknown", (Reason.APPLICABILITY,)),
            ({"b": True}, "unknown", (Reason.NOT_RECORDED,)),
            ({}, "unknown", (Reason.APPLICABILITY, Reason.NOT_RECORDED)),
        ],
        ids=repr,
    )
    def test_applies(self, facts: dict[str, bool], outcome: str, reasons: tuple[Reason, ...]) -> None:
        """Where its `applies` rule fails, nothing is asked; where that is unknown, so is the answer."""
        found = criteria_set(criterion("x", A, applies=B)).assess(village(**facts))["x"]
        assert (found.outcome.value, found.reasons) == (outcome, reasons)
        assert found.reason is (reasons[0] if reasons else None)

    def test_what_does_not_apply_lacks_nothing(self) -> None:
        """A gap of something that is not asked would send people to work."""
        rules = criteria_set(criterion("x", AtLeast("s", "80%"), applies=B))
        found = rules.assess(village(s=Share(1, 10), b=False))["x"]
        assert (found.gap, found.gaps, found.undecided()) == (None, (), [])
        assert rules.assess(village(s=Share(1, 10), b=True))["x"].gap is not None

    def test_the_undecided_leaves_are_those_that_matter(self) -> None:
        """What is still to be measured includes whether it applies."""
        found = criteria_set(criterion("x", A, applies=B)).assess(village())["x"]
        assert [leaf.rule for leaf in found.undecided()] == [B, A]
        assert [leaf.rule for leaf in found.leaves()] == [B, A]

    def test_it_can_be_judged_alone(self) -> None:
        """A roll-up asks a single criterion."""
        evidence = Evidence(village(a=True), WORDS)
        assert criterion("x", A).possible_for(evidence) == PASSES
        assert criterion("x", A, force="preference").force is Force.PREFERENCE
        with pytest.raises(ValueError, match="mandatory"):
            criterion("x", A, force="mandatory")

    def test_a_finding_has_no_truth_value_and_names_itself(self) -> None:
        """`if assessment["fibre"]:` would take unknown for met."""
        found = criteria_set(criterion("x", A)).assess(village())["x"]
        with pytest.raises(NoTruthValue, match=r"write `finding.outcome is Outcome.PASS`"):
            bool(found)
        assert repr(found) == "<CriterionFinding x: unknown>"
        assert found.explain() == explain_criterion(found, "vi")
        assert found.explain("en") == explain_criterion(found, "en") != found.explain()
        assert found == criteria_set(criterion("x", A)).assess(village())["x"]

    def test_a_notebook_shows_criteria_and_findings(self) -> None:
        """The last line of a cell shows a single one as it shows a set or an assessment."""
        asked = criterion("x", A)
        found = criteria_set(asked).assess(village())["x"]
        assert (asked._repr_html_(), asked._repr_mimebundle_()) == (html_of(asked), bundle_of(asked))
        assert (found._repr_html_(), found._repr_mimebundle_()) == (html_of(found), bundle_of(found))


class TestRequirement:
    """Which criteria decide."""

    @pytest.mark.parametrize(("of", "k"), [((), None), (("a",), 2), (("a",), 0), ((), 1)])
    def test_it_can_be_met_and_is_not_met_by_nothing(self, of: tuple[str, ...], k: int | None) -> None:
        """Nothing is vacuously met."""
        with pytest.raises(InvalidValue, match="a requirement names members"):
            Requirement(of, k)

    def test_trees_of_requirements(self) -> None:
        """Two mandatory and one of two others."""
        tree = Requirement(("x", Requirement(("y", "z"), 1)))
        rules = criteria_set(*(criterion(i, Holds(r)) for i, r in zip("xyz", "abc", strict=True)), requires=tree)
        assert list(tree.ids()) == ["x", "y", "z"]
        assert rules.assess(village(a=True, b=False, c=True)).outcome is Outcome.PASS
        assert rules.assess(village(a=True, b=False, c=False)).outcome is Outcome.FAIL
        assert rules.assess(village(a=True, b=False)).outcome is Outcome.UNKNOWN

    def test_count_all_keeps_the_number_needed(self) -> None:
        """Some documents ask for two, whether or not the third applies."""
        members = (criterion("x", A), criterion("y", B, applies=C))
        place = village(a=True, b=True, c=False)
        assert criteria_set(*members).assess(place).outcome is Outcome.PASS
        assert criteria_set(*members, count="all").assess(place).outcome is Outcome.FAIL

    def test_what_does_not_apply_lowers_the_number_needed_in_an_inner_requirement_too(self) -> None:
        """Of "y and z", z does not apply: y alone is asked for, unless the document counts all."""
        tree = Requirement(("x", Requirement(("y", "z"))))
        members = (criterion("x", A), criterion("y", B), criterion("z", Holds("d"), applies=C))
        place = village(a=True, b=True, c=False)
        assert criteria_set(*members, requires=tree).assess(place).outcome is Outcome.PASS
        assert criteria_set(*members, requires=tree, count="all").assess(place).outcome is Outcome.FAIL


def repickled(rules: CriteriaSet) -> CriteriaSet:
    """Send a set to another process and back."""
    again: CriteriaSet = pickle.loads(pickle.dumps(rules))  # noqa: S301 - our own
    return again


class TestCriteriaSet:
    """A set is checked when it is made."""

    @pytest.mark.parametrize(
        ("make", "words"),
        [
            (criteria_set, "at least one criterion"),
            (lambda: criteria_set(criterion("x", A), levels=[]), "at least one level"),
            (lambda: criteria_set(criterion("x", A), criterion("x", B)), "two criteria have the id 'x'"),
            (
                lambda: criteria_set(criterion("x", A), valid_from=date(2025, 1, 1), valid_until=date(2024, 1, 1)),
                "valid_from 2025-01-01 is after valid_until 2024-01-01",
            ),
            (lambda: criteria_set(criterion("x", Holds("n"))), "criterion 'x': .*n is measured as count"),
            (lambda: criteria_set(criterion("x", A, applies=Holds("n"))), "criterion 'x': .*n is measured as count"),
            (lambda: criteria_set(criterion("x", A), requires=Requirement(("y",))), "requires names 'y'"),
            (
                lambda: criteria_set(criterion("x", A), criterion("y", B), requires=Requirement(("x",))),
                "required criterion 'y' once, not 0 times",
            ),
            (
                lambda: criteria_set(criterion("x", A), requires=Requirement(("x", "x"))),
                "required criterion 'x' once, not 2 times",
            ),
            (lambda: criteria_set(criterion("x", A), fresh_for=0), "'fresh_for' is a number of months, not 0"),
        ],
        ids=[
            "no criteria",
            "no levels",
            "twice",
            "dates",
            "measure",
            "applies",
            "requires",
            "left out",
            "named twice",
            "fresh for no month",
        ],
    )
    def test_what_does_not_fit_together_is_refused(self, make: Callable[[], CriteriaSet], words: str) -> None:
        """A set that cannot judge must not wait for a village to say so."""
        with pytest.raises(InvalidValue, match=words):
            make()

    def test_all_problems_are_told_at_once(self) -> None:
        """A line each, with the nearest criterion: who mends one need not run it again to find the next."""
        with pytest.raises(InvalidValue) as error:
            criteria_set(
                criterion("wifi", A),
                criterion("wifi", A),
                accepted=(Accepted("duplicate", NAME, ("wifi", "wiffi")),),
                requires=Requirement(("wify", "wifi", "wifi")),
            )
        assert str(error.value).splitlines() == [
            "x/y-2024: two criteria have the id 'wifi'",
            "x/y-2024: accepted names 'wiffi', which is no criterion of the set. Did you mean 'wifi'?",
            "x/y-2024: requires names 'wify', which is no required criterion. Did you mean 'wifi'?",
            "x/y-2024: requires must name the required criterion 'wifi' once, not 2 times",
            "x/y-2024: requires must name the required criterion 'wifi' once, not 2 times",
        ]

    def test_a_set_may_hold_for_one_day(self) -> None:
        """Both ends of validity are inside, so that they may be one day."""
        day = date(2024, 5, 1)
        rules = criteria_set(criterion("x", A), valid_from=day, valid_until=day)
        assert rules.assess(village(), day).issues == ()

    def test_an_unknown_indicator_is_refused_with_the_nearest(self) -> None:
        """It names set and criterion."""
        with pytest.raises(
            UnknownIndicator, match=r"^x/y-2024: criterion 'x': no indicator has the id 'aa'. Did you mean 'a'"
        ):
            criteria_set(criterion("x", Holds("aa")))

    def test_it_is_a_collection_of_criteria(self) -> None:
        """A notebook looks a criterion up by its id."""
        rules = criteria_set(criterion("x", A), criterion("wifi", B))
        assert ([c.id for c in rules], len(rules), rules["wifi"].rule) == (["x", "wifi"], 2, B)
        assert repr(rules) == "<CriteriaSet x/y-2024: 2 criteria>"
        with pytest.raises(UnknownCriterion, match=r"has no criterion 'wify'. Did you mean 'wifi'?"):
            rules["wify"]

    def test_equal_sets_have_equal_digests(self) -> None:
        """The audit compares the content, not the name."""
        rules = criteria_set(criterion("x", A))
        assert rules == criteria_set(criterion("x", A))
        assert rules.digest == criteria_set(criterion("x", A)).digest
        assert rules.digest != criteria_set(criterion("x", B)).digest
        assert len({rules, criteria_set(criterion("x", A))}) == 1

    def test_a_set_of_a_rule_of_ones_own_is_not_written(self) -> None:
        """What could not be restored exactly is not written, and the class is named."""

        @frozen
        class Lucky(Rule):
            def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:  # noqa: ARG002
                return Finding(self, 1)

        rules = criteria_set(criterion("x", Lucky()))
        assert rules.assess(village()).outcome is Outcome.PASS
        with pytest.raises(CannotWrite, match="Lucky is a rule class of your own"):
            _ = rules.digest

    @pytest.mark.parametrize("clone", [copy.deepcopy, repickled])
    @pytest.mark.parametrize("set_id", ["nghe-an/smart-village", "lang-son/targets", "mard/central-pilot"])
    def test_a_set_can_be_sent_to_another_process(
        self, clone: Callable[[CriteriaSet], CriteriaSet], set_id: str
    ) -> None:
        """Spark and multiprocessing pickle what they send, references to other sets included."""
        rules = load(set_id)
        again = clone(rules)
        assert again == rules
        place = Place("P", level=rules.levels[0])
        assert again.assess(place).outcome is rules.assess(place).outcome


class TestMembership:
    """`in`, for sets and assessments."""

    def test_criteria_are_found_by_id_and_as_such(self) -> None:
        """A set holds its criteria; an assessment answers for the ids that its set has."""
        rules = load("nghe-an/smart-village")
        assessment = rules.assess(Place("A", level="village"))
        assert "fibre" in rules
        assert rules["fibre"] in rules
        assert "fiber" not in rules
        assert "fibre" in assessment
        assert "fiber" not in assessment


class TestAssess:
    """A set judges a place by every criterion."""

    def test_a_place_of_another_level_is_refused(self) -> None:
        """A commune is no village: its shares would be judged by the wrong words."""
        with pytest.raises(WrongLevel, match=r"judges places of level village; Xã A is a commune"):
            NGHE_AN.assess(Place("Xã A", level="commune"))
        both = evolve(NGHE_AN, levels=(Level.VILLAGE, Level.COMMUNE))
        with pytest.raises(WrongLevel, match=r"judges places of level village, commune; Tỉnh is a province$"):
            both.assess(Place("Tỉnh", level="province"))

    def test_many_places_at_once_are_judged_by_the_same_set_on_the_same_day(self) -> None:
        """What a table is asked for is passed on."""
        day = date(2025, 6, 1)
        table = NGHE_AN.assess_table([village(culture_house_wifi=True)], on=day)
        assert (table.criteria_set, table.on) == (NGHE_AN, day)

    def test_a_lazy_frame_is_judged_as_it_is_asked(self) -> None:
        """The options of the caller are passed on with the set and the frame."""
        frame = NGHE_AN.assess_lazy(pl.LazyFrame({"culture_house_wifi": [True, None]}), prefix="NA ", codes=True)
        assert frame.collect()["NA culture-house-wifi"].to_list() == [1, 0]

    @pytest.mark.parametrize("place", ["Thôn 8", None, {"name": "Thôn 8"}], ids=repr)
    def test_only_places_are_judged(self, place: Any) -> None:
        """The message says what it was given."""
        said = f"^nghe-an/smart-village-2023 judges a Place, not {type(place).__name__}$"
        with pytest.raises(InvalidType, match=said):
            NGHE_AN.assess(place)

    @pytest.mark.parametrize("on", ["2025-01-01", datetime(2025, 1, 1, tzinfo=UTC), 2025], ids=repr)
    def test_the_day_is_a_date(self, on: Any) -> None:
        """A text would be compared as text, a time would bring a time zone."""
        said = f"on= is a date such as date(2025, 5, 1), not {on!r}"
        with pytest.raises(InvalidType, match=f"^{re.escape(said)}$"):
            NGHE_AN.assess(village(), on=on)

    def test_a_set_without_a_required_criterion_is_not_applicable(self) -> None:
        """Nothing is vacuously met; its criteria are reported as usual."""
        assessment = criteria_set(criterion("x", A, force="preference")).assess(village(a=True))
        assert (assessment.outcome, assessment.reasons) == (Outcome.NOT_APPLICABLE, (Reason.NOTHING_REQUIRED,))
        assert assessment["x"].outcome is Outcome.PASS
        assert assessment.tally == Tally(0, 0, 0, 0)
        assert assessment.criteria_set.requirement is None

    def test_only_required_criteria_decide(self) -> None:
        """What is striven for ("phấn đấu") is reported and does not decide; a preference never rejects."""
        rules = criteria_set(
            criterion("x", A), criterion("y", B, force="aspirational"), criterion("z", C, force="preference")
        )
        assessment = rules.assess(village(a=True, b=False, c=False))
        assert (assessment.outcome, assessment.tally) == (Outcome.PASS, Tally(1, 0, 0, 0))
        assert rules.assess(village(b=True, c=True)).outcome is Outcome.UNKNOWN

    def test_the_tally_counts_and_never_averages(self) -> None:
        """46 pass, 139 fail and "score 90 %" stood in one report of another tool."""
        rules = criteria_set(
            criterion("w", A), criterion("x", B), criterion("y", C), criterion("z", Holds("d"), applies=Holds("e"))
        )
        assessment = rules.assess(village(a=True, b=False, e=False))
        assert assessment.tally == Tally(passed=1, failed=1, unknown=1, not_applicable=1)
        assert assessment.tally.applicable == 3

    def test_reasons_of_the_whole_are_those_of_its_required_criteria(self) -> None:
        """Each reason once, in the order of the document; none where the answer is known."""
        rules = criteria_set(criterion("x", A), criterion("y", Holds("j")), criterion("z", B, force="preference"))
        assert rules.assess(village()).reasons == (Reason.NOT_RECORDED, Reason.JUDGEMENT)
        assert rules.assess(village(a=True, j=True)).reasons == ()
        assert rules.assess(village(a=True, j=True)).reason is None
        whole = criteria_set(criterion("x", A, applies=B)).assess(village(b=False))
        assert (whole.outcome, whole.reasons) == (Outcome.NOT_APPLICABLE, (Reason.DOES_NOT_APPLY,))

    def test_it_is_a_collection_of_findings_without_a_truth_value(self) -> None:
        """`if assessment:` would take unknown for ready."""
        assessment = NGHE_AN.assess(village())
        assert [finding.id for finding in assessment] == [c.id for c in NGHE_AN]
        assert len(assessment) == 13
        assert repr(assessment) == "<Assessment of 'Thôn 8' by nghe-an/smart-village-2023: unknown>"
        with pytest.raises(NoTruthValue, match=r"write `a.outcome is Outcome.PASS`$"):
            bool(assessment)
        assert assessment.explain() == explain_assessment(assessment, "vi")
        assert assessment.explain("en") == explain_assessment(assessment, "en") != assessment.explain()
        assert assessment._repr_html_() == html_of(assessment)
        assert assessment._repr_mimebundle_() == bundle_of(assessment)
        assert (NGHE_AN._repr_html_(), NGHE_AN._repr_mimebundle_()) == (html_of(NGHE_AN), bundle_of(NGHE_AN))
        with pytest.raises(UnknownCriterion, match=r"Did you mean 'fibre'?"):
            assessment["fiber"]

    def test_a_service_describes_assessments_by_their_schema(self) -> None:
        """FastAPI shows to others what a response holds."""
        assert Assessment.__get_pydantic_json_schema__(None, None) == described("assessment")

    def test_equal_assessments_of_equal_places(self) -> None:
        """An assessment is data: equal places, equal answers."""
        first, second = (NGHE_AN.assess(village(culture_house_wifi=True)) for _ in range(2))
        assert first == second
        assert hash(first) == hash(second)
        assert first != NGHE_AN.assess(village(culture_house_wifi=False))

    def test_what_rests_on_a_judgement_is_told(self) -> None:
        """The overall verdict shows that it rests on somebody's word."""
        rules = criteria_set(criterion("x", A), criterion("y", Holds("j")))
        assert rules.assess(village(a=True, j=Judgement(True, **SIGNED))).judgements == ("y",)
        assert rules.assess(village(a=True)).judgements == ()

    def test_links_used_are_named(self) -> None:
        """A reader who does not share the reading of a link must see that it was used."""
        place = village(households_fibre_connected="80%", households_smartphone="90%")
        assert set(MARD.assess(place).links) == {
            "fibre-is-internet",
            "smartphone-is-smart-device",
            "internet-and-device",
        }
        assert MARD.assess(village()).links == ()


class TestMissing:
    """Which figures are still needed."""

    def test_the_most_decisive_come_first(self) -> None:
        """A figure that two required criteria wait for is fetched before one for a preference."""
        rules = criteria_set(
            criterion("v", A, force="preference"),
            criterion("w", B),
            criterion("x", AtLeast("s", "80%")),
            criterion("y", AtLeast("s", "50%")),
        )
        missing = rules.assess(village()).missing()
        assert [(m.indicator, m.criteria) for m in missing] == [("s", ("x", "y")), ("b", ("w",)), ("a", ("v",))]
        assert all(m.place.name == "Thôn 8" for m in missing)

    def test_of_as_many_required_ones_the_more_wanted_comes_first(self) -> None:
        """A preference that waits for the figure too tips the balance."""
        rules = criteria_set(
            criterion("w", B),
            criterion("x", AtLeast("s", "80%")),
            criterion("y", AtLeast("s", "50%"), force="preference"),
        )
        assert [m.indicator for m in rules.assess(village()).missing()] == ["s", "b"]

    def test_what_is_known_or_cannot_matter_is_not_missing(self) -> None:
        """Nobody should measure what decides nothing any more."""
        rules = criteria_set(criterion("x", A | B), criterion("y", B & C))
        assert rules.assess(village(a=True, c=False)).missing() == []

    def test_judgements_readings_and_open_shares_are_no_figures(self) -> None:
        """They wait for a person, not for a count."""
        rules = criteria_set(
            criterion("x", Holds("j")),
            criterion("y", Readings("q", {"one": A, "two": B})),
            criterion("z", AtLeast("s", "open")),
        )
        assert rules.assess(village(a=True, b=False, s="50%")).missing() == []
        assert [m.indicator for m in rules.assess(village()).missing()] == ["a", "b", "s"]

    def test_whether_it_applies_is_missing_too(self) -> None:
        """A village that does not say whether it has producing households is asked."""
        assert [m.indicator for m in criteria_set(criterion("x", A, applies=B)).assess(village(a=True)).missing()] == [
            "b"
        ]

    def test_the_commune_is_asked_for_its_staff(self) -> None:
        """The place named is the one that bears the figure."""
        commune = Place("Xã A", level="commune", parts=[village()])
        missing = {m.indicator: m.place.name for m in MARD.assess(commune.parts[0]).missing()}
        assert missing["staff_e_office"] == "Xã A"
        assert missing["broadband_line"] == "Thôn 8"

    def test_one_figure_of_two_places_is_asked_of_both(self) -> None:
        """Another set may ask the commune for what this one asks the village for, under the same id."""
        words = Vocabulary({"a": Indicator("a", (Level.COMMUNE,), Measure.YES_NO, NAME)})
        inner = criteria_set(criterion("y", A), vocabulary=words, levels=["commune"])
        rules = criteria_set(criterion("x", A), criterion("m", MeetsSet(inner)))
        commune = Place("Xã A", level="commune", parts=[village()])
        missing = rules.assess(commune.parts[0]).missing()
        assert [(m.place.name, m.indicator, m.criteria) for m in missing] == [
            ("Thôn 8", "a", ("x",)),
            ("Xã A", "a", ("m",)),
        ]


class TestIssues:
    """What is doubtful is told, and judged all the same."""

    def codes(self, place: Place, rules: CriteriaSet = NGHE_AN, on: date | None = None) -> list[str]:
        """Return the codes of the issues of an assessment."""
        return [issue.code for issue in rules.assess(place, on).issues]

    def test_a_day_outside_validity(self) -> None:
        """The first issue says so; both ends of validity are inside."""
        assert self.codes(village(), on=date(2023, 3, 2)) == ["outside_validity"]
        assert self.codes(village(), on=date(2023, 3, 3)) == []
        assert self.codes(village(), on=date(2025, 12, 31)) == []
        issue = NGHE_AN.assess(village(), date(2026, 1, 1)).issues[0]
        assert (issue.code, issue.place, issue.value) == ("outside_validity", "Thôn 8", "2026-01-01")
        assert dict(issue.more) == {"first": "2023-03-03", "last": "2025-12-31"}

    def test_a_set_without_a_first_or_a_last_day_names_the_other(self) -> None:
        """The sentence must not name a day that no document gives."""
        first, last = (
            criteria_set(criterion("x", A), **{f"valid_{end}": date(2024, 5, 1)}) for end in ("from", "until")
        )
        (early,) = first.assess(village(), date(2024, 4, 30)).issues
        (late,) = last.assess(village(), date(2024, 5, 2)).issues
        assert early.more == (("first", "2024-05-01"), ("last", ""))
        assert late.more == (("first", ""), ("last", "2024-05-01"))

    @pytest.mark.parametrize(
        ("name", "codes"),
        [
            ("Nghệ An", []),
            ("Tỉnh Nghệ An", []),
            ("nghe an", []),
            ("TỈNH  NGHỆ AN", []),
            ("Lạng Sơn", ["outside_scope"]),
        ],
    )
    def test_a_place_of_another_province(self, name: str, codes: list[str]) -> None:
        """Another province's set is for reference only; the same name is found however it is written."""
        province = Place(name, level="province", parts=[Place("Xã", level="commune", parts=[village()])])
        issues = NGHE_AN.assess(province.parts[0].parts[0]).issues
        assert [issue.code for issue in issues] == codes
        assert all((i.place, i.value, i.expected) == ("Thôn 8", name, "Nghệ An") for i in issues)

    @pytest.mark.parametrize(
        "name", ["Thành phố Hồ Chí Minh", "TP. Hồ Chí Minh", "TP Hồ Chí Minh", "Hồ Chí Minh", "TP.HCM", "TPHCM"]
    )
    def test_the_city_is_known_by_its_short_names(self, name: str) -> None:
        """Its own sheets print TP.HCM."""
        province = Place(name, level="province", parts=[village()])
        assert self.codes(province.parts[0], load("ho-chi-minh-city/household-device")) == []

    def test_unknown_indicators_of_facts(self) -> None:
        """A misspelt fact would otherwise be missing in silence; those of parts too."""
        issues = NGHE_AN.assess(village(households_fiber_connected="90%")).issues
        assert [(i.code, i.indicator) for i in issues] == [("unknown_indicator", "households_fiber_connected")]
        assert "households_fibre_connected" in dict(issues[0].more)["near"]
        commune = Place("Xã", level="commune", parts=[village(comunity_digital_team_active=True)])
        assert self.codes(commune, load("lang-son/requirements")) == ["unknown_indicator"]

    def test_of_very_many_unknown_indicators_the_first_hundred_are_told_the_nearest(self) -> None:
        """A sheet of another office may bring thousands; the check of one village must not take seconds."""
        facts = {f"culture_house_wifi_{n}": True for n in range(102)}
        issues = NGHE_AN.assess(village(**facts)).issues
        assert {i.code for i in issues} == {"unknown_indicator"}
        near = {i.indicator: dict(i.more)["near"] for i in issues}
        found = " Did you mean 'culture_house_wifi'?"
        assert [near[indicator] for indicator in facts] == [found] * 100 + [""] * 2

    def test_a_rule_of_ones_own_needs_no_facts(self) -> None:
        """It may find without saying what it looked at: then nothing of that can be doubtful."""

        @frozen
        class Lucky(Rule):
            def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:  # noqa: ARG002
                return Finding(self, 1)

        assert criteria_set(criterion("x", Lucky())).assess(village()).issues == ()

    def test_figures_of_another_level(self) -> None:
        """The commune's figure on the row of a village counts, and is told."""
        (issue,) = MARD.assess(village(staff_e_office="100%")).issues
        assert (issue.code, issue.indicator, issue.facts) == (
            "other_level",
            "staff_e_office",
            (("staff_e_office", Fact("100%")),),
        )

    def test_issues_of_the_place_come_first_in_the_order_of_the_vocabulary(self) -> None:
        """A list that is the same each time can be compared with the last one."""
        first = next(iter(NGHE_AN.vocabulary)).id
        own = village(smart_communication=True, staff_e_office="100%", zzz=1, **{first: True})
        assert [issue.indicator for issue in NGHE_AN.assess(own).issues] == [
            "zzz",
            first,
            "smart_communication",
            "staff_e_office",
        ]
        part = Place("Thôn 1", level="village", facts={"smart_village_model": 7})
        commune = Place("Xã", level="commune", facts={"smart_village_models": True}, parts=[part])
        assert [issue.place for issue in load("mard/pilot-selection").assess(commune).issues] == ["Xã", "Thôn 1"]

    def test_judgements_without_name_day_and_grounds(self) -> None:
        """A bare yes counts and is told; "cơ bản đạt" is told as undecided."""
        assert self.codes(village(smart_communication=Judgement(True, **SIGNED))) == []
        assert self.codes(village(smart_communication=Judgement(True, by="A"))) == ["judgement_unattributed"]
        assert self.codes(village(smart_communication=True)) == ["judgement_unattributed"]
        assert self.codes(village(smart_communication=Judgement(None))) == ["judgement_undecided"]
        for said in (True, Judgement(None)):
            assert NGHE_AN.assess(village(smart_communication=said)).issues[0].indicator == "smart_communication"

    def test_a_judgement_of_the_commune_is_no_issue_of_the_village(self) -> None:
        """The village's own record is of a later day; that the commune's is undecided is for the commune to mend."""
        words = Vocabulary({"j": Indicator("j", (Level.COMMUNE,), Measure.JUDGEMENT, NAME)})
        late = Fact(Judgement(True, **SIGNED), as_of=date(2025, 6, 2))
        commune = Place("Xã A", level="commune", facts={"j": Judgement(None)}, parts=[village(j=late)])
        rules = criteria_set(criterion("x", Holds("j")), vocabulary=words)
        assert rules.assess(commune.parts[0], date(2025, 6, 1)).issues == (
            Issue(code="facts_after", place="Thôn 8", indicator="j", value="2025-06-01", facts=(("j", late),)),
            Issue(code="other_level", place="Thôn 8", indicator="j", facts=(("j", late),)),
        )

    def test_stale_facts(self) -> None:
        """A fact older than the set's start, or than it may be on the day, is told."""
        old = village(culture_house_wifi=Fact(True, as_of=date(2023, 3, 2)))
        (issue,) = NGHE_AN.assess(old).issues
        assert (issue.code, issue.indicator, issue.value) == ("older_than_set", "culture_house_wifi", "2023-03-02")
        assert self.codes(village(culture_house_wifi=Fact(True, as_of=date(2023, 3, 3)))) == []
        fresh = evolve(NGHE_AN, fresh_for=12)
        place = village(culture_house_wifi=Fact(True, as_of=date(2024, 5, 10)))
        assert self.codes(place, fresh, date(2025, 5, 9)) == []
        (issue,) = fresh.assess(place, date(2025, 5, 10)).issues
        assert (issue.code, issue.indicator, issue.value) == ("stale", "culture_house_wifi", "2024-05-10")
        assert dict(issue.more) == {"months": "12"}
        assert self.codes(place, fresh) == []
        indicator = evolve(WORDS["a"], fresh_for=6)
        words = Vocabulary({"a": indicator})
        rules = criteria_set(criterion("x", A), vocabulary=words)
        assert self.codes(village(a=Fact(True, as_of=date(2024, 1, 31))), rules, date(2024, 8, 1)) == ["stale"]
        monthly = evolve(NGHE_AN, fresh_for=1)
        assert self.codes(place, monthly) == []

    def test_facts_after_the_day_and_totals_that_differ(self) -> None:
        """Issues of the evidence are issues of the assessment, whether a criterion asks or not."""
        late = village(zalo_group=Fact(True, as_of=date(2025, 2, 1)))
        assert self.codes(late, on=date(2025, 1, 1)) == ["facts_after"]
        differ = village(households_fibre_connected=Share(4, 5), households_smartphone=Share(5, 6))
        assert self.codes(differ) == ["totals_differ"]


class TestBearers:
    """Since 1 July 2025 there is no district level."""

    GONE = date(2025, 7, 1)

    def test_what_only_districts_bear_is_not_applicable(self) -> None:
        """The target cannot be met or missed any more; communes remain."""
        place = Place("Lạng Sơn", level="province", facts={"districts_ntm_9_5": "100%", "communes_ntm_8_4": "97%"})
        before, after = LANG_SON.assess(place, date(2025, 6, 30)), LANG_SON.assess(place, self.GONE)
        assert before["district-9-5"].outcome is Outcome.PASS
        assert (after["district-9-5"].outcome, after["district-9-5"].reasons) == (
            Outcome.NOT_APPLICABLE,
            (Reason.NO_BEARER,),
        )
        assert after["ntm-8-4"].outcome is Outcome.PASS
        assert LANG_SON.assess(place)["district-9-5"].outcome is Outcome.PASS

    @pytest.mark.parametrize(
        "set_id", ["tien-giang/district-duties", "vn/essential-service", "ho-chi-minh-city/reporting"]
    )
    def test_a_district_that_is_gone_is_not_judged(self, set_id: str) -> None:
        """Whatever its indicators could be at other levels, this place bears nothing on the day."""
        facts = {"ntm_files_unified": "90%", "essential_service_health": True}
        assessment = load(set_id).assess(Place("Huyện", level="district", facts=facts), self.GONE)
        assert {finding.outcome for finding in assessment} == {Outcome.NOT_APPLICABLE}
        assert assessment.reason is Reason.NO_BEARER


class TestSettle:
    """Questions of reading and open shares are settled by somebody, and nothing else."""

    def test_an_open_share(self) -> None:
        """11 of 12 is enough once somebody says that three quarters are meant."""
        settled = NGHE_AN.settle({"ecommerce": "75%"}, **SIGNED)
        place = village(producing_households_on_named_platforms=Share(9, 12))
        assert NGHE_AN.assess(place)["ecommerce"].reason is Reason.OPEN_SHARE
        assert settled.assess(place)["ecommerce"].outcome is Outcome.PASS
        assert settled.settled == (Settlement("ecommerce", "75%", **SIGNED),)
        assert settled != NGHE_AN
        assert settled.digest != NGHE_AN.digest
        assert NGHE_AN["ecommerce"].rule != settled["ecommerce"].rule

    def test_a_reading(self) -> None:
        """75 of 181 communes and 2 of 11 districts are met once the share is pooled."""
        place = Place(
            "Lạng Sơn",
            level="province",
            facts={
                "units_service_and_feedback": Share(77, 192),
                "communes_service_and_feedback": Share(75, 181),
                "districts_service_and_feedback": Share(2, 11),
            },
        )
        outcomes = {
            reading: LANG_SON.settle({"units": reading}, **SIGNED).assess(place)["services"].outcome.value
            for reading in ("pooled", "each-level")
        }
        assert LANG_SON.assess(place)["services"].reason is Reason.READING
        assert outcomes == {"pooled": "pass", "each-level": "fail"}

    def test_a_question_inside_a_rule_or_an_applicability(self) -> None:
        """Wherever the document leaves the question open, it can be settled."""
        asked = Readings("q", {"one": A, "two": B})
        inside = criteria_set(criterion("x", ~(asked & C))).settle({"q": "one"}, **SIGNED)
        assert inside["x"].rule == ~(A & C)
        applies = criteria_set(criterion("x", C, applies=asked)).settle({"q": "two"}, **SIGNED)
        assert applies["x"].applies == B

    def test_one_question_of_several_criteria(self) -> None:
        """A question asked twice is answered once."""
        asked = Readings("q", {"one": A, "two": B})
        rules = criteria_set(criterion("x", asked), criterion("y", asked)).settle({"q": "one"}, **SIGNED)
        assert (rules["x"].rule, rules["y"].rule) == (A, A)

    @pytest.mark.parametrize(
        ("choices", "error", "words"),
        [
            (
                {"ecomerce": "50%"},
                UnknownCriterion,
                "leaves no question 'ecomerce' to settle. Did you mean 'ecommerce'?",
            ),
            ({"fibre": "50%"}, UnknownCriterion, "leaves no question 'fibre'"),
            ({"ecommerce": 50}, InvalidValue, "asks for a share: write '50%', not 50"),
            ({"ecommerce": "open"}, InvalidValue, "asks for a share"),
            ({"ecommerce": 0.5}, InvalidType, "a float is not exact"),
            ({"ecommerce": "0%"}, InvalidValue, "tests nothing"),
        ],
        ids=repr,
    )
    def test_what_cannot_be_settled_is_refused(
        self, choices: dict[str, Any], error: type[Exception], words: str
    ) -> None:
        """A threshold of the document is not the user's to move."""
        with pytest.raises(error, match=words):
            NGHE_AN.settle(choices, **SIGNED)

    @pytest.mark.parametrize("about", [{"by": "", "why": "BB"}, {"by": "Tổ", "why": " "}], ids=repr)
    def test_it_says_by_whom_and_why(self, about: dict[str, Any]) -> None:
        """A reading that nobody stands for is no reading."""
        with pytest.raises(InvalidValue, match="by whom and why"):
            NGHE_AN.settle({"ecommerce": "50%"}, **about)

    def test_the_questions_left_are_offered(self) -> None:
        """Wherever a question stands in the tree, a misspelt one finds it."""
        asked = Readings("which-one", {"one": A, "two": B})
        rules = criteria_set(criterion("x", ~(asked & C)), criterion("y", C, applies=asked | A))
        with pytest.raises(UnknownCriterion, match=r"Did you mean 'which-one'\?"):
            rules.settle({"which-won": "one"}, **SIGNED)

    def test_what_is_left_open_is_told_wherever_it_stands(self) -> None:
        """Questions with their readings, open shares by the criterion."""
        asked = Readings("which-one", {"one": A, "two": B})
        rules = criteria_set(criterion("x", AtLeast("s", "open") & C), criterion("y", C, applies=asked))
        assert rules.questions == {"x": (), "which-one": ("one", "two")}

    def test_an_unknown_reading_is_refused(self) -> None:
        """The nearest is offered."""
        with pytest.raises(UnknownCriterion, match=r"has no reading 'poold'. Did you mean 'pooled'?"):
            LANG_SON.settle({"units": "poold"}, **SIGNED)

    def test_links_can_be_switched_off(self) -> None:
        """Who does not share the reading of a link judges without it, and the record says so."""
        place = village(households_fibre_connected="80%", households_smartphone="90%")
        without = MARD.settle(**SIGNED, without_links=["smartphone-is-smart-device"])
        assert MARD.assess(place)["households-connected"].outcome is Outcome.PASS
        assert without.assess(place)["households-connected"].outcome is Outcome.UNKNOWN
        assert without.settled == (Settlement("link:smartphone-is-smart-device", "off", **SIGNED),)
        with pytest.raises(InvalidValue, match=r"Did you mean 'fibre-is-internet'?"):
            MARD.settle(**SIGNED, without_links=["fibre-is-internt"])
        with pytest.raises(InvalidType, match=r"^without_links is a list of names: write \['fibre-is-internet'\]$"):
            MARD.settle(**SIGNED, without_links="fibre-is-internet")


class TestMeetsSet:
    """A set may refer to another."""

    def outer(self, inner: CriteriaSet) -> CriteriaSet:
        """Make a set that asks for another one."""
        return criteria_set(criterion("m", MeetsSet(inner)), id="x/outer-2024")

    def test_it_passes_and_fails_with_the_other_set(self) -> None:
        """Preferences of the other set do not count."""
        rules = self.outer(criteria_set(criterion("x", A), criterion("y", B, force="preference")))
        assert [rules.assess(village(**f)).outcome.value for f in ({"a": True, "b": False}, {"a": False}, {})] == [
            "pass",
            "fail",
            "unknown",
        ]
        assert str(rules["m"].rule) == "meets x/y-2024"
        assert repr(rules["m"].rule) == "MeetsSet('x/y-2024')"

    def test_it_names_what_decides(self) -> None:
        """Not met, without the part that is not met is no explanation."""
        rules = self.outer(criteria_set(criterion("x", A), criterion("y", AtLeast("s", "80%"))))
        found = rules.assess(village(a=True, s=Share(370, 471)))["m"]
        assert [leaf.rule for leaf, _ in found.finding.deciding()] == [AtLeast("s", "80%")]
        assert [(gap.low, gap.unit) for gap in found.gaps] == [(7, "n")]

    def test_it_names_the_nearest_alternative(self) -> None:
        """The other set may need only one of two."""
        inner = criteria_set(criterion("x", A), criterion("y", B), requires=Requirement(("x", "y"), 1))
        found = self.outer(inner).assess(village(a=False))["m"]
        assert [leaf.rule for leaf, _ in found.finding.deciding()] == [B]

    def test_unknown_has_a_reason_where_the_other_set_may_not_apply(self) -> None:
        """Unknown always has a reason."""
        rules = self.outer(criteria_set(criterion("x", A, applies=B)))
        found = rules.assess(village(a=True))["m"]
        assert (found.outcome, found.reasons) == (Outcome.UNKNOWN, (Reason.APPLICABILITY,))
        found = rules.assess(village(a=False))["m"]
        assert found.outcome is Outcome.UNKNOWN
        assert [leaf.rule for leaf, _ in found.finding.deciding()] == [B]

    def test_a_set_that_does_not_apply_is_not_met_and_not_missed(self) -> None:
        """A reference to it answers by Kleene logic, which knows no "not applicable"."""
        rule = MeetsSet(criteria_set(criterion("x", A, applies=B)))
        finding = rule.evaluate(village(b=False))
        assert (finding.outcome, finding.reasons) == (Outcome.UNKNOWN, (Reason.APPLICABILITY,))

    def test_that_it_is_not_met_may_hang_on_whether_it_applies_and_on_what_it_asks(self) -> None:
        """To miss it, a village must be one that it applies to, and not have what it asks for: both are looked at."""
        found = (~MeetsSet(criteria_set(criterion("x", A, applies=B)))).evaluate(village())
        assert [(leaf.rule, toward) for leaf, toward in found.deciding()] == [(B, 1), (A, -1)]

    def test_of_what_surely_applies_only_what_is_asked_is_named(self) -> None:
        """That it might as well not apply is no advice where it does."""
        found = self.outer(criteria_set(criterion("x", A & C, applies=B))).assess(village(a=False, b=True, c=False))[
            "m"
        ]
        assert [leaf.rule for leaf, _ in found.finding.deciding()] == [A, C]

    def test_a_set_that_requires_nothing_is_neither_met_nor_missed(self) -> None:
        """Nothing is vacuously met, by a reference to it either."""
        finding = MeetsSet(criteria_set(criterion("x", A, force="preference"))).evaluate(village(a=True))
        assert (finding.outcome, finding.reasons, finding.parts) == (Outcome.UNKNOWN, (Reason.APPLICABILITY,), ())

    def test_the_other_set_speaks_in_its_own_words(self) -> None:
        """Its indicators need not be declared where it is referred to."""
        own = Vocabulary({"own": Indicator("own", VILLAGES, Measure.YES_NO, NAME)})
        inner = criteria_set(criterion("x", Holds("own")), vocabulary=own)
        assert self.outer(inner).assess(village(own=True))["m"].outcome is Outcome.PASS
        assert MeetsSet(inner).evaluate(village(own=False), vocabulary=WORDS).outcome is Outcome.FAIL
        assert inner.possible_for(Evidence(village(own=True), WORDS)) == PASSES

    def test_it_judges_a_place_alone(self) -> None:
        """A reference is a rule like any other."""
        rule = MeetsSet(criteria_set(criterion("x", A)))
        assert [rule.evaluate(village(a=met)).code for met in (True, False)] == [1, -1]
        name: Any = "Thôn 8"
        with pytest.raises(InvalidType, match=r"^a rule judges a Place, not str$"):
            rule.evaluate(name)

    def test_trees_and_what_does_not_apply_are_kept(self) -> None:
        """The other set's requirement may be a tree, and parts of it may not apply, or may not be known to."""
        tree = Requirement(("x", Requirement(("y", "z"), 1)))
        members = (criterion("x", A), criterion("y", B, applies=Holds("d")), criterion("z", C, applies=Holds("e")))
        rules = self.outer(criteria_set(*members, requires=tree))
        neither = rules.assess(village(a=True, d=False, e=False))["m"]
        assert neither.outcome is Outcome.PASS
        one = rules.assess(village(a=True, b=False, d=True, e=False))["m"]
        assert (one.outcome, [leaf.rule for leaf, _ in one.finding.deciding()]) == (Outcome.FAIL, [B])

    def test_that_something_may_not_apply_is_no_way_to_meet_one_of_two(self) -> None:
        """Not applying leaves "one of y, z" with y alone, which fails: finding out about it cannot help."""
        members = (criterion("y", B), criterion("z", C, applies=Holds("e")))
        rules = self.outer(criteria_set(*members, requires=Requirement(("y", "z"), 1)))
        found = rules.assess(village(b=False, c=False))["m"]
        assert (found.outcome, [leaf.rule for leaf, _ in found.finding.deciding()]) == (Outcome.FAIL, [B])

    def test_where_all_members_count_a_failure_names_what_decides(self) -> None:
        """Two are needed, one applies and is met: what does not apply is what keeps it from passing."""
        members = (criterion("x", A), criterion("y", B, applies=C))
        inner = criteria_set(*members, count="all")
        found = self.outer(inner).assess(village(a=True, b=True, c=False))["m"]
        assert (found.outcome, [leaf.rule for leaf, _ in found.finding.deciding()]) == (Outcome.FAIL, [C])
        tree = Requirement(("x", Requirement(("y",), 1)))
        found = self.outer(evolve(inner, requires=tree)).assess(village(a=True, b=True, c=False))["m"]
        assert (found.outcome, [leaf.rule for leaf, _ in found.finding.deciding()]) == (Outcome.FAIL, [C])

    def test_another_set_has_no_level_of_its_own(self) -> None:
        """Whether districts are gone is asked of figures, not of a reference."""
        rules = self.outer(criteria_set(criterion("x", A)))
        assert rules.assess(village(a=True), date(2025, 7, 1))["m"].outcome is Outcome.PASS

    def test_its_figures_are_missing_too(self) -> None:
        """What the other set still needs is needed here."""
        rules = self.outer(criteria_set(criterion("x", A), criterion("y", B)))
        assert [m.indicator for m in rules.assess(village(a=True)).missing()] == ["b"]

    def test_what_is_possible_for_a_set_is_seen_by_roll_ups(self) -> None:
        """A province counts the villages that meet a whole set."""
        rules = criteria_set(criterion("x", A, applies=B))
        seen = [
            rules.possible_for(Evidence(village(**f), WORDS))
            for f in ({"a": True, "b": True}, {"b": False}, {"b": True})
        ]
        assert seen == [PASSES, NOT_APPLICABLE, UNDECIDED]
        assert rules.possible_for(Evidence(village(a=False, b=True), WORDS)) == FAILS


class TestAudit:
    """`to_dict` is enough to judge again, and shows any change."""

    PLACE = Place(
        "Thôn 8",
        level="village",
        code="17329-8",
        facts={
            "households_fibre_connected": Share(370, 471),
            "households_smartphone": above("90%"),
            "culture_house_wifi": Fact(True, as_of=date(2025, 5, 1), by="appraised", source="BB 12"),
            "smart_communication": Judgement(True, **SIGNED),
        },
        parent=Place("Xã A", level="commune", facts={"staff_e_office": Share(21, 21)}),
    )

    def data(self) -> dict[str, Any]:
        """Return an assessment as plain data."""
        return NGHE_AN.assess(self.PLACE, date(2025, 6, 1)).to_dict()

    def test_judged_again_it_is_equal(self) -> None:
        """Written, read and judged again: place, day, findings and issues."""
        assessment = NGHE_AN.assess(self.PLACE, date(2025, 6, 1))
        again = Assessment.from_dict(assessment.to_dict())
        assert again == assessment
        assert again.issues == assessment.issues
        assert again.to_dict() == assessment.to_dict()
        assert again.place.parent == self.PLACE.parent

    def test_a_set_of_ones_own_is_given_along(self) -> None:
        """A province's own set is not looked up among those that are shipped."""
        rules = criteria_set(criterion("x", A))
        assessment = rules.assess(village(a=True))
        assert Assessment.from_dict(assessment.to_dict(), criteria_set=rules) == assessment

    def test_what_was_read_before_changes_nothing(self) -> None:
        """Gaps look for totals, and may find that they differ; a record is the same whether they were read before."""
        place = village(
            smart_communication=True,
            culture_house_wifi=Fact(True, as_of=date(2020, 1, 1)),
            households_fibre_connected=Share(3, 5),
            households_smartphone=Share(5, 6),
            residents_guided_health_apps=Share(3),
        )
        first, second = NGHE_AN.assess(place), NGHE_AN.assess(place)
        assert all(finding.gaps is not None for finding in first)
        assert first.missing()
        assert first.issues == second.issues
        assert Assessment.from_dict(first.to_dict()) == second

    def test_it_says_what_was_used(self) -> None:
        """An auditor sees facts with day, source and recorder, links and the set's content."""
        data = self.data()
        assert data["criteria_set"] == {"id": "nghe-an/smart-village-2023", "sha256": NGHE_AN.digest}
        assert {
            "indicator": "culture_house_wifi",
            "place": "Thôn 8",
            "value": True,
            "as_of": "2025-05-01",
            "source": "BB 12",
            "by": "appraised",
        } in data["facts_used"]
        fibre = next(c for c in data["criteria"] if c["id"] == "fibre")
        assert (fibre["outcome"], fibre["reason"], fibre["gap"][0]["low"]) == ("fail", None, 7)
        assert (data["on"], data["outcome"]) == ("2025-06-01", "fail")

    @pytest.mark.parametrize(
        ("set_id", "settle"),
        [
            ("nghe-an/smart-village", {"choices": {"ecommerce": "75%"}}),
            ("nghe-an/smart-village", {"choices": {"ecommerce": Fraction(3, 4)}}),
            ("mard/pilot-selection", {"choices": {}, "without_links": ["internet-and-device"]}),
        ],
    )
    def test_what_was_settled_is_settled_again(self, set_id: str, settle: dict[str, Any]) -> None:
        """By whom, when and why is part of the record."""
        rules = load(set_id).settle(**settle, **SIGNED)
        assessment = rules.assess(self.PLACE)
        assert Assessment.from_dict(assessment.to_dict()) == assessment
        assert Assessment.from_dict(assessment.to_dict(), criteria_set=rules) == assessment

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("outcome", "pass"),
            ("criteria.12", None),
            ("criteria.6.outcome", "pass"),
            ("criteria.6.reason", "bounds"),
            ("criteria.6.gap", None),
            ("criteria.6.clause.vi", "Điều 1"),
            ("tally.passed", 13),
            ("place.facts.households_fibre_connected.0.value.count", 371),
            ("place.facts.households_fibre_connected.0.value.count", 470),
            ("facts_used", []),
            ("links_used", ["fibre-is-internet"]),
            ("issues", [{"code": "stale"}]),
            ("criteria_set.sha256", "0" * 64),
            ("schema", "smartvillage/assessment/0"),
        ],
        ids=str,
    )
    def test_any_change_is_noticed(self, path: str, value: Any) -> None:
        """A record that can be touched up unseen proves nothing, whether the answer stays the same or not."""
        data = copy.deepcopy(self.data())
        *way, last = path.split(".")
        inner: Any = data
        for step in way:
            inner = inner[int(step)] if step.isdigit() else inner[step]
        if isinstance(inner, list):
            del inner[int(last)]
        else:
            inner[last] = value
        with pytest.raises(InvalidValue):
            Assessment.from_dict(data)

    @pytest.mark.parametrize("key", ["schema", "criteria_set", "settled", "place", "above", "on", "criteria"])
    def test_what_is_missing_is_said(self, key: str) -> None:
        """A file of another kind is refused in words, not with a bare KeyError."""
        data = self.data()
        del data[key]
        with pytest.raises(SmartVillageError):
            Assessment.from_dict(data)

    @pytest.mark.parametrize("data", [{}, [], "x", None], ids=repr)
    def test_other_data_is_refused(self, data: Any) -> None:
        """It names the schema that it expects."""
        with pytest.raises(SmartVillageError, match="smartvillage/assessment/1"):
            Assessment.from_dict(data)
