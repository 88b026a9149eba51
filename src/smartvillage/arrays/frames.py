"""Frames: results go back as the kind of table that the data came in."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from attrs import define

from smartvillage.arrays.doors import eager
from smartvillage.arrays.ends import I64
from smartvillage.arrays.series import Series


class Frames(Protocol):
    """Makes tables of the kind that the data came in."""

    def table(self, columns: Mapping[str, Any]) -> Any:
        """Return a new table."""

    def beside(self, columns: Mapping[str, Any]) -> Any:
        """Return the data that was judged, with further columns."""


@define(eq=False)
class Arrays:
    """Mappings of arrays, for places and mappings.

    Attributes:
        data: the columns of the data.
        rows: the rows that were judged.
    """

    data: Mapping[str, Any]
    rows: I64 | None = None

    def table(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Return a new table."""
        return {name: _array(values) for name, values in columns.items()}

    def beside(self, columns: Mapping[str, Any]) -> dict[str, Any]:
        """Return the data that was judged, with further columns."""
        rows = slice(None) if self.rows is None else self.rows
        return {**{name: _array(values)[rows] for name, values in self.data.items()}, **self.table(columns)}


@define(eq=False)
class Native:
    """Data frames of the library that the data came in."""

    data: Any
    rows: I64 | None

    def table(self, columns: Mapping[str, Any]) -> Any:
        """Return a new data frame."""
        import narwhals as nw  # noqa: PLC0415 - an extra

        backend = eager(self.data).implementation
        return nw.from_dict({n: _plain(values) for n, values in columns.items()}, backend=backend).to_native()

    def beside(self, columns: Mapping[str, Any]) -> Any:
        """Return the data that was judged, with further columns."""
        import narwhals as nw  # noqa: PLC0415 - an extra

        frame = eager(self.data)
        if self.rows is not None:
            frame = frame[self.rows.tolist(), :]
        backend = frame.implementation
        added = [nw.new_series(name, _plain(values), nw.String(), backend=backend) for name, values in columns.items()]
        return frame.with_columns(*added).to_native()


def _array(values: Any) -> Any:
    """Return values as an array, of objects unless they are numbers."""
    if isinstance(values, Series):
        return values.values
    if isinstance(values, np.ndarray):
        return values
    array = np.empty(len(values), object)
    array[:] = list(values)
    kinds = {type(value) for value in array}
    return np.array(list(array)) if kinds and kinds <= {int, float, np.int64, np.float64} else array


def _plain(values: Sequence[Any]) -> list[Any]:
    """Return values as a list of plain Python objects."""
    return [value.item() if isinstance(value, np.generic) else value for value in values]
