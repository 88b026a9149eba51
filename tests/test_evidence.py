"""Where a bound comes from: records, the place above, parts and links, intersected."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from smartvillage import Fact, Judgement, Monthly, Place, Share, above, at_least, at_most, below, between, vocabulary
from smartvillage.facts import PERCENT, Bounds, Evidence, Issue, Known
from smartvillage.facts.numbers import WIDEST
from smartvillage.indicators import Indicator, Joint, Level, Measure, Meeting, Subset, Sum, Text, Unit, Vocabulary
from smartvillage.outcomes import Reason
from smartvillage.rules import AtLeast, Holds

SHIPPED = vocabulary()
FIBRE, INTERNET, PHONE, DEVICE, BOTH = (
    "households_fibre_connected",
    "households_internet",
    "households_smartphone",
    "households_smart_device",
    "households_internet_and_smart_device",
)
EARLY, LATE = date(2024, 6, 1), date(2025, 6, 1)


def village(**facts: Any) -> Place:
    """Make a village."""
    return Place("Thôn 8", level="village", facts=facts)


def look(place: Place, indicator: str, on: date | None = None) -> tuple[Known, tuple[Issue, ...]]:
    """Return what is known of an indicator, and the issues told on the way."""
    evidence = Evidence(place, SHIPPED, on)
    known = evidence.known(indicator)
    return known, evidence.issues


def percent_of(known: Known) -> tuple[float, float]:
    """Return the ends of a share in percent."""
    return 100 * known.bounds.low / known.bounds.scale, 100 * known.bounds.high / known.bounds.scale


def codes(issues: tuple[Issue, ...]) -> list[str]:
    """Return the codes of issues."""
    return [issue.code for issue in issues]


class TestRecords:
    """What is recorded on the place itself."""

    def test_nothing_recorded_is_the_widest_bound(self) -> None:
        """Missing is neither 0 nor NaN: it may be anything."""
        known, issues = look(village(), FIBRE)
        assert (known.bounds, known.reason, known.fact, issues) == (WIDEST["share"], Reason.NOT_RECORDED, None, ())
        assert look(village(), "smart_communication")[0].reason is Reason.JUDGEMENT

    def test_silent_is_what_no_source_speaks_of(self) -> None:
        """A record that decides nothing is still a record: it is shown, and what is above does not replace it."""
        assert look(village(), FIBRE)[0].is_silent
        assert not look(village(smart_communication=Judgement(None)), "smart_communication")[0].is_silent
        assert not look(village(**{FIBRE: "80%"}), FIBRE)[0].is_silent
        assert not look(village(**{INTERNET: "80%"}), FIBRE)[0].is_silent
        assert not look(Place("Xã", level="commune", parts=[village()]), "villages_team_active")[0].is_silent

    def test_without_a_vocabulary_only_own_records_count(self) -> None:
        """A rule can be tried out in a notebook before any indicator is declared."""
        evidence = Evidence(village(anything=True))
        assert evidence.known("anything").bounds.low == 1
        assert evidence.known("else").reason is Reason.NOT_RECORDED
        label = Text("anything", "anything")
        assert evidence.known("anything").indicator == Indicator("anything", (Level.VILLAGE,), Measure.YES_NO, label)
        assert evidence.total(evidence.known("anything").indicator) is None

    def test_the_appraisal_comes_first(self) -> None:
        """The appraisal of a higher level stands, however old; the finding keeps what was not used."""
        own, appraised = Fact(Share(450, 500), as_of=LATE), Fact(Share(390, 500), by="appraised", as_of=EARLY)
        known, _ = look(village(**{FIBRE: [own, appraised]}), FIBRE)
        assert (known.fact, known.unused) == (appraised, (own,))

    def test_then_the_latest_not_after_the_day(self) -> None:
        """A figure of next month is no ground for a verdict of today."""
        old, new = Fact(Share(390, 500), as_of=EARLY), Fact(Share(450, 500), as_of=LATE)
        place = village(**{FIBRE: [old, new]})
        assert look(place, FIBRE)[0].fact == new
        known, issues = look(place, FIBRE, on=date(2025, 5, 31))
        assert (known.fact, codes(issues)) == (old, ["facts_after"])
        assert (issues[0].indicator, issues[0].facts, issues[0].value) == (FIBRE, ((FIBRE, new),), "2025-05-31")
        assert look(place, FIBRE, on=LATE)[0].fact == new

    def test_a_dated_record_comes_before_an_undated_one(self) -> None:
        """Of an undated figure nobody knows how old it is."""
        known, _ = look(village(culture_house_wifi=[Fact(False), Fact(True, as_of=EARLY)]), "culture_house_wifi")
        assert known.bounds.low == 1

    def test_one_late_record_leaves_nothing(self) -> None:
        """The quick way for one exact record must not skip the day."""
        known, issues = look(village(culture_house_wifi=Fact(True, as_of=LATE)), "culture_house_wifi", on=EARLY)
        assert (known.reason, codes(issues)) == (Reason.NOT_RECORDED, ["facts_after"])

    def test_records_that_nothing_orders_are_intersected(self) -> None:
        """Two statements of one day can both be true: more than 70 %, at most 90 %."""
        known, issues = look(village(**{FIBRE: [above("70%"), at_most("90%")]}), FIBRE)
        assert (percent_of(known), known.bounds.low_open, issues) == ((70, 90), True, ())

    @pytest.mark.parametrize("records", [[Fact(True, source="a"), Fact(False, source="b")]])
    def test_records_that_disagree_contradict_and_both_are_named(self, records: list[Fact]) -> None:
        """The reader of the issue must see which two records to compare."""
        known, issues = look(village(culture_house_wifi=records), "culture_house_wifi")
        assert (known.reason, known.bounds) == (Reason.CONTRADICTION, WIDEST["truth"])
        facts = tuple(("culture_house_wifi", fact) for fact in records)
        told = Issue(code="contradiction", place="Thôn 8", indicator="culture_house_wifi", facts=facts)
        assert issues == (told,)

    def test_a_stated_percentage_agrees_with_counts_to_its_last_digit(self) -> None:
        """370 of 471 is 78,556 %: pages print 78,5 or 78,6; the counts are used."""
        for stated in ("78,5%", "78,6%", "79%", "78%"):
            known, issues = look(village(**{FIBRE: [Fact(Share(370, 471)), Fact(stated)]}), FIBRE)
            assert (known.bounds, known.unused, issues) == (Share(370, 471).bounds, (Fact(stated),), ()), stated
        known, issues = look(village(**{FIBRE: [Fact(Share(370, 471)), Fact("78,9%")]}), FIBRE)
        assert (known.reason, codes(issues)) == (Reason.CONTRADICTION, ["contradiction"])

    def test_records_of_one_day_are_told_together(self) -> None:
        """A count without its total and a percentage: the percentage is known; two such counts both lack the total."""
        counts, stated = [Fact(Share(400), source="a"), Fact(Share(400), source="b")], Fact("80%")
        known, issues = look(village(**{FIBRE: [counts[0], stated]}), FIBRE)
        assert (percent_of(known), known.reason, known.beside, issues) == ((80, 80), None, (stated,), ())
        known, issues = look(village(**{FIBRE: counts}), FIBRE)
        assert (known.reason, known.fact, known.beside) == (Reason.NO_DENOMINATOR, counts[0], (counts[1],))

    def test_categories_that_differ_contradict(self) -> None:
        """A district is not a town and a rural district; the same said twice is no contradiction."""
        evidence = Evidence(Place("Huyện", level="district", facts={"district_kind": "town"}), SHIPPED)
        known = evidence.known("district_kind")
        assert (known.category, known.fact, known.evidence) == ("town", Fact("town"), evidence)
        kinds = {"district_kind": ["town", "rural_district"]}
        known, issues = look(Place("Huyện", level="district", facts=kinds), "district_kind")
        assert (known.category, known.reason, codes(issues)) == (None, Reason.CONTRADICTION, ["contradiction"])
        known, issues = look(
            Place("Huyện", level="district", facts={"district_kind": ["town", "town"]}), "district_kind"
        )
        assert (known.category, issues) == ("town", ())


class TestMisfits:
    """A record that its indicator cannot have is an issue and says nothing."""

    @pytest.mark.parametrize(
        ("indicator", "value", "code"),
        [
            (FIBRE, True, "wrong_measure"),
            (FIBRE, "many", "wrong_measure"),
            (FIBRE, EARLY, "wrong_measure"),
            (FIBRE, 1, "ambiguous_percentage"),
            (FIBRE, at_most(0.8), "ambiguous_percentage"),
            (FIBRE, at_least("0.5"), "ambiguous_percentage"),
            (FIBRE, between(0.2, 0.9), "ambiguous_percentage"),
            (FIBRE, 120, "impossible_value"),
            (FIBRE, between(50, 150), "impossible_value"),
            ("households", "80%", "wrong_measure"),
            ("households", Share(3, 4), "wrong_measure"),
            ("households", 79.5, "impossible_value"),
            ("households", between("2.2", "2.8"), "impossible_value"),
            ("culture_house_wifi", 5, "wrong_measure"),
            ("culture_house_wifi", Judgement(True), "wrong_measure"),
            ("culture_house_wifi", Bounds(1, 1, kind="truth"), "wrong_measure"),
            ("smart_communication", "tốt", "wrong_measure"),
            ("promotion_items_per_month", EARLY, "wrong_measure"),
            ("promotion_items_per_month", 2.5, "impossible_value"),
            ("promotion_items_per_month", Bounds(5, 5, 2), "impossible_value"),
        ],
        ids=repr,
    )
    def test_it_is_told_and_left_unknown(self, indicator: str, value: Any, code: str) -> None:
        """A verdict on a figure of the wrong kind would be a guess."""
        known, issues = look(village(**{indicator: value}), indicator)
        assert (known.bounds, codes(issues)) == (WIDEST[known.indicator.kind], [code])
        assert issues[0].facts == ((indicator, Fact(value)),)
        assert issues[0].expected == known.indicator.measure.value

    @pytest.mark.parametrize(
        ("indicator", "value", "code"),
        [("district_kind", "twon", "unknown_category"), ("district_kind", 5, "wrong_measure")],
    )
    def test_a_category_outside_its_list_is_told(self, indicator: str, value: Any, code: str) -> None:
        """A misspelt category must not become "another kind"."""
        known, issues = look(Place("Huyện", level="district", facts={indicator: value}), indicator)
        assert (known.category, codes(issues)) == (None, [code])

    def test_a_date_is_no_number_of_days(self) -> None:
        """A deadline needs a date."""
        place = Place("Tỉnh", level="province", facts={"digital_plan_issued": 2022})
        assert codes(look(place, "digital_plan_issued")[1]) == ["wrong_measure"]


class TestFitting:
    """Records in the measure of their indicator."""

    def test_a_bare_number_on_a_share_is_a_percentage(self) -> None:
        """79.5 under a "(%)" header means 79,5 %; "gần 20" is less than 20 %; more than 100 is cut off."""
        stated = look(village(**{FIBRE: 79.5}), FIBRE)[0].bounds
        assert stated == Bounds(79_500_000_000, 79_500_000_000, PERCENT, kind="share")
        assert (type(stated.low), type(stated.high)) == (int, int)
        assert percent_of(look(village(**{FIBRE: 0}), FIBRE)[0]) == (0, 0)
        known, _ = look(village(**{FIBRE: below(20)}), FIBRE)
        assert (percent_of(known), known.bounds.high_open) == ((0, 20), True)
        assert percent_of(look(village(**{FIBRE: at_least(90)}), FIBRE)[0]) == (90, 100)

    def test_bounds_with_a_known_total_become_whole_counts(self) -> None:
        """Of 499 households, "hơn 90%" is 450 or more; one household is what a council discusses."""
        known, _ = look(village(households=499, **{PHONE: above("90%")}), PHONE)
        assert (known.bounds, known.total) == (Bounds(450, 499, 499, kind="share", total=499), 499)
        exact, _ = look(village(households=499, **{PHONE: "89,98%"}), PHONE)
        assert (exact.bounds.is_exact, exact.bounds.scale, exact.total) == (True, PERCENT, 499)

    def test_a_total_of_another_day_makes_no_whole_counts(self) -> None:
        """How many households are lacking is told in those of the same day, else in points."""
        facts = {"households": Fact(499, as_of=EARLY), PHONE: Fact("89,98%", as_of=LATE)}
        assert look(village(**facts), PHONE)[0].total is None
        facts["households"] = Fact(499, as_of=LATE)
        assert look(village(**facts), PHONE)[0].total == 499

    def test_a_count_finds_its_total(self) -> None:
        """A sheet may hold the households in one column and the counts in another."""
        known, _ = look(village(households=500, **{FIBRE: Share(400)}), FIBRE)
        assert known.bounds == Share(400, 500).bounds
        known, _ = look(village(**{FIBRE: Share(400)}), FIBRE)
        some = Bounds(0, PERCENT, PERCENT, low_open=True, kind="share")
        assert (known.reason, known.bounds) == (Reason.NO_DENOMINATOR, some)
        known, _ = look(village(households=1, **{FIBRE: Share(1)}), FIBRE)
        assert known.bounds == Share(1, 1).bounds
        known, _ = look(village(**{FIBRE: Share(0)}), FIBRE)
        assert (known.reason, known.bounds) == (Reason.NO_DENOMINATOR, WIDEST["share"])
        _, issues = look(village(households=300, **{FIBRE: Share(400)}), FIBRE)
        assert codes(issues) == ["impossible_value"]
        known, _ = look(Place("Xã", level="commune", facts={"staff_e_office": Share(3)}), "staff_e_office")
        assert (known.reason, known.bounds) == (Reason.NO_DENOMINATOR, some)

    @pytest.mark.parametrize("households", [at_least(500), between(400, 500), 0], ids=repr)
    def test_what_is_no_one_number_above_zero_is_no_total(self, households: Any) -> None:
        """400 of 500 or more is no 80 %, and 400 of none is no share; neither may pass."""
        known, issues = look(village(households=households, **{FIBRE: Share(400)}), FIBRE)
        assert (known.reason, known.bounds.total, issues) == (Reason.NO_DENOMINATOR, None, ())

    @pytest.mark.parametrize("value", [Share(450, 500), "90%", 90], ids=repr)
    def test_a_total_that_is_not_needed_is_not_looked_for(self, value: Any) -> None:
        """A bad figure of households is told to those whose verdict rests on it."""
        assert look(village(households="80%", **{FIBRE: value}), FIBRE)[1] == ()
        assert codes(look(village(households="80%", **{FIBRE: above("90%")}), FIBRE)[1]) == ["wrong_measure"]

    def test_a_share_of_nothing_has_no_denominator(self) -> None:
        """0 of 0 is neither all nor none, and no total recorded elsewhere makes it 0 of 500."""
        assert look(village(**{FIBRE: Share(0, 0)}), FIBRE)[0].reason is Reason.NO_DENOMINATOR
        known, _ = look(village(households=500, **{FIBRE: Share(0, 0)}), FIBRE)
        assert (known.reason, known.bounds) == (Reason.NO_DENOMINATOR, WIDEST["share"])

    def test_counts_are_whole(self) -> None:
        """More than 2.5 households is three."""
        assert look(village(households=above("2.5")), "households")[0].bounds == Bounds(3, float("inf"))
        assert look(village(households=below(20)), "households")[0].bounds == Bounds(0, 19)
        assert look(village(households=at_most("19.5")), "households")[0].bounds == Bounds(0, 19)

    def test_a_series_is_reduced_as_its_indicator_says(self) -> None:
        """One item in every month is the least month, not the average."""
        series = Monthly({"2025-01": 5, "2025-02": 1})
        assert look(village(promotion_items_per_month=series), "promotion_items_per_month")[0].bounds == Bounds(1, 1)
        assert look(village(households=series), "households")[1][0].code == "wrong_measure"
        assert look(village(promotion_items_per_month=2), "promotion_items_per_month")[0].bounds == Bounds(2, 2)

    def test_a_judgement_may_be_a_bare_yes(self) -> None:
        """A cell "Đạt" is a judgement without a name; "cơ bản đạt" decides nothing."""
        assert look(village(smart_communication=True), "smart_communication")[0].bounds.low == 1
        known, _ = look(village(smart_communication=Judgement(None)), "smart_communication")
        assert (known.reason, known.bounds) == (Reason.JUDGEMENT, WIDEST["judgement"])


class TestTotals:
    """Shares state the total of their denominator."""

    def test_a_share_states_the_number_of_households(self) -> None:
        """Nobody needs to write the households twice."""
        assert look(village(**{FIBRE: Share(400, 500)}), "households")[0].bounds == Bounds(500, 500)
        assert look(village(households=500, **{FIBRE: Share(400, 500)}), "households")[1] == ()

    def test_the_total_rests_on_every_share_that_states_it(self) -> None:
        """A finding on the number of households names what was recorded."""
        fibre, phone = Fact(Share(400, 500)), Fact(Share(450, 500))
        place = village(**{FIBRE: fibre, PHONE: phone})
        evidence = Evidence(place, SHIPPED)
        known = evidence.known("households")
        assert (known.indicator, known.evidence) == (SHIPPED["households"], evidence)
        assert (known.fact, known.beside, known.reason) == (fibre, (phone,), None)

    def test_the_total_of_a_share_is_compared_with_the_parts(self) -> None:
        """A commune that states three villages and has three is known by both; with two, the share is named, once."""
        label, levels, unit = Text("a", "b"), (Level.COMMUNE,), Unit("a", "b", "c")
        counted = Meeting((Level.VILLAGE,), Holds("exists"))
        words = [
            Indicator("exists", (Level.VILLAGE,), Measure.YES_NO, label),
            Indicator("villages", levels, Measure.COUNT, label, unit=unit, rollup=counted),
            Indicator("lit", levels, Measure.SHARE, label, denominator="villages"),
        ]
        parts = [Place(n, level="village", facts={"exists": True}) for n in "123"]
        lit = Fact(Share(2, 3))

        def commune(size: int) -> Evidence:
            place = Place("Xã", level="commune", facts={"lit": lit}, parts=parts[:size])
            return Evidence(place, Vocabulary({i.id: i for i in words}))

        known = commune(3).known("villages")
        assert (known.bounds, known.reason, known.fact, known.beside) == (Bounds(3, 3), None, lit, ())
        assert known.parts is not None
        assert known.parts.counted == 3
        evidence = commune(2)
        assert evidence.known("villages").reason is Reason.CONTRADICTION
        told = Issue(code="contradiction", place="Xã", indicator="villages", facts=(("lit", lit),))
        assert evidence.issues == (told,)

    def test_totals_that_differ_are_an_issue_and_each_share_counts(self) -> None:
        """Denominators move during a count: each share holds for its own indicator, and no link joins them."""
        place = village(**{FIBRE: Share(450, 500), PHONE: Share(480, 510)})
        evidence = Evidence(place, SHIPPED)
        assert evidence.known("households").reason is Reason.NOT_RECORDED
        facts = ((FIBRE, Fact(Share(450, 500))), (PHONE, Fact(Share(480, 510))))
        told = Issue(code="totals_differ", place="Thôn 8", indicator="households", facts=facts)
        assert evidence.issues == (told,)
        assert evidence.known(FIBRE).bounds.total == 500
        assert evidence.known(BOTH).bounds == WIDEST["share"]

    def test_a_recorded_total_takes_part(self) -> None:
        """The households of the sheet and of the share are compared too."""
        known, issues = look(village(households=510, **{FIBRE: Share(450, 500)}), "households")
        assert (known.bounds, codes(issues)) == (Bounds(510, 510), ["totals_differ"])

    def test_a_share_that_contradicts_the_total_is_named_as_a_share(self) -> None:
        """450 of 500 is a figure of fibre, not of households, wherever the total is recorded."""
        total, fibre = Fact(at_most(400)), Fact(Share(450, 500))
        known, issues = look(village(households=total, **{FIBRE: fibre}), "households")
        facts = (("households", total), (FIBRE, fibre))
        told = Issue(code="contradiction", place="Thôn 8", indicator="households", facts=facts)
        assert (known.reason, issues) == (Reason.CONTRADICTION, (told,))

    def test_only_the_record_that_comes_first_states_a_total(self) -> None:
        """An old count of households is no contradiction of the new one."""
        records = [Fact(Share(390, 480), as_of=EARLY), Fact(Share(450, 500), as_of=LATE)]
        assert look(village(**{FIBRE: records}), "households")[0].bounds == Bounds(500, 500)


class TestPlaceAbove:
    """An indicator whose levels do not include the place's is looked for at the nearest place above."""

    def below(self, own: dict[str, Any], commune: dict[str, Any], district: dict[str, Any] | None = None) -> Place:
        """Make a village of a commune of a district."""
        lowest = Place("Thôn 8", level="village", facts=own)
        middle = Place("Xã A", level="commune", facts=commune, parts=[lowest])
        return Place("Huyện B", level="district", facts=district or {}, parts=[middle]).parts[0].parts[0]

    def test_commune_staff_count_for_the_village(self) -> None:
        """MARD asks for the staff of the commune when a village is chosen."""
        known, issues = look(self.below({}, {"staff_e_office": Share(21, 21)}), "staff_e_office")
        assert (known.bounds, known.evidence.place.name, issues) == (Share(21, 21).bounds, "Xã A", ())

    def test_a_figure_on_the_village_row_is_intersected(self) -> None:
        """A sheet of villages may carry the commune's figure in each row."""
        known, _ = look(
            self.below({"staff_e_office": at_least("90%")}, {"staff_e_office": at_most("95%")}), "staff_e_office"
        )
        assert percent_of(known) == (90, 95)
        known, _ = look(self.below({"staff_e_office": Share(20, 21)}, {}), "staff_e_office")
        assert known.bounds == Share(20, 21).bounds

    def test_where_both_disagree_both_are_named(self) -> None:
        """The issue must say which two figures to compare."""
        own, upper = Fact(Share(20, 21)), Fact(Share(21, 21))
        known, issues = look(self.below({"staff_e_office": own}, {"staff_e_office": upper}), "staff_e_office")
        assert known.reason is Reason.CONTRADICTION
        assert [{fact for _, fact in i.facts} for i in issues if i.code == "contradiction"] == [{own, upper}]

    def linked(self, own: dict[str, Any], **commune: Any) -> Evidence:
        """Return the evidence of a village whose commune bears a share of a share of a share."""
        words = {i: Indicator(i, (Level.COMMUNE,), Measure.SHARE, Text(i, i), denominator="n") for i in "awc"}
        links = (Subset("a-w", "a", "w", Text("a", "b")), Subset("w-c", "w", "c", Text("a", "b")))
        return Evidence(self.below(own, commune), Vocabulary(words, links))

    def test_links_run_where_the_facts_are_borne(self) -> None:
        """What a commune's figures of two years say of a third is not joined with both years in its villages."""
        evidence = self.linked({}, a=Fact("90%", as_of=EARLY), c=Fact("10%", as_of=LATE))
        assert [percent_of(evidence.known(i)) for i in "awc"] == [(90, 90), (0, 10), (10, 10)]
        assert evidence.issues == ()

    @pytest.mark.parametrize("first", "awc")
    def test_links_join_the_row_of_a_village_with_its_commune(self, first: str) -> None:
        """The commune's figure in a row of villages contradicts the commune, whichever is asked for first."""
        evidence = self.linked({"a": "90%"}, c="10%")
        assert evidence.known(first).reason is Reason.CONTRADICTION
        assert [evidence.known(i).reason for i in "awc"] == [Reason.CONTRADICTION] * 3
        facts = (("a", Fact("90%")), ("c", Fact("10%")))
        assert evidence.issues == (Issue(code="contradiction", place="Thôn 8", indicator="a", facts=facts),)

    def test_a_category_that_the_place_above_says_otherwise_is_doubtful(self) -> None:
        """A row of communes may carry the kind of their district; of two kinds nobody knows which is right."""
        kinds = [Fact("town"), Fact("rural_district")]

        def kind(own: Fact, upper: Fact) -> tuple[Known, tuple[Issue, ...]]:
            communes = [Place("Xã A", level="commune", facts={"district_kind": own})]
            district = Place("Huyện B", level="district", facts={"district_kind": upper}, parts=communes)
            return look(district.parts[0], "district_kind")

        known, issues = kind(kinds[0], kinds[1])
        assert (known.category, known.reason) == (None, Reason.CONTRADICTION)
        facts = tuple(("district_kind", fact) for fact in kinds)
        assert issues == (Issue(code="contradiction", place="Xã A", indicator="district_kind", facts=facts),)
        known, issues = kind(kinds[0], kinds[0])
        assert (known.category, known.reason, issues) == ("town", None, ())

    def test_a_place_above_that_does_not_bear_it_is_passed_over(self) -> None:
        """The district's staff are not the commune's."""
        known, _ = look(self.below({}, {}, {"staff_e_office": Share(5, 5)}), "staff_e_office")
        assert known.reason is Reason.NOT_RECORDED

    def test_an_indicator_of_the_village_never_comes_from_above(self) -> None:
        """The commune's share says nothing of one of its villages."""
        assert look(self.below({}, {FIBRE: "95%"}), FIBRE)[0].reason is Reason.NOT_RECORDED

    def test_the_place_above_may_be_given_alone(self) -> None:
        """A lone village names its commune as parent."""
        place = Place("Thôn", level="village", parent=Place("Xã", level="commune", facts={"staff_e_office": "100%"}))
        assert look(place, "staff_e_office")[0].bounds.is_exact

    def test_the_place_above_may_add_up_its_parts(self) -> None:
        """What all villages of the commune add up to is a figure of the commune."""
        parts = [Place(n, level="village", facts={"community_digital_team_active": True}) for n in ("1", "2")]
        commune = Place("Xã", level="commune", parts=parts)
        assert look(commune.parts[0], "villages_team_active")[0].bounds == Share(2, 2).bounds


