"""Exact numbers: decimals, shares, percentages and bounds."""

import math
import re
from collections.abc import Callable
from datetime import date
from decimal import ROUND_UP, Decimal, localcontext
from typing import Any

import pytest

from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.facts import PERCENT, Bounds, Share, above, at_least, at_most, below, between, percent
from smartvillage.facts.numbers import after, decimal_of, exactly, number, on_day


@pytest.mark.parametrize(
    ("value", "expected", "signed"),
    [
        ("79,5%", "79.5", True),
        (" 79.5 % ", "79.5", True),
        ("+5", "5", False),
        (79.5, "79.5", False),
        (0.1, "0.1", False),
        (Decimal("33.3333333333"), "33.333333333", False),
        (7, "7", False),
    ],
)
def test_a_number_is_a_decimal_with_nine_places(value: Any, expected: str, *, signed: bool) -> None:
    """A float means its shortest decimal, so that every engine sees the same number."""
    assert decimal_of(value) == (Decimal(expected), signed)


@pytest.mark.parametrize(
    "value", ["", "80 phần trăm", "1.234,5", "٣", "NaN", "1e5", float("nan"), float("inf"), 10**40]
)
def test_what_is_no_figure_is_refused(value: Any) -> None:
    """A figure that cannot be is an error where it is made, never a verdict; the error repeats what was written."""
    with pytest.raises(InvalidValue, match=rf"^{re.escape(repr(value))} is no (number|figure)"):
        decimal_of(value)


@pytest.mark.parametrize("value", [True, None, [1], b"5"])
def test_what_is_no_number_at_all_is_a_type_error(value: Any) -> None:
    """A bool is no number: True must not be 1 %."""
    with pytest.raises(InvalidType, match=rf"^{re.escape(repr(value))} is no number"):
        decimal_of(value)


def test_a_huge_number_keeps_its_whole_part() -> None:
    """More digits than the decimals have room for are no error, up to 31 before the mark."""
    assert decimal_of(10**25) == (Decimal(10**25), False)
    assert decimal_of(10**31 - 1) == (Decimal(10**31 - 1), False)
    with pytest.raises(InvalidValue, match="leave a missing figure out"):
        decimal_of(10**31)


def test_a_float_is_the_decimal_that_it_prints() -> None:
    """0.1 is one tenth, not the binary number nearest to it, so that thresholds and figures are read alike."""
    assert exactly(0.1) == (Decimal("0.1"), False)


def test_figures_do_not_hang_on_the_decimals_of_others() -> None:
    """A program that rounds its own sums otherwise changes no figure of ours."""
    with localcontext(rounding=ROUND_UP):
        assert decimal_of("0.0000000005") == (Decimal(0), False)
        assert decimal_of("0.0000000015") == (Decimal("0.000000002"), False)


class TestShare:
    """Counts first: a share is so many of so many."""

    def test_it_compares_in_counts(self) -> None:
        """399 of 499 prints as 80,0 % and is less."""
        assert Share(399, 499).bounds == Bounds(399, 399, 499, kind="share", total=499)
        assert Share(4, 5) != Share(8, 10)

    @pytest.mark.parametrize(("count", "total"), [(510, 499), (-1, 5), (0, -1)])
    def test_it_refuses_what_cannot_be(self, count: int, total: int) -> None:
        """More than all, or fewer than none, is a slip of the pen."""
        with pytest.raises(InvalidValue, match=rf"Share\({count}, {total}\)"):
            Share(count, total)

    @pytest.mark.parametrize(("count", "total"), [(10**31, None), (5, 10**31), (10**31, 10**31)])
    def test_it_refuses_what_nobody_counts(self, count: int, total: int | None) -> None:
        """A number of 32 digits is a slip of the keyboard, and would be slow to reckon with."""
        with pytest.raises(InvalidValue, match=rf"^Share\({count}, {total}\): nobody counts so far$"):
            Share(count, total)
        assert Share(10**31 - 1, 10**31 - 1).bounds is not None

    @pytest.mark.parametrize(("count", "total"), [(True, 5), (3.0, 5), (3, "5"), (None, 5)])
    def test_it_refuses_what_is_no_int(self, count: Any, total: Any) -> None:
        """3.0 households may be a rounded figure."""
        wrong = total if type(count) is int else count
        said = rf"^Share\({count!r}, {total!r}\): counts are ints, not {type(wrong).__name__}$"
        with pytest.raises(InvalidType, match=said):
            Share(count, total)

    def test_it_may_wait_for_its_total(self) -> None:
        """A count alone says something once the total is recorded elsewhere; of nothing it says nothing."""
        assert Share(5).bounds is None
        assert Share(5).of(10) == Share(5, 10).bounds
        assert Share(5).of(4) is None
        assert Share(0, 0).bounds is None


