"""Records as their indicators measure them, one indicator at a time."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from smartvillage import Fact, Judgement, Monthly, Share, above, at_least, at_most, below, between, percent
from smartvillage.facts.fitting import counts_some, fit, percentage, states
from smartvillage.facts.numbers import FALSE, GRAIN, MET, PERCENT, TRUE, WIDEST, Bounds
from smartvillage.indicators import Indicator, Level, Measure, Text
from smartvillage.outcomes import Reason

NAME = Text("tên", "name")
SHARE, COUNT, YES_NO, JUDGEMENT, DAY = (
    Indicator("x", (Level.VILLAGE,), measure, NAME)
    for measure in (Measure.SHARE, Measure.COUNT, Measure.YES_NO, Measure.JUDGEMENT, Measure.DATE)
)
LEAST, SUM = (Indicator("x", (Level.VILLAGE,), Measure.MONTHLY, NAME, reduce=by) for by in ("least", "sum"))
FIELD = Indicator("x", (Level.VILLAGE,), Measure.CATEGORY, NAME, values={"town": NAME})
SERIES = Monthly({"2025-01": 5, "2025-02": 1})
FIRST, LAST = date(2025, 3, 1).toordinal(), date(2025, 3, 31).toordinal()


def in_percent(low: float, high: float, *, low_open: bool = False, high_open: bool = False) -> Bounds:
    """Return bounds of a share in percent."""
    return Bounds(int(low * GRAIN), int(high * GRAIN), PERCENT, low_open, high_open, "share")


@pytest.mark.parametrize(
    ("indicator", "value", "total", "fitted"),
    [
        (SHARE, "79,5%", None, in_percent(79.5, 79.5)),
        (SHARE, "79,5%", 200, in_percent(79.5, 79.5)),
        (SHARE, above("90%"), None, in_percent(90, 100, low_open=True)),
        (SHARE, above("90%"), 499, Bounds(450, 499, 499, kind="share", total=499)),
        (SHARE, 79.5, None, in_percent(79.5, 79.5)),
        (SHARE, 100, None, in_percent(100, 100)),
        (SHARE, 2, None, in_percent(2, 2)),
        (SHARE, above(90), None, in_percent(90, 100, low_open=True)),
        (SHARE, below("20.5"), None, in_percent(0, 20.5, high_open=True)),
        (SHARE, at_least(90), 10, Bounds(9, 10, 10, kind="share", total=10)),
        (SHARE, Bounds(0, 0), None, in_percent(0, 0)),
        (SHARE, Share(400), 500, Bounds(400, 400, 500, kind="share", total=500)),
        (SHARE, Share(500), 500, Bounds(500, 500, 500, kind="share", total=500)),
        (SHARE, Share(400, 450), 300, Bounds(400, 400, 450, kind="share", total=450)),
        (SHARE, Share(400), None, Reason.NO_DENOMINATOR),
        (SHARE, Share(0, 0), 500, Reason.NO_DENOMINATOR),
        (SHARE, Share(501), 500, "impossible_value"),
        (SHARE, at_least(101), None, "impossible_value"),
        (SHARE, Bounds(50, 101), None, "impossible_value"),
        (SHARE, Bounds(1, 50), None, "ambiguous_percentage"),
        (SHARE, Bounds(0, 1), None, "ambiguous_percentage"),
        (SHARE, date(2025, 3, 1), None, "wrong_measure"),
        (COUNT, 12, None, Bounds(12, 12)),
        (COUNT, above(12), None, Bounds(13, float("inf"))),
        (COUNT, below(12), None, Bounds(0, 11)),
        (COUNT, at_most("12.5"), None, Bounds(0, 12)),
        (COUNT, between("2.5", "3.5"), None, Bounds(3, 3)),
        (COUNT, between("2.2", "2.8"), None, "impossible_value"),
        (COUNT, SERIES, None, "wrong_measure"),
        (COUNT, "12%", None, "wrong_measure"),
        (LEAST, SERIES, None, Bounds(1, 1)),
        (SUM, SERIES, None, Bounds(6, 6)),
        (LEAST, 2, None, Bounds(2, 2)),
        (YES_NO, True, None, TRUE),
        (YES_NO, False, None, FALSE),
        (YES_NO, Judgement(True), None, "wrong_measure"),
        (JUDGEMENT, Judgement(True), None, MET),
        (JUDGEMENT, Judgement(None), None, Reason.JUDGEMENT),
        (JUDGEMENT, True, None, TRUE),
        (JUDGEMENT, 1, None, "wrong_measure"),
        (DAY, date(2025, 3, 1), None, Bounds(FIRST, FIRST, kind="date")),
        (DAY, Bounds(FIRST, LAST, kind="date"), None, Bounds(FIRST, LAST, kind="date")),
        (DAY, Bounds(FIRST, LAST, 1, True, True, "date"), None, Bounds(FIRST + 1, LAST - 1, kind="date")),
        (DAY, 2025, None, "wrong_measure"),
        (FIELD, "town", None, WIDEST["category"]),
        (FIELD, "twon", None, "unknown_category"),
        (FIELD, 5, None, "wrong_measure"),
    ],
    ids=repr,
)
def test_a_record_is_read_as_its_indicator_measures(
    indicator: Indicator, value: Any, total: int | None, fitted: Bounds | Reason | str
) -> None:
    """A value of another measure says nothing; one that fits keeps every end, open or closed."""
    assert fit(indicator, Fact(value), total) == fitted


@pytest.mark.parametrize(
    ("value", "some"), [(Share(1), True), (Share(0), False), (Share(1, 2), False), (12, False), ("80%", False)]
)
def test_a_count_without_a_total_is_some_or_none(value: Any, some: bool) -> None:  # noqa: FBT001 - the answer
    """One household of an unknown number is more than 0 %; none is not."""
    assert counts_some(Fact(value)) is some


COUNTED = Bounds(370, 370, 471, kind="share", total=471)


@pytest.mark.parametrize(
    ("value", "agrees"),
    [
        ("78,6%", True),
        ("78,5 %", True),
        (" 78.6% ", True),
        ("78,7%", False),
        ("79%", True),
        ("78%", True),
        ("77%", False),
        ("80%", False),
        ("78,56%", True),
        ("78,60%", False),
        ("78,54%", False),
        (percent("78,6"), True),
        (percent("78,66"), False),
        (78.6, True),
        (79, True),
    ],
    ids=repr,
)
def test_a_percentage_states_counts_within_one_unit_of_its_last_digit(value: Any, agrees: bool) -> None:  # noqa: FBT001 - the answer
    """370 of 471 is 78,556 %: rounded, cut off or printed without decimals it is the same figure; 78,7 % is another."""
    fact = Fact(value)
    stated = fit(SHARE, fact, None)
    assert isinstance(stated, Bounds)
    assert states(fact, stated, COUNTED) is agrees


def test_one_unit_off_is_still_the_same_figure() -> None:
    """3 of 4 is 75 %, which somebody who cuts off or rounds up may print as 74 % or 76 %, but never as 74,8 %."""
    counts = Bounds(3, 3, 4, kind="share", total=4)
    said = [states(Fact(f"{n}%"), in_percent(n, n), counts) for n in (74, 76, 74.9, 75.1, 74.8)]
    assert said == [True] * 4 + [False]


def test_bounds_and_counts_state_nothing_but_themselves() -> None:
    """A lower bound of 78,6 % is intersected with counts, and so are other counts; neither is a print of them."""
    assert not states(Fact(at_least("78,6%")), in_percent(78.6, 100), COUNTED)
    assert not states(Fact(Share(370, 471)), COUNTED, COUNTED)


def test_a_percentage_is_told_without_needless_zeros() -> None:
    """Messages print 79,5 and 80, not 79,500000000."""
    assert [str(percentage(Share(n, 200).bounds or TRUE)) for n in (159, 1)] == ["79.5", "0.5"]
    assert percentage(in_percent(80, 90)) == Decimal(80)
