"""Files and plain data to objects and back."""

import json
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen

from smartvillage import (
    CriteriaSet,
    Fact,
    Judgement,
    Monthly,
    Place,
    Share,
    above,
    at_most,
    below,
    catalogue,
    codec,
    load,
)
from smartvillage.criteria import Requirement
from smartvillage.errors import CannotWrite, InvalidFile, InvalidType, InvalidValue, SmartVillageError
from smartvillage.facts import Bounds, Evidence
from smartvillage.indicators import Indicator, Level, Measure, Meeting, Text, Vocabulary
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Finding,
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

A, B = Holds("a"), Holds("b")
DAY = date(2022, 12, 31)
RULES = [
    A,
    AtLeast("x", "80%"),
    AtLeast("x", "open"),
    AtLeast("x", Fraction(1, 8)),
    MoreThan("x", 5),
    AtMost("x", Decimal("2.5")),
    LessThan("x", "12.5%"),
    OneOf("x", "a", "b"),
    NoLaterThan("x", DAY),
    Before("x", DAY),
    AllOf(A, AllOf(B)),
    AnyOf(A, B),
    SomeOf(A, B, at_least=2),
    Not(Not(A)),
    Readings("one-or-two", {"one": A, "two": B}),
    Readings("q", {"one": A, "two": B}, texts=[Text("Hỏi", "Ask"), Text("Một", "One"), Text("Hai", "Two")]),
]


def again(rules: CriteriaSet) -> CriteriaSet:
    """Write a set as TOML and read it back, with the vocabulary that it stood in."""
    own = {one.id for one in rules.own if isinstance(one, Indicator)}
    outer = Vocabulary(
        {i.id: i for i in rules.vocabulary if i.id not in own},
        tuple(link for link in load("nghe-an/smart-village").vocabulary.links),
    )
    return codec.criteria_set_from(codec.loads(codec.criteria_set_to_toml(rules), "again"), "again", outer, load)


class TestRules:
    """Rules are tables with a kind."""

    @pytest.mark.parametrize("rule", RULES, ids=repr)
    def test_written_and_read_it_is_equal(self, rule: Rule) -> None:
        """Explicit shapes are kept: a file that is read and written does not change."""
        data = codec.rule_to(rule)
        assert codec.rule_from(data) == rule
        assert codec.rule_to(codec.rule_from(data)) == data

    def test_the_kind_is_the_class_name_in_snake_case(self) -> None:
        """Whoever knows the class knows the kind."""
        kinds = {codec.rule_to(rule)["kind"] for rule in RULES}
        names = {"".join(word.title() for word in kind.split("_")) for kind in kinds}
        assert names == {type(rule).__name__ for rule in RULES}

    def test_a_rule_of_ones_own_is_refused_by_name(self) -> None:
        """What cannot be restored exactly is not written, however deep it stands."""

        @frozen
        class Lucky(Rule):
            def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:  # noqa: ARG002
                return Finding(self, 0)

        for rule in (Lucky(), A & Lucky(), ~(A | Lucky())):
            with pytest.raises(CannotWrite, match="Lucky is a rule class of your own"):
                codec.rule_to(rule)

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ("holds", "expected a table"),
            ({"kind": "hold", "indicator": "a"}, "Did you mean 'holds'?"),
            ({"kind": "holds"}, "the key 'indicator' is missing"),
            ({"kind": "holds", "indicator": "a", "value": 1}, "unknown key 'value'"),
            ({"kind": "all_of", "rules": [{"kind": "holds"}]}, r"rules\[0\]: the key 'indicator' is missing"),
            ({"kind": "not", "rule": {"kind": "not", "rule": 5}}, "rule: rule: expected a table"),
            ({"kind": "at_least", "indicator": "x", "value": 0.8}, "a float is not exact"),
        ],
    )
    def test_what_is_no_rule_is_refused_with_its_place(self, data: Any, words: str) -> None:
        """The place in a tree is told part by part."""
        with pytest.raises((InvalidValue, InvalidType), match=words):
            codec.rule_from(data)


