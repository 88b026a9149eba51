"""What a rule is, and what it finds: a tree of answers, from which reason and gap are read when asked."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

from attrs import define

from smartvillage.errors import NoTruthValue
from smartvillage.facts import Evidence, Known, Place
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.outcomes import OUTCOMES, POSSIBLE, Outcome, Possible, Reason
from smartvillage.rules.gaps import Gap, Toward

if TYPE_CHECKING:
    from smartvillage.rules.combinators import AllOf, AnyOf


class Rule:
    """A test over the facts of a place; rules compose with `&`, `|` and `~`.

    Rules are frozen, equal by value, and may stand wherever a rule is wanted. A class of your own needs `evaluate`.
    """

    __slots__ = ()

    depth: int = 1
    """1 for a leaf, and one more for each level of nesting."""

    def evaluate(self, place: "Place | Evidence", *, vocabulary: Vocabulary | None = None) -> "Finding":
        """Judge a place once, into a tree of findings.

        Args:
            place: the place; inside another rule, the evidence that this rule was given.
            vocabulary: the indicators and links; without one only the place's own records count.

        Raises:
            UnknownIndicator: if the vocabulary does not declare an indicator.
        """
        raise NotImplementedError

    @property
    def parts(self) -> tuple["Rule", ...]:
        """The rules that this one is made of."""
        return ()

    def leaves(self) -> Iterator["Rule"]:
        """Iterate over the rules without parts, in the order of the text."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        """Tell what is wrong with the rule under a vocabulary.

        Raises:
            UnknownIndicator: if the vocabulary does not declare an indicator.
        """
        for part in self.parts:
            yield from part.problems(vocabulary)

    def needed(self, toward: Toward) -> int:  # noqa: ARG002 - combinators differ by it
        """Return how many parts must turn to an outcome for the whole to do so."""
        return len(self.parts)

    def turned(self, toward: Toward) -> Toward:
        """Return what a part must turn to for the whole to turn to an outcome."""
        return toward

    def lacking(self, known: Known, toward: Toward) -> Gap | None:  # noqa: ARG002 - tests of one indicator differ by it
        """Return what is lacking to turn to an outcome; `None` where there is nothing to measure."""
        return None

    def reasons(self, finding: "Finding") -> Iterator[Reason]:
        """Tell why an unknown finding of this rule is unknown."""
        if not finding.parts:
            yield (finding.known and finding.known.reason) or Reason.BOUNDS
        for part in finding.parts:
            if part.code == 0:
                yield from part.rule.reasons(part)

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        return self.evaluate(evidence).possible

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __and__(self, other: "Rule") -> "AllOf":
        """Both rules; chains of `&` stay flat."""
        from smartvillage.rules.combinators import AllOf  # noqa: PLC0415 - combinators are rules themselves

        return AllOf(*AllOf.flat(self), *AllOf.flat(other))

    def __or__(self, other: "Rule") -> "AnyOf":
        """Either rule; chains of `|` stay flat."""
        from smartvillage.rules.combinators import AnyOf  # noqa: PLC0415 - combinators are rules themselves

        return AnyOf(*AnyOf.flat(self), *AnyOf.flat(other))

    def __invert__(self) -> "Rule":
        """Not this rule; twice is the rule itself."""
        from smartvillage.rules.combinators import Not  # noqa: PLC0415 - combinators are rules themselves

        return Not(self)

    def __bool__(self) -> NoReturn:
        """Refuse: a rule is neither true nor false."""
        msg = "a rule has no truth value: write `a & b`, `a | b`, `~a` instead of and, or, not"
        raise NoTruthValue(msg)


@define(eq=False, repr=False)
class Finding:
    """The answer of one rule for one place, with the findings of its parts.

    Attributes:
        rule: the rule.
        code: 1 for pass, -1 for fail, 0 for unknown.
        known: what a leaf knew.
        parts: the findings of the rule's parts.
    """

    rule: Rule
    code: int
    known: Known | None = None
    parts: tuple["Finding", ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Pass, fail or unknown."""
        return OUTCOMES[self.code]

    @property
    def possible(self) -> Possible:
        """The outcomes that may still turn out."""
        return POSSIBLE[self.code]

    @property
    def reason(self) -> Reason | None:
        """Why the answer is unknown: the first reason of `reasons`."""
        return next(iter(self.reasons), None)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons why the answer is unknown, each once, in the order of the text."""
        if self.code != 0:
            return ()
        return tuple(dict.fromkeys(self.rule.reasons(self)))

    @property
    def gap(self) -> Gap | None:
        """What a leaf lacks to pass; a tree has no number of its own, see `gaps`."""
        return self.lacking(1)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What the deciding leaves lack for this rule to pass; nothing when it passes."""
        return tuple(gap for leaf, toward in self.deciding() if (gap := leaf.lacking(toward)) is not None)

    def lacking(self, toward: Toward) -> Gap | None:
        """Return what a leaf lacks to turn to an outcome; `None` for a rule that cannot say."""
        return None if self.known is None else self.rule.lacking(self.known, toward)

    def deciding(self, toward: Toward = 1) -> list[tuple["Finding", Toward]]:
        """Return the leaves that keep the rule from passing, or from failing, each with what it should turn to.

        For all of several rules: what fails, then what is unknown. For some of them: the nearest that would do.
        """
        if self.code == toward:
            return []
        if not self.parts:
            return [(self, toward)]
        to = self.rule.turned(toward)
        others = [part for part in self.parts if part.code != to]
        needed = (
            self.rule.needed(toward) if self.rule.parts else len(self.parts)
        )  # some rules have parts only in findings
        lacking = needed - (len(self.parts) - len(others))
        if lacking < len(others):
            others = sorted(others, key=lambda part: _nearness(part, to))[:lacking]
        others.sort(key=lambda part: part.code * to)
        return [leaf for part in others for leaf in part.deciding(to)]

    def leaves(self) -> Iterator["Finding"]:
        """Iterate over the findings without parts, in the order of the text."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()

    def explain(self, lang: Lang = "vi") -> str:
        """Return the finding in words, Vietnamese or English."""
        from smartvillage.messages import explain_finding  # noqa: PLC0415 - a door

        return explain_finding(self, lang)

    def _key(self) -> tuple[object, ...]:
        """Return what makes findings equal: the rule, the answer, and what was known."""
        known = self.known
        seen = None if known is None else (known.bounds, known.reason, known.fact, known.trail, known.category)
        return self.rule, self.code, seen, self.parts

    def __eq__(self, other: object) -> bool:
        """Whether rule, answer and what was known are equal."""
        return self._key() == other._key() if isinstance(other, Finding) else NotImplemented

    def __hash__(self) -> int:
        """Hash the rule and the answer."""
        return hash((self.rule, self.code))

    def _repr_html_(self) -> str:
        from smartvillage.report import html_of  # noqa: PLC0415 - a door

        return html_of(self)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        from smartvillage.report import bundle_of  # noqa: PLC0415 - a door

        return bundle_of(self)

    def __repr__(self) -> str:
        """Name the rule and the answer."""
        return f"<Finding {self.outcome.value}: {self.rule!r}>"

    def __bool__(self) -> NoReturn:
        """Refuse: an unknown finding is neither true nor false."""
        msg = "a finding has no truth value, it may be unknown: write `finding.outcome is Outcome.PASS`"
        raise NoTruthValue(msg)


def _nearness(finding: Finding, toward: Toward) -> tuple[bool, int, float]:
    """Return what is smaller for what is nearer: undecided before failing, fewer leaves, smaller gaps."""
    leaves = finding.deciding(toward)
    gaps = [leaf.lacking(to) for leaf, to in leaves]
    return finding.code == -toward, len(leaves), sum(gap.relative for gap in gaps if gap is not None)
