"""What the places below add up to: how many are missing, how many meet something, and sums."""

import math
from collections.abc import Collection
from fractions import Fraction
from itertools import combinations_with_replacement, product

import pytest

from smartvillage import Level, Place, Share, above, below, between, percent
from smartvillage.facts.numbers import ANY_SHARE, PERCENT, Bounds
from smartvillage.facts.rollups import missing_parts, pooled, summed
from smartvillage.indicators import Measure
from smartvillage.outcomes import FAILS, NOT_APPLICABLE, PASSES, UNDECIDED, Outcome, Possible

P, F, N = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE
V, C, D = Level.VILLAGE, Level.COMMUNE, Level.DISTRICT
POSSIBLE: list[Possible] = [
    PASSES,
    FAILS,
    NOT_APPLICABLE,
    UNDECIDED,
    frozenset({P, N}),
    frozenset({F, N}),
    frozenset({P, F, N}),
]


def place(level: str, *parts: Place, expected: int | None = None) -> Place:
    """Make a place of a level."""
    return Place("A", level=level, parts=parts, expected_parts=expected)


COMMUNE, DISTRICT = place("commune"), place("district")


@pytest.mark.parametrize(
    ("whole", "levels", "missing"),
    [
        (place("province", DISTRICT, DISTRICT), [D], 0),
        (place("province", DISTRICT, DISTRICT, expected=2), [D, C], 0),
        (place("province", DISTRICT, DISTRICT, expected=3), [D], 1),
        (place("province", DISTRICT, expected=3), [D], 2),
        (place("province", DISTRICT, expected=3), [C], math.inf),
        (place("province", DISTRICT, expected=3), [D, V], math.inf),
        (place("province", DISTRICT, expected=3), [Level.PROVINCE], 0),
        (place("province", COMMUNE, expected=3), [C], 2),
        (place("province", COMMUNE, expected=3), [D], 0),
        (place("province", expected=4), [D], 4),
        (place("province", expected=4), [C], math.inf),
        (place("district", expected=4), [C], 4),
        (place("commune", expected=4), [V], 4),
        (place("commune", expected=4), [C], 0),
        (place("commune"), [V], 0),
        (place("province", place("district", COMMUNE, expected=3), DISTRICT), [C], 2),
        (place("province", place("district", COMMUNE, expected=3), DISTRICT), [D, V], math.inf),
        (place("province", place("district", expected=2), place("district", expected=3)), [C], 5),
        (place("province", place("district", COMMUNE, expected=3), expected=2), [D], 1),
    ],
)
def test_places_that_are_expected_and_not_given_are_missing(
    whole: Place, levels: Collection[Level], missing: float
) -> None:
    """Of a district that is missing nobody knows how many communes it has; no place is missing below itself."""
    assert missing_parts(whole, levels) == missing


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_the_pooled_share_is_what_trying_every_way_gives(missing: int) -> None:
    """Ends too wide hide an answer, ends too narrow invent one; up to three places, every way is tried."""
    for size in (1, 2, 3):
        for met in combinations_with_replacement(POSSIBLE, size):
            tried = [[o for o in way if o is not N] for way in product(*met, *[(P, F)] * missing)]
            counts = [way.count(P) for way in tried]
            assert pooled(met, Measure.COUNT, missing) == Bounds(min(counts), max(counts)), met
            bounds = pooled(met, Measure.SHARE, missing)
            assert (bounds is None) == (not all(tried)), met
            if bounds is not None:
                shares = [Fraction(way.count(P), len(way)) for way in tried]
                ends = Fraction(int(bounds.low), bounds.scale), Fraction(int(bounds.high), bounds.scale)
                assert ends == (min(shares), max(shares)), met
                assert (bounds.kind, bounds.low_open, bounds.high_open) == ("share", False, False)
                totals = {len(way) for way in tried}
                assert bounds.total == (min(totals) if len(totals) == 1 else None), met


def test_where_nobody_knows_how_many_are_missing_a_share_may_be_anything() -> None:
    """A count has at least those that surely meet it."""
    assert pooled([PASSES, FAILS], Measure.SHARE, math.inf) == ANY_SHARE
    assert pooled([PASSES, FAILS], Measure.COUNT, math.inf) == Bounds(1, math.inf)


def share(count: int, total: int) -> Bounds:
    """Return bounds of a share as counts."""
    bounds = Share(count, total).bounds
    assert bounds is not None
    return bounds


def test_counts_and_totals_are_added() -> None:
    """79 of 100 and 241 of 300 are 320 of 400; a count that is missing may be any."""
    assert summed([share(79, 100), share(241, 300)], Measure.SHARE, 0) == share(320, 400)
    ranges = [Bounds(1, 3, 4, kind="share", total=4), share(2, 6)]
    assert summed(ranges, Measure.SHARE, 0) == Bounds(3, 5, 10, kind="share", total=10)
    assert summed([Bounds(1, 2), Bounds(3, 4)], Measure.COUNT, 0) == Bounds(4, 6)
    assert summed([Bounds(1, 2), Bounds(3, 4)], Measure.COUNT, 1) == Bounds(4, math.inf)
    assert summed([], Measure.COUNT, 0) == Bounds(0, 0)


def test_a_sum_of_no_share_is_no_share() -> None:
    """Nothing to pool is no 0 %, and what is missing may weigh anything."""
    assert summed([], Measure.SHARE, 0) is None
    assert summed([share(1, 2)], Measure.SHARE, 1) == ANY_SHARE


def test_without_totals_the_pooled_share_lies_between_the_least_and_the_most() -> None:
    """Nobody knows how much 90 % of an unknown number weighs; ends stay open where the outermost is open."""
    assert summed([percent(90), share(7, 10)], Measure.SHARE, 0) == between("70%", "90%")
    assert summed([between("30%", "40%"), above("20%") & below("60%")], Measure.SHARE, 0) == above("20%") & below("60%")
    assert summed([between("20%", "60%"), above("20%") & below("60%")], Measure.SHARE, 0) == between("20%", "60%")
    ends = summed([percent(50), Bounds(2, 3, 3, kind="share")], Measure.SHARE, 0)
    assert ends is not None
    assert (type(ends.low), type(ends.high)) == (int, int)
    assert summed([percent(50), Bounds(1, 2, 3, kind="share")], Measure.SHARE, 0) == Bounds(
        PERCENT, 2 * PERCENT, 3 * PERCENT, kind="share"
    )
