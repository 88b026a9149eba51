"""The rows of a table: which are about places, which are headings, totals or footers, and what a place is part of."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from attrs import define, field

from smartvillage.errors import fold
from smartvillage.facts import Issue, Where
from smartvillage.indicators import Level, Vocabulary
from smartvillage.tables.amounts import text_doubt
from smartvillage.tables.columns import Column, Names, Role
from smartvillage.tables.figures import Figures, cell_of, words_of
from smartvillage.tables.grids import Broken, Cells, Merge, Raw, Table, letter, written
from smartvillage.tables.issues import Notebook
from smartvillage.tables.layout import Group, Header, groups, headless, is_numbering, repeats
from smartvillage.tables.linking import Linker
from smartvillage.tables.places import (
    LEVEL_WORDS,
    Gazetteer,
    Node,
    level_called,
    level_in_name,
    level_of_sheet,
    level_of_table,
)
from smartvillage.tables.surplus import Surplus
from smartvillage.tables.unlisted import note_unlisted

_HELPED = 100
"""The unknown columns of a table for which the nearest name is looked for."""

STEP = 1000
"""Rows between two reports of progress."""

_TOTAL = re.compile(
    r"tong cong|tong so|tong|cong|total|grand total|trung binh|binh quan|average"
    r"|(tong )?cong (toan )?(xa|phuong|huyen|tinh|thon|bang)( .*)?|(tong )?toan (xa|huyen|tinh)|tong (xa|huyen|tinh)"
)
_FOOTER = re.compile(
    r"(nguoi|can bo) (lap|tong hop|kiem tra)\b.*|ghi chu\b.*|noi nhan\b.*|thu truong\b.*|ky( va)?( ghi ro)? (ho )?ten.*"
    r"|t ?m (uy ban|ubnd).*|(chu tich|xac nhan)\b.*|(.* )?ngay (\d+ )?thang (\d+ )?nam( \d+)?"
)
_ORDER = re.compile(r"^\s*([ivxlcdm]+|[a-z]|\d+)\s*[.)/-]\s+", re.IGNORECASE)
_ORDER_ALONE = re.compile(r"[ivxlcdm]+|[a-z]|\d+", re.IGNORECASE)
_CARRIED: tuple[Role, ...] = (
    "commune",
    "district",
    "province",
    "commune_code",
    "district_code",
    "province_code",
    "as_of",
    "source",
    "by",
    "level",
)
_LEVELS: tuple[tuple[Role, Level], ...] = (
    ("name", Level.VILLAGE),
    ("commune", Level.COMMUNE),
    ("district", Level.DISTRICT),
    ("province", Level.PROVINCE),
)
_CODES: Mapping[Level, Role] = {
    Level.COMMUNE: "commune_code",
    Level.DISTRICT: "district_code",
    Level.PROVINCE: "province_code",
}


def _bare(text: str) -> str:
    """Return text folded, with punctuation as spaces."""
    return " ".join(re.sub(r"\W+", " ", fold(text)).split())


def _is_footer(text: str) -> bool:
    """Whether a text is one of those below a table: who made it, where and when."""
    return _FOOTER.fullmatch(_bare(text)) is not None


def _has_footer(cells: Cells) -> bool:
    """Whether any cell of a row is such a text."""
    return any(isinstance(cell, str) and _is_footer(cell) for cell in cells)


Loose = list[tuple[Node, int]]
"""Places with their rows, of which nothing above is stated."""


@define(eq=False)
class Reader:
    """What the tables of one file, or of several, say so far.

    Attributes:
        file: the name of the file being read.
        vocabulary: the indicators.
        names: the names of columns.
        level: the level of rows that do not state it; that of the column with the names unless given.
        progress: called with the number of rows read.
        places: the places spoken of.
        issues: what was found doubtful.
        rows: the number of rows read.
        filled: how many of them hold anything but numbers of rows or columns.
        blanks: the columns that say of some rows what their places are part of, and the rows of which they do not.
    """

    file: str
    vocabulary: Vocabulary
    names: Names
    level: Level | None = None
    progress: Callable[[int], object] | None = None
    places: Gazetteer = field(factory=Gazetteer)
    issues: list[Issue] = field(factory=list[Issue])
    rows: int = 0
    filled: int = 0
    blanks: list[tuple[Notebook, Column, Loose]] = field(factory=list[tuple[Notebook, Column, list[tuple[Node, int]]]])

    def read(self, table: Table, header: Header, rows: Iterable[Cells]) -> None:
        """Read one table, whose header was found, from its first row on."""
        notebook = Notebook(self.file, table.name, self.issues)
        measured = _usable(header, notebook, self.names)
        about: dict[Role, Column] = {}
        for column in header.columns:
            about.setdefault(column.role, column)
        notes = [column for column in header.columns if column.role == "note"]
        figures = Figures(measured, self.vocabulary, notebook, about, notes)
        merged, surplus = _merged_down(table.merges, about), Surplus(table, header)
        sheet = _Sheet(self, notebook, header, about, figures, merged, surplus)
        sheet.begin()
        for number, cells in enumerate(rows, 1):
            if number > header.last_row:
                sheet.read(number, cells)
                self.rows += 1
                self.filled += header.is_filled(number, cells)
                if self.progress is not None and self.rows % STEP == 0:
                    self.progress(self.rows)
        sheet.finish()
        figures.finish()

    def finish(self) -> None:
        """Note what only all rows together show."""
        Linker(self.places, self.issues).link()
        told = {issue.where for issue in self.issues if issue.code == "whole_not_stated"}
        for notebook, column, loose in self.blanks:
            rows = [(node, row) for node, row in loose if node.parent is None and node.same is None]
            if rows and Where(file=notebook.file, sheet=notebook.sheet) not in told:
                (node, row), more = rows[0], (("times", str(len(rows))),)
                notebook.tell("whole_left_blank", row, node=node, column=column, more=more)
        note_unlisted(self.places.listed, self.issues)
        if self.progress is not None and self.rows % STEP:
            self.progress(self.rows)


def _usable(header: Header, notebook: Notebook, names: Names) -> list[Group]:
    """Return the columns of indicators that can be used, grouped, and note what is doubtful in a header."""
    row = header.last_row
    for number, (_, text) in enumerate(header.unknown):
        near = names.nearest(text) if number < _HELPED else ""
        notebook.tell("unknown_column", row, column=text, value=text, more=(("near", near),))
    fine, colliding = groups(header.columns)
    for group in colliding:
        together = "; ".join(f"“{column.header}” ({letter(column.index)})" for column in group.columns)
        notebook.tell("columns_collide", row, indicator=group.indicator.id, value=together)
    first: dict[Role, Column] = {}
    for column in header.columns:
        if column.role not in ("indicator", "ignored", "note"):
            if column.role in first:
                more = (("first", first[column.role].header),)
                notebook.tell("repeated_column", row, column=column, value=column.header, more=more)
            first.setdefault(column.role, column)
    dated: list[Group] = []
    for group in fine:
        for column in group.columns:
            if column.month == "":
                notebook.tell("month_without_year", row, column=column, value=column.header)
        columns = tuple(column for column in group.columns if column.month != "")
        dated += [Group(group.indicator, columns)] if columns else []
    return dated


Merged = Mapping[int, Sequence[Merge]]
"""The merged ranges that hold one value for several rows, by their first row."""


def _merged_down(merges: Iterable[Merge], about: Mapping[Role, Column]) -> Merged:
    """Return the ranges merged downwards in columns that say what a place is part of, and when and by whom."""
    columns = {about[role].index for role in _CARRIED if role in about}
    down: dict[int, list[Merge]] = {}
    for merge in merges:
        if merge.bottom > merge.top and merge.left == merge.right and merge.left in columns:
            down.setdefault(merge.top, []).append(merge)
    return down


@define(eq=False)
class _Sheet:
    """One table being read row by row.

    Attributes:
        reader: what all tables have in common.
        notebook: where issues are noted.
        header: the header.
        about: the columns about the place and the row, by role.
        figures: the columns that measure something.
        merged: the ranges merged downwards.
        surplus: what tells rows that have more cells than the header.
        heading: the place that the rows below a heading, or in a sheet named after it, belong to.
    """

    reader: Reader
    notebook: Notebook
    header: Header
    about: Mapping[Role, Column]
    figures: Figures
    merged: Merged
    surplus: Surplus
    heading: Node | None = None
    _is_over: bool = False
    _are_some_placed: bool = False
    _loose: Loose = field(factory=list[tuple[Node, int]])
    _headings: list[tuple[Node, int]] = field(factory=list[tuple[Node, int]])
    _carried: dict[int, tuple[int, Raw]] = field(factory=dict[int, tuple[int, Raw]])
    _headless: dict[str, None] = field(factory=dict[str, None])

    @cached_property
    def _main(self) -> tuple[Column, Level]:
        """The column that names the places of the rows, and the level that it names, or else the table."""
        column, level = next((self.about[role], level) for role, level in _LEVELS if role in self.about)
        by_table = level_of_table(self.notebook.table) if column.is_generic else None
        return column, by_table or level

    @cached_property
    def _whole(self) -> tuple[Column, Level] | None:
        """The column that says what the places of the rows are part of, if any: the lowest, and its level."""
        own = self._main[1].rank
        return next(((self.about[r], level) for r, level in _LEVELS if level.rank > own and r in self.about), None)

    def read(self, row: int, cells: Cells) -> None:
        """Read one row."""
        self.reader.places.at = self.notebook.table, row
        if not cells or (row == self.header.last_row + 1 and is_numbering(cells)) or repeats(self.header, cells):
            return
        column, _ = self._main
        if any(isinstance(cell, str) and _TOTAL.fullmatch(_bare(cell)) for cell in cells[: column.index + 1]):
            return
        if self.surplus.in_row(row, cells):
            self._beyond_header(row, cells)
            return
        self._headless |= dict.fromkeys(headless(self.header, cells))
        cells = self._with_merged(row, cells)
        if self._is_below(cells) or (not self.figures.speaks(cells) and self._is_heading(row, cells)):
            return
        node = self._place(row, cells)
        if node is not None:
            self.figures.read(row, cells, node)

    def begin(self) -> None:
        """Take the commune, or a greater place, after which the sheet is called, for what its rows are part of."""
        name = " ".join((self.notebook.sheet or "").split())
        level = level_of_sheet(name)
        if level is not None and level.rank > self._main[1].rank and self._whole is None:
            self.heading = self.reader.places.find(name, level, None)

    def finish(self) -> None:
        """Note what only all rows of the table show."""
        self.reader.places.keep(self._headings)
        if self._whole is not None and self._are_some_placed:
            self.reader.blanks.append((self.notebook, self._whole[0], self._loose))
        for letters in self._headless:
            self.notebook.tell("column_without_header", self.header.last_row, column=letters, value=letters)

    def _beyond_header(self, row: int, cells: Cells) -> None:
        """Keep only the place of a row with more cells than the header: its figures stand in wrong columns.

        An unquoted decimal comma makes two cells of one, and moves all cells behind it.
        """
        if _has_footer(cells):
            return
        end, value, more = self.surplus.told(row, cells, self.figures.first_column)
        node = self._place(row, cells[:end])
        self.notebook.tell("row_beyond_header", row, node=node, value=value, more=more)

    def _is_below(self, cells: Cells) -> bool:
        """Whether a row is below the table: it says who made it, where and when, or is a signature under such a row.

        Below a page of a table its next page may follow: what is numbered, is called a village, or has a figure is a
        row like the others.
        """
        name = self._text(cells, self._main[0])
        if self.figures.figures_in(cells):
            self._is_over = False
        elif _is_footer(name) if name else _has_footer(cells):
            self._is_over = True
        elif self._is_over and name is not None:
            numbers = (cell_of(cells, column) for column in self.header.columns if column.role == "ignored")
            is_numbered = any(number is not None for number in numbers)
            self._is_over = not is_numbered and _bare(name).partition(" ")[0] not in LEVEL_WORDS
        return self._is_over

    # Which place a row is about

    def _place(self, row: int, cells: Cells) -> Node | None:
        """Return the place that a row is about; `None` if it is about none, or does not say about which."""
        column, named = self._main
        stated = self._text(cells, self.about.get("level"))
        level = level_called(stated) if stated else None
        if stated and level is None:
            value, where = stated, self.about["level"]
            self.notebook.tell("unknown_level", row, column=where, value=value, expected="level")
            return None
        name = self._text(cells, column)
        if name is None and level is not None:
            name = next((self._text(cells, self.about.get(role)) for role, of in _LEVELS if of is level), None)
        if name is None:
            if self.figures.figures_in(cells) and not _has_footer(cells):
                shown = "; ".join(written(cell) for cell in cells if cell is not None)
                self.notebook.tell("row_without_name", row, column=column, value=shown, expected="name")
            return None
        in_name = level_in_name(name) if column.is_generic else None
        level = level or self.reader.level or in_name or named
        node = self._find(cells, name, level)
        self.reader.places.tell(node, row, name)
        if self._whole is not None and level.rank < self._whole[1].rank:
            self._are_some_placed |= node.parent is not None
            self._loose += [(node, row)] if node.parent is None else []
        if "commune" not in self.about and level is not Level.VILLAGE:
            self.heading = node
        return node

    def _find(self, cells: Cells, name: str, level: Level) -> Node:
        """Return the place of a name, below the places that its row or a heading names."""
        above = [
            (self._text(cells, self.about.get(role)), self._text(cells, self.about.get(_CODES[of])), of)
            for role, of in reversed(_LEVELS[1:])
            if of.rank > level.rank
        ]
        above = [(text, code, of) for text, code, of in above if text or code]
        parent = self._under(above[0][2] if above else level)
        for text, code, of in above:
            parent = self.reader.places.find(text, of, parent, code)
        own = self._text(cells, self.about.get("code"))
        if own is None and level in _CODES:
            own = self._text(cells, self.about.get(_CODES[level]))
        return self.reader.places.find(name, level, parent, own)

    def _under(self, level: Level) -> Node | None:
        """Return the place of the headings under which places of a level stand, if any."""
        heading = self.heading
        while heading is not None and heading.level.rank <= level.rank:
            heading = heading.parent
        return heading

    def _is_heading(self, row: int, cells: Cells) -> bool:
        """Whether a row without figures only names the place above the rows below; that is then noted."""
        texts = [cell for cell in cells if isinstance(cell, str) and not _ORDER_ALONE.fullmatch(cell)]
        if len(texts) != 1 or "level" in self.about:
            return False
        name = " ".join(_ORDER.sub("", texts[0]).split())
        level = level_in_name(name)
        if level is None or level.rank <= self._main[1].rank:
            return False
        self.heading = self.reader.places.find(name, level, self._under(level))
        self._headings.append((self.heading, row))
        return True

    def _text(self, cells: Cells, column: Column | None) -> str | None:
        """Return the words of a row in a column; `None` where there are none, or only an error."""
        cell = cell_of(cells, column)
        words = None if isinstance(cell, Broken) else words_of(cell)
        return None if words is None or text_doubt(words) is not None else words

    def _with_merged(self, row: int, cells: Cells) -> Cells:
        """Return a row in which a cell of a range merged downwards holds the value of the range."""
        for merge in self.merged.get(row, ()):
            self._carried[merge.left] = merge.bottom, cells[merge.left] if merge.left < len(cells) else None
        held = {column: value for column, (bottom, value) in self._carried.items() if row <= bottom}
        if not held:
            return cells
        width = max(len(cells), *(column + 1 for column in held))
        padded = [*cells, *(None,) * (width - len(cells))]
        return tuple(held.get(index, cell) if cell is None else cell for index, cell in enumerate(padded))
