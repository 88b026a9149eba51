"""Assessments: what a set finds for a place, and what the findings add up to."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from attrs import field, frozen

from smartvillage.criteria.findings import CriterionFinding, Force
from smartvillage.errors import NoTruthValue, did_you_mean, fold
from smartvillage.facts import Evidence, Issue, Judgement, Place
from smartvillage.indicators import Indicator, Lang, Level, Measure
from smartvillage.outcomes import Outcome, Possible, Reason, settled

if TYPE_CHECKING:
    from smartvillage.criteria.sets import CriteriaSet

_FOR_A_PERSON = {Reason.JUDGEMENT, Reason.READING, Reason.OPEN_SHARE}


@frozen
class Tally:
    """How many required criteria turned out how; never one percentage."""

    passed: int
    failed: int
    unknown: int
    not_applicable: int

    @property
    def applicable(self) -> int:
        """How many apply, or may."""
        return self.passed + self.failed + self.unknown


@frozen
class Missing:
    """A figure that is still needed.

    Attributes:
        place: the place that bears it.
        indicator: the indicator id.
        criteria: the ids of the criteria that wait for it.
    """

    place: Place
    indicator: str
    criteria: tuple[str, ...]


@frozen(repr=False)
class Assessment:
    """What a set finds for a place: the findings of its criteria, and what they add up to.

    It speaks of readiness by the words of the document; recognition is a council's vote.

    Attributes:
        criteria_set: the set.
        place: the place judged.
        on: the day judged for.
        findings: one for each criterion, in the order of the document.
    """

    criteria_set: "CriteriaSet"
    place: Place
    on: date | None
    findings: tuple[CriterionFinding, ...]
    evidence: Evidence = field(eq=False)

    @property
    def possible(self) -> Possible:
        """The outcomes that may still turn out."""
        return self.criteria_set.possible(self.findings)

    @property
    def outcome(self) -> Outcome:
        """Ready, not ready, unknown, or not applicable where nothing is required or nothing applies."""
        return settled(self.possible)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the whole is unknown or not applicable, each reason once."""
        outcome = self.outcome
        if outcome is Outcome.NOT_APPLICABLE and self.criteria_set.requirement is None:
            return (Reason.NOTHING_REQUIRED,)
        if outcome in (Outcome.UNKNOWN, Outcome.NOT_APPLICABLE):
            open_ones = [f for f in self._required() if f.outcome is outcome]
            return tuple(dict.fromkeys(reason for f in open_ones for reason in f.reasons))
        return ()

    @property
    def reason(self) -> Reason | None:
        """The first of `reasons`."""
        return next(iter(self.reasons), None)

    @property
    def tally(self) -> Tally:
        """How many required criteria turned out how."""
        outcomes = [finding.outcome for finding in self._required()]
        return Tally(
            *(outcomes.count(o) for o in (Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE))
        )

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """What is doubtful about the set's dates and scope, and about the facts."""
        return (*self._circumstances(), *_doubtful_facts(self))

    @property
    def judgements(self) -> tuple[str, ...]:
        """The ids of the criteria whose answer rests on somebody's judgement."""
        return tuple(
            finding.id
            for finding in self.findings
            if finding.outcome in (Outcome.PASS, Outcome.FAIL)
            and any(leaf.known and leaf.known.indicator.measure is Measure.JUDGEMENT for leaf in finding.leaves())
        )

    @property
    def links(self) -> tuple[str, ...]:
        """The names of the links used."""
        trails = [leaf.known.trail for f in self.findings for leaf in f.leaves() if leaf.known]
        return tuple(dict.fromkeys(name for trail in trails for name in trail.links))

    def missing(self) -> list[Missing]:
        """Return the figures still needed, those that most required criteria wait for first.

        Judgements, readings and open shares are not figures: they wait for a person.
        """
        found: dict[tuple[int, str], tuple[Place, list[CriterionFinding]]] = {}
        for finding in self.findings:
            for leaf in finding.undecided():
                if leaf.known is not None and leaf.reason not in _FOR_A_PERSON:
                    place = leaf.known.evidence.place
                    _, waiting = found.setdefault((id(place), leaf.known.wanted), (place, []))
                    if finding not in waiting:
                        waiting.append(finding)

        def weight(entry: tuple[Place, list[CriterionFinding]]) -> tuple[int, int]:
            required = sum(f.criterion.force is Force.REQUIRED for f in entry[1])
            return -required, -len(entry[1])

        ordered = sorted(found.items(), key=lambda item: weight(item[1]))
        return [Missing(place, indicator, tuple(f.id for f in waiting)) for (_, indicator), (place, waiting) in ordered]

    def explain(self, lang: Lang = "vi") -> str:
        """Return the assessment in words, Vietnamese or English."""
        from smartvillage.messages import explain_assessment  # noqa: PLC0415 - a door

        return explain_assessment(self, lang)

    def to_dict(self) -> dict[str, Any]:
        """Return plain data that is enough to judge again; see `from_dict`."""
        from smartvillage.codec import assessment_to_dict  # noqa: PLC0415 - a door

        return assessment_to_dict(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any], *, criteria_set: "CriteriaSet | None" = None) -> "Assessment":
        """Judge again from what `to_dict` wrote.

        Args:
            data: what `to_dict` returned.
            criteria_set: the set, unless it is shipped with the library.

        Raises:
            InvalidValue: if the data is not of this kind, the set's content has changed, or the verdict differs.
        """
        from smartvillage.catalogue import shipped  # noqa: PLC0415 - a door
        from smartvillage.codec import assessment_from_dict  # noqa: PLC0415 - a door

        return assessment_from_dict(data, shipped if criteria_set is None else lambda _: criteria_set)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> Any:
        """Tell pydantic how to take and give an assessment: as a body or response of FastAPI, or a field of a model."""
        from smartvillage.services import assessment_core_schema  # noqa: PLC0415 - a door

        return assessment_core_schema()

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: object, _handler: object) -> dict[str, Any]:
        """Tell pydantic how to describe an assessment."""
        from smartvillage.services import described  # noqa: PLC0415 - a door

        return described("assessment")

    def _required(self) -> list[CriterionFinding]:
        """Return the findings that decide."""
        return [finding for finding in self.findings if finding.criterion.force is Force.REQUIRED]

    def _circumstances(self) -> Iterator[Issue]:
        """Tell where the day or the place is outside what the set is written for."""
        rules, on = self.criteria_set, self.on
        if on is not None:
            early = rules.valid_from is not None and on < rules.valid_from
            if early or (rules.valid_until is not None and on > rules.valid_until):
                dates = (("first", str(rules.valid_from or "")), ("last", str(rules.valid_until or "")))
                yield Issue(code="outside_validity", place=self.place.name, value=str(on), more=dates)
        if rules.scope is not None:
            provinces = [p for p in (self.place, *self.place.above) if p.level is Level.PROVINCE]
            if provinces and _bare(provinces[0].name) != _bare(rules.scope):
                yield Issue(code="outside_scope", place=self.place.name, value=provinces[0].name, expected=rules.scope)

    def __getitem__(self, criterion: str) -> CriterionFinding:
        """Return the finding of a criterion by id.

        Raises:
            UnknownCriterion: if the set has none of this id.
        """
        self.criteria_set[criterion]
        return next(finding for finding in self.findings if finding.id == criterion)

    def __contains__(self, criterion: object) -> bool:
        """Whether the set has a criterion of this id."""
        return criterion in self.criteria_set

    def __iter__(self) -> Iterator[CriterionFinding]:
        """Iterate over the findings in the order of the document."""
        return iter(self.findings)

    def __len__(self) -> int:
        """Count the findings."""
        return len(self.findings)

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __repr__(self) -> str:
        """Name place, set and answer."""
        return f"<Assessment of {self.place.name!r} by {self.criteria_set.id}: {self.outcome.value}>"

    def __bool__(self) -> NoReturn:
        """Refuse: readiness may be unknown."""
        msg = "an assessment has no truth value, it may be unknown: write `a.outcome is Outcome.PASS`"
        raise NoTruthValue(msg)


