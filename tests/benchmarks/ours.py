"""The library on a table: all that a user asks, and the engine alone."""

from collections.abc import Callable

from tests.benchmarks.tasks import Data, Found, Task

from smartvillage import Level
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.arrays.doors import Layout, columns_source, series_of_mapping
from smartvillage.arrays.judging import Judged, checks_of, possible
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import plan_of_set


def table(task: Task, data: Data) -> Callable[[], Found]:
    """All that a user asks: columns checked and judged, gaps too, in arrays used again."""
    rules = task.criteria()
    found: list[TableAssessment | None] = [None]

    def work() -> Found:
        found[0] = one = assess_table(rules, data, gaps=True, out=found[0])
        return Found(list(one.outcomes.T), one.overall, list(one.gap.values()))

    return work


def engine(task: Task, data: Data) -> Callable[[], Found]:
    """Only the judging: columns checked before, the plan compiled before, arrays used again."""
    rules, level = task.criteria(), Level.VILLAGE
    source = columns_source(series_of_mapping(data), Layout(), rules.levels, rules.vocabulary)
    source.strata[level].settle()
    plan = plan_of_set(rules, None, level)
    checks = checks_of(plan, Knowledge(source.strata, rules.vocabulary, None, possible), level)
    room = Judged.room(task.rules, len(data["fibre"]), range(len(task.numbers)))

    def work() -> Found:
        plan.run(checks, room.outcomes, room.overall, room.gaps)
        return Found(list(room.outcomes), room.overall, list(room.gaps.values()))

    return work
