"""The JSON Schemas beside what the library writes and what it refuses: kept by hand, so both ways are tested."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import field, frozen
from hypothesis import assume, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import smartvillage as sv
from smartvillage.codec import (
    criteria_set_from,
    criteria_set_to,
    loads,
    rule_from,
    rule_to,
    vocabulary_from,
)
from smartvillage.errors import InvalidValue, SmartVillageError
from smartvillage.facts.numbers import after
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Holds,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)
from smartvillage.schemas import NAMES, Name, schema

DATA = Path(__file__).parent / "data"
CRITERIA = Path(__file__).parents[1] / "criteria"
VALIDATORS: dict[Name, Any] = {
    name: Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER) for name in NAMES
}


def changed(data: Any, leaf: Callable[[Any], Any]) -> Any:
    """Return data with every leaf changed."""
    if isinstance(data, dict):
        return {key: changed(value, leaf) for key, value in cast("dict[str, Any]", data).items()}
    if isinstance(data, list | tuple):
        return [changed(value, leaf) for value in cast("list[Any]", data)]
    return leaf(data)


def plain(data: Any) -> Any:
    """Write dates and decimals as JSON does, as an editor does when it checks TOML by a JSON Schema."""
    return changed(
        data,
        lambda leaf: leaf.isoformat() if isinstance(leaf, date) else float(leaf) if isinstance(leaf, Decimal) else leaf,
    )


def as_toml(data: Any) -> Any:
    """Give numbers as the TOML reader gives them: exact."""
    return changed(data, lambda leaf: Decimal(repr(leaf)) if isinstance(leaf, float) else leaf)


def faults(name: Name, data: Any) -> list[str]:
    """Tell what a schema finds wrong."""
    return [f"{error.json_path}: {error.message}" for error in VALIDATORS[name].iter_errors(data)]


# ---- what is written validates ---------------------------------------------------------------------------------------


def shipped() -> Iterator[Path]:
    """Find the files of criteria sets."""
    return CRITERIA.glob("*/*.toml")


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_a_schema(name: Name) -> None:
    """A misspelt keyword in a schema is ignored by every validator, and then checks nothing."""
    Draft202012Validator.check_schema(schema(name))
    keywords = set(Draft202012Validator.VALIDATORS) | {
        "$schema",
        "$defs",
        "title",
        "description",
        "default",
        "then",
        "else",
    }

    def look(part: Any) -> None:
        if not isinstance(part, bool):
            assert set(part) <= keywords
            for one in [*part.get("properties", {}).values(), *part.get("$defs", {}).values()]:
                look(one)

    look(schema(name))


def test_an_unknown_schema_is_refused_with_the_nearest() -> None:
    """A name typed by hand deserves better than a missing file."""
    misspelt: Any = "places"
    with pytest.raises(InvalidValue, match="Did you mean 'place'"):
        schema(misspelt)


def test_definitions_of_one_name_are_one() -> None:
    """Each file stands alone for editors, so definitions are repeated, and must not drift apart."""
    seen: dict[str, Any] = {}
    for name in NAMES:
        for key, definition in schema(name)["$defs"].items():
            assert seen.setdefault(key, definition) == definition, f"{name}: {key}"


def test_no_definition_is_unused() -> None:
    """A definition that nothing refers to would pretend to check something."""
    for name in NAMES:
        text = json.dumps(schema(name))
        assert [key for key in schema(name)["$defs"] if f'"#/$defs/{key}"' not in text] == []


@pytest.mark.parametrize("path", [*shipped(), DATA / "set-v1.toml"], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_criteria_file_validates_and_so_does_what_is_written_of_it(path: Path) -> None:
    """An editor that underlines a correct file is soon switched off."""
    data = loads(path.read_text("utf-8"), path.name)

    assert faults("criteria-set", plain(data)) == []
    assert faults("criteria-set", plain(criteria_set_to(sv.load(path)))) == []


def test_the_vocabulary_validates() -> None:
    """The largest file of all is where an editor helps most."""
    assert (
        faults("vocabulary", plain(loads((CRITERIA / "indicators.toml").read_text("utf-8"), "indicators.toml"))) == []
    )


def test_a_settled_set_validates() -> None:
    """A user's choice of readings is written into the set and must be readable there."""
    settled = sv.load(DATA / "set-v1.toml").settle(
        {"fibre-or-any": "fibre", "open": "50%"},
        by="UBND",
        on=date(2025, 1, 2),
        why="Họp",
        without_links=["format-both"],
    )

    assert faults("criteria-set", plain(criteria_set_to(settled))) == []


