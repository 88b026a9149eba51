"""Criteria and criteria sets: rules with a title, a clause and a source; and assessments, what a set finds for a place."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any, NoReturn

from attrs import define, evolve, field, frozen

from smartvillage.errors import (
    InvalidType,
    InvalidValue,
    NoTruthValue,
    UnknownCriterion,
    UnknownIndicator,
    WrongLevel,
    did_you_mean,
    fold,
)
from smartvillage.facts import Evidence, Issue, Judgement, Place
from smartvillage.indicators import Indicator, Lang, Level, Link, Measure, Text, Vocabulary
from smartvillage.outcomes import NOT_APPLICABLE, Count, Outcome, Possible, Reason, combine, settled
from smartvillage.rules import AtLeast, Finding, Gap, Readings, Rule, threshold


class Force(Enum):
    """How binding a criterion is: only required ones decide."""

    REQUIRED = "required"
    ASPIRATIONAL = "aspirational"
    PREFERENCE = "preference"


@frozen
class Source:
    """Where a set of criteria comes from.

    Attributes:
        issuer: who issued the document, under the name of its time.
        number: the number of the document; `None` where it is not printed.
        date: the day of issue; `None` where it is not printed.
        document: what kind of document it is.
        known: how its text is known.
        gaps: what is missing from the text at hand.
        url: where it can be read.
    """

    issuer: Text
    number: str | None = None
    date: "date | None" = None
    document: Text | None = None
    known: Text | None = None
    gaps: Text | None = None
    url: str | None = None


@frozen
class Criterion:
    """A rule with a source: what one clause of a document asks.

    Attributes:
        id: kebab case, one of its kind in the set.
        title: a short name.
        clause: where to read it in the document.
        rule: what it asks.
        force: required, aspirational ("phấn đấu") or a preference ("ưu tiên, nên, khuyến khích").
        applies: where this rule fails, the criterion does not apply.
        assumed: what is our reading of the text, where it leaves something open.
    """

    id: str
    title: Text
    clause: Text
    rule: Rule
    force: Force = field(default=Force.REQUIRED, converter=Force)
    applies: Rule | None = None
    assumed: Text | None = None

    def evaluate(self, evidence: Evidence) -> "CriterionFinding":
        """Judge the place of this evidence."""
        return CriterionFinding(
            self,
            self.rule.evaluate(evidence),
            None if self.applies is None else self.applies.evaluate(evidence),
        )

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        return self.evaluate(evidence).possible


@define(eq=True, repr=False, unsafe_hash=True)
class CriterionFinding:
    """The answer of one criterion for one place.

    Attributes:
        criterion: the criterion.
        finding: the answer of its rule.
        applicability: the answer of its `applies` rule, if it has one.
        no_bearer: whether the level it speaks of did not exist on the day.
    """

    criterion: Criterion
    finding: Finding
    applicability: Finding | None = None
    no_bearer: bool = False

    @property
    def id(self) -> str:
        """The id of the criterion."""
        return self.criterion.id

    @property
    def possible(self) -> Possible:
        """The outcomes that may still turn out."""
        if self.no_bearer:
            return NOT_APPLICABLE
        possible = self.finding.possible
        if self.applicability is None or self.applicability.code == 1:
            return possible
        return NOT_APPLICABLE if self.applicability.code == -1 else possible | NOT_APPLICABLE

    @property
    def outcome(self) -> Outcome:
        """The one outcome possible, else unknown."""
        return settled(self.possible)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the criterion is unknown or not applicable."""
        if self.no_bearer:
            return (Reason.NO_BEARER,)
        if self.outcome is Outcome.NOT_APPLICABLE:
            return (Reason.DOES_NOT_APPLY,)
        applicability = () if self.applicability is None or self.applicability.code else (Reason.APPLICABILITY,)
        return applicability + self.finding.reasons

    @property
    def reason(self) -> Reason | None:
        """The first of `reasons`."""
        return next(iter(self.reasons), None)

    @property
    def gap(self) -> Gap | None:
        """What is lacking, where the rule is a single test; see `gaps`."""
        return None if self.outcome is Outcome.NOT_APPLICABLE else self.finding.gap

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What the deciding parts lack for the criterion to pass."""
        return () if self.outcome is Outcome.NOT_APPLICABLE else self.finding.gaps

    def undecided(self) -> list[Finding]:
        """Return the unknown leaves on which the answer hangs."""
        if self.outcome is not Outcome.UNKNOWN:
            return []
        trees = [tree for tree in (self.applicability, self.finding) if tree is not None]
        return [leaf for tree in trees for leaf, _ in tree.deciding() if leaf.code == 0]

    def leaves(self) -> Iterator[Finding]:
        """Iterate over all tests that were made."""
        if self.applicability is not None:
            yield from self.applicability.leaves()
        yield from self.finding.leaves()

    def explain(self, lang: Lang = "vi") -> str:
        """Return the finding in words, with its clause."""
        from smartvillage.messages import explain_criterion  # noqa: PLC0415 - a door

        return explain_criterion(self, lang)

    def __repr__(self) -> str:
        """Name the criterion and the answer."""
        return f"<CriterionFinding {self.id}: {self.outcome.value}>"

    def __bool__(self) -> NoReturn:
        """Refuse: an unknown finding is neither true nor false."""
        msg = "a finding has no truth value, it may be unknown: write `finding.outcome is Outcome.PASS`"
        raise NoTruthValue(msg)


@frozen
class Requirement:
    """Which criteria decide: all, any, or some of several, each a criterion id or a requirement.

    Attributes:
        of: criterion ids and requirements.
        at_least: how many must be met; `None` for all.
    """

    of: "tuple[str | Requirement, ...]"
    at_least: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse an empty requirement, or one for more than there are.

        Raises:
            InvalidValue: if it cannot be met, or is met by nothing.
        """
        if not self.of or not 1 <= self.needed <= len(self.of):
            msg = f"a requirement names members and how many of them, from 1 to {len(self.of)}"
            raise InvalidValue(msg)

    @property
    def needed(self) -> int:
        """How many members must be met."""
        return len(self.of) if self.at_least is None else self.at_least

    def ids(self) -> Iterator[str]:
        """Iterate over the criteria named, in order."""
        for member in self.of:
            yield from (member,) if isinstance(member, str) else member.ids()

    def possible(self, criteria: Mapping[str, Possible], count: Count) -> Possible:
        """Return what is possible for the whole, from what is possible for each criterion."""
        members = [criteria[m] if isinstance(m, str) else m.possible(criteria, count) for m in self.of]
        return combine(self.needed, members, count)


