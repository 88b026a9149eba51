"""Spreadsheets as people fill them in: CSV and Excel tables of places, read without losing anything.

`files` opens what can be read and `refusals` says what cannot; `delimited` and `workbooks` turn files into the rows
of `grids`; `layout` finds the header and `columns` what each column means; `amounts`, `dates` and `cells` read cells;
`rows`, `figures` and `places` put together what the rows say of each place.
"""

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from attrs import field, frozen

from smartvillage.catalogue import vocabulary as shipped
from smartvillage.errors import InvalidValue, did_you_mean, fold
from smartvillage.facts import Issue, Place, Where
from smartvillage.facts.places import level_of
from smartvillage.indicators import Level, Vocabulary
from smartvillage.tables.columns import Column, Names, Unit, nearest_to_place
from smartvillage.tables.delimited import fault_in
from smartvillage.tables.files import Source, check_inside, checked, files_in, tables_in
from smartvillage.tables.grids import Cells
from smartvillage.tables.hidden import Hidden
from smartvillage.tables.layout import Header, split
from smartvillage.tables.places import Origin, level_of_table
from smartvillage.tables.refusals import TableNotFound, UnreadableTable
from smartvillage.tables.rows import Reader

__all__ = ["Register", "TableNotFound", "UnreadableTable", "read"]

_UNITS = ("percent", "fraction", "count")

_LOOKED_AT = 40
"""The first texts of a table without a header that may be misspelt headers."""

_TOLD = 80
"""The most letters of a header that are repeated where nothing can be read."""

_ABOUT_THE_FORM = re.compile(r"giai thich|huong dan|explanation|instruction")
"""How sheets are called that explain the others; they are passed over in silence."""


@frozen
class Register:
    """What a spreadsheet says: its places, and what is doubtful in it. It is a sequence of its places.

    Attributes:
        places: the places of the rows, in their order, each with its parent where the rows name one.
        issues: what is doubtful in columns, rows and cells; everything else was read.
    """

    places: tuple[Place, ...]
    issues: tuple[Issue, ...]

    @property
    def roots(self) -> tuple[Place, ...]:
        """The places that are part of no other one here: of a province with its own row, the province alone."""
        return tuple(place for place in self.places if place.parent is None or not place.parent.parts)

    def __iter__(self) -> Iterator[Place]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, index: int) -> Place:
        return self.places[index]


def read(
    source: Source,
    *,
    vocabulary: Vocabulary | None = None,
    units: Mapping[str, Unit] | None = None,
    level: Level | str | None = None,
    sheet: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> Register:
    """Read the places of a spreadsheet, or of a folder of them.

    The tables of a folder, and the sheets of a workbook, are read together: a table for each level, linked by code or
    by the names of the places above, makes one tree. "Thôn", "Xã", "Huyện", "Tỉnh" or "districts" as the name of a file
    or sheet is the level of its rows where no column says it. What is named in one table and may be several places of
    another is an issue, and never guessed.

    A cell that cannot be understood is an issue that names row, column, value and what was expected; its fact stays
    unknown and everything else is read. What two rows say differently of one place is kept twice, and so contradicts.
    Of a date that is only a month or a year the last day counts, so that no figure is taken for older than it may be.

    Args:
        source: a path, or a file open for reading bytes: CSV in UTF-8 or Windows-1258, or an Excel workbook; or a
            folder of such files.
        vocabulary: the indicators; those shipped unless given.
        units: how the bare numbers of a share's column are meant, by header or indicator id: `"percent"`, `"fraction"`
            or `"count"`. Without it the header decides: "(%)" or "Tỷ lệ …" means percentages, "Số …" or "(hộ)" counts.
        level: the level of places whose row does not state it; else the column of names decides, and in the last
            resort rows are villages.
        sheet: the only sheet to read; else all visible sheets in which a header is recognised.
        progress: called with the number of rows read, about every thousand rows.

    Returns:
        The places and the issues.

    Raises:
        UnreadableTable: if nothing can be read: no such file, another format, no column recognised, no row of data.
        MissingExtra: for a workbook, where openpyxl is not installed.
        InvalidValue: for an unknown level or unit, or a unit of a column that is not there.
    """
    vocabulary = shipped() if vocabulary is None else vocabulary
    for name, unit in (units or {}).items():
        if unit not in _UNITS:
            msg = f"units={{{name!r}: {unit!r}}}: a unit is one of {', '.join(_UNITS)}"
            raise InvalidValue(msg)
    names = Names(vocabulary, units)
    whole, files = files_in(source)
    reader = Reader(whole, vocabulary, names, None if level is None else level_of(level), progress)
    found = _Found()
    refused: list[UnreadableTable] = []
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="openpyxl")  # of styles and extensions that carry no data
        for one in files:
            try:
                if one is not source:
                    check_inside(str(source), one)
                _read_file(one, sheet, reader, found)
            except UnreadableTable as error:
                if one is source:
                    raise
                refused.append(error)
    if not any(column.role == "indicator" for column in found.columns):
        unread = [*found.unread, *found.structure]
        raise _nothing_in(whole, unread, names) if unread or not refused else refused[0]
    _check_units(names, found.columns)
    if source in files:
        reader.issues += map(_sheet_not_read, found.unread)
    else:
        refused += [_nothing_in(table[0][0], [table], names) for table in found.unread if table[0][1] is None]
        reader.issues += map(_sheet_not_read, (table for table in found.unread if table[0][1] is not None))
        reader.issues += map(_refused, refused)
    if not reader.filled:
        raise UnreadableTable(whole, "no_data_row", row=str(found.last_rows[0]))
    reader.finish()
    return Register(reader.places.places(), tuple(reader.issues))