SHARES = st.integers(1, 10**8 - 1).map(lambda n: f"{Decimal(n) / 10**6:f}%")
COUNTS = st.integers(1, 10**20) | st.decimals("0.001", 10**6, places=3)
IDS = st.sampled_from(["households_fibre_connected", "culture_house_wifi", "households", "x1"])
DAYS = st.dates()
WORDS = st.text(max_size=8)


def combined(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Draw rules made of rules."""
    several = st.lists(rules, min_size=1, max_size=3)
    return (
        several.map(lambda parts: AllOf(*parts))
        | several.map(lambda parts: AnyOf(*parts))
        | several.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda k: SomeOf(*parts, at_least=k)))
        | rules.map(Not)
        | st.lists(rules, min_size=2, max_size=3).map(
            lambda parts: Readings("q", {f"r{n}": r for n, r in enumerate(parts)})
        )
    )


RULES = st.recursive(
    st.builds(AtLeast, IDS, SHARES | COUNTS | st.just("open"))
    | st.builds(MoreThan, IDS, SHARES | COUNTS)
    | st.builds(AtMost, IDS, SHARES | COUNTS)
    | st.builds(LessThan, IDS, SHARES | COUNTS)
    | st.builds(Holds, IDS)
    | st.lists(WORDS, min_size=1).flatmap(lambda values: IDS.map(lambda i: OneOf(i, *values)))
    | st.builds(NoLaterThan, IDS, DAYS)
    | st.builds(Before, IDS, DAYS),
    combined,
    max_leaves=8,
)


@given(RULES)
def test_whatever_rule_is_written_validates_and_reads_back(rule: Rule) -> None:
    """Rules that programs make go into files too; what could not be read again must not be written."""
    written = rule_to(rule)
    data = plain(loads((DATA / "set-v1.toml").read_text("utf-8"), "set-v1.toml"))
    data["criteria"][0]["rule"] = plain(written)

    assert rule_from(written) == rule
    assert faults("criteria-set", data) == []


VALUES: st.SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.integers(0, 10**6),
    st.integers(10, 10**6).map(lambda n: n / 8),
    st.decimals(1, 100, places=2),
    st.sampled_from(["79,5%", "0%", "100%", "lighting", "", "Đạt"]),
    st.integers(0, 400).flatmap(lambda total: st.builds(sv.Share, st.integers(0, total), st.just(total))),
    st.builds(sv.Share, st.integers(0, 400)),
    st.builds(
        sv.Judgement, st.none() | st.booleans(), by=st.none() | WORDS, on=st.none() | DAYS, why=st.none() | WORDS
    ),
    st.builds(
        sv.Monthly,
        st.dictionaries(st.sampled_from(["2025-01", "2025-03"]), st.integers(0, 9)),
        first=st.just("2025-01"),
        last=st.just("2025-04"),
    ),
    DAYS,
    DAYS.map(after),
    st.sampled_from([sv.above("90%"), sv.below(20), sv.between("70%", "80,25%"), sv.at_least(3), sv.percent("0,8")]),
)
FACTS = st.builds(
    sv.Fact,
    VALUES,
    as_of=st.none() | DAYS,
    source=st.none() | WORDS,
    by=st.none() | st.just("appraised"),
    note=st.none() | WORDS,
)
SHIPPED = st.sampled_from(sorted(sv.vocabulary().indicators))


def places(level: str, parts: st.SearchStrategy[tuple[sv.Place, ...]]) -> st.SearchStrategy[sv.Place]:
    """Draw places of a level."""
    return st.builds(
        sv.Place,
        st.text(min_size=1, max_size=8).map(lambda name: f"Thôn {name}"),
        level=st.just(level),
        code=st.none() | WORDS,
        facts=st.dictionaries(SHIPPED, st.lists(FACTS, max_size=2), max_size=4),
        parts=parts,
    )


VILLAGES = places("village", st.just(()))
COMMUNES = places("commune", st.lists(VILLAGES, max_size=2).map(tuple))


@given(VILLAGES | COMMUNES)
def test_whatever_place_is_written_validates_and_reads_back(place: sv.Place) -> None:
    """Places travel between services as JSON: through text and back they must be the same."""
    through = json.loads(json.dumps(place.to_dict(), allow_nan=False))

    assert faults("place", through) == []
    assert sv.Place.from_dict(through) == place


@given(VILLAGES, st.none() | st.dates(date(2023, 4, 1), date(2025, 12, 1)))
def test_whatever_assessment_is_written_validates_and_reads_back(place: sv.Place, on: date | None) -> None:
    """A stored result is the evidence of an auditor; its format is a promise."""
    a = sv.load("nghe-an/smart-village-2023").assess(place, on)
    through = json.loads(json.dumps(a.to_dict(), allow_nan=False))

    assert faults("assessment", through) == []
    assert sv.Assessment.from_dict(through).to_dict() == a.to_dict()


# ---- what is wrong is refused by both --------------------------------------------------------------------------------


@frozen
class Format:
    """A document of one format that has everything, and the loader beside the schema."""

    name: Name
    document: dict[str, Any] = field(repr=False)
    load: Callable[[Any], object]
    has_null: bool

    def refusal(self, data: Any) -> str | None:
        """Return what the loader says against a document; anything but our own error is a fault of the loader."""
        try:
            self.load(data)
        except SmartVillageError as error:
            return str(error)
        return None


SET_DATA: dict[str, Any] = plain(loads((DATA / "set-v1.toml").read_text("utf-8"), "set-v1.toml"))
SET_DATA["criteria"].append(
    {
        "id": "another-set",
        "title": {"vi": "Bộ khác", "en": "Another set"},
        "clause": {"vi": "Điều 9", "en": "Article 9"},
        "force": "preference",
        "set": "lang-son/smart-village-2023",
    }
)
SET_DATA["settled"] = [{"key": "x", "choice": "y", "by": "UBND", "on": "2025-01-02", "why": "Họp"}]
SET_DATA["accepted"] = [
    {"problem": "implied", "criteria": ["another-set"], "why": {"vi": "Văn bản viết vậy", "en": "The text says so"}}
]
SET_V1 = sv.load(DATA / "set-v1.toml")
SETTLED_V1 = SET_V1.settle({"open": "50%"}, by="UBND", on=date(2025, 1, 2), why="Họp", without_links=["format-both"])
POSTS: Any = {"2025-01": 2}
SOME_PLACE = sv.Place(
    "Xã A",
    level="commune",
    code="17329",
    expected_parts=2,
    facts={"format_plan": date(2024, 5, 1), "unheard_of": True, "format_households": Decimal("12.5")},
    parts=[
        sv.Place(
            "Thôn 8",
            level="village",
            facts={
                "format_fibre": [
                    sv.Share(370, 471),
                    sv.Fact("79,5%", as_of=date(2025, 5, 1), by="appraised", source="BB 12", note="x"),
                ],
                "format_smartphone": sv.above("90%"),
                "format_posts": sv.Monthly(POSTS, first="2025-01", last="2025-03"),
                "format_effect": sv.Judgement(True, by="Hội đồng", on=date(2025, 3, 3), why="BB 07"),
                "format_field": "lighting",
                "format_wifi": True,
                "format_households": 471,
            },
        )
    ],
)


def load_set(data: Any) -> object:
    """Read a document as a criteria file."""
    return criteria_set_from(as_toml(data), "set.toml", sv.vocabulary(), sv.load)


def load_vocabulary(data: Any) -> object:
    """Read a document as a vocabulary."""
    return vocabulary_from(as_toml(data), "vocabulary.toml", sv.load)


def load_assessment(data: Any) -> object:
    """Judge a document again."""
    return sv.Assessment.from_dict(data, criteria_set=SET_V1)


FORMATS = [
    Format("criteria-set", SET_DATA, load_set, has_null=False),
    Format("vocabulary", {key: SET_DATA[key] for key in ("indicators", "links")}, load_vocabulary, has_null=False),
    Format("place", SOME_PLACE.to_dict(), sv.Place.from_dict, has_null=True),
    Format("assessment", SETTLED_V1.assess(SOME_PLACE, date(2025, 6, 1)).to_dict(), load_assessment, has_null=True),
]

ONLY_THE_LOADER = {
    r"no indicator has the id|is no declared count|is not declared": "which indicators there are",
    r"no criteria set is called|has no criterion|is no criterion of the set": "which sets and criteria there are",
    r"two criteria have the id|of its own": "that ids are not given twice",
    r"requires (names|must name)|how many of them": "that the requirement names every required criterion once",
    r"is after valid_until|is after the last|outside the months": "that dates and months are in order",
    r"is measured as|has no value|no share of": "that a rule fits the measure of its indicator",
    r"levels below those|more than one level|joins indicators|a district-level": "that levels fit",
    r"must be an int from 1": "that no more are asked for than there are",
    r"cannot be part of|parts are given|nested deeper": "that parts are of lower levels, and not too many",
    r"count is more than the total|nothing lies within|low end": "that counts and bounds are in order",
    r"^('.*' is no number|threshold )": "that a choice is a share, where one is asked for",
    r"no link is named|leaves no question": "which links and questions there are",
    r"judged again|not the set that was used|judges places of level|the set has": "that judging again gives the same",
}
"""What a schema cannot say, by the words of the loader."""


def spots(part: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Walk over every place of a document."""
    keys: list[str] = [*part] if isinstance(part, dict) else []
    steps: list[Any] = [*range(len(cast("list[int]", part)))] if isinstance(part, list) else keys
    for step in steps:
        yield (*path, step)
        yield from spots(part[step], (*path, step))


WRONG = [True, False, 0, 1, -1, 5, 2.5, [], ["x"], {}, {"x": 1}]
WRONG_TEXTS = ["", "x", "A B", "80%", "120%", "2023-02-30", "2024-03-03", "20240303", "inf"]
POOL: list[Any] = [*WRONG, *WRONG_TEXTS]
"""What stands in a spoilt document in place of what belongs there."""


@st.composite
def spoilt(draw: st.DrawFn, form: Format) -> Any:
    """Draw a document with one thing changed: left out, added, renamed, doubled or replaced."""
    data = copy.deepcopy(form.document)
    path = draw(st.sampled_from(list(spots(data))))
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    change = draw(st.sampled_from(["leave out", "replace", "wrap", "add", "rename"]))
    key: Any = path[-1]
    match change:
        case "leave out":
            del holder[key]
        case "replace":
            holder[key] = draw(st.sampled_from([*POOL, None] if form.has_null else POOL))
        case "wrap":
            holder[key] = [holder[key]]
        case _ if isinstance(key, int):
            holder.insert(key, holder[key])
        case "add":
            holder["unheard_of_key"] = holder[key]
        case _:
            holder[f"{key}s"] = holder.pop(key)
    assume(data != form.document)
    return data


def test_a_no_in_place_of_nought_is_not_what_was_judged() -> None:
    """Python calls them equal; a gap of `false` households is none that the library has written."""
    data = copy.deepcopy(FORMATS[-1].document)
    gap = next(c["gap"][0] for c in data["criteria"] if c["gap"] and c["gap"][0]["low"] == 0)
    gap["low"] = False
    assert faults("assessment", data)
    with pytest.raises(InvalidValue, match="gap: judged again it is"):
        sv.Assessment.from_dict(data, criteria_set=SET_V1)


@pytest.mark.parametrize("share", ["80%", "80 %", "79,5 %"])
def test_a_blank_before_the_percent_sign_is_usual(share: str) -> None:
    """Both ways of writing stand in documents; the loader takes either, and so must an editor."""
    data = plain(SET_DATA)
    data["criteria"][0]["rule"] = {"kind": "at_least", "indicator": "households_fibre_connected", "value": share}
    assert faults("criteria-set", data) == []
    place = {"name": "Thôn 1", "level": "village", "facts": {"households_fibre_connected": [{"value": share}]}}
    assert faults("place", place) == []
    assert sv.Place.from_dict(place).facts["households_fibre_connected"][0].bounds == sv.percent(share)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_the_documents_to_spoil_are_sound(form: Format) -> None:
    """Only a change of a sound document shows what the change does."""
    assert faults(form.name, form.document) == []
    assert form.refusal(form.document) is None


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
@given(data=st.data())
def test_a_spoilt_document_is_refused_by_schema_and_loader_alike(form: Format, data: st.DataObject) -> None:
    """An editor that passes what loading refuses, or the other way round, cannot be trusted in either."""
    document = data.draw(spoilt(form))
    found, refusal = faults(form.name, document), form.refusal(document)

    if found:
        assert refusal is not None, found
    elif refusal is not None:
        assert any(re.search(words, refusal) for words in ONLY_THE_LOADER), refusal
