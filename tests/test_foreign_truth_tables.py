"""Our logic beside truth tables that others wrote; `foreign/` restates them as facts, one file for each standard."""

import itertools
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

import smartvillage as sv
from smartvillage.criteria import Requirement
from smartvillage.errors import InvalidValue
from smartvillage.indicators import Indicator, Level, Measure, Text, Vocabulary
from smartvillage.outcomes import Outcome
from smartvillage.rules import AllOf, AnyOf, Holds, Not, Rule

FOREIGN = Path(__file__).parent / "foreign"
STANDARDS = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOREIGN.glob("*.toml"))}
DIFFERENCES: list[dict[str, Any]] = STANDARDS.pop("differences")["differences"]

LETTERS = {Outcome.PASS: "P", Outcome.FAIL: "F", Outcome.UNKNOWN: "U", Outcome.NOT_APPLICABLE: "N"}
RECORDED = {"P": True, "F": False}


def exclusive_or(a: Rule, b: Rule) -> Rule:
    """Write "the one or the other" with our combinators."""
    return (a | b) & ~(a & b)


def implies(a: Rule, b: Rule) -> Rule:
    """Write "if the one, then the other" with our combinators."""
    return ~a | b


def and_not(a: Rule, b: Rule) -> Rule:
    """Write "the one without the other" with our combinators."""
    return a & ~b


RULES: dict[str, Callable[..., Rule]] = {
    "and": AllOf,
    "or": AnyOf,
    "not": Not,
    "xor": exclusive_or,
    "implies": implies,
    "and_not": and_not,
    "all": AllOf,
    "any": AnyOf,
    "AllTrue": AllOf,
    "AnyTrue": AnyOf,
}
"""How each of their operators is written with our combinators."""


@frozen
class Case:
    """Operands and the result that a standard gives them, a letter each."""

    table: str
    operator: str
    operands: str
    result: str

    def __str__(self) -> str:
        """Write the case as the files do."""
        return f"{self.operands}={self.result}"


def tables() -> Iterator[Case]:
    """Read the tables of all standards, case by case."""
    for name, standard in STANDARDS.items():
        for operator, cases in standard.get("tables", {}).items():
            for case in cases.split(" "):
                operands, _, result = case.partition("=")
                yield Case(f"{name} {operator}", operator, operands, result)


def charts() -> Iterator[Case]:
    """Read the charts of OVAL: each kind of result none to two times, but not nothing at all."""
    for operator, rows in STANDARDS["oval"]["charts"].items():
        for counts in itertools.product(range(3), repeat=4):
            if any(counts):
                operands = "".join(letter * count for letter, count in zip("PFUN", counts, strict=True))
                (result,) = [row[-1] for row in rows if covers(row, counts)]
                yield Case(f"oval {operator}", operator, operands, result)


def covers(row: str, counts: tuple[int, ...]) -> bool:
    """Whether a row of a chart speaks of so many of each result: "2+" is two or more, "0,1" none or one."""
    cells = row.partition(" = ")[0].split(" ")
    return all(
        count >= int(cell[:-1]) if cell.endswith("+") else str(count) in cell.split(",")
        for cell, count in zip(cells, counts, strict=True)
    )


def village(operands: str) -> sv.Place:
    """Make a village with a yes/no fact for each operand, and one that tells whether the operand applies."""
    facts = {f"x{n}": RECORDED[letter] for n, letter in enumerate(operands) if letter in RECORDED}
    facts |= {f"applies{n}": letter != "N" for n, letter in enumerate(operands)}
    return sv.Place("Thôn", level="village", facts=facts)


def by_rule(case: Case) -> str:
    """Answer a case with a rule over the operands."""
    try:
        rule = RULES[case.operator](*(Holds(f"x{n}") for n in range(len(case.operands))))
    except InvalidValue:
        return "refused"
    return LETTERS[rule.evaluate(village(case.operands)).outcome]


