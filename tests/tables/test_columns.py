"""What headers mean."""

import pytest

from smartvillage import vocabulary
from smartvillage.indicators import Indicator, Measure
from smartvillage.tables.columns import Column, Names, key, recorder, stem

NAMES = Names(vocabulary())


def column(*parts: str) -> Column:
    """Return what a header of these parts means."""
    found = NAMES.column(0, parts)
    assert found is not None, parts
    return found


@pytest.mark.parametrize("indicator", list(vocabulary()), ids=lambda i: i.id)
def test_every_declared_name_is_found(indicator: Indicator) -> None:
    """An alias that means another column, or a place, would be a trap in the vocabulary."""
    for name in (indicator.id, indicator.label.vi, indicator.label.en, *indicator.aliases):
        for written in (name, name.upper(), f"  {name} ", f"1. {name}", f"{name} (năm 2025)"):
            assert column(written).indicator is indicator, written


@pytest.mark.parametrize(
    ("parts", "unit"),
    [
        (("Hộ có cáp quang",), None),
        (("Tỷ lệ hộ có cáp quang",), "percent"),
        (("Tỉ lệ hộ có cáp quang (%)",), "percent"),
        (("Hộ có cáp quang (%)",), "percent"),
        (("Tỷ lệ % hộ có cáp quang",), "percent"),
        (("Share of households with fibre",), "percent"),
        (("Số hộ có cáp quang",), "count"),
        (("Tổng số hộ có cáp quang",), "count"),
        (("Số hộ dân có cáp quang",), "count"),
        (("Hộ có cáp quang (hộ)",), "count"),
        (("Hộ có cáp quang (số hộ)",), "count"),
        (("Hộ có cáp quang", "Số hộ"), "count"),
        (("Hộ có cáp quang", "Số lượng"), "count"),
        (("Hộ có cáp quang", "Tỷ lệ (%)"), "percent"),
        (("Hộ có cáp quang", "%"), "percent"),
        (("Hạ tầng số", "Hộ có cáp quang", "Tỷ lệ"), "percent"),
        (("Tỷ lệ hộ (%)", "có cáp quang"), "percent"),
        (("Hạ tầng số (%)", "Hộ có cáp quang"), "percent"),
        (("có cáp quang", "Số hộ"), "count"),
        (("Tỷ lệ hộ có cáp quang", "Số hộ"), "count"),
    ],
)
def test_the_header_says_count_or_percentage(parts: tuple[str, ...], unit: str | None) -> None:
    """A bare number means nothing without its header; the most exact word of the header decides."""
    found = column(*parts)
    assert found.indicator is not None
    assert (found.indicator.id, found.unit) == ("households_fibre_connected", unit)


@pytest.mark.parametrize(
    ("parts", "indicator"),
    [
        (("Thông tin chung", "Số hộ"), "households"),
        (("Tổng số", "Hộ"), "households"),
        (("Dân số", "Số nhân khẩu"), "residents"),
        (("Hộ có cáp quang", "Tổng số hộ"), "households"),
        (("Hộ gia đình", "Tổng số hộ"), "households"),
        (("Hộ gia đình", "Tổng số"), "households"),
        (("Cán bộ, công chức có máy tính", "Tổng số cán bộ, công chức"), "commune_staff"),
    ],
)
def test_totals_below_a_heading(parts: tuple[str, ...], indicator: str) -> None:
    """The total stands beside its part, or below a heading that only says "general"."""
    found = column(*parts)
    assert found.indicator is not None
    assert (found.indicator.id, found.unit) == (indicator, None)


@pytest.mark.parametrize(
    ("parts", "by"),
    [
        (("Tỷ lệ hộ có cáp quang (%)", "Tự đánh giá"), "self_assessed"),
        (("Thẩm định", "Tỷ lệ hộ có cáp quang (%)"), "appraised"),
        (("Kết quả xã tự chấm năm 2025", "Tỷ lệ hộ có cáp quang"), "self_assessed"),
        (("Tỷ lệ hộ có cáp quang - thẩm định",), "appraised"),
        (("Tỷ lệ hộ có cáp quang (tự đánh giá)",), "self_assessed"),
        (("Hộ có cáp quang", "Huyện thẩm định", "Tỷ lệ (%)"), "appraised"),
        (("Tỷ lệ hộ có cáp quang",), None),
    ],
)
def test_the_header_says_who_recorded_it(parts: tuple[str, ...], by: str | None) -> None:
    """Forms put self-assessment beside appraisal, and the appraisal comes first in a verdict."""
    found = column(*parts)
    assert found.indicator is not None
    assert (found.indicator.id, found.by) == ("households_fibre_connected", by)


