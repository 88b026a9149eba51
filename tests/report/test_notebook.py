"""What a notebook shows: everything has HTML without script, one line of repr, and text where HTML is not shown."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

import smartvillage as sv
from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriteriaSet, Criterion, Source
from smartvillage.indicators import Lang, Text
from smartvillage.report import Report, html_of, show
from smartvillage.report.forms import needs_of
from smartvillage.report.notebook import MOST_FACTS, MOST_PLACES, plain_of
from smartvillage.report.rows import required_text
from smartvillage.rules import AllOf, AnyOf, AtLeast, Finding, Holds, Not, Readings, Rule, SomeOf
from smartvillage.steps import progress

LANGS: tuple[Lang, Lang] = ("vi", "en")
TAGS = {
    "a", "abbr", "code", "details", "div", "h3", "li", "ol", "p", "span", "strong", "summary", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip
DAY = date(2025, 6, 30)
VOID = {"meta", "col", "br", "hr"}


class Page(HTMLParser):
    """The tags, attributes and text of some HTML, and whether every tag is closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note that a tag is closed."""
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


class Own(Rule):
    """A rule of a user's own."""

    def evaluate(self, place: Any, *, vocabulary: Any = None) -> Any:
        """Judge nothing."""

    def __repr__(self) -> str:
        """Write it."""
        return "Own()"

    __str__ = __repr__


class OwnAbove(AllOf):
    """A combinator of a user's own."""


READINGS = Readings(
    "who",
    {"all": Holds("culture_house_wifi"), "some": AtLeast("households_fibre_connected", "80%")},
    texts=(Text("Ai?", "Who?"), Text("mọi hộ", "all"), Text("một số", "some")),
)
FIBRE = AtLeast("households_fibre_connected", "80%")
WIFI = Holds("culture_house_wifi")


def things(assessment: Assessment) -> Iterator[Any]:
    """Iterate over one of everything that shows itself."""
    rules = assessment.criteria_set
    yield rules
    yield rules["fibre"]
    yield from (criterion.rule for criterion in rules)
    yield assessment.place
    yield assessment
    for finding in assessment:
        yield finding
        yield finding.finding
    yield Report([assessment])
    yield progress(assessment, assessment)
    yield rules.assess_table([assessment.place])
    yield sv.compare(rules, "mard/pilot-selection")


def everything(some: list[Assessment]) -> list[Any]:
    """Return everything that shows itself, over several sets."""
    shown = [thing for one in some for thing in things(one)]
    for rules in sv.catalogue():
        place = sv.Place("Nơi", level=rules.levels[0])
        shown += [rules, rules.assess(place), *(criterion.rule for criterion in rules)]
    return shown


@pytest.mark.parametrize("lang", LANGS)
def test_everything_shows_itself_without_script_in_either_language(some: list[Assessment], lang: Lang) -> None:
    """A notebook may be opened by anyone: what is shown holds only plain tags and says its language."""
    for thing in everything(some):
        html = html_of(thing, lang)
        page = Page(html)
        assert html.startswith(f'<div lang="{lang}" style="')
        assert set(page.tags) <= TAGS
        assert {name for name, _ in page.attributes} <= {"lang", "style", "title", "scope", "open"}
        assert page.text


def test_every_object_has_the_doors(some: list[Assessment]) -> None:
    """Front ends ask for different methods, and every one finds what it asks for."""
    for thing in things(some[1]):
        html = thing._repr_html_()
        assert html == html_of(thing)
        assert thing._repr_mimebundle_() == {"text/html": html, "text/plain": plain_of(thing, "vi")}


def test_repr_is_one_line_and_the_fallback_is_plain_text(some: list[Assessment]) -> None:
    """Where HTML is not shown, people read lines of text; in a traceback, one line."""
    for thing in everything(some):
        assert "\n" not in repr(thing)
        text = plain_of(thing, "vi")
        assert text == text.strip() != ""
        assert "<div" not in text


