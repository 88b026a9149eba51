"""Findings, the assessment of one place and its progress as HTML."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriterionFinding, MeetsSet
from smartvillage.facts import Place
from smartvillage.indicators import Lang
from smartvillage.messages.findings import criterion_story, leaf_text
from smartvillage.messages.reports import missing_lines
from smartvillage.messages.requirements import reading_texts
from smartvillage.outcomes import Outcome
from smartvillage.report import html as h
from smartvillage.report.changes import progress_table
from smartvillage.report.notebook.rules import rule_head
from smartvillage.report.notebook.sets import day_line
from smartvillage.report.rows import lacking_text, result_text, title_text
from smartvillage.report.texts import first
from smartvillage.rules import Finding, Readings
from smartvillage.steps import Progress

MOST_ISSUES = 20
"""How many issues, or figures still needed, it shows."""


def finding_blocks(finding: Finding, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a rule's answer: the answer, and the tree to unfold."""
    yield h.line(h.badge(finding.outcome, m.outcome_text(finding.outcome, lang)))
    yield _tree(finding, lang)


def _tree(finding: Finding, lang: Lang) -> Element:
    """Return an answer with those of its parts below."""
    sign = m.SYMBOLS[finding.outcome]
    if not finding.parts:
        return h.tag("div", f"{sign} {leaf_text(finding, lang)}")
    rule = finding.rule
    head = m.describe_rule(rule, None, lang) if isinstance(rule, MeetsSet) else rule_head(rule, lang)
    parts = [h.tag("li", _tree(part, lang)) for part in finding.parts]
    body = h.tag("ul", parts, style="margin:.1em 0;padding-left:1.4em;list-style:none")
    if isinstance(rule, Readings):
        texts = reading_texts(rule, lang)
        body = h.tag(
            "ul",
            [h.tag("li", text, _tree(p, lang)) for text, p in zip(texts, finding.parts, strict=True)],
            style="margin:.1em 0;padding-left:1.4em",
        )
    return h.details(f"{sign} {head}", body, is_open=finding.outcome is not Outcome.PASS)


def criterion_finding_blocks(finding: CriterionFinding, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a criterion's answer."""
    yield h.heading(title_text(finding.criterion, lang), " ", badge_of(finding, lang))
    yield h.quiet(m.say("set.clause", lang, clause=finding.criterion.clause[lang]))
    for text in criterion_story(finding, lang):
        yield h.line(text)
    if finding.criterion.assumed is not None:
        yield h.quiet(m.sentence(m.say("criterion.assumed", lang, text=finding.criterion.assumed[lang])))
    if finding.finding.parts:
        yield h.details(m.say("report.tree", lang), _tree(finding.finding, lang))


def badge_of(finding: CriterionFinding, lang: Lang) -> Element:
    """Return the answer of a criterion on its colour."""
    return h.badge(finding.outcome, m.criterion_outcome_text(finding, lang))


def head_of(assessment: Assessment, lang: Lang) -> Iterator[Element]:
    """Iterate over the answer for one place, its tally, and on whose judgement it rests."""
    outcome = h.badge(assessment.outcome, m.readiness_text(assessment.outcome, lang))
    reasons = m.reasons_text(assessment.reasons, lang)
    tally = m.sentence(m.tally_text(assessment.tally, lang))
    yield h.line(outcome, f" ({reasons}). " if reasons else " ", tally)
    if assessment.judgements:
        titles = ", ".join(assessment.criteria_set[i].title[lang] for i in assessment.judgements)
        yield h.quiet(m.sentence(m.say("report.judgements", lang, criteria=titles)))


def assessment_blocks(assessment: Assessment, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of an assessment."""
    rules, place = assessment.criteria_set, assessment.place
    yield h.heading(m.say("report.title", lang, place=m.full_place_text(place, lang), title=rules.title[lang]))
    yield from head_of(assessment, lang)
    yield h.quiet(day_line(assessment, lang))
    columns = ("number", "criterion", "result", "answer", "note", "clause")
    yield h.table(
        [m.say(f"report.column.{column}", lang) for column in columns],
        [
            [
                h.number_cell(str(number)),
                h.wide_cell(_told(finding, place, lang)),
                h.wide_cell(result_text(finding, lang), least=9),
                badge_of(finding, lang),
                h.wide_cell(lacking_text(finding, place, lang)),
                h.wide_cell(finding.criterion.clause[lang], least=8),
            ]
            for number, finding in enumerate(assessment, 1)
        ],
    )
    missing = missing_lines(assessment, lang)
    issues = [m.explain_issue(issue, lang, vocabulary=rules.vocabulary) for issue in assessment.issues]
    settled = [m.settlement_text(one, lang) for one in rules.settled]
    for key, texts in (("report.missing", missing), ("report.issues", issues), ("report.settled", settled)):
        if texts:
            yield h.details(counted_title(key, len(texts), lang), *_some(texts, lang))
    yield h.closing(lang)


def counted_title(key: str, count: int, lang: Lang) -> str:
    """Return the title of a list with its length."""
    return m.say("report.count", lang, title=m.say(key, lang), count=m.number(count, lang))


def _some(texts: list[str], lang: Lang) -> list[Element]:
    """Return the first of many texts as a list, and how many more there are."""
    shown, more = first(texts, MOST_ISSUES, lang, "rows")
    return [h.lines(shown), *([h.quiet(more)] if more else [])]


def _told(finding: CriterionFinding, place: Place, lang: Lang) -> Element:
    """Return the title of a criterion, with everything about its answer to unfold."""
    story = [h.line(text) for text in criterion_story(finding, lang, place)]
    if finding.criterion.assumed is not None:
        story.append(h.quiet(m.sentence(m.say("criterion.assumed", lang, text=finding.criterion.assumed[lang]))))
    return h.details(title_text(finding.criterion, lang), story)


def assessment_lines(assessment: Assessment, lang: Lang) -> Iterator[str]:
    """Iterate over an assessment in a few lines: the answer, and what is not met."""
    rules, place = assessment.criteria_set, assessment.place
    yield m.say("report.title", lang, place=m.full_place_text(place, lang), title=rules.title[lang])
    yield f"{m.sentence(m.answer_text(assessment, lang))} {m.sentence(m.tally_text(assessment.tally, lang))}"
    for finding in assessment:
        if finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN):
            lacking = m.lacking_text(finding, lang, place=place)
            yield f"{m.SYMBOLS[finding.outcome]} {title_text(finding.criterion, lang)}: {lacking}"
    yield m.say("closing", lang)


def progress_blocks(progress: Progress, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of progress."""
    place = m.full_place_text(progress.after.place, lang)
    yield h.heading(m.say("report.progress_of", lang, place=place))
    yield from progress_table(progress, lang)
    yield h.closing(lang)
