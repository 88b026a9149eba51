"""Sweeps: how many places meet a criterion, and the set, at each of many thresholds, by one sort.

What a place answers depends on the threshold only through the one comparison. So the set is judged three times, with
that comparison failed, unknown and passed; places of which all three are alike stand together, and among these it is
enough to know how many reach each threshold.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import evolve, frozen

from smartvillage.arrays.checks import Comparison, Cut, Deadline, Given, cut_of
from smartvillage.arrays.ends import I64
from smartvillage.arrays.judging import Judged, check_for
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import members_of, plan_of
from smartvillage.arrays.shortfalls import ends_between
from smartvillage.arrays.sources import Lot, Rows
from smartvillage.criteria import Assessment, CriteriaSet
from smartvillage.errors import InvalidValue
from smartvillage.facts import Evidence, Place
from smartvillage.indicators import Level, Vocabulary
from smartvillage.outcomes import OUTCOMES, Outcome
from smartvillage.rules import Combinator, Finding, Holds, Leaf, Rule

CODES = (-1, 0, 1)
"""What a comparison may answer."""


@frozen(eq=False, repr=False)
class Sweep:
    """How many places there are of each outcome at each of many thresholds.

    Attributes:
        criteria_set: the set.
        criterion: the id of the criterion whose threshold changes.
        thresholds: the thresholds, in the order given.
        outcomes: by outcome of the criterion, how many places at each threshold.
        overall: by outcome of the set, likewise.
    """

    criteria_set: CriteriaSet
    criterion: str
    thresholds: tuple[Any, ...]
    outcomes: Mapping[Outcome, I64]
    overall: Mapping[Outcome, I64]

    @property
    def columns(self) -> dict[str, Any]:
        """The figures as columns: thresholds, outcomes of the criterion, and how many places are ready."""
        counts = {outcome.value: self.outcomes[outcome] for outcome in Outcome}
        return {"threshold": list(self.thresholds), **counts, "ready": self.overall[Outcome.PASS]}

    def __repr__(self) -> str:
        """Name the criterion, and count the thresholds."""
        return f"<Sweep of {self.criterion} over {len(self.thresholds)} thresholds by {self.criteria_set.id}>"


@frozen
class _Fixed(Rule):
    """A comparison whose answer is given."""

    indicator: str
    code: int

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:  # noqa: ARG002 - it is given
        """Answer."""
        return Finding(self, self.code)


@frozen(eq=False)
class Swept:
    """Places as a sweep sees them.

    Attributes:
        low: the low ends of what is known of the number compared.
        high: the high ends.
        codes: by answer of the comparison, the outcomes of the criterion and of the set.
    """

    low: I64
    high: I64
    codes: npt.NDArray[np.int8]


def swept(
    criteria_set: CriteriaSet,
    knowledge: Knowledge,
    rows: Rows,
    odd: Mapping[int, Assessment],
    *,
    criterion: str,
    thresholds: Iterable[Any],
) -> Sweep:
    """Sweep the threshold of a criterion over places.

    Args:
        criteria_set: the set.
        knowledge: what is known of the places.
        rows: which of them are judged.
        odd: those that are judged one by one, by their rows in the table.
        criterion: the id of the criterion.
        thresholds: the thresholds, as the rule of the criterion takes them.

    Raises:
        UnknownCriterion: if the set has no such criterion.
        InvalidValue: if it has not exactly one threshold, or a threshold does not fit.
    """
    leaf = _compared(criteria_set, criterion)
    tried = tuple(thresholds)
    cuts = [cut_of(_fitting(leaf, value, criteria_set.vocabulary)) for value in tried]
    places = [_of_level(criteria_set, knowledge, level, criterion, leaf) for level in rows]
    taken = [_taken(lot, odd) for lot in rows.values()]
    parts = [Swept(p.low[at], p.high[at], p.codes[..., at]) for p, at in zip(places, taken, strict=True)]
    parts += [_alone(criteria_set, one, criterion, leaf) for one in odd.values()]
    counts = np.zeros((2, len(_OUTCOMES), len(cuts)), np.int64)
    if parts:
        _count(parts, cuts, counts)
    outcomes, overall = ({OUTCOMES[code]: of[code] for code in _OUTCOMES} for of in counts)
    return Sweep(criteria_set, criterion, tried, outcomes, overall)


_OUTCOMES = (0, 1, 2, -1)
"""The codes of outcomes in the order of their index; -1 counts from the end."""


def _count(parts: Sequence[Swept], cuts: Sequence[Cut], counts: I64) -> None:
    """Count outcomes, of the criterion and of the set, at each threshold: places that answer alike by one sort."""
    low, high = (np.concatenate([getattr(part, name) for part in parts]) for name in ("low", "high"))
    codes = np.concatenate([part.codes for part in parts], axis=-1).reshape(len(CODES) * 2, -1)
    key = (4 ** np.arange(len(codes))) @ (codes.astype(np.int64) % 4)
    holds, fails = (np.array([getattr(cut, name) for cut in cuts], np.int64) for name in ("holds", "fails"))
    upward = np.array([cut.upward for cut in cuts], np.bool_)
    for alike in np.unique(key):
        rows = np.flatnonzero(key == alike)
        reached = len(rows) - np.searchsorted(np.sort(low[rows]), holds)
        missed = np.searchsorted(np.sort(high[rows]), fails)
        passed, failed = np.where(upward, reached, missed), np.where(upward, missed, reached)
        answers = dict(zip(CODES, (failed, len(rows) - passed - failed, passed), strict=True))
        for n, code in enumerate(CODES):
            for of, outcome in enumerate(codes.reshape(len(CODES), 2, -1)[n, :, rows[0]]):
                counts[of, outcome] += answers[code]


def _of_level(criteria_set: CriteriaSet, knowledge: Knowledge, level: Level, criterion: str, leaf: Leaf) -> Swept:
    """Return the places of a level."""
    marked = Holds(f"{criterion} at a threshold")  # no id has spaces
    members = [
        evolve(member, rule=_replaced(member.rule, leaf, marked)) if member.id == criterion else member
        for member in members_of(criteria_set, knowledge.on, level)
    ]
    plan = plan_of(members, criteria_set.requirement, criteria_set.count)
    size = knowledge.strata[level].size
    checks = {asked: check_for(asked, knowledge, level) for asked in plan.leaves if asked != marked}
    codes = np.empty((len(CODES), 2, size), np.int8)
    at = [member.id for member in members].index(criterion)
    for n, code in enumerate(CODES):
        found = Judged.room(len(members), size)
        plan.run({**checks, marked: Given(np.full(size, code, np.int8))}, found.outcomes, found.overall)
        codes[n] = found.outcomes[at], found.overall
    ends = knowledge.ends(level, leaf.indicator)
    return Swept(ends.low, ends.high, codes)


def _taken(lot: Lot, odd: Mapping[int, Assessment]) -> I64:
    """Return the rows of a stratum that are judged, and not one by one."""
    every = np.arange(lot.size)
    table, stratum = (every if isinstance(rows, slice) else rows for rows in (lot.table, lot.stratum))
    return stratum[~np.isin(table, list(odd))]


def _alone(criteria_set: CriteriaSet, assessment: Assessment, criterion: str, leaf: Leaf) -> Swept:
    """Return a place that is judged alone."""
    codes = np.empty((len(CODES), 2, 1), np.int8)
    for n, code in enumerate(CODES):
        fixed = _Fixed(leaf.indicator, code)
        criteria = [
            evolve(one, rule=_replaced(one.rule, leaf, fixed)) if one.id == criterion else one for one in criteria_set
        ]
        found = evolve(criteria_set, criteria=criteria).assess(assessment.place, assessment.on)
        codes[n] = [[found[criterion].outcome.code], [found.outcome.code]]
    low, high = ends_between(assessment.evidence.known(leaf.indicator).bounds)
    return Swept(np.array([low]), np.array([high]), codes)


def _compared(criteria_set: CriteriaSet, criterion: str) -> Leaf:
    """Return the one comparison of a criterion.

    Raises:
        InvalidValue: if there is none, or there are several.
    """
    rule = criteria_set[criterion].rule
    found = list(dict.fromkeys(leaf for leaf in rule.leaves() if isinstance(leaf, Comparison | Deadline)))
    if len(found) != 1:
        told = ", ".join(map(str, found)) or "none"
        msg = f"{criterion} of {criteria_set.id} has not one threshold to sweep, but {len(found)}: {told}"
        raise InvalidValue(msg)
    return found[0]


def _fitting(leaf: Leaf, value: Any, vocabulary: Vocabulary) -> Leaf:
    """Return a comparison with another threshold.

    Raises:
        InvalidValue: for a threshold of another kind than the indicator's.
    """
    made: Any = type(leaf)
    rule: Leaf = made(leaf.indicator, value)
    for problem in rule.problems(vocabulary):
        raise InvalidValue(problem)
    return rule


def _replaced(rule: Rule, leaf: Leaf, other: Rule) -> Rule:
    """Return a rule with a comparison replaced."""
    if rule == leaf:
        return other
    if isinstance(rule, Combinator):
        return rule.with_parts(tuple([_replaced(part, leaf, other) for part in rule.parts]))
    return rule
