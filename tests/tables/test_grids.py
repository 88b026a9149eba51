"""Cells as they were written."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from smartvillage.tables.grids import Broken, Percent, Raw, clean, written


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (None, ""),
        ("370/471", "370/471"),
        (471, "471"),
        (79.5, "79.5"),
        (True, "TRUE"),
        (Percent(Decimal("79.5")), "79,5%"),
        (Percent(Decimal("8E+1")), "80%"),
        (Broken("excel_error", "#N/A"), "#N/A"),
        (date(2025, 12, 5), "2025-12-05"),
        (datetime(2025, 12, 5, 7, 30), "2025-12-05 07:30:00"),  # noqa: DTZ001 - a cell has no zone
        (time(7, 30), "07:30:00"),
        (timedelta(days=2), "2 days, 0:00:00"),
    ],
    ids=repr,
)
def test_an_issue_shows_a_cell_as_it_was_written(raw: Raw, text: str) -> None:
    """The planner looks for these words in the sheet."""
    assert written(raw) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [("  a ", "a"), ("", None), (" \u200b ", None), ("\ufeffa", "a"), ("tho\u0302n", "thôn")],
    ids=repr,
)
def test_text_is_composed_and_stripped(text: str, kept: str | None) -> None:
    """Two writings of one letter must not make two villages."""
    assert clean(text) == kept
