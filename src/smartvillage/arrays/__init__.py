"""Many places at once: what a criteria set finds for a table, as exactly as for one place.

A set is compiled into a flat plan once; no object is made for a place. `series`, `reading`, `headers` and `doors` turn arrays
and data frames into `columns`, `records` and `gathering` do so for places; `strata` holds the places of each level, `sources`
the way back to each place. `knowledge`, with `links` and `rollups`, says what is known of each indicator, as
`smartvillage.facts.evidence` does for one place, in the integers of `ends`. `plans`, `checks`, `kleene` and `judging` judge,
`reasons` and `shortfalls` tell why and by how much, and `assessments` holds what is found.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np

from smartvillage.arrays.assessments import Near, TableAssessment
from smartvillage.arrays.doors import Layout, columns_source, series_of_frame, series_of_mapping
from smartvillage.arrays.frames import Arrays, Frames, Native
from smartvillage.arrays.judging import Judged, checks_of, possible
from smartvillage.arrays.knowledge import Knowledge
from smartvillage.arrays.plans import plan_of_set
from smartvillage.arrays.reading import Unit
from smartvillage.arrays.sources import PlacesSource, Source
from smartvillage.criteria import CriteriaSet

__all__ = ["Near", "TableAssessment", "assess_table"]
