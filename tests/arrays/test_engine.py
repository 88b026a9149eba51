"""Corners of the engine that drawn places reach too seldom to rely on."""

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from smartvillage import (
    Bounds,
    CriteriaSet,
    Criterion,
    Fact,
    Level,
    Monthly,
    Place,
    Share,
    above,
    at_least,
    between,
    load,
)
from smartvillage import percent as points
from smartvillage import vocabulary as shipped
from smartvillage.arrays import TableAssessment, assess_table
from smartvillage.criteria import Force, MeetsSet
from smartvillage.indicators import Indicator, Measure, Meeting, Sum, Text, Unit, Vocabulary
from smartvillage.outcomes import Reason
from smartvillage.rules import AtLeast, AtMost, Before, Holds, LessThan, MoreThan, OneOf, Rule, SomeOf, threshold

Agrees = Callable[[TableAssessment], None]
WORDS = Text("x", "x")
VILLAGE, COMMUNE, PROVINCE = Level.VILLAGE, Level.COMMUNE, Level.PROVINCE
NGHE_AN = load("nghe-an/smart-village")


def indicator(i: str, measure: Measure, level: Level = VILLAGE, **more: Any) -> Indicator:
    """Make an indicator."""
    unit = Unit("x", "x", "x") if measure is Measure.COUNT else None
    return Indicator(i, (level,), measure, WORDS, unit=unit, **more)


def criteria_set(rules: dict[str, Rule], *indicators: Indicator, level: Level = VILLAGE, **more: Any) -> CriteriaSet:
    """Make a set of rules over indicators."""
    applies: dict[str, Rule] = more.pop("applies", {})
    force: Force = more.pop("force", Force.REQUIRED)
    criteria = tuple(Criterion(i, WORDS, WORDS, rule, force=force, applies=applies.get(i)) for i, rule in rules.items())
    vocabulary = Vocabulary({i.id: i for i in indicators})
    return evolve(
        NGHE_AN, id=f"test/{'-'.join(rules)}", levels=(level,), criteria=criteria, vocabulary=vocabulary, **more
    )


def place(name: str, level: Level = VILLAGE, parts: tuple[Place, ...] = (), **facts: Any) -> Place:
    """Make a place."""
    return Place(name, level=level, facts=facts, parts=parts)


HOUSEHOLDS = indicator("households", Measure.COUNT)
POOR = indicator("poor", Measure.SHARE, denominator="households")


@pytest.mark.parametrize("kind", [AtLeast, MoreThan, AtMost, LessThan])
@pytest.mark.parametrize(
    "columns",
    [
        {"poor": [4.9, 5.0, 5.1, np.nan, 5.0000000004, 5.0000000006]},
        {"poor_count": [24, 25, 26], "poor_total": [500, 500, 500]},
        {"poor_count": [24, 25, 26], "households": [500, 500, 500]},
        {"poor_low": [4.0, 5.0, np.nan], "poor_high": [5.0, 6.0, 4.0]},
        {"poor_low": [4.0, 5.0, np.nan], "poor_high": [5.0, 6.0, 4.0], "households": [500, 471, 3]},
        {"poor": [4.9, 5.0, 5.1], "households": [500, 471, 3]},
        {"poor_count": [2**60, 1], "poor_total": [2**62, 2**62]},
        {"poor_low": [4.0, 5.0], "poor_high": [5.0, 6.0], "households": [10**13, 10**14]},
        {"households": [1]},
    ],
    ids=str,
)
def test_shares(agrees: Agrees, kind: Callable[..., Rule], columns: dict[str, Any]) -> None:
    """Every comparison of a share, upward and downward, strict or not, with every way of recording it."""
    rules = criteria_set({"poor": kind("poor", threshold("5%"))}, HOUSEHOLDS, POOR)
    agrees(assess_table(rules, columns, gaps=True))


