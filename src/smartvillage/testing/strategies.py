"""Strategies: random facts, places, rules and sets, and places that aim at a verdict.

Every strategy that takes a set draws a `Place` of the set's first level, with the places above and below it that matter, to be
judged by `criteria.assess(place)`. Those that aim are built from what the set asks, merged for each indicator through the links;
nothing is drawn and thrown away.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from smartvillage import catalogue
from smartvillage.codec import Reference
from smartvillage.criteria import CriteriaSet, Criterion, Force, MeetsSet, Source
from smartvillage.errors import InvalidValue, UnknownCriterion
from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Place, Share, above, at_least, at_most, below, between
from smartvillage.facts.numbers import PERCENT, after
from smartvillage.indicators import Indicator, Level, Measure, Meeting, Sum, Text, Vocabulary
from smartvillage.outcomes import Outcome, Reason
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
    OneOf,
    Readings,
    Rule,
    SomeOf,
)
from smartvillage.testing.aims import Aims, Goal, Ground, Plan, Toward, all_of, region, widest
from smartvillage.testing.worlds import (
    DAY,
    NAMES,
    TOTALS,
    World,
    as_percent,
    contradicting_records,
    draw_world,
    meet_bounds,
    records,
    settled_place,
)

LEAVES = (AtLeast, MoreThan, AtMost, LessThan, NoLaterThan, Before)


# What a set asks


def asked(criteria: CriteriaSet) -> tuple[str, ...]:
    """Return the indicators that a set asks for, with their totals and those that links join to them."""
    found: dict[str, None] = {}
    for criterion in criteria:
        for rule in (criterion.rule, criterion.applies):
            if rule is not None:
                found.update(dict.fromkeys(asked_by(rule)))
    return around(found, merged_vocabulary(criteria))


def asked_by(rule: Rule) -> Iterator[str]:
    """Iterate over the indicators that a rule asks for; of a class of your own, over its field `indicator`."""
    for leaf in rule.leaves():
        if isinstance(leaf, MeetsSet):
            for criterion in leaf.criteria_set:
                for inner in (criterion.rule, criterion.applies):
                    yield from () if inner is None else asked_by(inner)
        elif isinstance(indicator := getattr(leaf, "indicator", None), str):
            yield indicator


def around(indicators: Iterable[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return indicators with their totals and those that links join to them."""
    found: dict[str, None] = {}
    for i in indicators:
        group = vocabulary.groups.get(i)
        for one in (i, *(group.indicators if group else ())):
            denominator = vocabulary[one].denominator
            if denominator is not None and denominator in vocabulary:
                found[denominator] = None
            found[one] = None
    return tuple(found)


def merged_vocabulary(criteria: CriteriaSet) -> Vocabulary:
    """Return the vocabulary of a set with those of the sets that it refers to."""
    inner = [leaf.criteria_set for c in criteria for leaf in c.rule.leaves() if isinstance(leaf, MeetsSet)]
    return _joined(criteria.vocabulary, inner)


def _joined(vocabulary: Vocabulary, sets: Iterable[CriteriaSet]) -> Vocabulary:
    """Return a vocabulary with what some sets declare themselves."""
    for criteria in sets:
        other = merged_vocabulary(criteria)
        new = [i for i in other if i.id not in vocabulary]
        vocabulary = vocabulary.extended(new, [link for link in other.links if link not in vocabulary.links])
    return vocabulary


