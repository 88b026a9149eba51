"""What is lacking, in whole units where the total is known; see `smartvillage.rules.gaps`."""

import math

import numpy as np

from smartvillage.arrays.checks import Between, Cut, Scratch, cut_of, least_count
from smartvillage.arrays.ends import ABOVE, BELOW, F64, I64, LIMIT, SIDES, Ends, end_of, of_counts, parts_of
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.facts import Bounds
from smartvillage.indicators import Level
from smartvillage.rules import Leaf


def gap_of(rule: Leaf, bounds: Bounds) -> float:
    """Return the most that may be lacking at one place, as tables tell it: percentage points, whole units or days."""
    low, high = ends_between(bounds)
    gap = np.empty(1)
    Between(np.array([low]), np.array([high]), cut_of(rule)).gaps(slice(1), gap, Scratch(1))
    return float(gap[0])


def ends_between(bounds: Bounds) -> tuple[int, int]:
    """Return bounds of any kind as ends."""
    if bounds.kind != "share":
        low = -LIMIT if math.isinf(bounds.low) else int(bounds.low) + bounds.low_open
        return low, LIMIT if math.isinf(bounds.high) else int(bounds.high) - bounds.high_open
    low, high = end_of(int(bounds.low), bounds.scale), end_of(int(bounds.high), bounds.scale)
    return low + ABOVE * bounds.low_open, high - bounds.high_open


def units_of(rule: Leaf, knowledge: Knowledge, level: Level) -> F64:
    """Return the most whole units, or days, that may be lacking at places; NaN where no total is known."""
    cut, ends = cut_of(rule), knowledge.ends(level, rule.indicator)
    if cut.share is None:
        return _plain(ends, cut)
    total = ends.total
    stated = knowledge.total_of(level, knowledge.vocabulary[rule.indicator])
    if stated is not None:
        total = np.where(total > 0, total, stated)
    lacking = np.full(len(total), np.nan)
    rows = np.flatnonzero(total > 0)
    low, high, total = ends.low[rows], ends.high[rows], total[rows]
    end = low if cut.upward else high
    count, _ = parts_of(end // SIDES + (end % SIDES > 0), total)
    is_count = of_counts(count, total) == end
    stated = ends.least[rows] if cut.upward else ends.most[rows]
    count = np.where(ends.total[rows] == total, stated, count)
    short = least_count(total, cut) - count if cut.upward else count - least_count(total, cut) + 1
    lacking[rows] = np.where(is_count, np.maximum(short, 0), _of_percent(low, high, total, cut))
    return lacking


def _plain(ends: Ends, cut: Cut) -> F64:
    """Return the numbers or days that may be lacking."""
    short = cut.holds - ends.low if cut.upward else ends.high - (cut.holds - 1)
    lacking = np.maximum(short, 0).astype(np.float64)
    if not cut.upward:
        lacking[ends.high == LIMIT] = math.inf
    return lacking


def _of_percent(low: I64, high: I64, total: I64, cut: Cut) -> I64:
    """Return the whole units that percentages may lack out of known totals."""
    if cut.upward:
        short, is_open, up = cut.holds // SIDES - low // SIDES, low % SIDES == ABOVE, cut.is_strict
    else:
        short, is_open, up = -(-high // SIDES) - cut.holds // SIDES, high % SIDES == BELOW, not cut.is_strict
    units, rest = parts_of(np.maximum(short, 0), total)
    past = (rest == 0) & ~is_open if up else np.zeros(len(total), np.bool_)
    return np.where(short >= 0, units + (rest > 0) + past, 0)
