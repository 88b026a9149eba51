"""Worlds: places drawn from a plan, with every figure agreeing with every other.

A world has one true value for each indicator, as the links allow. What is recorded of it is a step of a *ladder*:
bounds around the value, then narrower ones, then the value itself. Two records of one world never contradict each
other, and to climb is to learn.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Place, Share
from smartvillage.facts.numbers import PERCENT, after
from smartvillage.indicators import Indicator, Level, Measure
from smartvillage.outcomes import Reason
from smartvillage.testing.plans import Ends, Ground, Plan, counts_of, finite, least, lowered, meet, whole, widest

TOTALS = (100, 10, 471, 499, 385, 250, 12, 21, 48, 364)
"""Totals that places have; a plain one first, to which hypothesis shrinks."""

DAY = date(2025, 5, 1)
NAMES = {Level.VILLAGE: "Thôn 1", Level.COMMUNE: "Xã A", Level.DISTRICT: "Huyện B", Level.PROVINCE: "Tỉnh C"}
WHO = Judgement(verdict=True, by="UBND xã", on=DAY, why="Biên bản 12")

_SPREAD = 12
_FAR = 10**9  # where `finite` puts an end that is infinite
_POWERS = tuple(10**n for n in range(2, 12))
_SEARCHED = 400
_MONTHS = ("2025-01", "2025-02", "2025-03")

Ladder = list[Any]
"""Records of one true value, each narrower than the one before, the last exact."""


@frozen
class World:
    """The true values of a place and of the places above it.

    Attributes:
        ground: the level and the vocabulary.
        plan: what is asked of each indicator.
        values: the true values: counts, days as ordinals, 0 or 1, or a category.
        totals: by denominator, out of how many shares are counted; a share of nothing has no value.
        stated: the denominators of which this is the total; shares of others are percentages, or tenths of them.
    """

    ground: Ground
    plan: Plan
    values: Mapping[str, Any]
    totals: Mapping[str, int]
    stated: frozenset[str]

    def ladder(self, draw: st.DrawFn, i: str) -> Ladder:
        """Return records of an indicator, from the widest that its plan allows to its very value."""
        indicator = self.ground.vocabulary[i]
        value = self.values[i]
        region = self.plan.regions.get(i, widest(indicator))
        if not isinstance(region, Bounds):
            return [value]
        match indicator.measure:
            case Measure.SHARE:
                return self._shares(draw, indicator, value, region)
            case Measure.COUNT:
                near = Bounds(max(0, value - _SPREAD), value + _SPREAD)
                left = whole(meet_bounds(region, near))
                return [value] if left.is_exact else [Bounds(left.low, left.high), value]
            case Measure.MONTHLY:
                return _months(indicator, value, region)
            case Measure.DATE:
                day = date.fromordinal(value)
                free = math.isinf(region.high) and (math.isinf(region.low) or region.low < value - 1)
                return [after(date.fromordinal(value - 1)), day] if free else [day]
            case Measure.JUDGEMENT:
                verdict = evolve(WHO, verdict=bool(value))
                return [verdict] if region.is_exact else [Judgement(None), verdict]
            case _:
                return [bool(value)]

    def _shares(self, draw: st.DrawFn, indicator: Indicator, count: int, region: Bounds) -> Ladder:
        """Return records of a share: in words, and as counts or an exact percentage."""
        d = indicator.denominator or ""
        total = self.totals[d]
        exact: Any = Share(count, total)
        if d not in self.stated:
            parts = count * PERCENT // total
            exact = Bounds(parts, parts, PERCENT, kind="share")
        elif count and region == widest(indicator) and draw(st.booleans()):
            return [Share(count), exact]
        return [*(_around(count, total, step, region) for step in (10, 100)), exact]


def _around(count: int, total: int, steps: int, region: Bounds) -> Bounds:
    """Return whole percentages around a share, no wider than a region."""
    low = count * steps // total * (PERCENT // steps)
    high = -(-count * steps // total) * (PERCENT // steps)
    return as_percent(meet_bounds(region, Bounds(low, high, PERCENT, kind="share")))


def as_percent(region: Bounds) -> Bounds:
    """Return a share as bounds in percent, as a record states it; its ends have at most six decimals there."""
    low, high = (int(end) * PERCENT // region.scale for end in (region.low, region.high))
    return Bounds(low, high, PERCENT, region.low_open, region.high_open, kind="share")


def meet_bounds(one: Bounds, two: Bounds) -> Bounds:
    """Return what lies in both intervals."""
    both = meet(one, two)
    return both if isinstance(both, Bounds) else one


def _months(indicator: Indicator, value: int, region: Bounds) -> Ladder:
    """Return records of a monthly series: with months missing where that may be, and complete."""
    first, last = _MONTHS[0], _MONTHS[-1]
    if indicator.reduce == "sum":
        counts = {_MONTHS[0]: value, _MONTHS[1]: 0, _MONTHS[2]: 0}
        open_ended = math.isinf(region.high)
    else:
        counts = {_MONTHS[0]: value + 1, _MONTHS[1]: value, _MONTHS[2]: value + 2}
        open_ended = region.low <= 0 and region.high > value
    complete = Monthly(counts, first=first, last=last)
    if not open_ended:
        return [complete]
    some = {_MONTHS[0]: counts[_MONTHS[0]]} if indicator.reduce == "sum" else {_MONTHS[1]: value, _MONTHS[2]: value + 2}
    return [Monthly(some, first=first, last=last), complete]


def draw_world(draw: st.DrawFn, ground: Ground, plan: Plan, indicators: Iterable[str]) -> World:
    """Draw true values for indicators, as a plan and the links allow."""
    wanted = [i for i in indicators if ground.bearer(i) is not None]
    totals: dict[str, int] = {}
    stated: set[str] = set()
    shares: dict[str, list[str]] = {}
    for i in wanted:
        denominator = ground.vocabulary[i].denominator
        if denominator is not None:
            shares.setdefault(denominator, []).append(i)
    for d, of in shares.items():
        region = plan.regions.get(d, Bounds(0, math.inf))
        low, high = finite(region) if isinstance(region, Bounds) else (0, 0)
        fits = partial(_fits, ground, plan, of)
        total: int | None = None
        known = high and (low == high or draw(st.booleans()))
        if known and d not in plan.without_total and not any(i in plan.crossed for i in of):
            near = range(max(1, low), min(high, low + _SEARCHED) + 1)
            others = [*near, *(power for power in _POWERS if low <= power <= high)]
            total = _total(draw, [t for t in TOTALS if low <= t <= high], others, fits)
        if total is not None:
            stated.add(d)
        elif high:  # also where shares can be percentages only, for want of a total out of which they are counts
            total = _total(draw, _POWERS[:2], _POWERS[2:], fits)
        totals[d] = (total or _POWERS[-1]) if high else 0
    values: dict[str, Any] = {d: total for d, total in totals.items() if d in wanted}
    for i in wanted:
        if i in values:
            continue
        denominator = ground.vocabulary[i].denominator
        if denominator is None or totals[denominator]:
            group = [one for one in ground.group(i) if one in wanted and one not in values]
            unit = totals[denominator] if denominator is not None else 1
            values.update(_solution(draw, ground, plan, group, unit))
    return World(ground, plan, values, totals, frozenset(stated))


def _total(draw: st.DrawFn, usual: Sequence[int], others: Sequence[int], fits: Callable[[int], bool]) -> int | None:
    """Draw one of the usual totals that fit, else take the first other, if any does."""
    start = draw(st.integers(0, len(usual) - 1)) if len(usual) > 1 else 0
    return next(filter(fits, (*usual[start:], *usual[:start], *others)), None)


def _fits(ground: Ground, plan: Plan, shares: list[str], total: int) -> bool:
    """Whether whole counts out of a total can be as the plan asks, and lie in each region crossed."""
    crossed = [(i, side) for i in shares for side in plan.crossed.get(i, ())]
    trials = [evolve(plan, regions={**plan.regions, i: meet(plan.regions.get(i, side), side)}) for i, side in crossed]
    groups = {ground.group(i): ground.links_of(i) for i in shares}
    return all(
        least(links, *ground.ends(trial, group, total), total) is not None
        for trial in (plan, *trials)
        for group, links in groups.items()
    )


def _solution(draw: st.DrawFn, ground: Ground, plan: Plan, group: list[str], unit: int) -> dict[str, Any]:
    """Draw values for indicators that links join, one after the other."""
    declared = ground.vocabulary[group[0]]
    if declared.measure is Measure.CATEGORY:
        values = plan.regions.get(group[0], widest(declared))
        return {group[0]: draw(st.sampled_from(_in_order(declared, values)))}
    links = ground.links_of(group[0])
    everyone = ground.group(group[0])
    low, high = ground.ends(plan, everyone, unit)
    if declared.measure is not Measure.SHARE:
        low, high = _near(low, high, declared.measure)
    low = least(links, low, high, unit) or low
    for i in group:
        most = lowered(links, low, high, unit)[i]
        chosen = draw(st.integers(low[i], most))
        raised = least(links, {**low, i: chosen}, {**high, i: chosen}, unit)
        chosen = chosen if raised is not None else low[i]
        low, high = raised or low, {**high, i: chosen}
    return {i: low[i] for i in group}


def _in_order(indicator: Indicator, values: Any) -> list[str]:
    """Return the values of a category in the order declared."""
    return [v for v in indicator.values if v in values] or sorted(values)


def _near(low: Ends, high: Ends, measure: Measure) -> tuple[Ends, Ends]:
    """Return ends a person would write: counts of a few dozen, days of a few months."""
    far, spread = _FAR, _SPREAD
    if measure is Measure.DATE:
        today = DAY.toordinal()
        spread = 90
        low = {i: (today if high[i] >= far else high[i]) - spread if end <= -far else end for i, end in low.items()}
    top = max(end if end < far else 0 for end in (*low.values(), *high.values()))
    return low, {i: max(low[i], top) + spread if end >= far else end for i, end in high.items()}


# What is recorded


def records(draw: st.DrawFn, world: World, *, fill: bool) -> Iterator[tuple[str, Any]]:
    """Draw what is recorded of a world: what the plan asks, and what leaves it as it is."""
    plan, ground = world.plan, world.ground
    order = dict.fromkeys((*world.values, *plan.silent))
    for i in order:
        group = ground.group(i)
        careful = any(one in plan.silent or one in plan.crossed for one in group)
        if i in plan.silent:
            yield from _silent(draw, world, i)
        elif i in plan.crossed:
            yield i, _across(draw, world, i)
        elif i in plan.asked:
            yield i, _loosely(world, i) if careful else _recorded(draw, world, i)
        elif fill and not careful and not _tells_total(world, i) and draw(st.booleans()):
            yield i, _recorded(draw, world, i)


def _tells_total(world: World, i: str) -> bool:
    """Whether a record would give away a total that is not to be known."""
    return i in world.totals and i not in world.stated


def _recorded(draw: st.DrawFn, world: World, i: str) -> Any:
    """Draw a record of a value: mostly the value, sometimes bounds around it."""
    if _tells_total(world, i):
        return _loosely(world, i)
    ladder = world.ladder(draw, i)
    total = world.ground.vocabulary[i].denominator
    asked = world.plan.regions.get(total) if total is not None and total not in world.stated else None
    if isinstance(asked, Bounds) and asked.is_exact:  # bounds would become whole counts out of it, and none fits
        return ladder[-1]
    return ladder[-1 - draw(st.integers(0, len(ladder) - 1))]


def _loosely(world: World, i: str) -> Any:
    """Return the widest record that the plan allows of something linked, or of a total that shares must not tell."""
    region, measure = world.plan.regions[i], world.ground.vocabulary[i].measure
    if measure is Measure.SHARE and isinstance(region, Bounds):
        return as_percent(region)
    if measure is Measure.COUNT and isinstance(region, Bounds):
        return int(region.low) if region.is_exact else Bounds(region.low, region.high)
    return bool(world.values[i])


def _across(draw: st.DrawFn, world: World, i: str) -> Any:
    """Draw bounds that touch every region crossed."""
    plan, ground = world.plan, world.ground
    indicator = ground.vocabulary[i]
    share = indicator.measure is Measure.SHARE
    unit = world.totals[indicator.denominator or ""] if share else 1
    low, high = ground.ends(plan, ground.group(i), unit)
    low = least(ground.links_of(i), low, high, unit) or low
    high = lowered(ground.links_of(i), low, high, unit)
    sides = [counts_of(side, unit) if share else finite(side) for side in plan.crossed[i]]
    first = min(side[1] for side in sides)
    last = max(side[0] for side in sides)
    if indicator.measure is Measure.DATE:
        start = draw(st.integers(max(low[i], first - 90), first))
        if high[i] >= _FAR:
            return after(date.fromordinal(start - 1))
        return Fact(Bounds(start, draw(st.integers(last, min(high[i], last + 90))), kind="date"))
    a = draw(st.integers(max(low[i], first - _SPREAD * unit), first))
    b = draw(st.integers(last, min(high[i], last + _SPREAD * unit)))
    if share:
        return Bounds(a * PERCENT // unit, b * PERCENT // unit, PERCENT, kind="share")
    return Bounds(a, b)


def _silent(draw: st.DrawFn, world: World, i: str) -> Iterator[tuple[str, Any]]:
    """Draw a record that leaves an indicator unknown for the reason planned; or none."""
    indicator = world.ground.vocabulary[i]
    reason = world.plan.silent[i]
    if reason is Reason.CONTRADICTION:
        yield i, contradicting_records(indicator)
    elif reason is Reason.NO_DENOMINATOR:
        yield i, Share(draw(st.integers(1, _SPREAD)))
    elif reason is Reason.JUDGEMENT and world.ground.bearer(i) is not None and draw(st.booleans()):
        yield i, evolve(WHO, verdict=None)


def contradicting_records(indicator: Indicator) -> list[Fact]:
    """Return two records of an indicator, neither before the other, of which only one can be true."""
    match indicator.measure:
        case Measure.SHARE:
            values: tuple[Any, Any] = ("0%", "1%")
        case Measure.COUNT | Measure.MONTHLY:
            values = (0, 1)
        case Measure.DATE:
            values = (DAY, date.fromordinal(DAY.toordinal() + 1))
        case Measure.CATEGORY:
            one, another, *_ = (*indicator.values, "one", "another")
            values = (one, another)
        case _:
            values = (True, False)
    return [Fact(value, source=source) for value, source in zip(values, ("Biểu 1", "Biểu 2"), strict=True)]


def settled_place(ground: Ground, facts: Iterable[tuple[str, Any]]) -> Place:
    """Return the place judged, with the places above it that bear some of the facts."""
    by_level: dict[Level, dict[str, Any]] = {}
    for i, value in facts:
        by_level.setdefault(ground.bearer(i) or ground.level, {})[i] = value
    parent: Place | None = None
    for level in sorted(by_level, key=lambda level: -level.rank):
        if level is not ground.level:
            parent = Place(NAMES[level], level=level, facts=by_level[level], parent=parent)
    return Place(NAMES[ground.level], level=ground.level, facts=by_level.get(ground.level, {}), parent=parent)
