"""Two sets side by side: held to the documents' known relations, and to brute force on small grids."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise, product
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import smartvillage as sv
from smartvillage.cases import FAILED, MET, NOT_FAILED, NOT_MET, Space, TooManyCases, needed
from smartvillage.codec.vocabularies import Reference
from smartvillage.comparison import Comparison, Relation, compare
from smartvillage.comparison.likeness import topics
from smartvillage.criteria import MeetsSet, Requirement
from smartvillage.errors import UnknownCriterion
from smartvillage.facts import PERCENT
from smartvillage.indicators import Indicator, Joint, Link, Measure, Meeting, Subset, Text, Vocabulary
from smartvillage.intervals import line_of
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Combinator,
    Holds,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)

VILLAGE = sv.Level.VILLAGE
WORDS = Text("chữ", "words")


def share(name: str) -> Indicator:
    """Return a share of households."""
    return Indicator(name, (VILLAGE,), Measure.SHARE, Text(name, name), denominator="households")


def count(name: str) -> Indicator:
    """Return a count."""
    return Indicator(name, (VILLAGE,), Measure.COUNT, Text(name, name))


SMALL = Vocabulary(
    {
        i.id: i
        for i in (
            count("households"),
            count("n"),
            share("p"),
            share("q"),
            share("both"),
            Indicator("done", (VILLAGE,), Measure.DATE, WORDS),
            Indicator("kind", (VILLAGE,), Measure.CATEGORY, WORDS),
            Indicator("wifi", (VILLAGE,), Measure.YES_NO, WORDS),
        )
    }
)


def criteria_set(*rules: Rule, name: str = "a", vocabulary: Vocabulary = SMALL, **more: Any) -> sv.CriteriaSet:
    """Return a set of criteria c0, c1 … over a small vocabulary."""
    criteria = [sv.Criterion(f"c{n}", WORDS, WORDS, rule) for n, rule in enumerate(rules)]
    words: dict[str, Any] = {"title": WORDS, "source": sv.Source(WORDS), "levels": ("village",), "criteria": criteria}
    return sv.CriteriaSet(id=f"test/{name}-2024", vocabulary=vocabulary, **(words | more))


def one_row(x: Rule, y: Rule, vocabulary: Vocabulary = SMALL) -> Relation:
    """Return how one rule stands to another."""
    compared = compare(criteria_set(x, vocabulary=vocabulary), criteria_set(y, name="b", vocabulary=vocabulary))
    return compared.rows[0].relation


# ---- what the documents are known to say -----------------------------------------------------------------------------


def shipped(a: str, b: str) -> Comparison:
    """Compare two shipped sets."""
    return compare(sv.load(a), sv.load(b))


def relations(comparison: Comparison, criterion: str) -> list[tuple[str, str | None]]:
    """Return the relations of a criterion of the first set."""
    return [(row.relation.value, row.b.id if row.b else None) for row in comparison[criterion]]


def test_tien_giang_asks_more_than_lang_son() -> None:
    """All communes is more than 97 % of them."""
    compared = shipped("tien-giang/targets", "lang-son/targets")
    assert relations(compared, "ntm-8-4") == [("stricter", "ntm-8-4")]
    assert relations(compared, "province-files") == [("same", "province-files")]
    (row,) = compared["ntm-8-4"]
    (shared,) = row.on
    assert shared.indicator.denominator == "communes"
    assert [piece.low * 100 / piece.scale for piece in (*shared.a, *shared.b) if isinstance(piece, sv.Bounds)] == [
        100,
        97,
    ]
    assert row.only_a is None
    assert row.only_b is not None
    assert sv.load("lang-son/targets").assess(row.only_b)["ntm-8-4"].outcome is sv.Outcome.PASS
    assert sv.load("tien-giang/targets").assess(row.only_b)["ntm-8-4"].outcome is sv.Outcome.FAIL


def test_lang_sons_cooperatives_are_the_one_target_looser_than_the_national() -> None:
    """50 % is less than the national 70 %, under the one national reading that asks of the same thing."""
    compared = shipped("lang-son/targets", "vn/targets")
    assert [row.a.id for row in compared if row.a and row.relation is Relation.LOOSER] == ["cooperatives"]
    (row,) = compared["cooperatives"]
    assert [(under.a, under.b, under.relation) for under in row.under] == [
        (None, "linked-cooperative", Relation.LOOSER)
    ]


def test_more_than_is_stricter_than_at_least() -> None:
    """Nghệ An's "trên 70%" leaves out exactly 70 %, and the witness shows it."""
    coop = "communes_coop_in_linkage"
    vocabulary = sv.vocabulary()
    compared = compare(
        criteria_set(MoreThan(coop, "70%"), vocabulary=vocabulary, levels=("province",)),
        criteria_set(AtLeast(coop, "70%"), vocabulary=vocabulary, levels=("province",), name="b"),
    )
    (row,) = compared
    assert row.relation is Relation.STRICTER
    assert row.only_b is not None
    assert row.only_b.facts[coop][0].value == sv.percent(70)


