"""What is measured: indicators, the links between them, and the vocabulary that holds both."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, Literal, Protocol

from attrs import evolve, field, frozen

from smartvillage.errors import InvalidValue, UnknownIndicator, did_you_mean
from smartvillage.outcomes import Possible

Lang = Literal["vi", "en"]


@frozen
class Text:
    """The same words in Vietnamese and in English."""

    vi: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        """Return the words in one language, `"vi"` or `"en"`."""
        return self.vi if lang == "vi" else self.en


@frozen
class Unit:
    """What is counted, in Vietnamese and as the English singular and plural."""

    vi: str
    one: str
    many: str


class Level(Enum):
    """The level of a place; one level whatever its local word (thôn, ấp, bản, làng, khu, xóm)."""

    VILLAGE = "village"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"

    @property
    def rank(self) -> int:
        """0 for a village up to 3 for a province."""
        return _RANKS[self]

    def has_bearer(self, on: date | None) -> bool:
        """Whether places of this level exist on a day; the district level ended on 1 July 2025."""
        return self is not Level.DISTRICT or on is None or on < DISTRICTS_ENDED


def levels_of(levels: "Iterable[Level | str]") -> tuple[Level, ...]:
    """Return levels, given as such or by their values."""
    return tuple(map(Level, levels))


_RANKS = {level: rank for rank, level in enumerate(Level)}
DISTRICTS_ENDED = date(2025, 7, 1)


class Measure(Enum):
    """How an indicator is measured."""

    SHARE = "share"
    COUNT = "count"
    MONTHLY = "monthly"
    YES_NO = "yes_no"
    JUDGEMENT = "judgement"
    CATEGORY = "category"
    DATE = "date"


Kind = Literal["share", "number", "date", "truth", "judgement", "category"]
"""What a measure gives: how recorded values of it are held."""

_KINDS: dict[Measure, Kind] = {
    Measure.SHARE: "share",
    Measure.COUNT: "number",
    Measure.MONTHLY: "number",
    Measure.YES_NO: "truth",
    Measure.JUDGEMENT: "judgement",
    Measure.CATEGORY: "category",
    Measure.DATE: "date",
}


class Meets(Protocol):
    """What a place can meet, seen from a roll-up: a rule, a criterion or a whole criteria set."""

    def possible_for(self, evidence: Any) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        ...


@frozen
class Meeting:
    """A roll-up over the places below that meet something.

    Attributes:
        levels: the levels of the places counted, pooled.
        meets: what they must meet.
        ref: how a file names it: an id of a set, or `set#criterion`; `None` for a rule of its own.
    """

    levels: tuple[Level, ...]
    meets: Meets
    ref: str | None = None


@frozen
class Sum:
    """A roll-up that adds numerators, and totals, of an indicator of the places below."""

    levels: tuple[Level, ...]
    of: str


@frozen
class Indicator:
    """One thing that can be measured, with its denominator: never the topic, always the exact quantity.

    Attributes:
        id: snake case, naming denominator and property, as `households_fibre_connected`.
        levels: the levels of place that bear the fact.
        measure: how it is measured.
        label: a short name.
        denominator: for a share, the count indicator of its total.
        unit: for a count, what is counted; a share takes the unit of its denominator.
        aliases: other names as column headers.
        reduce: for a monthly series, the `least` month or the `sum` of months.
        values: for a category, its values with their names.
        rollup: how the places below give the fact.
        about: the levels that the figure is about, where those are not the places rolled up.
        fresh_for: months after which a fact is stale.
        note: what it is, and what it must not be confused with.
        kind: how recorded values are held, by the measure.
    """

    id: str
    levels: tuple[Level, ...] = field(converter=levels_of)
    measure: Measure = field(converter=Measure)
    label: Text
    denominator: str | None = None
    unit: Unit | None = None
    aliases: tuple[str, ...] = ()
    reduce: Literal["least", "sum"] | None = None
    values: Mapping[str, Text] = field(factory=dict, hash=False)
    rollup: Meeting | Sum | None = None
    about: tuple[Level, ...] = field(default=(), converter=levels_of)
    fresh_for: int | None = None
    note: Text | None = None
    kind: Kind = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Note the kind of the measure."""
        object.__setattr__(self, "kind", _KINDS[self.measure])

    @property
    def counted_levels(self) -> tuple[Level, ...]:
        """The levels that the figure is about: as declared, else those rolled up, else those that bear it."""
        return self.about or (self.rollup.levels if self.rollup else self.levels)


