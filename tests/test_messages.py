"""Findings as text: both languages say the same, and no sentence contradicts its verdict."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from hypothesis import given, settings
from hypothesis import strategies as st

import smartvillage as sv
from smartvillage import messages as m
from smartvillage.criteria import CriteriaSet, Criterion, Force, Requirement, Source
from smartvillage.facts import Issue, Where
from smartvillage.facts.numbers import after, on_day
from smartvillage.indicators import Indicator, Lang, Level, Measure, Meeting, Subset, Text, Unit, Vocabulary
from smartvillage.messages.sentences import SENTENCES
from smartvillage.outcomes import Outcome, Reason
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Finding,
    Gap,
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
from smartvillage.testing.examples import read_cases

LANGS: tuple[Lang, Lang] = ("vi", "en")
SOURCE = Path(m.__file__).parents[1]
EXAMPLES = sorted((Path(__file__).parent / "examples").glob("*.toml"))
HOUSEHOLD = Unit("hộ", "household", "households")


def text(name: str) -> Text:
    """Return the same words for both languages."""
    return Text(name, name)


def indicator(name: str, measure: Measure, **more: Any) -> Indicator:
    """Return an indicator of villages and communes, labelled by its own id."""
    levels = more.pop("levels", (Level.VILLAGE, Level.COMMUNE))
    return Indicator(name, levels, measure, text(name), **more)


WORDS = Vocabulary(
    {
        one.id: one
        for one in (
            indicator("households", Measure.COUNT, unit=HOUSEHOLD),
            indicator("fibre", Measure.SHARE, denominator="households"),
            indicator("poor", Measure.SHARE, denominator="households"),
            indicator("wifi", Measure.YES_NO),
            indicator("good", Measure.JUDGEMENT),
            indicator(
                "field", Measure.CATEGORY, values={"light": Text("Chiếu sáng", "Lighting"), "farm": text("farm")}
            ),
            indicator("plan", Measure.DATE),
            indicator("items", Measure.MONTHLY, unit=Unit("tin", "item", "items"), reduce="least"),
            indicator("yearly", Measure.MONTHLY, unit=Unit("tin", "item", "items"), reduce="sum"),
            indicator("staff", Measure.YES_NO, levels=(Level.COMMUNE,)),
            indicator(
                "villages_with_wifi",
                Measure.SHARE,
                levels=(Level.COMMUNE,),
                rollup=Meeting((Level.VILLAGE,), Holds("wifi")),
            ),
        )
    }
)


def village(name: str = "Thôn 8", /, **facts: Any) -> sv.Place:
    """Return a village with facts."""
    return sv.Place(name, level="village", facts=facts)


def judged(rule: Rule, /, **facts: Any) -> Finding:
    """Return what a rule finds for a village."""
    return rule.evaluate(village(**facts), vocabulary=WORDS)


def said(rule: Rule, /, lang: Lang = "vi", **facts: Any) -> str:
    """Return what a rule finds for a village, in words."""
    return judged(rule, **facts).explain(lang)


def a_set(*criteria: Criterion, **more: Any) -> CriteriaSet:
    """Return a set of some criteria."""
    source = more.pop("source", Source(text("UBND tỉnh X"), number="12/KH-UBND", date=date(2024, 3, 1)))
    return CriteriaSet(
        id="x/y-2024",
        title=text("Bộ X"),
        levels=("village",),
        source=source,
        criteria=criteria,
        vocabulary=WORDS,
        **more,
    )


def criterion(rule: Rule, name: str = "a", **more: Any) -> Criterion:
    """Return a criterion."""
    return Criterion(name, text(f"Nội dung {name}"), text(f"Mục {name}"), rule, **more)


# The tables of sentences


def parameters(template: str) -> set[str]:
    """Return the parameters of a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_both_languages_have_the_same_sentences() -> None:
    """A sentence missing in one language would be found by a user of it."""
    assert SENTENCES["vi"].keys() == SENTENCES["en"].keys()


@pytest.mark.parametrize("key", SENTENCES["vi"])
def test_both_languages_have_the_same_parameters(key: str) -> None:
    """What one language tells, the other must not leave out."""
    assert parameters(SENTENCES["vi"][key]) == parameters(SENTENCES["en"][key])