def test_nghe_ans_cooperatives_ask_more_than_lang_sons_and_than_the_national() -> None:
    """More than 70 % is more than 50 %, and more than 70 % or above under the one national reading on linkages."""
    assert relations(shipped("nghe-an/targets", "lang-son/targets"), "cooperatives") == [("stricter", "cooperatives")]
    (row,) = shipped("nghe-an/targets", "vn/targets")["cooperatives"]
    assert [(under.b, under.relation) for under in row.under] == [("linked-cooperative", Relation.STRICTER)]


def test_nghe_an_households_imply_mards_joint_share() -> None:
    """Fibre and smartphones together give at least 70 % with both; the links are named, and neither alone is enough."""
    compared = shipped("nghe-an/smart-village", "mard/pilot-selection")
    (implied,) = compared.implied
    assert implied.criterion.id == "households-connected"
    assert [c.id for c in implied.by] == ["fibre", "smartphones"]
    assert implied.links == ("fibre-is-internet", "smartphone-is-smart-device", "internet-and-device")
    ((indicator, (known,)),) = implied.known
    assert indicator.id == "households_internet_and_smart_device"
    assert isinstance(known, sv.Bounds)
    assert Fraction(int(known.low), known.scale) == Fraction(70, 100)
    assert sv.load("mard/pilot-selection").assess(implied.village)["households-connected"].outcome is sv.Outcome.PASS


def test_smartphones_of_adults_imply_no_share_of_households() -> None:
    """Counted over adults, 90 % say nothing of households: another denominator, and no link joins them."""
    rules = sv.load("nghe-an/smart-village")
    adults = evolve(rules["smartphones"], rule=AtLeast("adults_smartphone", "90%"))
    others = evolve(rules, criteria=[adults if c.id == "smartphones" else c for c in rules])
    assert compare(others, sv.load("mard/pilot-selection")).implied == ()


@pytest.mark.parametrize("other", ["vn/targets", "lang-son/targets", "tien-giang/targets"])
def test_ho_chi_minh_city_asks_more_of_services(other: str) -> None:
    """50 % against 40 %, pooled or level by level; where the list of services is open too, that follows by links."""
    compared = shipped("ho-chi-minh-city/targets", other)
    (row,) = compared["services"]
    assert row.relation is Relation.STRICTER
    assert {under.a for under in row.under} == {"pooled", "each-level"}


def test_a_link_that_is_switched_off_implies_nothing() -> None:
    """Whoever does not share the reading of a link is not told what follows by it."""
    without = sv.load("nghe-an/smart-village").settle(by="test", why="test", without_links=["internet-and-device"])
    assert compare(without, sv.load("mard/pilot-selection")).implied == ()


def test_an_active_team_exists() -> None:
    """Lạng Sơn asks communes, even the province, for active teams in all villages; each village then has a team."""
    for of, rollups in (
        ("lang-son/requirements", ("villages_team_active",)),
        ("lang-son/targets", ("communes_all_teams_active", "villages_team_active")),
    ):
        (implied,) = shipped(of, "nghe-an/smart-village").implied
        assert (implied.criterion.id, [c.id for c in implied.by]) == ("team", ["teams"])
        assert implied.links == ("active-team-exists",)
        assert implied.rollups == rollups
        assert implied.known[0][1] == (True,)


def test_what_all_places_below_meet_may_be_a_rule_a_criterion_or_a_set() -> None:
    """100 % of the villages meeting something implies it for each; where one of two is enough, neither follows."""
    inner = criteria_set(Holds("wifi"), AtLeast("p", "50%"), name="inner")
    either = evolve(inner, requires=Requirement(("c0", "c1"), at_least=1))
    below = criteria_set(Holds("wifi"), AtLeast("p", "50%"), name="b")
    for meets, implied in (
        (Holds("wifi"), ["c0"]),
        (inner["c1"], ["c1"]),
        (inner, ["c0", "c1"]),
        (either, []),
        (Reference("test/inner", lambda _: inner), ["c0", "c1"]),
        (Reference("test/inner#c0", lambda _: inner), ["c0"]),
    ):
        rollup = Meeting((VILLAGE,), meets)
        villages = Indicator("villages_ok", (sv.Level.COMMUNE,), Measure.SHARE, WORDS, denominator="n", rollup=rollup)
        rule = AllOf(AtLeast("villages_ok", "100%"), AtLeast("n", 1))
        above = criteria_set(rule, vocabulary=SMALL.extended([villages]), levels=("commune",))
        assert [(i.criterion.id, i.rollups) for i in compare(above, below).implied] == [
            (name, ("villages_ok",)) for name in implied
        ]


def test_what_is_known_of_an_implied_criterion_has_every_shape() -> None:
    """Categories, a yes/no that stays open, and numbers."""
    conclusion = AllOf(OneOf("kind", "x"), AnyOf(Holds("wifi"), AtLeast("p", "50%")), AtLeast("n", 1))
    premises = (OneOf("kind", "x"), AnyOf(Holds("wifi"), AtLeast("p", "60%")), AtLeast("n", 2))
    (implied,) = compare(criteria_set(*premises), criteria_set(conclusion, name="b")).implied
    assert {i.id: region for i, region in implied.known} == {
        "kind": ("x",),
        "wifi": (False, True),
        "p": (sv.Bounds(0, PERCENT, PERCENT, kind="share"),),
        "n": (sv.at_least(2),),
    }
    assert codes(conclusion, [implied.village]) == [1]


