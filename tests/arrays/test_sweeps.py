"""Sweeps: at each threshold as many places of each outcome as judging them again would find."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smartvillage import CriteriaSet, Fact, Level, Outcome, Place, Share, load, percent, sweep
from smartvillage.arrays import Sweep, assess_table
from smartvillage.errors import InvalidType, InvalidValue, UnknownCriterion
from smartvillage.rules import AnyOf, Combinator, Leaf, NoLaterThan, Rule

NGHE_AN = load("nghe-an/smart-village")
FIBRE = "households_fibre_connected"
SHARES = ("0.000001%", "20%", "79.99%", "80%", "80.000001%", "100%")


def replaced(rule: Rule, value: Any) -> Rule:
    """Return a rule with every threshold replaced."""
    if isinstance(rule, Combinator):
        return rule.with_parts(tuple(replaced(part, value) for part in rule.parts))
    made: Any = type(rule)
    return made(rule.indicator, value) if isinstance(rule, Leaf) and hasattr(rule, "value") else rule


def assert_same(found: Sweep, rules: CriteriaSet, data: Any) -> None:
    """Hold a sweep to tables judged again at each threshold."""
    for n, value in enumerate(found.thresholds):
        criteria = [evolve(c, rule=replaced(c.rule, value)) if c.id == found.criterion else c for c in rules]
        counts = assess_table(evolve(rules, criteria=criteria), data).counts
        assert {outcome: column[n] for outcome, column in found.outcomes.items()} == counts[found.criterion]
        assert {outcome: column[n] for outcome, column in found.overall.items()} == counts[rules.id]


def columns(size: int) -> dict[str, Any]:
    """Return villages with percentages, gaps, and a culture house."""
    shares = np.array([0, 20, 79.99, 79.9999995, 80, 80.000001, 100, np.nan])
    return {
        FIBRE: np.resize(shares, size),
        "producing_households": np.arange(size) % 3,
        "culture_house_wifi": [True] * size,
    }


class TestOneSort:
    """Against judging again."""

    def test_shares(self) -> None:
        """Figures at the thresholds fall on the right side, gaps stay unknown."""
        found = sweep(NGHE_AN, "fibre", SHARES, columns(40))
        assert_same(found, NGHE_AN, columns(40))
        assert found.outcomes[Outcome.PASS].tolist() == [30, 30, 25, 15, 10, 5]
        assert found.columns["threshold"] == list(SHARES)
        assert found.columns["pass"].tolist() == [30, 30, 25, 15, 10, 5]
        assert repr(found) == "<Sweep of fibre over 6 thresholds by nghe-an/smart-village-2023>"

    @given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=12))
    def test_counts(self, counts: list[tuple[int, int]]) -> None:
        """Counts out of totals are compared as whole numbers."""
        data = {f"{FIBRE}_count": [min(pair) for pair in counts], f"{FIBRE}_total": [max(pair) for pair in counts]}
        assert_same(sweep(NGHE_AN, "fibre", ("50%", "33.333333%", "80%"), data), NGHE_AN, data)

    @pytest.mark.parametrize("upward", [True, False])
    def test_trees(self, upward: bool) -> None:  # noqa: FBT001 - a case
        """A threshold within a condition, a negation and alternatives decides what it does there, and for the set."""
        (fibre,) = (criterion.rule for criterion in NGHE_AN if criterion.id == "fibre")
        (wifi,) = (criterion.rule for criterion in NGHE_AN if criterion.id == "culture-house-wifi")
        applies = NGHE_AN["ecommerce"].applies
        rule = AnyOf(wifi & fibre if upward else ~fibre, ~wifi)
        criterion = evolve(NGHE_AN["fibre"], rule=rule, applies=applies)
        rules = evolve(NGHE_AN, criteria=(criterion, NGHE_AN["culture-house-wifi"]))
        assert_same(sweep(rules, "fibre", SHARES, columns(50)), rules, columns(50))

    def test_open_shares(self) -> None:
        """A share that the document leaves open can be tried out."""
        i = "producing_households_traceability"
        data = {f"{i}_count": [0, 3, 7], f"{i}_total": [7, 7, 7], "products_to_trace": [True] * 3}
        found = sweep(NGHE_AN, "traceability", ("open", "10%", "50%"), data)
        assert_same(found, NGHE_AN, data)
        assert found.outcomes[Outcome.PASS].tolist() == [1, 2, 1]

    def test_days(self) -> None:
        """Deadlines are moved by days."""
        rules = load("mard/province-duties")
        criterion, rule = next((c.id, c.rule) for c in rules if isinstance(c.rule, NoLaterThan))
        data = {rule.indicator: np.array(["2022-12-31", "2023-01-01", "NaT"], "datetime64[D]")}
        found = sweep(rules, criterion, [date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1)], data)
        assert_same(found, rules, data)
        assert found.outcomes[Outcome.PASS].tolist() == [0, 1, 2]

    def test_places(self) -> None:
        """Places that columns cannot hold are tried one by one, and stand among the others."""
        villages = [
            Place("A", level=Level.VILLAGE, facts={FIBRE: [Share(370, 471), percent("78.6")]}),
            Place("B", level=Level.VILLAGE, facts={FIBRE: Share(2**70, 2**71)}),
            Place("C", level=Level.VILLAGE, facts={FIBRE: Fact(percent(85), as_of=date(2025, 1, 1))}),
            Place("D", level=Level.VILLAGE),
        ]
        table = assess_table(NGHE_AN, villages)
        found = sweep(NGHE_AN, "fibre", ("50%", "78.5%", "80%"), table)
        assert_same(found, NGHE_AN, villages)
        assert found.outcomes[Outcome.PASS].tolist() == [3, 2, 1]

    def test_levels(self) -> None:
        """Places of several levels are swept together; of none there is nothing."""
        rules = load("mard/pilot-selection")
        data = {
            "level": ["village", "commune", "commune"],
            "name": ["V", "C", "D"],
            "Xã": ["C", None, None],
            "staff_official_email": [np.nan, 100.0, 60.0],
        }
        found = sweep(rules.id, "staff-email", ("50%", "70%"), data)
        assert_same(found, rules, data)
        assert found.outcomes[Outcome.PASS].tolist() == [3, 2]
        assert sweep(NGHE_AN, "fibre", ("50%",), []).outcomes[Outcome.PASS].tolist() == [0]
        assert sweep(NGHE_AN, "fibre", (), columns(3)).columns["ready"].tolist() == []


@pytest.mark.parametrize(
    ("criterion", "thresholds", "error", "words"),
    [
        ("fiber", ("80%",), UnknownCriterion, "Did you mean 'fibre'"),
        ("team", ("80%",), InvalidValue, "not one threshold to sweep, but 0: none"),
        ("fibre", (80,), InvalidValue, "this rule needs count"),
        ("fibre", (0.8,), InvalidType, "a float is not exact"),
    ],
)
def test_mistakes(criterion: str, thresholds: Any, error: type[Exception], words: str) -> None:
    """A criterion without one threshold, and a threshold that does not fit, are told in words."""
    with pytest.raises(error, match=words):
        sweep(NGHE_AN, criterion, thresholds, columns(3))


def test_another_set() -> None:
    """A table judged by another set is not swept."""
    table = assess_table(NGHE_AN, columns(3))
    with pytest.raises(InvalidValue, match="judged by nghe-an/smart-village-2023, not by mard"):
        sweep("mard/pilot-selection", "staff-email", ("50%",), table)
