"""A report as Markdown; nothing that somebody wrote becomes markup."""

import re
from collections.abc import Iterable, Iterator, Sequence

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.outcomes import Outcome
from smartvillage.report.changes import COLUMNS as CHANGES
from smartvillage.report.changes import rows_of as changes_of
from smartvillage.report.changes import summary_lines as progress_lines
from smartvillage.report.contents import Report
from smartvillage.report.notebook import basis_lines, counted_title, day_line
from smartvillage.report.page import MOST_FORMS, MOST_LINES, MOST_PLACES
from smartvillage.report.rows import headers, rows_of, title_text
from smartvillage.report.sides import COLUMNS as SIDES
from smartvillage.report.sides import cells_of
from smartvillage.report.texts import clean, first, share_shown

_MARKS = re.compile(r"([\\`*_\[\]<>&|~$@]|://|www\.)", re.IGNORECASE)
_START = re.compile(r"(\d*)([-+=#.):])")


def escaped(text: str) -> str:
    """Return a text on one line in which no letter is markup, wherever on a line it stands."""
    flat = " ".join(clean(text).split())
    safe = _MARKS.sub(lambda found: "\\" + found[0] if len(found[0]) == 1 else _parted(found[0]), flat)
    return _START.sub(r"\1\\\2", safe, count=1) if _START.match(safe) else safe


def _parted(text: str) -> str:
    """Return the beginning of an address so that it is no link."""
    return text.replace("://", "\\://").replace(".", "\\.")


def markdown_of(report: Report) -> str:
    """Return a report as Markdown."""
    return "\n\n".join(block for block in _blocks(report) if block) + "\n"


def _blocks(report: Report) -> Iterator[str]:
    """Iterate over the blocks of the report."""
    lang = report.lang
    yield f"# {escaped(report.title)}"
    yield escaped(day_line(report.assessments[0], lang))
    if len(report.assessments) == 1:
        yield from _form(report.assessments[0], report)
    else:
        yield from _summary(report)
    if report.needed:
        yield f"## {escaped(counted_title('report.missing', len(report.needed), lang))}"
        yield _list(_needed(report))
    if report.all_issues:
        yield f"## {escaped(counted_title('report.issues', len(report.all_issues), lang))}"
        shown, more = first(report.all_issues, MOST_LINES, lang, "issues")
        yield _list([*map(report.issue_text, shown), *([more] if more else [])])
    yield from _sides(report)
    yield from _progress(report)
    if len(report.assessments) > 1:
        yield from _forms(report)
    yield f"## {escaped(m.say('report.sources', lang))}"
    yield _list(basis_lines(report))
    yield f"*{escaped(m.say('closing', lang))}*"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [columns, ["---"] * len(columns)]
    texts = [f"| {' | '.join(map(escaped, lines[0]))} |", f"| {' | '.join(lines[1])} |"]
    return "\n".join([*texts, *(f"| {' | '.join(map(escaped, row))} |" for row in rows)])


def _list(texts: Iterable[str]) -> str:
    """Return a list."""
    return "\n".join(f"- {escaped(text)}" for text in texts)