def test_a_premise_about_things_that_another_set_declares_is_left_out() -> None:
    """What a commune's villages meet may rest on an indicator that neither set knows."""
    stranger = Indicator("stranger", (VILLAGE,), Measure.YES_NO, WORDS)
    inner = criteria_set(Holds("wifi") & Holds("stranger"), vocabulary=SMALL.extended([stranger]), name="inner")
    rollup = Meeting((VILLAGE,), inner)
    villages = Indicator("villages_ok", (sv.Level.COMMUNE,), Measure.SHARE, WORDS, denominator="n", rollup=rollup)
    above = criteria_set(AtLeast("villages_ok", "100%"), vocabulary=SMALL.extended([villages]), levels=("commune",))
    assert compare(above, criteria_set(Holds("wifi"), name="b")).implied == ()


def test_what_holds_everywhere_is_implied_by_nothing() -> None:
    """A criterion that every place meets follows from no other, though a link joins them."""
    everywhere = AnyOf(AtLeast("p", "50%"), AtMost("p", "60%"))
    linked = evolve(SMALL, links=SUBSET)
    assert (
        compare(
            criteria_set(AtLeast("q", "80%"), vocabulary=linked), criteria_set(everywhere, vocabulary=linked, name="b")
        ).implied
        == ()
    )


def test_of_a_topic_and_a_kind_of_it_the_topic_is_shared() -> None:
    """Nghệ An's two shares look like MARD's joint one, which no single link joins to them."""
    compared = shipped("nghe-an/smart-village", "mard/pilot-selection")
    near = {(miss.a.id, miss.b.id): miss.shared for miss in compared.near_misses}
    joint = "households_internet_and_smart_device"
    assert near["households_fibre_connected", joint] == ("internet",)
    assert near["households_smartphone", joint] == ("smart device",)


def test_a_witness_is_found_where_values_near_the_thresholds_do_not_fit() -> None:
    """With p within q, p cannot be near 60 % while both together stay at 10 %; the least values fit."""
    linked = evolve(SMALL, links=(*JOINT, *SUBSET))
    rules = (AtMost("p", "60%"), AtMost("both", "10%"))
    witness = Space(linked, VILLAGE).find(*((rule, MET) for rule in rules))
    assert witness is not None
    assert witness.facts["p"][0].value == sv.percent(0)
    assert codes(AllOf(*rules), [witness], linked) == [1]


def test_a_set_of_which_nothing_applies_is_neither_met_nor_not() -> None:
    """A place outside all of a set's criteria does not meet the set."""
    inner = criteria_set(AtLeast("p", "50%"), name="inner")
    inner = evolve(inner, criteria=[evolve(inner["c0"], applies=Holds("wifi"))])
    space = Space(SMALL, VILLAGE)
    assert space.clash([MeetsSet(inner), Not(Holds("wifi"))])
    assert space.find((MeetsSet(inner), NOT_MET), (Not(Holds("wifi")), MET)) is not None


def test_the_closed_list_of_services_implies_the_open_one() -> None:
    """Hồ Chí Minh City's 50 % of six services gives Nghệ An's 50 % of any; not the other way round."""
    (implied,) = shipped("ho-chi-minh-city/targets", "nghe-an/targets").implied
    assert (implied.criterion.id, implied.of.id) == ("services", "nghe-an/targets-2023")
    assert all("in-open-list" in link for link in implied.links)


def test_pilots_and_models_hold_together_only_at_eight() -> None:
    """6 to 8 and at least 8 leave one number, under the reading that counts models."""
    compared = shipped("nghe-an/pilot-selection", "nghe-an/targets")
    (left,) = compared.left
    assert left.region == (sv.Bounds(8, 8),)
    assert (left.a, left.b, left.is_empty) == (("district-pilots",), ("data-models",), False)
    (row,) = compared["district-pilots"]
    assert row.relation is Relation.INCOMPARABLE
    assert row.obstacle is None
    assert row.only_a is not None
    assert row.only_b is not None


def test_a_set_that_refers_to_another_contains_it() -> None:
    """The centre's pilots need all that any pilot needs; its one criterion follows from all of the other set's."""
    compared = shipped("mard/pilot-selection", "mard/central-pilot")
    assert relations(compared, "staff-computers") == [("looser", "favourable-conditions")]
    (implied,) = compared.implied
    assert len(implied.by) == 8


def test_the_open_list_of_one_unit_is_looser() -> None:
    """A service of any kind is less than one of six."""
    compared = shipped("nghe-an/essential-service", "vn/essential-service")
    assert relations(compared, "service") == [("looser", "service")]
    (row,) = compared["service"]
    assert row.only_a is not None
    assert [i for i, (fact,) in row.only_a.facts.items() if fact.value is True] == ["essential_service_other"]