def called(path: Path) -> Iterator[str]:
    """Iterate over the codes of issues that a source file tells."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("tell", "_tell", "Doubt", "_doubt"):
                yield from texts(node.args[:1])
            if name == "Issue":
                yield from texts([word.value for word in node.keywords if word.arg == "code"])
        if isinstance(node, ast.Dict):
            yield from texts(
                [
                    v
                    for k, v in zip(node.keys, node.values, strict=True)
                    if isinstance(k, ast.Constant) and k.value == "code"
                ]
            )
        if isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("fit"):
            yield from texts([one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value])


def texts(nodes: list[ast.expr]) -> Iterator[str]:
    """Iterate over the literal texts in some expressions, whatever condition chooses between them."""
    for node in nodes:
        branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
        for one in branches:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def test_every_code_in_the_source_has_a_sentence() -> None:
    """A code that is told without a sentence reaches the user as a bare word."""
    files = [path for folder in ("facts", "criteria", "tables", "commands") for path in (SOURCE / folder).rglob("*.py")]
    codes = {code for path in files for code in called(path)}
    assert {"contradiction", "wrong_measure", "unknown_category", "outside_validity", "stale"} <= codes
    assert {f"issue.{code}" for code in codes} - SENTENCES["vi"].keys() == set()


def test_every_reason_outcome_level_and_force_has_a_word() -> None:
    """Whatever an answer can be must be said in words of its own."""
    for lang in LANGS:
        for words in (
            [m.reason_text(reason, lang) for reason in Reason],
            [m.outcome_text(outcome, lang) for outcome in Outcome],
            [m.readiness_text(outcome, lang) for outcome in Outcome],
            [m.level_text(level, lang) for level in Level],
            [m.force_text(force, lang) for force in Force],
        ):
            assert len(set(words)) == len(words)
        assert {f"expected.{measure.value}" for measure in Measure} <= SENTENCES[lang].keys()


def test_outcomes_are_said_as_officials_say_them() -> None:
    """The four states of a criterion, and of readiness, are fixed words."""
    assert [m.outcome_text(o, "vi") for o in Outcome] == ["Đạt", "Chưa đạt", "Chưa xác định", "Không áp dụng"]
    assert m.readiness_text(Outcome.PASS, "vi") == "Đủ điều kiện"
    assert m.readiness_text(Outcome.FAIL, "vi") == "Chưa đủ điều kiện"


# Numbers


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (1234, "1.234", "1,234"),
        (1234567, "1.234.567", "1,234,567"),
        (Decimal("78.6"), "78,6", "78.6"),
        (Fraction(1, 3), "0,33", "0.33"),
        (-1234.5, "-1.234,5", "-1,234.5"),
        (float("inf"), "không giới hạn", "no limit"),
    ],
)
def test_numbers_carry_the_marks_of_the_language(value: Any, vi: str, en: str) -> None:
    """1.234 is a thousand in Vietnamese and a little more than one in English."""
    assert (m.number(value, "vi"), m.number(value, "en")) == (vi, en)


LOCALES: dict[Lang, str] = {"vi": "vi_VN", "en": "en_GB"}
often = settings(max_examples=2000)


@often
@given(st.integers(-(10**12), 10**12) | st.decimals(-(10**9), 10**9, places=2) | st.decimals(-1000, 1000, places=6))
def test_numbers_are_written_as_babel_writes_them(value: int | Decimal) -> None:
    """The marks of a language are no invention of ours."""
    for lang, locale in LOCALES.items():
        assert m.number(value, lang) == format_decimal(value, "#,##0.######", locale=locale)


@often
@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_percentages_are_written_as_babel_writes_them(counts: tuple[int, int]) -> None:
    """Percentages too; how many decimals tell it from its threshold is our own affair."""
    share = Fraction(*counts)
    for lang, locale in LOCALES.items():
        written = m.percent_text(share, lang)
        places = len(re.sub(r"^\d+\D?|%$", "", written))
        exact = Decimal(round(share * 10 ** (places + 2))).scaleb(-places - 2)
        assert written == format_percent(exact, f"#,##0.{'0' * places}%".replace(".%", "%"), locale=locale)


@given(st.dates())
def test_english_dates_are_written_as_babel_writes_them(day: date) -> None:
    """Vietnamese documents have a custom of their own: see `test_dates_follow_the_custom_of_documents`."""
    assert m.date_text(day, "en") == format_date(day, "d MMMM y", locale="en_GB")


def test_a_count_names_its_unit() -> None:
    """One household is not "1 households"."""
    assert m.counted(1234, HOUSEHOLD, "vi") == "1.234 hộ"
    assert [m.counted(n, HOUSEHOLD, "en") for n in (1, 2)] == ["1 household", "2 households"]
    assert m.counted(2, None, "vi") == "2"


@pytest.mark.parametrize(
    ("day", "vi", "en"),
    [
        (date(2023, 3, 3), "03/3/2023", "3 March 2023"),
        (date(2026, 2, 15), "15/02/2026", "15 February 2026"),
        (date(2025, 12, 31), "31/12/2025", "31 December 2025"),
    ],
)
def test_dates_follow_the_custom_of_documents(day: date, vi: str, en: str) -> None:
    """Vietnamese documents write a zero before days, and before January and February only."""
    assert (m.date_text(day, "vi"), m.date_text(day, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("share", "beside", "expected"),
    [
        (Fraction(370, 471), "80%", "78,6%"),
        (Fraction(399, 499), "80%", "79,96%"),
        (Fraction(79999, 100000), "80%", "79,999%"),
        (Fraction(4, 5), "80%", "80%"),
        (Fraction(795, 1000), "80%", "79,5%"),
        (Fraction(2999, 3000), "80%", "99,97%"),
        (Fraction(1, 3000), "80%", "0,03%"),
        (Fraction(9, 10), "80%", "90%"),
        (Fraction(899, 999), "80%", "90,0%"),
    ],
)
def test_a_percentage_shows_on_which_side_it_lies(share: Fraction, beside: str, expected: str) -> None:
    """399 of 499 printed as "80,0% – chưa đạt" would look like an error of the library."""
    assert m.percent_text(share, "vi", beside=[Fraction(beside.rstrip("%")) / 100]) == expected


@given(
    st.integers(1, 3000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
    st.integers(1, 100),
    st.sampled_from((-1, 0, 1)),
)
def test_no_percentage_ever_changes_sides(counts: tuple[int, int], threshold: int, toward: int) -> None:
    """What is printed compares with the threshold as the exact counts do."""
    share, mark = Fraction(*counts), Fraction(threshold, 100)
    printed = (
        Fraction(m.percent_text(share, "en", beside=[mark], toward=toward).removesuffix("%").replace(",", "")) / 100
    )
    assert (printed > mark) - (printed < mark) == (share > mark) - (share < mark)
    assert (printed in (0, 1)) == (share in (0, 1))
    assert (printed - share) * toward >= 0


# Rules in words


@pytest.mark.parametrize(
    ("rule", "vi", "en"),
    [
        (AtLeast("fibre", "80%"), "fibre: tối thiểu 80%", "fibre: at least 80%"),
        (AtLeast("fibre", "100%"), "fibre: 100%", "fibre: 100%"),
        (MoreThan("fibre", "70%"), "fibre: trên 70%", "fibre: more than 70%"),
        (AtMost("households", 1200), "households: tối đa 1.200 hộ", "households: at most 1,200 households"),
        (LessThan("poor", "5%"), "poor: dưới 5%", "poor: less than 5%"),
        (AtLeast("households", 1), "households: tối thiểu 1 hộ", "households: at least 1 household"),
        (AtLeast("fibre", "open"), "fibre: có (văn bản không nêu tỷ lệ)", "fibre: some (the document gives no share)"),
        (AtLeast("items", 1), "items: tối thiểu 1 tin mỗi tháng", "items: at least 1 item every month"),
        (AtLeast("yearly", 12), "yearly: tối thiểu 12 tin", "yearly: at least 12 items"),
        (Holds("wifi"), "wifi: có", "wifi: yes"),
        (Holds("good"), "good: được đánh giá đạt", "good: judged to be met"),
        (OneOf("field", "light", "farm"), "field: thuộc một trong: Chiếu sáng, farm", "field: one of: Lighting, farm"),
        (
            NoLaterThan("plan", date(2022, 12, 31)),
            "plan: chậm nhất ngày 31/12/2022",
            "plan: no later than 31 December 2022",
        ),
        (Before("plan", date(2023, 6, 15)), "plan: trước ngày 15/6/2023", "plan: before 15 June 2023"),
        (~AtLeast("fibre", "80%"), "fibre: dưới 80%", "fibre: less than 80%"),
        (~MoreThan("fibre", "80%"), "fibre: tối đa 80%", "fibre: at most 80%"),
        (~AtMost("households", 8), "households: trên 8 hộ", "households: more than 8 households"),
        (~LessThan("poor", "5%"), "poor: tối thiểu 5%", "poor: at least 5%"),
        (~Holds("wifi"), "wifi: không", "wifi: no"),
        (~Holds("good"), "good: không được đánh giá đạt", "good: judged not to be met"),
        (~OneOf("field", "light"), "field: không thuộc: Chiếu sáng", "field: none of: Lighting"),
        (~NoLaterThan("plan", date(2022, 12, 31)), "plan: sau ngày 31/12/2022", "plan: after 31 December 2022"),
        (~Before("plan", date(2023, 6, 15)), "plan: từ ngày 15/6/2023 trở đi", "plan: 15 June 2023 or later"),
        (
            ~AtLeast("fibre", "open"),
            "không phải: fibre: có (văn bản không nêu tỷ lệ)",
            "not: fibre: some (the document gives no share)",
        ),
        (
            ~(Holds("wifi") & Holds("good")),
            "không phải: [đồng thời: wifi: có; good: được đánh giá đạt]",
            "not: [all of: wifi: yes; good: judged to be met]",
        ),
        (AllOf(Holds("wifi")), "wifi: có", "wifi: yes"),
        (
            Holds("wifi") | Holds("good"),
            "ít nhất một trong 2 điều kiện: wifi: có; good: được đánh giá đạt",
            "at least one of 2 conditions: wifi: yes; good: judged to be met",
        ),
        (
            SomeOf(Holds("wifi"), Holds("staff"), AnyOf(Holds("good"), Holds("wifi")), at_least=2),
            (
                "ít nhất 2 trong 3 điều kiện: wifi: có; staff: có; "
                "[ít nhất một trong 2 điều kiện: good: được đánh giá đạt; wifi: có]"
            ),
            (
                "at least 2 of 3 conditions: wifi: yes; staff: yes; "
                "[at least one of 2 conditions: good: judged to be met; wifi: yes]"
            ),
        ),
        (
            Readings("which", {"a": Holds("wifi"), "b": Holds("good")}),
            "tùy cách hiểu – which? (a) a: wifi: có; (b) b: good: được đánh giá đạt",
            "depends on the reading – which? (a) a: wifi: yes; (b) b: good: judged to be met",
        ),
    ],
)
def test_rules_are_described_in_words(rule: Rule, vi: str, en: str) -> None:
    """A council reads what is required, not how it is computed; the opposite of a test is said plainly too."""
    assert (m.describe_rule(rule, WORDS, "vi"), m.describe_rule(rule, WORDS, "en")) == (vi, en)


class Odd(Rule):
    """A rule of a user's own."""

    __slots__ = ()

    def evaluate(self, place: Any, *, vocabulary: Any = None) -> Finding:  # noqa: ARG002 - the face of every rule
        """Fail always."""
        return Finding(self, -1)

    def __str__(self) -> str:
        """Read the rule aloud."""
        return "something odd"


