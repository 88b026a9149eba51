"""Where a bound comes from: what records, parts and links together say of one indicator of one place.

All sources that speak are intersected, so that learning more can only narrow what is known. Sources that leave nothing
contradict: their records are set aside for every rule, and an issue names them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from attrs import define, evolve, field

from smartvillage.facts.fitting import counts_some, fit, states
from smartvillage.facts.known import Known, both, is_of_nothing, silent
from smartvillage.facts.links import propagate
from smartvillage.facts.numbers import PERCENT, WIDEST, Bounds, Share
from smartvillage.facts.places import Place
from smartvillage.facts.records import APPRAISED, Fact, Issue, Judgement
from smartvillage.facts.rollups import Parts, missing_parts, pooled, summed
from smartvillage.indicators import Group, Indicator, Measure, Meeting, Meets, Sum, Text, Vocabulary
from smartvillage.outcomes import FAILS, Possible, Reason


@define(eq=False)
class _Shared:
    """What the evidence of several places has in common: each place is looked at once, each issue told once."""

    others: "dict[tuple[int, int], Evidence]" = field(factory=dict)
    issues: dict[Issue, None] = field(factory=dict)


@define(eq=False)
class Evidence:
    """A place as rules see it: its facts, under a vocabulary, on a day.

    Attributes:
        place: the place judged.
        vocabulary: the indicators and links; without one only the place's own records count.
        on: facts of later days are not used.
    """

    place: Place
    vocabulary: Vocabulary | None = field(default=None, repr=False)
    on: date | None = None
    _shared: _Shared = field(factory=_Shared, repr=False)
    _known: dict[str, Known] = field(factory=dict, init=False, repr=False)
    _met: dict[int, Possible] = field(factory=dict, init=False, repr=False)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What was found doubtful so far, here and at the places above and below."""
        return tuple(self._shared.issues)

    def tell(self, code: str, **words: Any) -> None:
        """Note an issue about this place, once."""
        self._shared.issues[Issue(code=code, place=self.place.name, **words)] = None

    def at(self, place: Place, vocabulary: Vocabulary | None = None) -> "Evidence":
        """Return the evidence of another place on the same day, each looked at once."""
        vocabulary = self.vocabulary if vocabulary is None else vocabulary
        if place is self.place and vocabulary is self.vocabulary:
            return self
        key = id(place), id(vocabulary)
        if key not in self._shared.others:
            self._shared.others[key] = Evidence(place, vocabulary, self.on, self._shared)
        return self._shared.others[key]

    def possible(self, meets: Meets) -> Possible:
        """Return the outcomes that the place may still take for something that places meet."""
        key = id(meets)
        if key not in self._met:
            self._met[key] = meets.possible_for(self)
        return self._met[key]

    def known(self, indicator: str, measure: Measure = Measure.YES_NO) -> Known:
        """Return what is known of an indicator.

        Args:
            indicator: its id.
            measure: how to read a bare record where no vocabulary says so.

        Raises:
            UnknownIndicator: if there is a vocabulary and it does not declare the id.
        """
        if self.vocabulary is None:
            return self._bare(indicator, measure)
        known = self._known.get(indicator)
        if known is None:
            if indicator in self.vocabulary.plain:
                known = self._at_once(self.vocabulary.plain[indicator])
                if known is not None:
                    self._known[indicator] = known
                    return known
            self._find(self.vocabulary[indicator], self.vocabulary.groups.get(indicator))
            known = self._known[indicator]
        return known

    def _bare(self, indicator: str, measure: Measure) -> Known:
        """Return what the place's own records say, read as a test measures them: each test may do so differently."""
        records = self.place.facts.get(indicator, ())
        if measure is Measure.YES_NO and any(isinstance(fact.value, Judgement) for fact in records):
            measure = Measure.JUDGEMENT
        key = f"{indicator} {measure.value}"
        if key not in self._known:
            declared = Indicator(indicator, (self.place.level,), measure, Text(indicator, indicator))
            self._known[key] = self._consistent(self._own(declared))
        return self._known[key]

    def _at_once(self, indicator: Indicator) -> Known | None:
        """Return what one exact record, or none, says where nothing else can speak: by far the most frequent case."""
        if self.place.level not in indicator.levels:
            return None
        records = self.place.facts.get(indicator.id)
        if records is None:
            return silent(indicator, self)
        if len(records) != 1:
            return None
        fact = records[0]
        bounds = fact.bounds
        if bounds is None or bounds.kind != indicator.kind or bounds.low != bounds.high:
            return None
        if isinstance(fact.value, Bounds) and indicator.measure is not Measure.SHARE:
            return None
        late = self.on is not None and fact.as_of is not None and fact.as_of > self.on
        return (
            None
            if late or (bounds.scale != 1 and bounds.kind == "number")
            else Known(indicator, self, bounds, None, fact)
        )

    def total(self, share: Indicator, as_of: date | None = None) -> int | None:
        """Return the one known total of a share's denominator, if above zero.

        Args:
            share: the indicator of the share.
            as_of: the day of the figure that is to be one of this total; a total of another day is not its own.
        """
        if self.vocabulary is None or share.denominator is None:
            return None
        known = self.known(share.denominator)
        if not known.bounds.is_exact or known.bounds.low <= 0:
            return None
        days = {fact.as_of for fact in (known.fact, *known.beside) if fact is not None}
        is_of_the_day = as_of is None or not days or None in days or as_of in days
        return int(known.bounds.low) if is_of_the_day else None

    def _find(self, indicator: Indicator, group: Group | None) -> None:
        """Ask every source, for the indicator or for all that links join to it."""
        known = self._own(indicator)
        if group is None or (self.place.level not in indicator.levels and not group.declared.keys() & self.place.facts):
            known = self._consistent(known)  # nothing joins it, or all is from above, where links were run
        else:
            speaking = [i for i, declared in group.declared.items() if self._may_speak(declared)]
            alone = known.bounds.is_exact and not group.may_contradict(speaking)
            if speaking and not alone:
                self._known.update(self._linked(group, known))
                return
        self._known[indicator.id] = known

    def _consistent(self, known: Known) -> Known:
        """Return what is known, or that nothing is where the sources of an indicator contradict each other."""
        if not known.bounds.is_empty:
            return known
        self._contradiction([known])
        return evolve(known, bounds=WIDEST[known.indicator.kind], reason=Reason.CONTRADICTION, category=None)

    def _may_speak(self, indicator: Indicator) -> bool:
        """Whether any source may say something of an indicator."""
        is_from_above = self.place.level not in indicator.levels
        return indicator.id in self.place.facts or is_from_above or indicator.rollup is not None

    # Records, and what places above and below say

    def _own(self, indicator: Indicator) -> Known:
        """Return what records and parts say, before links; possibly nothing is left."""
        if self.vocabulary is not None and indicator.id in self.vocabulary.simple:
            known = self._at_once(indicator)
            if known is not None:
                return known
        records = self.place.facts.get(indicator.id)
        known = self._recorded(indicator, records) if records is not None else None
        if self.vocabulary is not None:
            if self.place.level not in indicator.levels:
                above = self._above(indicator)
                known = both(known, above) if above is not None and not above.is_silent else known or above
            elif indicator.rollup is not None and self.place.parts:
                known = both(known, self._rolled_up(indicator, indicator.rollup))
            if indicator.measure is Measure.COUNT and indicator.id in self.vocabulary.shares_of:
                known = both(known, self._implied(indicator, self.vocabulary.shares_of[indicator.id]))
        if known is None:
            return silent(indicator, self)
        return known

    def _recorded(self, indicator: Indicator, records: tuple[Fact, ...]) -> Known | None:
        """Return what the record that comes first says: appraised before others, then the latest."""
        usable = self._usable(records)
        if len(usable) < len(records):
            late = tuple((indicator.id, fact) for fact in records if fact not in usable)
            self.tell("facts_after", indicator=indicator.id, facts=late, value=str(self.on))
        first, unused = _first(usable)
        fitted = [known for fact in first if (known := self._fitted(indicator, fact)) is not None]
        counted = next((known.bounds for known in fitted if known.bounds.total and known.bounds.is_exact), None)
        if counted is not None:
            rounded = [k for k in fitted if k.fact is not None and states(k.fact, k.bounds, counted)]
            fitted = [known for known in fitted if known not in rounded]
            unused += tuple(known.fact for known in rounded if known.fact is not None)
        known = None
        for other in fitted:
            known = both(known, other)
        if known is not None:
            known.unused = unused
        return known

    def _usable(self, records: tuple[Fact, ...]) -> tuple[Fact, ...]:
        """Return the records that are not of a later day."""
        if self.on is None:
            return records
        return tuple(fact for fact in records if fact.as_of is None or fact.as_of <= self.on)

    def _fitted(self, indicator: Indicator, fact: Fact) -> Known | None:
        """Return a record as the indicator measures it; a misfit is an issue and says nothing."""
        bounds, is_share = fact.bounds, indicator.measure is Measure.SHARE
        lacks_total = is_share and (bounds is None or (bounds.total is None and not bounds.is_exact))
        fitted = fit(indicator, fact, self.total(indicator, fact.as_of) if lacks_total else None)
        if isinstance(fitted, str):
            self.tell(
                fitted,
                indicator=indicator.id,
                facts=((indicator.id, fact),),
                expected=indicator.measure.value,
            )
            return None
        if isinstance(fitted, Reason):
            self._tell_other_day(indicator, fact)
            some = Bounds(0, PERCENT, PERCENT, kind="share", low_open=counts_some(fact))
            return Known(indicator, self, some if is_share else WIDEST[indicator.kind], fitted, fact)
        if indicator.measure is Measure.CATEGORY:
            return Known(indicator, self, fitted, None, fact, category=str(fact.value))
        return Known(indicator, self, fitted, None, fact)

    def _tell_other_day(self, indicator: Indicator, fact: Fact) -> None:
        """Note that a count is of another day than the total that is known."""
        counted = isinstance(fact.value, Share) and fact.value.total is None
        if counted and indicator.denominator is not None and self.total(indicator):
            facts = ((indicator.id, fact), *self._used(self.known(indicator.denominator)))
            self.tell("total_of_another_day", indicator=indicator.id, facts=facts)

    def _above(self, indicator: Indicator) -> Known | None:
        """Return what is known at the nearest place above that bears the indicator."""
        for place in self.place.above:
            if place.level in indicator.levels:
                return self.at(place).known(indicator.id)
        return None

    def _implied(self, indicator: Indicator, shares: Sequence[str]) -> Known | None:
        """Return the total that recorded shares state of their denominator; totals that differ are an issue."""
        totals: dict[int, list[tuple[str, Fact]]] = {}
        for share in shares:
            records = self.place.facts.get(share)
            for fact in _first(self._usable(records))[0] if records is not None else ():
                if isinstance(fact.value, Share) and fact.value.total is not None:
                    totals.setdefault(fact.value.total, []).append((share, fact))
        for fact in _first(self._usable(self.place.facts.get(indicator.id, ())))[0]:
            stated = fit(indicator, fact, None)
            if totals and isinstance(stated, Bounds) and stated.is_exact and stated.low not in totals:
                totals[int(stated.low)] = [(indicator.id, fact)]
        if len(totals) > 1:
            named = tuple(entry for entries in totals.values() for entry in entries)
            self.tell("totals_differ", indicator=indicator.id, facts=named)
            return None
        for total, ((_, fact), *others) in totals.items():
            return Known(indicator, self, Bounds(total, total), None, fact, tuple(other for _, other in others))
        return None

    # Parts

    def _rolled_up(self, indicator: Indicator, rollup: Meeting | Sum) -> Known | None:
        """Return what the places below add up to."""
        levels = [level for level in rollup.levels if level.has_bearer(self.on)]
        places = [self.at(place) for place in self.place.below(levels)]
        if not places:
            return None
        missing = missing_parts(self.place, levels)
        if isinstance(rollup, Sum):
            of = [place.known(rollup.of) for place in places]
            bounds = summed([k.bounds for k in of if not is_of_nothing(k)], indicator.measure, missing)
            parts = Parts(len(places), missing=missing)
            if all(known.is_silent for known in of):
                return Known(indicator, self, WIDEST[indicator.kind], Reason.NOT_RECORDED, parts=parts)
        else:
            met = [(place, place.possible(rollup.meets)) for place in places]
            bounds = pooled([possible for _, possible in met], indicator.measure, missing)
            parts = Parts(
                len(places),
                tuple(place.place for place, possible in met if possible == FAILS),
                tuple(place.place for place, possible in met if len(possible) > 1),
                missing,
            )
        reason = Reason.NO_DENOMINATOR if bounds is None else None
        return Known(indicator, self, bounds or WIDEST[indicator.kind], reason, parts=parts)

    # Links

    def _linked(self, group: Group, asked: Known) -> dict[str, Known]:
        """Return what is known of all indicators that links join, narrowed to the fixed point."""
        own = {i: asked if i == asked.indicator.id else self._own(group.declared[i]) for i in group.indicators}
        speaking = [i for i, known in own.items() if known.bounds is not WIDEST[known.indicator.kind]]
        if not speaking:
            return own
        narrowed = self._narrowed(group, own)
        empty = [i for i, known in narrowed.items() if known.bounds.is_empty]
        if empty:
            self._contradiction([own[i] for i in empty if i in speaking] or [own[i] for i in speaking])
            for i in empty:
                widest = WIDEST[own[i].indicator.kind]
                own[i] = evolve(own[i], bounds=widest, reason=Reason.CONTRADICTION)
            narrowed = self._narrowed(group, own)
            for i, known in narrowed.items():
                if known.bounds.is_empty:
                    narrowed[i] = own[i]
        return narrowed

    def _narrowed(self, group: Group, own: dict[str, Known]) -> dict[str, Known]:
        """Return what the links leave of what is known, run once for each day that facts are stated for.

        What nobody recorded is known as of the newest day.
        """
        if len({known.bounds.total for known in own.values() if known.bounds.total}) > 1:
            return dict(own)
        speaking = {i: known for i, known in own.items() if known.bounds is not WIDEST[known.indicator.kind]}
        days: list[date | None] = [
            *sorted({known.fact.as_of for known in speaking.values() if known.fact is not None and known.fact.as_of})
        ] or [None]
        narrowed = dict(own)
        for day in days:
            of_day = {
                i: known.bounds
                for i, known in speaking.items()
                if day is None or known.fact is None or known.fact.as_of in (None, day)
            }
            implied, steps = propagate(group, of_day, WIDEST[group.kind])
            for i, bounds in implied.items():
                known = narrowed[i]
                if i in of_day or (known.fact is None and day == days[-1]):
                    left = bounds if known.bounds is WIDEST[known.indicator.kind] else known.bounds & bounds
                    if left != known.bounds:
                        reason = None if known.reason is Reason.NOT_RECORDED else known.reason
                        narrowed[i] = known.narrowed(left, reason, steps)
        return narrowed

    def _contradiction(self, contradicting: Sequence[Known]) -> None:
        """Note that what is recorded leaves nothing."""
        facts = tuple(used for known in contradicting for used in self._used(known))
        parts = [place.name for known in contradicting if known.parts is not None for place in known.parts.failing]
        more = (("parts", ", ".join(parts)),) if parts else ()
        self.tell("contradiction", indicator=contradicting[0].indicator.id, facts=facts, more=more)

    def _used(self, known: Known) -> Iterator[tuple[str, Fact]]:
        """Iterate over the records used, each with the indicator that it is of: of a total, it may be a share of it."""
        shares = () if self.vocabulary is None else self.vocabulary.shares_of.get(known.indicator.id, ())
        places = (self.place, *self.place.above)
        stated = {id(fact): share for place in places for share in shares for fact in place.facts.get(share, ())}
        for fact in (known.fact, *known.beside):
            if fact is not None:
                yield stated.get(id(fact), known.indicator.id), fact


def _precedence(fact: Fact) -> tuple[bool, date]:
    """Return what is greater for a record that comes first."""
    return fact.by == APPRAISED, fact.as_of or date.min


def _first(records: tuple[Fact, ...]) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """Return the records that come first, and the others; more than one comes first where nothing orders them."""
    if len(records) < 2:  # noqa: PLR2004 - one record needs no order
        return records, ()
    ranked = [(_precedence(fact), fact) for fact in records]
    best = max(precedence for precedence, _ in ranked)
    return (
        tuple(fact for precedence, fact in ranked if precedence == best),
        tuple(fact for precedence, fact in ranked if precedence != best),
    )
