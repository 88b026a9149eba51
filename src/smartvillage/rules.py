"""Rules: tests over facts, composed into trees, and what they find.

A rule is a small frozen object. It is evaluated once, into a tree of findings; everything else (the reason, the gap, the
parts that decide, the text) is read off that tree when asked.

    >>> from smartvillage import Place, Share
    >>> from smartvillage.rules import AtLeast, Holds
    >>> fibre = AtLeast("households_fibre_connected", "80%")
    >>> village = Place("Thôn 8", level="village", facts={"households_fibre_connected": Share(370, 471)})
    >>> finding = fibre.evaluate(village)
    >>> finding.outcome, finding.gap.low
    (<Outcome.FAIL: 'fail'>, 7)
    >>> (fibre & Holds("culture_house_wifi")).evaluate(village).outcome
    <Outcome.FAIL: 'fail'>
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal, NoReturn

from attrs import define, field, frozen

from smartvillage.errors import InvalidType, InvalidValue, NoTruthValue, did_you_mean
from smartvillage.facts import Bounds, Evidence, Known, Place
from smartvillage.facts.numbers import decimal_of
from smartvillage.indicators import Lang, Measure, Text, Vocabulary
from smartvillage.outcomes import OUTCOMES, POSSIBLE, Outcome, Possible, Reason, at_least

MAX_DEPTH = 64
"""How deep rules may be nested."""

Toward = Literal[1, -1]
"""The code of the outcome that a gap is measured to: 1 for PASS, -1 for FAIL."""


@frozen(kw_only=True)
class Gap:
    """What is lacking, as the least and the most that it may be, in one unit.

    The high end is zero when nothing is lacking; the low end is above zero when something surely is.

    Attributes:
        indicator: the indicator id.
        unit: the id of the count indicator whose unit is meant, `"percentage_points"`, `"days"` or `"answer"`.
        low: the least lacking.
        high: the most lacking; infinite where there is no limit.
        low_above: whether the least is a little more than `low`.
        high_above: whether the most is a little more than `high`.
        needed: the threshold in the same unit, where it is one number.
        known: the least and the most that is known to be there, in the same unit.
        of: the known total, in the same unit.
    """

    indicator: str
    unit: str
    low: int | Decimal | float
    high: int | Decimal | float
    low_above: bool = False
    high_above: bool = False
    needed: int | Decimal | None = None
    known: tuple[int | Decimal | float, int | Decimal | float] | None = None
    of: int | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing is lacking."""
        return self.high == 0 and not self.high_above

    @property
    def is_sure(self) -> bool:
        """Whether something is surely lacking."""
        return self.low > 0 or self.low_above


