"""Excel workbooks."""

import builtins
import io
import sys
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from smartvillage.errors import MissingExtra
from smartvillage.facts import Monthly, Share, percent
from smartvillage.tables import Register, UnreadableTable, read
from smartvillage.tables import workbooks as workbooks_module
from smartvillage.tables.files import tables_in
from smartvillage.tables.grids import Broken, Merge, Percent


def book(fill: Callable[[Any, Any], None]) -> io.BytesIO:
    """Return a workbook that `fill` writes into: it is given the book and its first sheet."""
    target = io.BytesIO()
    made: Any = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    fill(made, made.add_worksheet("Biểu"))
    made.close()
    target.seek(0)
    return target


def rows(*cells: tuple[Any, ...], **sheets: tuple[tuple[Any, ...], ...]) -> io.BytesIO:
    """Return a workbook of plain rows, with further sheets by name."""

    def fill(made: Any, sheet: Any) -> None:
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
        for name, more in sheets.items():
            other = made.add_worksheet(name)
            for number, row in enumerate(more):
                other.write_row(number, 0, row)

    return book(fill)


def by_row(found: Register, indicator: str) -> list[Any]:
    """Return the recorded values of an indicator, or None, place by place."""
    return [place.facts[indicator][0].value if indicator in place.facts else None for place in found]


def test_cells_are_read_as_they_are_shown() -> None:
    """Number formats make a percentage; dates, errors and booleans stay what they are; text is never calculated."""

    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, [471, 79.5, " Thôn 1 ", True, "=1+1", "#N/A"])
        sheet.write_number(0, 6, 0.795, made.add_format({"num_format": "0.0%"}))
        sheet.write_number(0, 7, 12, made.add_format({"num_format": '0" %"'}))
        sheet.write_number(0, 8, 12, made.add_format({"num_format": "0\\%"}))
        sheet.write_datetime(0, 9, datetime(2025, 3, 31), made.add_format({"num_format": "dd/mm/yyyy"}))  # noqa: DTZ001
        sheet.write_datetime(0, 10, datetime(2025, 3, 31, 7, 30), made.add_format({"num_format": "dd/mm/yyyy hh:mm"}))  # noqa: DTZ001
        sheet.write_datetime(0, 11, time(7, 30), made.add_format({"num_format": "hh:mm"}))
        sheet.write_formula(0, 12, "=1/0", None, "#DIV/0!")
        sheet.write_formula(0, 13, "=1+1", None, 2)
        sheet.write_string(0, 15, "tho\u0302n")

    _, (table,) = tables_in(book(fill))
    (row,) = table.rows
    assert row == (
        471,
        79.5,
        "Thôn 1",
        True,
        "=1+1",
        Broken("excel_error", "#N/A"),
        Percent(Decimal("79.5")),
        12,
        12,
        date(2025, 3, 31),
        datetime(2025, 3, 31, 7, 30),  # noqa: DTZ001 - a cell has no zone
        time(7, 30),
        Broken("excel_error", "#DIV/0!"),
        2,
        None,
        "thôn",
    )


def test_durations_are_not_numbers() -> None:
    """A duration in a column of counts is a slip of the format."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["Thôn", "Tổng số hộ"])
    sheet.append(["Thôn 1", timedelta(days=2)])
    target = io.BytesIO()
    made.save(target)
    target.seek(0)
    (issue,) = read(target).issues
    assert issue.code == "date_for_number"


def test_a_formula_without_a_value_is_an_issue() -> None:
    """A library wrote it and no Excel has ever opened it; the number is not known, and not zero."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["Thôn", "Tổng số hộ", "Dân số"], ["Thôn 1", "=300+171", 1500], ["Thôn 2", 5, None]):
        sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    target.seek(0)
    found = read(target)
    (issue,) = found.issues
    assert (issue.code, issue.value, issue.expected) == ("formula_without_value", "=300+171", "whole_number")
    assert by_row(found, "households") == [None, 5]
    assert by_row(found, "residents") == [1500, None]


