"""A report as an Excel workbook: the sum, every place in the usual form, gaps, figures needed, issues, sources."""

import io
import math
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.errors import MissingExtra
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.report.changes import COLUMNS as CHANGES
from smartvillage.report.changes import rows_of as changes_of
from smartvillage.report.changes import summary_lines as progress_lines
from smartvillage.report.contents import Lack, Report
from smartvillage.report.notebook import basis_lines, day_line
from smartvillage.report.rows import COLUMNS, headers, required_text, rows_of, title_text
from smartvillage.report.sides import COLUMNS as SIDES
from smartvillage.report.sides import cells_of
from smartvillage.report.texts import clean, first, share_shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_SHEETS = 30
"""How many places have a sheet of their own; every place stands in the list of all."""

MOST_ROWS = 200_000
"""How many rows a sheet lists; a sheet of Excel holds a million."""

MOST_PLACES_WIDE = 3000
"""How many places the matrix shows."""

_LONGEST = 32_000
"""How many characters a cell is given; Excel holds 32,767."""

_FORM_WIDTHS = (5, 24, 24, 26, 20, 14, 36, 20)
_FILLS: dict[Outcome, dict[str, Any]] = {
    Outcome.PASS: {"bg_color": "#CDEBDF"},
    Outcome.FAIL: {"bg_color": "#F7CDB4"},
    Outcome.UNKNOWN: {"bg_color": "#FFF6C9", "fg_color": "#E6C84C", "pattern": 14},
    Outcome.NOT_APPLICABLE: {"bg_color": "#EDEDED"},
}
"""How an answer is coloured; what is unknown is hatched, so that it is told apart in print too."""

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


def fitted(text: str) -> str:
    """Return a text that a cell can hold."""
    text = clean(text)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def workbook_of(report: Report) -> bytes:
    """Return a report as an Excel workbook.

    Raises:
        MissingExtra: if XlsxWriter is not installed.
    """
    file = io.BytesIO()
    book = new_book(file, report.title, report.on)
    sheets = Sheets(book, report.lang)
    detailed = enumerate(report.assessments[:MOST_SHEETS], 1)
    names = {id(one): sheets.reserve(f"{number} {one.place.name}") for number, one in detailed}
    _summary(report, sheets, names)
    if len(report.assessments) > 1:
        _matrix(report, sheets)
        _by_criterion(report, sheets)
    _everything(report, sheets)
    _gaps(report, sheets)
    _needed(report, sheets)
    _issues(report, sheets)
    _sides(report, sheets)
    _progress(report, sheets)
    _sources(report, sheets)
    for assessment in report.assessments[:MOST_SHEETS]:
        _place(assessment, sheets, names[id(assessment)])
    book.close()
    return file.getvalue()


def _heads(prefix: str, columns: Iterable[str], lang: Lang) -> list[str]:
    """Return headers by their keys."""
    return [m.say(f"report.{prefix}.{column}", lang) for column in columns]


def _commune(assessment: Assessment) -> str:
    """Return the places above, the nearest first."""
    return ", ".join(above.name for above in assessment.place.above)


