"""What the places below add up to, by grouped sums; see `smartvillage.facts.rollups`."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smartvillage.arrays.ends import CODES, F64, I64, LIMIT, TOP, Ends, Mask, of_counts
from smartvillage.indicators import Kind
from smartvillage.outcomes import Reason

PASS, FAIL, NA = 1, 2, 4
"""What is possible, as flags."""

Flags = npt.NDArray[np.uint8]


def _sum(rows: I64, where: Mask, size: int) -> I64:
    """Return how many parts of each whole there are somewhere."""
    return np.bincount(rows[where & (rows >= 0)], minlength=size).astype(np.int64)


def pooled(met: Sequence[tuple[I64, Flags]], missing: F64, *, is_share: bool) -> Ends:
    """Return the share, or the number, of places that meet something.

    Args:
        met: for each level pooled, the row of the whole of each part, and what is possible for the part.
        missing: how many parts are expected and not given.
        is_share: whether a share is wanted.
    """
    size = len(missing)
    surely, can, may_fail, surely_fails, may_not_apply, unclear, given = (np.zeros(size, np.int64) for _ in range(7))
    for rows, flags in met:
        surely += _sum(rows, flags == PASS, size)
        can += _sum(rows, (flags & PASS) > 0, size)
        may_fail += _sum(rows, (flags & FAIL) > 0, size)
        surely_fails += _sum(rows, flags == FAIL, size)
        may_not_apply += _sum(rows, (flags & NA) > 0, size)
        unclear += _sum(rows, (flags > NA), size)
        given += _sum(rows, np.ones(len(rows), np.bool_), size)
    endless = np.isinf(missing)
    more = np.where(endless, 0, missing).astype(np.int64)
    ends = Ends.silent(size, "share" if is_share else "number")
    ends.rolled = given > 0
    if not is_share:
        ends.spoken(given > 0)
        ends.low = np.where(given > 0, surely, 0)
        ends.high = np.where((given > 0) & ~endless, can + more, LIMIT)
        return ends
    nothing = (given > 0) & (missing == 0) & (may_not_apply == given)
    ends.spoken((given > 0) & ~nothing & ~endless)
    ends.reason[(given > 0) & endless] = 0
    ends.reason[nothing] = CODES[Reason.NO_DENOMINATOR]
    least_of, most_of = surely + may_fail + more, can + more + surely_fails
    rows = np.flatnonzero(ends.speaks & (unclear == 0))
    ends.count(rows, surely[rows], (can + more)[rows], most_of[rows])
    rows = np.flatnonzero(ends.speaks & (unclear > 0))
    ends.high[rows] = of_counts((can + more)[rows], most_of[rows])
    rows = rows[least_of[rows] > 0]
    ends.low[rows] = of_counts(surely[rows], least_of[rows])
    return ends


def summed(of: Sequence[tuple[I64, Ends, Mask]], missing: F64, kind: Kind, *, is_share: bool) -> Ends:
    """Return the sum of counts, or the pooled share; where a total is unknown, shares only bound each other.

    Args:
        of: for each level pooled, the row of the whole of each part, what is known of it, and where it is of nothing.
        missing: how many parts are expected and not given.
        kind: how what is known of parts is held.
        is_share: whether a share is wanted.
    """
    size = len(missing)
    told = np.zeros(size, np.int64)
    given, counted, with_total, low, high, total = (np.zeros(size, np.int64) for _ in range(6))
    lowest, highest, endless = np.full(size, TOP), np.zeros(size, np.int64), missing > 0
    for rows, ends, is_of_nothing in of:
        has = rows >= 0
        given += _sum(rows, has, size)
        told += _sum(rows, has & ~ends.untold(kind), size)
        take = has & ~is_of_nothing
        counted += _sum(rows, take, size)
        at = rows[take]
        if is_share:
            with_total += _sum(rows, take & (ends.total > 0), size)
            np.add.at(low, at, np.where(ends.total > 0, ends.least, 0)[take])
            np.add.at(high, at, np.where(ends.total > 0, ends.most, 0)[take])
            np.add.at(total, at, ends.total[take])
            np.minimum.at(lowest, at, ends.low[take])
            np.maximum.at(highest, at, ends.high[take])
        else:
            np.add.at(low, at, ends.low[take])
            np.add.at(high, at, np.where(ends.high == LIMIT, 0, ends.high)[take])
            np.logical_or.at(endless, at, (ends.high == LIMIT)[take])
    result = Ends.silent(size, "share" if is_share else "number")
    result.rolled = given > 0
    result.reason[given > 0] = CODES[Reason.NOT_RECORDED]
    if not is_share:
        result.spoken(told > 0)
        result.low = np.where(told > 0, low, 0)
        result.high = np.where((told > 0) & ~endless, high, LIMIT)
        return result
    result.reason[(told > 0) & endless] = 0
    result.reason[(told > 0) & ~endless & (counted == 0)] = CODES[Reason.NO_DENOMINATOR]
    result.spoken((told > 0) & (counted > 0) & ~endless)
    rows = np.flatnonzero(result.speaks & (with_total == counted))
    result.count(rows, low[rows], high[rows], total[rows])
    rows = np.flatnonzero(result.speaks & (with_total < counted))
    result.low[rows], result.high[rows] = lowest[rows], highest[rows]
    return result
