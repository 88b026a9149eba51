"""From rows to records: what one table says, row by row."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from attrs import define, evolve, field, frozen

from smartvillage.errors import InvalidType, InvalidValue, fold
from smartvillage.facts import Bounds, Fact, Issue, Judgement, Monthly, Share, Where
from smartvillage.facts.records import Value
from smartvillage.indicators import Indicator, Level, Measure, Vocabulary
from smartvillage.tables.amounts import Amount, Doubt, is_missing, text_doubt
from smartvillage.tables.cells import Said, agree, expected, parted, said_of, share
from smartvillage.tables.columns import Column, Names, Role, key, recorder
from smartvillage.tables.dates import period_of
from smartvillage.tables.grids import Broken, Cells, Merge, Raw, Table, plain, written
from smartvillage.tables.layout import Group, Header, groups, headless, is_numbering, repeats
from smartvillage.tables.places import Gazetteer, Node, Record, level_called, level_in_name

STEP = 1000
"""Rows between two reports of progress."""

_TOTAL = re.compile(
    r"(tong cong|tong so|tong|cong|total|grand total|trung binh|binh quan|average)"
    r"|(tong )?cong (toan )?(xa|phuong|huyen|tinh|thon|bang)\b.*|toan (xa|huyen|tinh)|tong (toan )?(xa|huyen|tinh)"
)
_FOOTER = re.compile(
    r"(nguoi|can bo) (lap|tong hop|kiem tra)\b.*|ghi chu\b.*|noi nhan\b.*|thu truong\b.*|\(?ky\b.*ten.*|tm .*|t m .*"
    r"|(chu tich|xac nhan)\b.*|.*\bngay [\d.… ]* ?thang [\d.… ]* ?nam\b.*|nguon so lieu\b.*"
)
_ORDER = re.compile(r"^\s*([ivxlcdm]+|[a-z]|\d+)\s*[.)/-]\s+", re.IGNORECASE)
_CARRIED: tuple[Role, ...] = ("commune", "district", "province", "commune_code", "as_of", "source", "by", "level")
_LEVELS: tuple[tuple[Role, Level], ...] = (
    ("name", Level.VILLAGE),
    ("commune", Level.COMMUNE),
    ("district", Level.DISTRICT),
    ("province", Level.PROVINCE),
)


@define(eq=False)
class Reader:
    """What the tables of one file say so far.

    Attributes:
        file: its name.
        vocabulary: the indicators.
        names: the names of columns.
        level: the level of rows that do not state it; that of the column with the names unless given.
        progress: called with the number of rows read.
        places: the places spoken of.
        issues: what was found doubtful.
        rows: the number of rows read.
        skipped: the number of rows left out as totals.
    """

    file: str
    vocabulary: Vocabulary
    names: Names
    level: Level | None = None
    progress: Callable[[int], object] | None = None
    places: Gazetteer = field(factory=Gazetteer)
    issues: list[Issue] = field(factory=list)
    rows: int = 0
    skipped: int = 0

    def read(self, table: Table, header: Header, rows: Iterable[Cells]) -> None:
        """Read one table, whose header was found, from its first row on."""
        fine, colliding = groups(header.columns)
        for issue in _column_issues(header, colliding, self.names):
            self._tell(table, header.last_row, **issue)
        fine = [self._with_years(table, header, group) for group in fine]
        sheet = _Sheet(self, table, header, [group for group in fine if group.columns])
        for number, cells in enumerate(rows, 1):
            if number > header.last_row:
                sheet.row(number, cells)
                self.rows += 1
                if self.progress is not None and self.rows % STEP == 0:
                    self.progress(self.rows)
        sheet.end()

    def finish(self) -> None:
        """Note what only all rows together show."""
        for node, stated in self.places.stated_parts():
            self.issues.append(
                Issue(
                    code="more_parts_than_stated",
                    place=node.name,
                    indicator="villages" if node.level is Level.COMMUNE else "communes",
                    value=str(stated),
                    where=Where(file=self.file, row=node.row),
                    more=(("given", str(len(node.parts))),),
                )
            )
        if self.progress is not None:
            self.progress(self.rows)

    def _with_years(self, table: Table, header: Header, group: Group) -> Group:
        """Return a group without the month columns whose header names no year."""
        for column in group.columns:
            if column.month == "" and column.indicator is not None:
                self._tell(
                    table,
                    header.last_row,
                    code="month_without_year",
                    column=column.header,
                    value=column.header,
                    indicator=column.indicator.id,
                )
        return Group(tuple(column for column in group.columns if column.month != ""))

    def _tell(self, table: Table, row: int, *, column: str | None = None, **words: object) -> None:
        """Note an issue in a table."""
        where = Where(file=self.file, sheet=table.name, row=row, column=column)
        self.issues.append(Issue(where=where, **words))  # type: ignore[arg-type]


def _column_issues(header: Header, colliding: Sequence[Group], names: Names) -> Iterator[dict[str, object]]:
    """Iterate over what is doubtful in a header."""
    for _, text in header.unknown:
        yield {"code": "unknown_column", "column": text, "value": text, "more": (("near", names.nearest(text)),)}
    for group in colliding:
        together = "; ".join(column.header for column in group.columns)
        indicator = group.first.indicator
        yield {
            "code": "columns_collide",
            "column": group.first.header,
            "value": together,
            "indicator": indicator.id if indicator else None,
        }
    first: dict[str, str] = {}
    for column in header.columns:
        if column.role in ("indicator", "ignored", "note"):
            continue
        if column.role in first:
            more = (("first", first[column.role]),)
            yield {"code": "repeated_column", "column": column.header, "value": column.header, "more": more}
        first.setdefault(column.role, column.header)


@frozen
class _Stamp:
    """What a row says of all its figures: day, source, recorder and remarks."""

    as_of: date | None
    source: str | None
    by: str | None
    note: str | None

    def fact(self, value: Value, by: str | None, note: str | None) -> Fact:
        """Return a value as a fact of this row; the recorder of its column comes before that of its row.

        Raises:
            InvalidValue: for a value that cannot be.
            InvalidType: for a value that cannot be recorded.
        """
        by = by or self.by
        note = "; ".join(filter(None, (note, self.note))) or None
        if isinstance(value, Judgement):
            value = evolve(value, by=by, on=self.as_of, why=note or self.source)
        return Fact(value, as_of=self.as_of, source=self.source, by=by, note=note)


class _Sheet:
    """One table being read row by row.

    Args:
        reader: what takes the records.
        table: the table.
        header: its header.
        measured: its columns of indicators, grouped.
    """

    def __init__(self, reader: Reader, table: Table, header: Header, measured: Sequence[Group]) -> None:
        self._reader = reader
        self._table = table
        self._header = header
        self._counts = [g for g in measured if g.first.indicator and g.first.indicator.measure is not Measure.SHARE]
        self._shares = [g for g in measured if g.first.indicator and g.first.indicator.measure is Measure.SHARE]
        self._columns: dict[Role, Column] = {}
        for column in header.columns:
            self._columns.setdefault(column.role, column)
        self._notes = [column for column in header.columns if column.role == "note"]
        self._main, self._level = next((r, level) for r, level in _LEVELS if r in self._columns)
        self._merges = _carried(table.merges, [c.index for r in _CARRIED if (c := self._columns.get(r))])
        self._headless: dict[str, None] = {}
        self._points: dict[Column, list[int]] = {}
        self._first_point: dict[Column, tuple[str, Issue]] = {}
        self._heading: Node | None = None
        self._headings: list[tuple[Node, int]] = []

    # One row

    def row(self, number: int, cells: Cells) -> None:
        """Read one row."""
        cells = self._with_merged(number, cells)
        if all(cell is None for cell in cells) or repeats(self._header, cells):
            return
        if number == self._header.last_row + 1 and is_numbering(cells):
            return
        texts = [cell for cell in cells if isinstance(cell, str)]
        if any(_TOTAL.fullmatch(_bare(cell)) for cell in cells[: self._columns[self._main].index + 1] if cell):
            self._reader.skipped += 1
            return
        self._headless |= dict.fromkeys(headless(self._header, cells))
        filled = [g for g in (*self._counts, *self._shares) if any(not is_missing(_at(cells, c)) for c in g.columns)]
        if not filled and len(texts) == sum(cell is not None for cell in cells) and self._speaks(number, texts):
            return
        node = self._place(number, cells, has_figures=bool(filled))
        if node is not None:
            self._figures(number, cells, node)

    def _speaks(self, number: int, texts: Sequence[str]) -> bool:
        """Whether a row without figures is a footer, or a heading over the rows below, which is then noted."""
        if any(_FOOTER.fullmatch(fold(text)) for text in texts):
            return True
        name = _ORDER.sub("", max(texts, key=len))
        level = level_in_name(name)
        others = [text for text in texts if text != max(texts, key=len) and not re.fullmatch(r"[ivxIVX\d.]+|[A-Z]", text)]
        if level is None or others or "level" in self._columns or level.rank <= self._level.rank:
            return False
        above = self._heading
        while above is not None and above.level.rank <= level.rank:
            above = above.parent
        self._heading = self._reader.places.find(name, level, above)
        self._headings.append((self._heading, number))
        return True

    def _place(self, number: int, cells: Cells, *, has_figures: bool) -> Node | None:
        """Return the place that a row is about, or `None` with an issue."""
        stated = self._text(cells, "level")
        level = level_called(stated) if stated else None
        if stated and level is None:
            self._tell("unknown_level", number, column=self._columns["level"], value=stated, expected="level")
            return None
        name = self._text(cells, self._main)
        if name is None and level is not None:
            name = next((self._text(cells, role) for role, of in _LEVELS if of is level), None)
        if name is None or text_doubt(name) is not None:
            if has_figures:
                value = "; ".join(written(cell) for cell in cells if cell is not None)
                self._tell("row_without_name", number, column=self._columns[self._main], value=value, expected="name")
            return None
        if level is None:
            in_name = level_in_name(name) if self._columns[self._main].is_generic else None
            level = self._reader.level or in_name or self._level
        node = self._find(cells, name, level)
        self._reader.places.tell(node, number, name)
        if "commune" not in self._columns and level.rank > Level.VILLAGE.rank:
            self._heading = node
        return node

    def _find(self, cells: Cells, name: str, level: Level) -> Node:
        """Return the place of a name, below the places that its row names."""
        parent: Node | None = None
        for role, above in reversed(_LEVELS[1:]):
            text = self._text(cells, role)
            if text is not None and above.rank > level.rank:
                code = self._text(cells, "commune_code") if above is Level.COMMUNE else None
                parent = self._reader.places.find(text, above, parent, code)
        if parent is None:
            parent = self._heading
            while parent is not None and parent.level.rank <= level.rank:
                parent = parent.parent
        code = self._text(cells, "code")
        if level is Level.COMMUNE:
            code = code or self._text(cells, "commune_code")
        return self._reader.places.find(name, level, parent, code)

    def _stamp(self, number: int, cells: Cells, node: Node) -> _Stamp:
        """Return the day, source, recorder and remarks of a row.

        Of a period the last day counts, so that no figure is taken for older than it may be; the words are kept as a note.
        """
        notes = [written(cell) for column in self._notes if not is_missing(cell := _at(cells, column))]
        as_of = None
        column = self._columns.get("as_of")
        cell = _at(cells, column) if column else None
        if column is not None and not is_missing(cell):
            period = period_of(cell)
            if period is None:
                self._tell("invalid_date", number, node, column=column, value=written(cell), expected="date")
            elif period[0] != period[1]:
                notes.append(f"{column.header}: {written(cell)}")
            as_of = period[1] if period else None
        by = self._text(cells, "by")
        return _Stamp(as_of, self._text(cells, "source"), (recorder(key(by)) or by) if by else None, "; ".join(notes) or None)

    def _text(self, cells: Cells, role: Role) -> str | None:
        """Return the words of a row in a column of this role, if there are any."""
        column = self._columns.get(role)
        cell = _at(cells, column) if column else None
        if is_missing(cell) or isinstance(cell, Broken):
            return None
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else written(cell)
        return " ".join(text.split()) or None

    def _with_merged(self, number: int, cells: Cells) -> Cells:
        """Return a row in which the cells of a range merged downwards hold its value."""
        for merge in self._merges.get(number, ()):
            value = _cell(cells, merge.left)
            for row in range(number + 1, merge.bottom + 1):
                self._below.setdefault(row, {})[merge.left] = value
        below = self._below.pop(number, {})
        if not below:
            return cells
        width = max(len(cells), *(column + 1 for column in below))
        padded = [*cells, *(None,) * (width - len(cells))]
        for column, value in below.items():
            padded[column] = value if padded[column] is None else padded[column]
        return tuple(padded) if any(cell is not None for cell in cells) else cells

    # The figures of a row

    def _figures(self, number: int, cells: Cells, node: Node) -> None:
        """Record what a row says of its place, counts before the shares of them."""
        stamp = self._stamp(number, cells, node)
        again = node.stamps.setdefault((stamp.as_of, stamp.by), number)
        if again != number:
            self._tell("repeated_place", number, node, more=(("first_row", str(again)),))
        totals: dict[str, dict[str | None, int]] = {}
        for group in self._counts:
            indicator = group.first.indicator
            if indicator is None:  # pragma: no cover - a group measures something
                continue
            value = self._months(number, cells, node, group) if group.first.month else None
            if group.first.month is None:
                value = self._one(number, cells, node, group.first, stamp)
            elif value is not None:
                self._record(number, node, group.first, Said(value), stamp, _shown(cells, group))
            if isinstance(value, int) and not isinstance(value, bool):
                totals.setdefault(indicator.id, {})[group.first.by] = value
        for group in self._shares:
            self._share(number, cells, node, group, stamp, totals)

    def _one(self, number: int, cells: Cells, node: Node, column: Column, stamp: _Stamp) -> Value | None:
        """Record what one cell says of an indicator that is no share, and return it."""
        cell = _at(cells, column)
        said = said_of(cell, column.indicator) if column.indicator else Said()
        if said.doubt is not None:
            self._doubt(number, node, column, cell, said.doubt)
        elif said.value is not None:
            self._record(number, node, column, said, stamp, written(cell))
        return said.value

    def _months(self, number: int, cells: Cells, node: Node, group: Group) -> Monthly | None:
        """Return the months of a series; a month without a count may have any."""
        counts: dict[str, int] = {}
        for column in group.columns:
            cell = _at(cells, column)
            said = said_of(cell, column.indicator) if column.indicator else Said()
            if said.doubt is None and isinstance(said.value, Bounds):
                said = Said(doubt=Doubt("not_understood"))
            if said.doubt is not None:
                self._doubt(number, node, column, cell, said.doubt)
            elif isinstance(said.value, int) and column.month:
                counts[column.month] = said.value
        months = sorted(column.month for column in group.columns if column.month)
        return Monthly(counts, first=months[0], last=months[-1]) if counts else None

    def _share(
        self,
        number: int,
        cells: Cells,
        node: Node,
        group: Group,
        stamp: _Stamp,
        totals: Mapping[str, Mapping[str | None, int]],
    ) -> None:
        """Record a share: counts, a percentage, or both where they agree; where they do not, both contradict."""
        indicator = group.first.indicator
        if indicator is None:  # pragma: no cover - a group measures something
            return
        of = totals.get(indicator.denominator or "", {})
        total = of.get(group.first.by, of.get(None, next(iter(of.values()), None)))
        counted = self._reader.vocabulary[indicator.denominator] if indicator.denominator else None
        said: list[tuple[Column, Raw, Said]] = []
        for column in group.columns:
            for cell in parted(_at(cells, column), in_percent=column.unit == "percent"):
                one = share(cell, column, counted, total)
                if one.doubt is not None:
                    self._doubt(number, node, column, cell, one.doubt)
                elif one.value is not None:
                    said.append((column, cell, one))
                    if one.amount is not None and one.amount.has_point:
                        self._pointed(number, node, column, cell)
        counts = next((s for s in said if isinstance(s[2].value, Share) and s[2].value.total), None)
        stated = next((s for s in said if isinstance(s[2].value, Bounds) and s[2].amount and s[2].amount.exact is not None), None)
        if counts is not None and stated is not None:
            agreed = _compared(counts[2], stated[2])
            if agreed:
                said = [counts]
            else:
                self._tell(
                    "percentage_contradicts_counts",
                    number,
                    node,
                    column=stated[0],
                    value=written(stated[1]),
                    more=(("count", _counts_of(counts[2])), ("percentage", _percentage_of(stated[2]))),
                )
        for column, cell, one in sorted(said, key=lambda s: isinstance(s[2].value, Share) and not s[2].value.total):
            self._record(number, node, column, one, stamp, written(cell))

    def _record(self, number: int, node: Node, column: Column, said: Said, stamp: _Stamp, shown: str) -> None:
        """Record a value at the place that bears its indicator."""
        indicator = column.indicator
        if indicator is None or said.value is None:  # pragma: no cover - asked before
            return
        try:
            fact = stamp.fact(said.value, column.by, said.note)
        except (InvalidValue, InvalidType):
            self._doubt(number, node, column, shown, Doubt("not_understood"))
            return
        bearer = node.bearer(indicator)
        other = bearer.record(indicator, Record(fact, number, shown))
        if other is not None:
            more = (("first_row", str(other.row)), ("other", other.written))
            self._tell("rows_disagree", number, bearer, column=column, value=shown, more=more)

    # Issues

    def _doubt(self, number: int, node: Node, column: Column, cell: Raw, doubt: Doubt) -> None:
        """Note what is wrong with a cell."""
        asked = expected(column, doubt)
        self._tell(doubt.code, number, node, column=column, value=written(cell), expected=asked, more=doubt.more)

    def _pointed(self, number: int, node: Node, column: Column, cell: Raw) -> None:
        """Note a decimal point; a column of them is one issue."""
        if column not in self._points:
            self._first_point[column] = (written(cell), Issue(code="decimal_point", place=node.name))
        self._points.setdefault(column, []).append(number)

    def _tell(
        self, code: str, number: int, node: Node | None = None, *, column: Column | None = None, **words: object
    ) -> None:
        """Note an issue of a row or a cell."""
        where = Where(
            file=self._reader.file, sheet=self._table.name, row=number, column=column.header if column else None
        )
        indicator = column.indicator.id if column and column.indicator else None
        place = node.name if node else None
        self._reader.issues.append(
            Issue(code=code, place=place, indicator=indicator, where=where, **words)  # type: ignore[arg-type]
        )
