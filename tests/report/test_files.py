"""Reports as files: HTML, Markdown and Excel hold all parts, keep text as text, and end with the same sentence."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import smartvillage as sv
from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriteriaSet
from smartvillage.errors import InvalidType, InvalidValue, MissingExtra
from smartvillage.facts import Issue, Where
from smartvillage.indicators import Lang
from smartvillage.report import ENDINGS, Report, markdown, page, report_bytes, workbook
from smartvillage.report.html import tag, written
from smartvillage.report.markdown import escaped
from smartvillage.report.workbook import lists, places
from smartvillage.rules import AtMost

LANGS: tuple[Lang, Lang] = ("vi", "en")
CLOSING = "Kết quả đối chiếu theo văn bản, không thay thế quyết định công nhận."
ISSUES = (
    Issue(code="not_understood", value="=1+1", where=Where(file="a.xlsx", sheet="S", row=5, column="<Wifi>")),
    Issue(code="sheet_not_read", value="Khác"),
)


def html(report: Report) -> str:
    """Return a report as HTML."""
    return report_bytes(report, ".html").decode()


def md(report: Report) -> str:
    """Return a report as Markdown."""
    return report_bytes(report, ".md").decode()


def book(report: Report) -> openpyxl.Workbook:
    """Return a report as openpyxl sees the workbook."""
    return openpyxl.load_workbook(io.BytesIO(report_bytes(report, ".xlsx")))


def texts(sheet: Worksheet) -> list[str]:
    """Return the texts of a sheet, row by row."""
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_report_is_made_of_assessments_that_go_together(some: list[Assessment]) -> None:
    """Two sets or two days in one table would be compared by mistake."""
    with pytest.raises(InvalidValue, match="at least one"):
        Report([])
    with pytest.raises(InvalidType, match="not of str"):
        Report(["x"])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]
    other = sv.load("mard/pilot-selection").assess(some[0].place, some[0].on)
    with pytest.raises(InvalidValue, match="one set"):
        Report([some[0], other])
    with pytest.raises(InvalidValue, match="one day"):
        Report([some[0], some[0].criteria_set.assess(some[0].place)])


def test_the_ending_says_which_file_is_written(some: list[Assessment], tmp_path: Path) -> None:
    """One method saves all kinds, and refuses others by name."""
    report = Report(some)
    for ending in ENDINGS:
        report.write(tmp_path / f"r{ending.upper()}")
        report.write(str(tmp_path / f"r{ending}"))
        assert (tmp_path / f"r{ending}").read_bytes() == report_bytes(report, ending)
    with pytest.raises(InvalidValue, match=r"\.html, \.md, \.xlsx, not '\.pdf'"):
        report.write(tmp_path / "r.pdf")
    assert repr(report) == "<Report nghe-an/smart-village-2023: 2 fail, 1 unknown>"


def test_a_workbook_needs_an_extra(some: list[Assessment], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without XlsxWriter one sentence says what to install; the other kinds need nothing."""
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra, match=r"smartvillage\[excel\]"):
        report_bytes(Report(some), ".xlsx")
    assert html(Report(some))


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_ends_by_saying_what_it_is_not(some: list[Assessment], lang: Lang) -> None:
    """A printed page may be all that somebody ever sees."""
    closing = m.say("closing", lang)
    for report in (Report(some, lang=lang), Report(some[:1], lang=lang)):
        assert html(report).rstrip().endswith(f"{closing}</p></body></html>")
        assert md(report).endswith(f"\n*{escaped(closing)}*\n")
        for sheet in book(report).worksheets:
            assert texts(sheet)[-1] == closing
            assert closing in str(sheet.oddFooter)


def test_the_page_is_self_contained(some: list[Assessment]) -> None:
    """It opens from a memory stick, on paper and in the dark, with no network and no script."""
    text = html(Report(some))
    assert text.startswith('<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8">')
    for banned in ("<script", "<link", "<img", "@import", "url(", "http://", "https://", " style="):
        assert banned not in text
    for needed in ("prefers-color-scheme:dark", "size:A4 landscape", "@media print", 'name="viewport"'):
        assert needed in text
    classes = set(re.findall(r'class="([^"]+)"', text))
    used = {name for one in classes for name in one.split() if re.fullmatch(r"s\d+", name)}
    assert used == set(re.findall(r"^\.(s\d+)\{", text, re.MULTILINE))


