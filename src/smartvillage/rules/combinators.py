"""Rules made of rules: all, any, some, not, and the readings of an ambiguous question."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from attrs import field, frozen

from smartvillage.errors import InvalidType, InvalidValue
from smartvillage.facts import Evidence, Place
from smartvillage.indicators import Text, Vocabulary
from smartvillage.outcomes import Reason, at_least
from smartvillage.rules.findings import Finding, Rule
from smartvillage.rules.gaps import Toward
from smartvillage.rules.leaves import look

MAX_DEPTH = 64
"""How deep rules may be nested."""


class Combinator(Rule):
    """A rule made of rules.

    Raises:
        InvalidValue: without any rule, or nested too deep.
        InvalidType: for a part that is no rule.
    """

    __slots__ = ()
    rules: tuple[Rule, ...]
    joint: ClassVar[str]

    def __init__(self, *rules: Rule) -> None:
        """Take the rules in the order of the text."""
        self.__attrs_init__(_checked(type(self).__name__, rules), _deeper(rules))  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules that this one is made of."""
        return self.rules

    def with_parts(self, parts: tuple[Rule, ...]) -> Rule:
        """Return the same kind of rule over other parts."""
        return type(self)(*parts)

    @classmethod
    def flat(cls, rule: Rule) -> tuple[Rule, ...]:
        """Return the parts of a rule of this kind, else the rule alone."""
        return rule.rules if isinstance(rule, cls) else (rule,)

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Judge a place; see `Rule.evaluate`."""
        evidence = place if type(place) is Evidence else look(self, place, vocabulary)
        parts = tuple([rule.evaluate(evidence) for rule in self.rules])
        return Finding(self, self.combined([part.code for part in parts]), None, parts)

    def combined(self, codes: list[int]) -> int:
        """Return the answer for the answers of the parts."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"{type(self).__name__}({', '.join(map(repr, self.rules))})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f" {self.joint} ".join(f"({rule})" if len(rule.parts) > 1 else str(rule) for rule in self.rules)


@frozen(init=False, repr=False)
class AllOf(Combinator):
    """All of the rules: the least of their answers."""

    rules: tuple[Rule, ...]
    depth: int = field(eq=False)
    joint = "and"

    def combined(self, codes: list[int]) -> int:
        """Return the least answer."""
        return min(codes)

    def needed(self, toward: Toward) -> int:
        """All to pass, one to fail."""
        return len(self.rules) if toward == 1 else 1


@frozen(init=False, repr=False)
class AnyOf(Combinator):
    """At least one of the rules: the greatest of their answers."""

    rules: tuple[Rule, ...]
    depth: int = field(eq=False)
    joint = "or"

    def combined(self, codes: list[int]) -> int:
        """Return the greatest answer."""
        return max(codes)

    def needed(self, toward: Toward) -> int:
        """One to pass, all to fail."""
        return 1 if toward == 1 else len(self.rules)


@frozen(init=False, repr=False)
class SomeOf(Combinator):
    """At least so many of the rules: `SomeOf(a, b, c, at_least=2)`."""

    rules: tuple[Rule, ...]
    depth: int = field(eq=False)
    at_least: int

    def __init__(self, *rules: Rule, at_least: int) -> None:
        """Take the rules and how many of them must be met."""
        if isinstance(at_least, bool) or not isinstance(at_least, int) or not 1 <= at_least <= max(1, len(rules)):
            msg = f"SomeOf: at_least={at_least!r} must be an int from 1 to the number of rules, {len(rules)}"
            raise InvalidValue(msg)
        self.__attrs_init__(_checked("SomeOf", rules), _deeper(rules), at_least)  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it

    def with_parts(self, parts: tuple[Rule, ...]) -> Rule:
        """Return the same kind of rule over other parts."""
        return SomeOf(*parts, at_least=self.at_least)

    def combined(self, codes: list[int]) -> int:
        """Return the k-th largest answer."""
        return at_least(self.at_least, codes)

    def needed(self, toward: Toward) -> int:
        """`at_least` to pass; to fail, so many that fewer than `at_least` are left."""
        return self.at_least if toward == 1 else len(self.rules) - self.at_least + 1

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"SomeOf({', '.join(map(repr, self.rules))}, at_least={self.at_least})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"at least {self.at_least} of: {'; '.join(map(str, self.rules))}"