def test_percent_is_told_by_the_format() -> None:
    """0.795 shown as 79,5%, 79.5 under "(%)" and the text "82,5%" stand in one column, and 0.9 alone is a riddle."""

    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Thôn", "Tỷ lệ hộ có cáp quang (%)"])
        sheet.write_column(1, 0, ["A", "B", "C", "D", "E"])
        sheet.write_number(1, 1, 0.795, made.add_format({"num_format": "0.0%"}))
        sheet.write_column(2, 1, [79.5, "82,5%", 0.9])
        sheet.write_number(5, 1, 80, made.add_format({"num_format": "0%"}))

    found = read(book(fill))
    values = by_row(found, "households_fibre_connected")
    assert values == [percent("79.5"), percent("79.5"), percent("82.5"), None, None]
    assert [(i.code, i.value) for i in found.issues] == [
        ("percent_or_fraction", "0.9"),
        ("impossible_percentage", "8000%"),
    ]


def test_merged_headers_and_merged_communes() -> None:
    """A commune written once over its villages belongs to each of them."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.merge_range("A1:E1", "BIỂU")
        for column, text in enumerate(("Xã", "Thôn")):
            sheet.merge_range(1, column, 2, column, text)
        sheet.merge_range("C2:D2", "Hộ có cáp quang")
        sheet.write_row(2, 2, ["Số hộ", "Tỷ lệ (%)"])
        sheet.merge_range("E2:E3", "Tổng số hộ")
        sheet.merge_range("A4:A5", "Xã Một")
        sheet.write_row(3, 1, ["Thôn 1", 90, 90, 100])
        sheet.write_row(4, 1, ["Thôn 2", 80, 80, 100])
        sheet.write_row(5, 1, ["Thôn 3", 70, 70, 100])

    source = book(fill)
    _, (table,) = tables_in(source)
    assert Merge(4, 5, 0, 0) in table.merges
    source.seek(0)
    found = read(source)
    assert [(p.name, p.parent and p.parent.name) for p in found] == [
        ("Thôn 1", "Xã Một"),
        ("Thôn 2", "Xã Một"),
        ("Thôn 3", None),
    ]
    assert by_row(found, "households_fibre_connected") == [Share(90, 100), Share(80, 100), Share(70, 100)]
    assert [(issue.code, issue.place) for issue in found.issues] == [("whole_left_blank", "Thôn 3")]


def test_a_merge_reaches_over_rows_that_end_before_it() -> None:
    """A row that holds only its village is shorter than the columns merged down over it."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Thôn", "Tổng số hộ", "Xã"])
        sheet.merge_range("C2:C4", "Xã Một")
        sheet.write_column(1, 0, ["Thôn 1", "Thôn 2"])

    assert [p.parent and p.parent.name for p in read(book(fill))] == ["Xã Một", "Xã Một"]


def test_months_as_excel_stores_them() -> None:
    """The header 01/2025 becomes a date cell."""

    def fill(made: Any, sheet: Any) -> None:
        month = made.add_format({"num_format": "mm/yyyy"})
        sheet.write_row(0, 0, ["Thôn", "Tin, bài mỗi tháng"])
        sheet.write_datetime(1, 1, datetime(2025, 1, 1), month)  # noqa: DTZ001 - a cell has no zone
        sheet.write_datetime(1, 2, datetime(2025, 2, 1), month)  # noqa: DTZ001 - a cell has no zone
        sheet.merge_range("B1:C1", "Tin, bài mỗi tháng")
        sheet.write_row(2, 0, ["Thôn 1", 2])

    assert by_row(read(book(fill)), "promotion_items_per_month") == [
        Monthly({"2025-01": 2}, first="2025-01", last="2025-02")
    ]


def test_all_sheets_with_a_header_are_read() -> None:
    """A sheet a level, or a sheet a topic: places of one name are one place; what explains the form is passed over."""
    found = read(
        rows(
            ("Thôn", "Xã", "Tổng số hộ"),
            ("Thôn 1", "Xã Một", 100),
            Xã=(("Xã", "Cán bộ, công chức cấp xã"), ("Xã Một", 21)),
            Wifi=(("Thôn", "Xã", "Nhà văn hóa có Wifi"), ("thôn  1", "Một", "Có")),
            Giải_thích=(("Cách ghi",), ("Ghi Có hoặc Không",)),
            Khác=(("Cách ghi",), ("Ghi Có hoặc Không",)),
            Trống=(),
        )
    )
    village, commune = found
    assert (village.name, village.level.value, set(village.facts)) == (
        "Thôn 1",
        "village",
        {"households", "culture_house_wifi"},
    )
    assert (commune.name, commune.level.value, commune.parts) == ("Xã Một", "commune", (village,))
    assert [(i.code, i.value) for i in found.issues] == [("sheet_not_read", "Khác")]


