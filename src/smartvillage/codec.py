"""Files and plain data to objects and back: criteria files, vocabularies, places, settlements and assessments.

Whatever is read is checked: unknown keys, kinds, indicators and values are refused with file, place and the nearest known
word. Whatever is written can be read back to an equal object; what could not is not written.
"""

import hashlib
import json
import math
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import cattrs
from attrs import asdict, evolve, field, fields, frozen
from cattrs.v import format_exception

from smartvillage import rules as r
from smartvillage.criteria import (
    Assessment,
    CriteriaSet,
    Criterion,
    Force,
    MeetsSet,
    Requirement,
    Settlement,
    Source,
)
from smartvillage.errors import (
    CannotWrite,
    InvalidFile,
    InvalidType,
    InvalidValue,
    SmartVillageError,
    did_you_mean,
)
from smartvillage.facts import Bounds, Evidence, Fact, Judgement, Monthly, Place, Share
from smartvillage.indicators import (
    Indicator,
    Joint,
    Level,
    Link,
    Measure,
    Meeting,
    Subset,
    Sum,
    Text,
    Unit,
    Vocabulary,
)
from smartvillage.outcomes import Possible

SCHEMA = "smartvillage/assessment/1"
Load = Callable[[str], CriteriaSet]
"""How a reference to another set is resolved: from its id to the set."""


# Reading


def _text(value: object, _: object) -> str:
    """Return a text, composed (NFC)."""
    if not isinstance(value, str):
        msg = f"expected a text, not {value!r}"
        raise InvalidType(msg)
    return unicodedata.normalize("NFC", value)


def _integer(value: object, _: object) -> int:
    """Return an int."""
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"expected an integer, not {value!r}"
        raise InvalidType(msg)
    return value


def _boolean(value: object, _: object) -> bool:
    """Return a bool."""
    if not isinstance(value, bool):
        msg = f"expected true or false, not {value!r}"
        raise InvalidType(msg)
    return value


def _date(value: object, _: object) -> date:
    """Return a date without a time; JSON writes it as text."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date) or isinstance(value, datetime):
        msg = f"expected a date such as 2023-03-03, not {value!r}"
        raise InvalidType(msg)
    return value


def _enum(value: object, kind: Any) -> Any:
    """Return a member of an enum by its value."""
    known = [member.value for member in kind]
    if value not in known:
        msg = f"{value!r} is none of {', '.join(known)}.{did_you_mean(str(value), known)}"
        raise InvalidValue(msg)
    return kind(value)


@frozen
class _IndicatorFile:
    """An indicator as a file writes it."""

    id: str
    levels: tuple[Level, ...]
    measure: Measure
    label: Text
    denominator: str | None = None
    unit: Unit | None = None
    aliases: tuple[str, ...] = ()
    reduce: Literal["least", "sum"] | None = None
    values: dict[str, Text] = field(factory=dict)
    rollup: dict[str, Any] | None = None
    fresh_for: int | None = None
    note: Text | None = None


@frozen
class _LinkFile:
    """A link as a file writes it."""

    name: str
    kind: Literal["subset", "joint"]
    reading: Text
    part: str | None = None
    whole: str | None = None
    joint: str | None = None
    of: tuple[str, str] | None = None


@frozen
class _CriterionFile:
    """A criterion as a file writes it."""

    id: str
    title: Text
    clause: Text
    rule: dict[str, Any] | None = None
    set: str | None = None
    force: Force = Force.REQUIRED
    applies: dict[str, Any] | None = None
    assumed: Text | None = None


@frozen
class _SetFile:
    """A criteria set as a file writes it."""

    id: str
    title: Text
    levels: tuple[Level, ...]
    source: Source
    criteria: tuple[_CriterionFile, ...]
    valid_from: date | None = None
    valid_until: date | None = None
    scope: str | None = None
    replaces: str | None = None
    requires: dict[str, Any] | None = None
    count: Literal["applicable", "all"] = "applicable"
    fresh_for: int | None = None
    assumed: Text | None = None
    indicators: tuple[_IndicatorFile, ...] = ()
    links: tuple[_LinkFile, ...] = ()
    settled: tuple[Settlement, ...] = ()


@frozen
class _VocabularyFile:
    """A vocabulary as a file writes it."""

    indicators: tuple[_IndicatorFile, ...]
    links: tuple[_LinkFile, ...] = ()


def _make_converter() -> cattrs.Converter:
    """Return a converter that refuses unknown keys and never guesses a type."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(str, _text)
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(bool, _boolean)
    converter.register_structure_hook(date, _date)
    converter.register_structure_hook_func(lambda kind: kind == dict[str, Any], lambda value, _: _table(value))
    for kind in (Level, Measure, Force):
        converter.register_structure_hook(kind, _enum)
    return converter


