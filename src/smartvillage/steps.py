"""Progress over time: what a place gained and lost between two assessments, what is newly known, what has gone stale.

    >>> import smartvillage as sv
    >>> rules = sv.load("nghe-an/smart-village")
    >>> def village(connected):
    ...     return sv.Place("Thôn 8", level="village", facts={"households_fibre_connected": sv.Share(connected, 471)})
    >>> change = progress(rules.assess(village(370)), rules.assess(village(380)))
    >>> [step.id for step in change.gained], change.lost
    (['fibre'], ())

To learn is not to gain: an answer that was unknown before is *newly known*, whatever it turns out to be.
"""

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property

from attrs import field, frozen

from smartvillage.criteria import Assessment, CriterionFinding
from smartvillage.errors import InvalidType, InvalidValue, fold
from smartvillage.facts import Place
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome

_STALE = ("stale", "older_than_set")
"""The issues of facts that are too old."""


class Change(Enum):
    """What happened to one criterion."""

    GAINED = "gained"
    LOST = "lost"
    NEWLY_KNOWN = "newly_known"
    NO_LONGER_KNOWN = "no_longer_known"
    APPLIES_NOW = "applies_now"
    NO_LONGER_APPLIES = "no_longer_applies"
    ADDED = "added"
    DROPPED = "dropped"
    SAME = "same"


_ANSWERS = (Outcome.PASS, Outcome.FAIL)


@frozen
class Step:
    """One criterion before and after.

    Attributes:
        before: its earlier finding; `None` where the earlier set does not have it.
        after: its later finding; `None` where the later set does not have it.
        stale: the indicators under it whose figures have become too old since.
    """

    before: CriterionFinding | None
    after: CriterionFinding | None
    stale: tuple[str, ...] = ()

    @property
    def finding(self) -> CriterionFinding:
        """The later finding, or the earlier one where there is no later.

        Raises:
            InvalidValue: if there is neither.
        """
        found = self.before if self.after is None else self.after
        if found is None:
            msg = "a step needs a finding before or after"
            raise InvalidValue(msg)
        return found

    @property
    def id(self) -> str:
        """The id of the criterion."""
        return self.finding.id

    @property
    def change(self) -> Change:
        """What happened."""
        if self.before is None:
            return Change.ADDED
        if self.after is None:
            return Change.DROPPED
        one, two = self.before.outcome, self.after.outcome
        if one is two:
            return Change.SAME
        if one is Outcome.UNKNOWN:
            return Change.NEWLY_KNOWN
        if two is Outcome.UNKNOWN:
            return Change.NO_LONGER_KNOWN
        if two is Outcome.NOT_APPLICABLE:
            return Change.NO_LONGER_APPLIES
        if one is Outcome.NOT_APPLICABLE:
            return Change.APPLIES_NOW
        return Change.GAINED if two is Outcome.PASS else Change.LOST


@frozen(repr=False)
class Progress:
    """What changed for one place between two assessments.

    Attributes:
        before: the earlier assessment.
        after: the later one.
        steps: one for each criterion, in the order of the later document; those dropped from it stand at the end.
    """

    before: Assessment
    after: Assessment
    steps: tuple[Step, ...] = field(repr=False)

    @property
    def gained(self) -> tuple[Step, ...]:
        """What was not met before and is met now."""
        return self.of(Change.GAINED)

    @property
    def lost(self) -> tuple[Step, ...]:
        """What was met before and is not met now."""
        return self.of(Change.LOST)

    @property
    def newly_known(self) -> tuple[Step, ...]:
        """What was unknown before and is known now, met or not."""
        return self.of(Change.NEWLY_KNOWN)

    @property
    def no_longer_known(self) -> tuple[Step, ...]:
        """What was known before and is unknown now."""
        return self.of(Change.NO_LONGER_KNOWN)

    @property
    def gone_stale(self) -> tuple[Step, ...]:
        """What rests on figures that have become too old since, whatever its answer."""
        return tuple(step for step in self.steps if step.stale)

    @cached_property
    def same_rules(self) -> bool:
        """Whether both were judged by the same content."""
        one, two = self.before.criteria_set, self.after.criteria_set
        return one is two or one == two

    def of(self, change: Change) -> tuple[Step, ...]:
        """Return the steps of one kind."""
        return tuple(step for step in self.steps if step.change is change)

    def explain(self, lang: Lang = "vi") -> str:
        """Return what changed in words, Vietnamese or English."""
        from smartvillage.report import explain_progress  # noqa: PLC0415 - a door

        return explain_progress(self, lang)

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __iter__(self) -> Iterator[Step]:
        """Iterate over the criteria."""
        return iter(self.steps)

    def __len__(self) -> int:
        """Count the criteria."""
        return len(self.steps)

    def __repr__(self) -> str:
        """Name the place and count what changed."""
        counts = ", ".join(f"{len(self.of(c))} {c.value}" for c in Change if c is not Change.SAME and self.of(c))
        stale = f", {len(self.gone_stale)} gone stale" if self.gone_stale else ""
        return f"<Progress {self.after.place.name!r}: {counts or 'no change'}{stale}>"


