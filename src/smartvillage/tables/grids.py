"""A table as read from a file, before anyone knows what its columns mean."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from attrs import frozen

from smartvillage.errors import is_overloaded


@frozen
class Percent:
    """A number that the workbook shows as a percentage: 0.795 with a percent format is `Percent(79.5)`."""

    value: Decimal


@frozen
class Broken:
    """A cell without a value of its own.

    Attributes:
        code: the issue it is: `"excel_error"` or `"formula_without_value"`.
        written: what the cell shows.
    """

    code: str
    written: str


Raw = str | int | float | bool | date | time | timedelta | Percent | Broken | None
"""What a cell holds; text is NFC and stripped, an empty cell is `None`. A day with a time of 0:00 is a date."""

Cells = tuple[Raw, ...]

ERROR = re.compile(r"#(DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)|#{3,}")
"""What Excel writes for an error, or for a column that is too narrow."""


@frozen
class Merge:
    """A merged range; rows count from 1, columns from 0, both ends included."""

    top: int
    bottom: int
    left: int
    right: int


@frozen(eq=False)
class Table:
    """One table of a file: a CSV file is one, a workbook has one on each sheet.

    Attributes:
        name: the sheet, if any.
        rows: the rows from the first on, empty ones included; they can be read once.
        merges: the merged ranges.
        hidden_rows: the rows that are hidden, counted from 1.
        hidden_columns: the columns that are hidden, counted from 0.
        delimiter: what parts the cells of delimited text.
        widths: the number of cells of each row of delimited text read so far, empty ones included.
    """

    name: str | None
    rows: Iterator[Cells]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    delimiter: str | None = None
    widths: Sequence[int] = ()


def clean(text: str) -> str | None:
    """Return text in NFC without spaces around it; `None` if nothing is left. What is overloaded stays as it is."""
    text = text.strip().strip("\u200b\ufeff")
    return (text if text.isascii() or is_overloaded(text) else unicodedata.normalize("NFC", text)) or None


def written(raw: Raw) -> str:
    """Return a cell much as a reader of the file sees it."""
    match raw:
        case None:
            return ""
        case Percent():
            return f"{plain(raw.value)}%".replace(".", ",")
        case Broken():
            return raw.written
        case datetime():
            return raw.isoformat(" ")
        case date() | time():
            return raw.isoformat()
        case bool():
            return str(raw).upper()
        case _:
            return str(raw)


def plain(value: Decimal) -> str:
    """Return a decimal without exponent and without zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def shortest(value: Decimal) -> Decimal:
    """Return a decimal without zeros at the end: its digits are those that somebody stated."""
    return value.normalize() if value.is_finite() else value


def decimal_of(value: float) -> Decimal:
    """Return the number of a cell with the digits that it shows."""
    return shortest(Decimal(repr(value)))


def letter(column: int) -> str:
    """Return the letters of a column counted from 0, as a spreadsheet names it."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
