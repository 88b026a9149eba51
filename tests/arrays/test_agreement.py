"""Tables agree with the rules for one place, row by row: outcomes, reasons, gaps and words."""

import math
from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from smartvillage import CriteriaSet, Place, Share, catalogue, load
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.criteria import Force, Requirement
from smartvillage.indicators import Indicator, Level, Measure
from smartvillage.testing import contradicting, criteria_sets, on_threshold, places
from smartvillage.testing.asking import asked

Agrees = Callable[[TableAssessment], None]

SETS = catalogue()
DAYS = st.sampled_from([None, date(2025, 5, 1), date(2025, 7, 2)])
FEW = settings(max_examples=20)
"""For what runs once for each shipped set."""


@pytest.mark.parametrize("rules", SETS, ids=lambda rules: rules.id)
class TestShippedSets:
    """Every shipped set."""

    @FEW
    @given(data=st.data(), on=DAYS)
    def test_any_places(self, agrees: Agrees, rules: CriteriaSet, data: st.DataObject, on: date | None) -> None:
        """Places with whatever is recorded, above and below them too, are judged alike."""
        given_places = data.draw(st.lists(places(rules), min_size=1, max_size=4))
        agrees(assess_table(rules, given_places, on=on))

    @FEW
    @given(data=st.data())
    def test_contradictions(self, agrees: Agrees, rules: CriteriaSet, data: st.DataObject) -> None:
        """Records that contradict each other are set aside in the same two passes."""
        agrees(assess_table(rules, [data.draw(contradicting(rules))]))


def test_a_share_of_nothing_beside_a_total(agrees: Agrees) -> None:
    """0 of 0 households stays without a denominator where the households are recorded too; 0 of 500 fails."""
    facts: list[dict[str, Any]] = [{"households_fibre_connected": Share(0, total)} for total in (0, None)]
    villages = [Place("T", level="village", facts=one | {"households": 500}) for one in facts]
    table = assess_table(load("nghe-an/smart-village"), villages)
    assert table.outcomes[:, table.criteria.index("fibre")].tolist() == [0, -1]
    agrees(table)


def thresholds(rules: CriteriaSet) -> bool:
    """Whether a set compares numbers or days with thresholds of its own."""
    tests = [leaf for criterion in rules for leaf in criterion.rule.leaves() if hasattr(leaf, "value")]
    return any(not getattr(leaf.value, "is_open", False) for leaf in tests)


@pytest.mark.parametrize("rules", [rules for rules in SETS if thresholds(rules)], ids=lambda rules: rules.id)
@FEW
@given(data=st.data())
def test_thresholds(agrees: Agrees, rules: CriteriaSet, data: st.DataObject) -> None:
    """Figures just below, at and just above a threshold fall on the same side."""
    agrees(assess_table(rules, data.draw(st.lists(on_threshold(rules), min_size=1, max_size=3))))


@st.composite
def sets(draw: st.DrawFn) -> CriteriaSet:
    """Draw criteria sets, some with a requirement of their own."""
    rules = draw(criteria_sets())
    ids = [criterion.id for criterion in rules if criterion.force is Force.REQUIRED]
    if len(ids) < 2 or draw(st.booleans()):
        return rules
    cut = draw(st.integers(1, len(ids) - 1))
    inner = Requirement(tuple(ids[cut:]), draw(st.integers(1, len(ids) - cut)))
    members: tuple[str | Requirement, ...] = (*ids[:cut], inner)
    return evolve(rules, requires=Requirement(members, draw(st.none() | st.integers(1, len(members)))))


@given(data=st.data(), rules=sets(), on=DAYS)
def test_generated_sets(agrees: Agrees, data: st.DataObject, rules: CriteriaSet, on: date | None) -> None:
    """Generated sets, with conditions, requirements and both ways of counting, judge drawn places alike."""
    given_places = data.draw(st.lists(places(rules), min_size=1, max_size=4))
    agrees(assess_table(rules, given_places, on=on))


# Columns

ODD = (79.9999999996, 80.0000000004, 80.0000000006, 33.3333333335, 0.5, 1.0, 120.0, -3.0, 1e-10)
PERCENTAGES = st.sampled_from([0.0, 20.0, 50.0, 70.0, 79.9, 80.0, 90.0, 100.0, np.nan, *ODD])
TOTALS = st.sampled_from([0, 10, 12, 385, 471, 499, 10**13, 2**62])


def arrays(draw: st.DrawFn, elements: st.SearchStrategy[Any], size: int) -> list[Any]:
    """Draw a column."""
    return draw(st.lists(elements, min_size=size, max_size=size))