def progress(before: Assessment, after: Assessment) -> Progress:
    """Compare two assessments of one place.

    Criteria are matched by id, so that two editions of a set can be compared; see `Progress.same_rules`.

    Args:
        before: the earlier assessment.
        after: the later one.

    Raises:
        InvalidType: for anything but an assessment.
        InvalidValue: if they are of two places, or the first was judged for a later day than the second.
    """
    for one in (before, after):
        if not isinstance(one, Assessment):
            msg = f"progress compares two assessments, not {type(one).__name__}"
            raise InvalidType(msg)
    if not _same(before.place, after.place):
        msg = f"progress is that of one place, not of {before.place!r} and {after.place!r}"
        raise InvalidValue(msg)
    if before.on is not None and after.on is not None and before.on > after.on:
        msg = f"the first assessment is for {before.on}, after the second, for {after.on}: exchange them"
        raise InvalidValue(msg)
    earlier = {finding.id: finding for finding in before}
    gone = _gone_stale(before, after)
    steps = [Step(earlier.pop(finding.id, None), finding, _under(finding, gone)) for finding in after]
    return Progress(before, after, (*steps, *(Step(finding, None) for finding in earlier.values())))


def _same(one: Place, two: Place) -> bool:
    """Whether two places are one over time: by their codes if both have one, else by level and names."""
    if one.level is two.level and one.code is not None and two.code is not None:
        return one.code == two.code
    return _names(one) == _names(two)


def _names(place: Place) -> tuple[object, ...]:
    """Return the level of a place and its names up to the top."""
    return place.level, fold(place.name), tuple(fold(above.name) for above in place.above)


def pairs(before: Iterable[Assessment], after: Iterable[Assessment]) -> tuple[Progress, ...]:
    """Return the progress of every place that both hold, in the order of the later assessments.

    A place that may be several of the earlier ones is left out.
    """
    earlier: dict[object, list[Assessment]] = {}
    for assessment in before:
        place = assessment.place
        for key in (_names(place), *([(place.level, place.code)] if place.code is not None else [])):
            earlier.setdefault(key, []).append(assessment)
    found: list[Progress] = []
    for assessment in after:
        place = assessment.place
        by_code = earlier.get((place.level, place.code), []) if place.code is not None else []
        alike = by_code or [one for one in earlier.get(_names(place), []) if _same(one.place, place)]
        if len(alike) == 1:
            found.append(progress(alike[0], assessment))
    return tuple(found)


def _gone_stale(before: Assessment, after: Assessment) -> set[str]:
    """Return the indicators whose figures are too old now and were not before."""
    return _stale(after) - _stale(before)


def _stale(assessment: Assessment) -> set[str]:
    """Return the indicators whose figures are too old."""
    return {issue.indicator for issue in assessment.issues if issue.code in _STALE and issue.indicator is not None}


def _under(finding: CriterionFinding, indicators: set[str]) -> tuple[str, ...]:
    """Return which of these indicators an answer rests on, by itself or through links."""
    used = [i for leaf in finding.leaves() if leaf.known for i in (leaf.known.indicator.id, *leaf.known.trail.origins)]
    return tuple(dict.fromkeys(i for i in used if i in indicators))
