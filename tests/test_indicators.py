"""The vocabulary: indicators, the links between them, and what is refused."""

from datetime import date

import pytest

from smartvillage.errors import InvalidValue, UnknownIndicator
from smartvillage.indicators import Group, Indicator, Joint, Level, Measure, Meeting, Subset, Text, Unit, Vocabulary
from smartvillage.rules import Holds

NAME = Text("tên", "name")
ALL = tuple(Level)


def share(name: str) -> Indicator:
    """Make a share of households."""
    return Indicator(name, ALL, Measure.SHARE, NAME, denominator="households")


HOUSEHOLDS = Indicator("households", ALL, Measure.COUNT, NAME, unit=Unit("hộ", "household", "households"))
WORDS = Vocabulary({i.id: i for i in (HOUSEHOLDS, *map(share, "pqrs"))})


def test_a_text_is_asked_by_language() -> None:
    """Messages pick the words by the language asked for."""
    assert (NAME["vi"], NAME["en"]) == ("tên", "name")


def test_levels_are_ranked_and_the_district_level_ended() -> None:
    """Since 1 July 2025 nobody bears district figures; without a day every level has bearers."""
    assert [level.rank for level in Level] == [0, 1, 2, 3]
    assert Level.DISTRICT.has_bearer(date(2025, 6, 30))
    assert not Level.DISTRICT.has_bearer(date(2025, 7, 1))
    assert Level.DISTRICT.has_bearer(None)
    assert Level.COMMUNE.has_bearer(date(2030, 1, 1))


def test_an_indicator_counts_its_own_levels_or_those_rolled_up() -> None:
    """Whether a figure has a bearer depends on the places that it counts."""
    assert HOUSEHOLDS.counted_levels == ALL
    rolled = Indicator("x", (Level.PROVINCE,), Measure.COUNT, NAME, rollup=Meeting((Level.DISTRICT,), Holds("y")))
    assert rolled.counted_levels == (Level.DISTRICT,)
    assert (HOUSEHOLDS.kind, rolled.kind, share("p").kind) == ("number", "number", "share")


def test_an_unknown_id_offers_the_nearest() -> None:
    """A misspelt id must not become "not recorded"."""
    assert "households" in WORDS
    with pytest.raises(UnknownIndicator, match=r"Did you mean 'households'?"):
        WORDS["housholds"]
    with pytest.raises(KeyError):
        WORDS["zzz"]


def test_extending_keeps_the_old_and_refuses_to_redefine() -> None:
    """A province's own indicators may not change what others are judged by."""
    wider = WORDS.extended([share("t")], [Subset("p-in-t", "p", "t", NAME)])
    assert ("t" in wider, "t" in WORDS) == (True, False)
    with pytest.raises(InvalidValue, match="'p' is declared already; give yours an id of its own"):
        WORDS.extended([share("p")])


def test_links_can_be_switched_off_by_name() -> None:
    """A reading that is not shared must be possible to leave out, and a misspelt one must not pass."""
    linked = WORDS.extended(links=[Subset("p-in-q", "p", "q", NAME), Subset("q-in-r", "q", "r", NAME)])
    assert [link.name for link in linked.without(["p-in-q"]).links] == ["q-in-r"]
    with pytest.raises(InvalidValue, match=r"no link is named 'p-in-g'. Did you mean 'p-in-q'?"):
        linked.without(["p-in-g"])


def test_links_part_the_indicators_into_groups() -> None:
    """Only what is joined must be narrowed together."""
    linked = WORDS.extended(links=[Subset("p-in-q", "p", "q", NAME), Subset("r-in-s", "r", "s", NAME)])
    assert set(linked.groups["p"].indicators) == {"p", "q"}
    assert set(linked.groups["s"].indicators) == {"r", "s"}
    joined = linked.extended(links=[Joint("q-r", "q", ("r", "p"), NAME)])
    assert set(joined.groups["p"].indicators) == {"p", "q", "r", "s"}
    assert isinstance(joined.groups["p"], Group)
    assert "households" not in joined.groups