@pytest.mark.parametrize("rules", sv.catalogue(), ids=lambda rules: rules.id)
def test_a_set_says_the_same_as_itself(rules: sv.CriteriaSet) -> None:
    """Every criterion stands beside itself, and nothing is left over."""
    compared = compare(rules, rules)
    for criterion in rules:
        assert Relation.SAME in {row.relation for row in compared[criterion.id] if row.b is criterion}
    assert not compared.near_misses
    assert not compared.clashes
    assert not any(left.is_empty for left in compared.left)


def test_compared_both_ways_the_answers_mirror() -> None:
    """Stricter one way is looser the other way, on every pair of shipped sets."""
    mirror = {Relation.STRICTER: Relation.LOOSER, Relation.LOOSER: Relation.STRICTER}
    mirror |= {Relation.ONLY_IN_A: Relation.ONLY_IN_B, Relation.ONLY_IN_B: Relation.ONLY_IN_A}
    provinces = [rules for rules in sv.catalogue() if sv.Level.PROVINCE in rules.levels]
    for a, b in combinations(provinces, 2):
        there = {(r.a and r.a.id, r.b and r.b.id, r.relation) for r in compare(a, b)}
        back = {(r.b and r.b.id, r.a and r.a.id, mirror.get(r.relation, r.relation)) for r in compare(b, a)}
        assert there == back


# ---- what only looks alike -------------------------------------------------------------------------------------------

MUST_NOT_BE_MIXED = [
    ("households_fibre_connected", "households_internet"),
    ("households_fibre_connected", "households_fibre_covered"),
    ("households_smartphone", "households_smart_device"),
    ("households_smartphone", "adults_smartphone"),
    ("community_digital_team", "community_digital_team_active"),
    ("communes_coop_digital", "communes_coop_in_linkage"),
    ("cooperatives_digital", "communes_coop_digital"),
    ("districts_production_linkage", "districts_key_produce_linkage"),
    ("culture_house_wifi", "public_wifi"),
    ("smart_villages_recognised", "smart_commune_models"),
    ("smart_village_models", "smart_villages_recognised"),
    ("communes_ntm_8_4", "communes_ntm_advanced_8_4"),
]


def something(indicator: str) -> sv.CriteriaSet:
    """Return a set that asks anything of one indicator, at whatever level bears it."""
    declared = sv.vocabulary()[indicator]
    rule: Rule = {Measure.SHARE: AtLeast(indicator, "50%"), Measure.COUNT: AtLeast(indicator, 1)}.get(
        declared.measure, Holds(indicator)
    )
    return criteria_set(rule, vocabulary=sv.vocabulary(), levels=declared.levels)


@pytest.mark.parametrize(("one", "two"), MUST_NOT_BE_MIXED)
def test_indicators_that_are_often_mixed_up_are_near_misses(one: str, two: str) -> None:
    """The pairs that `domain.md` warns of are listed as not comparable, never compared."""
    compared = compare(something(one), something(two))
    (miss,) = compared.near_misses
    assert (miss.a.id, miss.b.id) == (one, two)
    assert miss.shared or miss.links
    assert {row.relation for row in compared} <= {Relation.ONLY_IN_A, Relation.ONLY_IN_B}


def test_a_near_miss_says_in_what_it_differs() -> None:
    """Smartphones of households and of adults have other denominators; a device is meant otherwise, and linked."""
    (miss,) = compare(something("households_smartphone"), something("adults_smartphone")).near_misses
    assert (miss.differs, miss.shared, miss.links) == (("denominator",), ("smartphone",), ())
    (miss,) = compare(something("households_smartphone"), something("households_smart_device")).near_misses
    assert (miss.differs, miss.links) == (("meaning",), ("smartphone-is-smart-device",))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("households_smartphone", "smart_communication"),
        ("households_digital_address", "community_digital_team"),
        ("communes_ntm_8_4", "communes_ntm_advanced_15_2"),
        ("staff_computer", "staff_official_email"),
    ],
)
def test_words_about_who_is_counted_are_no_topic(one: str, two: str) -> None:
    """Households, digital, smart and the like make no near miss."""
    assert compare(something(one), something(two)).near_misses == ()


def test_topics_are_words_without_plural_and_short_forms() -> None:
    """The rule of near misses can be read off an id."""
    assert topics("all_material_area_linkages_digital") == ("material", "area", "linkage")
    assert topics("communes_coop_in_linkage") == topics("cooperatives_in_linkage") == ("cooperative", "linkage")


# ---- renamed ids, other vocabularies, levels -------------------------------------------------------------------------


def test_a_comparison_follows_renamed_ids_where_a_set_replaces_another() -> None:
    """A criterion and an own indicator under new ids are still the same things, and the renaming is told."""
    label = Text("Hộ có mã QR", "Households with a QR code")
    old = Indicator("hh_qr", (VILLAGE,), Measure.SHARE, label, denominator="households")
    new = evolve(old, id="households_qr")
    before = criteria_set(AtLeast("hh_qr", "50%"), name="before", vocabulary=SMALL.extended([old]))
    after = criteria_set(AtLeast("households_qr", "60%"), vocabulary=SMALL.extended([new]), replaces=before.id)
    after = evolve(after, criteria=[evolve(after["c0"], id="qr")])
    for compared in (compare(after, before), compare(before, after)):
        (row,) = compared.rows
        assert row.relation is (Relation.STRICTER if compared.a is after else Relation.LOOSER)
        assert set(compared.renamed) == {("c0", "qr"), ("hh_qr", "households_qr")}
    compared = compare(evolve(after, replaces=None), before)
    assert {row.relation for row in compared} == {Relation.ONLY_IN_A, Relation.ONLY_IN_B}
    assert compared.renamed == ()


