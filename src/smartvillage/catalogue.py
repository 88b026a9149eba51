"""The vocabulary and the criteria sets shipped with the package; files are found, not registered."""

import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from smartvillage.criteria import CriteriaSet
from smartvillage.errors import (
    InvalidFile,
    InvalidType,
    InvalidValue,
    NotInForce,
    SmartVillageError,
    UnknownCriteriaSet,
    did_you_mean,
    shown,
)
from smartvillage.indicators import Indicator, Meeting, Vocabulary

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from smartvillage.codec import Load

_YEAR = re.compile(r"-\d{4}$")


@cache
def _folder() -> "Traversable":
    """Return the folder of criteria: in the package, else in the checkout around it."""
    from importlib.resources import files  # noqa: PLC0415 - a tenth of the time that importing the library takes

    packaged = files("smartvillage") / "criteria"
    return packaged if (packaged / "indicators.toml").is_file() else Path(__file__).parents[2] / "criteria"


@cache
def vocabulary() -> Vocabulary:
    """Return the shipped indicators and links."""
    from smartvillage.codec import loads, vocabulary_from  # noqa: PLC0415 - loads cattrs, needed only from here on

    file = "criteria/indicators.toml"
    return vocabulary_from(loads((_folder() / "indicators.toml").read_text("utf-8"), file), file, shipped)


@cache
def _found() -> "dict[str, Traversable]":
    """Return the files of the shipped sets by id."""
    folders = sorted((f for f in _folder().iterdir() if f.is_dir()), key=lambda f: f.name)
    return {
        f"{folder.name}/{file.name.removesuffix('.toml')}": file
        for folder in folders
        for file in sorted(folder.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".toml")
    }


@cache
def _shipped(set_id: str) -> CriteriaSet:
    """Return a shipped set by its full id.

    Raises:
        InvalidFile: if the id in the file is another.
    """
    file = f"criteria/{set_id}.toml"
    from smartvillage.codec import loads  # noqa: PLC0415 - loads cattrs, needed only from here on

    rules = _parsed(loads(_found()[set_id].read_text("utf-8"), file), file, shipped)
    if rules.id != set_id:
        raise InvalidFile(file, [f"the id {rules.id!r} is not that of the file, {set_id!r}"])
    return rules


_loading: ContextVar[tuple[str, ...]] = ContextVar("_loading", default=())
"""The files whose references are being followed; each thread and task has its own."""


def catalogue() -> tuple[CriteriaSet, ...]:
    """Return all shipped sets, by id."""
    return tuple(map(_shipped, _found()))


def load(ref: str | Path, *, on: date | None = None) -> CriteriaSet:
    """Return a criteria set.

    Args:
        ref: the id of a shipped set, with its year or without (the newest), or the path of a `.toml` file.
        on: with an id without year, the edition in force on this day.

    Raises:
        UnknownCriteriaSet: if no shipped set has this id; the message offers the nearest.
        NotInForce: if no edition was in force on the day; the message names the nearest.
        InvalidFile: if a file cannot be read; the message names every problem.
    """
    if not isinstance(ref, str | Path):
        msg = f"load takes the id of a set or the path of a .toml file, not {ref!r}"
        raise InvalidType(msg)
    if isinstance(ref, Path) or ref.endswith(".toml"):
        return _from_file(Path(ref))
    return shipped(ref, on)


def shipped(ref: str, on: date | None = None) -> CriteriaSet:
    """Return a shipped set; unlike `load` it opens no other file, whatever the id says.

    Raises:
        UnknownCriteriaSet: if no shipped set has this id; the message offers the nearest.
        NotInForce: if no edition was in force on the day; the message names the nearest.
    """
    if ref in _found():
        return _shipped(ref)
    editions = [set_id for set_id in _found() if _YEAR.sub("", set_id) == ref]
    if not editions:
        known = [*_found(), *{_YEAR.sub("", set_id) for set_id in _found()}]
        msg = f"no criteria set is called {ref!r}.{did_you_mean(ref, known)} See smartvillage.catalogue()."
        raise UnknownCriteriaSet(msg)
    if on is None:
        return _shipped(max(editions))
    sets = [_shipped(set_id) for set_id in editions]
    in_force = [s for s in sets if (s.valid_from or date.min) <= on <= (s.valid_until or date.max)]
    if not in_force:
        nearest = min(sets, key=lambda s: min(abs(on - day) for day in (s.valid_from, s.valid_until) if day))
        msg = f"no edition of {ref} was in force on {on}; the nearest is {nearest.id}, {_dates(nearest)}"
        raise NotInForce(msg)
    return max(in_force, key=lambda s: s.id)


