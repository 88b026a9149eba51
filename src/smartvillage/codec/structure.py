"""Plain data checked against what is expected; the only module that knows cattrs."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import cattrs
from attrs import asdict, fields
from cattrs.cols import homogenous_tuple_structure_factory

from smartvillage.criteria import Force
from smartvillage.errors import (
    InvalidFile,
    InvalidType,
    InvalidValue,
    SmartVillageError,
    did_you_mean,
    is_overloaded,
    shown,
)
from smartvillage.indicators import Level, Measure, Text

SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SET_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?")


_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a letter, which JSON may escape and no encoding holds."""


def text(value: object, _: object) -> str:
    """Return a text."""
    if not isinstance(value, str):
        msg = f"expected a text, not {shown(value)}"
        raise InvalidType(msg)
    if _SURROGATE.search(value):
        msg = f"expected a text that can be written, not {shown(value)}"
        raise InvalidValue(msg)
    if is_overloaded(value):
        msg = "expected a text in which no letter bears hundreds of marks"
        raise InvalidValue(msg)
    return value


_BITS = 160
"""The length of the largest whole number taken: of a figure of 31 digits with nine decimals, and some room."""


def integer(value: object, _: object) -> int:
    """Return an int."""
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"expected an integer, not {shown(value)}"
        raise InvalidType(msg)
    if value.bit_length() > _BITS:
        msg = f"expected a number that somebody counted, not {shown(value)}"
        raise InvalidValue(msg)
    return value


def boolean(value: object, _: object) -> bool:
    """Return a bool."""
    if not isinstance(value, bool):
        msg = f"expected true or false, not {shown(value)}"
        raise InvalidType(msg)
    return value


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def day(value: object, _: object) -> date:
    """Return a date without a time; JSON writes it as text."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        msg = f"expected a date such as 2023-03-03, not {shown(value)}"
        raise InvalidType(msg)
    return value


def enum(value: object, kind: Any) -> Any:
    """Return a member of an enum by its value."""
    known = [member.value for member in kind]
    if value not in known:
        msg = f"{shown(value)} is none of {', '.join(known)}.{did_you_mean(value, known)}"
        raise InvalidValue(msg)
    return kind(value)


def table_of(value: object) -> dict[str, Any]:
    """Return a table."""
    if not isinstance(value, dict):
        msg = f"expected a table such as {{ kind = … }}, not {shown(value)}"
        raise InvalidType(msg)
    return value


def _words(value: object, _: object) -> str:
    """Return a text that says something, composed (NFC)."""
    words = unicodedata.normalize("NFC", text(value, str))
    if not words.strip():
        msg = "expected a text that is not empty"
        raise InvalidValue(msg)
    return words


def _choice(value: object, kind: Any) -> Any:
    """Return one of several texts."""
    known = get_args(kind)
    if value not in known:
        msg = f"{shown(value)} is none of {', '.join(known)}.{did_you_mean(value, known)}"
        raise InvalidValue(msg)
    return value


def list_of(value: object) -> list[Any]:
    """Return a list."""
    if isinstance(value, dict):
        msg = "expected a list: head each of its tables with double brackets, [[…]]"
        raise InvalidType(msg)
    if not isinstance(value, list | tuple):
        msg = f"expected a list such as [ … ], not {shown(value)}"
        raise InvalidType(msg)
    return list(value)


MAX_ENTRIES = 1000
"""The most entries of a list in a file of criteria; each may be compared with every other."""


def short_list_of(value: object) -> list[Any]:
    """Return a list of a file of criteria."""
    entries = list_of(value)
    if len(entries) > MAX_ENTRIES:
        msg = f"a list has at most {MAX_ENTRIES} entries, not {len(entries)}: is this the right file?"
        raise InvalidValue(msg)
    return entries


def kind_of(data: object, known: Collection[str]) -> str:
    """Return the kind of a table.

    Raises:
        InvalidValue: if it names none of those known.
    """
    if "kind" not in table_of(data):
        msg = f"the key 'kind' is missing: it is one of {', '.join(known)}"
        raise InvalidValue(msg)
    kind = table_of(data)["kind"]
    if not isinstance(kind, str) or kind not in known:
        msg = f"the kind {shown(kind)} is none of {', '.join(known)}.{did_you_mean(kind, known)}"
        raise InvalidValue(msg)
    return kind


def only(data: Mapping[str, Any], known: Iterable[str], *, needed: Iterable[str] = ()) -> None:
    """Refuse unknown keys, and missing ones.

    Raises:
        InvalidValue: naming them.
    """
    known = tuple(known)
    for key in data:
        if key not in known:
            msg = f"unknown key {shown(key)}.{did_you_mean(key, known)}"
            raise InvalidValue(msg)
    for key in needed:
        if key not in data:
            msg = f"the key {shown(key)} is missing"
            raise InvalidValue(msg)


def check_id(value: str, pattern: re.Pattern[str], like: str) -> None:
    """Refuse an id that is not written as ids are.

    Raises:
        InvalidValue: with an example.
    """
    if not pattern.fullmatch(value):
        msg = f"the id {shown(value)} is not written like {like!r}"
        raise InvalidValue(msg)


def caught(make: Callable[..., Any], problems: list[str], place: str, *args: Any) -> Any:
    """Return what a function makes, noting its error as a problem of the file."""
    try:
        return make(*args)
    except SmartVillageError as error:
        problems += [f"{place}: {line}" for line in str(error).splitlines()]
        return None


def shallow(one: Any) -> dict[str, Any]:
    """Return the fields of an object."""
    return asdict(one, recurse=False)


def without_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data without what is not given."""
    return {key: value for key, value in data.items() if value not in (None, [], {}, ())}


