"""Worked cases of a criteria set: places whose answer was derived by hand from the document, one line each.

A file names the set, and under each criterion the clause it was read from and its cases:

    set = "nghe-an/smart-village-2023"
    level = "village"

    [criteria.team]
    clause = "Mô hình thôn thông minh, nội dung thứ nhất"
    cases = [
      { name = "no", facts = { community_digital_team = false }, outcome = "fail", gap = "1 answer" },
      { name = "nothing recorded", outcome = "unknown", reason = "not_recorded" },
    ]

    [whole]
    cases = [ … ]

Facts are written as people write them: `"399/499"`, `"399/?"` where the total is not known, `"79,5%"`, `"> 90%"`,
`"70%..80%"`, `true`, `12`, `2022-12-31`, `"> 2022-12-31"` for "not done by this day", `{ met = true, by = "…", on = …,
why = "…" }` for a judgement, `{ undecided = true }` for one that decides nothing, and
`{ months = { "2025-01" = 2 }, last = "2025-03" }`. A list holds several records; `{ value = …, as_of = …, by =
"appraised" }` is one with a day and a recorder. `above` holds the facts of the place above, `parts` the places below:
`{ times = 287, facts = { … } }`.
"""

import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

from attrs import frozen

from smartvillage.criteria import CriteriaSet
from smartvillage.errors import InvalidFile, SmartVillageError, did_you_mean
from smartvillage.facts import Bounds, Fact, Judgement, Monthly, Place, Share, above, at_least, at_most, below, between
from smartvillage.facts.numbers import after
from smartvillage.indicators import Level
from smartvillage.rules import Gap


class CaseDiffers(SmartVillageError, AssertionError):
    """A worked case came out otherwise than expected."""


@frozen(kw_only=True)
class Case:
    """A place and the answer that the document gives it.

    Attributes:
        set_id: the id of the set.
        criterion: the id of the criterion; `None` for the set as a whole.
        clause: where the criterion is to be read, in Vietnamese; empty for the whole.
        name: what the case shows.
        place: the place.
        on: the day judged for, if any.
        outcome: the outcome expected.
        reason: the first reason expected; `None` for a pass or a fail.
        gaps: what is expected to be lacking, as `gap_text` writes it; `None` where the case does not say.
        issues: the codes of issues expected among those told.
        links: the links that the answer is expected to rest on.
    """

    set_id: str
    criterion: str | None
    clause: str
    name: str
    place: Place
    outcome: str
    on: date | None = None
    reason: str | None = None
    gaps: tuple[str, ...] | None = None
    issues: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The criterion and the name, as a test id."""
        return f"{self.criterion or 'whole'}: {self.name}"


_CASE = (
    "name",
    "facts",
    "above",
    "parts",
    "expected_parts",
    "level",
    "on",
    "outcome",
    "reason",
    "gap",
    "issues",
    "links",
)
_PART = ("level", "times", "facts", "parts", "expected_parts", "name")


def read_cases(path: Path) -> list[Case]:
    """Return the worked cases of a file.

    Raises:
        InvalidFile: if it is no TOML, or a key, a level or a value in it is none that cases have.
    """
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidFile(str(path), [f"no file of worked cases: {error}"]) from None
    try:
        _only(data, ("set", "level", "criteria", "whole"), "the file")
        return list(_cases(data))
    except (SmartVillageError, KeyError, TypeError, ValueError) as error:
        raise InvalidFile(str(path), [str(error)]) from None


def check_case(rules: CriteriaSet, case: Case) -> None:
    """Judge the place of a case and compare.

    Raises:
        CaseDiffers: naming everything that is otherwise than the case expects.
    """
    assessment = rules.assess(case.place, case.on)
    judged = assessment if case.criterion is None else assessment[case.criterion]
    found: dict[str, Any] = {
        "outcome": judged.outcome.value,
        "reason": judged.reason and judged.reason.value,
        "clause": "" if case.criterion is None else rules[case.criterion].clause.vi,
    }
    expected: dict[str, Any] = {"outcome": case.outcome, "reason": case.reason, "clause": case.clause}
    if case.gaps is not None and case.criterion is not None:
        found["gap"] = tuple(map(gap_text, assessment[case.criterion].gaps))
        expected["gap"] = case.gaps
    codes = [issue.code for issue in assessment.issues]
    missing = [f"the issue {code!r} was not told, only {codes}" for code in case.issues if code not in codes]
    missing += [f"the link {name!r} was not used" for name in case.links if name not in assessment.links]
    differs = [f"{key} is {found[key]!r}, expected {value!r}" for key, value in expected.items() if found[key] != value]
    if differs or missing:
        raise CaseDiffers(f"{case.set_id}: {case.id}: {'; '.join([*differs, *missing])}")


def gap_text(gap: Gap) -> str:
    """Return a gap as cases write it: `7 households`, `0..7 households`, `0+ percentage_points` for more than none."""
    low = _end_text(gap.low) + "+" * gap.low_above
    high = _end_text(gap.high) + "+" * gap.high_above
    return f"{low if low == high else f'{low}..{high}'} {gap.unit}"


def _end_text(end: object) -> str:
    """Return an end of a gap as text."""
    return "inf" if isinstance(end, float) and math.isinf(end) else f"{end:f}" if not isinstance(end, int) else str(end)


def _only(data: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Refuse unknown keys."""
    for key in data:
        if key not in known:
            raise TypeError(f"{where}: unknown key {key!r}.{did_you_mean(key, known)}")


