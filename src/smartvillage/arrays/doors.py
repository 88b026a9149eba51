"""Doors: mappings of arrays and data frames become columns of places."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from attrs import frozen

from smartvillage.arrays.columns import Recorded, rows_of
from smartvillage.arrays.ends import I64
from smartvillage.arrays.headers import Headers
from smartvillage.arrays.reading import Reader, Unit
from smartvillage.arrays.series import Series
from smartvillage.arrays.sources import ColumnsSource, Lot
from smartvillage.arrays.strata import Strata, Stratum
from smartvillage.errors import InvalidType, InvalidValue, MissingExtra, did_you_mean
from smartvillage.facts import Issue, Where
from smartvillage.facts.places import level_of
from smartvillage.indicators import Level, Vocabulary


@frozen
class Layout:
    """Which columns say which place a row is; those not named are recognised by their headers.

    Attributes:
        name: the column of names.
        code: the column of administrative codes.
        level: the column of levels, or one level for all rows.
        parent: the column that names, by name or code, the row of the place above.
        units: how bare numbers of a share's column are meant.
    """

    name: str | None = None
    code: str | None = None
    level: str | None = None
    parent: str | None = None
    units: Mapping[str, Unit] = {}


def series_of_mapping(data: Mapping[str, Any]) -> dict[str, Series]:
    """Return the columns of a mapping of arrays or sequences."""
    return {str(name): Series.of(str(name), values) for name, values in data.items()}


def series_of_frame(data: Any) -> dict[str, Series]:
    """Return the columns of any eager data frame that narwhals knows.

    Raises:
        MissingExtra: if narwhals is not installed.
        InvalidType: for what is no eager data frame.
    """
    frame = eager(data)
    return {name: _series(name, frame[name]) for name in frame.columns}


def eager(data: Any) -> Any:
    """Return an eager data frame as narwhals knows it.

    Raises:
        MissingExtra: if narwhals is not installed.
        InvalidType: for what is no eager data frame.
    """
    try:
        import narwhals as nw  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        msg = "data frames need narwhals: pip install 'smartvillage[dataframe]'"
        raise MissingExtra(msg) from None
    try:
        return nw.from_native(data, eager_only=True)
    except TypeError:
        msg = f"a table is made of places, a mapping of arrays or an eager data frame, not of {type(data).__name__}"
        raise InvalidType(msg) from None


def _series(name: str, series: Any) -> Series:
    """Return a column of a data frame; nulls apart, so that no integer passes through a float."""
    import narwhals as nw  # noqa: PLC0415 - an extra

    dtype = series.dtype
    if dtype.is_float():
        return Series.of(name, series.to_numpy() if series.null_count() == 0 else _floats(series))
    missing = series.is_null()
    if dtype.is_integer() or dtype == nw.Boolean:
        null = missing.to_numpy()
        values = series.fill_null(value=False if dtype == nw.Boolean else 0) if null.any() else series
        return Series(name, Series.of(name, values.to_numpy()).values, null if null.any() else None)
    if dtype in (nw.Date, nw.Datetime):
        return Series.of(name, np.array(series.cast(nw.Date).to_list(), "datetime64[D]"))
    return Series.of(name, _objects(series.to_list()))


def _floats(series: Any) -> Any:
    """Return a column of floats with NaN for nulls."""
    return series.fill_null(float("nan")).to_numpy()


def _objects(values: Sequence[Any]) -> Any:
    """Return values as an array of objects."""
    array = np.empty(len(values), object)
    array[:] = values
    return array


def columns_source(
    series: Mapping[str, Series], layout: Layout, levels: Sequence[Level], vocabulary: Vocabulary
) -> ColumnsSource:
    """Return columns as places.

    Args:
        series: the columns.
        layout: which of them say which place a row is.
        levels: the levels judged, the first for rows that state none.
        vocabulary: the indicators.

    Raises:
        InvalidValue: if columns differ in length, a column named is not there, or no column is an indicator.
    """
    sizes = {len(one.values) for one in series.values()}
    if len(sizes) > 1:
        msg = f"all columns of a table have the same length, not {', '.join(map(str, sorted(sizes)))}"
        raise InvalidValue(msg)
    size = sizes.pop() if sizes else 0
    named = {role: _named(role, getattr(layout, role), series) for role in ("name", "code", "parent")}
    level_column = layout.level if layout.level in series else None
    taken = {column for column in (*named.values(), level_column) if column is not None}
    headers = Headers.of([name for name in series if name not in taken], vocabulary, layout.units)
    reader = Reader(vocabulary, size)
    columns = _columns(reader, headers, series)
    if not columns:
        raise headers.nothing_found(vocabulary)
    identity = {**headers.identity, **{role: column for role, column in named.items() if column}}
    if level_column is None and layout.level is None:
        level_column = identity.get("level")
    names, codes = (series.get(identity.get(role, "")) for role in ("name", "code"))
    parents = series.get(identity.get("parent") or identity.get("commune") or "")
    if level_column is None:
        only = levels[0] if layout.level is None else level_of(layout.level)
        strata = Strata({only: Stratum(only, size, columns)})
        rows = {only: Lot(size)} if only in levels else {}
        origin: dict[Level, I64] = {}
        judged: I64 | None = None
    else:
        strata, origin = _split(columns, _ranks(series[level_column], levels[0], reader.issues))
        if parents is not None:
            _join(strata, origin, parents, [key for key in (codes, names) if key is not None], reader.issues)
        judged = np.sort(np.concatenate([origin.get(level, _NONE) for level in levels]))
        rows = {
            level: Lot(len(origin[level]), np.searchsorted(judged, origin[level]), np.arange(len(origin[level])))
            for level in levels
            if level in origin
        }
    return ColumnsSource(strata, rows, reader.issues, names, codes, parents, series, origin, judged)


_NONE = np.zeros(0, np.int64)


def _named(role: str, column: str | None, series: Mapping[str, Series]) -> str | None:
    """Return a column that the caller named.

    Raises:
        InvalidValue: if it is not there.
    """
    if column is not None and column not in series:
        msg = f"{role}={column!r} is no column of the table.{did_you_mean(column, series)}"
        raise InvalidValue(msg)
    return column


def _columns(reader: Reader, headers: Headers, series: Mapping[str, Series]) -> dict[str, Recorded]:
    """Return the columns of indicators; two columns that state the same are an issue and neither is used."""
    stated, colliding = headers.stated(reader.vocabulary)
    for i, names in colliding.items():
        reader.issues.append(Issue(code="columns_collide", indicator=i, value="; ".join(names)))
    for name in headers.unknown:
        reader.issues.append(Issue(code="unknown_column", value=name, where=Where(column=name)))
    return {
        i: reader.column(reader.vocabulary[i], {role: (series[name], meant) for role, (name, meant) in roles.items()})
        for i, roles in stated.items()
    }


def _ranks(column: Series, usual: Level, issues: list[Issue]) -> I64:
    """Return the rank of the level of each row, the usual one for rows that state none; -1 where nobody knows it."""
    from smartvillage.tables.places import level_called  # noqa: PLC0415 - a door

    ranks = np.full(len(column.values), usual.rank)
    for row, value in column.objects():
        text = str(value)
        found = next((one for one in Level if one.value == text), None) or level_called(text)
        ranks[row] = -1 if found is None else found.rank
    unknown = np.flatnonzero(ranks < 0)
    if len(unknown):
        value = str(column.values[unknown[0]])
        more = (("rows", str(len(unknown))),)
        issues.append(Issue(code="unknown_level", value=value, where=Where(column=column.name), more=more))
    return ranks


def _split(columns: Mapping[str, Recorded], ranks: I64) -> tuple[Strata, dict[Level, I64]]:
    """Return the columns by level, and which rows of the data each level has."""
    origin = {level: rows for level in Level if len(rows := np.flatnonzero(ranks == level.rank))}
    strata = Strata()
    for level, rows in origin.items():
        own = {i: rows_of(column, rows) for i, column in columns.items()}
        strata.by_level[level] = Stratum(level, len(rows), own)
    return strata, origin


def _join(
    strata: Strata, origin: Mapping[Level, I64], parents: Series, keys: Sequence[Series], issues: list[Issue]
) -> None:
    """Let each place know the one above it: the row of a higher level with the code, else the name, that it states."""
    ambiguous: list[str] = []
    for level, stratum in strata.by_level.items():
        known: dict[str, tuple[Level, int] | None] = {}
        for key in keys:
            found: dict[str, tuple[Level, int] | None] = {}
            for upper in sorted((one for one in origin if one.rank > level.rank), key=lambda one: one.rank):
                for at, row in enumerate(origin[upper]):
                    said = key.at(int(row))
                    if said is not None:
                        found[str(said)] = None if str(said) in found else (upper, at)
            known = found | known
        for n, row in enumerate(origin[level]):
            said = str(parents.at(int(row)))
            above = known.get(said)
            if above is not None:
                upper, at = above
                rows = stratum.parent.setdefault(upper, np.full(stratum.size, -1))
                stratum.whole[upper] = rows
                rows[n] = at
            elif said in known:
                ambiguous.append(said)
    if ambiguous:
        more = (("rows", str(len(ambiguous))),)
        issues.append(Issue(code="ambiguous_parent", value=ambiguous[0], where=Where(column=parents.name), more=more))
