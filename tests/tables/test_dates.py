"""Days and periods as people write them."""

from datetime import date, datetime
from typing import Any

import pytest

from smartvillage.tables.dates import period_of


@pytest.mark.parametrize(
    ("raw", "first", "last"),
    [
        ("2025-12-31", "2025-12-31", "2025-12-31"),
        ("2025-12-31 00:00:00", "2025-12-31", "2025-12-31"),
        ("31/12/2025", "2025-12-31", "2025-12-31"),
        ("1/2/2025", "2025-02-01", "2025-02-01"),
        ("01-02-2025", "2025-02-01", "2025-02-01"),
        ("1.2.2025", "2025-02-01", "2025-02-01"),
        ("ngày 15 tháng 6 năm 2025", "2025-06-15", "2025-06-15"),
        (date(2025, 5, 1), "2025-05-01", "2025-05-01"),
        (datetime(2025, 5, 1, 7, 30), "2025-05-01", "2025-05-01"),  # noqa: DTZ001 - a cell has no zone
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("02/2024", "2024-02-01", "2024-02-29"),
        ("tháng 6/2023", "2023-06-01", "2023-06-30"),
        ("Tháng 6 năm 2023", "2023-06-01", "2023-06-30"),
        ("T12/2025", "2025-12-01", "2025-12-31"),
        ("quý IV/2022", "2022-10-01", "2022-12-31"),
        ("Q1/2025", "2025-01-01", "2025-03-31"),
        ("2025", "2025-01-01", "2025-12-31"),
        ("năm 2025", "2025-01-01", "2025-12-31"),
        ("Ngày 31/12/2025.", "2025-12-31", "2025-12-31"),
        (2025, "2025-01-01", "2025-12-31"),
        (2025.0, "2025-01-01", "2025-12-31"),
    ],
    ids=repr,
)
def test_days_and_periods(raw: Any, first: str, last: str) -> None:
    """The day comes before the month, and of a period all its days are meant."""
    assert period_of(raw) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "raw",
    [
        *("31/2/2025", "0/1/2025", "13/2025", "00/2025", "12/31/2025", "1025", "hôm nay", "quý V/2025", "２０２５"),
        *(45000, 45000.0, 7.5, 2025.5, True, None),
    ],
    ids=repr,
)
def test_what_is_no_date(raw: Any) -> None:
    """A day that is not in the calendar, or a serial number, is not turned into another one."""
    assert period_of(raw) is None
