"""Plots of assessments: criteria against places, what is lacking, one place beside its thresholds, a swept threshold.

Each takes `ax=` and returns it. Colours are told apart by the colour-blind and in grey print; what is unknown is
hatched, so that it never looks like a failure. Names are drawn as they are: nothing in them is taken for a formula.

    from smartvillage import plot
    plot.heatmap(assessments).figure.savefig("heatmap.png")
"""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from attrs import frozen

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriterionFinding
from smartvillage.errors import InvalidValue, MissingExtra
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.messages.figures import known_text
from smartvillage.messages.requirements import Comparison, threshold_of
from smartvillage.outcomes import Outcome, Reason
from smartvillage.rules import AtLeast, Finding, Gap, MoreThan

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

_INK = {Outcome.PASS: "#06382A", Outcome.FAIL: "white", Outcome.UNKNOWN: "#3A3000", Outcome.NOT_APPLICABLE: "#555555"}
_HATCHED = "#B59B28"
_SHORT = "#C24A00"
_KNOWN = "#0072B2"

_LONGEST = 32
"""How many letters of a place's name are drawn."""

_TITLE = 64
"""How many letters of a criterion's title are drawn."""

_LINE = 100
"""How many letters of the line above a plot are drawn."""

MOST_NAMED = 40
"""Up to how many places are named and signed one by one; more of them are only coloured."""

_MOST_HATCHED = 4000
"""Up to how many unknown cells are hatched one by one."""


def _axes(ax: "Axes | None", width: float, height: float) -> "Axes":
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


def _drawn(text: str, longest: int = _LONGEST) -> str:
    """Return a name as it can be drawn: short, on one line, letters that the font lacks as a box."""
    from matplotlib import font_manager  # noqa: PLC0415 - an extra

    letters = font_manager.get_font(font_manager.findfont(font_manager.FontProperties())).get_charmap()
    flat = " ".join(text.split())
    short = flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"
    return "".join(letter if ord(letter) in letters else "□" for letter in short)


def _title(ax: "Axes", text: str) -> None:
    """Write the title."""
    ax.set_title(_drawn_line(text), loc="left", fontsize="medium", pad=20, parse_math=False)


def _drawn_line(text: str) -> str:
    """Return a line above a plot as it can be drawn."""
    return _drawn(text, _LINE)


def _bare(ax: "Axes") -> None:
    """Take away the frame."""
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _findings(assessments: Sequence[Assessment]) -> None:
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


# Criteria against places


def heatmap(assessments: Iterable[Assessment], *, ax: "Axes | None" = None, lang: Lang = "vi") -> "Axes":
    """Draw criteria against places: one cell an answer, its sign on its colour, what is unknown hatched.

    Args:
        assessments: of one or many places, by one set.
        ax: where to draw; new axes unless given.
        lang: the language.

    Raises:
        InvalidValue: without any assessment, or with assessments by several sets.
        MissingExtra: if matplotlib is not installed.
    """
    shown = tuple(assessments)
    _findings(shown)
    columns, rows = len(shown), len(shown[0])
    is_named = columns <= MOST_NAMED
    ax = _axes(ax, max(9.5, 5.4 + 0.36 * min(columns, MOST_NAMED)), 2.4 + 0.34 * rows)
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 - an extra
    from matplotlib.patches import Patch, Rectangle  # noqa: PLC0415 - an extra

    order = list(Outcome)
    codes = [[order.index(one.findings[row].outcome) for one in shown] for row in range(rows)]
    colours = ListedColormap([COLOURS[outcome] for outcome in order])
    ax.imshow(codes, cmap=colours, vmin=-0.5, vmax=len(order) - 0.5, aspect="auto", interpolation="nearest")
    unknown = [(x, y) for y, line in enumerate(codes) for x, code in enumerate(line) if order[code] is Outcome.UNKNOWN]
    for x, y in unknown[:_MOST_HATCHED]:
        cell = Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, hatch=HATCH, edgecolor=_HATCHED, linewidth=0)
        ax.add_patch(cell)
    if is_named:
        for y, line in enumerate(codes):
            for x, code in enumerate(line):
                outcome = order[code]
                weight = "bold" if outcome is Outcome.FAIL else "normal"
                ax.text(x, y, m.SYMBOLS[outcome], ha="center", va="center", color=_INK[outcome], weight=weight)
        names = [_drawn(name) for name in _names(shown, lang)]
        ax.set_xticks(range(columns), labels=names, rotation=60, ha="right", rotation_mode="anchor", parse_math=False)
        for x in range(1, columns):
            ax.axvline(x - 0.5, color="white", linewidth=1)
    else:
        ax.set_xticks([])
        ax.set_xlabel(m.say("plot.places", lang, count=m.number(columns, lang)))
    titles = [_drawn(finding.criterion.title[lang], _TITLE) for finding in shown[0]]
    ax.set_yticks(range(rows), labels=titles, parse_math=False)
    for y in range(1, rows):
        ax.axhline(y - 0.5, color="white", linewidth=1)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    keys = [
        Patch(
            facecolor=COLOURS[outcome],
            hatch=HATCH if outcome is Outcome.UNKNOWN else None,
            edgecolor=_HATCHED if outcome is Outcome.UNKNOWN else COLOURS[outcome],
            linewidth=0,
            label=f"{m.SYMBOLS[outcome]} {m.outcome_text(outcome, lang)}",
        )
        for outcome in order
    ]
    ax.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(keys), frameon=False, fontsize="small")
    ax.set_title(m.say("plot.heatmap", lang), loc="left", fontsize="medium", pad=26)
    return ax