def _bare(province: str) -> str:
    """Return a province's name without the words province and city, folded."""
    name = fold(province)
    for word in ("tinh ", "thanh pho ", "tp. ", "tp ", "tp.", "tp"):
        name = name.removeprefix(word)
    return "ho chi minh" if name == "hcm" else name


_SUGGESTIONS = 100
"""For how many unknown ids the nearest known one is looked for, which takes a millisecond each."""


def _doubtful_facts(assessment: Assessment) -> tuple[Issue, ...]:
    """Look over every fact of the place, whether a criterion asks for it or not.

    Totals are looked for too, as gaps do when they are asked: what is told must not hang on what was read before.
    """
    place, vocabulary, evidence = assessment.place, assessment.criteria_set.vocabulary, assessment.evidence
    for finding in assessment.findings:
        for leaf in finding.leaves():
            if leaf.known is not None:
                leaf.known.evidence.total(leaf.known.indicator)
    near: dict[str, str] = {}
    for one in (place, *place.below(Level)):
        for indicator in one.facts:
            if indicator not in vocabulary:
                if indicator not in near:
                    near[indicator] = did_you_mean(indicator, vocabulary.indicators) if len(near) < _SUGGESTIONS else ""
                evidence.at(one).tell("unknown_indicator", indicator=indicator, more=(("near", near[indicator]),))
    for indicator in place.facts:
        if indicator in vocabulary:
            _look_over(assessment, vocabulary[indicator])
    order = {indicator: n for n, indicator in enumerate(vocabulary.indicators)}

    def position(issue: Issue) -> tuple[bool, int, str]:
        return issue.place != place.name, order.get(issue.indicator or "", -1), issue.code

    return tuple(sorted(evidence.issues, key=position))


