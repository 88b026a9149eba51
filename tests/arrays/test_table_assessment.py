"""What a table of assessments tells: counts, gaps, reasons, failures, groups, the nearest, and frames."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve, frozen

from smartvillage import Fact, Level, Outcome, Place, Share, load, percent
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.criteria import CriteriaSet
from smartvillage.errors import CannotWrite, InvalidValue, MissingExtra
from smartvillage.facts import Evidence
from smartvillage.indicators import Meeting, Vocabulary
from smartvillage.outcomes import Possible, Reason
from smartvillage.rules import AtLeast, Finding, Holds, Not, Rule

NGHE_AN = load("nghe-an/smart-village")
DATA: dict[str, Any] = {
    "name": ["Thôn 1", "Thôn 2", "Thôn 3", "Thôn 4"],
    "commune": ["A", "A", "B", None],
    "households_fibre_connected": [85.0, 79.0, None, 60.0],
    "households": [471, 471, 100, None],
    "households_smartphone": [95.0, 95.0, 95.0, 20.0],
    "culture_house_wifi": [True, True, None, False],
    "producing_households": [0, 4, 4, 4],
}


@pytest.fixture
def table() -> TableAssessment:
    """Four villages."""
    return assess_table(NGHE_AN, DATA)


class TestWhatItTells:
    """The figures of a table."""

    def test_shape(self, table: TableAssessment) -> None:
        """It has a row for each place and a column for each criterion, and says so."""
        assert table.outcomes.shape == (4, 13)
        assert len(table) == 4
        assert repr(table) == "<TableAssessment of 4 places by nghe-an/smart-village-2023: 2 fail, 2 unknown>"
        assert repr(assess_table(NGHE_AN, [])).endswith(": none>")

    def test_counts(self, table: TableAssessment) -> None:
        """It counts outcomes by criterion, and for the set under its id."""
        assert table.counts["fibre"] == {
            Outcome.PASS: 1,
            Outcome.FAIL: 2,
            Outcome.UNKNOWN: 1,
            Outcome.NOT_APPLICABLE: 0,
        }
        assert table.counts[NGHE_AN.id][Outcome.FAIL] == 2
        assert table.counts["ecommerce"][Outcome.NOT_APPLICABLE] == 1

    def test_gaps(self, table: TableAssessment) -> None:
        """Gaps are percentage points, and whole households where their number is known."""
        assert table.gap["fibre"].tolist() == [0, 1, 80, 20]
        assert table.gap_units["fibre"].tolist()[:3] == [0, 5, 80]
        assert np.isnan(table.gap_units["fibre"][3])
        assert np.isnan(table.gap["ecommerce"][0])
        assert "team" not in table.gap

    def test_reasons(self, table: TableAssessment) -> None:
        """Each unknown has its reason."""
        assert table.reasons[2][table.criteria.index("fibre")] is Reason.NOT_RECORDED
        assert table.reasons[0][table.criteria.index("ecommerce")] is Reason.DOES_NOT_APPLY
        assert table.overall_reasons[1] is None

    def test_arrays_used_again(self, table: TableAssessment) -> None:
        """A later run may write into the arrays of an earlier one; one of another size may not."""
        again = assess_table(NGHE_AN, DATA, out=table, gaps=True)
        assert again.overall is table.overall
        assert assess_table(NGHE_AN, {"culture_house_wifi": [True]}, out=table).overall is not table.overall
        expected = again.gap["fibre"].copy()
        without = assess_table(NGHE_AN, DATA, out=again)  # it wants no gaps: the room for them stands unused
        assert without.overall is table.overall
        assert np.array_equal(without.gap["fibre"], expected, equal_nan=True)

    def test_one_place(self, table: TableAssessment) -> None:
        """A row is explained as its place alone; a row that is not there is an error."""
        place = table.source.place(1)
        assert place == Place(
            "Thôn 2",
            level=Level.VILLAGE,
            facts={
                "households_fibre_connected": percent(79),
                "households": 471,
                "households_smartphone": percent(95),
                "culture_house_wifi": True,
                "producing_households": 4,
            },
        )
        assert table.explain(1, "en") == NGHE_AN.assess(place).explain("en")
        with pytest.raises(InvalidValue, match="no row 4"):
            table.explain(4)

    def test_nearest(self, table: TableAssessment) -> None:
        """The nearest to ready come first, with what each still takes."""
        nearest = table.nearest(2)
        assert [near.row for near in nearest] == [0, 1]
        assert nearest[1].assessment.place.name == "Thôn 2"
        (gap,) = nearest[1].lacking["fibre"]
        assert (gap.low, gap.high) == (5, 5)
        assert "culture-house-wifi" not in nearest[1].lacking

    def test_groups(self, table: TableAssessment) -> None:
        """Outcomes are counted by a column, or by the places above."""
        by = table.by("commune")
        assert by["commune"].tolist() == ["A", "B", None]
        assert by["fail"].tolist() == [1, 0, 1]
        assert by["unknown"].tolist() == [1, 1, 0]
        with pytest.raises(InvalidValue, match="Did you mean 'name'"):
            table.by("nam")
        villages = [Place("Thôn 1", level=Level.VILLAGE), Place("Thôn 2", level=Level.VILLAGE)]
        commune = Place("Xã A", level=Level.COMMUNE, parts=villages)
        of_places = assess_table(NGHE_AN, [*commune.parts, villages[0]]).by("commune")
        assert of_places["commune"].tolist() == ["Xã A", None]
        assert of_places["unknown"].tolist() == [2, 1]

    def test_failures(self, table: TableAssessment) -> None:
        """What is not met is a long table, with words on demand."""
        failures = table.failures()
        at = [n for n, criterion in enumerate(failures["criterion"]) if criterion == "fibre"]
        assert failures["row"][at].tolist() == [1, 2, 3]
        assert failures["place"][at].tolist() == ["Thôn 2", "Thôn 3", "Thôn 4"]
        assert failures["outcome"][at].tolist() == ["fail", "unknown", "fail"]
        assert failures["reason"][at].tolist() == [None, "not_recorded", None]
        assert failures["value"][at].tolist()[::2] == [79, 60]
        assert np.isnan(failures["value"][at[1]])
        assert failures["low"][at].tolist() == [79, 0, 60]
        assert failures["high"][at].tolist() == [79, 100, 60]
        assert failures["needed"][at].tolist() == [80, 80, 80]
        assert failures["short_by"][at].tolist() == [1, 80, 20]
        assert failures["clause"][at[0]] == NGHE_AN["fibre"].clause.vi
        told = table.failures("en")
        assert told["text"][at[0]] == table.assessment(1)["fibre"].explain("en")

    def test_to_frame(self, table: TableAssessment) -> None:
        """A mapping comes back with the outcomes as words."""
        frame = table.to_frame()
        assert frame["name"].tolist() == DATA["name"]
        assert frame["outcome"].tolist() == ["unknown", "fail", "unknown", "fail"]
        assert frame["fibre"].tolist() == ["pass", "fail", "unknown", "fail"]

    def test_of_places(self) -> None:
        """Places come back as their names with the outcomes."""
        place = Place("Thôn 8", level=Level.VILLAGE, facts={"households_fibre_connected": Share(370, 471)})
        frame = assess_table(NGHE_AN, iter([place])).to_frame()
        assert (frame["place"].tolist(), frame["fibre"].tolist()) == (["Thôn 8"], ["fail"])


class TestOddPlaces:
    """Places that say what columns cannot hold are judged one by one, and stand in the same table."""

    def test_several_records(self) -> None:
        """Two records that nothing orders, and linked facts of two days, are judged as the place alone."""
        fibre, internet = "households_fibre_connected", "households_internet"
        facts: list[dict[str, Any]] = [
            {fibre: [Share(370, 471), percent("78.6")]},
            {fibre: Fact(percent(85), as_of=date(2025, 1, 1)), internet: Fact(percent(70), as_of=date(2024, 1, 1))},
            {fibre: Share(2**70, 2**71)},
            {fibre: [Fact(Share(1, 2), as_of=date(2024, 1, 1)), Fact(Share(9, 10), as_of=date(2025, 1, 1))]},
        ]
        villages = [Place(f"T{n}", level=Level.VILLAGE, facts=f) for n, f in enumerate(facts)]
        table = assess_table(NGHE_AN, villages, on=date(2025, 5, 1))
        for row, village in enumerate(villages):
            alone = NGHE_AN.assess(village, date(2025, 5, 1))
            assert table.outcomes[row].tolist() == [finding.outcome.code for finding in alone]
            assert table.reasons[row].tolist() == [finding.reason for finding in alone]
            assert table.assessment(row) == alone
        assert table.gap_units["fibre"][0] == 7
        assert table.gap["fibre"][2] == 30


@frozen
class Lucky(Rule):
    """A rule of a user's own."""

    def evaluate(self, place: Any, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Pass."""
        raise NotImplementedError


@frozen
class Whatever:
    """Something of a user's own that places meet."""

    def possible_for(self, evidence: Evidence) -> Possible:
        """Pass."""
        raise NotImplementedError


def with_rule(rule: Rule) -> CriteriaSet:
    """Return a set of one rule."""
    criterion = evolve(NGHE_AN.criteria[0], rule=rule)
    return evolve(NGHE_AN, criteria=(criterion,))


class TestRefusals:
    """What tables do not do."""

    @pytest.mark.parametrize("rule", [Lucky(), Not(Lucky()), Holds("culture_house_wifi") & Lucky()])
    def test_rules_of_a_users_own(self, rule: Rule) -> None:
        """A rule of a class of the user's own is refused by name."""
        with pytest.raises(CannotWrite, match="Lucky"):
            assess_table(with_rule(rule), {"culture_house_wifi": [True]})

    def test_subclasses_of_kinds(self) -> None:
        """A class made from a kind of rule may do anything, and is refused too."""
        kind = type("Eager", (AtLeast,), {})
        with pytest.raises(CannotWrite, match="Eager"):
            assess_table(with_rule(kind("households_fibre_connected", "80%")), {"culture_house_wifi": [True]})

    def test_roll_ups_of_a_users_own(self) -> None:
        """So is anything else that places are counted for."""
        rules = load("lang-son/targets")
        asked = [i for i in rules.vocabulary if i.id in str(rules.criteria)]
        i, rollup = next((i, i.rollup) for i in asked if isinstance(i.rollup, Meeting))
        own = evolve(i, rollup=Meeting(rollup.levels, Whatever()))
        vocabulary = evolve(rules.vocabulary, indicators={**rules.vocabulary.indicators, i.id: own})
        part = Place("X", level=rollup.levels[0])
        province = Place("T", level=Level.PROVINCE, parts=[part])
        with pytest.raises(CannotWrite, match="Whatever"):
            assess_table(evolve(rules, vocabulary=vocabulary), [province])


class TestFrames:
    """Data frames go in, and the same kind comes out."""

    @pytest.fixture(params=["pandas", "pandas nullable", "pandas arrow", "polars", "pyarrow"])
    def frame(self, request: pytest.FixtureRequest) -> Any:
        """Return the data in one kind of frame."""
        pytest.importorskip("narwhals")
        kind: str = request.param
        if kind == "polars":
            return pytest.importorskip("polars").DataFrame(DATA)
        if kind == "pyarrow":
            return pytest.importorskip("pyarrow").table(DATA)
        frame = pytest.importorskip("pandas").DataFrame(DATA, index=[7, 5, 3, 1])
        if kind == "pandas":
            return frame
        if kind == "pandas arrow":
            pytest.importorskip("pyarrow")
        return frame.convert_dtypes(dtype_backend="numpy_nullable" if kind == "pandas nullable" else "pyarrow")

    def test_same_answers(self, frame: Any, table: TableAssessment) -> None:
        """Every kind of frame gives the answers of plain arrays."""
        found = assess_table(NGHE_AN, frame)
        assert found.outcomes.tolist() == table.outcomes.tolist()
        assert found.issues == ()
        assert [found.source.place(row) for row in range(4)] == [table.source.place(row) for row in range(4)]

    def test_same_kind(self, frame: Any) -> None:
        """The data comes back with the outcomes beside it; so do groups and failures."""
        nw = pytest.importorskip("narwhals")
        found = assess_table(NGHE_AN, frame)
        beside = found.to_frame()
        assert type(beside) is type(frame)
        assert nw.from_native(beside)["fibre"].to_list() == ["pass", "fail", "unknown", "fail"]
        assert nw.from_native(beside)["name"].to_list() == DATA["name"]
        assert nw.from_native(found.by("commune"))["fail"].to_list() == [1, 0, 1]
        assert type(found.failures()) is type(frame)

    def test_rows_judged(self, frame: Any) -> None:
        """Where only some rows are of the set's level, only they come back."""
        nw = pytest.importorskip("narwhals")
        levels = ["village", "commune", "village", "commune"]
        native = nw.from_native(frame)
        mixed = native.with_columns(nw.new_series("level", levels, backend=native.implementation)).to_native()
        found = assess_table(NGHE_AN, mixed, level="level")
        assert nw.from_native(found.to_frame())["name"].to_list() == ["Thôn 1", "Thôn 3"]
        assert found.by("name")["fail"] is not None

    def test_days(self) -> None:
        """Dates and times of a frame are days."""
        pl = pytest.importorskip("polars")
        duties = load("mard/province-duties")
        plan = next(i.id for i in duties.vocabulary if i.kind == "date" and i.id in str(duties.criteria))
        column = next(n for n, c in enumerate(duties) if plan in str(c.rule))
        frame = pl.DataFrame({plan: [date(2022, 12, 31), date(2023, 1, 1), None]})
        assert assess_table(duties, frame).outcomes[:, column].tolist() == [1, -1, 0]

    def test_without_narwhals(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without the extra, the error says what to install."""
        monkeypatch.setitem(__import__("sys").modules, "narwhals", None)
        with pytest.raises(MissingExtra, match="smartvillage\\[dataframe\\]"):
            assess_table(NGHE_AN, object())
