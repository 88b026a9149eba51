"""Many places as HTML: how many turned out how, and places against criteria."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriteriaSet, CriterionFinding
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.report import html as h
from smartvillage.report.contents import Report
from smartvillage.report.notebook.answers import MOST_ISSUES, counted_title
from smartvillage.report.notebook.sets import day_line, judged_line
from smartvillage.report.rows import title_text
from smartvillage.report.texts import first

if TYPE_CHECKING:
    from smartvillage.arrays import TableAssessment


MOST_PLACES = 20
"""How many places a notebook shows at once."""


def tiles(outcomes: Mapping[Outcome, int], lang: Lang) -> Element:
    """Return how many places turned out how."""
    counted = [
        h.badge(outcome, f"{m.readiness_text(outcome, lang)}: {m.number(count, lang)}")
        for outcome, count in outcomes.items()
    ]
    spaced = [child for one in counted for child in (one, " ")]
    return h.tag("p", spaced, style="margin:.5em 0;line-height:2")


def matrix(
    assessments: Iterable[Assessment],
    rules: CriteriaSet,
    lang: Lang,
    *,
    links: dict[int, str] | None = None,
    with_titles: bool = True,
) -> Element:
    """Return places against criteria: one sign a criterion, the criteria by their numbers.

    Args:
        assessments: the places to show.
        rules: the set that they were judged by.
        lang: the language.
        links: by the `id` of an assessment, where more about it stands.
        with_titles: whether a sign says in words what it means to who points at it.
    """
    to = links or {}
    headers: list[Any] = [m.say(f"report.matrix.{column}", lang) for column in ("number", "place", "answer", "passed")]
    headers += [
        h.tag("abbr", str(n), title=one.title[lang], style="text-decoration:none") for n, one in enumerate(rules, 1)
    ]
    rows: list[list[Any]] = []
    for number, assessment in enumerate(assessments, 1):
        name = m.full_place_text(assessment.place, lang)
        tally = assessment.tally
        passed = f"{m.number(tally.passed, lang)}/{m.number(tally.applicable, lang)}"
        link = to.get(id(assessment))
        rows.append(
            [
                h.number_cell(m.number(number, lang)),
                name if link is None else h.tag("a", name, href=f"#{link}", style="color:inherit"),
                h.badge(assessment.outcome, m.readiness_text(assessment.outcome, lang)),
                h.number_cell(passed),
                *(h.mark(f.outcome, _point(n, f, lang) if with_titles else "") for n, f in enumerate(assessment, 1)),
            ]
        )
    return h.table(headers, rows)


def _point(number: int, finding: CriterionFinding, lang: Lang) -> str:
    """Return what is told to who points at a sign."""
    return f"{number}. {finding.criterion.title[lang]}: {m.criterion_answer(finding, lang)}"


def legend(rules: CriteriaSet, lang: Lang, *, is_open: bool = False) -> Element:
    """Return what the numbers of a matrix mean."""
    items = [h.tag("li", title_text(one, lang)) for one in rules]
    return h.details(m.say("report.legend", lang), h.tag("ol", items, style="margin:.3em 0"), is_open=is_open)


def report_blocks(report: Report) -> Iterator[Element]:
    """Iterate over what a notebook shows of a report: the sum, and the first places."""
    lang = report.lang
    yield h.heading(report.title)
    yield tiles(report.outcomes, lang)
    yield h.quiet(day_line(report.assessments[0], lang))
    shown, more = first(report.assessments, MOST_PLACES, lang, "places")
    yield matrix(shown, report.criteria_set, lang)
    if more:
        yield h.line(more)
    yield legend(report.criteria_set, lang)
    yield h.closing(lang)


def table_blocks(table: "TableAssessment", lang: Lang) -> Iterator[Element]:
    """Iterate over what a notebook shows of a table: the sum, the first places, each criterion, what is doubtful."""
    rules, counts = table.criteria_set, table.counts
    yield h.heading(_table_title(table, lang))
    yield tiles(counts[rules.id], lang)
    yield h.quiet(judged_line(rules, table.on, lang))
    shown, more = first(range(len(table)), MOST_PLACES, lang, "places")
    if shown:
        yield matrix(map(table.assessment, shown), rules, lang)
    if more:
        yield h.line(more)
    heads = [m.say("report.column.number", lang), m.say("report.column.criterion", lang)]
    rows: list[list[Any]] = [
        [h.number_cell(str(n)), title_text(one, lang), *_numbers(counts[one.id], lang)]
        for n, one in enumerate(rules, 1)
    ]
    answers = [h.number_head(m.outcome_text(outcome, lang)) for outcome in Outcome]
    yield h.details(m.say("report.by_criterion", lang), h.table([*heads, *answers], rows), is_open=True)
    issues, more = first(table.issues, MOST_ISSUES, lang, "issues")
    if issues:
        texts = [m.explain_issue(issue, lang, vocabulary=rules.vocabulary, rules=rules) for issue in issues]
        title = counted_title("report.issues", len(table.issues), lang)
        yield h.details(title, h.lines(texts), h.quiet(more) if more else None)
    yield h.closing(lang)


def table_lines(table: "TableAssessment", lang: Lang) -> Iterator[str]:
    """Iterate over a table in a few lines."""
    counts = table.counts[table.criteria_set.id]
    names = ("passed", "failed", "unknown", "not_applicable")
    words = {name: m.number(counts[outcome], lang) for name, outcome in zip(names, Outcome, strict=True)}
    yield _table_title(table, lang)
    yield m.say("cli.summary", lang, count=m.number(len(table), lang), **words)
    yield m.say("closing", lang)


def _table_title(table: "TableAssessment", lang: Lang) -> str:
    """Return how many places were judged by which set."""
    place = m.say("report.places", lang, count=m.number(len(table), lang))
    return m.say("report.title", lang, place=place, title=table.criteria_set.title[lang])


def _numbers(counts: Mapping[Outcome, int], lang: Lang) -> list[Element]:
    """Return the cells of how many places turned out how."""
    return [h.number_cell(m.number(counts[outcome], lang)) for outcome in Outcome]