def _summary(report: Report, sheets: Sheets, names: dict[int, str]) -> None:
    """Write the sum: how many places turned out how, and each place with its tally."""
    lang = report.lang
    columns = ("number", "place", "parent", "code", "level", "answer", "reason", *(o.value for o in Outcome), "needed")
    widths = (5, 26, 20, 9, 8, 23, 26, 7, 9, 10, 10, 10)
    sheet = sheets.sheet(m.say("report.sheet.summary", lang), widths)
    row = sheets.paragraph(sheet, 0, report.title, widths, "title")
    row = sheets.paragraph(sheet, row, day_line(report.assessments[0], lang), widths)
    names_of = ("passed", "failed", "unknown", "not_applicable")
    counts = {n: m.number(report.outcomes[o], lang) for n, o in zip(names_of, Outcome, strict=True)}
    count = m.number(len(report.assessments), lang)
    row = sheets.paragraph(sheet, row, m.say("cli.summary", lang, count=count, **counts), widths)
    _, more = first(report.assessments, MOST_SHEETS, lang, "places")
    if more:
        told = share_shown(report.assessments, MOST_SHEETS, lang)
        row = sheets.paragraph(sheet, row, m.say("report.sheets_of_first", lang, **told), widths)
    shown, more = first(report.assessments, MOST_ROWS, lang, "places")
    rows: list[Sequence[Any]] = []
    for number, one in enumerate(shown, 1):
        tally = one.tally
        answer = f"{m.SYMBOLS[one.outcome]} {m.readiness_text(one.outcome, lang)}"
        rows.append(
            (
                number,
                one.place.name,
                _commune(one),
                one.place.code or "",
                m.level_text(one.place.level, lang),
                (answer, one.outcome.value),
                m.reasons_text(one.reasons, lang),
                tally.passed,
                tally.failed,
                tally.unknown,
                tally.not_applicable,
                len(one.missing()),
            )
        )
    top = row + 1
    end = sheets.table(sheet, top, _heads("sum", columns, lang), rows, widths)
    for at, assessment in enumerate(report.assessments[:MOST_SHEETS], top + 1):
        target = names[id(assessment)].replace("'", "''")
        sheet.write_url(at, 1, f"internal:'{target}'!A1", sheets.style("link"), fitted(assessment.place.name))
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, end - 1, len(columns) - 1)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _matrix(report: Report, sheets: Sheets) -> None:
    """Write places against criteria."""
    lang = report.lang
    rules = report.criteria_set
    widths = (5, 34, 23, *(5 for _ in rules))
    sheet = sheets.sheet(m.say("report.sheet.matrix", lang), widths)
    shown, more = first(report.assessments, MOST_PLACES_WIDE, lang, "places")
    rows = (
        [
            number,
            m.full_place_text(one.place, lang),
            (f"{m.SYMBOLS[one.outcome]} {m.readiness_text(one.outcome, lang)}", one.outcome.value),
            *((m.SYMBOLS[finding.outcome], f"sign.{finding.outcome.value}") for finding in one),
        ]
        for number, one in enumerate(shown, 1)
    )
    titles = [f"{number}. {title_text(one, lang)}" for number, one in enumerate(rules, 1)]
    end = sheets.table(sheet, 0, [*_heads("sum", ("number", "place", "answer"), lang), *titles], rows, widths)
    for column, text in enumerate(titles, 3):
        sheet.write_string(0, column, fitted(text), sheets.style("turned"))
    sheet.set_row(0, 230)
    sheet.freeze_panes(1, 3)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    key = "; ".join(f"{m.SYMBOLS[outcome]} {m.outcome_text(outcome, lang)}" for outcome in Outcome)
    end = sheets.paragraph(sheet, end, key, widths)
    sheets.end(sheet, end, widths)


def _by_criterion(report: Report, sheets: Sheets) -> None:
    """Write how each criterion turned out at all places."""
    lang = report.lang
    widths = (5, 34, 34, 8, 9, 10, 10, 18, 26)
    sheet = sheets.sheet(m.say("report.by_criterion", lang), widths)
    heads = [
        *_heads("column", ("number", "criterion", "requirement"), lang),
        *(m.outcome_text(outcome, lang) for outcome in Outcome),
        *_heads("column", ("short", "clause"), lang),
    ]
    vocabulary = report.criteria_set.vocabulary
    rows = (
        [
            number,
            title_text(count.criterion, lang),
            required_text(count.criterion, vocabulary, lang),
            *(count.outcomes[outcome] for outcome in Outcome),
            count.short(lang),
            count.criterion.clause[lang],
        ]
        for number, count in enumerate(report.counts, 1)
    )
    end = sheets.table(sheet, 0, heads, rows, widths)
    sheet.freeze_panes(1, 2)
    sheets.end(sheet, end, widths)


def _form_rows(assessment: Assessment, lang: Lang) -> Iterable[list[Any]]:
    """Iterate over the usual form for one place."""
    for row in rows_of(assessment, lang):
        cells: list[Any] = list(row.cells)
        cells[0] = row.number
        cells[COLUMNS.index("answer")] = (row.answer, row.finding.outcome.value)
        yield cells


