"""Series at the door: any array or sequence as one column, whatever its type, order of bytes or way of missing."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import define

from smartvillage.arrays.ends import F64, Mask
from smartvillage.errors import InvalidValue

_LARGE = 2**63


@define(eq=False)
class Series:
    """One column as it came in.

    Attributes:
        name: its name.
        values: the values.
        missing: where there is none, if the values cannot say so themselves.
    """

    name: str
    values: npt.NDArray[Any]
    missing: Mask | None = None

    @staticmethod
    def of(name: str, values: Any) -> "Series":
        """Return any array or sequence as a column; objects that are all numbers or truth values become such.

        Raises:
            InvalidValue: for an array of more than one dimension.
        """
        if isinstance(values, np.ma.MaskedArray):
            return Series(name, _native(values.data), np.ma.getmaskarray(values))
        if isinstance(values, np.ndarray) and values.dtype.kind in "fiubM":
            return Series(name, _native(values))
        listed = values.tolist() if isinstance(values, np.ndarray) else list(values)
        if any(issubclass(kind, np.generic) for kind in set(map(type, listed))):
            listed = [value.item() if isinstance(value, np.generic) else value for value in listed]
        return _of_objects(name, listed)

    @property
    def kind(self) -> str:
        """The kind of its values: `f`, `i`, `u`, `b`, `M`, or `O` for anything else."""
        kind = self.values.dtype.kind
        return kind if kind in "fiubM" else "O"

    @property
    def known(self) -> Mask:
        """Where there is a value."""
        known: Mask
        if self.kind == "f":
            known = ~np.isnan(self.values)
        elif self.kind == "M":
            known = ~np.isnat(self.values)
        else:
            known = np.ones(len(self.values), np.bool_)
        return known if self.missing is None else known & ~self.missing

    def floats(self) -> F64:
        """Return numbers as floats, NaN where there is none; a narrower float means its shortest decimal."""
        if self.values.dtype.kind == "f" and self.values.dtype.itemsize < 8:  # noqa: PLR2004 - a double has eight bytes
            floats = _shortest(self.values)
        else:
            floats = self.values.astype(np.float64, copy=False)
        if self.missing is None:
            return floats
        floats = floats.copy() if floats is self.values else floats
        floats[self.missing] = np.nan
        return floats

    def at(self, row: int) -> Any:
        """Return the value of one row; `None` where there is none."""
        value = self.values[row]
        return None if _is_nothing(value) or (self.missing is not None and self.missing[row]) else value

    def objects(self) -> Iterator[tuple[int, Any]]:
        """Iterate over the rows that hold something."""
        for row, value in enumerate(self.values.tolist()):
            if not (_is_nothing(value) or (self.missing is not None and self.missing[row])):
                yield row, value


def _of_objects(name: str, listed: list[Any]) -> Series:
    """Return a list as numbers or truth values with gaps, or as objects where it holds anything else."""
    nothing = np.array([_is_nothing(value) for value in listed], np.bool_)
    kinds = {type(value) for value, is_gap in zip(listed, nothing, strict=True) if not is_gap}
    missing = nothing if nothing.any() else None
    if kinds == {bool} or (kinds == {int} and max(map(abs, filter(None, listed)), default=0) < _LARGE):
        filler = False if kinds == {bool} else 0
        return Series(name, np.array([filler if gap else v for v, gap in zip(listed, nothing, strict=True)]), missing)
    if kinds and kinds <= {int, float}:
        return Series(
            name, np.array([np.nan if gap else v for v, gap in zip(listed, nothing, strict=True)], np.float64)
        )
    array = np.empty(len(listed), object)
    array[:] = listed
    return Series(name, array, missing)


def _native(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return an array of one dimension in the byte order of the machine."""
    if array.ndim != 1:
        msg = f"a column has one dimension, not {array.ndim}"
        raise InvalidValue(msg)
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def _is_nothing(value: Any) -> bool:
    """Whether a value says that there is none: None, NaN, NaT, a masked value or pandas.NA."""
    if value is None or value is np.ma.masked:
        return True
    if isinstance(value, (float, np.floating)):
        return bool(value != value)  # noqa: PLR0124 - NaN alone differs from itself, faster told than by np.isnan
    return type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, np.datetime64) and bool(np.isnat(value)))


def _shortest(values: npt.NDArray[Any]) -> F64:
    """Return narrow floats as the doubles nearest to their shortest decimals: float32 79.9 is 79.9."""
    exact = values.astype(np.float64)
    found = exact.copy()
    open_rows = np.flatnonzero(np.isfinite(exact))
    for places in range(10):
        rounded = np.round(exact[open_rows], places)
        fits = rounded.astype(values.dtype) == values[open_rows]
        found[open_rows[fits]] = rounded[fits]
        open_rows = open_rows[~fits]
    return found
