"""How much is lacking, by criterion."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import frozen

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriterionFinding
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.outcomes import Outcome, Reason
from smartvillage.plot.drawing import COLOURS, HATCH, HATCHED, TITLE, axes, bare, check, drawn, number_ticks, titled
from smartvillage.rules import AtLeast, Gap, MoreThan

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_SHORT = "#C24A00"


@frozen
class _Bar:
    """What is lacking under one criterion."""

    title: str
    low: float
    high: float
    is_unlimited: bool


def gap_bars(
    assessments: Iterable[Assessment], *, unit: str | None = None, ax: "Axes | None" = None, lang: Lang = "vi"
) -> "Axes":
    """Draw how much is lacking under each criterion, all places together: what is sure, and what may come to it.

    Args:
        assessments: of one or many places, by one set.
        unit: the unit of the gaps: the id of what is counted, as `households`, or `percentage_points`; the commonest
            unless given. Gaps in other units are counted below the plot.
        ax: where to draw; new axes unless given.
        lang: the language.

    Raises:
        InvalidValue: without any assessment, or with assessments by several sets.
        MissingExtra: if matplotlib is not installed.
    """
    shown = tuple(assessments)
    check(shown)
    vocabulary = shown[0].criteria_set.vocabulary
    gaps = [(finding, gap) for one in shown for finding in one for gap in _short(finding)]
    units = [gap.unit for _, gap in gaps]
    unit = unit or max(units, key=units.count, default="households")
    bars = _bars(shown[0], [(finding, gap) for finding, gap in gaps if gap.unit == unit], lang)
    ax = axes(ax, 8, 1.4 + 0.42 * max(1, len(bars)))
    word = _unit_word(unit, vocabulary, lang)
    titled(ax, m.say("plot.gaps", lang, unit=word))
    bare(ax)
    if not bars:
        ax.text(0.5, 0.5, m.say("plot.no_gaps", lang, unit=word), ha="center", va="center", transform=ax.transAxes)
        ax.set_axis_off()
        return ax
    places = range(len(bars))
    maybe = [bar.high - bar.low for bar in bars]
    ax.barh(places, [bar.low for bar in bars], color=_SHORT, label=m.say("plot.gap_sure", lang))
    if any(maybe):
        label = m.say("plot.gap_maybe", lang)
        left = [bar.low for bar in bars]
        ax.barh(places, maybe, left=left, color=COLOURS[Outcome.UNKNOWN], hatch=HATCH, edgecolor=HATCHED, label=label)
    for place, bar in zip(places, bars, strict=True):
        ax.annotate(_amount(bar, lang), (bar.high, place), (5, 0), textcoords="offset points", va="center")
    ax.set_yticks(places, labels=[drawn(bar.title, TITLE) for bar in bars], parse_math=False)
    ax.invert_yaxis()
    ax.margins(x=0.18)
    ax.set_xlim(left=0)
    ax.locator_params(axis="x", integer=True)
    number_ticks(ax.xaxis, lang)
    others = len(units) - units.count(unit)
    ax.set_xlabel(m.say("plot.left_out", lang, count=m.number(others, lang)) if others else "", fontsize="small")
    ax.legend(loc="upper right", frameon=False, fontsize="small", bbox_to_anchor=(1, 1.18), ncols=2)
    return ax


def _short(finding: CriterionFinding) -> list[Gap]:
    """Return what the deciding tests of a criterion lack, wherever figures say how much."""
    if finding.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return []
    found: list[Gap] = []
    for leaf, toward in finding.finding.deciding():
        gap = leaf.lacking(toward) if leaf.reason in (None, Reason.BOUNDS) else None
        is_short = isinstance(leaf.rule, AtLeast | MoreThan) == (toward == 1)
        if gap is not None and gap.unit != "answer" and is_short and (gap.is_sure or not math.isinf(gap.high)):
            found.append(gap)
    return found


def _bars(assessment: Assessment, gaps: list[tuple[CriterionFinding, Gap]], lang: Lang) -> list[_Bar]:
    """Return one bar for each criterion that lacks something, in the order of the document."""
    bars: list[_Bar] = []
    for finding in assessment:
        own = [gap for other, gap in gaps if other.id == finding.id]
        if own:
            low = sum(float(gap.low) for gap in own)
            high = sum(float(gap.low if math.isinf(gap.high) else gap.high) for gap in own)
            unlimited = any(math.isinf(gap.high) for gap in own)
            bars.append(_Bar(finding.criterion.title[lang], low, high, unlimited))
    return bars


def _amount(bar: _Bar, lang: Lang) -> str:
    """Return how much is lacking, in numbers."""
    low, high = (m.number(round(end, 2), lang) for end in (bar.low, bar.high))
    text = low if low == high else f"{low}–{high}"
    return m.say("plot.at_least", lang, value=text) if bar.is_unlimited else text


def _unit_word(unit: str, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return the word for a unit of gaps."""
    if unit in ("percentage_points", "days"):
        return m.say(f"number.{'points' if unit == 'percentage_points' else unit}.many", lang)
    counted = m.unit_of(unit, vocabulary)
    return unit if counted is None else counted.vi if lang == "vi" else counted.many
