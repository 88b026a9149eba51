"""Criteria against places."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from smartvillage import messages as m
from smartvillage.criteria import Assessment
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.plot.drawing import COLOURS, HATCH, HATCHED, TITLE, axes, check, drawn

if TYPE_CHECKING:
    from matplotlib.axes import Axes


_INK = {Outcome.PASS: "#06382A", Outcome.FAIL: "white", Outcome.UNKNOWN: "#3A3000", Outcome.NOT_APPLICABLE: "#555555"}

MOST_NAMED = 40
"""Up to how many places are named and signed one by one; more of them are only coloured."""

_MOST_HATCHED = 4000
"""Up to how many unknown cells are hatched one by one."""


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
    check(shown)
    columns, rows = len(shown), len(shown[0])
    is_named = columns <= MOST_NAMED
    ax = axes(ax, max(9.5, 5.4 + 0.36 * min(columns, MOST_NAMED)), 2.4 + 0.34 * rows)
    from matplotlib.colors import ListedColormap  # noqa: PLC0415 - an extra
    from matplotlib.patches import Patch, Rectangle  # noqa: PLC0415 - an extra

    order = list(Outcome)
    codes = [[order.index(one.findings[row].outcome) for one in shown] for row in range(rows)]
    colours = ListedColormap([COLOURS[outcome] for outcome in order])
    ax.imshow(codes, cmap=colours, vmin=-0.5, vmax=len(order) - 0.5, aspect="auto", interpolation="nearest")
    unknown = [(x, y) for y, line in enumerate(codes) for x, code in enumerate(line) if order[code] is Outcome.UNKNOWN]
    for x, y in unknown[:_MOST_HATCHED]:
        cell = Rectangle((x - 0.5, y - 0.5), 1, 1, fill=False, hatch=HATCH, edgecolor=HATCHED, linewidth=0)
        ax.add_patch(cell)
    if is_named:
        for y, line in enumerate(codes):
            for x, code in enumerate(line):
                outcome = order[code]
                weight = "bold" if outcome is Outcome.FAIL else "normal"
                ax.text(x, y, m.SYMBOLS[outcome], ha="center", va="center", color=_INK[outcome], weight=weight)
        names = [drawn(name) for name in _names(shown, lang)]
        ax.set_xticks(range(columns), labels=names, rotation=60, ha="right", rotation_mode="anchor", parse_math=False)
        for x in range(1, columns):
            ax.axvline(x - 0.5, color="white", linewidth=1)
    else:
        ax.set_xticks([])
        ax.set_xlabel(m.say("plot.places", lang, count=m.number(columns, lang)))
    titles = [drawn(finding.criterion.title[lang], TITLE) for finding in shown[0]]
    ax.set_yticks(range(rows), labels=titles, parse_math=False)
    for y in range(1, rows):
        ax.axhline(y - 0.5, color="white", linewidth=1)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    keys = [
        Patch(
            facecolor=COLOURS[outcome],
            hatch=HATCH if outcome is Outcome.UNKNOWN else None,
            edgecolor=HATCHED if outcome is Outcome.UNKNOWN else COLOURS[outcome],
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
