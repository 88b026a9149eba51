"""Where in a table the header stands: below titles, in one row or in several merged ones."""

import itertools
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from attrs import frozen

from smartvillage.indicators import Indicator, Measure
from smartvillage.tables.columns import Column, Names
from smartvillage.tables.grids import Cells, Merge, Raw, Table, letter, written

SEARCHED = 60
"""The first rows, among which the header is looked for."""

_SEARCHED_CELLS = 12_000
"""The first cells, in whole rows, among which the header is looked for: a header is not below a thousand columns."""

_TALLEST = 4
"""The most rows that a header has."""

Parts = tuple[str, ...]
"""The texts above a column, the topmost first."""


@frozen
class Header:
    """The header of a table.

    Attributes:
        last_row: its last row, counted from 1.
        columns: the columns recognised.
        unknown: the headers that nobody knows, by column.
        texts: its rows as text, by which they are known when a page repeats them.
    """

    last_row: int
    columns: tuple[Column, ...]
    unknown: tuple[tuple[int, str], ...]
    texts: frozenset[Parts]

    @cached_property
    def indexes(self) -> frozenset[int]:
        """The columns that have a header."""
        return frozenset({c.index for c in self.columns} | {index for index, _ in self.unknown})

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first texts of its rows."""
        return frozenset(texts[0] for texts in self.texts if texts)

    @cached_property
    def _ignored(self) -> frozenset[int]:
        """The columns that only number the rows."""
        return frozenset(column.index for column in self.columns if column.role == "ignored")

    def is_filled(self, row: int, cells: Cells) -> bool:
        """Whether a row below holds anything but its own number, or the numbers of the columns."""
        return any(cell is not None and index not in self._ignored for index, cell in enumerate(cells)) and not (
            row == self.last_row + 1 and is_numbering(cells)
        )

    @property
    def has_place(self) -> bool:
        """Whether a column names the places."""
        return any(column.role in ("name", "commune", "district", "province") for column in self.columns)

    @property
    def has_indicator(self) -> bool:
        """Whether a column measures something."""
        return any(column.role == "indicator" for column in self.columns)

    @property
    def rank(self) -> tuple[bool, int]:
        """What is greatest for the rows that are most likely the header."""
        known = {(c.role, c.indicator and c.indicator.id, c.unit, c.by, c.month) for c in self.columns}
        return self.has_place and self.has_indicator, len({k for k in known if k[0] != "ignored"})


def split(table: Table, names: Names) -> tuple[Header | None, list[Cells], Iterator[Cells]]:
    """Return the header of a table, if any, the rows looked through for it, and all its rows from the first on."""
    first = list(itertools.islice(table.rows, SEARCHED))
    return find(first, table.merges, names), first, itertools.chain(first, table.rows)


def find(rows: Sequence[Cells], merges: Sequence[Merge], names: Names) -> Header | None:
    """Return the rows under which most columns are recognised as a header; the fewest and first of equals."""
    best: Header | None = None
    cells = itertools.accumulate(map(len, rows))
    rows = [row for row, count in zip(rows, cells, strict=True) if count <= _SEARCHED_CELLS] or rows[:1]
    for height, top in itertools.product(range(1, _TALLEST + 1), range(len(rows))):
        if top + height <= len(rows) and rows[top] and rows[top + height - 1]:
            header = _header(rows, top, height, merges, names)
            if header.rank[1] and (best is None or header.rank > best.rank):
                best = header
    return best


def _header(rows: Sequence[Cells], top: int, height: int, merges: Sequence[Merge], names: Names) -> Header:
    """Return what so many rows from `top` on, counted from 0, are as a header."""
    block = [[_text(cell) for cell in row] for row in rows[top : top + height]]
    columns: list[Column] = []
    unknown: list[tuple[int, str]] = []
    for index, parts in enumerate(_parts(block, top + 1, merges)):
        column = names.column(index, parts) if parts else None
        if column is not None:
            columns.append(column)
        elif parts:
            unknown.append((index, " / ".join(parts)))
    texts = frozenset(tuple(text for text in row if text) for row in block)
    return Header(top + height, tuple(columns), tuple(unknown), texts)


def _text(cell: Raw) -> str:
    """Return a cell of a header as text; a day is the month that Excel took for one."""
    if isinstance(cell, date):
        return f"{cell.month:02}/{cell.year}"
    return " ".join(written(cell).split())


def _parts(block: list[list[str]], first_row: int, merges: Sequence[Merge]) -> list[Parts]:
    """Return the texts above each column.

    Merged ranges say which columns a heading spans. Where a file knows no merged ranges, a heading spans the columns to
    its right that have a text below and none of their own.
    """
    width = max(map(len, block))
    grid = [row + [""] * (width - len(row)) for row in block]
    last_row = first_row + len(grid) - 1
    touching = [m for m in merges if first_row <= m.top <= last_row and m.left < width]
    for merge in touching:
        rows = range(merge.top, min(merge.bottom, last_row) + 1)
        columns = range(merge.left, min(merge.right + 1, width))
        for row, column in itertools.product(rows, columns):
            grid[row - first_row][column] = grid[merge.top - first_row][merge.left]
    if not touching:
        for depth, headings in enumerate(grid[:-1]):
            heading = ""
            for column in range(width):
                has_below = any(below[column] for below in grid[depth + 1 :])
                heading = headings[column] or (heading if has_below else "")
                headings[column] = heading
    return [_once([text for text in above if text]) for above in zip(*grid, strict=True)]


def _once(texts: list[str]) -> Parts:
    """Return texts without those that only repeat the one above."""
    return tuple(text for above, text in zip(["", *texts], texts, strict=False) if text != above)


# Atomic: two digits could otherwise be parted in as many ways as there are numbers of Fibonacci.
_NUMBERED = re.compile(r"\(?[a-z0-9]{1,2}\)?(?>[=:+/*x(). -]*\d{1,2}\)?%?)*+", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{1,4}")


def is_numbering(cells: Cells) -> bool:
    """Whether a row below the header only numbers the columns: A, B, (1), (2), (3) = (2)/(1)."""
    texts = [text for text in map(_text, cells) if text]
    numbers = [int(text.strip("()")) for text in texts if _NUMBER.fullmatch(text.strip("()"))]
    return (
        len(texts) > 2  # noqa: PLR2004 - two cells may be a place and its figure
        and len(numbers) > 1
        and numbers[0] in (1, len(texts) - len(numbers) + 1)
        and all(_NUMBERED.fullmatch(text) for text in texts)
        and all(b - a == 1 for a, b in itertools.pairwise(numbers))
    )


def repeats(header: Header, cells: Cells) -> bool:
    """Whether a row is a row of the header once more, as at the top of a page."""
    first = next((text for cell in cells if (text := _text(cell))), "")
    return first in header.beginnings and tuple(text for text in map(_text, cells) if text) in header.texts


@frozen
class Group:
    """The columns that together state one indicator, by one recorder."""

    indicator: Indicator
    columns: tuple[Column, ...]

    @property
    def first(self) -> Column:
        """The column that names the indicator."""
        return self.columns[0]


def groups(columns: Sequence[Column]) -> tuple[list[Group], list[Group]]:
    """Return the columns of indicators, grouped, and the groups that collide.

    Two columns on one indicator go together if they are a count and a percentage, or months of one series.
    """
    by_fact: dict[tuple[Indicator, str | None], list[Column]] = {}
    for column in columns:
        if column.indicator is not None:
            by_fact.setdefault((column.indicator, column.by), []).append(column)
    fine: list[Group] = []
    colliding: list[Group] = []
    for (indicator, _), together in by_fact.items():
        group = Group(indicator, tuple(together))
        (fine if _agree(group) else colliding).append(group)
    return fine, colliding


def _agree(group: Group) -> bool:
    """Whether the columns of a group can stand side by side."""
    columns = group.columns
    if len(columns) == 1:
        return True
    if group.indicator.measure is Measure.SHARE:
        kinds = sorted("count" if c.unit == "count" else "percent" if c.unit else "" for c in columns)
        return kinds == ["count", "percent"]
    months = [column.month for column in columns]
    return None not in months and len(set(months)) == len(months)


def headless(header: Header, cells: Cells) -> list[str]:
    """Return the letters of the columns that hold something in a row and have no header."""
    known = header.indexes
    return [letter(index) for index, cell in enumerate(cells) if cell is not None and index not in known]