def village_with(team: bool | None) -> Place:  # noqa: FBT001 - the answer is its point
    """Make a village whose team is active, is not, or of which nothing is recorded."""
    return Place("Thôn", level="village", facts={} if team is None else {"community_digital_team_active": team})


class TestMeeting:
    """How many of the places below meet something."""

    def commune(self, *teams: bool | None, **about: Any) -> Place:
        """Make a commune of such villages."""
        return Place("Xã A", level="commune", parts=map(village_with, teams), **about)

    def test_undecided_parts_count_at_the_high_end_only(self) -> None:
        """One undecided village keeps a 100 % target unknown, and may still meet a lower one."""
        known, _ = look(self.commune(True, True, None, False), "villages_team_active")
        assert known.bounds == Bounds(2, 3, 4, kind="share", total=4)
        assert known.parts is not None
        assert [len(known.parts.failing), len(known.parts.undecided), known.parts.counted] == [1, 1, 4]

    def test_no_parts_is_unknown(self) -> None:
        """A commune without recorded villages has not "all villages" with a team."""
        assert look(self.commune(), "villages_team_active")[0].reason is Reason.NOT_RECORDED

    def test_expected_parts_are_missing_ones(self) -> None:
        """Given parts are all of them unless the place says that there are more."""
        known, _ = look(self.commune(True, True, expected_parts=3), "villages_team_active")
        assert known.bounds == Bounds(2, 3, 3, kind="share", total=3)
        assert look(self.commune(True, True, expected_parts=2), "villages_team_active")[0].bounds.is_exact

    def test_what_is_recorded_is_intersected_with_the_parts(self) -> None:
        """The commune's own figure settles what one silent village leaves open."""
        place = self.commune(True, True, None, facts={"villages_team_active": Share(3, 3)})
        known, _ = look(place, "villages_team_active")
        assert (known.bounds, known.fact, known.beside) == (Share(3, 3).bounds, Fact(Share(3, 3)), ())

    def test_parts_that_contradict_what_is_recorded_are_named(self) -> None:
        """The reader of the issue sees which villages to ask."""
        place = self.commune(True, False, False, facts={"villages_team_active": "100%"})
        known, issues = look(place, "villages_team_active")
        assert (known.reason, known.bounds) == (Reason.CONTRADICTION, WIDEST["share"])
        told = Issue(
            code="contradiction",
            place="Xã A",
            indicator="villages_team_active",
            facts=(("villages_team_active", Fact("100%")),),
            more=(("parts", "Thôn, Thôn"),),
        )
        assert issues == (told,)

    def test_a_part_that_does_not_apply_leaves_numerator_and_denominator(self) -> None:
        """Towns are no rural districts, so they are not counted among them."""
        rural = {"district_kind": "rural_district", "key_produce_linkages": 1}
        districts = [
            Place("1", level="district", facts=rural),
            Place("2", level="district", facts=rural | {"key_produce_linkages": 0}),
            Place("3", level="district", facts={"district_kind": "town", "key_produce_linkages": 5}),
        ]
        known, _ = look(Place("Tỉnh", level="province", parts=districts), "rural_districts_key_produce_linkage")
        assert known.bounds == Share(1, 2).bounds

    def test_where_none_applies_there_is_no_denominator(self) -> None:
        """A share of nothing is unknown."""
        town = Place("1", level="district", facts={"district_kind": "town"})
        known, _ = look(Place("Tỉnh", level="province", parts=[town]), "rural_districts_key_produce_linkage")
        assert (known.reason, known.bounds) == (Reason.NO_DENOMINATOR, WIDEST["share"])

    def test_where_it_is_open_whether_a_part_applies_the_total_is_open(self) -> None:
        """One of one, or one of two: at least half."""
        sure = Place("1", level="district", facts={"district_kind": "rural_district", "key_produce_linkages": 1})
        open_ = Place("2", level="district", facts={"key_produce_linkages": 0})
        known, _ = look(Place("Tỉnh", level="province", parts=[sure, open_]), "rural_districts_key_produce_linkage")
        assert (percent_of(known), known.bounds.total) == ((50, 100), None)

    def test_the_total_is_not_made_up_where_parts_may_not_apply(self) -> None:
        """Two open parts may be none, one or two of the total; the gap must not say "of 1"."""
        may_pass = Place("1", level="district", facts={"key_produce_linkages": 1})
        may_fail = Place("2", level="district", facts={"key_produce_linkages": 0})
        sure = Place("3", level="district", facts={"district_kind": "rural_district", "key_produce_linkages": 1})
        known, _ = look(
            Place("T", level="province", parts=[sure, may_pass, may_fail]), "rural_districts_key_produce_linkage"
        )
        assert (percent_of(known), known.bounds.total) == ((50, 100), None)

    def test_a_count_counts_those_that_meet(self) -> None:
        """Twenty smart villages are counted, not a share of them; places two levels below count too."""
        villages = [Place("T", level="village", facts={"smart_village_model": v}) for v in (True, True, False)]
        commune = Place("Xã", level="commune", parts=[*villages, Place("T", level="village")])
        district = Place("Huyện", level="district", parts=[commune])
        assert look(district, "smart_village_models")[0].bounds == Bounds(2, 3)
        short = Place("Huyện", level="district", parts=[commune], expected_parts=2)
        assert look(short, "smart_village_models")[0].bounds == Bounds(2, float("inf"))

    def test_missing_parts_below_a_counted_place_are_missing(self) -> None:
        """A district that counts itself may still lack communes that count."""
        serves = {"essential_service_health": True, "online_satisfaction_feedback": True}
        district = Place(
            "Huyện",
            level="district",
            facts=serves,
            expected_parts=10,
            parts=[Place("Xã", level="commune", facts=serves)],
        )
        known, _ = look(Place("Tỉnh", level="province", parts=[district]), "units_service_and_feedback")
        assert known.bounds == Bounds(2, 11, 11, kind="share", total=11)

    def test_where_nobody_knows_how_many_are_missing_the_share_is_open(self) -> None:
        """A province that expects one more district expects nobody knows how many communes."""
        commune = Place("Xã", level="commune", facts={"ntm_8_4": True})
        district = Place("Huyện", level="district", parts=[commune])
        known, _ = look(Place("Tỉnh", level="province", parts=[district], expected_parts=2), "communes_ntm_8_4")
        assert known.bounds == WIDEST["share"]

    def test_districts_are_counted_until_they_ended(self) -> None:
        """Since 1 July 2025 only communes are left to count."""
        serves = {"essential_service_health": True, "online_satisfaction_feedback": True}
        parts = [Place("Xã", level="commune", facts=serves), Place("Huyện", level="district")]
        province = Place("Tỉnh", level="province", parts=parts)
        assert look(province, "units_service_and_feedback", on=date(2025, 6, 30))[0].bounds.total == 2
        assert look(province, "units_service_and_feedback", on=date(2025, 7, 1))[0].bounds == Share(1, 1).bounds
        assert look(province, "districts_service_and_feedback", on=date(2025, 7, 1))[0].reason is Reason.NOT_RECORDED


