"""Plots: each takes axes and returns them, tells the unknown from the failed, and draws names as they are."""

import sys
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

mpl.use("agg")

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

import smartvillage as sv
from smartvillage import plot
from smartvillage.criteria import Assessment
from smartvillage.errors import InvalidValue, MissingExtra
from smartvillage.indicators import Lang

LANGS: tuple[Lang, Lang] = ("vi", "en")
RULES = sv.load("nghe-an/smart-village")
HOSTILE = ("$\\frac{1}{2}$ thôn", "<script>", "Thôn 😀", "X" * 200, "một\nhai", "_gạch dưới")


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close every figure after a test."""
    yield
    plt.close("all")


def judged(name: str = "Thôn 8", /, **facts: Any) -> Assessment:
    """Return an assessment of a village with facts."""
    return RULES.assess(sv.Place(name, level="village", facts=facts), date(2025, 6, 30))


SOME = [
    judged(
        "Thôn 1",
        households=471,
        households_fibre_connected=sv.Share(370, 471),
        households_smartphone=sv.above("85%"),
        producing_households=0,
    ),
    judged("Thôn 2", households_fibre_connected="75%"),
    judged(
        "Thôn 3", promotion_items_per_month=0, community_digital_team=True, households_smartphone=sv.Share(400, 450)
    ),
]

PLOTS: dict[str, Callable[..., Axes]] = {
    "heatmap": lambda **more: plot.heatmap(SOME, **more),
    "gap_bars": lambda **more: plot.gap_bars(SOME, **more),
    "bullet": lambda **more: plot.bullet(SOME[0], **more),
    "pass_rate": lambda **more: plot.pass_rate([50, 60, 70], [3, 2, 1], unknown=[0, 1, 1], of=4, at=60, **more),
}


def texts(ax: Axes) -> list[str]:
    """Return every text of a plot."""
    legend = ax.get_legend()
    found = [*ax.texts, *ax.get_xticklabels(), *ax.get_yticklabels(), *(legend.get_texts() if legend else [])]
    titles = [ax.get_title(loc="left"), ax.get_xlabel(), ax.get_ylabel()]
    return [text for text in (*(one.get_text() for one in found), *titles) if text]


def hatched(ax: Axes) -> list[Rectangle]:
    """Return the hatched patches of a plot."""
    return [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_hatch()]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", PLOTS)
def test_axes_are_taken_and_returned(name: str, lang: Lang) -> None:
    """A planner puts several plots into one figure."""
    _, (left, right) = plt.subplots(1, 2)
    assert PLOTS[name](ax=right, lang=lang) is right
    assert not left.has_data()
    own = PLOTS[name](lang=lang)
    assert own is not right
    own.figure.canvas.draw()


def test_plots_need_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without matplotlib one sentence says what to install."""
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", None)
    with pytest.raises(MissingExtra, match=r"smartvillage\[plot\]"):
        plot.bullet(SOME[0])


def test_a_heat_map_signs_every_answer_and_hatches_what_is_unknown() -> None:
    """Unknown never looks like failed, on a screen, in grey print or to the colour-blind."""
    ax = plot.heatmap(SOME)
    outcomes = [finding.outcome for one in SOME for finding in one]
    signs = [text.get_text() for text in ax.texts]
    for sign, outcome in zip("✓✗?–", sv.Outcome, strict=True):
        assert signs.count(sign) == outcomes.count(outcome)
    assert len(hatched(ax)) == outcomes.count(sv.Outcome.UNKNOWN)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Thôn 1", "Thôn 2", "Thôn 3"]
    assert "Hộ có Internet cáp quang" in texts(ax)
    assert "? Chưa xác định" in texts(ax)