def test_renaming_reaches_every_kind_of_test() -> None:
    """Categories, dates and nested rules are renamed too, in `applies` as well."""
    own = [
        Indicator("c", (VILLAGE,), Measure.CATEGORY, Text("loại", "kind")),
        Indicator("d", (VILLAGE,), Measure.DATE, Text("ngày", "day")),
    ]
    rules = (OneOf("c", "x"), NoLaterThan("d", date(2024, 5, 1)) & Holds("wifi"))
    before = criteria_set(*rules, vocabulary=SMALL.extended(own), name="before")
    others = {"c": "c2", "d": "d2"}
    renamed = (OneOf("c2", "x"), NoLaterThan("d2", date(2024, 5, 1)) & Holds("wifi"))
    after = criteria_set(
        *renamed, vocabulary=SMALL.extended([evolve(i, id=others[i.id]) for i in own]), replaces=before.id
    )
    both = [evolve(rules, criteria=[evolve(c, applies=c.rule) for c in rules]) for rules in (before, after)]
    for a, b in ((before, after), both):
        assert [row.relation for row in compare(evolve(a, replaces=None), b)] == [Relation.SAME] * 2


def test_the_same_id_for_another_quantity_is_another_indicator() -> None:
    """Two provinces may declare one id with different denominators; that is no pair, but a near miss."""
    mine = Indicator("phones_kept", (VILLAGE,), Measure.SHARE, WORDS, denominator="households")
    theirs = evolve(mine, denominator="n")
    a = criteria_set(AtLeast("phones_kept", "50%"), vocabulary=SMALL.extended([mine]))
    b = criteria_set(AtLeast("phones_kept", "60%"), vocabulary=SMALL.extended([theirs]), name="b")
    compared = compare(a, b)
    assert [row.relation for row in compared] == [Relation.ONLY_IN_A, Relation.ONLY_IN_B]
    assert compared.near_misses[0].differs == ("denominator",)


def test_figures_of_other_places_are_not_compared() -> None:
    """A share of a commune's households and one of a village's are borne by other places."""
    rule = AtLeast("households_smartphone", "50%")
    commune = criteria_set(rule, vocabulary=sv.vocabulary(), levels=("commune",))
    village = criteria_set(rule, vocabulary=sv.vocabulary(), name="b")
    (row,) = compare(commune, village)
    assert (row.relation, row.obstacle) == (Relation.INCOMPARABLE, "level")
    assert compare(commune, village).left == ()
    staff = AtLeast("staff_e_office", "100%")
    one, two = (evolve(rules, criteria=[evolve(rules["c0"], rule=staff)]) for rules in (commune, village))
    assert compare(one, two).rows[0].relation is Relation.SAME


class Mine(Rule):
    """A rule class of somebody's own."""


def test_a_rule_class_of_ones_own_is_not_compared() -> None:
    """Nobody knows where it cuts; what it stands beside is still shown."""
    a = criteria_set(AllOf(Holds("wifi"), Mine()))
    b = criteria_set(Holds("wifi"), name="b")
    (row,) = compare(a, b)
    assert (row.relation, row.obstacle) == (Relation.INCOMPARABLE, "own_rule")
    meets = criteria_set(MeetsSet(a), Holds("wifi"), name="c")
    assert compare(meets, b)["c0"][0].obstacle == "own_rule"


def test_an_open_share_is_not_compared_with_a_stated_one() -> None:
    """What "the households are registered" asks depends on the share that is meant."""
    compared = compare(criteria_set(AtLeast("p", "open")), criteria_set(AtLeast("p", "50%"), name="b"))
    (row,) = compared
    assert (row.relation, row.obstacle) == (Relation.INCOMPARABLE, "open_share")
    assert one_row(AtLeast("p", "open"), AtLeast("p", "100%")) is Relation.LOOSER


def test_readings_that_disagree_are_told_one_by_one() -> None:
    """60 % is stricter than one reading and looser than the other."""
    readings = Readings("which", {"low": AtLeast("p", "50%"), "high": AtLeast("p", "70%")})
    nested = AllOf(Holds("wifi"), readings)
    compared = compare(criteria_set(AtLeast("p", "60%")), criteria_set(nested, readings, name="b"))
    row = compared["c0"][1]
    assert (row.relation, row.obstacle) == (Relation.INCOMPARABLE, "readings")
    assert [(u.b, u.relation.value) for u in row.under] == [("low", "stricter"), ("high", "looser")]


