"""Intervals and implications beside a solver: z3 gets the same rules and links as formulas, and must agree.

The library decides without a solver, by judging finitely many cases with the rules themselves. Here both answer the
same questions about rules that were drawn: whether any place meets them all, whether one follows from others, which
values of an indicator are left, and what `check` finds in a set of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import z3
from hypothesis import example, given
from hypothesis import strategies as st

import smartvillage as sv
from smartvillage.cases import FAILED, MET, NOT_FAILED, NOT_MET, Space
from smartvillage.consistency import check
from smartvillage.facts import Bounds
from smartvillage.indicators import Indicator, Joint, Level, Measure, Subset, Text, Unit, Vocabulary
from smartvillage.intervals import Piece, met, standing
from smartvillage.rules import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Holds,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
)

WORDS = Text("chữ", "words")
KINDS = ("field", "town", "coast")
FIRST_DAY = date(2024, 1, 1)


def measured(i: str, measure: Measure, **more: Any) -> Indicator:
    """Return an indicator of villages."""
    return Indicator(i, (Level.VILLAGE,), measure, WORDS, **more)


VOCABULARY = Vocabulary().extended(
    [
        measured("people", Measure.COUNT, unit=Unit("người", "person", "people")),
        *(measured(i, Measure.SHARE, denominator="people") for i in ("p", "q", "both", "few")),
        *(measured(i, Measure.YES_NO) for i in ("y", "z")),
        measured("kind", Measure.CATEGORY, values=dict.fromkeys(KINDS, WORDS)),
        measured("day", Measure.DATE),
    ],
    [Joint("p-and-q", "both", ("p", "q"), WORDS), Subset("few-are-both", "few", "both", WORDS)],
)
SPACE = Space(VOCABULARY, Level.VILLAGE)

# The drawn rules

TENTHS = st.sampled_from([Fraction(n, 10) for n in (3, 5, 6, 9)])  # few, so that they meet
SHARES = st.sampled_from(["p", "q", "both", "few"])
COMPARISONS = st.sampled_from([AtLeast, MoreThan, AtMost, LessThan])
LEAVES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(lambda kind, i, t: kind(i, t), COMPARISONS, SHARES, TENTHS),
    st.builds(lambda kind, t: kind("people", t), COMPARISONS, st.integers(1, 4)),
    SHARES.map(lambda i: AtLeast(i, "open")),
    st.sampled_from([Holds("y"), Holds("z"), OneOf("kind", "field"), OneOf("kind", "field", "town")]),
    st.builds(
        lambda kind, n: kind("day", FIRST_DAY + timedelta(n)), st.sampled_from([Before, NoLaterThan]), st.integers(0, 3)
    ),
)


def combined(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Draw rules made of rules."""
    several = st.lists(rules, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: AllOf(*parts)),
        several.map(lambda parts: AnyOf(*parts)),
        rules.map(Not),
        several.flatmap(lambda parts: st.integers(1, len(parts)).map(lambda k: SomeOf(*parts, at_least=k))),
        several.map(lambda parts: Readings("which", {f"r{n}": part for n, part in enumerate(parts)})),
    )


RULES = st.recursive(LEAVES, combined, max_leaves=5)

# The same as formulas

VALUES: dict[str, Any] = {
    **{i: z3.Real(i) for i in ("p", "q", "both", "few")},
    **{i: z3.Int(i) for i in ("people", "kind", "day")},
    **{i: z3.Bool(i) for i in ("y", "z")},
}


def possible() -> Iterator[Any]:
    """Say in formulas which places there are: the ranges of the values, and what the links claim."""
    p, q, both, few = (VALUES[i] for i in ("p", "q", "both", "few"))
    yield from (z3.And(value >= 0, value <= 1) for value in (p, q, both, few))
    yield VALUES["people"] >= 0
    yield z3.And(VALUES["kind"] >= 0, VALUES["kind"] < len(KINDS))
    yield z3.And(both <= p, both <= q, both >= p + q - 1, few <= both)


def number(value: Fraction) -> Any:
    """Write a fraction as z3 takes it."""
    return z3.Q(value.numerator, value.denominator)


