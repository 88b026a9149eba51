"""Doors: places, mappings of arrays and data frames become strata, with a way back to each place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from attrs import define, evolve, field

from smartvillage.arrays.ends import I64, Mask
from smartvillage.arrays.gathering import Gathered
from smartvillage.arrays.reading import Meant, Reader, Role, Unit
from smartvillage.arrays.series import Series
from smartvillage.arrays.strata import Strata, Stratum
from smartvillage.errors import InvalidType, InvalidValue, MissingExtra, did_you_mean
from smartvillage.facts import Issue, Place, Where
from smartvillage.facts.places import level_of
from smartvillage.indicators import Level, Measure, Vocabulary

Rows = Mapping[Level, tuple[I64, I64]]
"""For each level judged, the rows of the table and the rows of the stratum that they are."""


class Source(Protocol):
    """Where the places of a table come from."""

    @property
    def strata(self) -> Strata:
        """The columns by level."""

    @property
    def rows(self) -> Rows:
        """Which places are judged."""

    @property
    def issues(self) -> list[Issue]:
        """What is doubtful about the data."""

    def place(self, row: int) -> Place:
        """Return the place of a row of the table, as the scalar rules judge it."""

    def name(self, row: int) -> str:
        """Return the name of the place of a row of the table."""

    def label(self, by: str) -> Sequence[Any]:
        """Return what to group the rows by: the name of the place above of a level, or a column."""

    def odd(self, level: Level) -> Mask | None:
        """Return where places of a stratum are to be judged alone."""


@define(eq=False)
class PlacesSource:
    """Places as such.

    Attributes:
        places: the places judged.
        gathered: all places of their trees.
        strata: their columns.
        rows: which places are judged.
        issues: places of other levels.
    """

    places: list[Place]
    strata: Strata
    rows: Rows
    issues: list[Issue]
    odd_by_level: Mapping[Level, Mask]

    @staticmethod
    def of(
        places: Iterable[Place], levels: Sequence[Level], vocabulary: Vocabulary, on: date | None, *, spreads: bool
    ) -> "PlacesSource":
        """Return the places of a set's levels among some places, or below those of other levels.

        Raises:
            InvalidType: for what is no place.
        """
        given = list(places)
        for place in given:
            if not isinstance(place, Place):
                msg = f"a table is of places, not of {type(place).__name__}"
                raise InvalidType(msg)
        known = {id(place) for place in given}
        chosen: list[Place] = []
        issues: list[Issue] = []
        for place in given:
            if place.level in levels:
                chosen.append(place)
                continue
            below = [part for part in place.below(levels) if id(part) not in known]
            chosen += below
            if not below and not any(id(part) in known for part in place.below(levels)):
                wanted = ", ".join(level.value for level in levels)
                issues.append(Issue(code="wrong_level", place=place.name, value=place.level.value, expected=wanted))
        gathered = Gathered(vocabulary, on)
        at: dict[Level, tuple[list[int], list[int]]] = {}
        for n, place in enumerate(chosen):
            level, row = gathered.add(place)
            table, stratum = at.setdefault(level, ([], []))
            table.append(n)
            stratum.append(row)
        rows = {level: (np.array(table), np.array(stratum)) for level, (table, stratum) in at.items()}
        return PlacesSource(chosen, gathered.strata(), rows, issues, gathered.odd(spreads=spreads))

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        return self.places[row]

    def name(self, row: int) -> str:
        """Return the name of the place of a row."""
        return self.places[row].name

    def label(self, by: str) -> Sequence[Any]:
        """Return the name of the place above of a level, for each row."""
        level = level_of(by)
        return [next((p.name for p in (place, *place.above) if p.level is level), None) for place in self.places]

    def odd(self, level: Level) -> Mask | None:
        """Return where places of a stratum are to be judged alone."""
        odd = self.odd_by_level[level]
        return odd if odd.any() else None
