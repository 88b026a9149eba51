"""Progress in words and as a table."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.criteria import CriterionFinding
from smartvillage.facts import Place
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.report import html as h
from smartvillage.report.rows import answer_text, title_text
from smartvillage.steps import Change, Progress, Step

COLUMNS = ("criterion", "before", "after", "change")

_SIGNS = {
    Change.GAINED: "▲",
    Change.LOST: "▼",
    Change.NEWLY_KNOWN: "●",
    Change.NO_LONGER_KNOWN: "○",
    Change.APPLIES_NOW: "+",
    Change.NO_LONGER_APPLIES: "–",
    Change.ADDED: "+",
    Change.DROPPED: "–",
}


def change_text(step: Step, progress: Progress, lang: Lang) -> str:
    """Return what happened to one criterion, and which of its figures have gone stale."""
    said: list[str] = []
    if step.change is not Change.SAME:
        said.append(f"{_SIGNS[step.change]} {m.say(f'report.change.{step.change.value}', lang)}")
    if step.stale:
        vocabulary = progress.after.criteria_set.vocabulary
        figures = "; ".join(m.label_text(i, vocabulary, lang) for i in step.stale)
        said.append(m.say("report.change.stale", lang, figures=figures))
    return "; ".join(said)


def side_text(finding: CriterionFinding | None, place: Place, lang: Lang) -> str:
    """Return the answer of a criterion at one time, with what it lacked."""
    if finding is None:
        return ""
    answer = answer_text(finding, lang)
    lacking = m.lacking_text(finding, lang, place=place) if finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN) else ""
    return f"{answer}: {lacking}" if lacking else answer


def rows_of(progress: Progress, lang: Lang) -> list[tuple[str, str, str, str]]:
    """Return the cells of every criterion: title, before, after, change."""
    return [
        (
            title_text(step.finding.criterion, lang),
            side_text(step.before, progress.before.place, lang),
            side_text(step.after, progress.after.place, lang),
            change_text(step, progress, lang),
        )
        for step in progress
    ]


def summary_lines(progress: Progress, lang: Lang) -> Iterator[str]:
    """Iterate over the answers before and after, how much changed, and whether the criteria themselves did."""
    for when, one in (("before", progress.before), ("after", progress.after)):
        day = "" if one.on is None else f" ({m.date_text(one.on, lang)})"
        outcome = f"{m.SYMBOLS[one.outcome]} {m.readiness_text(one.outcome, lang)}"
        tally = m.tally_text(one.tally, lang)
        yield m.sentence(m.say(f"report.when.{when}", lang, day=day, outcome=outcome, tally=tally))
    counts = {change: len(progress.of(change)) for change in Change}
    words = {
        "gained": counts[Change.GAINED],
        "lost": counts[Change.LOST],
        "known": counts[Change.NEWLY_KNOWN],
        "unknown": counts[Change.NO_LONGER_KNOWN],
        "stale": len(progress.gone_stale),
    }
    yield m.sentence(m.say("report.progress_counts", lang, **{k: m.number(n, lang) for k, n in words.items()}))
    if not progress.same_rules:
        ids = {"before": progress.before.criteria_set.id, "after": progress.after.criteria_set.id}
        yield m.say("report.other_rules", lang, **ids)


def progress_table(progress: Progress, lang: Lang) -> Iterator[Element]:
    """Iterate over progress as HTML: the summary, what changed, and the rest to unfold."""
    for text in summary_lines(progress, lang):
        yield h.line(text)
    headers = [m.say(f"report.column.{column}", lang) for column in COLUMNS]
    told = list(zip(progress.steps, rows_of(progress, lang), strict=True))
    changed = [row for step, row in told if step.change is not Change.SAME or step.stale]
    same = [row for step, row in told if step.change is Change.SAME and not step.stale]
    if changed:
        yield h.table(headers, changed)
    if same:
        count = m.say("report.unchanged", lang, count=m.number(len(same), lang))
        yield h.details(count, h.table(headers[:-1], [row[:-1] for row in same]))


def progress_text(progress: Progress, lang: Lang) -> str:
    """Return progress in a few lines."""
    said = [m.say("report.progress_of", lang, place=m.full_place_text(progress.after.place, lang))]
    said += summary_lines(progress, lang)
    for step, (title, earlier, later, change) in zip(progress.steps, rows_of(progress, lang), strict=True):
        if step.change is not Change.SAME or step.stale:
            said.append(m.say("report.change.line", lang, title=title, before=earlier, after=later, change=change))
    return "\n".join(said)


def explain_progress(progress: Progress, lang: Lang = "vi") -> str:
    """Return progress in words, with the sentence that ends every report."""
    return f"{progress_text(progress, lang)}\n\n{m.say('closing', lang)}"
