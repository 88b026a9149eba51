"""How good are the tests? Each small change to the core of the library should make one of them fail.

`python tests/mutants/run.py [--jobs N] [--every N] [--survivors] [MODULE…]` collects the tests once, and notes which
functions each test calls. For each mutant a fork of that process takes the changed code and runs the tests that call
the function, until one fails. Examples that Hypothesis draws are few and always the same here, which only makes mutants
harder to kill. What runs while a module is imported (patterns, tables of words, defaults of parameters) is not changed.

It fails where fewer than 95 % are killed, where one survives that `equivalent.toml` does not explain, and where that
file explains one that is killed or that there is no more.
"""

import argparse
import gc
import json
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any

import pytest
from attrs import define, field, frozen
from mutating import SRC, Change, Mutant, live, mutants_of

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LEAST = 95
"""The least percentage of mutants that tests must kill."""

CORE = (
    "outcomes.py",
    "indicators.py",
    "facts/*.py",
    "rules/*.py",
    "criteria/*.py",
    "tables/amounts.py",
    "tables/cells.py",
    "tables/dates.py",
    "tables/figures.py",
)
TESTS = (
    "tests/test_outcomes.py",
    "tests/test_indicators.py",
    "tests/test_facts_numbers.py",
    "tests/test_facts_records.py",
    "tests/test_facts_doors.py",
    "tests/test_facts_fitting.py",
    "tests/test_facts_rollups.py",
    "tests/test_places.py",
    "tests/test_evidence.py",
    "tests/test_rules.py",
    "tests/test_criteria.py",
    "tests/test_settling.py",
    "tests/test_dragging.py",
    "tests/test_acceptance.py",
    "tests/test_codec.py",
    "tests/test_foreign_truth_tables.py",
    "tests/tables/test_amounts.py",
    "tests/tables/test_cells.py",
    "tests/tables/test_dates.py",
    "tests/tables/test_read.py",
    "tests/tables/test_village_sheet.py",
)
FIRST, SECOND = 1.5, 8.0
"""The most seconds of tests run on a mutant, and on one that survives those; counted while calls are noted, which takes
about thrice as long."""

KILLED, SURVIVED, TIMEOUT, UNTESTED = "killed", "survived", "timeout", "untested"
_SAME = 77
"""The exit code of a fork whose change Python compiles to the same code."""


@frozen
class Result:
    """How a mutant fared, and which test killed it."""

    mutant: Mutant
    status: str
    killer: str | None = None


@frozen
class Tests:
    """The tests as they are without any change.

    Attributes:
        items: by id.
        seconds: how long each takes.
        calls: which tests call a function, by file and qualified name.
        functions: the functions themselves.
    """

    items: dict[str, pytest.Item]
    seconds: dict[str, float]
    calls: dict[tuple[str, str], set[str]]
    functions: dict[tuple[str, str], list[FunctionType]]

    @cached_property
    def width(self) -> Counter[str]:
        """How many functions of the core each test calls."""
        return Counter(test for tests in self.calls.values() for test in tests)

    def calling(self, function: tuple[str, str], first: Sequence[str | None], seconds: float) -> list[str]:
        """Return the tests to run for a function.

        Args:
            function: its file and qualified name.
            first: tests to run first, where they call it; then come those that call little else.
            seconds: how long they may take.
        """
        tests = self.calls.get(function, set())
        order = sorted(tests, key=lambda t: (t not in first, self.width[t], self.seconds[t], t))
        spent = accumulate(self.seconds[test] for test in order)
        return [test for test, until in zip(order, spent, strict=True) if until < seconds]


