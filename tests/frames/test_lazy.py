"""What lazy frames take, what they refuse, and corners that drawn tables reach too seldom to rely on."""

import subprocess
import sys
from datetime import date
from importlib import import_module
from typing import Any

import polars as pl
import pytest
from attrs import evolve, frozen

from smartvillage import CriteriaSet, Criterion, Place, load
from smartvillage.errors import CannotWrite, InvalidType, InvalidValue, WrongLevel
from smartvillage.frames import assess_lazy, count_outcomes
from smartvillage.indicators import Indicator, Level, Measure, Text, Unit, Vocabulary
from smartvillage.rules import AtLeast, AtMost, Finding, Holds, MoreThan, OneOf, Rule, threshold

NGHE_AN = load("nghe-an/smart-village")
FIBRE, ITEMS, WIFI = "households_fibre_connected", "promotion_items_per_month", "culture_house_wifi"
WORDS = Text("x", "x")


def codes(rules: CriteriaSet, columns: dict[str, Any], criterion: str, **how: Any) -> list[int]:
    """Return the outcomes of one criterion by a lazy polars frame, after holding them to those of the table."""
    frame = pl.DataFrame(columns)
    found = assess_lazy(rules, frame.lazy(), codes=True, **how).collect()[criterion].to_list()
    table = rules.assess_table(frame, **how)
    assert found == table.outcomes[:, table.criteria.index(criterion)].tolist()
    return list(found)


def set_of(rule: Rule, *indicators: Indicator) -> CriteriaSet:
    """Return a set of one criterion."""
    criterion = Criterion("x", WORDS, WORDS, rule)
    return evolve(
        NGHE_AN, id="test/x-2025", criteria=(criterion,), vocabulary=Vocabulary({i.id: i for i in indicators})
    )


class TestWhatComesBack:
    """The frame with further columns."""

    def test_words(self) -> None:
        """Outcomes are words unless codes are asked for; nothing is worked out before."""
        frame = NGHE_AN.assess_lazy(pl.LazyFrame({"name": ["A", "B"], FIBRE: [85.0, None]}))
        assert isinstance(frame, pl.LazyFrame)
        found = frame.collect()
        assert found.columns == ["name", FIBRE, "outcome", *(criterion.id for criterion in NGHE_AN)]
        assert found["fibre"].to_list() == ["pass", "unknown"]

    def test_two_sets(self) -> None:
        """With a prefix, two sets stand side by side; without, a column is never written over."""
        frame = NGHE_AN.assess_lazy(pl.LazyFrame({FIBRE: [85.0]}), prefix="NA ")
        both = load("mard/pilot-selection").assess_lazy(frame, level="village", prefix="MARD ").collect()
        assert both["NA fibre"].to_list() == ["pass"]
        assert both["MARD households-connected"].to_list() == ["unknown"]
        with pytest.raises(InvalidValue, match="'fibre' already"):
            NGHE_AN.assess_lazy(pl.LazyFrame({FIBRE: [85.0], "fibre": [1]}))

    def test_day(self) -> None:
        """Criteria about districts do not apply once there are none."""
        rules = load("vn/targets")
        frame = pl.LazyFrame({"communes_ntm_8_4": [98.0]})
        before, after = (count_outcomes(rules, frame, on=day) for day in (date(2025, 6, 30), date(2025, 7, 1)))
        assert before != after
        assert after == count_outcomes(rules, frame.collect(), on=date(2025, 7, 1))


