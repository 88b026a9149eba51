"""Criteria, rules with a source; and what one finds for a place."""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import NoReturn

from attrs import define, field, frozen

from smartvillage.errors import NoTruthValue
from smartvillage.facts import Evidence
from smartvillage.indicators import Lang, Text
from smartvillage.outcomes import NOT_APPLICABLE, Outcome, Possible, Reason, settled
from smartvillage.rules import Finding, Gap, Rule


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
class Accepted:
    """A doubt about a set that stands as the document has it.

    Attributes:
        problem: what a check finds, by its code: `duplicate`.
        why: the reason for which it stands.
        criteria: the criteria concerned, by id.
    """

    problem: str
    why: Text
    criteria: tuple[str, ...] = ()


@frozen(repr=False)
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

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __repr__(self) -> str:
        """Name the criterion, its force and its rule."""
        return f"<Criterion {self.id} ({self.force.value}): {self.rule!r}>"


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
        if self.outcome is not Outcome.UNKNOWN:
            return ()
        applies = self.applicability
        unclear = () if applies is None or applies.code else (Reason.APPLICABILITY,)
        return tuple(dict.fromkeys((*unclear, *self.finding.reasons)))

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

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __repr__(self) -> str:
        """Name the criterion and the answer."""
        return f"<CriterionFinding {self.id}: {self.outcome.value}>"

    def __bool__(self) -> NoReturn:
        """Refuse: an unknown finding is neither true nor false."""
        msg = "a finding has no truth value, it may be unknown: write `finding.outcome is Outcome.PASS`"
        raise NoTruthValue(msg)
