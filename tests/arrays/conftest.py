"""What the tests of tables hold each other to: the rules for one place."""

import math
from collections.abc import Callable

import pytest

from smartvillage.arrays import TableAssessment
from smartvillage.criteria import CriterionFinding


@pytest.fixture(scope="session")
def agrees() -> Callable[[TableAssessment], None]:
    """Return the test that every row of a table is what the set finds for its place alone."""
    return assert_agrees


def assert_agrees(table: TableAssessment) -> None:
    """Hold every row of a table to what the set finds for its place alone."""
    for row in range(len(table)):
        alone = table.criteria_set.assess(table.source.place(row), table.on)
        assert table.outcomes[row].tolist() == [finding.outcome.code for finding in alone]
        assert table.overall[row] == alone.outcome.code
        assert table.reasons[row].tolist() == [finding.reason for finding in alone]
        assert table.overall_reasons[row] == alone.reason
        for finding in alone:
            if finding.id in table.gap:
                assert_same_gap(finding, float(table.gap[finding.id][row]), float(table.gap_units[finding.id][row]))


def assert_same_gap(finding: CriterionFinding, gap: float, units: float) -> None:
    """Hold a gap to that of the place alone, to a billionth of a percentage point; just above t is a billionth more."""
    alone = finding.gap
    if alone is None:
        assert math.isnan(gap)
        assert math.isnan(units)
    elif alone.unit == "percentage_points":
        assert gap == pytest.approx(float(alone.high) + 1e-9 * alone.high_above, abs=1.5e-9)
        assert math.isnan(units)
    else:
        assert units == float(alone.high)
        is_share = finding.finding.known is not None and finding.finding.known.bounds.kind == "share"
        assert is_share or gap == units