def test_rules_without_vocabulary_or_of_ones_own_are_described_too() -> None:
    """Text is the last thing that may fail where a verdict was found."""
    assert m.describe_rule(AtLeast("fibre", "80%"), None) == "fibre: tối thiểu 80%"
    assert m.describe_rule(OneOf("field", "light"), None) == "field: thuộc một trong: light"
    assert m.describe_rule(Odd(), WORDS) == "something odd"
    assert said(Odd()) == "Chưa đạt. Điều kiện “something odd”: chưa đạt."
    finding = AtLeast("fibre", "80%").evaluate(village(fibre=sv.Share(370, 471)))
    assert finding.explain("vi") == (
        "Chưa đạt. Fibre: 370/471, 78,6%; yêu cầu tối thiểu 80%; còn thiếu 7 (cần 377/471, hiện có 370)."
    )


# One test in words


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.Share(370, 471)},
            (
                "Chưa đạt. Fibre: 370/471 hộ, 78,6%; yêu cầu tối thiểu 80%; "
                "còn thiếu 7 hộ (cần 377/471 hộ, hiện có 370 hộ)."
            ),
        ),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.Share(399, 499)},
            (
                "Chưa đạt. Fibre: 399/499 hộ, 79,96%; yêu cầu tối thiểu 80%; "
                "còn thiếu 1 hộ (cần 400/499 hộ, hiện có 399 hộ)."
            ),
        ),
        (AtLeast("fibre", "80%"), {"fibre": sv.Share(400, 500)}, "Đạt. Fibre: 400/500 hộ, 80%; yêu cầu tối thiểu 80%."),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.percent("78,57")},
            "Chưa đạt. Fibre: 78,57%; yêu cầu tối thiểu 80%; còn thiếu 1,43 điểm phần trăm.",
        ),
        (
            MoreThan("fibre", "70%"),
            {"fibre": sv.percent("70")},
            "Chưa đạt. Fibre: 70%; yêu cầu trên 70%; còn thiếu hơn 0 điểm phần trăm.",
        ),
        (
            MoreThan("fibre", "70%"),
            {"fibre": sv.Share(70, 100)},
            "Chưa đạt. Fibre: 70/100 hộ, 70%; yêu cầu trên 70%; còn thiếu 1 hộ (cần 71/100 hộ, hiện có 70 hộ).",
        ),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.between("70%", "85%")},
            (
                "Chưa xác định (số liệu chưa đủ để kết luận). Fibre: từ 70% đến 85%; yêu cầu tối thiểu "
                "80%; có thể còn thiếu, nhiều nhất 10 điểm phần trăm."
            ),
        ),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.between("78%", "82%"), "households": 300},
            (
                "Chưa xác định (số liệu chưa đủ để kết luận). Fibre: từ 78% đến 82%, tức từ 234 đến "
                "246/300 hộ; yêu cầu tối "
                "thiểu 80%; có thể còn thiếu, nhiều nhất 6 hộ (cần 240/300 hộ, đã biết từ 234 đến 246 hộ)."
            ),
        ),
        (AtLeast("fibre", "80%"), {"fibre": sv.above("90%")}, "Đạt. Fibre: trên 90%; yêu cầu tối thiểu 80%."),
        (AtLeast("fibre", "80%"), {"fibre": sv.at_least(90)}, "Đạt. Fibre: ít nhất 90%; yêu cầu tối thiểu 80%."),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.below("80%")},
            "Chưa đạt. Fibre: dưới 80%; yêu cầu tối thiểu 80%; còn thiếu từ trên 0 đến 80 điểm phần trăm.",
        ),
        (
            AtLeast("fibre", "80%"),
            {},
            "Chưa xác định (chưa có số liệu). Còn cần số liệu: fibre; yêu cầu tối thiểu 80%.",
        ),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.Share(300)},
            (
                "Chưa xác định (chưa có tổng số). Fibre: chưa có tổng số để tính tỷ lệ; yêu cầu tối thiểu 80%. "
                "Fibre: 300 hộ. Còn cần số liệu: households."
            ),
        ),
        (
            AtLeast("fibre", "80%"),
            {"fibre": [sv.Share(300, 400), sv.Share(200, 400)]},
            "Chưa xác định (số liệu mâu thuẫn). Fibre: số liệu mâu thuẫn, cần kiểm tra lại; yêu cầu tối thiểu 80%.",
        ),
        (
            AtLeast("fibre", "open"),
            {"fibre": sv.Share(5, 10)},
            (
                "Chưa xác định (văn bản không nêu tỷ lệ). Fibre: 5/10 hộ, 50%; yêu cầu có, tỷ lệ do người có thẩm "
                "quyền quyết định."
            ),
        ),
        (
            AtLeast("fibre", "90%"),
            {"fibre": sv.Bounds(351, 412, 412, kind="share", total=412)},
            (
                "Chưa xác định (số liệu chưa đủ để kết luận). Fibre: ít nhất 351/412 hộ, 85,2%; yêu cầu tối thiểu "
                "90%; có thể còn thiếu, nhiều nhất 20 hộ (cần 371/412 hộ, đã biết ít nhất 351 hộ)."
            ),
        ),
        (
            AtLeast("fibre", "90%"),
            {"fibre": sv.Bounds(0, 32, 32, kind="share", total=32)},
            (
                "Chưa xác định (số liệu chưa đủ để kết luận). Fibre: chưa rõ; yêu cầu tối thiểu 90%. "
                "Còn cần số liệu chính xác hơn."
            ),
        ),
        (
            AtMost("poor", "5%"),
            {"poor": sv.Bounds(10, 26, 471, kind="share", total=471)},
            (
                "Chưa xác định (số liệu chưa đủ để kết luận). Poor: từ 10 đến 26/471 hộ, từ 2,1% đến 5,5%; yêu cầu "
                "tối đa 5%; có thể vượt, nhiều nhất 3 hộ (đã biết từ 10 đến 26 hộ)."
            ),
        ),
        (
            AtMost("poor", "5%"),
            {"poor": sv.Share(26, 471)},
            "Chưa đạt. Poor: 26/471 hộ, 5,5%; yêu cầu tối đa 5%; vượt 3 hộ (hiện có 26 hộ).",
        ),
        (
            LessThan("poor", "5%"),
            {"poor": "5%"},
            "Chưa đạt. Poor: 5%; yêu cầu dưới 5%; vượt hơn 0 điểm phần trăm.",
        ),
        (
            AtMost("households", 8),
            {"households": sv.at_least(10)},
            "Chưa đạt. Households: ít nhất 10 hộ; yêu cầu tối đa 8 hộ; vượt ít nhất 2 hộ.",
        ),
        (
            AtLeast("households", 8),
            {"households": sv.below(5)},
            "Chưa đạt. Households: không quá 4 hộ; yêu cầu tối thiểu 8 hộ; còn thiếu từ 4 đến 8 hộ.",
        ),
        (
            ~AtLeast("fibre", "80%"),
            {"fibre": sv.Share(85, 100)},
            "Chưa đạt. Fibre: 85/100 hộ, 85%; yêu cầu dưới 80%; vượt 6 hộ (hiện có 85 hộ).",
        ),
        (~Holds("wifi"), {"wifi": False}, "Đạt. Wifi: không."),
        (Holds("wifi"), {"wifi": False}, "Chưa đạt. Wifi: không."),
        (Holds("good"), {}, "Chưa xác định (chờ đánh giá). Chờ đánh giá: good."),
        (
            Holds("good"),
            {"good": sv.Fact(sv.Judgement(None, by="Ông A"), note="cơ bản đạt")},
            (
                "Chưa xác định (chờ đánh giá). Chờ đánh giá: good; đánh giá đã ghi chưa rõ đạt hay chưa "
                "đạt; Ông A đánh giá; "
                "ghi chú: cơ bản đạt."
            ),
        ),
        (
            Holds("good"),
            {"good": sv.Judgement(True, by="Hội đồng xã", on=date(2025, 4, 1), why="biên bản 3")},
            "Đạt. Good: đạt (Hội đồng xã đánh giá ngày 01/4/2025; căn cứ: biên bản 3).",
        ),
        (Holds("good"), {"good": sv.Judgement(False)}, "Chưa đạt. Good: chưa đạt (chưa ghi người đánh giá)."),
        (
            OneOf("field", "light"),
            {"field": "farm"},
            "Chưa đạt. Field: farm; yêu cầu thuộc một trong: Chiếu sáng.",
        ),
        (OneOf("field", "light"), {"field": "light"}, "Đạt. Field: Chiếu sáng; yêu cầu thuộc một trong: Chiếu sáng."),
        (
            NoLaterThan("plan", date(2022, 12, 31)),
            {"plan": date(2023, 1, 5)},
            "Chưa đạt. Plan: 05/01/2023; yêu cầu chậm nhất ngày 31/12/2022; chậm 5 ngày.",
        ),
        (
            NoLaterThan("plan", date(2023, 6, 15)),
            {"plan": after(date(2023, 7, 1))},
            (
                "Chưa đạt. Plan: đến hết ngày 01/7/2023 chưa thực hiện; yêu cầu chậm nhất ngày 15/6/2023; chậm ít "
                "nhất 17 ngày."
            ),
        ),
        (
            ~Before("plan", date(2023, 6, 15)),
            {"plan": date(2023, 6, 14)},
            "Chưa đạt. Plan: 14/6/2023; yêu cầu từ ngày 15/6/2023 trở đi; sớm 1 ngày.",
        ),
        (
            AtLeast("items", 1),
            {"items": sv.Monthly({"2025-01": 2}, first="2025-01", last="2025-04")},
            (
                "Chưa xác định (số liệu chưa đủ để kết luận). Items: tháng thấp nhất không quá 2 tin; có "
                "số liệu 1/4 tháng, "
                "01/2025–04/2025; yêu cầu tối thiểu 1 tin mỗi tháng; có thể còn thiếu, nhiều nhất 1 tin."
            ),
        ),
        (
            AtLeast("yearly", 2),
            {"yearly": sv.Monthly({"2025-01": 2})},
            "Đạt. Yearly: tổng cộng 2 tin; có số liệu 1/1 tháng, 01/2025–01/2025; yêu cầu tối thiểu 2 tin.",
        ),
        (
            AtLeast("fibre", "80%"),
            {
                "fibre": [
                    sv.Fact(sv.Share(9, 10), as_of=date(2025, 5, 1), by="appraised", source="BB 12"),
                    sv.Fact("75%", by="self_assessed"),
                ]
            },
            (
                "Đạt. Fibre: 9/10 hộ, 90% (thẩm định; số liệu ngày 01/5/2025; nguồn: BB 12); yêu cầu tối thiểu 80%. "
                "Không dùng số liệu khác đã ghi: 75% (tự đánh giá)."
            ),
        ),
    ],
)
def test_one_test_tells_value_requirement_and_gap(rule: Rule, facts: dict[str, Any], expected: str) -> None:
    """A planner must see from one sentence what is known, from where, what is asked, and what is lacking."""
    assert said(rule, **facts) == expected