def by_set(case: Case) -> str:
    """Answer a case with a set that has a criterion for each operand; only a criterion can be not applicable."""
    ids = [f"x{n}" for n in range(len(case.operands))]
    criteria: dict[str, tuple[Rule, Rule]] = {i: (Holds(i), Holds(f"applies{n}")) for n, i in enumerate(ids)}
    if case.operator in ("none satisfy", "not"):
        criteria = {i: (~rule, applies) for i, (rule, applies) in criteria.items()}
    members: list[str | Requirement] = list(ids)
    if case.operator == "only one":
        pairs = list(itertools.combinations(criteria.items(), 2))
        criteria |= {f"{a}-{b}": (~(one & two), both & too) for (a, (one, both)), (b, (two, too)) in pairs}
        members = [Requirement(tuple(ids), 1), *(f"{a}-{b}" for (a, _), (b, _) in pairs)]
    words = Text("từ", "word")
    names = [name for n, i in enumerate(ids) for name in (i, f"applies{n}")]
    rules = sv.CriteriaSet(
        id="foreign",
        title=words,
        levels=["village"],
        source=sv.Source(words),
        criteria=[sv.Criterion(i, words, words, rule, applies=applies) for i, (rule, applies) in criteria.items()],
        vocabulary=Vocabulary({i: Indicator(i, (Level.VILLAGE,), Measure.YES_NO, words) for i in names}),
        requires=Requirement(tuple(members), 1 if case.operator in ("or", "at least one") else None),
    )
    return LETTERS[rules.assess(village(case.operands)).outcome]


def ours(case: Case) -> str:
    """Answer a case: a plain operator by a rule, and where something may not apply by a set."""
    return by_set(case) if case.table.startswith(("oval", "xccdf", "openscap")) else by_rule(case)


CASES = [*tables(), *charts()]
TABLES = list(dict.fromkeys(case.table for case in CASES))


@pytest.mark.parametrize("table", TABLES)
def test_a_table_agrees_but_for_the_listed_differences(table: str) -> None:
    """Logic that others use and test is the best witness; a difference that goes away must leave the list too."""
    listed = {
        (case, difference["ours"])
        for difference in DIFFERENCES
        if table in difference["in"]
        for case in difference["cases"].split(" ")
    }
    cases = [case for case in CASES if case.table == table]
    differing = {(str(case), ours(case)) for case in cases if ours(case) != case.result}

    assert differing == {(case, answer) for case, answer in listed if case in map(str, cases)}


def test_every_case_of_the_standards_is_there() -> None:
    """A table that lost a row would still agree; the numbers are those of the standards' own tests."""
    counts = {name: sum(case.table.startswith(f"{name} ") for case in CASES) for name in STANDARDS}

    assert counts == {"cql": 39 + 16, "dmn": 21 + 15, "substrait": 36, "oval": 4 * 80, "xccdf": 36, "openscap": 32}


def test_a_rule_and_a_set_answer_alike_where_everything_applies() -> None:
    """The set combines what is possible in closed form, the rule by Kleene logic: two ways to one answer."""
    for case in CASES:
        if case.operator in ("and", "or") and "N" not in case.operands:
            assert by_set(case) == by_rule(case), case


def test_the_differences_fit_one_screen_and_name_tables_that_exist() -> None:
    """A list nobody reads to the end hides a real fault, and a misspelt name would excuse nothing."""
    known = {(case.table, str(case)) for case in CASES}

    assert len((FOREIGN / "differences.toml").read_text("utf-8").splitlines()) <= 40
    for difference in DIFFERENCES:
        assert difference["why"]
        assert set(difference["in"]) <= set(TABLES)
        for case in difference["cases"].split(" "):
            assert any((table, case) in known for table in difference["in"]), case


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_on_truth_tables_tells_every_difference(lang: str) -> None:
    """Whoever compares systems reads the page, not the test data."""
    page = (FOREIGN.parents[1] / "docs" / lang / "reference" / "truth-tables.md").read_text("utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]

    assert len(rows) == len(DIFFERENCES)
    for (where, theirs, here, why), difference in zip(rows, DIFFERENCES, strict=True):
        assert where.removeprefix("| ") == ", ".join(f"`{table}`" for table in difference["in"])
        assert theirs == f"`{difference['cases']}`"
        assert (here == difference["ours"]) == (difference["ours"] != "refused" or lang == "en")
        assert why.removesuffix(" |") == difference["why"] or lang == "vi"