def _table(value: object) -> dict[str, Any]:
    """Return a table."""
    if not isinstance(value, dict):
        msg = f"expected a table such as {{ kind = … }}, not {value!r}"
        raise InvalidType(msg)
    return value


_CONVERTER = _make_converter()


def _structure(kind: type, data: object, file: str) -> Any:
    """Return data as an object of a file class.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    try:
        return _CONVERTER.structure(data, kind)
    except cattrs.BaseValidationError as error:
        problems = cattrs.transform_error(error, path="", format_exception=_sentence)
        raise InvalidFile(file, [p.replace(" @ .", " at ").replace(" @ ", " at the top") for p in problems]) from None


def _sentence(error: BaseException, kind: type | None) -> str:
    """Return a problem that cattrs found as a sentence."""
    if isinstance(error, SmartVillageError):
        return str(error)
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        known = [a.name for a in fields(error.cl)]
        return "; ".join(f"unknown key {key!r}.{did_you_mean(key, known)}" for key in sorted(error.extra_fields))
    if isinstance(error, KeyError):
        return f"the key {error.args[0]!r} is missing"
    if isinstance(error, TypeError | ValueError) and kind is not None:
        name = getattr(kind, "__name__", str(kind))
        return f"this is not what {name} needs ({format_exception(error, kind)})"
    return format_exception(error, kind)


def loads(text: str, file: str) -> dict[str, Any]:
    """Return the data of a TOML text; decimals stay exact.

    Raises:
        InvalidFile: if it is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise InvalidFile(file, [f"this is no TOML: {error}"]) from None


def vocabulary_from(data: Mapping[str, Any], file: str, load: Load) -> Vocabulary:
    """Return the vocabulary of a file.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    structured: _VocabularyFile = _structure(_VocabularyFile, data, file)
    return _extended(Vocabulary(), structured.indicators, structured.links, file, load)[0]


def _extended(
    vocabulary: Vocabulary,
    indicators: Iterable[_IndicatorFile],
    links: Iterable[_LinkFile],
    file: str,
    load: Load,
) -> tuple[Vocabulary, tuple[Indicator | Link, ...]]:
    """Return a vocabulary with the indicators and links of a file, and these.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    problems: list[str] = []
    made = [_caught(_indicator, problems, f"indicator {i.id!r}", i, load) for i in indicators]
    joined = [_caught(_link, problems, f"link {link.name!r}", link) for link in links]
    if not problems:
        try:
            vocabulary = vocabulary.extended(made, joined)
        except InvalidValue as error:
            problems.append(str(error))
        else:
            problems += _loose_ends(vocabulary, made, joined)
    if problems:
        raise InvalidFile(file, problems)
    return vocabulary, (*made, *joined)


def _caught(make: Callable[..., Any], problems: list[str], place: str, *args: Any) -> Any:
    """Return what a function makes, noting its error as a problem of the file."""
    try:
        return make(*args)
    except SmartVillageError as error:
        problems += [f"{place}: {line}" for line in str(error).splitlines()]
        return None


_SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SET_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?")


def _check_id(value: str, pattern: re.Pattern[str], like: str) -> None:
    """Refuse an id that is not written as ids are.

    Raises:
        InvalidValue: with an example.
    """
    if not pattern.fullmatch(value):
        msg = f"the id {value!r} is not written like {like!r}"
        raise InvalidValue(msg)


def _indicator(i: _IndicatorFile, load: Load) -> Indicator:
    """Return an indicator.

    Raises:
        InvalidValue: if its fields do not fit its measure.
    """
    _check_id(i.id, _SNAKE, "households_fibre_connected")
    needs = {
        "denominator": i.measure is Measure.SHARE,
        "unit": i.measure in (Measure.COUNT, Measure.MONTHLY),
        "reduce": i.measure is Measure.MONTHLY,
    }
    for name, needed in needs.items():
        if (getattr(i, name) is not None) != needed:
            msg = f"{name!r} is {'needed' if needed else 'not allowed'} for measure {i.measure.value!r}"
            raise InvalidValue(msg)
    if i.values and i.measure is not Measure.CATEGORY:
        msg = f"'values' is not allowed for measure {i.measure.value!r}"
        raise InvalidValue(msg)
    if not i.levels:
        msg = "'levels' names at least one level"
        raise InvalidValue(msg)
    plain = {a.name: getattr(i, a.name) for a in fields(_IndicatorFile) if a.name != "rollup"}
    return Indicator(**plain, rollup=None if i.rollup is None else _rollup(i, i.rollup, load))


