"""Blank forms: what a set needs can be filled in with Excel and is read without one issue."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

import smartvillage as sv
from smartvillage import tables
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet, Source
from smartvillage.errors import MissingExtra
from smartvillage.indicators import Indicator, Lang, Level, Measure, Text, Unit, Vocabulary
from smartvillage.outcomes import Outcome
from smartvillage.report import form_bytes, months_until, write_form
from smartvillage.report.forms import FormColumn, columns_of, letter, needs_of
from smartvillage.rules import AtLeast, Holds, NoLaterThan, OneOf

LANGS: tuple[Lang, Lang] = ("vi", "en")
TOP = 4  # the row of the headers
MONTHS = months_until(date(2025, 3, 31))


def opened(data: bytes) -> openpyxl.Workbook:
    """Return a form as openpyxl sees it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def answer(column: FormColumn, rules: CriteriaSet, level: Level, row: int, lang: Lang) -> Any:
    """Return what somebody writes into a cell of a column, in a place that meets everything."""
    own = {
        "number": row,
        "place": f"Đất {row}",
        "village": f"Thôn {row}",
        "commune": None if level is Level.COMMUNE else "Xã A",
        "district": "Huyện A",
        "province": rules.scope or "Nghệ An",
        "level": {"vi": {"village": "thôn", "commune": "xã", "district": "huyện"}[level.value], "en": level.value}[lang]
        if level is not Level.PROVINCE
        else "tỉnh",
        "code": f"{17000 + row}",
        "as_of": date(2025, 3, 31),
        "by": column.words[-1] if column.words else None,
        "source": "BB 12",
        "note": None,
    }
    if column.indicator is None:
        if column.key == level.value and column.key in ("commune", "district", "province"):
            return f"Nơi {row}" if level is not Level.PROVINCE else own["province"]
        return own.get(column.key)
    if column.words:
        return column.words[0]
    return {Measure.DATE: date(2022, 6, 1), Measure.MONTHLY: 3}.get(column.indicator.measure, 120)


def fill(sheet: Worksheet, columns: list[FormColumn], rules: CriteriaSet, lang: Lang) -> None:
    """Fill one row for each level of a form."""
    for row, level in enumerate(rules.levels, 1):
        for index, column in enumerate(columns, 1):
            sheet.cell(TOP + row, index).value = answer(column, rules, level, row, lang)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("rules", sv.catalogue(), ids=lambda rules: rules.id)
def test_a_filled_form_is_read_without_one_issue(rules: CriteriaSet, lang: Lang, tmp_path: Path) -> None:
    """Whoever fills in the form gets a verdict and no complaint, whatever the set and the language."""
    columns = columns_of(rules, months=MONTHS, lang=lang)
    book = opened(form_bytes(rules, months=MONTHS, rows=5, lang=lang))
    fill(book.worksheets[0], columns, rules, lang)
    book.save(tmp_path / "form.xlsx")
    register = tables.read(tmp_path / "form.xlsx", vocabulary=rules.vocabulary)
    assert register.issues == ()
    judged = [place for place in register if place.level in rules.levels]
    assert [place.level for place in judged] == list(rules.levels)
    for place in judged:
        recorded = {i for one in (place, *place.above) for i in one.facts}
        assert recorded == set(needs_of(rules))
        a = rules.assess(place)
        assert a.issues == ()
        assert {m.indicator for m in a.missing()} == set()


def test_a_blank_form_holds_no_place() -> None:
    """Its numbered rows are no places of their own: the reader says that nothing is filled in yet."""
    rules = sv.load("nghe-an/smart-village")
    with pytest.raises(tables.UnreadableTable, match="no row of data below it yet"):
        tables.read(io.BytesIO(form_bytes(rules)), vocabulary=rules.vocabulary)


