"""The work of most tables: twelve rules on plain columns, with outcomes, the whole, and nine gaps."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from smartvillage import CriteriaSet, Criterion, Level, Source
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.arrays.doors import Layout, columns_source, series_of_mapping
from smartvillage.arrays.judging import Judged, checks_of, possible
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import plan_of_set
from smartvillage.indicators import Indicator, Measure, Text, Unit, Vocabulary
from smartvillage.rules import AtLeast, Holds, Rule, SomeOf

Array = npt.NDArray[Any]
SHARES = {"fibre": 80, "phones": 90, "addresses": 95, "apps": 70, "accounts": 50, "payments": 60, "internet": 85}
COUNTS = {"posts": 12, "meetings": 4}
ANSWERS = ("team", "wifi", "camera", "kiosk", "sales")
PRODUCERS = "producers"
NUMBERS = {**SHARES, **COUNTS}
NAMES = (*NUMBERS, "has-team", "online-sales", "one-of-three")
BLOCK = 1 << 16


def _text(words: str) -> Text:
    """Return the same words in both languages."""
    return Text(words, words)


def _indicator(i: str, measure: Measure, denominator: str | None = None) -> Indicator:
    """Return an indicator of villages."""
    unit = Unit(i, i, i) if measure is Measure.COUNT else None
    return Indicator(i, (Level.VILLAGE,), measure, _text(i), denominator=denominator, unit=unit)


def criteria() -> CriteriaSet:
    """Return the twelve rules: nine numbers, a yes/no, a condition, and at least one of three."""
    indicators = [
        _indicator("households", Measure.COUNT),
        *(_indicator(i, Measure.SHARE, "households") for i in SHARES),
        *(_indicator(i, Measure.COUNT) for i in (*COUNTS, PRODUCERS)),
        *(_indicator(i, Measure.YES_NO) for i in ANSWERS),
    ]
    rules: dict[str, Rule] = {
        **{i: AtLeast(i, f"{t}%") for i, t in SHARES.items()},
        **{i: AtLeast(i, t) for i, t in COUNTS.items()},
        "has-team": Holds("team"),
        "online-sales": Holds("sales"),
        "one-of-three": SomeOf(Holds("wifi"), Holds("camera"), Holds("kiosk"), at_least=1),
    }
    applies = {"online-sales": AtLeast(PRODUCERS, 1)}
    return CriteriaSet(
        id="bench/twelve-rules-2025",
        title=_text("twelve rules"),
        levels=(Level.VILLAGE,),
        source=Source(_text("benchmark")),
        criteria=tuple(Criterion(i, _text(i), _text(i), rule, applies=applies.get(i)) for i, rule in rules.items()),
        vocabulary=Vocabulary({i.id: i for i in indicators}),
    )


def columns(size: int) -> dict[str, Array]:
    """Return plain columns with about 5 % missing: floats with NaN, and truth values with a mask."""
    rng = np.random.default_rng(12)
    data: dict[str, Array] = {}
    for i, threshold in SHARES.items():
        values = np.round(np.clip(rng.normal(threshold + 5, 10, size), 1.1, 100), 1)
        data[i] = np.where(rng.random(size) < 0.05, np.nan, values)
    for i in (*COUNTS, PRODUCERS):
        data[i] = np.where(rng.random(size) < 0.05, np.nan, rng.integers(0, 20, size).astype(float))
    for i in ANSWERS:
        data[i] = np.ma.MaskedArray(rng.random(size) < 0.8, rng.random(size) < 0.05)
    return data


@frozen(eq=False)
class Found:
    """What a peer found: outcomes by criterion, the whole, and gaps by criterion."""

    outcomes: list[Array]
    overall: Array
    gaps: list[Array]

    def same(self, other: "Found") -> bool:
        """Whether both found the same."""
        codes = zip([*self.outcomes, self.overall], [*other.outcomes, other.overall], strict=True)
        gaps = zip(self.gaps, other.gaps, strict=True)
        return all(np.array_equal(a, b) for a, b in codes) and all(np.allclose(a, b, atol=1e-8) for a, b in gaps)


def smartvillage(data: dict[str, Array]) -> Callable[[], Found]:
    """All that a user asks: columns checked and judged, gaps too, in arrays used again."""
    rules = criteria()
    table: list[TableAssessment | None] = [None]

    def work() -> Found:
        table[0] = found = assess_table(rules, data, gaps=True, out=table[0])
        return Found(list(found.outcomes.T), found.overall, list(found.gap.values()))

    return work


def smartvillage_engine(data: dict[str, Array]) -> Callable[[], Found]:
    """Only the judging: columns checked before, the plan compiled before, arrays used again."""
    rules, level = criteria(), Level.VILLAGE
    source = columns_source(series_of_mapping(data), Layout(), rules.levels, rules.vocabulary)
    plan = plan_of_set(rules, None, level)
    checks = checks_of(plan, Knowledge(source.strata, rules.vocabulary, None, possible), level)
    room = Judged.room(len(NAMES), len(data["fibre"]), range(len(NUMBERS)))

    def work() -> Found:
        plan.run(checks, room.outcomes, room.overall, room.gaps)
        return Found(list(room.outcomes), room.overall, list(room.gaps.values()))

    return work


def hand_tuned(data: dict[str, Array]) -> Callable[[], Found]:
    """What a numpy expert writes for these twelve rules and no others: blocks, no allocation, no checks."""
    size = len(data["fibre"])
    outcomes, overall = np.empty((12, size), np.int8), np.empty(size, np.int8)
    gaps = np.empty((9, size))
    one, two = np.empty(BLOCK, np.bool_), np.empty(BLOCK, np.bool_)
    applies, zeros = np.empty(BLOCK, np.int8), np.zeros(BLOCK)
    full = {t: np.full(BLOCK, float(t)) for t in {*NUMBERS.values()}}
    numbers = [(data[i], t) for i, t in NUMBERS.items()]
    answers = {i: (data[i].data, ~data[i].mask) for i in ANSWERS}

    def compare(values: Array, threshold: float, out: Array) -> None:
        above, below = one[: len(out)], two[: len(out)]
        np.greater_equal(values, threshold, out=above)
        np.less(values, threshold, out=below)
        np.subtract(above.view(np.int8), below.view(np.int8), out=out)

    def answer(i: str, rows: slice, out: Array) -> None:
        said, known = answers[i]
        np.multiply(said[rows].view(np.int8), np.int8(2), out=out)
        np.subtract(out, np.int8(1), out=out)
        np.multiply(out, known[rows].view(np.int8), out=out)

    def work() -> Found:
        for start in range(0, size, BLOCK):
            rows = slice(start, min(start + BLOCK, size))
            length = rows.stop - start
            whole = overall[rows]
            whole.fill(1)
            for n, (column, threshold) in enumerate(numbers):
                values, out, gap = column[rows], outcomes[n, rows], gaps[n, rows]
                compare(values, threshold, out)
                np.minimum(whole, out, out=whole)
                np.subtract(threshold, values, out=gap)
                np.fmin(gap, full[threshold][:length], out=gap)
                np.maximum(gap, zeros[:length], out=gap)
            answer("team", rows, outcomes[9, rows])
            np.minimum(whole, outcomes[9, rows], out=whole)
            sales, holds, counts = outcomes[10, rows], applies[:length], one[:length].view(np.int8)
            answer("sales", rows, sales)
            compare(data[PRODUCERS][rows], 1, holds)
            met = np.maximum(sales, -holds)
            np.minimum(whole, met, out=whole)
            np.greater(holds, 0, out=one[:length])
            np.multiply(sales, counts, out=sales)
            np.less(holds, 0, out=one[:length])
            np.add(sales, counts, out=sales)
            np.add(sales, counts, out=sales)
            three = outcomes[11, rows]
            answer("wifi", rows, three)
            for i in ("camera", "kiosk"):
                answer(i, rows, holds)
                np.maximum(three, holds, out=three)
            np.minimum(whole, three, out=whole)
        return Found(list(outcomes), overall, list(gaps))

    return work


def naive(data: dict[str, Array]) -> Callable[[], Found]:
    """What most people write: whole columns, a new array for each step."""

    def answer(i: str) -> Array:
        return np.where(data[i].mask, 0, np.where(data[i].data, 1, -1))

    def work() -> Found:
        codes = [np.where(data[i] >= t, 1, np.where(data[i] < t, -1, 0)) for i, t in NUMBERS.items()]
        gaps = [np.maximum(t - np.nan_to_num(data[i]), 0) for i, t in NUMBERS.items()]
        applies = np.where(data[PRODUCERS] >= 1, 1, np.where(data[PRODUCERS] < 1, -1, 0))
        sales = answer("sales")
        three = np.maximum.reduce([answer("wifi"), answer("camera"), answer("kiosk")])
        outcome = np.where(applies == -1, 2, np.where(applies == 1, sales, 0))
        whole = np.minimum.reduce([*codes, answer("team"), np.maximum(sales, -applies), three])
        return Found([*codes, answer("team"), outcome, three], whole, gaps)

    return work


def pandas(data: dict[str, Array]) -> Callable[[], Found]:
    """Series of floats, and nullable booleans."""
    pd = import_module("pandas")

    frame = pd.DataFrame({i: data[i] for i in (*NUMBERS, PRODUCERS)})
    for i in ANSWERS:
        frame[i] = pd.arrays.BooleanArray(data[i].data.copy(), data[i].mask.copy())

    def compare(i: str, threshold: float) -> Any:
        return (frame[i] >= threshold).astype("int8") - (frame[i] < threshold).astype("int8")

    def answer(i: str) -> Any:
        return frame[i].fillna(False).astype("int8") - (~frame[i]).fillna(False).astype("int8")

    def work() -> Found:
        codes = [compare(i, t) for i, t in NUMBERS.items()]
        gaps = [(t - frame[i].fillna(0)).clip(lower=0) for i, t in NUMBERS.items()]
        applies, sales = compare(PRODUCERS, 1), answer("sales")
        outcome = sales.where(applies == 1, 0).mask(applies == -1, 2)
        three = pd.concat([answer("wifi"), answer("camera"), answer("kiosk")], axis=1).max(axis=1)
        met = sales.where(sales >= -applies, -applies)
        whole = pd.concat([*codes, answer("team"), met, three], axis=1).min(axis=1)
        outcomes = [*codes, answer("team"), outcome, three]
        return Found([o.to_numpy() for o in outcomes], whole.to_numpy(), [g.to_numpy() for g in gaps])

    return work


def polars(data: dict[str, Array]) -> Callable[[], Found]:
    """One lazy query on both cores; nulls for what is missing."""
    pl = import_module("polars")

    frame = pl.DataFrame(
        {
            **{i: pl.Series(data[i], nan_to_null=True) for i in (*NUMBERS, PRODUCERS)},
            **{
                i: pl.select(pl.when(~pl.Series(data[i].mask)).then(pl.Series(data[i].data))).to_series()
                for i in ANSWERS
            },
        }
    )

    def code(yes: Any, no: Any) -> Any:
        return yes.fill_null(value=False).cast(pl.Int8) - no.fill_null(value=False).cast(pl.Int8)

    def compare(i: str, threshold: float) -> Any:
        return code(pl.col(i) >= threshold, pl.col(i) < threshold)

    def answer(i: str) -> Any:
        return code(pl.col(i), ~pl.col(i))

    applies = compare(PRODUCERS, 1)
    sales = answer("sales")
    query = (
        frame.lazy()
        .select(
            *(compare(i, t).alias(i) for i, t in NUMBERS.items()),
            answer("team").alias("has-team"),
            pl.when(applies == -1).then(pl.lit(2, pl.Int8)).when(applies == 1).then(sales)
            .otherwise(pl.lit(0, pl.Int8)).alias("online-sales"),
            pl.max_horizontal(answer("wifi"), answer("camera"), answer("kiosk")).alias("one-of-three"),
            pl.max_horizontal(sales, -applies).alias("met"),
            *((t - pl.col(i).fill_null(0.0)).clip(lower_bound=0.0).alias(f"gap-{i}") for i, t in NUMBERS.items()),
        )
        .with_columns(pl.min_horizontal(*NUMBERS, "has-team", "met", "one-of-three").alias("overall"))
        .drop("met")
    )  # fmt: skip

    def work() -> Found:
        found = query.collect()
        outcomes = [found[i].to_numpy() for i in NAMES]
        return Found(outcomes, found["overall"].to_numpy(), [found[f"gap-{i}"].to_numpy() for i in NUMBERS])

    return work


def duckdb(data: dict[str, Array]) -> Callable[[], Found]:
    """One query on both cores over a table of its own; nulls for what is missing."""
    db, pa = import_module("duckdb"), import_module("pyarrow")

    connection = db.connect()
    arrow = pa.table(
        {
            **{i: pa.array(data[i], mask=np.isnan(data[i])) for i in (*NUMBERS, PRODUCERS)},
            **{i: pa.array(data[i].data, mask=data[i].mask) for i in ANSWERS},
        }
    )
    connection.register("arrow", arrow)
    connection.execute("CREATE TABLE villages AS SELECT * FROM arrow")

    def code(yes: str, no: str) -> str:
        return f"(CASE WHEN {yes} THEN 1 WHEN {no} THEN -1 ELSE 0 END)::TINYINT"

    def answer(i: str) -> str:
        return code(i, f"NOT {i}")

    codes = {i: code(f"{i} >= {t}", f"{i} < {t}") for i, t in NUMBERS.items()}
    applies, sales = code(f"{PRODUCERS} >= 1", f"{PRODUCERS} < 1"), answer("sales")
    codes["has_team"] = answer("team")
    codes["online_sales"] = f"(CASE {applies} WHEN -1 THEN 2 WHEN 1 THEN {sales} ELSE 0 END)::TINYINT"
    codes["one_of_three"] = f"greatest({answer('wifi')}, {answer('camera')}, {answer('kiosk')})"
    met = f"greatest({sales}, (-{applies})::TINYINT)"
    gaps = [f"greatest({t} - coalesce({i}, 0), 0.0) AS gap_{i}" for i, t in NUMBERS.items()]
    needed = [*(c for i, c in codes.items() if i != "online_sales"), met]
    selected = [f"{c} AS code_{i}" for i, c in codes.items()]
    query = f"SELECT {', '.join([*selected, *gaps])}, least({', '.join(needed)}) AS overall FROM villages"  # noqa: S608 - no input

    def work() -> Found:
        found = connection.execute(query).fetchnumpy()
        return Found([found[f"code_{i}"] for i in codes], found["overall"], [found[f"gap_{i}"] for i in NUMBERS])

    return work


Prepare = Callable[[dict[str, Array]], Callable[[], Found]]
"""Holds the data as the peer does, and returns the work."""

PEERS: dict[str, Prepare] = {
    "smartvillage": smartvillage,
    "smartvillage, columns checked before": smartvillage_engine,
    "hand-tuned numpy": hand_tuned,
    "naive numpy": naive,
    "pandas": pandas,
    "polars lazy": polars,
    "DuckDB": duckdb,
}
