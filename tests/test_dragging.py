"""Which places below keep a roll-up from being met: by rules, criteria and sets, and by sums."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from smartvillage import CriteriaSet, Criterion, Outcome, Place, Share, Source, load
from smartvillage.catalogue import vocabulary
from smartvillage.codec.vocabularies import Reference
from smartvillage.criteria import CriterionFinding, Dragging, dragging
from smartvillage.facts import Evidence
from smartvillage.indicators import Indicator, Level, Measure, Meeting, Sum, Text, Vocabulary
from smartvillage.messages import dragging_lines
from smartvillage.outcomes import PASSES, UNDECIDED
from smartvillage.rules import AtLeast, AtMost, Finding, Holds, Leaf, Not, Rule

FIBRE = "households_fibre_connected"
NAME = Text("tên", "name")


def villages(*shares: Share | None) -> list[Place]:
    """Make a village for each share of households with fibre; `None` is a village without the figure."""
    return [
        Place(f"Thôn {n}", level="village", facts={} if share is None else {FIBRE: share})
        for n, share in enumerate(shares, 1)
    ]


def commune(*parts: Place, expected: int | None = None) -> Place:
    """Make a commune."""
    return Place("Xã A", level="commune", parts=parts, expected_parts=expected)


def declared(rollup: Meeting | Sum, measure: Measure = Measure.COUNT) -> Vocabulary:
    """Return the shipped vocabulary with an indicator "rolled" of communes and provinces."""
    label = Text("Gộp", "Rolled up")
    denominator = "villages" if measure is Measure.SHARE else None
    levels = (Level.COMMUNE, Level.PROVINCE)
    return vocabulary().extended([Indicator("rolled", levels, measure, label, denominator, rollup=rollup)])


def of(rule: Rule, place: Place, known: Vocabulary) -> Finding:
    """Judge a place."""
    return rule.evaluate(place, vocabulary=known)


def names(found: Iterable[Dragging]) -> list[tuple[str, str]]:
    """Return who drags and how."""
    return [(one.place.name, one.outcome.value) for one in found]


GOOD = declared(Meeting((Level.VILLAGE,), AtLeast(FIBRE, "80%")))


def test_failing_places_come_first_and_the_nearest_of_them() -> None:
    """A planner begins where least is lacking; a place without figures may be met yet."""
    place = commune(*villages(Share(10, 100), None, Share(79, 100), Share(80, 100)))
    found = dragging(of(AtLeast("rolled", 3), place, GOOD))
    assert names(found) == [("Thôn 3", "fail"), ("Thôn 1", "fail"), ("Thôn 2", "unknown")]
    assert [one.leaves[0][0].known.bounds.low for one in found if one.leaves[0][0].known] == [79, 10, 0]


def test_where_nothing_is_lacking_nothing_drags() -> None:
    """A test that is met, one without parts and one of no indicator have nobody to name."""
    place = commune(*villages(Share(90, 100), Share(10, 100)))
    assert dragging(of(AtLeast("rolled", 1), place, GOOD)) == ()
    assert dragging(of(AtLeast(FIBRE, "80%"), place.parts[1], GOOD)) == ()
    assert dragging(Finding(Holds("x"), -1)) == ()


def test_where_fewer_are_wanted_only_the_undecided_are_named() -> None:
    """At most one such village: those that are none do not drag, and those that are need not change."""
    place = commune(*villages(Share(90, 100), Share(95, 100), Share(10, 100), None))
    assert names(dragging(of(AtMost("rolled", 1), place, GOOD))) == [("Thôn 4", "unknown")]
    negated = of(Not(AtLeast("rolled", 2)), place, GOOD)
    ((leaf, toward),) = negated.deciding()
    assert names(dragging(leaf, toward)) == [("Thôn 4", "unknown")]


def test_of_a_pooled_share_those_below_it_drag() -> None:
    """Files of districts are pooled; a district below the province's threshold pulls the pool down."""
    districts = [
        Place(name, level="district", facts={"work_files_online": share})
        for name, share in (("H", Share(70, 100)), ("K", Share(95, 100)), ("L", Share(79, 100)))
    ]
    finding = load("lang-son/targets").assess(Place("T", level="province", parts=districts))["district-files"]
    assert finding.outcome is Outcome.PASS
    districts[1] = Place("K", level="district", facts={"work_files_online": Share(85, 100)})
    province = Place("T", level="province", parts=[*districts, Place("M", level="district")])
    finding = load("lang-son/targets").assess(province)["district-files"]
    assert names(dragging(finding.finding)) == [("L", "fail"), ("H", "fail"), ("M", "unknown")]
    assert list(dragging_lines(finding, province, "en")) == [
        "Not met (2): L – 1 file short; H – 10 files short.",
        "Undecided (1): M – no figure recorded.",
    ]


