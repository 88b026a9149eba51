"""Files and what they are: the door through which every table comes."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from attrs import evolve

from smartvillage.errors import is_overloaded
from smartvillage.tables.delimited import delimited_table
from smartvillage.tables.grids import Cells, Table
from smartvillage.tables.refusals import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_LAST_ROW,
    MAX_ROWS,
    MAX_TEXT,
    TableNotFound,
    UnreadableTable,
)
from smartvillage.tables.workbooks import workbook_tables

Source = str | os.PathLike[str] | BinaryIO
"""A path, or a file open for reading bytes."""

_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls")
"""How the files of a folder end that may be tables; the last is not read, and said so."""


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
        return file, workbook_tables(file, data, sheet)
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