class TestSets:
    """Criteria sets are files."""

    @pytest.mark.parametrize("rules", catalogue(), ids=lambda rules: rules.id)
    def test_a_shipped_set_written_and_read_is_equal(self, rules: CriteriaSet) -> None:
        """Objects to file to objects: nothing is lost, and the digest stays."""
        assert again(rules) == rules
        assert again(rules).digest == rules.digest

    def test_every_field_is_written(self) -> None:
        """Requirements, counts, freshness and settlements included."""
        rules = load("vn/district-linkage")
        members = ("production", Requirement(("key-produce",)))
        for requires in (Requirement(members), Requirement(members, 1), Requirement(members, 2)):
            other = evolve(rules, requires=requires, count="all", fresh_for=12, replaces="vn/x-2020", scope="Nghệ An")
            assert again(other) == other

    @pytest.mark.parametrize("on", [DAY, None])
    def test_what_was_settled_is_written(self, on: date | None) -> None:
        """A settled set can be kept as a file, with or without the day."""
        rules = load("nghe-an/smart-village").settle({"ecommerce": "75%"}, by='Tổ "A"\n', on=on, why="BB \\ 7 \x7f")
        assert again(rules) == rules
        linked = load("mard/pilot-selection").settle(by="Tổ", on=on, why="BB", without_links=["internet-and-device"])
        assert again(linked) == linked

    def test_a_set_with_indicators_and_links_of_its_own(self) -> None:
        """A province's own indicators travel in its file."""
        text = codec.criteria_set_to_toml(load("lang-son/smart-village"))
        assert "[[indicators]]" in text
        text += """
[[links]]
name = "lighting-is-order"
kind = "subset"
part = "digital_smart_lighting"
whole = "digital_public_order"
reading = { vi = "Vì thế", en = "Hence" }

[[indicators]]
id = "own_share"
levels = ["village"]
measure = "share"
denominator = "households"
label = { vi = "Tỷ lệ", en = "Share" }
note = { vi = "Ghi chú", en = "Note" }
fresh_for = 12

[[indicators]]
id = "both_share"
levels = ["village"]
measure = "share"
denominator = "households"
label = { vi = "Cả hai", en = "Both" }

[[links]]
name = "both"
kind = "joint"
joint = "both_share"
of = ["own_share", "households_internet"]
reading = { vi = "Vì thế", en = "Hence" }

[[indicators]]
id = "own_months"
levels = ["village"]
measure = "monthly"
reduce = "sum"
unit = { vi = "tin", one = "item", many = "items" }
label = { vi = "Tin", en = "Items" }

[[indicators]]
id = "own_kind"
levels = ["village"]
measure = "category"
values = { "loại 1" = { vi = "Loại 1", en = "Kind 1" } }
label = { vi = "Loại", en = "Kind" }
"""
        rules = codec.criteria_set_from(codec.loads(text, "own"), "own", load("nghe-an/smart-village").vocabulary, load)
        assert {one.id for one in rules.own if isinstance(one, Indicator)} >= {"own_share", "own_months", "own_kind"}
        assert again(rules) == rules
        assert again(rules).digest == rules.digest

    def test_roll_ups_are_written(self) -> None:
        """By rule, by set, by criterion, and sums."""
        vocabulary = load("nghe-an/smart-village").vocabulary
        kinds: dict[str, set[str]] = {}
        for indicator in vocabulary:
            if indicator.rollup is not None:
                data = codec.indicator_to(indicator)["rollup"]
                kinds.setdefault(data["kind"], set()).update(set(data) - {"kind", "levels"})
        assert kinds == {"meeting": {"rule", "set", "criterion"}, "sum": {"of"}}

    def test_decimals_stay_exact(self) -> None:
        """A TOML decimal is no float."""
        assert codec.loads("x = 0.1", "f") == {"x": Decimal("0.1")}
        with pytest.raises(InvalidFile, match=r"^f: this is no TOML"):
            codec.loads("x =", "f")

    def test_text_is_composed(self) -> None:
        """Vietnamese text that a file holds decomposed (NFD) is the same text."""
        text = codec.criteria_set_to_toml(load("vn/district-linkage")).replace("Huyện", "Huyện")
        rules = codec.criteria_set_from(codec.loads(text, "f"), "f", load("vn/district-linkage").vocabulary, load)
        assert rules == load("vn/district-linkage")

    def test_a_date_may_be_a_text(self) -> None:
        """JSON knows no dates."""
        data = codec.criteria_set_to(load("vn/district-linkage"))
        data["valid_from"] = "2022-08-02"
        assert codec.criteria_set_from(data, "f", load("vn/district-linkage").vocabulary, load).valid_from == date(
            2022, 8, 2
        )


