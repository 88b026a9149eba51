"""Strategies that aim: places that pass, fail or are unknown for a reason, and places on a threshold.

They are built from what the set asks, merged for each indicator through the links; nothing is drawn and thrown away.
"""

import math
from collections.abc import Iterable
from datetime import timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any, cast

from attrs import evolve
from hypothesis import strategies as st

from smartvillage.criteria import CriteriaSet
from smartvillage.errors import InvalidValue
from smartvillage.facts import Bounds, Fact, Place, Share
from smartvillage.facts.numbers import PERCENT
from smartvillage.indicators import Indicator, Measure
from smartvillage.outcomes import FAILS, PASSES, Outcome, Reason
from smartvillage.rules import AtLeast, AtMost, Before, Leaf, LessThan, MoreThan, NoLaterThan, Rule
from smartvillage.testing.aims import Aims
from smartvillage.testing.asking import around, asked, every_leaf, ground_of, leaf_is_open
from smartvillage.testing.goals import Goal, Search, in_order
from smartvillage.testing.plans import NOTHING_ASKED, Ground, Plan
from smartvillage.testing.worlds import draw_world, records, settled_place

_CUTTING = (AtLeast, MoreThan, AtMost, LessThan, NoLaterThan, Before)


STEPS = 300
"""How many steps are taken along ways picked by drawing, before the way known to lead there is taken."""


def drawn_search(draw: st.DrawFn) -> Search:
    """Return a search that picks its ways by drawing."""
    return Search(lambda n: draw(st.integers(0, n - 1)), STEPS)


def _aimed(criteria: CriteriaSet, goal: Goal, what: str, *, fill: bool = True) -> st.SearchStrategy[Place]:
    """Draw places that reach a goal.

    Raises:
        InvalidValue: where nothing reaches it, naming the two criteria that stand in the way.
    """
    search = Search()
    surely = search.solve(goal)
    if surely is None:
        msg = f"{criteria.id}: no place {what}: {search.conflict}"
        raise InvalidValue(msg)
    return _reaching(ground_of(criteria), asked(criteria), goal, surely, fill=fill)


@st.composite
def _reaching(
    draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], goal: Goal, surely: Plan, *, fill: bool
) -> Place:
    """Draw places that reach a goal, with facts of other indicators where they leave it reached."""
    plan = drawn_search(draw).solve(goal) or surely
    world = draw_world(draw, ground, plan, indicators)
    return settled_place(ground, records(draw, world, fill=fill))


def _needs_required(criteria: CriteriaSet) -> None:
    """Refuse a set that no place passes or fails.

    Raises:
        InvalidValue: naming the set.
    """
    if criteria.requirement is None:
        msg = f"{criteria.id} has no required criteria: no place passes it, fails it or is unknown by it"
        raise InvalidValue(msg)


