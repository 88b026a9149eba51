"""Places: the tree of villages, communes, districts and provinces."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from smartvillage import Fact, Level, Place, Share
from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.services import described


def commune(*villages: Place, **about: Any) -> Place:
    """Make a commune of these villages."""
    return Place("Xã A", level="commune", parts=villages, **about)


def village(name: str = "Thôn 8", **facts: Any) -> Place:
    """Make a village with these facts."""
    return Place(name, level="village", facts=facts)


def test_a_part_knows_its_whole_and_equality_leaves_it_out() -> None:
    """The tree is stored downwards; the same village is equal whether read alone or with its commune."""
    alone = Place("Thôn 8", level="village", code="8", facts={"culture_house_wifi": True})
    whole = commune(alone, code="17329")
    part = whole.parts[0]
    assert (whole.code, part.code) == ("17329", "8")
    assert part.parent is whole
    assert part == alone
    assert hash(part) == hash(alone)
    assert alone.parent is None
    assert part != village(culture_house_wifi=False)
    assert part != "Thôn 8"
    assert part.facts is alone.facts
    assert len({hash(village(name)) for name in "abcdef"}) > 1


def test_places_above_and_below() -> None:
    """Facts are looked for at the nearest place above, and counted over all places below."""
    province = Place("Tỉnh", level="province", parts=[Place("Huyện", level="district", parts=[commune(village())])])
    lowest = province.parts[0].parts[0].parts[0]
    assert [place.name for place in lowest.above] == ["Xã A", "Huyện", "Tỉnh"]
    assert [place.name for place in province.below([Level.VILLAGE, Level.DISTRICT])] == ["Huyện", "Thôn 8"]


def test_facts_cannot_be_changed_afterwards() -> None:
    """An assessment must stay true of the place that it was made for."""
    place = village(culture_house_wifi=True)
    assert place.facts["culture_house_wifi"] == (Fact(True),)
    facts: Any = place.facts
    with pytest.raises(TypeError):
        facts["culture_house_wifi"] = ()


def test_a_place_says_what_it_is() -> None:
    """A notebook prints the object."""
    assert repr(village(a=True)) == "<Place 'Thôn 8' (village): 1 facts>"
    assert repr(commune(village(), village("Thôn 9"))) == "<Place 'Xã A' (commune): 0 facts, 2 parts>"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: Place("A", level="hamlet"),
            "^no level is called 'hamlet': write one of village, commune, district, province.",
        ),
        (lambda: Place("A", level="vilage"), "Did you mean 'village'?"),
        (lambda: Place(" ", level="village"), "a place needs a name"),
        (
            lambda: Place("A", level="commune", parts=[Place("B", level="commune")]),
            r"^B \(commune\) cannot be part of A \(commune\)$",
        ),
        (lambda: commune(village(), expected_parts=0), "expected_parts=0, but 1 parts are given"),
        (lambda: village(fibre=0.8), "^fibre: 0.8 may be"),
        (lambda: Place("A", level="commune", parent=village()), "Thôn 8"),
    ],
    ids=[
        "unknown level",
        "nearest level",
        "no name",
        "part of its own level",
        "too few expected",
        "bad fact",
        "parent below",
    ],
)
def test_what_cannot_be_a_place_is_refused(make: Any, words: str) -> None:
    """An error where the place is made is worth more than one in a verdict."""
    with pytest.raises(InvalidValue, match=words):
        make()


def test_a_name_is_a_text() -> None:
    """A row without a name is not the village None, and a number is not one either."""
    for nameless in (None, 8):
        name: Any = nameless
        with pytest.raises(InvalidType, match=f"^a place needs a name, not {nameless}$"):
            Place(name, level="village")


def test_all_parts_may_be_given() -> None:
    """Who says how many parts there are may well give each of them."""
    assert commune(village(), village("Thôn 9"), expected_parts=2).expected_parts == 2


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"parts": ["Thôn 8"]}, "a part is a Place, not 'Thôn 8'"),
        ({"facts": None}, "facts are a mapping from indicator ids to values, not None"),
        ({"facts": [5]}, r"facts are a mapping from indicator ids to values, not \[5\]"),
        ({"expected_parts": "3"}, "Xã A: expected_parts is an int, not '3'"),
        ({"expected_parts": True}, "Xã A: expected_parts is an int, not True"),
        ({"code": 17329}, "Xã A: a code is a text, '17329', not 17329"),
        ({"parent": "Tỉnh"}, "Xã A: a parent is a Place, not 'Tỉnh'"),
    ],
    ids=repr,
)
def test_arguments_of_a_wrong_type_are_refused(about: dict[str, Any], words: str) -> None:
    """They would otherwise raise somewhere inside, in words of Python."""
    with pytest.raises(InvalidType, match=f"^{words}$"):
        Place("Xã A", level="commune", **about)


def test_a_service_describes_places_by_the_schema_of_places() -> None:
    """FastAPI shows to others what a body must hold."""
    assert Place.__get_pydantic_json_schema__(None, None) == described("place")


def test_a_notebook_shows_the_place_itself() -> None:
    """What the report writes of a place is asked for by the place."""
    place = village(culture_house_wifi=True)
    assert "Thôn 8" in place._repr_html_()
    assert any("Thôn 8" in text for text in place._repr_mimebundle_().values())


def repickled(thing: Any) -> Any:
    """Send something to another process and back."""
    return pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own


@pytest.mark.parametrize("clone", [copy.deepcopy, repickled])
def test_a_place_can_be_sent_to_another_process(clone: Callable[[Any], Any]) -> None:
    """Thousands of villages are judged in parallel; a part brings its whole with it."""
    whole = commune(village(fibre=Share(3, 4)), village("Thôn 9"), expected_parts=3, code="17329")
    assert clone(whole) == whole
    part = clone(whole.parts[1])
    assert part == whole.parts[1]
    assert part.parent == whole
    again, below = clone((whole, whole.parts[1]))
    assert below is again.parts[1]
    alone = Place("Thôn 1", level="village", parent=commune())
    assert clone(alone).parent == commune()