def test_a_report_of_one_place_is_its_form(some: list[Assessment]) -> None:
    """A village prints its own dossier, without tables of one row."""
    one = Report(some[:1])
    assert one.title == "Thôn 1, Xã A – Thôn thông minh tỉnh Nghệ An"
    for text in (html(one), md(one)):
        assert "Theo tiêu chí" not in text
        assert "Kết quả có dựa trên" not in text
        for header in ("Tên tiêu chí", "Nội dung", "Yêu cầu", "Kết quả", "Đạt/Chưa đạt", "Ghi chú", "Căn cứ"):
            assert header in text
        assert "370/471 hộ, 78,6%" in text
        assert "Còn thiếu 7 hộ" in text
    assert [sheet.title for sheet in book(one).worksheets] == [
        "Tổng hợp",
        "Chi tiết",
        "Còn thiếu",
        "Số liệu còn cần",
        "Lưu ý về số liệu",
        "Nguồn và cách hiểu",
        "1 Thôn 1",
    ]


def test_a_report_of_many_places_sums_them_up(some: list[Assessment]) -> None:
    """The council sees who is ready, which criterion holds them up, and what is still to be measured."""
    report = Report(some, issues=ISSUES)
    for text in (html(report), md(report)):
        plain = text.replace("\\", "")
        for said in (
            "3 địa bàn – Thôn thông minh tỉnh Nghệ An",
            "Theo tiêu chí",
            "7 hộ",
            f"Số liệu còn cần ({len(report.needed)})",
            "3: Thôn 1, Xã A; Thôn 2, Xã A; Thôn 3",
            f"Lưu ý về số liệu ({len(report.all_issues)})",
            "Kết quả có dựa trên đánh giá của cá nhân hoặc hội đồng: Giao tiếp thông minh.",
            "SHA-256",
        ):
            assert said in plain
    sheets = {sheet.title: texts(sheet) for sheet in book(report).worksheets}
    assert list(sheets)[:3] == ["Tổng hợp", "Bảng chéo", "Theo tiêu chí"]
    assert list(sheets)[-3:] == ["1 Thôn 1", "2 Thôn 2", "3 Thôn 3"]
    assert len(sheets["Chi tiết"]) > 3 * 13 * 6
    assert "=1+1" in " ".join(sheets["Lưu ý về số liệu"])


def test_gaps_are_numbers_that_can_be_added_up(judged: Callable[..., Assessment]) -> None:
    """In the workbook a gap is a number in a unit; bounds are two numbers, and no limit is a blank."""
    places = [
        judged("A", households_fibre_connected=sv.Share(370, 471)),
        judged("B", households=499, households_fibre_connected=sv.Share(399, 499)),
        judged("B", households_smartphone="79,55%"),
        judged("C", households_smartphone="80,05%", households=499),
        judged("D", promotion_items_per_month=sv.Monthly({"2025-01": 0}, first="2025-01", last="2025-02")),
    ]
    sheet = book(Report(places))["Còn thiếu"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=6)]
    assert [row[0] for row in rows] == ["A", "B", "B", "C", "D"]
    assert [row[4:9] for row in rows] == [
        [7, 7, "hộ", 377, "370"],
        [1, 1, "hộ", 400, "399"],
        [10.45, 10.45, "điểm phần trăm", 90, "79,55"],
        [50, 50, "hộ", 450, None],
        [1, 1, "tin, bài", 1, "0"],
    ]
    counts = {count.criterion.id: count.short("vi") for count in Report(places).counts}
    assert counts["fibre"] == "8 hộ"
    assert counts["smartphones"] == ""


def test_a_gap_of_what_is_not_known_to_end_has_no_number_there(rules: CriteriaSet) -> None:
    """Where at least 3 are there and 2 would do, how many there are is no number."""
    from attrs import evolve  # noqa: PLC0415 - only here

    asked = evolve(rules["team"], rule=AtMost("producing_households", 2))
    few = evolve(rules, criteria=(asked, *rules.criteria[1:]))
    a = few.assess(sv.Place("A", level="village", facts={"producing_households": sv.at_least(3)}))
    sheet = book(Report([a]))["Còn thiếu"]
    assert [cell.value for cell in sheet[2]][4:9] == [1, None, "hộ", 2, None]
    assert Report([a]).counts[0].short("vi") == ""


