"""Columns at the door: what arrays, sequences and data frames say, and what is doubtful in them."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
import pytest
from attrs import evolve

from smartvillage import Bounds, Judgement, Monthly, Place, Share, above, load, percent
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.arrays.checks import BLOCK
from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.facts import Fact
from smartvillage.outcomes import Reason
from smartvillage.rules import AtLeast

NGHE_AN = load("nghe-an/smart-village")
FIBRE, HOUSEHOLDS, PRODUCERS, ITEMS = (
    "households_fibre_connected",
    "households",
    "producing_households",
    "promotion_items_per_month",
)


def judged(**columns: Any) -> TableAssessment:
    """Judge columns by the set of Nghệ An."""
    return assess_table(NGHE_AN, columns)


def codes(table: TableAssessment, criterion: str) -> list[int]:
    """Return the outcomes of one criterion."""
    found: list[int] = table.outcomes[:, table.criteria.index(criterion)].tolist()
    return found


def fact(table: TableAssessment, row: int, indicator: str) -> Any:
    """Return the value recorded at a place of the table; `None` for nothing."""
    facts: tuple[Fact, ...] = table.source.place(row).facts.get(indicator, ())
    return facts[0].value if facts else None


def told(table: TableAssessment) -> list[tuple[str, str | None, str]]:
    """Return the issues as code, column and number of rows."""
    return [(i.code, i.where.column if i.where else None, dict(i.more).get("rows", "")) for i in table.issues]


class TestPercentages:
    """Shares in percentage points."""

    def test_nine_places(self) -> None:
        """A float means its shortest decimal, rounded to nine places, so that a hair below 80 % may be 80 %."""
        values = [79.9999999994, 79.9999999995, 79.9999999996, 80.0, np.nextafter(80, 0)]
        assert codes(judged(**{FIBRE: values}), "fibre") == [-1, 1, 1, 1, 1]

    def test_narrow_floats(self) -> None:
        """A float32 means its own shortest decimal: 79.9 is 79.9, not 79.9000015."""
        table = judged(**{FIBRE: np.array([79.9, 80.0, np.nan, 33.3], np.float32)})
        assert codes(table, "fibre") == [-1, 1, 0, -1]
        assert fact(table, 0, FIBRE) == percent("79.9")
        assert table.gap["fibre"][0] == pytest.approx(0.1)

    def test_ambiguous(self) -> None:
        """What may be a fraction as well is unknown, and counted in one issue of the column."""
        table = judged(**{FIBRE: [0.8, 1.0, 0.0, 85.0, 1.1]})
        assert codes(table, "fibre") == [0, 0, -1, 1, -1]
        assert told(table) == [("percent_or_fraction", FIBRE, "2")]
        assert table.issues[0].value == "0.8"

    def test_doubt_far_down(self) -> None:
        """Rows are looked over in blocks, once for all rules that ask for the column: none of them misses a doubt."""
        fibre = NGHE_AN["fibre"]
        rules = evolve(NGHE_AN, criteria=(fibre, evolve(fibre, id="half", rule=AtLeast(FIBRE, "50%"))))
        values = np.full(BLOCK + 2, 60.0)
        values[-1] = 0.9
        table = assess_table(rules, {FIBRE: values}, gaps=True)
        assert table.outcomes[-3:].tolist() == [[-1, 1], [-1, 1], [0, 0]]
        assert [gap[-3:].tolist() for gap in table.gap.values()] == [[20, 20, 80], [0, 0, 50]]
        assert told(table) == [("percent_or_fraction", FIBRE, "1")]

    def test_declared(self) -> None:
        """A declared column has no riddles: 0.8 % in points, 80 % as a fraction."""
        points = assess_table(NGHE_AN, {FIBRE: [0.8, 90.0]}, units={FIBRE: "percent"})
        fractions = assess_table(NGHE_AN, {FIBRE: [0.8, 0.795, 1.0, 1.5, np.nan]}, units={FIBRE: "fraction"})
        assert codes(points, "fibre") == [-1, 1]
        assert codes(fractions, "fibre") == [1, -1, 1, 0, 0]
        assert fact(fractions, 1, FIBRE) == percent("79.5")
        assert told(points) == []
        assert told(fractions) == [("impossible_percentage", FIBRE, "1")]

    def test_impossible(self) -> None:
        """Below 0 and above 100 % are issues and count as unknown."""
        table = judged(**{FIBRE: [-1.0, 100.1, np.inf, 100.0]})
        assert codes(table, "fibre") == [0, 0, 0, 1]
        assert told(table) == [("impossible_percentage", FIBRE, "3")]

    def test_truth_values(self) -> None:
        """A truth value is no percentage."""
        table = judged(**{FIBRE: [True, False]})
        assert codes(table, "fibre") == [0, 0]
        assert told(table) == [("not_understood", FIBRE, "2")]

    def test_ends(self) -> None:
        """Two columns hold the ends; one that is missing is open, two that cross say nothing."""
        table = judged(**{f"{FIBRE}_low": [80.0, np.nan, 70.0, 90.0], f"{FIBRE}_high": [np.nan, 79.0, 85.0, 60.0]})
        assert codes(table, "fibre") == [1, -1, 0, 0]

    def test_one_end(self) -> None:
        """One column of ends is enough."""
        assert codes(judged(**{f"{FIBRE}_low": [80.0, 79.0]}), "fibre") == [1, 0]
        assert codes(judged(**{f"{FIBRE}_high": [80.0, 79.0]}), "fibre") == [0, -1]


class TestCounts:
    """Shares as counts, and numbers."""

    def test_at_the_threshold(self) -> None:
        """Counts are compared as whole numbers: 399 of 499 is not 80 %, 308 of 385 is."""
        table = judged(**{f"{FIBRE}_count": [399, 400, 308, 307], f"{FIBRE}_total": [499, 499, 385, 385]})
        assert codes(table, "fibre") == [-1, 1, 1, -1]
        assert table.gap_units["fibre"].tolist() == [1, 0, 0, 1]

    def test_near_two_to_the_63(self) -> None:
        """Products that do not fit 64 bits are avoided."""
        top = 2**63 - 8
        least = -(-top * 4 // 5)
        table = judged(**{f"{FIBRE}_count": [least, least - 1, top], f"{FIBRE}_total": [top] * 3})
        assert codes(table, "fibre") == [1, -1, 1]
        assert codes(judged(**{ITEMS: [2**62, 0, 2**63 - 2]}), "monthly-items") == [1, -1, 1]
        assert fact(judged(**{PRODUCERS: np.array([2**63 + 5, 3], np.uint64)}), 0, PRODUCERS) is None

    def test_between_two_ends(self) -> None:
        """Counts may lie between two ends; a missing end is the widest, crossing ends and no total say nothing."""
        columns = {
            f"{FIBRE}_count_low": [8, 7, None, 8, 9, 8, 8, None, 8],
            f"{FIBRE}_count_high": [9, 9, 7, None, 8, 11, 8, None, 9],
            f"{FIBRE}_total": [10, 10, 10, 10, 10, 10, 10, 10, None],
        }
        table = judged(**columns)
        assert codes(table, "fibre") == [1, 0, -1, 1, 0, 0, 1, 0, 0]
        assert told(table) == [("count_above_total", f"{FIBRE}_count_high", "1")]
        assert fact(table, 1, FIBRE) == Bounds(7, 9, 10, kind="share", total=10)
        assert fact(table, 6, FIBRE) == Share(8, 10)
        for row in range(9):
            alone = NGHE_AN.assess(table.source.place(row))
            assert table.outcomes[row].tolist() == [finding.outcome.code for finding in alone]

    def test_ends_of_counts_need_their_total(self) -> None:
        """Ends of counts stand with a total of their own, and with nothing else."""
        for more in ({}, {f"{FIBRE}_total": [9], f"{FIBRE}_count": [8]}, {f"{FIBRE}_total": [9], FIBRE: [80.0]}):
            table = judged(
                **{f"{FIBRE}_count_low": [8], f"{FIBRE}_count_high": [9], "culture_house_wifi": [True], **more}
            )
            assert [issue.code for issue in table.issues] == ["columns_collide"]

    def test_total_of_the_denominator(self) -> None:
        """Without a total of its own, a count is out of the households of the place."""
        table = judged(**{f"{FIBRE}_count": [370, 400, 9], HOUSEHOLDS: [471, 471, 0]})
        assert codes(table, "fibre") == [-1, 1, 0]
        assert table.reasons[2][table.criteria.index("fibre")] is Reason.NO_DENOMINATOR

    def test_above_the_total(self) -> None:
        """More than all is an issue and left out."""
        table = judged(**{f"{FIBRE}_count": [500, 400], f"{FIBRE}_total": [471, 471]})
        assert codes(table, "fibre") == [0, 1]
        assert told(table) == [("count_above_total", f"{FIBRE}_count", "1")]

    def test_beside_a_percentage(self) -> None:
        """Counts come before a percentage that states them; one that does not contradicts them."""
        columns = {FIBRE: [78.6, 85.0, 80.0], f"{FIBRE}_count": [370, 370, -1], HOUSEHOLDS: [471, 471, 471]}
        table = judged(**columns)
        assert codes(table, "fibre") == [-1, 0, 1]
        assert table.reasons[1][table.criteria.index("fibre")] is Reason.CONTRADICTION
        assert [code for code, _, _ in told(table)] == ["not_understood", "percentage_contradicts_counts"]

    def test_units(self) -> None:
        """A column can be declared to hold counts."""
        table = assess_table(NGHE_AN, {FIBRE: [370, 400], HOUSEHOLDS: [471, 471]}, units={FIBRE: "count"})
        assert codes(table, "fibre") == [-1, 1]

    def test_numbers(self) -> None:
        """Whole numbers come as integers or floats; what is neither whole nor a number is an issue."""
        table = judged(**{ITEMS: [1.0, 0.0, np.nan, 1.5, -1.0, 2.0**60]})
        assert codes(table, "monthly-items") == [1, -1, 0, 0, 0, 0]
        assert told(table) == [("not_understood", ITEMS, "3")]
        assert codes(judged(**{ITEMS: [True, False]}), "monthly-items") == [0, 0]

    def test_ends_of_numbers(self) -> None:
        """Numbers may lie between two ends."""
        table = judged(**{f"{ITEMS}_low": [1, 0, 0], f"{ITEMS}_high": [5.0, 0.0, np.nan]})
        assert codes(table, "monthly-items") == [1, -1, 0]


class TestSequences:
    """What a column may be made of."""

    def test_gaps_in_lists(self) -> None:
        """None is a gap among numbers and truth values."""
        table = judged(**{ITEMS: [1, None, 0], FIBRE: [90, None, 70.5], "culture_house_wifi": [True, None, False]})
        for criterion in ("monthly-items", "fibre", "culture-house-wifi"):
            assert codes(table, criterion) == [1, 0, -1]

    def test_masks(self) -> None:
        """Masked values are gaps, in floats too."""
        mask = [False, True, False]
        table = judged(
            **{
                FIBRE: np.ma.MaskedArray([90.0, 90.0, 70.0], mask),
                ITEMS: np.ma.MaskedArray([1, 1, 0], mask),
                "culture_house_wifi": np.ma.MaskedArray([True, True, False], mask),
            }
        )
        for criterion in ("monthly-items", "fibre", "culture-house-wifi"):
            assert codes(table, criterion) == [1, 0, -1]

    @pytest.mark.parametrize("kind", ["strided", "read-only", "big-endian", "reversed"])
    def test_layouts_of_memory(self, kind: str) -> None:
        """Neither strides, nor protection, nor the order of bytes change an answer; the data is left as it was."""
        values = np.array([90.0, 0.0, 70.0, 0.5])
        arrays = {
            "strided": np.repeat(values, 2)[::2],
            "reversed": values[::-1].copy()[::-1],
            "big-endian": values.astype(">f8"),
            "read-only": values.copy(),
        }
        array = arrays[kind]
        array.flags.writeable = False
        assert codes(judged(**{FIBRE: array}), "fibre") == [1, -1, -1, 0]
        assert array.tolist() == values.tolist()

    def test_empty_and_one_row(self) -> None:
        """No row and one row are tables too."""
        assert judged(**{FIBRE: []}).outcomes.shape == (0, 13)
        assert codes(judged(**{FIBRE: [85.0]}), "fibre") == [1]
        assert assess_table(NGHE_AN, []).counts["fibre"] == assess_table(NGHE_AN, {FIBRE: []}).counts["fibre"]

    def test_all_null(self) -> None:
        """A column in which nothing is recorded leaves everything unknown."""
        for values in ([None, None], [np.nan, np.nan], np.ma.MaskedArray([1, 2], mask=True)):
            assert codes(judged(**{FIBRE: values}), "fibre") == [0, 0]

    def test_words(self) -> None:
        """Texts are read by the rules of cells; what they do not say is an issue of the column."""
        table = judged(
            **{
                FIBRE: ["79,5%", "trên 90%", "370/471", "khoảng 80%", Decimal("85.5"), None],
                "culture_house_wifi": ["Có", "Chưa", "?", "x", "đúng", True],
                PRODUCERS: ["12 hộ", "1.234", "", "một ít", 3, 0],
                ITEMS: ["1", "2 tin", "-", "0", 4, 1],
            }
        )
        assert codes(table, "fibre") == [-1, 1, -1, 0, 1, 0]
        assert codes(table, "culture-house-wifi") == [1, -1, 0, 1, 0, 1]
        assert fact(table, 1, PRODUCERS) == 1234
        assert ("approximate", FIBRE, "1") in told(table)

    def test_counts_in_words(self) -> None:
        """Counts may be texts too."""
        table = judged(**{f"{FIBRE}_count": ["400", "370 hộ", "nhiều"], f"{FIBRE}_total": ["471", "471", "471"]})
        assert codes(table, "fibre") == [1, -1, 0]

    def test_values_of_facts(self) -> None:
        """A column of objects may hold what facts hold."""
        table = judged(
            **{
                FIBRE: [Share(370, 471), above("90%"), Share(2**70, 2**71)],
                "smart_communication": [Judgement(True), Judgement(None), Judgement(False)],
                ITEMS: [Monthly({"2025-01": 1}), Monthly({"2025-01": 0}), above(1)],
            }
        )
        assert codes(table, "fibre") == [-1, 1, 0]
        assert codes(table, "smart-communication") == [1, 0, -1]
        assert codes(table, "monthly-items") == [1, -1, 1]
        assert ("not_understood", FIBRE, "1") in told(table)

    def test_answers(self) -> None:
        """Yes and no may be 1 and 0; anything else is an issue."""
        table = judged(culture_house_wifi=np.array([1.0, 0.0, np.nan, 2.0]))
        assert codes(table, "culture-house-wifi") == [1, -1, 0, 0]
        assert told(table) == [("not_understood", "culture_house_wifi", "1")]
        assert codes(judged(culture_house_wifi=np.array(["2025-01-01"], "datetime64[D]")), "culture-house-wifi") == [0]

    def test_days(self) -> None:
        """Days come as datetime64 or dates; a number is no day."""
        duties = load("mard/province-duties")
        plan = next(i for i in duties.vocabulary if i.kind == "date" and i.id in str(duties.criteria))
        days = np.array(["2022-12-31", "2023-01-01", "NaT"], "datetime64[s]")
        column = next(n for n, c in enumerate(duties) if plan.id in str(c.rule))
        assert assess_table(duties, {plan.id: days}).outcomes[:, column].tolist() == [1, -1, 0]
        listed = [date(2022, 12, 31), date(2023, 1, 1), None]
        assert assess_table(duties, {plan.id: listed}).outcomes[:, column].tolist() == [1, -1, 0]
        assert [i.code for i in assess_table(duties, {plan.id: [44926.0]}).issues] == ["not_understood"]


class TestHeaders:
    """Which columns are found."""

    def test_names_as_in_files(self) -> None:
        """Columns are found by the names that people write, with units in brackets and marks left out."""
        table = assess_table(NGHE_AN, {"Thôn": ["Thôn 8"], "Ty le ho co Internet cap quang (%)": [85.0]})
        assert codes(table, "fibre") == [1]
        assert table.source.name(0) == "Thôn 8"
        counted = assess_table(NGHE_AN, {"Số hộ có Internet cáp quang": [400], "Tổng số hộ": [471]})
        assert fact(counted, 0, FIBRE) == Share(400)

    def test_unknown(self) -> None:
        """A column that nobody knows is an issue; a table of nothing else is an error with the nearest name."""
        assert ("unknown_column", "Ghi chép", "") in told(judged(**{FIBRE: [85.0], "Ghi chép": ["x"]}))
        with pytest.raises(InvalidValue, match="Did you mean 'households_fibre_connected'"):
            judged(household_fibre_connected=[85.0])

    def test_collisions(self) -> None:
        """Two columns that state the same are both left out."""
        table = judged(**{FIBRE: [85.0], "Hộ có cáp quang (%)": [70.0], "culture_house_wifi": [True]})
        assert codes(table, "fibre") == [0]
        assert table.issues[0].code == "columns_collide"
        for alone in ({f"{FIBRE}_total": [5]}, {"culture_house_wifi_low": [1]}, {f"{ITEMS}_count": [1]}):
            assert "columns_collide" in [i.code for i in judged(**alone, smart_communication=[True]).issues]

    def test_months(self) -> None:
        """The months of a series are read from files, not from columns of a table."""
        table = judged(**{FIBRE: [85.0], "Số tin, bài quảng bá tháng 01/2025": [1]})
        assert codes(table, "monthly-items") == [0]

    @pytest.mark.parametrize(
        ("data", "options", "words"),
        [
            ({FIBRE: [85.0], ITEMS: [1, 2]}, {}, "same length"),
            ({FIBRE: [85.0]}, {"name": "Tên"}, "name='Tên' is no column"),
            ({FIBRE: [85.0]}, {"units": {FIBRE: "%"}}, "a unit is one of"),
            ({FIBRE: [85.0]}, {"units": {ITEMS: "count"}}, "no column of an indicator"),
            ({FIBRE: np.zeros((2, 2))}, {}, "one dimension"),
            ({}, {}, "no column is an indicator"),
        ],
    )
    def test_mistakes(self, data: Any, options: Any, words: str) -> None:
        """A mistake of the caller is told in words."""
        with pytest.raises(InvalidValue, match=words):
            assess_table(NGHE_AN, data, **options)

    def test_other_data(self) -> None:
        """Neither a number nor a list of anything else is a table."""
        pytest.importorskip("narwhals")
        with pytest.raises(InvalidType, match="not of int"):
            assess_table(NGHE_AN, 5)
        with pytest.raises(InvalidType, match="not of str"):
            assess_table(NGHE_AN, ["Thôn 8"])


class TestLevels:
    """Places of several levels in one table."""

    DATA: ClassVar[dict[str, Any]] = {
        "Tên": ["Thôn 1", "Xã A", "Thôn 2", "Thôn 3", "Xã B", "Thôn 4", "Xã B", "Thôn 5"],
        "Cấp": ["thôn", "xã", "village", None, "commune", "thôn", "xã", "sao Hỏa"],
        "Xã": ["Xã A", None, "17", "elsewhere", None, "Xã B", None, None],
        "Mã": [None, "17", None, None, None, None, None, None],
        "staff_official_email": [np.nan, 100.0, np.nan, np.nan, 50.0, np.nan, 50.0, np.nan],
    }

    def test_above(self) -> None:
        """A village is judged by its commune's figures, found by name or code in any order."""
        rules = load("mard/pilot-selection")
        table = assess_table(rules, self.DATA)
        assert codes(table, "staff-email") == [1, 1, 1, 0, -1, 0, -1]
        assert [table.source.name(row) for row in range(7)] == [
            "Thôn 1",
            "Xã A",
            "Thôn 2",
            "Thôn 3",
            "Xã B",
            "Thôn 4",
            "Xã B",
        ]
        assert told(table) == [("unknown_level", "Cấp", "1"), ("ambiguous_parent", "Xã", "1")]
        assert table.by("commune")["commune"].tolist() == ["Xã A", None, "17", "elsewhere", "Xã B"]

    def test_one_level_for_all(self) -> None:
        """All rows may be of one level; of another than the set's, none is judged."""
        rules = load("mard/pilot-selection")
        assert codes(assess_table(rules, {"staff_official_email": [100.0]}, level="commune"), "staff-email") == [1]
        assert len(assess_table(NGHE_AN, {FIBRE: [85.0]}, level="commune")) == 0

    def test_places_of_other_levels(self) -> None:
        """Of a commune the villages are judged; a place without any is an issue."""
        village = Place("Thôn 8", level="village", facts={FIBRE: 85})
        commune = Place("Xã A", level="commune", parts=[village])
        table = assess_table(NGHE_AN, [commune, Place("Xã B", level="commune"), commune.parts[0]])
        assert [table.source.name(row) for row in range(len(table))] == ["Thôn 8"]
        assert [issue.code for issue in table.issues] == ["wrong_level"]
