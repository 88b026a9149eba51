"""Files and what they are: the door through which every table comes, and what is refused there."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from attrs import evolve

from smartvillage.errors import InvalidFile, is_overloaded
from smartvillage.tables.grids import Cells, Table

MAX_BYTES = 64 * 2**20
"""The largest file read."""

MAX_UNPACKED = 512 * 2**20
"""The most that a workbook may unpack to."""

MAX_ROWS = 200_000
"""The most rows that hold anything, in one table."""

MAX_LAST_ROW = 2**20
"""The last row that a sheet can have."""

MAX_COLUMNS = 2_000
"""The most cells in a row."""

MAX_TEXT = 32_767
"""The most letters in a cell, as in Excel."""

MAX_MARKS = 20_000_000
"""The most XML marks in a workbook: about five million cells."""

MAX_PARTS = 5_000
"""The most files in a workbook."""

MAX_SHEETS = 500
"""The most sheets in a workbook."""

Source = str | os.PathLike[str] | BinaryIO
"""A path, or a file open for reading bytes."""

_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls")
"""How the files of a folder end that may be tables; the last is not read, and said so."""

SENTENCES = {
    "file_not_found": "there is no such file",
    "file_not_readable": "the file cannot be read: {reason}",
    "too_large": "{size} MiB are more than the {limit} MiB that are read: split the file",
    "empty_file": "no row holds anything",
    "old_excel": "this is the old Excel format .xls: open it in Excel and save it as .xlsx",
    "encrypted_workbook": "the workbook is protected by a password: remove the password and save it again",
    "not_a_workbook": "this is no Excel workbook, or a damaged one: open it in Excel and save it as .xlsx",
    "nul_bytes": "this is no text file (it holds NUL bytes): save the table as .xlsx or as CSV UTF-8",
    "unbalanced_quotes": "row {row}: a quotation mark is not closed, or stands within a field: save the table again",
    "wrong_encoding": "the text is neither UTF-8 nor Windows-1258: save the table as CSV UTF-8",
    "garbled_text": "UTF-8 text was opened as something else and saved ({sample!r}): export the table again",
    "legacy_font": "the text is written in TCVN3 or VNI, not in Unicode ({sample!r}): convert it first",
    "no_such_sheet": "no sheet is called {sheet!r}; there are: {sheets}",
    "empty_folder": "the folder holds no .csv or .xlsx file",
    "no_header": "no row was recognised as the header: it needs a column Thôn or Tên thôn, and one of figures",
    "no_data_row": "there is a header, in row {row}, but no row of data below it yet",
    "no_place_column": "no column of place names, such as Thôn, Ấp or Địa bàn, among: {columns}",
    "no_indicator_column": "no column of an indicator among: {columns}",
    "too_many_rows": "more than {limit} rows: split the file",
    "too_many_cells": "the workbook holds more than about {limit} cells: split the file",
    "too_many_sheets": "more than {limit} sheets: split the file",
    "too_long_text": "row {row}: a cell holds more than {limit} characters: is this the right file?",
    "overloaded_text": "row {row}: a letter bears hundreds of marks: is this the right file?",
    "mixed_encodings": "row {row} is not UTF-8, though other rows are: save the table again as CSV UTF-8",
    "leads_elsewhere": "this is a link to a file outside of the folder: copy the file into the folder",
    "too_many_columns": "row {row} has more than {limit} cells: is this the right file?",
}
"""What makes a file unreadable, in English; `messages` says it in both languages."""


class UnreadableTable(InvalidFile):
    """A spreadsheet of which nothing could be read.

    Attributes:
        code: the kind of fault; each has a sentence in both languages.
        words: what fills the sentence.
    """

    def __init__(self, file: str, code: str, **words: str) -> None:
        """Say what is wrong with a `file`."""
        self.code = code
        self.words = words
        super().__init__(file, (SENTENCES[code].format(**words),))

    def __reduce__(self) -> Any:
        """Pickle by the code and its words."""
        return _refused, (type(self), self.file, self.code, self.words)


class TableNotFound(UnreadableTable, FileNotFoundError):
    """A file that is not there."""


def _refused(kind: type[UnreadableTable], file: str, code: str, words: dict[str, str]) -> UnreadableTable:
    """Return an error from what it was pickled as."""
    return kind(file, code, **words)


def files_in(source: Source) -> tuple[str, list[Source]]:
    """Return the name of a file or folder and the files to read, those of a folder in the order of their names.

    Hidden files and those that Excel keeps beside open ones are left out, and so are those below further folders.

    Raises:
        UnreadableTable: for a folder without files.
    """
    if not isinstance(source, str | os.PathLike):
        return Path(str(getattr(source, "name", "") or "-")).name, [source]
    path = Path(source)
    name = path.name or str(path)
    try:
        if not path.is_dir():
            return name, [source]
        names = sorted(one.name for one in path.iterdir() if not one.name.startswith((".", "~$")))
    except (OSError, ValueError):
        return name, [source]  # the reason is told when it is opened
    found: list[Source] = [path / one for one in names if one.lower().endswith(_ENDINGS)]
    if not found:
        raise UnreadableTable(name, "empty_folder")
    return name, found


def check_inside(folder: str | os.PathLike[str], source: Source) -> None:
    """Refuse an entry of a folder that is no file of it: a link that leads out, or a pipe.

    Raises:
        UnreadableTable: if it is one.
    """
    path = Path(str(source))
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(Path(folder).resolve()):
            raise UnreadableTable(path.name, "leads_elsewhere")
        if path.exists() and not path.is_file():
            raise UnreadableTable(path.name, "file_not_readable", reason="no regular file")
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise UnreadableTable(path.name, "file_not_readable", reason=str(error)) from error


def tables_in(source: Source, sheet: str | None = None) -> tuple[str, Iterable[Table]]:
    """Return the name of a file and its tables.

    Args:
        source: a path, or a file open for reading bytes.
        sheet: the only sheet wanted of a workbook.

    Raises:
        UnreadableTable: if the file is not one that can be read; also while the rows are read.
        MissingExtra: for a workbook, where openpyxl is not installed.
    """
    file, data = _bytes_of(source)
    head = data[:2048].lstrip()[:9].lower()
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        raise UnreadableTable(file, "encrypted_workbook" if locked else "old_excel")
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml")):
        raise UnreadableTable(file, "not_a_workbook")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from smartvillage.tables.workbooks import workbook_tables  # noqa: PLC0415 - needs the extra only here

        return file, workbook_tables(file, data, sheet)
    from smartvillage.tables.delimited import delimited_table  # noqa: PLC0415 - beside the other

    try:
        return file, (delimited_table(file, data),)
    except UnreadableTable as error:
        if file.lower().endswith((".xlsx", ".xlsm")) and error.code in ("nul_bytes", "wrong_encoding"):
            raise UnreadableTable(file, "not_a_workbook") from error
        raise


def _bytes_of(source: Source) -> tuple[str, bytes]:
    """Return the name and the bytes of a file.

    Raises:
        UnreadableTable: if it is not there, cannot be read or is too large.
    """
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        file = path.name or str(path)
        try:
            with path.open("rb") as opened:
                data = opened.read(MAX_BYTES + 1)
        except FileNotFoundError as error:
            raise TableNotFound(file, "file_not_found") from error
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise UnreadableTable(file, "file_not_readable", reason=reason) from error
    else:
        file = Path(str(getattr(source, "name", "") or "-")).name
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        limit = str(MAX_BYTES // 2**20)
        raise UnreadableTable(file, "too_large", size=f"> {limit}", limit=limit)
    return file, data


def checked(file: str, table: Table) -> Table:
    """Return a table whose rows keep to the budget while they are read."""
    return evolve(table, rows=_within_budget(file, table.rows))


def _within_budget(file: str, rows: Iterator[Cells]) -> Iterator[Cells]:
    """Yield rows without the empty cells at their end.

    Raises:
        UnreadableTable: if there are too many rows or cells.
    """
    filled = 0
    for number, cells in enumerate(rows, 1):
        length = len(cells)
        while length and cells[length - 1] is None:
            length -= 1
        filled += bool(length)
        if filled > MAX_ROWS or number > MAX_LAST_ROW:
            raise UnreadableTable(file, "too_many_rows", limit=str(MAX_ROWS))
        if length > MAX_COLUMNS:
            raise UnreadableTable(file, "too_many_columns", limit=str(MAX_COLUMNS), row=str(number))
        texts = [cell for cell in cells if isinstance(cell, str)]
        if any(len(text) > MAX_TEXT for text in texts):
            raise UnreadableTable(file, "too_long_text", limit=str(MAX_TEXT), row=str(number))
        if any(map(is_overloaded, texts)):
            raise UnreadableTable(file, "overloaded_text", row=str(number))
        yield cells[:length]
