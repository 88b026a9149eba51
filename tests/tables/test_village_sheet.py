"""The example sheet: as a commune office fills it in, with every outcome that a sheet can bring about."""

import importlib.util
import zipfile
from pathlib import Path

import pytest

import smartvillage as sv
from smartvillage.tables import Register, read

SHEET = Path(__file__).parents[2] / "docs" / "examples" / "village-sheet.xlsx"
MAKER = Path(__file__).with_name("make_village_sheet.py")


@pytest.fixture(scope="module")
def found() -> Register:
    """Return what is read from the sheet."""
    return read(SHEET)


def test_the_sheet_is_the_one_that_the_script_makes(tmp_path: Path) -> None:
    """An example that nobody can make again cannot be changed."""
    spec = importlib.util.spec_from_file_location("make_village_sheet", MAKER)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    made = tmp_path / "sheet.xlsx"
    maker.make(made)
    with zipfile.ZipFile(made) as new, zipfile.ZipFile(SHEET) as kept:
        assert new.read("xl/worksheets/sheet1.xml") == kept.read("xl/worksheets/sheet1.xml")
        assert new.read("xl/sharedStrings.xml") == kept.read("xl/sharedStrings.xml")


def test_twelve_villages_of_two_communes(found: Register) -> None:
    """Title, numbering, total and signature are no villages, and the merged commune is each village's."""
    communes = [place.parent.name if place.parent else None for place in found]
    assert communes == ["Xã Minh Họa A"] * 6 + ["Xã Minh Họa B"] * 6
    assert {place.level.value for place in found} == {"village"}


def test_every_outcome_and_reason_is_shown(found: Register) -> None:
    """The example teaches the difference between no, not known and not applicable."""
    rules = sv.load("nghe-an/smart-village")
    assessed = [rules.assess(place) for place in found]
    assert [(a.outcome.value, a.reason.value if a.reason else None) for a in assessed] == [
        ("pass", None),
        ("fail", None),
        ("unknown", "open_share"),
        ("unknown", "judgement"),
        ("unknown", "bounds"),
        ("unknown", "not_recorded"),
        ("unknown", "contradiction"),
        ("unknown", "no_denominator"),
        ("unknown", "applicability"),
        ("pass", None),
        ("fail", None),
        ("fail", None),
    ]
    assert {finding.outcome for a in assessed for finding in a} == set(sv.Outcome)
    assert assessed[9]["ecommerce"].outcome is sv.Outcome.NOT_APPLICABLE
    assert assessed[1]["fibre"].gap is not None
    assert assessed[1]["fibre"].gap.low == 7


def test_slips_of_the_hand_are_named(found: Register) -> None:
    """Each issue names its cell; the figures beside it are used."""
    assert [(i.code, i.place, i.value, i.where and i.where.row) for i in found.issues] == [
        ("approximate", "Thôn 6", "khoảng 90%", 12),
        ("percentage_contradicts_counts", "Thôn 1", "75%", 13),
        ("count_above_total", "Làng Đông", "510", 18),
        ("impossible_percentage", "Làng Đông", "120%", 18),
        ("percent_or_fraction", "Làng Đông", "0.9", 18),
        ("decimal_point", "Làng Đông", "79.9", 18),
    ]
    assert found.issues[1].where is not None
    assert found.issues[1].where.sheet == "Biểu thôn"
    assert found.issues[1].where.column == "Hộ có Internet cáp quang / Tỷ lệ (%)"
