"""Measuring: works run in turns, so that a busy machine slows all of them alike, and told as a table."""

import gc
import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import frozen

Work = Callable[[], object]


@frozen
class Times:
    """How long one work took, in seconds, in the order of the runs."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median."""
        return statistics.median(self.runs)


def in_turns(works: Mapping[str, Work], rounds: int) -> dict[str, Times]:
    """Run works in turns, after one round that is not counted."""
    runs: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            gc.disable()
            start = time.perf_counter()
            work()
            took = time.perf_counter() - start
            gc.enable()
            if turn:
                runs[name].append(took)
    return {name: Times(tuple(took)) for name, took in runs.items()}


def ratio(one: Times, other: Times) -> float:
    """Return the median of the ratios of two works, run by run."""
    return statistics.median(a / b for a, b in zip(one.runs, other.runs, strict=True))


def span(seconds: float) -> str:
    """Return a time with its unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds * 1e9:.3g} ns"


def times_table(times: Mapping[str, Times], against: str) -> str:
    """Return times as a table: medians, the least and the most, and the ratio to one of them."""
    rows = [
        (name, span(t.median), span(min(t.runs)), span(max(t.runs)), f"{ratio(t, times[against]):.2f}")
        for name, t in sorted(times.items(), key=lambda item: item[1].median)
    ]
    return table(("", "median", "least", "most", f"× {against}"), rows)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def machine() -> str:
    """Return what the figures were measured on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        cpu = models[0] if models else cpu
    busy = f", load {os.getloadavg()[0]:.1f} from other work" if hasattr(os, "getloadavg") else ""
    return f"{cpu}, {os.cpu_count()} cores{busy}; {platform.system()}; Python {platform.python_version()}"


def versions(packages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the versions of the packages that are installed, and the names of the others."""
    found, missing = [], []
    for package in packages:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    return found, missing
