"""The library and its peers on a table, each as its own experts would write it.

A peer holds the data in its own way and compiles the rules before; what is returned does the work.
"""

from collections.abc import Callable

from attrs import frozen
from tests.benchmarks import arrow_duckdb, frames, numpy_code, openfisca, ours, row_by_row
from tests.benchmarks.tasks import Data, Found, Task

Prepare = Callable[[Task, Data], Callable[[], Found]]


@frozen
class Peer:
    """One way to do the work.

    Attributes:
        prepare: holds data and rules, and returns the work.
        tolerance: by how much its gaps may differ, where its numbers are less exact than ours.
        most: the most rows that it is given: those beyond would take minutes.
        most_rules: likewise of rules.
    """

    prepare: Prepare
    tolerance: float = 1e-8
    most: int = 10**7
    most_rules: int = 1300


HAND = "hand-tuned numpy"
OURS = "smartvillage"
ENGINE = "smartvillage, columns checked before"

PEERS = {
    OURS: Peer(ours.table),
    ENGINE: Peer(ours.engine),
    HAND: Peer(numpy_code.hand_tuned),
    "naive numpy": Peer(numpy_code.naive),
    "numexpr": Peer(numpy_code.numexpr),
    "pandas": Peer(frames.pandas),
    "polars lazy": Peer(frames.polars),
    "pyarrow": Peer(arrow_duckdb.pyarrow),
    "DuckDB": Peer(arrow_duckdb.duckdb),
    "OpenFisca": Peer(openfisca.prepare, tolerance=1e-4),  # it keeps numbers in 32 bits
    "pandera": Peer(frames.pandera, most=10**5, most_rules=13),
    "rule-engine": Peer(row_by_row.rule_engine, most=10**4, most_rules=13),
    "PyHamcrest": Peer(row_by_row.hamcrest, most=10**4, most_rules=13),
}