def test_english_counts_one_household_as_one() -> None:
    """The singular is the most frequent gap of all, and the easiest to get wrong."""
    assert said(AtLeast("fibre", "80%"), "en", fibre=sv.Share(399, 499)) == (
        "Not met. Fibre: 399/499 households, 79.96%; required: at least 80%; "
        "1 household short (needs 400/499 households, has 399 households)."
    )
    assert said(NoLaterThan("plan", date(2022, 12, 31)), "en", plan=date(2023, 1, 1)).endswith("; 1 day late.")
    assert said(AtLeast("fibre", "80%"), "en", fibre="79%").endswith("; 1 percentage point short.")
    assert said(AtLeast("fibre", "80%"), "en", fibre="78%").endswith("; 2 percentage points short.")


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (on_day(date(2025, 1, 2)), "02/01/2025"),
        (sv.Bounds(on_day(date(2025, 1, 2)).low, float("inf"), kind="date"), "đến hết ngày 01/01/2025 chưa thực hiện"),
        (sv.Bounds(float("-inf"), on_day(date(2025, 1, 2)).low, kind="date"), "chậm nhất ngày 02/01/2025"),
        (
            sv.Bounds(float("-inf"), on_day(date(2025, 1, 2)).low, high_open=True, kind="date"),
            "chậm nhất ngày 01/01/2025",
        ),
        (
            sv.Bounds(on_day(date(2025, 1, 2)).low, on_day(date(2025, 2, 2)).low, kind="date"),
            "từ 02/01/2025 đến 02/02/2025",
        ),
    ],
)
def test_bounds_of_a_date_are_said_in_words(bounds: sv.Bounds, expected: str) -> None:
    """A visit that finds "not yet done" is a frequent record, and no date."""
    assert f"Plan: {expected};" in said(Before("plan", date(2025, 1, 20)), plan=bounds)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (sv.Bounds(1, 3, 10, low_open=True, kind="share"), "từ trên 10% đến 30%"),
        (sv.Bounds(1, 3, 10, high_open=True, kind="share"), "từ 10% đến dưới 30%"),
        (sv.Bounds(1, 3, 10, low_open=True, high_open=True, kind="share"), "từ trên 10% đến dưới 30%"),
        (sv.at_most("5%"), "không quá 5%"),
        (sv.Bounds(0, 3, 8, kind="share", total=8), "không quá 3/8 hộ, 37,5%"),
        (sv.Bounds(2, 8, 8, kind="share", total=8), "ít nhất 2/8 hộ, 25%"),
        (sv.Bounds(12, 17, 32, kind="share", total=32), "từ 12 đến 17/32 hộ, từ 37,5% đến 53,1%"),
        (sv.Bounds(1, 8999, 10000, kind="share", total=10000), "từ 1 đến 8.999/10.000 hộ, từ 0,01% đến 89,99%"),
        (sv.Bounds(2, 3, 8, kind="share", total=8), "từ 2 đến 3/8 hộ, từ 25% đến 37,5%"),
    ],
)
def test_open_ends_are_said_in_words(bounds: sv.Bounds, expected: str) -> None:
    """An end that is excluded and one that is included differ exactly at the threshold."""
    assert f"Fibre: {expected}" in said(AtLeast("fibre", "90%"), fibre=bounds)


def test_a_range_never_claims_more_than_is_known() -> None:
    """Rounded inwards, a range would promise what no record says."""
    finding = judged(AtLeast("fibre", "80%"), fibre=sv.Bounds(1, 2, 3, kind="share"))
    assert "từ 33,3% đến 66,7%" in finding.explain("vi")


# Trees in words


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (
            Holds("wifi") & Holds("staff") & AtLeast("fibre", "80%"),
            {"wifi": True, "fibre": "79%"},
            (
                "Chưa đạt. Cần đạt cả 3 điều kiện, nay đạt 1. Fibre: 79%; yêu cầu tối thiểu 80%; còn thiếu "
                "1 điểm phần trăm. "
                "Còn cần số liệu: staff (số liệu cấp xã)."
            ),
        ),
        (
            Holds("wifi") & AtLeast("fibre", "80%"),
            {"wifi": True, "fibre": "90%"},
            "Đạt. Wifi: có. Fibre: 90%; yêu cầu tối thiểu 80%.",
        ),
        (
            Holds("wifi") | AtLeast("fibre", "80%"),
            {"wifi": False, "fibre": "79%"},
            (
                "Chưa đạt. Cần ít nhất một trong 2 điều kiện, nay đạt 0. Gần đạt nhất: "
                "Fibre: 79%; yêu cầu tối thiểu 80%; còn thiếu 1 điểm phần trăm."
            ),
        ),
        (
            SomeOf(Holds("wifi"), Holds("good"), AtLeast("fibre", "80%"), at_least=2),
            {"wifi": True, "good": sv.Judgement(False), "fibre": "79%"},
            (
                "Chưa đạt. Cần ít nhất 2 trong 3 điều kiện, nay đạt 1. Gần đạt nhất: "
                "Fibre: 79%; yêu cầu tối thiểu 80%; còn thiếu 1 điểm phần trăm."
            ),
        ),
        (
            Not(Holds("wifi") | AtLeast("fibre", "80%")),
            {"wifi": True, "fibre": "79%"},
            "Chưa đạt. Không được có điều kiện nào trong 2 điều kiện, nay có 1. Wifi: có.",
        ),
        (
            Not(Holds("wifi") & AtLeast("fibre", "80%")),
            {"wifi": True, "fibre": "81%"},
            (
                "Chưa đạt. Phải có ít nhất 1 trong 2 điều kiện không xảy ra, nay có 2. "
                "Fibre: 81%; yêu cầu dưới 80%; vượt hơn 1 điểm phần trăm."
            ),
        ),
        (Not(Holds("wifi") & Holds("good")), {"wifi": False, "good": True}, "Đạt. Wifi: không."),
        (
            Readings("q", {"a": Holds("wifi"), "b": Holds("good")}, texts=map(text, ("Thế nào?", "một", "hai"))),
            {"wifi": True, "good": sv.Judgement(False)},
            (
                "Chưa xác định (tùy cách hiểu văn bản). Văn bản có nhiều cách hiểu: Thế nào? Theo cách "
                "hiểu “một”: đạt. "
                "Theo cách hiểu “hai”: chưa đạt. Good: chưa đạt (chưa ghi người đánh giá)."
            ),
        ),
        (
            Readings("q", {"a": Holds("wifi"), "b": ~Holds("good")}),
            {"wifi": False, "good": sv.Judgement(True)},
            (
                "Chưa đạt. Văn bản có nhiều cách hiểu: q? Theo mọi cách hiểu: chưa đạt. Wifi: không. "
                "Good: đạt (chưa ghi người đánh giá)."
            ),
        ),
    ],
)
def test_a_tree_tells_what_is_needed_and_what_decides(rule: Rule, facts: dict[str, Any], expected: str) -> None:
    """A flat list of everything that is not met would hide which of it matters."""
    assert said(rule, **facts) == expected


