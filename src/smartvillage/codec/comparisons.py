"""Comparisons of criteria sets, and their problems, to plain data."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from smartvillage.codec.places import place_to, value_to
from smartvillage.codec.rules import rule_to
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet
from smartvillage.facts import Bounds, Place
from smartvillage.rules import Rule

if TYPE_CHECKING:
    from smartvillage.comparison import Comparison, Row
    from smartvillage.consistency import Problem

Data = dict[str, Any]


def comparison_to(comparison: "Comparison") -> Data:
    """Return a comparison as plain data; criteria and indicators by id, values as they are recorded in places."""
    return {
        "schema": "smartvillage/comparison/1",
        "a": set_to(comparison.a),
        "b": set_to(comparison.b),
        "level": comparison.level.value,
        "rows": [_row(row) for row in comparison],
        "left": [
            {
                "indicator": left.indicator.id,
                "region": _region(left.region),
                "a": list(left.a),
                "b": list(left.b),
            }
            for left in comparison.left
        ],
        "implied": [
            {
                "criterion": f"{implied.of.id}#{implied.criterion.id}",
                "by": [f"{implied.by_set.id}#{criterion.id}" for criterion in implied.by],
                "links": list(implied.links),
                "rollups": list(implied.rollups),
                "known": [{"indicator": i.id, "region": _region(region)} for i, region in implied.known],
                "village": _witness(implied.village),
            }
            for implied in comparison.implied
        ],
        "clashes": [{"a": clash.a.id, "b": clash.b.id, "links": list(clash.links)} for clash in comparison.clashes],
        "near_misses": [
            {
                "a": miss.a.id,
                "b": miss.b.id,
                "a_criteria": list(miss.a_criteria),
                "b_criteria": list(miss.b_criteria),
                "shared": list(miss.shared),
                "differs": list(miss.differs),
                "links": list(miss.links),
            }
            for miss in comparison.near_misses
        ],
        "renamed": [{"old": old, "new": new} for old, new in comparison.renamed],
    }


def problem_to(problem: "Problem") -> Data:
    """Return a problem as plain data."""
    return {
        "where": problem.where,
        "code": problem.code,
        "severity": problem.severity.value,
        "criteria": list(problem.criteria),
        "indicator": problem.indicator,
        "left": _region(problem.left),
        "because": [_rule(rule) for rule in problem.because],
        "links": list(problem.links),
        "witness": _witness(problem.witness),
        "more": dict(problem.more),
        "stated": None if problem.stated is None else {"vi": problem.stated.vi, "en": problem.stated.en},
    }


def _rule(rule: Rule) -> Data:
    """Return a rule as its file writes it; days as text."""
    if isinstance(rule, MeetsSet):
        return {"set": rule.criteria_set.id}
    written: Data = json.loads(json.dumps(rule_to(rule), default=str))
    return written


def set_to(rules: CriteriaSet) -> Data:
    """Return which set it is."""
    return {"id": rules.id, "sha256": rules.digest}


def _row(row: "Row") -> Data:
    """Return a row as plain data."""
    return {
        "relation": row.relation.value,
        "a": _side(row.a),
        "b": _side(row.b),
        "on": [
            {
                "indicator": shared.indicator.id,
                "denominator": shared.indicator.denominator,
                "a": _region(shared.a),
                "b": _region(shared.b),
                "both": _region(shared.both),
            }
            for shared in row.on
        ],
        "under": [{"a": under.a, "b": under.b, "relation": under.relation.value} for under in row.under],
        "obstacle": row.obstacle,
        "links": list(row.links),
        "only_a": _witness(row.only_a),
        "only_b": _witness(row.only_b),
    }


def _side(criterion: Criterion | None) -> Data | None:
    """Return one side of a row."""
    if criterion is None:
        return None
    return {
        "id": criterion.id,
        "title": {"vi": criterion.title.vi, "en": criterion.title.en},
        "clause": {"vi": criterion.clause.vi, "en": criterion.clause.en},
        "force": criterion.force.value,
    }


def _region(region: Iterable[Bounds | bool | str]) -> list[Any]:
    """Return values as plain data, piece by piece."""
    return [value_to(piece) for piece in region]


def _witness(place: Place | None) -> Data | None:
    """Return a place that shows something, with the places above it."""
    return None if place is None else {"place": place_to(place), "above": [place_to(above) for above in place.above]}
