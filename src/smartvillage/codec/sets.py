"""Criteria sets to the data of their files and back, and their digests."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from attrs import frozen

from smartvillage.codec.rules import rule_from, rule_to
from smartvillage.codec.structure import (
    KEBAB,
    SET_ID,
    SNAKE,
    caught,
    check_id,
    integer,
    shallow,
    structure,
    table_of,
    text_to,
    without_defaults,
)
from smartvillage.codec.vocabularies import IndicatorFile, LinkFile, Load, extended, indicator_to, link_to
from smartvillage.criteria import Accepted, CriteriaSet, Criterion, Force, MeetsSet, Requirement, Settlement, Source
from smartvillage.errors import InvalidFile, InvalidValue, SmartVillageError, shown
from smartvillage.indicators import Indicator, Level, Text, Vocabulary


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
    accepted: tuple[Accepted, ...] = ()
    indicators: tuple[IndicatorFile, ...] = ()
    links: tuple[LinkFile, ...] = ()
    settled: tuple[Settlement, ...] = ()


def criteria_set_from(data: Mapping[str, Any], file: str, vocabulary: Vocabulary, load: Load) -> CriteriaSet:
    """Return the criteria set of a file.

    Raises:
        InvalidFile: with one sentence for each problem.
    """
    s: _SetFile = structure(_SetFile, data, file)
    vocabulary, own = extended(vocabulary, s.indicators, s.links, file, load)
    problems: list[str] = []
    caught(check_id, problems, "id", s.id, SET_ID, "nghe-an/smart-village-2023")
    if s.replaces is not None:
        caught(check_id, problems, "replaces", s.replaces, SET_ID, "nghe-an/smart-village-2023")
    for one in s.accepted:
        caught(check_id, problems, "accepted: problem", one.problem, SNAKE, "duplicate")
    criteria = [caught(_criterion, problems, f"criterion {c.id!r}", c, load) for c in s.criteria]
    requires = caught(_requirement, problems, "requires", s.requires) if s.requires is not None else None
    if problems:
        raise InvalidFile(file, problems)
    off = [one.key.removeprefix("link:") for one in s.settled if one.key.startswith("link:")]
    plain = ("id", "title", "levels", "source", "valid_from", "valid_until", "scope", "replaces", "count")
    try:
        return CriteriaSet(
            **{name: getattr(s, name) for name in (*plain, "fresh_for", "assumed", "accepted", "settled")},
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
    check_id(c.id, KEBAB, "culture-house-wifi")
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
    table = table_of(data)
    kinds = [key for key in ("all", "any", "some") if key in table]
    if len(kinds) != 1 or ("at_least" in table) != (kinds == ["some"]) or len(table) != 1 + (kinds == ["some"]):
        msg = "write { all = […] }, { any = […] } or { some = […], at_least = 2 }"
        raise InvalidValue(msg)
    (kind,) = kinds
    if not isinstance(table[kind], list):
        msg = f"{kind!r} is a list of criterion ids, not {shown(table[kind])}"
        raise InvalidValue(msg)
    members = tuple(m if isinstance(m, str) else _requirement(m) for m in table[kind])
    at_least = {"all": None, "any": 1, "some": table.get("at_least")}[kind]
    return Requirement(members, None if at_least is None else integer(at_least, int))


def criteria_set_to(rules: CriteriaSet) -> dict[str, Any]:
    """Return a criteria set as the data of its file.

    Raises:
        CannotWrite: if a rule is of a class that is not one of the library's.
    """
    criteria = [
        without_defaults(
            {
                "id": c.id,
                "title": text_to(c.title),
                "clause": text_to(c.clause),
                "force": c.force.value,
                "assumed": text_to(c.assumed),
                "applies": None if c.applies is None else rule_to(c.applies),
                **({"set": c.rule.criteria_set.id} if isinstance(c.rule, MeetsSet) else {"rule": rule_to(c.rule)}),
            }
        )
        for c in rules.criteria
    ]
    own = [one for one in rules.own if isinstance(one, Indicator)]
    links = [one for one in rules.own if not isinstance(one, Indicator)]
    source = {k: text_to(v) if isinstance(v, Text) else v for k, v in shallow(rules.source).items()}
    return without_defaults(
        {
            "id": rules.id,
            "title": text_to(rules.title),
            "levels": [level.value for level in rules.levels],
            "scope": rules.scope,
            "valid_from": rules.valid_from,
            "valid_until": rules.valid_until,
            "replaces": rules.replaces,
            "fresh_for": rules.fresh_for,
            "count": None if rules.count == "applicable" else rules.count,
            "assumed": text_to(rules.assumed),
            "accepted": [_accepted_to(one) for one in rules.accepted],
            "requires": None if rules.requires is None else _requirement_to(rules.requires),
            "source": without_defaults(source),
            "indicators": [indicator_to(i) for i in own],
            "links": [link_to(link) for link in links],
            "settled": [without_defaults(shallow(one)) for one in rules.settled],
            "criteria": criteria,
        }
    )


def _accepted_to(accepted: Accepted) -> dict[str, Any]:
    """Return a doubt that stands as data."""
    return without_defaults(
        {"problem": accepted.problem, "criteria": list(accepted.criteria), "why": text_to(accepted.why)}
    )


def _requirement_to(requirement: Requirement) -> dict[str, Any]:
    """Return which criteria decide as data."""
    members = [m if isinstance(m, str) else _requirement_to(m) for m in requirement.of]
    if requirement.at_least is None:
        return {"all": members}
    return {"any": members} if requirement.at_least == 1 else {"some": members, "at_least": requirement.at_least}


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
    links = [link_to(link) for link in rules.vocabulary.links if set(link.indicators) & set(used)]
    content = {"set": criteria_set_to(rules), "indicators": declared, "links": links}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
