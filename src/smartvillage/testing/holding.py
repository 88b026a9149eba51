"""Holding a set to the laws: what each law is tried with, as tests without parameters, and all of them at once."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from inspect import signature
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from smartvillage.consistency import Severity, check
from smartvillage.criteria import CriteriaSet, MeetsSet
from smartvillage.facts import Place
from smartvillage.indicators import Vocabulary
from smartvillage.rules import AllOf, AnyOf, Holds, Leaf, OneOf, Rule, SomeOf
from smartvillage.testing.asking import asked_by, ground_of, leaf_is_open
from smartvillage.testing.keeping import Law
from smartvillage.testing.laws import (
    LAWS,
    TRUTHS,
    contradiction_never_reverses,
    judge_again_from_dict,
    rule_round_trip,
    set_round_trip,
)
from smartvillage.testing.pairs import contradictions, learning
from smartvillage.testing.plans import Ground
from smartvillage.testing.strategies import bare_places, is_writable, parts_of, places, rules_of
from smartvillage.testing.verdicts import on_threshold, thresholds


@cache
def _truth_trees() -> st.SearchStrategy[Rule]:
    """Draw rules over yes/no facts."""
    holds: st.SearchStrategy[Rule] = st.sampled_from(TRUTHS).map(Holds)

    def extend(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        several = st.lists(rules, min_size=1, max_size=4)
        some = several.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda k: SomeOf(*parts, at_least=k)))
        return some | several.map(lambda p: AllOf(*p)) | several.map(lambda p: AnyOf(*p)) | rules.map(lambda r: ~r)

    return st.recursive(holds, extend, max_leaves=12)


def _own_tests(criteria: CriteriaSet) -> dict[str, list[Rule]]:
    """Return the tests of a set by indicator, of those that its places bear themselves."""
    ground: Ground = ground_of(criteria)
    found: dict[str, list[Rule]] = {}
    for criterion in criteria:
        for rule in (criterion.rule, criterion.applies):
            for leaf in () if rule is None else rule.leaves():
                plain = isinstance(leaf, Leaf) and not leaf_is_open(leaf) and not _meets_all(leaf, criteria.vocabulary)
                if plain and isinstance(leaf, Leaf) and ground.bearer(leaf.indicator) is ground.level:
                    found.setdefault(leaf.indicator, []).append(leaf)
    return found


def _meets_all(leaf: Leaf, vocabulary: Vocabulary) -> bool:
    """Whether a test of a category names every value."""
    return isinstance(leaf, OneOf) and set(leaf.values) >= set(vocabulary[leaf.indicator].values)


@st.composite
def _apart(draw: st.DrawFn, tests: dict[str, list[Rule]]) -> Rule:
    """Draw rules that ask for no indicator twice."""
    chosen = draw(st.lists(st.sampled_from(sorted(tests)), min_size=1, max_size=4, unique=True))
    parts = [draw(st.sampled_from(tests[i])) for i in chosen]
    parts = [~part if draw(st.booleans()) else part for part in parts]
    if draw(st.booleans()):
        return SomeOf(*parts, at_least=draw(st.integers(1, len(parts))))
    whole_, *others = parts
    for part in others:
        whole_ = whole_ & part if draw(st.booleans()) else whole_ | part
    return whole_


def _places_near_thresholds(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw any places, and those where one figure is just below, at or just above a threshold."""
    return places(criteria) | on_threshold(criteria) if thresholds(criteria) else places(criteria)


ARGUMENTS: Mapping[str, Callable[[CriteriaSet], st.SearchStrategy[Any]]] = {
    "a": rules_of,
    "b": rules_of,
    "c": rules_of,
    "several": lambda criteria: st.lists(rules_of(criteria), min_size=1, max_size=4),
    "written": lambda criteria: rules_of(criteria, written=True),
    "apart": lambda criteria: _apart(_own_tests(criteria)),
    "place": _places_near_thresholds,
    "bare": bare_places,
    "learned": learning,
    "disputed": contradictions,
    "tree": lambda _: _truth_trees(),
    "truths": lambda _: st.fixed_dictionaries({i: st.sampled_from([None, True, False]) for i in TRUTHS}),
}
"""How each parameter of a law, but for `criteria`, is drawn for a set."""


def laws_of(criteria: CriteriaSet) -> Iterator[Law]:
    """Iterate over the laws that speak of a set.

    No file holds a rule class of your own; and where places bear none of the figures asked for, none can be recorded.
    """
    left_out: set[str] = set()
    ground = ground_of(criteria)
    if not all(is_writable(criterion.rule) for criterion in criteria if not isinstance(criterion.rule, MeetsSet)):
        left_out.update(law.__name__ for law in (set_round_trip, judge_again_from_dict))
    if not any(is_writable(rule) for rule in parts_of(criteria)):
        left_out.add(rule_round_trip.__name__)
    if not _own_tests(criteria):
        left_out.update(law.__name__ for law in LAWS if "apart" in signature(law).parameters)
    if not any(ground.bearer(i) for criterion in criteria for i in asked_by(criterion.rule)):
        left_out.add(contradiction_never_reverses.__name__)
    return (law for law in LAWS if law.__name__ not in left_out)


def laws_for(criteria: CriteriaSet, *, examples: int = 30) -> list[Callable[[], None]]:
    """Return the laws for a set as functions without parameters, each named after its law.

    Args:
        criteria: the set; rules of a class of your own are held to the laws too.
        examples: how many cases hypothesis tries for each.
    """
    return [_bound(law, criteria, examples) for law in laws_of(criteria)]


def _bound(law: Law, criteria: CriteriaSet, examples: int) -> Callable[[], None]:
    """Return a law for a set, to be called without arguments."""
    names = signature(law).parameters.keys()
    about = {"criteria": criteria} if "criteria" in names else {}

    def kept(**drawn: Any) -> None:
        law(**drawn, **about)

    kept.__name__, kept.__qualname__, kept.__doc__ = law.__name__, law.__name__, law.__doc__
    drawn = {name: ARGUMENTS[name](criteria) for name in names - about.keys()}
    if not drawn:
        return kept
    quietly = settings(
        max_examples=examples,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=[phase for phase in Phase if phase is not Phase.explain],
    )
    bound: Callable[[], None] = quietly(given(**drawn)(kept))
    return bound


def assert_consistent(criteria: CriteriaSet, *, examples: int = 30) -> None:
    """Hold a set to its own words: no criterion that cannot be met, no two that contradict, every law kept.

    Args:
        criteria: the set.
        examples: how many cases hypothesis tries for each law.

    Raises:
        AssertionError: one, naming every problem.
    """
    problems = [problem.explain("en") for problem in check(criteria) if problem.severity is Severity.ERROR]
    for law in laws_for(criteria, examples=examples):
        try:
            law()
        except Exception as error:  # noqa: BLE001 - a rule class of your own may raise whatever it likes
            refused = isinstance(error, AssertionError)
            problems.append(f"law {law.__name__}: {error if refused else f'{type(error).__name__}: {error}'}")
    if problems:
        raise AssertionError("\n".join([f"{criteria.id}: {len(problems)} problems", *problems]))