def formula(rule: Rule, *, passes: bool) -> Any:
    """Write as a formula that a place of which everything is known passes, or fails, a rule."""
    parts = [formula(part, passes=passes) for part in rule.parts]
    match rule:
        case AllOf() | Readings() if passes:
            return z3.And(*parts)
        case AllOf():
            return z3.Or(*parts)
        case AnyOf():
            return z3.Or(*parts) if passes else z3.And(*parts)
        case Readings():
            return z3.And(*parts)
        case SomeOf():
            needed = rule.at_least if passes else len(parts) - rule.at_least + 1
            return z3.PbGe([(part, 1) for part in parts], needed)
        case Not():
            return formula(rule.rule, passes=not passes)
        case _:
            test = leaf(rule, passes=passes)
            return test if passes else z3.Not(test)


def leaf(rule: Rule, *, passes: bool) -> Any:
    """Write the test of one indicator as a formula; an open share passes at the whole and fails at nothing only."""
    match rule:
        case AtLeast(i, threshold) if threshold.is_open:
            return VALUES[i] >= 1 if passes else VALUES[i] > 0
        case AtLeast(i, threshold):
            return VALUES[i] >= number(Fraction(threshold.num, threshold.den))
        case MoreThan(i, threshold):
            return VALUES[i] > number(Fraction(threshold.num, threshold.den))
        case AtMost(i, threshold):
            return VALUES[i] <= number(Fraction(threshold.num, threshold.den))
        case LessThan(i, threshold):
            return VALUES[i] < number(Fraction(threshold.num, threshold.den))
        case OneOf(i, values):
            return z3.Or(*(VALUES[i] == KINDS.index(value) for value in values))
        case NoLaterThan(i, day):
            return VALUES[i] <= day.toordinal()
        case Before(i, day):
            return VALUES[i] < day.toordinal()
        case Holds(i):
            return VALUES[i]
        case _:
            raise AssertionError(rule)


def exists(*formulas: Any) -> bool:
    """Ask z3 whether there is a place for which all formulas hold."""
    solver = z3.Solver()
    solver.add(*possible(), *formulas)
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def passed(rules: Iterable[Rule]) -> list[Any]:
    """Write that a place passes several rules."""
    return [formula(rule, passes=True) for rule in rules]


def follows(premises: Sequence[Rule], conclusion: Rule) -> bool:
    """Ask z3 whether every place that passes the premises passes the conclusion."""
    return not exists(*passed(premises), z3.Not(formula(conclusion, passes=True)))


# Both asked


@given(st.lists(RULES, min_size=1, max_size=3), st.data())
def test_a_place_is_found_where_the_solver_finds_one(rules: list[Rule], data: st.DataObject) -> None:
    """Met, not met, failed, not failed: whatever is wanted of each rule; and the place found is one."""
    wanted = [(rule, data.draw(st.sampled_from([MET, NOT_MET, FAILED, NOT_FAILED]))) for rule in rules]
    as_formulas = []
    for rule, codes in wanted:
        one = formula(rule, passes=codes in (MET, NOT_MET))
        as_formulas.append(one if codes in (MET, FAILED) else z3.Not(one))
    found = SPACE.find(*wanted)

    assert (found is not None) == exists(*as_formulas)
    if found is not None:
        assert all(rule.evaluate(found, vocabulary=VOCABULARY).code in codes for rule, codes in wanted)


@given(st.lists(RULES, min_size=1, max_size=3), RULES)
def test_what_follows_follows_by_the_solver_too(premises: list[Rule], conclusion: Rule) -> None:
    """Through the joint share and the subset as well as within one indicator."""
    assert SPACE.implies(premises, conclusion) == follows(premises, conclusion)
    assert SPACE.clash([*premises, conclusion]) != exists(*passed([*premises, conclusion]))


def within(i: str, piece: Piece) -> Any:
    """Write that a share lies in an interval."""
    assert isinstance(piece, Bounds)
    low, high = (number(Fraction(end, piece.scale)) for end in (int(piece.low), int(piece.high)))
    value = VALUES[i]
    return z3.And(value > low if piece.low_open else value >= low, value < high if piece.high_open else value <= high)