def _names(assessments: Sequence[Assessment], lang: Lang) -> list[str]:
    """Return the names of places; with the place above where two have one name."""
    names = [one.place.name for one in assessments]
    if len(set(names)) == len(names):
        return names
    return [m.full_place_text(one.place, lang) for one in assessments]


# What is lacking


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
    _findings(shown)
    vocabulary = shown[0].criteria_set.vocabulary
    gaps = [(finding, gap) for one in shown for finding in one for gap in _short(finding)]
    units = [gap.unit for _, gap in gaps]
    unit = unit or max(units, key=units.count, default="households")
    bars = _bars(shown[0], [(finding, gap) for finding, gap in gaps if gap.unit == unit], lang)
    ax = _axes(ax, 8, 1.4 + 0.42 * max(1, len(bars)))
    word = _unit_word(unit, vocabulary, lang)
    _title(ax, m.say("plot.gaps", lang, unit=word))
    _bare(ax)
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
        ax.barh(places, maybe, left=left, color=COLOURS[Outcome.UNKNOWN], hatch=HATCH, edgecolor=_HATCHED, label=label)
    for place, bar in zip(places, bars, strict=True):
        ax.annotate(_amount(bar, lang), (bar.high, place), (5, 0), textcoords="offset points", va="center")
    ax.set_yticks(places, labels=[_drawn(bar.title, _TITLE) for bar in bars], parse_math=False)
    ax.invert_yaxis()
    ax.margins(x=0.18)
    ax.set_xlim(left=0)
    ax.locator_params(axis="x", integer=True)
    _number_ticks(ax.xaxis, lang)
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


def _number_ticks(axis: Any, lang: Lang) -> None:
    """Write the numbers of an axis as the language does."""
    axis.set_major_formatter(lambda value, _: m.number(round(value, 6), lang))


# One place beside its thresholds


@frozen
class _Track:
    """One share beside its threshold, in percent."""

    title: str
    outcome: Outcome
    low: float
    high: float
    threshold: float
    text: str


