"""The laws of `smartvillage.testing`, on generated sets and on every shipped one; and that each law can be broken."""

from inspect import signature

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage import Outcome, Place, Share, catalogue, load, vocabulary
from smartvillage.criteria import CriteriaSet
from smartvillage.facts import Known
from smartvillage.outcomes import Reason
from smartvillage.rules import AllOf, AtLeast, Finding, Gap, Leaf, Rule, Toward
from smartvillage.testing import LAWS, criteria_sets, laws_for
from smartvillage.testing.laws import ARGUMENTS, Law, LawBroken, laws_of


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_law(law: Law) -> None:
    """Each law holds for any set that could be written, not only for those that are."""

    @settings(max_examples=40)
    @given(st.data())
    def holds(data: st.DataObject) -> None:
        criteria = data.draw(criteria_sets())
        if law in laws_of(criteria):
            names = signature(law).parameters
            drawn = {name: data.draw(ARGUMENTS[name](criteria)) for name in names if name != "criteria"}
            law(**drawn, **({"criteria": criteria} if "criteria" in names else {}))

    holds()


@pytest.mark.parametrize("rules", catalogue(), ids=lambda rules: rules.id)
def test_shipped_sets_keep_every_law(rules: CriteriaSet) -> None:
    """What is shipped has links, roll-ups, readings and references that generated sets seldom combine."""
    for law in laws_for(rules, examples=3):
        law()


def test_every_law_has_a_name_of_its_own_and_one_sentence() -> None:
    """The documentation names the laws as the tests do, and says each in its own sentence."""
    assert len({law.__name__ for law in LAWS}) == len(LAWS)
    for law in LAWS:
        assert law.__doc__ is not None
        assert law.__doc__.endswith(".")
        assert "\n" not in law.__doc__


# Each of these is wrong in one way; the laws must name it.


@frozen(repr=False)
class MissingIsNo(AtLeast):
    """Counts a missing figure as not met: the mistake that the laws are there for."""

    def decide(self, known: Known) -> int:
        """Return no where it is not known."""
        return super().decide(known) or -1


@frozen(repr=False)
class MissingIsYes(AtLeast):
    """Counts a missing figure as met."""

    def decide(self, known: Known) -> int:
        """Return yes where it is not known."""
        return super().decide(known) or 1


@frozen(repr=False)
class SlightlyOff(AtLeast):
    """Measures the gap to a threshold of its own."""

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to 1 % more."""
        return AtLeast(self.indicator, "81%").lacking(known, toward)


@frozen
class Forgetful(Leaf):
    """Answers unknown without a reason."""

    indicator: str
    measures = AtLeast("households_fibre_connected", "80%").measures

    def decide(self, known: Known) -> int:  # noqa: ARG002 - it forgets
        """Return that nobody knows."""
        return 0

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking as at 80 %."""
        return AtLeast(self.indicator, "80%").lacking(known, toward)

    def reasons(self, finding: Finding) -> "list[Reason]":  # type: ignore[override]  # noqa: ARG002 - it forgets
        """Return none."""
        return []


def planted(rule: Rule) -> CriteriaSet:
    """Return the Nghệ An set with another rule for fibre."""
    rules = load("nghe-an/smart-village")
    return evolve(rules, criteria=[evolve(c, rule=rule) if c.id == "fibre" else c for c in rules])


def broken(rules: CriteriaSet, laws: set[str]) -> set[str]:
    """Return which of some laws a set breaks."""
    found = set()
    for law in laws_for(rules, examples=80):
        if law.__name__ in laws:
            try:
                law()
            except LawBroken:
                found.add(law.__name__)
    return found


FIBRE = "households_fibre_connected"


@pytest.mark.parametrize(
    ("rule", "laws"),
    [
        (MissingIsNo(FIBRE, "80%"), {"nothing_recorded_decides_nothing", "learning_never_flips", "nothing_vacuous"}),
        (MissingIsYes(FIBRE, "80%"), {"nothing_recorded_decides_nothing", "learning_never_flips", "nothing_vacuous"}),
        (SlightlyOff(FIBRE, "80%"), {"gap_zero_iff_pass", "gap_above_zero_iff_fail"}),
        (Forgetful(FIBRE), {"unknown_has_a_reason"}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_rule_is_named_by_the_laws_it_breaks(rule: Rule, laws: set[str]) -> None:
    """A kit that never finds anything would pass every other test here."""
    assert broken(planted(rule), laws) == laws


def test_a_wrong_way_to_combine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lattice laws must see a combinator that is wrong in one case only: unknown and fail made unknown."""

    def weak(self: AllOf, codes: list[int]) -> int:  # noqa: ARG001 - a method
        return 0 if 0 in codes else min(codes)

    monkeypatch.setattr(AllOf, "combined", weak)
    laws = {"de_morgan_all", "kleene_as_sqlite"}
    assert broken(load("nghe-an/smart-village"), laws) == laws


def test_a_set_that_combines_wrongly_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The closed form for sets is compared with brute force, so any slip in it shows."""

    def hopeful(*_: object) -> frozenset[Outcome]:
        return frozenset({Outcome.PASS})

    monkeypatch.setattr("smartvillage.testing.laws.combine", hopeful)
    laws = {"possible_equals_brute_force"}
    assert broken(load("lang-son/smart-village"), laws) == laws


# Found by the laws


def test_missing_parts_do_not_depend_on_the_order_of_parts() -> None:
    """The first part given decided what the missing ones could be: adding an expected district took a pass back."""
    commune = Place("Xã A", level="commune")
    district = Place("Huyện B", level="district", facts={"district_ntm_9_5": True})
    rule = AtLeast("districts_ntm_9_5", "100%")
    for parts in ([commune, district], [district, commune]):
        province = Place("Tỉnh C", level="province", parts=parts, expected_parts=3)
        assert rule.evaluate(province, vocabulary=vocabulary()).outcome is Outcome.UNKNOWN


def test_an_unknown_set_gives_no_reason_of_criteria_that_do_not_apply() -> None:
    """An application routes a reason to a desk; "does not apply" would be routed nowhere."""
    village = Place("Thôn 1", level="village", facts={"producing_households": 0, FIBRE: Share(80, 100)})
    assessment = load("nghe-an/smart-village").assess(village)
    assert assessment.outcome is Outcome.UNKNOWN
    assert Reason.DOES_NOT_APPLY not in assessment.reasons