def test_cells_offer_answers_and_warn_of_what_cannot_be() -> None:
    """Yes or no is chosen from a list; a count above its total is doubted, but "trên 90%" may stand."""
    rules = sv.load("nghe-an/smart-village")
    columns = columns_of(rules)
    sheet = opened(form_bytes(rules, rows=3)).worksheets[0]
    checks = {str(check.sqref).split(":")[0]: check for check in sheet.data_validations.dataValidation}
    cells = {column.header: f"{letter(index)}5" for index, column in enumerate(columns)}
    yes_no = checks[cells["Nhà văn hóa thôn có Wifi [Có/Không]"]]
    assert (yes_no.type, yes_no.formula1) == ("list", '"Có,Không"')
    judged = checks[cells["Thôn thực hiện giao tiếp thông minh [Đạt/Chưa đạt]"]]
    assert judged.formula1 == '"Đạt,Chưa đạt"'
    total, fibre = cells["Tổng số hộ [hộ]"], cells["Hộ có kết nối Internet cáp quang (số lượng) [hộ]"]
    share = checks[fibre]
    assert (share.type, share.errorStyle) == ("custom", "warning")
    assert f"{fibre}<=${total}" in share.formula1
    assert "<=" not in checks[total].formula1
    assert checks[cells["Số liệu đến ngày"]].type == "date"
    assert checks[cells["Người đánh giá"]].formula1 == '"Tự đánh giá,Thẩm định"'
    assert cells["Ghi chú"] not in checks


def test_headers_carry_clause_and_unit_and_stay_in_sight() -> None:
    """Whoever fills in a column sees what it is for without opening the document."""
    rules = sv.load("nghe-an/smart-village")
    sheet = opened(form_bytes(rules, rows=3)).worksheets[0]
    found = {cell.value: cell.comment.text for cell in sheet[TOP] if cell.comment}
    fibre = found["Hộ có kết nối Internet cáp quang (số lượng) [hộ]"]
    assert "Yêu cầu: Tối thiểu 80%" in fibre
    assert "Căn cứ: Về dịch vụ xã hội, ý thứ ba" in fibre
    assert sheet.freeze_panes == "D5"
    explained = [
        str(cell.value) for row in opened(form_bytes(rules)).worksheets[1].iter_rows() for cell in row if cell.value
    ]
    assert any("ghi số lượng vào cột" in text for text in explained)
    assert "tính bằng hộ" in explained
    assert "Tiêu chí 7: Hộ có Internet cáp quang" in explained
    assert explained[-1] == "Kết quả đối chiếu theo văn bản, không thay thế quyết định công nhận."


def test_figures_of_the_place_above_are_asked_with_its_name() -> None:
    """Staff is the commune's: the form of a village says so, and asks which commune it is."""
    rules = sv.load("mard/pilot-selection")
    headers = [column.header for column in columns_of(rules)]
    assert headers[:5] == ["TT", "Địa bàn", "Cấp", "Xã", "Tỉnh"]
    texts = [cell.value for row in opened(form_bytes(rules)).worksheets[1].iter_rows() for cell in row]
    assert not any(str(text).startswith("Số liệu của cấp xã") for text in texts)
    villages = a_set(Holds("culture_house_wifi"), AtLeast("staff_official_email", "100%"))
    texts = [cell.value for row in opened(form_bytes(villages)).worksheets[1].iter_rows() for cell in row]
    assert any(str(text).startswith("Số liệu của cấp xã, ghi như nhau ở các dòng cùng xã.") for text in texts)


def test_months_are_asked_one_by_one_or_all_together() -> None:
    """Twelve months end with that of the day; without a day there is one column, and nobody reads the clock."""
    assert months_until(date(2025, 3, 31)) == (
        "2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-09",
        "2024-10", "2024-11", "2024-12", "2025-01", "2025-02", "2025-03",
    )  # fmt: skip
    rules = sv.load("nghe-an/smart-village")
    assert "Tháng 03/2025: Tin, bài quảng bá mỗi tháng [tin, bài]" in [
        c.header for c in columns_of(rules, months=MONTHS)
    ]
    assert "Tin, bài quảng bá mỗi tháng [tin, bài]" in [column.header for column in columns_of(rules)]