class Rule:
    """A test over the facts of a place; rules compose with `&`, `|` and `~`.

    Rules are frozen, equal by value, and may stand wherever a rule is wanted. A class of your own needs `evaluate`.
    """

    __slots__ = ()

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

    @property
    def depth(self) -> int:
        """1 for a leaf, and one more for each level of nesting."""
        return 1

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

    def possible_for(self, evidence: Evidence) -> Possible:
        """Return the outcomes that the place of this evidence may still take."""
        return self.evaluate(evidence).possible

    def __and__(self, other: "Rule") -> "AllOf":
        """Both rules; chains of `&` stay flat."""
        return AllOf(*_flat(AllOf, self), *_flat(AllOf, other))

    def __or__(self, other: "Rule") -> "AnyOf":
        """Either rule; chains of `|` stay flat."""
        return AnyOf(*_flat(AnyOf, self), *_flat(AnyOf, other))

    def __invert__(self) -> "Rule":
        """Not this rule; twice is the rule itself."""
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
        return tuple(dict.fromkeys(_reasons(self)))

    @property
    def gap(self) -> Gap | None:
        """What a leaf lacks to pass; a tree has no number of its own, see `gaps`."""
        return _gap(self, 1) if not self.parts else None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What the deciding leaves lack for this rule to pass; nothing when it passes."""
        return tuple(gap for leaf, toward in self.deciding() if (gap := _gap(leaf, toward)) is not None)

    def deciding(self, toward: Toward = 1) -> list[tuple["Finding", Toward]]:
        """Return the leaves that keep the rule from passing, or from failing, each with what it should turn to.

        For all of several rules: what fails, then what is unknown. For some of them: the nearest that would do.
        """
        if self.code == toward:
            return []
        if not self.parts:
            return [(self, toward)]
        if isinstance(self.rule, Not):
            return self.parts[0].deciding(1 if toward == -1 else -1)
        return _deciding(self, toward)

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

    def __repr__(self) -> str:
        """Name the rule and the answer."""
        return f"<Finding {self.outcome.value}: {self.rule!r}>"

    def __bool__(self) -> NoReturn:
        """Refuse: an unknown finding is neither true nor false."""
        msg = "a finding has no truth value, it may be unknown: write `finding.outcome is Outcome.PASS`"
        raise NoTruthValue(msg)


# Leaves


@frozen(repr=False)
class Threshold:
    """A threshold, exactly: a percentage with at most six places, a number, or a share that the document leaves open.

    Attributes:
        num: the numerator.
        den: the denominator.
        is_share: whether it is a share of a whole.
        is_open: whether the document gives no share: any above none may be meant.
    """

    num: int
    den: int
    is_share: bool
    is_open: bool = False

    def __repr__(self) -> str:
        """Write the threshold as it is given to a rule."""
        if self.is_open:
            return "'open'"
        number = Decimal(self.num) * (100 if self.is_share else 1) / self.den
        text = f"{number:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"'{text}%'" if self.is_share else text


_SIXTH = 100 * 10**6


def threshold(value: Any) -> Threshold:
    """Return a threshold from `"80%"`, `"open"`, an int, a `Decimal` or a `Fraction` of the whole.

    Raises:
        InvalidType: for a float, a bool or anything else.
        InvalidValue: for a share outside 0-100 %, or a percentage with more than six places.
    """
    if isinstance(value, Threshold):
        return value
    if value == "open":
        return Threshold(1, 1, is_share=True, is_open=True)
    if isinstance(value, Fraction):
        share = value
    elif isinstance(value, str):
        number, signed = decimal_of(value)
        if not signed:
            msg = f"threshold {value!r}: write '{value}%' for a share, or an int for a count"
            raise InvalidValue(msg)
        share = Fraction(number) / 100
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number, _ = decimal_of(value)
        num, den = number.as_integer_ratio()
        return Threshold(num, den, is_share=False)
    else:
        msg = f"threshold {value!r}: write '80%', an int, a Decimal or a Fraction; a float is not exact"
        raise InvalidType(msg)
    if not 0 <= share <= 1:
        msg = f"threshold {value!r}: a share lies between 0 % and 100 %"
        raise InvalidValue(msg)
    if _SIXTH % share.denominator:
        msg = f"threshold {value!r}: a percentage has at most six decimal places"
        raise InvalidValue(msg)
    return Threshold(share.numerator, share.denominator, is_share=True)


class _Leaf(Rule):
    """A test of one indicator."""

    __slots__ = ()
    indicator: str
    measures: Any
    """The measures that the indicator may have; the first is assumed where no vocabulary says."""

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Judge a place; see `Rule.evaluate`."""
        evidence = place if type(place) is Evidence else _look(self, place, vocabulary)
        known = evidence.known(self.indicator, self.measures[0])
        return Finding(self, self.decide(known), known)

    def decide(self, known: Known) -> int:
        """Return 1, 0 or -1 for what is known."""
        raise NotImplementedError

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to turn to an outcome."""
        raise NotImplementedError

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        """Tell where the indicator is not measured as this rule needs."""
        measure = vocabulary[self.indicator].measure
        if measure not in self.measures:
            wanted = " or ".join(m.value for m in self.measures)
            yield f"{self!r}: {self.indicator} is measured as {measure.value}, this rule needs {wanted}"


def _look(rule: Rule, place: Place | Evidence, vocabulary: Vocabulary | None) -> Evidence:
    """Return the evidence of a place, after checking the rule against the vocabulary.

    Raises:
        UnknownIndicator: if the vocabulary does not declare an indicator.
        InvalidValue: if an indicator is measured otherwise than the rule needs.
    """
    if isinstance(place, Evidence):
        return place
    if not isinstance(place, Place):
        msg = f"a rule judges a Place, not {type(place).__name__}"
        raise InvalidType(msg)
    if vocabulary is not None:
        for problem in rule.problems(vocabulary):
            raise InvalidValue(problem)
    return Evidence(place, vocabulary)


Cut = tuple[int, int, bool]
"""Where a comparison divides numbers: numerator, denominator, and whether the number itself lies below the cut."""


@frozen(repr=False)
class _Comparison(_Leaf):
    """A comparison of a number with a threshold: at or above a cut, or below it."""

    indicator: str
    value: Threshold = field(converter=threshold)

    word: ClassVar[str]
    upward: ClassVar[bool]
    strict: ClassVar[bool]

    def __attrs_post_init__(self) -> None:
        """Refuse a threshold that every value meets, or none."""
        t = self.value
        if t.is_open and not isinstance(self, AtLeast):
            msg = f"{self!r}: only AtLeast can leave its share open"
            raise InvalidValue(msg)
        everything = t.is_share and t.num == t.den
        if t.num < 0 or (t.num == 0 and not self.strict) or (everything and self.strict):
            msg = f"{self!r}: every value meets it, or none, so that it tests nothing"
            raise InvalidValue(msg)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Shares for percentages, counts for numbers."""
        return (Measure.SHARE,) if self.value.is_share else (Measure.COUNT, Measure.MONTHLY)

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"{type(self).__name__}({self.indicator!r}, {self.value!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"{self.indicator} {self.word} {'an open share' if self.value.is_open else str(self.value)}"

    def decide(self, known: Known) -> int:
        """Return 1, 0 or -1 for what is known."""
        t = self.value
        if t.is_open:
            code = max(_reaches(known.bounds, t.num, t.den, strict=False), min(_reaches(known.bounds, 0, 1, strict=True), 0))
        else:
            code = _reaches(known.bounds, t.num, t.den, strict=self.strict)
        return code if self.upward else -code

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to turn to an outcome."""
        t = self.value
        hard: Cut = (t.num, t.den, self.strict)
        easy: Cut = (0, 1, True) if t.is_open else hard
        return _distance(self.indicator, known, easy, hard, rising=self.upward == (toward == 1))


@frozen(repr=False)
class AtLeast(_Comparison):
    """So much or more: `AtLeast("households_fibre_connected", "80%")`; "open" where the document gives no share."""

    word = "is at least"
    upward = True
    strict = False


@frozen(repr=False)
class MoreThan(_Comparison):
    """More than so much, "trên": `MoreThan("communes_with_linked_cooperatives", "70%")` fails at exactly 70 %."""

    word = "is more than"
    upward = True
    strict = True


@frozen(repr=False)
class AtMost(_Comparison):
    """So much or less: `AtMost("district_pilots", 8)`."""

    word = "is at most"
    upward = False
    strict = True


@frozen(repr=False)
class LessThan(_Comparison):
    """Less than so much, "dưới": `LessThan("poor_households", "5%")`."""

    word = "is less than"
    upward = False
    strict = False


@frozen
class Holds(_Leaf):
    """A yes/no fact, or a judgement, holds: `Holds("culture_house_wifi")`."""

    indicator: str
    measures: ClassVar[tuple[Measure, ...]] = (Measure.YES_NO, Measure.JUDGEMENT)

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"Holds({self.indicator!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"{self.indicator} holds"

    def decide(self, known: Known) -> int:
        """Return 1, 0 or -1 for what is known."""
        bounds = known.bounds
        return 1 if bounds.low == 1 else -1 if bounds.high == 0 else 0

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to turn to an outcome."""
        return _answer(self.indicator, self.decide(known) * toward)


