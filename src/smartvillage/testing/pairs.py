"""Strategies of pairs: a place of which less and then more is known, and a place with a record that contradicts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from attrs import evolve, frozen
from hypothesis import strategies as st

from smartvillage.criteria import CriteriaSet, Criterion
from smartvillage.errors import InvalidValue
from smartvillage.facts import Bounds, Fact, Judgement, Place, Share
from smartvillage.indicators import Link, Measure, Meeting, Vocabulary
from smartvillage.outcomes import Outcome
from smartvillage.rules import Rule, Toward
from smartvillage.testing.aims import Aims, can_aim
from smartvillage.testing.asking import around, asked, asked_by, below_vocabulary, ground_of, met_by, rolled_up
from smartvillage.testing.goals import Goal, all_of
from smartvillage.testing.plans import NOTHING_ASKED, Ground, extreme
from smartvillage.testing.verdicts import drawn_search
from smartvillage.testing.worlds import DAY, World, contradicting_records, draw_world, records, settled_place


def learning(criteria: CriteriaSet) -> st.SearchStrategy[tuple[Place, Place]]:
    """Draw pairs of a place: what was known of it earlier, and what is known now, which is all that and more.

    Both are records of one world on one day, so that neither contradicts itself nor the other.
    """
    aims = Aims(ground_of(criteria))
    turns = [{outcome: _turning_out(aims, one, outcome) for outcome in _TURNS} for one in criteria]
    indicators = asked(criteria)
    here = [i for i in indicators if aims.ground.bearer(i) is aims.ground.level]
    return _learning(aims.ground, indicators, turns, _levels_below(aims.ground.vocabulary, here))


_TURNS = (Outcome.PASS, Outcome.FAIL)
_MAYBE = (None, *_TURNS)


def _turning_out(aims: Aims, criterion: Criterion, outcome: Outcome) -> Goal:
    """Let a criterion turn out as wanted; let the figures of a rule class of your own be as high, or low, as can be."""
    if can_aim(criterion.rule) and can_aim(criterion.applies):
        return aims.criterion(criterion, outcome)
    vocabulary = aims.ground.vocabulary
    told = [vocabulary[i] for i in dict.fromkeys(asked_by(criterion.rule)) if i in vocabulary]
    return all_of(aims.value(i.id, extreme(i, high=outcome is Outcome.PASS), criterion.id) for i in told)


@st.composite
def _learning(
    draw: st.DrawFn,
    ground: Ground,
    indicators: tuple[str, ...],
    turns: Sequence[Mapping[Outcome, Goal]],
    below: Sequence["_Below"],
) -> tuple[Place, Place]:
    """Draw pairs of a world in which criteria pass or fail, rather than one of figures drawn at random.

    In two of three all of them do the same, and every figure is known in the end: a test that takes missing for an
    answer is turned round then, whichever answer it is.
    """
    search, plan = drawn_search(draw), NOTHING_ASKED
    everywhere = draw(st.sampled_from(_MAYBE))
    for goals in turns:
        outcome = draw(st.sampled_from(_MAYBE))
        outcome = outcome if everywhere is None else everywhere
        if outcome is not None:
            plan = search.solve(goals[outcome], plan) or plan
    listed = draw(st.booleans()) if below else False
    parts = _learned_parts(draw, ground.vocabulary, below) if listed else []
    told_by_parts = _told_by_parts(ground.vocabulary, indicators) if parts else set()
    world = draw_world(draw, ground, plan, [i for i in indicators if i not in told_by_parts])
    earlier, later = _climbed(draw, world, thorough=everywhere is not None)
    for i, value in _added_up(ground.vocabulary, parts):
        step = draw(st.integers(0, 2))
        earlier += [(i, value)] if step > 1 else []
        later += [(i, value)] if step else []
    before, after = settled_place(ground, earlier), settled_place(ground, later)
    if not parts:
        return before, after
    known_before = [part.earlier for part in parts if draw(st.integers(0, 3))]
    return (
        evolve(before, parts=known_before, expected_parts=len(parts)),
        evolve(after, parts=[part.later for part in parts], expected_parts=len(parts)),
    )


Known = list[tuple[str, Any]]


def _climbed(draw: st.DrawFn, world: World, *, thorough: bool = False) -> tuple[Known, Known]:
    """Draw what is recorded of a world, and what is recorded when each ladder was climbed further, or to its top."""
    earlier: Known = []
    later: Known = []
    world = evolve(world, plan=NOTHING_ASKED)
    for i in world.values:
        if i not in world.totals or i in world.stated:
            ladder = world.ladder(draw, i)
            to_the_top, others = _climbs(len(ladder))
            last = len(to_the_top) if thorough else len(to_the_top) + len(others)
            low, high, as_of = (NO_CLIMB, *to_the_top, *others)[draw(st.integers(int(thorough), last))]
            earlier += [(i, Fact(ladder[low - 1], as_of=as_of))] if low else []
            later += [(i, Fact(ladder[high - 1], as_of=as_of))] if high else []
    return earlier, later


Climb = tuple[int, int, date | None]
"""The steps of a ladder known earlier and later, and the day of the records."""

NO_CLIMB: Climb = (0, 0, None)
"""Nothing is known: what hypothesis shrinks to."""


@cache
def _climbs(steps: int) -> tuple[list[Climb], list[Climb]]:
    """Return the ways up a ladder: those to its top, the whole way most often, and the others."""
    lows = [*[0] * steps, *range(steps + 1)]
    to_the_top = [(low, steps, as_of) for as_of in (None, DAY) for low in lows]
    return to_the_top, [(low, high, None) for high in range(1, steps) for low in range(high + 1)]


# Places below


@frozen
class _Below:
    """A level below, and how its places can meet what is rolled up from them.

    Attributes:
        ground: the level and the vocabulary.
        indicators: what is recorded there.
        meeting: by indicator that counts places, how a place counts, and how it does not.
    """

    ground: Ground
    indicators: tuple[str, ...]
    meeting: Mapping[str, Mapping[Outcome, Goal]]


@frozen
class _Part:
    """A place below, known earlier and later.

    Attributes:
        earlier: what was known of it.
        later: what is known of it.
        met: by indicator that counts places, whether it counts.
    """

    earlier: Place
    later: Place
    met: Mapping[str, Outcome]


def _levels_below(vocabulary: Vocabulary, here: Sequence[str]) -> list[_Below]:
    """Return the levels below from whose places some of these indicators are rolled up."""
    found = []
    for level, indicators in rolled_up(vocabulary, here).items():
        aims = Aims(Ground(level, below_vocabulary(vocabulary, here)))
        meeting = {
            i: {outcome: _meeting(aims, met_by(rollup), outcome) for outcome in _TURNS}
            for i in here
            if isinstance(rollup := vocabulary[i].rollup, Meeting) and level in rollup.levels
        }
        found.append(_Below(aims.ground, indicators, meeting))
    return found


def _learned_parts(draw: st.DrawFn, vocabulary: Vocabulary, below: Iterable[_Below]) -> list[_Part]:
    """Draw places below, each known earlier and later, that agree with the links of the place above."""
    return [draw(_learned_part(vocabulary, level)) for level in below for _ in range(draw(st.integers(0, 2)))]


@st.composite
def _learned_part(draw: st.DrawFn, vocabulary: Vocabulary, below: _Below) -> _Part:
    """Draw a place below of a world in which it is settled, for each roll-up, whether it counts."""
    search, plan = drawn_search(draw), NOTHING_ASKED
    met: dict[str, Outcome] = {}
    for i, goals in below.meeting.items():
        first, other = draw(st.sampled_from([_TURNS, _TURNS[::-1]]))
        ways = (
            (search.solve(goals[outcome], plan), outcome)
            for outcome in (first, other)
            if _links_allow(vocabulary, {**met, i: outcome})
        )
        reached, outcome = next((way for way in ways if way[0] is not None), (None, Outcome.UNKNOWN))
        plan, met[i] = reached or plan, outcome
    earlier, later = _climbed(draw, draw_world(draw, below.ground, plan, below.indicators))
    return _Part(settled_place(below.ground, earlier), settled_place(below.ground, later), met)


def _told_by_parts(vocabulary: Vocabulary, indicators: Iterable[str]) -> set[str]:
    """Return the indicators about which places below speak, and those joined to them."""
    return set(around([i for i in indicators if vocabulary[i].rollup is not None], vocabulary))


def _added_up(vocabulary: Vocabulary, parts: Sequence[_Part]) -> Iterator[tuple[str, Any]]:
    """Iterate over what can be recorded of the place above once it is settled which places below count."""
    for i in dict.fromkeys(i for part in parts for i in part.met):
        met = [part.met[i] for part in parts if i in part.met]
        if Outcome.UNKNOWN not in met:
            passed = met.count(Outcome.PASS)
            yield i, passed if vocabulary[i].measure is Measure.COUNT else Share(passed, len(met))


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
    facts = dict(records(draw, draw_world(draw, ground, NOTHING_ASKED, indicators), fill=True))
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
