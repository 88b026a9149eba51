"""Criteria of two sets on the same indicator: how one stands to the other, and what both leave."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from attrs import evolve

from smartvillage.cases import FAILED, MET, NOT_FAILED, NOT_MET, Space, TooManyCases
from smartvillage.comparison.records import Clash, Left, Obstacle, Relation, Row, Shared, Under
from smartvillage.comparison.sides import Side, Sides, bearers, ids
from smartvillage.criteria import CriteriaSet, Criterion
from smartvillage.facts import Place
from smartvillage.indicators import Indicator
from smartvillage.intervals import Region, asked, leaf_tests, met, standing
from smartvillage.rules import AtLeast, Combinator, Readings, Rule


def rows_of(space: Space, one: Sides, two: Sides) -> tuple[Row, ...]:
    """Return the pairs on the same indicator, then what stands in one set only."""
    (a, sides_a), (b, sides_b) = one, two
    rows: list[Row] = []
    for x in sides_a:
        paired = [_row(space, (a, x), (b, y)) for y in sides_b if set(x.asked) & set(y.asked)]
        rows += paired or [Row(x.criterion, None, Relation.ONLY_IN_A)]
    found = {id(row.b) for row in rows}
    rows += [Row(None, y.criterion, Relation.ONLY_IN_B) for y in sides_b if id(y.criterion) not in found]
    return tuple(rows)


def _row(space: Space, one: tuple[CriteriaSet, Side], two: tuple[CriteriaSet, Side]) -> Row:
    """Compare two criteria that ask of the same indicator."""
    (a, x), (b, y) = one, two
    row = Row(x.criterion, y.criterion, Relation.INCOMPARABLE)
    if x.own or y.own:
        return evolve(row, obstacle="own_rule")
    shared = [space.vocabulary[i] for i in x.asked if i in y.asked]
    if not any(bearers(a, i) & bearers(b, i) for i in shared):
        return evolve(row, obstacle="level")
    try:
        on = tuple(_shared(space, i, x.as_compared.rule, y.as_compared.rule) for i in shared)
        return _related(space, evolve(row, on=on), x.as_compared, y.as_compared)
    except TooManyCases:
        return evolve(row, obstacle="too_many")


def _related(space: Space, row: Row, x: Criterion, y: Criterion) -> Row:
    """Compare two criteria reading by reading."""
    pairs = [
        (Under(name_x, name_y, _relation(space, standing(by_x), standing(by_y))), by_x, by_y)
        for (name_x, by_x), (name_y, by_y) in product(_read(x), _read(y))
        if set(asked(by_x.rule)) & set(asked(by_y.rule))
    ]
    relations = {under.relation for under, _, _ in pairs}
    relation = relations.pop() if len(relations) == 1 else Relation.INCOMPARABLE
    obstacle: Obstacle | None = "readings" if relations else None
    is_open = any(isinstance(test, AtLeast) and test.value.is_open for c in (x, y) for test in leaf_tests(c.rule))
    if relation is Relation.INCOMPARABLE and not obstacle and is_open:
        obstacle = "open_share"
    _, by_x, by_y = pairs[0]
    return evolve(
        row,
        relation=relation,
        under=tuple(under for under, _, _ in pairs if under.a or under.b),
        obstacle=obstacle,
        links=() if relation is Relation.INCOMPARABLE else _links(space, relation, pairs),
        only_a=_witness(space, by_x, by_y),
        only_b=_witness(space, by_y, by_x),
    )


def _links(space: Space, relation: Relation, pairs: Sequence[tuple[Under, Criterion, Criterion]]) -> tuple[str, ...]:
    """Return the links that a relation rests on."""
    rules = [(standing(x), standing(y)) for _, x, y in pairs]
    flat = [rule for pair in rules for rule in pair]
    return space.links_for(flat, lambda there: all(_relation(there, *pair) is relation for pair in rules))


def _witness(space: Space, x: Criterion, y: Criterion) -> Place | None:
    """Return a place that meets one criterion and not another: fails it, if that can be."""
    one, two = met(x), standing(y)
    return space.find((one, MET), (two, FAILED)) or space.find((one, MET), (two, NOT_MET))


def _relation(space: Space, x: Rule, y: Rule) -> Relation:
    """Return how one rule stands to another: the stricter never answers better, for whatever place."""
    better = space.find((x, MET), (y, NOT_MET)) or space.find((x, NOT_FAILED), (y, FAILED))
    worse = space.find((y, MET), (x, NOT_MET)) or space.find((y, NOT_FAILED), (x, FAILED))
    if better:
        return Relation.INCOMPARABLE if worse else Relation.LOOSER
    return Relation.STRICTER if worse else Relation.SAME


def _read(criterion: Criterion) -> list[tuple[str | None, Criterion]]:
    """Return a criterion under each combination of readings of the questions that its rule leaves."""
    questions: dict[str, tuple[str, ...]] = {}

    def look(rule: Rule) -> None:
        if isinstance(rule, Readings):
            questions[rule.question] = rule.names
        for part in rule.parts:
            look(part)

    look(criterion.rule)
    if not questions:
        return [(None, criterion)]
    return [
        (", ".join(names), evolve(criterion, rule=_settle(criterion.rule, dict(zip(questions, names, strict=True)))))
        for names in product(*questions.values())
    ]


def _settle(rule: Rule, choices: Mapping[str, str]) -> Rule:
    """Return a rule with its questions settled."""
    if isinstance(rule, Readings):
        return _settle(rule.rules[rule.names.index(choices[rule.question])], choices)
    return rule.with_parts(tuple(_settle(p, choices) for p in rule.parts)) if isinstance(rule, Combinator) else rule


def _shared(space: Space, indicator: Indicator, x: Rule, y: Rule) -> Shared:
    """Return what two rules accept of one indicator, and both."""
    line = space.lines([x, y])[indicator.id]
    cells_x, cells_y = space.cells_of(x, line), space.cells_of(y, line)
    return Shared(indicator, line.region(cells_x), line.region(cells_y), line.region(cells_x & cells_y))


def left_of(space: Space, one: Sides, two: Sides) -> tuple[Left, ...]:
    """Return what both sets leave of each indicator that both ask of."""
    (a, sides_a), (b, sides_b) = one, two
    found: list[Left] = []
    for i in dict.fromkeys(i for x in sides_a if x.binds for i in x.asked):
        of_a = [x for x in sides_a if x.binds and i in x.asked]
        of_b = [y for y in sides_b if y.binds and i in y.asked]
        indicator = space.vocabulary[i]
        if of_b and bearers(a, indicator) & bearers(b, indicator):
            rules = [side.as_compared.rule for side in (*of_a, *of_b)]
            try:
                region = _region(space, rules, i)
            except TooManyCases:
                continue
            found.append(Left(indicator, region, ids(of_a), ids(of_b)))
    return tuple(found)


def _region(space: Space, rules: Sequence[Rule], indicator: str) -> Region:
    """Return what several rules together leave of one indicator."""
    line = space.lines(rules)[indicator]
    return line.region(space.common_cells(rules, line))


def clashes_of(space: Space, one: Sequence[Side], two: Sequence[Side]) -> Iterator[Clash]:
    """Iterate over pairs of criteria that no place can meet together, though each can be met."""
    for x, y in product(one, two):
        if x.binds and y.binds and space.linked(x.asked) & space.linked(y.asked):
            rules = [met(x.as_compared), met(y.as_compared)]
            try:
                if space.clash(rules) and not any(space.clash([rule]) for rule in rules):
                    yield Clash(x.criterion, y.criterion, clash_links(space, rules))
            except TooManyCases:
                continue


def clash_links(space: Space, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the links by which rules cannot be met together."""
    return space.links_for(rules, lambda there: there.clash(rules))
