"""Comparisons, checks and ranks in words: what is told of each, in both languages."""

from datetime import date
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from attrs import evolve

import smartvillage as sv
from smartvillage import messages as m
from smartvillage.comparison import Comparison
from smartvillage.consistency import Code, check
from smartvillage.facts import Bounds, Evidence
from smartvillage.indicators import Indicator, Lang, Measure, Text, Unit, Vocabulary
from smartvillage.intervals import Region
from smartvillage.messages.regions import region_text, witness_text
from smartvillage.messages.words import joined
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Finding,
    Holds,
    LessThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)

VILLAGE = sv.Level.VILLAGE
FIBRE, INTERNET, PHONES = "households_fibre_connected", "households_internet", "households_smartphone"
WIFI = Holds("culture_house_wifi")
SOURCE = sv.Source(Text("UBND tỉnh X", "X"), "1/KH", date(2024, 1, 1))
LANGS: tuple[Lang, Lang] = ("vi", "en")


def text(words: str) -> Text:
    """Return the same words in both languages."""
    return Text(words, words)


def rules_of(*rules: Rule | sv.Criterion, **more: Any) -> sv.CriteriaSet:
    """Return a set of criteria c0, c1 … for villages, with dates and a source."""
    criteria = [
        r if isinstance(r, sv.Criterion) else sv.Criterion(f"c{n}", text(f"C{n}"), text(f"Mục {n}"), r)
        for n, r in enumerate(rules)
    ]
    words: dict[str, Any] = {
        "id": "test/a-2024",
        "title": text("Bộ A"),
        "source": SOURCE,
        "levels": ("village",),
        "criteria": criteria,
        "vocabulary": sv.vocabulary(),
        "valid_from": date(2024, 1, 1),
        "valid_until": date(2025, 12, 31),
    }
    return sv.CriteriaSet(**(words | more))


def compared(one: Rule | sv.Criterion, two: Rule | sv.Criterion, **more: Any) -> Comparison:
    """Return the comparison of two sets of one criterion each."""
    return sv.compare(rules_of(one, **more), rules_of(two, **(more | {"id": "test/b-2024"})))


def row_text(one: Rule | sv.Criterion, two: Rule | sv.Criterion, lang: Lang = "en", **more: Any) -> str:
    """Return what is told of two criteria side by side."""
    comparison = compared(one, two, **more)
    return m.explain_row(comparison.rows[0], comparison, lang)


def told(rules: sv.CriteriaSet, code: Code, lang: Lang = "en", previous: sv.CriteriaSet | None = None) -> str:
    """Return the words for the first problem of a code."""
    return next(p.explain(lang) for p in check(rules, previous=previous) if p.code == code)


# Two sets side by side


def test_a_row_tells_both_thresholds_with_force_clause_and_denominator() -> None:
    """A planner must see from one sentence which province asks more, of what, and where to read it."""
    comparison = sv.compare(sv.load("tien-giang/targets"), sv.load("lang-son/targets"))
    (row,) = comparison["ntm-8-4"]
    assert m.explain_row(row, comparison) == (
        "Chặt hơn: “Mọi xã đạt chỉ tiêu 8.4 nông thôn mới” (383/KH-UBND, Mục II.2, phát triển chính quyền số, ý 2): "
        "100%, bắt buộc; so với “Xã đạt chỉ tiêu 8.4 nông thôn mới” (09/KH-UBND, Mục II.2.a, gạch đầu dòng 2): "
        "tối thiểu 97%, bắt buộc. Mẫu số: số xã. "
        "Ví dụ đạt lang-son/targets-2023 mà không đạt tien-giang/targets-2022: "
        "Xã đạt chỉ tiêu 8.4 trên tổng số xã: 97%."
    )
    assert m.explain_row(row, comparison, "en").startswith(
        "Stricter: “Every commune meets item 8.4 of the NTM set” (383/KH-UBND, Part II.2, digital government, item 2): "
        "100%, required; against “Communes meeting item 8.4 of the NTM set” (09/KH-UBND, Part II.2.a, dash 2): "
        "at least 97%, required. Out of: communes."
    )


