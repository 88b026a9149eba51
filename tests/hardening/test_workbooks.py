"""Workbooks made to exhaust, mislead or run something: each is refused in one sentence, or read with an issue."""

import io
import struct
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smartvillage.tables import Register, UnreadableTable, read
from smartvillage.tables import workbooks as workbooks_module

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"

Change = Callable[[bytes], bytes]


def book(fill: Callable[[Any, Any], None], **options: Any) -> io.BytesIO:
    """Return a workbook that `fill` writes into: it is given the book and its first sheet."""
    target = io.BytesIO()
    made: Any = xlsxwriter.Workbook(target, {"strings_to_formulas": False, **options})
    fill(made, made.add_worksheet("Biểu"))
    made.close()
    target.seek(0)
    return target


def table(made: Any, sheet: Any) -> None:
    """Write the smallest table: one village, 4711 households."""
    del made
    sheet.write_row(0, 0, ("Thôn", "Tổng số hộ"))
    sheet.write_row(1, 0, ("A", 4711))


def changed(
    changes: Mapping[str, Change],
    more: Mapping[str, bytes] | None = None,
    method: int = zipfile.ZIP_DEFLATED,
    source: io.BytesIO | None = None,
) -> io.BytesIO:
    """Return a workbook of which parts are changed, or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(source or book(table)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            change = changes.get(entry.filename)
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if change else data, method if change else None)
        for name, data in (more or {}).items():
            new.writestr(name, data)
    target.seek(0)
    return target


def in_rows(xml: bytes) -> Change:
    """Return the change that puts XML before the rows of a sheet."""
    return lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData>" + xml, 1)


def after_rows(xml: bytes) -> Change:
    """Return the change that puts XML behind the rows of a sheet."""
    return lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + xml, 1)


def number(text: bytes) -> io.BytesIO:
    """Return a workbook whose one number is stored as this text."""
    return changed({SHEET: lambda sheet: sheet.replace(b"<v>4711</v>", b"<v>" + text + b"</v>")})


def lying(source: io.BytesIO, part: str, size: int) -> io.BytesIO:
    """Return an archive whose list of contents gives a part a size that it does not have."""
    data = bytearray(source.getvalue())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        (length,) = struct.unpack_from("<H", data, at + 28)
        if data[at + 46 : at + 46 + length].decode() == part:
            struct.pack_into("<I", data, at + 24, size)
        at = data.find(b"PK\x01\x02", at + 1)
    return io.BytesIO(bytes(data))


SPACES = b" " * (64 * 2**20)


def refused(source: io.BytesIO) -> str:
    """Return the code of what is refused."""
    with pytest.raises(UnreadableTable) as caught:
        read(source)
    assert str(caught.value)
    return caught.value.code


def households(found: Register) -> dict[str, Any]:
    """Return the recorded households by place."""
    return {p.name: p.facts["households"][0].value if "households" in p.facts else None for p in found}


@contextmanager
def memory(limit: int) -> Iterator[None]:
    """Hold what is allocated meanwhile to a limit."""
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("part", [SHEET, STYLES, STRINGS])
def test_an_archive_that_lies_about_its_sizes_is_not_unpacked(part: str) -> None:
    """The budget adds up the sizes that the archive states, and zipfile unpacks up to 2 GiB before it compares."""
    bomb = lying(changed({part: lambda data: data + SPACES}), part, 900)
    with memory(16 * 2**20):
        assert refused(bomb) == "not_a_workbook"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_at_a_stroke_are_refused(method: int) -> None:
    """Fifty bytes of bzip2 unpack to a megabyte, and zipfile does not stop it half-way; Excel never uses it."""
    bomb = lying(changed({SHEET: lambda data: data + SPACES}, method=method), SHEET, 900)
    with memory(16 * 2**20):
        assert refused(bomb) == "not_a_workbook"


def test_a_bomb_that_tells_the_truth_is_refused_before_it_is_unpacked() -> None:
    """Its size stands in the list of contents, and need not be tried."""
    bomb = changed({}, {f"xl/media/{n}": SPACES for n in range(9)})
    with memory(16 * 2**20):
        assert refused(bomb) == "too_large"


def test_an_archive_of_thousands_of_parts_is_refused() -> None:
    """Each part costs an object, however empty."""
    assert refused(changed({}, {f"x{n}": b"" for n in range(5_001)})) == "not_a_workbook"


def test_marks_are_counted_before_they_become_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """`<a/>` takes four bytes in a file and a hundred in memory."""
    monkeypatch.setattr(workbooks_module, "MAX_MARKS", 100_000)
    with memory(16 * 2**20):
        assert refused(changed({SHEET: in_rows(b"<a/>" * 100_000)})) == "too_many_cells"
        assert refused(changed({STRINGS: lambda xml: xml + b"<si/>" * 100_000})) == "too_many_cells"


def test_a_row_of_a_hundred_thousand_cells_is_refused() -> None:
    """A row is made into objects before anyone can count them."""
    assert refused(changed({SHEET: in_rows(b'<row r="1">' + b"<c/>" * 100_000 + b"</row>")})) == "too_many_columns"


def test_blank_cells_far_to_the_right_are_counted() -> None:
    """Each row is filled with blanks up to its last cell: a short file takes an hour."""
    rows = b"".join(b'<row r="%d"><c r="ZZZ%d"/></row>' % (n, n) for n in range(3, 1_500))
    assert refused(changed({SHEET: lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")})) == (
        "too_many_cells"
    )


def test_a_column_that_no_sheet_has_is_refused() -> None:
    """ZZZZZZ would be the three hundred millionth."""
    assert refused(changed({SHEET: in_rows(b'<row r="1"><c r="ZZZZZZ1"><v>1</v></c></row>')})) == "not_a_workbook"


def test_one_merged_monster_is_read() -> None:
    """A whole sheet merged is odd, costs nothing, and hides nothing from the issues."""
    source = changed({SHEET: after_rows(b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')})
    assert refused(source) == "no_indicator_column"


def test_merged_ranges_that_overlap_are_refused() -> None:
    """Excel cannot make them, and a thousand of them over the header take a minute."""
    merges = b'<mergeCell ref="A1:XFD1048576"/>' * 20_000
    source = changed({SHEET: after_rows(b"<mergeCells>" + merges + b"</mergeCells>")})
    assert refused(source) == "not_a_workbook"


def test_a_merged_range_with_a_name_of_a_megabyte_is_refused() -> None:
    """Turning a million letters into a number takes a minute."""
    source = changed({SHEET: after_rows(b'<mergeCells><mergeCell ref="A1:' + b"X" * 10**6 + b'1"/></mergeCells>')})
    assert refused(source) == "not_a_workbook"


def test_hundreds_of_sheets_are_refused() -> None:
    """Each is parsed for its header."""

    def fill(made: Any, _: Any) -> None:
        for n in range(500):
            made.add_worksheet(f"s{n}")

    assert refused(book(fill)) == "too_many_sheets"


STRINGS_OF = (
    b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<si><t>&i;</t></si><si><t>&i;</t></si><si><t>&i;</t></si></sst>"
)


def test_a_billion_laughs_are_none() -> None:
    """Entities that hold entities grow without end."""
    laughs = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 100) for n in range(8))
    doctype = b'<!DOCTYPE l [<!ENTITY a "' + b"ha" * 50 + b'">' + laughs + b"]>"
    assert refused(changed({STRINGS: lambda _: doctype + STRINGS_OF})) == "not_a_workbook"


def test_no_other_file_is_read_through_an_entity(tmp_path: Path) -> None:
    """A workbook must not carry away a file of the server."""
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    doctype = b'<!DOCTYPE l [<!ENTITY i SYSTEM "' + secret.as_uri().encode() + b'">]>'
    assert refused(changed({STRINGS: lambda _: doctype + STRINGS_OF})) == "not_a_workbook"


def test_a_sheet_in_utf_16_is_refused() -> None:
    """The parts are looked through as bytes for formulas and merged ranges, which would be missed."""
    source = changed({SHEET: lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")})
    assert refused(source) == "not_a_workbook"


@pytest.mark.parametrize("cut", [4, 30, 200, -30, -1])
def test_a_workbook_cut_off_is_refused(cut: int) -> None:
    """A download that broke off is the commonest damage."""
    assert refused(io.BytesIO(book(table).getvalue()[:cut])) == "not_a_workbook"


def test_a_part_that_is_encrypted_in_the_archive_is_refused() -> None:
    """The archive asks for its password with an error of its own."""
    data = bytearray(book(table).getvalue())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    data[data.find(b"PK\x03\x04") + 6] |= 1
    assert refused(io.BytesIO(bytes(data))) == "not_a_workbook"


def test_a_spreadsheet_of_another_office_is_refused() -> None:
    """OpenDocument is an archive too; the sentence says to save it as .xlsx."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<office:document-content/>")
    target.seek(0)
    assert refused(target) == "not_a_workbook"


