"""Indicators and links to plain data and back."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

from attrs import field, fields, frozen

from smartvillage import rules as r
from smartvillage.codec.rules import rule_from, rule_to
from smartvillage.codec.structure import (
    KEBAB,
    SNAKE,
    caught,
    check_id,
    enum,
    kind_of,
    list_of,
    only,
    shallow,
    structure,
    text,
    text_to,
    without_defaults,
)
from smartvillage.criteria import CriteriaSet, Criterion
from smartvillage.errors import InvalidFile, InvalidValue, SmartVillageError, did_you_mean
from smartvillage.facts import Evidence
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
    figure_from_above,
)
from smartvillage.outcomes import Possible

Load = Callable[[str], CriteriaSet]
"""How a reference to another set is resolved: from its id to the set."""


@frozen
class IndicatorFile:
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
    about: tuple[Level, ...] = ()
    fresh_for: int | None = None
    note: Text | None = None


@frozen
class LinkFile:
    """A link as a file writes it."""

    name: str
    kind: Literal["subset", "joint"]
    reading: Text
    part: str | None = None
    whole: str | None = None
    joint: str | None = None
    of: tuple[str, ...] | None = None


@frozen
class _VocabularyFile:
    """A vocabulary as a file writes it."""

    indicators: tuple[IndicatorFile, ...]
    links: tuple[LinkFile, ...] = ()


def vocabulary_from(data: Mapping[str, Any], file: str, load: Load) -> Vocabulary:
    """Return the vocabulary of a file.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    structured: _VocabularyFile = structure(_VocabularyFile, data, file)
    return extended(Vocabulary(), structured.indicators, structured.links, file, load)[0]