@frozen
class Settlement:
    """A question of reading that somebody settled.

    Attributes:
        key: the question, or the criterion whose share the document leaves open; `link:NAME` for a link switched off.
        choice: the reading chosen, or the share.
        by: who settled it.
        on: when.
        why: on what grounds.
    """

    key: str
    choice: str
    by: str
    on: date | None
    why: str


@frozen(kw_only=True, repr=False)
class CriteriaSet:
    """The criteria of one document, for places of its levels.

    Attributes:
        id: folder, name and year of issue: `nghe-an/smart-village-2023`.
        title: a short name.
        levels: the levels of place it judges, the main one first.
        source: the document.
        criteria: in the order of the document.
        vocabulary: the indicators and links that its rules may name.
        valid_from: the first day it holds.
        valid_until: the last day it holds.
        scope: the province it is written for; `None` for the whole country.
        replaces: the set that it follows.
        requires: which criteria decide; all required ones unless given.
        count: whether criteria that do not apply lower the number needed.
        fresh_for: months after which a fact is stale.
        assumed: what is our reading in the dates and levels.
        own: the indicators and links that the set declares itself.
        settled: questions of reading settled by the user.

    Raises:
        InvalidValue: if criteria, requirement and vocabulary do not fit together; every problem is named.
        UnknownIndicator: if a rule names an indicator that the vocabulary does not declare.
    """

    id: str
    title: Text
    levels: tuple[Level, ...] = field(converter=lambda levels: tuple(map(Level, levels)))
    source: Source
    criteria: tuple[Criterion, ...] = field(converter=tuple)
    vocabulary: Vocabulary = field(hash=False)
    valid_from: date | None = None
    valid_until: date | None = None
    scope: str | None = None
    replaces: str | None = None
    requires: Requirement | None = None
    count: Count = "applicable"
    fresh_for: int | None = None
    assumed: Text | None = None
    own: "tuple[Indicator | Link, ...]" = field(default=(), hash=False)
    settled: tuple[Settlement, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check that criteria, requirement and vocabulary fit together."""
        problems = list(self._problems())
        if problems:
            raise InvalidValue("\n".join(f"{self.id}: {problem}" for problem in problems))

    def _problems(self) -> Iterator[str]:
        """Tell what does not fit together."""
        ids = [criterion.id for criterion in self.criteria]
        if not ids:
            yield "a set needs at least one criterion"
        if not self.levels:
            yield "a set needs at least one level"
        for repeated in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"two criteria have the id {repeated!r}"
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            yield f"valid_from {self.valid_from} is after valid_until {self.valid_until}"
        for criterion in self.criteria:
            for rule in (criterion.applies, criterion.rule):
                if rule is not None:
                    try:
                        yield from (f"{criterion.id}: {problem}" for problem in rule.problems(self.vocabulary))
                    except UnknownIndicator as error:
                        msg = f"{self.id}: {criterion.id}: {error}"
                        raise UnknownIndicator(msg) from None
        if self.requires is not None:
            named = list(self.requires.ids())
            required = [c.id for c in self.criteria if c.force is Force.REQUIRED]
            for i in named:
                if i not in required:
                    yield f"requires names {i!r}, which is no required criterion.{did_you_mean(i, required)}"
            for i in required:
                if named.count(i) != 1:
                    yield f"requires must name the required criterion {i!r} once, not {named.count(i)} times"

    def __getitem__(self, criterion: str) -> Criterion:
        """Return a criterion by id.

        Raises:
            UnknownCriterion: if the set has none of this id.
        """
        for one in self.criteria:
            if one.id == criterion:
                return one
        known = [c.id for c in self.criteria]
        msg = f"{self.id} has no criterion {criterion!r}.{did_you_mean(criterion, known)}"
        raise UnknownCriterion(msg)

    def __iter__(self) -> Iterator[Criterion]:
        """Iterate over the criteria in the order of the document."""
        return iter(self.criteria)

    def __len__(self) -> int:
        """Count the criteria."""
        return len(self.criteria)

    def __repr__(self) -> str:
        """Name the set and count its criteria."""
        return f"<CriteriaSet {self.id}: {len(self.criteria)} criteria>"

    @cached_property
    def requirement(self) -> Requirement | None:
        """Which criteria decide; `None` where none is required."""
        required = tuple(c.id for c in self.criteria if c.force is Force.REQUIRED)
        return self.requires or (Requirement(required) if required else None)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the set's canonical content: equal sets have equal digests."""
        from smartvillage.codec import digest_of  # noqa: PLC0415 - a door

        return digest_of(self)

    def assess(self, place: Place, on: date | None = None) -> "Assessment":
        """Judge a place by every criterion.

        Args:
            place: a place of one of the set's levels.
            on: the day to judge for; facts of later days are not used. Without it every fact counts.

        Raises:
            WrongLevel: if the set is not written for places of this level.
        """
        if not isinstance(place, Place):
            msg = f"{self.id} judges a Place, not {type(place).__name__}"
            raise InvalidType(msg)
        if place.level not in self.levels:
            levels = ", ".join(level.value for level in self.levels)
            msg = f"{self.id} judges places of level {levels}; {place.name} is a {place.level.value}"
            raise WrongLevel(msg)
        evidence = Evidence(place, self.vocabulary, on)
        return Assessment(self, place, on, tuple(self._findings(evidence)), evidence)

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        findings = self._findings(evidence.at(evidence.place, self.vocabulary))
        return _possible(self, {finding.id: finding.possible for finding in findings})

    def _findings(self, evidence: Evidence) -> list[CriterionFinding]:
        """Judge every criterion."""
        findings = [criterion.evaluate(evidence) for criterion in self.criteria]
        if evidence.on is not None and not Level.DISTRICT.has_bearer(evidence.on):
            for finding in findings:
                leaves = list(finding.criterion.rule.leaves())
                finding.no_bearer = bool(leaves) and all(self._bearerless(leaf, evidence.on) for leaf in leaves)
        return findings

    def _bearerless(self, leaf: Rule, on: date) -> bool:
        """Whether a test is about places of levels none of which exist on the day."""
        indicator = getattr(leaf, "indicator", None)
        if indicator is None:
            return False
        return not any(level.has_bearer(on) for level in self.vocabulary[indicator].counted_levels)

    def settle(
        self,
        choices: Mapping[str, Any] = {},  # noqa: B006 - never changed
        *,
        by: str,
        on: date | None = None,
        why: str,
        without_links: Iterable[str] = (),
    ) -> "CriteriaSet":
        """Return the set with questions of reading settled, and links switched off.

        Args:
            choices: by question, the reading; by criterion whose share the document leaves open, the share.
            by: who settles them.
            on: when.
            why: on what grounds.
            without_links: names of links whose reading is not shared.

        Raises:
            UnknownCriterion: if there is no such question, reading or open share.
            InvalidValue: if there is no such link, or the share cannot be.
        """
        criteria = self.criteria
        notes = list(self.settled)
        for key, choice in choices.items():
            settled_criteria = tuple(_settled(criterion, key, choice) for criterion in criteria)
            if settled_criteria == criteria:
                known = _questions(criteria)
                msg = f"{self.id} leaves no question {key!r} to settle.{did_you_mean(key, known)}"
                raise UnknownCriterion(msg)
            criteria = settled_criteria
            notes.append(Settlement(key, str(choice), by, on, why))
        off = tuple(without_links)
        notes += [Settlement(f"link:{name}", "off", by, on, why) for name in off]
        return evolve(self, criteria=criteria, vocabulary=self.vocabulary.without(off), settled=tuple(notes))


@frozen
class MeetsSet(Rule):
    """A place meets another criteria set, with all that it requires."""

    criteria_set: CriteriaSet

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Judge a place by the other set; see `Rule.evaluate`."""
        evidence = place if isinstance(place, Evidence) else Evidence(place, vocabulary)
        inner = evidence.at(evidence.place, self.criteria_set.vocabulary)
        findings = self.criteria_set._findings(inner)
        outcome = settled(_possible(self.criteria_set, {f.id: f.possible for f in findings}))
        code = outcome.code if outcome is not Outcome.NOT_APPLICABLE else 0
        needed = self.criteria_set.requirement
        parts = [f.finding for f in findings if needed and f.id in needed.ids() and f.possible != NOT_APPLICABLE]
        return Finding(self, code, None, tuple(parts))

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:  # noqa: ARG002 - the other set was checked itself
        """Tell nothing: the other set was checked when it was made."""
        return iter(())

    def __repr__(self) -> str:
        """Name the set."""
        return f"MeetsSet({self.criteria_set.id!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"meets {self.criteria_set.id}"


def _possible(criteria_set: CriteriaSet, possible: Mapping[str, Possible]) -> Possible:
    """Return what is possible for a set; not applicable where nothing is required."""
    requirement = criteria_set.requirement
    return NOT_APPLICABLE if requirement is None else requirement.possible(possible, criteria_set.count)


def _questions(criteria: Iterable[Criterion]) -> list[str]:
    """Return what a user can settle: questions, and criteria with an open share."""
    found: dict[str, None] = {}

    def look(rule: Rule, criterion: Criterion) -> None:
        if isinstance(rule, Readings):
            found[rule.question] = None
        if isinstance(rule, AtLeast) and rule.value.is_open:
            found[criterion.id] = None
        for part in rule.parts:
            look(part, criterion)

    for criterion in criteria:
        look(criterion.rule, criterion)
    return list(found)


def _settled(criterion: Criterion, key: str, choice: Any) -> Criterion:
    """Return a criterion with one question settled, or unchanged where it does not ask it."""

    def settle(rule: Rule) -> Rule:
        if isinstance(rule, Readings) and rule.question == key:
            if choice not in rule.names:
                msg = f"question {key!r} has no reading {choice!r}.{did_you_mean(str(choice), rule.names)}"
                raise UnknownCriterion(msg)
            return settle(rule.rules[rule.names.index(choice)])
        if isinstance(rule, AtLeast) and rule.value.is_open and criterion.id == key:
            share = threshold(choice)
            if share.is_open or not share.is_share:
                msg = f"criterion {key!r} asks for a share: write '50%', not {choice!r}"
                raise InvalidValue(msg)
            return AtLeast(rule.indicator, share)
        return rule.with_parts(tuple(map(settle, rule.parts))) if hasattr(rule, "with_parts") else rule

    return evolve(criterion, rule=settle(criterion.rule))


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

    criteria_set: CriteriaSet
    place: Place
    on: date | None
    findings: tuple[CriterionFinding, ...]
    evidence: Evidence = field(eq=False)

    @property
    def possible(self) -> Possible:
        """The outcomes that may still turn out."""
        return _possible(self.criteria_set, {finding.id: finding.possible for finding in self.findings})

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
            return tuple(dict.fromkeys(reason for f in self._required() for reason in f.reasons))
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
                    _, waiting = found.setdefault((id(place), leaf.known.indicator.id), (place, []))
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
    def from_dict(data: Mapping[str, Any], *, criteria_set: CriteriaSet | None = None) -> "Assessment":
        """Judge again from what `to_dict` wrote.

        Args:
            data: what `to_dict` returned.
            criteria_set: the set, unless it is shipped with the library.

        Raises:
            InvalidValue: if the data is not of this kind, the set's content has changed, or the verdict differs.
        """
        from smartvillage.catalogue import load  # noqa: PLC0415 - a door
        from smartvillage.codec import assessment_from_dict  # noqa: PLC0415 - a door

        return assessment_from_dict(data, load(data["criteria_set"]["id"]) if criteria_set is None else criteria_set)

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

    def __iter__(self) -> Iterator[CriterionFinding]:
        """Iterate over the findings in the order of the document."""
        return iter(self.findings)

    def __len__(self) -> int:
        """Count the findings."""
        return len(self.findings)

    def __repr__(self) -> str:
        """Name place, set and answer."""
        return f"<Assessment of {self.place.name!r} by {self.criteria_set.id}: {self.outcome.value}>"

    def __bool__(self) -> NoReturn:
        """Refuse: readiness may be unknown."""
        msg = "an assessment has no truth value, it may be unknown: write `a.outcome is Outcome.PASS`"
        raise NoTruthValue(msg)


_FOR_A_PERSON = {Reason.JUDGEMENT, Reason.READING, Reason.OPEN_SHARE}


def _bare(province: str) -> str:
    """Return a province's name without the words province and city, folded."""
    name = fold(province)
    for word in ("tinh ", "thanh pho ", "tp. ", "tp ", "tp."):
        name = name.removeprefix(word)
    return name


def _doubtful_facts(assessment: Assessment) -> tuple[Issue, ...]:
    """Look over every fact of the place, whether a criterion asks for it or not."""
    place, rules, evidence = assessment.place, assessment.criteria_set, assessment.evidence
    for indicator, facts in place.facts.items():
        if indicator not in rules.vocabulary:
            near = did_you_mean(indicator, rules.vocabulary.indicators)
            evidence.tell("unknown_indicator", indicator=indicator, more=(("near", near),))
            continue
        declared = rules.vocabulary[indicator]
        known = evidence.known(indicator)
        if declared.denominator is not None and declared.denominator in rules.vocabulary:
            evidence.known(declared.denominator)
        value = known.fact.value if known.fact is not None and known.fact in facts else None
        if isinstance(value, Judgement | bool) and declared.measure is Measure.JUDGEMENT:
            if isinstance(value, Judgement) and value.verdict is None:
                evidence.tell("judgement_undecided", indicator=indicator)
            elif isinstance(value, bool) or not value.is_attributed:
                evidence.tell("judgement_unattributed", indicator=indicator)
        _tell_stale(assessment, declared, known.fact.as_of if known.fact is not None else None)
    return evidence.issues


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