class TestSum:
    """Numerators and totals of the places below, added up."""

    def province(self, *shares: Any, **about: Any) -> Place:
        """Make a province of districts with these shares of files online."""
        facts: list[dict[str, Any]] = [{} if share is None else {"work_files_online": share} for share in shares]
        districts = [Place(str(n), level="district", facts=one) for n, one in enumerate(facts)]
        return Place("Tỉnh", level="province", parts=districts, **about)

    def test_shares_are_pooled(self) -> None:
        """79 of 100 and 241 of 300 are 320 of 400, though one of them alone is below 80 %."""
        known, _ = look(self.province(Share(79, 100), Share(241, 300)), "district_level_files_online")
        assert (known.bounds, known.reason) == (Share(320, 400).bounds, None)

    def test_where_a_total_is_unknown_shares_only_bound_each_other(self) -> None:
        """Nobody knows how much 90 % of an unknown number weighs."""
        known, _ = look(self.province("90%", Share(70, 100)), "district_level_files_online")
        assert percent_of(known) == (70, 90)
        known, _ = look(self.province(above("90%"), at_most("95%")), "district_level_files_online")
        assert percent_of(known) == (0, 100)
        assert look(self.province(Share(70, 100), None), "district_level_files_online")[0].bounds == WIDEST["share"]

    def test_parts_without_the_figure_are_told(self) -> None:
        """That two districts are silent says more than that nothing is recorded."""
        known, _ = look(self.province(None, None), "district_level_files_online")
        assert known.reason is Reason.NOT_RECORDED
        assert known.parts is not None
        assert known.parts.counted == 2

    def test_a_share_of_nothing_adds_nothing(self) -> None:
        """A district without files is no district at 0 %."""
        known, _ = look(self.province(Share(80, 100), Share(0, 0)), "district_level_files_online")
        assert known.bounds == Share(80, 100).bounds
        assert look(self.province(Share(0, 0)), "district_level_files_online")[0].reason is Reason.NO_DENOMINATOR

    def test_missing_parts_leave_the_sum_open(self) -> None:
        """One district of two says nothing of the province."""
        known, _ = look(self.province("90%", expected_parts=3), "district_level_files_online")
        assert known.bounds == WIDEST["share"]
        assert known.parts is not None
        assert (known.parts.counted, known.parts.missing) == (1, 2)

    def test_counts_are_added(self) -> None:
        """A count has no denominator: missing places only leave the high end open."""
        label, unit = Text("a", "b"), Unit("a", "b", "c")
        one = Indicator("one", (Level.VILLAGE,), Measure.COUNT, label, unit=unit)
        all_ = Indicator("all", (Level.COMMUNE,), Measure.COUNT, label, unit=unit, rollup=Sum((Level.VILLAGE,), "one"))
        words = Vocabulary({"one": one, "all": all_})
        parts = [Place("1", level="village", facts={"one": 3}), Place("2", level="village", facts={"one": at_most(4)})]
        whole = Place("Xã", level="commune", parts=parts)
        assert Evidence(whole, words).known("all").bounds == Bounds(3, 7)
        short = Place("Xã", level="commune", parts=parts, expected_parts=3)
        assert Evidence(short, words).known("all").bounds == Bounds(3, float("inf"))


