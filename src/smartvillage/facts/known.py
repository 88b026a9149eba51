"""What is known of one indicator of one place: the bounds that all sources leave, and where they come from."""

from typing import TYPE_CHECKING

from attrs import define, evolve, field

from smartvillage.facts.links import NO_TRAIL, Step, Trail
from smartvillage.facts.numbers import WIDEST, Bounds, Share
from smartvillage.facts.records import Fact
from smartvillage.facts.rollups import Parts
from smartvillage.indicators import Indicator
from smartvillage.outcomes import Reason

if TYPE_CHECKING:
    from smartvillage.facts.evidence import Evidence

NOTHING = Bounds(1, 0, kind="category")
"""Bounds that leave no value."""


@define(eq=False)
class Known:
    """What is known of one indicator of one place, and from where.

    Attributes:
        indicator: what is measured.
        evidence: that of the place which bears it: the one judged, or the nearest above.
        bounds: what all sources leave.
        reason: why nothing is known, where there is more to say than that the bounds are wide.
        fact: the record used, if any.
        beside: further records that were used with it.
        unused: other records of the indicator, not used.
        steps: what links moved, in the order they did; see `trail`.
        parts: what the places below say.
        category: the recorded value of a category.
    """

    indicator: Indicator
    evidence: "Evidence" = field(repr=False)
    bounds: Bounds
    reason: Reason | None = None
    fact: Fact | None = None
    beside: tuple[Fact, ...] = ()
    unused: tuple[Fact, ...] = ()
    steps: tuple[Step, ...] = ()
    parts: Parts | None = None
    category: str | None = None

    def narrowed(self, bounds: Bounds, reason: Reason | None, steps: tuple[Step, ...]) -> "Known":
        """Return what is known after further steps; three times as fast as `attrs.evolve`.

        No link joins categories.
        """
        steps = self.steps + steps
        return Known(
            self.indicator, self.evidence, bounds, reason, self.fact, self.beside, self.unused, steps, self.parts
        )

    @property
    def is_silent(self) -> bool:
        """Whether no source says anything."""
        return self.fact is None and self.parts is None and self.bounds is WIDEST[self.indicator.kind]

    @property
    def wanted(self) -> str:
        """The indicator to be recorded so that more is known: the total, where a count without one is."""
        counted = self.fact is not None and isinstance(self.fact.value, Share) and self.fact.value.total is None
        lacking = self.indicator.denominator if counted and self.reason is Reason.NO_DENOMINATOR else None
        return lacking or self.indicator.id

    @property
    def trail(self) -> Trail:
        """The links used, and the recorded indicators they started from."""
        wanted: dict[str, None] = {self.indicator.id: None}
        links: dict[str, None] = {}
        for target, link, sources in reversed(self.steps):
            if target in wanted:
                links[link] = None
                wanted |= dict.fromkeys(sources)
        if not links:
            return NO_TRAIL
        known = self.evidence.known
        return Trail(tuple(reversed(links)), tuple(i for i in wanted if known(i).fact or known(i).parts))

    @property
    def total(self) -> int | None:
        """The known total of a share: its own, else the recorded denominator."""
        return self.bounds.total or self.evidence.total(self.indicator, self.fact.as_of if self.fact else None)


def silent(indicator: Indicator, evidence: "Evidence") -> Known:
    """Return that nothing is known of an indicator."""
    reason = Reason.JUDGEMENT if indicator.kind == "judgement" else Reason.NOT_RECORDED
    return Known(indicator, evidence, WIDEST[indicator.kind], reason)


def both(one: Known | None, two: Known | None) -> Known | None:
    """Return what both sources leave, of two categories nothing; the first that speaks is named first."""
    if one is None or two is None:
        return one or two
    return evolve(
        one,
        bounds=one.bounds & two.bounds if two.category in (None, one.category) else NOTHING,
        reason=one.reason and two.reason,
        fact=one.fact or two.fact,
        beside=one.beside + ((two.fact,) if one.fact is not None and two.fact is not None else ()) + two.beside,
        parts=one.parts or two.parts,
    )


def is_of_nothing(known: Known) -> bool:
    """Whether a share is known to be one of nothing, and so adds nothing."""
    return known.fact is not None and isinstance(known.fact.value, Share) and known.fact.value.total == 0
