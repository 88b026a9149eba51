"""Peers that work on arrays: numpy as an expert writes it, as most people do, and numexpr."""

from collections.abc import Callable
from importlib import import_module

import numpy as np
from tests.benchmarks.tasks import ANSWERS, PRODUCERS, Array, Data, Found, Task

BLOCK = 1 << 16


def hand_tuned(task: Task, data: Data) -> Callable[[], Found]:
    """What a numpy expert writes for these rules and no others: blocks, no allocation, no checks."""
    size = len(data[PRODUCERS])
    outcomes, gaps = np.empty((task.rules, size), np.int8), np.empty((len(task.numbers), size))
    overall, applies = np.empty(size, np.int8), np.empty(BLOCK, np.int8)
    (one, two), zeros = np.empty((2, BLOCK), np.bool_), np.zeros(BLOCK)
    numbers = [(data[i], at) for i, at in task.numbers]
    answers = {i: (data[i].data, ~data[i].mask) for i in ANSWERS}

    def compare(values: Array, at: float, out: Array) -> None:
        above, below = one[: len(out)], two[: len(out)]
        np.greater_equal(values, at, out=above)
        np.less(values, at, out=below)
        np.subtract(above.view(np.int8), below.view(np.int8), out=out)

    def answer(i: str, rows: slice, out: Array) -> None:
        said, known = answers[i]
        np.multiply(said[rows].view(np.int8), np.int8(2), out=out)
        np.subtract(out, np.int8(1), out=out)
        np.multiply(out, known[rows].view(np.int8), out=out)

    def conditional(least: int, i: str, rows: slice, out: Array) -> None:
        length, whole = len(out), overall[rows]
        holds, counts = applies[:length], one[:length].view(np.int8)
        answer(i, rows, out)
        compare(data[PRODUCERS][rows], least, holds)
        np.negative(holds, out=counts)
        np.maximum(counts, out, out=counts)
        np.minimum(whole, counts, out=whole)
        np.greater(holds, 0, out=one[:length])
        np.multiply(out, counts, out=out)
        np.less(holds, 0, out=one[:length])
        np.add(out, counts, out=out)
        np.add(out, counts, out=out)

    def block(rows: slice, length: int) -> None:
        whole, rule = overall[rows], iter(outcomes[:, rows])
        whole.fill(1)
        for (column, at), gap in zip(numbers, gaps[:, rows], strict=True):
            values, out = column[rows], next(rule)
            compare(values, at, out)
            np.minimum(whole, out, out=whole)
            np.fmax(values, zeros[:length], out=gap)
            np.subtract(at, gap, out=gap)
            np.maximum(gap, zeros[:length], out=gap)
        for i in task.answers:
            answer(i, rows, out := next(rule))
            np.minimum(whole, out, out=whole)
        for least, i in task.conditions:
            conditional(least, i, rows, next(rule))
        for choice in task.choices:
            out, more = next(rule), applies[:length]
            answer(choice[0], rows, out)
            for i in choice[1:]:
                answer(i, rows, more)
                np.maximum(out, more, out=out)
            np.minimum(whole, out, out=whole)

    def work() -> Found:
        for start in range(0, size, BLOCK):
            stop = min(start + BLOCK, size)
            block(slice(start, stop), stop - start)
        return Found(list(outcomes), overall, list(gaps))

    return work


def naive(task: Task, data: Data) -> Callable[[], Found]:
    """What most people write: whole columns, a new array for each step."""

    def answer(i: str) -> Array:
        return np.where(data[i].mask, 0, np.where(data[i].data, 1, -1))

    def compare(i: str, at: float) -> Array:
        return np.where(data[i] >= at, 1, np.where(data[i] < at, -1, 0))

    def work() -> Found:
        outcomes = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
        needed = list(outcomes)
        for least, i in task.conditions:
            applies, met = compare(PRODUCERS, least), answer(i)
            outcomes.append(np.where(applies == -1, 2, np.where(applies == 1, met, 0)))
            needed.append(np.maximum(met, -applies))
        chosen = [np.maximum.reduce([answer(i) for i in choice]) for choice in task.choices]
        gaps = [np.maximum(at - np.nan_to_num(data[i]), 0) for i, at in task.numbers]
        return Found([*outcomes, *chosen], np.minimum.reduce([*needed, *chosen]), gaps)

    return work


def numexpr(task: Task, data: Data) -> Callable[[], Found]:
    """One expression a rule, compiled once and used with each threshold, on both cores; codes of 32 bits."""
    evaluate = import_module("numexpr").evaluate
    held = {i: data[i].data if i in ANSWERS else data[i] for i in data}
    unknown = {i: data[i].mask for i in ANSWERS}

    def compare(i: str, at: float) -> Array:
        return evaluate("where(x >= t, 1, where(x < t, -1, 0))", {"x": held[i], "t": float(at)})

    def answer(i: str) -> Array:
        return evaluate("where(u, 0, where(y, 1, -1))", {"u": unknown[i], "y": held[i]})

    def least(codes: list[Array]) -> Array:
        whole = codes[0].copy()
        for code in codes[1:]:
            evaluate("where(w < c, w, c)", {"w": whole, "c": code}, out=whole)
        return whole

    def conditional(least_: int, i: str) -> tuple[Array, Array]:
        names = {"a": compare(PRODUCERS, least_), "m": answer(i)}
        outcome = evaluate("where(a == -1, 2, where(a == 1, m, 0))", names)
        return outcome, evaluate("where(m > -a, m, -a)", names)

    def any_of(choice: tuple[str, ...]) -> Array:
        names = dict(zip("pqr", map(answer, choice), strict=True))
        return evaluate("where(p > where(q > r, q, r), p, where(q > r, q, r))", names)

    def work() -> Found:
        outcomes = [compare(i, at) for i, at in task.numbers] + [answer(i) for i in task.answers]
        conditions = [conditional(at, i) for at, i in task.conditions]
        chosen = [any_of(choice) for choice in task.choices]
        whole = least([*outcomes, *(counted for _, counted in conditions), *chosen])
        gaps = [
            evaluate("where(x < t, t - x, where(x >= t, 0.0, t))", {"x": held[i], "t": float(at)})
            for i, at in task.numbers
        ]
        return Found([*outcomes, *(outcome for outcome, _ in conditions), *chosen], whole, gaps)

    return work
