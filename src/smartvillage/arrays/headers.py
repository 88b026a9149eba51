"""Headers: what the columns of a mapping or a data frame mean, by id, alias, or the caller's word."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from attrs import frozen

from smartvillage.arrays.reading import Meant, Role, Unit
from smartvillage.errors import InvalidValue, did_you_mean
from smartvillage.indicators import Indicator, Measure, Vocabulary

_ROLES: tuple[Role, ...] = ("count_low", "count_high", "low", "high", "count", "total")
"""The endings of names, longer ones first."""

Named = tuple[str, Meant]
"""A column by its name, and what it means."""


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
        """Recognise columns: by id, by id and ending, else as in a file.

        Endings are `_low` and `_high`, `_count`, `_count_low`, `_count_high` and `_total`.

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

    def stated(self, vocabulary: Vocabulary) -> tuple[dict[str, dict[Role, Named]], dict[str, list[str]]]:
        """Return the columns of each indicator by what they state, and those that state the same or do not fit."""
        found: dict[str, dict[Role, list[str]]] = {}
        for name, meant in self.meant.items():
            found.setdefault(meant.indicator.id, {}).setdefault(meant.role, []).append(name)
        totals = {i: roles["value"][0] for i, roles in found.items() if len(roles.get("value", ())) == 1}
        stated: dict[str, dict[Role, Named]] = {}
        colliding: dict[str, list[str]] = {}
        for i, roles in found.items():
            denominator = vocabulary[i].denominator or ""
            if any(len(names) > 1 for names in roles.values()) or not _fit(roles, vocabulary[i]):
                colliding[i] = [name for names in roles.values() for name in names]
                continue
            stated[i] = {role: (names[0], self.meant[names[0]]) for role, names in roles.items()}
            if {"count", "value"} <= set(roles) and "total" not in roles and denominator in totals:
                stated[i]["total"] = totals[denominator], Meant(vocabulary[denominator])
        return stated, colliding

    def nothing_found(self, vocabulary: Vocabulary) -> InvalidValue:
        """Return the error that no column is an indicator, with the nearest that is one."""
        ids = [i.id for i in vocabulary]
        near = next(filter(None, (did_you_mean(name, ids) for name in self.unknown)), "")
        names = [*self.meant, *self.identity.values(), *self.unknown]
        return InvalidValue(f"no column is an indicator: {', '.join(names) or 'there is none'}.{near}")


def _fit(roles: Iterable[Role], indicator: Indicator) -> bool:
    """Whether columns of one indicator state it together."""
    match indicator.kind, frozenset(roles):
        case _, roles if list(roles) == ["value"]:
            return True
        case "share", roles if {"count_low", "count_high"} & roles:
            return sorted(roles) == ["count_high", "count_low", "total"]
        case "share", roles:
            return ("count" in roles or "total" not in roles) and not ("value" in roles and {"low", "high"} & roles)
        case "number", roles:
            return roles <= {"low", "high"}
        case _:
            return False


def _by_id(name: str, vocabulary: Vocabulary, units: Mapping[str, Unit]) -> Meant | None:
    """Return what a column means whose name is the id of an indicator, perhaps with an ending."""
    stem: str = name
    role: Role | None = None
    if name not in vocabulary:
        role = next((known for known in _ROLES if name.endswith(f"_{known}")), None)
        stem = name.removesuffix(f"_{role}")
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