@pytest.mark.parametrize("kind", [AtLeast, MoreThan, AtMost, LessThan])
@pytest.mark.parametrize(
    "columns",
    [
        {"n": [7, 8, 9]},
        {"n": [7.0, 8.0, 9.0, np.nan]},
        {"n_low": [7, 8], "n_high": [8.0, np.nan]},
        {"n_low": [8]},
        {"n_high": [8]},
    ],
    ids=str,
)
def test_numbers(agrees: Agrees, kind: Callable[..., Rule], columns: dict[str, Any]) -> None:
    """Every comparison of a number with every way of recording it."""
    agrees(
        assess_table(criteria_set({"n": kind("n", threshold(8))}, indicator("n", Measure.COUNT)), columns, gaps=True)
    )


def test_categories(agrees: Agrees) -> None:
    """Categories are words: of the column, else of the place above; an unknown word is an issue, two words are none."""
    field = indicator("field", Measure.CATEGORY, COMMUNE, values={"a": Text("A", "A"), "b": Text("B", "B")})
    rules = criteria_set({"field": OneOf("field", "a")}, field)
    data = {
        "name": ["V", "W", "X", "C", "D"],
        "level": ["village", "village", "village", "commune", "commune"],
        "parent": ["C", "D", None, None, None],
        "field": [None, "a", "a", "a", "zzz"],
    }
    table = assess_table(rules, data, name="name", level="level", parent="parent")
    agrees(table)
    assert table.outcomes[:, 0].tolist() == [1, 1, 1]
    assert [issue.code for issue in table.issues] == ["not_a_category"]
    agrees(assess_table(rules, [place("V", field="a"), place("W")]))
    silent = place("C", COMMUNE, parts=(place("V", field="b"), place("W")))
    agrees(assess_table(rules, silent.parts))
    both = place("C", COMMUNE, parts=(place("V", field="b"), place("W", field="a"), place("X")), field="a")
    table = assess_table(rules, both.parts)
    agrees(table)
    assert table.outcomes[:, 0].tolist() == [0, 1, 1]
    assert table.reasons[0].tolist() == [Reason.CONTRADICTION]


def test_records(agrees: Agrees) -> None:
    """Records that fit no measure, of later days, of no indicator, and whole counts between two ends."""
    rules = criteria_set({"poor": AtMost("poor", threshold("5%"))}, HOUSEHOLDS, POOR)
    later = Fact(points(4), as_of=date(2026, 1, 1))
    counted = Bounds(3, 9, 100, kind="share", total=100)
    odd = Bounds(3, 9, 1000, kind="share")
    villages = [
        place("V", poor=later, nowhere=1),
        place("W", poor=Monthly({"2025-01": 1})),
        place("X", poor=counted),
        place("Y", poor=odd),
        place("Z", poor=Share(4), households=at_least(10)),
        place("U", poor=above(20), households=2.0),
    ]
    agrees(assess_table(rules, villages, on=date(2025, 1, 1)))
    table = assess_table(rules, {"poor": [Monthly({"2025-01": 1}), points(4)]})
    assert [(issue.code, issue.expected) for issue in table.issues] == [("wrong_measure", "share")]


def test_sets_that_refer_to_sets(agrees: Agrees) -> None:
    """Another set is met, not met, or undecided for a reason: what decides it, or whether it applies at all."""
    yes, no, applies, deadline = (indicator(i, Measure.YES_NO) for i in ("yes", "no", "applies", "deadline"))
    inner = criteria_set({"a": Holds("yes"), "b": Holds("no")}, yes, no, applies, applies={"b": Holds("applies")})
    free = evolve(criteria_set({"c": Holds("yes")}, yes, no, applies, force=Force.PREFERENCE), id="test/free")
    only = criteria_set({"d": Holds("no")}, yes, no, applies, applies={"d": Holds("applies")})
    rules = criteria_set({"x": MeetsSet(inner), "y": MeetsSet(free), "z": MeetsSet(only)}, yes, no, applies, deadline)
    values = (True, False, None)
    facts: list[dict[str, Any]] = [{"yes": a, "no": b, "applies": c} for a in values for b in values for c in values]
    villages = [place("V", **{i: v for i, v in one.items() if v is not None}) for one in facts]
    agrees(assess_table(rules, villages))
    shipped_set = load("mard/central-pilot")
    agrees(assess_table(shipped_set, [place("C", COMMUNE)], on=date(2025, 8, 1)))


