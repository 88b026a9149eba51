"""What follows from criteria: through links, and through shares of 100 % from the places above."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from smartvillage.cases import MET, Space, TooManyCases, needed
from smartvillage.codec.vocabularies import Reference
from smartvillage.comparison.records import Implied, Relation, Row
from smartvillage.comparison.sides import Side, Sides
from smartvillage.criteria import CriteriaSet, Criterion, Force
from smartvillage.facts import Evidence, Place
from smartvillage.indicators import Meeting
from smartvillage.intervals import Piece, Region, asked, met, standing
from smartvillage.rules import AllOf, AtLeast, Readings, Rule


@frozen
class Premise:
    """What a place is taken to meet: a criterion, or what one asks of the places below."""

    criterion: Criterion
    rule: Rule
    rollups: tuple[str, ...] = ()


def follows(space: Space, premises: Sequence[Premise], criterion: Criterion) -> list[Premise]:
    """Return premises from which a criterion follows and none of which can be left out; none where it does not.

    Later premises are left out first. A criterion that holds anyway, or never applies beside the premises, follows from
    nothing.
    """
    conclusion = standing(criterion)
    of = _near(space, premises, conclusion)
    rules = [premise.rule for premise in of]
    if not rules or not space.implies(rules, conclusion):
        return []
    if space.implies([], conclusion) or space.clash([*rules, met(criterion)]):
        return []
    kept = needed(range(len(of)), lambda some: space.implies([rules[n] for n in some], conclusion))
    return [of[n] for n in kept]


def _near(space: Space, premises: Sequence[Premise], conclusion: Rule) -> list[Premise]:
    """Return the premises that speak of what the conclusion asks, or of what other such premises ask."""
    near = space.linked(asked(conclusion))
    far = [premise for premise in premises if _is_known(space, premise)]
    while speaking := [premise for premise in far if near & set(asked(premise.rule))]:
        far = [premise for premise in far if premise not in speaking]
        near |= space.linked(i for premise in speaking for i in asked(premise.rule))
    return [premise for premise in premises if near & set(asked(premise.rule)) and _is_known(space, premise)]


def _is_known(space: Space, premise: Premise) -> bool:
    """Whether a premise speaks of declared indicators only; what is asked below may be declared in another set."""
    return all(i in space.vocabulary for i in asked(premise.rule))


def implied_of(space: Space, one: Sides, two: Sides, rows: Sequence[Row]) -> Iterator[Implied]:
    """Iterate over criteria of the second set that follow from some of the first, beyond single rows."""
    (a, sides_a), (b, sides_b) = one, two
    if space.level not in b.levels:
        return
    premises = _premises(a, sides_a, space)
    told = {
        id(criterion)
        for row in rows
        for criterion, relation in ((row.b, Relation.STRICTER), (row.a, Relation.LOOSER))
        if row.relation in (relation, Relation.SAME)
    }
    for y in sides_b:
        if not y.own and id(y.criterion) not in told:
            try:
                found = follows(space, premises, y.as_compared)
            except TooManyCases:
                continue
            if found:
                rules = [premise.rule for premise in found]
                least, conclusion = _least_known(space, rules), standing(y.as_compared)
                yield Implied(
                    y.criterion,
                    b,
                    tuple(dict.fromkeys(premise.criterion for premise in found)),
                    a,
                    implying_links(space, rules, conclusion),
                    tuple(dict.fromkeys(i for premise in found for i in premise.rollups)),
                    tuple((space.vocabulary[i], _known(space, least, i)) for i in y.asked),
                    example(space, rules, conclusion),
                )


def implying_links(space: Space, premises: Sequence[Rule], conclusion: Rule) -> tuple[str, ...]:
    """Return the links by which a conclusion follows."""
    return space.links_for([*premises, conclusion], lambda there: there.implies(premises, conclusion))


def _premises(rules: CriteriaSet, sides: Sequence[Side], space: Space) -> list[Premise]:
    """Return what a place of the space's level meets with a set, the most binding criteria first.

    A set for places above speaks of the places below where it asks for all of them: 100 % of the villages.
    """
    binding = sorted((side for side in sides if side.binds), key=lambda side: list(Force).index(side.criterion.force))
    if space.level in rules.levels:
        return [Premise(side.criterion, met(side.as_compared)) for side in binding]
    return [
        Premise(side.criterion, rule, path)
        for side in binding
        if side.as_compared.applies is None
        for rule, path in _below(side.as_compared.rule, space, ())
    ]


def _below(rule: Rule, space: Space, path: tuple[str, ...]) -> Iterator[tuple[Rule, tuple[str, ...]]]:
    """Iterate over what a rule asks of all places of the space's level below, with the roll-ups on the way."""
    if isinstance(rule, AllOf | Readings):
        for part in rule.parts:
            yield from _below(part, space, path)
    if isinstance(rule, AtLeast) and rule.value.is_share and rule.value.num == rule.value.den:
        indicator = space.vocabulary.indicators.get(rule.indicator)
        rollup = indicator.rollup if indicator else None
        if isinstance(rollup, Meeting) and rule.indicator not in path:
            for inner in _asked_below(rollup):
                if space.level in rollup.levels:
                    yield inner, (*path, rule.indicator)
                else:
                    yield from _below(inner, space, (*path, rule.indicator))


def _asked_below(rollup: Meeting) -> tuple[Rule, ...]:
    """Return what each place below meets, or is outside of, where all places count."""
    meets = rollup.meets
    if isinstance(meets, Reference):
        name, _, criterion = meets.ref.partition("#")
        meets = meets.load(name)[criterion] if criterion else meets.load(name)
    if isinstance(meets, CriteriaSet):
        return tuple(standing(c) for c in meets if c.force is Force.REQUIRED and meets.requires is None)
    if isinstance(meets, Criterion):
        return (standing(meets),)
    return (meets,) if isinstance(meets, Rule) else ()


def example(space: Space, premises: Sequence[Rule], conclusion: Rule) -> Place:
    """Return a place that meets premises and conclusion: of which is known what they accept, where that decides."""
    least = _least_known(space, premises)
    evidence = Evidence(least, space.vocabulary)
    rules = [*premises, conclusion]
    if all(rule.evaluate(evidence).code == 1 for rule in rules):
        return least
    return space.find(*((rule, MET) for rule in rules)) or least


def _least_known(space: Space, rules: Sequence[Rule]) -> Place:
    """Return a place of which is known what the rules accept of each indicator, and no more."""
    facts: dict[str, Piece] = {}
    for i, line in space.lines(rules).items():
        cells = space.common_cells(rules, line)
        value = line.hull((min(cells), max(cells)))
        if value is not None and len(cells) < len(line.cells):
            facts[i] = value
    return space.place(facts)


def _known(space: Space, place: Place, indicator: str) -> Region:
    """Return what is known of an indicator of a place, after links."""
    known = Evidence(place, space.vocabulary).known(indicator)
    if known.category is not None:
        return (known.category,)
    if known.bounds.kind in ("truth", "judgement"):
        return (bool(known.bounds.low),) if known.bounds.is_exact else (False, True)
    return (known.bounds,)