def test_a_criterion_that_applies_to_fewer_places_is_looser() -> None:
    """The same threshold, but only where there is wifi."""
    a = criteria_set(AtLeast("p", "50%"))
    b = evolve(a, id="test/b-2024", criteria=[evolve(a["c0"], applies=Holds("wifi"))])
    assert compare(a, b).rows[0].relation is Relation.STRICTER
    (row,) = compare(b, a)
    assert row.relation is Relation.LOOSER
    assert row.only_a is None


def test_contradicting_sets_are_named_with_the_links() -> None:
    """Fewer households online than with fibre cannot be; nor can two thresholds that leave nothing."""
    vocabulary = sv.vocabulary()
    a = criteria_set(AtLeast("households_fibre_connected", "80%"), Holds("culture_house_wifi"), vocabulary=vocabulary)
    b = criteria_set(
        LessThan("households_internet", "50%"), Not(Holds("culture_house_wifi")), vocabulary=vocabulary, name="b"
    )
    compared = compare(a, b)
    assert [(c.a.id, c.b.id, c.links) for c in compared.clashes] == [
        ("c0", "c0", ("fibre-is-internet",)),
        ("c1", "c1", ()),
    ]
    (left,) = compared.left
    assert left.is_empty
    assert compared.rows[1].relation is Relation.INCOMPARABLE


def test_a_relation_that_rests_on_a_link_names_it() -> None:
    """Fibre alone says as much as fibre and internet, because of the link."""
    fibre, internet = AtLeast("households_fibre_connected", "80%"), AtLeast("households_internet", "80%")
    a = criteria_set(fibre, vocabulary=sv.vocabulary())
    b = criteria_set(AllOf(fibre, internet), vocabulary=sv.vocabulary(), name="b")
    (row,) = compare(a, b)
    assert (row.relation, row.links) == (Relation.SAME, ("fibre-is-internet",))


def test_too_many_cases_are_said_to_be_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that would take too long stays open, by name."""
    monkeypatch.setattr("smartvillage.cases.MOST_CASES", 0)
    a, b = criteria_set(AtLeast("p", "50%")), criteria_set(AtLeast("p", "60%"), AtMost("q", "5%"), name="b")
    compared = compare(a, b)
    assert (compared.rows[0].relation, compared.rows[0].obstacle) == (Relation.INCOMPARABLE, "too_many")
    assert (compared.left, compared.implied, compared.clashes) == ((), (), ())
    with pytest.raises(TooManyCases):
        Space(SMALL, VILLAGE).find((AtLeast("p", "50%"), MET))


def test_a_comparison_reads_as_a_collection_of_rows() -> None:
    """It has a length, rows by criterion, and a name."""
    compared = compare(criteria_set(AtLeast("p", "50%")), criteria_set(AtLeast("p", "50%"), name="b"))
    assert len(compared) == len(list(compared)) == 1
    assert "test/a-2024 with test/b-2024" in repr(compared)
    with pytest.raises(UnknownCriterion, match="c9"):
        compared["c9"]


# ---- laws, against brute force ---------------------------------------------------------------------------------------

TENTHS = [Fraction(n, 20) for n in range(21)]
"""Each tenth, where thresholds stand, and a point between each two."""


def leaves_of(indicator: str) -> st.SearchStrategy[Rule]:
    """Draw tests of a share at tenths, or of a count up to ten."""
    kinds: list[tuple[Callable[[str, object], Rule], int, int]] = [
        (AtLeast, 1, 10),
        (MoreThan, 0, 9),
        (AtMost, 0, 9),
        (LessThan, 1, 10),
    ]
    return st.one_of(
        *(
            st.integers(low, high).map(
                lambda n, kind=kind: kind(indicator, n if indicator == "n" else Fraction(n, 10))  # type: ignore[misc]
            )
            for kind, low, high in kinds
        )
    )


def combined(leaves: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Draw rules made of these."""
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(lambda rules: AllOf(*rules)),
            st.lists(inner, min_size=1, max_size=3).map(lambda rules: AnyOf(*rules)),
            st.lists(inner, min_size=3, max_size=3).map(lambda rules: SomeOf(*rules, at_least=2)),
            inner.map(Not),
            st.tuples(inner, inner).map(lambda two: Readings("q", {"one": two[0], "two": two[1]})),
        ),
        max_leaves=5,
    )


SINGLE = combined(st.one_of(leaves_of("p"), st.just(AtLeast("p", "open"))))
COUNTS = combined(leaves_of("n"))
DOUBLE = combined(st.one_of(leaves_of("p"), leaves_of("q"), st.just(Holds("wifi"))))


def exactly(value: Fraction) -> sv.Bounds:
    """Return an exact share."""
    return sv.percent(f"{float(value * 100):g}%")


def codes(rule: Rule, places: list[sv.Place], vocabulary: Vocabulary = SMALL) -> list[int]:
    """Return what a rule answers for each place."""
    return [rule.evaluate(place, vocabulary=vocabulary).code for place in places]


def village(**facts: object) -> sv.Place:
    """Return a village with these facts."""
    return sv.Place("Thôn", level="village", facts=facts)