# Places, parts, links


def commune(*parts: sv.Place, **more: Any) -> sv.Place:
    """Return a commune with villages."""
    return sv.Place("Xã A", level="commune", parts=parts, **more)


def test_a_figure_of_another_place_names_its_bearer() -> None:
    """Staff are the commune's: whoever judges a village must know whose figure is missing or used."""
    rules = a_set(criterion(Holds("staff")))
    alone = rules.assess(village())["a"]
    assert "staff (số liệu cấp xã)" in m.explain_criterion(alone)
    within = rules.assess(commune(village(), facts={"staff": False}).parts[0])
    assert "Staff (Xã A): không." in m.explain_criterion(within["a"], place=within.place)
    assert m.lacking_text(within["a"], "vi", place=within.place) == "staff (Xã A): không"
    assert "\n- Staff (số liệu cấp xã), cho “Nội dung a”." in rules.assess(village()).explain("vi")


def test_a_missing_figure_of_the_commune_is_asked_of_the_commune() -> None:
    """What is still to be measured goes to the place that bears it."""
    more = {"facts": {"fibre": "50%"}}
    rules = a_set(criterion(AtLeast("fibre", "80%")))
    place = commune(village(fibre=sv.between("70%", "90%")), **more).parts[0]
    (missing,) = rules.assess(place).missing()
    assert m.missing_label(missing, WORDS, place, "vi") == "fibre"
    assert m.missing_label(missing, WORDS, place.parent or place, "vi") == "fibre (Thôn 8)"


def test_parts_are_named_with_their_answers() -> None:
    """A share over villages is only as good as the villages that are not known yet."""
    villages = [village(f"Thôn {n}", wifi=n < 2) for n in range(12)]
    rule = AtLeast("villages_with_wifi", "50%")
    finding = rule.evaluate(commune(*villages, village("Thôn X"), expected_parts=14), vocabulary=WORDS)
    assert finding.explain("vi").endswith(
        "Tổng hợp từ 13 địa bàn cấp dưới; chưa đạt: Thôn 2, Thôn 3, Thôn 4, Thôn 5, Thôn 6, Thôn 7, Thôn 8, Thôn 9 "
        "và 2 địa bàn khác; chưa xác định: Thôn X; còn thiếu số liệu của 1 địa bàn."
    )
    district = sv.Place("Huyện B", level="district", parts=[commune(villages[0])], expected_parts=2)
    rule = AtLeast("district_share", "50%")
    share = indicator(
        "district_share", Measure.SHARE, levels=(Level.DISTRICT,), rollup=Meeting((Level.VILLAGE,), Holds("wifi"))
    )
    finding = rule.evaluate(district, vocabulary=WORDS.extended([share]))
    assert finding.explain("vi").endswith("chưa rõ còn thiếu bao nhiêu địa bàn.")


def test_links_are_named_with_the_reading_they_rest_on() -> None:
    """A verdict that nobody measured must show from what, and by which reading, it follows."""
    rules = sv.load("mard/pilot-selection")
    place = village(households_fibre_connected="80%", households_smartphone=sv.Fact("90%", by="appraised"))
    told = rules.assess(place)["households-connected"].explain("vi")
    assert "ít nhất 70%" in told
    assert "Hộ có kết nối Internet cáp quang 80%" in told
    assert "Hộ có điện thoại thông minh 90% (thẩm định)" in told
    assert "liên kết internet-and-device, cách hiểu: Cùng một hộ có cả kết nối Internet và thiết bị thông minh" in told


def test_a_bound_derived_from_parts_tells_their_share() -> None:
    """What follows from villages, and not from a record, must show their count."""
    online = indicator("villages_online", Measure.SHARE, levels=(Level.COMMUNE,))
    link = Subset("wifi-is-online", "villages_with_wifi", "villages_online", text("như nhau."))
    finding = AtLeast("villages_online", "50%").evaluate(
        commune(village("Thôn 1", wifi=True), village("Thôn 2", wifi=False)),
        vocabulary=WORDS.extended([online], [link]),
    )
    told = "Suy ra từ villages_with_wifi 1/2, 50% (liên kết wifi-is-online, cách hiểu: như nhau)."
    assert finding.explain("vi") == f"Đạt. Villages_online: ít nhất 1/2, 50%; yêu cầu tối thiểu 50%. {told}"


# Criteria and assessments


def test_a_criterion_names_its_clause_and_the_report_its_document() -> None:
    """An auditor must be able to look up every sentence."""
    rules = a_set(criterion(AtLeast("fibre", "80%")), criterion(Holds("wifi"), "b"))
    a = rules.assess(village(fibre="81%", wifi=False))
    assert a["a"].explain("vi") == "Nội dung a: Đạt. Fibre: 81%; yêu cầu tối thiểu 80%. (Mục a)"
    assert m.explain_criterion(a["b"], "en", source=rules.source).endswith("(12/KH-UBND of 1 March 2024, Mục b)")
    for finding in a:
        assert f"12/KH-UBND ngày 01/3/2024, {finding.criterion.clause.vi})" in a.explain("vi")


def test_a_document_without_number_is_named_by_its_issuer() -> None:
    """Two of the five documents print no number, and are cited all the same."""
    nameless = Source(text("Bộ X"), document=Text("Công văn", "Letter"))
    assert m.document_text(nameless, "vi") == "văn bản của Bộ X"
    a = a_set(criterion(Holds("wifi")), source=nameless).assess(village())
    assert "Văn bản: Bộ X, Công văn." in a.explain("vi")
    dated = Source(text("Bộ X"), date=date(2022, 11, 29))
    assert "Văn bản: Bộ X, 29/11/2022." in a_set(criterion(Holds("wifi")), source=dated).assess(village()).explain("vi")


def test_a_criterion_that_does_not_apply_says_why() -> None:
    """Without its ground, "not applicable" looks like an excuse."""
    rules = a_set(criterion(Holds("wifi"), applies=AtLeast("households", 1) & ~Holds("staff")))
    none = rules.assess(village(households=0))["a"]
    assert none.explain("vi") == (
        "Nội dung a: Không áp dụng. Không thuộc diện áp dụng. Households: 0 hộ; chỉ áp dụng khi tối thiểu 1 hộ. (Mục a)"
    )
    assert m.lacking_text(none, "vi") == "không thuộc diện áp dụng"
    other = rules.assess(commune(village(households=3), facts={"staff": True}).parts[0])["a"]
    assert "Staff: có; chỉ áp dụng khi không." in other.explain("vi")