@pytest.mark.parametrize(
    ("parts", "month"),
    [
        (("Tin, bài mỗi tháng", "T1/2025"), "2025-01"),
        (("Tin, bài mỗi tháng", "Tháng 12/2025"), "2025-12"),
        (("Tin, bài mỗi tháng", "01/2025"), "2025-01"),
        (("Tin, bài mỗi tháng", "2025-01"), "2025-01"),
        (("Tin, bài mỗi tháng năm 2025", "Tháng 1"), "2025-01"),
        (("Kết quả", "Tin, bài mỗi tháng năm 2025", "T3"), "2025-03"),
        (("Tin, bài mỗi tháng 01/2025",), "2025-01"),
        (("Tin, bài mỗi tháng", "Tháng 1"), ""),
        (("Tin, bài mỗi tháng",), None),
    ],
)
def test_the_header_says_the_month(parts: tuple[str, ...], month: str | None) -> None:
    """A month without its year could be any year's, and is noted instead of guessed."""
    found = column(*parts)
    assert found.indicator is not None
    assert (found.indicator.measure, found.month) == (Measure.MONTHLY, month)


@pytest.mark.parametrize(
    ("header", "role"),
    [
        *((h, "name") for h in ("Thôn", "Ấp", "Bản", "Xóm", "Tổ dân phố", "Tên thôn", "Thôn/bản", "Thôn, tổ dân phố")),
        *((h, "name") for h in ("Địa bàn", "Tên", "Đơn vị", "Name", "Village", "Tho\u0302n")),
        *((h, "commune") for h in ("Xã", "Tên xã", "Xã, phường, thị trấn", "Commune", "Thuộc xã")),
        *((h, "district") for h in ("Huyện", "Huyện, thị xã, thành phố", "Quận", "District")),
        *((h, "province") for h in ("Tỉnh", "Tỉnh, thành phố", "Province")),
        *((h, "level") for h in ("Cấp", "Level")),
        *((h, "code") for h in ("Mã", "Mã thôn", "Code", "Mã đơn vị")),
        ("Mã xã", "commune_code"),
        *((h, "as_of") for h in ("Ngày số liệu", "Số liệu đến ngày", "As of", "Năm", "Thời điểm")),
        *((h, "source") for h in ("Nguồn", "Nguồn số liệu", "Source", "Nguồn / minh chứng")),
        *((h, "by") for h in ("Người đánh giá", "Cơ quan đánh giá", "Người/cơ quan đánh giá", "By")),
        *((h, "note") for h in ("Ghi chú", "Note")),
        *((h, "ignored") for h in ("TT", "STT", "Số TT", "No.")),
    ],
)  # fmt: skip
def test_what_names_a_place_is_known(header: str, role: str) -> None:
    """Offices have many words for one column."""
    assert column(header).role == role


def test_a_heading_may_stand_above_the_names() -> None:
    """One common header has "Địa bàn" over "Xã" and "Thôn"."""
    assert column("Địa bàn", "Thôn").role == "name"
    assert column("Địa bàn", "Xã").role == "commune"
    assert column("Địa bàn").is_generic
    assert not column("Thôn").is_generic


@pytest.mark.parametrize(
    "parts",
    [
        ("Cáp quang",),
        ("Kết quả",),
        ("Tháng 1/2025",),
        ("Nhóm", "Kết quả"),
        ("Tự đánh giá",),
        ("Hộ dùng truyền hình", "Số hộ"),
        ("Truyền hình", "Số hộ"),
        ("Hộ nghèo", "Hộ có Internet cáp quang"),
        ("Nhân khẩu", "Nam"),
    ],
)
def test_what_nobody_knows_is_unknown(parts: tuple[str, ...]) -> None:
    """A topic is no indicator, and a figure under an unknown heading is not that of all households."""
    assert NAMES.column(0, parts) is None


def test_the_nearest_name_is_offered() -> None:
    """A slip of the pen should cost a second, not a search in a manual."""
    assert NAMES.nearest("Tỷ lệ hộ có cáp quag (%)") == "Tỷ lệ hộ có cáp quang"
    assert NAMES.nearest("Zzz") == ""


def test_declared_units_come_first() -> None:
    """The caller has seen the column; the header only hints."""
    names = Names(vocabulary(), {"Tỷ lệ hộ có cáp quang (%)": "fraction", "households_smartphone": "count"})
    fibre = names.column(0, ("Tỉ lệ hộ có cáp quang",))
    phones = names.column(1, ("Hộ có điện thoại thông minh",))
    assert fibre is not None
    assert phones is not None
    assert (fibre.unit, fibre.is_declared, phones.unit) == ("fraction", True, "count")
    assert names.unused_units([fibre]) == ["households smartphone"]
    assert names.unused_units([fibre, phones]) == []


def test_keys_fold_what_people_vary() -> None:
    """Case, marks, brackets, numbering, hyphens and "tỉ lệ" are habits, not differences."""
    assert key("2.1. TỈ LỆ  Hộ gia đình có Wi-Fi (%)") == "ty le ho co wifi"
    assert key("a) Hộ_có\ncáp quang") == "ho co cap quang"
    assert key("Hộ dân tộc thiểu số") == "ho dan toc thieu so"
    assert stem("tong so ho co wifi") == ("count", "ho co wifi")
    assert stem("ho co wifi %") == ("percent", "ho co wifi")
    assert recorder("Đoàn thẩm định huyện") == "appraised"
    assert recorder("Ban phát triển thôn") is None