def test_sets_of_ended_levels(agrees: Agrees) -> None:
    """Criteria about districts do not apply after the district level ended, also inside another set."""
    linked = indicator("linked", Measure.YES_NO, Level.DISTRICT)
    other = indicator("other", Measure.YES_NO)
    inner = criteria_set({"a": Holds("linked"), "b": Holds("other")}, linked, other)
    rules = criteria_set({"x": MeetsSet(inner), "y": Holds("linked"), "z": AtMost("n", threshold(3))}, linked, other,
                         indicator("n", Measure.COUNT, Level.DISTRICT))  # fmt: skip
    for on in (date(2025, 6, 30), date(2025, 7, 1)):
        agrees(assess_table(rules, [place("V", other=True), place("W")], on=on, gaps=True))


class TestParts:
    """Places below add up, by grouped sums."""

    def test_sums(self, agrees: Agrees) -> None:
        """Counts and shares of the places below are added; what is unknown widens them."""
        n, part = indicator("n", Measure.COUNT), indicator("part", Measure.SHARE, denominator="n")
        total = indicator("total", Measure.COUNT, PROVINCE, rollup=Sum((VILLAGE,), "n"))
        whole = indicator("whole", Measure.SHARE, PROVINCE, denominator="all", rollup=Sum((VILLAGE,), "part"))
        number = indicator("all", Measure.COUNT, PROVINCE)
        rules = criteria_set({"t": AtLeast("total", threshold(10)), "w": AtLeast("whole", threshold("50%"))},
                             n, part, total, whole, number, level=PROVINCE)  # fmt: skip
        villages: list[dict[str, Any]] = [
            {"n": 6, "part": Share(3, 6)},
            {"n": at_least(4), "part": between("40%", "60%")},
            {"n": 0, "part": Share(0, 0)},
            {},
        ]
        provinces = []
        for mask in range(16):
            below = [place(f"V{i}", **f) for i, f in enumerate(villages) if mask >> i & 1]
            middle = place("C", COMMUNE, parts=tuple(below[:1]))
            expected = 4 if mask % 3 == 0 else None
            provinces.append(Place("P", level=PROVINCE, parts=(middle, *below[1:]), expected_parts=expected))
        agrees(assess_table(rules, provinces))

    def test_sets_that_parts_meet(self, agrees: Agrees) -> None:
        """Parts are counted for a whole set that they meet, one given in Python too."""
        yes = indicator("yes", Measure.YES_NO)
        inner = criteria_set({"a": Holds("yes")}, yes)
        share = indicator("share", Measure.SHARE, PROVINCE, denominator="n", rollup=Meeting((VILLAGE,), inner))
        one = indicator("one", Measure.SHARE, PROVINCE, denominator="n", rollup=Meeting((VILLAGE,), inner.criteria[0]))
        rules = criteria_set({"s": AtLeast("share", threshold("50%")), "o": AtLeast("one", threshold("50%"))},
                             share, one, yes, indicator("n", Measure.COUNT, PROVINCE), level=PROVINCE)  # fmt: skip
        facts: list[dict[str, Any]] = [{"yes": True}, {"yes": False}, {}]
        parts = tuple(place(f"V{n}", **fact) for n, fact in enumerate(facts))
        agrees(assess_table(rules, [place("P", PROVINCE, parts=parts), place("Q", PROVINCE, parts=parts[:1])]))

    def test_totals_of_places_above(self, agrees: Agrees) -> None:
        """What a place above lacks is counted in its own total."""
        staff = indicator("staff", Measure.COUNT, COMMUNE)
        mail = indicator("mail", Measure.SHARE, COMMUNE, denominator="staff")
        free = indicator("free", Measure.SHARE, COMMUNE)
        everyone = threshold("100%")
        tests: dict[str, Rule] = {"m": AtLeast("mail", everyone), "f": AtLeast("free", everyone)}
        rules = criteria_set(tests, staff, mail, free)
        village = place("V", staff=5)
        parts = village, place("W", mail=points(50))
        commune = place("C", COMMUNE, parts=parts, staff=20, mail=points(80), free=points(50))
        agrees(assess_table(rules, [*commune.parts, village]))


