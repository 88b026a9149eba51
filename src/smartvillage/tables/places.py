"""Rows as places: which rows speak of one place, what it is part of, and what is recorded of it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from attrs import define, field

from smartvillage.errors import fold
from smartvillage.facts import Bounds, Fact, Judgement, Place, Share
from smartvillage.facts.records import Value
from smartvillage.indicators import Indicator, Level

LEVEL_WORDS: Mapping[str, Level] = {
    word: level
    for level, words in {
        Level.VILLAGE: "thon ap ban lang xom khu khoi buon bon plei phum soc khom tdp village hamlet",
        Level.COMMUNE: "xa phuong tt commune ward",
        Level.DISTRICT: "huyen quan tx district",
        Level.PROVINCE: "tinh tp province city",
    }.items()
    for word in words.split()
} | {
    "to dan pho": Level.VILLAGE,
    "khu pho": Level.VILLAGE,
    "khu dan cu": Level.VILLAGE,
    "thi tran": Level.COMMUNE,
    "cap xa": Level.COMMUNE,
    "cap thon": Level.VILLAGE,
    "cap huyen": Level.DISTRICT,
    "cap tinh": Level.PROVINCE,
    "thi xa": Level.DISTRICT,
    "thanh pho thuoc tinh": Level.DISTRICT,
    "thanh pho": Level.PROVINCE,
    "thanh pho truc thuoc trung uong": Level.PROVINCE,
}
"""The levels by what people call them, folded."""

_KINDS: Mapping[Level, re.Pattern[str]] = {
    Level.VILLAGE: re.compile(
        r"(?P<kind>thon|ap|ban|lang|xom|khu dan cu|khu pho|khu|khoi|buon|bon|plei|phum|soc|khom|to dan pho|tdp)\b +"
    ),
    Level.COMMUNE: re.compile(r"(?P<kind>xa|phuong|thi tran|tt)\b\.? +"),
    Level.DISTRICT: re.compile(r"(?P<kind>huyen|quan|thi xa|tx|thanh pho|tp)\b\.? +"),
    Level.PROVINCE: re.compile(r"(?P<kind>tinh|thanh pho|tp)\b\.? +"),
}
_SHORT = {"tt": "thi tran", "tx": "thi xa", "tp": "thanh pho"}
_ABOVE = re.compile(r"(xa|phuong|thi tran|huyen|quan|thi xa|tinh) \S")
COUNTS = {Level.VILLAGE: "villages", Level.COMMUNE: "communes", Level.DISTRICT: "districts"}
"""The indicators that count places, by the level of those."""


def level_called(text: str) -> Level | None:
    """Return the level that people call so, if any."""
    folded = " ".join(re.sub(r"[^\w]+", " ", fold(text)).split())
    if folded in LEVEL_WORDS:
        return LEVEL_WORDS[folded]
    levels = {LEVEL_WORDS.get(word.strip()) for word in re.split(r"[,/]", fold(text))}
    return levels.pop() if len(levels) == 1 else None


_OF_TABLE = re.compile(r"\b(danh sach|so lieu|bieu|bang|cac|cap|data|list|level|\d+)\b")


def level_of_table(origin: "Origin") -> Level | None:
    """Return the level that the name of a table states: that of its sheet, else that of its file.

    "Thôn", "02. Xã" and "districts.csv" are levels; "Xã Hồng Giang" is the name of a commune, and no level.
    """
    file, sheet = origin
    for name in filter(None, (sheet, file.rpartition(".")[0])):
        folded = " ".join(_OF_TABLE.sub(" ", re.sub(r"[\W_]+", " ", fold(name))).split())
        level = level_called(name) or level_called(folded) or level_called(folded.removesuffix("s"))
        if level is not None:
            return level
    return None


def level_in_name(name: str) -> Level | None:
    """Return the level above the village that the first words of a name state, as in "xã Hồng Giang"."""
    match = _ABOVE.match(fold(name))
    return LEVEL_WORDS[match[1]] if match else None


_OWN_NAME = re.compile(r"(xã|phường|thị trấn|huyện|quận|thị xã|tỉnh) (?!hội\b)(?P<name>\S.*)", re.IGNORECASE)


def level_of_sheet(name: str) -> Level | None:
    """Return the level of the place that a sheet is named after, as "Xã Hồng Giang"; `None` where it names none.

    A name of its own begins with a capital: "Xã hội số" and "Tình hình chung" are no places.
    """
    match = _OWN_NAME.fullmatch(unicodedata.normalize("NFC", name))
    return level_in_name(name) if match and not match["name"][0].islower() else None


_TONE = re.compile("(o(?=[ae])|u(?=y))([aey])([\u0300\u0301\u0303\u0309\u0323])(?!\\w)")


def _spelt(text: str) -> str:
    """Return text as names are compared: Thôn Đông and Thôn Động are two places, "Hòa" and "Hoà" are one word.

    Case, white space and how letters are composed do not count, nor on which vowel of "oa, oe, uy" a tone is written.
    """
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFC", text).casefold())
    return " ".join(_TONE.sub(r"\1\3\2", text).split())


_WORDS = frozenset(
    _spelt(word)
    for word in (
        *(
            "thôn",
            "ấp",
            "bản",
            "làng",
            "xóm",
            "khu",
            "khối",
            "buôn",
            "sóc",
            "khóm",
            "tổ dân phố",
            "khu phố",
            "khu dân cư",
        ),
        *("xã", "phường", "thị trấn", "huyện", "quận", "thị xã", "tỉnh", "thành phố"),
        "áp",  # as scanned documents have it for "ấp"
    )
)
"""The words before the names of places; without any mark they are taken for themselves."""


@lru_cache(maxsize=10_000)
def name_and_kind(name: str, level: Level) -> tuple[str, str | None]:
    """Return a name as it is compared, and whether it is called xã, phường, thị trấn and so on, if it says so.

    A village keeps its word: Thôn 8 and Xóm 8 are two places.
    """
    words, folded = _spelt(name).split(), fold(name)
    match = _KINDS[level].match(folded)
    kind = "" if match is None else match["kind"]
    size = kind.count(" ") + 1 if kind else 0
    written = " ".join(words[:size]).removesuffix(".")
    if not (written.isascii() or written in _WORDS):
        return " ".join(words), None  # "Xà Phìn" is no xã
    if level is Level.VILLAGE:
        return " ".join((*kind.split(), *words[size:])), None
    return " ".join(words[size:]), _SHORT.get(kind, kind) or None


def is_bare(name: str) -> bool:
    """Whether a name may have been typed without its marks: "Xa Tan An", and not "Xã An"."""
    return name.isascii()


Origin = tuple[str, str | None]
"""A table: its file, and its sheet if it has one."""


def code_key(code: str | None) -> str | None:
    """Return a code as it is compared: spreadsheets drop the zeros that it begins with."""
    return code.lstrip("0") if code is not None and code.isdigit() else code


def same_code(a: str | None, b: str | None) -> bool:
    """Whether two codes may be those of one place."""
    return a is None or b is None or code_key(a) == code_key(b)


_Stamp = tuple[Origin, date | None, str | None]
"""A table, a day and a recorder."""


@define(eq=False)
class Record:
    """A fact with the row that states it.

    Attributes:
        fact: the fact.
        row: the row.
        written: what its cell holds.
        origin: the table of the row.
        column: the header of the column.
    """

    fact: Fact
    row: int
    written: str
    origin: Origin
    column: str


def disagreeing(other: Record, here: Origin) -> tuple[tuple[str, str], ...]:
    """Return the words that tell what another row says, which may stand in another table."""
    words = ("first_row", str(other.row)), ("other", other.written)
    return words if other.origin == here else (*words, ("first_table", table_name(other.origin)))


def table_name(origin: Origin) -> str:
    """Return how a table is called: by its file, and by its sheet if it has one."""
    return ", ".join(filter(None, origin))


@define(eq=False)
class Node:
    """A place being put together from rows.

    Attributes:
        name: the name as written in its own row, else as other rows write it.
        level: its level.
        parent: the place above, if known.
        kind: its word (xã, phường …), if any row states it.
        code: its administrative code, if any row states it.
        named: the table and the row that spoke of it first.
        row: the row that is about it; `None` if other rows only name it.
        origin: the table of that row.
        is_nameless: whether rows state only its code, which stands for the name.
        parts: the places below.
        records: what is recorded, by indicator.
        stamps: the rows about it by table, day and recorder.
        unsure: how many more places may be parts of it, where rows do not say so for certain.
        same: the place that it turned out to be, if that was put together apart from it.
        place: the place, when all rows are read.
    """

    name: str
    level: Level
    parent: "Node | None" = None
    kind: str | None = None
    code: str | None = None
    named: tuple[Origin, int] = (("", None), 0)
    row: int | None = None
    origin: Origin = ("", None)
    is_nameless: bool = False
    parts: list["Node"] = field(factory=list["Node"])
    records: dict[str, list[Record]] = field(factory=dict[str, list[Record]])
    stamps: dict[_Stamp, int] = field(factory=dict[_Stamp, int])
    unsure: int = 0
    same: "Node | None" = None
    place: Place | None = None

    def bearer(self, indicator: Indicator) -> "Node":
        """Return the place that bears an indicator: this one, else the nearest above that does, else this one."""
        node: Node | None = self
        while node is not None:
            if node.level in indicator.levels:
                return node
            node = node.parent
        return self

    def record(self, indicator: str, new: Record) -> Record | None:
        """Record a fact once; return what another row says against it for the same day and recorder, if any."""
        records = self.records.setdefault(indicator, [])
        alike = [r for r in records if (r.fact.as_of, r.fact.by) == (new.fact.as_of, new.fact.by)]
        if any(r.fact.value == new.fact.value for r in alike):
            return None
        records.append(new)
        others = (r for r in alike if (r.origin, r.row) != (new.origin, new.row))
        return next((r for r in others if not _compatible(r.fact.value, new.fact.value)), None)


def _compatible(one: Value, two: Value) -> bool:
    """Whether two records may both be true, as 95 % and "trên 90%" may."""
    if isinstance(one, Judgement) and isinstance(two, Judgement):
        return None in (one.verdict, two.verdict) or one.verdict == two.verdict
    if isinstance(one, Share) and isinstance(two, Share) and None in (one.total, two.total):
        return one.count == two.count
    if not isinstance(one, int | Share | Bounds) or not isinstance(two, int | Share | Bounds):
        return one == two
    a, b = _bounds(one), _bounds(two)
    return a is None or b is None or (a.kind == b.kind and not (a & b).is_empty)


def _bounds(value: int | Share | Bounds) -> Bounds | None:
    """Return a number as bounds; `None` for a count out of an unknown total."""
    if isinstance(value, Bounds):
        return value
    return value.bounds if isinstance(value, Share) else Bounds(int(value), int(value))


class Gazetteer:
    """The places that the rows of tables speak of.

    Attributes:
        nodes: all of them, in the order in which rows speak of them first.
        at: the table and the row being read.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.at: tuple[Origin, int] = (("", None), 0)
        self._known: dict[tuple[str, Level, int], list[Node]] = {}
        self._order: dict[int, Node] = {}

    def find(self, name: str | None, level: Level, parent: Node | None, code: str | None = None) -> Node:
        """Return the place of this name, or of this code, below a parent, new if nobody has spoken of it."""
        bare, kind = (f"#{code_key(code)}", None) if name is None else name_and_kind(name, level)
        alike = self._known.setdefault((bare, level, id(parent)), [])
        for node in alike:
            if (kind is None or node.kind in (kind, None)) and same_code(node.code, code):
                node.kind, node.code = node.kind or kind, node.code or code
                return node
        node = Node(name or str(code), level, parent, kind, code, self.at, is_nameless=name is None)
        alike.append(node)
        self.nodes.append(node)
        if parent is not None:
            parent.parts.append(node)
        return node

    def tell(self, node: Node, row: int, name: str) -> None:
        """Note that a row is about a place."""
        if node.row is None:
            node.row, node.name, node.origin = row, name, self.at[0]
            self._order[id(node)] = node

    def replace(self, gone: Node, kept: Node) -> None:
        """Let a place that has a row stand where another stood that turned out to be the same."""
        del self._order[id(gone)]
        if kept.row is None:
            kept.row, kept.name, kept.origin = gone.row, gone.name, gone.origin
            self._order[id(kept)] = kept

    def keep(self, headings: Iterable[tuple[Node, int]]) -> None:
        """Take headings over no place for places without figures, so that none is lost."""
        for node, row in headings:
            if not node.parts:
                self.tell(node, row, node.name)

    def places(self) -> tuple[Place, ...]:
        """Return the places that rows are about, in the order of the rows."""
        for node in self.nodes:
            if node.parent is None and node.same is None:
                _build(node, None)
        return tuple(node.place for node in self._order.values() if node.place is not None)

    @property
    def listed(self) -> tuple[Node, ...]:
        """The places that rows are about, in the order of the rows."""
        return tuple(self._order.values())