def _rollup(indicator: _IndicatorFile, data: dict[str, Any], load: Load) -> Meeting | Sum:
    """Return how places below give a fact.

    Raises:
        InvalidValue: if it is none of the kinds known.
    """
    kind = _kind(data, ("meeting", "sum"))
    _only(data, ("kind", "levels", "of") if kind == "sum" else ("kind", "levels", "rule", "set", "criterion"))
    levels = tuple(_enum(level, Level) for level in data.get("levels", ()))
    if not levels or any(level.rank >= max(one.rank for one in indicator.levels) for level in levels):
        msg = "rollup: 'levels' names levels below those of the indicator"
        raise InvalidValue(msg)
    if kind == "sum":
        if indicator.measure not in (Measure.SHARE, Measure.COUNT):
            msg = f"rollup: a sum needs a share or a count, not measure {indicator.measure.value!r}"
            raise InvalidValue(msg)
        return Sum(levels, _text(data.get("of", indicator.id), str))
    if indicator.measure not in (Measure.SHARE, Measure.COUNT):
        msg = f"rollup: places that meet something give a share or a count, not measure {indicator.measure.value!r}"
        raise InvalidValue(msg)
    named = [key for key in ("rule", "set", "criterion") if key in data]
    if len(named) != 1:
        msg = "rollup: 'meeting' names one of 'rule', 'set' and 'criterion'"
        raise InvalidValue(msg)
    if named == ["rule"]:
        return Meeting(levels, rule_from(data["rule"]))
    ref = _text(data[named[0]], str)
    if ("#" in ref) != (named == ["criterion"]):
        msg = f'rollup: {ref!r}: write set = "folder/name" or criterion = "folder/name#criterion"'
        raise InvalidValue(msg)
    return Meeting(levels, Reference(ref, load), ref)


def _link(link: _LinkFile) -> Link:
    """Return a link.

    Raises:
        InvalidValue: if its fields do not fit its kind.
    """
    _check_id(link.name, _KEBAB, "fibre-is-internet")
    if link.kind == "subset" and link.part and link.whole and not (link.joint or link.of):
        return Subset(link.name, link.part, link.whole, link.reading)
    if link.kind == "joint" and link.joint and link.of and not (link.part or link.whole):
        return Joint(link.name, link.joint, link.of, link.reading)
    msg = "a subset names 'part' and 'whole', a joint link 'joint' and 'of'"
    raise InvalidValue(msg)


def _loose_ends(vocabulary: Vocabulary, indicators: Iterable[Indicator], links: Iterable[Link]) -> Iterable[str]:
    """Tell which ids named by indicators and links are declared nowhere, or do not fit."""
    for i in indicators:
        if i.denominator is not None:
            known = vocabulary.indicators.get(i.denominator)
            if known is None or known.measure is not Measure.COUNT:
                near = did_you_mean(i.denominator, vocabulary.indicators)
                yield f"indicator {i.id!r}: the denominator {i.denominator!r} is no declared count.{near}"
        if isinstance(i.rollup, Sum) and i.rollup.of not in vocabulary:
            yield f"indicator {i.id!r}: rollup adds up {i.rollup.of!r}, which is not declared.{did_you_mean(i.rollup.of, vocabulary.indicators)}"
        if isinstance(i.rollup, Meeting) and isinstance(i.rollup.meets, r.Rule):
            try:
                yield from (f"indicator {i.id!r}: {problem}" for problem in i.rollup.meets.problems(vocabulary))
            except SmartVillageError as error:
                yield f"indicator {i.id!r}: {error}"
    for link in links:
        unknown = [i for i in link.indicators if i not in vocabulary]
        for i in unknown:
            yield f"link {link.name!r} names {i!r}, which is not declared.{did_you_mean(i, vocabulary.indicators)}"
        kinds = {(vocabulary[i].measure, vocabulary[i].denominator) for i in link.indicators if i not in unknown}
        if len(kinds) > 1:
            yield f"link {link.name!r} joins indicators of different measures or denominators"


@frozen
class Reference:
    """A set, or one criterion of it (`set#criterion`), that is looked up when it is first needed."""

    ref: str
    load: Load = field(eq=False, repr=False)

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        name, _, criterion = self.ref.partition("#")
        rules = self.load(name)
        inner = evidence.at(evidence.place, rules.vocabulary)
        return rules[criterion].possible_for(inner) if criterion else rules.possible_for(inner)


# Rules

_LEAVES: dict[str, type[r.Rule]] = {
    "at_least": r.AtLeast,
    "more_than": r.MoreThan,
    "at_most": r.AtMost,
    "less_than": r.LessThan,
    "holds": r.Holds,
    "one_of": r.OneOf,
    "no_later_than": r.NoLaterThan,
    "before": r.Before,
}
_COMBINATORS: dict[str, type[r.Rule]] = {
    "all_of": r.AllOf,
    "any_of": r.AnyOf,
    "some_of": r.SomeOf,
    "not": r.Not,
    "readings": r.Readings,
}
_KINDS = {**_LEAVES, **_COMBINATORS}
_KIND_OF = {cls: kind for kind, cls in _KINDS.items()}
_KEYS = {
    "holds": ("indicator",),
    "one_of": ("indicator", "values"),
    "all_of": ("rules",),
    "any_of": ("rules",),
    "some_of": ("rules", "at_least"),
    "not": ("rule",),
    "readings": ("question", "text", "readings"),
}