def test_a_criterion_that_may_not_apply_says_what_follows_if_it_does() -> None:
    """Whoever finds out whether it applies wants to know what is at stake."""
    rules = a_set(criterion(AtLeast("fibre", "80%"), applies=AtLeast("households", 1)))
    finding = rules.assess(village(fibre="50%"))["a"]
    answer, _, story = finding.explain("vi").partition("). ")
    assert answer.startswith("Nội dung a: Chưa xác định (chưa rõ có thuộc diện áp dụng")
    assert story == (
        "Chưa rõ có thuộc diện áp dụng. Còn cần số liệu: households; chỉ áp dụng khi tối thiểu 1 hộ. "
        "Nếu áp dụng: chưa đạt. Fibre: 50%; yêu cầu tối thiểu 80%; còn thiếu 30 điểm phần trăm. (Mục a)"
    )
    assert m.lacking_text(finding, "vi") == "chưa rõ có thuộc diện áp dụng; households: chưa có số liệu"


@pytest.mark.parametrize(
    ("label", "required", "passing", "failing"),
    [
        ("Có Wifi công cộng", "Có Wifi công cộng", "Có Wifi công cộng.", "Có Wifi công cộng: chưa có."),
        ("Nhà văn hóa có Wifi", "Nhà văn hóa có Wifi: có", "Nhà văn hóa có Wifi: có.", "Nhà văn hóa có Wifi: chưa có."),
        ("Đã gửi báo cáo", "Đã gửi báo cáo: có", "Đã gửi báo cáo: có.", "Đã gửi báo cáo: chưa."),
        ("Xã nâng cao", "Xã nâng cao: có", "Xã nâng cao: có.", "Xã nâng cao: không."),
    ],
)
def test_an_answer_is_said_as_its_label_asks(label: str, required: str, passing: str, failing: str) -> None:
    """Said as "Có Wifi công cộng: có" it stammers, and what a village lacks today it may have tomorrow."""
    words = Vocabulary({"x": Indicator("x", (Level.VILLAGE,), Measure.YES_NO, Text(label, "Public Wi-Fi"))})
    rule = Holds("x")
    assert m.describe_rule(rule, words, "vi") == required
    assert m.describe_rule(rule, words, "en") == "Public Wi-Fi: yes"
    for answer, said_of_it in ((True, f"Đạt. {passing}"), (False, f"Chưa đạt. {failing}")):
        assert rule.evaluate(village(x=answer), vocabulary=words).explain("vi") == said_of_it
    assert rule.evaluate(village(x=False), vocabulary=words).explain("en") == "Not met. Public Wi-Fi: no."
    assert (~rule).evaluate(village(x=False), vocabulary=words).explain("vi") == f"Đạt. {label}: không."


def test_how_a_text_is_known_stands_beside_the_answer() -> None:
    """A verdict by a summary in the press is another than one by the issued text."""
    rules = sv.load("nghe-an/smart-village")
    known = "Nguồn văn bản: Qua bài tóm tắt trên báo chí;"
    told = rules.assess(village(), on=date(2025, 6, 30))
    assert told.explain("vi").splitlines()[2].startswith(known)
    assert "\nHow the text is known: Through a press summary;" in told.explain("en")
    assert any(line.startswith(known) for line in m.table_lines(rules, date(2025, 6, 30), [told], "vi"))


def test_dates_that_rest_on_a_reading_say_so() -> None:
    """The document gives no dates of force, so nobody may take ours for its own."""
    told = sv.load("nghe-an/smart-village").assess(village(), on=date(2026, 6, 30)).explain("vi")
    assert "(từ 03/3/2023 đến 31/12/2025, theo cách hiểu được áp dụng)" in told


def test_notes_that_many_places_share_are_one_line() -> None:
    """A hundred lines that say the same hide the one that matters."""
    notes = [Issue(code="outside_scope", place=f"Ấp {n}", value="Tỉnh Y", expected="Tỉnh X") for n in range(1, 6)]
    other = Issue(code="contradiction", place="Ấp 1", indicator="fibre")
    assert m.fold_issues([(note, note) for note in notes[:3]]) == {}
    told = [*((note, note) for note in notes), *((other, n) for n in range(9))]
    assert m.fold_issues(told) == {
        "outside_scope": (
            "5 địa bàn ngoài phạm vi Tỉnh X, kết quả chỉ để tham khảo: Ấp 1, Ấp 2, Ấp 3 và 2 địa bàn khác."
        )
    }
    assert m.fold_issues(told, "en")["outside_scope"].endswith("for reference only: Ấp 1, Ấp 2, Ấp 3 and 2 more.")
    assert m.fold_issues([(notes[0], 1)] * 9) == {}
    alike = [Issue(code="wrong_level", place="Xã A", value="commune", expected="village")] * 4
    assert m.fold_issues(list(zip(alike, range(4), strict=True)))["wrong_level"] == (
        "4 địa bàn không phải cấp thôn nên không đối chiếu: Xã A và 1 địa bàn khác."
    )


def test_a_level_without_bearer_is_said() -> None:
    """Since 1 July 2025 no district can send a figure."""
    rules = sv.load("tien-giang/targets")
    place = sv.Place("Tiền Giang", level="province")
    told = rules.assess(place, on=date(2025, 7, 1))["district-9-5"].explain("vi")
    assert "Không còn cấp huyện từ ngày 01/7/2025." in told


@pytest.mark.parametrize(
    ("rule", "facts", "expected"),
    [
        (AtLeast("fibre", "80%"), {"fibre": "79%"}, "còn thiếu 1 điểm phần trăm (cần 80%, hiện có 79%)"),
        (
            AtLeast("fibre", "80%"),
            {"fibre": sv.at_least("79%")},
            "có thể còn thiếu, nhiều nhất 1 điểm phần trăm (cần 80%)",
        ),
        (AtLeast("fibre", "80%"), {"fibre": "79,5%", "households": 301}, "còn thiếu 2 hộ (cần 241/301 hộ)"),
        (AtLeast("fibre", "80%"), {}, "chưa có số liệu (cần tối thiểu 80%)"),
        (AtLeast("fibre", "open"), {}, "chưa có số liệu"),
        (MoreThan("fibre", "70%"), {}, "chưa có số liệu (cần trên 70%)"),
        (LessThan("poor", "5%"), {}, "chưa có số liệu (cần dưới 5%)"),
        (Holds("wifi"), {}, "chưa có số liệu"),
        (Holds("wifi"), {"wifi": False}, "wifi: không"),
        (AtMost("households", 8), {"households": sv.at_least(5)}, "số liệu chưa đủ để kết luận (cần tối đa 8 hộ)"),
        (AtMost("households", 8), {"households": sv.at_least(9)}, "vượt ít nhất 1 hộ"),
        (
            Holds("wifi") & AtLeast("fibre", "80%"),
            {"wifi": False},
            "wifi: không; fibre: chưa có số liệu (cần tối thiểu 80%)",
        ),
        (Readings("q", {"a": Holds("wifi"), "b": ~Holds("wifi")}), {"wifi": True}, "tùy cách hiểu văn bản; wifi: có"),
        (Odd(), {}, "something odd"),
    ],
)
def test_a_table_cell_says_in_few_words_what_is_lacking(rule: Rule, facts: dict[str, Any], expected: str) -> None:
    """In a table of a hundred villages there is room for the gap, not for the story."""
    assert m.lacking_text(a_set(criterion(rule)).assess(village(**facts))["a"], "vi") == expected


def test_a_gap_fills_two_cells() -> None:
    """A spreadsheet sorts by numbers, so the unit stands beside."""

    def cells(rule: Rule, lang: Lang = "vi", **facts: Any) -> tuple[str, str]:
        (gap,) = judged(rule, **facts).gaps
        return m.gap_cells(gap, WORDS, lang)

    assert cells(AtLeast("fibre", "80%"), fibre=sv.Share(370, 471)) == ("7", "hộ")
    assert cells(AtLeast("fibre", "80%"), fibre=sv.between("70%", "90%")) == ("0–10", "điểm phần trăm")
    assert cells(MoreThan("fibre", "70%"), fibre="70%") == ("hơn 0", "điểm phần trăm")
    assert cells(AtLeast("households", 8), "en", households=7) == ("1", "household")
    assert cells(Holds("wifi")) == ("", "")
    assert cells(AtMost("households", 8)) == ("", "")