def _cases(data: Mapping[str, Any]) -> Iterable[Case]:
    """Make the cases of a file."""
    level = Level(data["level"])
    sections = {None: data.get("whole", {}), **data.get("criteria", {})}
    for criterion, section in sections.items():
        where = criterion or "whole"
        _only(section, ("clause", "cases"), where)
        for case in section.get("cases", ()):
            _only(case, _CASE, f"{where}: {case.get('name')}")
            gap = case.get("gap")
            yield Case(
                set_id=data["set"],
                criterion=criterion,
                clause=section.get("clause", ""),
                name=case["name"],
                place=_place(case, Level(case.get("level", level))),
                on=case.get("on"),
                outcome=case["outcome"],
                reason=case.get("reason"),
                gaps=None if gap is None else tuple(_several(gap)),
                issues=tuple(case.get("issues", ())),
                links=tuple(case.get("links", ())),
            )


def _place(case: Mapping[str, Any], level: Level) -> Place:
    """Make the place of a case, below one that has the facts `above`."""
    parent = None
    if "above" in case:
        upper = next(one for one in Level if one.rank == level.rank + 1)
        parent = Place("Địa bàn trên", level=upper, facts=_facts(case["above"]))
    return Place(
        "Địa bàn thí dụ",
        level=level,
        facts=_facts(case.get("facts", {})),
        parts=tuple(_parts(case, level)),
        expected_parts=case.get("expected_parts"),
        parent=parent,
    )


def _parts(case: Mapping[str, Any], level: Level) -> Iterable[Place]:
    """Make the places below, each as often as it says."""
    for n, part in enumerate(case.get("parts", ())):
        _only(part, _PART, "a part")
        inner = Level(part["level"]) if "level" in part else next(one for one in Level if one.rank == level.rank - 1)
        for number in range(part.get("times", 1)):
            yield Place(
                part.get("name", f"{inner.value} {n + 1}.{number + 1}"),
                level=inner,
                facts=_facts(part.get("facts", {})),
                parts=tuple(_parts(part, inner)),
                expected_parts=part.get("expected_parts"),
            )


def _facts(data: Mapping[str, Any]) -> dict[str, list[Fact]]:
    """Make facts, each a list of records."""
    return {i: [_fact(one) for one in _several(value)] for i, value in data.items()}


def _several(value: Any) -> list[Any]:
    """Return a list as it is, and one value as a list of one."""
    several: list[Any] = value if isinstance(value, list) else [value]
    return several


def _fact(data: Any) -> Fact:
    """Make a record."""
    if isinstance(data, dict) and "value" in data:
        about = cast("dict[str, Any]", data)
        return Fact(_value(about["value"]), **{key: value for key, value in about.items() if key != "value"})
    return Fact(_value(data))


_SHARE = re.compile(r"(\d+)/(\d+|\?)")
_WORDS = {">=": at_least, "<=": at_most, ">": above, "<": below}


def _value(data: Any) -> Any:
    """Make a recorded value."""
    if isinstance(data, str):
        return _written(data)
    if not isinstance(data, dict):
        return data
    table = dict(cast("dict[str, Any]", data))
    if "months" in table:
        return Monthly(table.pop("months"), **table)
    if table.pop("undecided", False):
        return Judgement(None, **table)
    return Judgement(table.pop("met"), **table)


def _written(text: str) -> Share | Bounds | str:
    """Make a value that is written as text."""
    share = _SHARE.fullmatch(text)
    if share:
        return Share(int(share[1]), None if share[2] == "?" else int(share[2]))
    for sign, make in _WORDS.items():
        if text.startswith(sign):
            end = text.removeprefix(sign).strip()
            return after(date.fromisoformat(end)) if re.fullmatch(r"\d{4}-\d\d-\d\d", end) else make(end)
    low, dots, high = text.partition("..")
    return between(low, high) if dots else text
