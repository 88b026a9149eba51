"""Ends of shares as integers on one line: exact percentages, open ends, and fractions of a total.

An end is four times the billionths of a percentage point, plus where it lies from there on: `AT` the value itself, `ABOVE`
it (an open low end), `WITHIN` the billionth (a count whose percentage does not end), or `BELOW` the next one (an open high
end). Integers of this kind order as the ends do, so that every comparison with a threshold, which has at most six places, is
exact: the strict cut `> t` is the end `ABOVE` t.
"""

import numpy as np
import numpy.typing as npt

from smartvillage.facts import PERCENT, Bounds
from smartvillage.facts.numbers import GRAIN, PLACES, decimal_of

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
F64 = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

AT, ABOVE, WITHIN, BELOW = 0, 1, 2, 3
SIDES = 4
TOP = SIDES * PERCENT
"""The end of 100 %."""

LIMIT = np.iinfo(np.int64).max
"""The high end of a number without limit."""

_HALVES = 10**6
_FAIR = 9 * 10**12
"""The greatest total whose products with a million parts fit 64 bits; beyond it, Python's integers do the sums."""

_SIXTH = 1000
_STRICT = 10


def billionths(points: F64, places: int = PLACES) -> I64:
    """Return percentages as whole billionths of a point: each means its shortest decimal, rounded half to even.

    Args:
        points: finite numbers from 0 to 100.
        places: the decimal places that are whole; 11 for fractions of one.
    """
    scaled = points * 10.0**places
    whole = np.rint(scaled)
    units = whole.astype(np.int64)
    for row in np.flatnonzero(np.abs(np.abs(scaled - whole) - 0.5) < 1e-3):
        decimal, _ = decimal_of(repr_of(points[row]) if places == PLACES else repr_of(points[row], places - PLACES))
        units[row] = int(decimal * GRAIN)
    return units


def repr_of(value: float, shift: int = 0) -> str:
    """Return the shortest decimal of a float as text, its point moved to the right."""
    from decimal import Decimal

    return f"{Decimal(repr(float(value))).scaleb(shift):f}"
