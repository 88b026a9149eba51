"""The sheets that list: gaps, figures still needed, issues, both sides, progress, sources."""

import math
from collections.abc import Iterable
from typing import Any

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.indicators import Lang
from smartvillage.report.changes import COLUMNS as CHANGES
from smartvillage.report.changes import rows_of as changes_of
from smartvillage.report.changes import summary_lines as progress_lines
from smartvillage.report.contents import Lack, Report
from smartvillage.report.notebook import basis_lines
from smartvillage.report.rows import title_text
from smartvillage.report.sides import COLUMNS as SIDES
from smartvillage.report.sides import cells_of
from smartvillage.report.texts import first
from smartvillage.report.workbook.sheets import Sheets

MOST_ROWS = 200_000
"""How many rows a sheet lists; a sheet of Excel holds a million."""


def heads_of(prefix: str, columns: Iterable[str], lang: Lang) -> list[str]:
    """Return headers by their keys."""
    return [m.say(f"report.{prefix}.{column}", lang) for column in columns]


def commune(assessment: Assessment) -> str:
    """Return the places above, the nearest first."""
    return ", ".join(above.name for above in assessment.place.above)


def write_gaps(report: Report, sheets: Sheets) -> None:
    """Write what is lacking, in numbers that can be sorted and added up."""
    lang = report.lang
    columns = ("place", "parent", "criterion", "label", "low", "high", "unit", "needed", "there", "text", "clause")
    widths = (20, 16, 28, 28, 9, 10, 10, 9, 11, 30, 22)
    sheet = sheets.sheet(m.say("report.sheet.gaps", lang), widths)
    shown, more = first(report.lacks, MOST_ROWS, lang, "rows")
    end = sheets.table(sheet, 0, heads_of("gap", columns, lang), (_lack_cells(lack, lang) for lack in shown), widths)
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
        commune(lack.assessment),
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


def write_needed(report: Report, sheets: Sheets) -> None:
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
    end = sheets.table(sheet, 0, heads_of("needed", ("label", "place", "level", "for"), lang), shown, widths)
    sheet.freeze_panes(1, 1)
    if not rows:
        end = sheets.paragraph(sheet, end, m.say("report.nothing_needed", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def write_issues(report: Report, sheets: Sheets) -> None:
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
        sheet, 0, heads_of("issue", ("file", "sheet", "row", "column", "place", "text"), lang), rows, widths
    )
    sheet.freeze_panes(1, 0)
    if not rows:
        end = sheets.paragraph(sheet, end, m.say("report.no_issues", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def write_sides(report: Report, sheets: Sheets) -> None:
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
    end = sheets.table(sheet, 0, heads_of("side", SIDES, lang), rows, widths)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, end - 1, len(widths) - 1)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def write_progress(report: Report, sheets: Sheets) -> None:
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
    heads = [m.say("report.sum.place", lang), *heads_of("column", CHANGES, lang)]
    end = sheets.table(sheet, row, heads, shown, widths)
    sheet.freeze_panes(row + 1, 1)
    if not rows:
        end = sheets.paragraph(sheet, end, m.say("report.no_change", lang), widths)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def write_sources(report: Report, sheets: Sheets) -> None:
    """Write the document, how its text is known, the readings chosen and applied, and the links relied upon."""
    rules, lang = report.criteria_set, report.lang
    widths = (80,)
    sheet = sheets.sheet(m.say("report.sources", lang), widths, wide=False)
    row = sheets.paragraph(sheet, 0, f"{rules.title[lang]} ({rules.id})", widths, "title")
    for text in basis_lines(report):
        row = sheets.paragraph(sheet, row, text, widths)
    sheets.end(sheet, row, widths)
