"""Tests of one indicator for many places: from what is known to codes and gaps, block by block."""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

import numpy as np
from attrs import define, frozen

from smartvillage.arrays.columns import Answers, Exact, Nothing, Percentages, Ranges, Tallies, Words
from smartvillage.arrays.ends import ABOVE, AT, F64, I8, I64, LIMIT, SIDES, TOP, Ends, Mask
from smartvillage.arrays.knowledge import Known
from smartvillage.facts import PERCENT
from smartvillage.facts.numbers import GRAIN
from smartvillage.rules import AtLeast, AtMost, Before, Holds, Leaf, LessThan, MoreThan, NoLaterThan, OneOf

Comparison = AtLeast | MoreThan | AtMost | LessThan
Deadline = NoLaterThan | Before


@frozen
class Cut:
    """Where a comparison divides numbers, as ends: it holds from one end on and fails below another.

    Attributes:
        holds: the least low end that surely reaches the threshold.
        fails: high ends below it surely do not reach it; the same, unless the document leaves the share open.
        upward: whether reaching the threshold is what is asked.
        share: the threshold as a fraction of the whole, for a share.
    """

    holds: int
    fails: int
    upward: bool
    share: tuple[int, int] | None = None


def cut_of(rule: Comparison | Deadline) -> Cut:
    """Return where a comparison divides numbers."""
    if isinstance(rule, NoLaterThan | Before):
        at = rule.value.toordinal() + rule.strict
        return Cut(at, at, upward=False)
    t = rule.value
    if t.is_open:
        return Cut(TOP, ABOVE, upward=True, share=(t.num, t.den))
    if t.is_share:
        at = t.num * PERCENT // t.den * SIDES + (ABOVE if rule.strict else AT)
        return Cut(at, at, rule.upward, share=(t.num, t.den))
    whole = t.num // t.den + 1 if rule.strict else -(-t.num // t.den)
    whole = min(whole, LIMIT)
    return Cut(whole, whole, rule.upward)


@define(eq=False)
class Scratch:
    """Arrays of one block for what lies between; they stay in the processor's cache.

    Attributes:
        size: how many rows a block has at most.
        one: truth values.
        two: more of them.
        zeros: zeros, since comparing with a number instead of an array is slow.
        floats: any numbers.
        levels: arrays full of one number, by that number.
    """

    size: int
    one: Mask
    two: Mask
    zeros: F64
    floats: F64
    levels: dict[float, F64]

    @staticmethod
    def of(size: int) -> "Scratch":
        """Return arrays for blocks of some size."""
        return Scratch(size, np.empty(size, np.bool_), np.empty(size, np.bool_), np.zeros(size), np.empty(size), {})

    def full(self, value: float) -> F64:
        """Return an array full of one number."""
        if value not in self.levels:
            self.levels[value] = np.full(self.size, value)
        return self.levels[value]


class Test(Protocol):
    """A test bound to what is known of its indicator."""

    def codes(self, rows: slice, out: I8, scratch: Scratch) -> None:
        """Write 1, 0 and -1 for some rows."""

    def gaps(self, rows: slice, out: F64, scratch: Scratch) -> None:
        """Write what is lacking to pass for some rows: percentage points, whole units or days."""


def bound(rule: Leaf, known: Known) -> Test:
    """Return a test bound to what is known of its indicator."""
    if isinstance(known, Nothing):
        return Constant(_unknown_gap(rule))
    if isinstance(rule, Holds):
        return Given(known.codes) if isinstance(known, Answers) else Settled(known.ends() if not isinstance(known, Ends) else known)
    if isinstance(rule, OneOf):
        return Given(_one_of(rule, known))
    assert isinstance(rule, Comparison | Deadline)  # noqa: S101 - the kinds of leaves are closed
    cut = cut_of(rule)
    match known:
        case Percentages():
            return Floats(known.values, cut, is_share=True)
        case Exact() if known.values.dtype.kind == "f":
            return Floats(known.values, cut, is_share=False)
        case Exact():
            return Between(known.values, known.values, cut)
        case Tallies():
            return Counted(known, cut)
        case Ranges() | Ends():
            return Between(known.low, known.high, cut)
        case _:
            ends = known.ends()
            return Between(ends.low, ends.high, cut)
