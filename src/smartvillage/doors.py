"""Functions that open what `import smartvillage` need not load: spreadsheets, comparison, checks and ranking."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from smartvillage.catalogue import load
from smartvillage.criteria import Assessment, CriteriaSet
from smartvillage.indicators import Level, Vocabulary

if TYPE_CHECKING:
    from smartvillage.arrays import Sweep, TableAssessment
    from smartvillage.comparison import Comparison
    from smartvillage.consistency import Problem
    from smartvillage.frames.households import Columns
    from smartvillage.ranking import Ranked
    from smartvillage.steps import Progress
    from smartvillage.tables import Register


def read(
    source: str | Path | BinaryIO,
    *,
    vocabulary: Vocabulary | None = None,
    units: Mapping[str, Literal["percent", "fraction", "count"]] | None = None,
    level: Level | str | None = None,
    sheet: str | None = None,
    progress: Callable[[int], object] | None = None,
) -> "Register":
    """Read a spreadsheet of places, or a folder of them; see `smartvillage.tables.read`."""
    from smartvillage import tables  # noqa: PLC0415 - a door

    return tables.read(source, vocabulary=vocabulary, units=units, level=level, sheet=sheet, progress=progress)


def compare(a: CriteriaSet | str, b: CriteriaSet | str) -> "Comparison":
    """Compare two criteria sets, given as such or by id; see `smartvillage.comparison.compare`."""
    from smartvillage import comparison  # noqa: PLC0415 - a door

    return comparison.compare(_loaded(a), _loaded(b))


def check(rules: CriteriaSet | str, *, previous: CriteriaSet | None = None) -> "tuple[Problem, ...]":
    """Check a criteria set, given as such or by id, for consistency; see `smartvillage.consistency.check`."""
    from smartvillage import consistency  # noqa: PLC0415 - a door

    return consistency.check(_loaded(rules), previous=previous)


def _loaded(rules: CriteriaSet | str) -> CriteriaSet:
    """Return a criteria set given as such or by id."""
    return rules if isinstance(rules, CriteriaSet) else load(rules)


def sweep(
    rules: CriteriaSet | str, criterion: str, thresholds: Iterable[Any], table: "TableAssessment | Any"
) -> "Sweep":
    """Try other thresholds of a criterion on a table, judged already or not; see `TableAssessment.sweep`."""
    from smartvillage import arrays  # noqa: PLC0415 - a door

    return arrays.sweep(_loaded(rules), criterion, thresholds, table)


def facts_from_households(frame: Any, *, by: str, columns: "Columns", vocabulary: Vocabulary | None = None) -> Any:
    """Count records of households into figures of villages; see `smartvillage.frames.facts_from_households`."""
    from smartvillage import frames  # noqa: PLC0415 - a door

    return frames.facts_from_households(frame, by=by, columns=columns, vocabulary=vocabulary)


def rank(assessments: Iterable[Assessment], *, by: Iterable[str] | None = None) -> "tuple[Ranked, ...]":
    """Rank places for a selection; see `smartvillage.ranking.rank`."""
    from smartvillage import ranking  # noqa: PLC0415 - a door

    return ranking.rank(assessments, by=by)


def progress(before: Assessment, after: Assessment) -> "Progress":
    """Compare two assessments of one place over time; see `smartvillage.steps.progress`."""
    from smartvillage import steps  # noqa: PLC0415 - a door

    return steps.progress(before, after)
