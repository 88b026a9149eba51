"""The sheets of a workbook: text that stays text, A4 paper, rows as high as what they hold."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from smartvillage import messages as m
from smartvillage.errors import MissingExtra
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.report.texts import clean

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet


_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def new_book(file: io.BytesIO, title: str, day: Any) -> "Workbook":
    """Return a new workbook in which written text stays text, dated by the data and not by the clock.

    Args:
        file: where it is written to.
        title: its title.
        day: the day it is about, if any.

    Raises:
        MissingExtra: if XlsxWriter is not installed.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 - an extra, loaded only for a workbook
    except ImportError as error:
        msg = "writing .xlsx needs XlsxWriter: pip install 'smartvillage[excel]'"
        raise MissingExtra(msg) from error
    book = xlsxwriter.Workbook(file, _OPTIONS)
    created = datetime(2000, 1, 1, tzinfo=UTC) if day is None else datetime.combine(day, time())
    book.set_properties({"title": clean(title)[:255], "created": created.replace(tzinfo=None)})
    return book


class Sheets:
    """The sheets of one report being written.

    Args:
        book: the workbook.
        lang: the language.
    """

    def __init__(self, book: "Workbook", lang: Lang) -> None:
        self._book = book
        self.lang: Lang = lang
        self._names: set[str] = set()
        self._reserved: dict[str, str] = {}
        self._formats: dict[str, Format] = {}

    def style(self, name: str) -> "Format":
        """Return a format by name."""
        if name not in self._formats:
            self._formats[name] = self._book.add_format(_style(name))
        return self._formats[name]

    def sheet(self, name: str, widths: Sequence[float], *, wide: bool = True) -> "Worksheet":
        """Return a new sheet for A4 paper.

        Args:
            name: its name, from `reserve`, or one that is changed where Excel would refuse it.
            widths: the widths of its columns.
            wide: whether the paper lies on its long side.
        """
        sheet = self._book.add_worksheet(self._reserved.pop(name, None) or self._named(name))
        sheet.set_paper(9)
        if wide:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L&8{m.say('closing', self.lang).replace('&', '&&')}&R&8&P/&N")
        sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def reserve(self, name: str) -> str:
        """Return the name that a sheet added later will have."""
        named = self._named(name)
        self._reserved[named] = named
        return named

    def _named(self, name: str) -> str:
        """Return a name that Excel takes and no other sheet has."""
        bare = re.sub(r"[\[\]:*?/\\]", " ", clean(name)).strip("' ") or "–"
        short, number = bare[:31].rstrip("' "), 1
        while short.casefold() in self._names:
            number += 1
            short = f"{bare[: 31 - len(f' ({number})')].rstrip()} ({number})"
        self._names.add(short.casefold())
        return short

    def paragraph(self, sheet: "Worksheet", row: int, text: str, columns: Sequence[float], style: str = "text") -> int:
        """Write a text over several columns, as high as it needs, and return the next row."""
        size = _TITLE if style == "title" else 1
        sheet.set_row(row, height_of([text], [sum(columns) / size]) * size)
        if len(columns) > 1:
            sheet.merge_range(row, 0, row, len(columns) - 1, "", self.style(style))
        sheet.write_string(row, 0, fitted(text), self.style(style))
        return row + 1

    def table(
        self, sheet: "Worksheet", row: int, heads: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[float]
    ) -> int:
        """Write a table with a header that is printed on every page, and return the row after it.

        A cell is a text, a number, nothing, or a pair of either and a style. Rows are made as high as their texts need:
        not every program does so itself.
        """
        for column, text in enumerate(heads):
            sheet.write_string(row, column, fitted(text), self.style("head"))
        sheet.set_row(row, height_of(heads, widths))
        sheet.repeat_rows(row)
        at = row + 1
        for cells in rows:
            texts: list[str] = []
            for column, cell in enumerate(cells):
                value, style = cell if isinstance(cell, tuple) else (cell, "cell")
                self._write(sheet, at, column, value, style)
                texts.append(value if isinstance(value, str) else "")
            sheet.set_row(at, height_of(texts, widths))
            at += 1
        return at

    def _write(self, sheet: "Worksheet", row: int, column: int, value: Any, style: str) -> None:
        """Write a cell: a number as a number, anything else as text."""
        if value is None or value == "":
            sheet.write_blank(row, column, None, self.style(style))
        elif isinstance(value, int | float):
            number = "number" if value == int(value) else "decimal"
            sheet.write_number(row, column, value, self.style(number if style == "cell" else style))
        else:
            sheet.write_string(row, column, fitted(str(value)), self.style(style))

    def end(self, sheet: "Worksheet", row: int, columns: Sequence[float]) -> None:
        """Write the sentence that ends every report."""
        self.paragraph(sheet, row + 1, m.say("closing", self.lang), columns, "closing")


_TITLE = 1.4
"""How much larger a title is than other text."""

_LINE = 15

_HIGHEST = 400


def height_of(texts: Iterable[str], widths: Sequence[float]) -> float:
    """Return how high a row must be for texts in columns of these widths, in points."""
    needed = [
        sum(-(-len(part) // max(1, int(width * 1.1))) or 1 for part in text.split("\n"))
        for text, width in zip(texts, widths, strict=False)
    ]
    return min(_HIGHEST, _LINE * max(needed, default=1) + 1)


_FILLS: dict[Outcome, dict[str, Any]] = {
    Outcome.PASS: {"bg_color": "#CDEBDF"},
    Outcome.FAIL: {"bg_color": "#F7CDB4"},
    Outcome.UNKNOWN: {"bg_color": "#FFF6C9", "fg_color": "#E6C84C", "pattern": 14},
    Outcome.NOT_APPLICABLE: {"bg_color": "#EDEDED"},
}
"""How an answer is coloured; what is unknown is hatched, so that it is told apart in print too."""


def _style(name: str) -> dict[str, Any]:
    """Return what a style is made of."""
    plain: dict[str, Any] = {"valign": "top", "text_wrap": True}
    boxed = {**plain, "border": 1, "border_color": "#A6A6A6"}
    styles: dict[str, dict[str, Any]] = {
        "text": plain,
        "title": {**plain, "bold": True, "font_size": 14},
        "closing": {**plain, "italic": True},
        "line": {},
        "line.title": {"bold": True, "font_size": 14},
        "day": {**boxed, "num_format": "dd/mm/yyyy"},
        "cell": boxed,
        "number": {**boxed, "num_format": "#,##0", "align": "center"},
        "decimal": {**boxed, "num_format": "#,##0.0##", "align": "center"},
        "head": {**boxed, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E3E8EE"},
        "turned": {**boxed, "bold": True, "rotation": 90, "align": "center", "valign": "bottom", "bg_color": "#E3E8EE"},
        "link": {**boxed, "font_color": "#0B5CAD", "underline": 1},
        "differs": {**boxed, "bold": True, "bg_color": "#FFE08A"},
    }
    for outcome, fill in _FILLS.items():
        styles[outcome.value] = {**boxed, **fill}
        styles[f"sign.{outcome.value}"] = {**boxed, **fill, "align": "center", "valign": "vcenter"}
    return styles[name]


_LONGEST = 32_000
"""How many characters a cell is given; Excel holds 32,767."""


def fitted(text: str) -> str:
    """Return a text that a cell can hold."""
    text = clean(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
