"""Self-assessment and appraisal side by side: what a place says of itself, and what its appraisers found."""

from collections.abc import Iterator, Sequence

from attrs import frozen

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriterionFinding
from smartvillage.facts import Place
from smartvillage.facts.records import APPRAISED, SELF_ASSESSED
from smartvillage.indicators import Lang
from smartvillage.report.rows import answer_text, result_text

BOTH = frozenset({APPRAISED, SELF_ASSESSED})
"""The recorders whose figures are set against each other; those of anybody else count for both sides."""


@frozen
class Side:
    """One criterion by both sides.

    Attributes:
        assessment: that of the place.
        claimed: the answer without what appraisers recorded.
        found: the answer without what the place recorded of itself.
        difference: `"outcome"`, `"figures"`, `"not_appraised"`, or nothing where both say the same.
    """

    assessment: Assessment
    claimed: CriterionFinding
    found: CriterionFinding
    difference: str


def sides_of(assessments: Sequence[Assessment], lang: Lang) -> Iterator[Side]:
    """Iterate over the criteria of every place of which both sides have recorded something."""
    trees: dict[tuple[int, str], Place] = {}
    for assessment in assessments:
        if _recorders(assessment.place) >= BOTH:
            claimed, found = (
                assessment.criteria_set.assess(_without(assessment.place, by, trees), assessment.on)
                for by in (APPRAISED, SELF_ASSESSED)
            )
            for one, two in zip(claimed, found, strict=True):
                if BOTH & (_by(one) | _by(two)):
                    yield Side(assessment, one, two, _difference(one, two, lang))


def _recorders(place: Place) -> set[str | None]:
    """Return who recorded facts of a place, or of the places above it."""
    return {fact.by for one in (place, *place.above) for facts in one.facts.values() for fact in facts}


def _without(place: Place, by: str, trees: dict[tuple[int, str], Place]) -> Place:
    """Return a place, with the places above and below it, without the facts of one recorder."""
    key = id(place), by
    if key not in trees:
        whole = place.parent
        index = -1 if whole is None else next((i for i, part in enumerate(whole.parts) if part is place), -1)
        if whole is not None and index >= 0:
            trees[key] = _without(whole, by, trees).parts[index]
        else:
            trees[key] = _copy(place, by, None if whole is None else _without(whole, by, trees))
    return trees[key]


def _copy(place: Place, by: str, parent: Place | None) -> Place:
    """Return a place and its parts without the facts of one recorder."""
    return Place(
        place.name,
        level=place.level,
        code=place.code,
        facts={i: [fact for fact in facts if fact.by != by] for i, facts in place.facts.items()},
        parts=[_copy(part, by, None) for part in place.parts],
        expected_parts=place.expected_parts,
        parent=parent,
    )


def _by(finding: CriterionFinding) -> set[str | None]:
    """Return who recorded the figures that an answer uses."""
    facts = (leaf.known.fact for leaf in finding.leaves() if leaf.known is not None)
    return {fact.by for fact in facts if fact is not None}


def _difference(claimed: CriterionFinding, found: CriterionFinding, lang: Lang) -> str:
    """Return how the sides differ."""
    if APPRAISED not in _by(found) and SELF_ASSESSED in _by(claimed):
        return "not_appraised"
    if claimed.outcome is not found.outcome:
        return "outcome"
    return "" if result_text(claimed, lang) == result_text(found, lang) else "figures"


COLUMNS = ("place", "criterion", "claimed", "claimed_answer", "found", "found_answer", "difference")
"""The columns in which both sides stand."""


def cells_of(side: Side, lang: Lang) -> tuple[str, ...]:
    """Return the texts of one criterion by both sides, in the order of `COLUMNS`."""
    return (
        m.full_place_text(side.assessment.place, lang),
        side.claimed.criterion.title[lang],
        result_text(side.claimed, lang),
        answer_text(side.claimed, lang),
        result_text(side.found, lang),
        answer_text(side.found, lang),
        f"≠ {m.say(f'report.differs.{side.difference}', lang)}" if side.difference else "",
    )
