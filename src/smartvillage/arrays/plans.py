"""Plans: the rules of a set as a flat list of steps over codes, worked through block by block."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import cast

import numpy as np
from attrs import define, field, frozen

from smartvillage.arrays.checks import BLOCK, Check, Comparison, Deadline, Floats, Measured, Scratch
from smartvillage.arrays.ends import F64, I8
from smartvillage.arrays.kleene import (
    NA,
    Flags,
    agreed,
    at_least,
    combined,
    greatest,
    least,
    opposite,
    possible,
    settled,
)
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet, Requirement
from smartvillage.errors import CannotWrite
from smartvillage.indicators import Level
from smartvillage.outcomes import Count
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
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)

LEAVES = (AtLeast, MoreThan, AtMost, LessThan, Holds, OneOf, NoLaterThan, Before, MeetsSet)
Combine = Callable[[Sequence[I8], I8], None]


@frozen
class Member:
    """One criterion as a plan sees it.

    Attributes:
        id: its id.
        rule: what it asks.
        applies: where this fails, it does not apply.
        is_void: whether nobody bears it on the day, so that it never applies.
    """

    id: str
    rule: Rule
    applies: Rule | None = None
    is_void: bool = False

    @property
    def is_measured(self) -> bool:
        """Whether it is one comparison of a number, which can be missed by more or less."""
        return isinstance(self.rule, Comparison | Deadline)


@frozen
class Ask:
    """Write the answers of one test into a register."""

    leaf: Rule
    out: int


@frozen(eq=False)
class Combined:
    """Write what several registers come to into another."""

    combine: Combine
    parts: tuple[int, ...]
    out: int


@frozen
class Apply:
    """Write the outcome of a conditional criterion, and what it counts for where another criterion surely applies.

    Not applicable is no truth value. In a set of which something surely applies it changes nothing, so that there the
    criterion counts as "if it applies, it is met": the greater of its rule and the opposite of its condition.
    """

    rule: int
    applies: int
    out: int
    counts: int


@frozen
class Void:
    """Write that a criterion does not apply anywhere."""

    out: int


Step = Ask | Combined | Apply | Void


@define(eq=False)
class Plan:
    """Criteria compiled into steps over registers: one for each criterion, then some for what lies between.

    Attributes:
        members: the criteria.
        requires: which of them decide; `None` where none does.
        count: whether criteria that do not apply lower the number needed.
        steps: what to do, in order, up to the outcome of each criterion.
        registers: how many registers there are.
        counts: by criterion, the register of what it counts for.
        conditions: by conditional criterion, the registers of its rule and of its condition.
    """

    members: tuple[Member, ...]
    requires: Requirement | None
    count: Count
    steps: tuple[tuple[Step, ...], ...]
    registers: int
    counts: tuple[int, ...]
    conditions: Mapping[int, tuple[int, int]]
    _index: dict[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Note where each criterion stands."""
        self._index = {member.id: n for n, member in enumerate(self.members)}

    @property
    def leaves(self) -> dict[Rule, None]:
        """The tests asked, each once."""
        return {step.leaf: None for steps in self.steps for step in steps if isinstance(step, Ask)}

    @property
    def deciding(self) -> frozenset[int] | None:
        """The criteria that must all be met, of which one applies for sure; `None` for any other requirement."""
        needs = self.requires
        if needs is None or self.count != "applicable" or needs.needed < len(needs.of):
            return None
        ids = [member for member in needs.of if isinstance(member, str)]
        chosen = [n for n in map(self._index.__getitem__, ids) if not self.members[n].is_void]
        is_sure = any(self.members[n].applies is None for n in chosen)
        return frozenset(chosen) if is_sure and len(ids) == len(needs.of) else None

    def run(
        self,
        checks: Mapping[Rule, Check],
        outcomes: I8,
        overall: I8,
        gaps: Mapping[int, F64] | None = None,
        flags: Flags | None = None,
    ) -> None:
        """Judge all rows.

        Args:
            checks: the tests, bound to what is known.
            outcomes: where the outcomes go: one row for each criterion, one column for each place.
            overall: where the outcomes of the whole go.
            gaps: where gaps go, by criterion; NaN where it does not apply.
            flags: where what is possible for the whole goes, if it is asked for.
        """
        size = outcomes.shape[1]
        between = np.empty((self.registers - len(self.members), min(size, BLOCK)), np.int8)
        scratch, deciding = Scratch(min(size, BLOCK)), self.deciding if flags is None else None
        asked = [
            [(step, checks[step.leaf] if isinstance(step, Ask) else None) for step in steps] for steps in self.steps
        ]
        gaps = {} if gaps is None else gaps
        measured = {n: checks.get(self.members[n].rule) for n in gaps}
        for start in range(0, size, BLOCK):
            rows = slice(start, min(start + BLOCK, size))
            registers = [*outcomes[:, rows], *between[:, : rows.stop - start]]
            whole = overall[rows]
            whole.fill(1)
            for n, steps in enumerate(asked):  # all that a column is needed for, while it is in the processor's cache
                for step, check in steps:
                    _take(step, check, registers, rows, scratch)
                if n in gaps:
                    self._gap(n, measured[n], rows, gaps[n][rows], registers, scratch)
                if deciding is not None and n in deciding:
                    np.minimum(whole, registers[self.counts[n]], out=whole)
            if deciding is None:
                flagged = self._possible(registers, rows.stop - start)
                whole[:] = settled(flagged)
                if flags is not None:
                    flags[rows] = flagged
        for check in checks.values():
            if isinstance(check, Floats):
                check.column.seen()

    def _gap(  # noqa: PLR0917 - what one step of a block needs
        self, n: int, check: Check | None, rows: slice, out: F64, registers: Sequence[I8], scratch: Scratch
    ) -> None:
        """Write what is lacking for one criterion; NaN where it does not apply."""
        if check is None:
            out.fill(np.nan)
            return
        cast("Measured", check).gaps(rows, out, scratch)
        if n in self.conditions:
            out[registers[n] == 2] = np.nan  # noqa: PLR2004 - not applicable

    def _possible(self, registers: Sequence[I8], size: int) -> Flags:
        """Return what is possible for the whole."""
        if self.requires is None:
            return np.full(size, NA, np.uint8)
        return self._required(self.requires, registers, size)

    def _required(self, needs: Requirement, registers: Sequence[I8], size: int) -> Flags:
        """Return what is possible for a requirement."""
        members = [
            self._member(self._index[member], registers, size)
            if isinstance(member, str)
            else self._required(member, registers, size)
            for member in needs.of
        ]
        return combined(needs.needed, members, self.count)

    def _member(self, n: int, registers: Sequence[I8], size: int) -> Flags:
        """Return what is possible for one criterion."""
        if self.members[n].is_void:
            return np.full(size, NA, np.uint8)
        if n in self.conditions:
            rule, applies = self.conditions[n]
            return possible(registers[rule], registers[applies])
        return possible(registers[n], None)