class TestRefusals:
    """Errors name the column, and what to do."""

    @pytest.mark.parametrize(
        ("columns", "words"),
        [
            ({FIBRE: ["79,5%"]}, f"'{FIBRE}' holds String; {FIBRE} wants numbers of percentage points"),
            ({f"{FIBRE}_count": ["9"], f"{FIBRE}_total": [9]}, "wants whole numbers"),
            ({ITEMS: [True]}, "holds Boolean; promotion_items_per_month wants whole numbers"),
            ({WIFI: ["Có"]}, "wants truth values, or 1 and 0"),
            ({WIFI: [date(2025, 1, 1)]}, "holds Date"),
        ],
        ids=str,
    )
    def test_types(self, columns: dict[str, Any], words: str) -> None:
        """A column of another type than its indicator needs is refused before anything is worked out."""
        with pytest.raises(InvalidType, match=words):
            NGHE_AN.assess_lazy(pl.LazyFrame(columns))

    def test_types_of_days_and_categories(self) -> None:
        """Days are dates, categories text."""
        day = Indicator("day", (Level.VILLAGE,), Measure.DATE, WORDS)
        kind = Indicator("kind", (Level.VILLAGE,), Measure.CATEGORY, WORDS, values={"a": WORDS})
        rules = set_of(OneOf("kind", "a"), day, kind)
        for column, wanted in (("day", "wants dates"), ("kind", "wants text")):
            with pytest.raises(InvalidType, match=wanted):
                rules.assess_lazy(pl.LazyFrame({column: [1]}))

    def test_columns(self) -> None:
        """No indicator, two that state the same, and a column of levels."""
        with pytest.raises(InvalidValue, match="Did you mean 'households_fibre_connected'"):
            NGHE_AN.assess_lazy(pl.LazyFrame({"household_fibre_connected": [85.0]}))
        with pytest.raises(InvalidValue, match="do not state households_fibre_connected together"):
            NGHE_AN.assess_lazy(pl.LazyFrame({FIBRE: [85.0], "Hộ có cáp quang (%)": [70.0]}))
        with pytest.raises(InvalidValue, match="'Cấp' holds levels"):
            NGHE_AN.assess_lazy(pl.LazyFrame({FIBRE: [85.0], "Cấp": ["thôn"]}))

    def test_data(self) -> None:
        """What is in memory is for tables; a place is no frame; a level must be one of the set's."""
        with pytest.raises(InvalidType, match="assess_table judges what is in memory"):
            NGHE_AN.assess_lazy(pl.DataFrame({FIBRE: [85.0]}))
        with pytest.raises(InvalidType, match="not Place"):
            NGHE_AN.assess_lazy(Place("Thôn 8", level="village"))
        with pytest.raises(WrongLevel, match="level village, not province"):
            NGHE_AN.assess_lazy(pl.LazyFrame({FIBRE: [85.0]}), level="province")

    def test_rules_of_a_users_own(self) -> None:
        """A rule of a class of the user's own is refused by name."""

        @frozen
        class Lucky(Rule):
            """A rule of a user's own."""

            def evaluate(self, place: Any, *, vocabulary: Vocabulary | None = None) -> Finding:
                """Pass."""
                raise NotImplementedError

        with pytest.raises(CannotWrite, match="Lucky"):
            evolve(NGHE_AN, criteria=(evolve(NGHE_AN.criteria[0], rule=Lucky()),)).assess_lazy(
                pl.LazyFrame({FIBRE: [85.0]})
            )

    def test_categories_without_values(self) -> None:
        """Of a category that declares no values, a text may be anything."""
        kind = Indicator("kind", (Level.VILLAGE,), Measure.CATEGORY, WORDS)
        with pytest.raises(InvalidValue, match="declares no values"):
            set_of(OneOf("kind", "a"), kind).assess_lazy(pl.LazyFrame({"kind": ["a"]}))


def run(code: str) -> str:
    """Return what Python prints in a process of its own."""
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - ours
    return ran.stdout.strip()


