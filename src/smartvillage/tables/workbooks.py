"""Excel workbooks: cells with their number formats, merged ranges, and formulas that were never calculated."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from attrs import frozen

from smartvillage.errors import MissingExtra
from smartvillage.tables.files import MAX_UNPACKED, UnreadableTable
from smartvillage.tables.grids import (
    ERROR,
    Broken,
    Cells,
    Merge,
    Percent,
    Raw,
    Table,
    clean,
    decimal_of,
    shortest,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.workbook.workbook import Workbook

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_REF = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def workbook_tables(file: str, data: bytes, sheet: str | None) -> Iterable[Table]:
    """Return the tables of a workbook: its visible sheets, or one sheet by name.

    Raises:
        MissingExtra: if openpyxl is not installed.
        UnreadableTable: if this is no workbook, unpacks to too much, or has no such sheet.
    """
    try:
        import openpyxl  # noqa: PLC0415 - an extra, loaded only for a workbook
    except ImportError as error:
        msg = "reading .xlsx needs openpyxl: pip install 'smartvillage[excel]'"
        raise MissingExtra(msg) from error
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise UnreadableTable(file, "not_a_workbook") from error
    size = sum(entry.file_size for entry in archive.infolist())
    if size > MAX_UNPACKED:
        limit = str(MAX_UNPACKED // 2**20)
        raise UnreadableTable(file, "too_large", size=str(size // 2**20), limit=limit)
    try:
        inside = {name: _inside(archive.read(path)) for name, path in _paths(archive).items()}
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        formulas = None
        if any(one.has_formulas for one in inside.values()):
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except Exception as error:  # a damaged workbook fails in openpyxl in many ways
        raise UnreadableTable(file, "not_a_workbook") from error
    visible = [s.title for s in values.worksheets if s.sheet_state == "visible"]
    if sheet is not None:
        if sheet not in inside or sheet not in values.sheetnames:
            raise UnreadableTable(file, "no_such_sheet", sheet=sheet, sheets=", ".join(visible))
        visible = [sheet]
    return [
        Table(
            name,
            _rows(file, name, values, formulas if inside[name].has_formulas else None),
            inside[name].merges,
        )
        for name in visible
    ]


@frozen
class _Inside:
    """What openpyxl does not tell of a sheet that it reads row by row."""

    merges: tuple[Merge, ...]
    has_formulas: bool


def _inside(xml: bytes) -> _Inside:
    """Return the merged ranges of a sheet, which stand after its rows, and whether it has formulas."""
    end = max(xml.rfind(b"sheetData>"), xml.rfind(b"sheetData/>"), 0)
    merges = tuple(
        Merge(int(top), int(bottom), _column(left), _column(right))
        for left, top, right, bottom in _REF.findall(xml, end)
    )
    return _Inside(merges, _FORMULA.search(xml, 0, end) is not None)


def _column(letters: bytes) -> int:
    """Return a column, counted from 0, from its letters."""
    number = 0
    for value in letters:
        number = number * 26 + value - ord("A") + 1
    return number - 1


def _paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in the archive each worksheet lies, by name."""
    ((_, workbook),) = (part for part in _related(archive, "").values() if part[0] == "officeDocument")
    related = _related(archive, workbook)
    named = ((sheet.get("name", ""), sheet.get(_ID, "")) for sheet in _elements(archive, workbook, "sheet"))
    return {name: related[of][1] for name, of in named if related[of][0] == "worksheet"}


def _related(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return the parts that a part of the archive refers to, by id: of what kind they are, and where."""
    folder, name = posixpath.split(part)
    relations = _elements(archive, posixpath.join(folder, "_rels", f"{name}.rels"), "Relationship")
    return {
        one.get("Id", ""): (
            posixpath.basename(one.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
        )
        for one in relations
    }


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> "Iterator[Element]":
    """Iterate over the elements of this name in a part of the archive, whatever their namespace."""
    from openpyxl.xml.functions import fromstring  # noqa: PLC0415 - an extra

    return fromstring(archive.read(part)).iterfind(f".//{{*}}{name}")


def _rows(file: str, sheet: str, values: "Workbook", formulas: "Workbook | None") -> Iterator[Cells]:
    """Yield the rows of a sheet.

    Args:
        file: the name of the file.
        sheet: the name of the sheet.
        values: the workbook with the values of formulas, as they were last calculated.
        formulas: the workbook with the formulas themselves, if the sheet has any.

    Raises:
        UnreadableTable: if the sheet is damaged.
    """
    try:
        if formulas is None:
            yield from (tuple(map(_raw, cells)) for cells in _cells(values, sheet))
        else:
            for cells, behind in zip(_cells(values, sheet), _cells(formulas, sheet), strict=True):
                yield tuple(map(_calculated, cells, behind))
    except Exception as error:  # a damaged sheet fails in openpyxl in many ways
        raise UnreadableTable(file, "not_a_workbook") from error


def _cells(book: "Workbook", sheet: str) -> Iterator[tuple[Any, ...]]:
    """Iterate over the rows of a sheet, however large the sheet claims to be."""
    worksheet: Any = book[sheet]
    worksheet.reset_dimensions()
    return iter(worksheet.iter_rows())


def _calculated(cell: Any, behind: Any) -> Raw:
    """Return what a cell holds, where it may hold a formula without a value."""
    if cell.value is None and behind.data_type == "f":
        return Broken("formula_without_value", str(behind.value))
    return _raw(cell)


def _raw(cell: Any) -> Raw:
    """Return what a cell holds; a number with a percent format as a percentage."""
    value = cell.value
    match value:
        case None | bool():
            return value
        case str():
            text = clean(value)
            return Broken("excel_error", text) if text and ERROR.fullmatch(text) else text
        case int() | float():
            if "%" in _QUOTED.sub("", cell.number_format or ""):
                return Percent(shortest(100 * decimal_of(value)))
            return value
        case datetime() if value.time() == time():
            return value.date()
        case _:
            day: date | time | timedelta = value
            return day
