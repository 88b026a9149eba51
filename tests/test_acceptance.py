"""The lines by which the two issues are done, each a test of the core; command line and reader have their own."""

import json
from typing import Any

import pytest

from smartvillage import Assessment, Outcome, Place, Reason, Share, above, catalogue, load
from smartvillage.rules import AtLeast, MoreThan

FIBRE, PHONE, DEVICE, INTERNET = (
    "households_fibre_connected",
    "households_smartphone",
    "households_smart_device",
    "households_internet",
)
NGHE_AN, MARD = load("nghe-an/smart-village"), load("mard/pilot-selection")


def village(**facts: Any) -> Place:
    """Make a village with these facts."""
    return Place("Thôn 8", level="village", facts=facts)


def connected(**facts: Any) -> Any:
    """Return the finding of MARD's 50 % for a village."""
    return MARD.assess(village(**facts))["households-connected"]


class TestFirstIssue:
    """The main job, end to end."""

    def test_fibre_80_and_smartphones_90_and_nothing_else_pass_mards_50_naming_the_links(self) -> None:
        """80 % and 90 % of the same households overlap in at least 70 %."""
        found = connected(**{FIBRE: "80%", PHONE: "90%"})
        assert found.outcome is Outcome.PASS
        links = MARD.assess(village(**{FIBRE: "80%", PHONE: "90%"})).links
        assert set(links) == {"fibre-is-internet", "smartphone-is-smart-device", "internet-and-device"}
        assert found.finding.known is not None
        assert set(found.finding.known.trail.origins) == {FIBRE, PHONE}

    def test_60_and_55_are_unknown(self) -> None:
        """They overlap in 15 % to 55 %."""
        found = connected(**{FIBRE: "60%", PHONE: "55%"})
        assert (found.outcome, found.reason) == (Outcome.UNKNOWN, Reason.BOUNDS)

    def test_90_and_49_fail(self) -> None:
        """With any internet 90 % and any smart device 49 %, at most 49 % have both.

        With *fibre* and *smartphones* alone this cannot be a failure: a household without a smartphone may have another
        smart device, and one without fibre another connection. There it is unknown.
        """
        assert connected(**{INTERNET: "90%", DEVICE: "49%"}).outcome is Outcome.FAIL
        assert connected(**{FIBRE: "90%", PHONE: "49%"}).outcome is Outcome.UNKNOWN

    def test_smartphones_over_adults_leave_it_unknown(self) -> None:
        """No link joins figures over different denominators."""
        assert connected(**{FIBRE: "80%", "adults_smartphone": "90%"}).outcome is Outcome.UNKNOWN

    @pytest.mark.parametrize(("share", "outcome"), [(Share(399, 499), "fail"), (Share(308, 385), "pass")], ids=repr)
    def test_399_of_499_fails_80_and_308_of_385_passes(self, share: Share, outcome: str) -> None:
        """79,96 % prints as 80,0 %; 80 % exactly is enough."""
        assert NGHE_AN.assess(village(**{FIBRE: share}))["fibre"].outcome.value == outcome

    def test_370_of_471_says_con_thieu_7_ho(self) -> None:
        """The gap in the indicator's own unit, in words."""
        found = NGHE_AN.assess(village(**{FIBRE: Share(370, 471)}))["fibre"]
        assert found.gap is not None
        assert (found.gap.low, found.gap.high, found.gap.unit) == (7, 7, "households")
        assert "còn thiếu 7 hộ" in found.explain("vi").lower()

    def test_hon_90_passes_at_least_90_and_leaves_100_unknown(self) -> None:
        """More than 90 % may be 100 %."""
        a = NGHE_AN.assess(village(**{PHONE: above("90%"), "households_digital_address": above("90%")}))
        assert a["smartphones"].outcome is Outcome.PASS
        assert a["address-codes"].outcome is Outcome.UNKNOWN

    def test_nothing_recorded_is_unknown(self) -> None:
        """Missing is neither 0 nor not applicable, in any set."""
        for rules in catalogue():
            assessment = rules.assess(Place("P", level=rules.levels[0]))
            assert {finding.outcome for finding in assessment} == {Outcome.UNKNOWN}, rules.id
            assert all(finding.reason is not None for finding in assessment)

    def test_510_of_499_cannot_be_made(self) -> None:
        """In code it is an error; in a cell the reader turns it into an issue."""
        with pytest.raises(ValueError, match=r"Share\(510, 499\)"):
            Share(510, 499)

    def test_written_read_and_judged_again_it_is_equal(self) -> None:
        """The record alone is enough for an auditor, through JSON."""
        assessment = NGHE_AN.assess(village(**{FIBRE: Share(370, 471), PHONE: above("90%")}))
        assert Assessment.from_dict(json.loads(json.dumps(assessment.to_dict()))) == assessment


def communes(**numbers: int) -> list[Place]:
    """Make communes of which so many meet 8.4, so many do not, and of so many nothing is known."""
    facts: dict[str, dict[str, Any]] = {"yes": {"ntm_8_4": True}, "no": {"ntm_8_4": False}, "open": {}}
    return [
        Place(f"Xã {answer} {n}", level="commune", facts=facts[answer])
        for answer, times in numbers.items()
        for n in range(times)
    ]


