"""Places gathered into strata: every place of the trees that the places judged stand in, with what is recorded."""

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np
from attrs import define, field

from smartvillage.arrays.ends import Mask
from smartvillage.arrays.records import Recorder, first_of
from smartvillage.arrays.strata import Strata, Stratum
from smartvillage.facts import Fact, Place
from smartvillage.indicators import Indicator, Level, Measure, Vocabulary

At = tuple[Level, int]
"""A level, and the row of a place in its stratum."""


@define(eq=False)
class Gathered:
    """Places of several trees, by level.

    Attributes:
        vocabulary: the indicators.
        on: the day.
        places: the places, by level.
        strata: their columns.
        odd: where a place says what columns cannot hold, by level: it is judged alone.
    """

    vocabulary: Vocabulary
    on: date | None
    places: dict[Level, list[Place]] = field(factory=dict)
    _at: dict[int, At] = field(factory=dict)
    _parent: dict[At, At] = field(factory=dict)
    _whole: dict[At, At] = field(factory=dict)
    _odd: set[At] = field(factory=set)
    _days: dict[At, dict[int | str, set[date]]] = field(factory=dict)

    def add(self, place: Place) -> At:
        """Take in a place, with everything above it and all that is below."""
        for one in reversed((place, *place.above)):
            self._visit(one, None)
        return self._at[id(place)]

    def _visit(self, place: Place, whole: At | None) -> None:
        """Take in a place and its parts, once."""
        if id(place) in self._at:
            return
        of_level = self.places.setdefault(place.level, [])
        at = self._at[id(place)] = place.level, len(of_level)
        of_level.append(place)
        parent = None if place.parent is None else self._at[id(place.parent)]
        if parent is not None:
            self._parent[at] = parent
        if whole is not None:
            self._whole[at] = whole
        for part in place.parts:
            self._visit(part, at)

    def strata(self) -> Strata:
        """Return the columns of what is recorded."""
        strata = Strata()
        for level, places in self.places.items():
            stratum = Stratum(level, len(places))
            strata.by_level[level] = stratum
            recorders: dict[str, Recorder] = {}
            for row, place in enumerate(places):
                for indicator, facts in place.facts.items():
                    if indicator in self.vocabulary:
                        if indicator not in recorders:
                            recorders[indicator] = Recorder(self.vocabulary[indicator], len(places))
                        self._record(recorders[indicator], (level, row), facts)
            stratum.columns = {indicator: recorder.column() for indicator, recorder in recorders.items()}
            if any(place.expected_parts for place in places):
                stratum.expected = np.array([place.expected_parts or 0 for place in places])
        for relation, name in ((self._parent, "parent"), (self._whole, "whole")):
            for (level, row), (upper, at) in relation.items():
                rows = getattr(strata[level], name).setdefault(upper, np.full(strata[level].size, -1))
                rows[row] = at
        return strata

    def _record(self, recorder: Recorder, at: At, facts: Sequence[Fact]) -> None:
        """Record what comes first among the facts of one indicator."""
        first = facts if len(facts) == 1 and self.on is None else first_of(facts, self.on)
        if not first:
            return
        (fact, *others), i = first, recorder.indicator
        is_total = i.measure is Measure.COUNT and i.id in self.vocabulary.shares_of
        is_bare = isinstance(fact.value, int) or fact.bounds is None or fact.bounds.low != fact.bounds.high
        is_left_open = fact.bounds is None and i.kind == "judgement" and i.id in self.vocabulary.groups
        if others or is_left_open or (is_total and not is_bare) or not recorder.add(at[1], fact):
            self._odd.add(at)
        elif fact.as_of is not None:
            for joined in self._joined(i):
                self._days.setdefault(at, {}).setdefault(joined, set()).add(fact.as_of)

    def _joined(self, indicator: Indicator) -> Iterator[int | str]:
        """Iterate over what joins an indicator to others, whose facts must then be of one day: links, and a total."""
        if indicator.id in self.vocabulary.groups:
            yield id(self.vocabulary.groups[indicator.id])
        if indicator.denominator is not None:
            yield indicator.denominator
        if indicator.id in self.vocabulary.shares_of:
            yield indicator.id

    def odd(self, *, spreads: bool) -> dict[Level, Mask]:
        """Return where places are to be judged alone: what they, or places above or below them, say fits no column.

        Args:
            spreads: whether the places beside a place matter to it too.
        """
        odd = self._odd | {at for at in self._days if self._has_days(at)}
        reached: set[At] = set(odd)
        for at in odd:
            reached.update(self._chain(at))
        if odd:
            roots = {self._chain(at)[-1] for at in odd}
            for at in self._at.values():
                chain = self._chain(at)
                if odd.intersection(chain) or (spreads and chain[-1] in roots):
                    reached.add(at)
        masks = {level: np.zeros(len(places), np.bool_) for level, places in self.places.items()}
        for level, row in reached:
            masks[level][row] = True
        return masks

    def _chain(self, at: At) -> list[At]:
        """Return a place and those above it."""
        chain = [at]
        while chain[-1] in self._parent:
            chain.append(self._parent[chain[-1]])
        return chain

    def _has_days(self, at: At) -> bool:
        """Whether facts of a place, or of those above it, that links or a total join are of several days."""
        days: dict[int | str, set[date]] = {}
        for one in self._chain(at):
            for group, stated in self._days.get(one, {}).items():
                days.setdefault(group, set()).update(stated)
        return any(len(stated) > 1 for stated in days.values())