def _everything(report: Report, sheets: Sheets) -> None:
    """Write every criterion of every place in one list."""
    lang = report.lang
    widths = (20, 16, *_FORM_WIDTHS, 10)
    sheet = sheets.sheet(m.say("report.sheet.all", lang), widths)
    shown, more = first(report.assessments, max(1, MOST_ROWS // len(report.criteria_set)), lang, "places")
    heads = [*_heads("sum", ("place", "parent"), lang), *headers(lang), m.say("report.column.force", lang)]
    rows = (
        [one.place.name, _commune(one), *cells, m.force_text(finding.criterion.force, lang)]
        for one in shown
        for finding, cells in zip(one, _form_rows(one, lang), strict=True)
    )
    end = sheets.table(sheet, 0, heads, rows, widths)
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, end - 1, len(widths) - 1)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _gaps(report: Report, sheets: Sheets) -> None:
    """Write what is lacking, in numbers that can be sorted and added up."""
    lang = report.lang
    columns = ("place", "parent", "criterion", "label", "low", "high", "unit", "needed", "there", "text", "clause")
    widths = (20, 16, 28, 28, 9, 10, 10, 9, 11, 30, 22)
    sheet = sheets.sheet(m.say("report.sheet.gaps", lang), widths)
    shown, more = first(report.lacks, MOST_ROWS, lang, "rows")
    end = sheets.table(sheet, 0, _heads("gap", columns, lang), (_lack_cells(lack, lang) for lack in shown), widths)
    sheet.freeze_panes(1, 1)
    if not report.lacks:
        end = sheets.paragraph(sheet, end, m.say("report.no_gaps", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _lack_cells(lack: Lack, lang: Lang) -> list[Any]:
    """Return the cells of one gap."""
    gap, vocabulary = lack.gap, lack.assessment.criteria_set.vocabulary
    text = m.gap_text(gap, lack.leaf.rule, lack.toward, vocabulary, lang) or ""
    return [
        lack.assessment.place.name,
        _commune(lack.assessment),
        title_text(lack.finding.criterion, lang),
        m.label_text(gap.indicator, vocabulary, lang),
        _number(gap.low),
        _number(gap.high),
        m.gap_cells(gap, vocabulary, lang)[1],
        None if gap.needed is None else _number(gap.needed),
        _there(lack, lang),
        text,
        lack.finding.criterion.clause[lang],
    ]


def _there(lack: Lack, lang: Lang) -> str:
    """Return what is there, as one number or two; nothing where a percentage of a total is no whole number."""
    gap = lack.gap
    if gap.known is None or any(math.isinf(end) for end in gap.known):
        return ""
    if gap.unit != "percentage_points" and any(end != int(end) for end in gap.known):
        return ""
    return "–".join(dict.fromkeys(m.number(end, lang) for end in gap.known))


def _number(value: Any) -> float | None:
    """Return an end of a gap as a number of Excel; nothing where there is no limit."""
    found = float(value)
    return found if found < float("inf") else None


def _needed(report: Report, sheets: Sheets) -> None:
    """Write the figures still needed, one row for each place that should give one."""
    lang = report.lang
    widths = (40, 34, 9, 54)
    sheet = sheets.sheet(m.say("report.missing", lang), widths)
    rows = [
        [one.label, m.full_place_text(place, lang), m.level_text(place.level, lang), criteria]
        for one in report.needed
        for criteria in ["; ".join(criterion.title[lang] for criterion in one.criteria)]
        for place in one.places
    ]
    shown, more = first(rows, MOST_ROWS, lang, "rows")
    end = sheets.table(sheet, 0, _heads("needed", ("label", "place", "level", "for"), lang), shown, widths)
    sheet.freeze_panes(1, 1)
    if not rows:
        end = sheets.paragraph(sheet, end, m.say("report.nothing_needed", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _issues(report: Report, sheets: Sheets) -> None:
    """Write what is doubtful about the data, with the cell it was read from."""
    lang = report.lang
    widths = (20, 15, 7, 26, 18, 64)
    sheet = sheets.sheet(m.say("report.issues", lang), widths)
    shown, more = first(report.all_issues, MOST_ROWS, lang, "issues")
    rows: list[list[Any]] = []
    for issue in shown:
        where = issue.where
        at = ("", "", None, "") if where is None else (where.file, where.sheet, where.row, where.column)
        rows.append([*at, issue.place, report.issue_text(issue)])
    end = sheets.table(
        sheet, 0, _heads("issue", ("file", "sheet", "row", "column", "place", "text"), lang), rows, widths
    )
    sheet.freeze_panes(1, 0)
    if not rows:
        end = sheets.paragraph(sheet, end, m.say("report.no_issues", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _sides(report: Report, sheets: Sheets) -> None:
    """Write self-assessment and appraisal side by side, differences marked."""
    lang = report.lang
    if not report.sides:
        return
    widths = (26, 30, 26, 15, 26, 15, 16)
    sheet = sheets.sheet(m.say("report.sheet.sides", lang), widths)
    shown, more = first(report.sides, MOST_ROWS, lang, "rows")
    rows: list[list[Any]] = []
    for side in shown:
        cells: list[Any] = list(cells_of(side, lang))
        cells[3] = cells[3], side.claimed.outcome.value
        cells[5] = cells[5], side.found.outcome.value
        cells[6] = cells[6], "differs" if side.difference else "cell"
        rows.append(cells)
    end = sheets.table(sheet, 0, _heads("side", SIDES, lang), rows, widths)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, end - 1, len(widths) - 1)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _progress(report: Report, sheets: Sheets) -> None:
    """Write what changed since earlier assessments."""
    lang = report.lang
    if not report.progress:
        return
    widths = (24, 32, 36, 36, 30)
    sheet = sheets.sheet(m.say("report.progress", lang), widths)
    row = 0
    if len(report.progress) == 1:
        for text in progress_lines(report.progress[0], lang):
            row = sheets.paragraph(sheet, row, text, widths)
    rows = [
        [m.full_place_text(progress.after.place, lang), *cells]
        for progress in report.progress
        for cells in changes_of(progress, lang)
        if cells[-1]
    ]
    shown, more = first(rows, MOST_ROWS, lang, "rows")
    heads = [m.say("report.sum.place", lang), *_heads("column", CHANGES, lang)]
    end = sheets.table(sheet, row, heads, shown, widths)
    sheet.freeze_panes(row + 1, 1)
    if not rows:
        end = sheets.paragraph(sheet, end, m.say("report.no_change", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def _sources(report: Report, sheets: Sheets) -> None:
    """Write the document, how its text is known, the readings chosen and applied, and the links relied upon."""
    rules, lang = report.criteria_set, report.lang
    widths = (80,)
    sheet = sheets.sheet(m.say("report.sources", lang), widths, wide=False)
    row = sheets.paragraph(sheet, 0, f"{rules.title[lang]} ({rules.id})", widths, "title")
    for text in basis_lines(report):
        row = sheets.paragraph(sheet, row, text, widths)
    sheets.end(sheet, row, widths)


def _place(assessment: Assessment, sheets: Sheets, name: str) -> None:
    """Write the usual form for one place."""
    rules, lang = assessment.criteria_set, sheets.lang
    sheet = sheets.sheet(name, _FORM_WIDTHS)
    title = m.say("report.title", lang, place=m.full_place_text(assessment.place, lang), title=rules.title[lang])
    row = sheets.paragraph(sheet, 0, title, _FORM_WIDTHS, "title")
    answer = f"{m.SYMBOLS[assessment.outcome]} {m.answer_text(assessment, lang)}"
    text = f"{m.sentence(answer)} {m.sentence(m.tally_text(assessment.tally, lang))}"
    row = sheets.paragraph(sheet, row, text, _FORM_WIDTHS, assessment.outcome.value)
    row = sheets.paragraph(sheet, row, day_line(assessment, lang), _FORM_WIDTHS)
    if assessment.judgements:
        titles = ", ".join(rules[criterion].title[lang] for criterion in assessment.judgements)
        row = sheets.paragraph(sheet, row, m.sentence(m.say("report.judgements", lang, criteria=titles)), _FORM_WIDTHS)
    end = sheets.table(sheet, row + 1, headers(lang), _form_rows(assessment, lang), _FORM_WIDTHS)
    sheet.freeze_panes(row + 2, 2)
    sheets.end(sheet, end, _FORM_WIDTHS)
