"""Is this village or commune ready, by the words of a document, and if not, what exactly is missing?

A *rule* answers pass, fail or unknown for a place. A *criterion* is a rule with a source. A *criteria set* holds the
criteria of one document; it assesses places, and tells what is met, what is lacking and what is still to be measured.

    >>> import smartvillage as sv
    >>> rules = sv.load("nghe-an/smart-village")
    >>> village = sv.Place("Thôn 8", level="village", facts={
    ...     "households_fibre_connected": sv.Share(370, 471),
    ...     "households_smartphone": sv.above("90%"),
    ... })
    >>> a = rules.assess(village)
    >>> a["fibre"].outcome.value, a["fibre"].gap.low
    ('fail', 7)
    >>> a["smartphones"].outcome.value, a["team"].outcome.value
    ('pass', 'unknown')

`read` takes spreadsheets, `compare` and `check` look at criteria sets, `rank` orders places. Read on in
`smartvillage.rules`.
"""

from smartvillage.catalogue import catalogue, load, vocabulary
from smartvillage.criteria import Assessment, CriteriaSet, Criterion, Force, Source
from smartvillage.doors import check, compare, facts_from_households, progress, rank, read, sweep
from smartvillage.errors import SmartVillageError
from smartvillage.facts import (
    Bounds,
    Fact,
    Judgement,
    Monthly,
    Place,
    Share,
    above,
    at_least,
    at_most,
    below,
    between,
    percent,
)
from smartvillage.indicators import Level
from smartvillage.outcomes import Outcome, Reason

__all__ = [
    "Assessment",
    "Bounds",
    "CriteriaSet",
    "Criterion",
    "Fact",
    "Force",
    "Judgement",
    "Level",
    "Monthly",
    "Outcome",
    "Place",
    "Reason",
    "Share",
    "SmartVillageError",
    "Source",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "catalogue",
    "check",
    "compare",
    "facts_from_households",
    "load",
    "percent",
    "progress",
    "rank",
    "read",
    "sweep",
    "vocabulary",
]
