"""Spark agrees with tables too: run by `nox -s spark`, for it needs Java; no other run collects this name."""

from collections.abc import Callable, Iterator
from pathlib import Path
from runpy import run_path
from typing import Any

import polars as pl
import pytest
from pyspark.sql import SparkSession  # type: ignore[import-not-found, unused-ignore]

from smartvillage import CriteriaSet, facts_from_households, load
from smartvillage.arrays import assess_table
from smartvillage.frames import assess_lazy, count_outcomes

Drawn = Callable[[CriteriaSet, int, int], pl.DataFrame]
pytestmark = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # the sockets of py4j, left to the collector
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "same_answers.py"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Return Spark on this machine alone."""
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.codegen.wholeStage": "false",  # a plan of many small stages is not worth compiling for a few rows
        "spark.driver.memory": "2g",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.parametrize(
    "rules", [load("nghe-an/smart-village"), load("mard/pilot-selection"), load("tien-giang/targets")], ids=str
)
def test_agreement(rules: CriteriaSet, drawn: Drawn, spark: Any) -> None:
    """Every way of recording an indicator, odd values and gaps, and links."""
    frame = drawn(rules, 0, 120)
    table = assess_table(rules, frame)
    given = spark.createDataFrame(frame.to_arrow())
    found = pl.from_arrow(assess_lazy(rules, given, codes=True, prefix="is ").toArrow())
    assert isinstance(found, pl.DataFrame)
    assert found["is outcome"].to_list() == table.overall.tolist()
    for n, criterion in enumerate(rules):
        assert found[f"is {criterion.id}"].to_list() == table.outcomes[:, n].tolist(), criterion.id


def test_households(spark: Any) -> None:
    """Records are counted, and judged, where they are."""
    records = pl.DataFrame({
        "village": ["A", "A", "A", "B", "B"],
        "fibre": [True, None, False, True, True],
        "phone": [1.0, 1.0, float("nan"), 1.0, 0.0],
    })  # fmt: skip
    columns = {"fibre": "households_fibre_connected", "phone": "households_smartphone"}
    villages = facts_from_households(spark.createDataFrame(records.to_arrow()), by="village", columns=columns)
    eager = facts_from_households(records, by="village", columns=columns)
    assert villages.toArrow().to_pylist() == eager.to_dicts()
    rules = load("nghe-an/smart-village")
    assert count_outcomes(rules, villages) == assess_table(rules, eager).counts


def test_the_same_script(spark: Any, tmp_path: Path) -> None:
    """The script of the how-to gives on Spark the counts that it gives on arrays."""
    example = run_path(str(EXAMPLE))
    example["make"](tmp_path)
    counts = example["count_outcomes"](example["RULES"], example["READERS"]["spark"](tmp_path))
    assert counts == example["count_outcomes"](example["RULES"], example["READERS"]["numpy"](tmp_path))
    assert spark.version