def _kind(data: object, known: Iterable[str]) -> str:
    """Return the kind of a table.

    Raises:
        InvalidValue: if it names none of those known.
    """
    kind = _table(data).get("kind")
    if kind not in known:
        msg = f"the kind {kind!r} is none of {', '.join(known)}.{did_you_mean(str(kind), known)}"
        raise InvalidValue(msg)
    return str(kind)


def _only(data: Mapping[str, Any], known: Iterable[str], *, needed: Iterable[str] = ()) -> None:
    """Refuse unknown keys, and missing ones.

    Raises:
        InvalidValue: naming them.
    """
    known = tuple(known)
    for key in data:
        if key not in known:
            msg = f"unknown key {key!r}.{did_you_mean(key, known)}"
            raise InvalidValue(msg)
    for key in needed:
        if key not in data:
            msg = f"the key {key!r} is missing"
            raise InvalidValue(msg)


def rule_from(data: object, depth: int = 1) -> r.Rule:
    """Return a rule from plain data, such as `{"kind": "at_least", "indicator": "…", "value": "80%"}`.

    Raises:
        InvalidValue: for an unknown kind or key, or a value that cannot be.
        InvalidType: for a value of the wrong type.
    """
    if depth > r.MAX_DEPTH:
        msg = f"rules nested deeper than {r.MAX_DEPTH}"
        raise InvalidValue(msg)
    kind = _kind(data, _KINDS)
    table = _table(data)
    keys = _KEYS.get(kind, ("indicator", "value"))
    _only(table, ("kind", *keys), needed=[key for key in keys if key != "text"])

    def inner(rule: object, place: str) -> r.Rule:
        try:
            return rule_from(rule, depth + 1)
        except (InvalidValue, InvalidType) as error:
            msg = f"{place}: {error}"
            raise type(error)(msg) from None

    def several(key: str) -> list[Any]:
        if not isinstance(table[key], list):
            msg = f"{key!r} is a list, not {table[key]!r}"
            raise InvalidType(msg)
        return table[key]

    match kind:
        case "holds":
            return r.Holds(_text(table["indicator"], str))
        case "one_of":
            return r.OneOf(_text(table["indicator"], str), *(_text(v, str) for v in several("values")))
        case "all_of" | "any_of" | "some_of":
            rules = [inner(rule, f"rules[{n}]") for n, rule in enumerate(several("rules"))]
            if kind == "some_of":
                return r.SomeOf(*rules, at_least=_integer(table["at_least"], int))
            return (r.AllOf if kind == "all_of" else r.AnyOf)(*rules)
        case "not":
            return r.Not(inner(table["rule"], "rule"))
        case "readings":
            return _readings(table, several("readings"), inner)
        case _:
            value = table["value"]
            value = _date(value, date) if kind in ("no_later_than", "before") else value
            return _LEAVES[kind](_text(table["indicator"], str), value)  # type: ignore[call-arg]


def _readings(table: Mapping[str, Any], readings: list[Any], inner: Callable[[object, str], r.Rule]) -> r.Readings:
    """Return the readings of a question."""
    question = _text(table["question"], str)
    _check_id(question, _KEBAB, "pooled-or-each-level")
    texts = [_CONVERTER.structure(table["text"], Text)] if "text" in table else []
    rules: dict[str, r.Rule] = {}
    for n, reading in enumerate(readings):
        _only(_table(reading), ("id", "text", "rule"), needed=("id", "rule"))
        if ("text" in reading) != bool(texts) or reading["id"] in rules:
            msg = f"readings[{n}]: give each reading an id of its own, and a text if the question has one"
            raise InvalidValue(msg)
        texts += [_CONVERTER.structure(reading["text"], Text)] if "text" in reading else []
        rules[_text(reading["id"], str)] = inner(reading["rule"], f"readings[{n}].rule")
    return r.Readings(question, rules, texts=texts)


