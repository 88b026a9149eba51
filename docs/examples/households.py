# ruff: noqa: INP001, T201 - an example to run, which speaks by printing
"""From ten million household records in a Parquet folder to the verdicts of villages, through DuckDB.

Run it as `python docs/examples/households.py [HOUSEHOLDS]`, with `smartvillage[dataframe]`, duckdb and pyarrow
installed. It makes the records first, in a folder that is removed afterwards. DuckDB may use 4 GiB of memory; progress
is shown on the standard error. In the end it prints how long each step took and the most memory that the process had.
"""

import resource
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

import smartvillage as sv

VILLAGES = 100_000
FILE = 1_000_000
RECORDS = """
    SELECT printf('%06d', (n * 7919) % {villages}) AS village_code,
           CASE WHEN hash(n, 1) % 100 < 4 THEN NULL ELSE hash(n, 2) % 100 < 70 + (n * 7919) % 30 END AS fibre,
           CASE WHEN hash(n, 3) % 100 < 4 THEN NULL ELSE hash(n, 4) % 100 < 95 END AS smartphone,
           CASE WHEN hash(n, 5) % 100 < 4 THEN NULL ELSE hash(n, 6) % 100 < 90 END AS address_code
    FROM range({start}, {stop}) AS numbers(n)
"""
COLUMNS = {
    "fibre": "households_fibre_connected",
    "smartphone": "households_smartphone",
    "address_code": "households_digital_address",
}


@contextmanager
def progress(connection: duckdb.DuckDBPyConnection, what: str) -> Iterator[None]:
    """Show how far the query of a connection is, and in the end how long it took."""
    done, start = threading.Event(), time.perf_counter()

    def show() -> None:
        while not done.wait(0.5):
            part = connection.query_progress()
            print(f"\r{what}: {max(part, 0):3.0f} %", end="", file=sys.stderr, flush=True)

    thread = threading.Thread(target=show)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    print(f"\r{what}: {time.perf_counter() - start:.1f} s", file=sys.stderr)


def main(households: int) -> None:
    """Make the records, count them into villages, and judge these."""
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '4GiB'")
    connection.execute("SET enable_progress_bar = true")
    connection.execute("SET enable_progress_bar_print = false")  # it is shown below, in a terminal or not
    with tempfile.TemporaryDirectory() as folder:
        connection.execute(f"SET temp_directory = '{folder}'")
        with progress(connection, "making the records"):
            for start in range(0, households, FILE):
                select = RECORDS.format(villages=VILLAGES, start=start, stop=min(start + FILE, households))
                connection.execute(f"COPY ({select}) TO '{Path(folder, f'{start:09d}.parquet')}'")
        records = connection.read_parquet(f"{folder}/*.parquet")
        villages = sv.facts_from_households(records, by="village_code", columns=COLUMNS)
        verdicts = sv.load("nghe-an/smart-village").assess_lazy(villages)
        with progress(connection, "counting and judging"):
            verdicts.to_parquet(f"{folder}/verdicts")
        for criterion in ("fibre", "smartphones", "address-codes", "outcome"):
            counts = connection.read_parquet(f"{folder}/verdicts").aggregate(f'"{criterion}", count(*)')
            print(criterion, dict(sorted(counts.fetchall())))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{households:,} households, most memory {peak:.2f} GiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000)
