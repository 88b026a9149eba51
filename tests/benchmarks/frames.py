"""Peers that are data frames: pandas, polars, and pandera on pandas."""

from collections.abc import Callable
from functools import reduce
from importlib import import_module
from typing import Any

import numpy as np
from tests.benchmarks.tasks import ANSWERS, NUMBERS, PRODUCERS, Data, Found, Task


def _pandas(data: Data) -> Any:
    """Return a frame of floats and of nullable booleans."""
    pd = import_module("pandas")
    answers = {i: pd.arrays.BooleanArray(data[i].data.copy(), data[i].mask.copy()) for i in ANSWERS}
    return pd.DataFrame({**{i: data[i] for i in NUMBERS}, **answers})


def pandas(task: Task, data: Data) -> Callable[[], Found]:
    """Series of floats, and nullable booleans."""
    frame = _pandas(data)

    def compare(i: str, at: float) -> Any:
        return (frame[i] >= at).astype("int8") - (frame[i] < at).astype("int8")

    def answer(i: str) -> Any:
        return frame[i].fillna(False).astype("int8") - (~frame[i]).fillna(False).astype("int8")

    def work() -> Found:
        outcomes = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
        needed = list(outcomes)
        for least, i in task.conditions:
            applies, met = compare(PRODUCERS, least), answer(i)
            outcomes.append(met.where(applies == 1, 0).mask(applies == -1, 2))
            needed.append(np.maximum(met, -applies))
        chosen = [reduce(np.maximum, map(answer, choice)) for choice in task.choices]
        whole = reduce(np.minimum, [*needed, *chosen])
        gaps = [(at - frame[i].fillna(0)).clip(lower=0) for i, at in task.numbers]
        return Found([o.to_numpy() for o in [*outcomes, *chosen]], whole.to_numpy(), [g.to_numpy() for g in gaps])

    return work


def polars(task: Task, data: Data) -> Callable[[], Found]:
    """One lazy query on both cores; nulls for what is missing."""
    pl = import_module("polars")
    numbers = {i: pl.Series(data[i], nan_to_null=True) for i in NUMBERS}
    answers = {
        i: pl.select(pl.when(~pl.Series(data[i].mask)).then(pl.Series(data[i].data))).to_series() for i in ANSWERS
    }
    frame = pl.DataFrame({**numbers, **answers})

    def code(yes: Any, no: Any) -> Any:
        return yes.fill_null(value=False).cast(pl.Int8) - no.fill_null(value=False).cast(pl.Int8)

    def compare(i: str, at: float) -> Any:
        return code(pl.col(i) >= at, pl.col(i) < at)

    def answer(i: str) -> Any:
        return code(pl.col(i), ~pl.col(i))

    def conditional(least: int, i: str) -> Any:
        applies, no = compare(PRODUCERS, least), pl.lit(2, pl.Int8)
        return pl.when(applies == -1).then(no).when(applies == 1).then(answer(i)).otherwise(pl.lit(0, pl.Int8))

    alone = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
    conditions = [conditional(least, i) for least, i in task.conditions]
    chosen = [pl.max_horizontal(*map(answer, choice)) for choice in task.choices]
    met = [pl.max_horizontal(answer(i), -compare(PRODUCERS, least)) for least, i in task.conditions]
    rules = [*alone, *conditions, *chosen]
    first, last = len(alone), len(alone) + len(conditions)
    needed = [f"r{n}" for n in range(len(rules)) if not first <= n < last] + [f"m{n}" for n in range(len(met))]
    gaps = [(at - pl.col(i).fill_null(0.0)).clip(lower_bound=0.0) for i, at in task.numbers]
    query = (
        frame.lazy()
        .select(
            *(rule.alias(f"r{n}") for n, rule in enumerate(rules)),
            *(one.alias(f"m{n}") for n, one in enumerate(met)),
            *(gap.alias(f"g{n}") for n, gap in enumerate(gaps)),
        )
        .with_columns(pl.min_horizontal(*needed).alias("overall"))
        .drop(f"m{n}" for n in range(len(met)))
    )

    def work() -> Found:
        found = query.collect()
        outcomes = [found[f"r{n}"].to_numpy() for n in range(len(rules))]
        return Found(outcomes, found["overall"].to_numpy(), [found[f"g{n}"].to_numpy() for n in range(len(gaps))])

    return work


def pandera(task: Task, data: Data) -> Callable[[], Found]:  # noqa: C901 - a small function for each check
    """One schema, validated lazily; what it finds is taken from its report of cases, the gaps from pandas."""
    pa, errors = import_module("pandera.pandas"), import_module("pandera.errors")
    frame = _pandas(data)

    def least(at: float) -> Callable[[Any], Any]:
        return lambda values: values >= at

    def conditional(at: int, i: str) -> Callable[[Any], Any]:
        return lambda rows: ~((rows[PRODUCERS] >= at) & ~rows[i].fillna(True))

    def any_of(choice: tuple[str, ...]) -> Callable[[Any], Any]:
        return lambda rows: reduce(np.logical_or, [rows[i].fillna(True) for i in choice])

    checks: dict[str, list[Any]] = {i: [] for i in frame.columns}
    done = len(task.numbers) + len(task.answers)
    for n, (i, at) in enumerate(task.numbers):
        checks[i].append(pa.Check(least(at), name=str(n)))
    for n, i in enumerate(task.answers, len(task.numbers)):
        checks[i].append(pa.Check(lambda values: values.astype("bool"), name=str(n)))
    conditions = [pa.Check(conditional(*one), name=str(done + n)) for n, one in enumerate(task.conditions)]
    done += len(conditions)
    chosen = [pa.Check(any_of(one), name=str(done + n)) for n, one in enumerate(task.choices)]
    schema = pa.DataFrameSchema(
        {i: pa.Column(nullable=True, checks=found) for i, found in checks.items()}, checks=[*conditions, *chosen]
    )

    def failed() -> dict[int, Any]:
        try:
            schema.validate(frame, lazy=True)
        except errors.SchemaErrors as found:
            cases = found.failure_cases[["check", "index"]].drop_duplicates()
            return {int(check): rows.to_numpy(int) for check, rows in cases.groupby("check")["index"]}
        return {}

    def work() -> Found:
        unknown = [frame[i].isna() for i, _ in task.numbers] + [frame[i].isna() for i in task.answers]
        outcomes = [(~one).to_numpy().astype("int8") for one in unknown]
        needed = list(outcomes)
        cases = failed()
        for n, rows in cases.items():
            if n < len(outcomes):
                outcomes[n][rows] = -1
        for n, (least_, i) in enumerate(task.conditions, len(outcomes)):
            producers, yes = frame[PRODUCERS], frame[i].fillna(False)
            applies = (producers >= least_).to_numpy()
            no = (producers < least_).to_numpy()
            code = np.where(no, 2, np.where(applies & yes.to_numpy(), 1, 0)).astype("int8")
            met = np.where(no | yes.to_numpy(bool), 1, 0).astype("int8")
            code[cases.get(n, [])] = met[cases.get(n, [])] = -1
            outcomes.append(code)
            needed.append(met)
        for n, choice in enumerate(task.choices, len(outcomes)):
            code = reduce(np.logical_or, [frame[i].fillna(False).to_numpy(bool) for i in choice]).astype("int8")
            code[cases.get(n, [])] = -1
            outcomes.append(code)
            needed.append(code)
        gaps = [(at - frame[i].fillna(0)).clip(lower=0).to_numpy() for i, at in task.numbers]
        return Found(outcomes, np.minimum.reduce(needed), gaps)

    return work
