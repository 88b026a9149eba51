"""Where a bound comes from, for many places: what `smartvillage.facts.evidence` says of one place, column by column."""

from collections.abc import Callable
from datetime import date

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field

from smartvillage.arrays.columns import Column, Nothing, Shares, Tallies, Words
from smartvillage.arrays.ends import I64, SILENT, Ends
from smartvillage.arrays.links import live, narrowed
from smartvillage.arrays.rollups import pooled, summed
from smartvillage.arrays.strata import Strata
from smartvillage.indicators import Group, Indicator, Level, Measure, Meets, Sum, Vocabulary
from smartvillage.outcomes import Reason

Flags = npt.NDArray[np.uint8]
"""What is possible for each place: 1 for pass, 2 for fail, 4 for not applicable, added up."""

Known = Column | Ends
"""What is known of an indicator: the column alone where nothing else speaks, else the ends that all sources leave."""


@define(eq=False)
class Knowledge:
    """Places as rules see them: their columns, under a vocabulary, on a day.

    Attributes:
        strata: the places.
        vocabulary: the indicators and links.
        on: the day.
        judge: returns what is possible for the places of a level, for something that places meet.
        asked: the indicators asked for, as far as known; links tell all of them at once.
    """

    strata: Strata
    vocabulary: Vocabulary
    on: date | None
    judge: "Callable[[Knowledge, Level, Meets], Flags]"
    asked: set[str] = field(factory=set)
    _others: "dict[int, Knowledge]" = field(factory=dict)
    _known: dict[tuple[Level, str], Known] = field(factory=dict, init=False)
    _possible: dict[tuple[Level, int], Flags] = field(factory=dict, init=False)

    def under(self, vocabulary: Vocabulary) -> "Knowledge":
        """Return the same places under another vocabulary."""
        if vocabulary is self.vocabulary:
            return self
        if id(vocabulary) not in self._others:
            self._others[id(vocabulary)] = Knowledge(
                self.strata, vocabulary, self.on, self.judge, self.asked, self._others
            )
        return self._others[id(vocabulary)]

    def possible(self, level: Level, meets: Meets) -> Flags:
        """Return what is possible for the places of a level, for something that places meet."""
        key = level, id(meets)
        if key not in self._possible:
            self._possible[key] = self.judge(self, level, meets)
        return self._possible[key]

    def column(self, level: Level, indicator: Indicator) -> Column:
        """Return what is recorded of an indicator at the places of a level."""
        stratum = self.strata[level]
        return stratum.columns.get(indicator.id) or Nothing(stratum.size, indicator.kind)

    def known(self, level: Level, indicator: str) -> Known:
        """Return what is known of an indicator at the places of a level.

        Raises:
            UnknownIndicator: if the vocabulary does not declare it.
        """
        key = level, indicator
        if key not in self._known:
            declared = self.vocabulary[indicator]
            group = self.vocabulary.groups.get(indicator)
            if group is not None and live(group, self._speaking(level, group), indicator):
                self._link(level, group, indicator)
            elif self._is_alone(level, declared):
                self._known[key] = self.column(level, declared)
            elif declared.kind == "category":
                self._known[key] = self._word(level, declared)
            else:
                own = self._own(level, declared)
                self._known[key] = own.widened(own.empty, declared.kind) if own.empty.any() else own
        return self._known[key]

    def ends(self, level: Level, indicator: str) -> Ends:
        """Return what is known of an indicator as ends, with a reason wherever nothing is."""
        known = self.known(level, indicator)
        if isinstance(known, Ends):
            return known
        return _ends(known).told(self.silence(indicator))

    def silence(self, indicator: str) -> Reason:
        """Return why an indicator without any record is unknown."""
        return Reason.JUDGEMENT if self.vocabulary[indicator].kind == "judgement" else Reason.NOT_RECORDED

    def total(self, level: Level, share: Indicator) -> I64 | None:
        """Return the known totals of a share's denominator, 0 where there is none above zero."""
        if share.denominator is None:
            return None
        return _one_number(self.ends(level, share.denominator))

    def total_of(self, level: Level, share: Indicator) -> I64 | None:
        """Return the known totals of what is known of a share: those of the place that bears it."""
        total = self.total(level, share)
        if total is None or not self._is_above(level, share):
            return total
        column = self.column(level, share)
        recorded = (column.ends(total) if isinstance(column, Shares) else _ends(column)).recorded
        for upper, rows in self.strata.above(level, share.levels).items():
            above = self.ends(upper, share.denominator or "")
            total = np.where(recorded | (rows < 0), total, _one_number(above)[rows])
        return total

    # Which sources speak

    def _is_above(self, level: Level, declared: Indicator) -> bool:
        """Whether places above bear the indicator for places of this level."""
        return level not in declared.levels and bool(self.strata.above(level, declared.levels))

    def _is_rolled_up(self, level: Level, declared: Indicator) -> bool:
        """Whether places below give the indicator."""
        return (
            level in declared.levels
            and declared.rollup is not None
            and bool(self.strata.parts(level, self._levels(declared)))
        )

    def _levels(self, declared: Indicator) -> list[Level]:
        """Return the levels rolled up that exist on the day."""
        return [level for level in (declared.rollup.levels if declared.rollup else ()) if level.has_bearer(self.on)]

    def _is_implied(self, level: Level, declared: Indicator) -> bool:
        """Whether shares may state the indicator as their total."""
        shares = self.vocabulary.shares_of.get(declared.id, ()) if declared.measure is Measure.COUNT else ()
        columns = [self.strata[level].columns.get(share) for share in shares]
        return any((column.stated >= 0).any() for column in columns if isinstance(column, Tallies | Shares))

    def _is_alone(self, level: Level, declared: Indicator) -> bool:
        """Whether nothing but the column speaks of the indicator."""
        return (
            not isinstance(self.column(level, declared), Shares)
            and not self._is_above(level, declared)
            and not self._is_rolled_up(level, declared)
            and not self._is_implied(level, declared)
        )

    def _speaking(self, level: Level, group: Group) -> set[str]:
        """Return the linked indicators of which anything may be known."""
        return {
            i
            for i, declared in group.declared.items()
            if i in self.strata[level].columns or self._is_above(level, declared) or self._is_rolled_up(level, declared)
        }

    # What they say

    def _own(self, level: Level, declared: Indicator) -> Ends:
        """Return what records and parts say, before links; possibly nothing is left."""
        column = self.column(level, declared)
        if isinstance(column, Shares):
            own = column.ends(self.total(level, declared) if column.needs_total else None)
        else:
            own = _ends(column)
        if self._is_above(level, declared):
            for upper, rows in self.strata.above(level, declared.levels).items():
                above = self.ends(upper, declared.id).rows(rows, declared.kind)
                weaker = above.untold(declared.kind) & (own.reason != SILENT)
                own = own.both(evolve(above, reason=np.where(weaker, SILENT, above.reason).astype(np.int8)))
        elif self._is_rolled_up(level, declared):
            own = own.both(self._rolled_up(level, declared))
        if self._is_implied(level, declared):
            own = own.both(self._implied(level, declared))
        return own.told(self.silence(declared.id))

    def _word(self, level: Level, declared: Indicator) -> Words:
        """Return a category: recorded here, or above, or on both and the same."""
        column = self.column(level, declared)
        words = list(column.words) if isinstance(column, Words) else []
        codes = column.codes if isinstance(column, Words) else np.full(self.strata[level].size, -1)
        for upper, rows in self.strata.above(level, declared.levels).items():
            above = self.known(upper, declared.id)
            if isinstance(above, Words):
                at = np.where(rows < 0, -1, above.codes[rows])
                at[at >= 0] += len(words)
                words += above.words
                named = np.array([*words, "", ""])
                differ = (codes >= 0) & (at >= 0) & (named[codes] != named[at])
                codes = np.where(differ, -2, np.where(codes < 0, at, codes))
        return Words(codes, tuple(words))

    def _implied(self, level: Level, declared: Indicator) -> Ends:
        """Return the totals that shares state of their denominator; where they differ, nothing."""
        size = self.strata[level].size
        total, differ = np.full(size, -1), np.zeros(size, np.bool_)
        columns = self.strata[level].columns
        for share in self.vocabulary.shares_of[declared.id]:
            column = columns.get(share)
            if isinstance(column, Tallies | Shares):
                stated = column.stated
                differ |= (total >= 0) & (stated >= 0) & (total != stated)
                total = np.where(total < 0, stated, total)
        recorded = _ends(self.column(level, declared))
        is_number = (recorded.reason != SILENT) & (recorded.low == recorded.high)
        differ |= is_number & (total >= 0) & (recorded.low != total)
        known = (total >= 0) & ~differ
        ends = Ends.silent(size, "number").stated(known)
        ends.low[known] = ends.high[known] = total[known]
        return ends

    def _rolled_up(self, level: Level, declared: Indicator) -> Ends:
        """Return what the places below add up to."""
        rollup, levels = declared.rollup, self._levels(declared)
        parts = self.strata.parts(level, levels)
        missing = self.strata.missing(level, levels)
        if isinstance(rollup, Sum):
            of = [
                (rows, self.ends(lower, rollup.of), self._of_nothing(lower, rollup.of)) for lower, rows in parts.items()
            ]
            kind = self.vocabulary[rollup.of].kind
            return summed(of, missing, kind, is_share=declared.measure is Measure.SHARE)
        met = [(rows, self.possible(lower, rollup.meets)) for lower, rows in parts.items()] if rollup else []
        return pooled(met, missing, is_share=declared.measure is Measure.SHARE)

    def _of_nothing(self, level: Level, share: str) -> npt.NDArray[np.bool_]:
        """Return where a share is recorded as one of nothing."""
        column = self.strata[level].columns.get(share)
        return column.stated == 0 if isinstance(column, Shares) else np.zeros(self.strata[level].size, np.bool_)

    def _link(self, level: Level, group: Group, indicator: str) -> None:
        """Note what links leave of an indicator, and of those of its group that are asked for as well."""
        asked = {i for i in group.indicators if i in self.asked or i == indicator}
        own = {i: self._own(level, declared) for i, declared in group.declared.items()}
        for i, ends in narrowed(group, own, asked).items():
            self._known[level, i] = ends


def _one_number(ends: Ends) -> I64:
    """Return the numbers that are known exactly and above zero, else 0."""
    return np.where((ends.low == ends.high) & (ends.low > 0), ends.low, 0)


def _ends(column: Column) -> Ends:
    """Return a column as ends."""
    if isinstance(column, Words):  # pragma: no cover - no link, sum or comparison is about categories
        return Ends.silent(len(column.codes), "category")
    return column.ends()