def _look_over(assessment: Assessment, indicator: Indicator) -> None:
    """Note what is doubtful about the records of one indicator."""
    place, evidence = assessment.place, assessment.evidence
    facts = place.facts[indicator.id]
    if place.level not in indicator.levels:
        evidence.tell("other_level", indicator=indicator.id, facts=tuple((indicator.id, fact) for fact in facts))
    known = evidence.known(indicator.id)
    evidence.total(indicator)
    value = known.fact.value if known.fact is not None and known.fact in facts else None
    if isinstance(value, Judgement | bool) and indicator.measure is Measure.JUDGEMENT:
        if isinstance(value, Judgement) and value.verdict is None:
            evidence.tell("judgement_undecided", indicator=indicator.id)
        elif isinstance(value, bool) or not value.is_attributed:
            evidence.tell("judgement_unattributed", indicator=indicator.id)
    _tell_stale(assessment, indicator, known.fact.as_of if known.fact is not None else None)


def _tell_stale(assessment: Assessment, indicator: Indicator, as_of: "date | None") -> None:
    """Note a fact that is older than the set, or older than it may be on the day."""
    rules, on = assessment.criteria_set, assessment.on
    if as_of is None:
        return
    months = indicator.fresh_for or rules.fresh_for
    old = (on.year - as_of.year) * 12 + on.month - as_of.month - (on.day < as_of.day) if on is not None else 0
    if months is not None and old >= months:
        assessment.evidence.tell("stale", indicator=indicator.id, value=str(as_of), more=(("months", str(months)),))
    elif rules.valid_from is not None and as_of < rules.valid_from:
        assessment.evidence.tell("older_than_set", indicator=indicator.id, value=str(as_of))
