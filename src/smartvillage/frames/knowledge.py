"""Where a bound comes from in a lazy frame: what `smartvillage.arrays.knowledge` says of tables, as stages."""

from attrs import define, evolve, field

from smartvillage.arrays.ends import LIMIT, TOP
from smartvillage.arrays.links import live
from smartvillage.frames.columns import Reader
from smartvillage.frames.known import Counts, Ends, Known, Points, Rails, Range, Recorded, Share
from smartvillage.frames.links import narrowed
from smartvillage.frames.shares import ends_of, usable
from smartvillage.frames.stages import Stages, Term, chosen, greatest, lit, smallest
from smartvillage.indicators import Group, Indicator, Measure, Vocabulary


@define(eq=False)
class Knowledge:
    """The places of a frame as rules see them, under a vocabulary.

    Attributes:
        reader: reads the columns.
        vocabulary: the indicators and links.
        asked: the indicators asked for, as far as known; links tell all of them at once.
    """

    reader: Reader
    vocabulary: Vocabulary
    asked: set[str] = field(factory=set)
    _recorded: dict[str, Recorded | None] = field(factory=dict)
    _known: dict[str, Known | None] = field(factory=dict, init=False)

    def under(self, vocabulary: Vocabulary) -> "Knowledge":
        """Return the same places under another vocabulary."""
        return Knowledge(self.reader, vocabulary, self.asked, self._recorded)

    @property
    def stages(self) -> Stages:
        """The frame."""
        return self.reader.stages

    def known(self, indicator: str) -> Known | None:
        """Return what is known of an indicator; `None` for nothing anywhere.

        Raises:
            UnknownIndicator: if the vocabulary does not declare it.
        """
        if indicator not in self._known:
            declared = self.vocabulary[indicator]
            group = self.vocabulary.groups.get(indicator)
            if group is not None and live(group, self._speaking(group), indicator):
                self._link(group, indicator)
            else:
                self._known[indicator] = self._own(declared)
        return self._known[indicator]

    def _column(self, declared: Indicator) -> Recorded | None:
        """Return what the columns say of an indicator, read once."""
        if declared.id not in self._recorded:
            self._recorded[declared.id] = self.reader.column(declared)
        return self._recorded[declared.id]

    def _speaking(self, group: Group) -> set[str]:
        """Return the linked indicators that have columns."""
        return {i for i, declared in group.declared.items() if self._column(declared) is not None}

    def _own(self, declared: Indicator) -> Known | None:
        """Return what the columns say before links; records that contradict each other say nothing."""
        column = self._column(declared)
        if isinstance(column, Share):
            return self._share(declared, column)
        if declared.measure is Measure.COUNT and isinstance(column, Range | None):
            return self._number(declared, column)
        return column

    def _share(self, declared: Indicator, share: Share) -> Known:
        """Return a share in the narrowest form that holds it."""
        match share:
            case Share(value=Points(places=9) as value, low=None, high=None, counts=None):
                return value
            case Share(value=None, low=None, high=None, counts=Counts() as counts):
                return usable(self.stages, counts, self._total(declared))
            case _:
                pass
        ends = ends_of(self.stages, share, self._total(declared))
        low, high = self.stages.hold(
            chosen(ends.low <= ends.high, ends.low, 0), chosen(ends.low <= ends.high, ends.high, TOP)
        )
        return evolve(ends, low=low, high=high)

    def _total(self, share: Indicator) -> Term:
        """Return the known totals of a share's denominator, 0 where there is none above zero."""
        total = None if share.denominator is None else self.known(share.denominator)
        return chosen(total.low == total.high, total.low, 0) if isinstance(total, Range) else lit(0)

    def _number(self, declared: Indicator, recorded: Range | None) -> Range | None:
        """Return a count: recorded, or the total that shares state; where those differ, they state nothing."""
        shares = [self._column(self.vocabulary[i]) for i in self.vocabulary.shares_of.get(declared.id, ())]
        totals = [_stated(share.counts) for share in shares if isinstance(share, Share) and share.counts is not None]
        if not totals:
            return recorded
        least = smallest(*(chosen(total >= 0, total, LIMIT) for total in totals))
        total, least = self.stages.hold(greatest(*totals), least)
        is_sure = (total >= 0) & (total == least)
        if recorded is None:
            ends = self.stages.hold(chosen(is_sure, total, 0), chosen(is_sure, total, LIMIT), is_sure)
            return Range(*ends)
        is_sure &= ~(recorded.known & (recorded.low == recorded.high) & (recorded.low != total))
        low = chosen(is_sure, greatest(recorded.low, total), recorded.low)
        high = chosen(is_sure, smallest(recorded.high, total), recorded.high)
        low, high = self.stages.hold(low, high)
        is_left = low <= high
        ends = self.stages.hold(chosen(is_left, low, 0), chosen(is_left, high, LIMIT), recorded.known | is_sure)
        return Range(*ends)

    def _link(self, group: Group, indicator: str) -> None:
        """Note what links leave of an indicator, and of those of its group that are asked for as well."""
        own: dict[str, Ends] = {}
        for i, declared in group.declared.items():
            match self._column(declared):
                case Share() as share:
                    own[i] = ends_of(self.stages, share, self._total(declared))
                case Rails() as answer:
                    own[i] = self._answer(answer)
                case _:
                    pass
        asked = {i for i in group.indicators if i in self.asked or i == indicator}
        self._known.update(narrowed(self.stages, group, own, asked))

    def _answer(self, answer: Rails) -> Ends:
        """Return a yes or no as ends."""
        low, high, known = self.stages.hold(
            chosen(answer.surely, 1, 0), chosen(answer.perhaps, 1, 0), answer.surely | ~answer.perhaps
        )
        none = lit(0)
        return Ends(low, high, known, known, none, none, none)


def _stated(counts: Counts) -> Term:
    """Return the totals by which counts state their denominator, -1 for none: bounds of counts state none."""
    return counts.total if counts.is_exact else chosen(counts.least == counts.most, counts.total, -1)