P_LINE = [village(p=exactly(p)) for p in TENTHS]
N_LINE = [village(n=n) for n in range(12)]
GRID = [
    village(p=exactly(p), q=exactly(q), wifi=wifi) for p in TENTHS[::2] for q in TENTHS[::2] for wifi in (True, False)
]


def by_brute_force(one: list[int], two: list[int]) -> Relation:
    """Return the relation of two columns of answers."""
    better, worse = any(x > y for x, y in zip(one, two, strict=True)), any(x < y for x, y in zip(one, two, strict=True))
    if better:
        return Relation.INCOMPARABLE if worse else Relation.LOOSER
    return Relation.STRICTER if worse else Relation.SAME


def without_readings(rule: Rule) -> Rule:
    """Return a rule in which all readings must hold."""
    if isinstance(rule, Readings):
        return AllOf(*map(without_readings, rule.parts))
    return rule.with_parts(tuple(map(without_readings, rule.parts))) if isinstance(rule, Combinator) else rule


@given(SINGLE.map(without_readings), SINGLE.map(without_readings))
def test_relations_on_a_share_are_those_of_every_point(x: Rule, y: Rule) -> None:
    """On a line, comparing intervals and comparing all points is the same."""
    assert one_row(x, y) is by_brute_force(codes(x, P_LINE), codes(y, P_LINE))


@given(COUNTS.map(without_readings), COUNTS.map(without_readings))
def test_relations_on_a_count_are_those_of_every_number(x: Rule, y: Rule) -> None:
    """More than 5 and at least 6 are the same of a count."""
    assert one_row(x, y) is by_brute_force(codes(x, N_LINE), codes(y, N_LINE))
    assert one_row(MoreThan("n", 5), AtLeast("n", 6)) is Relation.SAME
    assert one_row(MoreThan("p", "50%"), AtLeast("p", "50%")) is Relation.STRICTER


@given(SINGLE, st.sampled_from([MET, NOT_MET, FAILED, NOT_FAILED]))
def test_a_place_is_found_exactly_where_there_is_one(rule: Rule, wanted: frozenset[int]) -> None:
    """Readings and open shares included, and the place found answers as wanted."""
    found = Space(SMALL, VILLAGE).find((rule, wanted))
    assert (found is not None) == any(code in wanted for code in codes(rule, P_LINE))
    assert found is None or codes(rule, [found])[0] in wanted


@given(DOUBLE, DOUBLE, st.sampled_from([(MET, NOT_MET), (MET, MET), (FAILED, NOT_FAILED), (NOT_FAILED, FAILED)]))
def test_two_rules_over_two_indicators(x: Rule, y: Rule, wanted: tuple[frozenset[int], frozenset[int]]) -> None:
    """A place found for both is as wanted, and none is missed that the grid has."""
    found = Space(SMALL, VILLAGE).find((x, wanted[0]), (y, wanted[1]))
    if found is None:
        pairs = zip(codes(x, GRID), codes(y, GRID), strict=True)
        assert not any(a in wanted[0] and b in wanted[1] for a, b in pairs)
    else:
        assert codes(x, [found])[0] in wanted[0]
        assert codes(y, [found])[0] in wanted[1]


JOINT: tuple[Link, ...] = (Joint("j", "both", ("p", "q"), WORDS),)
SUBSET: tuple[Link, ...] = (Subset("s", "p", "q", WORDS),)
STEPS = TENTHS[::2]
JOINT_GRID = [
    village(p=exactly(p), q=exactly(q), both=exactly(b))
    for p, q, b in product(STEPS, STEPS, STEPS)
    if max(Fraction(0), p + q - 1) <= b <= min(p, q)
]
SUBSET_GRID = [village(p=exactly(p), q=exactly(q)) for p, q in product(TENTHS, TENTHS) if p <= q]
FIFTHS = st.sampled_from(["20%", "40%", "60%", "80%"])


@given(FIFTHS, FIFTHS, FIFTHS, st.booleans())
def test_what_follows_through_a_joint_share_follows_for_every_place(p: str, q: str, b: str, more: bool) -> None:  # noqa: FBT001
    """Implied and clashing conditions are those of every place that the link allows."""
    linked = evolve(SMALL, links=JOINT)
    premises = (AtLeast("p", p), (MoreThan if more else AtMost)("q", q))
    conclusion = AtLeast("both", b)
    space = Space(linked, VILLAGE)
    met_by = [place for place in JOINT_GRID if all(codes(rule, [place], linked) == [1] for rule in premises)]
    assert space.implies(premises, conclusion) == (set(codes(conclusion, met_by, linked)) <= {1})
    assert space.clash([*premises, conclusion]) == (1 not in codes(conclusion, met_by, linked))


@given(combined(st.one_of(leaves_of("p"), leaves_of("q"))), combined(st.one_of(leaves_of("p"), leaves_of("q"))))
def test_relations_through_a_subset_are_those_of_every_place(x: Rule, y: Rule) -> None:
    """With p within q, rules over both compare as all places with p at most q do."""
    linked = evolve(SMALL, links=SUBSET)
    found = Space(linked, VILLAGE).find((x, MET), (y, NOT_MET))
    pairs = zip(codes(x, SUBSET_GRID, linked), codes(y, SUBSET_GRID, linked), strict=True)
    assert (found is not None) == any(a == 1 and b != 1 for a, b in pairs)