def _dates(rules: CriteriaSet) -> str:
    """Return from when to when a set holds."""
    return f"{rules.valid_from or '…'} to {rules.valid_until or '…'}"


def _from_file(path: Path) -> CriteriaSet:
    """Return the set of a file of a user's own."""
    from smartvillage.codec import read_toml  # noqa: PLC0415 - loads cattrs, needed only from here on

    return _parsed(read_toml(path), str(path), partial(_beside, path.parent))


def _beside(folder: Path, ref: str) -> CriteriaSet:
    """Return the set that a file of a user's own refers to: a shipped one, or that of a file in its folder or below.

    Raises:
        InvalidValue: for a file elsewhere: whoever wrote the first file may not be entitled to read it.
    """
    if not ref.endswith(".toml"):
        return shipped(ref)
    path = folder / ref
    try:
        resolved = path.resolve()
        # Links in a circle stay what they are, or raise: which of the two depends on the Python.
        is_inside = resolved.is_relative_to(folder.resolve()) and not resolved.is_symlink()
    except (OSError, RuntimeError, ValueError):  # links in a circle, or a NUL
        is_inside = False
    if not is_inside:
        msg = f"{shown(ref)} is no file in the folder of this one"
        raise InvalidValue(msg)
    return _from_file(path)


def _parsed(data: dict[str, Any], file: str, find: "Load") -> CriteriaSet:
    """Return the set of the data of a file, after looking up every set that it refers to.

    Args:
        data: what the file holds.
        file: its name.
        find: how a reference to another set is resolved.

    Raises:
        InvalidFile: if it is no set, refers to one that does not fit, or sets refer to each other in a circle.
    """
    from smartvillage.codec import criteria_set_from  # noqa: PLC0415 - loads cattrs, needed only from here on

    within = _loading.get()
    if file in within:
        raise InvalidFile(file, [f"sets refer to each other in a circle: {' → '.join((*within, file))}"])
    token = _loading.set((*within, file))
    try:
        rules = criteria_set_from(data, file, vocabulary(), find)
        problems = [problem for one in _rolled_up(rules) for problem in _reference_problems(*one, find)]
    finally:
        _loading.reset(token)
    if problems:
        raise InvalidFile(file, problems)
    return rules


def _rolled_up(rules: CriteriaSet) -> Iterator[tuple[str, Meeting, str]]:
    """Iterate over the indicators asked for or declared that places below give by meeting another set, and that set."""
    asked = [getattr(leaf, "indicator", None) for criterion in rules for leaf in criterion.rule.leaves()]
    declared = [one.id for one in rules.own if isinstance(one, Indicator)]
    for i in dict.fromkeys([*declared, *asked]):
        rollup = None if i is None else rules.vocabulary[i].rollup
        if i is not None and isinstance(rollup, Meeting) and rollup.ref is not None:
            yield i, rollup, rollup.ref


def _reference_problems(indicator: str, rollup: Meeting, ref: str, find: "Load") -> list[str]:
    """Tell why the set that a roll-up refers to does not fit."""
    name, _, criterion = ref.partition("#")
    try:
        rules = find(name)
        if criterion:
            rules[criterion]
    except SmartVillageError as error:
        return [f"indicator {indicator!r}: rollup: {error}"]
    other = [level.value for level in rollup.levels if level not in rules.levels]
    levels = ", ".join(level.value for level in rules.levels)
    return [f"indicator {indicator!r}: rollup: {name} is for {levels}, not {level}" for level in other]