def test_macros_are_not_run_and_not_in_the_way(tmp_path: Path) -> None:
    """An .xlsm is read for its cells; what else it carries is left alone."""
    macros = tmp_path / "vbaProject.bin"
    macros.write_bytes(b"\xd0\xcf\x11\xe0 not even one")

    def fill(made: Any, sheet: Any) -> None:
        made.add_vba_project(str(macros))
        table(made, sheet)

    target = tmp_path / "thon.xlsm"
    target.write_bytes(book(fill).getvalue())
    assert households(read(target)) == {"A": 4711}


def test_links_to_other_workbooks_are_not_followed() -> None:
    """The value that Excel saw last counts; nothing is fetched, and an error stays an error."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ("Thôn", "Tổng số hộ"))
        sheet.write_column(1, 0, ("A", "B", "C"))
        sheet.write_formula(1, 1, "='[https://x.invalid/other.xlsx]S'!A1", None, 7)
        sheet.write_formula(2, 1, '=WEBSERVICE("https://x.invalid/")', None, "#VALUE!")
        sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")

    found = read(book(fill))
    assert households(found) == {"A": 7, "B": None, "C": None}
    assert [(i.code, i.value) for i in found.issues] == [("excel_error", "#VALUE!"), ("excel_error", "#DIV/0!")]


def test_dates_counted_from_1904_are_the_same_days() -> None:
    """A workbook from an old Mac is four years off for who does not ask; a date for a number is an issue in both."""

    def fill(made: Any, sheet: Any) -> None:
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, ("Thôn", "Tổng số hộ", "Ngày số liệu"))
        sheet.write_row(1, 0, ("A", 1))
        sheet.write_datetime(1, 2, datetime(2025, 3, 31), day)  # noqa: DTZ001 - a cell has no zone
        sheet.write_string(2, 0, "B")
        sheet.write_datetime(2, 1, datetime(2025, 3, 31), day)  # noqa: DTZ001 - a cell has no zone

    for from_1904 in (False, True):
        found = read(book(fill, date_1904=from_1904))
        assert found[0].facts["households"][0].as_of == date(2025, 3, 31)
        assert [(i.code, i.value) for i in found.issues] == [("date_for_number", "2025-03-31")]


def test_hidden_rows_and_columns_are_read_and_told() -> None:
    """A filter hides rows that count; last year's column may be hidden too, and the planner sees neither."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ("Thôn", "Tổng số hộ", "Dân số"))
        for row, name in enumerate("ABCDEF", 1):
            sheet.write_row(row, 0, (name, 10, 40))
        for row in (2, 3, 5, 100):
            sheet.set_row(row, None, None, {"hidden": True})
        sheet.set_column(2, 2, None, None, {"hidden": True})
        sheet.set_column(7, 16_383, None, None, {"hidden": True})

    found = read(book(fill))
    assert len(found) == 6
    assert all(set(place.facts) == {"households", "residents"} for place in found)
    (issue,) = found.issues
    assert (issue.code, issue.value) == ("hidden_cells", "C; 3–4; 6")
    assert issue.where is not None
    assert issue.where.sheet == "Biểu"


