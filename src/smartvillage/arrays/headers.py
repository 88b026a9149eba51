"""Headers: what the columns of a mapping or a data frame mean, by id, alias, or the caller's word."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from attrs import frozen

from smartvillage.arrays.reading import Meant, Role, Unit
from smartvillage.errors import InvalidValue, did_you_mean
from smartvillage.indicators import Measure, Vocabulary

_ROLES: tuple[Role, ...] = ("low", "high", "count", "total")


@frozen
class Headers:
    """What columns mean.

    Attributes:
        meant: the columns that measure something, by name.
        identity: the columns that say which place a row is: what for, by name.
        unknown: the others.
    """

    meant: Mapping[str, Meant]
    identity: Mapping[str, str]
    unknown: tuple[str, ...]

    @staticmethod
    def of(names: Iterable[str], vocabulary: Vocabulary, units: Mapping[str, Unit]) -> "Headers":
        """Recognise columns: by id, by id and ending (`_low`, `_high`, `_count`, `_total`), else as in a file.

        Raises:
            InvalidValue: for a unit that is none, or of a column that is not there.
        """
        for name, unit in units.items():
            if unit not in get_args(Unit):
                msg = f"units={{{name!r}: {unit!r}}}: a unit is one of {', '.join(get_args(Unit))}"
                raise InvalidValue(msg)
        meant: dict[str, Meant] = {}
        identity: dict[str, str] = {}
        unknown: list[str] = []
        as_in_files = _AsInFiles(vocabulary, units)
        for name in names:
            found = _by_id(name, vocabulary, units) or as_in_files.meant(name)
            if isinstance(found, Meant):
                meant[name] = found
            elif found is not None:
                identity.setdefault(found, name)
            else:
                unknown.append(name)
        for name in units:
            if name not in meant and name not in [m.indicator.id for m in meant.values()]:
                msg = f"units= names {name!r}, which is no column of an indicator.{did_you_mean(name, meant)}"
                raise InvalidValue(msg)
        return Headers(meant, identity, tuple(unknown))


def _by_id(name: str, vocabulary: Vocabulary, units: Mapping[str, Unit]) -> Meant | None:
    """Return what a column means whose name is the id of an indicator, perhaps with an ending."""
    stem: str = name
    role: Role | None = None
    if name not in vocabulary:
        stem, _, ending = name.rpartition("_")
        role = next((known for known in _ROLES if known == ending), None)
        if role is None or stem not in vocabulary:
            return None
    indicator = vocabulary[stem]
    unit: Unit | None = units[name] if name in units else units.get(stem)
    is_share = indicator.measure is Measure.SHARE
    if role is None:
        role = "count" if unit == "count" and is_share else "value"
    return Meant(indicator, role, unit or "percent", is_declared=unit is not None)


class _AsInFiles:
    """The rules by which `smartvillage.tables` recognises headers, loaded only where ids do not suffice."""

    def __init__(self, vocabulary: Vocabulary, units: Mapping[str, Unit]) -> None:
        self._vocabulary, self._units = vocabulary, units
        self._names: Any = None

    def meant(self, name: str) -> Meant | str | None:
        """Return what a column means: an indicator, or what it says of the place."""
        if self._names is None:
            from smartvillage.tables.columns import Names  # noqa: PLC0415 - a door

            self._names = Names(self._vocabulary, self._units)
        column = self._names.column(0, [name])
        if column is None or column.month is not None:
            return None
        if column.indicator is None:
            return str(column.role)
        is_count = column.unit == "count" and column.indicator.measure is Measure.SHARE
        role: Role = "count" if is_count else "value"
        return Meant(column.indicator, role, column.unit or "percent", is_declared=column.is_declared)