def bullet(assessment: Assessment, *, ax: "Axes | None" = None, lang: Lang = "vi") -> "Axes":
    """Draw the shares of one place beside their thresholds; a figure that is only known within bounds is a range.

    Args:
        assessment: of one place; only criteria with a percentage can be drawn.
        ax: where to draw; new axes unless given.
        lang: the language.

    Raises:
        MissingExtra: if matplotlib is not installed.
    """
    tracks = [track for finding in assessment for track in _tracks(finding, lang)]
    ax = _axes(ax, 10.5, 1.5 + 0.55 * max(1, len(tracks)))
    _title(ax, m.say("plot.bullet", lang, place=m.full_place_text(assessment.place, lang)))
    _bare(ax)
    if not tracks:
        ax.text(0.5, 0.5, m.say("plot.no_shares", lang), ha="center", va="center", transform=ax.transAxes)
        ax.set_axis_off()
        return ax
    for place, track in enumerate(tracks):
        ax.barh(place, 100, height=0.62, color="#EFEFEF", zorder=1)
        if track.low == track.high:
            ax.barh(place, track.low, height=0.34, color=_KNOWN, zorder=2)
        else:
            ax.barh(place, track.low, height=0.34, color=_KNOWN, alpha=0.35, zorder=2)
            width, yellow = track.high - track.low, COLOURS[Outcome.UNKNOWN]
            ax.barh(place, width, left=track.low, height=0.34, color=yellow, hatch=HATCH, edgecolor=_HATCHED, zorder=2)
        ax.plot([track.threshold] * 2, [place - 0.36, place + 0.36], color="#111111", linewidth=2.5, zorder=3)
        ax.annotate(f"{m.SYMBOLS[track.outcome]} {track.text}", (101, place), va="center", annotation_clip=False)
    ax.set_yticks(range(len(tracks)), labels=[_drawn(track.title, _TITLE) for track in tracks], parse_math=False)
    ax.set_xlim(0, 100.6)  # so that a mark at 100 % is drawn whole
    ax.set_xlabel(m.say("plot.share", lang))
    ax.invert_yaxis()
    _bullet_key(ax, lang)
    return ax


def _bullet_key(ax: "Axes", lang: Lang) -> None:
    """Say what bar, range and mark mean."""
    from matplotlib.lines import Line2D  # noqa: PLC0415 - an extra
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra

    yellow = COLOURS[Outcome.UNKNOWN]
    keys = [
        Patch(color=_KNOWN, label=m.say("plot.known", lang)),
        Patch(facecolor=yellow, hatch=HATCH, edgecolor=_HATCHED, linewidth=0, label=m.say("plot.range", lang)),
        Line2D([], [], color="#111111", linewidth=2.5, label=m.say("plot.threshold", lang)),
    ]
    ax.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, frameon=False, fontsize="small")
    ax.title.set_position((0, 1))
    ax.set_title(ax.get_title(loc="left"), loc="left", fontsize="medium", pad=24, parse_math=False)


def _tracks(finding: CriterionFinding, lang: Lang) -> list[_Track]:
    """Return the shares that a criterion compares with a threshold."""
    found: list[_Track] = []
    leaves = [leaf for leaf in finding.finding.leaves() if _is_share(leaf)]
    for leaf in leaves:
        known, rule = leaf.known, leaf.rule
        if known is None or not isinstance(rule, Comparison):  # pragma: no cover - `_is_share` has looked
            continue
        title = finding.criterion.title[lang] if len(leaves) == 1 else known.indicator.label[lang]
        scale = known.bounds.scale
        low, high = (100 * float(end) / scale for end in (known.bounds.low, known.bounds.high))
        needed = threshold_of(rule.value)
        said = None if known.reason is not None else known_text(known, lang, (needed,))
        text = said or m.reasons_text(leaf.reasons, lang)
        found.append(_Track(title, leaf.outcome, max(0.0, low), min(100.0, high), 100 * float(needed), text))
    return found


def _is_share(leaf: Finding) -> bool:
    """Whether a test compares a share with a threshold that the document gives."""
    rule = leaf.rule
    return leaf.known is not None and isinstance(rule, Comparison) and rule.value.is_share and not rule.value.is_open


# A swept threshold


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
    ax = _axes(ax, 8, 4.2)
    _title(ax, m.say("plot.rate", lang))
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
            edgecolor=_HATCHED,
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
    _number_ticks(ax.xaxis, lang)
    _number_ticks(ax.yaxis, lang)
    ax.legend(loc="lower left", frameon=False)
    return ax


_NOTE: dict[str, Any] = {"ha": "center", "va": "bottom", "fontsize": "small"}