def test_of_many_hidden_rows_the_first_are_told() -> None:
    """Every second row hidden is a filter; twenty are enough to see it."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ("Thôn", "Tổng số hộ"))
        for row in range(1, 60):
            sheet.write_row(row, 0, (f"Thôn {row}", 10))
            sheet.set_row(row, None, None, {"hidden": row % 2 == 0})

    (issue,) = read(book(fill)).issues
    assert str(issue.value).count(";") == 20
    assert str(issue.value).endswith("; …")


@pytest.mark.parametrize(
    ("stored", "value", "code"),
    [
        (b"-0", 0, None),
        (b"-0.0", 0, None),
        (b"1E+300", None, "not_understood"),
        (b"1E+999", None, "not_understood"),
        (b"-1E-300", None, "negative"),
        (b"1E-300", None, "not_whole"),
        (b"1" * 4_000, None, "not_understood"),
        (b"", None, None),
    ],
    ids=["-0", "-0.0", "1e300", "1e999", "-1e-300", "1e-300", "4000 digits", "nothing"],
)
def test_numbers_that_no_village_has(stored: bytes, value: int | None, code: str | None) -> None:
    """The file may store what the screen never showed; zero is zero, and the rest is an issue with its cell."""
    found = read(number(stored))
    assert households(found) == {"A": value}
    assert [issue.code for issue in found.issues] == ([] if code is None else [code])


@pytest.mark.parametrize("stored", [b"NaN", b"INF", b"0x10", b"1" * 5_000], ids=["NaN", "INF", "0x10", "digits"])
def test_numbers_that_are_none_damage_the_workbook(stored: bytes) -> None:
    """No office program writes them."""
    assert refused(number(stored)) == "not_a_workbook"


def test_a_text_longer_than_excel_has_is_refused() -> None:
    """Patterns are slow on what nobody reads."""
    long = changed({STRINGS: lambda xml: xml.replace(b">A<", b">" + b"A" * 32_768 + b"<")})
    assert refused(long) == "too_long_text"