class TestVocabulary:
    """Indicators and links as data."""

    def test_a_vocabulary_file_is_read(self) -> None:
        """The shipped file, and one of a user's own."""
        data = {
            "indicators": [
                {"id": "q", "levels": ["village"], "measure": "yes_no", "label": {"vi": "a", "en": "b"}},
            ]
        }
        words = codec.vocabulary_from(data, "f", load)
        assert [i.id for i in words] == ["q"]
        assert words["q"].measure is Measure.YES_NO
        with pytest.raises(InvalidFile, match=r"^f: the key 'indicators' is missing"):
            codec.vocabulary_from({}, "f", load)

    def test_a_reference_is_looked_up_when_needed(self) -> None:
        """Sets and vocabulary refer to each other; each is loaded once it is asked."""
        asked: list[str] = []

        def spy(ref: str) -> CriteriaSet:
            asked.append(ref)
            return load(ref)

        evidence = Evidence(
            Place("T", level="village", facts={"households_fibre_connected": "70%"}),
            load("nghe-an/smart-village").vocabulary,
        )
        one = codec.Reference("nghe-an/smart-village-2023#fibre", spy)
        whole = codec.Reference("nghe-an/smart-village-2023", spy)
        assert asked == []
        assert one.possible_for(evidence) == whole.possible_for(evidence)
        assert asked == ["nghe-an/smart-village-2023"] * 2
        assert one == codec.Reference("nghe-an/smart-village-2023#fibre", load)
        assert isinstance(load("nghe-an/smart-village").vocabulary["smart_villages_nghe_an"].rollup, Meeting)


VALUES = [
    True,
    Share(3, 4),
    Share(3),
    "79,5%",
    "lighting",
    12,
    79.5,
    Decimal("2.5"),
    DAY,
    above("90%"),
    below(20),
    at_most("5%"),
    Bounds(3, float("inf"), low_open=True),
    Bounds(float("-inf"), float("inf"), kind="date"),
    Monthly({"2025-01": 2}, last="2025-03"),
    Judgement(True, by="Hội đồng", on=DAY, why="BB 07"),
    Judgement(None),
]


