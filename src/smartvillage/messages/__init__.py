"""Findings, assessments, issues and rules as text, Vietnamese and English.

Findings are data; they become text here, late, from two tables of sentences with equal keys and parameters. Every
report ends with the sentence that it does not replace a decision of recognition.

    >>> from fractions import Fraction
    >>> percent_text(Fraction(399, 499), "vi", beside=[Fraction(80, 100)])
    '79,96%'
    >>> number(1234.5, "vi"), number(1234.5, "en")
    ('1.234,5', '1,234.5')
"""

from smartvillage.messages.comparisons import comparison_lines, explain_comparison, explain_row
from smartvillage.messages.findings import (
    clause_text,
    criterion_answer,
    explain_criterion,
    explain_finding,
    lacking_text,
)
from smartvillage.messages.gaps import gap_cells, gap_text
from smartvillage.messages.issues import explain_issue, fold_issues, where_text
from smartvillage.messages.numbers import counted, date_text, number, percent_text
from smartvillage.messages.parts import dragging_lines, rolled_up
from smartvillage.messages.problems import explain_problem
from smartvillage.messages.rankings import explain_ranked
from smartvillage.messages.reports import answer_text, explain_assessment, missing_label, settlement_text, tally_text
from smartvillage.messages.requirements import describe_rule
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.sets import describe_set, summary_lines
from smartvillage.messages.tables import WIDTH, csv_text, summary_of, table_lines, wrapped
from smartvillage.messages.words import (
    SYMBOLS,
    criterion_outcome_text,
    document_text,
    force_text,
    full_place_text,
    label_text,
    level_text,
    near_text,
    outcome_text,
    place_text,
    readiness_text,
    reason_text,
    reasons_text,
    unit_of,
    validity_text,
)

__all__ = [
    "SYMBOLS",
    "WIDTH",
    "answer_text",
    "clause_text",
    "comparison_lines",
    "counted",
    "criterion_answer",
    "criterion_outcome_text",
    "csv_text",
    "date_text",
    "describe_rule",
    "describe_set",
    "document_text",
    "dragging_lines",
    "explain_assessment",
    "explain_comparison",
    "explain_criterion",
    "explain_finding",
    "explain_issue",
    "explain_problem",
    "explain_ranked",
    "explain_row",
    "fold_issues",
    "force_text",
    "full_place_text",
    "gap_cells",
    "gap_text",
    "label_text",
    "lacking_text",
    "level_text",
    "missing_label",
    "near_text",
    "number",
    "outcome_text",
    "percent_text",
    "place_text",
    "readiness_text",
    "reason_text",
    "reasons_text",
    "rolled_up",
    "say",
    "sentence",
    "settlement_text",
    "summary_lines",
    "summary_of",
    "table_lines",
    "tally_text",
    "unit_of",
    "validity_text",
    "where_text",
    "wrapped",
]
