"""Measuring: works run in turns, so that a busy machine slows all of them alike."""

import gc
import importlib.metadata
import os
import platform
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from attrs import frozen

Work = Callable[[], object]

SLOW = 1.0
"""Seconds from which on a work is run a few times only."""

FEW = 3


@frozen
class Times:
    """How long one work took, in seconds, in the order of the runs."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        """The median."""
        return statistics.median(self.runs)

    def times(self, factor: float) -> "Times":
        """Return the times of so many times the work, or of a part of it."""
        return Times(tuple(took * factor for took in self.runs))

    def above(self, other: "Times") -> "Times":
        """Return by how much these are above others, round by round."""
        return Times(tuple(max(a - b, 1e-9) for a, b in zip(self.runs, other.runs, strict=False)))


def in_turns(works: Mapping[str, Work], rounds: int) -> dict[str, Times]:
    """Run works in turns, after one round that is not counted; slow ones only in the first few rounds."""
    once = {name: _timed(work) for name, work in works.items()}
    runs: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds):
        for name, work in works.items():
            if turn < FEW or once[name] < SLOW:
                runs[name].append(_timed(work))
    return {name: Times(tuple(took)) for name, took in runs.items()}


def _timed(work: Work) -> float:
    """Return how long a work takes, with the collector of garbage off as `timeit` has it."""
    gc.disable()
    start = time.perf_counter()
    work()
    took = time.perf_counter() - start
    gc.enable()
    return took


def ratio(one: Times, other: Times) -> float:
    """Return the median of the ratios of two works, round by round."""
    return statistics.median(a / b for a, b in zip(one.runs, other.runs, strict=False))


def span(seconds: float) -> str:
    """Return a time with its unit."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{_digits(seconds / size)} {unit}"
    return f"{_digits(max(seconds, 0) * 1e9)} ns"


def _digits(number: float) -> str:
    """Return a number with three digits, or all before the point."""
    return f"{number:.0f}" if number >= 100 else f"{number:.3g}"


def machine() -> dict[str, object]:
    """Return what the figures are measured on: processor, cores, load by other work, system, Python."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    models = re.findall(r"^model name\s*: (.+)$", info.read_text(), re.MULTILINE) if info.exists() else []
    return {
        "cpu": models[0] if models else cpu,
        "cores": os.cpu_count() or 1,
        "load": round(os.getloadavg()[0]) if hasattr(os, "getloadavg") else 0,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def available() -> float:
    """Return how many bytes of memory are free, as far as the system tells."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _text("/proc/meminfo"), re.MULTILINE)
    return float(found[1]) * 1024 if found else float("inf")


def _text(path: str) -> str:
    """Return a file's text, nothing where there is none."""
    return Path(path).read_text() if Path(path).exists() else ""


def versions(packages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the versions of the packages that are installed, and the names of the others."""
    found, missing = [], []
    for package in packages:
        try:
            found.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(package)
    return found, missing
