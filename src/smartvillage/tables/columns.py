"""What a column means: its header matched against the declared names of indicators, and against what names a place."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from attrs import evolve, frozen

from smartvillage.errors import fold
from smartvillage.facts.records import APPRAISED, SELF_ASSESSED
from smartvillage.indicators import Indicator, Measure, Vocabulary

Unit = Literal["percent", "fraction", "count"]
"""How the bare numbers of a share's column are meant."""

Role = Literal[
    "indicator", "ignored", "name", "level", "code", "commune_code", "district_code", "province_code", "commune",
    "district", "province", "as_of", "source", "by", "note",
]  # fmt: skip


@frozen
class Column:
    """What one column means.

    Attributes:
        index: the column, counted from 0.
        header: the header as written, the parts of a merged header joined by " / ".
        role: what it is for.
        indicator: what it measures.
        unit: how bare numbers of a share are meant, as far as the header says.
        is_declared: whether the caller said so; then a number up to 1 is no riddle.
        by: who recorded it, if the header says so.
        month: for one month of a series, the month as YYYY-MM.
        is_generic: for names, whether the header has no word for the level ("Địa bàn", "Tên").
    """

    index: int
    header: str
    role: Role
    indicator: Indicator | None = None
    unit: Unit | None = None
    is_declared: bool = False
    by: str | None = None
    month: str | None = None
    is_generic: bool = False


LONGEST = 1_000
"""The most letters of a header that anybody would know."""

# Words of a header

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ORDER = re.compile(r"^\s*(\d+(\.\d+)*[.)]|[ivx]+[.)]|[a-z][.)])\s+", re.IGNORECASE)
_SAME = (
    (re.compile(r"\bti le\b"), "ty le"),
    (re.compile(r"\bwi fi\b"), "wifi"),
    (re.compile(r"\bho gia dinh\b|\bho dan\b(?! toc\b| cu\b)"), "ho"),
)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """Return a header as it is compared: folded, without brackets and punctuation, "tỉ lệ" as "tỷ lệ"."""
    folded = re.sub(r"[^\w%]+|_", " ", fold(_BRACKETS.sub(" ", _ORDER.sub("", text))))
    for pattern, word in _SAME:
        folded = pattern.sub(word, folded)
    return " ".join(folded.split())


_PERCENT_WORDS = r"ty le( phan tram)?|phan tram|ty trong|share of|percentage of|percent of|%"
_COUNT_WORDS = r"tong so|so luong|so|number of|count of"
_LEADING = re.compile(rf"(?:(?P<percent>{_PERCENT_WORDS})|(?P<count>{_COUNT_WORDS}))\s+(?=\S)")
_PERCENT_ALONE = re.compile(rf"({_PERCENT_WORDS}|ty le %|% ty le|percent|percentage|share|dat ty le)( dat)?")
_COUNT_ALONE = re.compile(
    r"so luong|sl|so|tong so|number|count"
    r"|(so )?(ho|nguoi|khau|thon|xom|ban|ap|xa|huyen|can bo|tin|bai)( dat| co)?"
)


_GENERAL = re.compile(
    r"(thong tin|so lieu|tinh hinh|hien trang)( chung| co ban| dan cu| dan so)?|quy mo( dan so| dan cu)?|dan so|dan cu"
    r"|ho|ho khau|tong so|general|general information|population"
)
"""Headings that say nothing of what is counted below them."""

_SUBJECT = re.compile(
    rf"((?:{_PERCENT_WORDS}|{_COUNT_WORDS}) )?(ho|nguoi|dan|can bo|lao dong|khau|tre|hoc sinh|phu nu)\b"
)
"""Headings that narrow what is counted below them: under "Hộ nghèo" no column speaks of all households."""


def stem(name: str) -> tuple[Unit | None, str]:
    """Return what leading words such as "tỷ lệ" or "số" say of the unit, and the key without them."""
    unit: Unit | None = None
    while match := _LEADING.match(name):
        unit = unit or ("percent" if match["percent"] else "count")
        name = name[match.end() :]
    if name.endswith(" %"):
        return unit or "percent", name[:-2]
    return unit, name