class TestSecondIssue:
    """All five documents: targets, and roll-up from villages upward."""

    def test_287_of_410_communes_fails_tren_70_and_passes_at_least_70(self) -> None:
        """Exactly 70 %: the one strict threshold of the documents."""
        parts = [Place(f"Xã {n}", level="commune", facts={"cooperatives_in_linkage": int(n < 287)}) for n in range(410)]
        province = Place("Nghệ An", level="province", parts=parts)
        targets = load("nghe-an/targets")
        found = targets.assess(province)["cooperatives"]
        assert targets["cooperatives"].rule == MoreThan("communes_coop_in_linkage", "70%")
        assert found.outcome is Outcome.FAIL
        assert found.gap is not None
        assert (found.gap.low, found.gap.unit) == (1, "communes")
        at_least = AtLeast("communes_coop_in_linkage", "70%").evaluate(province, vocabulary=targets.vocabulary)
        assert at_least.outcome is Outcome.PASS

    def test_75_of_181_communes_and_2_of_11_districts_pooled_pass_40_and_the_per_level_reading_is_reported(
        self,
    ) -> None:
        """77 of 192 is 40,1 %; the districts alone are 18 %: it hangs on the reading, and both are in the finding."""
        on = {"essential_service_health": True, "online_satisfaction_feedback": True}
        off = on | {"online_satisfaction_feedback": False}
        parts = [Place(f"Xã {n}", level="commune", facts=on if n < 75 else off) for n in range(181)]
        parts += [Place(f"Huyện {n}", level="district", facts=on if n < 2 else off) for n in range(11)]
        province = Place("Lạng Sơn", level="province", parts=parts)
        targets = load("lang-son/targets")
        found = targets.assess(province)["services"]
        assert (found.outcome, found.reason) == (Outcome.UNKNOWN, Reason.READING)
        assert [part.outcome for part in found.finding.parts] == [Outcome.PASS, Outcome.FAIL]
        assert [(gap.indicator, gap.low) for gap in found.gaps] == [("districts_service_and_feedback", 3)]
        settled = targets.settle({"units": "pooled"}, by="Tổ thẩm định", why="QĐ 924")
        assert settled.assess(province)["services"].outcome is Outcome.PASS

    def test_an_undecided_commune_keeps_a_100_target_unknown(self) -> None:
        """Nine of ten is not all, and may become all."""
        province = Place("Tiền Giang", level="province", parts=communes(yes=9, open=1))
        found = load("tien-giang/targets").assess(province)["ntm-8-4"]
        assert found.outcome is Outcome.UNKNOWN
        assert found.finding.known is not None
        assert found.finding.known.parts is not None
        assert [place.name for place in found.finding.known.parts.undecided] == ["Xã open 0"]

    def test_one_failing_village_fails_a_100_target_by_name(self) -> None:
        """The finding names the village that drags its commune down, and the explanation does too."""
        villages = [
            Place(f"Thôn {n}", level="village", facts={"community_digital_team_active": n != 7}) for n in range(9)
        ]
        commune = Place("Xã A", level="commune", parts=villages)
        found = load("lang-son/requirements").assess(commune)["teams"]
        assert found.outcome is Outcome.FAIL
        assert found.finding.known is not None
        assert found.finding.known.parts is not None
        assert [place.name for place in found.finding.known.parts.failing] == ["Thôn 7"]
        assert "Thôn 7" in found.explain("vi")

    def test_one_village_from_399_to_400_of_499_moves_its_commune_and_the_province_and_nothing_else(self) -> None:
        """What does not hang on the village stays as it was."""
        full = {
            "community_digital_team": True,
            "smart_communication": True,
            "producing_households": 0,
            "culture_house_wifi": True,
            "households_digital_address": "100%",
            PHONE: "95%",
            "residents_guided_health_apps": "70%",
            "media_cooperation": True,
            "brands_promoted_online": True,
            "promotion_items_per_month": 1,
        }

        def province(count: int) -> Place:
            shares = [(count, 499), (450, 499), (300, 499)]
            villages = [
                Place(f"Thôn {n}", level="village", facts=full | {FIBRE: Share(*share)})
                for n, share in enumerate(shares)
            ]
            near = Place("Xã A", level="commune", parts=villages)
            far = Place("Xã B", level="commune", parts=villages[1:])
            return Place("Nghệ An", level="province", parts=[near, far])

        before, after = province(399), province(400)
        targets = load("nghe-an/targets")
        counts = [targets.assess(p)["smart-villages"].finding.known for p in (before, after)]
        assert [known and known.bounds.low for known in counts] == [2, 3]
        changed = [
            finding.id
            for finding, other in zip(targets.assess(before), targets.assess(after), strict=True)
            if (finding.outcome, finding.gaps) != (other.outcome, other.gaps)
        ]
        assert changed == ["smart-villages"]
        first = [NGHE_AN.assess(p.parts[0].parts[0]) for p in (before, after)]
        assert [[f.id for f in a if f.outcome is Outcome.FAIL] for a in first] == [["fibre"], []]
        assert NGHE_AN.assess(before.parts[1].parts[0]) == NGHE_AN.assess(after.parts[1].parts[0])

    def test_every_set_shows_levels_dates_and_source(self) -> None:
        """26 sets of five documents and the national programme."""
        assert len(catalogue()) == 26
        for rules in catalogue():
            assert rules.levels
            assert rules.valid_from is not None
            assert rules.source.issuer.vi
