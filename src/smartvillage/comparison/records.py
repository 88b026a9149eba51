"""What a comparison of two criteria sets finds."""

from collections.abc import Iterator
from enum import Enum
from typing import Literal

from attrs import frozen

from smartvillage.criteria import CriteriaSet, Criterion
from smartvillage.facts import Place
from smartvillage.indicators import Indicator, Lang, Level
from smartvillage.intervals import Region


class Relation(Enum):
    """How a criterion of the first set stands to one of the second."""

    SAME = "same"
    STRICTER = "stricter"
    LOOSER = "looser"
    INCOMPARABLE = "incomparable"
    ONLY_IN_A = "only_in_a"
    ONLY_IN_B = "only_in_b"


Obstacle = Literal["readings", "open_share", "level", "own_rule", "too_many"]
"""Why two criteria on the same indicator cannot be compared, where they do not simply overlap."""


@frozen
class Shared:
    """What two criteria accept of one indicator.

    Attributes:
        indicator: what is measured.
        a: what the first accepts, whatever else it asks.
        b: what the second accepts.
        both: what is left to a place that meets both.
    """

    indicator: Indicator
    a: Region
    b: Region
    both: Region


@frozen
class Under:
    """How two criteria stand to each other under one reading of each; `None` for one without readings."""

    a: str | None
    b: str | None
    relation: Relation


@frozen
class Row:
    """A criterion of one set beside one of the other that asks of the same indicator, or alone.

    Attributes:
        a: the criterion of the first set.
        b: the criterion of the second set.
        relation: how the first stands to the second.
        on: what each accepts of the indicators that both ask of.
        under: the relation for each pair of readings that ask of the same indicator.
        obstacle: why they cannot be compared.
        links: the links that the relation rests on, by name.
        only_a: a place that meets the first and not the second; with readings, under the first pair of them.
        only_b: a place that meets the second and not the first, likewise.
    """

    a: Criterion | None
    b: Criterion | None
    relation: Relation
    on: tuple[Shared, ...] = ()
    under: tuple[Under, ...] = ()
    obstacle: Obstacle | None = None
    links: tuple[str, ...] = ()
    only_a: Place | None = None
    only_b: Place | None = None


@frozen
class Left:
    """What two sets together leave of one indicator.

    Attributes:
        indicator: what is measured.
        region: what is left; nothing where the sets contradict each other.
        a: the criteria of the first set that ask of it, by id; preferences leave everything open.
        b: those of the second set.
    """

    indicator: Indicator
    region: Region
    a: tuple[str, ...]
    b: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left."""
        return not self.region


@frozen
class Implied:
    """A criterion of one set that every place meets which meets some of the other; none of them can be left out.

    Attributes:
        criterion: what is implied.
        of: its set.
        by: what it follows from.
        by_set: the set of those.
        links: the links that it needs, by name.
        rollups: the indicators, shares of 100 %, by which it reaches the places below.
        known: what is then known of the indicators that the criterion asks of.
        village: a place that shows it, of which no more is known than needed.
    """

    criterion: Criterion
    of: CriteriaSet
    by: tuple[Criterion, ...]
    by_set: CriteriaSet
    links: tuple[str, ...]
    rollups: tuple[str, ...]
    known: tuple[tuple[Indicator, Region], ...]
    village: Place


@frozen
class Clash:
    """Two criteria that no place can meet together, and the links by which that is so."""

    a: Criterion
    b: Criterion
    links: tuple[str, ...]


@frozen
class NearMiss:
    """Two indicators that look alike and are not comparable.

    They share a word of their ids that is not about who is counted, or a link joins them.

    Attributes:
        a: the indicator of the first set.
        b: the indicator of the second set.
        a_criteria: the criteria that ask of it, by id.
        b_criteria: likewise.
        shared: the words of their ids that are alike.
        differs: in what they differ: measure, denominator, level; else in meaning.
        links: the links that join them.
    """

    a: Indicator
    b: Indicator
    a_criteria: tuple[str, ...]
    b_criteria: tuple[str, ...]
    shared: tuple[str, ...]
    differs: tuple[str, ...]
    links: tuple[str, ...]


@frozen(repr=False)
class Comparison:
    """Two criteria sets side by side.

    Attributes:
        a: the first set.
        b: the second set.
        level: the level of the places in which they were compared.
        rows: criteria on the same indicator in the order of the first set, each pair; then those alone.
        left: what both sets leave of each indicator that both ask of.
        implied: what follows in one set from the other beyond the rows: from several criteria, or through links.
        clashes: criteria that no place can meet together.
        near_misses: what looks alike and is not comparable.
        renamed: old and new ids of criteria and indicators, where one set replaces the other.
    """

    a: CriteriaSet
    b: CriteriaSet
    level: Level
    rows: tuple[Row, ...]
    left: tuple[Left, ...]
    implied: tuple[Implied, ...]
    clashes: tuple[Clash, ...]
    near_misses: tuple[NearMiss, ...]
    renamed: tuple[tuple[str, str], ...]

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def __getitem__(self, criterion: str) -> tuple[Row, ...]:
        """Return the rows of a criterion of the first set, by id.

        Raises:
            UnknownCriterion: if the first set has none of this id.
        """
        wanted = self.a[criterion]
        return tuple(row for row in self.rows if row.a is wanted)

    def __repr__(self) -> str:
        """Name the sets and count the rows."""
        return f"<Comparison of {self.a.id} with {self.b.id}: {len(self.rows)} rows>"

    def explain(self, lang: Lang = "vi") -> str:
        """Return the comparison in words, Vietnamese or English."""
        from smartvillage.messages import explain_comparison  # noqa: PLC0415 - a door

        return explain_comparison(self, lang)

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)
