"""A province's files as tests: `pytest --criteria DIR`.

Every criteria file below the folder gives a test that it loads, one that it is consistent, and one for each law; every
file in a folder named `examples` gives one for each worked case (see `examples`).
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pytest
from attrs import define

from smartvillage.catalogue import load
from smartvillage.consistency import Severity, check
from smartvillage.criteria import CriteriaSet
from smartvillage.errors import SmartVillageError
from smartvillage.testing.examples import Case, check_case, read_cases
from smartvillage.testing.holding import laws_for

_CASES = "examples"
_OF_A_SET = {"criteria", "levels", "source"}


def collect(config: pytest.Config, folder: Path) -> None:
    """Let pytest collect a folder of criteria, besides whatever else it collects.

    Raises:
        pytest.UsageError: if there is no such folder.
    """
    root = (config.invocation_params.dir / folder).resolve()
    if not root.is_dir():
        msg = f"--criteria {folder}: there is no such folder"
        raise pytest.UsageError(msg)
    config.pluginmanager.register(_Folder(root), "smartvillage-criteria")
    given = [(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args]
    if not any(root.is_relative_to(path) for path in given):
        config.args.append(str(root))


@define(eq=False, slots=False)
class _Folder:
    """The folder whose files are tests.

    Attributes:
        root: the folder.
    """

    root: Path

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Take the TOML files of criteria, and those of worked cases."""
        if file_path.suffix != ".toml" or not file_path.resolve().is_relative_to(self.root):
            return None
        if file_path.parent.name == _CASES:
            cases: _CasesFile = _CasesFile.from_parent(parent, path=file_path)
            cases.folder = self
            return cases
        return _CriteriaFile.from_parent(parent, path=file_path) if _may_hold_criteria(file_path) else None

    @cached_property
    def sets(self) -> dict[str, dict[Path, CriteriaSet]]:
        """The sets of the folder by id and file; files that do not load fail as tests of their own."""
        found: dict[str, dict[Path, CriteriaSet]] = {}
        for path in sorted(self.root.rglob("*.toml")):
            if path.parent.name != _CASES and _may_hold_criteria(path):
                with suppress(SmartVillageError):
                    criteria = load(path)
                    found.setdefault(criteria.id, {})[path] = criteria
        return found

    def set_of(self, set_id: str) -> CriteriaSet:
        """Return the set of the folder with this id, else the shipped one.

        Raises:
            SameId: if files of the folder hold different sets of this id.
        """
        found = self.sets.get(set_id, {})
        one, *others = found.values() or [load(set_id)]
        if any(other != one for other in others):
            files = " and ".join(path.relative_to(self.root).as_posix() for path in found)
            msg = f"{set_id}: {files} hold different sets of this id; by which shall the case be judged?"
            raise SameId(msg)
        return one


class SameId(SmartVillageError, ValueError):
    """Two files of a folder hold different sets of one id."""


def _may_hold_criteria(path: Path) -> bool:
    """Whether a file is meant as a criteria set; one that is no TOML may be."""
    try:
        return bool(_OF_A_SET & tomllib.loads(path.read_text("utf-8")).keys())
    except ValueError:
        return True


class _CriteriaFile(pytest.File):
    """A file of a criteria set."""

    def collect(self) -> Iterator[pytest.Item]:
        """Give the tests of the set; of a file that does not load, that it does not."""
        try:
            criteria = load(self.path)
        except SmartVillageError:
            yield _Test.of(self, "loads", lambda: load(self.path))
            return
        yield _Test.of(self, "loads", lambda: None)
        yield _Test.of(self, "consistent", lambda: _consistent(criteria))
        for law in laws_for(criteria):
            yield _Test.of(self, law.__name__, law)


def _consistent(criteria: CriteriaSet) -> None:
    """Refuse a set with errors, naming each.

    Raises:
        Inconsistent: naming every problem.
    """
    problems = [problem.explain("en") for problem in check(criteria) if problem.severity is Severity.ERROR]
    if problems:
        raise Inconsistent("\n".join(problems))


class Inconsistent(SmartVillageError, AssertionError):
    """A criteria set that cannot be met, or that contradicts itself."""


class _CasesFile(pytest.File):
    """A file of worked cases."""

    folder: _Folder

    def collect(self) -> Iterator[pytest.Item]:
        """Give one test for each case; of a file that cannot be read, that it cannot."""
        try:
            cases = read_cases(self.path)
        except SmartVillageError:
            yield _Test.of(self, "loads", lambda: read_cases(self.path))
            return
        for case in cases:
            yield _Test.of(self, case.id, partial(self._check, case))

    def _check(self, case: Case) -> None:
        """Judge a case by the set of the folder with its id, else by the shipped one."""
        check_case(self.folder.set_of(case.set_id), case)


class _Test(pytest.Item):
    """One test of a file."""

    run: Callable[[], object]

    @classmethod
    def of(cls, parent: pytest.Collector, name: str, run: Callable[[], object]) -> "_Test":
        """Make a test."""
        item: _Test = cls.from_parent(parent, name=name)
        item.run = run
        return item

    def runtest(self) -> None:
        """Run the test."""
        self.run()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show what was found, not the code that found it."""
        if isinstance(excinfo.value, SmartVillageError):
            notes: Iterable[str] = getattr(excinfo.value, "__notes__", ())
            return "\n".join([str(excinfo.value), *notes])
        return super().repr_failure(excinfo, style)  # pragma: no cover - an error of ours

    def reportinfo(self) -> tuple[Path, None, str]:
        """Name the file and the test."""
        return self.path, None, f"{self.path.name}: {self.name}"