def passing(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw places that pass a set.

    Raises:
        InvalidValue: for a set without required criteria, or criteria that contradict each other; both are named.
    """
    _needs_required(criteria)
    return _aimed(criteria, Aims(ground_of(criteria)).outcome(criteria, Outcome.PASS), "passes")


def failing(criteria: CriteriaSet, exactly: Iterable[str] = ()) -> st.SearchStrategy[Place]:
    """Draw places that fail a set.

    Args:
        criteria: the set.
        exactly: the ids of the criteria that fail, while all others pass or do not apply; any unless given.

    Raises:
        InvalidValue: for a set without required criteria, or where no place fails so.
        UnknownCriterion: for an id that the set does not hold.
    """
    _needs_required(criteria)
    ids = tuple(exactly)
    for i in ids:
        criteria[i]
    aims = Aims(ground_of(criteria))
    if not ids:
        return _aimed(criteria, aims.outcome(criteria, Outcome.FAIL), "fails")
    outcomes = {c.id: FAILS if c.id in ids else PASSES for c in criteria}
    requirement = criteria.requirement
    if requirement is None or requirement.possible(outcomes, criteria.count) != FAILS:
        msg = f"{criteria.id} is still met where only these criteria fail: {', '.join(ids)}"
        raise InvalidValue(msg)
    return _aimed(criteria, aims.exactly(criteria, ids), f"fails {', '.join(ids)} alone", fill=False)


def unknown(criteria: CriteriaSet, because: Iterable[Reason] = ()) -> st.SearchStrategy[Place]:
    """Draw places for which a set is unknown.

    Args:
        criteria: the set.
        because: the reasons of its unknown criteria, these and no others; any one unless given, or two that only
            come together, as where a criterion asks for the very figure by which it applies.

    Raises:
        InvalidValue: for a set without required criteria, or reasons for which it cannot be unknown.
    """
    _needs_required(criteria)
    reasons = frozenset(Reason(reason) for reason in because)
    aims = Aims(ground_of(criteria))
    if not reasons:
        ways = [[reason] for reason in reasons_of(criteria)] or _pairs_of_reasons(criteria)
        if not ways:
            msg = f"{criteria.id}: no place is unknown for one reason or two; name them with because="
            raise InvalidValue(msg)
        return st.one_of([unknown(criteria, because=way) for way in ways])
    names = ", ".join(sorted(reason.value for reason in reasons))
    goal = aims.outcome(criteria, Outcome.UNKNOWN, reasons)
    return _aimed(criteria, goal, f"is unknown because of {names}")


def reasons_of(criteria: CriteriaSet) -> tuple[Reason, ...]:
    """Return the reasons for each of which alone a set can be unknown."""
    return tuple(reason for reason in Reason if _can_be_unknown(criteria, [reason]))


def _pairs_of_reasons(criteria: CriteriaSet) -> list[list[Reason]]:
    """Return the pairs of reasons for which together a set can be unknown."""
    aims = Aims(ground_of(criteria))
    possible = frozenset[Reason]().union(*map(aims.criterion_reasons, criteria))
    return [[*pair] for pair in combinations(in_order(possible), 2) if _can_be_unknown(criteria, pair)]


def _can_be_unknown(criteria: CriteriaSet, because: Iterable[Reason]) -> bool:
    """Whether a set can be unknown for these reasons and no others."""
    goal = Aims(ground_of(criteria)).outcome(criteria, Outcome.UNKNOWN, frozenset(because))
    return Search().solve(goal) is not None


def not_applicable(criteria: CriteriaSet, criterion: str) -> st.SearchStrategy[Place]:
    """Draw places to which a criterion does not apply.

    Raises:
        InvalidValue: for a criterion that applies everywhere.
        UnknownCriterion: for an id that the set does not hold.
    """
    chosen = criteria[criterion]
    if chosen.applies is None:
        msg = f"{criteria.id}: criterion {criterion!r} applies to every place"
        raise InvalidValue(msg)
    goal = Aims(ground_of(criteria)).criterion(chosen, Outcome.NOT_APPLICABLE)
    return _aimed(criteria, goal, f"is outside what {criterion!r} applies to")


def on_threshold(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw places with one figure just below, at, or just above a threshold of the set; its note says which.

    Raises:
        InvalidValue: for a set without thresholds.
    """
    tests = thresholds(criteria)
    if not tests:
        msg = f"{criteria.id} has no thresholds"
        raise InvalidValue(msg)
    return _on_threshold(ground_of(criteria), asked(criteria), tests)


def thresholds(criteria: CriteriaSet) -> tuple[Rule, ...]:
    """Return the tests of a set that compare a figure with a threshold, each once."""
    ground = ground_of(criteria)
    own = [rule for criterion in criteria for rule in (criterion.rule, criterion.applies) if rule is not None]
    tests = [leaf for rule in own for leaf in every_leaf(rule) if isinstance(leaf, _CUTTING) and not leaf_is_open(leaf)]
    return tuple(dict.fromkeys(leaf for leaf in tests if ground.bearer(leaf.indicator) is not None))


@st.composite
def _on_threshold(draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], tests: tuple[Rule, ...]) -> Place:
    """Draw places with one figure near a threshold, and anything else that agrees with it."""
    leaf = draw(st.sampled_from(tests))
    i = cast("Leaf", leaf).indicator
    indicator = ground.vocabulary[i]
    value, side = _near_threshold(draw, leaf, indicator)
    fact = Fact(value, note=f"{side} {leaf!r}")
    near = {one.id for one in ground.vocabulary if one.denominator == i}.union(around([i], ground.vocabulary))
    others = tuple(one for one in indicators if one not in near)
    of = indicator.denominator
    total = value.total if isinstance(value, Share) else None
    plan = evolve(NOTHING_ASKED, regions={of: Bounds(total, total)}) if of is not None and total else NOTHING_ASKED
    world = draw_world(draw, ground, plan, others)
    rest = records(draw, world, fill=True)
    if of is not None and not total:  # a percentage of a total that nobody knows, and no count may tell
        counted = {one.id for one in ground.vocabulary if one.denominator == of}
        rest = ((one, known) for one, known in rest if one != of and not (one in counted and isinstance(known, Share)))
    return settled_place(ground, [(i, fact), *rest])


def _near_threshold(draw: st.DrawFn, leaf: Any, indicator: Indicator) -> tuple[Any, str]:
    """Draw a figure just below, at or just above a threshold: as a count, a percentage, or bounds."""
    side = draw(st.sampled_from([-1, 0, 1]))
    if indicator.measure is Measure.DATE:
        return leaf.value + timedelta(days=side), _SIDES[side]
    t = Fraction(leaf.value.num, leaf.value.den)
    share = indicator.measure is Measure.SHARE
    side = 0 if (t == 0 and side < 0) or (share and t == 1 and side > 0) else side
    if not share:
        count = math.floor(t) + 1 if side > 0 else math.ceil(t) + side
        return draw(st.sampled_from([count, Bounds(count, count + 5), Bounds(max(0, count - 5), count)])), _SIDES[side]
    total = t.denominator * draw(st.sampled_from([1, 10, 7, 100]))
    parts = int(t * PERCENT)
    words = {
        -1: Bounds(0, parts, PERCENT, high_open=True, kind="share"),
        0: Bounds(0, parts, PERCENT, kind="share") if t < 1 else Bounds(parts, PERCENT, PERCENT, kind="share"),
        1: Bounds(parts, PERCENT, PERCENT, low_open=True, kind="share"),
    }
    exact = Bounds(parts + side, parts + side, PERCENT, kind="share")
    return draw(st.sampled_from([Share(int(t * total) + side, total), exact, words[side]])), _SIDES[side]


_SIDES = {-1: "just below", 0: "at", 1: "just above"}
