"""What rules, criteria and sets answer, and how answers combine."""

from itertools import combinations_with_replacement, product

import pytest

from smartvillage.errors import NoTruthValue
from smartvillage.outcomes import (
    FAILS,
    NOT_APPLICABLE,
    OUTCOMES,
    PASSES,
    UNDECIDED,
    Count,
    Outcome,
    Possible,
    at_least,
    combine,
    settled,
)

P, F, N = Outcome.PASS, Outcome.FAIL, Outcome.NOT_APPLICABLE
MAYBE_PASS = frozenset({P, N})
MAYBE_FAIL = frozenset({F, N})
ANYTHING = frozenset({P, F, N})


def test_values_and_codes_are_the_words_of_files_and_tables() -> None:
    """Programs of others read these words and numbers."""
    assert {o.value: o.code for o in Outcome} == {"pass": 1, "fail": -1, "unknown": 0, "not_applicable": 2}
    assert {OUTCOMES[o.code] for o in Outcome} == set(Outcome)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_has_no_truth_value(outcome: Outcome) -> None:
    """`if outcome:` would take UNKNOWN for met, or for not met."""
    with pytest.raises(NoTruthValue, match=r"write `outcome is Outcome.PASS`"):
        bool(outcome)


def test_settled_is_the_one_possible_outcome() -> None:
    """Two possible outcomes are unknown, whichever they are."""
    assert settled(PASSES) is P
    assert settled(NOT_APPLICABLE) is N
    assert settled(UNDECIDED) is Outcome.UNKNOWN
    assert settled(MAYBE_PASS) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("k", "codes", "expected"),
    [
        (1, [-1, 0, 1], 1),
        (2, [-1, 0, 1], 0),
        (3, [-1, 0, 1], -1),
        (2, [1, 1, -1], 1),
        (2, [1, -1, -1], -1),
        (2, [0, 0, -1], 0),
    ],
)
def test_at_least_k_is_the_kth_largest(k: int, codes: list[int], expected: int) -> None:
    """Summing nullable booleans is wrong on every data-frame engine; the k-th largest is not."""
    assert at_least(k, codes) == expected


def test_a_member_that_does_not_apply_lowers_what_all_needs() -> None:
    """With b not applicable, "all of a and b" is "all of a"."""
    assert combine(2, [PASSES, NOT_APPLICABLE]) == PASSES
    assert combine(2, [FAILS, NOT_APPLICABLE]) == FAILS
    assert combine(2, [NOT_APPLICABLE, NOT_APPLICABLE]) == NOT_APPLICABLE


def test_counting_all_members_keeps_what_is_needed() -> None:
    """With `count = "all"`, two of two are needed though one does not apply."""
    assert combine(2, [PASSES, NOT_APPLICABLE], "all") == FAILS
    assert combine(1, [PASSES, NOT_APPLICABLE], "all") == PASSES
    assert combine(2, [PASSES, MAYBE_PASS], "all") == UNDECIDED


def test_possible_outcomes_are_told_together() -> None:
    """One member that may not apply leaves open what the whole is."""
    assert combine(1, [MAYBE_FAIL]) == MAYBE_FAIL
    assert combine(1, [ANYTHING]) == ANYTHING
    assert combine(2, [PASSES, MAYBE_FAIL]) == UNDECIDED
    assert combine(1, [FAILS, MAYBE_PASS]) == UNDECIDED


def turned_out(k: int, members: tuple[Outcome, ...], count: Count) -> Outcome:
    """Return what "at least k of these" is once every member has turned out."""
    applying = [m for m in members if m is not N]
    if not applying:
        return N
    needed = min(k, len(applying)) if count == "applicable" else k
    return P if applying.count(P) >= needed else F


@pytest.mark.parametrize("count", ["applicable", "all"])
def test_the_closed_form_is_what_trying_every_way_gives(count: Count) -> None:
    """Too many possible outcomes hide an answer, too few invent one; up to three members, every way is tried."""
    anything: list[Possible] = [PASSES, FAILS, NOT_APPLICABLE, UNDECIDED, MAYBE_PASS, MAYBE_FAIL, ANYTHING]
    for size in (1, 2, 3):
        for members in combinations_with_replacement(anything, size):
            for k in range(1, size + 1):
                tried = {turned_out(k, way, count) for way in product(*members)}
                assert combine(k, members, count) == tried, (k, members)
