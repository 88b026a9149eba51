"""The sheets about places: the sum, the matrix, each criterion, all criteria of all places, and the form of one."""

from collections.abc import Iterable, Sequence
from typing import Any

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.report.contents import Report
from smartvillage.report.notebook import day_line
from smartvillage.report.rows import COLUMNS, headers, required_text, rows_of, title_text
from smartvillage.report.texts import first, share_shown
from smartvillage.report.workbook.lists import MOST_ROWS, commune, heads_of
from smartvillage.report.workbook.sheets import Sheets, fitted

MOST_SHEETS = 30
"""How many places have a sheet of their own; every place stands in the list of all."""

MOST_PLACES_WIDE = 3000
"""How many places the matrix shows."""

_FORM_WIDTHS = (5, 24, 24, 26, 20, 14, 36, 20)


def write_summary(report: Report, sheets: Sheets, names: dict[int, str]) -> None:
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
                commune(one),
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
    end = sheets.table(sheet, top, heads_of("sum", columns, lang), rows, widths)
    for at, assessment in enumerate(report.assessments[:MOST_SHEETS], top + 1):
        target = names[id(assessment)].replace("'", "''")
        sheet.write_url(at, 1, f"internal:'{target}'!A1", sheets.style("link"), fitted(assessment.place.name))
    sheet.freeze_panes(top + 1, 2)
    sheet.autofilter(top, 0, end - 1, len(columns) - 1)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def write_matrix(report: Report, sheets: Sheets) -> None:
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
    end = sheets.table(sheet, 0, [*heads_of("sum", ("number", "place", "answer"), lang), *titles], rows, widths)
    for column, text in enumerate(titles, 3):
        sheet.write_string(0, column, fitted(text), sheets.style("turned"))
    sheet.set_row(0, 230)
    sheet.freeze_panes(1, 3)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    key = "; ".join(f"{m.SYMBOLS[outcome]} {m.outcome_text(outcome, lang)}" for outcome in Outcome)
    end = sheets.paragraph(sheet, end, key, widths)
    sheets.end(sheet, end, widths)


def write_criteria(report: Report, sheets: Sheets) -> None:
    """Write how each criterion turned out at all places."""
    lang = report.lang
    widths = (5, 34, 34, 8, 9, 10, 10, 18, 26)
    sheet = sheets.sheet(m.say("report.by_criterion", lang), widths)
    heads = [
        *heads_of("column", ("number", "criterion", "requirement"), lang),
        *(m.outcome_text(outcome, lang) for outcome in Outcome),
        *heads_of("column", ("short", "clause"), lang),
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


def write_all(report: Report, sheets: Sheets) -> None:
    """Write every criterion of every place in one list."""
    lang = report.lang
    widths = (20, 16, *_FORM_WIDTHS, 10)
    sheet = sheets.sheet(m.say("report.sheet.all", lang), widths)
    shown, more = first(report.assessments, max(1, MOST_ROWS // len(report.criteria_set)), lang, "places")
    heads = [*heads_of("sum", ("place", "parent"), lang), *headers(lang), m.say("report.column.force", lang)]
    rows = (
        [one.place.name, commune(one), *cells, m.force_text(finding.criterion.force, lang)]
        for one in shown
        for finding, cells in zip(one, _form_rows(one, lang), strict=True)
    )
    end = sheets.table(sheet, 0, heads, rows, widths)
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, end - 1, len(widths) - 1)
    if more:
        end = sheets.paragraph(sheet, end, more, widths)
    sheets.end(sheet, end, widths)


def write_place(assessment: Assessment, sheets: Sheets, name: str) -> None:
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