class TestLinks:
    """Links join indicators of one level and one denominator, to the fixed point."""

    def test_fibre_and_smartphones_bound_the_joint_share(self) -> None:
        """80 % and 90 % overlap in at least 70 %; the finding names the links and where they started."""
        known, _ = look(village(**{FIBRE: "80%", PHONE: "90%"}), BOTH)
        assert percent_of(known) == (70, 100)
        assert all(type(end) is int for end in (known.bounds.low, known.bounds.high))
        assert set(known.trail.links) == {"fibre-is-internet", "smartphone-is-smart-device", "internet-and-device"}
        assert set(known.trail.origins) == {FIBRE, PHONE}
        assert known.reason is None

    def test_a_bound_that_no_link_moved_has_no_trail(self) -> None:
        """A link that taught nothing was not used."""
        known, _ = look(village(**{FIBRE: "80%"}), FIBRE)
        assert (known.trail.links, known.trail.origins) == ((), ())

    def test_high_ends_flow_down(self) -> None:
        """Where 60 % have any internet, at most 60 % have fibre, and at most 60 % have both."""
        place = village(**{INTERNET: "60%"})
        assert percent_of(look(place, FIBRE)[0]) == (0, 60)
        assert percent_of(look(place, BOTH)[0]) == (0, 60)

    def test_a_joint_share_is_a_share_of_each(self) -> None:
        """Who has both has each."""
        place = village(**{BOTH: "75%"})
        assert percent_of(look(place, INTERNET)[0]) == (75, 100)
        assert percent_of(look(place, FIBRE)[0]) == (0, 100)

    def test_open_ends_stay_open(self) -> None:
        """More than 80 % and more than 70 % overlap in more than 50 %, so that "trên 50%" is met."""
        known, _ = look(village(**{FIBRE: above("80%"), PHONE: above("70%")}), BOTH)
        assert (percent_of(known), known.bounds.low_open) == ((50, 100), True)
        known, _ = look(village(**{INTERNET: below("60%")}), FIBRE)
        assert (percent_of(known), known.bounds.high_open) == ((0, 60), True)

    def test_what_a_link_implies_is_a_share_in_every_digit(self) -> None:
        """Eight decimals are no open end, and a third is rounded away from what it bounds, never towards it."""
        known, _ = look(village(**{FIBRE: at_least("80,00000001%")}), INTERNET)
        assert known.bounds == at_least("80,00000001%")
        known, _ = look(village(**{INTERNET: at_most("59,99999999%")}), FIBRE)
        assert known.bounds == at_most("59,99999999%")
        known, _ = look(village(**{INTERNET: Share(1, 3), DEVICE: "80%"}), FIBRE)
        assert known.bounds == Bounds(0, 33_333_333_334, PERCENT, kind="share")
        assert type(known.bounds.high) is int

    def test_counts_of_one_total_stay_whole(self) -> None:
        """400 and 450 of 500 households overlap in at least 350."""
        known, _ = look(village(**{FIBRE: Share(400, 500), PHONE: Share(450, 500)}), BOTH)
        assert known.bounds == Bounds(350, 500, 500, kind="share", total=500)

    def test_yes_no_facts_are_linked_too(self) -> None:
        """A team at work exists; a team that does not exist is not at work."""
        assert look(village(community_digital_team_active=True), "community_digital_team")[0].bounds.low == 1
        assert look(village(community_digital_team=False), "community_digital_team_active")[0].bounds.high == 0

    def test_facts_of_different_days_are_not_joined(self) -> None:
        """The households with fibre last year and with smartphones this year need not be counted together."""
        facts = {FIBRE: Fact("80%", as_of=EARLY), PHONE: Fact("90%", as_of=LATE)}
        known, issues = look(village(**facts), BOTH)
        assert (percent_of(known), issues) == ((0, 100), ())
        facts = {FIBRE: Fact("80%", as_of=EARLY), PHONE: Fact("90%")}
        assert percent_of(look(village(**facts), BOTH)[0]) == (70, 100)

    def test_a_fact_of_no_stated_day_is_joined_with_every_day(self) -> None:
        """Who states no day means the present, and the figures of both years bound what is true of each."""
        facts = {FIBRE: Fact("30%", as_of=EARLY), INTERNET: at_most("90%"), BOTH: Fact("40%", as_of=LATE)}
        assert percent_of(look(village(**facts), INTERNET)[0]) == (40, 90)
        facts = {FIBRE: Fact("50%", as_of=EARLY), INTERNET: at_most("90%"), BOTH: Fact("40%", as_of=LATE)}
        assert percent_of(look(village(**facts), INTERNET)[0]) == (50, 90)

    def test_facts_of_different_days_do_not_contradict(self) -> None:
        """More fibre this year than internet last year is growth, not an error."""
        facts = {FIBRE: Fact("90%", as_of=LATE), INTERNET: Fact("70%", as_of=EARLY)}
        known, issues = look(village(**facts), FIBRE)
        assert (percent_of(known), known.reason, issues) == ((90, 90), None, ())

    def test_days_do_not_meet_in_what_is_not_recorded(self) -> None:
        """What last year's and this year's figures say of the same unrecorded share is not intersected to nothing."""
        facts = {
            FIBRE: Fact("90%", as_of=EARLY),
            BOTH: Fact("10%", as_of=LATE),
            DEVICE: Fact("100%", as_of=LATE),
        }
        evidence = Evidence(village(**facts), SHIPPED)
        assert percent_of(evidence.known(FIBRE)) == (90, 90)
        assert percent_of(evidence.known(BOTH)) == (10, 10)
        assert evidence.issues == ()

    @pytest.mark.parametrize("years", list(permutations((2023, 2024, 2025))), ids=repr)
    def test_the_newest_day_counts_where_nothing_is_recorded(self, years: tuple[int, ...]) -> None:
        """Three years say three things of an unrecorded share; the answer may not hang on the order of days."""
        words = {i: Indicator(i, (Level.VILLAGE,), Measure.SHARE, Text(i, i), denominator="n") for i in "abcw"}
        name = Text("a", "b")
        links = (Subset("a-w", "a", "w", name), Subset("b-w", "b", "w", name), Subset("w-c", "w", "c", name))
        stated = zip("acb", ("90%", "10%", "20%"), years, strict=True)
        place = village(**{i: Fact(value, as_of=date(year, 1, 1)) for i, value, year in stated})
        evidence = Evidence(place, Vocabulary(words, links))
        newest = {"a": (90, 100), "c": (0, 10), "b": (20, 100)}["acb"[years.index(2025)]]
        assert percent_of(evidence.known("w")) == newest
        assert evidence.issues == ()

    def test_contradicting_facts_are_set_aside_for_every_rule_and_named(self) -> None:
        """Fibre above any internet: one of two figures is wrong, and nobody knows which."""
        fibre, internet, phone = Fact(Share(450, 500)), Fact(Share(440, 500)), Fact(Share(490, 500))
        evidence = Evidence(village(**{FIBRE: fibre, INTERNET: internet, PHONE: phone}), SHIPPED)
        assert {evidence.known(i).reason for i in (FIBRE, INTERNET)} == {Reason.CONTRADICTION}
        assert evidence.known(PHONE).bounds == phone.bounds
        assert percent_of(evidence.known(BOTH)) == (0, 100)
        assert codes(evidence.issues) == ["contradiction"]
        assert {fact for _, fact in evidence.issues[0].facts} == {fibre, internet}

    def test_what_is_left_when_contradicting_facts_are_set_aside_counts(self) -> None:
        """Where totals differed, no link joins the shares; they are not told to contradict by a third one's fault."""
        phones = [Fact(Share(400, 500), source="a"), Fact(Share(410, 500), source="b")]
        evidence = Evidence(village(**{FIBRE: Share(450, 510), INTERNET: Share(440, 510), PHONE: phones}), SHIPPED)
        assert evidence.known(PHONE).reason is Reason.CONTRADICTION
        assert [evidence.known(i).bounds for i in (FIBRE, INTERNET)] == [Share(450, 510).bounds, Share(440, 510).bounds]
        facts = tuple((PHONE, fact) for fact in phones)
        assert evidence.issues == (Issue(code="contradiction", place="Thôn 8", indicator=PHONE, facts=facts),)

    def test_three_facts_can_contradict_together(self) -> None:
        """80 % and 90 % cannot overlap in 60 %."""
        evidence = Evidence(village(**{INTERNET: "80%", DEVICE: "90%", BOTH: "60%"}), SHIPPED)
        assert {evidence.known(i).reason for i in (INTERNET, DEVICE, BOTH)} == {Reason.CONTRADICTION}
        assert {i for i, _ in evidence.issues[0].facts} == {INTERNET, DEVICE, BOTH}

    def test_an_exact_record_is_narrowed_by_nothing(self) -> None:
        """Links cannot change a figure that was counted, whichever indicator is asked first."""
        for first in (FIBRE, BOTH, PHONE):
            evidence = Evidence(village(**{FIBRE: "80%", PHONE: "90%"}), SHIPPED)
            evidence.known(first)
            assert percent_of(evidence.known(FIBRE)) == (80, 80)

    def test_what_a_link_narrows_keeps_its_records(self) -> None:
        """The finding still names the figures that it rests on, and the reason why one of them says little."""
        old, least, most = Fact("40%", as_of=EARLY), Fact(at_least("50%"), as_of=LATE), Fact(at_most("95%"), as_of=LATE)
        known, _ = look(village(**{FIBRE: [old, least, most], INTERNET: at_most("80%")}), FIBRE)
        assert (percent_of(known), known.fact, known.beside, known.unused) == ((50, 80), least, (most,), (old,))
        known, _ = look(village(**{FIBRE: Share(400), INTERNET: at_most("80%")}), FIBRE)
        assert (percent_of(known), known.bounds.low_open, known.reason) == ((0, 80), True, Reason.NO_DENOMINATOR)

    def teams(self) -> Vocabulary:
        """Return words for a commune: its villages with an active team are some of those with a team."""
        name, levels = Text("a", "b"), (Level.COMMUNE,)
        active = Meeting((Level.VILLAGE,), Holds("community_digital_team_active"))
        words = [
            Indicator("active", levels, Measure.SHARE, name, denominator="n", rollup=active),
            Indicator("exists", levels, Measure.SHARE, name, denominator="n"),
        ]
        return SHIPPED.extended(words, [Subset("active-exists", "active", "exists", name)])

    @pytest.mark.parametrize("first", ["active", "exists"])
    def test_parts_contradict_a_record_over_a_link(self, first: str) -> None:
        """Two villages with an active team and one with any: told, whichever is asked for first."""
        exists = Fact(Share(1, 3))
        parts = [village_with(team=team) for team in (True, True, False)]
        evidence = Evidence(Place("Xã", level="commune", facts={"exists": exists}, parts=parts), self.teams())
        assert evidence.known(first).reason is Reason.CONTRADICTION
        assert [evidence.known(i).reason for i in ("active", "exists")] == [Reason.CONTRADICTION] * 2
        facts, more = (("exists", exists),), (("parts", "Thôn"),)
        told = Issue(code="contradiction", place="Xã", indicator="active", facts=facts, more=more)
        assert evidence.issues == (told,)

    def test_what_a_link_narrows_keeps_its_parts(self) -> None:
        """Which villages drag a figure down is told whether a link speaks of it or not."""
        vocabulary = self.teams()
        parts = [village_with(team=team) for team in (True, False, None)]
        commune = Place("Xã", level="commune", facts={"exists": Fact(Share(1, 3), as_of=LATE)}, parts=parts)
        known = Evidence(commune, vocabulary).known("active")
        assert known.bounds == Share(1, 3).bounds
        assert known.parts is not None
        assert (known.parts.failing, known.parts.undecided) == ((parts[1],), (parts[2],))
        assert known.trail.links == ("active-exists",)
        assert known.trail.origins == ("active", "exists")
        silent = Place("Xã", level="commune", parts=parts)
        assert Evidence(silent, vocabulary).known("exists").bounds == Bounds(1, 3, 3, kind="share", total=3)

    def test_links_work_without_denominator_names_and_in_any_order(self) -> None:
        """The fixed point does not depend on the order in which links are declared."""
        words = {i: Indicator(i, (Level.VILLAGE,), Measure.SHARE, Text(i, i), denominator="n") for i in "abcd"}
        name = Text("a", "b")
        links: list[Joint | Subset] = [Joint("j", "c", ("a", "b"), name), Subset("d-in-a", "d", "a", name)]
        place = village(d="70%", b="60%")
        for order in (links, links[::-1]):
            known = Evidence(place, Vocabulary(words, tuple(order))).known("c")
            assert percent_of(known) == (30, 60)