def rule_to(rule: r.Rule) -> dict[str, Any]:
    """Return a rule as plain data.

    Raises:
        CannotWrite: for a rule class that is not one of the library's.
    """
    kind = _KIND_OF.get(type(rule))
    if kind is None:
        msg = f"{type(rule).__name__} is a rule class of your own: files and tables hold {', '.join(_KINDS)} only"
        raise CannotWrite(msg)
    match rule:
        case r.Readings():
            texts = [_text_to(text) for text in rule.texts]
            readings: list[dict[str, Any]] = [
                {"id": name, **({"text": texts[n + 1]} if texts else {}), "rule": rule_to(part)}
                for n, (name, part) in enumerate(zip(rule.names, rule.rules, strict=True))
            ]
            asked = {"text": texts[0]} if texts else {}
            return {"kind": kind, "question": rule.question, **asked, "readings": readings}
        case r.Not():
            return {"kind": kind, "rule": rule_to(rule.rule)}
        case r.SomeOf():
            return {"kind": kind, "rules": [rule_to(part) for part in rule.rules], "at_least": rule.at_least}
        case r.AllOf() | r.AnyOf():
            return {"kind": kind, "rules": [rule_to(part) for part in rule.rules]}
        case r.OneOf():
            return {"kind": kind, "indicator": rule.indicator, "values": list(rule.values)}
        case r.Holds():
            return {"kind": kind, "indicator": rule.indicator}
        case r.NoLaterThan() | r.Before():
            return {"kind": kind, "indicator": rule.indicator, "value": rule.value}
        case _:
            value = rule.value  # type: ignore[attr-defined]
            return {"kind": kind, "indicator": rule.indicator, "value": _threshold_to(value)}  # type: ignore[attr-defined]


def _threshold_to(value: r.Threshold) -> str | int | Decimal:
    """Return a threshold as a file writes it."""
    if value.is_share:
        return repr(value).strip("'")
    number = Fraction(value.num, value.den)
    return int(number) if number.denominator == 1 else Decimal(repr(value))


# Criteria sets


def criteria_set_from(data: Mapping[str, Any], file: str, vocabulary: Vocabulary, load: Load) -> CriteriaSet:
    """Return the criteria set of a file.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    s: _SetFile = _structure(_SetFile, data, file)
    vocabulary, own = _extended(vocabulary, s.indicators, s.links, file, load)
    problems: list[str] = []
    _caught(_check_id, problems, "id", s.id, _SET_ID, "nghe-an/smart-village-2023")
    criteria = [_caught(_criterion, problems, f"criterion {c.id!r}", c, load) for c in s.criteria]
    requires = _caught(_requirement, problems, "requires", s.requires) if s.requires is not None else None
    if problems:
        raise InvalidFile(file, problems)
    off = [one.key.removeprefix("link:") for one in s.settled if one.key.startswith("link:")]
    plain = ("id", "title", "levels", "source", "valid_from", "valid_until", "scope", "replaces", "count")
    try:
        return CriteriaSet(
            **{name: getattr(s, name) for name in (*plain, "fresh_for", "assumed", "settled")},
            criteria=tuple(criteria),
            requires=requires,
            vocabulary=vocabulary.without(off) if off else vocabulary,
            own=own,
        )
    except SmartVillageError as error:
        raise InvalidFile(file, str(error).removeprefix(f"{s.id}: ").split(f"\n{s.id}: ")) from None


def _criterion(c: _CriterionFile, load: Load) -> Criterion:
    """Return a criterion.

    Raises:
        InvalidValue: if it names a rule and a set, or neither.
    """
    _check_id(c.id, _KEBAB, "culture-house-wifi")
    if (c.rule is None) == (c.set is None):
        msg = "write either 'rule' or 'set'"
        raise InvalidValue(msg)
    rule = MeetsSet(load(c.set)) if c.set is not None else rule_from(c.rule)
    applies = None if c.applies is None else rule_from(c.applies)
    return Criterion(c.id, c.title, c.clause, rule, c.force, applies, c.assumed)


def _requirement(data: object) -> Requirement:
    """Return which criteria decide: `{"all": […]}`, `{"any": […]}` or `{"some": […], "at_least": 2}`.

    Raises:
        InvalidValue: if it is written otherwise.
    """
    table = _table(data)
    kinds = [key for key in ("all", "any", "some") if key in table]
    if len(kinds) != 1 or ("at_least" in table) != (kinds == ["some"]) or len(table) != 1 + (kinds == ["some"]):
        msg = "write { all = […] }, { any = […] } or { some = […], at_least = 2 }"
        raise InvalidValue(msg)
    (kind,) = kinds
    if not isinstance(table[kind], list):
        msg = f"{kind!r} is a list of criterion ids, not {table[kind]!r}"
        raise InvalidValue(msg)
    members = tuple(m if isinstance(m, str) else _requirement(m) for m in table[kind])
    at_least = {"all": None, "any": 1, "some": table.get("at_least")}[kind]
    return Requirement(members, None if at_least is None else _integer(at_least, int))


def criteria_set_to(rules: CriteriaSet) -> dict[str, Any]:
    """Return a criteria set as the data of its file.

    Raises:
        CannotWrite: if a rule is of a class that is not one of the library's.
    """
    criteria = [
        _without_defaults(
            {
                "id": c.id,
                "title": _text_to(c.title),
                "clause": _text_to(c.clause),
                "force": c.force.value,
                "assumed": _text_to(c.assumed),
                "applies": None if c.applies is None else rule_to(c.applies),
                **({"set": c.rule.criteria_set.id} if isinstance(c.rule, MeetsSet) else {"rule": rule_to(c.rule)}),
            }
        )
        for c in rules.criteria
    ]
    own = [one for one in rules.own if isinstance(one, Indicator)]
    links = [one for one in rules.own if not isinstance(one, Indicator)]
    source = {k: _text_to(v) if isinstance(v, Text) else v for k, v in _shallow(rules.source).items()}
    return _without_defaults(
        {
            "id": rules.id,
            "title": _text_to(rules.title),
            "levels": [level.value for level in rules.levels],
            "scope": rules.scope,
            "valid_from": rules.valid_from,
            "valid_until": rules.valid_until,
            "replaces": rules.replaces,
            "fresh_for": rules.fresh_for,
            "count": None if rules.count == "applicable" else rules.count,
            "assumed": _text_to(rules.assumed),
            "requires": None if rules.requires is None else _requirement_to(rules.requires),
            "source": _without_defaults(source),
            "indicators": [indicator_to(i) for i in own],
            "links": [_link_to(link) for link in links],
            "settled": [_without_defaults(_shallow(one)) for one in rules.settled],
            "criteria": criteria,
        }
    )


def _shallow(one: Any) -> dict[str, Any]:
    """Return the fields of an object."""
    return asdict(one, recurse=False)


def _without_defaults(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data without what is not given."""
    return {key: value for key, value in data.items() if value not in (None, [], {}, ())}


