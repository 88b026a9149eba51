"""Why criteria are unknown or do not apply, for many places; see `Rule.reasons`."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from attrs import define, field

from smartvillage.arrays.checks import answers
from smartvillage.arrays.columns import Words
from smartvillage.arrays.ends import CODES, I8, TOP, Mask
from smartvillage.arrays.judging import check_for
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import Member, combine_of, members_of
from smartvillage.criteria import CriteriaSet, MeetsSet, Requirement
from smartvillage.indicators import Level
from smartvillage.outcomes import Count, Reason
from smartvillage.rules import AtLeast, Leaf, Readings, Rule


@define(eq=False)
class Reasons:
    """The reasons of rules at the places of a level, as codes; 0 where the answer is certain."""

    knowledge: Knowledge
    level: Level
    _codes: dict[Rule, I8] = field(factory=dict, init=False)

    @property
    def size(self) -> int:
        """How many places there are."""
        return self.knowledge.strata[self.level].size

    def codes(self, rule: Rule) -> I8:
        """Return the answers of a rule."""
        if rule not in self._codes:
            combine = combine_of(rule)
            if combine is None:
                self._codes[rule] = answers(check_for(rule, self.knowledge, self.level), self.size)
            else:
                self._codes[rule] = np.empty(self.size, np.int8)
                combine([self.codes(part) for part in rule.parts], self._codes[rule])
        return self._codes[rule]

    def of(self, rule: Rule) -> I8:
        """Return the first reason why a rule is unknown."""
        if isinstance(rule, MeetsSet):
            found = self._of_set(rule.criteria_set)
        elif isinstance(rule, Leaf):
            found = self._of_leaf(rule)
        else:
            found = first([self.of(part) for part in rule.parts], self.size)
            if isinstance(rule, Readings):
                said = [self.codes(part) for part in rule.parts]
                passes, fails = (np.logical_or.reduce([codes == answer for codes in said]) for answer in (1, -1))
                found = np.where(passes & fails, CODES[Reason.READING], found)
        return np.where(self.codes(rule) == 0, found, 0).astype(np.int8)

    def of_member(self, member: Member) -> I8:
        """Return the first reason why a criterion is unknown or does not apply."""
        if member.is_void:
            return np.full(self.size, CODES[Reason.NO_BEARER], np.int8)
        found = self.of(member.rule)
        if member.applies is not None:
            applies = self.codes(member.applies)
            found = np.where(applies == 0, CODES[Reason.APPLICABILITY], found)
            found = np.where(applies < 0, CODES[Reason.DOES_NOT_APPLY], found)
        return found.astype(np.int8)

    def _of_leaf(self, rule: Leaf) -> I8:
        """Return why a test is unknown, wherever it is."""
        known = self.knowledge.known(self.level, rule.indicator)
        silence = CODES[self.knowledge.silence(rule.indicator)]
        if isinstance(known, Words):
            differ = np.where(known.codes < -1, CODES[Reason.CONTRADICTION], 0)
            return np.where(known.codes == -1, silence, differ).astype(np.int8)
        ends = self.knowledge.ends(self.level, rule.indicator)
        found = np.where(ends.reason == 0, CODES[Reason.BOUNDS], ends.reason)
        if isinstance(rule, AtLeast) and rule.value.is_open:
            found = np.where((ends.reason == 0) & (ends.low > 0) & (ends.high < TOP), CODES[Reason.OPEN_SHARE], found)
        return found.astype(np.int8)

    def _of_set(self, rules: CriteriaSet) -> I8:
        """Return why another set is undecided: what decides it, or whether anything applies at all; see `MeetsSet`."""
        members = {member.id: member for member in members_of(rules, self.knowledge.on, self.level)}
        if rules.requirement is None:
            return np.full(self.size, CODES[Reason.APPLICABILITY], np.int8)
        inner = Reasons(self.knowledge.under(rules.vocabulary), self.level)
        codes, found, applies = inner.required(rules.requirement, members, rules.count)
        return np.where((codes != 0) | ~applies, CODES[Reason.APPLICABILITY], found).astype(np.int8)

    def required(self, needs: Requirement, members: Mapping[str, Member], count: Count) -> tuple[I8, I8, Mask]:
        """Return the answers of a requirement over what applies, the reasons, and where anything of it applies."""
        every = needs.needed == len(needs.of)
        parts = [
            self._applied(members[m], count, every=every) if isinstance(m, str) else self.required(m, members, count)
            for m in needs.of
        ]
        surely, perhaps, applying = (np.zeros(self.size, np.int16) for _ in range(3))
        for codes, _, applies in parts:
            surely += applies & (codes > 0)
            perhaps += applies & (codes >= 0)
            applying += applies
        needed = np.minimum(needs.needed, applying)
        codes = (surely >= needed).astype(np.int8) - (perhaps < needed).astype(np.int8)
        found = first(
            [np.where(applies & (c == 0), reason, 0).astype(np.int8) for c, reason, applies in parts], self.size
        )
        return codes, np.where(codes == 0, found, 0).astype(np.int8), applying > 0

    def _applied(self, member: Member, count: Count, *, every: bool) -> tuple[I8, I8, Mask]:
        """Return what decides a criterion, as the tree of `MeetsSet` has it: answers, reasons, where it counts."""
        if member.is_void:
            nothing = np.zeros(self.size, np.int8)
            return nothing, nothing, np.zeros(self.size, np.bool_)
        codes, found = self.codes(member.rule), self.of(member.rule)
        if member.applies is None:
            return codes, found, np.ones(self.size, np.bool_)
        applies = self.codes(member.applies)
        why = first([self.of(member.applies), found], self.size)
        if count == "all":
            return np.minimum(applies, codes), why, np.ones(self.size, np.bool_)
        if not every:
            return codes, found, applies >= 0
        return np.where(applies == 0, np.maximum(codes, 0), codes), why, applies >= 0


def first(reasons: Iterable[I8], size: int) -> I8:
    """Return the first reason of several, for each place."""
    found = np.zeros(size, np.int8)
    for more in reasons:
        found = np.where(found == 0, more, found)
    return found


def overall(outcomes: I8, required: Sequence[tuple[I8, I8]]) -> I8:
    """Return the first reason why the whole is unknown or does not apply, of the criteria that are or do likewise.

    Args:
        outcomes: the outcomes of the whole.
        required: the outcomes and the reasons of the required criteria.
    """
    if not required:
        return np.full(len(outcomes), CODES[Reason.NOTHING_REQUIRED], np.int8)
    like = [np.where(codes == outcomes, reasons, 0).astype(np.int8) for codes, reasons in required]
    return np.where((outcomes == 0) | (outcomes == 2), first(like, len(outcomes)), 0).astype(np.int8)  # noqa: PLR2004
