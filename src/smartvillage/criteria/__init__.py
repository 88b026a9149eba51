"""Criteria and criteria sets, rules with a title, a clause and a source; and what a set finds for a place."""

from smartvillage.criteria.assessments import Assessment, Missing, Tally
from smartvillage.criteria.findings import Accepted, Criterion, CriterionFinding, Force, Source
from smartvillage.criteria.parts import Dragging, dragging
from smartvillage.criteria.sets import CriteriaSet, MeetsSet, Requirement, Settlement

__all__ = [
    "Accepted",
    "Assessment",
    "CriteriaSet",
    "Criterion",
    "CriterionFinding",
    "Dragging",
    "Force",
    "MeetsSet",
    "Missing",
    "Requirement",
    "Settlement",
    "Source",
    "Tally",
    "dragging",
]
