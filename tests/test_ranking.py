"""Places in the order of choice: eligible first, then preferences, and never the other way round."""

from itertools import permutations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

import smartvillage as sv
from smartvillage.errors import InvalidValue, UnknownCriterion
from smartvillage.ranking import Ranked, rank

RULES = sv.load("ho-chi-minh-city/model-selection")
"""Three conditions and one preference."""

PILOTS = sv.load("mard/pilot-selection")
"""Many conditions and two preferences."""

ANSWERS: st.SearchStrategy[bool | None] = st.sampled_from([True, False, None])


def commune(name: str, *, ready: bool | None = True, preferred: bool | None = None) -> sv.Place:
    """Return a commune that is eligible, or not, and preferred, or not."""
    facts: dict[str, object] = {"model_local_conditions": True, "model_in_prominent_field": True}
    if ready is not None:
        facts["model_registered"] = ready
    district = {} if preferred is None else {"advanced_ntm_district_planned": preferred}
    whole = sv.Place("Huyện", level="district", facts=district)
    return sv.Place(name, level="commune", facts=facts, parent=whole)


def ranked(*places: sv.Place) -> list[tuple[int, str]]:
    """Return ranks and names."""
    return [(r.rank, r.assessment.place.name) for r in rank(RULES.assess(place) for place in places)]


def test_eligible_places_come_first_whatever_the_preferences() -> None:
    """A preference never lifts a place over one that meets what is required, and never rejects one."""
    failing = commune("failing", ready=False, preferred=True)
    unknown = commune("unknown", ready=None, preferred=True)
    ready = commune("ready", preferred=False)
    assert ranked(failing, unknown, ready) == [(1, "ready"), (2, "unknown"), (3, "failing")]
    assert rank([RULES.assess(ready)])[0].eligible is sv.Outcome.PASS


def test_preferred_comes_before_unknown_before_not_preferred() -> None:
    """Among the eligible, the preference orders."""
    places = [commune(str(answer), preferred=answer) for answer in (False, None, True)]
    assert ranked(*places) == [(1, "True"), (2, "None"), (3, "False")]


def test_ties_share_a_rank_in_the_order_given() -> None:
    """Two firsts, no second, a third; the input decides who of the tied is named first."""
    a, b, c = commune("a", preferred=True), commune("b", preferred=True), commune("c", preferred=False)
    assert ranked(c, b, a) == [(1, "b"), (1, "a"), (3, "c")]
    assert [r.is_tied for r in rank(RULES.assess(place) for place in (c, b, a))] == [True, True, False]


def test_preferences_count_in_the_order_of_the_document_or_as_told() -> None:
    """The first preference outweighs the second, unless the user turns them round."""
    first = sv.Place("first", level="commune", facts={"model_in_prominent_field": True})
    second = sv.Place("second", level="commune", facts={"model_digital_economy_or_society": True})
    judged = [PILOTS.assess(second), PILOTS.assess(first)]
    assert [r.assessment.place.name for r in rank(judged)] == ["first", "second"]
    turned = rank(judged, by=["digital-economy-or-society", "prominent-field"])
    assert [r.assessment.place.name for r in turned] == ["second", "first"]
    assert turned[0].keys == (
        ("digital-economy-or-society", sv.Outcome.PASS),
        ("prominent-field", sv.Outcome.UNKNOWN),
    )
    assert {r.rank for r in rank(judged, by=[])} == {1}


def test_a_preference_that_does_not_apply_prefers_nobody() -> None:
    """What the document does not say of a place counts as little as what does not hold."""
    rules = sv.load("lang-son/requirements")
    model = {"model_ntm_commune": True, "advanced_ntm_commune": True}
    plain = {"model_ntm_commune": False, "advanced_ntm_commune": True, "smart_village_goal_registered": False}
    judged = [rules.assess(sv.Place("xã", level="commune", facts=facts)) for facts in (model, plain)]
    assert [r.rank for r in rank(judged)] == [1, 1]
    assert [r.keys[0][1] for r in rank(judged)] == [sv.Outcome.NOT_APPLICABLE, sv.Outcome.FAIL]


def test_nothing_is_ranked_by_nothing() -> None:
    """No assessments, no ranks."""
    assert rank([]) == ()


def test_places_are_ranked_by_one_set_and_its_preferences() -> None:
    """Another set, a required criterion or an unknown id is refused by name; an equal set is the same set."""
    place = commune("a")
    village = sv.Place("Thôn", level="village")
    with pytest.raises(InvalidValue, match="model-selection-2023 and ho-chi-minh-city/village-model-selection-2023"):
        rank([RULES.assess(place), sv.load("ho-chi-minh-city/village-model-selection").assess(village)])
    with pytest.raises(InvalidValue, match="'registered' is required, no preference"):
        rank([RULES.assess(place)], by=["registered"])
    with pytest.raises(UnknownCriterion, match="registred"):
        rank([RULES.assess(place)], by=["registred"])
    equal = evolve(RULES)
    assert equal is not RULES
    assert len(rank([RULES.assess(place), equal.assess(place)])) == 2


@given(st.lists(st.tuples(ANSWERS, ANSWERS), min_size=1, max_size=5))
def test_a_rank_is_one_more_than_the_number_of_better_places(answers: list[tuple[bool | None, bool | None]]) -> None:
    """Competition ranking, held to counting."""
    order = [True, None, False]
    keys = [(order.index(ready), order.index(preferred)) for ready, preferred in answers]
    places = [commune(str(n), ready=ready, preferred=preferred) for n, (ready, preferred) in enumerate(answers)]
    found: dict[int, Ranked] = {int(r.assessment.place.name): r for r in rank(map(RULES.assess, places))}
    for n, key in enumerate(keys):
        assert found[n].rank == 1 + sum(other < key for other in keys)
        assert found[n].is_tied == (keys.count(key) > 1)


def test_ranks_do_not_hang_on_the_order_of_input() -> None:
    """However the places are listed, each has the same rank."""
    places = [commune("a", preferred=True), commune("b", preferred=True), commune("c", ready=False)]
    for some in permutations(places):
        assert sorted(ranked(*some)) == [(1, "a"), (1, "b"), (3, "c")]