class TestBounds:
    """Wording is bounds: "hơn 90%" is more than 90 % and may be 100 %."""

    def test_words_become_ends(self) -> None:
        """Each word of the documents has its end, closed or open."""
        assert at_least("90%") == Bounds(90 * 10**9, PERCENT, PERCENT, kind="share")
        assert above("90%") == Bounds(90 * 10**9, PERCENT, PERCENT, low_open=True, kind="share")
        assert at_most("5%") == Bounds(0, 5 * 10**9, PERCENT, kind="share")
        assert below(20) == Bounds(0, 20, high_open=True)
        assert at_least(12) == Bounds(12, math.inf)
        assert between("70%", "80%") == Bounds(70 * 10**9, 80 * 10**9, PERCENT, kind="share")
        for bounds in (between(1, "2.5"), between("1.0", "2.5")):
            assert bounds == Bounds(10**9, 2_500_000_000, 10**9)
            assert (type(bounds.low), type(bounds.high)) == (int, int)
        assert between("2.5", 4) == Bounds(2_500_000_000, 4 * 10**9, 10**9)
        assert percent(0.8) == percent("0,8") == number("0.8%")

    @pytest.mark.parametrize(("make", "ends"), [(above, ["100%"]), (below, ["0%"]), (between, [5, 3]), (below, [0])])
    def test_nothing_within_is_refused(self, make: Callable[..., Bounds], ends: list[Any]) -> None:
        """Bounds without a value would be met and not met at once."""
        with pytest.raises(InvalidValue, match="nothing lies within"):
            make(*ends)

    @pytest.mark.parametrize(("make", "end"), [(at_most, "101%"), (percent, 120), (at_least, "-5%")])
    def test_a_share_outside_its_range_is_refused(self, make: Callable[..., Bounds], end: Any) -> None:
        """The message says the range as people write it."""
        with pytest.raises(InvalidValue, match="a share lies between 0 % and 100 %"):
            make(end)

    def test_a_refused_share_is_named_as_it_was_meant(self) -> None:
        """100 % must not be printed as 1 %."""
        with pytest.raises(InvalidValue, match=r"^-5% to 100%: "):
            at_least("-5%")

    def test_a_negative_number_is_refused(self) -> None:
        """No count is negative."""
        with pytest.raises(InvalidValue, match="a count is not negative"):
            at_least(-1)

    def test_one_percent_sign_is_not_enough(self) -> None:
        """70 % to 80 what?"""
        with pytest.raises(InvalidValue, match=r"^between\('70%', 80\): write the percent sign on both ends"):
            between("70%", 80)

    def test_both_sources_leave_their_intersection(self) -> None:
        """Learning more can only narrow what is known, on whatever scale it is written."""
        assert (at_least("70%") & below("80%")) == Bounds(70 * 10**9, 80 * 10**9, PERCENT, False, True, "share")
        both = above("79%") & Bounds(4, 5, 5, kind="share", total=5)
        assert (both.low * 5, both.high * 5, both.low_open) == (both.scale * 4, both.scale * 5, False)
        assert (above("80%") & at_most("80%")).is_empty
        assert not (above("80%") & at_most("80%")).is_exact
        assert (at_least("80%") & at_most("80%")).is_exact
        assert (at_least("81%") & at_most("80%")).is_empty

    def test_ends_on_two_scales_meet_on_a_common_one(self) -> None:
        """Counts out of different totals, and percentages beside counts, are compared without rounding."""
        thirds, quarters = Bounds(1, 2, 3, kind="share"), Bounds(1, 3, 4, high_open=True, kind="share")
        assert (thirds & quarters) == (quarters & thirds) == Bounds(4, 8, 12, kind="share")
        assert (Bounds(1, 3, 3, kind="share") & quarters) == Bounds(4, 9, 12, high_open=True, kind="share")
        many = 12_345_677
        counted = Bounds(0, many, many, kind="share", total=many) & at_most("99,99999999%")
        assert counted.high == 99_999_999_990 * many
        assert all(type(end) is int for end in (counted.low, counted.high, counted.scale))

    def test_a_total_is_kept_where_both_state_it(self) -> None:
        """Whole counts out of a total may not be taken from bounds that know of none."""
        counted, open_ = Bounds(1, 3, 4, kind="share", total=4), Bounds(2, 4, 4, kind="share")
        assert (counted & counted).total == 4
        assert (counted & open_) == (open_ & counted) == Bounds(2, 3, 4, kind="share")

    def test_containing_is_leaving_no_more(self) -> None:
        """Narrower bounds are contained, however they are scaled."""
        assert at_least("70%").contains(at_least("80%"))
        assert not at_least("80%").contains(at_least("70%"))
        assert at_least("80%").contains(above("80%"))
        assert not above("80%").contains(at_least("80%"))
        assert at_least("80%").contains(Bounds(4, 5, 5, kind="share", total=5))

    def test_bounds_become_whole_counts_once(self) -> None:
        """Of 499 households "hơn 90%" is 450 to 499; one published percentage stays what it is."""
        assert above("90%").whole_counts(499) == Bounds(450, 499, 499, kind="share", total=499)
        assert above("90%").whole_counts(500) == Bounds(451, 500, 500, kind="share", total=500)
        assert below("90%").whole_counts(500) == Bounds(0, 449, 500, kind="share", total=500)
        assert at_most("90%").whole_counts(499) == Bounds(0, 449, 499, kind="share", total=499)
        assert percent("78,6").whole_counts(471) == percent("78,6")
        assert at_least("90%").whole_counts(0) == at_least("90%")
        assert above("90%").whole_counts(1) == Bounds(1, 1, 1, kind="share", total=1)
        assert between("49,9%", "50,1%").whole_counts(100) == Bounds(50, 50, 100, kind="share", total=100)
        assert Bounds(1, 2, 5, kind="share", total=5).whole_counts(7).total == 5

    def test_where_no_count_lies_within_bounds_stay(self) -> None:
        """78,1 % to 78,2 % of 5 households is no count: the figures are rounded, not impossible."""
        assert between("78.1%", "78.2%").whole_counts(5) == between("78.1%", "78.2%")

    def test_days_are_ordinals(self) -> None:
        """A deadline is compared by day; "not done by" leaves every later day."""
        day = date(2022, 12, 31)
        assert on_day(day).low == on_day(day).high == day.toordinal()
        assert after(day) == Bounds(day.toordinal() + 1, math.inf, kind="date")
        assert not (after(day) & on_day(date(2023, 1, 1))).is_empty
        assert (after(day) & on_day(day)).is_empty
