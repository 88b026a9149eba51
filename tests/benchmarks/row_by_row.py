"""Peers that look at one row after another: rule-engine and PyHamcrest."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Any

import numpy as np
from attrs import frozen
from tests.benchmarks.tasks import NUMBERS, PRODUCERS, Data, Found, Task

Row = dict[str, Any]
Judge = Callable[[Row], int]


def rows_of(data: Data) -> list[Row]:
    """Return the rows as such peers take them; None for what is missing."""
    lists: list[list[Any]] = []
    for i, values in data.items():
        missing = np.isnan(values) if i in NUMBERS else values.mask
        plain = values if i in NUMBERS else values.data
        lists.append([None if gone else value for value, gone in zip(plain.tolist(), missing.tolist(), strict=True)])
    return [dict(zip(data, row, strict=True)) for row in zip(*lists, strict=True)]


@frozen
class _Rules:
    """Rules made for one row: those that count as they are, conditions with what they count for, and gaps."""

    alone: list[Judge]
    conditions: list[Judge]
    counted: list[Judge]
    chosen: list[Judge]
    gaps: list[Callable[[Row], Any]]

    def found(self, rows: list[Row]) -> Found:
        """Return what is found for rows."""
        outcomes, whole = [], []
        for row in rows:
            alone, chosen = [rule(row) for rule in self.alone], [rule(row) for rule in self.chosen]
            outcomes.append([*alone, *(rule(row) for rule in self.conditions), *chosen])
            whole.append(min(*alone, *chosen, *(rule(row) for rule in self.counted)))
        lacking = np.array([[float(gap(row)) for gap in self.gaps] for row in rows])
        return Found(list(np.array(outcomes, np.int8).T), np.array(whole, np.int8), list(lacking.T))


def rule_engine(task: Task, data: Data) -> Callable[[], Found]:
    """Expressions compiled before; its numbers are decimals."""
    engine = import_module("rule_engine")
    rows = rows_of(data)

    def compare(i: str, at: float) -> str:
        return f"({i} == null ? 0 : ({i} >= {at} ? 1 : -1))"

    def answer(i: str) -> str:
        return f"({i} == null ? 0 : ({i} ? 1 : -1))"

    def compiled(texts: Iterable[str]) -> list[Any]:
        return [engine.Rule(text).evaluate for text in texts]

    alone = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
    conditions = [
        f"({PRODUCERS} == null ? 0 : ({PRODUCERS} < {least} ? 2 : {answer(i)}))" for least, i in task.conditions
    ]
    met = [f"$max([{answer(i)}, -{compare(PRODUCERS, least)}])" for least, i in task.conditions]
    chosen = [f"$max([{', '.join(map(answer, choice))}])" for choice in task.choices]
    gaps = [f"{i} == null ? {at} : ({i} < {at} ? {at} - {i} : 0)" for i, at in task.numbers]
    rules = _Rules(*map(compiled, (alone, conditions, met, chosen, gaps)))
    return lambda: rules.found(rows)


def hamcrest(task: Task, data: Data) -> Callable[[], Found]:
    """Matchers made before; a matcher knows no "unknown", so one looks for None first, and gaps are sums by hand."""
    h = import_module("hamcrest")
    rows = rows_of(data)
    none = h.none()

    def judge(i: str, matcher: Any) -> Judge:
        def code(row: Row) -> int:
            value = row[i]
            return 0 if none.matches(value) else 1 if matcher.matches(value) else -1

        return code

    def compare(i: str, at: float) -> Judge:
        return judge(i, h.greater_than_or_equal_to(at))

    def answer(i: str) -> Judge:
        return judge(i, h.equal_to(True))

    def conditional(least: int, i: str) -> tuple[Judge, Judge]:
        applies, rule = compare(PRODUCERS, least), answer(i)

        def outcome(row: Row) -> int:
            code = applies(row)
            return 2 if code == -1 else rule(row) if code == 1 else 0

        return outcome, lambda row: max(rule(row), -applies(row))

    def any_of(choice: tuple[str, ...]) -> Judge:
        parts = [answer(i) for i in choice]
        return lambda row: max(part(row) for part in parts)

    def gap(i: str, at: float) -> Callable[[Row], float]:
        return lambda row: at if row[i] is None else max(at - row[i], 0)

    alone = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
    conditions = [conditional(*one) for one in task.conditions]
    chosen = [any_of(choice) for choice in task.choices]
    gaps = [gap(i, at) for i, at in task.numbers]
    rules = _Rules(alone, [outcome for outcome, _ in conditions], [met for _, met in conditions], chosen, gaps)
    return lambda: rules.found(rows)
