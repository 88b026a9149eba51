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
    """Its numbered rows are no places of their own."""
    rules = sv.load("nghe-an/smart-village")
    assert len(tables.read(io.BytesIO(form_bytes(rules)), vocabulary=rules.vocabulary)) == 0