def test_another_language_is_asked_for_by_name(some: list[Assessment]) -> None:
    """A notebook knows no language, so that `show` tells it."""
    view: Any = show(some[0], "en")
    assert view._repr_html_() == html_of(some[0], "en")
    assert set(view._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert "Not ready" in view._repr_html_()
    assert "Chưa đủ điều kiện" in html_of(some[0])


def test_colours_are_never_alone_and_hold_on_dark_pages(some: list[Assessment]) -> None:
    """A sign stands beside every colour, and every colour lets the page through."""
    html = html_of(some[0])
    assert re.findall(r"background:[^;]*#", html) == []
    assert re.findall(r"[;\"]color:(?!inherit)", html) == []
    for outcome in sv.Outcome:
        word = m.outcome_text(outcome, "vi")
        assert html.count(f">{m.SYMBOLS[outcome]} {word}<") == sum(f.outcome is outcome for f in some[0])


def test_hostile_text_stays_text(hostile: list[Assessment], hostile_names: tuple[str, ...]) -> None:
    """Whatever a place is called, and whatever a source says, is shown and not obeyed."""
    for assessment, name in zip(hostile, hostile_names, strict=True):
        for thing in things(assessment):
            page = Page(html_of(thing))
            assert set(page.tags) <= TAGS
            assert "\x00" not in page.text
            assert "\u202e" not in page.text
        visible = name.replace("\x00", "�").replace("\x07", "�").replace("\ud800", "�").replace("\u202e", "�")
        assert visible in Page(html_of(assessment)).text
        html_of(assessment).encode()


def test_decomposed_letters_are_put_together(judged: Callable[..., Assessment]) -> None:
    """Files from macOS hold letters and marks apart, which few fonts draw well."""
    assert "Thôn" in html_of(judged("Tho\u0302n"))


def test_many_places_are_cut_short_with_a_count(judged: Callable[..., Assessment]) -> None:
    """A notebook of 3,000 villages stays small, and says what it leaves out."""
    one = judged("Thôn 1")
    sizes = [len(html_of(Report([one] * count))) for count in (1, 30, 3000)]
    assert sizes[0] < sizes[1]
    assert sizes[2] < sizes[1] + 100
    text = Page(html_of(Report([one] * 3000))).text
    assert "… và 2.980 địa bàn khác (tất cả 3.000)." in text
    assert "khác (tất cả" not in Page(html_of(Report([one] * MOST_PLACES))).text
    assert "and 2,980 more places" in html_of(Report([one] * 3000, lang="en"), "en")


@pytest.mark.parametrize("count", [0, 1, MOST_PLACES + 3])
def test_a_table_shows_how_many_places_turned_out_how_and_the_first_of_them(rules: CriteriaSet, count: int) -> None:
    """A thousand rows in a notebook show their sum and their beginning, and say what is left out."""
    facts = {"households_fibre_connected": sv.Share(370, 471)}
    table = rules.assess_table([sv.Place(f"Thôn {n}", level="village", facts=facts) for n in range(count)], on=DAY)
    text = Page(html_of(table)).text
    assert text.startswith(
        f"{count} địa bàn – Thôn thông minh tỉnh Nghệ An✓ Đủ điều kiện: 0 ✗ Chưa đủ điều kiện: {count} "
    )
    assert "Đối chiếu tại ngày 30/6/2025." in text
    assert text.count("Thôn 0") == (count > 0)
    assert ("… và 3 địa bàn khác (tất cả 23)." in text) == (count == MOST_PLACES + 3)
    assert f"7Hộ có Internet cáp quang0{count}00" in text
    assert text.endswith(m.say("closing", "vi"))
    assert plain_of(table, "en").splitlines()[1] == (
        f"Places judged: {count}; ready 0; not ready {count}; unknown 0; not applicable 0."
    )


def test_a_table_shows_the_issues_of_its_columns(rules: CriteriaSet) -> None:
    """A column that two readings fit is not used, and the notebook says so."""
    table = rules.assess_table({"name": ["Thôn 1"], "households_fibre_connected": [0.8]}, on=DAY)
    assert "Lưu ý về số liệu (1)" in Page(html_of(table)).text


def test_a_comparison_shows_pairs_side_by_side_and_opens_what_follows() -> None:
    """Whoever compares looks for what is stricter, and for what one set makes of the other."""
    html = html_of(sv.compare("tien-giang/targets", "lang-son/targets"))
    text = Page(html).text
    assert "A: tien-giang/targets-2022B: lang-son/targets-2023Ghi chú" in text
    assert "Chặt hơnMọi xã đạt chỉ tiêu 8.4 nông thôn mới100%.Mẫu số: số xã." in text
    joint = html_of(sv.compare("nghe-an/smart-village", "mard/pilot-selection"))
    assert "<details open" in joint
    assert "<th" not in joint
    assert "Nội dung suy ra được (1)" in joint
    assert "Chỉ có trong nghe-an/smart-village-2023 (13)" in joint


def test_a_criterion_writes_itself_on_one_short_line(rules: CriteriaSet) -> None:
    """A list of criteria in a console is read, not scrolled."""
    assert repr(rules["fibre"]) == "<Criterion fibre (required): AtLeast('households_fibre_connected', '80%')>"


def test_a_place_shows_its_facts_and_parts_and_counts_the_rest() -> None:
    """A commune of many villages is told in one screen."""
    parts = [sv.Place(f"Thôn {n}", level="village") for n in range(3000)]
    facts = {
        "households": [sv.Fact(400 + n, as_of=date(2025, 1, 1)) for n in range(MOST_FACTS + 2)],
        "unheard_of": 3,
    }
    place = sv.Place("Xã A", level="commune", code="17329", parts=parts, facts=facts)
    text = Page(html_of(place)).text
    assert "Mã số: 17329" in text
    assert "400 hộ" in text
    assert "… và 3 số liệu khác (tất cả 43)." in text
    assert "3.000 địa bàn trực thuộc" in text
    assert "Thôn 19" in text
    assert "Thôn 20" not in text
    assert "… và 2.980 địa bàn khác (tất cả 3.000)." in text
    assert plain_of(place, "vi") == "Xã A\n43 số liệu; 3.000 địa bàn trực thuộc"
    assert "Chưa có số liệu nào." in html_of(sv.Place("Thôn 1", level="village"))
    assert "unheard_of" in html_of(sv.Place("Thôn 1", level="village", facts={"unheard_of": 3}))


def test_a_rule_is_shown_as_a_tree() -> None:
    """Nesting is seen, and a test is told in words whether turned round or not."""
    text = Page(html_of(AnyOf(AllOf(FIBRE, WIFI), SomeOf(FIBRE, WIFI, Own(), at_least=2)) & READINGS)).text
    for said in (
        "Đạt cả 2 điều kiện:",
        "Đạt ít nhất một trong 2 điều kiện:",
        "Đạt ít nhất 2 trong 3 điều kiện:",
        "Own()",
        "Tùy cách hiểu: Ai?",
        "(some) một sốHộ có kết nối Internet cáp quang: tối thiểu 80%",
    ):
        assert said in text
    assert "dưới 80%" in html_of(Not(FIBRE))
    assert "Không được có:" in html_of(Not(FIBRE & WIFI))
    assert "Đạt cả 1 điều kiện:" in html_of(OwnAbove(FIBRE))


def test_a_combinator_of_ones_own_is_shown_by_its_name() -> None:
    """The library does not know what it needs, and says what it calls itself."""

    class Odd(Own):
        """A rule with parts."""

        @property
        def parts(self) -> tuple[Rule, ...]:
            """Return one part."""
            return (FIBRE,)

    assert "Own()" in html_of(Odd())


def a_set(*criteria: Criterion, url: str | None = "https://example.org/x") -> CriteriaSet:
    """Return a set with nothing said that need not be."""
    return CriteriaSet(
        id="x/y-2024",
        title=Text("Bộ X", "Set X"),
        levels=("village",),
        source=Source(Text("X", "X"), url=url),
        criteria=criteria,
        vocabulary=sv.vocabulary(),
    )


def test_a_finding_is_shown_as_a_tree_of_answers() -> None:
    """What is met is folded away, what is not stands open, readings each by their own words."""
    village = sv.Place("Thôn 8", level="village", facts={"culture_house_wifi": True})
    rule = AllOf(AnyOf(WIFI, FIBRE), READINGS, Not(AllOf(WIFI, FIBRE)))
    finding = rule.evaluate(village, vocabulary=sv.vocabulary())
    html = html_of(finding)
    assert html.count("<details ") == 5
    assert html.count('open="open"') == 4
    assert "✓ Đạt ít nhất một trong 2 điều kiện:" in html
    criterion = Criterion("c", Text("C", "C"), Text("Mục 1", "Part 1"), rule, assumed=Text("đọc rộng", "read widely"))
    found = a_set(criterion).assess(village)
    shown = Page(html_of(found["c"])).text
    assert "Cách hiểu được áp dụng: đọc rộng." in shown
    assert "Các điều kiện" in shown
    assert "đọc rộng" in html_of(found)
    assert "đọc rộng" in html_of(criterion)
    assert "https://example.org/x" in html_of(found.criteria_set)


def test_a_set_that_refers_to_another_shows_which() -> None:
    """The tree of the other set is not repeated; its name is."""
    rules = sv.load("mard/central-pilot")
    assert "mard/pilot-selection" in html_of(rules)
    a = rules.assess(sv.Place("Xã A", level="commune"))
    assert any("mard/pilot-selection" in html_of(finding.finding) for finding in a)


def test_what_applies_only_to_some_is_told(rules: CriteriaSet) -> None:
    """A criterion shows for whom it is written, and a settled reading who chose it."""
    assert "Chỉ áp dụng khi: Hộ sản xuất, kinh doanh: tối thiểu 1 hộ." in html_of(rules["ecommerce"])
    settled = rules.settle({"ecommerce": "50%"}, by="Ban chỉ đạo", why="họp")
    assert "Ban chỉ đạo chọn" in html_of(settled)
    many = [sv.Fact(True, as_of=date(2000, 1, day)) for day in range(1, 3)]
    facts = {f"unheard_{n}": many for n in range(30)}
    text = Page(html_of(settled.assess(sv.Place("Thôn 8", level="village", facts=facts)))).text
    assert "Lưu ý về số liệu (30)" in text
    assert "… và 10 dòng khác (tất cả 30)." in text
    assert "Cách hiểu đã được chọn (1)" in text


def test_a_rule_of_ones_own_is_told_by_its_words() -> None:
    """It knows no indicator: its row in the form and its form to fill in leave out what nobody can say."""

    class Never(Rule):
        """A rule that knows nothing."""

        def evaluate(self, place: Any, *, vocabulary: Any = None) -> Finding:  # noqa: ARG002 - asked for
            """Fail."""
            return Finding(self, -1)

        def __repr__(self) -> str:
            """Write it."""
            return "Never()"

        __str__ = __repr__

    criterion = Criterion("c", Text("C", "C"), Text("Mục 1", "Part 1"), AllOf(Never(), WIFI))
    rules = a_set(criterion, url=None)
    before = rules.assess(sv.Place("Thôn 8", level="village", facts={"culture_house_wifi": True}))
    text = Page(html_of(before)).text
    assert "Never()" in text
    assert "Nhà văn hóa thôn có Wifi: có" in text
    assert "Về văn bản" not in Page(html_of(rules)).text
    assert "culture_house_wifi" in needs_of(rules)
    assert "Never()" in required_text(criterion, rules.vocabulary, "vi")


def test_progress_in_everything_leaves_nothing_unchanged() -> None:
    """Where every criterion changed there is nothing to unfold."""
    rules = a_set(Criterion("c", Text("C", "C"), Text("Mục 1", "Part 1"), WIFI))
    no, yes = (
        rules.assess(sv.Place("Thôn 8", level="village", facts={"culture_house_wifi": met})) for met in (False, True)
    )
    assert "<details" not in html_of(progress(no, yes))
    assert "1 tiêu chí không thay đổi" in html_of(progress(no, no))