def _take(step: Step, check: Check | None, registers: Sequence[I8], rows: slice, scratch: Scratch) -> None:
    """Take one step for one block; the check is that of a test that is asked."""
    out = registers[step.out]
    match step:
        case Ask():
            cast("Check", check).codes(rows, out, scratch)
        case Combined():
            step.combine([registers[part] for part in step.parts], out)
        case Void():
            out.fill(2)
        case _:
            rule, applies, holds = registers[step.rule], registers[step.applies], scratch.one[: len(out)]
            np.greater(applies, 0, out=holds)
            np.multiply(rule, holds.view(np.int8), out=out)
            np.less(applies, 0, out=holds)
            np.add(out, holds.view(np.int8), out=out)
            np.add(out, holds.view(np.int8), out=out)
            counts = registers[step.counts]
            np.negative(applies, out=counts)
            np.maximum(rule, counts, out=counts)


@define(eq=False)
class _Compiler:
    """Turns rules into steps; a rule that occurs more than once is worked out once."""

    width: int
    uses: Counter[Rule]
    steps: list[Step] = field(factory=list)
    registers: int = 0
    free: list[int] = field(factory=list)
    kept: dict[Rule, int] = field(factory=dict)

    def new(self) -> int:
        """Return a register that nobody uses."""
        if self.free:
            return self.free.pop()
        self.registers += 1
        return self.width + self.registers - 1

    def rule(self, rule: Rule, out: int | None = None) -> int:
        """Write the steps of a rule, and return the register of its answers."""
        if rule in self.kept:
            if out is None:
                return self.kept[rule]
            self.steps.append(Combined(least, (self.kept[rule],), out))
            return out
        parts = () if isinstance(rule, LEAVES) else tuple([self.rule(part) for part in rule.parts])
        target = self.new() if out is None else out
        combine = combine_of(rule)
        self.steps.append(Ask(rule, target) if combine is None else Combined(combine, parts, target))
        kept = set(self.kept.values())
        self.free += [part for part in set(parts) if part >= self.width and part not in kept]
        if self.uses[rule] > 1:
            self.kept[rule] = target
        return target

    def taken(self) -> tuple[Step, ...]:
        """Return the steps written since the last time."""
        steps, self.steps = tuple(self.steps), []
        return steps


