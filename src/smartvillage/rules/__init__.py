"""Rules: tests over facts, composed into trees, and what they find.

A rule is a small frozen object. It is evaluated once, into a tree of findings; everything else (the reason, the gap,
the parts that decide, the text) is read off that tree when asked.

    >>> from smartvillage import Place, Share
    >>> from smartvillage.rules import AtLeast, Holds
    >>> fibre = AtLeast("households_fibre_connected", "80%")
    >>> counted = Share(370, 471)
    >>> village = Place("Thôn 8", level="village", facts={"households_fibre_connected": counted})
    >>> finding = fibre.evaluate(village)
    >>> finding.outcome, finding.gap.low
    (<Outcome.FAIL: 'fail'>, 7)
    >>> (fibre & Holds("culture_house_wifi")).evaluate(village).outcome
    <Outcome.FAIL: 'fail'>

`findings` says what a rule is and what it finds; `leaves` holds the tests of one indicator, `combinators` the rules
made of rules, `thresholds` and `gaps` the exact arithmetic beneath.
"""

from smartvillage.rules.combinators import MAX_DEPTH, AllOf, AnyOf, Combinator, Not, Readings, SomeOf
from smartvillage.rules.findings import Finding, Rule
from smartvillage.rules.gaps import Gap, Toward
from smartvillage.rules.leaves import (
    AtLeast,
    AtMost,
    Before,
    Holds,
    Leaf,
    LessThan,
    MoreThan,
    NoLaterThan,
    OneOf,
)
from smartvillage.rules.thresholds import Threshold, threshold

__all__ = [
    "MAX_DEPTH",
    "AllOf",
    "AnyOf",
    "AtLeast",
    "AtMost",
    "Before",
    "Combinator",
    "Finding",
    "Gap",
    "Holds",
    "Leaf",
    "LessThan",
    "MoreThan",
    "NoLaterThan",
    "Not",
    "OneOf",
    "Readings",
    "Rule",
    "SomeOf",
    "Threshold",
    "Toward",
    "threshold",
]
