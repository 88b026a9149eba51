"""Places: villages, communes, districts and provinces, with their facts and their parts."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from attrs import field, frozen

from smartvillage.errors import InvalidType, InvalidValue, did_you_mean, shown
from smartvillage.facts.records import Fact, facts_of
from smartvillage.indicators import Level


def level_of(value: Level | str) -> Level:
    """Return a level from its value.

    Raises:
        InvalidValue: if there is no such level.
    """
    try:
        return Level(value)
    except ValueError:
        known = [level.value for level in Level]
        msg = f"no level is called {shown(value)}: write one of {', '.join(known)}.{did_you_mean(value, known)}"
        raise InvalidValue(msg) from None


def _is_text(value: object) -> bool:
    """Whether a value is a text; callers without type checks may give anything."""
    return isinstance(value, str)


def _parts(parts: "Iterable[Place]") -> "tuple[Place, ...]":
    """Return parts in the order given.

    Raises:
        InvalidType: for a part that is no place.
    """
    found = tuple(parts)
    for part in found:
        if not isinstance(part, Place):
            msg = f"a part is a Place, not {shown(part)}"
            raise InvalidType(msg)
    return found


def _read_only(values: Mapping[str, Any]) -> Mapping[str, tuple[Fact, ...]]:
    """Return facts that cannot be changed afterwards."""
    if isinstance(values, MappingProxyType):
        return values
    if not isinstance(values, Mapping):
        msg = f"facts are a mapping from indicator ids to values, not {shown(values)}"
        raise InvalidType(msg)
    return MappingProxyType(facts_of(values))


@frozen(eq=False, repr=False)
class Place:
    """A village, commune, district or province: its facts, its parts, and the place it is part of.

    The tree is stored downwards. A part reached through its whole knows the whole as its `parent`; `parent=` is for a
    place given alone. Equality and hash leave the parent out.

    Attributes:
        name: the name as people write it.
        level: `"village"`, `"commune"`, `"district"` or `"province"`.
        code: the administrative code, if known.
        facts: recorded facts by indicator id; a value alone stands for a `Fact` without day or source.
        parts: the places it consists of, of lower levels.
        expected_parts: how many direct parts it has, where more than those given.
        parent: the place above.

    Raises:
        InvalidValue: for an unknown level, a part of no lower level, a nameless place, or a fact that cannot be.
        InvalidType: for a value of the wrong type.
    """

    name: str
    level: Level = field(kw_only=True, converter=level_of)
    code: str | None = field(default=None, kw_only=True)
    facts: Mapping[str, tuple[Fact, ...]] = field(factory=dict, kw_only=True, converter=_read_only)
    parts: tuple["Place", ...] = field(default=(), kw_only=True, converter=_parts)
    expected_parts: int | None = field(default=None, kw_only=True)
    parent: "Place | None" = field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Check what is given, and let the parts know their whole; each checks that it may be part of it."""
        if not _is_text(self.name):
            msg = f"a place needs a name, not {shown(self.name)}"
            raise InvalidType(msg)
        if not self.name.strip():
            msg = "a place needs a name"
            raise InvalidValue(msg)
        _check_types(self)
        if self.expected_parts is not None and self.expected_parts < len(self.parts):
            msg = f"{self.name}: expected_parts={self.expected_parts}, but {len(self.parts)} parts are given"
            raise InvalidValue(msg)
        if self.parts:
            object.__setattr__(self, "parts", tuple(_part(part, self) for part in self.parts))

    def _key(self) -> tuple[object, ...]:
        """Return all but the parent."""
        return self.name, self.level, self.code, dict(self.facts), self.parts, self.expected_parts

    def __eq__(self, other: object) -> bool:
        """Whether all but the parent is equal."""
        return self._key() == other._key() if isinstance(other, Place) else NotImplemented

    def __hash__(self) -> int:
        """Hash what identifies the place, and which facts it has."""
        return hash((self.name, self.level, self.code, frozenset(self.facts)))

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __repr__(self) -> str:
        """Name the place and count its facts and parts."""
        parts = f", {len(self.parts)} parts" if self.parts else ""
        return f"<Place {self.name!r} ({self.level.value}): {len(self.facts)} facts{parts}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle a part as a step down from its whole, and any other place by what it holds."""
        for index, part in enumerate(self.parent.parts if self.parent else ()):
            if part is self:
                return _part_of, (self.parent, index)
        return _rebuilt, (_state(self), self.parent)

    def to_dict(self) -> dict[str, Any]:
        """Return the place, its facts and its parts as plain data; the place above is left out."""
        from smartvillage.codec import place_to  # noqa: PLC0415 - a door

        return place_to(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> "Place":
        """Return a place from what `to_dict` wrote.

        Raises:
            InvalidValue: for an unknown key, a missing one, or a value that cannot be.
            InvalidType: for a value of the wrong type.
        """
        from smartvillage.codec import place_from  # noqa: PLC0415 - a door

        return place_from(data)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any:
        """Tell pydantic how to take and give a place: as a body or response of FastAPI, or a field of a model."""
        from smartvillage.services import place_core_schema  # noqa: PLC0415 - a door

        return place_core_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: object, _handler: object) -> dict[str, Any]:
        """Tell pydantic how to describe a place."""
        from smartvillage.services import described  # noqa: PLC0415 - a door

        return described("place")

    @property
    def above(self) -> Iterator["Place"]:
        """Iterate over the places above, the nearest first."""
        place = self.parent
        while place is not None:
            yield place
            place = place.parent

    def below(self, levels: Iterable[Level]) -> Iterator["Place"]:
        """Iterate over all places of these levels below this one, in the order given."""
        wanted = tuple(levels)
        for part in self.parts:
            if part.level in wanted:
                yield part
            yield from part.below(wanted)