class TestPlaces:
    """Places are plain data."""

    @pytest.mark.parametrize("value", VALUES, ids=repr)
    def test_each_value_survives_json(self, value: Any) -> None:
        """The audit is kept as JSON."""
        place = Place(
            "Thôn 8", level="village", facts={"x": Fact(value, as_of=DAY, source="BB", by="appraised", note="n")}
        )
        data = json.loads(json.dumps(codec.place_to(place), allow_nan=False))
        assert codec.place_from(data) == place

    def test_the_tree_survives(self) -> None:
        """Parts, codes and what is expected; the place above is given apart."""
        part = Place("Thôn 8", level="village", facts={"a": [True, False]})
        whole = Place("Xã A", level="commune", code="17329", expected_parts=3, parts=[part])
        assert codec.place_from(codec.place_to(whole)) == whole
        assert "parent" not in codec.place_to(whole.parts[0])
        assert codec.place_from(codec.place_to(part), whole).parent == whole

    NO_PLACES: ClassVar[list[tuple[Any, str]]] = [
        ("Thôn 8", "expected an object"),
        ({"name": "T"}, "the key 'level' is missing"),
        ({"name": "T", "level": "village", "fact": {}}, "unknown key 'fact'. Did you mean 'facts'?"),
        ({"name": "T", "level": "hamlet"}, "no level is called 'hamlet'"),
        ({"name": "T", "level": "village", "facts": {"a": True}}, "expected a list such as"),
        ({"name": "T", "level": "village", "facts": {"a": [True]}}, "a: expected an object"),
        ({"name": "T", "level": "village", "facts": {"a": [{}]}}, "a: the key 'value' is missing"),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": 0.8}]}}, "a: 0.8 may be"),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": {"of": 3}}]}}, "a: .* is no recorded value"),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": [1]}]}}, "a: expected an object"),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": {"count": 5, "total": 3}}]}}, "a: Share"),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": {"decimal": "x"}}]}}, "^a: "),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": {"date": "soon"}}]}}, "a: expected a date"),
        (
            {"name": "T", "level": "village", "facts": {"a": [{"value": {"date": "2023-02-30"}}]}},
            "a: expected a date",
        ),
        (
            {"name": "T", "level": "village", "facts": {"a": [{"value": {"date": "20230203"}}]}},
            "a: expected a date",
        ),
        ({"name": "T", "level": "village", "facts": {"a": [{"value": {"verdict": "yes"}}]}}, "^a: "),
        (
            {"name": "T", "level": "village", "facts": {"a": [{"value": True, "as_of": "soon"}]}},
            "a: expected a date",
        ),
    ]

    @pytest.mark.parametrize(("data", "words"), NO_PLACES, ids=repr)
    def test_what_is_no_place_is_refused(self, data: Any, words: str) -> None:
        """A record that was touched by hand is refused with the indicator's id."""
        with pytest.raises(SmartVillageError, match=words):
            codec.place_from(data)

    def test_a_place_writes_and_reads_itself(self) -> None:
        """The doors of the object lead here."""
        place = Place("Thôn 8", level="village", facts={"a": True})
        assert Place.from_dict(place.to_dict()) == place

    def test_places_are_nested_no_deeper_than_levels(self) -> None:
        """A crafted record must not exhaust the stack."""
        data: dict[str, Any] = {"name": "T", "level": "village"}
        for _ in range(2000):
            data = {"name": "T", "level": "village", "parts": [data]}
        with pytest.raises(InvalidValue, match="nested deeper than 4 levels"):
            codec.place_from(data)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"low": 5, "high": 3}, "nothing lies within"),
            ({"low": "nan"}, "expected an integer"),
            ({"low": 1.5}, "expected an integer"),
            ({"scale": 0}, "^a: "),
            ({"size": 1}, "unknown key 'size'"),
            ({"kind": "volume"}, "^a: "),
            ({"low_open": 1}, "^a: "),
            ({"total": "5"}, "^a: "),
        ],
        ids=repr,
    )
    def test_bounds_that_cannot_be_are_refused(self, change: dict[str, Any], words: str) -> None:
        """Bounds are plain numbers in a record; each of them is checked."""
        data = codec.place_to(Place("T", level="village", facts={"a": Bounds(1, 3)}))
        data["facts"]["a"][0]["value"]["bounds"].update(change)
        with pytest.raises(SmartVillageError, match=words):
            codec.place_from(data)

    def test_text_that_is_not_composed_is_the_same_place(self) -> None:
        """A name typed on a Mac (NFD) is no other village after it was written and read."""
        name = unicodedata.normalize("NFD", "Thôn Đông")
        place = Place(name, level="village", facts={"a": Fact(True, source=name)})
        assert codec.place_from(codec.place_to(place)) == place


class TestPlainData:
    """Gaps, issues and assessments as JSON."""

    def test_gaps_have_no_infinity(self) -> None:
        """JSON knows none: null stands for no limit."""
        place = Place("T", level="village", facts={"x": at_most("5%")})
        gap = (~AtMost("y", 8)).evaluate(Place("T", level="village", facts={"y": 5})).gaps[0]
        assert codec.gap_to(gap) == {
            "indicator": "y",
            "unit": "y",
            "low": 4,
            "high": 4,
            "needed": 9,
            "of": None,
            "known": [5, 5],
        }
        open_gap = AtMost("y", 8).evaluate(Place("T", level="village")).gap
        assert open_gap is not None
        assert (codec.gap_to(open_gap)["high"], codec.gap_to(open_gap)["known"]) == (None, [0, None])
        strict = MoreThan("x", "5%").evaluate(place).gap
        assert strict is not None
        assert codec.gap_to(strict)["low_above"] is True

    @pytest.mark.parametrize("rules", catalogue(), ids=lambda rules: rules.id)
    def test_an_assessment_of_every_set_is_json(self, rules: CriteriaSet) -> None:
        """Nothing but plain data, and it judges again."""
        assessment = rules.assess(Place("P", level=rules.levels[0], facts={"unheard_of": True}))
        data = json.loads(json.dumps(assessment.to_dict(), allow_nan=False))
        assert codec.assessment_from_dict(data, lambda _: rules) == assessment
        assert data["schema"] == codec.SCHEMA
        assert [issue["code"] for issue in data["issues"]][-1] == "unknown_indicator"

    def test_levels_are_their_words(self) -> None:
        """The words of files are those of data."""
        assert codec.place_to(Place("T", level=Level.VILLAGE)) == {"name": "T", "level": "village"}
