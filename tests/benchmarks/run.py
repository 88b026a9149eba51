"""Measure the library beside others that do the same work, and write docs/en/benchmarks.md.

    python tests/benchmarks/run.py [--quick] [--output FILE]

Every peer is written as its own experts would, its answers are held to those of hand-tuned numpy, and all run in turns.
A peer that is not installed is named as left out.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import imports, memory, more_rules, nghe_an, one_place, twelve_rules  # noqa: E402
from tests.benchmarks.measuring import (  # noqa: E402
    Work,
    in_turns,
    machine,
    ratio,
    span,
    table,
    times_table,
    versions,
)

from smartvillage import load  # noqa: E402 - the path first
from smartvillage.arrays import TableAssessment, assess_table  # noqa: E402

PACKAGES = (
    "numpy",
    "attrs",
    "pandas",
    "polars",
    "duckdb",
    "PyHamcrest",
    "rule-engine",
    "panzi-json-logic",
)
HAND = "hand-tuned numpy"


def prepared(peers: Mapping[str, Callable[..., Any]], *data: Any) -> tuple[dict[str, Any], list[str]]:
    """Return the works of the peers that are installed, and the names of the others."""
    works: dict[str, Any] = {}
    left_out: list[str] = []
    for name, prepare in peers.items():
        try:
            works[name] = prepare(*data)
        except ImportError:
            left_out.append(name)
    return works, left_out


def without(left_out: list[str]) -> str:
    """Say which peers were left out."""
    return f"\nLeft out, since not installed: {', '.join(left_out)}.\n" if left_out else ""


def tables(size: int, rounds: int) -> Iterator[str]:
    """Measure twelve rules on plain columns."""
    works, left_out = prepared(twelve_rules.PEERS, twelve_rules.columns(size))
    expected = works[HAND]()
    for name, work in works.items():
        assert work().same(expected), name
    yield f"## Twelve rules on {size:,} places\n"
    yield (
        "Seven percentages, two counts, a yes/no, one condition and one “at least one of three”, about 5 % missing; "
        "the outcome of each rule and of the whole, and nine gaps. All answers are equal. "
        "“Columns checked before” is the engine alone, on columns that an earlier run has looked over, as when a set "
        "or a threshold changes and the data does not; the other line reads and checks every column each time "
        "(percentages that may be fractions, figures that cannot be), which hand-tuned numpy does not do at all.\n"
    )
    yield times_table(in_turns(works, rounds), HAND) + "\n" + without(left_out)
    figures = {name: memory.measured(name, size) for name in works}
    rows = [(name, f"{bytes_:.0f}") for name, bytes_ in figures.items() if bytes_ is not None]
    yield "Memory at the peak, above the input, in bytes a row; the answers themselves are 85:\n"
    yield table(("", "bytes a row"), sorted(rows, key=lambda row: float(row[1]))) + "\n"


def growth(rounds: int) -> Iterator[str]:
    """Measure how the time grows with the number of rules."""
    works: dict[str, Work] = {}
    for count in more_rules.RULES:
        ours, hand = more_rules.smartvillage(count), more_rules.hand_tuned(count)
        assert all((a == b).all() for a, b in zip(ours(), hand(), strict=True))
        works |= {f"smartvillage, {count} rules": ours, f"{HAND}, {count} rules": hand}
    times = in_turns(works, rounds)
    yield f"## From 13 to 1300 rules on {more_rules.SIZE:,} places\n"
    rows = []
    for name in ("smartvillage", HAND):
        few, more, many = (times[f"{name}, {count} rules"] for count in more_rules.RULES)
        spans = [span(t.median) for t in (few, more, many)]
        rows.append((name, *spans, f"{ratio(many, few):.0f} ×"))
    yield table(("", *(f"{count} rules" for count in more_rules.RULES), "growth"), rows) + "\n"


def province(rounds: int) -> Iterator[str]:
    """Measure the whole set of Nghệ An."""
    rules, data = load("nghe-an/smart-village"), nghe_an.columns()
    earlier: list[TableAssessment | None] = [None]

    def judge() -> None:
        earlier[0] = assess_table(rules, data, out=earlier[0])

    judge()
    assert earlier[0] is not None
    equal = nghe_an.equal_alone(rules, earlier[0], every=97)
    times = in_turns({"outcomes": judge, "outcomes and gaps": lambda: assess_table(rules, data, gaps=True)}, rounds)
    yield f"## The set of Nghệ An on {nghe_an.SIZE:,} villages\n"
    yield (
        "Thirteen criteria with ranges, counts out of totals, links, open shares and conditions; reading the columns "
        f"included. {equal:,} rows were held to the assessment of their village alone, and are equal.\n"
    )
    rows = [(name, span(t.median), span(min(t.runs)), span(max(t.runs))) for name, t in times.items()]
    yield table(("", "median", "least", "most"), rows) + "\n"


def single(rounds: int) -> Iterator[str]:
    """Measure one place."""
    judges, left_out = prepared(one_place.PEERS)
    for name, judge in judges.items():
        assert judge() is True, name
    repeats = 200

    def many(judge: Callable[[], bool]) -> Work:
        return lambda: [judge() for _ in range(repeats)]

    times = in_turns({name: many(judge) for name, judge in judges.items()}, rounds)
    yield "## One village, twelve rules\n"
    yield (
        "A place already built is assessed once. Only this library keeps what an explanation, a gap and an audit need; "
        "it tells unknown from not met, as the attrs functions do. JsonLogic, rule-engine and PyHamcrest say yes or "
        "no.\n"
    )
    rows = [
        (name, span(t.median / repeats), span(min(t.runs) / repeats), span(max(t.runs) / repeats))
        for name, t in sorted(times.items(), key=lambda item: item[1].median)
    ]
    yield table(("", "median", "least", "most"), rows) + "\n" + without(left_out)


def importing(rounds: int) -> Iterator[str]:
    """Measure imports."""
    works = {name: imports.importing(s) for name, s in imports.STATEMENTS.items() if imports.installed(s)}
    times = in_turns(works, rounds)
    bare = times["bare Python"].median
    yield "## Import\n"
    over = sorted((t.median - bare, name) for name, t in times.items() if name != "bare Python")
    yield table(("over a bare Python", "median"), [(name, span(max(took, 1e-6))) for took, name in over]) + "\n"


def page(quick: bool) -> str:  # noqa: FBT001 - one switch
    """Return the page of figures."""
    size, rounds = (100_000, 3) if quick else (1_000_000, 15)
    found, missing = versions(PACKAGES)
    parts = [
        "# Benchmarks\n",
        f"Measured on {machine()}, by `nox -s bench`. {', '.join(found)}.\n{without(missing)}",
        "All works of a table run in turns in one process; figures are medians, ratios are taken run by run.\n",
    ]
    for section in (
        tables(size, rounds),
        growth(max(3, rounds // 2)),
        province(rounds),
        single(rounds),
        importing(rounds),
    ):
        for part in section:
            print(part)
            parts.append(part)
    return "\n".join(parts)


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description="Measure the library beside others that do the same work.")
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds; print only")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "en" / "benchmarks.md")
    options = parser.parse_args()
    text = page(options.quick)
    if not options.quick:
        options.output.write_text(text, "utf-8")
        print(f"written to {options.output}")


if __name__ == "__main__":
    main()
