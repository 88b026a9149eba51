"""Progress: what a place gained and lost, what is newly known, and what has gone stale."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import smartvillage as sv
from smartvillage.criteria import Assessment, CriteriaSet
from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.report import html_of
from smartvillage.steps import Change, Progress, Step, pairs, progress

RULES = sv.load("nghe-an/smart-village")
EARLIER, LATER = date(2024, 6, 30), date(2025, 6, 30)


def judged(on: date | None = None, /, *, name: str = "Thôn 8", code: str | None = None, **facts: Any) -> Assessment:
    """Return an assessment of a village with facts."""
    return RULES.assess(sv.Place(name, level="village", code=code, facts=facts), on)


def ids(steps: tuple[Step, ...]) -> list[str]:
    """Return the criteria of some steps."""
    return [step.id for step in steps]


def test_gained_lost_and_newly_known_are_kept_apart() -> None:
    """To learn that something is met is no progress of the village, and is not told as such."""
    before = judged(households_fibre_connected=sv.Share(370, 471), culture_house_wifi=True, community_digital_team=True)
    after = judged(households_fibre_connected=sv.Share(380, 471), culture_house_wifi=False, households_smartphone="95%")
    change = progress(before, after)
    assert ids(change.gained) == ["fibre"]
    assert ids(change.lost) == ["culture-house-wifi"]
    assert ids(change.newly_known) == ["smartphones"]
    assert ids(change.no_longer_known) == ["team"]
    assert change.gone_stale == ()
    assert change.same_rules
    assert len(change) == len(list(change)) == 13
    assert len(change.of(Change.SAME)) == 9
    assert repr(change) == "<Progress 'Thôn 8': 1 gained, 1 lost, 1 newly_known, 1 no_longer_known>"
    assert repr(progress(before, before)) == "<Progress 'Thôn 8': no change>"


def test_what_begins_or_ceases_to_apply_is_neither_gained_nor_lost() -> None:
    """A village whose last producing household has left has not met the criterion."""
    some: dict[str, Any] = {"producing_households": 3, "producing_households_on_named_platforms": sv.Share(3, 3)}
    change = progress(judged(**some), judged(producing_households=0))
    assert "ecommerce" in ids(change.of(Change.NO_LONGER_APPLIES))
    back = progress(judged(producing_households=0), judged(**some))
    assert "ecommerce" in ids(back.of(Change.APPLIES_NOW))
    assert back.gained == ()
    assert change.lost == ()


def fresh(months: int) -> CriteriaSet:
    """Return the set with figures that grow stale."""
    from attrs import evolve  # noqa: PLC0415 - only here

    return evolve(RULES, fresh_for=months)


def test_figures_that_have_become_too_old_are_told_once() -> None:
    """The answer still stands, but on a figure that must be measured again; one stale before is no news."""
    rules = fresh(6)
    facts = {
        "households_fibre_connected": sv.Fact(sv.Share(400, 471), as_of=date(2024, 5, 1)),
        "culture_house_wifi": sv.Fact(True, as_of=date(2023, 5, 1)),
    }
    place = sv.Place("Thôn 8", level="village", facts=facts)
    change = progress(rules.assess(place, EARLIER), rules.assess(place, LATER))
    assert ids(change.gone_stale) == ["fibre"]
    assert change.gone_stale[0].stale == ("households_fibre_connected",)
    assert change.gone_stale[0].change is Change.SAME
    assert repr(change) == "<Progress 'Thôn 8': no change, 1 gone stale>"
    assert "số liệu đã cũ: Hộ có kết nối Internet cáp quang" in change.explain()
    assert "gone stale: Households connected to fibre internet" in change.explain("en")


def test_editions_are_compared_by_the_ids_of_their_criteria() -> None:
    """A new edition adds and drops criteria, and the reader is told that the rules are not the same."""
    from attrs import evolve  # noqa: PLC0415 - only here

    older = evolve(RULES, id="nghe-an/smart-village-2022", criteria=RULES.criteria[1:])
    newer = evolve(RULES, criteria=RULES.criteria[:-1])
    place = sv.Place("Thôn 8", level="village")
    change = progress(older.assess(place), newer.assess(place))
    assert not change.same_rules
    assert ids(change.of(Change.ADDED)) == ["team"]
    assert ids(change.of(Change.DROPPED)) == ["monthly-items"]
    told = change.explain()
    assert "hai nội dung văn bản khác nhau (nghe-an/smart-village-2022; nghe-an/smart-village-2023)" in told
    assert "+ tiêu chí mới" in told
    assert "– tiêu chí đã bỏ" in html_of(change)


def test_progress_is_told_in_words_and_ends_by_saying_what_it_is_not() -> None:
    """Days, answers, counts and what changed, each on a line."""
    before = judged(EARLIER, households_fibre_connected=sv.Share(370, 471))
    after = judged(LATER, households_fibre_connected=sv.Share(380, 471))
    lines = progress(before, after).explain().splitlines()
    assert lines[0] == "Tiến độ: Thôn 8"
    assert lines[1].startswith("Lần trước (30/6/2024): ✗ Chưa đủ điều kiện. Đạt 0/13 nội dung áp dụng")
    assert lines[2].startswith("Lần này (30/6/2025): ? Chưa xác định. Đạt 1/13")
    assert lines[4] == (
        "Hộ có Internet cáp quang: ✗ Chưa đạt: còn thiếu 7 hộ (cần 377/471 hộ, hiện có 370 hộ) → ✓ Đạt (▲ đạt thêm)"
    )
    assert lines[-1] == "Kết quả đối chiếu theo văn bản, không thay thế quyết định công nhận."


def test_only_two_assessments_of_one_place_in_order_are_compared() -> None:
    """The progress of one village from another's figures would be nobody's."""
    with pytest.raises(InvalidType, match="not str"):
        progress("x", judged())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidValue, match="one place"):
        progress(judged(), judged(name="Thôn 9"))
    with pytest.raises(InvalidValue, match="one place"):
        progress(judged(code="1"), judged(code="2"))
    with pytest.raises(InvalidValue, match="exchange them"):
        progress(judged(LATER), judged(EARLIER))
    assert isinstance(progress(judged(), judged(code="2")), Progress)
    assert isinstance(progress(judged(code="1"), judged(code="1", name="Thôn Tám")), Progress)
    with pytest.raises(InvalidValue, match="before or after"):
        Step(None, None).id  # noqa: B018 - the question is the point


def test_places_of_two_reports_are_paired_by_code_then_by_name() -> None:
    """A renamed village keeps its code; where a name could be two places, neither is guessed."""
    before = [
        judged(code="1"),
        judged(name="Thôn 9", code="9"),
        judged(name="Thôn 10"),
        judged(name="Trùng tên"),
        judged(name="Trùng tên"),
    ]
    after = [
        judged(code="1", name="Thôn Tám"),
        judged(name="thôn  9"),
        judged(name="Thôn 10", code="10"),
        judged(name="Trùng tên"),
        judged(name="Thôn 9", code="99"),
        judged(name="Mới"),
    ]
    found = [(one.before.place.name, one.after.place.name) for one in pairs(before, after)]
    assert found == [("Thôn 8", "Thôn Tám"), ("Thôn 9", "thôn  9"), ("Thôn 10", "Thôn 10")]


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "households_fibre_connected": st.integers(0, 471).map(lambda count: sv.Share(count, 471)),
        "culture_house_wifi": st.booleans(),
        "households_smartphone": st.sampled_from(["95%", "50%", sv.above("85%")]),
        "producing_households": st.integers(0, 2),
    },
)


@given(FACTS, FACTS)
def test_every_criterion_has_exactly_one_change(one: dict[str, Any], two: dict[str, Any]) -> None:
    """Nothing that changed is left out or told twice, and going back undoes what was gained."""
    before, after = judged(**one), judged(**two)
    there, back = progress(before, after), progress(after, before)
    assert sum(len(there.of(change)) for change in Change) == len(there) == 13
    assert ids(there.gained) == ids(back.lost)
    assert ids(there.newly_known) == ids(back.no_longer_known)
    for step in there:
        same = before[step.id].outcome is after[step.id].outcome
        assert (step.change is Change.SAME) is same
