# ruff: noqa: INP001, PLC0415, T201 - an example to run; each reader imports its own library
"""The same villages through numpy, pandas, polars, DuckDB and Spark: only the line that reads them changes.

Run it as `python docs/examples/same_answers.py [numpy|pandas|polars|duckdb|spark]`.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import smartvillage as sv
from smartvillage.frames import count_outcomes

RULES = sv.load("nghe-an/smart-village")


def make(folder: Path) -> None:
    """Write a thousand villages into a folder of two Parquet files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for part in range(2):
        numbers = range(500 * part, 500 * part + 500)
        villages = {
            "code": [f"{n:05d}" for n in numbers],
            "households": [100 + n % 400 for n in numbers],
            "households_fibre_connected": [None if n % 19 == 0 else 60 + n % 41 + 0.5 for n in numbers],
            "households_smartphone_count": [(100 + n % 400) * (85 + n % 12) // 100 for n in numbers],
            "culture_house_wifi": [None if n % 23 == 0 else n % 5 > 0 for n in numbers],
            "promotion_items_per_month": [n % 3 for n in numbers],
        }
        pq.write_table(pa.table(villages), folder / f"part-{part}.parquet")


def numpy(folder: Path) -> Any:
    """Return columns as arrays."""
    import pyarrow.parquet as pq

    table = pq.read_table(folder)
    return {name: table[name].to_pylist() for name in table.column_names}


def pandas(folder: Path) -> Any:
    """Return a pandas frame."""
    import pandas as pd

    return pd.read_parquet(folder)


def polars(folder: Path) -> Any:
    """Return a lazy frame of polars."""
    import polars as pl

    return pl.scan_parquet(folder)


def duckdb(folder: Path) -> Any:
    """Return a relation of DuckDB, which needs no server."""
    import duckdb as db

    return db.read_parquet(f"{folder}/*.parquet")


def spark(folder: Path) -> Any:
    """Return a frame of Spark: of this machine, or of a cluster."""
    from pyspark.sql import SparkSession

    return SparkSession.builder.getOrCreate().read.parquet(str(folder))


READERS: dict[str, Callable[[Path], Any]] = {
    reader.__name__: reader for reader in (numpy, pandas, polars, duckdb, spark)
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        make(Path(made))
        villages = READERS[sys.argv[1] if len(sys.argv) > 1 else "duckdb"](Path(made))
        for criterion, outcomes in count_outcomes(RULES, villages).items():
            print(criterion, {outcome.value: count for outcome, count in outcomes.items()})
