"""Numbers as people write them: "1.234 hộ", "79,5%", "370/471", "trên 90%", "từ 70% đến 80%", "khoảng 600"."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache

from attrs import evolve, frozen

from smartvillage.errors import fold
from smartvillage.tables.grids import ERROR, Broken, Percent, Raw, decimal_of


@frozen
class Doubt:
    """What is wrong with a cell.

    Attributes:
        code: the kind of issue.
        more: further words for its sentence.
    """

    code: str
    more: tuple[tuple[str, str], ...] = ()


@frozen
class Amount:
    """A number, or bounds of one, as written.

    Attributes:
        low: the low end; `None` for no limit.
        high: the high end; `None` for no limit.
        low_open: whether the low end itself is excluded.
        high_open: whether the high end itself is excluded.
        is_percent: whether it carries a percent sign or a percent format.
        total: the total in "370/471".
        unit: the folded words behind the number.
        has_point: whether a point was read as the decimal mark.
        beside: a second statement in brackets, as in "370/471 (78,6%)".
    """

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False
    is_percent: bool = False
    total: Decimal | None = None
    unit: str = ""
    has_point: bool = False
    beside: "Amount | None" = None

    @property
    def exact(self) -> Decimal | None:
        """The one number stated, if it is one."""
        return self.low if self.low == self.high else None

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """The ends that are stated."""
        return tuple(end for end in (self.low, self.high) if end is not None)


MISSING = frozenset(
    {
        "na", "n a", "nan", "none", "null", "nil", "?", "chua co so lieu", "khong co so lieu", "khong ro",
        "chua ro",
        "chua xac dinh", "khong xac dinh", "chua thong ke", "chua co thong tin", "khong co thong tin", "chua bao cao",
        "chua tong hop", "chua danh gia", "khong danh gia", "cho danh gia", "chua co du lieu", "khong co du lieu",
        "no data", "not recorded", "not available", "unknown", "missing",
    }
)  # fmt: skip
"""What people write for "nothing known", folded and without punctuation."""

NOT_APPLICABLE = frozenset({"khong ap dung", "khong thuoc dien", "khong thuoc dien ap dung", "not applicable", "kad"})
_MARKS = re.compile(r"[-–—_.…·*/\\\s]*")
_DIGITS = 30
_LONGEST = 300
"""The most letters of a cell that states a number."""


def is_missing(raw: Raw) -> bool:
    """Whether a cell says that nothing is known: blank, a dash, dots, "chưa có số liệu"."""
    if raw is None:
        return True
    return isinstance(raw, str) and (not raw or not raw[0].isdigit()) and _is_missing(raw)


@lru_cache(maxsize=4096)
def _is_missing(text: str) -> bool:
    """Whether a text says that nothing is known."""
    return not ERROR.fullmatch(text) and (_MARKS.fullmatch(text) is not None or _bare(text) in MISSING)


@lru_cache(maxsize=4096)
def _bare(text: str) -> str:
    """Return text folded, with punctuation as spaces."""
    return " ".join(re.sub(r"[^\w?]+", " ", fold(text)).split())


def amount_of(raw: Raw, *, in_percent: bool = False) -> Amount | Doubt | None:
    """Return what a cell says as a number; `None` where nothing is known.

    Args:
        raw: the cell.
        in_percent: whether the column holds percentages, where "85.714" cannot mean 85 714.
    """
    if is_missing(raw):
        return None
    match raw:
        case Broken():
            return Doubt(raw.code)
        case Percent():
            return _counted(Amount(raw.value, raw.value, is_percent=True))
        case bool():
            return Doubt("not_understood")
        case int() | float():
            value = decimal_of(raw)
            return _counted(Amount(value, value))
        case date() | time() | timedelta():
            return Doubt("date_for_number")
        case str():
            return _written_amount(raw, in_percent=in_percent)
        case _:
            return Doubt("not_understood")


def text_doubt(text: str) -> Doubt | None:
    """Return what is wrong with a text whatever the column, if anything."""
    if ERROR.fullmatch(text):
        return Doubt("excel_error")
    if any(c.isnumeric() and not c.isascii() for c in text):
        return Doubt("foreign_digits")
    return Doubt("not_applicable_written") if _bare(text) in NOT_APPLICABLE else None


# Numbers

_NUMBER = r"\d+(?:[.,]\d+)*|\d{1,3}(?: \d{3})+(?:,\d+)?"
_SPACED = re.compile(r"[1-9]\d{0,2}(?: \d{3})+(?:,\d+)?")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_ENGLISH = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3}){2,}(?:\.\d+)?|,\d{3}\.\d+)")
_DECIMAL = re.compile(r"\d+(?P<mark>[.,])\d+")


def number_of(text: str, *, in_percent: bool = False) -> tuple[Decimal, bool] | None:
    """Return a number as written in Vietnam, and whether a point was read as its decimal mark; `None` if it is none.

    `1.234` is 1234 and `1,5` one and a half. Groups of three that only an English reader writes, as in `1,234,567`,
    cannot be mistaken either.
    """
    if _SPACED.fullmatch(text):
        text = text.replace(" ", "")
    if text.isdigit():
        return Decimal(text), False
    decimal = _DECIMAL.fullmatch(text)
    if _THOUSANDS.fullmatch(text) and not (in_percent and decimal):
        return Decimal(text.replace(".", "").replace(",", ".")), False
    if _ENGLISH.fullmatch(text):
        return Decimal(text.replace(",", "")), False
    if decimal:
        return Decimal(text.replace(",", ".")), decimal["mark"] == "."
    return None


# Words around numbers; the longer come before those that begin alike

_BEFORE: tuple[tuple[str, str], ...] = (
    (
        "at_least",
        "khong duoi|khong it hon|khong thap hon|it nhat( la)?|toi thieu( la)?|at least|minimum|>=|=>|≥",
    ),
    ("at_most", "khong qua|khong vuot qua|khong hon|khong tren|toi da( la)?|at most|up to|maximum|<=|=<|≤"),
    (
        "about",
        "khoang( tren| duoi| gan)?|xap xi|uoc( tinh)?( dat)?|chung|tam|about|around|approximately|~|≈|±",
    ),
    (
        "below",
        "duoi|gan|nho hon|it hon|thap hon|chua den|chua toi|chua day|below|under|less than|fewer than|nearly|almost|<",
    ),
    ("above", "tren|hon|lon hon|cao hon|nhieu hon|vuot|over|above|more than|>"),
    ("exactly", "dung|bang|="),
)
_AFTER: tuple[tuple[str, str], ...] = (
    ("at_least", "tro len|or more|and above|or above"),
    ("at_most", "tro xuong|or less|or fewer|and below"),
)
_VERBS = re.compile(r"^(dat|chiem|la|co|hien co) (?=[\d<>=≥≤~≈]|tren |hon |duoi |gan |it |toi |khong |tu |khoang )")
_ONE = rf"(?P<number>{_NUMBER})\s*(?P<percent>%|phan tram\b|percent\b)?"
_PLAIN = re.compile(rf"{_ONE}(?P<unit>[^\d%]*)")
_RANGE = re.compile(
    rf"(?:tu |from )?(?P<low>{_NUMBER})\s*(?P<percent_low>%|phan tram)?\s*(?:-|–|—|den|toi|to)\s*"
    rf"{_ONE}(?P<unit>[^\d%]*)"
)
_OF = "/|tren( tong)?( so)?|trong( tong)?( so)?|of|out of"
_FRACTION = re.compile(
    rf"(?P<count>{_NUMBER})\s*(?P<between>[a-z ]*?)\s*(?:{_OF})\s*(?P<number>{_NUMBER})(?P<unit>[^\d%]*)"
)
_ALL = re.compile(r"(?:tat ca|toan bo|all)(?: cac| so)?(?P<unit> [a-z ]+)?")
_BRACKETED = re.compile(r"(?P<first>[^()]+)\((?P<second>[^()]+)\)")


@lru_cache(maxsize=4096)
def _written_amount(text: str, *, in_percent: bool) -> Amount | Doubt:
    """Return what a text says as a number."""
    doubt = text_doubt(text) or (Doubt("not_understood") if len(text) > _LONGEST else None)
    if doubt:
        return doubt
    folded = fold(text).rstrip(".")
    both = _BRACKETED.fullmatch(folded)
    if both is None:
        return _stated(folded, in_percent=in_percent)
    first, second = (_stated(part.strip(), in_percent=in_percent) for part in both.groups())
    if isinstance(first, Doubt) or isinstance(second, Doubt):
        return Doubt("not_understood")
    return evolve(first, beside=second)


def _stated(folded: str, *, in_percent: bool) -> Amount | Doubt:
    """Return what a folded text says as one number or bounds."""
    text = _VERBS.sub("", folded)
    if re.match(r"[-−]\s*\d", text):
        return Doubt("negative")
    if match := _ALL.fullmatch(text):
        return Amount(Decimal(100), Decimal(100), is_percent=True, unit=_unit(match["unit"]))
    if match := _FRACTION.fullmatch(text):
        return _fraction(match)
    bound, rest = _bound(text)
    if bound == "about":
        return Doubt("approximate")
    match = _RANGE.fullmatch(rest) if bound is None else None
    match = match or _PLAIN.fullmatch(rest)
    if match is None:
        return Doubt("not_understood")
    groups = match.groupdict()
    is_percent = groups["percent"] is not None
    texts = [groups.get("low") or groups["number"], groups["number"]]
    numbers = [number_of(t, in_percent=in_percent or is_percent) for t in texts]
    if None in numbers or (groups.get("percent_low") and not is_percent):
        return Doubt("not_understood")
    (low, point), (high, point2) = (n for n in numbers if n is not None)
    amount = Amount(low, high, is_percent=is_percent, unit=_unit(groups["unit"]), has_point=point or point2)
    return _counted(_bounded(amount, bound))


def _bound(text: str) -> tuple[str | None, str]:
    """Return which bound the words around a number state, if any, and the text without them."""
    found: str | None = None
    for bound, words in _AFTER:
        if match := re.fullmatch(rf"(?:tu )?(?P<rest>.+?) (?:{words})", text):
            return bound, match["rest"]
    for bound, words in _BEFORE:
        if match := re.match(rf"(?:{words})\s*(?=\d)", text):
            found, text = bound, text[match.end() :]
            break
    return (None if found == "exactly" else found), text


def _bounded(amount: Amount, bound: str | None) -> Amount:
    """Return a number as the bound that the words around it make of it."""
    match bound:
        case "at_least":
            return evolve(amount, high=None)
        case "above":
            return evolve(amount, high=None, low_open=True)
        case "at_most":
            return evolve(amount, low=None)
        case "below":
            return evolve(amount, low=None, high_open=True)
        case _:
            return amount


def _fraction(match: re.Match[str]) -> Amount | Doubt:
    """Return so many of so many."""
    count, total = number_of(match["count"]), number_of(match["number"])
    between, unit = _unit(match["between"]), _unit(match["unit"])
    if count is None or total is None or (between and unit and between != unit):
        return Doubt("not_understood")
    amount = Amount(count[0], count[0], total=total[0], unit=unit or between)
    return _counted(amount)


def _unit(text: str | None) -> str:
    """Return the words behind a number, without "số" and the like before them."""
    words = " ".join(re.sub(r"[^\w/]+", " ", text or "").split())
    return re.sub(r"^(?:tong so|so|cac|tong)\b ?", "", words)


def _counted(amount: Amount) -> Amount | Doubt:
    """Return an amount if its numbers are some that can be recorded."""
    for end in _numbers(amount):
        if not end.is_finite() or end.adjusted() > _DIGITS or len(end.as_tuple().digits) > _DIGITS:
            return Doubt("not_understood")
        if end < 0:
            return Doubt("impossible_percentage" if amount.is_percent else "negative")
    if amount.low is not None and amount.high is not None and amount.low > amount.high:
        return Doubt("impossible_range")
    return amount


def _numbers(amount: Amount) -> Iterator[Decimal]:
    """Iterate over the numbers of an amount."""
    yield from amount.ends
    if amount.total is not None:
        yield amount.total