def _text_to(text: Text | None) -> dict[str, str] | None:
    """Return words in both languages as data."""
    return None if text is None else {"vi": text.vi, "en": text.en}


def _requirement_to(requirement: Requirement) -> dict[str, Any]:
    """Return which criteria decide as data."""
    members = [m if isinstance(m, str) else _requirement_to(m) for m in requirement.of]
    if requirement.at_least is None:
        return {"all": members}
    return {"any": members} if requirement.at_least == 1 else {"some": members, "at_least": requirement.at_least}


def indicator_to(i: Indicator) -> dict[str, Any]:
    """Return an indicator as the data of a file."""
    rollup: dict[str, Any] | None = None
    match i.rollup:
        case Sum(levels, of):
            rollup = {"kind": "sum", "levels": [level.value for level in levels], "of": of}
        case Meeting(levels, meets, ref):
            named = (
                {"rule": rule_to(meets)}
                if isinstance(meets, r.Rule)
                else {"criterion" if "#" in (ref or "") else "set": ref}
            )
            rollup = {"kind": "meeting", "levels": [level.value for level in levels], **named}
    return _without_defaults(
        {
            "id": i.id,
            "levels": [level.value for level in i.levels],
            "measure": i.measure.value,
            "label": _text_to(i.label),
            "denominator": i.denominator,
            "unit": None if i.unit is None else _shallow(i.unit),
            "aliases": list(i.aliases),
            "reduce": i.reduce,
            "values": {value: _text_to(text) for value, text in i.values.items()},
            "rollup": rollup,
            "fresh_for": i.fresh_for,
            "note": _text_to(i.note),
        }
    )


def _link_to(link: Link) -> dict[str, Any]:
    """Return a link as the data of a file."""
    if isinstance(link, Subset):
        kind = {"kind": "subset", "part": link.part, "whole": link.whole}
    else:
        kind = {"kind": "joint", "joint": link.joint, "of": list(link.of)}
    return {"name": link.name, **kind, "reading": _text_to(link.reading)}


def digest_of(rules: CriteriaSet) -> str:
    """Return the SHA-256 of a set's canonical content: the set, and the indicators and links that its rules use."""
    used: dict[str, None] = {}
    for criterion in rules.criteria:
        for rule in (criterion.rule, criterion.applies):
            for leaf in rule.leaves() if rule is not None else ():
                if isinstance(leaf, MeetsSet):
                    used[leaf.criteria_set.digest] = None
                elif (indicator := getattr(leaf, "indicator", None)) is not None:
                    used[indicator] = None
                    group = rules.vocabulary.groups.get(indicator)
                    used.update(dict.fromkeys(group.indicators if group else ()))
    declared = [indicator_to(rules.vocabulary[i]) if i in rules.vocabulary else i for i in sorted(used)]
    links = [_link_to(link) for link in rules.vocabulary.links if set(link.indicators) & set(used)]
    content = {"set": criteria_set_to(rules), "indicators": declared, "links": links}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


# Writing TOML


