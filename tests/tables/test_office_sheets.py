"""Sheets as commune offices make them: signatures below the table, sheets named after communes, merged cells lost."""

import io
from collections.abc import Iterable, Mapping, Sequence

import openpyxl
import pytest

from smartvillage import Place, read
from smartvillage.indicators import Level
from smartvillage.tables.places import level_of_sheet

FIBRE = "Tỷ lệ hộ có Internet cáp quang (%)"
HEADER = ("TT", "Thôn", "Tổng số hộ", "Số hộ có Internet cáp quang")


def csv(*rows: Sequence[object]) -> io.BytesIO:
    """Return a table with semicolons."""
    lines = (";".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return io.BytesIO("\n".join(lines).encode())


Rows = Sequence[Sequence[object]]


def workbook(sheets: Mapping[str, Rows]) -> io.BytesIO:
    """Return a workbook of these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    written.seek(0)
    return written


def names(found: Iterable[Place]) -> list[str]:
    """Return the names of places."""
    return [place.name for place in found]


class TestSignatures:
    """What stands below a table is about no place."""

    def test_whoever_signs_is_no_village(self) -> None:
        """Neither the one who made the table nor the chairman, whose names stand in the columns of figures."""
        found = read(
            csv(
                HEADER,
                (1, "Thôn 1", 471, 370),
                (None, "Tổng cộng", 471, 370),
                (None, "Người lập biểu", None, "Chủ tịch UBND xã"),
                (None, None, None, "(đã ký)"),
                (None, "Nguyễn Văn A", None, "Trần Thị B"),
            )
        )
        assert names(found) == ["Thôn 1"]
        assert found.issues == ()

    @pytest.mark.parametrize(
        "row",
        [(2, "Đông Sơn", None, None), (None, "Thôn 2", None, None), (None, "Đông Sơn", 99, None)],
        ids=["numbered", "called a village", "with a figure"],
    )
    def test_the_table_may_go_on_below_the_foot_of_a_page(self, row: tuple[object, ...]) -> None:
        """Nothing is lost: a village of which nothing is known is one all the same."""
        footer = (None, "Ngày 5 tháng 3 năm 2025", None, None)
        found = read(csv(HEADER, (1, "Thôn 1", 471, 370), footer, row, (None, "Tây Sơn", None, None)))
        assert names(found) == ["Thôn 1", row[1], "Tây Sơn"]

    def test_without_a_name_column_filled_a_signature_ends_the_table_too(self) -> None:
        """It may stand on the right only."""
        signature = (None, None, None, "TM. UBND xã")
        found = read(csv(HEADER, (1, "Thôn 1", 471, 370), signature, (None, "Trần Thị B", None, None)))
        assert names(found) == ["Thôn 1"]


class TestSheetsOfCommunes:
    """A workbook may hold a sheet for each commune."""

    def test_villages_of_one_name_are_apart(self) -> None:
        """Figures of two villages never add up to one that has both."""
        found = read(
            workbook(
                {
                    "Xã A": [("Thôn", FIBRE), ("Thôn 1", 80)],
                    "Xã B": [("Thôn", "Nhà văn hóa có Wifi"), ("Thôn 1", "Có")],
                }
            )
        )
        assert [(place.parent and place.parent.name, list(place.facts)) for place in found] == [
            ("Xã A", ["households_fibre_connected"]),
            ("Xã B", ["culture_house_wifi"]),
        ]

    def test_a_column_of_communes_says_more_than_the_sheet(self) -> None:
        """Then the name of the sheet is only a name."""
        found = read(workbook({"Xã A": [("Xã", "Thôn", FIBRE), ("Xã B", "Thôn 1", 80)]}))
        assert [place.parent and place.parent.name for place in found] == ["Xã B"]

    def test_sheets_by_topic_are_about_the_same_villages(self) -> None:
        """No place is called after what is counted."""
        found = read(
            workbook(
                {
                    "Xã hội số": [("Thôn", FIBRE), ("Thôn 1", 80)],
                    "Tình hình chung": [("Thôn", "Nhà văn hóa có Wifi"), ("Thôn 1", "Có")],
                }
            )
        )
        assert [(place.name, place.parent, len(place.facts)) for place in found] == [("Thôn 1", None, 2)]

    @pytest.mark.parametrize(
        ("name", "level"),
        [
            ("Xã Hồng Giang", Level.COMMUNE),
            ("XÃ HỒNG GIANG", Level.COMMUNE),
            ("xã Hội Sơn", None),
            ("Phường 3", Level.COMMUNE),
            ("Huyện B", Level.DISTRICT),
            ("Tỉnh C", Level.PROVINCE),
            ("XÃ HỘI SỐ", None),
            ("Tình hình", None),
            ("Thôn 1", None),
            ("Xã", None),
        ],
    )
    def test_what_a_sheet_is_named_after(self, name: str, level: Level | None) -> None:
        """Where it may be either, it is no place: villages are then joined by their names, as on other sheets."""
        assert level_of_sheet(name) is level


class TestBlankWholes:
    """Merged cells are lost in CSV: only the first of the rows keeps the commune."""

    ROWS = (("Xã", "Thôn", FIBRE), ("Xã A", "Thôn 1", 80), (None, "Thôn 2", 81), (None, "Thôn 3", 82))

    def test_rows_without_their_commune_are_an_issue(self) -> None:
        """It may be that of the row above, but nobody says so."""
        found = read(csv(*self.ROWS))
        assert [place.parent and place.parent.name for place in found] == ["Xã A", None, None]
        (issue,) = found.issues
        assert (issue.code, issue.place, issue.more) == ("whole_left_blank", "Thôn 2", (("times", "2"),))
        assert issue.where is not None
        assert (issue.where.row, issue.where.column) == (3, "Xã")

    @pytest.mark.parametrize("filled", [[], [1, 2, 3]], ids=["none", "all"])
    def test_a_column_that_is_empty_or_full_is_none(self, filled: list[int]) -> None:
        """An empty column is a form that nobody needed to fill in there."""
        rows = [("Xã A" if n in filled else (None if n else "Xã"), *row[1:]) for n, row in enumerate(self.ROWS)]
        assert read(csv(*rows)).issues == ()

    def test_rows_about_the_commune_itself_have_none_above(self) -> None:
        """A table of both levels leaves nothing open."""
        rows = [("Cấp", "Xã", "Thôn", FIBRE), ("xã", "Xã A", None, 80), ("thôn", "Xã A", "Thôn 1", 80)]
        assert read(csv(*rows)).issues == ()
