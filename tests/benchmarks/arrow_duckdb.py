"""Peers on Arrow tables: the compute functions of pyarrow, and DuckDB."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from tests.benchmarks.tasks import ANSWERS, NUMBERS, PRODUCERS, Data, Found, Task


def _table(data: Data) -> Any:
    """Return an Arrow table; nulls for what is missing."""
    pa = import_module("pyarrow")
    return pa.table(
        {
            **{i: pa.array(data[i], mask=np.isnan(data[i])) for i in NUMBERS},
            **{i: pa.array(data[i].data, mask=data[i].mask) for i in ANSWERS},
        }
    )


def pyarrow(task: Task, data: Data) -> Callable[[], Found]:
    """One compute function after another."""
    pa, pc = import_module("pyarrow"), import_module("pyarrow.compute")
    table = _table(data)
    zero, one, two = (pa.scalar(n, pa.int8()) for n in range(3))

    def code(yes: Any, no: Any) -> Any:
        return pc.subtract(*(pc.fill_null(side, value).cast(pa.int8()) for side, value in ((yes, False), (no, False))))

    def compare(i: str, at: float) -> Any:
        return code(pc.greater_equal(table[i], at), pc.less(table[i], at))

    def answer(i: str) -> Any:
        return code(table[i], pc.invert(table[i]))

    def work() -> Found:
        outcomes = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
        needed = list(outcomes)
        for least, i in task.conditions:
            applies, met = compare(PRODUCERS, least), answer(i)
            held = pc.if_else(pc.equal(applies, one), met, zero)
            outcomes.append(pc.if_else(pc.less(applies, zero), two, held))
            needed.append(pc.max_element_wise(met, pc.negate(applies)))
        chosen = [pc.max_element_wise(*map(answer, choice)) for choice in task.choices]
        whole = pc.min_element_wise(*needed, *chosen)
        gaps = [pc.max_element_wise(pc.subtract(float(at), pc.fill_null(table[i], 0.0)), 0.0) for i, at in task.numbers]
        return Found([o.to_numpy() for o in [*outcomes, *chosen]], whole.to_numpy(), [g.to_numpy() for g in gaps])

    return work


def duckdb(task: Task, data: Data) -> Callable[[], Found]:
    """One prepared query on both cores over a table of its own; nulls for what is missing."""
    connection = import_module("duckdb").connect()
    connection.register("arrow", _table(data))
    connection.execute("CREATE TABLE villages AS SELECT * FROM arrow")
    connection.unregister("arrow")

    def code(yes: str, no: str) -> str:
        return f"(CASE WHEN {yes} THEN 1 WHEN {no} THEN -1 ELSE 0 END)::TINYINT"

    def compare(i: str, at: float) -> str:
        return code(f"{i} >= {at}", f"{i} < {at}")

    def answer(i: str) -> str:
        return code(i, f"NOT {i}")

    def conditional(least: int, i: str) -> str:
        applies = compare(PRODUCERS, least)
        return f"(CASE {applies} WHEN -1 THEN 2 WHEN 1 THEN {answer(i)} ELSE 0 END)::TINYINT"

    alone = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
    conditions = [conditional(least, i) for least, i in task.conditions]
    chosen = [f"greatest({', '.join(map(answer, choice))})" for choice in task.choices]
    met = [f"greatest({answer(i)}, (-{compare(PRODUCERS, least)})::TINYINT)" for least, i in task.conditions]
    gaps = [f"greatest({at} - coalesce({i}, 0), 0.0)" for i, at in task.numbers]
    rules = [*alone, *conditions, *chosen]
    selected = [f"{rule} AS r{n}" for n, rule in enumerate(rules)] + [f"{gap} AS g{n}" for n, gap in enumerate(gaps)]
    query = f"SELECT {', '.join(selected)}, least({', '.join([*alone, *chosen, *met])}) AS overall FROM villages"  # noqa: S608 - no input

    def work() -> Found:
        found = connection.execute(query).fetchnumpy()
        outcomes = [found[f"r{n}"] for n in range(len(rules))]
        return Found(outcomes, found["overall"], [found[f"g{n}"] for n in range(len(gaps))])

    return work
