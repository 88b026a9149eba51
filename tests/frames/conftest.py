"""Tables to judge: every way of recording each indicator of a set, drawn from a seed."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl
import pytest

from smartvillage import CriteriaSet
from smartvillage.indicators import Indicator, Measure
from smartvillage.testing.asking import asked

PERCENTAGES = (None, float("nan"), 0.0, 20.0, 50.0, 69.9, 70.0, 79.9, 80.0, 80.0000000004, 79.9999999995, 90.0, 100.0)
ODD = (0.5, 1.0, 1e-10, 120.0, -3.0, float("inf"))
TOTALS = (None, 0, 1, 7, 10, 385, 471, 499)


def shares(random: Random, i: str, rows: int) -> dict[str, Any]:
    """Draw a share: percentages, narrow or declared whole, their ends, counts, ends of counts, or two of these."""

    def points() -> list[float | None]:
        return [random.choice(PERCENTAGES + ODD if random.random() < 0.2 else PERCENTAGES) for _ in range(rows)]

    totals = [random.choice(TOTALS) for _ in range(rows)]
    counts = [random.choice((0, 0.5, 0.8, 1)) * (t or 10) for t in totals]
    least = [None if random.random() < 0.1 else int(c) for c in counts]
    match random.choice(["percent", "narrow", "ends", "counts", "of the place", "both", "count ends", "low", "high"]):
        case "percent":
            return {i: pl.Series(points(), dtype=pl.Float64)}
        case "narrow":
            return {i: pl.Series(points(), dtype=pl.Float32)}
        case "ends":
            return {f"{i}_low": pl.Series(points()), f"{i}_high": pl.Series(points())}
        case "counts":
            return {f"{i}_count": least, f"{i}_total": totals}
        case "of the place":
            return {f"{i}_count": [None if c is None else float(c) for c in least]}
        case "both":
            return {i: pl.Series(points()), f"{i}_count": least, f"{i}_total": totals}
        case "count ends":
            most = [None if random.random() < 0.1 else int(c) + random.choice((-1, 0, 0, 2)) for c in counts]
            return {f"{i}_count_low": least, f"{i}_count_high": most, f"{i}_total": totals}
        case end:
            return {f"{i}_{end}": pl.Series(points())}


def column(random: Random, i: Indicator, rows: int) -> dict[str, Any]:
    """Draw the columns of one indicator."""

    def some(values: tuple[Any, ...]) -> list[Any]:
        return [random.choice(values) for _ in range(rows)]

    match i.measure:
        case Measure.SHARE:
            return shares(random, i.id, rows)
        case Measure.COUNT | Measure.MONTHLY:
            numbers = pl.Series(some((None, 0, 1, 2, 7, 8, 10, 385, 471, 499, -1)), dtype=pl.Int64)
            if random.random() < 0.3:
                return {f"{i.id}_low": numbers, f"{i.id}_high": numbers + random.choice((0, 3))}
            kind = random.choice((pl.Int64, pl.Float64, pl.Int16))
            return {i.id: numbers.cast(kind)}
        case Measure.DATE:
            days = [date(2022, 12, 31) + timedelta(days=n) for n in (-1, 0, 1, 900)]
            return {i.id: pl.Series(some((*days, None)), dtype=pl.Date)}
        case Measure.CATEGORY:
            return {i.id: pl.Series(some((*i.values, None, "", "khác hẳn")), dtype=pl.String)}
        case _:
            if random.random() < 0.3:
                return {i.id: pl.Series(some((1.0, 0.0, None, float("nan"), 2.0)), dtype=pl.Float64)}
            return {i.id: pl.Series(some((True, False, None)), dtype=pl.Boolean)}


@pytest.fixture(scope="session")
def drawn() -> Callable[[CriteriaSet, int, int], pl.DataFrame]:
    """Return what draws a table for a set: from a seed, so many rows."""

    def draw(rules: CriteriaSet, seed: int, rows: int) -> pl.DataFrame:
        random = Random(f"{rules.id} {seed}")  # noqa: S311 - no secret
        indicators = [rules.vocabulary[i] for i in asked(rules)]
        of_links = [other for i in indicators if i.id in rules.vocabulary.groups
                    for other in rules.vocabulary.groups[i.id].declared.values()]  # fmt: skip
        totals = [rules.vocabulary[i.denominator] for i in indicators if i.denominator]
        columns: dict[str, Any] = {"place": [f"P{n}" for n in range(rows)]}
        for i in dict.fromkeys([*indicators, *of_links, *totals]):
            if random.random() < 0.8 or len(columns) == 1:
                columns |= column(random, i, rows)
        return pl.DataFrame(columns)

    return draw
