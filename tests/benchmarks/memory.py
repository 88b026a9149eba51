"""How much memory the work of a table takes above its input, each in a process of its own (on Linux)."""

import ctypes
import gc
import re
import subprocess
import sys
from pathlib import Path

from tests.benchmarks import peers, tasks

STATUS = Path("/proc/self/status")


def _kib(name: str) -> int:
    """Return a figure of the process in KiB."""
    found = re.search(rf"^{name}:\s+(\d+) kB", STATUS.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def above_input(peer: str, size: int) -> float:
    """Return the bytes a row that one peer takes at its peak, above its data and what a first small run loads."""
    prepare, task = peers.PEERS[peer].prepare, tasks.twelve()
    prepare(task, tasks.columns(1000))()
    work = prepare(task, tasks.columns(size))
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # what is free goes back, so that it counts when it is used again
    Path("/proc/self/clear_refs").write_text("5")
    before = _kib("VmRSS")
    found = work()
    peak = _kib("VmHWM")
    del found
    return (peak - before) * 1024 / size


def measured(peer: str, size: int) -> float | None:
    """Return the bytes a row of one peer, measured in a process of its own; `None` where that cannot be measured."""
    if not STATUS.exists():
        return None
    root = str(Path(__file__).parents[2])
    code = f"from tests.benchmarks.memory import above_input; print(above_input({peer!r}, {size}))"
    run = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=root)  # noqa: S603 - code of our own
    return float(run.stdout) if run.returncode == 0 else None
