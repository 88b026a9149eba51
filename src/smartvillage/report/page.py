"""A report as one HTML file: for the screen, light and dark, and for A4 paper; no network, no script."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.outcomes import Outcome
from smartvillage.report import html as h
from smartvillage.report.changes import progress_table
from smartvillage.report.contents import Report
from smartvillage.report.notebook import basis_lines, counted_title, day_line, head_of, legend, matrix, tiles
from smartvillage.report.rows import headers, rows_of, title_text
from smartvillage.report.sides import COLUMNS as SIDES
from smartvillage.report.sides import cells_of
from smartvillage.report.texts import first, share_shown

MOST_PLACES = 300
"""How many places the matrix shows."""

MOST_FORMS = 30
"""Of how many places every criterion is told."""

MOST_LINES = 200
"""How many issues, figures or differences a list shows."""

_WIDTHS = ("2.6em", "14%", "13%", "14%", "11%", "10.5em", "auto", "10%")
"""How wide the columns of the form are."""

_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.5 "Segoe UI",Roboto,"Noto Sans","DejaVu Sans",system-ui,sans-serif;margin:1.5rem auto;padding:0 1rem;
max-width:78rem;color:#1b1b1b;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.2em 0}
h2{font-size:1.2rem;margin:1.6em 0 .4em;border-bottom:2px solid rgba(128,128,128,.5);padding-bottom:.15em}
table{break-inside:auto}
thead{display:table-header-group}
tr{break-inside:avoid}
.form{width:100%;table-layout:fixed}
.form span{white-space:normal}
th{overflow-wrap:normal}
.wide{overflow-x:auto}
@media (prefers-color-scheme:dark){body{color:#e9e7e3;background:#15171a}}
@page{size:A4 landscape;margin:12mm}
@media print{
:root{color-scheme:light}
body{font-size:8.5pt;margin:0;padding:0;max-width:none;color:#000;background:#fff}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
h2,h3{break-after:avoid}
.place{break-before:page}
.wide{overflow:visible}
summary{list-style:none}
}
"""


def page_of(report: Report) -> str:
    """Return a report as a whole HTML document."""
    lang = report.lang
    body = h.tag("body", list(_body(report)))
    styles = _classes(body)
    head = h.tag(
        "head",
        h.tag("meta", charset="utf-8"),
        h.tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        h.tag("meta", name="color-scheme", content="light dark"),
        h.tag("title", report.title),
        h.tag("style", _STYLE + styles),
    )
    return f"<!DOCTYPE html>\n{h.written(h.tag('html', head, body, lang=lang))}\n"


def _classes(body: Element) -> str:
    """Turn inline styles into classes, so that a long page is small, and return them as a style sheet."""
    names: dict[str, str] = {}
    for element in body.iter():
        style = element.attrib.pop("style", None)
        if style is not None:
            name = names.setdefault(style, f"s{len(names)}")
            element.set("class", f"{element.get('class', '')} {name}".strip())
    return "".join(f".{name}{{{style}}}\n" for style, name in names.items())


def _body(report: Report) -> Iterator[Element]:
    """Iterate over the parts of the page."""
    lang, one = report.lang, len(report.assessments) == 1
    yield h.tag("h1", report.title)
    yield h.quiet(day_line(report.assessments[0], lang))
    if one:
        yield from head_of(report.assessments[0], lang)
        yield _form(report.assessments[0], report)
    else:
        yield tiles(report.outcomes, lang)
        shown, more = first(report.assessments, MOST_PLACES, lang, "places")
        detailed = report.assessments[:MOST_FORMS]
        links = {id(assessment): f"p{number}" for number, assessment in enumerate(detailed, 1)}
        yield h.tag("div", matrix(shown, report.criteria_set, lang, links=links, with_titles=not more), class_="wide")
        if more:
            yield h.line(f"{more} {m.say('report.see_file', lang)}")
        yield legend(report.criteria_set, lang, is_open=True)
        yield from _by_criterion(report)
    yield from _needed(report)
    yield from _issues(report)
    yield from _sides(report)
    yield from _progress(report)
    if not one:
        yield from _forms(report)
    yield from _sources(report)
    yield h.closing(lang)


def _title(report: Report, key: str, count: int | None = None) -> Element:
    """Return the heading of a part, with how many things it lists."""
    text = m.say(key, report.lang) if count is None else counted_title(key, count, report.lang)
    return h.tag("h2", text)


