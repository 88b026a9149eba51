"""One place beside its thresholds."""

from typing import TYPE_CHECKING

from attrs import frozen

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriterionFinding
from smartvillage.indicators import Lang
from smartvillage.messages.figures import known_text
from smartvillage.messages.requirements import Comparison, threshold_of
from smartvillage.outcomes import Outcome
from smartvillage.plot.drawing import COLOURS, HATCH, HATCHED, TITLE, axes, bare, drawn, titled
from smartvillage.rules import Finding

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_KNOWN = "#0072B2"


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
    ax = axes(ax, 10.5, 1.5 + 0.55 * max(1, len(tracks)))
    titled(ax, m.say("plot.bullet", lang, place=m.full_place_text(assessment.place, lang)))
    bare(ax)
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
            ax.barh(place, width, left=track.low, height=0.34, color=yellow, hatch=HATCH, edgecolor=HATCHED, zorder=2)
        ax.plot([track.threshold] * 2, [place - 0.36, place + 0.36], color="#111111", linewidth=2.5, zorder=3)
        ax.annotate(f"{m.SYMBOLS[track.outcome]} {track.text}", (101, place), va="center", annotation_clip=False)
    ax.set_yticks(range(len(tracks)), labels=[drawn(track.title, TITLE) for track in tracks], parse_math=False)
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
        Patch(facecolor=yellow, hatch=HATCH, edgecolor=HATCHED, linewidth=0, label=m.say("plot.range", lang)),
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