@frozen(init=False)
class OneOf(_Leaf):
    """A category is one of several: `OneOf("smart_village_field", "lighting", "security")`."""

    indicator: str
    values: tuple[str, ...]
    measures: ClassVar[tuple[Measure, ...]] = (Measure.CATEGORY,)

    def __init__(self, indicator: str, *values: str) -> None:
        """Take the indicator and the values that meet it.

        Raises:
            InvalidValue: without any value.
        """
        if not values:
            msg = f"OneOf({indicator!r}): name at least one value"
            raise InvalidValue(msg)
        self.__attrs_init__(indicator, values)

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"OneOf({', '.join(map(repr, (self.indicator, *self.values)))})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"{self.indicator} is one of {', '.join(self.values)}"

    def decide(self, known: Known) -> int:
        """Return 1, 0 or -1 for what is known."""
        return 0 if known.category is None else 1 if known.category in self.values else -1

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to turn to an outcome."""
        return _answer(self.indicator, self.decide(known) * toward)

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        """Tell where the indicator is not a category, or has no such value."""
        yield from _Leaf.problems(self, vocabulary)
        known = vocabulary[self.indicator].values
        for value in self.values:
            if known and value not in known:
                yield f"{self!r}: {self.indicator} has no value {value!r}.{did_you_mean(value, known)}"


def _day(value: Any) -> date:
    """Return a date.

    Raises:
        InvalidType: for a time of day, a text or anything else.
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        msg = f"{value!r} is no date: write date(2022, 12, 31)"
        raise InvalidType(msg)
    return value


