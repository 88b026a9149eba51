"""The laws of gaps: what is lacking, what decides, and whether closing it is enough."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from attrs import evolve

from smartvillage.criteria import CriteriaSet
from smartvillage.facts import Bounds, Evidence, Fact, Place
from smartvillage.facts.numbers import PERCENT
from smartvillage.indicators import Indicator, Level, Measure
from smartvillage.outcomes import Outcome
from smartvillage.rules import Finding, OneOf, Rule, Toward
from smartvillage.testing.keeping import keep
from smartvillage.testing.plans import meet, region, whole
from smartvillage.testing.worlds import NAMES


def gap_zero_iff_pass(place: Place, criteria: CriteriaSet) -> None:
    """The most that a test lacks is nothing exactly where it passes; towards failing likewise."""
    for leaf, toward in _measured(place, criteria):
        gap = leaf.lacking(toward)
        keep(gap is None or gap.is_closed == (leaf.code == toward), "{!r} lacks {} to turn to {}", leaf, gap, toward)


def gap_above_zero_iff_fail(place: Place, criteria: CriteriaSet) -> None:
    """The least that a test lacks is above nothing exactly where it fails; towards failing likewise."""
    for leaf, toward in _measured(place, criteria):
        gap = leaf.lacking(toward)
        keep(gap is None or gap.is_sure == (leaf.code == -toward), "{!r} lacks {} to turn to {}", leaf, gap, toward)


def _measured(place: Place, criteria: CriteriaSet) -> Iterator[tuple[Finding, Toward]]:
    """Iterate over the tests made of a place, towards passing and towards failing."""
    for finding in criteria.assess(place):
        for leaf in finding.leaves():
            yield leaf, 1
            yield leaf, -1


def deciding_parts_decide(a: Rule, place: Place, criteria: CriteriaSet) -> None:
    """A rule that does not pass names what keeps it from passing, and none of that passes already."""
    finding = a.evaluate(place, vocabulary=criteria.vocabulary)
    for toward in _TOWARD:
        deciding = finding.deciding(toward)
        keep(bool(deciding) == (finding.code != toward), "{!r} is {} and names {}", a, finding.outcome, deciding)
        keep(all(leaf.code != to for leaf, to in deciding), "{!r} names what is as it should be: {}", a, deciding)


_TOWARD: tuple[Toward, Toward] = (1, -1)


def closing_the_deciding_gaps_passes(apart: Rule, bare: Place, criteria: CriteriaSet) -> None:
    """Where no indicator is asked for twice, closing the deciding gaps at their high end makes the rule pass."""
    vocabulary = criteria.vocabulary.without(link.name for link in criteria.vocabulary.links)
    finding = apart.evaluate(bare, vocabulary=vocabulary)
    closed = {_id(leaf): _closed(leaf, to) for leaf, to in finding.deciding()}
    outcome = apart.evaluate(evolve(bare, facts={**bare.facts, **closed}), vocabulary=vocabulary).outcome
    keep(outcome is Outcome.PASS, "{!r} is {} after closing {} with {}", apart, outcome, finding.gaps, closed)


def unknown_is_exact(apart: Rule, bare: Place, criteria: CriteriaSet) -> None:
    """Where no indicator is asked for twice and no link joins, what is unknown can still pass and can still fail."""
    vocabulary = criteria.vocabulary.without(link.name for link in criteria.vocabulary.links)
    finding = apart.evaluate(bare, vocabulary=vocabulary)
    for toward in _TOWARD if finding.code == 0 else ():
        completed = {_id(leaf): _within(leaf, to) for leaf, to in _pushed(finding, toward) if leaf.code == 0}
        again = apart.evaluate(evolve(bare, facts={**bare.facts, **completed}), vocabulary=vocabulary)
        keep(again.code == toward, "{!r} was unknown, and is {} with {}", apart, again.outcome, completed)


def _id(leaf: Finding) -> str:
    """Return the indicator of a test."""
    return str(getattr(leaf.rule, "indicator", ""))


def _pushed(finding: Finding, toward: Toward) -> Iterator[tuple[Finding, Toward]]:
    """Iterate over all tests of a rule, each with what it should turn to for the rule to turn."""
    if not finding.parts:
        yield finding, toward
    for part in finding.parts:
        yield from _pushed(part, finding.rule.turned(toward))


def _within(leaf: Finding, toward: Toward) -> Any:
    """Return a value that what is known leaves open, and that lets the test answer so."""
    known = leaf.known
    if known is None:  # pragma: no cover - a test of one indicator knows it
        return None
    if isinstance(leaf.rule, OneOf):
        others = (v for v in (*known.indicator.values, "another") if v not in leaf.rule.values)
        return leaf.rule.values[0] if toward == 1 else next(others)
    left = meet(known.bounds, region(leaf.rule, toward))
    return _exact(left, known.indicator) if isinstance(left, Bounds) else None


def _exact(left: Bounds, indicator: Indicator) -> Any:
    """Return one value of an interval as a record."""
    if indicator.measure is not Measure.SHARE:
        left = whole(left)
        value = left.high if isinstance(left.low, float) else left.low
        return _recorded(indicator, Fraction(int(value)))
    low, high = Fraction(int(left.low), left.scale), Fraction(int(left.high), left.scale)
    return _recorded(indicator, low if not left.low_open else high if not left.high_open else (low + high) / 2)


def _recorded(indicator: Indicator, value: Fraction) -> Any:
    """Return a number as a record of an indicator."""
    match indicator.measure:
        case Measure.SHARE:
            return Bounds(value.numerator, value.numerator, value.denominator, kind="share")
        case Measure.DATE:
            return Fact(Bounds(int(value), int(value), kind="date"))
        case Measure.COUNT | Measure.MONTHLY:
            return int(value)
        case _:
            return bool(value)


def _closed(leaf: Finding, toward: Toward) -> Any:
    """Return a record with which the gap of a test is closed at its high end."""
    known, gap = leaf.known, leaf.lacking(toward)
    if known is None or gap is None or gap.unit == "answer" or gap.high == float("inf"):
        return _within(_of_which_nothing_is_known(leaf), toward)
    rising = getattr(leaf.rule, "upward", False) == (toward == 1)
    share = known.indicator.measure is Measure.SHARE
    one = 1 if not share else gap.of or 100
    end, is_open = (known.bounds.low, known.bounds.low_open) if rising else (known.bounds.high, known.bounds.high_open)
    moved = Fraction(gap.high) / one + (gap.high_above + is_open) * Fraction(1, PERCENT)
    value = Fraction(int(end), known.bounds.scale) + (moved if rising else -moved)
    return _recorded(known.indicator, min(value, Fraction(1)) if share else value)


def _of_which_nothing_is_known(leaf: Finding) -> Finding:
    """Return a test of which nothing is known, so that every value is open."""
    known = leaf.known
    if known is None:  # pragma: no cover - a test of one indicator knows it
        return leaf
    bare = Evidence(Place(NAMES[Level.VILLAGE], level=known.evidence.place.level), known.evidence.vocabulary)
    return leaf.rule.evaluate(bare)
