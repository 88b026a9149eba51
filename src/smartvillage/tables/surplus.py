"""Rows of delimited text with more cells than their header: the figures in them may stand in the wrong columns."""

import re
from collections.abc import Sequence

from smartvillage.tables.grids import Cells, Raw, Table, written
from smartvillage.tables.layout import Header

_WHOLE = re.compile(r"(100|\d{1,2})")
_DECIMALS = re.compile(r"(\d{1,2})\s?%?")

_EXAMPLES = {",": '"82,5"', "\t": '"…"'}
"""What stands in quotation marks, by the delimiter in it."""


class Surplus:
    """What tells rows that have more cells than the header of their table.

    Args:
        table: the table.
        header: its header.
    """

    def __init__(self, table: Table, header: Header) -> None:
        self._widths: Sequence[int] = table.widths
        self._mark = table.delimiter or ","
        self._last_row = header.last_row
        self._named = max(header.indexes, default=-1) + 1

    @property
    def _columns(self) -> int:
        """The number of cells of the header."""
        return max(self._named, self._widths[self._last_row - 1])

    def in_row(self, row: int, cells: Cells) -> bool:
        """Whether a row, just read, holds more than the header has columns.

        Where its last figure is missing, only empty cells are left over: then a number in two cells shows it.
        """
        if not self._widths or self._widths[row - 1] <= self._columns:
            return False
        return len(cells) > self._columns or bool(self._parted(cells))

    def told(self, row: int, cells: Cells, first: int) -> tuple[int, str, tuple[tuple[str, str], ...]]:
        """Return how many cells stand where they belong, the surplus, and the words for what to write.

        Args:
            row: the row.
            cells: its cells.
            first: the first column of figures, from which on nothing is certain unless a number shows what is torn.
        """
        parted = self._parted(cells)
        beyond = cells[self._columns :] or cells[-1:]
        quoted = "; ".join(f'"{text}"' for _, text in parted) or _EXAMPLES.get(self._mark, f'"…{self._mark}…"')
        more = (
            ("given", str(self._widths[row - 1])),
            ("columns", str(self._columns)),
            ("mark", self._mark.replace("\t", "tab")),
            ("quoted", quoted),
        )
        end = parted[0][0] if parted else first
        return end, "; ".join(written(cell) for cell in beyond if cell is not None), more

    def _parted(self, cells: Cells) -> list[tuple[int, str]]:
        """Return the numbers whose decimal comma seems to have parted them, each with its first cell.

        One digit behind the comma is usual; two are looked for only where no number with one is found.
        """
        if self._mark != ",":
            return []
        return self._with_decimals(cells, 1) or self._with_decimals(cells, 2)

    def _with_decimals(self, cells: Cells, digits: int) -> list[tuple[int, str]]:
        """Return the numbers in two cells with so many digits in the second."""
        found: list[tuple[int, str]] = []
        index = 0
        while index + 1 < len(cells):
            whole, rest = _matched(_WHOLE, cells[index]), _matched(_DECIMALS, cells[index + 1])
            if index and whole and rest and len(rest[1]) == digits:
                found.append((index, f"{whole[0]},{rest[0]}"))
                index += 1
            index += 1
        return found


def _matched(pattern: re.Pattern[str], cell: Raw) -> re.Match[str] | None:
    """Return the match of the whole of a cell, if it is text."""
    return pattern.fullmatch(cell) if isinstance(cell, str) else None
