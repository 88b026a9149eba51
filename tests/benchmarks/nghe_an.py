"""The whole set of Nghệ An on a hundred thousand villages: ranges, counts, links, open shares and conditions."""

from typing import Any

import numpy as np
import numpy.typing as npt

from smartvillage import CriteriaSet
from smartvillage.arrays import TableAssessment

Array = npt.NDArray[Any]
SIZE = 100_000


def columns(size: int = SIZE) -> dict[str, Array]:
    """Return what a province might know: counts, percentages and ranges, about 5 % missing."""
    rng = np.random.default_rng(132)
    households = rng.integers(50, 600, size)
    fibre = rng.binomial(households, 0.82)
    share = 100 * fibre / households

    def missing(values: Array) -> Array:
        return np.ma.MaskedArray(values, rng.random(size) < 0.05)

    def percent(p: float) -> Array:
        return np.where(rng.random(size) < 0.05, np.nan, np.round(1.1 + 98.9 * rng.beta(8 * p, 8 * (1 - p), size), 1))

    def yes(p: float) -> Array:
        return missing(rng.random(size) < p)

    return {
        "households": households,
        "households_fibre_connected_count": missing(fibre),
        "households_internet_low": np.where(rng.random(size) < 0.05, np.nan, np.fmin(100, np.round(share + 1))),
        "households_internet_high": np.fmin(100, np.round(share + 9)),
        "households_smartphone": percent(0.7),
        "households_smart_device": percent(0.97),
        "households_digital_address": percent(0.97),
        "residents_guided_health_apps": percent(0.7),
        "producing_households": rng.integers(0, 30, size),
        "producing_households_on_named_platforms": percent(0.5),
        "producing_households_traceability": percent(0.5),
        "promotion_items_per_month": rng.integers(0, 3, size),
        "community_digital_team": yes(0.8),
        "community_digital_team_active": yes(0.5),
        "smart_communication": yes(0.7),
        "social_networks_effective": yes(0.5),
        "culture_house_wifi": yes(0.8),
        "products_to_trace": yes(0.6),
        "media_cooperation": yes(0.6),
        "brands_promoted_online": yes(0.6),
    }


def equal_alone(rules: CriteriaSet, table: TableAssessment, every: int) -> int:
    """Return how many rows were held to what the set finds for the place alone, one in so many.

    Raises:
        AssertionError: if any outcome or reason differs.
    """
    rows = range(0, len(table), every)
    for row in rows:
        alone = rules.assess(table.source.place(row))
        assert table.reasons[row].tolist() == [finding.reason for finding in alone]
        assert table.outcomes[row].tolist() == [finding.outcome.code for finding in alone]
        assert table.overall[row] == alone.outcome.code
    return len(rows)
