"""The outcomes of twelve rules where the data is: lazy frames of polars and DuckDB beside a table in memory."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from tests.benchmarks import conversion, tasks
from tests.benchmarks.measuring import Work
from tests.benchmarks.tasks import Array

from smartvillage.arrays import assess_table


def works(size: int) -> dict[str, Callable[[], Work]]:
    """Return the works, each to be prepared: outcomes alone, without gaps.

    Raises:
        AssertionError: if the answers are not those of the table.
    """
    rules, data = tasks.twelve().criteria(), tasks.columns(size)
    table = assess_table(rules, data)
    expected = [table.overall, *table.outcomes.T]
    names = ["outcome", *(criterion.id for criterion in rules)]

    def checked(work: Callable[[], list[Array]]) -> Work:
        for found, wanted in zip(work(), expected, strict=True):
            np.testing.assert_array_equal(found, wanted)
        return work

    def lazily(frame: Any) -> Any:
        return import_module("smartvillage.frames").assess_lazy(rules, frame, codes=True)

    def polars() -> Work:
        frame = conversion.polars(data)

        def work() -> list[Array]:
            found = lazily(frame.lazy()).select(names).collect()
            return [found[name].to_numpy() for name in names]

        return checked(work)

    def duckdb() -> Work:
        connection = import_module("duckdb").connect()
        connection.register("arrow", conversion.arrow(data))
        connection.execute("CREATE TABLE villages AS SELECT * FROM arrow")

        def work() -> list[Array]:
            found = lazily(connection.table("villages")).select(*names).fetchnumpy()
            return [found[name] for name in names]

        return checked(work)

    return {
        "arrays": lambda: lambda: assess_table(rules, data, out=table),
        "polars, lazy": polars,
        "DuckDB, lazy": duckdb,
    }
