"""What a notebook shows of sets, criteria, rules, places, findings, assessments of one or many places, progress."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeAlias, Union
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.catalogue import vocabulary as shipped
from smartvillage.comparison import Comparison
from smartvillage.criteria import Assessment, CriteriaSet, Criterion, CriterionFinding
from smartvillage.facts import Place
from smartvillage.indicators import Lang
from smartvillage.report.changes import progress_text
from smartvillage.report.contents import Report
from smartvillage.report.notebook.answers import (
    assessment_blocks,
    assessment_lines,
    counted_title,
    criterion_finding_blocks,
    finding_blocks,
    head_of,
    progress_blocks,
)
from smartvillage.report.notebook.compared import comparison_blocks, comparison_plain
from smartvillage.report.notebook.many import (
    MOST_PLACES,
    legend,
    matrix,
    report_blocks,
    table_blocks,
    table_lines,
    tiles,
)
from smartvillage.report.notebook.places import MOST_FACTS, place_blocks, place_lines
from smartvillage.report.notebook.rules import criterion_blocks, rule_block
from smartvillage.report.notebook.sets import basis_lines, day_line, set_blocks, source_lines
from smartvillage.report.rows import title_text
from smartvillage.report.texts import clean
from smartvillage.rules import Finding, Rule
from smartvillage.steps import Progress

if TYPE_CHECKING:
    from smartvillage.arrays import TableAssessment

__all__ = [
    "MOST_FACTS",
    "MOST_PLACES",
    "Shown",
    "basis_lines",
    "blocks_of",
    "counted_title",
    "day_line",
    "head_of",
    "legend",
    "matrix",
    "plain_of",
    "source_lines",
    "tiles",
]


Shown: TypeAlias = Union[
    CriteriaSet,
    Criterion,
    Rule,
    Place,
    Finding,
    CriterionFinding,
    Assessment,
    Progress,
    Report,
    Comparison,
    "TableAssessment",
]
"""What can be shown."""


def blocks_of(thing: Shown, lang: Lang) -> list[Element]:
    """Return anything as blocks of HTML."""
    match thing:
        case CriteriaSet():
            return list(set_blocks(thing, lang))
        case Criterion():
            return list(criterion_blocks(thing, shipped(), lang))
        case Rule():
            return [rule_block(thing, shipped(), lang)]
        case Place():
            return list(place_blocks(thing, lang))
        case Finding():
            return list(finding_blocks(thing, lang))
        case CriterionFinding():
            return list(criterion_finding_blocks(thing, lang))
        case Assessment():
            return list(assessment_blocks(thing, lang))
        case Progress():
            return list(progress_blocks(thing, lang))
        case Report():
            return list(report_blocks(thing))
        case Comparison():
            return list(comparison_blocks(thing, lang))
        case _:  # a table: its class would load numpy
            return list(table_blocks(thing, lang))


def plain_of(thing: Shown, lang: Lang) -> str:
    """Return anything as a few lines of plain text."""
    match thing:
        case CriteriaSet():
            titles = (f"{number}. {title_text(one, lang)}" for number, one in enumerate(thing, 1))
            said: Iterable[str] = (*m.summary_lines(thing, lang), *titles)
        case Criterion():
            rule = m.describe_rule(thing.rule, shipped(), lang)
            said = (title_text(thing, lang), m.sentence(m.say("set.rule", lang, rule=rule)), thing.clause[lang])
        case Rule():
            said = (m.describe_rule(thing, shipped(), lang),)
        case Place():
            said = place_lines(thing, lang)
        case Finding():
            said = (m.explain_finding(thing, lang),)
        case CriterionFinding():
            said = (m.explain_criterion(thing, lang),)
        case Assessment():
            said = assessment_lines(thing, lang)
        case Progress():
            said = (progress_text(thing, lang),)
        case Report():
            said = (thing.title, *m.summary_of(thing.assessments, thing.lang))
        case Comparison():
            said = comparison_plain(thing, lang)
        case _:  # a table, as above
            said = table_lines(thing, lang)
    return clean("\n".join(said))