def test_a_title_that_both_share_is_told_once() -> None:
    """Two provinces often give one content the same name."""
    assert row_text(AtLeast(FIBRE, "80%"), AtLeast(FIBRE, "80%")) == (
        "Same: “C0” (1/KH, Mục 0): at least 80%, required; against at least 80%, required (1/KH, Mục 0). "
        "Out of: households."
    )


def test_what_stands_in_one_set_only_names_the_set() -> None:
    """Nothing is compared with silence."""
    comparison = compared(AtLeast(FIBRE, "80%"), WIFI)
    assert [m.explain_row(row, comparison) for row in comparison] == [
        "Chỉ có trong test/a-2024: “C0” (1/KH, Mục 0): tối thiểu 80%, bắt buộc.",
        "Chỉ có trong test/b-2024: “C0” (1/KH, Mục 0): có, bắt buộc.",
    ]


def test_criteria_that_overlap_show_what_each_accepts_alone() -> None:
    """Neither is stricter, and a place on either side shows it."""
    said = row_text(AtMost(FIBRE, "80%"), AtLeast(FIBRE, "60%"))
    assert said.startswith("Incomparable: “C0” (1/KH, Mục 0): at most 80%, required; against at least 60%, required")
    assert "Neither is stricter: each accepts values that the other does not." in said
    assert "An example that meets test/a-2024 and not test/b-2024: " in said
    assert "An example that meets test/b-2024 and not test/a-2024: " in said


class Careful(Rule):
    """A rule class of somebody's own that knows when it does not know."""

    def evaluate(self, place: sv.Place | Evidence, **_: object) -> Finding:  # noqa: ARG002 - as rules are called
        """Know nothing."""
        return Finding(self, 0)


