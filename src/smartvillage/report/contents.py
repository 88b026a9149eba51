"""What a report holds, before it takes any form: counts, gaps, figures still needed, issues, both sides, progress."""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from attrs import evolve, field, frozen

from smartvillage import messages as m
from smartvillage.criteria import Assessment, CriteriaSet, Criterion, CriterionFinding
from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.facts import Issue, Place
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome, Reason
from smartvillage.report.sides import Side, sides_of
from smartvillage.report.texts import first
from smartvillage.rules import AtLeast, Finding, Gap, MoreThan, Toward
from smartvillage.steps import Progress, pairs

_NAMED = 8
"""How many places are named beside a figure that they lack."""


@frozen
class Lack:
    """What one test lacks at one place.

    Attributes:
        assessment: that of the place.
        finding: the criterion's answer.
        leaf: the test.
        toward: what the test should turn to.
        gap: what is lacking.
    """

    assessment: Assessment
    finding: CriterionFinding
    leaf: Finding
    toward: Toward
    gap: Gap

    @property
    def is_short(self) -> bool:
        """Whether something is lacking, and not too much."""
        return isinstance(self.leaf.rule, AtLeast | MoreThan) == (self.toward == 1)


@frozen
class Needed:
    """A figure still needed, at all the places that lack it.

    Attributes:
        indicator: the indicator id.
        label: its label, with the level that bears it where that is another.
        places: the places that should give it.
        criteria: the criteria that wait for it.
    """

    indicator: str
    label: str
    places: tuple[Place, ...]
    criteria: tuple[Criterion, ...]

    def named(self, lang: Lang) -> str:
        """Return how many places lack it, and the names of the first of them."""
        names, more = first([m.full_place_text(place, lang) for place in self.places], _NAMED, lang, "places")
        count = m.number(len(self.places), lang)
        return f"{count}: {'; '.join([*names, more] if more else names)}"


@frozen
class Count:
    """How one criterion turned out at all places.

    Attributes:
        criterion: the criterion.
        outcomes: how many places, by outcome.
        lacks: what is lacking, place by place.
    """

    criterion: Criterion
    outcomes: dict[Outcome, int]
    lacks: tuple[Lack, ...]

    def short(self, lang: Lang) -> str:
        """Return what all places together lack, in whole units; nothing where that cannot be added up."""
        short = [lack for lack in self.lacks if lack.is_short and lack.gap.unit not in ("percentage_points", "days")]
        if not short or len(short) < len(self.lacks) or len({lack.gap.unit for lack in short}) > 1:
            return ""
        low, high = (sum(getattr(lack.gap, end) for lack in short) for end in ("low", "high"))
        total = Gap(indicator=short[0].gap.indicator, unit=short[0].gap.unit, low=low, high=high)
        amount, unit = m.gap_cells(total, short[0].assessment.criteria_set.vocabulary, lang)
        return f"{amount} {unit}".strip()


def _all_of(assessments: Iterable[Assessment]) -> tuple[Assessment, ...]:
    """Return assessments in the order given.

    Raises:
        InvalidType: for anything else.
    """
    found = tuple(assessments)
    for one in found:
        if not isinstance(one, Assessment):
            msg = f"a report is made of assessments, not of {type(one).__name__}"
            raise InvalidType(msg)
    return found


