"""Places in the order in which a document would choose them: eligible first, then by its preferences.

A preference orders and never rejects. Places that the document does not tell apart share a rank.
"""

from collections.abc import Iterable
from itertools import groupby

from attrs import frozen

from smartvillage.criteria import Assessment, Force
from smartvillage.errors import InvalidValue
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome

_ELIGIBLE = (Outcome.PASS, Outcome.UNKNOWN, Outcome.FAIL, Outcome.NOT_APPLICABLE)
"""By what is required, the best first; what is written for other places comes last."""

_PREFERRED = {Outcome.PASS: 0, Outcome.UNKNOWN: 1, Outcome.FAIL: 2, Outcome.NOT_APPLICABLE: 2}
"""By one preference, the best first; a place that it does not speak of is not preferred."""


@frozen
class Ranked:
    """One place in the order of choice.

    Attributes:
        rank: from 1; places that share a rank leave the next ones out: 1, 1, 3.
        assessment: what the set found for the place.
        keys: the preferences by id, in the order in which they count, with what each found.
        is_tied: whether other places share the rank.
    """

    rank: int
    assessment: Assessment
    keys: tuple[tuple[str, Outcome], ...]
    is_tied: bool

    @property
    def eligible(self) -> Outcome:
        """Whether the place meets all that is required."""
        return self.assessment.outcome

    def explain(self, lang: Lang = "vi") -> str:
        """Return the rank and its grounds in words, Vietnamese or English."""
        from smartvillage.messages import explain_ranked  # noqa: PLC0415 - a door

        return explain_ranked(self, lang)


def rank(assessments: Iterable[Assessment], *, by: Iterable[str] | None = None) -> tuple[Ranked, ...]:
    """Return places in the order in which a document would choose them; ties stay in the order given.

    Args:
        assessments: of places by one set.
        by: the ids of the preferences that count, the first one first; unless given, all in the order of the document.

    Raises:
        InvalidValue: if the assessments are not of one set, or `by` names what is no preference.
        UnknownCriterion: if `by` names no criterion of the set.
    """
    judged = list(assessments)
    if not judged:
        return ()
    rules = judged[0].criteria_set
    for other in judged:
        if other.criteria_set is not rules and other.criteria_set != rules:
            msg = f"places are ranked by one set, not by {rules.id} and {other.criteria_set.id}"
            raise InvalidValue(msg)
    order = tuple(c.id for c in rules if c.force is Force.PREFERENCE) if by is None else tuple(by)
    for criterion in order:
        if rules[criterion].force is not Force.PREFERENCE:
            msg = f"{rules.id}: {criterion!r} is {rules[criterion].force.value}, no preference; only preferences rank"
            raise InvalidValue(msg)

    def key(assessment: Assessment) -> tuple[int, ...]:
        preferred = (_PREFERRED[assessment[criterion].outcome] for criterion in order)
        return _ELIGIBLE.index(assessment.outcome), *preferred

    ranked: list[Ranked] = []
    for _, group in groupby(sorted(judged, key=key), key=key):
        equal = list(group)
        place = len(ranked) + 1
        ranked += [
            Ranked(place, one, tuple((c, one[c].outcome) for c in order), is_tied=len(equal) > 1) for one in equal
        ]
    return tuple(ranked)