def stated(node: Node, level: Level) -> int | None:
    """Return how many places of a level a place states in figures, if it has one record of that."""
    records = node.records.get(COUNTS.get(level, ""), [])
    value = records[0].fact.value if len(records) == 1 else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _expected(node: Node) -> int | None:
    """Return how many parts a place has, where it states more than the rows give."""
    levels = {part.level for part in node.parts} or {below for below in COUNTS if below.rank == node.level.rank - 1}
    number = stated(node, levels.pop()) if len(levels) == 1 else None
    expected = max(number or 0, len(node.parts) + node.unsure)
    return expected if expected > len(node.parts) else None


def _build(node: Node, parent: Place | None) -> None:
    """Make a place, and the places below it.

    A place with a row of its own holds its parts, so that it can be judged by them. A place that other rows only name
    stands above them without claiming that they are all its parts.
    """
    if node.row is not None:
        _settle(node, _tree(node, parent))
        return
    node.place = Place(node.name, level=node.level, code=node.code, facts=_facts(node), parent=parent)
    for part in node.parts:
        _build(part, node.place)


def _tree(node: Node, parent: Place | None) -> Place:
    """Return a place with all that is below it."""
    parts = [_tree(part, None) for part in node.parts]
    return Place(
        node.name,
        level=node.level,
        code=node.code,
        facts=_facts(node),
        parts=parts,
        expected_parts=_expected(node),
        parent=parent,
    )


def _settle(node: Node, place: Place) -> None:
    """Let nodes know their places in a finished tree."""
    node.place = place
    for part, placed in zip(node.parts, place.parts, strict=True):
        _settle(part, placed)


def _facts(node: Node) -> dict[str, list[Fact]]:
    """Return what is recorded of a place."""
    return {indicator: [record.fact for record in records] for indicator, records in node.records.items()}