def share_columns(draw: st.DrawFn, i: Indicator, size: int) -> dict[str, Any]:
    """Draw a share as percentages, as their ends, as counts, or as a percentage and counts."""
    form = draw(st.sampled_from(["percent", "narrow", "ends", "counts", "both", "count"]))
    percentages = np.array(arrays(draw, PERCENTAGES, size), np.float64)
    if form == "percent":
        return {i.id: percentages}
    if form == "narrow":
        return {i.id: percentages.astype(np.float32)}
    if form == "ends":
        others = np.array(arrays(draw, PERCENTAGES, size), np.float64)
        return {f"{i.id}_low": np.fmin(percentages, others), f"{i.id}_high": np.fmax(percentages, others)}
    total = np.array(arrays(draw, TOTALS, size), np.int64)
    near = st.sampled_from([0, 1, 4 / 5, 308 / 385, 399 / 499, 0.9])
    count = np.array([min(t, math.ceil(t * f)) for t, f in zip(total.tolist(), arrays(draw, near, size), strict=True)])
    gaps = np.array(arrays(draw, st.booleans(), size), np.bool_)
    columns: dict[str, Any] = {f"{i.id}_count": np.ma.MaskedArray(count.astype(np.int64), gaps)}
    if form != "count":
        columns[f"{i.id}_total"] = total
    return columns | ({i.id: percentages} if form == "both" else {})


def number_columns(draw: st.DrawFn, i: Indicator, size: int) -> dict[str, Any]:
    """Draw a count as whole numbers, as floats, or as two ends."""
    form = draw(st.sampled_from(["int", "float", "ends"]))
    numbers = np.array(arrays(draw, st.sampled_from([0, 1, 2, 8, 10, 471, 499]), size), np.int64)
    if form == "int":
        return {i.id: numbers}
    floats = np.where(np.array(arrays(draw, st.booleans(), size), np.bool_), np.nan, numbers.astype(np.float64))
    if form == "float":
        return {i.id: floats}
    return {f"{i.id}_low": floats, f"{i.id}_high": numbers + 3}


def columns_of(draw: st.DrawFn, i: Indicator, size: int) -> dict[str, Any]:
    """Draw the columns of one indicator."""
    match i.measure:
        case Measure.SHARE:
            return share_columns(draw, i, size)
        case Measure.COUNT | Measure.MONTHLY:
            return number_columns(draw, i, size)
        case Measure.DATE:
            days = st.sampled_from(["2022-12-31", "2023-01-01", "2025-06-30", "NaT"])
            return {i.id: np.array(arrays(draw, days, size), "datetime64[D]")}
        case Measure.CATEGORY:
            return {i.id: arrays(draw, st.sampled_from([*i.values, None]), size)}
        case _:
            return {i.id: arrays(draw, st.sampled_from([True, False, None]), size)}


@st.composite
def tables(draw: st.DrawFn, rules: CriteriaSet) -> dict[str, Any]:
    """Draw a mapping of arrays, some with places of several levels and places above, in any order."""
    size = draw(st.integers(0, 6))
    columns: dict[str, Any] = {"name": [f"P{n}" for n in range(size)]}
    if draw(st.booleans()):
        columns["level"] = arrays(draw, st.sampled_from([level.value for level in Level]), size)
        columns["above"] = arrays(draw, st.sampled_from([*columns["name"], None, "elsewhere"]), size)
    asked_for = asked(rules)
    for i in draw(st.lists(st.sampled_from(asked_for), min_size=1, max_size=8, unique=True)):
        columns |= columns_of(draw, rules.vocabulary[i], size)
    return columns


@given(data=st.data(), rules=st.sampled_from(SETS) | sets(), gaps=st.booleans())
def test_columns(agrees: Agrees, data: st.DataObject, rules: CriteriaSet, gaps: bool) -> None:  # noqa: FBT001 - drawn
    """Columns of numbers, counts, ends and answers are judged as the places that they describe."""
    columns = data.draw(tables(rules))
    parent = "above" if "above" in columns else None
    level = "level" if "level" in columns else None
    agrees(assess_table(rules, columns, name="name", parent=parent, level=level, gaps=gaps))


@FEW
@given(rules=st.sampled_from(SETS), data=st.data(), lang=st.sampled_from(["vi", "en"]))
def test_words(rules: CriteriaSet, data: st.DataObject, lang: Any) -> None:
    """A row is explained in the very words of its place alone."""
    place: Place = data.draw(places(rules))
    table = assess_table(rules, [place])
    assert table.explain(0, lang) == rules.assess(place).explain(lang)
