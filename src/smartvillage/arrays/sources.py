"""Where the places of a table come from: places as such, or columns with a way back to each place."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import numpy as np
from attrs import define, field, frozen

from smartvillage.arrays.ends import I64, Mask
from smartvillage.arrays.gathering import Gathered
from smartvillage.arrays.series import Series
from smartvillage.arrays.strata import Strata
from smartvillage.errors import InvalidType, InvalidValue, did_you_mean
from smartvillage.facts import Issue, Place
from smartvillage.facts.places import level_of
from smartvillage.indicators import Level, Vocabulary


@frozen(eq=False)
class Lot:
    """The places judged of one level.

    Attributes:
        size: how many they are.
        table: their rows in the table.
        stratum: their rows in the stratum.
    """

    size: int
    table: I64 | slice = slice(None)
    stratum: I64 | slice = slice(None)

    @property
    def is_all(self) -> bool:
        """Whether they are the whole table and the whole stratum, in the same order."""
        return isinstance(self.table, slice)

    def find(self, row: int) -> int | None:
        """Return the row of the stratum of a row of the table."""
        if isinstance(self.table, slice) or isinstance(self.stratum, slice):
            return row if 0 <= row < self.size else None
        found = np.flatnonzero(self.table == row)
        return int(self.stratum[found[0]]) if len(found) else None


Rows = Mapping[Level, Lot]
"""The places judged, by level."""


class Source(Protocol):
    """Where the places of a table come from.

    Attributes:
        strata: the columns by level.
        rows: which places are judged.
        issues: what is doubtful about the data.
    """

    strata: Strata
    rows: Rows
    issues: list[Issue]

    def place(self, row: int) -> Place:
        """Return the place of a row of the table, as the rules for one place judge it."""
        ...

    def name(self, row: int) -> str:
        """Return the name of the place of a row of the table."""
        ...

    def labels(self, by: str) -> Sequence[Any]:
        """Return by what to group the rows of the table: the places above of a level, or a column."""
        ...

    def odd(self, level: Level) -> Mask | None:
        """Return where places of a stratum are to be judged one by one."""


@define(eq=False)
class PlacesSource:
    """Places as such.

    Attributes:
        places: the places judged.
        strata: the columns of all places of their trees.
        rows: which places are judged.
        issues: places of other levels.
    """

    places: list[Place]
    strata: Strata
    rows: Rows
    issues: list[Issue]
    _odd: Mapping[Level, Mask]

    @staticmethod
    def of(
        places: Iterable[Place], levels: Sequence[Level], vocabulary: Vocabulary, on: date | None, *, spreads: bool
    ) -> "PlacesSource":
        """Return the places of a set's levels: among those given, or below given places of other levels.

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
        wanted = ", ".join(level.value for level in levels)
        for place in given:
            below = list(place.below(levels))
            if place.level in levels:
                chosen.append(place)
            elif below:
                chosen += [part for part in below if id(part) not in known]
            else:
                issues.append(Issue(code="wrong_level", place=place.name, value=place.level.value, expected=wanted))
        gathered = Gathered(vocabulary, on)
        at: dict[Level, list[tuple[int, int]]] = {}
        for n, place in enumerate(chosen):
            level, row = gathered.add(place)
            at.setdefault(level, []).append((n, row))
        rows = {
            level: Lot(len(pairs), np.array([n for n, _ in pairs]), np.array([r for _, r in pairs]))
            for level, pairs in at.items()
        }
        return PlacesSource(chosen, gathered.strata(), rows, issues, gathered.odd(spreads=spreads))

    def place(self, row: int) -> Place:
        """Return the place of a row."""
        return self.places[row]

    def name(self, row: int) -> str:
        """Return the name of the place of a row."""
        return self.places[row].name

    def labels(self, by: str) -> Sequence[Any]:
        """Return the names of the places above of a level."""
        level = level_of(by)
        return [next((p.name for p in (place, *place.above) if p.level is level), None) for place in self.places]

    def odd(self, level: Level) -> Mask | None:
        """Return where places of a stratum are to be judged one by one."""
        return self._odd[level] if self._odd[level].any() else None