@frozen
class _Found:
    """What files hold.

    Attributes:
        columns: the columns that are read.
        last_rows: the last rows of the headers.
        structure: the tables read that only say which places there are.
        unread: the tables that hold something and are not read.
    """

    columns: list[Column] = field(factory=list[Column])
    last_rows: list[int] = field(factory=list[int])
    structure: "list[_Beginning]" = field(factory=list["_Beginning"])
    unread: "list[_Beginning]" = field(factory=list["_Beginning"])


_Beginning = tuple[Origin, Header | None, list[Cells]]
"""A table, what may be its header, and its first rows that hold something."""


def _read_file(source: Source, sheet: str | None, reader: Reader, found: _Found) -> None:
    """Read the tables of one file.

    Raises:
        UnreadableTable: if it is not one that can be read.
    """
    reader.file, tables = tables_in(source, sheet)
    for unchecked in tables:
        table = checked(reader.file, unchecked)
        origin = reader.file, table.name
        header, first, rows = split(table, reader.names)
        beginning = origin, header, [row for row in first if row]
        if header is not None and header.has_place and (header.has_indicator or level_of_table(origin) is not None):
            found.columns.extend(header.columns)
            found.last_rows.append(header.last_row)
            if not header.has_indicator:
                found.structure.append(beginning)
            hidden = Hidden(table.hidden_rows, table.hidden_columns)
            reader.read(table, header, hidden.watched(rows))
            if told := hidden.told():
                where = Where(file=reader.file, sheet=table.name)
                reader.issues.append(Issue(code="hidden_cells", value=told, where=where))
        elif beginning[2] and not _explains(table.name or reader.file):
            found.unread.append(beginning)


def _explains(name: str) -> bool:
    """Whether a sheet, or a file, is about the others by its name."""
    return _ABOUT_THE_FORM.match(re.sub(r"[\W_]+", " ", fold(name)).strip()) is not None


def _sheet_not_read(table: _Beginning) -> Issue:
    """Tell of a sheet that holds something and is not read."""
    (file, sheet), _, _ = table
    return Issue(code="sheet_not_read", value=sheet, where=Where(file=file, sheet=sheet))


def _refused(error: UnreadableTable) -> Issue:
    """Return what is wrong with one file of a folder, the others of which are read."""
    more = tuple(error.words.items())
    return Issue(code="file_not_read", value=error.code, where=Where(file=error.file), more=more)


def _check_units(names: Names, columns: list[Column]) -> None:
    """Check that the columns for which units are declared are there.

    Raises:
        InvalidValue: if one is not.
    """
    headers = [column.header for column in columns if column.indicator is not None]
    for name in names.unused_units(columns):
        msg = f"units= names {name!r}, which is no column of an indicator.{did_you_mean(name, headers)}"
        raise InvalidValue(msg)


def _nothing_in(file: str, unread: Iterable[_Beginning], names: Names) -> UnreadableTable:
    """Return why nothing can be read."""
    content = [row for _, _, rows in unread for row in rows]
    if not content:
        return UnreadableTable(file, "empty_file")
    text = " ".join(cell for row in content for cell in row if isinstance(cell, str))
    fault = fault_in(text)
    if fault is not None:
        code, sample = fault
        return UnreadableTable(file, code, sample=sample)
    headers = [header for _, header, _ in unread if header is not None]
    if not headers:
        texts = (cell for row in content for cell in row[:_LOOKED_AT] if isinstance(cell, str))
        near = next(filter(None, map(nearest_to_place, islice(texts, _LOOKED_AT))), "")
        return UnreadableTable(file, "no_header", near=near)
    header = max(headers, key=lambda h: h.rank)
    found = [column.header for column in header.columns] + [text for _, text in header.unknown]
    said = ", ".join(text if len(text) <= _TOLD else f"{text[:_TOLD]}…" for text in islice(found, 12))
    if header.has_indicator:
        near = next(filter(None, (nearest_to_place(text) for _, text in header.unknown)), "")
        return UnreadableTable(file, "no_place_column", columns=said, near=near)
    near = next(filter(None, (names.nearest(text) for _, text in header.unknown)), "")
    return UnreadableTable(file, "no_indicator_column", columns=said, near=near)
