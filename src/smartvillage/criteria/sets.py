"""Criteria sets: the criteria of one document, which of them decide, and how questions of reading are settled."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from smartvillage.criteria.assessments import Assessment
from smartvillage.criteria.findings import Accepted, Criterion, CriterionFinding, Force, Source
from smartvillage.errors import (
    InvalidType,
    InvalidValue,
    UnknownCriterion,
    UnknownIndicator,
    WrongLevel,
    did_you_mean,
)
from smartvillage.facts import Evidence, Place
from smartvillage.indicators import Indicator, Level, Link, Text, Vocabulary, levels_of
from smartvillage.outcomes import NOT_APPLICABLE, Count, Outcome, Possible, Reason, combine, settled
from smartvillage.rules import AllOf, AnyOf, AtLeast, Combinator, Finding, Not, Readings, Rule, SomeOf, threshold
from smartvillage.rules.leaves import look

if TYPE_CHECKING:
    from smartvillage.arrays import TableAssessment


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
        why: on what grounds.
        on: when.
    """

    key: str
    choice: str
    by: str
    why: str
    on: date | None = None


def _criteria(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """Return criteria in the order given."""
    return tuple(criteria)


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
        accepted: doubts about the set that stand as the document has them, with the reasons.
        own: the indicators and links that the set declares itself.
        settled: questions of reading settled by the user.

    Raises:
        InvalidValue: if criteria, requirement and vocabulary do not fit together; every problem is named.
        UnknownIndicator: if a rule names an indicator that the vocabulary does not declare.
    """

    id: str
    title: Text
    levels: tuple[Level, ...] = field(converter=levels_of)
    source: Source
    criteria: tuple[Criterion, ...] = field(converter=_criteria)
    vocabulary: Vocabulary = field(hash=False)
    valid_from: date | None = None
    valid_until: date | None = None
    scope: str | None = None
    replaces: str | None = None
    requires: Requirement | None = None
    count: Count = "applicable"
    fresh_for: int | None = None
    assumed: Text | None = None
    accepted: tuple[Accepted, ...] = ()
    own: "tuple[Indicator | Link, ...]" = field(default=(), hash=False)
    settled: tuple[Settlement, ...] = ()

    def __attrs_post_init__(self) -> None:
        """Check that criteria, requirement and vocabulary fit together."""
        unknown: list[str] = []
        problems = [*self._problems(), *self._misfits(unknown)]
        if problems or unknown:
            error = UnknownIndicator if unknown else InvalidValue
            raise error("\n".join(f"{self.id}: {problem}" for problem in (*problems, *unknown)))

    def _problems(self) -> Iterator[str]:
        """Tell what does not fit together."""
        ids = [criterion.id for criterion in self.criteria]
        if not ids:
            yield "a set needs at least one criterion"
        if not self.levels or len(set(self.levels)) < len(self.levels):
            yield "a set needs at least one level, and each once"
        for repeated in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"two criteria have the id {repeated!r}"
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            yield f"valid_from {self.valid_from} is after valid_until {self.valid_until}"
        if self.fresh_for is not None and self.fresh_for < 1:
            yield f"'fresh_for' is a number of months, not {self.fresh_for}"
        for criterion in (i for one in self.accepted for i in one.criteria if i not in ids):
            yield f"accepted names {criterion!r}, which is no criterion of the set.{did_you_mean(criterion, ids)}"
        if self.requires is not None:
            yield from self._unmatched(list(self.requires.ids()))

    def _misfits(self, unknown: list[str]) -> Iterator[str]:
        """Tell where rules do not fit the vocabulary; note those that name an unknown indicator."""
        for criterion in self.criteria:
            for rule in (criterion.applies, criterion.rule):
                try:
                    for problem in rule.problems(self.vocabulary) if rule is not None else ():
                        yield f"criterion {criterion.id!r}: {problem}"
                except UnknownIndicator as error:
                    unknown.append(f"criterion {criterion.id!r}: {error}")

    def _unmatched(self, named: list[str]) -> Iterator[str]:
        """Tell where the requirement and the required criteria are not the same."""
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

    def __contains__(self, criterion: object) -> bool:
        """Whether a criterion has this id, or is one of the set's."""
        return any(criterion in (one, one.id) for one in self.criteria)

    def __iter__(self) -> Iterator[Criterion]:
        """Iterate over the criteria in the order of the document."""
        return iter(self.criteria)

    def __len__(self) -> int:
        """Count the criteria."""
        return len(self.criteria)

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

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
        if on is not None and (not isinstance(on, date) or isinstance(on, datetime)):
            msg = f"on= is a date such as date(2025, 5, 1), not {on!r}"
            raise InvalidType(msg)
        evidence = Evidence(place, self.vocabulary, on)
        return Assessment(self, place, on, tuple(self.findings(evidence)), evidence)

    def assess_table(self, data: Any, **options: Any) -> "TableAssessment":
        """Judge many places at once, each as `assess` would; see `smartvillage.arrays.assess_table`."""
        from smartvillage.arrays import assess_table  # noqa: PLC0415 - a door

        return assess_table(self, data, **options)

    def assess_lazy(self, frame: Any, **options: Any) -> Any:
        """Judge the places of a lazy frame where they are, each as `assess` would; see `smartvillage.frames`."""
        from smartvillage.frames import assess_lazy  # noqa: PLC0415 - a door

        return assess_lazy(self, frame, **options)

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        return self.possible(self.findings(evidence.at(evidence.place, self.vocabulary)))

    def possible(self, findings: Iterable[CriterionFinding]) -> Possible:
        """Return what is possible for the whole set; not applicable where nothing is required."""
        if self.requirement is None:
            return NOT_APPLICABLE
        return self.requirement.possible({finding.id: finding.possible for finding in findings}, self.count)

    def findings(self, evidence: Evidence) -> list[CriterionFinding]:
        """Judge every criterion."""
        findings = [criterion.evaluate(evidence) for criterion in self.criteria]
        if not Level.DISTRICT.has_bearer(evidence.on):
            ended = not evidence.place.level.has_bearer(evidence.on)
            for finding in findings:
                leaves = finding.criterion.rule.leaves()
                finding.no_bearer = ended or all(self._bearerless(leaf, evidence.on) for leaf in leaves)
        return findings

    def _bearerless(self, leaf: Rule, on: date | None) -> bool:
        """Whether a test is about places of levels none of which exist on the day."""
        indicator = getattr(leaf, "indicator", None)
        if indicator is None:
            return False
        return not any(level.has_bearer(on) for level in self.vocabulary[indicator].counted_levels)

    @property
    def questions(self) -> Mapping[str, tuple[str, ...]]:
        """What `settle` can settle: questions with their readings, and criteria whose share is open with none."""
        return _questions(self.criteria)

    def settle(
        self,
        choices: Mapping[str, Any] = {},
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
        if isinstance(without_links, str):
            msg = f"without_links is a list of names: write [{without_links!r}]"
            raise InvalidType(msg)
        if not all(map(_is_said, (by, why))):
            msg = "a settlement says by whom and why: by= and why= are texts, and not empty"
            raise InvalidValue(msg)
        if not isinstance(choices, Mapping):
            msg = f"choices are a mapping from questions to readings, not {choices!r}"
            raise InvalidType(msg)
        criteria = self.criteria
        notes = list(self.settled)
        for key, choice in choices.items():
            settled_criteria = tuple(_settled(criterion, key, choice) for criterion in criteria)
            if settled_criteria == criteria:
                msg = f"{self.id} leaves no question {key!r} to settle.{did_you_mean(key, self.questions)}"
                raise UnknownCriterion(msg)
            criteria = settled_criteria
            notes.append(Settlement(key, _written(choice), by, why, on))
        off = tuple(without_links)
        notes += [Settlement(f"link:{name}", "off", by, why, on) for name in off]
        return evolve(self, criteria=criteria, vocabulary=self.vocabulary.without(off), settled=tuple(notes))


@frozen
class MeetsSet(Rule):
    """A place meets another criteria set, with all that it requires."""

    criteria_set: CriteriaSet

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Judge a place by the other set; see `Rule.evaluate`."""
        evidence = look(self, place, vocabulary)
        inner = evidence.at(evidence.place, self.criteria_set.vocabulary)
        findings = {finding.id: finding for finding in self.criteria_set.findings(inner)}
        outcome = settled(self.criteria_set.possible(findings.values()))
        requirement = self.criteria_set.requirement
        tree = None if requirement is None else _tree(requirement, findings, self.criteria_set.count)
        code = outcome.code if outcome is not Outcome.NOT_APPLICABLE else 0
        return Finding(self, code, None, () if tree is None else (tree,))

    def reasons(self, finding: Finding) -> Iterator[Reason]:
        """Tell why an unknown finding of this rule is unknown: what decides, or if anything applies at all."""
        if all(part.code for part in finding.parts):
            yield Reason.APPLICABILITY
        else:
            yield from super().reasons(finding)

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:  # noqa: ARG002 - the other set was checked itself
        """Tell nothing: the other set was checked when it was made."""
        return iter(())

    def __repr__(self) -> str:
        """Name the set."""
        return f"MeetsSet({self.criteria_set.id!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"meets {self.criteria_set.id}"


def _tree(requirement: Requirement, findings: Mapping[str, CriterionFinding], count: Count) -> Finding | None:
    """Return what decides a set as one tree of findings; what does not apply is left out, unless it counts."""
    every = requirement.needed == len(requirement.of)
    parts = [
        _tree(m, findings, count) if isinstance(m, Requirement) else _applied(findings[m], count, every=every)
        for m in requirement.of
    ]
    applying = [part for part in parts if part is not None]
    if not applying:
        return None
    rule = SomeOf(*(part.rule for part in applying), at_least=min(requirement.needed, len(applying)))
    return Finding(rule, rule.combined([part.code for part in applying]), None, tuple(applying))


def _applied(finding: CriterionFinding, count: Count, *, every: bool) -> Finding | None:
    """Return what decides a criterion: its rule; where it may not apply, also that, if it makes a difference.

    Where all members count, it must apply and be met. Where every member that applies must be met, it may as well not
    apply. Where some suffice, that it does not apply is no way to meet them.
    """
    applies, asked = finding.applicability, finding.finding
    if finding.no_bearer:
        return None
    if applies is None or applies.code == 1:
        return asked
    if count == "all":
        return Finding(AllOf(applies.rule, asked.rule), min(applies.code, asked.code), None, (applies, asked))
    if finding.possible == NOT_APPLICABLE:
        return None
    if not every:
        return asked
    outside = Finding(Not(applies.rule), 0, None, (applies,))  # by now nobody knows
    return Finding(AnyOf(outside.rule, asked.rule), max(0, asked.code), None, (outside, asked))


def _is_said(text: object) -> bool:
    """Whether a text says anything; callers without type checks may give anything."""
    return isinstance(text, str) and bool(text.strip())


def _questions(criteria: Iterable[Criterion]) -> dict[str, tuple[str, ...]]:
    """Return what a user can settle: questions with their readings, and criteria with an open share."""
    found: dict[str, tuple[str, ...]] = {}

    def look(rule: Rule, criterion: Criterion) -> None:
        if isinstance(rule, Readings):
            found[rule.question] = rule.names
        if isinstance(rule, AtLeast) and rule.value.is_open:
            found[criterion.id] = ()
        for part in rule.parts:
            look(part, criterion)

    for criterion in criteria:
        for rule in (criterion.applies, criterion.rule):
            if rule is not None:
                look(rule, criterion)
    return found


def _written(choice: Any) -> str:
    """Return a reading, or a share as a file writes it."""
    return choice if isinstance(choice, str) else repr(threshold(choice)).strip("'")


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
        return rule.with_parts(tuple(map(settle, rule.parts))) if isinstance(rule, Combinator) else rule

    applies = None if criterion.applies is None else settle(criterion.applies)
    return evolve(criterion, rule=settle(criterion.rule), applies=applies)
