"""What a set asks for: its indicators, with their totals, those linked to them, and those of the places below."""

from collections.abc import Iterable, Iterator

from smartvillage.codec import Reference
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet
from smartvillage.indicators import Level, Meeting, Sum, Vocabulary
from smartvillage.rules import AtLeast, Rule
from smartvillage.testing.plans import Ground


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
        links = [link for link in other.links if link not in vocabulary.links]
        vocabulary = vocabulary.extended(new, links) if new or links else vocabulary
    return vocabulary


def below_vocabulary(vocabulary: Vocabulary, indicators: Iterable[str]) -> Vocabulary:
    """Return the vocabulary of the places below from which some indicators are rolled up."""
    met = [met_by(vocabulary[i].rollup) for i in indicators]
    return _joined(vocabulary, [one for one in met if isinstance(one, CriteriaSet)])


def ground_of(criteria: CriteriaSet, level: Level | None = None) -> Ground:
    """Return the ground on which a set is judged: its first level, unless another is given."""
    return Ground(criteria.levels[0] if level is None else level, merged_vocabulary(criteria))


def rolled_up(vocabulary: Vocabulary, indicators: Iterable[str]) -> dict[Level, tuple[str, ...]]:
    """Return the indicators of the places below from which some indicators are rolled up, by level."""
    found: dict[Level, dict[str, None]] = {}
    below_too = below_vocabulary(vocabulary, indicators)
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
        return
    for criterion in () if met is None else (met,) if isinstance(met, Criterion) else met:
        for rule in (criterion.rule, criterion.applies):
            yield from () if rule is None else asked_by(rule)


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