@given(RULES, SHARES, st.data())
def test_the_intervals_that_are_left_are_those_of_the_solver(rule: Rule, share: str, data: st.DataObject) -> None:
    """In each interval of the region the rule can pass, and outside of all of them it cannot."""
    line = SPACE.lines([rule, AtLeast(share, "50%")])[share]
    kept = SPACE.cells_of(rule, line)
    cell = data.draw(st.integers(0, len(line.cells) - 1))

    assert (cell in kept) == exists(*passed([rule]), within(share, line.cells[cell]))
    assert not exists(*passed([rule]), *(z3.Not(within(share, piece)) for piece in line.region(kept)))


def set_of(rules: Sequence[Rule], conditions: Sequence[Rule | None]) -> sv.CriteriaSet:
    """Return a set with dates and a source."""
    return sv.CriteriaSet(
        id="test/drawn-2024",
        title=WORDS,
        source=sv.Source(WORDS, "1/KH", FIRST_DAY),
        levels=("village",),
        criteria=[
            sv.Criterion(f"c{n}", WORDS, WORDS, rule, applies=applies)
            for n, (rule, applies) in enumerate(zip(rules, conditions, strict=True))
        ],
        vocabulary=VOCABULARY,
        valid_from=FIRST_DAY,
        valid_until=date(2030, 12, 31),
    )


@given(RULES, st.none() | LEAVES)
def test_what_a_check_says_of_one_criterion_the_solver_says(rule: Rule, applies: Rule | None) -> None:
    """It can never apply, never be passed where it applies, or never be failed there: the first that is so."""
    rules = set_of([rule], [applies])
    (criterion,) = rules
    codes = [problem.code for problem in check(rules)]
    condition = [] if applies is None else passed([applies])

    never = not exists(*condition)
    cannot_pass = not exists(*passed([met(criterion)]))
    cannot_fail = not exists(*condition, formula(rule, passes=False))
    expected = (
        ["never_applies"] if never else ["cannot_pass"] if cannot_pass else ["cannot_fail"] if cannot_fail else []
    )
    assert [code for code in codes if code in ("never_applies", "cannot_pass", "cannot_fail")] == expected
    always = applies is not None and not never and not exists(formula(applies, passes=False))
    assert ("always_applies" in codes) == always


# The third says something of the first only beside the second, which shares no indicator with the first.
@example(AtLeast("p", "30%"), ~Holds("y"), Holds("y") | AtLeast("p", "50%"), None)
@given(RULES, RULES, RULES, st.none() | LEAVES)
def test_what_a_check_says_of_several_criteria_the_solver_says(a: Rule, b: Rule, c: Rule, applies: Rule | None) -> None:
    """Duplicates, contradictions of two or three, and what is implied by the others; nothing is overlooked."""
    rules = set_of([a, b, c], [None, None, applies])
    criteria = list(rules)
    stand = {criterion.id: standing(criterion) for criterion in criteria}
    found = check(rules)
    for problem in found:
        first, *others = (stand[i] for i in problem.criteria)
        match problem.code:
            case "duplicate":
                (other,) = others
                assert not any(
                    exists(formula(one, passes=passes), z3.Not(formula(two, passes=passes)))
                    for one, two in ((first, other), (other, first))
                    for passes in (True, False)
                )
            case "contradiction":
                asked = [met(rules[i]) if len(problem.criteria) == 2 else stand[i] for i in problem.criteria]
                assert not exists(*passed(asked))
            case "implied":
                assert follows(others, first)
                assert len(others) == 1 or not any(
                    follows([kept for kept in others if kept is not left_out], first) for left_out in others
                )
            case _:
                assert problem.code not in ("too_many", "own_rule")
    codes = {problem.code for problem in found}
    if not codes & {"cannot_pass", "cannot_fail", "never_applies", "always_applies"}:
        assert exists(*passed(stand.values())) or "contradiction" in codes
        for criterion in criteria:
            others = [rule for i, rule in stand.items() if i != criterion.id]
            if exists(*passed([*others, met(criterion)])) and follows(others, stand[criterion.id]):
                assert codes & {"implied", "duplicate"}