def test_a_row_for_a_spreadsheet_has_gaps_only_where_figures_leave_them() -> None:
    """Sorted by gap, a table must not show villages that recorded nothing, or need nothing, above those far behind."""
    rules = a_set(
        criterion(AtLeast("fibre", "80%")),
        criterion(AtLeast("fibre", "80%"), "b", applies=AtLeast("households", 1)),
        criterion(AtLeast("poor", "5%"), "c"),
        criterion(Odd(), "d"),
    )
    table = m.csv_text([rules.assess(village(fibre="70%", households=0))], "en")
    rows = [line.split(",") for line in table.splitlines()]
    assert [row[3:4] + row[7:9] for row in rows[1:]] == [
        ["a", "10", "percentage points"],
        ["b", "", ""],
        ["c", "", ""],
        ["d", "", ""],
    ]


def test_nothing_is_told_of_a_gap_that_is_closed() -> None:
    """To say "0 households short" would be noise."""
    gap = Gap(indicator="fibre", unit="households", low=0, high=0)
    assert m.gap_text(gap, AtLeast("fibre", "80%"), 1, WORDS, "vi") is None


def test_the_tally_is_never_one_percentage() -> None:
    """Officials report criteria met of criteria that apply, with what is open beside it."""
    rules = a_set(
        criterion(Holds("wifi")),
        criterion(AtLeast("fibre", "80%"), "b"),
        criterion(Holds("good"), "c"),
        criterion(Holds("good"), "d", applies=AtLeast("households", 1)),
    )
    a = rules.assess(village(wifi=True, fibre="1%", households=0))
    assert m.tally_text(a.tally) == "Đạt 1/3 nội dung áp dụng; chưa đạt 1; chưa xác định 1; không áp dụng 1"


@pytest.mark.parametrize("lang", LANGS)
def test_every_report_ends_by_saying_what_it_is_not(lang: Lang) -> None:
    """Recognition is a council's vote, and no report may be taken for it."""
    assert a_set(criterion(Holds("wifi"))).assess(village()).explain(lang).endswith(f"\n\n{SENTENCES[lang]['closing']}")
    assert SENTENCES["vi"]["closing"] == "Kết quả đối chiếu theo văn bản, không thay thế quyết định công nhận."


def test_a_report_tells_everything_that_the_answer_rests_on() -> None:
    """Judgements, aspirations, preferences, readings settled and issues all bear on how far to trust an answer."""
    rules = a_set(
        criterion(Holds("good")),
        criterion(AtLeast("fibre", "80%"), "b", force="aspirational", assumed=text("ít nhất")),
        criterion(Holds("wifi"), "c", force="preference"),
        criterion(Readings("q", {"x": Holds("good"), "y": Holds("wifi")}), "d"),
        valid_from=date(2024, 3, 1),
        valid_until=date(2025, 12, 31),
        assumed=text("Thôn là một cấp"),
    ).settle({"q": "x"}, by="Bà B", on=date(2025, 1, 1), why="công văn 5")
    place = village(good=sv.Judgement(True), fibre="50%")
    assert rules.assess(place, on=date(2026, 1, 15)).explain("vi") == (
        "Thôn 8 – Bộ X\n"
        "Văn bản: 12/KH-UBND ngày 01/3/2024, UBND tỉnh X.\n"
        "Đối chiếu tại ngày 15/01/2026.\n"
        "Cách hiểu được áp dụng về hiệu lực và cấp: Thôn là một cấp.\n"
        "Kết quả: Đủ điều kiện. Đạt 2/2 nội dung áp dụng; chưa đạt 0; chưa xác định 0; không áp dụng 0.\n"
        "Kết quả có dựa trên đánh giá của cá nhân hoặc hội đồng: Nội dung a, Nội dung d.\n"
        "\n"
        "Nội dung bắt buộc\n"
        "✓ Nội dung a: Đạt\n"
        "  Good: đạt (chưa ghi người đánh giá).\n"
        "  (12/KH-UBND ngày 01/3/2024, Mục a)\n"
        "✓ Nội dung d: Đạt\n"
        "  Good: đạt (chưa ghi người đánh giá).\n"
        "  (12/KH-UBND ngày 01/3/2024, Mục d)\n"
        "\n"
        "Mục tiêu phấn đấu (không quyết định kết quả)\n"
        "✗ Nội dung b: Chưa đạt mục tiêu phấn đấu\n"
        "  Fibre: 50%; yêu cầu tối thiểu 80%; còn thiếu 30 điểm phần trăm.\n"
        "  Cách hiểu được áp dụng: ít nhất.\n"
        "  (12/KH-UBND ngày 01/3/2024, Mục b)\n"
        "\n"
        "Nội dung ưu tiên (để xếp thứ tự, không loại)\n"
        "? Nội dung c: Chưa xác định (chưa có số liệu)\n"
        "  Còn cần số liệu: wifi.\n"
        "  (12/KH-UBND ngày 01/3/2024, Mục c)\n"
        "\n"
        "Số liệu còn cần\n"
        "- Wifi, cho “Nội dung c”.\n"
        "\n"
        "Lưu ý về số liệu\n"
        "- Ngày đối chiếu 15/01/2026 nằm ngoài hiệu lực của bộ tiêu chí (từ 01/3/2024 đến 31/12/2025).\n"
        "- good: đánh giá chưa ghi đủ người đánh giá, ngày và căn cứ.\n"
        "\n"
        "Cách hiểu đã được chọn\n"
        "- Q: x (Bà B chọn, ngày 01/01/2025, lý do: công văn 5).\n"
        "\n"
        "Kết quả đối chiếu theo văn bản, không thay thế quyết định công nhận."
    )


def test_an_unknown_answer_tells_its_reasons_and_a_switched_off_link_is_told() -> None:
    """Each reason goes to another desk; a link not used changes what follows."""
    rules = sv.load("mard/pilot-selection").settle(without_links=["fibre-is-internet"], by="Ông C", why="khác nghĩa")
    told = rules.assess(village()).explain("vi")
    assert "Kết quả: Chưa xác định (chưa có số liệu; chờ đánh giá)." in told
    assert "- Không dùng liên kết fibre-is-internet (Ông C chọn, lý do: khác nghĩa)." in told
    assert "Đối chiếu với mọi số liệu đã ghi, không giới hạn ngày." in told


@pytest.mark.parametrize(
    ("name", "level", "vi", "en"),
    [
        ("Thôn 8", "village", "Thôn 8", "Thôn 8 (village)"),
        ("Ấp Trung Bình", "village", "Ấp Trung Bình", "Ấp Trung Bình (village)"),
        ("Trung Bình", "village", "Trung Bình (thôn)", "Trung Bình (village)"),
        ("Bảng", "village", "Bảng (thôn)", "Bảng (village)"),
        ("Thị trấn X", "commune", "Thị trấn X", "Thị trấn X (commune)"),
    ],
)
def test_the_local_word_of_a_place_is_kept(name: str, level: str, vi: str, en: str) -> None:
    """Written "Ấp Trung Bình (thôn)", it would sound as if there were two places."""
    place = sv.Place(name, level=level)
    assert (m.place_text(place, "vi"), m.place_text(place, "en")) == (vi, en)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_worked_case_can_be_told(path: Path) -> None:
    """Every shape of rule and fact that the shipped sets know is told in both languages, with its clause."""
    for case in read_cases(path):
        a = sv.load(case.set_id).assess(case.place, case.on)
        for lang in LANGS:
            told = a.explain(lang)
            assert told.endswith(SENTENCES[lang]["closing"])
            assert not re.search(r"[{}<]|None|\.\.|;;|;\.|: \.", told.replace("…", "")), told
            for finding in a:
                assert finding.criterion.clause[lang] in told
                assert m.lacking_text(finding, lang, place=a.place) or finding.outcome is Outcome.PASS
                assert finding.finding.explain(lang)


# Sets in words


