"""Measure the library beside others that do the same work, and write docs/vi/benchmarks.md and docs/en/benchmarks.md.

    python tests/benchmarks/run.py [--quick] [--output FOLDER]

Every peer is written as its own experts would, its answers are held to those of hand-tuned numpy, and all run in turns.
A peer that is not installed is named as left out. `--quick` takes fewer rows and rounds, and only prints.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import define, field

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.benchmarks import compiling, conversion, imports, lazily, memory, nghe_an, one_place, tasks  # noqa: E402
from tests.benchmarks.measuring import (  # noqa: E402
    FEW,
    Times,
    Work,
    available,
    in_turns,
    machine,
    ratio,
    span,
    versions,
)
from tests.benchmarks.page import Block, Heading, Table, Text, times_table, told  # noqa: E402
from tests.benchmarks.peers import ENGINE, HAND, OURS, PEERS  # noqa: E402

from smartvillage import load  # noqa: E402 - the path first
from smartvillage.arrays import TableAssessment, assess_table  # noqa: E402

PACKAGES = ("numpy", "attrs", "numexpr", "pandas", "polars", "pyarrow", "duckdb", "openfisca-core", "pandera")
PACKAGES += ("rule-engine", "PyHamcrest", "panzi-json-logic")

BYTES_A_ROW = 1200
"""What the peers together hold and find of one row, at the most."""


def _checked(work: Callable[[], tasks.Found], expected: tasks.Found, tolerance: float) -> Work:
    """Return a work whose first run, which `in_turns` does not count, is held to the answers expected."""
    is_first = [True]

    def run() -> None:
        found = work()
        if is_first:
            is_first.clear()
            found.check(expected, tolerance)

    return run


@define
class Run:
    """One run of all measurements.

    Attributes:
        is_quick: whether to take fewer rows and rounds.
        left_out: peers that are not installed.
        reached: what is held to the bars, by name.
    """

    is_quick: bool
    left_out: dict[str, None] = field(factory=dict)
    reached: dict[str, float] = field(factory=dict)

    def rounds(self, most: int) -> int:
        """Return how many rounds to take."""
        return 3 if self.is_quick else most

    def prepared(self, works: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
        """Return the works of the peers that are installed."""
        found: dict[str, Any] = {}
        for name, prepare in works.items():
            try:
                found[name] = prepare()
            except ImportError:
                self.left_out[name] = None
        return found

    def peers(self, task: tasks.Task, size: int) -> dict[str, Work]:
        """Return the works of the peers on so many rows; the first run of each holds its answers to the others'."""
        data = tasks.columns(size)
        chosen = {name: peer for name, peer in PEERS.items() if size <= peer.most and task.rules <= peer.most_rules}
        works = self.prepared({n: (lambda p=p: p.prepare(task, data)) for n, p in chosen.items()})
        expected = works[HAND]()
        return {name: _checked(work, expected, PEERS[name].tolerance) for name, work in works.items()}

    def tables(self, size: int, rounds: int, *, is_first: bool) -> Iterator[Block]:
        """Measure twelve rules on plain columns."""
        yield Heading("twelve", {"size": size})
        if is_first:
            yield Text("twelve_text")
        needed = size * BYTES_A_ROW
        if needed > available():
            yield Text("too_large", {"size": size, "needed": needed >> 30, "free": int(available()) >> 30})
            return
        times = in_turns(self.peers(tasks.twelve(), size), self.rounds(rounds))
        yield times_table(times, HAND)
        if size <= 10**6:  # the largest of these counts
            self.reached["twelve rules, columns checked before"] = ratio(times[ENGINE], times[HAND])
            self.reached["twelve rules, read and checked"] = ratio(times[OURS], times[HAND])

    def memory(self, size: int) -> Iterator[Block]:
        """Measure the memory of twelve rules."""
        yield Heading("memory")
        yield Text("memory_text", {"size": size})
        names = [n for n, peer in PEERS.items() if size <= peer.most and n not in self.left_out]
        taken = {name: memory.measured(name, size) for name in names}
        rows = sorted((found, name) for name, found in taken.items() if found is not None)
        self.reached["memory of that, above the input"] = taken[OURS] or 0
        yield Table(("", "bytes a row"), [(name, f"{found:.0f}") for found, name in rows])

    def growth(self, size: int, rounds: int) -> Iterator[Block]:
        """Measure how the time grows with the number of rules."""
        found: dict[int, dict[str, Times]] = {}
        for copies in (1, 10) if self.is_quick else (1, 10, 100):
            found[copies] = in_turns(self.peers(tasks.times(copies), size), self.rounds(rounds))
        yield Heading("growth", {"size": size})
        yield Text("growth_text")
        few, many = found[1], found[max(found)]
        rows = []
        for name in few:
            if name in found[10]:
                grows = f"{many[name].median / few[name].median:.0f} ×" if name in many else ""
                spans = [span(times[name].median) if name in times else "" for times in found.values()]
                beside = [f"{ratio(t[name], t[HAND]):.2f}" if name in t else "" for t in found.values()]
                rows.append((name, *spans, grows, beside[-1] or beside[-2]))
        yield Table(("", *(f"{13 * n} rules" for n in found), "growth", f"× {HAND}"), rows)
        self.reached["rules from 13 to 1300"] = many[ENGINE].median / few[ENGINE].median

    def province(self, rounds: int) -> Iterator[Block]:
        """Measure the whole set of Nghệ An."""
        rules, data = load("nghe-an/smart-village"), nghe_an.columns()
        earlier: dict[bool, TableAssessment] = {gaps: assess_table(rules, data, gaps=gaps) for gaps in (False, True)}
        equal = nghe_an.equal_alone(rules, earlier[True], every=97 if self.is_quick else 1)
        some = range(0, nghe_an.SIZE, 100)
        works: dict[str, Work] = {
            "outcomes": lambda: assess_table(rules, data, out=earlier[False]),
            "outcomes and gaps": lambda: assess_table(rules, data, gaps=True, out=earlier[True]),
            "one by one": lambda: [rules.assess(earlier[False].source.place(row)) for row in some],
        }
        times = in_turns(works, self.rounds(rounds))
        times["one by one"] = times["one by one"].times(nghe_an.SIZE / len(some))
        yield Heading("province", {"size": nghe_an.SIZE})
        yield Text("province_text", {"equal": equal})
        yield times_table(times, "outcomes")
        self.reached["the set of Nghệ An on 100,000 villages"] = times["outcomes"].median

    def compiling(self, rounds: int) -> Iterator[Block]:
        """Measure what comes before the first row."""
        times = in_turns(self.prepared(compiling.works()), self.rounds(rounds))
        yield Heading("compiling")
        yield Text("compiling_text")
        yield times_table(times, "compile Nghệ An")

    def conversion(self, size: int, rounds: int) -> Iterator[Block]:
        """Measure the way from each kind of frame."""
        found = self.prepared(conversion.works(size))
        reading = in_turns({kind: read for kind, (read, _) in found.items()}, self.rounds(rounds))
        whole = in_turns({kind: judge for kind, (_, judge) in found.items()}, self.rounds(rounds))
        yield Heading("conversion", {"size": size})
        yield Text("conversion_text")
        rows = [
            (kind, span(t.median), span(min(t.runs)), span(max(t.runs)), span(whole[kind].median))
            for kind, t in sorted(reading.items(), key=lambda item: item[1].median)
        ]
        yield Table(("", "reading", "least", "most", "whole assessment"), rows)

    def lazily(self, size: int, rounds: int) -> Iterator[Block]:
        """Measure lazy frames."""
        times = in_turns(self.prepared(lazily.works(size)), self.rounds(rounds))
        yield Heading("lazily", {"size": size})
        yield Text("lazily_text")
        yield times_table(times, "arrays")

    def single(self, rounds: int) -> Iterator[Block]:
        """Measure one place."""
        peers = self.prepared(one_place.PEERS)
        tried, count = one_place.villages(600), 200
        expected = [peers["hand-written ifs"].meets(village) for village in tried]
        works: dict[str, Work] = {}
        for name, peer in peers.items():
            assert [peer.meets(peer.hold(village)) for village in tried] == expected, name
            held = [peer.hold(one_place.perfect()) for _ in range(count)]
            assert all(map(peer.meets, held)), name
            works[name] = lambda peer=peer, held=held: [peer.meets(village) for village in held]
        times = {name: t.times(1 / count) for name, t in in_turns(works, self.rounds(rounds)).items()}
        yield Heading("single")
        yield Text("single_text", {"count": count, "tried": len(tried)})
        yield times_table(times, "attrs functions")
        self.reached["a place already built, assessed"] = times[OURS].median

    def imports(self, rounds: int) -> Iterator[Block]:
        """Measure imports."""
        statements = {name: s for name, s in imports.STATEMENTS.items() if imports.installed(s)}
        assert imports.loads_no_numpy()
        times = in_turns({name: imports.importing(s) for name, s in statements.items()}, self.rounds(rounds))
        bare = times.pop(imports.BARE)
        over = {name: t.above(bare) for name, t in times.items()}
        yield Heading("imports")
        yield Text("imports_text")
        yield times_table(over, "attrs and cattrs")
        self.reached["import smartvillage"] = over["import smartvillage"].median

    def bars(self) -> Iterator[Block]:
        """Hold what was reached to the bars."""
        yield Heading("bars")
        yield Text("bars_text")
        rows = [
            (name, f"≤ {shown(bar)}", shown(got), "met" if got <= bar else "near" if got <= 1.5 * bar else "not met")
            for name, (bar, shown) in BARS.items()
            for got in (self.reached[name],)
        ]
        yield Table(("", "bar", "reached", ""), rows)


