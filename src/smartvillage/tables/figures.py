"""The figures of a row: what its cells say of a place, as records and issues."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from attrs import define, evolve, field, frozen

from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Share
from smartvillage.facts.records import Value
from smartvillage.indicators import Measure, Vocabulary
from smartvillage.tables.amounts import Doubt, is_missing
from smartvillage.tables.cells import NOTHING, Said, agree, answer, expected, parted, said_of, share
from smartvillage.tables.columns import Column, Role, recorder
from smartvillage.tables.dates import period_of
from smartvillage.tables.grids import Cells, Raw, plain, written
from smartvillage.tables.issues import Disagreements, Notebook
from smartvillage.tables.layout import Group
from smartvillage.tables.places import Node, Record

_SWAPPED = str.maketrans(".,", ",.")
"""Points as commas, and commas as points."""

Totals = Mapping[str, Mapping[str | None, int]]
"""The counts of a row by indicator and recorder."""


@frozen
class Stamp:
    """What a row says of all its figures.

    Attributes:
        as_of: the day; the last one of a period, so that no figure is taken for older than it may be.
        source: where the figures were read.
        by: who recorded them.
        note: remarks.
    """

    as_of: date | None = None
    source: str | None = None
    by: str | None = None
    note: str | None = None

    def fact(self, value: Value, by: str | None, note: str | None) -> Fact:
        """Return a value as a fact of this row; the recorder that a column names comes before that of the row.

        Raises:
            InvalidValue: for a value that cannot be.
            InvalidType: for a value that cannot be recorded.
        """
        by = by or self.by
        note = "; ".join(filter(None, (note, self.note))) or None
        if isinstance(value, Judgement):
            value = evolve(value, by=by, on=self.as_of, why=note or self.source)
        return Fact(value, as_of=self.as_of, source=self.source, by=by, note=note)


def cell_of(cells: Cells, column: Column | None) -> Raw:
    """Return the cell of a row in a column, if there is any."""
    return cells[column.index] if column is not None and column.index < len(cells) else None


def words_of(raw: Raw) -> str | None:
    """Return what a cell says in words, with single spaces; `None` where it says nothing."""
    if is_missing(raw):
        return None
    text = str(int(raw)) if isinstance(raw, float) and raw.is_integer() else written(raw)
    return " ".join(text.split())


@define(eq=False)
class Figures:
    """The columns of a table that measure something.

    Attributes:
        groups: the columns, grouped by what they state.
        vocabulary: the indicators.
        notebook: where issues are noted.
        stamps: the columns of day, source and recorder, by role.
        notes: the columns of remarks.
    """

    groups: Sequence[Group]
    vocabulary: Vocabulary
    notebook: Notebook
    stamps: Mapping[Role, Column]
    notes: Sequence[Column]
    _points: dict[Column, list[tuple[int, str, Node]]] = field(factory=dict[Column, list[tuple[int, str, Node]]])
    _disagreements: Disagreements = field(factory=Disagreements)

    @property
    def first_column(self) -> int:
        """The first column that measures something."""
        return min((column.index for group in self.groups for column in group.columns), default=1)

    def speaks(self, cells: Cells) -> bool:
        """Whether any cell of a row says something of an indicator."""
        return any(not is_missing(cell_of(cells, column)) for group in self.groups for column in group.columns)

    def figures_in(self, cells: Cells) -> bool:
        """Whether any cell of a row holds a figure or an answer, and not only words such as those of a signature."""
        found = (cell_of(cells, column) for group in self.groups for column in group.columns)
        return any(
            not is_missing(cell)
            and (not isinstance(cell, str) or any(map(str.isdigit, cell)) or not isinstance(answer(cell), Doubt))
            for cell in found
        )

    def read(self, row: int, cells: Cells, node: Node) -> None:
        """Record what a row says of its place: counts first, then the shares of them."""
        stamp = self._stamp(row, cells, node)
        first = node.stamps.setdefault((self.notebook.table, stamp.as_of, stamp.by), row)
        self._disagreements = Disagreements()
        totals: dict[str, dict[str | None, int]] = {}
        for group in self.groups:
            indicator, column = group.indicator, group.first
            if indicator.measure is not Measure.SHARE:
                said = self._series(row, cells, node, group) if column.month else self._one(row, cells, node, column)
                if isinstance(said.value, int) and not isinstance(said.value, bool):
                    totals.setdefault(indicator.id, {})[column.by] = said.value
                shown = "; ".join(written(cell_of(cells, c)) for c in group.columns)
                self._record(row, node, column, said, stamp=stamp, shown=shown)
        for group in self.groups:
            if group.indicator.measure is Measure.SHARE:
                self._share(row, cells, node, group, stamp=stamp, totals=totals)
        if first != row and not self._disagreements.between(self.notebook.table, row, first):
            self.notebook.tell("repeated_place", row, node=node, more=(("first_row", str(first)),))
        self._disagreements.tell(self.notebook.issues)

    def finish(self) -> None:
        """Note decimal points, one issue for each column."""
        for column, cells in self._points.items():
            row, value, node = cells[0]
            more = (("times", str(len(cells))), ("read", value.translate(_SWAPPED)))
            tell = self.notebook.tell
            tell("decimal_point", row, node=node, column=column, value=value, expected="percentage", more=more)

    def _stamp(self, row: int, cells: Cells, node: Node) -> Stamp:
        """Return what a row says of all its figures; the words of a period are kept as a remark."""
        notes = [words for column in self.notes if (words := words_of(cell_of(cells, column)))]
        column = self.stamps.get("as_of")
        cell = cell_of(cells, column)
        period = None
        if column is not None and not is_missing(cell):
            period = period_of(cell)
            if period is None:
                tell = self.notebook.tell
                tell("invalid_date", row, node=node, column=column, value=written(cell), expected="date")
            elif period[0] != period[1]:
                notes.append(f"{column.header}: {written(cell)}")
        by = words_of(cell_of(cells, self.stamps.get("by")))
        return Stamp(
            period[1] if period else None,
            words_of(cell_of(cells, self.stamps.get("source"))),
            by and (recorder(by) or by),
            "; ".join(notes) or None,
        )

    # What a cell or several say

    def _one(self, row: int, cells: Cells, node: Node, column: Column) -> Said:
        """Return what one cell says of an indicator that is no share."""
        cell = cell_of(cells, column)
        said = said_of(cell, column.indicator) if column.indicator else NOTHING
        if column.month and isinstance(said.value, Bounds):
            said = Said(doubt=Doubt("not_understood"))
        if said.doubt is not None:
            self._doubt(row, node, column, cell, said.doubt)
            return NOTHING
        return said

    def _series(self, row: int, cells: Cells, node: Node, group: Group) -> Said:
        """Return what the months of a series say; a month without a count may have any."""
        said: dict[Any, Any] = {c.month: self._one(row, cells, node, c).value for c in group.columns}
        counted = {month: count for month, count in said.items() if count is not None}
        return Said(Monthly(counted, first=min(said), last=max(said))) if counted else NOTHING

    def _share(self, row: int, cells: Cells, node: Node, group: Group, *, stamp: Stamp, totals: Totals) -> None:
        """Record a share: counts, a percentage, or both where they agree; where they do not, both contradict."""
        of = totals.get(group.indicator.denominator or "", {})
        total = of.get(group.first.by, of.get(None, next(iter(of.values()), None)))
        said = [one for column in group.columns for one in self._statements(row, cells, node, column, total)]
        counts = next((one.value for _, _, one in said if isinstance(one.value, Share) and one.value.total), None)
        for column, cell, one in sorted(said, key=lambda s: isinstance(s[2].value, Share) and not s[2].value.total):
            shown = written(cell)
            if counts is not None and one.percentage is not None:
                if agree(one.percentage, counts):
                    continue
                printed = f"{plain(one.percentage)}%".replace(".", ",")
                more = (("count", f"{counts.count}/{counts.total}"), ("percentage", printed))
                tell = self.notebook.tell
                tell("percentage_contradicts_counts", row, node=node, column=column, value=shown, more=more)
            self._record(row, node, column, one, stamp=stamp, shown=shown)

    def _statements(
        self, row: int, cells: Cells, node: Node, column: Column, total: int | None
    ) -> list[tuple[Column, Raw, Said]]:
        """Return what a cell says of a share; "370/471 (78,6%)" says two things."""
        indicator = column.indicator
        counted = self.vocabulary[indicator.denominator] if indicator and indicator.denominator else None
        parts = parted(cell_of(cells, column))
        column_of = evolve(column, unit="count") if parts[1] is not None else column
        said: list[tuple[Column, Raw, Said]] = []
        for cell in parts:
            one = share(cell, column_of, counted, total)
            if one.doubt is not None:
                self._doubt(row, node, column, cell, one.doubt)
            elif one.value is not None:
                said.append((column, cell, one))
                if one.amount is not None and one.amount.has_point:
                    self._points.setdefault(column, []).append((row, written(cell), node))
        return said

    def _record(self, row: int, node: Node, column: Column, said: Said, *, stamp: Stamp, shown: str) -> None:
        """Record a value at the place that bears its indicator."""
        if said.value is None or column.indicator is None:
            return
        try:
            fact = stamp.fact(said.value, column.by, said.note)
        except (InvalidValue, InvalidType):
            self._doubt(row, node, column, shown, Doubt("not_understood"))
            return
        bearer = node.bearer(column.indicator)
        record = Record(fact, row, shown, self.notebook.table, column.header)
        other = bearer.record(column.indicator.id, record)
        if other is not None:
            self._disagreements.note(bearer, column.indicator.id, record, other)

    def _doubt(self, row: int, node: Node, column: Column, cell: Raw, doubt: Doubt) -> None:
        """Note what is wrong with a cell."""
        asked = expected(column, doubt)
        tell = self.notebook.tell
        tell(doubt.code, row, node=node, column=column, value=written(cell), expected=asked, more=doubt.more)