def test_open_shares_of_counts(agrees: Agrees) -> None:
    """A share that the document leaves open is met by all, failed by none, and undecided in between."""
    i = "producing_households_traceability"
    columns = {f"{i}_count": [0, 3, 7], f"{i}_total": [7, 7, 7], "products_to_trace": [True] * 3}
    table = assess_table(NGHE_AN, columns | {"producing_households": [7] * 3})
    agrees(table)
    assert table.outcomes[:, table.criteria.index("traceability")].tolist() == [-1, 0, 1]


def test_half_a_billionth(agrees: Agrees) -> None:
    """Where a float cannot tell on which side of half a billionth its decimal lies, the decimal is asked."""
    rules = criteria_set({"poor": AtMost("poor", threshold("5%"))}, HOUSEHOLDS, POOR)
    table = assess_table(rules, {"poor_low": [12.3456789125, 12.3456789135], "poor_high": [50.0, 50.0]})
    agrees(table)
    lows = [table.source.place(row).facts["poor"][0].bounds for row in range(2)]
    assert [bounds.low for bounds in lows if bounds] == [12345678912, 12345678914]


def test_parts_of_another_whole(agrees: Agrees) -> None:
    """What is part of a place that is part of nothing is not counted further above."""
    n = indicator("n", Measure.COUNT)
    total = indicator("total", Measure.COUNT, PROVINCE, rollup=Sum((VILLAGE,), "n"))
    rules = criteria_set({"t": AtLeast("total", threshold(3))}, n, total, level=PROVINCE)
    data = {
        "name": ["P", "C", "V", "W"],
        "level": ["province", "commune", "village", "village"],
        "parent": [None, None, "P", "C"],
        "n": [0, 0, 2, 5],
    }
    table = assess_table(rules, data, name="name", level="level", parent="parent")
    agrees(table)
    assert table.overall.tolist() == [-1]


def test_some_of_several(agrees: Agrees) -> None:
    """At least two of three: the second largest answer."""
    some = [indicator(i, Measure.YES_NO) for i in "abc"]
    rules = criteria_set({"two": SomeOf(*(Holds(i.id) for i in some), at_least=2)}, *some)
    values = (True, False, None)
    rows = [(a, b, c) for a in values for b in values for c in values]
    agrees(assess_table(rules, {i: [row[n] for row in rows] for n, i in enumerate("abc")}))


def test_gaps_of_equal_thresholds(agrees: Agrees) -> None:
    """Two criteria may ask for the same share."""
    rich = indicator("rich", Measure.SHARE, denominator="households")
    tests: dict[str, Rule] = {i: AtLeast(i, threshold("5%")) for i in ("poor", "rich")}
    agrees(assess_table(criteria_set(tests, HOUSEHOLDS, POOR, rich), {"poor": [4.0], "rich": [6.0]}, gaps=True))


def test_days(agrees: Agrees) -> None:
    """Deadlines are compared by day; what nobody knows may be late without limit."""
    rules = criteria_set({"d": Before("d", date(2025, 1, 1))}, indicator("d", Measure.DATE))
    table = assess_table(rules, {"d": np.array(["2024-12-31", "2025-01-03", "NaT"], "datetime64[D]")}, gaps=True)
    agrees(table)
    assert table.gap["d"].tolist() == [0, 3, np.inf]
    assert table.failures()["high"].tolist()[1] == np.inf


def test_huge_counts_in_trees(agrees: Agrees) -> None:
    """Where sums might not fit 64 bits, places are judged one by one."""
    n = indicator("n", Measure.COUNT)
    total = indicator("total", Measure.COUNT, PROVINCE, rollup=Sum((VILLAGE,), "n"))
    rules = criteria_set({"t": AtLeast("total", threshold(10))}, n, total, level=PROVINCE)
    data = {
        "name": ["P", "V", "W"],
        "level": ["province", "village", "village"],
        "parent": [None, "P", "P"],
        "n": [0, 2**62, 2**62],
    }
    agrees(assess_table(rules, data, name="name", level="level", parent="parent"))


def test_levels_without_parents(agrees: Agrees) -> None:
    """Places of several levels need not say what they are part of."""
    assert "households" in shipped()
    rules = load("mard/pilot-selection")
    agrees(assess_table(rules, {"level": ["village", "commune"], "staff_official_email": [100.0, 90.0]}, level="level"))
