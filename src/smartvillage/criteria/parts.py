"""The places below: which of them keep a roll-up from passing, and what each of them lacks."""

from collections.abc import Iterable
from typing import Any

from attrs import evolve, frozen

from smartvillage.criteria.findings import Criterion, CriterionFinding, Force
from smartvillage.criteria.sets import CriteriaSet
from smartvillage.facts import Evidence, Place
from smartvillage.indicators import Meeting, Sum
from smartvillage.outcomes import FAILS, Outcome, settled
from smartvillage.rules import AtLeast, AtMost, Finding, LessThan, MoreThan, Rule, Toward

Leaves = tuple[tuple[Finding, Toward], ...]
"""Tests, each with what it should turn to."""


@frozen(eq=False)
class Dragging:
    """A place below that does not meet what is counted, or may not.

    Attributes:
        place: the place.
        outcome: fail or unknown.
        leaves: the tests that decide, the failing ones first.
        criteria: the criteria of a set that decide, where it is a set that is to be met.
    """

    place: Place
    outcome: Outcome
    leaves: Leaves
    criteria: tuple[CriterionFinding, ...] = ()

    @property
    def distance(self) -> tuple[int, float]:
        """What is smaller for a place that is nearer: fewer tests to turn, smaller gaps."""
        gaps = [leaf.lacking(toward) for leaf, toward in self.leaves]
        return len(self.leaves), sum(gap.relative for gap in gaps if gap is not None)


def dragging(leaf: Finding, toward: Toward = 1) -> tuple[Dragging, ...]:
    """Return the places below that keep a test from passing: failing ones, then undecided ones, the nearest first.

    Args:
        leaf: the finding of a test on an indicator that the places below add up to; for any other there are none.
        toward: what the test should turn to; -1 inside a *not*.
    """
    known = leaf.known
    if known is None or known.parts is None or leaf.code == toward:
        return ()
    rollup, evidence = known.indicator.rollup, known.evidence
    rising = isinstance(leaf.rule, AtLeast | MoreThan) == (toward == 1)
    found: list[Dragging] = []
    if isinstance(rollup, Meeting):
        failing = known.parts.failing if rising else ()
        found = [_meeting(rollup.meets, evidence.at(place)) for place in (*failing, *known.parts.undecided)]
    elif isinstance(rollup, Sum) and rising:
        found = [one for one in _below(leaf.rule, rollup, evidence) if one is not None]
    return tuple(sorted(found, key=lambda one: (one.outcome is not Outcome.FAIL, one.distance)))


def _meeting(meets: Any, evidence: Evidence) -> Dragging:
    """Return what keeps a place from meeting a rule, a criterion or a set."""
    outcome = Outcome.FAIL if evidence.possible(meets) == FAILS else Outcome.UNKNOWN
    referred = getattr(meets, "referred", None)
    if referred is not None:  # a set that the files name, looked up when it is needed
        rules, meets = referred
        evidence = evidence.at(evidence.place, rules.vocabulary)
    if isinstance(meets, CriteriaSet):
        inner = evidence.at(evidence.place, meets.vocabulary)
        findings = [f for f in meets.findings(inner) if f.criterion.force is Force.REQUIRED]
        return _of(evidence.place, outcome, findings)
    if isinstance(meets, Criterion):
        return _of(evidence.place, outcome, [meets.evaluate(evidence)])
    finding = meets.evaluate(evidence) if isinstance(meets, Rule) else None
    return Dragging(evidence.place, outcome, () if finding is None else tuple(finding.deciding()))


def _of(place: Place, outcome: Outcome, findings: Iterable[CriterionFinding]) -> Dragging:
    """Return what keeps a place from meeting criteria: what fails, then what is unknown."""
    lacking = [f for f in findings if settled(f.possible) in (Outcome.FAIL, Outcome.UNKNOWN)]
    lacking.sort(key=lambda f: f.outcome is not Outcome.FAIL)
    leaves: list[tuple[Finding, Toward]] = []
    for finding in lacking:
        applies = finding.applicability
        tree = applies if applies is not None and applies.code == 0 else finding.finding
        leaves += tree.deciding()
    return Dragging(place, outcome, tuple(leaves), tuple(lacking))


def _below(rule: Rule, rollup: Sum, evidence: Evidence) -> Iterable[Dragging | None]:
    """Iterate over the places whose own share is below what the pooled one must be, or unknown."""
    levels = [level for level in rollup.levels if level.has_bearer(evidence.on)]
    for place in evidence.place.below(levels):
        own = evidence.at(place).known(rollup.of)
        if isinstance(rule, AtLeast | MoreThan | AtMost | LessThan) and rule.value.is_share:
            finding = evolve(rule, indicator=rollup.of).evaluate(evidence.at(place))
            outcome = {-1: Outcome.FAIL, 0: Outcome.UNKNOWN}.get(finding.code)
            yield None if outcome is None else Dragging(place, outcome, ((finding, 1),))
        elif not own.bounds.is_exact:
            yield Dragging(place, Outcome.UNKNOWN, ())
