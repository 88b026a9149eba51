"""What `assess --json` writes: codes for programs, and the same in words."""

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from attrs import asdict

from smartvillage import messages as m
from smartvillage.codec import gap_to
from smartvillage.commands.terminal import dumped
from smartvillage.criteria import Assessment, CriteriaSet, CriterionFinding, Dragging, dragging
from smartvillage.facts import Issue, Place
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome

SCHEMA = "smartvillage/assessments/1"
"""What `--json` writes."""


def json_of(
    rules: CriteriaSet, on: date, issues: Iterable[Issue], assessments: Iterable[Assessment], lang: Lang
) -> str:
    """Return everything as JSON: codes for programs, and the same in words."""
    data = {
        "schema": SCHEMA,
        "criteria_set": rules.id,
        "on": on.isoformat(),
        "issues": [
            {
                "where": None if issue.where is None else asdict(issue.where),
                "code": issue.code,
                "value": issue.value,
                "expected": issue.expected,
                "text": m.explain_issue(issue, lang, vocabulary=rules.vocabulary, rules=rules),
            }
            for issue in issues
        ],
        "places": [_judged(assessment, lang) for assessment in assessments],
    }
    return dumped(data)


def _judged(assessment: Assessment, lang: Lang) -> dict[str, Any]:
    """Return what was found for one place as plain data."""
    place, source = assessment.place, assessment.criteria_set.source
    return {
        "place": _place(place),
        "outcome": assessment.outcome.value,
        "tally": asdict(assessment.tally),
        "criteria": [
            {
                "id": finding.id,
                "outcome": finding.outcome.value,
                "reason": None if finding.reason is None else finding.reason.value,
                "force": finding.criterion.force.value,
                "gap": [gap_to(gap) for gap in finding.gaps] or None,
                "text": m.explain_criterion(finding, lang, source=source, place=place),
                **_parts(finding),
            }
            for finding in assessment
        ],
        "missing": [
            {"place": one.place.name, "indicator": one.indicator, "criteria": list(one.criteria)}
            for one in assessment.missing()
        ],
    }


def _parts(finding: CriterionFinding) -> dict[str, Any]:
    """Return what the places below say, of a criterion not met that they add up to; else nothing."""
    told = [
        {
            "indicator": leaf.known.indicator.id,
            "counted": leaf.known.parts.counted,
            "missing": None if math.isinf(leaf.known.parts.missing) else leaf.known.parts.missing,
            **{
                key: [_part(one) for one in dragging(leaf, toward) if one.outcome is outcome] for key, outcome in _DRAGS
            },
        }
        for leaf, toward in m.rolled_up(finding)
        if leaf.known is not None and leaf.known.parts is not None
    ]
    return {"parts": told} if told else {}


_DRAGS = (("failing", Outcome.FAIL), ("undecided", Outcome.UNKNOWN))


def _part(part: Dragging) -> dict[str, Any]:
    """Return a place that drags another down, and what it lacks."""
    gaps = [gap for leaf, toward in part.leaves if (gap := leaf.lacking(toward)) is not None]
    return {"place": _place(part.place), "gap": [gap_to(gap) for gap in gaps] or None}


def _place(place: Place) -> dict[str, Any]:
    """Return who a place is."""
    parent = None if place.parent is None else place.parent.name
    return {"name": place.name, "code": place.code, "level": place.level.value, "parent": parent}