def test_whatever_hinders_a_comparison_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader learns what to settle, or that nothing can be done."""
    either = Readings("q", {"low": AtLeast(FIBRE, "50%"), "high": AtLeast(FIBRE, "90%")})
    said = row_text(either, AtLeast(FIBRE, "80%"))
    assert "Not decided: it depends on how the text is read. Read as “low”: looser. Read as “high”: stricter." in said
    said = row_text(AtLeast(FIBRE, "open"), AtLeast(FIBRE, "80%"))
    assert "some (the document gives no share), required" in said
    mixed = AllOf(Careful(), AtLeast(FIBRE, "80%"))
    assert "Not comparable: there is a rule class from outside" in row_text(mixed, AtLeast(FIBRE, "80%"))
    monkeypatch.setattr("smartvillage.cases.MOST_CASES", 1)
    assert "Not comparable: there are too many cases." in row_text(AtLeast(FIBRE, "70%"), AtLeast(FIBRE, "80%"))


def test_every_obstacle_and_relation_has_its_words() -> None:
    """A code without a sentence would end a comparison with an error."""
    comparison = compared(AtLeast(FIBRE, "70%"), AtLeast(FIBRE, "80%"))
    for obstacle in ("readings", "open_share", "level", "own_rule", "too_many"):
        row = evolve(comparison.rows[0], obstacle=obstacle)
        for lang in LANGS:
            assert len(m.explain_row(row, comparison, lang)) > len(m.explain_row(comparison.rows[0], comparison, lang))


def test_readings_are_told_in_the_words_of_the_criterion() -> None:
    """An id such as with-towns says nothing to an official."""
    comparison = sv.compare(sv.load("lang-son/targets"), sv.load("vn/targets"))
    (row,) = comparison["cooperatives"]
    under = [one for one in m.explain_row(row, comparison, "en").split(". ") if one.startswith("Read as")]
    assert len(under) == 1
    assert under[0].endswith(": looser")
    assert "linked-cooperative" not in under[0]


def test_applicability_is_part_of_what_is_asked() -> None:
    """A threshold for some places only is told with the condition."""
    some = sv.Criterion("c0", text("C0"), text("Mục 0"), AtLeast(FIBRE, "90%"), applies=WIFI)
    assert "at least 90%, only where [Wi-Fi in the village culture house: yes], required" in row_text(
        some, AtLeast(FIBRE, "80%")
    )


def test_a_relation_that_rests_on_a_link_names_it() -> None:
    """Whoever does not share the reading of a link must see that the answer hangs on it."""
    both = AllOf(AtLeast(FIBRE, "80%"), AtLeast(INTERNET, "70%"))
    said = row_text(both, AllOf(AtLeast(FIBRE, "80%"), AtLeast(INTERNET, "80%")))
    assert said.startswith("Same: ")
    assert "This rests on links between indicators (link fibre-is-internet)." in said


def test_implied_conditions_name_premises_links_and_what_is_known() -> None:
    """Nghệ An's two shares give MARD's joint one, and neither alone does."""
    comparison = sv.compare(sv.load("nghe-an/smart-village"), sv.load("mard/pilot-selection"))
    assert (
        "- Đạt “Hộ có Internet cáp quang” và “Hộ có điện thoại thông minh” (nghe-an/smart-village-2023) thì đạt "
        "“Hộ có cả Internet và thiết bị thông minh” (mard/pilot-selection-2022) (các liên kết fibre-is-internet, "
        "smartphone-is-smart-device, internet-and-device): khi đó ít nhất 70%; "
        "thiếu một nội dung thì không còn suy ra được."
    ) in comparison.explain().splitlines()
    assert "then at least 70%; with one of them left out it no longer follows." in comparison.explain("en")


def test_what_follows_through_the_places_below_says_so() -> None:
    """Active teams in all villages of all communes give each village its team."""
    comparison = sv.compare(sv.load("lang-son/targets"), sv.load("nghe-an/smart-village"))
    (line,) = [line for line in comparison.explain("en").splitlines() if line.startswith("- Meeting")]
    assert "(link active-team-exists), through 100% of “" in line
    assert line.endswith(": then yes.")


def test_what_is_known_of_many_indicators_is_left_out() -> None:
    """Nine regions in one sentence would help nobody; of a few, each is named."""
    comparison = sv.compare(sv.load("mard/pilot-selection"), sv.load("mard/central-pilot"))
    (line,) = [line for line in comparison.explain("en").splitlines() if line.startswith("- Meeting")]
    assert "then" not in line
    comparison = sv.compare(
        rules_of(AtLeast(FIBRE, "60%"), WIFI), rules_of(AllOf(AtLeast(FIBRE, "50%"), WIFI), id="test/b-2024")
    )
    assert (
        "then Households connected to fibre internet: at least 60%; Wi-Fi in the village culture house: yes"
    ) in comparison.explain("en")


def test_what_both_leave_is_told_where_it_is_news() -> None:
    """6 to 8 and at least 8 leave exactly 8; where one is stricter, it says all there is to say."""
    comparison = sv.compare(sv.load("nghe-an/pilot-selection"), sv.load("nghe-an/targets"))
    assert "cùng lúc chỉ còn đúng 8 mô hình, theo “" in comparison.explain()
    assert "both hold only at exactly 8 models, by “" in comparison.explain("en")
    assert "What meets both" not in compared(AtLeast(FIBRE, "70%"), AtLeast(FIBRE, "80%")).explain("en")


def test_contradictions_are_told_with_what_is_left_and_the_links() -> None:
    """No place can have fibre in 80 % of households and internet in less than half."""
    said = compared(AtLeast(FIBRE, "80%"), LessThan(INTERNET, "50%")).explain()
    assert "Mâu thuẫn\n- Không địa bàn nào đạt cả hai: “C0” và “C0” (liên kết fibre-is-internet)." in said
    said = compared(AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%")).explain("en")
    assert "Households connected to fibre internet: no value is left, by “C0”." in said
    assert "- No place can meet both: “C0” and “C0”." in said


@pytest.mark.parametrize(
    ("one", "two", "vi", "en"),
    [
        (
            AtLeast(PHONES, "90%"),
            AtLeast("adults_smartphone", "90%"),
            "khác mẫu số (tổng số hộ; số người trưởng thành)",
            "other denominators (households; adults)",
        ),
        (
            AtLeast(FIBRE, "90%"),
            Holds("broadband_line"),
            "khác cách đo (tỷ lệ; có hoặc không)",
            "measured otherwise (a share; yes or no)",
        ),
        (
            AtLeast(PHONES, "90%"),
            AtLeast("households_smart_device", "90%"),
            "khác nội dung đo (liên kết smartphone-is-smart-device)",
            "another quantity (link smartphone-is-smart-device)",
        ),
    ],
)
def test_near_misses_stand_under_a_heading_of_their_own(one: Rule, two: Rule, vi: str, en: str) -> None:
    """What only looks alike is told as not comparable, and in what it differs."""
    comparison = compared(one, two)
    *_, heading, line = comparison.explain().splitlines()
    assert heading == "Gần giống nhưng không so sánh được"
    assert line.startswith("- Không so sánh được: “")
    assert line.endswith(f" – {vi}.")
    assert comparison.explain("en").splitlines()[-1].endswith(f" – {en}.")


def test_near_misses_of_other_levels_name_them() -> None:
    """A figure of the province is not one of the commune."""
    said = sv.compare(sv.load("vn/targets"), sv.load("vn/essential-service")).explain("en")
    assert "other levels (province; commune, district)" in said


def test_denominators_are_told_by_their_labels() -> None:
    """All households and producing ones are both counted in households; an abbreviation keeps its letters."""
    total = Indicator("stalls", (VILLAGE,), Measure.COUNT, Text("OCOP", "OCOP stalls"))
    clean = Indicator("clean", (VILLAGE,), Measure.SHARE, text("Clean"), denominator="stalls")
    vocabulary = Vocabulary({i.id: i for i in (total, clean)})
    assert "Out of: OCOP stalls." in row_text(AtLeast("clean", "50%"), AtLeast("clean", "60%"), vocabulary=vocabulary)
    assert "Mẫu số: tổng số hộ." in row_text(AtLeast(FIBRE, "50%"), AtLeast(FIBRE, "60%"), "vi")


def test_ids_that_changed_between_editions_are_told() -> None:
    """A successor that calls a criterion otherwise is no news of another criterion."""
    before = rules_of(sv.Criterion("internet", text("A"), text("1"), AtLeast(FIBRE, "80%")), id="test/a-2022")
    after = rules_of(sv.Criterion("fibre", text("A"), text("1"), AtLeast(FIBRE, "85%")), replaces="test/a-2022")
    assert sv.compare(after, before).explain("en").endswith("New ids\n- Internet is now fibre.")


def test_the_table_puts_pairs_side_by_side_and_the_rest_below() -> None:
    """Threshold, denominator, force and clause of both, the relation, and then what stands alone."""
    lines = list(m.comparison_lines(compared(AtLeast(FIBRE, "85%"), AtLeast(FIBRE, "80%")), "en"))
    assert lines == [
        "A: Bộ A (test/a-2024; 1/KH of 1 January 2024)",
        "B: Bộ A (test/b-2024; 1/KH of 1 January 2024)",
        "Compared for places of the level: village; the first column says how A stands to B.",
        "",
        f"{'':16}{'A: test/a-2024':43}B: test/b-2024",
        "-" * 100,
        f"{'Stricter':16}{'C0':43}C0",
        f"{'':16}{'At least 85%.':43}At least 80%.",
        f"{'':16}{'Out of: households.':43}Out of: households.",
        f"{'':16}{'Required. Mục 0.':43}Required. Mục 0.",
        f"{'':16}An example that meets test/b-2024 and not test/a-2024: Households connected to fibre",
        f"{'':16}internet: 80%.",
        "",
        "Same 0; stricter 1; looser 0; incomparable 0; only in A 0; only in B 0.",
    ]
    lines = list(m.comparison_lines(compared(AtLeast(FIBRE, "85%"), WIFI), "en"))
    assert "Only in test/a-2024" in lines
    assert not any(line.startswith("---") for line in lines)


@pytest.mark.parametrize("lang", LANGS)
def test_every_pair_of_shipped_sets_can_be_told_in_a_hundred_columns(lang: Lang) -> None:
    """No word is missing for anything that the documents hold, and a terminal shows it whole."""
    for a, b in permutations(sv.catalogue(), 2):
        comparison = sv.compare(a, b)
        said = comparison.explain(lang)
        assert "{" not in said
        assert all(len(line) <= m.WIDTH for line in m.comparison_lines(comparison, lang))


# Values


def number_bounds(low: float, high: float, kind: Any = "number") -> Bounds:
    """Return bounds of a count or a date."""
    return Bounds(low, high, kind=kind)


MODELS = Indicator("models", (VILLAGE,), Measure.COUNT, text("M"), unit=Unit("mô hình", "model", "models"))
FIELD = Indicator("field", (VILLAGE,), Measure.CATEGORY, text("F"), values={"farm": Text("Nông nghiệp", "Farming")})


@pytest.mark.parametrize(
    ("indicator", "region", "expected"),
    [
        (MODELS, (), "no value is left"),
        (MODELS, (number_bounds(8, 8),), "exactly 8 models"),
        (MODELS, (number_bounds(6, 8),), "6 to 8 models"),
        (MODELS, (number_bounds(0, 2), number_bounds(9, float("inf"))), "at most 2 models or at least 9 models"),
        (MODELS, (number_bounds(0, float("inf")),), "any value"),
        (evolve(MODELS, measure=Measure.MONTHLY, reduce="least"), (sv.at_least(2),), "at least 2 models every month"),
        (evolve(FIELD, measure=Measure.YES_NO), (False, True), "no or yes"),
        (evolve(FIELD, measure=Measure.JUDGEMENT), (True,), "met"),
        (FIELD, ("farm", "other"), "Farming or other"),
        (
            evolve(FIELD, measure=Measure.DATE),
            (number_bounds(float("-inf"), date(2025, 12, 31).toordinal(), "date"),),
            "by 31 December 2025",
        ),
    ],
)
def test_regions_of_every_kind_have_words(indicator: Indicator, region: Region, expected: str) -> None:
    """Numbers, answers, judgements, categories and dates."""
    assert region_text(region, indicator, None, "en") == expected


def test_a_place_that_shows_something_is_told_by_its_figures_and_those_above() -> None:
    """Judgements are met or not, other answers yes or no; a place of which nothing is recorded says so."""
    commune = sv.Place("Xã", level="commune", facts={"staff_official_email": sv.percent(100)})
    facts: dict[str, object] = {"culture_house_wifi": True, "smart_communication": False, "x": 3}
    village = sv.Place("Thôn", level="village", facts=facts, parent=commune)
    assert witness_text(village, sv.vocabulary(), "en") == (
        "Wi-Fi in the village culture house: yes; Smart communication in the village: not met; x: 3; "
        "Commune staff using official e-mail: 100%"
    )
    assert witness_text(sv.Place("Thôn", level="village"), sv.vocabulary(), "vi") == "địa bàn chưa có số liệu nào"


def test_lists_have_one_word_before_the_last() -> None:
    """One, two and three texts."""
    assert [joined("or", texts, "en") for texts in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a or b", "a, b or c"]


# Problems


def test_a_contradiction_names_both_criteria_and_the_links() -> None:
    """Where it is, how much it matters, what it is and by which links."""
    rules = rules_of(AtLeast(FIBRE, "80%"), LessThan(INTERNET, "50%"))
    assert told(rules, "contradiction", "vi") == (
        "Lỗi, test/a-2024#c0: Không địa bàn nào đạt cả “C0” (c0) và “C1” (c1) (liên kết fibre-is-internet). "
        "Các điều kiện này loại trừ nhau: “Hộ có kết nối Internet cáp quang: tối thiểu 80%” và "
        "“Hộ có kết nối Internet: dưới 50%”."
    )
    assert told(rules_of(AtLeast(FIBRE, "80%"), LessThan(FIBRE, "50%")), "contradiction") == (
        "Error, test/a-2024#c0: No place can meet all of “C0” (c0) and “C1” (c1). These exclude each other: "
        "“Households connected to fibre internet: at least 80%” and "
        "“Households connected to fibre internet: less than 50%”."
    )


def test_a_rule_that_cannot_be_parted_is_told_whole() -> None:
    """One condition excludes itself, or always holds: the words are not those for several."""
    both = "Wi-Fi in the village culture house: yes; Wi-Fi in the village culture house: no"
    assert told(rules_of(SomeOf(WIFI, Not(WIFI), at_least=2)), "cannot_pass").endswith(
        f" This can never hold: “at least 2 of 2 conditions: {both}”."
    )
    assert told(rules_of(SomeOf(WIFI, Not(WIFI), at_least=1)), "cannot_fail").endswith(
        f" This always holds: “at least 1 of 2 conditions: {both}”."
    )


WIFI_AND_NOT = (
    "These exclude each other: “Wi-Fi in the village culture house: yes” and “Wi-Fi in the village culture house: no”."
)


@pytest.mark.parametrize(
    ("rules", "code", "expected"),
    [
        (rules_of(AllOf(WIFI, Not(WIFI))), "cannot_pass", f"No place can meet “C0” (c0). {WIFI_AND_NOT}"),
        (
            rules_of(AnyOf(AtLeast(FIBRE, "50%"), AtMost(FIBRE, "60%"))),
            "cannot_fail",
            (
                "Every place meets “C0” (c0); it tests nothing. One of these always holds: “Households connected to "
                "fibre internet: at least 50%” or “Households connected to fibre internet: at most 60%”."
            ),
        ),
        (
            rules_of(sv.Criterion("a", text("A"), text("1"), WIFI, applies=AllOf(WIFI, Not(WIFI)))),
            "never_applies",
            f"The condition under which “A” (a) applies can never hold. {WIFI_AND_NOT}",
        ),
        (
            rules_of(sv.Criterion("a", text("A"), text("1"), AtLeast(FIBRE, "1%"), applies=AnyOf(WIFI, Not(WIFI)))),
            "always_applies",
            (
                "The condition under which “A” (a) applies holds everywhere. One of these always holds: “Wi-Fi in the "
                "village culture house: yes” or “Wi-Fi in the village culture house: no”."
            ),
        ),
        (
            rules_of(AtLeast("zalo_members", 8), AtMost("zalo_members", 8)),
            "one_value_left",
            (
                "“C0” (c0) and “C1” (c1) are both met only where “Members of the Zalo group” is exactly 8 members. "
                "Example: Members of the Zalo group: 8 members."
            ),
        ),
        (rules_of(WIFI, WIFI), "duplicate", "“C0” (c0) asks the same as “C1” (c1)."),
        (
            rules_of(AtLeast(INTERNET, "50%"), AtLeast(FIBRE, "80%")),
            "implied",
            (
                "Whoever meets “C1” (c1) meets “C0” (c0) (link fibre-is-internet). "
                "Example: Households connected to fibre internet: at least 80%."
            ),
        ),
        (
            rules_of(WIFI, levels=("commune",)),
            "wrong_level",
            (
                "“C0” (c0): “Wi-Fi in the village culture house” is a figure of the level village; "
                "no commune and no place above one has it."
            ),
        ),
        (
            rules_of(
                AtLeast("districts_ntm_9_5", "60%"),
                levels=("province",),
                valid_from=date(2026, 1, 1),
                valid_until=date(2030, 12, 31),
            ),
            "no_bearer",
            "belongs to a level of places that had ended when the set begins, 1 January 2026.",
        ),
        (
            rules_of(AtLeast("zalo_members", Decimal("2.5"))),
            "not_whole",
            "“C0” (c0): “Members of the Zalo group” is a count and is compared with 2.5, which is no whole number.",
        ),
        (
            rules_of(NoLaterThan("digital_plan_issued", date(2026, 1, 1)), levels=("province",)),
            "deadline_outside",
            (
                "“C0” (c0): the deadline, 1 January 2026, is outside the validity of the set "
                "(1 January 2024 to 31 December 2025)."
            ),
        ),
        (
            rules_of(WIFI, valid_from=None, valid_until=None),
            "no_dates",
            "Warning, test/a-2024: Not stated: the first day in force, the last day in force.",
        ),
        (
            rules_of(WIFI, source=sv.Source(text("X"), known=text("Seen in the press."))),
            "no_source",
            (
                "Note, test/a-2024: Not stated of the document: its number, its date. "
                "The set states the reason: Seen in the press."
            ),
        ),
        (rules_of(Careful()), "own_rule", "“C0” (c0) uses a rule class of your own, Careful, which cannot be checked."),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_each_problem_has_its_sentence(rules: sv.CriteriaSet, code: Code, expected: str) -> None:
    """Place, what is wrong, why, and a place that shows it or the reason that the set states."""
    assert told(rules, code).endswith(expected)
    assert "{" not in told(rules, code, "vi")


class CountsMissingAsNo(Rule):
    """A rule class of somebody's own that holds what is not recorded for not met."""

    def evaluate(self, place: sv.Place | Evidence, **_: object) -> Finding:  # noqa: ARG002 - as rules are called
        """Know nothing and say no."""
        return Finding(self, -1)


