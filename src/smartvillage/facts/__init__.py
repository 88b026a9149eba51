"""Recorded figures: what a place is known to have, as exact numbers and bounds.

`numbers` holds shares and bounds, `records` the facts that carry them, `places` the tree of places. `known` is what is
known of an indicator; `evidence` answers where it comes from, with the help of `fitting` (records), `rollups` (parts)
and `links`.
"""

from smartvillage.facts.evidence import Evidence
from smartvillage.facts.known import Known
from smartvillage.facts.numbers import (
    PERCENT,
    Bounds,
    Share,
    above,
    at_least,
    at_most,
    below,
    between,
    percent,
)
from smartvillage.facts.places import Place
from smartvillage.facts.records import Fact, Issue, Judgement, Monthly, Where

__all__ = [
    "PERCENT",
    "Bounds",
    "Evidence",
    "Fact",
    "Issue",
    "Judgement",
    "Known",
    "Monthly",
    "Place",
    "Share",
    "Where",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "percent",
]
