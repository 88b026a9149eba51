"""Files and plain data to objects and back: criteria files, vocabularies, places, settlements and assessments.

Whatever is read is checked: unknown keys, kinds, indicators and values are refused with file, place and the nearest
known word. Whatever is written can be read back to an equal object; what could not is not written.
"""

from smartvillage.codec.assessments import SCHEMA, assessment_from_dict, assessment_to_dict, gap_to, issue_to
from smartvillage.codec.comparisons import comparison_to, problem_to, set_to
from smartvillage.codec.places import fact_to, place_from, place_to
from smartvillage.codec.rules import rule_from, rule_to
from smartvillage.codec.sets import criteria_set_from, criteria_set_to, digest_of
from smartvillage.codec.structure import loads, read_toml
from smartvillage.codec.toml import criteria_set_to_toml
from smartvillage.codec.vocabularies import Load, Reference, indicator_to, vocabulary_from

__all__ = [
    "SCHEMA",
    "Load",
    "Reference",
    "assessment_from_dict",
    "assessment_to_dict",
    "comparison_to",
    "criteria_set_from",
    "criteria_set_to",
    "criteria_set_to_toml",
    "digest_of",
    "fact_to",
    "gap_to",
    "indicator_to",
    "issue_to",
    "loads",
    "place_from",
    "place_to",
    "problem_to",
    "read_toml",
    "rule_from",
    "rule_to",
    "set_to",
    "vocabulary_from",
]