@frozen(repr=False)
class _Deadline(_Leaf):
    """A comparison of a date with a day."""

    indicator: str
    value: date = field(converter=_day)
    measures: ClassVar[tuple[Measure, ...]] = (Measure.DATE,)

    word: ClassVar[str]
    strict: ClassVar[bool]

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"{type(self).__name__}({self.indicator!r}, {self.value!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"{self.indicator} is {self.word} {self.value.isoformat()}"

    def decide(self, known: Known) -> int:
        """Return 1, 0 or -1 for what is known."""
        return -_reaches(known.bounds, self.value.toordinal(), 1, strict=self.strict)

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return how many days too late, or too early to fail."""
        cut: Cut = (self.value.toordinal(), 1, self.strict)
        return _distance(self.indicator, known, cut, cut, rising=toward == -1)


@frozen(repr=False)
class NoLaterThan(_Deadline):
    """Done on a day or before: `NoLaterThan("plan_issued", date(2022, 12, 31))`."""

    word = "no later than"
    strict = True


@frozen(repr=False)
class Before(_Deadline):
    """Done before a day, "trước ngày": on the day itself is too late."""

    word = "before"
    strict = False


# Combinators


class _Combinator(Rule):
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
        self.__attrs_init__(_checked(type(self).__name__, rules), _deeper(rules))  # type: ignore[attr-defined]

    @property
    def parts(self) -> tuple[Rule, ...]:
        """The rules that this one is made of."""
        return self.rules

    def with_parts(self, parts: tuple[Rule, ...]) -> Rule:
        """Return the same kind of rule over other parts."""
        return type(self)(*parts)

    def needed(self, toward: Toward) -> int:
        """Return how many parts must turn to an outcome for the whole to do so."""
        raise NotImplementedError

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Judge a place; see `Rule.evaluate`."""
        evidence = place if type(place) is Evidence else _look(self, place, vocabulary)
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
class AllOf(_Combinator):
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
class AnyOf(_Combinator):
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
class SomeOf(_Combinator):
    """At least so many of the rules: `SomeOf(a, b, c, at_least=2)`."""

    rules: tuple[Rule, ...]
    depth: int = field(eq=False)
    at_least: int

    def __init__(self, *rules: Rule, at_least: int) -> None:
        """Take the rules and how many of them must be met."""
        if isinstance(at_least, bool) or not isinstance(at_least, int) or not 1 <= at_least <= max(1, len(rules)):
            msg = f"SomeOf: at_least={at_least!r} must be an int from 1 to the number of rules, {len(rules)}"
            raise InvalidValue(msg)
        self.__attrs_init__(_checked("SomeOf", rules), _deeper(rules), at_least)

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
class Not(_Combinator):
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

    def combined(self, codes: list[int]) -> int:
        """Return the opposite answer."""
        return -codes[0]

    def __str__(self) -> str:
        """Read the rule aloud."""
        return f"not ({self.rule})"


