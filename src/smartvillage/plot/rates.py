"""How many places meet a threshold as it is moved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smartvillage import messages as m
from smartvillage.errors import InvalidValue
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.plot.drawing import COLOURS, HATCH, HATCHED, axes, number_ticks, titled

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_NOTE: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": "small"}


def pass_rate(
    thresholds: Sequence[float],
    passed: Sequence[float],
    *,
    unknown: Sequence[float] | None = None,
    of: int,
    at: float | None = None,
    ax: "Axes | None" = None,
    lang: Lang = "vi",
) -> "Axes":
    """Draw how many places meet a threshold as it is moved: those that surely do, and above them those not yet known.

    Args:
        thresholds: the thresholds, in percent, in rising order.
        passed: for each threshold, how many places surely meet it.
        unknown: for each threshold, how many places may meet it or not.
        of: how many places there are.
        at: the threshold that the document asks for.
        ax: where to draw; new axes unless given.
        lang: the language.

    Raises:
        InvalidValue: if the series are not of one length, or no threshold is given.
        MissingExtra: if matplotlib is not installed.
    """
    unclear = [0.0] * len(thresholds) if unknown is None else list(unknown)
    if not len(thresholds) or not len(thresholds) == len(passed) == len(unclear):
        lengths = f"{len(thresholds)} thresholds, {len(passed)} passed, {len(unclear)} unknown"
        msg = f"{lengths}: give one of each, and at least one"
        raise InvalidValue(msg)
    ax = axes(ax, 8, 4.2)
    titled(ax, m.say("plot.rate", lang))
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    top = [float(sure) + float(maybe) for sure, maybe in zip(passed, unclear, strict=True)]
    if any(unclear):
        label, yellow = m.say("plot.rate_maybe", lang), COLOURS[Outcome.UNKNOWN]
        ax.fill_between(
            thresholds,
            passed,
            top,
            step="pre",
            label=label,
            facecolor=yellow,
            hatch=HATCH,
            edgecolor=HATCHED,
            linewidth=0,
        )
    ax.step(
        thresholds, passed, where="pre", color=COLOURS[Outcome.PASS], linewidth=2.5, label=m.say("plot.rate_sure", lang)
    )
    if at is not None:
        ax.axvline(at, color="#111111", linestyle="--", linewidth=1.2)
        text = m.say("plot.rate_at", lang, value=m.say("number.percent", lang, value=m.number(at, lang)))
        ax.annotate(text, (at, 1.0), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points", **_NOTE)
    ax.set_xlabel(m.say("plot.rate_x", lang))
    ax.set_ylabel(m.say("plot.rate_y", lang, count=m.number(of, lang)))
    ax.set_xlim(min(thresholds), max(thresholds))
    ax.set_ylim(0, of * 1.04)
    number_ticks(ax.xaxis, lang)
    number_ticks(ax.yaxis, lang)
    ax.legend(loc="lower left", frameon=False)
    return ax
