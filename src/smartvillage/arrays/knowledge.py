"""Where a bound comes from, for many places: what `smartvillage.facts.evidence` says of one place, column by column."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from attrs import define, field

from smartvillage.arrays import linking, pooling
from smartvillage.arrays.columns import Answers, Column, Exact, Nothing, Percentages, Ranges, Shares, Tallies, Words
from smartvillage.arrays.ends import CODES, SILENT, WIDEST, Ends, I64, Mask
from smartvillage.arrays.strata import Strata
from smartvillage.indicators import Group, Indicator, Level, Meets, Sum, Vocabulary
from smartvillage.outcomes import Reason

Known = Ends | Percentages | Tallies | Exact | Answers | Words