@frozen(init=False, repr=False)
class Not(Combinator):
    """The opposite of a rule; unknown stays unknown."""

    rules: tuple[Rule, ...]
    depth: int = field(eq=False)

    def __init__(self, rule: Rule) -> None:
        """Take the rule to turn round."""
        super().__init__(rule)

    @property
    def rule(self) -> Rule:
        """The rule that is turned round."""
        return self.rules[0]

    def __invert__(self) -> Rule:
        """Twice turned round is the rule itself."""
        return self.rule

    def turned(self, toward: Toward) -> Toward:
        """The part must turn the other way."""
        return 1 if toward == -1 else -1

    def combined(self, codes: list[int]) -> int:
        """Return the opposite answer."""
        return -codes[0]

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"not ({self.rule})"


@frozen(init=False, repr=False)
class Readings(Combinator):
    """Several readings of one ambiguous question: met only if all are, not met only if none is.

    Attributes:
        question: the id of the question, by which a set can settle it.
        names: the id of each reading, in the order of `rules`.
        texts: the question, and each reading, in words.
    """

    rules: tuple[Rule, ...]
    depth: int = field(eq=False)
    question: str
    names: tuple[str, ...]
    texts: tuple[Text, ...] = field(default=(), hash=False)

    def __init__(self, question: str, readings: Mapping[str, Rule], *, texts: Iterable[Text] = ()) -> None:
        """Take the question and its readings by id.

        Raises:
            InvalidValue: for fewer than two readings.
        """
        if len(readings) < 2:  # noqa: PLR2004 - one reading is no question
            msg = f"Readings({question!r}): an ambiguous question has at least two readings"
            raise InvalidValue(msg)
        rules = tuple(readings.values())
        self.__attrs_init__(_checked("Readings", rules), _deeper(rules), question, tuple(readings), tuple(texts))  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it

    @property
    def readings(self) -> dict[str, Rule]:
        """The readings by id."""
        return dict(zip(self.names, self.rules, strict=True))

    def with_parts(self, parts: tuple[Rule, ...]) -> Rule:
        """Return the same question over other rules."""
        return Readings(self.question, dict(zip(self.names, parts, strict=True)), texts=self.texts)

    def combined(self, codes: list[int]) -> int:
        """Return the answer that all readings share, else unknown."""
        return codes[0] if len(set(codes)) == 1 else 0

    def reasons(self, finding: Finding) -> Iterator[Reason]:
        """Tell why an unknown finding of this rule is unknown: first of all, where readings surely disagree."""
        if {1, -1} <= {part.code for part in finding.parts}:
            yield Reason.READING
        yield from super().reasons(finding)

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"Readings({self.question!r}, {self.readings!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        readings = "; or ".join(f"{n}: {r}" for n, r in self.readings.items())
        return f"by every reading of {self.question} ({readings})"


def _checked(kind: str, rules: tuple[Any, ...]) -> tuple[Rule, ...]:
    """Return the parts of a combinator; nothing is vacuously met.

    Raises:
        InvalidValue: without any rule.
        InvalidType: for a part that is no rule.
    """
    if not rules:
        msg = f"{kind}() without rules would be met by nothing at all: give at least one"
        raise InvalidValue(msg)
    for rule in rules:
        if not isinstance(rule, Rule):
            msg = f"{kind}: {rule!r} is no rule"
            raise InvalidType(msg)
    return rules


def _deeper(rules: tuple[Rule, ...]) -> int:
    """Return the depth of a combinator over these rules.

    Raises:
        InvalidValue: if it is too deep.
    """
    depth = 1 + max(rule.depth for rule in rules)
    if depth > MAX_DEPTH:
        msg = f"rules nested deeper than {MAX_DEPTH}: write chains of & or | flat, or name the inner rules"
        raise InvalidValue(msg)
    return depth
