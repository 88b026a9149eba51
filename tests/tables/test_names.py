"""Names as people type them: marks tell places apart, and who types none may be understood."""

from collections.abc import Callable
from typing import Any

import pytest

from smartvillage import Place
from smartvillage.facts import Issue
from smartvillage.indicators import Level
from smartvillage.messages import explain_issue
from smartvillage.tables import Register

Read = Callable[..., Register]


def tree(place: Place) -> Any:
    """Return a place by name with the places below it."""
    return (place.name, [tree(part) for part in place.parts]) if place.parts else place.name


def codes(found: Register) -> list[tuple[str, str | None, str | None]]:
    """Return the code, place and value of the issues."""
    return [(issue.code, issue.place, issue.value) for issue in found.issues]


def in_words(issue: Issue) -> tuple[str, str]:
    """Return an issue in both languages."""
    return explain_issue(issue, "vi"), explain_issue(issue, "en")


def test_names_that_differ_in_one_mark_are_two_places(folder: Read) -> None:
    """Vietnamese marks are letters: a tone is the only difference between many real names."""
    found = folder(
        xa=("Xã;Số thôn", "Xã Tân An;2", "Xã Tấn An;1"),
        thon=("Thôn;Xã;Tổng số hộ", "Thôn Đông;Xã Tân An;5", "Thôn Động;Xã Tân An;6", "Thôn Đông;Xã Tấn An;7"),
    )
    assert found.issues == ()
    trees = [("Xã Tân An", ["Thôn Đông", "Thôn Động"]), ("Xã Tấn An", ["Thôn Đông"])]
    assert [tree(root) for root in found.roots] == trees


@pytest.mark.parametrize(("one", "other"), [("Thôn Hòa", "Thôn Hoà"), ("Ấp 3", "Áp 3"), ("Thôn 3", "Thon 3")])
def test_spellings_of_one_name_are_one_place(folder: Read, one: str, other: str) -> None:
    """Where a tone is written in "oa" is a habit, "áp" is how scans have "ấp", and a word like thôn needs no marks."""
    found = folder(a=("Thôn;Xã;Tổng số hộ", f"{one};Xã A;5"), b=("Thôn;Xã;Dân số", f"{other};Xã A;20"))
    (place,) = found
    assert (place.name, set(place.facts)) == (one, {"households", "residents"})


def test_a_commune_whose_name_begins_like_the_word_is_no_other_commune(folder: Read) -> None:
    """Xà Phìn is not the commune (xã) of Phìn."""
    found = folder(
        xa=("Xã;Số thôn", "Xà Phìn;1", "Xã Phìn;1"), thon=("Thôn;Xã;Tổng số hộ", "T 1;Xà Phìn;5", "T 1;Phìn;6")
    )
    assert found.issues == ()
    assert [tree(root) for root in found.roots] == [("Xà Phìn", ["T 1"]), ("Xã Phìn", ["T 1"])]


def test_a_name_without_any_mark_is_taken_for_the_one_that_it_may_be(folder: Read) -> None:
    """Who types without marks means the place of these letters, if there is one; it is said."""
    found = folder(
        xa=("Xã;Số thôn", "Xã Tân An;2"),
        thon=("Thôn;Xã;Tổng số hộ;Dân số", "Thôn Đông;Xã Tân An;5;", "Thon Dong;Xa Tan An;;20"),
    )
    assert [tree(root) for root in found.roots] == [("Xã Tân An", ["Thôn Đông"])]
    assert codes(found) == [
        ("name_without_marks", "Xã Tân An", "Xa Tan An"),
        ("name_without_marks", "Thôn Đông", "Thon Dong"),
        ("repeated_place", "Thôn Đông", None),
    ]
    (village,) = [place for place in found if place.level is Level.VILLAGE]
    assert set(village.facts) == {"households", "residents"}
    assert "“Xa Tan An” viết không dấu; được hiểu là Xã Tân An." in in_words(found.issues[0])[0]


def test_the_row_of_a_name_without_marks_is_that_of_the_place_named_with_them(folder: Read) -> None:
    """The table of communes may be the one that is typed without marks; a second such row is another place."""
    villages = ("Thôn;Xã;Tổng số hộ", "Thôn 1;Xã Tân An;5")
    found = folder(xa=("Xã;Số thôn", "Xa Tan An;1"), thon=villages)
    assert [tree(root) for root in found.roots] == [("Xã Tân An", ["Thôn 1"])]
    found = folder(xa=("Xã;Huyện;Số thôn", "Xa Tan An;H;1", "Xa Tan An;K;1"), thon=villages)
    assert {code for code, _, _ in codes(found)} == {"ambiguous_name", "place_without_row"}
    found = folder(xa=("Xã;Huyện;Số thôn", "Xa Tan An;H;1", "Xa Tan An;K;1", "Xã Tân An;;1"), thon=villages)
    assert [code for code, _, _ in codes(found)] == ["ambiguous_name", "ambiguous_name", "whole_left_blank"]
    assert [place.name for place in found if place.level is Level.COMMUNE] == ["Xa Tan An", "Xa Tan An", "Xã Tân An"]


def test_a_name_without_marks_that_may_be_two_places_is_an_issue(folder: Read) -> None:
    """Nothing is guessed: what it may belong to expects more, and a row of its own stays a place."""
    found = folder(
        xa=("Xã;Số thôn", "Xã Tân An;1", "Xã Tấn An;1"),
        thon=(
            "Thôn;Xã;Tổng số hộ",
            "Thôn Đông;Xã Tân An;5",
            "Thôn 1;Xa Tan An;6",
            "Thôn Động;Xã Tân An;7",
            "Thon Dong;Xã Tân An;8",
        ),
    )
    assert codes(found) == [
        ("ambiguous_whole", "Xa Tan An", "Xa Tan An"),
        ("ambiguous_name", "Thon Dong", "Thon Dong"),
        ("more_parts_than_stated", "Xã Tân An", "1"),
    ]
    tan, other = (place for place in found if place.level is Level.COMMUNE)
    assert [part.name for part in tan.parts] == ["Thôn Đông", "Thôn Động", "Thon Dong"]
    assert (tan.expected_parts, other.expected_parts) == (4, 1)
