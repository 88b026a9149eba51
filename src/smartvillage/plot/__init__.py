"""Plots of assessments: criteria against places, what is lacking, one place beside its thresholds, a swept threshold.

Each takes `ax=` and returns it. Colours are told apart by the colour-blind and in grey print; what is unknown is
hatched, so that it never looks like a failure. Names are drawn as they are: nothing in them is taken for a formula.

    from smartvillage import plot
    plot.heatmap(assessments).figure.savefig("heatmap.png")
"""

from smartvillage.plot.bullets import bullet
from smartvillage.plot.drawing import COLOURS, HATCH
from smartvillage.plot.heatmaps import MOST_NAMED, heatmap
from smartvillage.plot.rates import pass_rate, swept
from smartvillage.plot.shortfalls import gap_bars

__all__ = ["COLOURS", "HATCH", "MOST_NAMED", "bullet", "gap_bars", "heatmap", "pass_rate", "swept"]