def _check_types(place: Place) -> None:
    """Refuse a code, a number of parts, or a whole that cannot be one.

    Raises:
        InvalidType: for a value of the wrong type.
        InvalidValue: for a whole of no higher level.
    """
    if place.code is not None and not _is_text(place.code):
        msg = f"{place.name}: a code is a text, '17329', not {shown(place.code)}"
        raise InvalidType(msg)
    expected: object = place.expected_parts
    if expected is not None and (isinstance(expected, bool) or not isinstance(expected, int)):
        msg = f"{place.name}: expected_parts is an int, not {shown(expected)}"
        raise InvalidType(msg)
    if place.parent is not None and not isinstance(place.parent, Place):
        msg = f"{place.name}: a parent is a Place, not {shown(place.parent)}"
        raise InvalidType(msg)
    if place.parent is not None and place.parent.level.rank <= place.level.rank:
        msg = f"{place.name} ({place.level.value}) cannot be part of {place.parent.name} ({place.parent.level.value})"
        raise InvalidValue(msg)


def _part(place: Place, whole: Place | None) -> Place:
    """Return a place as a part of a whole; facts are shared, not copied."""
    return Place(
        place.name,
        level=place.level,
        code=place.code,
        facts=place.facts,
        parts=place.parts,
        expected_parts=place.expected_parts,
        parent=whole,
    )


State = tuple[str, Level, str | None, dict[str, tuple[Fact, ...]], tuple[Any, ...], int | None]


def _state(place: Place) -> State:
    """Return what a place and its parts hold, without the places above."""
    parts = tuple(map(_state, place.parts))
    return place.name, place.level, place.code, dict(place.facts), parts, place.expected_parts


def _rebuilt(state: State, parent: Place | None = None) -> Place:
    """Return a place from what it held."""
    name, level, code, facts, states, expected = state
    parts = tuple(map(_rebuilt, states))
    return Place(name, level=level, code=code, facts=facts, parts=parts, expected_parts=expected, parent=parent)


def _part_of(whole: Place, index: int) -> Place:
    """Return one part of a place."""
    return whole.parts[index]
