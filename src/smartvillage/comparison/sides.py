"""The two sides of a comparison, brought under one vocabulary."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import evolve, frozen

from smartvillage.comparison.records import Row
from smartvillage.criteria import CriteriaSet, Criterion, Force
from smartvillage.errors import fold
from smartvillage.indicators import Indicator, Level, Vocabulary
from smartvillage.intervals import asked, inner_indicators, is_own, standing
from smartvillage.rules import Combinator, Leaf, OneOf, Rule


@frozen
class Side:
    """A criterion of one set, as written and as it is compared.

    Attributes:
        criterion: as written.
        as_compared: with the indicators of the vocabulary in common.
        own: whether it rests on a rule class of a user's own.
    """

    criterion: Criterion
    as_compared: Criterion
    own: bool

    @classmethod
    def of(cls, criterion: Criterion, renamed: Mapping[str, str]) -> "Side":
        """Return a criterion as it is compared, with some indicators called otherwise."""
        return cls(criterion, _with_ids(criterion, renamed), is_own(standing(criterion)))

    @property
    def asked(self) -> tuple[str, ...]:
        """The indicators that its rule asks of."""
        return asked(self.as_compared.rule)

    @property
    def binds(self) -> bool:
        """Whether it can be compared, and is more than a preference."""
        return not self.own and self.criterion.force is not Force.PREFERENCE


Sides = tuple[CriteriaSet, Sequence[Side]]


def ids(sides: Iterable[Side]) -> tuple[str, ...]:
    """Return the ids of criteria."""
    return tuple(side.criterion.id for side in sides)


def bearers(rules: CriteriaSet, indicator: Indicator) -> set[Level]:
    """Return the levels of the places whose figure a set uses: those it judges, else the nearest above."""
    above = [[up for up in indicator.levels if up.rank >= level.rank] for level in rules.levels]
    return {min(ups, key=lambda level: level.rank) for ups in above if ups}


def together(a: CriteriaSet, b: CriteriaSet) -> tuple[Vocabulary, dict[str, str]]:
    """Return a vocabulary for both sets, and how indicators of the second are called in it, where otherwise.

    The same id for another quantity becomes an id of its own. Where one set replaces the other, an indicator that is
    only called otherwise is the same.
    """
    indicators = {i.id: i for i in (*inner_indicators(a), *inner_indicators(b), *a.vocabulary)}
    renamed: dict[str, str] = {}
    follows = a.replaces == b.id or b.replaces == a.id
    only_in_a = [i for i in a.vocabulary if i.id not in b.vocabulary]
    for i in b.vocabulary:
        known = a.vocabulary.indicators.get(i.id)
        if known is None:
            twin = next((t for t in only_in_a if follows and _is_renamed(t, i)), None)
            if twin is None:
                indicators[i.id] = i
            else:
                renamed[i.id] = twin.id
        elif not same_quantity(known, i):
            renamed[i.id] = f"{i.id}@{b.id}"
            indicators[renamed[i.id]] = evolve(i, id=renamed[i.id])
    notes = [note.key for rules in (a, b) for note in rules.settled]
    off = {key.removeprefix("link:") for key in notes if key.startswith("link:")}
    links = dict.fromkeys((*a.vocabulary.links, *b.vocabulary.links))
    kept = tuple(link for link in links if link.name not in off and not set(link.indicators) & set(renamed))
    return Vocabulary(indicators, kept), renamed


def same_quantity(one: Indicator, two: Indicator) -> bool:
    """Whether two declarations of an indicator measure the same, whatever they call it."""
    return one is two or _quantity(one) == _quantity(two)


def _quantity(i: Indicator) -> tuple[object, ...]:
    """Return what makes an indicator measure what it does."""
    return i.measure, i.denominator, i.reduce, frozenset(i.levels), frozenset(i.values), i.rollup


def _is_renamed(one: Indicator, two: Indicator) -> bool:
    """Whether two indicators measure the same under the same label."""
    return same_quantity(one, two) and fold(one.label.vi) == fold(two.label.vi)


def _with_ids(criterion: Criterion, renamed: Mapping[str, str]) -> Criterion:
    """Return a criterion with some indicators called otherwise."""

    def rename(rule: Rule) -> Rule:
        if isinstance(rule, Leaf) and rule.indicator in renamed:
            other = renamed[rule.indicator]
            if isinstance(rule, OneOf):
                return OneOf(other, *rule.values)
            return evolve(rule, indicator=other)  # type: ignore[misc]
        return rule.with_parts(tuple(map(rename, rule.parts))) if isinstance(rule, Combinator) else rule

    if not renamed:
        return criterion
    applies = None if criterion.applies is None else rename(criterion.applies)
    return evolve(criterion, rule=rename(criterion.rule), applies=applies)


def renamed_indicators(a: CriteriaSet, b: CriteriaSet, renamed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Iterate over indicators renamed from one edition to the next, the old id first."""
    for in_b, in_a in renamed.items():
        if "@" not in in_a:
            yield (in_a, in_b) if b.replaces == a.id else (in_b, in_a)


def renamed_criteria(a: CriteriaSet, b: CriteriaSet, rows: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """Iterate over criteria renamed from one edition to the next, the old id first."""
    if a.replaces != b.id and b.replaces != a.id:
        return
    ids_a, ids_b = {c.id for c in a}, {c.id for c in b}
    for row in rows:
        if (
            row.a
            and row.b
            and row.a.id not in ids_b
            and row.b.id not in ids_a
            and len(row.on) == len(asked(row.a.rule))
        ):
            yield (row.a.id, row.b.id) if b.replaces == a.id else (row.b.id, row.a.id)
