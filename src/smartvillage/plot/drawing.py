"""What all plots share: colours, axes, titles, and names drawn as they are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.errors import InvalidValue, MissingExtra
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes


COLOURS = {
    Outcome.PASS: "#5CC4A2",
    Outcome.FAIL: "#C24A00",
    Outcome.UNKNOWN: "#F7E08A",
    Outcome.NOT_APPLICABLE: "#E8E8E8",
}
"""The colour of each answer, after the palette of Okabe and Ito, and each of another lightness for grey print."""

HATCH = "////"
"""How what is unknown is hatched."""

HATCHED = "#B59B28"

_LONGEST = 32
"""How many letters of a place's name are drawn."""

TITLE = 64
"""How many letters of a criterion's title are drawn."""

_LINE = 100
"""How many letters of the line above a plot are drawn."""


def axes(ax: "Axes | None", width: float, height: float) -> "Axes":
    """Return the axes given, or new ones of a size in inches.

    Raises:
        MissingExtra: if matplotlib is not installed.
    """
    try:
        import matplotlib.pyplot as plt  # noqa: PLC0415 - an extra, loaded only for a plot
    except ImportError as error:
        msg = "plots need matplotlib: pip install 'smartvillage[plot]'"
        raise MissingExtra(msg) from error
    if ax is not None:
        return ax
    return plt.subplots(figsize=(width, height), layout="constrained")[1]


def drawn(text: str, longest: int = _LONGEST) -> str:
    """Return a name as it can be drawn: short, on one line, letters that the font lacks as a box."""
    from matplotlib import font_manager  # noqa: PLC0415 - an extra

    letters = font_manager.get_font(font_manager.findfont(font_manager.FontProperties())).get_charmap()
    flat = " ".join(text.split())
    short = flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"
    return "".join(letter if ord(letter) in letters else "□" for letter in short)


def titled(ax: "Axes", text: str) -> None:
    """Write the title."""
    ax.set_title(_drawn_line(text), loc="left", fontsize="medium", pad=20, parse_math=False)


def _drawn_line(text: str) -> str:
    """Return a line above a plot as it can be drawn."""
    return drawn(text, _LINE)


def bare(ax: "Axes") -> None:
    """Take away the frame."""
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


def check(assessments: Sequence[Assessment]) -> None:
    """Check that assessments can stand in one plot.

    Raises:
        InvalidValue: without any, or with assessments by several sets.
    """
    if not assessments:
        msg = "a plot needs at least one assessment"
        raise InvalidValue(msg)
    ids = [finding.id for finding in assessments[0]]
    if any([finding.id for finding in one] != ids for one in assessments):
        msg = "a plot shows assessments by one set"
        raise InvalidValue(msg)


def number_ticks(axis: Any, lang: Lang) -> None:
    """Write the numbers of an axis as the language does."""
    axis.set_major_formatter(lambda value, _: m.number(round(value, 6), lang))
