"""How codes and possible outcomes combine, for many places: `smartvillage.outcomes` on arrays."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from smartvillage.arrays.ends import I8
from smartvillage.outcomes import Count

Flags = npt.NDArray[np.uint8]

PASS, FAIL, NA = 1, 2, 4
"""What is possible, as flags that add up."""

_CODES = np.array([0, 1, -1, 0, 2, 0, 0, 0], np.int8)
"""The outcome of each set of possible outcomes: its only member, else unknown."""

_POSSIBLE = np.array(
    [
        [NA, NA, NA],
        [FAIL | NA, PASS | FAIL | NA, PASS | NA],
        [FAIL, PASS | FAIL, PASS],
    ],
    np.uint8,
)
"""What is possible for a criterion by the codes of its applicability and of its rule, each plus one."""


def least(codes: Sequence[I8], out: I8) -> None:
    """Write the least of several codes: all of them."""
    np.copyto(out, codes[0]) if len(codes) == 1 else np.minimum(codes[0], codes[1], out=out)
    for more in codes[2:]:
        np.minimum(out, more, out=out)


def greatest(codes: Sequence[I8], out: I8) -> None:
    """Write the greatest of several codes: any of them."""
    np.copyto(out, codes[0]) if len(codes) == 1 else np.maximum(codes[0], codes[1], out=out)
    for more in codes[2:]:
        np.maximum(out, more, out=out)


def at_least(k: int, codes: Sequence[I8], out: I8) -> None:
    """Write the k-th largest of several codes: at least k of them."""
    if k == 1:
        greatest(codes, out)
    elif k == len(codes):
        least(codes, out)
    else:
        surely = np.zeros(len(out), np.int16)
        perhaps = np.zeros(len(out), np.int16)
        for one in codes:
            surely += one > 0
            perhaps += one >= 0
        np.subtract((surely >= k).view(np.int8), (perhaps < k).view(np.int8), out=out)


def agreed(codes: Sequence[I8], out: I8) -> None:
    """Write the code that all have in common, else 0: every reading of a question."""
    first = codes[0]
    same = np.logical_and.reduce([one == first for one in codes[1:]])
    np.multiply(first, same, out=out)


def opposite(codes: Sequence[I8], out: I8) -> None:
    """Write the opposite code."""
    np.negative(codes[0], out=out)


def possible(rule: I8, applies: I8 | None) -> Flags:
    """Return what is possible for a criterion, by the codes of its rule and of its applicability."""
    if applies is None:
        applies = np.ones_like(rule)
    flags: Flags = _POSSIBLE.ravel().take((applies + 1) * 3 + rule + 1)
    return flags


def settled(flags: Flags) -> I8:
    """Return the code of the one outcome possible, else 0."""
    codes: I8 = _CODES.take(flags)
    return codes


def combined(k: int, members: Sequence[Flags], count: Count) -> Flags:
    """Return what is possible for "at least k of these members"; see `smartvillage.outcomes.combine`."""
    size = len(members[0])
    can_pass, can_fail, surely_pass, surely_fail = (np.zeros(size, np.int16) for _ in range(4))
    none_applies = np.ones(size, np.bool_)
    for flags in members:
        can_pass += (flags & PASS) > 0
        can_fail += (flags & FAIL) > 0
        surely_pass += flags == PASS
        surely_fail += flags == FAIL
        none_applies &= (flags & NA) > 0
    may_fail = surely_pass < k
    if count == "applicable":
        passes = (can_pass > 0) & ((can_pass >= k) | (surely_fail == 0))
        fails = (can_fail > 0) & may_fail
    else:
        passes = can_pass >= k
        fails = may_fail & ((can_fail > 0) | ((can_pass > 0) if k > 1 else np.False_))
    whole: Flags = passes * np.uint8(PASS) + fails * np.uint8(FAIL) + none_applies * np.uint8(NA)
    return whole
