"""The work that all peers do on a table: nine shares and counts, a yes/no, a condition, at least one of three.

Every answer is -1, 0 or 1 for not met, unknown and met, and 2 where a condition does not hold. The whole is the least
of what counts. A gap is the most that may be lacking, and about 5 % of all figures are missing.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from attrs import frozen

from smartvillage import CriteriaSet, Criterion, Level, Source
from smartvillage.indicators import Indicator, Measure, Text, Unit, Vocabulary
from smartvillage.rules import AtLeast, Holds, Rule, SomeOf, threshold

Array = npt.NDArray[Any]
Data = dict[str, Array]

SHARES = {"fibre": 80, "phones": 90, "addresses": 95, "apps": 70, "accounts": 50, "payments": 60, "internet": 85}
COUNTS = {"posts": 12, "meetings": 4}
PRODUCERS = "producers"
NUMBERS = (*SHARES, *COUNTS, PRODUCERS)
ANSWERS = ("team", "wifi", "camera", "kiosk", "sales")
THREES = (("wifi", "camera", "kiosk"), *list(combinations(ANSWERS, 3))[1:])


@frozen
class Task:
    """Rules in the order of their outcomes; each peer writes them in its own way.

    Attributes:
        numbers: columns of numbers, each with the least that is asked.
        answers: columns of yes or no.
        conditions: the number of producers from which on a column of yes or no is asked.
        choices: columns of which at least one must hold.
    """

    numbers: tuple[tuple[str, float], ...]
    answers: tuple[str, ...]
    conditions: tuple[tuple[int, str], ...]
    choices: tuple[tuple[str, ...], ...]

    @property
    def rules(self) -> int:
        """How many rules there are."""
        return len(self.numbers) + len(self.answers) + len(self.conditions) + len(self.choices)

    def criteria(self) -> CriteriaSet:
        """Return the rules as a criteria set."""
        rules = list(self._rules())
        indicators = [
            _indicator("households", Measure.COUNT),
            *(_indicator(i, Measure.SHARE, "households") for i in SHARES),
            *(_indicator(i, Measure.COUNT) for i in (*COUNTS, PRODUCERS)),
            *(_indicator(i, Measure.YES_NO) for i in ANSWERS),
        ]
        return CriteriaSet(
            id="bench/rules-2025",
            title=_text("rules"),
            levels=(Level.VILLAGE,),
            source=Source(_text("benchmark")),
            criteria=tuple(
                Criterion(f"r{n}", _text("r"), _text("r"), rule, applies=applies)
                for n, (rule, applies) in enumerate(rules)
            ),
            vocabulary=Vocabulary({i.id: i for i in indicators}),
        )

    def _rules(self) -> Iterator[tuple[Rule, Rule | None]]:
        """Iterate over the rules, each with the condition on which it applies."""
        for i, at in self.numbers:
            yield AtLeast(i, threshold(f"{at}%" if i in SHARES else int(at))), None
        for i in self.answers:
            yield Holds(i), None
        for least, i in self.conditions:
            yield Holds(i), AtLeast(PRODUCERS, least)
        for choice in self.choices:
            yield SomeOf(*map(Holds, choice), at_least=1), None


def _text(words: str) -> Text:
    """Return the same words in both languages."""
    return Text(words, words)


def _indicator(i: str, measure: Measure, denominator: str | None = None) -> Indicator:
    """Return an indicator of villages."""
    unit = Unit(i, i, i) if measure is Measure.COUNT else None
    return Indicator(i, (Level.VILLAGE,), measure, _text(i), denominator=denominator, unit=unit)


def twelve() -> Task:
    """Return the twelve rules."""
    return Task(_numbers(0), ("team",), ((1, "sales"),), THREES[:1])


def times(copies: int) -> Task:
    """Return thirteen rules, so many times: the twelve and one more number, with thresholds that all differ."""
    numbers = tuple(number for n in range(copies) for number in (*_numbers(n), (PRODUCERS, 1 + n)))
    return Task(
        numbers,
        tuple(ANSWERS[n % len(ANSWERS)] for n in range(copies)),
        tuple((1 + n, ANSWERS[(4 + n) % len(ANSWERS)]) for n in range(copies)),
        tuple(THREES[n % len(THREES)] for n in range(copies)),
    )


def _numbers(n: int) -> tuple[tuple[str, float], ...]:
    """Return nine thresholds: for each further copy half a point less of shares, and one more of counts."""
    return (*((i, at - n / 2) for i, at in SHARES.items()), *((i, at + n) for i, at in COUNTS.items()))


def columns(size: int) -> Data:
    """Return plain columns with about 5 % missing: floats with NaN, and truth values with a mask."""
    rng = np.random.default_rng(12)
    data: Data = {}
    for i, at in SHARES.items():
        values = np.round(np.clip(rng.normal(at + 5, 10, size), 1.1, 100), 1)
        data[i] = np.where(rng.random(size) < 0.05, np.nan, values)
    for i in (*COUNTS, PRODUCERS):
        data[i] = np.where(rng.random(size) < 0.05, np.nan, rng.integers(0, 20, size).astype(float))
    for i in ANSWERS:
        data[i] = np.ma.MaskedArray(rng.random(size) < 0.8, rng.random(size) < 0.05)
    return data


@frozen(eq=False)
class Found:
    """What a peer found: outcomes by rule, the whole, and gaps by rule about a number."""

    outcomes: list[Array]
    overall: Array
    gaps: list[Array]

    def check(self, expected: "Found", tolerance: float) -> None:
        """Hold all answers, row by row, to those expected.

        Raises:
            AssertionError: if any differs, or any gap by more than the tolerance.
        """
        np.testing.assert_array_equal(self.overall, expected.overall)
        for one, other in zip(self.outcomes, expected.outcomes, strict=True):
            np.testing.assert_array_equal(one, other)
        for one, other in zip(self.gaps, expected.gaps, strict=True):
            np.testing.assert_allclose(one, other, rtol=0, atol=tolerance)
