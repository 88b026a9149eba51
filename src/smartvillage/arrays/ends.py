"""Ends of numbers as integers, so that many places compare exactly.

An end of a share is four times the whole billionths of a percentage point in it, plus where it lies from there on:
`AT` the value itself, `ABOVE` it (an open low end), `WITHIN` the billionth (a count whose percentage does not end) or
`BELOW` the next one (an open high end). These integers order as the ends do. Thresholds have at most six places, so
that every comparison is exact, and the strict cut `> t` is the end just above t.
"""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import numpy.typing as npt
from attrs import define, evolve

from smartvillage.facts import PERCENT, Bounds
from smartvillage.facts.numbers import GRAIN, PLACES, decimal_of
from smartvillage.indicators import Kind
from smartvillage.outcomes import Reason

I64 = npt.NDArray[np.int64]
I8 = npt.NDArray[np.int8]
F64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

AT, ABOVE, WITHIN, BELOW = 0, 1, 2, 3
SIDES = 4
TOP = SIDES * PERCENT
"""The end of 100 %."""

LIMIT = int(np.iinfo(np.int64).max)
"""The high end of a number without limit; minus this, the low end of a day without limit."""

WIDEST: Mapping[Kind, tuple[int, int]] = {
    "share": (0, TOP),
    "number": (0, LIMIT),
    "date": (-LIMIT, LIMIT),
    "truth": (0, 1),
    "judgement": (0, 1),
    "category": (0, 1),
}
"""The widest ends by kind."""

SILENT = -1
"""Among reasons: nothing is recorded, so that other sources speak alone."""

REASONS = (None, *Reason)
CODES = {reason: code for code, reason in enumerate(REASONS)}
"""Reasons by the int8 that stands for them, 0 for none, and back."""

_MILLION = 10**6
FAIR = 9 * 10**12
"""The greatest total of which a million parts fit 64 bits; beyond it Python's integers do the sums."""


def billionths(points: F64, places: int = PLACES) -> I64:
    """Return percentages as whole billionths of a point: a float means its shortest decimal, rounded half to even.

    Args:
        points: finite numbers from 0 to 100, or fractions from 0 to 1.
        places: how many decimal places become whole: 9, or 11 for fractions.
    """
    scaled = points * 10.0**places
    nearest = np.rint(scaled)
    units = nearest.astype(np.int64)
    for row in np.flatnonzero(np.abs(np.abs(scaled - nearest) - 0.5) < 1e-3):  # noqa: PLR2004 - where floats cannot tell
        decimal, _ = decimal_of(Decimal(repr(float(points[row]))).scaleb(places - PLACES))
        units[row] = int(decimal * GRAIN)
    return units


