"""Strategies: random facts, places, rules and criteria sets.

Places are drawn for a set: of its first level, with the places above and below that matter, to be judged by
`criteria.assess(place)`. Those that aim at a verdict are in `verdicts`, pairs of knowing less and more in `pairs`.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from smartvillage.catalogue import vocabulary as shipped
from smartvillage.codec import rule_to
from smartvillage.criteria import CriteriaSet, Criterion, Force, Source
from smartvillage.errors import CannotWrite
from smartvillage.facts import Fact, Judgement, Monthly, Place, Share, above, at_least, at_most, below, between
from smartvillage.facts.numbers import after
from smartvillage.indicators import Indicator, Level, Measure, Text, Vocabulary
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Holds,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)
from smartvillage.testing.asking import asked, below_vocabulary, ground_of, rolled_up
from smartvillage.testing.plans import Ground
from smartvillage.testing.worlds import DAY, NAMES, TOTALS

_PERCENTS = st.integers(0, 100)


def shares() -> st.SearchStrategy[Share]:
    """Draw shares as counts, as a village states them."""
    return st.sampled_from(TOTALS).flatmap(lambda total: st.builds(Share, st.integers(0, total), st.just(total)))


def _share_values() -> st.SearchStrategy[Any]:
    """Draw records of a share: counts, percentages, words and counts without a total."""
    ends = st.lists(_PERCENTS, min_size=2, max_size=2).map(sorted)
    return st.one_of(
        shares(),
        _PERCENTS.map(lambda p: f"{p}%"),
        st.integers(1, 99).map(lambda p: at_least(f"{p}%")),
        st.integers(0, 99).map(lambda p: above(f"{p}%")),
        st.integers(1, 99).map(lambda p: at_most(f"{p}%")),
        st.integers(1, 100).map(lambda p: below(f"{p}%")),
        ends.map(lambda two: between(f"{two[0]}%", f"{two[1]}%")),
        st.integers(0, 30).map(Share),
        st.just(Share(0, 0)),
    )


def _count_values() -> st.SearchStrategy[Any]:
    """Draw records of a count."""
    few = st.integers(0, 30)
    return st.one_of(
        few,
        st.sampled_from(TOTALS),
        few.map(at_least),
        few.map(at_most),
        st.lists(few, min_size=2, max_size=2).map(lambda two: between(*sorted(two))),
    )


_MONTHS = [f"2025-{month:02}" for month in range(1, 7)]


def _monthly_values() -> st.SearchStrategy[Any]:
    """Draw monthly series, months missing."""
    counts = st.dictionaries(st.sampled_from(_MONTHS), st.integers(0, 5))
    return st.builds(lambda c: Monthly(c, first=_MONTHS[0], last=_MONTHS[-1]), counts) | st.integers(0, 5)


_DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))


def _values(indicator: Indicator) -> st.SearchStrategy[Any]:
    """Draw recorded values of an indicator."""
    match indicator.measure:
        case Measure.SHARE:
            return _share_values()
        case Measure.COUNT:
            return _count_values()
        case Measure.MONTHLY:
            return _monthly_values()
        case Measure.DATE:
            return _DAYS | _DAYS.map(after)
        case Measure.CATEGORY:
            return st.sampled_from(tuple(indicator.values) or ("one", "another"))
        case Measure.JUDGEMENT:
            verdicts = st.builds(Judgement, st.sampled_from([True, False, None]), by=st.just("UBND xã"))
            return st.booleans() | verdicts
        case _:
            return st.booleans()


def facts(indicator: Indicator | str) -> st.SearchStrategy[Fact]:
    """Draw facts of an indicator.

    Args:
        indicator: the indicator, or the id of a shipped one.
    """
    declared = shipped()[indicator] if isinstance(indicator, str) else indicator
    days = st.none() | st.sampled_from([DAY, DAY - timedelta(days=90)])
    return st.builds(Fact, _values(declared), as_of=days, by=st.sampled_from([None, "self_assessed", "appraised"]))


@cache
def _records(indicator: Indicator) -> st.SearchStrategy[list[Any]]:
    """Draw what is recorded of an indicator, mostly once; made once, for hypothesis examines each strategy anew."""
    one = _values(indicator) | facts(indicator)
    return st.lists(one, min_size=1, max_size=1) | st.lists(one, min_size=1, max_size=2)


@cache
def _several(indicators: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    """Draw some of several indicators."""
    return st.lists(st.sampled_from(indicators), unique=True, max_size=12) if indicators else st.just([])


def _some_facts(draw: st.DrawFn, vocabulary: Vocabulary, indicators: tuple[str, ...]) -> dict[str, Any]:
    """Draw facts of some indicators."""
    return {i: draw(_records(vocabulary[i])) for i in draw(_several(indicators))}


def places(criteria: CriteriaSet | None = None) -> st.SearchStrategy[Place]:
    """Draw any places: whatever is recorded, in whatever words, true or not.

    Args:
        criteria: the set they are to be judged by; without one, villages and communes with shipped indicators.
    """
    if criteria is not None:
        return _places(ground_of(criteria), asked(criteria), depth=1)
    levels = st.sampled_from([Level.VILLAGE, Level.COMMUNE])
    return levels.flatmap(lambda level: _places(Ground(level, shipped()), borne(shipped(), level), depth=0))


def bare_places(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw any places without places above and below."""
    ground = ground_of(criteria)
    here = tuple(i for i in asked(criteria) if ground.bearer(i) is ground.level)
    return _places(ground, here, depth=0)


