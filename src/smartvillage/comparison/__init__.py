"""Two criteria sets side by side: which asks more, what both leave, what one implies, and what only looks alike.

Criteria are paired by the indicators that they ask of, never by their ids or titles. One is *stricter* than another
when every place that meets it meets the other, and not the other way round; links and readings are named wherever the
answer rests on them.

    >>> import smartvillage as sv
    >>> targets = compare(sv.load("tien-giang/targets"), sv.load("lang-son/targets"))
    >>> row = targets["ntm-8-4"][0]
    >>> row.relation.value, row.b.id
    ('stricter', 'ntm-8-4')
"""

from smartvillage.cases import Space
from smartvillage.comparison.implications import implied_of
from smartvillage.comparison.likeness import near_misses_of
from smartvillage.comparison.pairs import clashes_of, left_of, rows_of
from smartvillage.comparison.records import (
    Clash,
    Comparison,
    Implied,
    Left,
    NearMiss,
    Obstacle,
    Relation,
    Row,
    Shared,
    Under,
)
from smartvillage.comparison.sides import Side, renamed_criteria, renamed_indicators, together
from smartvillage.criteria import CriteriaSet

__all__ = [
    "Clash",
    "Comparison",
    "Implied",
    "Left",
    "NearMiss",
    "Obstacle",
    "Relation",
    "Row",
    "Shared",
    "Under",
    "compare",
]


def compare(a: CriteriaSet, b: CriteriaSet) -> Comparison:
    """Compare two criteria sets.

    Args:
        a: the first set; each relation says how its criterion stands to that of the second.
        b: the second set.
    """
    vocabulary, renamed = together(a, b)
    common = [level for level in a.levels if level in b.levels]
    level = common[0] if common else min((*a.levels, *b.levels), key=lambda level: level.rank)
    space = Space(vocabulary, level)
    one = a, [Side.of(criterion, {}) for criterion in a]
    two = b, [Side.of(criterion, renamed) for criterion in b]
    rows = rows_of(space, one, two)
    return Comparison(
        a,
        b,
        level,
        rows,
        left_of(space, one, two),
        (*implied_of(space, one, two, rows), *implied_of(space, two, one, rows)),
        tuple(clashes_of(space, one[1], two[1])) if common else (),
        tuple(near_misses_of(vocabulary, one[1], two[1])),
        (*renamed_criteria(a, b, rows), *renamed_indicators(a, b, renamed)),
    )