OWN = Vocabulary(
    {
        one.id: one
        for one in (
            Indicator("many", (Level.VILLAGE,), Measure.COUNT, Text("Số nhiều", "Many")),
            Indicator("done_on", (Level.VILLAGE,), Measure.DATE, Text("Ngày xong", "Done on")),
            Indicator(
                "field",
                (Level.VILLAGE,),
                Measure.CATEGORY,
                Text("Lĩnh vực", "Field"),
                values={"a": Text("Chiếu sáng, an ninh", "Lighting, security"), "b": Text("Khác", "Other")},
            ),
            Indicator(
                "long",
                (Level.VILLAGE,),
                Measure.CATEGORY,
                Text("Loại", "Kind"),
                values={f"v{n}": Text(f"Giá trị dài {n}" * 3, f"Long value {n}" * 3) for n in range(12)},
            ),
            Indicator(
                "trees", (Level.VILLAGE,), Measure.COUNT, Text("Cây", "Trees"), unit=Unit("cây", "tree", "trees")
            ),
        )
    }
)


def a_set(*rules: Any, **more: Any) -> CriteriaSet:
    """Return a set of some rules, one criterion each."""
    criteria = tuple(
        Criterion(f"c{n}", Text(f"Tiêu chí {n}", f"Criterion {n}"), Text("Mục 1", "Part 1"), rule)
        for n, rule in enumerate(rules, 1)
    )
    source = Source(Text("UBND tỉnh X", "X"))
    given: dict[str, Any] = {"levels": ("village",), "vocabulary": sv.vocabulary(), "source": source, **more}
    return CriteriaSet(id="x/y-2024", title=Text("=Bộ X", "=Set X"), criteria=criteria, **given)


@pytest.mark.parametrize("lang", LANGS)
def test_long_lists_dates_and_plain_counts_are_read_too(lang: Lang, tmp_path: Path) -> None:
    """A list that Excel cannot keep in the cell stands on a hidden sheet, which nobody reads as figures."""
    other = a_set(AtLeast("trees", 5), vocabulary=OWN)
    rules = a_set(
        AtLeast("many", 5),
        NoLaterThan("done_on", date(2022, 12, 31)),
        OneOf("field", "a"),
        OneOf("long", "v0"),
        MeetsSet(other),
        vocabulary=OWN,
    )
    columns = columns_of(rules, lang=lang)
    book = opened(form_bytes(rules, lang=lang))
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "visible", "hidden"]
    lists = [c.formula1 for c in book.worksheets[0].data_validations.dataValidation if c.type == "list"]
    name = book.worksheets[2].title
    assert f"'{name}'!$A$1:$A$2" in lists
    assert f"'{name}'!$B$1:$B$12" in lists
    fill(book.worksheets[0], columns, rules, lang)
    book.save(tmp_path / "form.xlsx")
    register = tables.read(tmp_path / "form.xlsx", vocabulary=rules.vocabulary)
    assert register.issues == ()
    assert rules.assess(register[0]).outcome is Outcome.PASS


def test_nothing_that_a_set_says_becomes_a_formula() -> None:
    """A set is a file that anybody may have written."""
    book = opened(form_bytes(a_set(Holds("culture_house_wifi"))))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    assert book.properties.created.year == 2000


def test_a_form_is_saved_where_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From Python one call writes the form; without XlsxWriter it says what to install."""
    rules = sv.load("nghe-an/smart-village")
    write_form(rules, tmp_path / "form.xlsx", months=MONTHS, rows=2, lang="en")
    assert (tmp_path / "form.xlsx").read_bytes() == form_bytes(rules, months=MONTHS, rows=2, lang="en")
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(MissingExtra):
        form_bytes(rules)


def test_columns_beyond_z_have_two_letters() -> None:
    """A form of a province has more than 26 columns."""
    assert [letter(column) for column in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