def test_of_a_sum_of_counts_the_unknown_ones_are_named() -> None:
    """No part of a sum has a threshold of its own."""
    known = declared(Sum((Level.VILLAGE,), "households"))
    place = commune(Place("Thôn 1", level="village", facts={"households": 5}), Place("Thôn 2", level="village"))
    found = dragging(of(AtLeast("rolled", 100), place, known))
    assert names(found) == [("Thôn 2", "unknown")]
    assert found[0].distance == (0, 0)
    assert dragging(of(AtMost("rolled", 1), place, known)) == ()
    finding = CriterionFinding(load("lang-son/requirements")["teams"], of(AtLeast("rolled", 100), place, known))
    assert list(dragging_lines(finding, place, "vi")) == ["Chưa xác định (1): Thôn 2."]


def test_a_level_that_is_gone_on_the_day_is_not_named() -> None:
    """From July 2025 nobody counts districts, so that none of them keeps a province from its share."""
    known = declared(Sum((Level.DISTRICT, Level.COMMUNE), "work_files_online"), Measure.SHARE)
    low = {"work_files_online": Share(1, 10)}
    parts = [Place("Xã A", level="commune", facts=low), Place("Huyện B", level="district", facts=low)]
    province = Place("T", level="province", parts=parts)
    rule = AtLeast("rolled", "80%")
    before, after = (
        names(dragging(rule.evaluate(Evidence(province, known, day)))) for day in (date(2025, 6, 30), date(2025, 7, 1))
    )
    assert before == [("Xã A", "fail"), ("Huyện B", "fail")]
    assert after == [("Xã A", "fail")]


def test_a_criterion_that_surely_applies_names_what_it_asks() -> None:
    """A village with producing households that none of them sells online is told to sell, not to count them."""
    sold = "producing_households_on_named_platforms"
    asked = Criterion("x", NAME, NAME, AtLeast(sold, "50%"), applies=AtLeast("producing_households", 1))
    village = Place("Thôn 1", level="village", facts={"producing_households": 12, sold: Share(3, 12)})
    (one,) = dragging(of(AtLeast("rolled", 1), commune(village), declared(Meeting((Level.VILLAGE,), asked))))
    assert [leaf.rule for leaf, _ in one.leaves] == [asked.rule]


@pytest.mark.parametrize("ref", [None, "x/own-2024", "x/own-2024#x"])
def test_what_is_met_speaks_in_its_own_words(ref: str | None) -> None:
    """A province counts villages by a set that declares indicators of its own; its own vocabulary need not."""
    own = Indicator("own", (Level.VILLAGE,), Measure.YES_NO, NAME)
    rules = CriteriaSet(
        id="x/own-2024",
        title=NAME,
        levels=["village"],
        source=Source(NAME),
        criteria=[Criterion("x", NAME, NAME, Holds("own"))],
        vocabulary=Vocabulary({"own": own}),
    )
    known = declared(Meeting((Level.VILLAGE,), rules if ref is None else Reference(ref, lambda _: rules)))
    parts = [Place(f"Thôn {n}", level="village", facts={"own": n == 1}) for n in (1, 2)]
    (one,) = dragging(of(AtLeast("rolled", 2), commune(*parts), known))
    assert names([one]) == [("Thôn 2", "fail")]
    assert [leaf.rule for leaf, _ in one.leaves] == [Holds("own")]


def test_a_set_names_the_criteria_that_a_place_lacks() -> None:
    """Nghệ An counts villages that meet all its contents; criteria that apply and fail come before unknown ones."""
    village = Place("Thôn 1", level="village", facts={FIBRE: Share(10, 100), "community_digital_team": True})
    province = Place("Nghệ An", level="province", parts=[village])
    finding = load("nghe-an/targets").assess(province)["smart-villages"]
    (one,) = dragging(finding.finding)
    assert [f.id for f in one.criteria][:4] == ["fibre", "smart-communication", "ecommerce", "social-networks"]
    tests = [leaf.rule.indicator for leaf, _ in one.leaves if isinstance(leaf.rule, Leaf)]
    assert tests[:4] == [FIBRE, "smart_communication", "producing_households", "producing_households"]
    assert tests[4:6] == ["culture_house_wifi", "households_digital_address"]
    (line,) = dragging_lines(finding, province, "vi")
    assert line.startswith("Chưa đạt (1): Thôn 1 – Hộ")
    assert line.endswith("và 10 nội dung khác.")
    direct = declared(Meeting((Level.VILLAGE,), load("nghe-an/smart-village")))
    (again,) = dragging(of(AtLeast("rolled", 1), province, direct))
    assert names([again]) == [("Thôn 1", "fail")]
    assert [f.id for f in again.criteria] == [f.id for f in one.criteria]


def test_a_commune_names_the_first_of_its_villages_and_counts_the_others() -> None:
    """A line of a table cannot hold a list of villages for each commune."""
    off = {"community_digital_team_active": False}
    whole = commune(*(Place(f"Thôn {n}", level="village", facts=off) for n in range(1, 5)))
    province = Place("Lạng Sơn", level="province", parts=[whole])
    finding = load("lang-son/targets").assess(province)["teams"]
    assert list(dragging_lines(finding, province, "en")) == [
        "Not met (1): Xã A – 4 villages short: Thôn 1, Thôn 2 and 2 more."
    ]


