"""The documentation says what the library does: its pages are made again and compared; its languages go together."""

import importlib.util
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

import smartvillage as sv
from smartvillage.rules import AtLeast, AtMost, LessThan, MoreThan

TOP = Path(__file__).parents[1]
DOCS = TOP / "docs"
AGAIN = "run `python docs/generate.py`"


def _generator() -> Any:
    """Return docs/generate.py, which is a program and no package."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _generator()


def _named(page: Path) -> str:
    """Return the path of a page for the name of a test."""
    return page.relative_to(DOCS).as_posix()


@pytest.fixture(scope="module")
def made() -> dict[Path, str]:
    """Return every page as it would be written now."""
    pages: dict[Path, str] = generate.pages()
    return pages


# ---- pages made from the library -------------------------------------------------------------------------------------


def test_pages_are_as_they_would_be_made_now(made: dict[Path, str]) -> None:
    """A page made from the data, or an output shown in a page, that has fallen behind is a wrong page."""
    behind = [_named(page) for page, text in made.items() if not page.is_file() or page.read_text("utf-8") != text]
    assert not behind, AGAIN


def test_no_page_is_left_of_what_is_gone(made: dict[Path, str]) -> None:
    """The page of a set that was renamed does not stay behind."""
    assert not [_named(page) for page in DOCS.rglob("*.md") if page not in made], AGAIN


def test_every_set_has_a_page_in_both_languages() -> None:
    """Whoever finds a set in the catalogue finds its page."""
    for rules in sv.catalogue():
        for lang in ("vi", "en"):
            text = (DOCS / lang / "sets" / f"{rules.id}.md").read_text("utf-8")
            assert all(f"{{ #{criterion.id} }}" in text for criterion in rules)


def test_every_error_and_law_has_a_vietnamese_sentence() -> None:
    """A new error or law is described in both languages."""
    assert {one.__name__ for one in generate.error_classes()} == set(generate.SAID["errors"])
    assert {law.__name__ for law in generate.LAWS} == set(generate.SAID["laws"])


# ---- the list of what the documents say ------------------------------------------------------------------------------

LIST = tomllib.loads((DOCS / "coverage.toml").read_text("utf-8"))


def test_every_row_names_a_criterion_or_a_reason() -> None:
    """No figure of a document is left open, and none is both encoded and left out."""
    for entry in LIST["entries"]:
        ways = [key for key in ("criterion", "criteria", "reason") if key in entry]
        assert len(ways) == 1, entry
        assert generate.cited(entry) or entry["reason"] in LIST["reasons"], entry


def test_rows_have_ids_of_their_own_and_known_documents() -> None:
    """A row can be referred to, and its document has a heading on the page."""
    ids = [entry["id"] for entry in LIST["entries"]]
    assert len(set(ids)) == len(ids)
    assert {entry["document"] for entry in LIST["entries"]} == set(generate.DOCUMENTS)


def test_every_reason_is_used() -> None:
    """The list of reasons holds what the rows need, and says it in both languages."""
    assert {entry["reason"] for entry in LIST["entries"] if "reason" in entry} == set(LIST["reasons"])
    assert all(set(reason) == {"vi", "en"} for reason in LIST["reasons"].values())


def test_every_criterion_cited_exists() -> None:
    """A renamed criterion is renamed in the list too."""
    known = {f"{rules.id}#{criterion.id}" for rules in sv.catalogue() for criterion in rules}
    assert {ref for entry in LIST["entries"] for ref in generate.cited(entry)} <= known


def test_every_criterion_taken_from_a_document_is_cited() -> None:
    """No criterion is without its place in a text; the national sets are known second-hand and have no text here."""
    cited = {ref for entry in LIST["entries"] for ref in generate.cited(entry)}
    taken = {f"{rules.id}#{c.id}" for rules in sv.catalogue() if not rules.id.startswith("vn/") for c in rules}
    assert not taken - cited


def test_every_figure_of_a_row_is_a_threshold_of_what_it_cites() -> None:
    """A threshold changed in a set, or a row that points to the wrong criterion, would otherwise go unnoticed."""
    for entry in LIST["entries"]:
        figures = _figures(entry["match"]) if "n" in entry else set()
        for ref in generate.cited(entry):
            assert figures <= _thresholds(ref), entry


def test_every_threshold_taken_from_a_document_stands_in_a_row() -> None:
    """The other way round: no set asks for a share or a number of places that its text does not print."""
    for rules in sv.catalogue():
        for criterion in () if rules.id.startswith("vn/") else rules:
            ref = f"{rules.id}#{criterion.id}"
            rows = [entry["match"] for entry in LIST["entries"] if ref in generate.cited(entry)]
            printed = set[str]().union(*map(_figures, rows))
            assert _thresholds(ref) - printed <= {"1", *NOT_OF_THE_LIST.get(ref, ())}, ref


NOT_OF_THE_LIST = {
    "ho-chi-minh-city/household-device-2023#smartphone": ["100%"],
    "ho-chi-minh-city/household-device-2023#smart-device": ["100%"],
}
"""Shares that follow from the words: each household."""


def _figures(match: str) -> set[str]:
    """Return the figures of a row, as thresholds are written."""
    sign = "%" if match.endswith("%") else ""
    return {f"{int(figure)}{sign}" for figure in re.findall(r"\d+", match)}


def _thresholds(ref: str) -> set[str]:
    """Return the figures that a criterion asks for; a share that its document leaves open is none."""
    rules, _, criterion = ref.partition("#")
    tests = (AtLeast, AtMost, MoreThan, LessThan)
    values = [leaf.value for leaf in sv.load(rules)[criterion].rule.leaves() if isinstance(leaf, tests)]
    return {str(value).strip("'") for value in values if not value.is_open}


# ---- two languages, one content --------------------------------------------------------------------------------------


def _pages(lang: str) -> set[str]:
    """Return the pages of a language, from its folder."""
    return {page.relative_to(DOCS / lang).as_posix() for page in (DOCS / lang).rglob("*.md")}


def test_both_languages_have_the_same_pages() -> None:
    """What can be read in one language can be read in the other."""
    assert _pages("vi") == _pages("en")


@pytest.mark.parametrize("page", sorted(_pages("vi") - {"reference/api.md"}))
def test_both_languages_have_the_same_parts(page: str) -> None:
    """A part that was added in one language only shows in its headings and blocks; Python may run in one alone."""

    def parts(lang: str) -> list[str]:
        text = (DOCS / lang / page).read_text("utf-8")
        return re.findall(r"^(#+ |```(?!$|python)\w+)", text, re.MULTILINE)

    assert parts("vi") == parts("en")


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=_named)
def test_toml_in_pages_can_be_read(page: Path) -> None:
    """An example to copy is one that works."""
    for block in re.findall(r"^```toml\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        assert tomllib.loads(block)


# ---- one word for one thing ------------------------------------------------------------------------------------------

RULED_OUT = {
    "tỉ lệ": "tỷ lệ",
    "không xác định": "chưa xác định",
    "không đánh giá được": "chưa xác định",
    "điểm %": "điểm phần trăm",
    "chỉ báo": "chỉ số",
    "khoảng cách": "còn thiếu",
    "nơi nêu": "căn cứ",
    "trích dẫn": "căn cứ",
    "thực thể": "địa bàn",
    "quy tắc": "điều kiện",
    "bộ luật": "bộ tiêu chí",
}
"""Words that would say what the glossary has another word for."""

SPOKEN = sorted(page for page in (DOCS / "vi").rglob("*.md") if page.name not in ("indicators.md", "other-tools.md"))


@pytest.mark.parametrize("page", SPOKEN, ids=_named)
def test_pages_use_the_words_of_the_glossary(page: Path) -> None:
    """Two words for one thing make a reader look for the difference."""
    text = page.read_text("utf-8").lower()
    assert [other for other in RULED_OUT if re.search(rf"\b{other}\b", text)] == []


def test_messages_use_the_words_of_the_glossary() -> None:
    """What a report calls a thing is what the glossary calls it."""
    found = {key: text for key, text in generate.VI.items() if any(other in text.lower() for other in RULED_OUT)}
    assert found == {}


def test_the_glossary_names_only_what_there_is() -> None:
    """A term whose name in code has changed would send the reader to nothing."""
    known = {*vars(sv), *vars(sv.Assessment), "Rule", "Readings", "Finding", "Gap", "Indicator", "Link", "Issue"}
    known |= {level.value for level in sv.Level} | {"denominator", "clause", "rule", "percentage_points"}
    assert {term["code"].removesuffix("()") for term in generate.SAID["glossary"]} - known - {""} == set()
    vietnamese = [term["vi"] for term in generate.SAID["glossary"]]
    assert len(set(vietnamese)) == len(vietnamese)


# ---- the theme -------------------------------------------------------------------------------------------------------


def test_pages_load_nothing_from_elsewhere() -> None:
    """The site works in an office without network, and tells nobody who reads it."""
    for file in (DOCS / "theme").rglob("*"):
        if file.suffix in (".html", ".css", ".js"):
            outside = re.findall(r"(?:src|href|url|import|fetch)\W{1,3}(?:https?:)?//", file.read_text("utf-8"))
            assert not outside, file