@frozen(eq=False, repr=False)
class Report:
    """Assessments of one or many places by one set, to be shown, printed or saved.

    A notebook shows it; `write("report.html")`, `.xlsx` and `.md` save it.

    Attributes:
        assessments: one for each place, by one set for one day.
        issues: what the reader of a spreadsheet found doubtful; issues of the assessments are added.
        before: earlier assessments of the same places, for progress.
        lang: the language, `"vi"` or `"en"`.

    Raises:
        InvalidValue: without any assessment, or with assessments by several sets or for several days.
        InvalidType: for anything but assessments.
    """

    assessments: tuple[Assessment, ...] = field(converter=_all_of)
    issues: Sequence[Issue] = field(default=(), kw_only=True)
    before: tuple[Assessment, ...] = field(default=(), kw_only=True, converter=_all_of)
    lang: Lang = field(default="vi", kw_only=True)

    def __attrs_post_init__(self) -> None:
        """Check that the assessments go together."""
        if not self.assessments:
            msg = "a report needs at least one assessment"
            raise InvalidValue(msg)
        for one in self.assessments:
            if one.criteria_set is not self.criteria_set and one.criteria_set != self.criteria_set:
                msg = f"a report is about one set, not {self.criteria_set.id} and {one.criteria_set.id}"
                raise InvalidValue(msg)
            if one.on != self.on:
                msg = f"a report is about one day, not {self.on} and {one.on}"
                raise InvalidValue(msg)

    @property
    def criteria_set(self) -> CriteriaSet:
        """The set."""
        return self.assessments[0].criteria_set

    @property
    def on(self) -> date | None:
        """The day judged for."""
        return self.assessments[0].on

    @cached_property
    def outcomes(self) -> dict[Outcome, int]:
        """How many places turned out how."""
        found = [assessment.outcome for assessment in self.assessments]
        return {outcome: found.count(outcome) for outcome in Outcome}

    @cached_property
    def lacks(self) -> tuple[Lack, ...]:
        """What is lacking, by place and criterion, wherever figures say so."""
        return tuple(lack for one in self.assessments for finding in one for lack in lacks_of(one, finding))

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """How each criterion turned out."""
        lacks: dict[str, list[Lack]] = {}
        for lack in self.lacks:
            lacks.setdefault(lack.finding.id, []).append(lack)
        columns = zip(*(assessment.findings for assessment in self.assessments), strict=True)
        counted: list[Count] = []
        for column in columns:
            found = [finding.outcome for finding in column]
            criterion = column[0].criterion
            outcomes = {outcome: found.count(outcome) for outcome in Outcome}
            counted.append(Count(criterion, outcomes, tuple(lacks.get(criterion.id, ()))))
        return tuple(counted)

    @cached_property
    def needed(self) -> tuple[Needed, ...]:
        """The figures still needed, those that most places lack first."""
        rules = self.criteria_set
        found: dict[str, tuple[dict[int, Place], dict[str, None], str]] = {}
        for assessment in self.assessments:
            for missing in assessment.missing():
                label = m.missing_label(missing, rules.vocabulary, missing.place, self.lang)
                places, criteria, _ = found.setdefault(missing.indicator, ({}, {}, label))
                places[id(missing.place)] = missing.place
                criteria |= dict.fromkeys(missing.criteria)
        ordered = sorted(found.items(), key=lambda item: -len(item[1][0]))
        return tuple(
            Needed(indicator, label, tuple(places.values()), tuple(rules[i] for i in criteria))
            for indicator, (places, criteria, label) in ordered
        )

    @cached_property
    def all_issues(self) -> tuple[Issue, ...]:
        """Every issue once; one about the day and the set is told once for all places."""
        found = dict.fromkeys(self.issues)
        for assessment in self.assessments:
            for issue in assessment.issues:
                found[evolve(issue, place=None) if issue.code == "outside_validity" else issue] = None
        return tuple(found)

    @cached_property
    def sides(self) -> tuple[Side, ...]:
        """Self-assessment and appraisal, where both recorded something."""
        return tuple(sides_of(self.assessments, self.lang))

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """What changed since the earlier assessments."""
        return pairs(self.before, self.assessments)

    @property
    def title(self) -> str:
        """The title: the one place and the set, or how many places."""
        rules = self.criteria_set
        if len(self.assessments) == 1:
            place = m.full_place_text(self.assessments[0].place, self.lang)
        else:
            place = m.say("report.places", self.lang, count=m.number(len(self.assessments), self.lang))
        return m.say("report.title", self.lang, place=place, title=rules.title[self.lang])

    def issue_text(self, issue: Issue) -> str:
        """Return an issue in words."""
        rules = self.criteria_set
        return m.explain_issue(issue, self.lang, vocabulary=rules.vocabulary, rules=rules)

    def write(self, path: Path | str) -> None:
        """Save the report as one self-contained file.

        Args:
            path: a path that ends in `.html`, `.md` or `.xlsx`.

        Raises:
            InvalidValue: for any other ending.
            MissingExtra: for a workbook, where XlsxWriter is not installed.
        """
        from smartvillage.report import save  # noqa: PLC0415 - a door

        save(self, Path(path))

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self, self.lang)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self, self.lang)

    def __repr__(self) -> str:
        """Name the set and count the places by answer."""
        counts = ", ".join(f"{count} {outcome.value}" for outcome, count in self.outcomes.items() if count)
        return f"<Report {self.criteria_set.id}: {counts}>"


def lacks_of(assessment: Assessment, finding: CriterionFinding) -> Iterator[Lack]:
    """Iterate over what the deciding tests of a criterion lack, wherever figures say so."""
    if finding.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return
    for leaf, toward in finding.finding.deciding():
        gap = leaf.lacking(toward) if leaf.reason in (None, Reason.BOUNDS) else None
        if gap is not None and gap.unit != "answer" and (gap.is_sure or not math.isinf(gap.high)):
            yield Lack(assessment, finding, leaf, toward, gap)
