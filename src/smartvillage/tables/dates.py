"""Days as people write them; of a month, a quarter or a year the whole period is known, not the day."""

import calendar
import re
from datetime import date, datetime

from smartvillage.errors import fold
from smartvillage.tables.grids import Raw

Period = tuple[date, date]
"""The first and the last day that are meant."""

_YEARS = range(1900, 2201)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?P<year>\d{4})"
_MONTH = r"(?P<month>\d{1,2})"
_DAY = r"(?P<day>\d{1,2})"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"{_YEAR}-{_MONTH}-{_DAY}(?:[t ]00:00(?::00)?)?",
        rf"(?:ngay )?{_DAY}\s?(?P<mark>[/.-])\s?{_MONTH}\s?(?P=mark)\s?{_YEAR}",
        rf"(?:ngay )?{_DAY} thang {_MONTH} nam {_YEAR}",
        rf"{_YEAR}[-/]{_MONTH}",
        rf"(?:t|thang )?\s?{_MONTH}\s?(?:[-/.]|nam )\s?{_YEAR}",
        rf"(?:quy )(?P<quarter>[1-4]|i{{1,3}}|iv)\s?(?:[-/]|nam )?\s?{_YEAR}",
        rf"q(?P<quarter>[1-4])[-/ ]?{_YEAR}",
        rf"(?:nam )?{_YEAR}",
    )
)


def period_of(raw: Raw) -> Period | None:
    """Return the first and last day that a cell means; `None` if it is no date.

    `31/12/2025`, `2025-12-31` and a date cell are days; `06/2025`, `2025-06`, `quý II/2025` and `2025` are periods. The
    day comes before the month, as everywhere in Vietnam.
    """
    match raw:
        case datetime():
            return raw.date(), raw.date()
        case date():
            return raw, raw
        case int() if raw in _YEARS:
            return date(raw, 1, 1), date(raw, 12, 31)
        case float() if raw.is_integer() and int(raw) in _YEARS:
            return date(int(raw), 1, 1), date(int(raw), 12, 31)
        case str():
            return _written(raw)
        case _:
            return None


def _written(text: str) -> Period | None:
    """Return the first and last day that a text means; `None` if it is no date."""
    folded = fold(text).rstrip(".")
    matches = (form.fullmatch(folded) for form in _FORMS if folded.isascii())
    match = next(filter(None, matches), None)
    return _days(match.groupdict()) if match else None


def _days(found: dict[str, str]) -> Period | None:
    """Return the first and last day of the numbers found; `None` if there is no such day."""
    year = int(found["year"])
    first_month, last_month = 1, 12
    if "quarter" in found:
        last_month = 3 * _QUARTERS[found["quarter"]]
        first_month = last_month - 2
    elif "month" in found:
        first_month = last_month = int(found["month"])
    if year not in _YEARS or not 1 <= first_month <= last_month <= 12:  # noqa: PLR2004 - months of a year
        return None
    length = calendar.monthrange(year, last_month)[1]
    if "day" in found:
        number = int(found["day"])
        day = date(year, first_month, number) if 1 <= number <= length else None
        return (day, day) if day else None
    return date(year, first_month, 1), date(year, last_month, length)