def test_a_rule_that_decides_on_nothing_is_shown_by_a_place_without_figures() -> None:
    """The witness of counting missing as no is a place of which nothing is recorded."""
    assert told(rules_of(CountsMissingAsNo()), "decides_on_nothing") == (
        "Error, test/a-2024#c0: “C0” (c0): the rule CountsMissingAsNo answers “not met” for a place of which nothing "
        "is recorded. Example: a place of which nothing is recorded."
    )


def test_questions_left_open_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is called consistent that was not looked at, neither a criterion nor the whole set."""
    monkeypatch.setattr("smartvillage.cases.MOST_CASES", 1)
    rules = rules_of(AtLeast(FIBRE, "80%"), WIFI)
    text = "Warning, test/a-2024#c0: “C0” (c0): too many cases to decide whether it can be met."
    assert told(rules, "too_many") == text
    problem = next(p for p in check(rules) if p.code == "too_many")
    assert "“Bộ A”: quá nhiều trường hợp" in m.explain_problem(evolve(problem, criteria=()))


def test_changes_between_editions_are_told() -> None:
    """Old and new meaning by their names, old and new ids as they are written, and the days of the overlap."""
    own = Indicator("rate", (VILLAGE,), Measure.SHARE, text("Rate"), denominator="households")
    new = evolve(own, denominator="residents")
    before = rules_of(AtLeast(FIBRE, "80%"), vocabulary=sv.vocabulary().extended([own]), id="test/a-2022")
    after = rules_of(AtLeast(PHONES, "80%"), vocabulary=sv.vocabulary().extended([new]), replaces="test/a-2022")
    changed = [p.explain("en") for p in check(after, previous=before) if p.code == "changed_meaning"]
    assert changed == [
        (
            "Error, test/a-2024#c0: The id “c0” asks of another thing than in test/a-2022: "
            "it was Households connected to "
            "fibre internet, it is Households with a smartphone."
        ),
        (
            "Error, test/a-2024: The id “rate” asks of another thing than in test/a-2022: it was a share, Households, "
            "it is a share, Residents."
        ),
    ]
    assert told(after, "both_in_force", previous=before).endswith("from 1 January 2024 to 31 December 2025.")
    old = rules_of(sv.Criterion("internet", text("A"), text("1"), AtLeast(PHONES, "80%")), id="test/a-2022")
    assert told(after, "renamed", previous=old) == "Note, test/a-2024: “internet” of test/a-2022 is now “c0”."


# Ranks


def test_a_rank_tells_readiness_and_preferences() -> None:
    """Who comes first and on what grounds; ties are told as ties."""
    rules = sv.load("mard/pilot-selection")
    first = sv.Place("Xã A", level="commune", facts={"model_in_prominent_field": True})
    one, two = sv.rank([rules.assess(first), rules.assess(sv.Place("Xã B", level="commune"))])
    assert one.explain() == (
        "1. Xã A: chưa xác định; ưu tiên: “Mô hình gắn với lĩnh vực nổi trội” đạt, "
        "“Mô hình về kinh tế số hoặc xã hội số” chưa xác định."
    )
    assert two.explain("en").startswith("2. Xã B (commune): unknown; preferences: “Model tied to a prominent field” ")
    tied = sv.rank([rules.assess(first), rules.assess(first)], by=())
    assert tied[1].explain() == "1 (đồng hạng). Xã A: chưa xác định."
    assert tied[1].explain("en") == "1 (tied). Xã A (commune): unknown."


def test_categories_that_no_test_names_can_be_told() -> None:
    """A comparison may need an example of any other category."""
    said = row_text(
        OneOf("district_kind", "town"), OneOf("district_kind", "town", "provincial_city"), levels=("district",)
    )
    assert said.startswith("Stricter: ")
