"""Many places at once: what a criteria set finds for a table, as exactly as for one place.

A set is compiled into a flat plan once; no object is made for a place. `series`, `reading`, `headers` and `doors` turn
arrays and data frames into `columns` and `floats`, `records` and `gathering` do so for places; `strata` holds the
places of each level, `sources` the way back to each place. `knowledge`, with `links` and `rollups`, says what is known
of each indicator, as `smartvillage.facts.evidence` does for one place, in the integers of `ends`. `plans`, `checks`,
`kleene` and `judging` judge, `reasons` and `shortfalls` tell why and by how much, `assessments` holds what is found,
`sweeps` tries other thresholds.
"""

from smartvillage.arrays.assessing import assess_table, sweep
from smartvillage.arrays.assessments import Near, TableAssessment
from smartvillage.arrays.sweeps import Sweep

__all__ = ["Near", "Sweep", "TableAssessment", "assess_table", "sweep"]
