"""Facts with their day, source and recorder; judgements and monthly series."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Share, percent
from smartvillage.facts.numbers import FALSE, MET, NOT_MET, TRUE
from smartvillage.facts.records import facts_of

DAY = date(2025, 3, 3)
INF = float("inf")
LAST_DAY = date.max.toordinal()


class TestFact:
    """A value is normalised once, at the door."""

    @pytest.mark.parametrize(
        ("value", "bounds"),
        [
            (True, TRUE),
            (False, FALSE),
            (Share(3, 4), Bounds(3, 3, 4, kind="share", total=4)),
            (Share(3), None),
            ("79,5%", percent("79.5")),
            ("lighting", None),
            (12, Bounds(12, 12)),
            (1, Bounds(1, 1)),
            (0, Bounds(0, 0)),
            (0.0, Bounds(0, 0)),
            (1.5, Bounds(1_500_000_000, 1_500_000_000, 10**9)),
            (79.5, Bounds(79_500_000_000, 79_500_000_000, 10**9)),
            (Decimal("2.5"), Bounds(2_500_000_000, 2_500_000_000, 10**9)),
            (DAY, Bounds(DAY.toordinal(), DAY.toordinal(), kind="date")),
            (Judgement(True), MET),
            (Judgement(False), NOT_MET),
            (Judgement(None), None),
            (Monthly({"2025-01": 1}), None),
            (Bounds(1, 2), Bounds(1, 2)),
        ],
        ids=repr,
    )
    def test_each_value_has_its_bounds(self, value: Any, bounds: Bounds | None) -> None:
        """Whatever a person records is read one way only."""
        assert Fact(value).bounds == bounds

    @pytest.mark.parametrize(("value", "whole"), [(0.8, "80"), (Decimal("0.5"), "50.0"), (0.001, "0.1")])
    def test_a_bare_fraction_is_refused(self, value: Any, whole: str) -> None:
        """0.8 may be 0.8 % or 80 %; guessing would be wrong for half of the users."""
        said = rf"^{value} may be {value} % or {whole} %: write '{value}%', percent\({value}\) or a Share$"
        with pytest.raises(InvalidValue, match=said):
            Fact(value)

    def test_a_judgement_brings_its_day(self) -> None:
        """The day on which a council decided is the day of the record, unless another is stated."""
        decided = Judgement(True, on=DAY)
        assert Fact(decided).as_of == DAY
        assert Fact(decided, as_of=date(2025, 4, 4)).as_of == date(2025, 4, 4)
        assert Fact(Judgement(True)).as_of is None

    @pytest.mark.parametrize("value", [None, [1], b"x", Fact(True)], ids=repr)
    def test_what_cannot_be_recorded_is_refused(self, value: Any) -> None:
        """A missing figure is left out, not recorded as None."""
        with pytest.raises(
            InvalidType, match=rf"^{re.escape(repr(value))} cannot be recorded: .* leave a missing fact"
        ):
            Fact(value)

    def test_a_time_of_day_is_refused(self) -> None:
        """Deadlines are days; a time would bring a time zone with it."""
        with pytest.raises(InvalidType, match=r"^datetime.datetime\(2025, 1, 1.*: write a date without a time$"):
            Fact(datetime(2025, 1, 1, tzinfo=UTC))

    @pytest.mark.parametrize("value", [float("nan"), "120%", -3, float("inf")])
    def test_an_impossible_number_is_refused(self, value: Any) -> None:
        """NaN is not "missing" here: it would pass or fail by the accident of comparison."""
        with pytest.raises(InvalidValue):
            Fact(value)

    @pytest.mark.parametrize(
        "value",
        [
            Bounds(2, 1),
            Bounds(1, 1, 1, low_open=True, kind="share"),
            Bounds(1, 1, 1, high_open=True, kind="share"),
            Bounds(3, 3, 2, kind="share"),
            Bounds(-1, 1, 2, kind="share"),
            Bounds(1, 1, 2, kind="share", total=3),
            Bounds(0, 0, 0, kind="share", total=0),
            Bounds(-1, 5),
            Bounds(INF, INF),
            Bounds(-INF, -INF, kind="date"),
            Bounds(INF, INF, kind="date"),
            Bounds(0, 5, kind="date"),
            Bounds(5, LAST_DAY + 2, kind="date"),
            Bounds(0, 2, kind="truth"),
            Bounds(0, 1, kind="thing"),  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        ],
        ids=repr,
    )
    def test_bounds_made_by_hand_leave_something_that_can_be(self, value: Bounds) -> None:
        """More than 100 % and the like would make links raise each other without end."""
        with pytest.raises(InvalidValue, match="nothing lies within Bounds"):
            Fact(value)

    @pytest.mark.parametrize(
        "value",
        [
            Bounds(0, 2, 2, kind="share", total=2),
            Bounds(0, 1, 1, kind="share"),
            Bounds(-INF, 1, kind="date"),
            Bounds(LAST_DAY, LAST_DAY + 1, kind="date"),
            Bounds(1, INF, kind="date"),
            Bounds(0, INF),
            Bounds(0, 1, kind="judgement"),
        ],
        ids=repr,
    )
    def test_bounds_to_the_very_ends_are_recorded(self, value: Bounds) -> None:
        """What can be is taken, up to the ends of its kind."""
        assert Fact(value).bounds == value

    @pytest.mark.parametrize("as_of", ["2025-01-01", datetime(2025, 1, 1, tzinfo=UTC), 2025], ids=repr)
    def test_a_day_that_is_no_date_is_refused(self, as_of: Any) -> None:
        """It would otherwise raise in the middle of an assessment, or compare as text."""
        said = f"as_of= is a date such as date(2025, 5, 1), not {as_of!r}"
        with pytest.raises(InvalidType, match=f"^{re.escape(said)}$"):
            Fact(True, as_of=as_of)

    @pytest.mark.parametrize("about", [{"source": 5}, {"by": True}, {"note": ["x"]}], ids=repr)
    def test_words_about_a_fact_are_texts(self, about: dict[str, Any]) -> None:
        """An auditor reads them; a number would not be written back equal."""
        ((name, value),) = about.items()
        with pytest.raises(InvalidType, match=f"^{re.escape(f'{name}= is a text, not {value!r}')}$"):
            Fact(True, **about)

    def test_facts_are_equal_by_what_was_recorded(self) -> None:
        """Two records of the same are the same; another source is another record."""
        assert Fact(True, as_of=DAY) == Fact(True, as_of=DAY)
        assert Fact(True, source="a") != Fact(True, source="b")
        assert len({Fact(True), Fact(True), Fact(False)}) == 2


class TestFactsOf:
    """Values, facts and lists of them become records by indicator."""

    def test_values_stand_for_facts(self) -> None:
        """A planner writes the value; only an auditor needs the rest."""
        assert facts_of({"a": True, "b": [True, Fact(False)], "c": ()}) == {
            "a": (Fact(True),),
            "b": (Fact(True), Fact(False)),
        }

    def test_an_error_names_the_indicator(self) -> None:
        """One bad value among sixty must be found."""
        with pytest.raises(InvalidValue, match=r"^fibre: 0\.8 may be"):
            facts_of({"fibre": 0.8})
        with pytest.raises(InvalidType, match=r"^wifi: None cannot be recorded"):
            facts_of({"wifi": None})

    def test_an_id_is_a_text(self) -> None:
        """A column number is no indicator."""
        with pytest.raises(InvalidType, match="keyed by indicator ids, not by 5"):
            facts_of({5: True})


class TestJudgement:
    """What a person decided, never computed."""

    def test_it_is_attributed_by_name_day_and_grounds(self) -> None:
        """An auditor asks all three."""
        assert Judgement(True, by="Hội đồng", on=DAY, why="BB 07").is_attributed
        assert not Judgement(True, by="Hội đồng", on=DAY).is_attributed

    @pytest.mark.parametrize("verdict", ["Không đạt", "no", 0, 1])
    def test_a_verdict_is_a_bool_or_none(self, verdict: Any) -> None:
        """Any text is true to Python: "Không đạt" must not be met."""
        with pytest.raises(InvalidType, match=f"^a verdict is True, False or None for neither, not {verdict!r}$"):
            Judgement(verdict)


class TestMonthly:
    """A count for each month of a window that is part of the fact."""

    def test_the_window_is_that_of_the_counts_unless_given(self) -> None:
        """An open year is stated by `last`."""
        series = Monthly({"2025-02": 1, "2025-04": 2})
        assert (series.first, series.last) == ("2025-02", "2025-04")
        assert Monthly({}, first="2025-01", last="2025-02").counts == {}

    def test_reductions_leave_missing_months_open(self) -> None:
        """A missing month is anything from none: the least may be none, the sum has no limit."""
        whole = Monthly({"2024-12": 2, "2025-01": 1})
        assert (whole.reduced("least"), whole.reduced("sum")) == (Bounds(1, 1), Bounds(3, 3))
        short = Monthly({"2024-12": 2}, last="2025-01")
        assert (short.reduced("least"), short.reduced("sum")) == (Bounds(0, 2), Bounds(2, float("inf")))
        assert (whole.missing, short.missing) == (0, 1)
        nothing = Monthly({}, first="2025-01", last="2025-01")
        assert nothing.reduced("least") == Bounds(0, float("inf"))

    @pytest.mark.parametrize(
        ("counts", "window", "words"),
        [
            ({}, {}, "needs first= and last="),
            ({}, {"first": "2025-01"}, "needs first= and last="),
            ({}, {"last": "2025-01"}, "needs first= and last="),
            ({"2025-13": 1}, {}, "'2025-13' is no month: write '2025-01'"),
            ({"2025-1": 1}, {}, "is no month"),
            ({"2025-03": 1}, {"last": "2025-02"}, "is after the last"),
            ({"2025-03": 1}, {"first": "2025-04", "last": "2025-05"}, "2025-03 is outside the months assessed"),
            ({"2025-03": -1}, {}, "2025-03: a count is not negative"),
            ({"2025-03": 10**31}, {}, rf"^2025-03: nobody counts as far as {10**31}$"),
        ],
    )
    def test_what_cannot_be_is_refused(self, counts: dict[str, int], window: dict[str, str], words: str) -> None:
        """A month outside the window would count for nothing, silently."""
        with pytest.raises(InvalidValue, match=words):
            Monthly(counts, **window)

    @pytest.mark.parametrize("count", [True, 1.5, "1", None])
    def test_counts_are_ints(self, count: Any) -> None:
        """True items a month is a slip."""
        with pytest.raises(InvalidType, match=f"^2025-01: a count is an int, not {count!r}$"):
            Monthly({"2025-01": count})

    def test_months_are_texts(self) -> None:
        """A month that is a number is a slip too."""
        with pytest.raises(InvalidValue, match=r"^202501 is no month: write '2025-01'$"):
            Monthly({202501: 1, "2025-02": 1})  # type: ignore[dict-item]

    def test_a_month_may_have_none(self) -> None:
        """No item in a month is a count like any other, and a failure; it is not missing."""
        assert Monthly({"2025-01": 0, "2025-02": 3}).reduced("least") == Bounds(0, 0)