@define(eq=False)
class Run:
    """The tests of one pytest session, against the mutants of the core; a plug-in of pytest.

    Attributes:
        paths: the files whose functions are changed.
        jobs: how many forks run at once.
        memory: the file that keeps which test killed a mutant the last time: it is tried first.
        survivors_only: whether only those that survived the last time are tried again.
        every: how many mutants stand for one that is tried; 1 for all.
        out: where progress is printed; pytest captures the rest.
    """

    paths: list[Path]
    jobs: int
    memory: Path
    survivors_only: bool
    every: int
    out: Any
    results: list[Result] = field(factory=list)
    _failed: bool = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self) -> None:
        """Make the profile of Hypothesis that the command line names."""
        from hypothesis import settings  # noqa: PLC0415 - pytest wants to look into it before it is imported

        settings.register_profile("mutants", derandomize=True, max_examples=20, deadline=None, database=None)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant instead of running the tests once."""
        session.config.pluginmanager.unregister(name="terminalreporter")  # every fork would tell its tests
        known: dict[str, str | None] = json.loads(self.memory.read_text("utf-8")) if self.memory.exists() else {}
        tests = self._unchanged(session.items)
        self.say(f"{len(tests.items)} tests, {sum(tests.seconds.values()):.1f} s")
        gc.freeze()  # what is loaded by now is shared by all forks
        mutants = [m for path in self.paths for m in mutants_of(path)][:: self.every]
        if self.survivors_only:
            mutants = [m for m in mutants if known.get(m.key, "") is None]
        for seconds in (FIRST, SECOND):
            survivors = {r.mutant for r in self.results if r.status == SURVIVED}
            again = [m for m in mutants if seconds == FIRST or m in survivors]
            self.results = [r for r in self.results if r.mutant not in survivors]
            self._round(again, tests, known, seconds)
        for result in self.results:
            if result.status in (SURVIVED, UNTESTED):
                self.say(told(result.status, result.mutant.change()))
        return True

    def _round(self, mutants: list[Mutant], tests: Tests, known: dict[str, str | None], seconds: float) -> None:
        """Run the tests on every mutant, as many as take so many seconds on each."""
        running: dict[int, tuple[Mutant, list[str], int]] = {}
        last: dict[str, str] = {}
        for n, mutant in enumerate(mutants):
            hints = [known.get(mutant.key), last.get(mutant.where)]
            order = tests.calling((str(mutant.path), mutant.qualname), hints, seconds)
            if not order:
                self.results.append(Result(mutant, UNTESTED))
                continue
            reader, writer = os.pipe()
            pid = os.fork()
            if pid == 0:
                self._try(mutant, tests, order, writer)
            os.close(writer)
            running[pid] = mutant, order, reader
            while len(running) >= self.jobs:
                self._reap(running, last)
            if n % 50 == 0:
                self.say(f"{n} of {len(mutants)}: {mutant.where}")
                self._remember(known)
        while running:
            self._reap(running, last)
        self._remember(known)

    def _remember(self, known: dict[str, str | None]) -> None:
        """Keep which test killed which mutant, so that it is tried first the next time."""
        now = {r.mutant.key: r.killer for r in self.results if r.status != TIMEOUT}
        self.memory.write_text(json.dumps(known | now, indent=0), "utf-8")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note that a test failed."""
        self._failed = self._failed or report.failed

    def say(self, text: str) -> None:
        """Print a line of progress."""
        print(text, file=self.out, flush=True)

    def _unchanged(self, items: Sequence[pytest.Item]) -> Tests:
        """Run every test once, in a fork so that no cache is warm afterwards, and note what it calls."""
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            files = {str(path) for path in self.paths}
            called: dict[Any, tuple[str, str] | None] = {}
            now: set[Any] = set()

            def profile(frame: FrameType, event: str, _: object) -> None:
                if event == "call":
                    now.add(frame.f_code)

            seconds: dict[str, float] = {}
            calls: dict[tuple[str, str], set[str]] = {}
            for item, after in pairwise([*items, None]):
                assert item is not None
                now.clear()
                start = time.process_time()  # not by the clock: the machine may be busy
                sys.setprofile(profile)
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
                sys.setprofile(None)
                seconds[item.nodeid] = time.process_time() - start
                for code in now:
                    if code not in called:
                        called[code] = (code.co_filename, code.co_qualname) if code.co_filename in files else None
                    key = called[code]
                    if key is not None:
                        calls.setdefault(key, set()).add(item.nodeid)
                if self._failed:
                    os.write(2, f"{item.nodeid} fails without any change\n".encode())
                    os._exit(1)
            with os.fdopen(writer, "wb") as pipe:
                pickle.dump((seconds, calls), pipe)
            os._exit(0)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            data = pipe.read()
        os.wait()
        if not data:
            pytest.exit("the tests fail without any change", 2)
        noted = pickle.loads(data)  # noqa: S301 - written by the fork above
        return Tests({item.nodeid: item for item in items}, *noted, live(self.paths))

    def _try(self, mutant: Mutant, tests: Tests, order: Sequence[str], writer: int) -> None:
        """Run the tests on a mutant until one fails; leave the fork in any case."""
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            changed = mutant.code()
            if changed is None:
                os._exit(_SAME)
            for function in tests.functions[str(mutant.path), mutant.qualname]:
                function.__code__ = changed
            normal = sum(tests.seconds[test] for test in order)
            limit = int(3 + normal)
            resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
            resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32))
            signal.alarm(int(120 + 30 * normal))  # for one that waits
            items = [tests.items[test] for test in order]
            for item, after in pairwise([*items, None]):
                assert item is not None
                os.write(writer, item.nodeid.encode() + b"\n")
                item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
                if self._failed:
                    break
            else:
                code = 0
        finally:
            os._exit(code)

    def _reap(self, running: dict[int, tuple[Mutant, list[str], int]], last: dict[str, str]) -> None:
        """Wait for a fork and note how its mutant fared."""
        pid, status = os.wait()
        mutant, order, reader = running.pop(pid)
        with os.fdopen(reader, "rb") as pipe:
            tried = pipe.read().decode().split("\n")[:-1]
        code = os.waitstatus_to_exitcode(status)
        killer = tried[-1] if tried else order[0]
        match code:
            case 0:
                self.results.append(Result(mutant, SURVIVED))
            case 77:
                pass
            case _:
                timed_out = code in (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL)
                self.results.append(Result(mutant, TIMEOUT if timed_out else KILLED, killer))
                last[mutant.where] = killer


