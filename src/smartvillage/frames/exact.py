"""Exact arithmetic in expressions: what `smartvillage.arrays.ends` says of arrays, for any engine.

Whole numbers are divided through floats and put right by their remainders: not every engine divides them, and some
through floats without saying so. No sum or product overflows, for some engines refuse a frame for one row that does.
Each function takes many numbers at once, so that they share their stages.
"""

from collections.abc import Iterable

import narwhals as nw

from smartvillage.arrays.ends import ABOVE, AT, BELOW, FAIR, SIDES, WITHIN
from smartvillage.facts import PERCENT
from smartvillage.frames.stages import Stages, Term, chosen, lit

Pair = tuple[Term, Term]

_MILLION = 10**6

_SIXTH, _STRICT = 1000, 10
"""As in `smartvillage.facts.links`: a few billionths past a sixth decimal are the open end they came from."""

_LIMB, _DECIDED = 2**31, 2**28
"""Great numbers are compared in two parts, upper and lower; so much in the upper parts outweighs the lower ones."""


def whole(value: Term) -> Term:
    """Return whole numbers held as floats as integers."""
    return value.of(lambda expr: expr.cast(nw.Int64))


def as_float(value: Term) -> Term:
    """Return whole numbers as floats."""
    return value.of(lambda expr: expr.cast(nw.Float64))


def floor(value: Term) -> Term:
    """Return the greatest whole numbers that are not above numbers."""
    return value.of(lambda expr: expr.floor())


def billionths(stages: Stages, values: Iterable[Term], places: int) -> list[Term]:
    """Return shares as whole billionths of a percentage point: a float means its shortest decimal, half to even.

    Args:
        stages: the frame.
        values: percentages, or fractions from 0 to 1; never null or NaN.
        places: how many decimal places become whole: 9 for percentages, 11 for fractions.
    """
    values, parts = list(values), 10.0**places
    below = stages.hold(*(floor(value * parts) for value in values))
    # By a constant, polars divides inexactly, through its reciprocal; by a column it does not.
    middle = stages.hold(*((b * 2.0 + 1.0) / (v * 0.0 + 2.0 * parts) for v, b in zip(values, below, strict=True)))
    return stages.hold(
        *(
            whole(b + chosen(v > m, 1.0, 0.0) + chosen(v == m, b - floor(b / 2.0) * 2.0, 0.0))
            for v, b, m in zip(values, below, middle, strict=True)
        )
    )


def divided(stages: Stages, pairs: Iterable[Pair]) -> list[Pair]:
    """Return the quotients, below 2^51, and the remainders of whole numbers from 0 on."""
    pairs = list(pairs)
    guesses = stages.hold(*(whole(floor(as_float(a) / as_float(b))) for a, b in pairs))
    rests = [a - guess * b for (a, b), guess in zip(pairs, guesses, strict=True)]
    found = stages.hold(
        *(
            one
            for (_, b), guess, rest in zip(pairs, guesses, rests, strict=True)
            for one in (
                guess + chosen(rest >= b, 1, 0) - chosen(rest < 0, 1, 0),
                rest - chosen(rest >= b, b, 0) + chosen(rest < 0, b, 0),
            )
        )
    )
    return list(zip(found[::2], found[1::2], strict=True))


def of_counts(stages: Stages, pairs: Iterable[Pair]) -> list[Term]:
    """Return the ends of counts out of totals from 1 to `FAIR`."""
    pairs = list(pairs)
    totals = [total for _, total in pairs]
    coarse = divided(stages, [(count * (PERCENT // _MILLION), total) for count, total in pairs])
    fine = divided(stages, [(rest * _MILLION, total) for (_, rest), total in zip(coarse, totals, strict=True)])
    return stages.hold(
        *(
            (thousands * _MILLION + parts) * SIDES + chosen(rest > 0, WITHIN, 0)
            for (thousands, _), (parts, rest) in zip(coarse, fine, strict=True)
        )
    )


def in_counts(stages: Stages, low: Term, high: Term, total: Term) -> Pair:
    """Return the least and the greatest whole count between two ends, out of totals from 1 to `FAIR`."""
    (units, side), (above, _) = split(stages, [low, high + (SIDES - 1)])
    coarse, coarse_high = divided(stages, [(units, lit(_MILLION)), (above, lit(_MILLION))])
    carried = divided(stages, [(fine * total, lit(_MILLION)) for _, fine in (coarse, coarse_high)])
    (least, rest), (most, rest_high) = divided(
        stages,
        [
            (upper * total + more, lit(PERCENT // _MILLION))
            for (upper, _), (more, _) in zip((coarse, coarse_high), carried, strict=True)
        ],
    )
    is_past = (rest > 0) | (carried[0][1] > 0) | (side != AT)
    is_met = (rest_high == 0) & (carried[1][1] == 0) & (high % SIDES != AT)
    first, last = stages.hold(least + chosen(is_past, 1, 0), most - chosen(is_met, 1, 0))
    return first, last


def split(stages: Stages, ends: Iterable[Term]) -> list[Pair]:
    """Return the whole billionths in ends, and where ends lie from there on."""
    ends = list(ends)
    sides = stages.hold(*(end % SIDES for end in ends))
    units = stages.hold(*(whole(as_float(end - side) / float(SIDES)) for end, side in zip(ends, sides, strict=True)))
    return list(zip(units, sides, strict=True))


def of_billionths(low: Term, high: Term) -> Pair:
    """Return billionths as ends; a few past a sixth decimal are the open end they came from."""
    past, short = low % _SIXTH, (lit(_SIXTH) - high % _SIXTH) % _SIXTH
    is_above, is_below = (past > 0) & (past < _STRICT), (short > 0) & (short < _STRICT)
    return (
        chosen(is_above, (low - past) * SIDES + ABOVE, low * SIDES),
        chosen(is_below, (high + short) * SIDES - (SIDES - BELOW), high * SIDES),
    )


def beyond(stages: Stages, count: Term, total: Term, share: tuple[int, int]) -> Term:
    """Return what has the sign of count · q - p · total, for any whole numbers from 0 to 2^63 - 1."""
    num, den = share
    lower, lower_total = stages.hold(count % _LIMB, total % _LIMB)
    upper, upper_total = (
        whole(as_float(one - low) / float(_LIMB)) for one, low in ((count, lower), (total, lower_total))
    )
    (apart,) = stages.hold(upper * den - upper_total * num)
    (sign,) = stages.hold(
        apart.of(lambda expr: expr.clip(-_DECIDED, _DECIDED)) * _LIMB + (lower * den - lower_total * num)
    )
    return sign


def is_fair(total: Term) -> Term:
    """Return where there is a total that ends can be worked out with; see `FAIR`."""
    return (total > 0) & (total <= FAIR)