def combine_of(rule: Rule) -> Combine | None:
    """Return how the codes of the parts of a rule combine; `None` for a test."""
    match rule:
        case AllOf():
            return least
        case AnyOf():
            return greatest
        case SomeOf():
            return partial(at_least, rule.at_least)
        case Not():
            return opposite
        case Readings():
            return agreed
        case _:
            return None


def _walk(rule: Rule) -> Iterator[Rule]:
    """Iterate over a rule and all its parts."""
    yield rule
    for part in () if isinstance(rule, LEAVES) else rule.parts:
        yield from _walk(part)


def _check_kinds(member: Member) -> None:
    """Refuse rules of kinds that tables do not know.

    Raises:
        CannotWrite: naming the class and the criterion.
    """
    known = (*LEAVES, AllOf, AnyOf, SomeOf, Not, Readings)
    for rule in (member.rule, member.applies):
        for part in _walk(rule) if rule is not None else ():
            if type(part) not in known:
                msg = (
                    f"{member.id}: {part!r} is a rule of the class {type(part).__name__}, which tables do not know; "
                    "assess places one by one, or build the rule from those of smartvillage.rules"
                )
                raise CannotWrite(msg)


def plan_of(members: Iterable[Member], requires: Requirement | None, count: Count = "applicable") -> Plan:
    """Compile criteria.

    Raises:
        CannotWrite: for a rule of a class that tables do not know.
    """
    members = tuple(members)
    for member in members:
        _check_kinds(member)
    asked = [member for member in members if not member.is_void]
    rules = [rule for member in asked for rule in (member.rule, member.applies) if rule is not None]
    compiler = _Compiler(len(members), Counter(part for rule in rules for part in _walk(rule)))
    steps: list[tuple[Step, ...]] = []
    counts: list[int] = []
    conditions: dict[int, tuple[int, int]] = {}
    for n, member in enumerate(members):
        if member.is_void:
            compiler.steps.append(Void(n))
        elif member.applies is None:
            compiler.rule(member.rule, n)
        else:
            conditions[n] = compiler.rule(member.rule), compiler.rule(member.applies)
            counts.append(counted := compiler.new())
            compiler.steps.append(Apply(*conditions[n], n, counted))
        if n not in conditions:
            counts.append(n)
        steps.append(compiler.taken())
    return Plan(members, requires, count, tuple(steps), len(members) + compiler.registers, tuple(counts), conditions)


def plan_of_set(rules: CriteriaSet, on: date | None, level: Level) -> Plan:
    """Compile a criteria set for a day and the places of a level.

    Raises:
        CannotWrite: for a rule of a class that tables do not know.
    """
    return plan_of(members_of(rules, on, level), rules.requirement, rules.count)


def members_of(rules: CriteriaSet, on: date | None, level: Level) -> list[Member]:
    """Return the criteria of a set as a plan sees them, on a day and for the places of a level."""
    if Level.DISTRICT.has_bearer(on):
        return [Member(c.id, c.rule, c.applies) for c in rules.criteria]
    ended = not level.has_bearer(on)
    return [Member(c.id, c.rule, c.applies, is_void=ended or _is_void(c, rules, on)) for c in rules.criteria]


def _is_void(criterion: Criterion, rules: CriteriaSet, on: date | None) -> bool:
    """Whether all tests of a criterion are about places of levels none of which exist on the day."""
    indicators = [getattr(leaf, "indicator", None) for leaf in criterion.rule.leaves()]
    return None not in indicators and not any(
        level.has_bearer(on) for i in indicators if i is not None for level in rules.vocabulary[i].counted_levels
    )