@frozen(init=False, repr=False)
class Readings(_Combinator):
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
        self.__attrs_init__(_checked("Readings", rules), _deeper(rules), question, tuple(readings), tuple(texts))

    def with_parts(self, parts: tuple[Rule, ...]) -> Rule:
        """Return the same question over other rules."""
        return Readings(self.question, dict(zip(self.names, parts, strict=True)), texts=self.texts)

    def combined(self, codes: list[int]) -> int:
        """Return the answer that all readings share, else unknown."""
        return codes[0] if len(set(codes)) == 1 else 0

    def needed(self, toward: Toward) -> int:  # noqa: ARG002 - one signature for all combinators
        """All readings, to pass and to fail."""
        return len(self.rules)

    def __repr__(self) -> str:
        """Write the rule as Python."""
        return f"Readings({self.question!r}, {dict(zip(self.names, self.rules, strict=True))!r})"

    def __str__(self) -> str:
        """Read the rule aloud."""
        readings = "; or ".join(f"{n}: {r}" for n, r in zip(self.names, self.rules, strict=True))
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
    depth = 1 + max((rule.depth for rule in rules if isinstance(rule, Rule)), default=0)
    if depth > MAX_DEPTH:
        msg = f"rules nested deeper than {MAX_DEPTH}: write chains of & or | flat, or name the inner rules"
        raise InvalidValue(msg)
    return depth


def _flat(kind: type[_Combinator], rule: Rule) -> tuple[Rule, ...]:
    """Return the parts of a rule of this kind, else the rule."""
    return rule.rules if isinstance(rule, kind) else (rule,)


# What findings say when asked


def _reaches(bounds: Bounds, num: int, den: int, *, strict: bool) -> int:
    """Return 1 where the number surely lies at or above num/den (above it, if strict), -1 where surely not, else 0.

    Compared in integers: 399 of 499 is below 80 % though it prints as 80.0 %.
    """
    needed = num * bounds.scale
    low, high = bounds.low * den, bounds.high * den
    if strict:
        return 1 if low > needed or (low == needed and bounds.low_open) else -1 if high <= needed else 0
    return 1 if low >= needed else -1 if high < needed or (high == needed and bounds.high_open) else 0


def _distance(indicator: str, known: Known, easy: Cut, hard: Cut, *, rising: bool) -> Gap:
    """Return how far a number may be from the cut: to rise to it, or to fall below it.

    Whole units where the total is known; else percentage points, or the unit of the count.

    Args:
        indicator: the indicator id.
        known: what is known of the number.
        easy: the lowest cut that may be meant.
        hard: the highest cut that may be meant; the same unless the document leaves the share open.
        rising: whether the number lacks something, or is too much.
    """
    bounds, total = known.bounds, known.total
    share = bounds.kind == "share"
    one = total if share and total else 1
    low, high = _over(bounds.low, bounds.scale), _over(bounds.high, bounds.scale)
    (least_at, least_strict), (most_at, most_strict) = [(Fraction(c[0], c[1]), c[2]) for c in (easy, hard)]
    if rising:
        least, most = least_at - high, most_at - low
        least_open, most_open = bounds.high_open, bounds.low_open
    else:
        least, most = low - most_at, high - least_at
        least_strict, most_strict = not most_strict, not least_strict
        least_open, most_open = bounds.low_open, bounds.high_open
    least_step, most_step = least_strict or least_open, most_strict and not most_open
    exact = hard[0] * one / Fraction(hard[1])
    if share and not total:
        to = 100
        gap = Gap(
            indicator=indicator,
            unit="percentage_points",
            low=_points(least * to),
            high=_points(most * to),
            low_above=least_step and least >= 0,
            high_above=most_step and most >= 0,
            needed=None if easy != hard else _points(exact * to),
            known=(_points(low * to), _points(high * to)),
        )
    else:
        unit = "days" if bounds.kind == "date" else known.indicator.denominator if share else known.indicator.id
        gap = Gap(
            indicator=indicator,
            unit=unit or known.indicator.id,
            low=_steps(least * one, up=least_step),
            high=_steps(most * one, up=most_step),
            needed=None if easy != hard else _steps(exact, up=hard[2]) if rising else math.floor(exact),
            known=(_count(low * one), _count(high * one)),
            of=total if share else None,
        )
    return gap