class TestSharedEvidence:
    """Each place is looked at once, each issue is told once."""

    def test_an_issue_is_told_once(self) -> None:
        """Ten rules on one bad figure are one issue."""
        evidence = Evidence(village(**{FIBRE: True}), SHIPPED)
        for indicator in (FIBRE, INTERNET, BOTH, FIBRE):
            evidence.known(indicator)
        assert codes(evidence.issues) == ["wrong_measure"]

    def test_places_above_and_below_share_what_was_found(self) -> None:
        """An issue of a village shows when its commune is judged."""
        commune = Place("Xã", level="commune", parts=[Place("T", level="village", facts={"smart_village_model": 7})])
        evidence = Evidence(commune, SHIPPED)
        assert evidence.known("smart_village_models").bounds == Bounds(0, 1)
        assert [(issue.code, issue.place) for issue in evidence.issues] == [("wrong_measure", "T")]
        assert evidence.at(commune) is evidence
        assert evidence.at(commune.parts[0]) is evidence.at(commune.parts[0])

    def test_what_is_known_is_looked_up_once(self) -> None:
        """Ten rules on one figure find the same object, which findings compare by identity."""
        evidence = Evidence(village(culture_house_wifi=True, **{FIBRE: "80%"}), SHIPPED)
        for indicator in ("culture_house_wifi", FIBRE, BOTH):
            assert evidence.known(indicator) is evidence.known(indicator)

    def test_the_day_holds_for_places_above_and_below(self) -> None:
        """What a village or a commune records after the day is no ground either."""
        late = Fact(True, as_of=LATE)
        commune = Place("Xã", level="commune", parts=[village(smart_village_model=late)])
        assert look(commune, "smart_village_models", on=EARLY)[0].bounds == Bounds(0, 1)
        assert look(commune, "smart_village_models", on=LATE)[0].bounds == Bounds(1, 1)
        staff = {"staff_e_office": Fact("100%", as_of=LATE)}
        below = Place("Thôn", level="village", parent=Place("Xã", level="commune", facts=staff))
        assert look(below, "staff_e_office", on=EARLY)[0].reason is Reason.NOT_RECORDED

    def test_a_rule_met_by_parts_is_asked_once(self) -> None:
        """Thousands of villages stay quick."""
        rule = Holds("smart_village_model")
        evidence = Evidence(village(smart_village_model=True), SHIPPED)
        assert evidence.possible(rule) is evidence.possible(rule)

    def test_rolling_up_a_rule_of_ones_own(self) -> None:
        """A province may count its own condition over its communes."""
        unit = Unit("a", "b", "c")
        mine = Indicator(
            "mine",
            (Level.COMMUNE,),
            Measure.COUNT,
            Text("a", "b"),
            unit=unit,
            rollup=Meeting((Level.VILLAGE,), AtLeast(FIBRE, "80%")),
        )
        words = SHIPPED.extended([mine])
        parts = [Place(n, level="village", facts={FIBRE: n}) for n in ("79%", "80%", "> x")[:2]]
        assert Evidence(Place("Xã", level="commune", parts=parts), words).known("mine").bounds == Bounds(1, 1)

    def test_what_is_known_is_short_to_print(self) -> None:
        """A failed assertion or a notebook cell must not print the whole vocabulary."""
        assert len(repr(Evidence(village(), SHIPPED))) < 2000
        assert len(repr(look(village(), FIBRE)[0])) < 2000
