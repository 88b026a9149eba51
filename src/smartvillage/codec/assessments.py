"""Assessments to plain data that is enough to judge again."""

import math
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import asdict, evolve

from smartvillage.codec.places import fact_to, place_from, place_to
from smartvillage.codec.structure import (
    day,
    inner,
    list_of,
    only,
    shallow,
    table_of,
    text,
    text_to,
    without_defaults,
)
from smartvillage.criteria import Assessment, CriteriaSet, Settlement
from smartvillage.errors import InvalidValue, shown
from smartvillage.facts import Fact, Issue
from smartvillage.rules import Gap

SCHEMA = "smartvillage/assessment/1"


def assessment_to_dict(a: Assessment) -> dict[str, Any]:
    """Return an assessment as plain data that is enough to judge again."""
    rules = a.criteria_set
    return {
        "schema": SCHEMA,
        "library": _version(),
        "criteria_set": {"id": rules.id, "sha256": rules.digest},
        "settled": [{**shallow(one), "on": one.on and one.on.isoformat()} for one in rules.settled],
        "on": a.on and a.on.isoformat(),
        "place": place_to(a.place),
        "above": [place_to(place if _rests_on_parts(a) else evolve(place, parts=())) for place in a.place.above],
        "outcome": a.outcome.value,
        "tally": asdict(a.tally),
        "facts_used": _facts_used(a),
        "links_used": list(a.links),
        "issues": [issue_to(issue) for issue in a.issues],
        "criteria": [
            {
                "id": finding.id,
                "clause": text_to(finding.criterion.clause),
                "outcome": finding.outcome.value,
                "reason": finding.reason and finding.reason.value,
                "gap": [gap_to(gap) for gap in finding.gaps] or None,
            }
            for finding in a.findings
        ],
    }


def _rests_on_parts(a: Assessment) -> bool:
    """Whether an answer rests on what the parts of a place above add up to."""
    known = [leaf.known for finding in a.findings for leaf in finding.leaves() if leaf.known is not None]
    return any(one.parts is not None and one.evidence.place is not a.place for one in known)


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
                        entry = {"place": place, "indicator": one.indicator.id, **fact_to(one.fact)}
                        used.setdefault((place, one.indicator.id, one.fact), entry)
                known = None
    return list(used.values())


def gap_to(gap: Gap) -> dict[str, Any]:
    """Return a gap as plain data; `null` stands for no limit."""
    data = {name: number_to(getattr(gap, name)) for name in ("low", "high", "needed", "of")}
    known = None if gap.known is None else [number_to(end) for end in gap.known]
    above = {name: True for name in ("low_above", "high_above") if getattr(gap, name)}
    return {"indicator": gap.indicator, "unit": gap.unit, **data, "known": known, **above}


def number_to(number: Decimal | float | None) -> float | None:
    """Return a number as JSON writes it; an infinity as null."""
    if number is None or (isinstance(number, float) and math.isinf(number)):
        return None
    return int(number) if number == int(number) else float(number)


def issue_to(issue: Issue) -> dict[str, Any]:
    """Return an issue as plain data."""
    data = without_defaults(shallow(issue))
    data["facts"] = [{"indicator": i, **fact_to(fact)} for i, fact in issue.facts]
    data["where"] = None if issue.where is None else shallow(issue.where)
    return {**data, "more": dict(issue.more)}


_KEYS = ("schema", "library", "criteria_set", "settled", "on", "place", "above", "outcome", "tally", "facts_used")
_MORE = ("links_used", "issues", "criteria")
_VERDICT = ("outcome", "tally")
_WHOLE = (*_VERDICT, "facts_used", "links_used", "issues")


def assessment_from_dict(data: object, load: Callable[[str], CriteriaSet]) -> Assessment:
    """Judge again from what `assessment_to_dict` wrote.

    Raises:
        InvalidValue: if the data is not of this kind, the set's content has changed, or the verdict differs.
        InvalidType: if the data, or a part of it, is of the wrong type.
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        msg = f"this is no assessment: the schema is not {SCHEMA!r}"
        raise InvalidValue(msg)
    only(data, (*_KEYS, *_MORE), needed=(*_KEYS, *_MORE))
    named = table_of(data["criteria_set"])
    only(named, ("id", "sha256"), needed=("id", "sha256"))
    rules = load(text(named["id"], str))
    for settled in list_of(data["settled"]):
        rules = _settled(rules, inner(Settlement, settled))
    if rules.digest != named["sha256"]:
        msg = f"{rules.id} is not the set that was used: its content has changed since"
        raise InvalidValue(msg)
    parent = None
    for above in reversed(list_of(data["above"])):
        parent = place_from(above, parent)
    on = None if data["on"] is None else day(data["on"], date)
    again = rules.assess(place_from(data["place"], parent), on)
    _compare(data, assessment_to_dict(again))
    return again


def _settled(rules: CriteriaSet, one: Settlement) -> CriteriaSet:
    """Return a set with a question settled as it was."""
    if one in rules.settled:
        return rules
    off = one.key.startswith("link:")
    choices = {} if off else {one.key: one.choice}
    links = [one.key.removeprefix("link:")] if off else []
    return rules.settle(choices, by=one.by, on=one.on, why=one.why, without_links=links)


def _compare(written: Mapping[str, Any], again: Mapping[str, Any]) -> None:
    """Refuse an assessment that says otherwise than the same facts say when judged again.

    What another version of the library wrote may differ in its words and gaps, never in a verdict.

    Raises:
        InvalidValue: naming where it differs.
    """
    same_library = text(written["library"], str) == again["library"]
    for key in _WHOLE if same_library else _VERDICT:
        if not _says(written[key], again[key]):
            msg = f"{key}: judged again it is {again[key]!r}, not {shown(written[key])}"
            raise InvalidValue(msg)
    criteria = [table_of(criterion) for criterion in list_of(written["criteria"])]
    if len(criteria) != len(again["criteria"]):
        msg = f"criteria: the set has {len(again['criteria'])}, not {len(criteria)}"
        raise InvalidValue(msg)
    for one, other in zip(criteria, again["criteria"], strict=True):
        only(one, tuple(other), needed=tuple(other))
        for key in other if same_library else ("id", "outcome", "reason"):
            if not _says(one.get(key), other[key]):
                msg = f"criterion {other['id']!r}: {key}: judged again it is {other[key]!r}, not {shown(one.get(key))}"
                raise InvalidValue(msg)


def _says(written: object, again: object) -> bool:
    """Whether plain data says the same; for Python alone, `False` would be 0."""
    if isinstance(written, Mapping) and isinstance(again, Mapping):
        return written.keys() == again.keys() and all(_says(written[key], again[key]) for key in again)
    if isinstance(written, list) and isinstance(again, list):
        return len(written) == len(again) and all(map(_says, written, again))
    return isinstance(written, bool) == isinstance(again, bool) and written == again
