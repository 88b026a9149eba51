"""What comes before the first row: reading a set from its file, and compiling rules."""

from collections.abc import Callable
from pathlib import Path

from tests.benchmarks import openfisca, row_by_row, tasks
from tests.benchmarks.measuring import Work

from smartvillage import CriteriaSet, Level, load
from smartvillage.arrays.plans import plan_of_set

FILE = Path(__file__).parents[2] / "criteria" / "nghe-an" / "smart-village-2023.toml"


def works() -> dict[str, Callable[[], Work]]:
    """Return the works by name, each to be prepared, since a peer may not be installed."""
    few, one_row = tasks.times(1), tasks.columns(1)
    ours = {f"compile {13 * n} rules": n for n in (1, 10, 100)}
    return {
        "read Nghệ An": lambda: lambda: load(FILE),
        "compile Nghệ An": lambda: _compiled(load("nghe-an/smart-village")),
        **{name: (lambda n=n: _compiled(tasks.times(n).criteria())) for name, n in ours.items()},
        "rule-engine, 13 rules": lambda: lambda: row_by_row.rule_engine(few, one_row),
        "OpenFisca, 13 rules": lambda: lambda: openfisca.prepare(few, one_row),
    }


def _compiled(rules: CriteriaSet) -> Work:
    """Return the work of compiling a set for villages."""
    return lambda: plan_of_set(rules, None, Level.VILLAGE)
