"""Rows and columns that a workbook hides: they are read like all others, and what of them holds something is told."""

import itertools
from collections.abc import Iterable, Iterator

from attrs import define, field

from smartvillage.tables.grids import Cells, letter

_TOLD = 20
"""How many runs of hidden rows and columns are told."""


@define(eq=False)
class Hidden:
    """What is hidden of a sheet.

    Attributes:
        rows: the rows, counted from 1.
        columns: the columns, counted from 0.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    _full_rows: set[int] = field(factory=set[int])
    _full_columns: set[int] = field(factory=set[int])

    def watched(self, rows: Iterable[Cells]) -> Iterator[Cells]:
        """Yield rows, noting which of what is hidden holds something."""
        for number, cells in enumerate(rows, 1):
            if cells and number in self.rows:
                self._full_rows.add(number)
            for column in self.columns - self._full_columns:
                if column < len(cells) and cells[column] is not None:
                    self._full_columns.add(column)
            yield cells

    def told(self) -> str:
        """Return the hidden columns and rows seen that hold something, neighbours together: `"C; 3–5"`."""
        columns = [_run(letter(low), letter(high)) for low, high in _runs(self._full_columns)]
        found = columns + [_run(str(low), str(high)) for low, high in _runs(self._full_rows)]
        return "; ".join([*found[:_TOLD], "…"] if len(found) > _TOLD else found)


def _run(low: str, high: str) -> str:
    """Return neighbours as people write them."""
    return low if low == high else f"{low}–{high}"


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Iterate over the first and last of numbers that follow one another."""
    for _, run in itertools.groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]
