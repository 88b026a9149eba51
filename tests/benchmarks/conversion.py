"""The same table in each kind of frame: how long the way into columns takes, and the whole assessment."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from tests.benchmarks import tasks
from tests.benchmarks.measuring import Work
from tests.benchmarks.row_by_row import rows_of
from tests.benchmarks.tasks import ANSWERS, NUMBERS, Data

from smartvillage import CriteriaSet, Level
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.arrays.doors import Layout, columns_source, series_of_frame, series_of_mapping


def _pandas(data: Data) -> Any:
    """Floats with NaN, and nullable booleans, as `read_csv` and `convert_dtypes` make them."""
    pd = import_module("pandas")
    return pd.DataFrame(
        {
            **{i: data[i] for i in NUMBERS},
            **{i: pd.arrays.BooleanArray(data[i].data.copy(), data[i].mask.copy()) for i in ANSWERS},
        }
    )


def _nullable(data: Data) -> Any:
    """Nullable floats and booleans of pandas."""
    return _pandas(data).convert_dtypes(convert_integer=False)


def _arrow_backed(data: Data) -> Any:
    """Columns of pandas that Arrow holds."""
    return _pandas(data).convert_dtypes(convert_integer=False, dtype_backend="pyarrow")


def _objects(data: Data) -> Any:
    """Columns of Python objects, None for what is missing, as many a merge leaves them."""
    pd = import_module("pandas")
    return pd.DataFrame(rows_of(data)).astype(object).where(lambda frame: frame.notna(), None)


def arrow(data: Data) -> Any:
    """A table of pyarrow."""
    pa = import_module("pyarrow")
    return pa.table(
        {
            **{i: pa.array(data[i], mask=np.isnan(data[i])) for i in NUMBERS},
            **{i: pa.array(data[i].data, mask=data[i].mask) for i in ANSWERS},
        }
    )


def polars(data: Data) -> Any:
    """A frame of polars."""
    return import_module("polars").from_arrow(arrow(data))


def _lists(data: Data) -> Any:
    """Lists of Python objects."""
    rows = rows_of(data)
    return {i: [row[i] for row in rows] for i in data}


KINDS: dict[str, Callable[[Data], Any]] = {
    "arrays": lambda data: data,
    "lists": _lists,
    "pandas": _pandas,
    "pandas, nullable": _nullable,
    "pandas, arrow": _arrow_backed,
    "pandas, objects": _objects,
    "polars": polars,
    "pyarrow": arrow,
}


def works(size: int) -> dict[str, Callable[[], tuple[Work, Work]]]:
    """Return for each kind of frame, to be prepared: reading the columns alone, and the whole assessment.

    Raises:
        AssertionError: if the answers are not those of arrays.
    """
    rules, data = tasks.twelve().criteria(), tasks.columns(size)
    expected = assess_table(rules, data)
    return {kind: (lambda make=make: _works(rules, make(data), expected)) for kind, make in KINDS.items()}


def _works(rules: CriteriaSet, frame: Any, expected: TableAssessment) -> tuple[Work, Work]:
    """Return both works on one frame."""
    series = series_of_mapping if isinstance(frame, dict) else series_of_frame
    found = assess_table(rules, frame)
    np.testing.assert_array_equal(found.outcomes, expected.outcomes)
    np.testing.assert_array_equal(found.overall, expected.overall)

    def read() -> None:
        columns_source(series(frame), Layout(), rules.levels, rules.vocabulary).strata[Level.VILLAGE].settle()

    return read, lambda: assess_table(rules, frame, out=found)