def _unit_alone(text: str) -> Unit | None:
    """Return the unit that a bracket or a part of a header states, where it says nothing else."""
    if _PERCENT_ALONE.fullmatch(text):
        return "percent"
    return "count" if _COUNT_ALONE.fullmatch(text) else None


_WHO = r"(ket qua |diem |so lieu )?((cap |don vi )?(thon|xa|huyen|tinh|tren) |hoi dong )?"
_RECORDERS = (
    (
        SELF_ASSESSED,
        re.compile(rf"{_WHO}\b(tu (danh gia|cham diem|cham|khai)|self assessed|self assessment)\b"),
    ),
    (APPRAISED, re.compile(rf"{_WHO}\b(tham dinh|phuc tra|appraised|appraisal)\b")),
)


def recorder(text: str) -> str | None:
    """Return who recorded something by the words of a text: the place itself, or its appraisers."""
    name = key(text)
    return next((by for by, pattern in _RECORDERS if pattern.search(name)), None)


def _without_recorder(text: str) -> str:
    """Return a folded text without the words that say who recorded something."""
    for _, pattern in _RECORDERS:
        text = pattern.sub(" ", text)
    return " ".join(text.split())


_MONTH = re.compile(
    r"\b(?P<year>(?:19|20)\d\d) (?P<month>0?[1-9]|1[0-2])\b"
    r"|\b(?:(?<!\bmoi )(?<!\bhang )(?:t|thang|month) ?)?(?P<month2>0?[1-9]|1[0-2]) (?:nam )?(?P<year2>(?:19|20)\d\d)\b"
)
_MONTH_ONLY = re.compile(r"\b(?:t|thang|month) ?(?P<month>0?[1-9]|1[0-2])\b")
_YEAR = re.compile(r"\b(?:nam |year )?((?:19|20)\d\d)\b")


def _month_in(text: str) -> tuple[str | None, str]:
    """Return the month that a header names, as YYYY-MM or `""` without a year, and the text without it."""
    if match := _MONTH.search(text):
        year, month = match["year"] or match["year2"], match["month"] or match["month2"]
        return f"{year}-{int(month):02}", _without(text, match)
    if match := _MONTH_ONLY.search(text):
        rest = _without(text, match)
        if year_said := _YEAR.search(rest):
            return f"{year_said[1]}-{int(match['month']):02}", _without(rest, year_said)
        return "", rest
    return None, text


def _without(text: str, match: re.Match[str]) -> str:
    """Return text without what was matched."""
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


# What names a place

