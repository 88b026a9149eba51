"""What the places below add up to: how many meet something, and sums of counts and shares."""

import math
from collections.abc import Collection, Sequence

from attrs import frozen

from smartvillage.facts.numbers import ANY_SHARE, Bounds
from smartvillage.facts.places import Place
from smartvillage.indicators import Level, Measure
from smartvillage.outcomes import FAILS, PASSES, Outcome, Possible


@frozen(eq=False)
class Parts:
    """What the places below say: how many count, and which of them fail or are undecided."""

    counted: int
    failing: tuple[Place, ...] = ()
    undecided: tuple[Place, ...] = ()
    missing: float = 0


def missing_parts(place: Place, levels: Collection[Level]) -> float:
    """Return how many places of these levels are expected below and not given; infinite where nobody can know."""
    if not place.parts and not place.expected_parts:
        return 0  # as most villages: a province has thousands
    short = (place.expected_parts or 0) - len(place.parts)
    rank = max((part.level.rank for part in place.parts), default=place.level.rank - 1)
    hidden: float = 0
    if short > 0:
        deeper = any(level.rank < rank for level in levels)
        hidden = math.inf if deeper else short if any(level.rank == rank for level in levels) else 0
    return hidden + sum(missing_parts(part, levels) for part in place.parts)


def pooled(met: Sequence[Possible], measure: Measure, missing: float) -> Bounds | None:
    """Return the share, or the number, of places that meet something; `None` for a share of nothing."""
    surely_pass = sum(possible == PASSES for possible in met)
    can_pass = sum(Outcome.PASS in possible for possible in met) + missing
    if measure is Measure.COUNT:
        return Bounds(surely_pass, can_pass)
    if not missing and all(Outcome.NOT_APPLICABLE in possible for possible in met):
        return None
    if math.isinf(missing):
        return ANY_SHARE
    least_of = surely_pass + sum(Outcome.FAIL in possible for possible in met) + missing
    most_of = can_pass + sum(possible == FAILS for possible in met)
    if not any(Outcome.NOT_APPLICABLE in possible and len(possible) > 1 for possible in met):
        return Bounds(surely_pass, can_pass, int(most_of), kind="share", total=int(most_of))
    return Bounds(surely_pass, least_of, int(least_of), kind="share") & Bounds(0, can_pass, int(most_of), kind="share")


def summed(bounds: Sequence[Bounds], measure: Measure, missing: float) -> Bounds | None:
    """Return the sum of counts, or the pooled share; `None` for a share of nothing.

    Where a total is unknown, nobody knows how much a share weighs: the pooled share lies between least and most.
    """
    if measure is not Measure.SHARE:
        return Bounds(sum(b.low for b in bounds), math.inf if missing else sum(b.high for b in bounds))
    if missing:
        return ANY_SHARE
    if not bounds:
        return None
    totals = [b.total for b in bounds if b.total]
    if len(totals) == len(bounds):
        total = sum(totals)
        return Bounds(sum(b.low for b in bounds), sum(b.high for b in bounds), total, kind="share", total=total)
    scale = math.lcm(*(b.scale for b in bounds))
    low, low_open = min((b.low * (scale // b.scale), b.low_open) for b in bounds)
    high, high_closed = max((b.high * (scale // b.scale), not b.high_open) for b in bounds)
    return Bounds(low, high, scale, low_open, not high_closed, "share")
