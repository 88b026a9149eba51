"""Shares in a lazy frame: percentages, counts, and both, as ends; see `smartvillage.arrays.columns.Shares`."""

from functools import partial, reduce

from smartvillage.arrays.ends import ABOVE, SIDES, TOP
from smartvillage.facts.numbers import PLACES
from smartvillage.frames.exact import billionths, in_counts, is_fair, of_counts, split
from smartvillage.frames.known import Counts, Ends, Points, Share
from smartvillage.frames.stages import NO, Stages, Term, chosen, greatest, lit, smallest


def usable(stages: Stages, counts: Counts, known: Term) -> Counts:
    """Return counts out of their own total, else out of that of the place; more than all are left out.

    Args:
        stages: the frame.
        counts: the counts recorded.
        known: the known total of each place, 0 for none.
    """
    counted = (counts.least >= 0) & ~((counts.total < 0) & (known > 0) & (counts.most > known))
    total = chosen((counts.total < 0) & (known > 0), known, counts.total)
    least, most, total = stages.hold(chosen(counted, counts.least, -1), chosen(counted, counts.most, -1), total)
    return Counts(least, least if counts.is_exact else most, total, counts.is_exact)


def ends_of(stages: Stages, share: Share, known: Term) -> Ends:
    """Return what is recorded of a share as ends; possibly nothing is left.

    Args:
        stages: the frame.
        share: what the columns say.
        known: the known total of each place, 0 for none.
    """
    known = chosen(is_fair(known), known, 0)
    said: list[Ends] = []
    counts = share.counts
    too_great = NO
    if counts is not None:
        too_great = (counts.least >= 0) & (counts.total > 0) & ~is_fair(counts.total)
        counts = _without(stages, counts, too_great)
    if share.value is not None:
        said.append(_exactly(stages, share.value, counts))
    if share.low is not None or share.high is not None:
        said.append(_between(stages, share.low, share.high, known))
    if counts is not None:
        said.append(_of_counts(stages, usable(stages, counts, known)))
    ends = reduce(partial(_both, stages), said)
    return ends if counts is None else _set_aside(stages, ends, too_great)


def _without(stages: Stages, counts: Counts, where: Term) -> Counts:
    """Return counts without some."""
    least, most, total = stages.hold(*(chosen(where, -1, one) for one in (counts.least, counts.most, counts.total)))
    return Counts(least, most, total, counts.is_exact)


def _set_aside(stages: Stages, ends: Ends, where: Term) -> Ends:
    """Return the same with nothing known where counts are too great for the sums of ends."""
    low, high, speaks, recorded = stages.hold(
        chosen(where, 0, ends.low), chosen(where, TOP, ends.high), ends.speaks & ~where, ends.recorded | where
    )
    return Ends(low, high, speaks, recorded, ends.least, ends.most, chosen(where, 0, ends.total))


def _units(stages: Stages, points: Points) -> Term:
    """Return shares as whole billionths of a percentage point."""
    (units,) = billionths(stages, [points.value], points.places)
    return units


def _exactly(stages: Stages, points: Points, counts: Counts | None) -> Ends:
    """Return what percentages say, where no counts are what they state."""
    units, where = _units(stages, points), points.known
    if counts is not None:
        where &= (counts.least < 0) | _is_apart(stages, units, counts)
    low, high, where = stages.hold(chosen(where, units * SIDES, 0), chosen(where, units * SIDES, TOP), where)
    none = lit(0)
    return Ends(low, high, where, where, none, none, none)


def _is_apart(stages: Stages, units: Term, counts: Counts) -> Term:
    """Return where percentages are not what counts make, within one unit of their last digit."""
    has_total = (counts.least >= 0) & (counts.total > 0)
    pair = chosen(has_total, counts.least, 0), chosen(has_total, counts.total, 1)
    ((exactly, side),) = split(stages, of_counts(stages, [pair]))
    last = lit(1)
    for power in range(1, PLACES + 1):
        last = chosen(units % 10**power == 0, 10**power, last)
    (last,) = stages.hold(last)
    return has_total & ((units - exactly > last) | (exactly + chosen(side > 0, 1, 0) - units > last))


def _between(stages: Stages, low: Points | None, high: Points | None, known: Term) -> Ends:
    """Return what percentages between two ends say; out of a known total they are whole counts.

    An end that is missing is the widest, two that cross say nothing.
    """
    nothing = NO
    has_low, has_high = (nothing if one is None else one.known for one in (low, high))
    where = has_low | has_high
    if low is not None and high is not None:
        where &= ~(has_low & has_high & (low.value > high.value))
    least = lit(0) if low is None else chosen(has_low, _units(stages, low) * SIDES, 0)
    most = lit(TOP) if high is None else chosen(has_high, _units(stages, high) * SIDES, TOP)
    least, most, where = stages.hold(chosen(where, least, 0), chosen(where, most, TOP), where)
    total = chosen(where & (known > 0) & (least < most), known, 1)
    first, last = in_counts(stages, least, most, total)
    counted, first, last = stages.hold(
        where & (known > 0) & (least < most) & (first <= last), chosen(first <= last, first, 0), last
    )
    of_first, of_last = of_counts(stages, [(chosen(counted, one, 0), total) for one in (first, last)])
    low_end, high_end = stages.hold(chosen(counted, of_first, least), chosen(counted, of_last, most))
    first, last, total = stages.hold(*(chosen(counted, one, 0) for one in (first, last, total)))
    return Ends(low_end, high_end, where, where, first, last, total)


def _of_counts(stages: Stages, counts: Counts) -> Ends:
    """Return what counts say; without a total, at most that there are some."""
    known = counts.least >= 0
    has_total = known & (counts.total > 0)
    total = chosen(has_total, counts.total, 1)
    of_least, of_most = of_counts(stages, [(chosen(has_total, one, 0), total) for one in (counts.least, counts.most)])
    some = chosen((counts.least > 0) & (counts.total < 0), ABOVE, 0)
    low, high = chosen(has_total, of_least, some), chosen(has_total, of_most, TOP)
    parts = (chosen(has_total, one, 0) for one in (counts.least, counts.most, counts.total))
    low, high, known, least, most, total = stages.hold(low, high, known, *parts)
    return Ends(low, high, known, known, least, most, total)


def _both(stages: Stages, one: Ends, two: Ends) -> Ends:
    """Return what two sources leave."""
    both, first = one.speaks & two.speaks, one.speaks

    def of(meet: Term, mine: Term, others: Term) -> Term:
        return chosen(both, meet, chosen(first, mine, others))

    low, high, speaks, least, most, total = stages.hold(
        greatest(one.low, two.low),
        smallest(one.high, two.high),
        one.speaks | two.speaks,
        of(greatest(one.least, two.least), one.least, two.least),
        of(smallest(one.most, two.most), one.most, two.most),
        of(chosen(one.total == two.total, one.total, 0), one.total, two.total),
    )
    return Ends(low, high, speaks, speaks, least, most, total)