def lightness(colour: str) -> float:
    """Return how light a colour is in grey print, from 0 to 1."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_colours_differ_in_grey_print_too() -> None:
    """What is met, what fails and what is unknown are of different lightness."""
    light = sorted(lightness(plot.COLOURS[outcome]) for outcome in sv.Outcome)
    assert light[1] - light[0] > 0.15
    assert light[2] - light[1] > 0.15


def test_places_of_one_name_are_told_apart() -> None:
    """Every commune has its Thôn 1."""
    commune = sv.Place("Xã A", level="commune", parts=[sv.Place("Thôn 1", level="village")])
    ax = plot.heatmap([SOME[0], RULES.assess(commune.parts[0])])
    assert [label.get_text() for label in ax.get_xticklabels()] == ["Thôn 1", "Thôn 1, Xã A"]


def test_many_places_are_coloured_and_counted() -> None:
    """3,000 names and signs would be a black bar."""
    ax = plot.heatmap(SOME * 1000)
    assert list(ax.texts) == []
    assert ax.get_xlabel() == "3.000 địa bàn"
    assert len(hatched(ax)) == 4000


@pytest.mark.parametrize("name", HOSTILE)
def test_names_are_drawn_as_they_are(name: str) -> None:
    """A dollar sign is no formula, and a letter that the font lacks is a box and no warning."""
    place = judged(name, households_fibre_connected=sv.Share(370, 471))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ax in (plot.heatmap([place]), plot.bullet(place), plot.gap_bars([place])):
            ax.figure.canvas.draw()
            assert all(len(text) < 90 for text in texts(ax)) or len(name) == 200


def test_gaps_are_bars_of_what_is_sure_and_what_may_come() -> None:
    """Households are added up over places; a range has a hatched end, and other units are counted below."""
    ax = plot.gap_bars(SOME)
    said = texts(ax)
    assert "Còn thiếu theo tiêu chí (hộ)" in said
    assert "7" in said
    assert "5–28" in said
    assert "Không vẽ 2 chỗ thiếu tính theo đơn vị khác" in said
    assert len(hatched(ax)) == 2
    points = plot.gap_bars(SOME, unit="percentage_points", lang="en")
    assert "Short, by criterion (percentage points)" in texts(points)
    assert hatched(points) == []
    assert "Còn thiếu theo tiêu chí (ngày)" in texts(plot.gap_bars(SOME, unit="days"))
    assert "No gap counted in households" in " ".join(texts(plot.gap_bars([judged()], lang="en")))
    assert "unheard_of" in " ".join(texts(plot.gap_bars([judged()], unit="unheard_of")))


def test_a_gap_without_limit_says_at_least() -> None:
    """Where nobody knows the most, the bar ends at what is sure."""
    series = sv.Monthly({"2025-01": 1}, first="2025-01", last="2025-02")
    rules = sv.load("vn/targets")
    assert "ít nhất" not in " ".join(texts(plot.gap_bars([judged(promotion_items_per_month=series)])))
    assert texts(plot.gap_bars([rules.assess(sv.Place("Tỉnh", level="province"))]))


def test_a_bullet_draws_bounds_as_a_range() -> None:
    """A figure known within bounds is no point, and one that is missing is the whole range."""
    ax = plot.bullet(SOME[0])
    said = texts(ax)
    assert "✗ 370/471 hộ, 78,6%" in said
    assert "? trên 85%, tức ít nhất 401/471 hộ" in said
    assert "? chưa có số liệu" in said
    widths = sorted(round(patch.get_width(), 1) for patch in hatched(ax))
    assert widths == [14.9, 100, 100]
    marks = sorted({round(float(np.asarray(line.get_xdata())[0]), 1) for line in ax.lines})
    assert marks == [70, 80, 90, 100]


def test_a_bullet_names_the_figure_where_a_criterion_has_several() -> None:
    """Under one title two shares could not be told apart."""
    rules = sv.load("vn/targets")
    a = rules.assess(sv.Place("Tỉnh", level="province"))
    said = texts(plot.bullet(a))
    labels = {leaf.known.indicator.label.vi for f in a for leaf in f.finding.leaves() if leaf.known}
    assert len([text for text in said if text in labels]) > 1


def test_a_bullet_without_shares_says_so() -> None:
    """An empty plot would look like a mistake."""
    rules = sv.load("ho-chi-minh-city/reporting")
    a = rules.assess(sv.Place("Huyện", level="district"))
    assert "Không có tiêu chí nào tính bằng tỷ lệ" in texts(plot.bullet(a))


def test_a_curve_shows_what_is_surely_met_and_what_may_be() -> None:
    """The band of the unknown lies on top of what is sure, and the document's threshold is marked."""
    said = texts(PLOTS["pass_rate"]())
    assert "ngưỡng của văn bản: 60%" in said
    assert "Số địa bàn (trong 4)" in said
    assert {"chắc chắn đạt", "chưa xác định"} <= set(said)
    plain = texts(plot.pass_rate([50, 60], [3, 2], of=4))
    assert "chưa xác định" not in plain
    for series in ([], [1, 2]):
        with pytest.raises(InvalidValue, match="one of each"):
            plot.pass_rate(series, [1], of=3)


def test_a_sweep_is_drawn_with_the_threshold_of_the_document() -> None:
    """The thresholds may come in any order and form; the curve rises to the right as the axis does."""
    places = [one.place for one in SOME]
    found = sv.sweep(RULES, "fibre", ["90%", "70%", Fraction(4, 5), "78.5%"], places)
    ax = plot.swept(found)
    assert ax.get_title(loc="left") == "Hộ có Internet cáp quang: số địa bàn đạt theo ngưỡng"
    assert {"Ngưỡng (%)", "ngưỡng của văn bản: 80%", "Số địa bàn (trong 3)"} <= set(texts(ax))
    (step, _) = ax.lines
    assert np.asarray(step.get_xdata()).tolist() == [70, 78.5, 80, 90]
    assert np.asarray(step.get_ydata()).tolist() == [2, 1, 0, 0]
    in_english = plot.swept(sv.sweep(RULES, "monthly-items", [1, 2], places), lang="en")
    assert {"Threshold (items)", "the document's threshold: 1 item"} <= set(texts(in_english))


def test_a_sweep_of_an_open_share_marks_no_threshold() -> None:
    """The document gives none."""
    ax = plot.swept(sv.sweep(RULES, "ecommerce", ["50%", "100%"], [one.place for one in SOME]))
    assert len(ax.lines) == 1


def test_a_sweep_of_days_is_not_drawn() -> None:
    """Days are no numbers on this axis."""
    duties = sv.load("mard/province-duties")
    found = sv.sweep(duties, "plan-issued", [date(2022, 12, 31)], [sv.Place("Tỉnh", level="province")])
    with pytest.raises(InvalidValue, match="compares days"):
        plot.swept(found)


def test_plots_are_of_assessments_that_go_together() -> None:
    """Rows of two sets would be mixed up."""
    with pytest.raises(InvalidValue, match="at least one"):
        plot.heatmap([])
    other = sv.load("mard/pilot-selection").assess(SOME[0].place)
    with pytest.raises(InvalidValue, match="one set"):
        plot.gap_bars([SOME[0], other])
