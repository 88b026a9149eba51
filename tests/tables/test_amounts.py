"""Numbers as people write them."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from smartvillage.tables.amounts import Amount, Doubt, amount_of, is_missing, number_of
from smartvillage.tables.grids import Broken, Percent


def exactly(value: str, **more: Any) -> Amount:
    """Return the amount of one number."""
    return Amount(Decimal(value), Decimal(value), **more)


@pytest.mark.parametrize(
    ("text", "value", "has_point"),
    [
        ("120", "120", False),
        ("007", "7", False),
        ("1.234", "1234", False),
        ("1.234.567", "1234567", False),
        ("1.234,5", "1234.5", False),
        ("1 234", "1234", False),
        ("1 234 567,5", "1234567.5", False),
        ("1,5", "1.5", False),
        ("1,234", "1.234", False),
        ("1,234,567", "1234567", False),
        ("1,234.5", "1234.5", False),
        ("79.5", "79.5", True),
        ("0.795", "0.795", True),
        ("12.3456", "12.3456", True),
    ],
    ids=repr,
)
def test_numbers_follow_vietnamese_writing(text: str, value: str, has_point: bool) -> None:  # noqa: FBT001 - a case
    """A point parts thousands and a comma decimals; reading 1.234 as one would lose a thousand households."""
    assert number_of(text) == (Decimal(value), has_point)


@pytest.mark.parametrize("text", ["1.23.4", "1,2,3", "1.2345.678", "12 34", "", "abc", "1..2"], ids=repr)
def test_what_fits_no_writing_is_no_number(text: str) -> None:
    """Half-understood digits would be guesses."""
    assert number_of(text) is None


def test_in_a_percentage_three_decimals_are_decimals() -> None:
    """85.714 % has one possible reading, for 85 714 % cannot be."""
    assert number_of("85.714", in_percent=True) == (Decimal("85.714"), True)
    assert amount_of("85.714%") == exactly("85.714", is_percent=True, has_point=True)
    both = amount_of("85.714 (6/7)", in_percent=True)
    assert both == exactly("85.714", has_point=True, beside=exactly("6", total=Decimal(7)))


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("900 hộ", exactly("900", unit="ho")),
        ("1.234 số hộ", exactly("1234", unit="ho")),
        ("5 tin, bài", exactly("5", unit="tin bai")),
        ("5 tin/tháng", exactly("5", unit="tin/thang")),
        ("79,5%", exactly("79.5", is_percent=True)),
        ("79,5 %", exactly("79.5", is_percent=True)),
        ("đạt 79,5%", exactly("79.5", is_percent=True)),
        ("80 phần trăm", exactly("80", is_percent=True)),
        ("90% số hộ", exactly("90", is_percent=True, unit="ho")),
        ("370/471", exactly("370", total=Decimal(471))),
        ("370 / 471 hộ", exactly("370", total=Decimal(471), unit="ho")),
        ("370 hộ/471 hộ", exactly("370", total=Decimal(471), unit="ho")),
        ("370 trên tổng số 471 hộ", exactly("370", total=Decimal(471), unit="ho")),
        ("2.169/2.180", exactly("2169", total=Decimal(2180))),
        ("tất cả", exactly("100", is_percent=True)),
        ("Toàn bộ các hộ", exactly("100", is_percent=True, unit="ho")),
        ("trên 90%", Amount(Decimal(90), None, low_open=True, is_percent=True)),
        ("hơn 3.200", Amount(Decimal(3200), None, low_open=True)),
        ("> 90 %", Amount(Decimal(90), None, low_open=True, is_percent=True)),
        ("ít nhất 12", Amount(Decimal(12), None)),
        ("tối thiểu 50%", Amount(Decimal(50), None, is_percent=True)),
        ("từ 90% trở lên", Amount(Decimal(90), None, is_percent=True)),
        ("từ 12 hộ trở lên", Amount(Decimal(12), None, unit="ho")),
        ("≥ 80%", Amount(Decimal(80), None, is_percent=True)),
        ("không dưới 80%", Amount(Decimal(80), None, is_percent=True)),
        ("dưới 5%", Amount(None, Decimal(5), high_open=True, is_percent=True)),
        ("gần 2.000", Amount(None, Decimal(2000), high_open=True)),
        ("<20", Amount(None, Decimal(20), high_open=True)),
        ("tối đa 80%", Amount(None, Decimal(80), is_percent=True)),
        ("không quá 3 hộ", Amount(None, Decimal(3), unit="ho")),
        ("20 trở xuống", Amount(None, Decimal(20))),
        ("từ 70% đến 80%", Amount(Decimal(70), Decimal(80), is_percent=True)),
        ("70-80%", Amount(Decimal(70), Decimal(80), is_percent=True)),
        ("70 – 80", Amount(Decimal(70), Decimal(80))),
        ("70.5 - 80%", Amount(Decimal("70.5"), Decimal(80), is_percent=True, has_point=True)),
        ("= 70 - 80", Amount(Decimal(70), Decimal(80))),
        ("đúng 80%", exactly("80", is_percent=True)),
        ("370/471 (78,6%)", exactly("370", total=Decimal(471), beside=exactly("78.6", is_percent=True))),
        ("78,6% (370/471)", exactly("78.6", is_percent=True, beside=exactly("370", total=Decimal(471)))),
        ("tre\u0302n 90%", Amount(Decimal(90), None, low_open=True, is_percent=True)),
    ],
    ids=repr,
)
def test_wording_is_bounds(text: str, amount: Amount) -> None:
    """Reports speak in words; each has one exact meaning, written composed or decomposed."""
    assert amount_of(text) == amount


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("khoảng 600", "approximate"),
        ("~600", "approximate"),
        ("khoảng trên 60%", "approximate"),
        ("xấp xỉ 80%", "approximate"),
        ("khoảng 70 - 80%", "approximate"),
        ("khoảng 370/471 hộ", "approximate"),
        ("khoảng nửa số hộ", "not_understood"),
        ("nhiều", "not_understood"),
        ("không", "not_understood"),
        ("từ 90%", "not_understood"),
        ("70% - 80", "not_understood"),
        ("trên 70 - 80%", "not_understood"),
        ("1.2.3", "not_understood"),
        ("1..2-3", "not_understood"),
        ("370 hộ/471 người", "not_understood"),
        ("1..3/4.5.6", "not_understood"),
        ("1.2.3/471", "not_understood"),
        ("370/4.5.6", "not_understood"),
        ("904 (nhiều xóm chưa báo)", "not_understood"),
        ("nhiều xóm (80%)", "not_understood"),
        ("5/12/2024", "not_understood"),
        ("-5", "negative"),
        ("− 5%", "negative"),
        (-5, "negative"),
        (Percent(Decimal(-5)), "impossible_percentage"),
        ("từ 80% đến 70%", "impossible_range"),
        ("９０%", "foreign_digits"),
        ("½", "foreign_digits"),
        ("#DIV/0!", "excel_error"),
        ("####", "excel_error"),
        ("không áp dụng", "not_applicable_written"),
        (Broken("excel_error", "#REF!"), "excel_error"),
        (Broken("formula_without_value", "=A1"), "formula_without_value"),
        (date(2025, 12, 5), "date_for_number"),
        (time(7, 30), "date_for_number"),
        (True, "not_understood"),
        (float("inf"), "not_understood"),
        (float("nan"), "not_understood"),
        ("9" * 40, "not_understood"),
        (1e40, "not_understood"),
        ("0," + "1" * 40, "not_understood"),
        (b"bytes", "not_understood"),
    ],
    ids=repr,
)
def test_what_is_no_number_says_why(raw: Any, code: str) -> None:
    """A figure that is guessed is worse than one that is missing, and the planner must learn what to correct."""
    assert amount_of(raw) == Doubt(code)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "-",
        "--",
        "—",
        "–",
        "…",
        "...",
        ".",
        "chưa có số liệu",
        "Không có số liệu",
        "n/a",
        "N/A",
        "?",
        "chưa rõ",
    ],
    ids=repr,
)
def test_words_for_nothing_known_are_missing(raw: str | None) -> None:
    """Nothing known is neither zero nor a mistake."""
    assert is_missing(raw)
    assert amount_of(raw) is None


@pytest.mark.parametrize("raw", ["0", 0, False, "không", "x", "5"], ids=repr)
def test_zero_and_no_are_not_missing(raw: Any) -> None:
    """Zero is a figure and no an answer."""
    assert not is_missing(raw)


def test_numbers_of_cells_keep_the_digits_they_show() -> None:
    """A float means its shortest decimal; a percent format is a percent sign."""
    assert amount_of(79.5) == exactly("79.5")
    assert amount_of(370) == exactly("370")
    assert amount_of(Percent(Decimal("79.5"))) == exactly("79.5", is_percent=True)
    assert amount_of(1e30) == exactly("1E+30")


def test_a_cell_of_more_than_300_letters_states_no_number() -> None:
    """Somebody wrote a report into the cell; looking for a number in it would take long and find the wrong one."""
    assert amount_of("12" + 298 * " ") == exactly("12")
    assert amount_of("12" + 299 * " ") == Doubt("not_understood")