def test_one_sheet_is_chosen_by_name() -> None:
    """Last year's sheet stands beside this year's."""
    source = rows(("Thôn", "Tổng số hộ"), ("A", 1), Cũ=(("Thôn", "Tổng số hộ"), ("B", 2)))
    assert [p.name for p in read(source, sheet="Cũ")] == ["B"]
    source.seek(0)
    with pytest.raises(UnreadableTable) as caught:
        read(source, sheet="Mới")
    assert (caught.value.code, caught.value.words) == ("no_such_sheet", {"sheet": "Mới", "sheets": "Biểu, Cũ"})


def test_hidden_sheets_and_charts_are_not_read() -> None:
    """Templates keep their lists on hidden sheets, and a chart holds no rows."""

    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Thôn", "Tổng số hộ"])
        sheet.write_row(1, 0, ["A", 1])
        hidden = made.add_worksheet("Danh mục")
        hidden.write_row(0, 0, ["Thôn", "Tổng số hộ"])
        hidden.write_row(1, 0, ["B", 1])
        hidden.hide()
        chart = made.add_chart({"type": "bar"})
        chart.add_series({"values": "=Biểu!$B$2:$B$2"})
        made.add_chartsheet("Biểu đồ").set_chart(chart)

    assert [p.name for p in read(book(fill))] == ["A"]


def test_a_workbook_kept_elsewhere_in_the_archive_is_found() -> None:
    """Office on the web names its parts otherwise, and with paths from the root."""
    source = rows(("Thôn", "Tổng số hộ"), ("A", 1))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            name = entry.filename.replace("workbook.xml", "workbook22.xml")
            data = old.read(entry).replace(b"workbook.xml", b"workbook22.xml")
            new.writestr(name, data.replace(b'"worksheets/', b'"/xl/worksheets/'))
    target.seek(0)
    assert [p.name for p in read(target)] == ["A"]


def test_a_damaged_sheet_is_refused() -> None:
    """Half a table would look like a whole one."""
    source = rows(("Thôn", "Tổng số hộ"), ("A", 1), ("B", 1))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, data[: len(data) // 2] if "sheet1" in entry.filename else data)
    target.seek(0)
    with pytest.raises(UnreadableTable) as caught:
        read(target)
    assert caught.value.code == "not_a_workbook"


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small archive can hold gigabytes of nothing."""
    monkeypatch.setattr(workbooks_module, "MAX_UNPACKED", 1000)
    with pytest.raises(UnreadableTable) as caught:
        read(rows(("Thôn", "Tổng số hộ"), ("A", 1)))
    assert caught.value.code == "too_large"


def test_cells_far_below_do_not_count_as_rows() -> None:
    """A formatted cell at the foot of a sheet is common; a row beyond the last that Excel knows is an attack."""

    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Thôn", "Tổng số hộ"])
        sheet.write_row(1, 0, ["A", 1])
        sheet.write_blank(500_000, 5, None, made.add_format({"bold": True}))

    source = book(fill)
    assert len(read(source)) == 1
    target = io.BytesIO()
    source.seek(0)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry).replace(b"500001", b"99000001"))
    target.seek(0)
    with pytest.raises(UnreadableTable) as caught:
        read(target)
    assert caught.value.code == "too_many_rows"


def test_without_openpyxl_the_command_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """CSV needs nothing; a workbook needs the extra, and the error says what to type."""
    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "openpyxl":
            raise ImportError(name)
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'smartvillage\[excel\]'"):
        read(rows(("Thôn", "Tổng số hộ"), ("A", 1)))
    assert len(read(io.BytesIO("Thôn;Tổng số hộ\nA;1\n".encode()))) == 1


def test_openpyxl_is_loaded_for_workbooks_only() -> None:
    """Importing the reader must stay cheap."""
    assert "openpyxl" not in vars(sys.modules["smartvillage.tables.workbooks"])
