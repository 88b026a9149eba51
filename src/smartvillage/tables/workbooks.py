"""Excel workbooks: cells with their number formats, merged ranges, and formulas that were never calculated."""

import io
import itertools
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from attrs import frozen

from smartvillage.errors import MissingExtra
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
from smartvillage.tables.layout import SEARCHED
from smartvillage.tables.refusals import MAX_COLUMNS, MAX_MARKS, MAX_PARTS, MAX_SHEETS, MAX_UNPACKED, UnreadableTable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from openpyxl.workbook.workbook import Workbook

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
_REF = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]{0,200}?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row\b")
_LAST = re.compile(rb' r="([A-Z]{1,3})\d')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]{0,500}?\bhidden="(?:1|true)"[^>]{0,500}')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col\b[^>]{0,500}?\bhidden="(?:1|true)"[^>]{0,500}')
_AT = re.compile(rb'\br="(\d{1,7})"')
_MIN = re.compile(rb'\bmin="(\d{1,5})"')
_MAX = re.compile(rb'\bmax="(\d{1,5})"')
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PIECE = 2**20
MAX_WIDTH = 20_000
"""The most cells in the XML of a row, which Excel ends at 16,384."""

_ABOUT = str(MAX_MARKS // 4)
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
    archive = _opened(file, data)
    try:
        inside = {name: _inside(file, archive.read(path)) for name, path in _paths(file, archive).items()}
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        formulas = None
        if any(one.has_formulas for one in inside.values()):
            formulas = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    except UnreadableTable:
        raise
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
            *inside[name].hidden,
        )
        for name in visible
    ]


def _opened(file: str, data: bytes) -> zipfile.ZipFile:
    """Return an archive that was read through once, piece by piece, so that what is read later fits into memory.

    What an archive says of its sizes may be a lie; what comes out beyond it is never unpacked. Excel deflates its parts
    or stores them: the other methods may unpack to gigabytes at a stroke.

    Raises:
        UnreadableTable: if it is no archive, is damaged, or holds too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableTable(file, "not_a_workbook") from error
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or any(part.compress_type not in _METHODS for part in parts):
        raise UnreadableTable(file, "not_a_workbook")
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED:
        limit = str(MAX_UNPACKED // 2**20)
        raise UnreadableTable(file, "too_large", size=str(size // 2**20), limit=limit)
    marks = 0
    try:
        for part in parts:
            with archive.open(part) as opened:
                while piece := opened.read(_PIECE):
                    marks += piece.count(b"<")
                    if marks > MAX_MARKS:
                        raise UnreadableTable(file, "too_many_cells", limit=_ABOUT)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError) as error:
        if isinstance(error, UnreadableTable):
            raise
        raise UnreadableTable(file, "not_a_workbook") from error
    return archive


@frozen
class _Inside:
    """What openpyxl does not tell of a sheet that it reads row by row."""

    merges: tuple[Merge, ...]
    has_formulas: bool
    hidden: tuple[frozenset[int], frozenset[int]]


def _inside(file: str, xml: bytes) -> _Inside:
    """Return the merged ranges of a sheet, which stand after its rows, whether it has formulas, and what is hidden.

    Raises:
        UnreadableTable: if a row, or all rows together, claim more cells than are read, or merged ranges overlap.
    """
    if b"\0" in xml:  # UTF-16, which no office program writes here
        raise UnreadableTable(file, "not_a_workbook")
    end = max(xml.rfind(b"sheetData>"), xml.rfind(b"sheetData/>"), 0)
    _check_cells(file, xml, end)
    merges = tuple(
        Merge(int(top), int(bottom), _column(left), _column(right))
        for left, top, right, bottom in _REF.findall(xml, end)
    )
    if sum(map(_area_of_header, merges)) > SEARCHED * MAX_COLUMNS:
        raise UnreadableTable(file, "not_a_workbook")
    return _Inside(merges, _FORMULA.search(xml, 0, end) is not None, _hidden(xml, end))


def _check_cells(file: str, xml: bytes, end: int) -> None:
    """Refuse a sheet whose rows hold, or reach over, more cells than are read.

    Raises:
        UnreadableTable: if one does.
    """
    reached = 0
    starts = [match.start() for match in _ROW.finditer(xml, 0, end)]
    for number, (start, stop) in enumerate(itertools.pairwise([*starts, end]), 1):
        cells = xml.count(b"<c", start, stop) + xml.count(b":c", start, stop)
        if cells > MAX_WIDTH:
            raise UnreadableTable(file, "too_many_columns", limit=str(MAX_COLUMNS), row=str(number))
        last = _LAST.match(xml, xml.rfind(b' r="', start, stop), stop)
        reached += max(cells, _column(last[1]) + 1 if last else 0)
    if reached > MAX_MARKS:
        raise UnreadableTable(file, "too_many_cells", limit=_ABOUT)


def _area_of_header(merge: Merge) -> int:
    """Return how many cells a merged range covers where the header is looked for."""
    rows = min(merge.bottom, SEARCHED) - merge.top + 1
    return max(rows, 0) * max(min(merge.right + 1, MAX_COLUMNS) - merge.left, 0)


def _hidden(xml: bytes, end: int) -> tuple[frozenset[int], frozenset[int]]:
    """Return the rows, counted from 1, and the columns, counted from 0, that are hidden."""
    rows = (_AT.search(tag) for tag in _HIDDEN_ROW.findall(xml, 0, end))
    ends = ((_MIN.search(tag), _MAX.search(tag)) for tag in _HIDDEN_COLUMN.findall(xml, 0, end))
    ranges = (range(int(low[1]) - 1, min(int(high[1]), MAX_COLUMNS)) for low, high in ends if low and high)
    return frozenset(int(at[1]) for at in rows if at), frozenset(itertools.chain.from_iterable(ranges))


def _column(letters: bytes) -> int:
    """Return a column, counted from 0, from its letters."""
    number = 0
    for value in letters:
        number = number * 26 + value - ord("A") + 1
    return number - 1


def _paths(file: str, archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in the archive each worksheet lies, by name.

    Raises:
        UnreadableTable: if there are too many.
    """
    ((_, workbook),) = (part for part in _related(archive, "").values() if part[0] == "officeDocument")
    related = _related(archive, workbook)
    named = ((sheet.get("name", ""), sheet.get(_ID, "")) for sheet in _elements(archive, workbook, "sheet"))
    paths = {name: related[of][1] for name, of in named if related[of][0] == "worksheet"}
    if len(paths) > MAX_SHEETS:
        raise UnreadableTable(file, "too_many_sheets", limit=str(MAX_SHEETS))
    return paths


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
