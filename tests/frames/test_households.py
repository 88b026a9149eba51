"""Household records counted into villages: counts, totals, exact joint counts, and bounds where answers are missing."""

from typing import Any

import polars as pl
import pytest

from smartvillage import facts_from_households, load, vocabulary
from smartvillage.errors import InvalidType, InvalidValue, UnknownIndicator

duckdb = pytest.importorskip("duckdb")
pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")

DATA: dict[str, Any] = {
    "village": ["B", "A", "A", "B", "A", "A"],
    "fibre": [True, True, None, True, False, True],
    "internet": [True, True, True, None, True, True],
    "device": [True, False, True, True, None, True],
}
COLUMNS = {
    "fibre": "households_fibre_connected",
    "internet": "households_internet",
    "device": "households_smart_device",
}
JOINT = "households_internet_and_smart_device"
NUMBERS = {**DATA, "fibre": [1.0, 1.0, float("nan"), 1.0, 0.0, 1.0]}


def figures(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of any frame."""
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if isinstance(frame, pl.DataFrame):
        return frame.to_dicts()
    if isinstance(frame, pa.Table):
        return list(frame.to_pylist())
    return list(frame.to_dict("records") if isinstance(frame, pd.DataFrame) else frame.pl().to_dicts())


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame(DATA),
        pl.DataFrame(DATA).lazy(),
        pl.DataFrame(NUMBERS).lazy(),
        pd.DataFrame(DATA),
        pd.DataFrame(NUMBERS),
        pd.DataFrame(DATA).convert_dtypes(),
        pa.table(DATA),
        duckdb.from_arrow(pa.table(DATA)),
    ],
    ids=["polars", "polars lazy", "numbers", "objects", "pandas numbers", "nullable", "pyarrow", "duckdb"],
)
class TestEveryFrame:
    """The same figures from every kind of frame."""

    def test_counts(self, frame: Any) -> None:
        """A missing answer is in the greatest count and not in the least; both is counted household by household."""
        found = facts_from_households(frame, by="village", columns=COLUMNS)
        a, b = figures(found)
        assert (a["village"], b["village"]) == ("A", "B")
        assert (a["households"], b["households"]) == (4, 2)
        ends = {
            i: tuple(a[f"{i}_{end}"] for end in ("count_low", "count_high", "total"))
            for i in (*COLUMNS.values(), JOINT)
        }
        assert ends == {
            "households_fibre_connected": (2, 3, 4),
            "households_internet": (4, 4, 4),
            "households_smart_device": (2, 3, 4),
            JOINT: (2, 3, 4),
        }

    def test_kind(self, frame: Any) -> None:
        """What comes back is of the kind that went in, and as lazy."""
        assert type(facts_from_households(frame, by="village", columns=COLUMNS)) is type(frame)


def test_judged() -> None:
    """The figures are judged as they are, eager and lazy: 2 to 3 of 4 leave 80 % failed, 50 % met."""
    villages = facts_from_households(pl.DataFrame(DATA), by="village", columns=COLUMNS)
    rules = load("nghe-an/smart-village")
    table = rules.assess_table(villages, name="village")
    assert table.outcomes[:, table.criteria.index("fibre")].tolist() == [-1, 1]
    assert table.issues == ()
    mard = load("mard/pilot-selection")
    for one in (rules, mard):
        lazy = one.assess_lazy(villages.lazy(), codes=True).collect()
        table = one.assess_table(villages, name="village")
        assert lazy["outcome"].to_list() == table.overall.tolist()
    at = [criterion.id for criterion in mard].index("households-connected")
    assert table.outcomes[:, at].tolist() == [1, 1]  # the two shares alone, 100 % and 50 %, decide it as well
    assert table.explain(0, "en")


def test_joint_counts_decide() -> None:
    """Two of four with both decide what the shares alone leave open: each is three of four."""
    data = {"village": ["A"] * 4, "internet": [True, True, True, False], "device": [False, True, True, True]}
    columns = {"internet": "households_internet", "device": "households_smart_device"}
    villages = facts_from_households(pl.DataFrame(data), by="village", columns=columns)
    assert villages[f"{JOINT}_count_low"].to_list() == villages[f"{JOINT}_count_high"].to_list() == [2]
    named = facts_from_households(pl.DataFrame(data), by="village", columns={("internet", "device"): JOINT})
    assert named.columns == ["village", "households", f"{JOINT}_total", f"{JOINT}_count_low", f"{JOINT}_count_high"]
    assert named[f"{JOINT}_count_low"].to_list() == [2]


def test_counts_of_households() -> None:
    """Households that answer yes can be a count of their own, and households without a village stand apart."""
    data = {"village": ["A", "A", None], "produces": [1, None, 1]}
    found = facts_from_households(pl.DataFrame(data), by="village", columns={"produces": "producing_households"})
    assert found.to_dicts() == [
        {"village": "A", "producing_households_low": 1, "producing_households_high": 2},
        {"village": None, "producing_households_low": 1, "producing_households_high": 1},
    ]
    table = load("nghe-an/smart-village").assess_table(found, name="village")
    assert table.source.place(0).facts["producing_households"]


@pytest.mark.parametrize(
    ("frame", "how", "error", "words"),
    [
        (DATA, {"by": "villages", "columns": COLUMNS}, InvalidValue, "no column 'villages'. Did you mean 'village'"),
        (DATA, {"by": "village", "columns": {"fiber": "households_internet"}}, InvalidValue, "Did you mean 'fibre'"),
        (DATA, {"by": "village", "columns": {}}, InvalidValue, "names no column"),
        (DATA, {"by": "village", "columns": {"fibre": "culture_house_wifi"}}, InvalidValue, "measured as yes_no"),
        (DATA, {"by": "village", "columns": {"fibre": "fiber"}}, UnknownIndicator, "fiber"),
        (
            DATA,
            {"by": "village", "columns": {"fibre": "households_internet", "internet": "households_internet"}},
            InvalidValue,
            "two entries",
        ),
        (
            DATA,
            {"by": "village", "columns": {"fibre": "households_internet", "device": "adults_smartphone"}},
            InvalidValue,
            "not both",
        ),
        (
            DATA,
            {"by": "village", "columns": {"fibre": "households_internet", "device": "households"}},
            InvalidValue,
            "the number of rows",
        ),
        (
            {"village": ["A"], "fibre": ["Có"]},
            {"by": "village", "columns": {"fibre": "households_internet"}},
            InvalidType,
            "'fibre' holds String; answers are truth values",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_mistakes(frame: Any, how: Any, error: type[Exception], words: str) -> None:
    """A mistake is told in words."""
    with pytest.raises(error, match=words):
        facts_from_households(pl.DataFrame(frame), **how)


def test_other_data() -> None:
    """A mapping is no frame; text among the objects of pandas is no answer."""
    with pytest.raises(InvalidType, match="not of dict"):
        facts_from_households(DATA, by="village", columns=COLUMNS)
    frame = pd.DataFrame({"village": ["A", "B"], "fibre": pd.Series([True, "Có"], dtype=object)})
    with pytest.raises(InvalidType, match="'fibre' holds objects"):
        facts_from_households(frame, by="village", columns={"fibre": "households_internet"}, vocabulary=vocabulary())