def test_levels_and_measures_may_be_given_by_their_values() -> None:
    """As files write them; a slip of the pen is told at once, and not at the first village."""
    by_value = Indicator("p", ("village",), "share", NAME, denominator="n", about=["commune"])
    assert by_value == Indicator("p", (Level.VILLAGE,), Measure.SHARE, NAME, denominator="n", about=(Level.COMMUNE,))
    with pytest.raises(ValueError, match="'vilage' is not a valid Level"):
        Indicator("p", ("vilage",), Measure.SHARE, NAME)


def test_links_join_figures_of_one_place() -> None:
    """That a commune has few is no contradiction to a village that has many, and no bound on it."""
    here, above, both = (Level.VILLAGE,), (Level.COMMUNE,), (Level.VILLAGE, Level.COMMUNE)

    def linked(part: tuple[Level, ...], whole: tuple[Level, ...]) -> Vocabulary:
        words = {
            i: Indicator(i, levels, Measure.SHARE, Text(i, i), denominator="n")
            for i, levels in (("p", part), ("w", whole))
        }
        return Vocabulary(words, (Subset("p-w", "p", "w", Text("a", "b")),))

    for part, whole, one, other in ((both, above, "p", "w"), (above, both, "w", "p")):
        said = f"^link 'p-w' joins {one!r}, a figure of the village itself, with {other!r}, one of a place above it"
        with pytest.raises(InvalidValue, match=said):
            _ = linked(part, whole).groups
    for part, whole in ((both, both), (here, both), (both, here)):
        assert set(linked(part, whole).groups) == {"p", "w"}


def test_records_may_contradict_where_one_raises_the_other_over_any_number_of_links() -> None:
    """Two exact records that no link brings against each other need not be narrowed, which spares much work."""
    links = (Subset("p-in-q", "p", "q", NAME), Subset("q-in-r", "q", "r", NAME), Subset("s-in-r", "s", "r", NAME))
    group = Vocabulary(WORDS.indicators, links).groups["p"]
    assert set(group.rivals) == {("p", "q"), ("p", "r"), ("q", "r"), ("s", "r")}
    assert [group.may_contradict(recorded) for recorded in ("", "p", "ps", "qs", "pr", "sr", "pqs")] == [
        *[False] * 4,
        *[True] * 3,
    ]


def test_records_may_contradict_over_links_that_fork() -> None:
    """Both ways are followed to their ends; a contradiction on either of them would else be overlooked."""
    for ends in ("qr", "rq"):
        forked = [Subset(f"p-in-{i}", "p", i, NAME) for i in ends]
        group = Vocabulary(WORDS.indicators, (*forked, Subset("q-in-s", "q", "s", NAME))).groups["p"]
        assert set(group.rivals) == {("p", "q"), ("p", "r"), ("p", "s"), ("q", "s")}


def test_shares_are_found_by_their_denominator() -> None:
    """A share states its total; totals that differ are found by this."""
    assert WORDS.shares_of["households"] == ("p", "q", "r", "s")


def test_a_subset_raises_the_whole_and_lowers_the_part() -> None:
    """Whoever has fibre has internet: at least as many; nobody without internet has fibre: at most as many."""
    link = Subset("p-in-q", "p", "q", NAME)
    assert list(link.raise_low({"p": 60, "q": 10}, 100)) == [("q", 60, ("p",))]
    assert list(link.lower_high({"p": 0, "q": 0}, {"p": 100, "q": 70}, 100)) == [("p", 70, ("q",))]


def test_a_joint_share_lies_between_the_overlap_and_the_smaller() -> None:
    """80 % and 90 % overlap in at least 70 %; a small overlap also bounds the one by the other."""
    link = Joint("j", "r", ("p", "q"), NAME)
    raised = {i: end for i, end, _ in link.raise_low({"p": 80, "q": 90, "r": 0}, 100)}
    assert raised == {"r": 70, "p": 0, "q": 0}
    lowered = list(link.lower_high({"p": 80, "q": 90, "r": 0}, {"p": 95, "q": 92, "r": 75}, 100))
    assert lowered == [("r", 95, ("p",)), ("r", 92, ("q",)), ("p", 85, ("r", "q")), ("q", 95, ("r", "p"))]
