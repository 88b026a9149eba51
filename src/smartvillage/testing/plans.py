"""Plans: what is asked of each indicator of a place, and whether links leave a value for it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from smartvillage.facts import Bounds
from smartvillage.facts.numbers import WIDEST
from smartvillage.indicators import Indicator, Level, Link, Measure, Vocabulary
from smartvillage.outcomes import Reason
from smartvillage.rules import AtLeast, AtMost, Before, LessThan, MoreThan, NoLaterThan, OneOf, Rule, Toward

Region = Bounds | frozenset[str]
"""Values that an indicator may have: an interval, or the values of a category."""

Because = frozenset[Reason]
Target = Toward | Because
"""What a rule shall answer: 1 for PASS, -1 for FAIL, or unknown for exactly these reasons."""

_FINE = 100_000


def widest(indicator: Indicator) -> Region:
    """Return all values of an indicator."""
    if indicator.measure is Measure.CATEGORY:
        return frozenset(indicator.values or ("one", "another"))
    bounds = WIDEST[indicator.kind]
    return Bounds(0, 1, kind="share") if indicator.measure is Measure.SHARE else bounds


def extreme(indicator: Indicator, *, high: bool) -> Region:
    """Return the values of an indicator that are beyond what a test is likely to ask: all or nothing, late or early."""
    values = widest(indicator)
    if isinstance(values, frozenset):
        return frozenset({max(values) if high else min(values)})
    end = values.high if high else values.low
    if not math.isinf(end):
        return Bounds(end, end, kind=values.kind)
    far = _FAR[indicator.measure is Measure.DATE, high]
    return Bounds(far, math.inf, kind=values.kind) if high else Bounds(-math.inf, far, kind=values.kind)


_FAR = {
    (False, True): 1000,
    (True, True): date(2100, 1, 1).toordinal(),
    (True, False): date(2000, 1, 1).toordinal(),
}


def region(leaf: Rule, target: Target) -> Region:
    """Return the values for which a test of one indicator answers as wanted; unknown is the middle of an open share."""
    match leaf:
        case AtLeast() if leaf.value.is_open:
            if target in (1, -1):
                return Bounds(int(target == 1), int(target == 1), kind="share")
            return Bounds(0, 1, 1, low_open=True, high_open=True, kind="share")
        case AtLeast() | MoreThan() | AtMost() | LessThan():
            t = leaf.value
            top = t.den if t.is_share else math.inf
            kind = "share" if t.is_share else "number"
            if (target == 1) == leaf.upward:
                return Bounds(t.num, top, t.den, low_open=leaf.strict, kind=kind)  # type: ignore[arg-type]
            return Bounds(0, t.num, t.den, high_open=not leaf.strict, kind=kind)  # type: ignore[arg-type]
        case NoLaterThan() | Before():
            day = leaf.value.toordinal()
            if target == 1:
                return Bounds(-math.inf, day, high_open=not leaf.strict, kind="date")
            return Bounds(day, math.inf, low_open=leaf.strict, kind="date")
        case OneOf():
            return frozenset(leaf.values)
        case _:
            return Bounds(int(target == 1), int(target == 1), kind="truth")


def meet(one: Region, two: Region) -> Region:
    """Return the values in both; an interval and a category have none in common."""
    if isinstance(one, Bounds) and isinstance(two, Bounds):
        return evolve(one & two, kind=one.kind)
    return one & two if isinstance(one, frozenset) and isinstance(two, frozenset) else frozenset()


def is_empty(values: Region) -> bool:
    """Whether no value is left."""
    return values.is_empty if isinstance(values, Bounds) else not values


def whole(values: Bounds) -> Bounds:
    """Return an interval of whole numbers: its ends whole and closed."""
    low, high, scale = values.low, values.high, values.scale
    if not math.isinf(low):
        low = int(low) // scale + 1 if values.low_open else -(-int(low) // scale)
    if not math.isinf(high):
        high = -(-int(high) // scale) - 1 if values.high_open else int(high) // scale
    return Bounds(low, high, kind=values.kind)


def counts_of(values: Bounds, total: int) -> tuple[int, int]:
    """Return the least and the greatest whole count out of a total that lies within a share."""
    scaled = whole(Bounds(values.low * total, values.high * total, values.scale, values.low_open, values.high_open))
    return int(scaled.low), int(scaled.high)


Ends = dict[str, int]


def raised(links: Sequence[Link], low: Ends, unit: int) -> Ends:
    """Return the low ends that the links leave."""
    low, moved = dict(low), True
    while moved:
        implied = [(i, end) for link in links for i, end, _ in link.raise_low(low, unit) if end > low[i]]
        moved = bool(implied)
        for i, end in implied:
            low[i] = max(low[i], end)
    return low


def lowered(links: Sequence[Link], low: Ends, high: Ends, unit: int) -> Ends:
    """Return the high ends that the links leave."""
    high, moved = dict(high), True
    while moved:
        implied = [(i, end) for link in links for i, end, _ in link.lower_high(low, high, unit) if end < high[i]]
        moved = bool(implied)
        for i, end in implied:
            high[i] = min(high[i], end)
    return high


def least(links: Sequence[Link], low: Ends, high: Ends, unit: int) -> Ends | None:
    """Return the least values that the links allow above the low ends; `None` where one passes its high end.

    Each link says that one value is at least something that grows with others, so there is one least solution.
    """
    low = raised(links, low, unit)
    return None if any(end > high[i] for i, end in low.items()) else low


@frozen
class Demand:
    """What a criterion asks of an indicator."""

    indicator: str
    values: Region
    why: str


@frozen
class Plan:
    """What is asked of each indicator.

    Attributes:
        regions: where the value lies, and everything that is recorded of it.
        asked: the indicators that must be recorded.
        crossed: regions of which what is recorded must touch each, so that it decides nothing.
        silent: the indicators to be left unknown, and why.
        without_total: indicators of which, where they are totals, shares must not tell the number.
        demands: everything that was asked, in order.
    """

    regions: Mapping[str, Region] = field(factory=dict)
    asked: frozenset[str] = frozenset()
    crossed: Mapping[str, tuple[Bounds, ...]] = field(factory=dict)
    silent: Mapping[str, Reason] = field(factory=dict)
    without_total: frozenset[str] = frozenset()
    demands: tuple[Demand, ...] = ()

    @property
    def tells_a_total(self) -> bool:
        """Whether a total that must not be known has one value alone."""
        asked = (self.regions.get(i) for i in self.without_total & self.asked)
        return any(isinstance(values, Bounds) and values.is_exact for values in asked)


NOTHING_ASKED = Plan()
"""The plan that asks for nothing."""


class Ground:
    """The level of a place and the indicators that can be recorded for it.

    Attributes:
        level: the level of the place judged.
        vocabulary: the indicators and links.
    """

    def __init__(self, level: Level, vocabulary: Vocabulary) -> None:
        """Look from a level at a vocabulary."""
        self.level = level
        self.vocabulary = vocabulary

    def bearer(self, indicator: str) -> Level | None:
        """Return the level at which an indicator is recorded: the place's own, or the nearest above."""
        levels = [level for level in self.vocabulary[indicator].levels if level.rank >= self.level.rank]
        return min(levels, key=lambda level: level.rank, default=None)

    def links_of(self, indicator: str) -> tuple[Link, ...]:
        """Return the links of the group in which an indicator stands."""
        group = self.vocabulary.groups.get(indicator)
        return () if group is None else group.links

    def group(self, indicator: str) -> tuple[str, ...]:
        """Return the indicators that links join to one, itself included."""
        group = self.vocabulary.groups.get(indicator)
        return (indicator,) if group is None else group.indicators

    def ends(self, plan: Plan, group: Iterable[str], unit: int, *, recorded: bool = False) -> tuple[Ends, Ends]:
        """Return low and high ends of the values of a group, in parts of a unit; all, or only what is recorded."""
        low, high = {}, {}
        for i in group:
            values = widest(self.vocabulary[i])
            values = values if recorded and i not in plan.asked else plan.regions.get(i, values)
            share = self.vocabulary[i].measure is Measure.SHARE
            ends = values if isinstance(values, Bounds) else Bounds(0, 1)  # a category is never linked
            low[i], high[i] = counts_of(ends, unit) if share else finite(ends)
        return low, high

    def unit(self, plan: Plan, group: tuple[str, ...]) -> int:
        """Return how many parts to cut the whole into so that the shares of a group can be told apart."""
        if self.vocabulary[group[0]].measure is not Measure.SHARE:
            return 1
        scales = [r.scale for i in group if isinstance(r := plan.regions.get(i), Bounds)]
        crossed = [r.scale for i in group for r in plan.crossed.get(i, ())]
        return math.lcm(*scales, *crossed) * _FINE

    def fits(self, plan: Plan, indicator: str) -> bool:
        """Whether the links of an indicator's group leave a value for each, and leave unknown what shall be unknown."""
        group, links = self.group(indicator), self.links_of(indicator)
        if not links:
            return True
        unit = self.unit(plan, group)
        sides = [(i, side) for i in group for side in plan.crossed.get(i, ())]
        if sides and (any(i in plan.silent for i in group) or len({i for i, _ in sides}) > 1):
            return False  # bounds of one would narrow the other
        trials = [evolve(plan, regions={**plan.regions, i: meet(plan.regions.get(i, r), r)}) for i, r in sides]
        for trial in (plan, *trials):
            low, high = self.ends(trial, group, unit)
            if least(links, low, high, unit) is None:
                return False
        silent = [i for i in group if i in plan.silent]
        return not silent or self._stay_silent(plan, silent, unit)

    def _stay_silent(self, plan: Plan, silent: list[str], unit: int) -> bool:
        """Whether what is recorded of linked indicators says nothing of these, and is drawn into no contradiction."""
        links = self.links_of(silent[0])
        low, high = self.ends(plan, self.group(silent[0]), unit, recorded=True)
        some = dict.fromkeys((i for i in silent if plan.silent[i] is Reason.NO_DENOMINATOR), 1)
        low = {**low, **some}
        up = raised(links, low, unit)
        down = lowered(links, up, high, unit)
        if any(up[i] > low[i] or down[i] < high[i] for i in silent):
            return False
        against = {i for i in silent if plan.silent[i] is Reason.CONTRADICTION}
        up = raised(links, {**low, **dict.fromkeys(against, -(-unit // 100))}, unit)
        down = lowered(links, up, {**high, **dict.fromkeys(against, 0)}, unit)
        return not any(up[i] > down[i] for i in up.keys() - against if i in plan.asked or i in plan.silent)


def finite(values: Bounds) -> tuple[int, int]:
    """Return whole ends, an infinite one far out."""
    values = whole(values)
    return int(max(values.low, -(10**9))), int(min(values.high, 10**9))


def said(values: Region) -> str:
    """Write values as a person would: `[80%, 100%]`, `(70%, 100%]`, `{lighting, security}`."""
    if isinstance(values, frozenset):
        return "{" + ", ".join(sorted(values)) + "}"
    low, high = (_end(end, values) for end in (values.low, values.high))
    return f"{'(' if values.low_open else '['}{low}, {high}{')' if values.high_open else ']'}"


def _end(end: float, values: Bounds) -> str:
    """Write one end of an interval."""
    if math.isinf(end):
        return "∞" if end > 0 else "-∞"
    if values.kind == "date":
        return str(date.fromordinal(int(end)))
    number = end * (100 if values.kind == "share" else 1) / values.scale
    return f"{number:.9g}{'%' if values.kind == 'share' else ''}"
