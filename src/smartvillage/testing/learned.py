"""Strategies of pairs: a place of which less and then more is known, and a place with a record that contradicts."""

from collections.abc import Iterable
from typing import Any

from attrs import evolve
from hypothesis import strategies as st

from smartvillage.criteria import CriteriaSet, Criterion
from smartvillage.errors import InvalidValue
from smartvillage.facts import Bounds, Fact, Judgement, Place, Share
from smartvillage.indicators import Level, Link, Measure, Meeting, Vocabulary
from smartvillage.outcomes import Outcome
from smartvillage.rules import Rule, Toward
from smartvillage.testing.aimed import picker
from smartvillage.testing.aims import Aims, Goal, all_of, can_aim
from smartvillage.testing.asking import around, asked, asked_by, below_vocabulary, ground_of, met_by, rolled_up
from smartvillage.testing.plans import Ground, Plan
from smartvillage.testing.worlds import DAY, World, contradicting_records, draw_world, records, settled_place

ANYTHING = Plan()
"""The plan that asks for nothing."""


def learning(criteria: CriteriaSet) -> st.SearchStrategy[tuple[Place, Place]]:
    """Draw pairs of a place: what was known of it earlier, and what is known now, which is all that and more.

    Both are records of one world on one day, so that neither contradicts itself nor the other.
    """
    return _learning(ground_of(criteria), asked(criteria), criteria.criteria)


@st.composite
def _learning(
    draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], criteria: tuple[Criterion, ...]
) -> tuple[Place, Place]:
    """Draw pairs of a world in which some criteria pass and some fail, rather than one of figures drawn at random."""
    aims, plan = Aims(ground, picker(draw)), ANYTHING
    for criterion in criteria:
        outcome = draw(st.sampled_from([None, Outcome.PASS, Outcome.FAIL]))
        if outcome is not None and can_aim(criterion.rule) and can_aim(criterion.applies):
            plan = aims.solve(aims.criterion(criterion, outcome), plan) or plan
    return draw(_learned(ground, indicators, plan=plan, depth=1))


Known = list[tuple[str, Any]]


@st.composite
def _learned(
    draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], *, plan: Plan, depth: int
) -> tuple[Place, Place]:
    """Draw a world, and what is known of it earlier and later."""
    here = [i for i in indicators if ground.bearer(i) is ground.level]
    wanted = rolled_up(ground.vocabulary, here) if depth else {}
    parts, added_up = _learned_parts(draw, ground, here, wanted) if draw(st.booleans()) else ([], {})
    told_by_parts = _touched(ground, here) if parts else set()
    world = draw_world(draw, ground, plan, [i for i in indicators if i not in told_by_parts])
    earlier, later = _climbed(draw, evolve(world, plan=ANYTHING))
    for i, value in added_up.items() if parts else ():
        step = draw(st.integers(0, 2))
        earlier += [(i, value)] if step > 1 else []
        later += [(i, value)] if step else []
    before, after = settled_place(ground, earlier), settled_place(ground, later)
    if not parts:
        return before, after
    known_before = [one for one, _ in parts if draw(st.integers(0, 3))]
    return (
        evolve(before, parts=known_before, expected_parts=len(parts)),
        evolve(after, parts=[two for _, two in parts], expected_parts=len(parts)),
    )


def _climbed(draw: st.DrawFn, world: World) -> tuple[Known, Known]:
    """Draw what is recorded of a world, and what is recorded when each ladder was climbed further."""
    day = draw(st.sampled_from([None, DAY]))
    earlier: Known = []
    later: Known = []
    for i in world.values:
        if i not in world.totals or i in world.stated:
            ladder = world.ladder(draw, i)
            high = draw(st.integers(0, len(ladder)))
            low = draw(st.integers(0, high))
            as_of = draw(st.sampled_from([None, day]))
            earlier += [(i, Fact(ladder[low - 1], as_of=as_of))] if low else []
            later += [(i, Fact(ladder[high - 1], as_of=as_of))] if high else []
    return earlier, later


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
        below_ground = Ground(level, below_vocabulary(vocabulary, here))
        rollups = {i: vocabulary[i].rollup for i in rolled}
        mine = [i for i, rollup in rollups.items() if isinstance(rollup, Meeting) and level in rollup.levels]
        for _ in range(draw(st.integers(0, 2))):
            aims = Aims(below_ground, picker(draw))
            plan, met = _part_plan(draw, aims, vocabulary, mine)
            parts.append(draw(_learned(below_ground, inner, plan=plan, depth=0)))
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
        ways = (
            (aims.solve(_meeting(aims, wanted, outcome), plan), outcome)
            for outcome in (first, other)
            if _links_allow(vocabulary, {**met, i: outcome})
        )
        reached, outcome = next((way for way in ways if way[0] is not None), (None, Outcome.UNKNOWN))
        plan, met[i] = reached or plan, outcome
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
    failed = {i for i, outcome in met.items() if outcome is Outcome.FAIL}
    raised = (link.raise_low({i: low.get(i, 0) for i in link.indicators}, 1) for link in vocabulary.links)
    return not any(end > 0 and i in failed for ends in raised for i, end, _ in ends)