def _summary(report: Report) -> Iterator[str]:
    """Iterate over the sum of all places: how many turned out how, each place, each criterion."""
    lang = report.lang
    yield escaped(
        "; ".join(
            f"{m.SYMBOLS[outcome]} {m.readiness_text(outcome, lang)}: {m.number(count, lang)}"
            for outcome, count in report.outcomes.items()
        )
    )
    shown, more = first(report.assessments, MOST_PLACES, lang, "places")
    columns = [m.say(f"report.matrix.{column}", lang) for column in ("number", "place", "answer", "passed")]
    numbers = [str(number) for number in range(1, len(report.criteria_set) + 1)]
    yield _table(
        [*columns, *numbers],
        [
            [
                m.number(number, lang),
                m.full_place_text(one.place, lang),
                f"{m.SYMBOLS[one.outcome]} {m.readiness_text(one.outcome, lang)}",
                f"{m.number(one.tally.passed, lang)}/{m.number(one.tally.applicable, lang)}",
                *(m.SYMBOLS[finding.outcome] for finding in one),
            ]
            for number, one in enumerate(shown, 1)
        ],
    )
    if more:
        yield escaped(f"{more} {m.say('report.see_file', lang)}")
    yield f"## {escaped(m.say('report.by_criterion', lang))}"
    heads = [m.say(f"report.column.{key}", lang) for key in ("number", "criterion")]
    heads += [m.outcome_text(outcome, lang) for outcome in Outcome]
    heads += [m.say(f"report.column.{key}", lang) for key in ("short", "clause")]
    yield _table(
        heads,
        [
            [
                str(number),
                title_text(count.criterion, lang),
                *(m.number(count.outcomes[outcome], lang) for outcome in Outcome),
                count.short(lang),
                count.criterion.clause[lang],
            ]
            for number, count in enumerate(report.counts, 1)
        ],
    )


def _needed(report: Report) -> Iterator[str]:
    """Iterate over the figures still needed."""
    lang = report.lang
    for one in report.needed:
        criteria = "; ".join(f"“{criterion.title[lang]}”" for criterion in one.criteria)
        text = m.say("missing.figure", lang, label=one.label, criteria=criteria)
        yield f"{text} – {one.named(lang)}" if len(report.assessments) > 1 else text


def _sides(report: Report) -> Iterator[str]:
    """Iterate over self-assessment and appraisal."""
    lang = report.lang
    if not report.sides:
        return
    yield f"## {escaped(counted_title('report.sides', sum(bool(s.difference) for s in report.sides), lang))}"
    shown, more = first(report.sides, MOST_LINES, lang, "rows")
    yield _table([m.say(f"report.side.{column}", lang) for column in SIDES], [cells_of(side, lang) for side in shown])
    if more:
        yield escaped(more)


def _progress(report: Report) -> Iterator[str]:
    """Iterate over what changed since earlier assessments."""
    lang = report.lang
    if not report.progress:
        return
    yield f"## {escaped(m.say('report.progress', lang))}"
    shown, more = first(report.progress, MOST_FORMS, lang, "places")
    for progress in shown:
        if len(report.assessments) > 1:
            yield f"### {escaped(m.full_place_text(progress.after.place, lang))}"
        yield _list(progress_lines(progress, lang))
        changed = [row for row in changes_of(progress, lang) if row[-1]]
        if changed:
            yield _table([m.say(f"report.column.{column}", lang) for column in CHANGES], changed)
    if more:
        yield escaped(more)


def _form(assessment: Assessment, report: Report) -> Iterator[str]:
    """Iterate over the answer and the usual form for one place."""
    lang = report.lang
    answer = f"{m.SYMBOLS[assessment.outcome]} {m.answer_text(assessment, lang)}"
    yield escaped(f"{m.sentence(answer)} {m.sentence(m.tally_text(assessment.tally, lang))}")
    if assessment.judgements:
        titles = ", ".join(assessment.criteria_set[i].title[lang] for i in assessment.judgements)
        yield escaped(m.sentence(m.say("report.judgements", lang, criteria=titles)))
    yield _table(headers(lang), [row.cells for row in rows_of(assessment, lang)])


def _forms(report: Report) -> Iterator[str]:
    """Iterate over the forms of the first places."""
    lang = report.lang
    shown, more = first(report.assessments, MOST_FORMS, lang, "places")
    for number, assessment in enumerate(shown, 1):
        yield f"## {number}\\. {escaped(m.full_place_text(assessment.place, lang))}"
        yield from _form(assessment, report)
    if more:
        told = m.say("report.forms_of_first", lang, **share_shown(report.assessments, MOST_FORMS, lang))
        yield escaped(f"{told} {m.say('report.see_file', lang)}")
