"""How the time grows with the number of rules: 13, 130 and 1300 comparisons on the columns of ten indicators."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import evolve
from tests.benchmarks.twelve_rules import BLOCK, NUMBERS, PRODUCERS, SHARES, columns, criteria

from smartvillage import Criterion, Level
from smartvillage.arrays.doors import Layout, columns_source, series_of_mapping
from smartvillage.arrays.judging import Judged, checks_of, possible
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import plan_of_set
from smartvillage.indicators import Text
from smartvillage.rules import AtLeast, threshold

Array = npt.NDArray[Any]
SIZE = 100_000
RULES = (13, 130, 1300)


def thresholds(count: int) -> list[tuple[str, int]]:
    """Return so many comparisons, each with a threshold of its own."""
    names = [*NUMBERS, PRODUCERS]
    return [(names[n % len(names)], 2 + n * 7 % (97 if names[n % len(names)] in SHARES else 18)) for n in range(count)]


def smartvillage(count: int) -> Callable[[], tuple[Array, Array]]:
    """The engine, columns read before and the plan compiled before."""
    data = columns(SIZE)
    items = [
        Criterion(f"r{n}", Text("r", "r"), Text("r", "r"), AtLeast(i, threshold(f"{t}%" if i in SHARES else t)))
        for n, (i, t) in enumerate(thresholds(count))
    ]
    rules = evolve(criteria(), criteria=tuple(items))
    source = columns_source(series_of_mapping(data), Layout(), rules.levels, rules.vocabulary)
    plan = plan_of_set(rules, None, Level.VILLAGE)
    checks = checks_of(plan, Knowledge(source.strata, rules.vocabulary, None, possible), Level.VILLAGE)
    room = Judged.room(count, SIZE)

    def work() -> tuple[Array, Array]:
        plan.run(checks, room.outcomes, room.overall)
        return room.outcomes, room.overall

    return work


def hand_tuned(count: int) -> Callable[[], tuple[Array, Array]]:
    """Blocks of numpy, no allocation, no checks."""
    data = columns(SIZE)
    rules = [(data[i], float(t)) for i, t in thresholds(count)]
    outcomes, overall = np.empty((count, SIZE), np.int8), np.empty(SIZE, np.int8)
    one, two = np.empty(BLOCK, np.bool_), np.empty(BLOCK, np.bool_)

    def work() -> tuple[Array, Array]:
        for start in range(0, SIZE, BLOCK):
            rows = slice(start, min(start + BLOCK, SIZE))
            whole = overall[rows]
            whole.fill(1)
            above, below = one[: len(whole)], two[: len(whole)]
            for n, (values, at) in enumerate(rules):
                np.greater_equal(values[rows], at, out=above)
                np.less(values[rows], at, out=below)
                np.subtract(above.view(np.int8), below.view(np.int8), out=outcomes[n, rows])
                np.minimum(whole, outcomes[n, rows], out=whole)
        return outcomes, overall

    return work