@pytest.mark.parametrize("rules", sv.catalogue(), ids=lambda rules: rules.id)
def test_every_shipped_set_can_be_shown(rules: CriteriaSet) -> None:
    """A planner reads what will be asked before collecting figures."""
    for lang in LANGS:
        told = m.describe_set(rules, lang)
        assert rules.title[lang] in told
        for one in rules:
            assert one.clause[lang] in told
            assert m.describe_rule(one.rule, rules.vocabulary, lang)[1:] in told
        assert m.summary_lines(rules, lang)[0].startswith(rules.id)


def test_a_set_shows_what_decides_and_what_was_settled() -> None:
    """A gate of two and one of three reads otherwise than a list of five."""
    some = Requirement(("b", "c"), 1)
    rules = a_set(
        criterion(Holds("wifi")),
        criterion(AtLeast("fibre", "open"), "b", applies=Holds("staff")),
        criterion(Holds("good"), "c"),
        requires=Requirement(("a", some)),
        scope="X",
    ).settle({"b": "50%"}, by="Bà B", why="công văn 5")
    told = m.describe_set(rules, "vi")
    assert "Quyết định kết quả: tất cả: “Nội dung a”; [ít nhất 1 trong 2: “Nội dung b”; “Nội dung c”]." in told
    assert "Phạm vi: X." in told
    assert "Hiệu lực: không nêu thời hạn." in told
    assert "- B: 50% (Bà B chọn, lý do: công văn 5)." in told
    assert "   Chỉ áp dụng khi: staff: có." in told


@pytest.mark.parametrize(
    ("dates", "expected"),
    [({"valid_from": date(2024, 1, 5)}, "từ 05/01/2024"), ({"valid_until": date(2024, 1, 5)}, "đến 05/01/2024")],
)
def test_half_open_dates_are_said(dates: dict[str, date], expected: str) -> None:
    """Many documents say from when and not until when."""
    assert m.validity_text(a_set(criterion(Holds("wifi")), **dates), "vi") == expected


# Issues


def test_an_issue_tells_cell_place_value_and_what_was_expected() -> None:
    """Whoever has to correct the table must find the cell."""
    issue = Issue(
        code="percent_or_fraction",
        place="Thôn 8",
        indicator="fibre",
        value="0,8",
        expected="percentage",
        where=Where(file="thon.xlsx", sheet="Sheet1", row=5, column="Cáp quang (%)"),
    )
    assert m.explain_issue(issue) == (
        "thon.xlsx, trang tính “Sheet1”, dòng 5, cột “Cáp quang (%)”: Thôn 8 – “0,8” chưa rõ là phần trăm "
        "hay số thập phân (0,8 là 80%) "
        "nên chưa dùng; cần phần trăm, như 79,5%."
    )
    assert m.explain_issue(issue, "en", with_place=False).startswith("thon.xlsx, sheet “Sheet1”, row 5, column")


def test_an_issue_without_a_sentence_is_told_in_general_words() -> None:
    """A code of a later version, or of a user's own, must not end the report."""
    assert m.explain_issue(Issue(code="quite_new", value="x")) == "Lưu ý “quite_new”: x"
    assert m.explain_issue(Issue(code="quite_new"), "en") == "Note “quite_new”: –"


@pytest.mark.parametrize("lang", LANGS)
def test_every_issue_can_be_told_without_any_word(lang: Lang) -> None:
    """A sentence that lacks a word is better than none."""
    for key in SENTENCES[lang]:
        if re.fullmatch(r"issue\.\w+", key):
            assert "{" not in m.explain_issue(Issue(code=key.removeprefix("issue.")), lang)


def test_issues_of_facts_name_the_records() -> None:
    """A contradiction is settled by whoever made the records."""
    facts = {"fibre": [sv.Fact("80%", source="BB 1"), sv.Fact("70%", source="BB 2")], "wifi": 3, "fibr": "1%"}
    issues = a_set(criterion(AtLeast("fibre", "80%"))).assess(village(**facts)).issues
    told = {issue.code: m.explain_issue(issue, vocabulary=WORDS, with_place=False) for issue in issues}
    assert told == {
        "contradiction": "fibre: số liệu mâu thuẫn nên không dùng để kết luận: 80% (nguồn: BB 1); 70% "
        "(nguồn: BB 2). Cần kiểm tra và ghi lại.",
        "wrong_measure": "wifi: giá trị đã ghi không đúng loại số liệu, cần có hoặc không: 3.",
        "unknown_indicator": ("Không có chỉ số “fibr” trong bộ tiêu chí nên không dùng số liệu này. Có phải “fibre”?"),
    }


def test_totals_that_differ_name_their_indicators() -> None:
    """Two totals are compared only if one sees whose they are."""
    place = village(fibre=sv.Share(1, 10), poor=sv.Share(1, 11))
    issues = a_set(criterion(AtLeast("fibre", "80%"))).assess(place).issues
    (issue,) = [issue for issue in issues if issue.code == "totals_differ"]
    assert "fibre: 1/10 hộ, 10%; poor: 1/11 hộ, 9,1%" in m.explain_issue(issue, vocabulary=WORDS)


def test_records_of_every_kind_can_be_told() -> None:
    """An issue may concern any record, also one that does not fit its indicator."""
    values = (sv.Share(0, 0), sv.Judgement(None), "khác", True, date(2025, 1, 2), sv.Monthly({"2025-01": 1}), 250)
    facts = tuple(("households", sv.Fact(value)) for value in (*values, sv.above("10%")))
    told = m.explain_issue(Issue(code="wrong_measure", facts=facts), vocabulary=WORDS)
    assert "0/0 hộ; " in told
    assert "chưa xác định (chưa ghi người đánh giá); " in told
    assert "khác; " in told
    assert "có; " in told
    assert "02/01/2025; " in told
    assert "có số liệu 1/1 tháng, 01/2025–01/2025; " in told
    assert "250 hộ; " in told
    assert "trên 10%" in told


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"fibre": sv.Share(0, 0)}, "chưa có tổng số"),
        ({"fibre": 250}, "giá trị không thể có, cần tỷ lệ (số lượng trên tổng số, hoặc phần trăm): 250 hộ"),
        ({"fibre": 1}, "chưa rõ là phần trăm hay số thập phân (0,8 là 80%)"),
    ],
)
def test_impossible_shares_are_told(facts: dict[str, Any], expected: str) -> None:
    """A figure that cannot be is set aside, and the user is told which."""
    assert expected in a_set(criterion(AtLeast("fibre", "80%"))).assess(village(**facts)).explain("vi")


def test_issues_of_dates_and_scope_are_told() -> None:
    """Whether the document is in force at all comes before every figure."""
    rules = a_set(criterion(Holds("wifi")), valid_from=date(2024, 1, 1), scope="Nghệ An", fresh_for=6)
    province = sv.Place("Tỉnh Lạng Sơn", level="province", parts=[village(wifi=sv.Fact(True, as_of=date(2024, 1, 5)))])
    told = rules.assess(province.parts[0], on=date(2024, 9, 1)).explain("vi")
    assert "Bộ tiêu chí của Nghệ An, địa bàn thuộc Tỉnh Lạng Sơn: kết quả chỉ để tham khảo." in told
    assert "wifi: số liệu ngày 05/01/2024 đã cũ quá 6 tháng so với ngày đối chiếu." in told
    assert (
        "nằm ngoài hiệu lực của bộ tiêu chí (từ 01/01/2024)" in rules.assess(village(), on=date(2023, 1, 1)).explain()
    )
    ended = a_set(criterion(Holds("wifi")), valid_until=date(2024, 1, 1)).assess(village(), on=date(2025, 1, 1))
    assert "nằm ngoài hiệu lực của bộ tiêu chí (đến 01/01/2024)" in ended.explain()


def test_a_place_of_another_level_is_told_in_words() -> None:
    """The level is a code in the data and a word in the sentence."""
    issue = Issue(code="wrong_level", place="Xã A", value="commune", expected="village")
    assert m.explain_issue(issue) == ("Xã A – Bộ tiêu chí dành cho cấp thôn; địa bàn này là xã nên không đối chiếu.")
