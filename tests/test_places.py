"""Places: the tree of villages, communes, districts and provinces."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from smartvillage import Fact, Level, Place, Share
from smartvillage.errors import InvalidType, InvalidValue, SmartVillageError


def commune(*villages: Place, **about: Any) -> Place:
    """Make a commune of these villages."""
    return Place("Xã A", level="commune", parts=villages, **about)


def village(name: str = "Thôn 8", **facts: Any) -> Place:
    """Make a village with these facts."""
    return Place(name, level="village", facts=facts)


def test_a_part_knows_its_whole_and_equality_leaves_it_out() -> None:
    """The tree is stored downwards; the same village is equal whether read alone or with its commune."""
    alone = village(culture_house_wifi=True)
    whole = commune(alone, code="17329")
    part = whole.parts[0]
    assert part.parent is whole
    assert part == alone
    assert hash(part) == hash(alone)
    assert alone.parent is None
    assert part != village(culture_house_wifi=False)
    assert part != "Thôn 8"


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
        (lambda: Place("A", level="hamlet"), "no level is called 'hamlet'"),
        (lambda: Place("A", level="vilage"), "Did you mean 'village'?"),
        (lambda: Place(" ", level="village"), "a place needs a name"),
        (
            lambda: Place("A", level="commune", parts=[Place("B", level="commune")]),
            r"B \(commune\) cannot be part of A",
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
    """A row without a name is not the village None."""
    nameless: Any = None
    with pytest.raises(InvalidType, match="not None"):
        Place(nameless, level="village")


@pytest.mark.parametrize(
    "about",
    [
        {"parts": ["Thôn 8"]},
        {"facts": None},
        {"expected_parts": "3"},
        {"expected_parts": True},
        {"code": 17329},
        {"parent": "Tỉnh"},
    ],
    ids=repr,
)
def test_arguments_of_a_wrong_type_are_refused(about: dict[str, Any]) -> None:
    """They would otherwise raise somewhere inside, in words of Python."""
    with pytest.raises(SmartVillageError):
        Place("Xã A", level="commune", **about)


def repickled(thing: Place) -> Place:
    """Send a place to another process and back."""
    again: Place = pickle.loads(pickle.dumps(thing))  # noqa: S301 - our own
    return again


@pytest.mark.parametrize("clone", [copy.deepcopy, repickled])
def test_a_place_can_be_sent_to_another_process(clone: Callable[[Place], Place]) -> None:
    """Thousands of villages are judged in parallel; a part brings its whole with it."""
    whole = commune(village(fibre=Share(3, 4)), village("Thôn 9"), expected_parts=3)
    assert clone(whole) == whole
    part = clone(whole.parts[1])
    assert part == whole.parts[1]
    assert part.parent == whole
    alone = Place("Thôn 1", level="village", parent=commune())
    assert clone(alone).parent == commune()