_VILLAGE = "thon|ap|ban|lang|xom|khu|khoi|buon|bon|plei|phum|soc|khom|to dan pho|tdp|khu pho|khu dan cu|village|hamlet"
_COMMUNE = "xa|phuong|thi tran|commune|ward"
_IDENTITY: tuple[tuple[Role, str], ...] = (
    ("ignored", "|tt|stt|so tt|so thu tu|thu tu|no"),
    ("name", rf"(ten )?({_VILLAGE})( (hoac |va )?({_VILLAGE}))*( name)?|ten|ten goi|name|place|place name"),
    ("name", "(ten )?(dia ban|don vi|dia phuong|dia danh)( hanh chinh)?"),
    ("commune", rf"(ten |thuoc )?({_COMMUNE})( (hoac |va )?({_COMMUNE}))*( name)?"),
    (
        "district",
        "(ten |thuoc )?(huyen|quan|thi xa|district)( (hoac |va )?(quan|thi xa|thanh pho|tp))*( name)?",
    ),
    ("province", "(ten |thuoc )?(tinh|thanh pho|province)( (hoac |va )?(thanh pho|tp))*( name)?"),
    ("level", "cap|cap hanh chinh|cap dia ban|loai dia ban|cap don vi|loai don vi|level"),
    ("code", f"(ma|ma so)( (dia ban|don vi|don vi hanh chinh|dvhc|hanh chinh|{_VILLAGE}))?|code|place code"),
    ("commune_code", "(ma|ma so) xa|commune code"),
    ("district_code", "(ma|ma so) huyen|district code"),
    ("province_code", "(ma|ma so) tinh|province code"),
    (
        "as_of",
        "ngay( thang)?( so lieu| cap nhat| tong hop| danh gia)?|(so lieu )?(tinh )?den ngay|thoi diem( so lieu)?",
    ),
    ("as_of", "ky bao cao|nam( so lieu)?|as of|date"),
    (
        "source",
        "(nguon( so lieu| tai lieu)?|(tai lieu )?(minh chung|kiem chung)|can cu|source)( (tai lieu|minh chung))?",
    ),
    (
        "by",
        "(nguoi|co quan|don vi)( (co quan|don vi))?( va don vi)? (danh gia|bao cao|nhap|cap nhat|cung cap)",
    ),
    ("by", "nguon danh gia|by|recorded by|assessed by"),
    ("note", "ghi chu( khac)?|notes?|remarks?"),
)
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple((r, re.compile(pattern)) for r, pattern in _IDENTITY)
_GENERIC = re.compile("(ten )?(dia ban|don vi|dia phuong|dia danh)( hanh chinh)?|ten|ten goi|name|place|place name")


_PLACE_HEADERS = {
    key(text): text
    for text in (
        "Thôn", "Tên thôn", "Tên ấp", "Tên bản", "Tên xóm", "Tên khu phố", "Tên tổ dân phố", "Xã", "Tên xã", "Địa bàn",
        "Tên địa bàn", "Tên đơn vị", "Tên địa phương", "Village", "Commune", "Place",
    )
}  # fmt: skip


def nearest_to_place(header: str) -> str:
    """Return the header of a column of places to which a header is near, or nothing where none is."""
    if len(header) > LONGEST:
        return ""
    near = difflib.get_close_matches(key(header), _PLACE_HEADERS, n=1, cutoff=0.8)
    return _PLACE_HEADERS[near[0]] if near else ""


def _role(name: str) -> Role | None:
    """Return what a column is for, other than measuring."""
    return next((role for role, pattern in _ROLES if pattern.fullmatch(name)), None)


Found = tuple[Indicator, Unit | None]
"""An indicator, and the unit that the leading words of its name state."""


def _column(header: str, found: Found, said: Unit | None, by: str | None, month: str | None = None) -> Column:
    """Return the column of an indicator; what a bracket or a part of the header says comes before leading words."""
    indicator, unit = found
    unit = (said or unit) if indicator.measure is Measure.SHARE else None
    return Column(0, header, "indicator", indicator, unit, by=by, month=month)