Ends = Mapping[str, int]
"""Low or high ends by indicator."""

Implied = tuple[str, int, tuple[str, ...]]
"""An end that a link implies: of which indicator, the end, and from which others."""


@frozen
class Subset:
    """Whoever counts in `part` counts in `whole`: low ends flow up, high ends flow down."""

    name: str
    part: str
    whole: str
    reading: Text

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that the link joins."""
        return self.part, self.whole

    def raise_low(self, low: Ends, unit: int) -> Iterable[Implied]:  # noqa: ARG002 - one signature for all links
        """Return what the low ends, in `unit` parts of the whole, imply for other low ends."""
        return ((self.whole, low[self.part], (self.part,)),)

    def lower_high(self, low: Ends, high: Ends, unit: int) -> Iterable[Implied]:  # noqa: ARG002 - one signature
        """Return what the ends imply for other high ends."""
        return ((self.part, high[self.whole], (self.whole,)),)


@frozen
class Joint:
    """`joint` counts those who have both of `of`: at least p + q - 100 %, at most the smaller of p and q."""

    name: str
    joint: str
    of: tuple[str, str]
    reading: Text

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators that the link joins."""
        return self.joint, *self.of

    def raise_low(self, low: Ends, unit: int) -> Iterable[Implied]:
        """Return what the low ends, in `unit` parts of the whole, imply for other low ends."""
        p, q = self.of
        both = low[self.joint]
        return (
            (self.joint, low[p] + low[q] - unit, self.of),
            (p, both, (self.joint,)),
            (q, both, (self.joint,)),
        )

    def lower_high(self, low: Ends, high: Ends, unit: int) -> Iterable[Implied]:
        """Return what the ends imply for other high ends.

        A joint share known to be small also bounds p where q is large. Without that, of three contradicting facts only
        the joint one would be found empty, and setting it aside could turn its failure into a pass.
        """
        p, q = self.of
        both = high[self.joint]
        return (
            (self.joint, high[p], (p,)),
            (self.joint, high[q], (q,)),
            (p, both + unit - low[q], (self.joint, q)),
            (q, both + unit - low[p], (self.joint, p)),
        )


Link = Subset | Joint


@frozen
class Vocabulary:
    """The indicators that rules may name and the links that join them.

    Attributes:
        indicators: by id.
        links: the links between them.
    """

    indicators: Mapping[str, Indicator] = field(factory=dict, hash=False)
    links: tuple[Link, ...] = ()

    def __getitem__(self, indicator: str) -> Indicator:
        """Return one indicator by id.

        Raises:
            UnknownIndicator: if none has this id; the message offers the nearest.
        """
        try:
            return self.indicators[indicator]
        except KeyError:
            msg = f"no indicator has the id {indicator!r}.{did_you_mean(indicator, self.indicators)}"
            raise UnknownIndicator(msg) from None

    def __contains__(self, indicator: object) -> bool:
        """Whether an indicator has this id."""
        return indicator in self.indicators

    def __iter__(self) -> Iterator[Indicator]:
        """Iterate over the indicators."""
        return iter(self.indicators.values())

    @cached_property
    def groups(self) -> Mapping[str, "Group"]:
        """The group of linked indicators in which each linked indicator stands."""
        return {i: group for group in _groups(self) for i in group.declared}

    @cached_property
    def simple(self) -> Mapping[str, Indicator]:
        """The indicators of which no part speaks, and no share that states their total."""
        return {i.id: i for i in self if i.id not in self.shares_of and i.rollup is None}

    @cached_property
    def plain(self) -> Mapping[str, Indicator]:
        """The simple indicators that no link joins: only their records speak."""
        return {i: indicator for i, indicator in self.simple.items() if i not in self.groups}

    @cached_property
    def shares_of(self) -> Mapping[str, tuple[str, ...]]:
        """For each denominator, the shares that state it."""
        shares: dict[str, tuple[str, ...]] = {}
        for i in self:
            if i.denominator:
                shares[i.denominator] = (*shares.get(i.denominator, ()), i.id)
        return shares

    def extended(self, indicators: Iterable[Indicator] = (), links: Iterable[Link] = ()) -> "Vocabulary":
        """Return a vocabulary with indicators and links of one's own added.

        Raises:
            InvalidValue: if an id is declared already.
        """
        merged = dict(self.indicators)
        for i in indicators:
            if i.id in merged:
                msg = f"indicator {i.id!r} is declared already; give yours an id of its own"
                raise InvalidValue(msg)
            merged[i.id] = i
        return evolve(self, indicators=merged, links=(*self.links, *links))

    def without(self, links: Iterable[str]) -> "Vocabulary":
        """Return a vocabulary in which the links named are switched off.

        Raises:
            InvalidValue: if no link has such a name.
        """
        off = set(links)
        names = {link.name for link in self.links}
        for name in off - names:
            msg = f"no link is named {name!r}.{did_you_mean(name, names)}"
            raise InvalidValue(msg)
        return evolve(self, links=tuple(link for link in self.links if link.name not in off))