class TestImports:
    """What is loaded, and what is said where it is missing."""

    def test_tables_of_arrays_need_no_narwhals(self) -> None:
        """Whoever judges arrays does not wait for data frames."""
        code = "import sys, smartvillage as sv; sv.load('nghe-an/smart-village').assess_table({'households': [1]})"
        assert run(f"{code}; print('numpy' in sys.modules, 'narwhals' in sys.modules)") == "True False"

    def test_without_narwhals(self) -> None:
        """The error says what to install."""
        code = """
import sys
sys.modules["narwhals"] = None
import smartvillage as sv
for call in (lambda: sv.load("nghe-an/smart-village").assess_lazy(1),
             lambda: sv.facts_from_households(1, by="x", columns={})):
    try:
        call()
    except sv.SmartVillageError as error:
        print(type(error).__name__, error)
"""
        assert run(code) == "\n".join(
            ["MissingExtra data frames need narwhals: pip install 'smartvillage[dataframe]'"] * 2
        )

    def test_anything_else_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is missing for another reason is told as it is."""
        for name in [name for name in sys.modules if name.startswith("smartvillage.frames")]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "smartvillage.arrays.checks", None)
        with pytest.raises(ModuleNotFoundError, match=r"smartvillage\.arrays\.checks"):
            import_module("smartvillage.frames")


class TestCorners:
    """Figures at the edges."""

    def test_near_two_to_the_63(self) -> None:
        """Counts are compared in two parts, so that no product overflows; what does not fit is unknown."""
        top = 2**63 - 8
        least = -(-top * 4 // 5)
        counts = {f"{FIBRE}_count": [least, least - 1, top, 0], f"{FIBRE}_total": [top] * 4}
        assert codes(NGHE_AN, counts, "fibre") == [1, -1, 1, -1]
        huge = {ITEMS: pl.Series([2**64 - 1, 2**63 - 1, 2**62, 0], dtype=pl.UInt64)}
        assert codes(NGHE_AN, huge, "monthly-items") == [0, 0, 1, -1]

    def test_too_great_beside_percentages(self) -> None:
        """Where ends are needed, counts out of more than nine trillion leave the share unknown, and never decide."""
        frame = pl.LazyFrame({FIBRE: [85.0, 85.0], f"{FIBRE}_count": [10**13, None], f"{FIBRE}_total": [10**13] * 2})
        assert assess_lazy(NGHE_AN, frame, codes=True).collect()["fibre"].to_list() == [0, 1]

    def test_at_the_threshold(self) -> None:
        """399 of 499 is not 80 %, a hair below 80 % at the tenth place is."""
        assert codes(NGHE_AN, {f"{FIBRE}_count": [399, 400], f"{FIBRE}_total": [499, 499]}, "fibre") == [-1, 1]
        assert codes(NGHE_AN, {FIBRE: [79.9999999994, 79.9999999995, 80.0]}, "fibre") == [-1, 1, 1]
        assert codes(NGHE_AN, {FIBRE: pl.Series([79.9, 80.0, None], dtype=pl.Float32)}, "fibre") == [-1, 1, 0]

    def test_units(self) -> None:
        """A declared column has no riddles."""
        assert codes(NGHE_AN, {FIBRE: [0.8, 0.795, 1.5]}, "fibre", units={FIBRE: "fraction"}) == [1, -1, 0]
        assert codes(NGHE_AN, {FIBRE: [0.8, 90.0]}, "fibre", units={FIBRE: "percent"}) == [-1, 1]
        counts = {FIBRE: [370, 400], "households": [471, 471]}
        assert codes(NGHE_AN, counts, "fibre", units={FIBRE: "count"}) == [-1, 1]

    def test_any_at_all(self) -> None:
        """Some, out of nobody knows how many, are more than none."""
        households = Indicator("households", (Level.VILLAGE,), Measure.COUNT, WORDS, unit=Unit("x", "x", "x"))
        poor = Indicator("poor", (Level.VILLAGE,), Measure.SHARE, WORDS, denominator="households")
        counts = {"poor_count": [3, 0, None]}
        for rule, expected in (
            (MoreThan("poor", threshold("0%")), [1, 0, 0]),
            (AtMost("poor", threshold("5%")), [0] * 3),
        ):
            assert codes(set_of(rule, households, poor), counts, "x") == expected
        ends = {**counts, "poor_low": [None, None, 1.5], "poor_high": [50.0, 3.0, 2.0]}
        assert codes(set_of(AtMost("poor", threshold("5%")), households, poor), ends, "x") == [0, 1, 1]

    def test_shares_without_a_total(self) -> None:
        """A share need not declare of what it is."""
        free = Indicator("free", (Level.VILLAGE,), Measure.SHARE, WORDS)
        rules = set_of(AtLeast("free", threshold("50%")), free)
        assert codes(rules, {"free_low": [60.0, 20.0], "free_high": [70.0, 30.0]}, "x") == [1, -1]

    def test_totals_from_shares(self) -> None:
        """A count is known from the totals that shares state, unless they differ or it is recorded otherwise."""
        i = "producing_households_traceability"
        columns = {
            f"{i}_count": [0, 3, None, 2],
            f"{i}_total": [0, 7, 5, 4],
            "producing_households": [None, None, 3, 9],
            "products_to_trace": [True] * 4,
        }
        for criterion in ("traceability", "ecommerce"):
            codes(NGHE_AN, columns, criterion)
        codes(NGHE_AN, {f"{i}_count": [0, 3], f"{i}_total": [0, 7], "culture_house_wifi": [True] * 2}, "ecommerce")

    def test_all_null(self) -> None:
        """A column of nothing at all, without a type, leaves everything unknown."""
        columns = {FIBRE: [None, None], ITEMS: [None, None], WIFI: [None, None], "team_note": ["a", "b"]}
        found = assess_lazy(NGHE_AN, pl.LazyFrame(columns), codes=True).collect()
        assert set(found["outcome"].to_list()) == {0}
        assert found["fibre"].to_list() == found["monthly-items"].to_list() == [0, 0]

    def test_answers_of_no_column(self) -> None:
        """A test of something that no column speaks of is unknown."""
        assert codes(NGHE_AN, {FIBRE: [85.0]}, "culture-house-wifi") == [0]
        assert codes(set_of(Holds("y"), *(Indicator(i, (Level.VILLAGE,), Measure.YES_NO, WORDS) for i in "yz")),
                     {"z": [True]}, "x") == [0]  # fmt: skip