def _over(end: float, scale: int) -> Fraction | float:
    """Return an end of bounds as an exact number, or an infinity."""
    return end if isinstance(end, float) else Fraction(end, scale)


def _steps(distance: Fraction | float, *, up: bool) -> int | float:
    """Return whole steps over a distance, none for a negative one; one more where its very end is not enough."""
    if isinstance(distance, float) and math.isinf(distance):
        return max(0, distance)
    return max(0, math.floor(distance) + 1 if up else math.ceil(distance))


def _points(distance: Fraction | float) -> Decimal:
    """Return percentage points, rounded up to nine places so that a small distance never becomes none."""
    billionths = math.ceil(max(0, distance) * 10**9)
    return (Decimal(billionths) / 10**9).normalize() + 0


def _count(number: Fraction | float) -> int | Decimal | float:
    """Return a whole count, else a decimal or an infinity."""
    if isinstance(number, float):
        return number
    return int(number) if number.denominator == 1 else Decimal(number.numerator) / number.denominator


def _answer(indicator: str, code: int) -> Gap:
    """Return the gap of a yes/no: one answer is lacking, may be, or is not."""
    return Gap(indicator=indicator, unit="answer", low=int(code == -1), high=int(code != 1))


def _gap(finding: Finding, toward: Toward) -> Gap | None:
    """Return what a leaf lacks to turn to an outcome; `None` for a rule of a user's own."""
    if isinstance(finding.rule, _Leaf) and finding.known is not None:
        return finding.rule.lacking(finding.known, toward)
    return None


def _reasons(finding: Finding) -> Iterator[Reason]:
    """Iterate over the reasons why a finding is unknown."""
    rule, known = finding.rule, finding.known
    codes = {part.code for part in finding.parts}
    if isinstance(rule, Readings) and codes >= {1, -1}:
        yield Reason.READING
    for part in finding.parts:
        if part.code == 0:
            yield from _reasons(part)
    if not finding.parts:
        yield _leaf_reason(rule, known)


def _leaf_reason(rule: Rule, known: Known | None) -> Reason:
    """Return why a leaf is unknown."""
    if known is None:
        return Reason.BOUNDS
    if known.reason is not None:
        return known.reason
    if isinstance(rule, AtLeast) and rule.value.is_open:
        some = known.bounds.low > 0 or known.bounds.low_open
        not_all = known.bounds.high < known.bounds.scale or known.bounds.high_open
        if some and not_all:
            return Reason.OPEN_SHARE
    return Reason.BOUNDS


def _deciding(finding: Finding, toward: Toward) -> list[tuple[Finding, Toward]]:
    """Return the deciding leaves of a tree: all that must turn, or the nearest where fewer would do."""
    rule, parts = finding.rule, finding.parts
    needed = rule.needed(toward) if isinstance(rule, _Combinator) else len(parts)
    others = [part for part in parts if part.code != toward]
    lacking = needed - (len(parts) - len(others))
    if lacking < len(others):
        others = sorted(others, key=lambda part: _nearness(part, toward))[:lacking]
    others.sort(key=lambda part: part.code * toward)
    return [leaf for part in others for leaf in part.deciding(toward)]


def _nearness(finding: Finding, toward: Toward) -> tuple[bool, int, float]:
    """Return what is smaller for what is nearer: undecided before failing, fewer leaves, smaller gaps of their range."""
    leaves = finding.deciding(toward)
    gaps = [_gap(leaf, to) for leaf, to in leaves]
    return finding.code == -toward, len(leaves), sum(_relative(gap) for gap in gaps if gap is not None)


def _relative(gap: Gap) -> float:
    """Return the most that is lacking as a part of its range."""
    if gap.unit == "percentage_points":
        return float(gap.high) / 100
    if gap.unit == "answer":
        return float(gap.high)
    return float(gap.high) / float(gap.of or gap.needed or 1)
