"""What comes through the door of a fact: numbers of numpy, days of judgements, percentages beside counts."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from smartvillage import (
    Assessment,
    Fact,
    Judgement,
    Monthly,
    Outcome,
    Place,
    Reason,
    Share,
    above,
    at_least,
    at_most,
    below,
    load,
    percent,
)
from smartvillage.criteria import CriterionFinding
from smartvillage.errors import InvalidValue
from smartvillage.facts import Evidence, Issue
from smartvillage.rules import AtLeast, Holds

RULES = load("nghe-an/smart-village")


def found(criterion: str, on: date | None = None, **facts: Any) -> CriterionFinding:
    """Return what the set finds of one criterion for a village with these facts."""
    return RULES.assess(Place("Thôn 8", level="village", facts=facts), on)[criterion]


def test_a_float_of_numpy_is_a_float() -> None:
    """A cell of a pandas row is one, and its own repr is no number."""
    assert percent(np.float64(79.5)) == percent("79,5%")
    assert found("fibre", households_fibre_connected=np.float64(80.0)).outcome is Outcome.PASS


def test_a_month_in_other_digits_is_no_month() -> None:
    """It would be the same month once more, and so hide one without a count."""
    with pytest.raises(InvalidValue, match="is no month"):
        Monthly({"2025-01": 1, "٢٠٢٥-01": 1}, last="2025-02")


@pytest.mark.parametrize("stated", [78.5, 78.6, 79, "78,5%", " 78,56 %\n", percent("78.56")], ids=repr)
def test_a_percentage_that_states_the_counts_gives_way_to_them(stated: Any) -> None:
    """A bare number is a percentage too: 370 of 471 is 78,556 %."""
    finding = found("fibre", households_fibre_connected=[stated, Share(370, 471)])
    assert (finding.outcome, finding.gap and finding.gap.low) == (Outcome.FAIL, 7)


@pytest.mark.parametrize("stated", [78.4, 80, "78,50%", "77,5%"], ids=repr)
def test_a_percentage_that_the_counts_do_not_make_contradicts_them(stated: Any) -> None:
    """Off by more than one unit of its last digit, it is another figure."""
    finding = found("fibre", households_fibre_connected=[stated, Share(370, 471)])
    assert (finding.outcome, finding.reason) == (Outcome.UNKNOWN, Reason.CONTRADICTION)


@pytest.mark.parametrize("indicator", ["households_fibre_connected", "households_digital_address"])
@pytest.mark.parametrize("records", [[above("80%"), at_most("80%")], [below(80), at_least(80)]], ids=repr)
def test_records_that_meet_at_an_end_that_one_excludes_contradict(indicator: str, records: list[Any]) -> None:
    """More than 80 % and at most 80 % leave nothing, whether links join the figure or not: it is not 80 %."""
    place = Place("Thôn 8", level="village", facts={indicator: records})
    evidence = Evidence(place, RULES.vocabulary)
    assert evidence.known(indicator).reason is Reason.CONTRADICTION
    facts = tuple((indicator, Fact(value)) for value in records)
    assert evidence.issues == (Issue(code="contradiction", place="Thôn 8", indicator=indicator, facts=facts),)
    table = RULES.assess_table([place])
    assert set(table.outcomes[0]) == {finding.outcome.code for finding in RULES.assess(place)} == {0}


class TestJudgements:
    """The day of a judgement is the day of its fact."""

    MET = Judgement(True, by="Hội đồng", on=date(2025, 6, 1), why="BB 7")
    NOT_YET = Judgement(False, by="Hội đồng", on=date(2025, 3, 1), why="BB 2")

    def test_one_of_a_later_day_is_not_used(self) -> None:
        """On 1 May nobody had judged yet."""
        assert found("smart-communication", date(2025, 5, 1), smart_communication=self.MET).outcome is Outcome.UNKNOWN
        assert found("smart-communication", date(2025, 6, 1), smart_communication=self.MET).outcome is Outcome.PASS

    def test_the_latest_counts(self) -> None:
        """A village judged again has caught up; it does not contradict itself."""
        both = [self.MET, self.NOT_YET]
        assert found("smart-communication", smart_communication=both).outcome is Outcome.PASS
        assert found("smart-communication", date(2025, 5, 1), smart_communication=both).outcome is Outcome.FAIL

    def test_a_day_stated_for_the_fact_comes_first(self) -> None:
        """What was true in May may be judged in June."""
        assert Fact(self.MET).as_of == date(2025, 6, 1)
        assert Fact(self.MET, as_of=date(2025, 5, 1)).as_of == date(2025, 5, 1)
        assert Fact(Judgement(True)).as_of is None

    def test_the_day_is_told_once(self) -> None:
        """It is that of the judgement, unless the fact has another."""
        text = found("smart-communication", smart_communication=self.MET).explain()
        assert text.count("2025") == 1
        text = found("smart-communication", smart_communication=Fact(self.MET, as_of=date(2025, 5, 1))).explain()
        assert "số liệu ngày 01/5/2025" in text


class TestWithoutVocabulary:
    """A bare record is read as the test that asks for it measures it, whatever other tests do."""

    PLACE = Place("Thôn 8", level="village", facts={"x": Share(1, 471), "y": True, "z": Judgement(True)})

    def test_a_share_is_no_yes(self) -> None:
        """One household of 471 is not "holds", in whichever order the tests stand."""
        for rule in (AtLeast("x", "80%") | Holds("x"), Holds("x") | AtLeast("x", "80%")):
            assert rule.evaluate(self.PLACE).outcome is Outcome.UNKNOWN
        assert (Holds("y") & AtLeast("y", 1)).evaluate(self.PLACE).outcome is Outcome.UNKNOWN

    def test_a_judgement_holds(self) -> None:
        """What the indicator would have said, the record says itself."""
        assert Holds("z").evaluate(self.PLACE).outcome is Outcome.PASS

    def test_records_that_contradict_each_other_say_nothing(self) -> None:
        """Twice asked, once told."""
        place = Place("Thôn 8", level="village", facts={"x": ["70%", "90%"]})
        evidence = Evidence(place)
        finding = (AtLeast("x", "80%") & AtLeast("x", "60%")).evaluate(evidence)
        assert finding.reasons == (Reason.CONTRADICTION,)
        assert [issue.code for issue in evidence.issues] == ["contradiction"]


@pytest.mark.parametrize(
    ("share", "wanted"), [(Share(370), ["households"]), (Share(0, 0), ["households_fibre_connected"])], ids=repr
)
def test_where_only_the_count_is_known_the_total_is_missing(share: Share, wanted: list[str]) -> None:
    """Whoever counted need not count again; a share of nothing has its total, and is another riddle."""
    missing = RULES.assess(Place("Thôn 8", level="village", facts={"households_fibre_connected": share})).missing()
    assert [one.indicator for one in missing if "fibre" in one.criteria] == wanted


def test_a_total_that_several_criteria_wait_for_comes_first() -> None:
    """It decides most."""
    counts = dict.fromkeys(["households_fibre_connected", "households_smartphone"], Share(370))
    missing = RULES.assess(Place("Thôn 8", level="village", facts={**counts, "producing_households": 0})).missing()
    assert (missing[0].indicator, missing[0].criteria) == ("households", ("fibre", "smartphones"))


class TestTotals:
    """A total may be stated by a share, by its own indicator, or by both."""

    @staticmethod
    def issues(total: Any) -> list[str]:
        """Return what is doubtful where a share states 499 households and somebody recorded this total."""
        place = Place(
            "Thôn 8", level="village", facts={"households": total, "households_fibre_connected": Share(399, 499)}
        )
        table = RULES.assess_table([place])
        assessment = RULES.assess(place)
        assert list(table.outcomes[0]) == [finding.outcome.code for finding in assessment]
        return [issue.code for issue in assessment.issues]

    @pytest.mark.parametrize("total", [500, 500.0, Decimal(500), at_least(500) & at_most(500)], ids=repr)
    def test_totals_that_differ_are_told_however_they_are_written(self, total: Any) -> None:
        """A float or a decimal is a number of households too."""
        assert self.issues(total) == ["totals_differ"]

    @pytest.mark.parametrize("total", [499, 499.0, at_least(400)], ids=repr)
    def test_totals_that_agree_are_not(self, total: Any) -> None:
        """Also where one of them is only a bound."""
        assert self.issues(total) == []

    def test_a_yes_is_no_total(self) -> None:
        """`True == 1`, but nobody counted one household."""
        assert self.issues(total=True) == ["wrong_measure"]


class TestDays:
    """A numerator and a denominator of different days make no share; households move away between two counts."""

    MAY, JUNE = date(2025, 5, 1), date(2025, 6, 1)

    def found(self, **facts: Any) -> tuple[Assessment, CriterionFinding]:
        """Return what the set finds, which a table must find too."""
        place = Place("Thôn 8", level="village", facts=facts)
        assessment, table = RULES.assess(place), RULES.assess_table([place])
        assert list(table.outcomes[0]) == [finding.outcome.code for finding in assessment]
        assert list(table.reasons[0]) == [finding.reason for finding in assessment]
        return assessment, assessment["fibre"]

    def test_a_count_and_a_total_of_different_days_are_not_joined(self) -> None:
        """Both are named, and the total of the right day is asked for."""
        count, total = Fact(Share(370), as_of=self.MAY), Fact(471, as_of=self.JUNE)
        assessment, fibre = self.found(households_fibre_connected=count, households=total)
        assert (fibre.outcome, fibre.reason) == (Outcome.UNKNOWN, Reason.NO_DENOMINATOR)
        facts = (("households_fibre_connected", count), ("households", total))
        code, fibre_id = "total_of_another_day", "households_fibre_connected"
        assert assessment.issues == (Issue(code=code, place="Thôn 8", indicator=fibre_id, facts=facts),)
        assert [one.indicator for one in assessment.missing() if "fibre" in one.criteria] == ["households"]

    def test_a_total_that_a_share_states_is_named_as_that_share(self) -> None:
        """471 households are a figure of June because 450 of them had smartphones in June."""
        count, phones = Fact(Share(370), as_of=self.MAY), Fact(Share(450, 471), as_of=self.JUNE)
        assessment, _ = self.found(households_fibre_connected=count, households_smartphone=phones)
        (issue,) = assessment.issues
        assert issue.code == "total_of_another_day"
        assert issue.facts == (("households_fibre_connected", count), ("households_smartphone", phones))

    @pytest.mark.parametrize(
        ("counted", "totalled"), [(MAY, MAY), (None, MAY), (MAY, None)], ids=["same", "no", "none"]
    )
    def test_of_one_day_or_of_no_stated_day_they_are(self, counted: date | None, totalled: date | None) -> None:
        """Who states no day means the present."""
        count, total = Fact(Share(370), as_of=counted), Fact(471, as_of=totalled)
        assessment, fibre = self.found(households_fibre_connected=count, households=total)
        assert (fibre.outcome, fibre.gap and fibre.gap.low, assessment.issues) == (Outcome.FAIL, 7, ())

    def test_a_bound_becomes_whole_counts_of_its_own_day_only(self) -> None:
        """Of 471 households more than 79,9 % are 377, which is enough; nobody knows how many they were in May."""
        bound = Fact(above("79,9%"), as_of=self.MAY)
        for day, outcome in ((self.MAY, Outcome.PASS), (self.JUNE, Outcome.UNKNOWN)):
            _, fibre = self.found(households_fibre_connected=bound, households=Fact(471, as_of=day))
            assert fibre.outcome is outcome

    def test_a_bound_of_another_day_is_no_total_of_any(self) -> None:
        """Who knows only "at least 400 households" lacks the number, not its day."""
        count, total = Fact(Share(370), as_of=self.MAY), Fact(at_least(400), as_of=self.JUNE)
        assessment, fibre = self.found(households_fibre_connected=count, households=total)
        assert (fibre.reason, assessment.issues) == (Reason.NO_DENOMINATOR, ())

    def test_a_total_stated_on_several_days_is_that_of_each(self) -> None:
        """Nobody moved in between."""
        counts = {
            "households_fibre_connected": Fact(Share(370), as_of=self.MAY),
            "households_smartphone": Fact(Share(450, 471), as_of=self.MAY),
            "households_digital_address": Fact(Share(471, 471), as_of=self.JUNE),
        }
        _, fibre = self.found(**counts)
        assert fibre.outcome is Outcome.FAIL

    def test_a_share_of_nothing_lacks_no_other_day(self) -> None:
        """Its total is its own."""
        facts = {
            "households_fibre_connected": Fact(Share(0, 0), as_of=self.MAY),
            "households": Fact(9, as_of=self.JUNE),
        }
        assessment, _ = self.found(**facts)
        assert "total_of_another_day" not in [issue.code for issue in assessment.issues]
