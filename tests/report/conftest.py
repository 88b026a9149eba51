"""Places and sets that the tests of reports share."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import smartvillage as sv
from smartvillage.criteria import Assessment, CriteriaSet

DAY = date(2025, 6, 30)

HOSTILE = (
    "Thôn <script>alert(1)</script>",
    '=HYPERLINK("http://evil.example","Bấm")',
    "Bản \"Nà Lặc\" & 'Khe' <b>đậm</b>",
    "Thôn 😀🇻🇳",
    "X" * 200,
    "+cmd|' /C calc'!A0",
    "| a | b |\n# *đậm* [x](http://e.vn) `mã`",
    "Thôn\x00\x07 lỗi\ud800",
    "$\\frac{1}{2}$ thôn",
    "\u202eđảo ngược",
)
"""Names that would become markup, formulas or worse where text is not kept as text."""


@pytest.fixture(scope="session")
def hostile_names() -> tuple[str, ...]:
    """Return names that nothing may obey."""
    return HOSTILE


@pytest.fixture(scope="session")
def rules() -> CriteriaSet:
    """Return the set that most tests judge by."""
    return sv.load("nghe-an/smart-village")


@pytest.fixture(scope="session")
def judged(rules: CriteriaSet) -> Callable[..., Assessment]:
    """Return a function that judges a village with facts, in commune A unless told otherwise."""

    def judge(
        name: str = "Thôn 8", /, *, parent: str | None = "Xã A", on: date | None = DAY, **facts: Any
    ) -> Assessment:
        above = None if parent is None else sv.Place(parent, level="commune")
        return rules.assess(sv.Place(name, level="village", facts=facts, parent=above), on)

    return judge


@pytest.fixture(scope="session")
def some(judged: Callable[..., Assessment]) -> list[Assessment]:
    """Return assessments of some villages with all kinds of answers."""
    return [
        judged(
            "Thôn 1",
            households=471,
            households_fibre_connected=sv.Share(370, 471),
            households_smartphone=sv.above("85%"),
            community_digital_team=True,
            producing_households=0,
        ),
        judged(
            "Thôn 2",
            households_fibre_connected=sv.Share(471, 471),
            households_smartphone=sv.percent("79,5"),
            culture_house_wifi=sv.Fact(False, as_of=date(2025, 5, 1), source="BB 12"),
            smart_communication=sv.Judgement(True, by="UBND xã", on=date(2025, 5, 2), why="BB 3"),
        ),
        judged("Thôn 3", parent=None),
    ]


@pytest.fixture(scope="session")
def hostile(judged: Callable[..., Assessment]) -> list[Assessment]:
    """Return assessments of villages with hostile names, facts with hostile sources, in a commune of hostile name."""
    return [
        judged(name, parent=HOSTILE[0], households=100, community_digital_team=sv.Fact(False, source=name, note=name))
        for name in HOSTILE
    ]