def criteria_set_to_toml(rules: CriteriaSet) -> str:
    """Return a criteria set as the text of a file that reads back to an equal set."""
    data = criteria_set_to(rules)
    tables = {key: data.pop(key) for key in ("source", "indicators", "links", "settled", "criteria") if key in data}
    lines = [f"{key} = {_toml(value)}" for key, value in data.items()]
    for name, table in tables.items():
        for one in table if isinstance(table, list) else [table]:
            lines += ["", f"[[{name}]]" if isinstance(table, list) else f"[{name}]"]
            lines += [f"{key} = {_toml(value)}" for key, value in one.items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """Return a value as TOML; a JSON string is a TOML string too, but for the delete character."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case int() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case dict():
            return "{ " + ", ".join(f"{_toml_key(k)} = {_toml(v)}" for k, v in value.items()) + " }"
        case _:
            return "[" + ", ".join(map(_toml, value)) + "]"


def _toml_key(key: str) -> str:
    """Return a key as TOML, bare where it may be."""
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml(key)


# Places


def place_to(place: Place) -> dict[str, Any]:
    """Return a place, its facts and its parts as plain data; the place above is left out."""
    return _without_defaults(
        {
            "name": place.name,
            "level": place.level.value,
            "code": place.code,
            "expected_parts": place.expected_parts,
            "facts": {i: [_fact_to(fact) for fact in facts] for i, facts in place.facts.items()},
            "parts": [place_to(part) for part in place.parts],
        }
    )


def place_from(data: Mapping[str, Any], parent: Place | None = None) -> Place:
    """Return a place from plain data.

    Raises:
        InvalidValue: for an unknown key, a missing one, or a value that cannot be.
        InvalidType: for a value of the wrong type.
    """
    table = _table(dict(data) if isinstance(data, Mapping) else data)
    _only(table, ("name", "level", "code", "expected_parts", "facts", "parts"), needed=("name", "level"))
    facts = _table(table.get("facts", {}))
    for i, several in facts.items():
        if not isinstance(several, list):
            msg = f"{i}: facts are a list, not {several!r}"
            raise InvalidType(msg)
    return Place(
        table["name"],
        level=table["level"],
        code=table.get("code"),
        expected_parts=table.get("expected_parts"),
        facts={i: [_fact_from(i, fact) for fact in several] for i, several in facts.items()},
        parts=tuple(place_from(part) for part in table.get("parts", ())),
        parent=parent,
    )


def _fact_to(fact: Fact) -> dict[str, Any]:
    """Return a fact as plain data."""
    about = {
        "as_of": fact.as_of and fact.as_of.isoformat(),
        "source": fact.source,
        "by": fact.by,
        "note": fact.note,
    }
    return {"value": _value_to(fact.value), **_without_defaults(about)}


def _value_to(value: Any) -> Any:
    """Return a recorded value as plain data, one key naming what it is unless it is plain already."""
    match value:
        case Share():
            return {"count": value.count, "total": value.total}
        case Bounds():
            ends = {"low": _end_to(value.low), "high": _end_to(value.high)}
            return {"bounds": {**_shallow(value), **ends}}
        case Monthly():
            return {"monthly": dict(value.counts), "first": value.first, "last": value.last}
        case Judgement():
            on = value.on and value.on.isoformat()
            return {"verdict": value.verdict, "by": value.by, "on": on, "why": value.why}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case _:
            return value


def _end_to(end: float) -> int | str:
    """Return an end of bounds; JSON knows no infinity."""
    return str(end) if isinstance(end, float) else end


def _fact_from(indicator: str, data: object) -> Fact:
    """Return a fact from plain data.

    Raises:
        InvalidValue: naming the indicator.
    """
    try:
        table = _table(data)
        _only(table, ("value", "as_of", "source", "by", "note"), needed=("value",))
        as_of = None if table.get("as_of") is None else _date(table["as_of"], date)
        about = {key: table.get(key) for key in ("source", "by", "note")}
        return Fact(_value_from(table["value"]), as_of=as_of, **about)
    except (SmartVillageError, ValueError, TypeError, ArithmeticError) as error:
        msg = f"{indicator}: {error}"
        raise InvalidValue(msg) from None


def _value_from(value: Any) -> Any:
    """Return a recorded value from plain data."""
    match value:
        case {"count": count, "total": total, **rest} if not rest:
            return Share(count, total)
        case {"bounds": {"low": low, "high": high, **rest}, **more} if not more:
            ends = [float(end) if isinstance(end, str) else _integer(end, int) for end in (low, high)]
            bounds = Bounds(*ends, **rest)
            if bounds.is_empty or any(math.isnan(end) for end in ends) or bounds.scale < 1:
                msg = f"nothing lies within {value!r}"
                raise InvalidValue(msg)
            return bounds
        case {"monthly": counts, "first": first, "last": last, **rest} if not rest:
            return Monthly(counts, first=first, last=last)
        case {"verdict": verdict, **about} if set(about) <= {"by", "on", "why"} and verdict in (
            True,
            False,
            None,
        ):
            on = None if about.get("on") is None else _date(about["on"], date)
            return Judgement(verdict, by=about.get("by"), on=on, why=about.get("why"))
        case {"decimal": number, **rest} if not rest:
            return Decimal(number)
        case {"date": day, **rest} if not rest:
            return _date(day, date)
        case dict() | list():
            msg = f"{value!r} is no recorded value"
            raise InvalidValue(msg)
        case _:
            return value


# Assessments


def assessment_to_dict(a: Assessment) -> dict[str, Any]:
    """Return an assessment as plain data that is enough to judge again."""
    rules = a.criteria_set
    return {
        "schema": SCHEMA,
        "library": _version(),
        "criteria_set": {"id": rules.id, "sha256": rules.digest},
        "settled": [{**_shallow(one), "on": one.on and one.on.isoformat()} for one in rules.settled],
        "on": a.on and a.on.isoformat(),
        "place": place_to(a.place),
        "above": [place_to(evolve(place, parts=())) for place in a.place.above],
        "outcome": a.outcome.value,
        "tally": asdict(a.tally),
        "facts_used": _facts_used(a),
        "links_used": list(a.links),
        "issues": [issue_to(issue) for issue in a.issues],
        "criteria": [
            {
                "id": finding.id,
                "clause": _text_to(finding.criterion.clause),
                "outcome": finding.outcome.value,
                "reason": finding.reason and finding.reason.value,
                "gap": [gap_to(gap) for gap in finding.gaps] or None,
            }
            for finding in a.findings
        ],
    }


def _version() -> str:
    """Return the version of the library, as installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and seldom needed

    try:
        return version("smartvillage")
    except PackageNotFoundError:  # pragma: no cover - a checkout that is not installed
        return "unknown"


def _facts_used(a: Assessment) -> list[dict[str, Any]]:
    """Return the records that findings rest on, each once."""
    used: dict[tuple[str, str, Fact], dict[str, Any]] = {}
    for finding in a.findings:
        for leaf in finding.leaves():
            known = leaf.known
            while known is not None:
                place = known.evidence.place.name
                origins = [known.evidence.known(i) for i in known.trail.origins]
                for one in (known, *origins):
                    if one.fact is not None:
                        entry = {"place": place, "indicator": one.indicator.id, **_fact_to(one.fact)}
                        used.setdefault((place, one.indicator.id, one.fact), entry)
                known = None
    return list(used.values())


def gap_to(gap: r.Gap) -> dict[str, Any]:
    """Return a gap as plain data; `null` stands for no limit."""
    data = {name: _number_to(getattr(gap, name)) for name in ("low", "high", "needed", "of")}
    known = None if gap.known is None else [_number_to(end) for end in gap.known]
    above = {name: True for name in ("low_above", "high_above") if getattr(gap, name)}
    return {"indicator": gap.indicator, "unit": gap.unit, **data, "known": known, **above}


def _number_to(number: Decimal | float | None) -> float | None:
    """Return a number as JSON writes it; an infinity as null."""
    if number is None or (isinstance(number, float) and math.isinf(number)):
        return None
    return int(number) if number == int(number) else float(number)


def issue_to(issue: Any) -> dict[str, Any]:
    """Return an issue as plain data."""
    data = _without_defaults(_shallow(issue))
    data["facts"] = [{"indicator": i, **_fact_to(fact)} for i, fact in issue.facts]
    data["where"] = None if issue.where is None else _shallow(issue.where)
    return {**data, "more": dict(issue.more)}


def assessment_from_dict(data: Mapping[str, Any], rules: CriteriaSet) -> Assessment:
    """Judge again from what `assessment_to_dict` wrote.

    Raises:
        InvalidValue: if the data is not of this kind, the set's content has changed, or the verdict differs.
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        msg = f"this is no assessment: the schema is not {SCHEMA!r}"
        raise InvalidValue(msg)
    for settled in data["settled"]:
        one: Settlement = _structure(Settlement, settled, "settled")
        about = {"by": one.by, "on": one.on, "why": one.why}
        if one.key.startswith("link:"):
            rules = rules.settle(without_links=[one.key.removeprefix("link:")], **about)
        elif one not in rules.settled:
            rules = rules.settle({one.key: one.choice}, **about)
    if rules.digest != data["criteria_set"]["sha256"]:
        msg = f"{rules.id} is not the set that was used: its content has changed since"
        raise InvalidValue(msg)
    parent = None
    for above in reversed(data["above"]):
        parent = place_from(above, parent)
    on = None if data["on"] is None else _date(data["on"], date)
    again = rules.assess(place_from(data["place"], parent), on)
    outcomes = {finding.id: finding.outcome.value for finding in again}
    for criterion in data["criteria"]:
        if outcomes.get(criterion["id"]) != criterion["outcome"]:
            msg = f"{criterion['id']}: judged again it is {outcomes.get(criterion['id'])}, not {criterion['outcome']}"
            raise InvalidValue(msg)
    return again