def test_where_nothing_is_lacking_the_sheets_say_so(rules: CriteriaSet) -> None:
    """An empty sheet would look like a mistake."""
    path = Path(__file__).parents[1] / "examples" / "nghe-an-smart-village-2023.toml"
    assert path.exists()
    facts = {
        "households": 100,
        "residents": 400,
        "producing_households": 0,
        "community_digital_team": True,
        "smart_communication": sv.Judgement(True, by="X", on=date(2025, 1, 1), why="Y"),
        "culture_house_wifi": True,
        "households_digital_address": sv.Share(100, 100),
        "households_fibre_connected": sv.Share(90, 100),
        "households_smartphone": sv.Share(95, 100),
        "residents_guided_health_apps": sv.Share(300, 400),
        "media_coordination": True,
        "online_brand_promotion": True,
        "promotion_items_per_month": sv.Monthly({"2025-01": 2}),
    }
    known = {i: value for i, value in facts.items() if i in rules.vocabulary}
    a = rules.assess(sv.Place("Thôn 8", level="village", facts=known))
    rest = {missing.indicator: True for missing in a.missing()}
    done = rules.assess(sv.Place("Thôn 8", level="village", facts={**known, **rest}))
    assert done.outcome is sv.Outcome.PASS
    report = Report([done])
    sheets = {sheet.title: texts(sheet) for sheet in book(report).worksheets}
    assert "Không có chỗ thiếu nào tính được bằng số." in sheets["Còn thiếu"]
    assert "Không còn cần số liệu nào." in sheets["Số liệu còn cần"]
    assert "Không có lưu ý nào." in sheets["Lưu ý về số liệu"]
    for text in (html(report), md(report)):
        assert "Số liệu còn cần (" not in text
        assert "Lưu ý về số liệu (" not in text
        assert "không giới hạn ngày" in text


def test_written_text_never_becomes_a_formula(hostile: list[Assessment], hostile_names: tuple[str, ...]) -> None:
    """Excel, and whoever opens the file with another program, sees text and no command."""
    report = Report(hostile, issues=ISSUES)
    data = report_bytes(report, ".xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")}
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets")]
    assert all("<f>" not in text for text in sheets)
    assert not any("externalLink" in name for name in parts)
    links = [text for name, text in parts.items() if "rels" in name]
    assert not any("evil" in text for text in links)
    found = texts(book(report)["Tổng hợp"])
    assert hostile_names[1] in found
    assert hostile_names[5] in found
    assert all(cell.data_type != "f" for sheet in book(report) for row in sheet.iter_rows() for cell in row)


def test_written_text_never_becomes_markup(hostile: list[Assessment]) -> None:
    """A page shows the letters of a tag; Markdown escapes every mark."""
    report = Report(hostile, issues=ISSUES)
    assert "<script" not in html(report)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html(report)
    text = md(report)
    assert "Thôn \\<script\\>alert(1)\\</script\\>" in text
    assert "\\| a \\| b \\| # \\*đậm\\* \\[x\\](http\\://e.vn) \\`mã\\`" in text
    table = [line for line in text.splitlines() if line.startswith("| 7 |")]
    assert len(re.findall(r"(?<!\\)\|", table[0])) == 4 + 13 + 1
    assert "\x00" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("# a", "\\# a"),
        ("=1+1", "\\=1+1"),
        ("78,6% a_b", "78,6% a\\_b"),
        ("WWW.a.vn", "WWW\\.a.vn"),
        ("a@b.vn", "a\\@b.vn"),
        ("a\n\n# b", "a # b"),
        ("$x$ ~y~", "\\$x\\$ \\~y\\~"),
        ("132/KH-UBND", "132/KH-UBND"),
    ],
)
def test_marks_of_markdown_are_escaped(text: str, expected: str) -> None:
    """Each would be a list, a heading, a link, a formula or another mark."""
    assert escaped(text) == expected


def test_two_reports_of_the_same_are_the_same_file(some: list[Assessment]) -> None:
    """The clock is never read, so that a file can be compared with its copy."""
    for ending in ENDINGS:
        assert report_bytes(Report(some), ending) == report_bytes(Report(some), ending)
    assert book(Report(some)).properties.created.date() == date(2025, 6, 30)
    undated = [one.criteria_set.assess(one.place) for one in some]
    assert book(Report(undated)).properties.created.date() == date(2000, 1, 1)


