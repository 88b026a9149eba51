"""Whether any place answers several rules as wanted: every case judged by the rules themselves, links included.

A case is an interval, or several neighbouring ones, for each indicator that the rules ask of. Wide cases come first, as
bounds on a place of which little is known; only what stays open is divided.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from attrs import define, evolve, field, frozen

from smartvillage.criteria import MeetsSet
from smartvillage.facts import Bounds, Evidence, Place
from smartvillage.facts.records import Value
from smartvillage.indicators import Level, Vocabulary
from smartvillage.intervals import Line, Piece, Span, asked, leaf_tests, line_of
from smartvillage.rules import AllOf, AnyOf, AtLeast, Combinator, MoreThan, Not, Readings, Rule

MET: frozenset[int] = frozenset({1})
NOT_MET: frozenset[int] = frozenset({0, -1})
FAILED: frozenset[int] = frozenset({-1})
NOT_FAILED: frozenset[int] = frozenset({1, 0})

Wanted = tuple[Rule, Collection[int]]
"""A rule, and the codes that it shall answer."""

Item = TypeVar("Item")

MOST_CASES = 5000
"""How many cases are looked at before a question counts as too large."""

MOST_WORK = 4_000_000
"""How much is done for all questions about one set, in tests of one figure: a quarter of a minute or so."""

_FIGURE = 10
"""What it costs to record one figure of a case and to follow its links, in tests."""

_EXAMPLES = {
    Level.VILLAGE: "Thôn thí dụ",
    Level.COMMUNE: "Xã thí dụ",
    Level.DISTRICT: "Huyện thí dụ",
    Level.PROVINCE: "Tỉnh thí dụ",
}


class TooManyCases(Exception):
    """A question has more than `MOST_CASES` cases, or asks for more work than is left."""


@define
class Budget:
    """How much work may still be done, for all questions together; a large rule costs more for each case."""

    left: int = field(factory=lambda: MOST_WORK)

    @property
    def is_spent(self) -> bool:
        """Whether nothing more may be asked."""
        return self.left <= 0

    def cases(self, work: int) -> Iterator[None]:
        """Iterate as often as one question may look at a case.

        Args:
            work: what a case costs.

        Raises:
            TooManyCases: when that is over.
        """
        for _ in range(MOST_CASES):
            if self.is_spent:
                break
            self.left -= work
            yield
        raise TooManyCases


@frozen
class Space:
    """All places of a level, as rules under a vocabulary see them.

    Attributes:
        vocabulary: the indicators and links.
        level: the level of the places.
        budget: how much work may be done.
    """

    vocabulary: Vocabulary
    level: Level
    budget: Budget = field(factory=Budget, eq=False, repr=False)

    def lines(self, rules: Iterable[Rule]) -> dict[str, Line]:
        """Return the line of each indicator that the rules ask of, cut by all of them."""
        leaves = list(dict.fromkeys(test for rule in rules for test in leaf_tests(rule)))
        return {i: line_of(self.vocabulary[i], leaves) for i in dict.fromkeys(leaf.indicator for leaf in leaves)}

    def find(self, *wanted: Wanted) -> Place | None:
        """Return a place that answers each rule as wanted, or `None` where no place does.

        The answer is exact: tests are constant within a case, and where links leave any place of a case, its least
        values are one.

        Raises:
            TooManyCases: if the question is too large.
        """
        return self._search(wanted, self.lines(rule for rule, _ in wanted), {})

    def cells_of(self, rule: Rule, line: Line) -> frozenset[int]:
        """Return the cells of a line with which a rule can pass, whatever the other indicators are."""
        i = line.indicator.id
        lines = self.lines([rule]) | {i: line}
        return frozenset(
            cell for cell in range(len(line.cells)) if self._search([(rule, MET)], lines, {i: (cell, cell)}) is not None
        )

    def common_cells(self, rules: Iterable[Rule], line: Line) -> frozenset[int]:
        """Return the cells of a line with which each of several rules can pass."""
        cells = frozenset(range(len(line.cells)))
        for rule in rules:
            cells &= self.cells_of(rule, line)
        return cells

    def implies(self, premises: Sequence[Rule], conclusion: Rule) -> bool:
        """Whether every place that passes all of the premises passes the conclusion."""
        return self.find(*((rule, MET) for rule in premises), (conclusion, NOT_MET)) is None

    def clash(self, rules: Sequence[Rule]) -> bool:
        """Whether no place passes all of the rules."""
        return self.find(*((rule, MET) for rule in rules)) is None

    def without(self, links: Collection[str]) -> "Space":
        """Return the same places with some links switched off."""
        return Space(self.vocabulary.without(links), self.level, self.budget)

    def links_for(self, rules: Sequence[Rule], holds: Callable[["Space"], bool]) -> tuple[str, ...]:
        """Return links without any of which something no longer holds; none where it holds without links.

        Args:
            rules: those that it is about.
            holds: whether it holds in a space.
        """
        near = {i for rule in rules for i in self.linked(asked(rule))}
        names = [link.name for link in self.vocabulary.links if near & set(link.indicators)]
        return needed(names, lambda kept: holds(self.without([name for name in names if name not in kept])))

    def linked(self, indicators: Iterable[str]) -> set[str]:
        """Return indicators with all that links join to them."""
        groups = self.vocabulary.groups
        return {one for i in indicators for one in (groups[i].indicators if i in groups else (i,))}

    def place(self, facts: Mapping[str, Value]) -> Place:
        """Return a place with these facts, each recorded at the level that bears it."""
        by_level: dict[Level, dict[str, Value]] = {}
        for i, value in facts.items():
            bearing = [level for level in self.vocabulary[i].levels if level.rank >= self.level.rank]
            by_level.setdefault(min(bearing, key=_rank, default=self.level), {})[i] = value
        own = by_level.pop(self.level, {})
        parent = None
        for level in sorted(by_level, key=_rank, reverse=True):
            parent = Place(_EXAMPLES[level], level=level, facts=by_level[level], parent=parent)
        return Place(_EXAMPLES[self.level], level=self.level, facts=own, parent=parent)

    def _search(self, wanted: Sequence[Wanted], lines: Mapping[str, Line], within: Mapping[str, Span]) -> Place | None:
        """Return a place that answers as wanted, its figures within spans: wide cases first, halved while open."""
        sharp = [(_sharp(rule, certain=allowed in (MET, NOT_MET)), allowed) for rule, allowed in wanted]
        asks = [asked(rule) for rule, _ in sharp]
        cases = [{i: within.get(i, (0, len(line.cells) - 1)) for i, line in lines.items()}]
        left = self.budget.cases(_FIGURE * len(lines) + sum(1 for rule, _ in sharp for _ in leaf_tests(rule)))
        while cases:
            next(left)
            case = cases.pop()
            codes = self._codes(_facts(lines, case), sharp)
            if codes is None or any(c and c not in allowed for c, (_, allowed) in zip(codes, sharp, strict=True)):
                continue
            open_ids = (i for code, ids in zip(codes, asks, strict=True) if not code for i in ids)
            split = next((i for i in open_ids if case[i][0] < case[i][1]), None)
            if split is not None:
                first, last = case[split]
                middle = (first + last) // 2
                cases += [case | {split: (middle + 1, last)}, case | {split: (first, middle)}]
            elif _is_as_wanted(codes, sharp):
                return self._exact(lines, case, wanted)
        return None

    def _codes(self, facts: Mapping[str, Value], wanted: Sequence[Wanted]) -> list[int] | None:
        """Return what the rules answer, or `None` where links leave no such place."""
        evidence = Evidence(self.place(facts), self.vocabulary)
        codes = [rule.evaluate(evidence).code for rule, _ in wanted]
        return None if any(issue.code == "contradiction" for issue in evidence.issues) else codes

    def _exact(self, lines: Mapping[str, Line], case: Mapping[str, Span], wanted: Sequence[Wanted]) -> Place:
        """Return a place of this case with exact figures, chosen one by one in the room that links leave.

        Values near a threshold tell a reader most; should they not fit together, the least ones do, by every link.
        """
        for pick in (_near, _least):
            facts = _facts(lines, case)
            for i, line in lines.items():
                bounds, cell = Evidence(self.place(facts), self.vocabulary).known(i).bounds, line.cells[case[i][0]]
                facts[i] = cell if isinstance(cell, str) else pick(bounds, cell)
            codes = self._codes(facts, wanted)
            if codes is not None and _is_as_wanted(codes, wanted):
                return self.place(facts)
        return self.place(
            _facts(lines, case)
        )  # pragma: no cover - only links of another set's vocabulary could forbid it


def _is_as_wanted(codes: Sequence[int], wanted: Sequence[Wanted]) -> bool:
    """Whether each rule answers as wanted."""
    return all(code in allowed for code, (_, allowed) in zip(codes, wanted, strict=True))


def _sharp(rule: Rule, *, certain: bool) -> Rule:
    """Return a form of a rule that hangs on no reading: it passes where the rule certainly, or possibly, does.

    A rule passes exactly where its certain form does, and fails exactly where its possible form does. Unlike the rule
    itself, these forms are decided as soon as one reading is, so that whole branches of cases can be left out.
    """
    if isinstance(rule, Not):
        return Not(_sharp(rule.rule, certain=not certain))
    if isinstance(rule, Readings):
        return (AllOf if certain else AnyOf)(*(_sharp(part, certain=certain) for part in rule.parts))
    if isinstance(rule, MeetsSet):
        inner = [evolve(c, rule=_sharp(c.rule, certain=certain)) for c in rule.criteria_set]
        return MeetsSet(evolve(rule.criteria_set, criteria=inner))
    if isinstance(rule, AtLeast) and rule.value.is_open:
        return AtLeast(rule.indicator, "100%") if certain else MoreThan(rule.indicator, "0%")
    if isinstance(rule, Combinator):
        return rule.with_parts(tuple(_sharp(part, certain=certain) for part in rule.parts))
    return rule


def _facts(lines: Mapping[str, Line], case: Mapping[str, Span]) -> dict[str, Value]:
    """Return what a case knows of each indicator."""
    return {i: value for i, line in lines.items() if (value := line.hull(case[i])) is not None}


def needed(items: Sequence[Item], holds: Callable[[Sequence[Item]], bool]) -> tuple[Item, ...]:
    """Return a part of the items that holds, and without any one of which it would not; later items go first."""
    kept = list(range(len(items)))
    for left_out in reversed(kept):
        rest = [n for n in kept if n != left_out]
        if holds([items[n] for n in rest]):
            kept = rest
    return tuple(items[n] for n in kept)


def _rank(level: Level) -> int:
    """Return the rank of a level."""
    return level.rank


def _near(bounds: Bounds, cell: Piece) -> Value:
    """Return an exact value near the threshold that cuts off a cell: its low end, or just below its high end."""
    if bounds.is_exact or bounds.low > 0 or math.isinf(bounds.low) or math.isinf(bounds.high):
        return _least(bounds, cell, step=bounds.scale // 100)
    room = (int(bounds.high) - int(bounds.low)) // 2
    return _value(bounds, int(bounds.high) - min(bounds.scale // 100, room) * bounds.high_open)


def _least(bounds: Bounds, cell: Piece, step: int = 1) -> Value:
    """Return the least value, or one a step above the end where that is open; the last day before a deadline."""
    if math.isinf(bounds.low):
        return _value(bounds, min(bounds.high, cell.high) if isinstance(cell, Bounds) else bounds.high)
    room = (bounds.high - bounds.low) / 2
    return _value(bounds, int(bounds.low) + (int(min(step, room)) or 1) * bounds.low_open)


def _value(bounds: Bounds, end: float) -> Value:
    """Return one value as a fact of its kind."""
    match bounds.kind:
        case "share":
            return evolve(bounds, low=end, high=end, low_open=False, high_open=False)
        case "date":
            return date.fromordinal(int(end))
        case "number":
            return int(end)
        case _:
            return bool(end)