def contradicting(criteria: CriteriaSet) -> st.SearchStrategy[Place]:
    """Draw places with records that contradict each other: two of one indicator, or two that a link joins."""
    return contradictions(criteria).map(lambda pair: pair[1])


def contradictions(criteria: CriteriaSet) -> st.SearchStrategy[tuple[Place, Place]]:
    """Draw pairs: a place free of contradiction, and the same with one more record, which contradicts.

    Raises:
        InvalidValue: for a set that asks for nothing its places bear.
    """
    ground = ground_of(criteria)
    named = dict.fromkeys(i for criterion in criteria for i in asked_by(criterion.rule))
    told = tuple(i for i in named if ground.bearer(i) is not None and len(ground.vocabulary[i].values) != 1)
    if not told:
        msg = f"{criteria.id} asks for nothing that a {ground.level.value} or a place above it bears"
        raise InvalidValue(msg)
    return _contradictions(ground, asked(criteria), told)


@st.composite
def _contradictions(
    draw: st.DrawFn, ground: Ground, indicators: tuple[str, ...], told: tuple[str, ...]
) -> tuple[Place, Place]:
    """Draw pairs of which the second contradicts: by two records of one indicator asked for, or by a link."""
    facts = dict(records(draw, draw_world(draw, ground, ANYTHING, indicators), fill=True))
    i = draw(st.sampled_from(told))
    links = ground.links_of(i)
    if draw(st.booleans()) and links:
        link = draw(st.sampled_from(links))
        known = {one: v for one, v in facts.items() if one not in ground.group(i)}
        (part, much), (whole, less) = _against(ground, link)
        return _two(ground, {**known, whole: less}, {part: much})
    other = _other(facts[i]) if i in facts else None
    if other is not None:
        return _two(ground, facts, {i: [facts[i], other]})
    one, two = contradicting_records(ground.vocabulary[i])
    known = {k: v for k, v in facts.items() if k not in ground.group(i)}
    return _two(ground, {**known, i: one}, {i: [one, two]})


def _two(ground: Ground, known: dict[str, Any], added: dict[str, Any]) -> tuple[Place, Place]:
    """Return a place, and the same with something added."""
    return settled_place(ground, known.items()), settled_place(ground, {**known, **added}.items())


def _other(value: Any) -> Any:
    """Return a record that cannot be true beside another, far from it; `None` where that leaves everything open."""
    bounds = Fact(value).bounds
    match bounds:
        case Bounds(kind="share") if bounds.low * 50 > bounds.scale:
            return "0%"
        case Bounds(kind="share") if bounds.high * 50 < bounds.scale * 49:
            return "100%"
        case Bounds(kind="number", scale=1) if isinstance(bounds.high, int):
            return bounds.high + 1
        case Bounds(kind="number", scale=1) if bounds.low > 0:
            return 0
        case Bounds(kind="truth" | "judgement"):
            met = bounds.low == 0  # a judgement of the same day: a later one would come before it
            return evolve(value, verdict=met) if isinstance(value, Judgement) else met
        case _:
            return None


def _against(ground: Ground, link: Link) -> tuple[tuple[str, Any], tuple[str, Any]]:
    """Return two records that a link cannot join: the part, or the joint share, above the whole."""
    part, whole, *_ = link.indicators
    share = ground.vocabulary[part].measure is Measure.SHARE
    return ((part, "80%"), (whole, "70%")) if share else ((part, True), (whole, False))
