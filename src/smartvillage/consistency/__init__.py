"""Is a criteria set consistent? What no place can meet, what tests nothing, what says the same twice or contradicts.

Every case is judged by the rules themselves (see `intervals`), so that a check never holds another opinion than an
assessment does. What it reports is certain; what links alone cannot decide stays unreported. A warning for which the
set states a reason is mere information.

    >>> import smartvillage as sv
    >>> [(problem.code, problem.severity.value) for problem in check(sv.load("ho-chi-minh-city/household-device"))]
    [('implied', 'info')]
"""

from collections.abc import Iterable, Iterator

from attrs import evolve

from smartvillage.consistency.editions import since
from smartvillage.consistency.examining import MOST_PAIRS, Examination
from smartvillage.consistency.problems import Code, Problem, Severity
from smartvillage.criteria import Accepted, CriteriaSet

__all__ = ["MOST_PAIRS", "Code", "Problem", "Severity", "check"]

_OF_EDITIONS = ("changed_meaning", "renamed", "both_in_force")


def check(rules: CriteriaSet, *, previous: CriteriaSet | None = None) -> tuple[Problem, ...]:
    """Return what is wrong or doubtful in a criteria set, the worst first, else in the order of the set.

    A warning that the set accepts is information, with the reason; a reason for what is not found is a warning itself.

    Args:
        rules: the set.
        previous: the edition before it; ids that it uses must mean the same.
    """
    found = [*Examination(rules).problems(), *(since(rules, previous) if previous is not None else ())]
    once: dict[tuple[object, ...], Problem] = {}
    for problem in found:
        once.setdefault((problem.code, problem.criteria, problem.indicator, problem.more), problem)
    told = [_with_reason(problem) for problem in once.values()]
    seen = [one for one in rules.accepted if previous is not None or one.problem not in _OF_EDITIONS]
    told += _unfounded(rules, seen, once.values())
    return tuple(sorted(told, key=lambda problem: list(Severity).index(problem.severity)))


def _with_reason(problem: Problem) -> Problem:
    """Return a problem with the reason for which its set accepts it; errors are never accepted."""
    for one in problem.criteria_set.accepted:
        if _is_about(one, problem):
            return evolve(problem, severity=Severity.INFO, stated=one.why)
    return problem


def _unfounded(rules: CriteriaSet, accepted: Iterable[Accepted], found: Iterable[Problem]) -> Iterator[Problem]:
    """Tell of reasons for warnings that are not found."""
    for one in accepted:
        if not any(_is_about(one, problem) for problem in found):
            yield Problem.of("accepts_nothing", rules, *one.criteria, more=(("code", one.problem),))


def _is_about(accepted: Accepted, problem: Problem) -> bool:
    """Whether a reason is one for a problem: for a warning of the code, on the same criteria."""
    is_same = (accepted.problem, set(accepted.criteria)) == (problem.code, set(problem.criteria))
    return is_same and problem.severity is Severity.WARNING