def _below(vocabulary: Vocabulary, indicators: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of the places below from which some indicators are rolled up."""
    met = [met_by(vocabulary[i].rollup) for i in indicators]
    return _joined(vocabulary, [one for one in met if isinstance(one, CriteriaSet)])


def ground_of(criteria: CriteriaSet, level: Level | None = None) -> Ground:
    """Return the ground on which a set is judged: its first level, unless another is given."""
    return Ground(criteria.levels[0] if level is None else level, merged_vocabulary(criteria))


# Arbitrary facts and places

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
        case Measure.YES_NO:
            return st.booleans()


def facts(indicator: Indicator | str) -> st.SearchStrategy[Fact]:
    """Draw facts of an indicator.

    Args:
        indicator: the indicator, or the id of a shipped one.
    """
    declared = catalogue.vocabulary()[indicator] if isinstance(indicator, str) else indicator
    days = st.none() | st.sampled_from([DAY, DAY - timedelta(days=90)])
    return st.builds(Fact, _values(declared), as_of=days, by=st.sampled_from([None, "self_assessed", "appraised"]))


@st.composite
def _some_facts(draw: st.DrawFn, vocabulary: Vocabulary, indicators: tuple[str, ...]) -> dict[str, Any]:
    """Draw facts of some indicators, mostly one record of each."""
    if not indicators:
        return {}
    chosen = draw(st.lists(st.sampled_from(indicators), unique=True, max_size=12))
    found: dict[str, Any] = {}
    for i in chosen:
        strategy = _values(vocabulary[i]) | facts(vocabulary[i])
        several = draw(st.lists(strategy, min_size=1, max_size=2)) if draw(st.integers(0, 5)) == 5 else [draw(strategy)]  # noqa: PLR2004
        found[i] = several
    return found


@st.composite
def places(draw: st.DrawFn, criteria: CriteriaSet | None = None) -> Place:
    """Draw any places: whatever is recorded, in whatever words, true or not.

    Args:
        criteria: the set they are to be judged by; without one, villages and communes with shipped indicators.
    """
    if criteria is None:
        level = draw(st.sampled_from([Level.VILLAGE, Level.COMMUNE]))
        vocabulary = catalogue.vocabulary()
        return Place(NAMES[level], level=level, facts=draw(_some_facts(vocabulary, borne(vocabulary, level))))
    ground = ground_of(criteria)
    return draw(_places(ground, asked(criteria), depth=1))


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
            parent = Place(NAMES[higher], level=higher, facts=draw(_some_facts(vocabulary, theirs)), parent=parent)
    parts: list[Place] = []
    wanted = rolled_up(vocabulary, here) if depth else {}
    if wanted and draw(st.booleans()):
        for below_level, inner in wanted.items():
            strategy = _places(Ground(below_level, _below(vocabulary, here)), inner, depth=depth - 1)
            parts += draw(st.lists(strategy, max_size=2))
    more = draw(st.integers(0, 1)) if parts else 0
    return Place(
        NAMES[level],
        level=level,
        facts=draw(_some_facts(vocabulary, here)),
        parts=[evolve(part, parent=None) for part in parts],
        expected_parts=len(parts) + more if parts else None,
        parent=parent,
    )


def rolled_up(vocabulary: Vocabulary, indicators: Iterable[str]) -> dict[Level, tuple[str, ...]]:
    """Return the indicators of the places below from which some indicators are rolled up, by level."""
    found: dict[Level, dict[str, None]] = {}
    below_too = _below(vocabulary, indicators)
    for i in indicators:
        rollup = vocabulary[i].rollup
        for level in rollup.levels if rollup is not None else ():
            inner = (rollup.of,) if isinstance(rollup, Sum) else tuple(asked_by_meeting(rollup))
            known = [one for one in inner if one in below_too and level in below_too[one].levels]
            found.setdefault(level, {}).update(dict.fromkeys(around(known, below_too)))
    return {level: tuple(inner) for level, inner in found.items()}


def met_by(rollup: Meeting | Sum | None) -> Rule | Criterion | CriteriaSet | None:
    """Return what places below must meet, looked up where a roll-up names it."""
    if not isinstance(rollup, Meeting):
        return None
    meets = rollup.meets
    if isinstance(meets, Reference):
        name, _, criterion = meets.ref.partition("#")
        criteria = meets.load(name)
        return criteria[criterion] if criterion else criteria
    return meets if isinstance(meets, Rule | Criterion | CriteriaSet) else None


def asked_by_meeting(rollup: Meeting | Sum | None) -> Iterator[str]:
    """Iterate over the indicators that places below are asked for."""
    met = met_by(rollup)
    if isinstance(met, Rule):
        yield from asked_by(met)
    elif met is not None:
        for criterion in (met,) if isinstance(met, Criterion) else met:
            for rule in (criterion.rule, criterion.applies):
                yield from () if rule is None else asked_by(rule)


# Rules and sets


def rules(vocabulary: Vocabulary | Iterable[str] | None = None) -> st.SearchStrategy[Rule]:
    """Draw rules over the indicators of a vocabulary.

    Args:
        vocabulary: a vocabulary, or some shipped indicator ids; all shipped indicators unless given.
    """
    shipped = catalogue.vocabulary()
    if vocabulary is None or isinstance(vocabulary, Vocabulary):
        declared = list(shipped if vocabulary is None else vocabulary)
    else:
        declared = [shipped[i] for i in vocabulary]
    return compounds(st.sampled_from(declared).flatmap(leaves))


def leaves(indicator: Indicator) -> st.SearchStrategy[Rule]:
    """Draw tests of one indicator."""
    i = indicator.id
    match indicator.measure:
        case Measure.SHARE:
            percents = st.integers(1, 99).map(lambda p: f"{p}%")
            some = st.one_of(
                *(percents.map(lambda t, kind=kind: kind(i, t)) for kind in (AtLeast, MoreThan, AtMost, LessThan))
            )
            return some | st.sampled_from([AtLeast(i, "100%"), AtLeast(i, "open"), MoreThan(i, "0%"), AtMost(i, "0%")])
        case Measure.COUNT | Measure.MONTHLY:
            return st.builds(
                lambda kind, t: kind(i, t), st.sampled_from([AtLeast, MoreThan, AtMost, LessThan]), st.integers(1, 20)
            )
        case Measure.DATE:
            return st.builds(lambda kind, t: kind(i, t), st.sampled_from([NoLaterThan, Before]), _DAYS)
        case Measure.CATEGORY:
            values = tuple(indicator.values) or ("one", "another")
            return st.lists(st.sampled_from(values), min_size=1, unique=True).map(lambda v: OneOf(i, *v))
        case _:
            return st.just(Holds(i))


def compounds(base: st.SearchStrategy[Rule], size: int = 6) -> st.SearchStrategy[Rule]:
    """Draw rules made of others, in every way in which rules compose."""

    def extend(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        several = st.lists(rules, min_size=1, max_size=3)
        return st.one_of(
            several.map(lambda parts: AllOf(*parts)),
            several.map(lambda parts: AnyOf(*parts)),
            rules.map(lambda rule: ~rule),
            several.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda k: SomeOf(*parts, at_least=k))),
            st.tuples(rules, rules).map(lambda two: Readings("which-way", {"one": two[0], "other": two[1]})),
        )

    return st.recursive(base, extend, max_leaves=size)


def rules_of(criteria: CriteriaSet) -> st.SearchStrategy[Rule]:
    """Draw rules made of those of a set and their parts; classes of the set's own among them."""

    def walk(rule: Rule) -> Iterator[Rule]:
        yield rule
        for part in rule.parts:
            yield from walk(part)

    found: dict[Rule, None] = {}
    for criterion in criteria:
        for rule in (criterion.rule, criterion.applies):
            found.update(dict.fromkeys(walk(rule)) if rule is not None else {})
    return compounds(st.sampled_from(tuple(found)), size=4)


_NAME = Text("Bộ tiêu chí thử", "A set to test with")


@st.composite
def criteria_sets(draw: st.DrawFn) -> CriteriaSet:
    """Draw criteria sets over shipped indicators, linked ones and those of the places above and below among them."""
    vocabulary = catalogue.vocabulary()
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


# Aiming


def _picker(draw: st.DrawFn) -> Callable[[int], int]:
    """Return a way to pick one of several by drawing."""
    return lambda n: draw(st.integers(0, n - 1))


def _possible(criteria: CriteriaSet, goal: Callable[[Aims], Goal], what: str) -> None:
    """Refuse an aim that nothing reaches.

    Raises:
        InvalidValue: naming the two criteria that stand in the way.
    """
    aims = Aims(ground_of(criteria))
    if aims.solve(goal(aims)) is None:
        msg = f"{criteria.id}: no place {what}: {aims.conflict}"
        raise InvalidValue(msg)


@st.composite
def _aimed(draw: st.DrawFn, criteria: CriteriaSet, goal: Callable[[Aims], Goal], fill: bool) -> Place:  # noqa: FBT001
    """Draw places that reach a goal."""
    ground = ground_of(criteria)
    aims = Aims(ground, _picker(draw))
    plan = aims.solve(goal(aims))
    if plan is None:  # pragma: no cover - the order of trying does not change whether there is a way
        msg = f"{criteria.id}: {aims.conflict}"
        raise InvalidValue(msg)
    world = draw_world(draw, ground, plan, asked(criteria))
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

    def goal(aims: Aims) -> Goal:
        return aims.outcome(criteria, Outcome.PASS)

    _possible(criteria, goal, "passes")
    return _aimed(criteria, goal, fill=True)


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

    def goal(aims: Aims) -> Goal:
        if not ids:
            return aims.outcome(criteria, Outcome.FAIL)
        return aims.exactly(criteria, ids)

    if ids:
        outcomes = {c.id: frozenset({Outcome.FAIL if c.id in ids else Outcome.PASS}) for c in criteria}
        requirement = criteria.requirement
        if requirement is None or requirement.possible(outcomes, criteria.count) != {Outcome.FAIL}:
            msg = f"{criteria.id} is still met where only {', '.join(ids)} fail"
            raise InvalidValue(msg)
    _possible(criteria, goal, f"fails {', '.join(ids)} alone" if ids else "fails")
    return _aimed(criteria, goal, fill=not ids)


def unknown(criteria: CriteriaSet, because: Iterable[Reason] = ()) -> st.SearchStrategy[Place]:
    """Draw places for which a set is unknown.

    Args:
        criteria: the set.
        because: the reasons of its unknown criteria, these and no others; any one unless given.

    Raises:
        InvalidValue: for a set without required criteria, or reasons for which it cannot be unknown.
    """
    _needs_required(criteria)

    def because_of(reasons: frozenset[Reason]) -> Callable[[Aims], Goal]:
        return lambda aims: aims.outcome(criteria, Outcome.UNKNOWN, reasons)

    wanted = frozenset(Reason(reason) for reason in because)
    if wanted:
        names = ", ".join(sorted(reason.value for reason in wanted))
        _possible(criteria, because_of(wanted), f"is unknown because of {names}")
        return _aimed(criteria, because_of(wanted), fill=True)
    possible = reasons_of(criteria)
    return st.sampled_from(possible).flatmap(
        lambda reason: _aimed(criteria, because_of(frozenset({reason})), fill=True)
    )


def reasons_of(criteria: CriteriaSet) -> tuple[Reason, ...]:
    """Return the reasons for each of which alone a set can be unknown."""
    found = []
    for reason in Reason:
        aims = Aims(ground_of(criteria))
        if aims.solve(aims.outcome(criteria, Outcome.UNKNOWN, frozenset({reason}))) is not None:
            found.append(reason)
    return tuple(found)


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

    def goal(aims: Aims) -> Goal:
        return aims.criterion(chosen, Outcome.NOT_APPLICABLE)

    _possible(criteria, goal, f"is outside what {criterion!r} applies to")
    return _aimed(criteria, goal, fill=True)


def on_threshold(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw places with one figure just below, at, or just above a threshold of the set; its note says which.

    Raises:
        InvalidValue: for a set without thresholds.
    """
    ground = ground_of(criteria)
    tests = [
        leaf
        for criterion in criteria
        for rule in (criterion.rule, criterion.applies)
        for leaf in (every_leaf(rule) if rule is not None else ())
        if isinstance(leaf, LEAVES) and ground.bearer(leaf.indicator) is not None and not leaf_is_open(leaf)
    ]
    if not tests:
        msg = f"{criteria.id} has no thresholds"
        raise InvalidValue(msg)
    return _on_threshold(criteria, tuple(dict.fromkeys(tests)))


def every_leaf(rule: Rule) -> Iterator[Rule]:
    """Iterate over the tests of a rule, and of the sets that it refers to."""
    for leaf in rule.leaves():
        if isinstance(leaf, MeetsSet):
            for criterion in leaf.criteria_set:
                yield from every_leaf(criterion.rule)
        else:
            yield leaf


def leaf_is_open(leaf: Rule) -> bool:
    """Whether the document gives no share for a test."""
    return isinstance(leaf, AtLeast) and leaf.value.is_open


@st.composite
def _on_threshold(draw: st.DrawFn, criteria: CriteriaSet, tests: tuple[Rule, ...]) -> Place:
    """Draw places with one figure near a threshold, and anything else that agrees with it."""
    ground = ground_of(criteria)
    leaf = draw(st.sampled_from(tests))
    i = leaf.indicator  # type: ignore[attr-defined]
    indicator = ground.vocabulary[i]
    value, side = _near_threshold(draw, leaf, indicator)
    fact = Fact(value, note=f"{side} {leaf!r}")
    others = tuple(one for one in asked(criteria) if one not in around([i], ground.vocabulary))
    world = draw_world(draw, ground, Plan(), others)
    rest = [entry for entry in records(draw, world, fill=True) if entry[0] != indicator.denominator]
    return settled_place(ground, [(i, fact), *rest])


def _near_threshold(draw: st.DrawFn, leaf: Any, indicator: Indicator) -> tuple[Any, str]:
    """Draw a figure just below, at or just above a threshold: as a count, a percentage, or bounds."""
    words = {-1: "just below", 0: "at", 1: "just above"}
    side = draw(st.sampled_from([-1, 0, 1]))
    if indicator.measure is Measure.DATE:
        return leaf.value + timedelta(days=side), words[side]
    t = Fraction(leaf.value.num, leaf.value.den)
    if indicator.measure is not Measure.SHARE:
        count = -(-t.numerator // t.denominator) + side if t.denominator == 1 or side > 0 else int(t) + min(side, 0)
        if count < 0:
            return int(t), words[0]
        bounded = [count, Bounds(count, count + 5), Bounds(max(0, count - 5), count)]
        return draw(st.sampled_from(bounded)), words[side]
    if not 0 <= t + side * Fraction(1, 10**9) <= 1:
        side = 0
    parts = int(t * PERCENT)
    total = t.denominator * draw(st.sampled_from([1, 10, 7, 100]))
    count = int(t * total) + side
    if not 0 <= count <= total:
        side, count = 0, int(t * total)
    exact = Bounds(parts + side, parts + side, PERCENT, kind="share")
    word = [
        Bounds(parts, PERCENT, PERCENT, low_open=side > 0, kind="share"),
        Bounds(0, parts, PERCENT, high_open=side < 0, kind="share"),
    ]
    told = word[0] if side > 0 else word[1] if side < 0 else draw(st.sampled_from(word))
    if told.is_empty or (told.low, told.high) == (0, PERCENT):
        told = exact
    return draw(st.sampled_from([Share(count, total), exact, told])), words[side]


# Learning


@st.composite
def learning(draw: st.DrawFn, criteria: CriteriaSet) -> tuple[Place, Place]:
    """Draw pairs of a place: what was known of it earlier, and what is known now, which is all that and more.

    Both are records of one world, so that neither contradicts itself nor the other.
    """
    ground = ground_of(criteria)
    return draw(_learned(ground, asked(criteria), depth=1))


@st.composite
def _learned(
    draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], *, depth: int, plan: Plan = Plan()
) -> tuple[Place, Place]:
    """Draw a world, and what is known of it earlier and later."""
    here = [i for i in indicators if ground.bearer(i) is ground.level]
    wanted = rolled_up(ground.vocabulary, here) if depth else {}
    parts: list[tuple[Place, Place]] = []
    derived: dict[str, Any] = {}
    if wanted and draw(st.booleans()):
        parts, derived = _learned_parts(draw, ground, here, wanted)
    if not parts:
        derived = {}
    open_to_records = indicators if not parts else tuple(i for i in indicators if i not in _touched(ground, here))
    world = draw_world(draw, ground, plan, open_to_records)
    day = draw(st.none() | st.just(DAY))
    before: list[tuple[str, Any]] = []
    after_: list[tuple[str, Any]] = []
    for i in world.values:
        if world.totals.get(i) is not None and i not in world.stated:
            continue
        ladder = world.ladder(draw, i)
        high = draw(st.integers(0, len(ladder)))
        low = draw(st.integers(0, high))
        as_of = draw(st.sampled_from([None, day, DAY - timedelta(days=90)]))
        for known, step in ((before, low), (after_, high)):
            if step:
                known.append((i, Fact(ladder[step - 1], as_of=as_of)))
    for i, value in derived.items():
        step = draw(st.sampled_from([0, 1, 2]))
        before += [(i, value)] if step > 1 else []
        after_ += [(i, value)] if step else []
    earlier, later = settled_place(ground, before), settled_place(ground, after_)
    if not parts:
        return earlier, later
    known_parts = [two for two in parts if draw(st.integers(0, 3))]
    return (
        evolve(earlier, parts=[one for one, _ in known_parts], expected_parts=len(parts)),
        evolve(later, parts=[two for _, two in parts], expected_parts=len(parts)),
    )


def _touched(ground: Ground, here: Iterable[str]) -> set[str]:
    """Return the indicators about which places below speak, and those joined to them."""
    touched: set[str] = set()
    for i in here:
        if ground.vocabulary[i].rollup is not None:
            touched.update(around([i], ground.vocabulary))
    return touched


def _learned_parts(
    draw: st.DrawFn, ground: Ground, here: list[str], wanted: dict[Level, tuple[str, ...]]
) -> tuple[list[tuple[Place, Place]], dict[str, Any]]:
    """Draw places below, each known earlier and later, that agree with the links of the place above."""
    vocabulary = ground.vocabulary
    rolled = [i for i in here if vocabulary[i].rollup is not None]
    outcomes: dict[str, list[Outcome]] = {i: [] for i in rolled}
    parts: list[tuple[Place, Place]] = []
    for level, inner in wanted.items():
        below_ground = Ground(level, _below(vocabulary, here))
        mine = [i for i in rolled if isinstance(vocabulary[i].rollup, Meeting) and level in vocabulary[i].rollup.levels]  # type: ignore[union-attr]
        for _ in range(draw(st.integers(0, 2))):
            aims = Aims(below_ground, _picker(draw))
            plan, met = _part_plan(draw, aims, vocabulary, mine)
            parts.append(draw(_learned(below_ground, inner, depth=0, plan=plan)))
            for i, outcome in met.items():
                outcomes[i].append(outcome)
    derived: dict[str, Any] = {}
    for i, turned_out in outcomes.items():
        indicator = vocabulary[i]
        if not isinstance(indicator.rollup, Meeting) or Outcome.UNKNOWN in turned_out:
            continue
        passed, failed = turned_out.count(Outcome.PASS), turned_out.count(Outcome.FAIL)
        if indicator.measure is Measure.COUNT:
            derived[i] = passed
        elif passed + failed:
            derived[i] = Share(passed, passed + failed)
    return parts, derived


def _part_plan(
    draw: st.DrawFn, aims: Aims, vocabulary: Vocabulary, rolled: list[str]
) -> tuple[Plan, dict[str, Outcome]]:
    """Plan a place below: for each roll-up, whether it counts, as the links between roll-ups allow."""
    plan = Plan()
    met: dict[str, Outcome] = {}
    for i in rolled:
        wanted = met_by(vocabulary[i].rollup)
        first = draw(st.sampled_from([Outcome.PASS, Outcome.FAIL]))
        other = Outcome.FAIL if first is Outcome.PASS else Outcome.PASS
        met[i] = Outcome.UNKNOWN
        for outcome in (first, other):
            if not _links_allow(aims.ground.vocabulary, {**met, i: outcome}):
                continue
            reached = aims.solve(_meeting(aims, wanted, outcome), plan)
            if reached is not None:
                plan, met[i] = reached, outcome
                break
    return plan, met


def _meeting(aims: Aims, wanted: Any, outcome: Outcome) -> Goal:
    """Let a place meet something, or not."""
    code: Toward = 1 if outcome is Outcome.PASS else -1
    if isinstance(wanted, Rule):
        return aims.answer(wanted, code, "meeting")
    if isinstance(wanted, Criterion):
        return aims.criterion(wanted, outcome)
    return aims.outcome(wanted, outcome) if isinstance(wanted, CriteriaSet) else all_of([])


def _links_allow(vocabulary: Vocabulary, met: dict[str, Outcome]) -> bool:
    """Whether what one place meets agrees with the links between roll-ups."""
    low = {i: int(outcome is Outcome.PASS) for i, outcome in met.items()}
    high = {i: int(outcome is not Outcome.FAIL) for i, outcome in met.items()}
    for link in vocabulary.links:
        lows = {i: low.get(i, 0) for i in link.indicators}
        highs = {i: high.get(i, 1) for i in link.indicators}
        if any(end > highs[i] for i, end, _ in link.raise_low(lows, 1)):
            return False
        if any(end < lows[i] for i, end, _ in link.lower_high(lows, highs, 1)):
            return False
    return True


def contradicting(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw places with records that contradict each other: two of one indicator, or two that a link joins."""
    return contradictions(criteria).map(lambda pair: pair[1])


@st.composite
def contradictions(draw: st.DrawFn, criteria: CriteriaSet) -> tuple[Place, Place]:
    """Draw pairs: a place free of contradiction, and the same with one more record, which contradicts."""
    ground = ground_of(criteria)
    indicators = tuple(i for i in asked(criteria) if ground.bearer(i) is not None)
    if not any(ground.bearer(i) is not None for criterion in criteria for i in asked_by(criterion.rule)):
        msg = f"{criteria.id} asks for nothing that a {ground.level.value} or a place above it bears"
        raise InvalidValue(msg)
    world = draw_world(draw, ground, Plan(), indicators)
    facts = dict(records(draw, world, fill=True))
    named = {
        i
        for i in indicators
        if ground.vocabulary[i].measure is not Measure.CATEGORY or len(ground.vocabulary[i].values) != 1
    }
    links = [link for i in indicators for link in ground.links_of(i) if set(link.indicators) <= named]
    before = settled_place(ground, facts.items())
    if links and draw(st.booleans()):
        link = draw(st.sampled_from(links))
        against = _against(ground, link)
        facts = {**{i: v for i, v in facts.items() if i not in ground.group(link.indicators[0])}, **against}
        first = link.indicators[0]
        before = settled_place(ground, [(i, v) for i, v in facts.items() if i != first])
        return before, settled_place(ground, facts.items())
    i = draw(st.sampled_from(sorted(named)))
    one, two = contradicting_records(ground.vocabulary[i])
    known = {k: v for k, v in facts.items() if k not in ground.group(i)}
    return settled_place(ground, [*known.items(), (i, one)]), settled_place(ground, [*known.items(), (i, [one, two])])


def _against(ground: Ground, link: Any) -> dict[str, Any]:
    """Return records that a link cannot join: the part, or the joint share, above the whole."""
    inner, whole_ = link.indicators[0], link.indicators[1]
    if ground.vocabulary[inner].measure is Measure.SHARE:
        return {inner: "80%", whole_: "70%"}
    if ground.vocabulary[inner].measure is Measure.COUNT:
        return {inner: 8, whole_: 7}
    return {inner: True, whole_: False}


_ = (UnknownCriterion, World, as_percent, meet_bounds, region, widest)