@define(eq=False)
class ColumnsSource:
    """Columns of places, some of which may stand above others.

    Attributes:
        strata: the columns by level.
        rows: which places are judged.
        issues: what is doubtful about the columns.
        names: the column of names, if there is one.
        codes: the column of codes, if there is one.
        parents: the column that names the place above, if there is one.
        columns: all columns of the data.
        origin: the rows of the data of each stratum; nothing where there is but one.
        judged: the rows of the data that are judged; `None` for all.
    """

    strata: Strata
    rows: Rows
    issues: list[Issue]
    names: Series | None
    codes: Series | None
    parents: Series | None
    columns: Mapping[str, Series]
    origin: Mapping[Level, I64]
    judged: I64 | None
    _places: dict[tuple[Level, int], Place] = field(factory=dict, init=False)

    def place(self, row: int) -> Place:
        """Return the place of a row, with the places above and below it."""
        for level, lot in self.rows.items():
            at = lot.find(row)
            if at is not None:
                return self._place(level, at)
        msg = f"the table has no row {row}"
        raise InvalidValue(msg)

    def _place(self, level: Level, row: int) -> Place:
        """Return one place of its tree."""
        at, above = (level, row), self._above(level, row)
        while above is not None:
            at, above = above, self._above(*above)
        if at not in self._places:
            self._places[at] = self._tree(*at)
        chain = [(level, row)]
        while chain[-1] != at:
            chain.append(self._above(*chain[-1]) or at)
        place = self._places[at]
        for one in reversed(chain[:-1]):
            place = place.parts[self._parts(*at).index(one)]
            at = one
        return place

    def _tree(self, level: Level, row: int) -> Place:
        """Return a place with all that is below it."""
        stratum = self.strata[level]
        facts = {i: value for i, column in stratum.columns.items() if (value := column.fact(row)) is not None}
        origin = int(self.origin[level][row]) if level in self.origin else row
        name = self._named(origin)
        code = None if self.codes is None else self.codes.at(origin)
        parts = [self._tree(*part) for part in self._parts(level, row)]
        return Place(name, level=level, code=None if code is None else str(code), facts=facts, parts=parts)

    def _above(self, level: Level, row: int) -> tuple[Level, int] | None:
        """Return the place directly above."""
        for upper, rows in self.strata[level].whole.items():
            if rows[row] >= 0:
                return upper, int(rows[row])
        return None

    def _parts(self, level: Level, row: int) -> list[tuple[Level, int]]:
        """Return the places directly below."""
        return [
            (lower, int(part))
            for lower, stratum in self.strata.by_level.items()
            if level in stratum.whole
            for part in np.flatnonzero(stratum.whole[level] == row)
        ]

    def _named(self, origin: int) -> str:
        """Return the name of a row of the data."""
        name = None if self.names is None else self.names.at(origin)
        return str(name).strip() if name is not None and str(name).strip() else f"#{origin}"

    def name(self, row: int) -> str:
        """Return the name of the place of a row."""
        return self._named(row if self.judged is None else int(self.judged[row]))

    def labels(self, by: str) -> Sequence[Any]:
        """Return the values of a column, or the places above where `by` is a level.

        Raises:
            InvalidValue: if there is no such column.
        """
        column = self.columns.get(by)
        if column is None and by in [level.value for level in Level]:
            column = self.parents
        if column is None:
            msg = f"there is no column {by!r} to group by.{did_you_mean(by, self.columns)}"
            raise InvalidValue(msg)
        judged = range(len(column.values)) if self.judged is None else self.judged
        return [column.at(int(row)) for row in judged]

    def odd(self, level: Level) -> Mask | None:
        """Return where places of a stratum are to be judged one by one: where sums of counts may not fit 64 bits."""
        huge = {one: stratum.huge for one, stratum in self.strata.by_level.items()}
        if len(huge) > 1 and any(mask.any() for mask in huge.values()):
            return np.ones(self.strata[level].size, np.bool_)
        return huge[level] if huge[level].any() else None
