"""Lazy frames agree with tables, which agree with the rules for one place: the same outcomes, row by row."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from runpy import run_path
from typing import Any

import polars as pl
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage import CriteriaSet, catalogue, load
from smartvillage.arrays import assess_table
from smartvillage.criteria import Force, Requirement
from smartvillage.frames import assess_lazy, count_outcomes
from smartvillage.testing import criteria_sets

duckdb = pytest.importorskip("duckdb")
SETS = catalogue()
Drawn = Callable[[CriteriaSet, int, int], pl.DataFrame]


def polars_lazy(frame: pl.DataFrame) -> Any:
    """Return a polars frame as a lazy one."""
    return frame.lazy()


def relation(frame: pl.DataFrame) -> Any:
    """Return a polars frame as a relation of DuckDB."""
    return duckdb.from_arrow(frame.to_arrow())


def collected(frame: Any) -> pl.DataFrame:
    """Return a lazy frame worked out."""
    return frame.collect() if isinstance(frame, pl.LazyFrame) else frame.pl()


def assert_agrees(rules: CriteriaSet, frame: pl.DataFrame, engine: Callable[[pl.DataFrame], Any], **how: Any) -> None:
    """Hold every outcome of a lazy frame to that of the table."""
    table = assess_table(rules, frame, **how)
    found = collected(assess_lazy(rules, engine(frame), codes=True, prefix="is ", **how))
    assert found.columns == [*frame.columns, "is outcome", *(f"is {criterion.id}" for criterion in rules)]
    assert found["is outcome"].to_list() == table.overall.tolist()
    for n, criterion in enumerate(rules):
        assert found[f"is {criterion.id}"].to_list() == table.outcomes[:, n].tolist(), criterion.id


@pytest.mark.parametrize("rules", SETS, ids=lambda rules: rules.id)
class TestShippedSets:
    """Every shipped set."""

    @pytest.mark.parametrize("seed", range(2))
    def test_polars(self, rules: CriteriaSet, drawn: Drawn, seed: int) -> None:
        """Every way of recording an indicator, odd values and gaps, and links, in polars."""
        assert_agrees(rules, drawn(rules, seed, 150), polars_lazy)

    def test_duckdb(self, rules: CriteriaSet, drawn: Drawn) -> None:
        """The same in DuckDB, whose numbers overflow loudly and round when they are cast."""
        assert_agrees(rules, drawn(rules, 2, 300), relation)

    def test_no_rows(self, rules: CriteriaSet, drawn: Drawn) -> None:
        """A frame without rows has the same columns."""
        assert_agrees(rules, drawn(rules, 0, 60).clear(), polars_lazy)


@settings(max_examples=25)
@given(rules=criteria_sets(), seed=st.integers(0, 10**6), on=st.sampled_from([None, date(2025, 7, 2)]))
def test_generated_sets(drawn: Drawn, rules: CriteriaSet, seed: int, on: date | None) -> None:
    """Generated sets, with conditions, readings, open shares, and both ways of counting."""
    assert_agrees(rules, drawn(rules, seed, 30), polars_lazy, on=on)


@pytest.mark.parametrize("at_least", [None, 1, 2, 3])
@pytest.mark.parametrize("count", ["applicable", "all"])
def test_requirements(drawn: Drawn, at_least: int | None, count: Any) -> None:
    """Requirements within requirements: all, any, and some of several, where some do not apply."""
    rules = load("nghe-an/smart-village")
    ids = [criterion.id for criterion in rules if criterion.force is Force.REQUIRED]
    inner = Requirement(tuple(ids[3:]), 2)
    required = evolve(rules, requires=Requirement((*ids[:3], inner), at_least), count=count)
    assert_agrees(required, drawn(rules, 3, 200), polars_lazy)


def test_readings_and_open_shares_settled(drawn: Drawn) -> None:
    """A set whose open shares are settled, and whose links are switched off, is judged as settled."""
    rules = load("nghe-an/smart-village")
    settled = rules.settle(
        {"traceability": "50%"}, by="Sở", why="hướng dẫn", without_links=[link.name for link in rules.vocabulary.links]
    )
    assert_agrees(settled, drawn(rules, 4, 200), polars_lazy)


def test_counts_of_outcomes(drawn: Drawn) -> None:
    """Counts are those of the table, whatever the frame; none of no rows."""
    rules = load("nghe-an/smart-village")
    frame = drawn(rules, 5, 200)
    counts = assess_table(rules, frame).counts
    assert count_outcomes(rules, frame) == counts
    assert count_outcomes(rules, frame.lazy()) == counts
    assert count_outcomes(rules, relation(frame), level="village", on=date(2025, 7, 2)) == counts
    assert set(count_outcomes(rules, frame.lazy().clear())["fibre"].values()) == {0}


@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_the_same_script(engine: str, tmp_path: Path) -> None:
    """The script of the how-to gives the same counts with every reader."""
    example = run_path(str(Path(__file__).parents[2] / "docs" / "examples" / "same_answers.py"))
    example["make"](tmp_path)
    counts = count_outcomes(example["RULES"], example["READERS"][engine](tmp_path))
    assert counts == count_outcomes(example["RULES"], example["READERS"]["numpy"](tmp_path))
    assert min(counts["fibre"].values()) == 0 < counts["fibre"][next(iter(counts["fibre"]))]