def files(modules: Iterable[str]) -> Iterator[Path]:
    """Iterate over the files of the core, or over those of the modules named."""
    wanted = [m.replace(".", "/") for m in modules]
    for pattern in CORE:
        for path in sorted((SRC / "smartvillage").glob(pattern)):
            name = path.relative_to(SRC / "smartvillage").with_suffix("").as_posix()
            if not wanted or any(name == w or name.startswith(f"{w}/") for w in wanted):
                yield path


def told(status: str, change: Change) -> str:
    """Return in words how a mutant fared that no test killed."""
    return f"{status}: {change.where}\n  was: {change.was}\n  now: {change.now}"


def explained() -> dict[Change, str]:
    """Return the changes that make no difference, each with the reason."""
    entries = tomllib.loads((HERE / "equivalent.toml").read_text("utf-8")).get("equivalent", [])
    return {Change(e["where"], e["was"], e["now"]): e["why"] for e in entries}


def report(results: Sequence[Result], equivalent: dict[Change, str], *, complete: bool) -> list[str]:
    """Print the figures and return what is wrong."""
    modules = sorted({r.mutant.where.split(":")[0] for r in results})
    print(f"{'module':24}{'mutants':>9}{'killed':>9}{'time-outs':>11}{'survived':>10}{'killed':>9}")
    for module in [*modules, ""]:
        of = Counter(r.status for r in results if not module or r.mutant.where.split(":")[0] == module)
        killed, survived = of[KILLED] + of[TIMEOUT], of[SURVIVED] + of[UNTESTED]
        share = f"{100 * killed / max(1, of.total()):.1f} %"
        print(f"{module or 'all':24}{of.total():>9}{of[KILLED]:>9}{of[TIMEOUT]:>11}{survived:>10}{share:>9}")
    lived = {r.mutant.change(): r.status for r in results if r.status in (SURVIVED, UNTESTED)}
    wrong = [told(status, change) for change, status in lived.items() if change not in equivalent]
    print(f"{len(lived) - len(wrong)} survivors are equivalent, as equivalent.toml explains")
    if complete:
        of = Counter(r.status for r in results)
        if 100 * (of[KILLED] + of[TIMEOUT]) < LEAST * of.total():
            wrong.append(f"fewer than {LEAST} % are killed")
        wrong += [f"explained, but no survivor: {c}" for c in equivalent if c not in lived]
    return wrong


def main() -> int:
    """Try the mutants and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as facts.links; the whole core unless given")
    parser.add_argument("--jobs", type=int, default=1, help="how many mutants are tried at once")
    parser.add_argument("--survivors", action="store_true", help="try again only those that survived the last time")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try every Nth mutant only, as a sample")
    parser.add_argument("--memory", type=Path, default=Path(tempfile.gettempdir()) / "smartvillage-mutants.json")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="tests to run, unless those of the core")
    asked = parser.parse_args()
    run = Run(
        list(files(asked.modules)), asked.jobs, asked.memory, asked.survivors, asked.every, os.fdopen(os.dup(1), "w")
    )
    arguments = ["-q", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", f"--rootdir={ROOT}"]
    code = pytest.main([*arguments, *(str(ROOT / t) for t in asked.tests)], plugins=[run])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        return int(code)
    wrong = report(run.results, explained(), complete=not (asked.modules or asked.survivors or asked.every > 1))
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