def text_to(text: Text | None) -> dict[str, str] | None:
    """Return words in both languages as data."""
    return None if text is None else {"vi": text.vi, "en": text.en}


def _is_choice(kind: Any) -> bool:
    """Whether a type is one of several texts."""
    return get_origin(kind) is Literal


def _is_list(kind: Any) -> bool:
    """Whether a type is a tuple of one kind of things, written as a list."""
    return get_origin(kind) is tuple


def _make_list_hook(kind: Any, converter: cattrs.BaseConverter) -> Callable[[Any, Any], Any]:
    """Return how a list is read: nothing else counts as one, least of all a text."""
    several = homogenous_tuple_structure_factory(kind, converter)
    return lambda value, _: several(short_list_of(value), kind)


def _make_converter() -> cattrs.Converter:
    """Return a converter that refuses unknown keys and never guesses a type."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _words)
    converter.register_structure_hook(int, integer)
    converter.register_structure_hook(bool, boolean)
    converter.register_structure_hook(date, day)
    converter.register_structure_hook_func(lambda kind: kind == dict[str, Any], lambda value, _: table_of(value))
    converter.register_structure_hook_func(_is_choice, _choice)
    for kind in (Level, Measure, Force):
        converter.register_structure_hook(kind, enum)

    converter.register_structure_hook_factory(_is_list, _make_list_hook)
    return converter


CONVERTER = _make_converter()


def structure(kind: type, data: object, file: str) -> Any:
    """Return data as an object of a file class.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    try:
        return CONVERTER.structure(data, kind)
    except cattrs.BaseValidationError as error:
        problems = cattrs.transform_error(error, path="", format_exception=_sentence)
        raise InvalidFile(file, [p.replace(" @ .", " at ").replace(" @ ", " at the top") for p in problems]) from None


_TOLD = 20
"""How many unknown keys of one table are told."""


def _sentence(error: BaseException, _: type | None) -> str:
    """Return a problem that cattrs found as a sentence."""
    if isinstance(error, SmartVillageError):
        return str(error)
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        known = [a.name for a in fields(error.cl)]
        unknown = sorted(error.extra_fields)
        told = [f"unknown key {shown(key)}.{did_you_mean(key, known)}" for key in unknown[:_TOLD]]
        return "; ".join([*told, f"and {len(unknown) - _TOLD} more"] if len(unknown) > _TOLD else told)
    if isinstance(error, KeyError):
        return f"the key {error.args[0]!r} is missing"
    return "expected a table such as { vi = …, en = … }"


def inner(kind: type, data: object) -> Any:
    """Return data as an object, inside something that is read by hand.

    Raises:
        InvalidValue: with the first problem.
    """
    try:
        return CONVERTER.structure(data, kind)
    except (cattrs.BaseValidationError, AttributeError, TypeError, ValueError) as error:
        problems = cattrs.transform_error(error, path="", format_exception=_sentence)
        raise InvalidValue("; ".join(problems).replace(" @ .", " at ").replace(" @ ", "")) from None


MAX_BYTES = 2**20
"""The largest file of criteria that is read; the largest shipped has 15 thousand bytes."""

MAX_NESTING = 100
"""How deep the tables and lists of a file may be nested; rules end long before."""

MAX_BITS = 128
"""The length of the largest whole number in a file."""

_PART = r"""(?:(?<![\w-])[\w-]++|"[^"\n]*"|'[^'\n]*')"""
_DEEP_KEY = re.compile(rf"(?:{_PART}[ \t]*+\.[ \t]*+){{{MAX_NESTING}}}")
"""A key of so many parts, for which the parser of the standard library takes a time that grows with their square."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return the data of a TOML file.

    Raises:
        InvalidFile: if it cannot be read, or is larger than a file of criteria can be.
    """
    file = str(path)
    try:
        with path.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise InvalidFile(file, [f"this file cannot be read: {getattr(error, 'strerror', error)}"]) from error
    if len(data) > MAX_BYTES:
        raise InvalidFile(file, [f"this file has more than {MAX_BYTES // 2**20} MiB: it is no file of criteria"])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidFile(file, ["this file is not UTF-8"]) from None
    return loads(text.replace("\r\n", "\n"), file)


def loads(text: str, file: str) -> dict[str, Any]:
    """Return the data of a TOML text; decimals stay exact.

    Raises:
        InvalidFile: if it is no TOML, nested too deep, or holds a number that nobody counts to.
    """
    if _DEEP_KEY.search(text):
        raise InvalidFile(file, [f"nested deeper than {MAX_NESTING}"])
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise InvalidFile(file, [f"nested deeper than {MAX_NESTING}"]) from None
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise InvalidFile(file, [f"this is no TOML: {error}"]) from None
    problem = _beyond(data)
    if problem is not None:
        raise InvalidFile(file, [problem])
    return data


def _beyond(data: dict[str, Any]) -> str | None:
    """Return how data goes beyond what a file may hold, if it does."""
    layer: list[object] = [data]
    for _ in range(MAX_NESTING):
        if any(isinstance(value, int) and value.bit_length() > MAX_BITS for value in layer):
            return "a whole number is too large to be a figure"
        layer = [
            inner
            for value in layer
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not layer:
            return None
    return f"nested deeper than {MAX_NESTING}"