BARS: dict[str, tuple[float, Callable[[float], str]]] = {
    "twelve rules, columns checked before": (1.0, lambda n: f"{n:.2f} × {HAND}"),
    "twelve rules, read and checked": (1.0, lambda n: f"{n:.2f} × {HAND}"),
    "memory of that, above the input": (100, lambda n: f"{n:.0f} bytes a row"),
    "rules from 13 to 1300": (63, lambda n: f"{n:.0f} ×"),
    "the set of Nghệ An on 100,000 villages": (0.05, span),
    "a place already built, assessed": (50e-6, span),
    "import smartvillage": (0.06, span),
}
"""What was asked, and how it is written."""


def blocks(run: Run) -> Iterator[Block]:
    """Measure everything, one section after another."""
    sizes = {10**3: 5, 10**5: 5} if run.is_quick else {10**4: 15, 10**5: 15, 10**6: 11, 10**7: 3}
    yield from run.single(25)
    yield from run.imports(7)
    yield from run.province(15)
    for size, rounds in sizes.items():
        yield from run.tables(size, rounds, is_first=size == min(sizes))
    yield from run.memory(10**5 if run.is_quick else 10**6)
    yield from run.growth(10**4 if run.is_quick else 10**5, 5)
    yield from run.conversion(10**4 if run.is_quick else 10**5, 5)
    yield from run.lazily(10**4 if run.is_quick else 10**6, 5)
    yield from run.compiling(11)


def main() -> None:
    """Measure, and write the pages."""
    parser = argparse.ArgumentParser(description="Measure the library beside others that do the same work.")
    parser.add_argument("--quick", action="store_true", help="fewer rows and rounds; print only")
    parser.add_argument("--output", type=Path, default=ROOT / "docs", help="where the folders vi and en are")
    options = parser.parse_args()
    found, missing = versions(PACKAGES)
    on = machine()
    head: list[Block] = [Heading("title"), Text("machine", {**on, "versions": ", ".join(found)})]
    head += [Text("busy")] if on["load"] != 0 else []
    head += [Text("how", {"few": FEW})]
    run = Run(options.quick)
    measured: list[Block] = []
    for block in blocks(run):
        measured.append(block)
        print(told([block], "en"), flush=True)
    head += [Text("left_out", {"names": ", ".join({**run.left_out, **dict.fromkeys(missing)})})] if missing else []
    page = [*head, *run.bars(), *measured]
    print(told(run.bars(), "en"))
    if not options.quick:
        for lang in ("vi", "en"):
            (options.output / lang / "benchmarks.md").write_text(told(page, lang), "utf-8", newline="\n")


if __name__ == "__main__":
    main()
