"""How many places meet a threshold as it is moved."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from smartvillage import messages as m
from smartvillage.errors import InvalidValue
from smartvillage.indicators import Lang, Unit
from smartvillage.messages.requirements import Comparison, threshold_of
from smartvillage.outcomes import Outcome
from smartvillage.plot.drawing import COLOURS, HATCH, HATCHED, axes, number_ticks, titled
from smartvillage.rules.thresholds import threshold

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from smartvillage.arrays import Sweep


_NOTE: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": "small"}


def swept(sweep: "Sweep", *, ax: "Axes | None" = None, lang: Lang = "vi") -> "Axes":
    """Draw a sweep: how many places meet each threshold that was tried, and which one the document asks for.

    Args:
        sweep: what `sv.sweep` found for a criterion with a share or a number.
        ax: where to draw; new axes unless given.
        lang: the language.

    Raises:
        InvalidValue: for a sweep of days, or of no threshold.
        MissingExtra: if matplotlib is not installed.
    """
    criterion, vocabulary = sweep.criteria_set[sweep.criterion], sweep.criteria_set.vocabulary
    leaf = next((leaf for leaf in criterion.rule.leaves() if isinstance(leaf, Comparison)), None)
    if leaf is None:
        msg = f"{sweep.criterion} of {sweep.criteria_set.id} compares days; only shares and numbers are drawn"
        raise InvalidValue(msg)
    scale = 100 if leaf.value.is_share else 1
    points = [float(threshold_of(threshold(tried)) * scale) for tried in sweep.thresholds]
    order = sorted(range(len(points)), key=points.__getitem__)
    passed, unknown = ([int(sweep.outcomes[outcome][n]) for n in order] for outcome in (Outcome.PASS, Outcome.UNKNOWN))
    return pass_rate(
        [points[n] for n in order],
        passed,
        unknown=unknown,
        of=max((int(sum(counts[n] for counts in sweep.outcomes.values())) for n in order), default=0),
        at=None if leaf.value.is_open else float(threshold_of(leaf.value) * scale),
        unit=None if leaf.value.is_share else m.unit_of(leaf.indicator, vocabulary),
        title=m.say("plot.rate_of", lang, title=criterion.title[lang]),
        ax=ax,
        lang=lang,
    )


def pass_rate(
    thresholds: Sequence[float],
    passed: Sequence[float],
    *,
    unknown: Sequence[float] | None = None,
    of: int,
    at: float | None = None,
    unit: Unit | None = None,
    title: str | None = None,
    ax: "Axes | None" = None,
    lang: Lang = "vi",
) -> "Axes":
    """Draw how many places meet a threshold as it is moved: those that surely do, and above them those not yet known.

    Args:
        thresholds: the thresholds, in rising order.
        passed: for each threshold, how many places surely meet it.
        unknown: for each threshold, how many places may meet it or not.
        of: how many places there are.
        at: the threshold that the document asks for.
        unit: what thresholds are counted in; percent unless given.
        title: what stands above the plot.
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
    titled(ax, title or m.say("plot.rate", lang))
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
        percent = m.say("number.percent", lang, value=m.number(at, lang))
        value = percent if unit is None else m.counted(at, unit, lang)
        text = m.say("plot.rate_at", lang, value=value)
        ax.annotate(text, (at, 1.0), (0, 3), xycoords=("data", "axes fraction"), textcoords="offset points", **_NOTE)
    word = "%" if unit is None else unit.vi if lang == "vi" else unit.many
    ax.set_xlabel(m.say("plot.rate_x", lang, unit=word))
    ax.set_ylabel(m.say("plot.rate_y", lang, count=m.number(of, lang)))
    ax.set_xlim(min(thresholds), max(thresholds))
    ax.set_ylim(0, of * 1.04)
    number_ticks(ax.xaxis, lang)
    number_ticks(ax.yaxis, lang)
    ax.legend(loc="lower left", frameon=False)
    return ax