class Names:
    """The names under which columns are known.

    Args:
        vocabulary: the indicators; ids, labels and aliases are their names.
        units: how bare numbers are meant, by header or indicator id.
    """

    def __init__(self, vocabulary: Vocabulary, units: Mapping[str, Unit] | None = None) -> None:
        self._exact: dict[str, Indicator] = {}
        self._stems: dict[str, Indicator] = {}
        self._written: dict[str, str] = {}
        self._units = {key(name): unit for name, unit in (units or {}).items()}
        self._seen: dict[tuple[str, ...], Column | None] = {}
        for indicator in vocabulary:
            for name in (indicator.id, indicator.label.vi, indicator.label.en, *indicator.aliases):
                self._exact.setdefault(key(name), indicator)
                if name != indicator.id:
                    self._written.setdefault(key(name), name)
        for name, indicator in self._exact.items():
            if indicator.measure is Measure.SHARE:
                self._stems.setdefault(stem(name)[1], indicator)

    def column(self, index: int, parts: Sequence[str]) -> Column | None:
        """Return what a column means by the parts of its header, the topmost first; `None` if nobody knows."""
        found = tuple(parts)
        if sum(map(len, found)) > LONGEST:
            return None
        if found not in self._seen:
            self._seen[found] = self._recognised(found)
        column = self._seen[found]
        if column is None:
            return None
        return evolve(self._declared(column), index=index)

    def nearest(self, header: str) -> str:
        """Return the known name nearest to a header, as declared, or nothing where none is near."""
        if len(header) > LONGEST:
            return ""
        near = difflib.get_close_matches(key(header), self._written, n=1, cutoff=0.6)
        return self._written[near[0]] if near else ""

    def unused_units(self, columns: Iterable[Column]) -> list[str]:
        """Return the names in `units` that are the header or indicator of no column."""
        known = {key(column.header) for column in columns}
        known |= {key(column.indicator.id) for column in columns if column.indicator}
        return [name for name in self._units if name not in known]

    def _declared(self, column: Column) -> Column:
        """Return a column with the unit that the caller declared for it, if any."""
        by_id = self._units.get(key(column.indicator.id)) if column.indicator else None
        unit = self._units.get(key(column.header), by_id)
        return evolve(column, unit=unit, is_declared=True) if unit else column

    def _recognised(self, parts: tuple[str, ...]) -> Column | None:
        """Return what a header says, read in the most literal way that makes sense."""
        header = " / ".join(parts)
        keys = [key(part) for part in parts]
        role = _role(keys[-1]) or _role(" ".join(keys))
        if keys[-1] == "nam" and "ă" not in parts[-1].casefold():
            role = None  # "Nam" counts men, "Năm" is a year
        if role is not None and not (role == "ignored" and len(parts) > 1):
            is_generic = _GENERIC.fullmatch(keys[-1]) is not None
            return Column(0, header, role, is_generic=is_generic)
        return self._measured(header, parts)

    def _measured(self, header: str, parts: tuple[str, ...]) -> Column | None:
        """Return the indicator that a header names, with what else its parts say of unit, recorder and month."""
        whole = key(" ".join(parts))
        brackets = [text for part in parts for text in _BRACKETS.findall(part)]
        said: Unit | None = next((unit for text in brackets if (unit := _unit_alone(key(text)))), None)
        if found := self._named(whole):
            return _column(header, found, said, recorder(" ".join(brackets)))
        by = recorder(" ".join([whole, *brackets]))
        kept: list[str] = []
        for part in parts:
            unit = _unit_alone(key(part)) if len(parts) > 1 else None
            said = said or unit
            text = "" if unit else _without_recorder(key(part))
            kept += [text] if text else []
        total = self._total(kept)
        if total is not None:
            return _column(header, (total, None), None, by)
        for start in range(len(kept)):
            if any(_SUBJECT.match(heading) and not _GENERAL.fullmatch(heading) for heading in kept[:start]):
                return None
            text = " ".join(kept[start:])
            if found := self._named(text) or self._named(" ".join(reversed(kept[start:]))):
                return _column(header, found, said, by)
            month, rest = _month_in(text)
            found = None if month is None else self._named(rest)
            if found and found[0].measure is Measure.MONTHLY:
                return _column(header, found, said, by, month)
        keys = [key(part) for part in parts]
        found = self._named(" ".join(reversed(keys)))
        if found is None and all(_GENERAL.fullmatch(heading) for heading in keys[:-1]):
            found = self._named(keys[-1])
        return _column(header, found, said, by) if found else None

    def _total(self, texts: Sequence[str]) -> Indicator | None:
        """Return the total of a share under whose heading it stands: "Tổng số hộ" beside those that have something."""
        if len(texts) < 2 or not texts[-1].startswith("tong so "):  # noqa: PLR2004 - a heading and what is below
            return None
        whole, total = self._named(" ".join(texts[:-1])), self._exact.get(texts[-1])
        return total if whole and total and whole[0].denominator == total.id else None

    def _named(self, name: str) -> Found | None:
        """Return the indicator of this name, and the unit that leading words give a share."""
        unit, rest = stem(name)
        indicator = self._exact.get(name) or self._stems.get(rest)
        return (indicator, unit) if indicator else None