class Own:
    """Something that places meet, of somebody's own: the library knows no more than what is possible."""

    def possible_for(self, evidence: Any) -> Any:
        """Return that a place may meet it."""
        return UNDECIDED if evidence.place.name == "Thôn 1" else PASSES


def test_what_somebody_counts_in_a_way_of_their_own_is_named_without_tests() -> None:
    """There is nothing to tell but the name."""
    place = commune(*villages(None, None))
    assert names(dragging(of(AtLeast("rolled", 2), place, declared(Meeting((Level.VILLAGE,), Own()))))) == [
        ("Thôn 1", "unknown")
    ]


@pytest.mark.parametrize(
    ("expected", "lang", "line"),
    [
        (3, "vi", "Còn thiếu số liệu của 2 địa bàn."),
        (3, "en", "Places without figures: 2 more."),
    ],
)
def test_places_that_no_table_lists_are_counted(expected: int, lang: Any, line: str) -> None:
    """A commune of three villages of which one is listed lacks the figures of two."""
    place = commune(*villages(Share(90, 100)), expected=expected)
    finding = load("lang-son/requirements").assess(place)["teams"]
    assert line in [*dragging_lines(finding, place, lang)]


def test_places_below_communes_that_no_table_lists_are_unknown() -> None:
    """Nobody knows how many villages a missing commune has."""
    province = Place("T", level="province", parts=[commune(*villages(None))], expected_parts=2)
    finding: CriterionFinding = load("nghe-an/targets").assess(province)["smart-villages"]
    assert [*dragging_lines(finding, province, "vi")][-1] == "Chưa rõ còn thiếu bao nhiêu địa bàn."


def test_a_part_is_named_with_the_places_between_wherever_others_are_called_alike() -> None:
    """A planner must know which of two communes of one name is meant, also where only one of them drags."""

    def district(name: str, *communes: tuple[str, bool]) -> Place:
        parts = [
            Place(commune, level="commune", parts=[Place("Thôn 1", level="village", facts={FIBRE: Share(n, 9)})])
            for commune, n in ((commune, 9 if good else 1) for commune, good in communes)
        ]
        return Place(name, level="district", parts=parts)

    both = [district("Huyện Đông", ("Xã A", False), ("Xã B", False)), district("Huyện Tây", ("Xã A", True))]
    province = Place("T", level="province", parts=both)
    known = declared(Meeting((Level.VILLAGE,), AtLeast(FIBRE, "80%")))
    finding = CriterionFinding(load("lang-son/targets")["teams"], of(AtLeast("rolled", 3), province, known))
    (line,) = dragging_lines(finding, province, "en")
    assert line.startswith("Not met (2): Thôn 1 (Xã A, Huyện Đông), Thôn 1 (Xã B) – ")
    upward = declared(Meeting((Level.COMMUNE,), AtLeast(FIBRE, "80%")))
    finding = CriterionFinding(load("lang-son/targets")["teams"], of(AtLeast("rolled", 3), province, upward))
    (line,) = dragging_lines(finding, province, "en")
    assert line.startswith("Undecided (3): Xã A (Huyện Đông), Xã B, Xã A (Huyện Tây) – ")


def test_where_all_lack_the_same_none_is_named() -> None:
    """Hundreds of communes without a figure are one thing to do; whoever is unlike the others is named."""
    known = declared(Meeting((Level.VILLAGE,), AtLeast(FIBRE, "80%")))

    def told(*shares: Share | None) -> list[str]:
        place = commune(*villages(*shares))
        criterion = load("lang-son/targets")["teams"]
        return [*dragging_lines(CriterionFinding(criterion, of(AtLeast("rolled", 7), place, known)), place, "en")]

    assert told(*[None] * 7) == ["Undecided (7): all of them – no figure recorded."]
    assert told(*[Share(9, 20)] * 7) == ["Not met (7): all of them – 7 households short."]
    (line,) = told(*[Share(9, 20)] * 6, Share(10, 20))
    assert line.startswith("Not met (7): Thôn 7 – 6 households short; Thôn 1, Thôn 2, ")
    assert told(*[None] * 6, Share(9, 10))[0].startswith("Undecided (6): Thôn 1, Thôn 2, ")


def test_communes_that_lack_as_many_villages_are_named_with_theirs() -> None:
    """As many are lacking in each, and they are other villages."""
    off = {"community_digital_team_active": False}
    wholes = [
        Place(f"Xã {n}", level="commune", parts=[Place(f"Thôn {n}", level="village", facts=off)]) for n in range(1, 8)
    ]
    province = Place("Lạng Sơn", level="province", parts=wholes)
    (line,) = dragging_lines(load("lang-son/targets").assess(province)["teams"], province, "en")
    assert line.startswith("Not met (7): Xã 1 – 1 village short: Thôn 1; Xã 2 – 1 village short: Thôn 2; ")