@given(SINGLE, SINGLE)
def test_cells_of_all_and_any_are_intersection_and_union(x: Rule, y: Rule) -> None:
    """On one indicator, what both accept and what either accepts are exact."""
    space = Space(SMALL, VILLAGE)
    line = space.lines([x, y, AtLeast("p", "50%")])["p"]
    one, two = space.cells_of(x, line), space.cells_of(y, line)
    assert space.cells_of(AllOf(x, y), line) == one & two
    assert space.cells_of(AnyOf(x, y), line) == one | two


@given(SINGLE)
def test_regions_hold_the_points_that_pass(rule: Rule) -> None:
    """A region is ascending, of pieces that do not touch, and holds just the points where the rule passes."""
    space = Space(SMALL, VILLAGE)
    line = space.lines([rule])["p"]
    pieces = [piece for piece in line.region(space.cells_of(rule, line)) if isinstance(piece, sv.Bounds)]
    inside = [any(piece.contains(exactly(p)) for piece in pieces) for p in TENTHS]
    assert inside == [code == 1 for code in codes(rule, P_LINE)]
    for one, two in pairwise(pieces):
        assert one.high < two.low or (one.high == two.low and one.high_open and two.low_open)


def test_every_measure_is_cut_where_its_tests_cut_it() -> None:
    """Shares have open ends, counts and dates whole steps, categories their names and one more."""
    day = date(2024, 5, 15)
    cells = {
        "p": line_of(SMALL["p"], [AtLeast("p", "80%"), MoreThan("p", "90%"), AtLeast("q", "50%"), Holds("p")]).cells,
        "n": line_of(SMALL["n"], [AtMost("n", 8), MoreThan("n", 8)]).cells,
        "done": line_of(SMALL["done"], [Before("done", day), NoLaterThan("done", day)]).cells,
        "kind": line_of(SMALL["kind"], [OneOf("kind", "khác", "x")]).cells,
        "wifi": line_of(SMALL["wifi"], [Holds("wifi")]).cells,
    }
    assert cells["p"] == (
        sv.below("80%"),
        sv.Bounds(80 * PERCENT // 100, 90 * PERCENT // 100, PERCENT, kind="share"),
        sv.above("90%"),
    )
    assert cells["n"] == (sv.Bounds(0, 8), sv.at_least(9))
    assert [(cell.low, cell.high) for cell in cells["done"] if isinstance(cell, sv.Bounds)] == [
        (-float("inf"), day.toordinal() - 1),
        (day.toordinal(), day.toordinal()),
        (day.toordinal() + 1, float("inf")),
    ]
    assert cells["kind"] == ("khác", "x", "khác_")
    assert cells["wifi"] == (False, True)


@pytest.mark.parametrize(
    ("stricter", "looser"),
    [
        (Before("done", date(2024, 5, 15)), NoLaterThan("done", date(2024, 5, 15))),
        (OneOf("kind", "x"), OneOf("kind", "x", "y")),
        (AllOf(Holds("wifi"), AtLeast("p", "50%")), Holds("wifi")),
        (Holds("wifi"), AnyOf(Holds("wifi"), AtLeast("p", "50%"))),
        (
            SomeOf(Holds("wifi"), AtLeast("p", "50%"), AtLeast("n", 1), at_least=2),
            AnyOf(Holds("wifi"), AtLeast("p", "50%")),
        ),
        (AtMost("n", 0), LessThan("n", 3)),
        (AtLeast("n", 1), AnyOf(AtLeast("n", 1), OneOf("kind", "x"), Before("done", date(2024, 1, 1)))),
    ],
)
def test_every_kind_of_rule_compares(stricter: Rule, looser: Rule) -> None:
    """Dates, categories, yes and no and compound rules; each way, with a place that meets the looser alone."""
    assert one_row(stricter, looser) is Relation.STRICTER
    assert one_row(looser, stricter) is Relation.LOOSER
    (row,) = compare(criteria_set(stricter), criteria_set(looser, name="b"))
    assert row.only_b is not None
    assert codes(stricter, [row.only_b]) != [1] == codes(looser, [row.only_b])


def test_only_what_is_needed_is_kept() -> None:
    """The last items go first, and what is left cannot be made smaller."""
    assert needed("abcb", lambda kept: "b" in kept) == ("b",)
    assert needed([1, 2, 3, 4], lambda kept: sum(kept) >= 3) == (1, 2)


def test_a_set_with_alternatives_is_one_rule() -> None:
    """A criterion that refers to a set of which one in two is enough says the same as any of them."""
    inner = criteria_set(Holds("wifi"), AtLeast("p", "50%"), name="inner")
    inner = evolve(inner, requires=Requirement(("c0", "c1"), at_least=1))
    a = criteria_set(MeetsSet(inner), name="a")
    b = criteria_set(AnyOf(Holds("wifi"), AtLeast("p", "50%")), name="b")
    assert compare(a, b).rows[0].relation is Relation.SAME