def borne(vocabulary: Vocabulary, level: Level) -> tuple[str, ...]:
    """Return the indicators that places of a level bear."""
    return tuple(i.id for i in vocabulary if level in i.levels)


@st.composite
def _places(draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], *, depth: int) -> Place:
    """Draw any places with facts of these indicators, and places above and below that bear some of them."""
    vocabulary, level = ground.vocabulary, ground.level
    here = tuple(i for i in indicators if ground.bearer(i) is level)
    parent: Place | None = None
    for higher in (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE):
        if higher.rank > level.rank and any(ground.bearer(i) is higher for i in indicators):
            theirs = tuple(i for i in indicators if ground.bearer(i) is higher)
            parent = Place(NAMES[higher], level=higher, facts=_some_facts(draw, vocabulary, theirs), parent=parent)
    parts: list[Place] = []
    wanted = rolled_up(vocabulary, here) if depth else {}
    if draw(st.booleans()) and wanted:
        for below_level, inner in wanted.items():
            strategy = _places(Ground(below_level, below_vocabulary(vocabulary, here)), inner, depth=depth - 1)
            parts += draw(st.lists(strategy, max_size=2))
    more = draw(st.integers(0, 1)) if parts else 0
    return Place(
        NAMES[level],
        level=level,
        facts=_some_facts(draw, vocabulary, here),
        parts=[evolve(part, parent=None) for part in parts],
        expected_parts=len(parts) + more if parts else None,
        parent=parent,
    )


# Rules and sets


def rules(vocabulary: Vocabulary | Iterable[str] | None = None) -> st.SearchStrategy[Rule]:
    """Draw rules over the indicators of a vocabulary.

    Args:
        vocabulary: a vocabulary, or some shipped indicator ids; all shipped indicators unless given.
    """
    if vocabulary is None or isinstance(vocabulary, Vocabulary):
        declared = list(shipped() if vocabulary is None else vocabulary)
    else:
        declared = [shipped()[i] for i in vocabulary]
    return compounds(st.sampled_from(declared).flatmap(leaves))


_COMPARISONS = (AtLeast, MoreThan, AtMost, LessThan)


@cache
def leaves(indicator: Indicator) -> st.SearchStrategy[Rule]:
    """Draw tests of one indicator."""
    i = indicator.id
    match indicator.measure:
        case Measure.SHARE:
            percents = st.integers(1, 99).map(lambda p: f"{p}%")
            some = st.builds(lambda kind, t: kind(i, t), st.sampled_from(_COMPARISONS), percents)
            return some | st.sampled_from([AtLeast(i, "100%"), AtLeast(i, "open"), MoreThan(i, "0%"), AtMost(i, "0%")])
        case Measure.COUNT | Measure.MONTHLY:
            return st.builds(lambda kind, t: kind(i, t), st.sampled_from(_COMPARISONS), st.integers(1, 20))
        case Measure.DATE:
            return st.builds(lambda kind, t: kind(i, t), st.sampled_from([NoLaterThan, Before]), _DAYS)
        case Measure.CATEGORY:
            values = tuple(indicator.values) or ("one", "another")
            return st.lists(st.sampled_from(values), min_size=1, unique=True).map(lambda v: OneOf(i, *v))
        case _:
            return st.just(Holds(i))