def _form(assessment: Assessment, report: Report) -> Element:
    """Return the usual form for one place."""
    rows: list[list[Any]] = []
    for row in rows_of(assessment, report.lang):
        answer = h.badge(row.finding.outcome, m.criterion_outcome_text(row.finding, report.lang))
        number = h.number_cell(str(row.number))
        rows.append([number, row.criterion, row.content, row.requirement, row.result, answer, row.note, row.clause])
    form = h.table(headers(report.lang), rows)
    form.set("class", "form")
    form.insert(0, h.tag("colgroup", [h.tag("col", style=f"width:{width}") for width in _WIDTHS]))
    return form


def _forms(report: Report) -> Iterator[Element]:
    """Iterate over the forms of the first places."""
    lang = report.lang
    shown, more = first(report.assessments, MOST_FORMS, lang, "places")
    for number, assessment in enumerate(shown, 1):
        name = m.full_place_text(assessment.place, lang)
        title = h.tag("h2", f"{m.number(number, lang)}. {name}")
        yield h.tag(
            "section",
            title,
            list(head_of(assessment, lang)),
            _form(assessment, report),
            class_="place",
            id=f"p{number}",
        )
    if more:
        told = m.say("report.forms_of_first", lang, **share_shown(report.assessments, MOST_FORMS, lang))
        yield h.line(f"{told} {m.say('report.see_file', lang)}")


def _by_criterion(report: Report) -> Iterator[Element]:
    """Iterate over how each criterion turned out at all places."""
    lang = report.lang
    yield _title(report, "report.by_criterion")
    heads = ["number", "criterion", *(f"outcome.{outcome.value}" for outcome in Outcome), "short", "clause"]
    texts: list[Any] = [m.say(key if "." in key else f"report.column.{key}", lang) for key in heads]
    texts[2:6] = map(h.number_head, texts[2:6])
    rows: list[list[Any]] = []
    for number, count in enumerate(report.counts, 1):
        figures = [h.number_cell(m.number(count.outcomes[outcome], lang)) for outcome in Outcome]
        title, clause = title_text(count.criterion, lang), count.criterion.clause[lang]
        rows.append([h.number_cell(str(number)), title, *figures, count.short(lang), clause])
    yield h.table(texts, rows)


def _needed(report: Report) -> Iterator[Element]:
    """Iterate over the figures still needed."""
    lang, needed = report.lang, report.needed
    if not needed:
        return
    yield _title(report, "report.missing", len(needed))
    columns = ["label", "places", "for"] if len(report.assessments) > 1 else ["label", "for"]
    rows: list[list[str]] = []
    for one in needed:
        criteria = "; ".join(criterion.title[lang] for criterion in one.criteria)
        rows.append([one.label, criteria] if "places" not in columns else [one.label, one.named(lang), criteria])
    yield h.table([m.say(f"report.needed.{column}", lang) for column in columns], rows)


def _issues(report: Report) -> Iterator[Element]:
    """Iterate over what is doubtful about the data."""
    issues = report.all_issues
    if issues:
        yield _title(report, "report.issues", len(issues))
        shown, more = first(issues, MOST_LINES, report.lang, "issues")
        yield h.lines(map(report.issue_text, shown))
        if more:
            yield h.line(more)


def _sides(report: Report) -> Iterator[Element]:
    """Iterate over self-assessment and appraisal."""
    lang = report.lang
    if not report.sides:
        return
    differing = sum(bool(side.difference) for side in report.sides)
    yield _title(report, "report.sides", differing)
    shown, more = first(report.sides, MOST_LINES, lang, "rows")
    rows: list[list[Any]] = []
    for side in shown:
        *cells, mark = cells_of(side, lang)
        rows.append([*cells, h.tag("strong", mark)])
    yield h.table([m.say(f"report.side.{column}", lang) for column in SIDES], rows)
    if more:
        yield h.line(more)


def _progress(report: Report) -> Iterator[Element]:
    """Iterate over what changed since earlier assessments."""
    lang = report.lang
    if not report.progress:
        return
    yield _title(report, "report.progress")
    shown, more = first(report.progress, MOST_FORMS, lang, "places")
    for progress in shown:
        if len(report.assessments) > 1:
            yield h.heading(m.full_place_text(progress.after.place, lang))
        yield from progress_table(progress, lang)
    if more:
        yield h.line(more)


def _sources(report: Report) -> Iterator[Element]:
    """Iterate over what all answers rest on."""
    yield _title(report, "report.sources")
    yield h.lines(basis_lines(report))
