"""Where the header stands."""

import pytest

from smartvillage import vocabulary
from smartvillage.tables.columns import Names
from smartvillage.tables.grids import Merge, Raw, letter
from smartvillage.tables.layout import Header, find, groups, headless, is_numbering, repeats

NAMES = Names(vocabulary())


def header(*rows: tuple[Raw, ...], merges: tuple[Merge, ...] = ()) -> Header:
    """Return the header found among these rows."""
    found = find(rows, merges, NAMES)
    assert found is not None
    return found


def test_titles_above_are_passed_over() -> None:
    """A form begins with its name, the office and the period."""
    found = header(
        ("ỦY BAN NHÂN DÂN XÃ",), (), ("Biểu số 1", None, "Năm 2025"), ("TT", "Thôn", "Tổng số hộ"), (1, "Thôn 1", 5)
    )
    assert (found.last_row, [c.role for c in found.columns]) == (4, ["ignored", "name", "indicator"])


def test_two_rows_without_merges_are_joined() -> None:
    """A CSV has lost the merged ranges; a heading spans the empty cells to its right."""
    found = header(
        ("TT", "Thôn", "Hộ có cáp quang", None, "Hộ có Wifi", None, "Ghi chú"),
        (None, None, "Số hộ", "Tỷ lệ (%)", "Số hộ", "Tỷ lệ (%)", None),
        (1, "Thôn 1", 5, 50, 6, 60, "x"),
    )
    assert found.last_row == 2
    assert [(c.role, c.indicator and c.indicator.id, c.unit) for c in found.columns] == [
        ("ignored", None, None),
        ("name", None, None),
        ("indicator", "households_fibre_connected", "count"),
        ("indicator", "households_fibre_connected", "percent"),
        ("indicator", "households_home_wifi", "count"),
        ("indicator", "households_home_wifi", "percent"),
        ("note", None, None),
    ]


def test_merges_say_how_far_a_heading_reaches() -> None:
    """A column beside a merged heading does not belong to it, though the cell above it is empty."""
    found = header(
        ("Thôn", "Tỷ lệ (%)", None, None),
        (None, "Hộ có cáp quang", "Hộ có Wifi", "Hộ có Internet"),
        merges=(Merge(1, 2, 0, 0), Merge(1, 1, 1, 2)),
    )
    assert [c.unit for c in found.columns] == [None, "percent", "percent", None]


def test_three_rows_are_joined() -> None:
    """Field, indicator, and who recorded it."""
    found = header(
        ("Thôn", "Hạ tầng số", None),
        (None, "Tỷ lệ hộ có cáp quang (%)", None),
        (None, "Tự đánh giá", "Thẩm định"),
    )
    assert [c.by for c in found.columns] == [None, "self_assessed", "appraised"]


def test_the_first_row_of_data_is_no_header() -> None:
    """A row whose level is "thôn" must not be taken for a second row of the header."""
    found = header(("Tên gọi", "Loại", "Cấp", "Tổng số hộ"), ("A", "thôn", "xã", 5), ("B", "thôn", "xã", 6))
    assert found.last_row == 1


def test_a_date_in_a_header_is_the_month_that_excel_made_of_it() -> None:
    """Typing 01/2025 into Excel stores the first of January."""
    from datetime import date  # noqa: PLC0415 - needed here alone

    found = header(("Thôn", "Tin, bài mỗi tháng", None), (None, date(2025, 1, 1), date(2025, 2, 1)))
    assert [c.month for c in found.columns] == [None, "2025-01", "2025-02"]


def test_no_header_is_no_header() -> None:
    """Nothing is guessed from figures alone."""
    assert find([("a", "b"), (1, 2)], (), NAMES) is None
    assert find([], (), NAMES) is None


def test_a_place_and_a_figure_outrank_more_columns_of_neither() -> None:
    """A legend below the title may name indicators too."""
    found = header(("Tổng số hộ", "Dân số", "Số ngõ"), ("Thôn", "Tổng số hộ"))
    assert (found.last_row, found.has_place, found.has_indicator) == (2, True, True)


@pytest.mark.parametrize(
    ("cells", "numbered"),
    [
        (("(1)", "(2)", "(3)", "(4)=(3)/(2)"), True),
        (("A", "B", "1", "2", "3"), True),
        ((1, 2, 3, 4), True),
        ((1, "Thôn 1", 471), False),
        ((1, 2), False),
        (("A", "B", "(3)", "(4)"), True),
        ((1, 3, 7), False),
        (("A", 5, 6), False),
        (("x", "x", "x"), False),
    ],
    ids=repr,
)
def test_a_row_that_numbers_the_columns(cells: tuple[Raw, ...], numbered: bool) -> None:  # noqa: FBT001 - a case
    """Printed forms number their columns; no village is called (2)."""
    assert is_numbering(cells) is numbered


def test_a_header_repeated_on_the_next_page_is_known() -> None:
    """A long table is printed with its header on every page."""
    found = header(("TT", "Thôn", "Tổng số hộ"))
    assert repeats(found, (None, "TT", "Thôn", "Tổng số hộ"))
    assert not repeats(found, ("TT", "Thôn 1", "Tổng số hộ"))
    assert not repeats(found, ())


def test_columns_without_a_header_are_named_by_letter() -> None:
    """Figures below an empty header must not vanish."""
    found = header(("TT", "Thôn", None, "Tổng số hộ", "Zzz"))
    assert headless(found, (1, "Thôn 1", 7, 471, 8, 9)) == ["C", "F"]
    assert [letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("headers", "collides"),
    [
        (("Số hộ có cáp quang", "Tỷ lệ hộ có cáp quang"), False),
        (("Tỷ lệ hộ có cáp quang (tự đánh giá)", "Tỷ lệ hộ có cáp quang (thẩm định)"), False),
        (("Tin, bài mỗi tháng 01/2025", "Tin, bài mỗi tháng 02/2025"), False),
        (("Tỷ lệ hộ có cáp quang", "Hộ có cáp quang (%)"), True),
        (("Hộ có cáp quang", "Tỷ lệ hộ có cáp quang"), True),
        (("Số hộ có cáp quang", "Tỷ lệ hộ có cáp quang", "Hộ có cáp quang"), True),
        (("Tổng số hộ", "Số hộ dân"), True),
        (("Tin, bài mỗi tháng 01/2025", "Tin, bài mỗi tháng T1/2025"), True),
        (("Tin, bài mỗi tháng", "Tin, bài mỗi tháng 01/2025"), True),
    ],
)
def test_two_columns_on_one_indicator(headers: tuple[str, ...], collides: bool) -> None:  # noqa: FBT001 - a case
    """Which of two columns is right nobody can tell, unless they say two things of one."""
    fine, colliding = groups(header(("Thôn", *headers)).columns)
    assert (bool(colliding), bool(fine)) == (collides, not collides)