def test_sheet_names_are_such_that_excel_takes_them(judged: Callable[..., Assessment]) -> None:
    """Excel refuses brackets, long names and the same name twice; links still find their sheet."""
    places = [judged(name) for name in ("[a]:b*c?d/e\\f", "Y" * 60, "'quoted'", "It's")]
    workbook_ = book(Report(places))
    assert workbook_.sheetnames[-4:] == ["1  a  b c d e f", f"2 {'Y' * 29}", "3 'quoted", "4 It's"]
    links = [cell.hyperlink.location for row in workbook_["Tổng hợp"].iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'1  a  b c d e f'!A1", f"'2 {'Y' * 29}'!A1", "'3 ''quoted'!A1", "'4 It''s'!A1"]


def test_sheets_of_one_name_are_numbered() -> None:
    """Two names may be one for Excel, which knows no case and few letters."""
    import xlsxwriter  # noqa: PLC0415 - only here

    sheets = workbook.Sheets(xlsxwriter.Workbook(io.BytesIO()), "vi")
    names = [sheets.reserve(name) for name in ("A" * 40, "a" * 40, "A" * 31, "???", "")]
    assert names == ["A" * 31, f"{'a' * 27} (2)", f"{'A' * 27} (3)", "–", "– (2)"]


def test_a_text_too_long_for_a_cell_is_cut() -> None:
    """Excel would refuse the file, or drop the cell in silence."""
    assert len(workbook.fitted("x" * 40_000)) == 32_001
    assert workbook.fitted("x" * 32_000) == "x" * 32_000


def test_many_places_are_cut_short_with_a_count(
    judged: Callable[..., Assessment], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of thousands of places stays one that opens; what is left out is counted, and said where to find."""
    for module in (page, markdown):
        monkeypatch.setattr(module, "MOST_PLACES", 3)
        monkeypatch.setattr(module, "MOST_FORMS", 2)
        monkeypatch.setattr(module, "MOST_LINES", 1)
    monkeypatch.setattr(workbook, "MOST_SHEETS", 2)
    monkeypatch.setattr(lists, "MOST_ROWS", 2)
    for name, value in (("MOST_SHEETS", 2), ("MOST_ROWS", 2), ("MOST_PLACES_WIDE", 3)):
        monkeypatch.setattr(places, name, value)

    def both(number: int) -> Assessment:
        team = [sv.Fact(True, by="self_assessed"), sv.Fact(False, by="appraised")]
        share = sv.Share(370, 471)
        return judged(f"Thôn {number}", community_digital_team=team, households_fibre_connected=share)

    twelve = [both(number) for number in range(12)]
    before = [judged(f"Thôn {number}", community_digital_team=False) for number in range(12)]
    report = Report(twelve, issues=ISSUES, before=before)
    for text in (html(report), md(report)):
        plain = text.replace("\\", "")
        assert "… và 9 địa bàn khác (tất cả 12). Toàn bộ có trong báo cáo dạng .xlsx hoặc .csv." in plain
        assert "Chỉ 2/12 địa bàn đầu có biểu chi tiết." in plain
        assert "… và 2 lưu ý khác" in plain or "… và 1 lưu ý khác" in plain
        assert "… và 11 dòng khác (tất cả 12)." in plain
        assert "… và 10 địa bàn khác (tất cả 12)." in plain
        assert "… và 4 địa bàn khác (tất cả 12)" in plain
    found = book(report)
    assert found.sheetnames[-2:] == ["1 Thôn 0", "2 Thôn 1"]
    said = [text for sheet in found.worksheets for text in texts(sheet)]
    assert "Chỉ 2/12 địa bàn đầu có trang riêng; mọi địa bàn đều có trong trang “Chi tiết”." in said
    assert said.count("… và 9 địa bàn khác (tất cả 12).") == 1
    assert said.count("… và 10 địa bàn khác (tất cả 12).") == 1
    assert said.count("… và 11 địa bàn khác (tất cả 12).") == 1
    assert sum("dòng khác" in text for text in said) == 4
    assert sum("lưu ý khác" in text for text in said) == 0


def test_many_issues_are_cut_short_in_a_workbook(some: list[Assessment], monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet of Excel holds a million rows, and no more."""
    monkeypatch.setattr(lists, "MOST_ROWS", 1)
    report = Report(some[:1], issues=ISSUES)
    assert "… và 1 lưu ý khác (tất cả 2)." in texts(book(report)["Lưu ý về số liệu"])


def test_an_issue_of_the_day_is_told_once(rules: CriteriaSet) -> None:
    """A hundred villages judged out of time are one mistake."""
    late = [rules.assess(sv.Place(name, level="village"), date(2030, 1, 1)) for name in ("A", "B")]
    assert [issue.code for issue in Report(late).all_issues] == ["outside_validity"]
    assert Report(late).all_issues[0].place is None


def test_self_assessment_and_appraisal_stand_side_by_side(rules: CriteriaSet) -> None:
    """The council sees where the appraisers found something else, or have not looked."""

    def claimed(value: Any) -> sv.Fact:
        return sv.Fact(value, by="self_assessed")

    def found(value: Any) -> sv.Fact:
        return sv.Fact(value, by="appraised")

    commune = sv.Place(
        "Xã A",
        level="commune",
        parts=[
            sv.Place(
                "Thôn 1",
                level="village",
                facts={
                    "households": 471,
                    "community_digital_team": [claimed(True), found(False)],
                    "households_fibre_connected": [
                        claimed(sv.Share(400, 471)),
                        found(sv.Share(390, 471)),
                    ],
                    "culture_house_wifi": claimed(True),
                    "households_smartphone": [claimed("95%"), found("95%")],
                    "producing_households": 0,
                },
            ),
            sv.Place("Thôn 2", level="village", facts={"culture_house_wifi": claimed(True)}),
        ],
    )
    lone = sv.Place("Thôn 3", level="village", facts=commune.parts[0].facts, parent=commune)
    report = Report([rules.assess(place) for place in (*commune.parts, lone)])
    sides = {
        (side.assessment.place.name, side.claimed.id): (
            side.claimed.outcome.value,
            side.found.outcome.value,
            side.difference,
        )
        for side in report.sides
    }
    assert {name for name, _ in sides} == {"Thôn 1", "Thôn 3"}
    for name in ("Thôn 1", "Thôn 3"):
        assert sides[name, "team"] == ("pass", "fail", "outcome")
        assert sides[name, "fibre"] == ("pass", "pass", "figures")
        assert sides[name, "culture-house-wifi"] == ("pass", "unknown", "not_appraised")
        assert sides[name, "smartphones"] == ("pass", "pass", "")
        assert (name, "ecommerce") not in sides
        assert (name, "media") not in sides
    for text in (html(report), md(report)):
        for said in ("≠ khác kết quả", "≠ khác số liệu", "≠ chưa thẩm định", "khác nhau (6)"):
            assert said in text
    sheet = book(report)["Tự đánh giá – thẩm định"]
    row = next([cell.value for cell in row] for row in sheet.iter_rows() if row[6].value == "≠ khác số liệu")
    assert row[2:6] == ["400/471 hộ, 84,9%", "✓ Đạt", "390/471 hộ, 82,8%", "✓ Đạt"]


def test_progress_stands_in_the_report(judged: Callable[..., Assessment]) -> None:
    """What was gained and lost is told for one place and for many, and that nothing was too."""
    before = [judged("Thôn 1", culture_house_wifi=True), judged("Thôn 2"), judged("Thôn 9")]
    after = [judged("Thôn 1", culture_house_wifi=False), judged("Thôn 2"), judged("Thôn 3")]
    many = Report(after, before=before)
    assert [one.after.place.name for one in many.progress] == ["Thôn 1", "Thôn 2"]
    for text in (html(many), md(many)):
        assert "▼ không còn đạt" in text
        assert "Đạt thêm 0; không còn đạt 1" in text
    assert "▼ không còn đạt" in texts(book(many)["Tiến độ"])
    one = Report(after[:1], before=before)
    assert "Tiến độ" in html(one)
    assert "▼ không còn đạt" in md(one)
    assert any("Lần trước (30/6/2025)" in text for text in texts(book(one)["Tiến độ"]))
    same = Report(after[1:2], before=before)
    assert "Không có thay đổi." in texts(book(same)["Tiến độ"])
    assert "▼" not in html(same) + md(same)


def test_what_was_derived_is_told(rules: CriteriaSet) -> None:
    """A bound that rests on a link, or on places below, names it in the notes and among the sources."""
    mard = sv.load("mard/pilot-selection")
    facts: dict[str, Any] = {
        "households_fibre_connected": "80%",
        "households_smartphone": "90%",
        "staff_computer_and_internet": sv.Share(20, 21),
    }
    report = Report([mard.assess(sv.Place("Xã A", level="commune", facts=facts))])
    for text in (html(report), md(report).replace("\\", "")):
        assert "Suy ra từ" in text
        assert "Liên kết" in text
        assert "≥" not in text
    everyone = [rules.assess(sv.Place("Thôn", level="village"), date(2025, 1, 1))]
    assert "Suy ra từ" not in html(Report(everyone))


def test_a_level_that_no_longer_exists_is_said() -> None:
    """A district judged after its end has no figures, and the form says why."""
    rules = sv.load("vn/district-linkage")
    a = rules.assess(sv.Place("Huyện X", level="district"), date(2025, 7, 2))
    text = html(Report([a]))
    assert "Không còn cấp huyện từ ngày 01/7/2025" in text


def test_children_of_an_element_keep_their_order() -> None:
    """Text before, between and after elements stays where it stands."""
    element = tag("p", "a", None, tag("b", "c"), "d", ["e", tag("i")], "f", "g", class_="x")
    assert written(element) == '<p class="x">a<b>c</b>de<i></i>fg</p>'