def extended(
    vocabulary: Vocabulary,
    indicators: Iterable[IndicatorFile],
    links: Iterable[LinkFile],
    file: str,
    load: Load,
) -> tuple[Vocabulary, tuple[Indicator | Link, ...]]:
    """Return a vocabulary with the indicators and links of a file, and these.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    problems: list[str] = []
    made = [caught(_indicator, problems, f"indicator {i.id!r}", i, load) for i in indicators]
    joined = [caught(_link, problems, f"link {link.name!r}", link) for link in links]
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


def _indicator(i: IndicatorFile, load: Load) -> Indicator:
    """Return an indicator.

    Raises:
        InvalidValue: if its fields do not fit its measure.
    """
    check_id(i.id, SNAKE, "households_fibre_connected")
    needs = {
        "denominator": i.measure is Measure.SHARE,
        "unit": i.measure in (Measure.COUNT, Measure.MONTHLY),
        "reduce": i.measure is Measure.MONTHLY,
    }
    for name, needed in needs.items():
        if (getattr(i, name) is not None) != needed:
            msg = f"{name!r} is {'needed' if needed else 'not allowed'} for measure {i.measure.value!r}"
            raise InvalidValue(msg)
    if bool(i.values) != (i.measure is Measure.CATEGORY):
        msg = f"'values' is {'not allowed' if i.values else 'needed'} for measure {i.measure.value!r}"
        raise InvalidValue(msg)
    if not i.levels or len(set(i.levels)) < len(i.levels):
        msg = "'levels' names at least one level, and each once"
        raise InvalidValue(msg)
    if i.fresh_for is not None and i.fresh_for < 1:
        msg = f"'fresh_for' is a number of months, not {i.fresh_for}"
        raise InvalidValue(msg)
    plain = {a.name: getattr(i, a.name) for a in fields(IndicatorFile) if a.name != "rollup"}
    return Indicator(**plain, rollup=None if i.rollup is None else _rollup(i, i.rollup, load))


def _rollup(indicator: IndicatorFile, data: dict[str, Any], load: Load) -> Meeting | Sum:
    """Return how places below give a fact.

    Raises:
        InvalidValue: if it is none of the kinds known.
    """
    kind = kind_of(data, ("meeting", "sum"))
    only(data, ("kind", "levels", "of") if kind == "sum" else ("kind", "levels", "rule", "set", "criterion"))
    levels = tuple(enum(level, Level) for level in list_of(data.get("levels", [])))
    if not levels or any(level.rank >= max(one.rank for one in indicator.levels) for level in levels):
        msg = "rollup: 'levels' names levels below those of the indicator"
        raise InvalidValue(msg)
    if kind == "sum":
        if indicator.measure not in (Measure.SHARE, Measure.COUNT):
            msg = f"rollup: a sum needs a share or a count, not measure {indicator.measure.value!r}"
            raise InvalidValue(msg)
        return Sum(levels, text(data.get("of", indicator.id), str))
    if indicator.measure not in (Measure.SHARE, Measure.COUNT):
        msg = f"rollup: places that meet something give a share or a count, not measure {indicator.measure.value!r}"
        raise InvalidValue(msg)
    named = [key for key in ("rule", "set", "criterion") if key in data]
    if len(named) != 1:
        msg = "rollup: 'meeting' names one of 'rule', 'set' and 'criterion'"
        raise InvalidValue(msg)
    if named == ["rule"]:
        return Meeting(levels, rule_from(data["rule"]))
    ref = text(data[named[0]], str)
    if ("#" in ref) != (named == ["criterion"]):
        msg = f'rollup: {ref!r}: write set = "folder/name" or criterion = "folder/name#criterion"'
        raise InvalidValue(msg)
    return Meeting(levels, Reference(ref, load), ref)


def _link(link: LinkFile) -> Link:
    """Return a link.

    Raises:
        InvalidValue: if its fields do not fit its kind.
    """
    check_id(link.name, KEBAB, "fibre-is-internet")
    if link.kind == "subset" and link.part and link.whole and not (link.joint or link.of):
        return Subset(link.name, link.part, link.whole, link.reading)
    if link.kind == "joint" and link.joint and link.of and not (link.part or link.whole):
        if len(link.of) == 2:  # noqa: PLR2004 - a joint share is one of two
            return Joint(link.name, link.joint, (link.of[0], link.of[1]), link.reading)
        msg = "'of' names two indicators"
        raise InvalidValue(msg)
    msg = "a subset names 'part' and 'whole', a joint link 'joint' and 'of'"
    raise InvalidValue(msg)


def _loose_ends(vocabulary: Vocabulary, indicators: Iterable[Indicator], links: Iterable[Link]) -> Iterable[str]:
    """Tell which ids named by indicators and links are declared nowhere, or do not fit."""
    for i in indicators:
        place = f"indicator {i.id!r}"
        if i.denominator is not None:
            known = vocabulary.indicators.get(i.denominator)
            if known is None or known.measure is not Measure.COUNT:
                near = did_you_mean(i.denominator, vocabulary.indicators)
                yield f"{place}: the denominator {i.denominator!r} is no declared count.{near}"
        if isinstance(i.rollup, Sum):
            of = vocabulary.indicators.get(i.rollup.of)
            if of is None:
                near = did_you_mean(i.rollup.of, vocabulary.indicators)
                yield f"{place}: rollup adds up {i.rollup.of!r}, which is not declared.{near}"
            elif of.measure is not i.measure:
                measure = of.measure.value
                yield f"{place}: rollup adds up {of.id!r}, which is measured as {measure}, not {i.measure.value}"
        if isinstance(i.rollup, Meeting) and isinstance(i.rollup.meets, r.Rule):
            yield from (f"{place}: rollup: {problem}" for problem in _rule_problems(i.rollup.meets, vocabulary))
            if i.id in _needed_by(i.rollup.meets, vocabulary):
                yield f"{place}: rollup: its rule leads back to the indicator itself"
    names = [link.name for link in vocabulary.links]
    for link in links:
        if names.count(link.name) > 1:
            yield f"link {link.name!r}: this name is taken already; give yours one of its own"
        yield from (f"link {link.name!r} {problem}" for problem in _link_problems(link, vocabulary))


def _rule_problems(rule: r.Rule, vocabulary: Vocabulary) -> list[str]:
    """Tell what is wrong with the rule of a roll-up."""
    try:
        return list(rule.problems(vocabulary))
    except SmartVillageError as error:
        return [str(error)]


def _needed_by(rule: r.Rule, vocabulary: Vocabulary) -> set[str]:
    """Return the indicators that a rule asks for, itself or through the roll-ups of those."""
    needed: set[str] = set()
    asked = [rule]
    while asked:
        for leaf in asked.pop().leaves():
            known = vocabulary.indicators.get(getattr(leaf, "indicator", ""))
            if known is not None and known.id not in needed:
                needed.add(known.id)
                if isinstance(known.rollup, Meeting) and isinstance(known.rollup.meets, r.Rule):
                    asked.append(known.rollup.meets)
    return needed


def _link_problems(link: Link, vocabulary: Vocabulary) -> Iterable[str]:
    """Tell why a link cannot join its indicators."""
    unknown = [i for i in link.indicators if i not in vocabulary]
    for name in unknown:
        yield f"names {name!r}, which is not declared.{did_you_mean(name, vocabulary.indicators)}"
    for name in sorted({i for i in link.indicators if link.indicators.count(i) > 1}):
        yield f"joins {name!r} with itself"
    if unknown:
        return
    joined = [vocabulary[i] for i in link.indicators]
    if len({(i.measure, i.denominator) for i in joined}) > 1:
        yield "joins indicators of different measures or denominators"
    if joined[0].measure not in (Measure.SHARE, Measure.YES_NO):
        yield f"joins indicators measured as {joined[0].measure.value}; links join shares, or yes/no facts"
    if not set.intersection(*(set(i.levels) for i in joined)):
        yield "joins indicators that no level bears together"
    elif apart := figure_from_above(joined):
        yield apart


@frozen
class Reference:
    """A set, or one criterion of it (`set#criterion`), that is looked up when it is first needed."""

    ref: str
    load: Load = field(eq=False, repr=False)

    @cached_property
    def referred(self) -> tuple[CriteriaSet, CriteriaSet | Criterion]:
        """The set, and what of it is to be met."""
        name, _, criterion = self.ref.partition("#")
        rules = self.load(name)
        return rules, rules[criterion] if criterion else rules

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        rules, meets = self.referred
        return meets.possible_for(evidence.at(evidence.place, rules.vocabulary))


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
        case _:
            pass
    return without_defaults(
        {
            "id": i.id,
            "levels": [level.value for level in i.levels],
            "measure": i.measure.value,
            "label": text_to(i.label),
            "denominator": i.denominator,
            "unit": None if i.unit is None else shallow(i.unit),
            "aliases": list(i.aliases),
            "reduce": i.reduce,
            "values": {value: text_to(text) for value, text in i.values.items()},
            "rollup": rollup,
            "about": [level.value for level in i.about],
            "fresh_for": i.fresh_for,
            "note": text_to(i.note),
        }
    )


def link_to(link: Link) -> dict[str, Any]:
    """Return a link as the data of a file."""
    kind: dict[str, Any]
    if isinstance(link, Subset):
        kind = {"kind": "subset", "part": link.part, "whole": link.whole}
    else:
        kind = {"kind": "joint", "joint": link.joint, "of": list(link.of)}
    return {"name": link.name, **kind, "reading": text_to(link.reading)}