@st.composite
def compounds(draw: st.DrawFn, base: st.SearchStrategy[Rule], size: int = 6) -> Rule:
    """Draw rules made of others, in every way in which rules compose, of about so many tests at most."""
    left = size

    def one(depth: int) -> Rule:
        nonlocal left
        kind = draw(_KINDS) if depth and left > 1 else None
        if kind is None:
            left -= 1
            return draw(base)
        if kind is Not:
            return ~one(depth - 1)
        if kind is Readings:
            return Readings("which-way", {"one": one(depth - 1), "other": one(depth - 1)})
        parts = [one(depth - 1) for _ in range(draw(st.integers(1, 3)))]
        return kind(*parts) if kind is not SomeOf else SomeOf(*parts, at_least=draw(st.integers(1, len(parts))))

    return one(_DEEP)


_DEEP = 4
_KINDS: st.SearchStrategy[Any] = st.sampled_from([None, None, None, AllOf, AnyOf, Not, SomeOf, Readings])
"""How a rule is made of others; a test of one indicator is what hypothesis shrinks to."""


def parts_of(criteria: CriteriaSet) -> tuple[Rule, ...]:
    """Return the rules of a set and their parts, each once."""

    def walk(rule: Rule) -> Iterator[Rule]:
        yield rule
        for part in rule.parts:
            yield from walk(part)

    own = [rule for criterion in criteria for rule in (criterion.rule, criterion.applies) if rule is not None]
    return tuple(dict.fromkeys(part for rule in own for part in walk(rule)))


def rules_of(criteria: CriteriaSet, *, written: bool = False) -> st.SearchStrategy[Rule]:
    """Draw rules made of those of a set and their parts; only of those that a file can hold, if they are written."""
    parts = parts_of(criteria)
    return compounds(st.sampled_from([rule for rule in parts if is_writable(rule)] if written else parts), size=4)


def is_writable(rule: Rule) -> bool:
    """Whether a file can hold a rule, wherever it stands."""
    try:
        rule_to(rule)
    except CannotWrite:
        return False
    return True


_NAME = Text("Bộ tiêu chí thử", "A set to test with")


@st.composite
def criteria_sets(draw: st.DrawFn) -> CriteriaSet:
    """Draw criteria sets over shipped indicators, linked ones and those of the places above and below among them."""
    vocabulary = shipped()
    level = draw(st.sampled_from([Level.VILLAGE, Level.COMMUNE, Level.PROVINCE]))
    ground = Ground(level, vocabulary)
    able = [i.id for i in vocabulary if ground.bearer(i.id) is not None]
    linked = [i for i in able if vocabulary.groups.get(i)]
    chosen = draw(st.lists(st.sampled_from(linked) | st.sampled_from(able), min_size=1, max_size=4, unique=True))
    some = compounds(st.sampled_from([vocabulary[i] for i in chosen]).flatmap(leaves), size=4)
    criteria = [
        Criterion(
            f"item-{n}",
            title=Text(f"Nội dung {n}", f"Item {n}"),
            clause=Text(f"Mục {n}", f"Clause {n}"),
            rule=draw(some),
            force=draw(st.sampled_from([Force.REQUIRED, Force.REQUIRED, Force.ASPIRATIONAL, Force.PREFERENCE])),
            applies=draw(st.none() | some),
        )
        for n in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return CriteriaSet(
        id="test/generated-2025",
        title=_NAME,
        levels=(level,),
        source=Source(Text("Nơi ban hành", "An issuer")),
        criteria=criteria,
        vocabulary=vocabulary,
        count=draw(st.sampled_from(["applicable", "all"])),
    )