def of_counts(count: I64, total: I64) -> I64:
    """Return the ends of counts out of totals above zero."""
    if len(total) and int(total.max()) > FAIR:
        return np.array([end_of(int(c), int(t)) for c, t in zip(count, total, strict=True)], np.int64)
    thousands, rest = np.divmod(count * (PERCENT // _MILLION), total)
    parts, rest = np.divmod(rest * _MILLION, total)
    ends: I64 = (thousands * _MILLION + parts) * SIDES + WITHIN * (rest > 0)
    return ends


def end_of(count: int, total: int) -> int:
    """Return the end of one count out of a total."""
    units, rest = divmod(count * PERCENT, total)
    return int(units * SIDES + WITHIN * bool(rest))


def in_counts(low: I64, high: I64, total: I64) -> tuple[I64, I64]:
    """Return the least and the greatest whole count between two ends in percent, out of totals above zero."""
    least, rest = parts_of(low // SIDES, total)
    least += (rest > 0) | (low % SIDES != AT)
    most, rest = parts_of((high + SIDES - 1) // SIDES, total)
    most -= (rest == 0) & (high % SIDES != AT)
    return least, most


def parts_of(units: I64, total: I64) -> tuple[I64, I64]:
    """Return how many whole things so many billionths of totals are, and what is above zero where something remains."""
    if len(total) and int(total.max()) > FAIR:
        pairs = [divmod(int(u) * int(t), PERCENT) for u, t in zip(units, total, strict=True)]
        return np.array([p[0] for p in pairs], np.int64), np.array([p[1] > 0 for p in pairs], np.int64)
    whole, fine = divided(units, _MILLION)
    carried, small = divided(fine * total, _MILLION)
    things, rest = divided(whole * total + carried, PERCENT // _MILLION)
    return things, rest + (small > 0)


def divided(numbers: I64, by: int) -> tuple[I64, I64]:
    """Return quotients and remainders by one number, five times faster than `np.divmod`."""
    quotients = numbers // by
    return quotients, numbers - quotients * by


def ends_of(bounds: Bounds) -> tuple[int, int]:
    """Return the ends of a share stated in percent."""
    return (
        int(bounds.low) * SIDES + ABOVE * bounds.low_open,
        int(bounds.high) * SIDES - bounds.high_open,
    )


def bounds_of(low: int, high: int) -> Bounds:
    """Return a share in percent from its ends; see `ends_of`."""
    return Bounds(
        low // SIDES,
        -(-high // SIDES),
        PERCENT,
        low_open=low % SIDES == ABOVE,
        high_open=high % SIDES == BELOW,
        kind="share",
    )


@define(eq=False)
class Ends:
    """What is known of a number for many places: its two ends, and whether there is more to say.

    Attributes:
        low: the low ends.
        high: the high ends.
        reason: the code of why nothing is known; `SILENT` where nothing speaks, 0 where something does.
        speaks: where links take something for known.
        recorded: where a record says it, here or above; what is recorded and set aside, links leave alone.
        rolled: where places below say it.
        least: for shares, the least count where `total` is above zero.
        most: for shares, the greatest count there.
        total: for shares, the total that the ends are counts of; else 0.
    """

    low: I64
    high: I64
    reason: I8
    speaks: Mask
    recorded: Mask
    rolled: Mask
    least: I64
    most: I64
    total: I64

    @staticmethod
    def silent(size: int, kind: Kind) -> "Ends":
        """Return that nothing is known of so many places."""
        low, high = WIDEST[kind]
        return Ends(
            np.full(size, low),
            np.full(size, high),
            np.full(size, SILENT, np.int8),
            np.zeros(size, np.bool_),
            np.zeros(size, np.bool_),
            np.zeros(size, np.bool_),
            np.zeros(size, np.int64),
            np.zeros(size, np.int64),
            np.zeros(size, np.int64),
        )

    def spoken(self, where: Mask) -> "Ends":
        """Note where something is recorded, and return the same."""
        self.reason[where] = 0
        self.speaks |= where
        return self

    def stated(self, where: Mask) -> "Ends":
        """Note where a record says it, and return the same."""
        self.recorded |= where
        return self.spoken(where)

    def count(self, rows: I64, least: I64, most: I64, total: I64) -> None:
        """Write shares as whole counts into some rows."""
        self.low[rows] = low = of_counts(least, total)
        self.high[rows] = low if most is least else of_counts(most, total)
        self.least[rows], self.most[rows], self.total[rows] = least, most, total

    def rows(self, rows: I64, kind: Kind) -> "Ends":
        """Return what is known of some of the places; of row -1, nothing."""
        taken = Ends(*(getattr(self, name)[rows] for name in FIELDS))
        nothing = rows < 0
        if nothing.any():
            silent = Ends.silent(len(rows), kind)
            return Ends(*(np.where(nothing, getattr(silent, name), getattr(taken, name)) for name in FIELDS))
        return taken

    def part(self, rows: slice) -> "Ends":
        """Return some rows as views."""
        return Ends(*(getattr(self, name)[rows] for name in FIELDS))

    def both(self, other: "Ends") -> "Ends":
        """Return what two sources leave; where one is silent, what the other says."""
        first, second = self.reason == SILENT, other.reason == SILENT
        low = np.where(first, other.low, np.where(second, self.low, np.maximum(self.low, other.low)))
        high = np.where(first, other.high, np.where(second, self.high, np.minimum(self.high, other.high)))
        reason = np.where(first, other.reason, np.where(second | (self.reason == 0), self.reason, other.reason))
        speaks = np.where(first, other.speaks, second & self.speaks | ~second)
        recorded = (self.recorded & ~first) | (other.recorded & ~second)
        rolled = (self.rolled & ~first) | (other.rolled & ~second)
        same = np.where(self.total == other.total, self.total, 0)
        total = np.where(first, other.total, np.where(second, self.total, same))
        least = np.where(first, other.least, np.where(second, self.least, np.maximum(self.least, other.least)))
        most = np.where(first, other.most, np.where(second, self.most, np.minimum(self.most, other.most)))
        return Ends(low, high, reason, speaks, recorded, rolled, least, most, total)

    def untold(self, kind: Kind) -> Mask:
        """Return where no source says anything."""
        low, high = WIDEST[kind]
        untold: Mask = ~(self.recorded | self.rolled | self.speaks) & (self.low == low) & (self.high == high)
        return untold

    @property
    def empty(self) -> Mask:
        """Where nothing is left."""
        return self.low > self.high

    def widened(self, where: Mask, kind: Kind) -> "Ends":
        """Return the same with contradicting records set aside somewhere."""
        low, high = WIDEST[kind]
        return evolve(
            self,
            low=np.where(where, low, self.low),
            high=np.where(where, high, self.high),
            reason=np.where(where, CODES[Reason.CONTRADICTION], self.reason).astype(np.int8),
            speaks=self.speaks & ~where,
            total=np.where(where, 0, self.total),
        )

    def told(self, reason: Reason) -> "Ends":
        """Return the same with a reason where nothing speaks."""
        return evolve(self, reason=np.where(self.reason == SILENT, CODES[reason], self.reason).astype(np.int8))


FIELDS = ("low", "high", "reason", "speaks", "recorded", "rolled", "least", "most", "total")
"""The arrays of `Ends`."""
