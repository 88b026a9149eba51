"""Assessments of many places as tables: one to read in a terminal, and one for a spreadsheet."""

import csv
import io
import itertools
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from smartvillage.criteria import Assessment, CriteriaSet, CriterionFinding, Force
from smartvillage.indicators import Lang, Level
from smartvillage.messages.findings import clause_text, explain_criterion, lacking_text, told_gaps
from smartvillage.messages.gaps import gap_cells
from smartvillage.messages.numbers import date_text, number
from smartvillage.messages.parts import dragging_lines
from smartvillage.messages.reports import tally_text
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import (
    SYMBOLS,
    criterion_outcome_text,
    document_text,
    force_text,
    full_place_text,
    level_text,
    readiness_text,
    reasons_text,
)
from smartvillage.outcomes import Outcome

WIDTH = 100
"""How wide the lines of a terminal table are, at the most."""

_WIDTHS = (34, 34, 24)
"""Its columns; with the margin and two blanks between them they make up the whole."""

_MARGIN = 4
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""


def table_lines(rules: CriteriaSet, on: date, assessments: Sequence[Assessment], lang: Lang) -> Iterator[str]:
    """Iterate over the lines of the table: for each place the answer, and the criteria that are not met.

    Of a province all its targets are told; below each that is not met stand the places that drag it down.
    """
    document = document_text(rules.source, lang)
    yield from wrapped(say("cli.heading", lang, title=rules.title[lang], id=rules.id, document=document))
    if rules.source.known is not None:
        yield from wrapped(sentence(say("set.known", lang, text=rules.source.known[lang])))
    yield from wrapped(sentence(say("report.on", lang, date=date_text(on, lang))))
    yield ""
    yield from _row("", (say(f"cli.{name}", lang) for name in ("title", "lacking", "clause")))
    for assessment in assessments:
        yield "-" * WIDTH
        outcome = readiness_text(assessment.outcome, lang)
        tally = sentence(tally_text(assessment.tally, lang))
        place = full_place_text(assessment.place, lang)
        yield from wrapped(say("cli.place", lang, place=place, outcome=outcome, tally=tally))
        for finding in assessment:
            clause = finding.criterion.clause[lang]
            if finding.outcome in (Outcome.FAIL, Outcome.UNKNOWN):
                lacking = lacking_text(finding, lang, place=assessment.place)
                yield from _row(SYMBOLS[finding.outcome], (_titled(finding, lang), lacking, clause))
                for line in dragging_lines(finding, assessment.place, lang):
                    yield from wrapped(line, indent=_MARGIN + 2)
            elif assessment.place.level is Level.PROVINCE:
                met = finding.outcome is Outcome.PASS
                told = say("cli.met", lang) if met else reasons_text(finding.reasons, lang)
                yield from _row(SYMBOLS[finding.outcome], (_titled(finding, lang), told, clause))
    yield "-" * WIDTH
    yield from summary_of(assessments, lang)


def _titled(finding: CriterionFinding, lang: Lang) -> str:
    """Return the title of a criterion, with its force unless it is required."""
    title, force = finding.criterion.title[lang], finding.criterion.force
    if force is Force.REQUIRED:
        return title
    return say("cli.aspirational", lang, title=title, force=force_text(force, lang))


def summary_of(assessments: Sequence[Assessment], lang: Lang) -> Iterator[str]:
    """Iterate over the last lines: how many places turned out how, and what the result is not."""
    outcomes = [assessment.outcome for assessment in assessments]
    names = ("passed", "failed", "unknown", "not_applicable")
    counts = {name: number(outcomes.count(outcome), lang) for name, outcome in zip(names, Outcome, strict=True)}
    yield from wrapped(say("cli.summary", lang, count=number(len(outcomes), lang), **counts))
    yield from wrapped(say("closing", lang))


def _row(symbol: str, cells: Iterable[str]) -> Iterator[str]:
    """Iterate over the lines of one row of the table."""
    for index, line in enumerate(side_by_side([[cell] for cell in cells], _WIDTHS)):
        margin = f"  {symbol if index == 0 else ''}".ljust(_MARGIN)
        yield (margin + line).rstrip()


def side_by_side(cells: Iterable[Iterable[str]], widths: Sequence[int]) -> Iterator[str]:
    """Iterate over the lines of cells beside each other, each of some paragraphs and as wide as told."""
    columns = [
        [line for text in cell for line in _wrap(text, width)] for cell, width in zip(cells, widths, strict=True)
    ]
    for texts in itertools.zip_longest(*columns, fillvalue=""):
        yield "  ".join(text.ljust(width) for text, width in zip(texts, widths, strict=True)).rstrip()


def wrapped(text: str, indent: int = 0) -> Iterator[str]:
    """Iterate over the lines of a paragraph."""
    yield from (" " * indent + line for line in _wrap(text, WIDTH - indent))


def _wrap(text: str, width: int) -> list[str]:
    """Return a text in lines of a width, each letter counted once whatever marks it carries."""
    return textwrap.wrap(unicodedata.normalize("NFC", text), width, break_on_hyphens=False) or [""]


_COLUMNS = (
    "place", "level", "commune", "criterion", "title", "outcome", "reason", "gap", "unit", "clause", "text",
)  # fmt: skip


def csv_text(assessments: Iterable[Assessment], lang: Lang) -> str:
    """Return a table with one row for each place and criterion."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(say(f"csv.{column}", lang) for column in _COLUMNS)
    for assessment in assessments:
        for finding in assessment:
            writer.writerow(map(_cell, _record(assessment, finding, lang)))
    return text.getvalue()


def _record(assessment: Assessment, finding: CriterionFinding, lang: Lang) -> tuple[str, ...]:
    """Return the cells of one place and one criterion."""
    place, rules, criterion = assessment.place, assessment.criteria_set, finding.criterion
    commune = next((above.name for above in place.above if above.level is Level.COMMUNE), "")
    gaps = [gap_cells(gap, rules.vocabulary, lang) for gap in told_gaps(finding)]
    return (
        place.name,
        level_text(place.level, lang),
        commune,
        criterion.id,
        criterion.title[lang],
        criterion_outcome_text(finding, lang),
        reasons_text(finding.reasons, lang),
        "; ".join(amount for amount, _ in gaps if amount),
        "; ".join(unit for amount, unit in gaps if amount),
        clause_text(finding, lang, rules.source),
        explain_criterion(finding, lang, source=rules.source, place=place),
    )


def _cell(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    text = unicodedata.normalize("NFC", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