@frozen
class Group:
    """Indicators that links join, directly or through others.

    Attributes:
        declared: the indicators by id.
        links: the links that join them.
    """

    declared: Mapping[str, Indicator] = field(hash=False)
    links: tuple[Link, ...]

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        """The ids of the indicators."""
        return tuple(self.declared)

    @cached_property
    def kind(self) -> Kind:
        """How recorded values of these indicators are held: links join indicators of one measure."""
        return next(iter(self.declared.values())).kind

    def may_contradict(self, recorded: Collection[str]) -> bool:
        """Whether links join what is recorded of two indicators; otherwise they leave exact records as they are."""
        return any(one in recorded and two in recorded for one, two in self.rivals)

    @cached_property
    def rivals(self) -> tuple[tuple[str, str], ...]:
        """Pairs of which the first may raise the low end of the second, so that their records may contradict."""
        raised: dict[str, list[str]] = {i: [] for i in self.indicators}
        for link in self.links:
            for i, _, sources in _raised(link):
                for source in sources:
                    raised[source].append(i)
        return tuple((start, i) for start in self.indicators for i in _reached(start, raised) if i != start)


def _reached(start: str, raised: Mapping[str, Iterable[str]]) -> Iterable[str]:
    """Return what is reached from one indicator, step by step."""
    reached, ahead = {start}, [start]
    while ahead:
        new = [i for i in raised[ahead.pop()] if i not in reached]
        reached.update(new)
        ahead += new
    return reached


def _raised(link: Link) -> Iterable[Implied]:
    """Return which low ends a link raises, and from which."""
    return link.raise_low(dict.fromkeys(link.indicators, 0), 0)


def figure_from_above(joined: Sequence[Indicator]) -> str | None:
    """Tell where a link would compare a place with one above it, of which it says nothing; `None` if nowhere."""
    for level in Level:
        here = [i for i in joined if level in i.levels]
        above = [i for i in joined if i not in here and any(one.rank > level.rank for one in i.levels)]
        if here and above:
            return (
                f"joins {here[0].id!r}, a figure of the {level.value} itself, with {above[0].id!r}, one of a place "
                "above it: let both be figures of the same levels"
            )
    return None


def _groups(vocabulary: Vocabulary) -> list[Group]:
    """Part the links of a vocabulary into groups that share no indicator.

    Raises:
        InvalidValue: if a link joins figures of different places.
    """
    groups: list[Group] = []
    for link in vocabulary.links:
        if apart := figure_from_above([vocabulary[i] for i in link.indicators]):
            msg = f"link {link.name!r} {apart}"
            raise InvalidValue(msg)
        joined = [g for g in groups if set(g.declared) & set(link.indicators)]
        declared = {i: indicator for g in joined for i, indicator in g.declared.items()}
        declared |= {i: vocabulary[i] for i in link.indicators}
        merged = Group(declared, (*(one for g in joined for one in g.links), link))
        groups = [g for g in groups if g not in joined] + [merged]
    return groups
