"""Columns of floats, looked over while they are judged."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from attrs import define, field

from smartvillage.arrays.ends import F64, SIDES, Ends, billionths
from smartvillage.facts import percent

WHOLE = 2**53
"""From here on, floats are no longer exact whole numbers."""

TOP_POINTS = 100.0

Clean = Callable[[F64], F64]
"""Makes of floats as they came in floats that can be what they are meant to be, and NaN."""


@define(eq=False)
class Unchecked(ABC):
    """Floats as they came in; NaN where nothing is recorded.

    They are looked over block by block while they are judged, when they are in the processor's cache anyway; where any
    cannot be, or is doubtful, the whole column is cleaned.

    Attributes:
        raw: the floats.
        clean: what cleans them; `None` when they are clean.
        checked: how many rows, from the first, are known to be clean: several rules may ask for one column.
    """

    raw: F64
    clean: Clean | None = None
    checked: int = field(default=0, kw_only=True)

    @property
    def values(self) -> F64:
        """The floats, clean."""
        if self.clean is not None:
            self.raw, self.clean = self.clean(self.raw), None
        return self.raw

    def block(self, rows: slice, scratch: F64) -> F64:
        """Return some rows, clean; blocks are asked for in their order."""
        part = self.raw[rows]
        if self.clean is not None and rows.stop > self.checked:
            if self.is_doubtful(part, scratch):
                return self.values[rows]
            self.checked = rows.stop
        return part

    def seen(self) -> None:
        """Note that all rows have been looked over."""
        self.clean = None

    @abstractmethod
    def is_doubtful(self, part: F64, scratch: F64) -> bool:
        """Whether any float is to be looked at more closely."""


@define(eq=False)
class Percentages(Unchecked):
    """Exact percentages."""

    is_declared: bool = False

    def is_doubtful(self, part: F64, scratch: F64) -> bool:  # noqa: ARG002 - counts need it
        """Whether any is outside 0 to 100, or may be a fraction as well."""
        least = np.fmin.reduce(part)
        return bool(least < 0 or (least <= 1 and not self.is_declared) or np.fmax.reduce(part) > TOP_POINTS)

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        known = ~np.isnan(self.values)
        ends = Ends.silent(len(known), "share").stated(known)
        ends.low[known] = ends.high[known] = billionths(self.values[known]) * SIDES
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        value = float(self.values[row])
        return None if np.isnan(value) else percent(value)


@define(eq=False)
class Floating(Unchecked):
    """Whole numbers held as floats."""

    def is_doubtful(self, part: F64, scratch: F64) -> bool:
        """Whether any is negative, not whole, or so great that floats are not exact."""
        if np.fmin.reduce(part) < 0 or np.fmax.reduce(part) >= WHOLE:
            return True
        whole = np.count_nonzero(np.rint(part, out=scratch[: len(part)]) == part)
        return bool(whole < np.count_nonzero(part == part))  # noqa: PLR0124 - NaN is not equal to itself

    def ends(self) -> Ends:
        """Return what is recorded as ends."""
        known = ~np.isnan(self.values)
        ends = Ends.silent(len(known), "number").stated(known)
        ends.low[known] = ends.high[known] = self.values[known].astype(np.int64)
        return ends

    def fact(self, row: int) -> Any:
        """Return what is recorded in a row; `None` for nothing."""
        value = self.values[row]
        return None if np.isnan(value) else int(value)
