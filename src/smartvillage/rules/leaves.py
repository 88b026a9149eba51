"""Tests of one indicator: comparisons, yes/no facts and judgements, categories, dates."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from attrs import field, frozen

from smartvillage.errors import InvalidType, InvalidValue, did_you_mean
from smartvillage.facts import Evidence, Known, Place
from smartvillage.indicators import Measure, Vocabulary
from smartvillage.outcomes import Reason
from smartvillage.rules.findings import Finding, Rule
from smartvillage.rules.gaps import Cut, Gap, Toward, answer, distance, reaches
from smartvillage.rules.thresholds import Threshold, threshold


class Leaf(Rule):
    """A test of one indicator.

    Attributes:
        indicator: its id.
    """

    __slots__ = ()
    indicator: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures that the indicator may have; the first is assumed where no vocabulary says."""
        raise NotImplementedError

    def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:
        """Judge a place; see `Rule.evaluate`."""
        evidence = place if type(place) is Evidence else look(self, place, vocabulary)
        known = (
            evidence.known(self.indicator)
            if evidence.vocabulary is not None
            else evidence.known(self.indicator, self.measures[0])
        )
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
            hint = _INSTEAD.get(measure, "")
            yield f"{self!r}: {self.indicator} is measured as {measure.value}, this rule needs {wanted}{hint}"


_INSTEAD = {
    Measure.SHARE: "; for a share write AtLeast and its kin with a percentage such as '80%'",
    Measure.COUNT: "; for a count write AtLeast and its kin with a whole number such as 12",
    Measure.YES_NO: "; for a yes/no fact write Holds",
    Measure.JUDGEMENT: "; for a judgement write Holds",
    Measure.CATEGORY: "; for a category write OneOf",
    Measure.DATE: "; for a date write NoLaterThan or Before",
}


def _check_place(place: object) -> None:
    """Refuse what is no place.

    Raises:
        InvalidType: naming what it is.
    """
    if not isinstance(place, Place):
        msg = f"a rule judges a Place, not {type(place).__name__}"
        raise InvalidType(msg)


def look(rule: Rule, place: Place | Evidence, vocabulary: Vocabulary | None) -> Evidence:
    """Return the evidence of a place, after checking the rule against the vocabulary.

    Raises:
        UnknownIndicator: if the vocabulary does not declare an indicator.
        InvalidValue: if an indicator is measured otherwise than the rule needs.
    """
    if isinstance(place, Evidence):
        return place
    _check_place(place)
    if vocabulary is not None:
        for problem in rule.problems(vocabulary):
            raise InvalidValue(problem)
    return Evidence(place, vocabulary)


@frozen(repr=False)
class _Comparison(Leaf):
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
            code = max(
                reaches(known.bounds, t.num, t.den, strict=False),
                min(reaches(known.bounds, 0, 1, strict=True), 0),
            )
        else:
            code = reaches(known.bounds, t.num, t.den, strict=self.strict)
        return code if self.upward else -code

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return what is lacking to turn to an outcome."""
        t = self.value
        hard: Cut = (t.num, t.den, self.strict)
        easy: Cut = (0, 1, True) if t.is_open else hard
        return distance(self.indicator, known, easy, hard, rising=self.upward == (toward == 1))

    def reasons(self, finding: Finding) -> Iterator[Reason]:
        """Tell why an unknown finding of this rule is unknown; an open share stays so whatever is measured."""
        known = finding.known
        if self.value.is_open and known is not None and known.reason is None:
            bounds = known.bounds
            some = bounds.low > 0 or bounds.low_open
            not_all = bounds.high < bounds.scale or bounds.high_open
            if some and not_all:
                yield Reason.OPEN_SHARE
                return
        yield from super().reasons(finding)


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
class Holds(Leaf):
    """A yes/no fact, or a judgement, holds: `Holds("culture_house_wifi")`."""

    indicator: str

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Yes/no facts and judgements."""
        return (Measure.YES_NO, Measure.JUDGEMENT)

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
        return answer(self.indicator, self.decide(known) * toward)


@frozen(init=False)
class OneOf(Leaf):
    """A category is one of several: `OneOf("smart_village_field", "lighting", "security")`."""

    indicator: str
    values: tuple[str, ...]

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Categories."""
        return (Measure.CATEGORY,)

    def __init__(self, indicator: str, *values: str) -> None:
        """Take the indicator and the values that meet it.

        Raises:
            InvalidValue: without any value.
        """
        if not values:
            msg = f"OneOf({indicator!r}): name at least one value"
            raise InvalidValue(msg)
        self.__attrs_init__(indicator, values)  # pyright: ignore[reportAttributeAccessIssue] - attrs makes it

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
        return answer(self.indicator, self.decide(known) * toward)

    def problems(self, vocabulary: Vocabulary) -> Iterator[str]:
        """Tell where the indicator is not a category, or has no such value."""
        yield from Leaf.problems(self, vocabulary)
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
class _Deadline(Leaf):
    """A comparison of a date with a day."""

    indicator: str
    value: date = field(converter=_day)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Dates."""
        return (Measure.DATE,)

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
        return -reaches(known.bounds, self.value.toordinal(), 1, strict=self.strict)

    def lacking(self, known: Known, toward: Toward) -> Gap:
        """Return how many days too late, or too early to fail."""
        cut: Cut = (self.value.toordinal(), 1, self.strict)
        return distance(self.indicator, known, cut, cut, rising=toward == -1)


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
