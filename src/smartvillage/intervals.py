"""Exact interval algebra: the values of an indicator, cut into intervals at every threshold of some rules.

No test divides an interval, so that finitely many cases stand for all places. Nothing here knows what a rule means,
only where it cuts.
"""

import math
from collections.abc import Collection, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from attrs import frozen

from smartvillage.criteria import Criterion, Force, MeetsSet
from smartvillage.facts import PERCENT, Bounds
from smartvillage.facts.numbers import WIDEST
from smartvillage.indicators import Indicator
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Holds,
    Leaf,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)

Piece = Bounds | bool | str
"""Some of the values of an indicator: an interval, a yes or no, a category."""

Region = tuple[Piece, ...]
"""Values of an indicator as few pieces as possible, ascending; empty where none is left."""

Cut = tuple[Fraction | float, bool]
"""Where a test divides numbers: the number, and whether it lies below the cut itself."""

Span = tuple[int, int]
"""Neighbouring cells of a line: the first and the last."""

_CLOSED = (AllOf, AnyOf, SomeOf, Not, Readings, AtLeast, MoreThan, AtMost, LessThan, Holds, OneOf, NoLaterThan, Before)


def own_rules(rule: Rule) -> Iterator[Rule]:
    """Iterate over the rules of classes outside the library, whose cuts nobody knows."""
    if isinstance(rule, MeetsSet):
        for criterion in _required(rule):
            yield from own_rules(standing(criterion))
    elif type(rule) not in _CLOSED:
        yield rule
    for part in rule.parts:
        yield from own_rules(part)


def is_own(rule: Rule) -> bool:
    """Whether a rule rests on a class outside the library."""
    return next(own_rules(rule), None) is not None


def leaf_tests(rule: Rule) -> Iterator[Leaf]:
    """Iterate over the tests of one indicator in a rule, those of sets that it refers to included."""
    for leaf in rule.leaves():
        if isinstance(leaf, MeetsSet):
            for criterion in _required(leaf):
                yield from leaf_tests(standing(criterion))
        elif isinstance(leaf, Leaf):
            yield leaf


def _required(rule: MeetsSet) -> Iterator[Criterion]:
    """Iterate over the criteria by which a place meets a set."""
    return (criterion for criterion in rule.criteria_set if criterion.force is Force.REQUIRED)


def inner_indicators(criteria: Iterable[Criterion]) -> Iterator[Indicator]:
    """Iterate over the indicators declared for sets that criteria refer to."""
    for leaf in (leaf for criterion in criteria for leaf in standing(criterion).leaves()):
        if isinstance(leaf, MeetsSet):
            yield from inner_indicators(_required(leaf))
            yield from leaf.criteria_set.vocabulary


def asked(rule: Rule) -> tuple[str, ...]:
    """Return the ids of the indicators that a rule asks of, in the order of the text."""
    return tuple(dict.fromkeys(test.indicator for test in leaf_tests(rule)))


def standing(criterion: Criterion) -> Rule:
    """Return what a criterion asks of every place: to meet it, or to be outside it."""
    return criterion.rule if criterion.applies is None else AnyOf(Not(criterion.applies), criterion.rule)


def met(criterion: Criterion) -> Rule:
    """Return what it is to meet a criterion: that it applies, and that its rule passes."""
    return criterion.rule if criterion.applies is None else AllOf(criterion.applies, criterion.rule)


@frozen
class Line:
    """The values of one indicator, cut into cells at every test.

    Attributes:
        indicator: what is measured.
        cells: ascending; each test answers all values of a cell alike.
    """

    indicator: Indicator
    cells: tuple[Piece, ...]

    def hull(self, span: Span) -> Piece | None:
        """Return the values of neighbouring cells as one, `None` for yes/no and categories that may be several."""
        first, last = self.cells[span[0]], self.cells[span[1]]
        if isinstance(first, Bounds) and isinstance(last, Bounds):
            return _joined(first, last)
        return first if span[0] == span[1] else None

    def region(self, kept: Iterable[int]) -> Region:
        """Return these cells as few pieces."""
        pieces: list[Piece] = []
        before: int | None = None
        for index in sorted(kept):
            cell = self.cells[index]
            last = pieces[-1] if before is not None and before + 1 == index else None
            if isinstance(last, Bounds) and isinstance(cell, Bounds):
                pieces[-1] = _joined(last, cell)
            else:
                pieces.append(cell)
            before = index
        return tuple(pieces)


def _joined(first: Bounds, last: Bounds) -> Bounds:
    """Return the interval from the beginning of one to the end of another."""
    return Bounds(first.low, last.high, first.scale, first.low_open, last.high_open, first.kind)


def line_of(indicator: Indicator, leaves: Iterable[Leaf]) -> Line:
    """Return the values of an indicator, cut wherever one of these tests divides them."""
    tests = [leaf for leaf in leaves if leaf.indicator == indicator.id]
    if indicator.kind in ("truth", "judgement"):
        return Line(indicator, (False, True))
    if indicator.kind == "category":
        named = dict.fromkeys(value for test in tests if isinstance(test, OneOf) for value in test.values)
        return Line(indicator, tuple(indicator.values) or (*named, _another(named)))
    widest = WIDEST[indicator.kind]
    cuts = {cut for test in tests for cut in _cuts(test)}
    if indicator.kind == "share":
        return Line(indicator, _intervals({(Fraction(0), False), *cuts, (Fraction(1), True)}))
    whole = {(math.ceil(number) if not above else math.floor(number) + 1) for number, above in cuts}
    starts = sorted({widest.low, *(start for start in whole if start > widest.low)})
    ends = [*(start - 1 for start in starts[1:]), math.inf]
    return Line(indicator, tuple(Bounds(*ends, kind=indicator.kind) for ends in zip(starts, ends, strict=True)))


def _another(named: Collection[str]) -> str:
    """Return a category that no test names."""
    name = "khác"
    while name in named:
        name += "_"
    return name


def _cuts(test: Leaf) -> Iterator[Cut]:
    """Iterate over where a test divides numbers."""
    if isinstance(test, NoLaterThan | Before):
        yield Fraction(test.value.toordinal()), test.strict
    elif isinstance(test, AtLeast | MoreThan | AtMost | LessThan):
        yield Fraction(test.value.num, test.value.den), test.strict
        if test.value.is_open:
            yield Fraction(0), True


def _intervals(cuts: Iterable[Cut]) -> tuple[Bounds, ...]:
    """Return the intervals of shares between cuts."""
    ends = sorted(cuts)
    return tuple(
        Bounds(int(low * PERCENT), int(high * PERCENT), PERCENT, low_open, not high_closed, "share")
        for (low, low_open), (high, high_closed) in pairwise(ends)
    )
