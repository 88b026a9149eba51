"""Worked cases of every shipped set: just below, at and just above each threshold, each unknown, not applicable."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from smartvillage import Outcome, catalogue, load
from smartvillage.criteria import CriteriaSet, Criterion, MeetsSet
from smartvillage.errors import InvalidFile
from smartvillage.facts import Known
from smartvillage.indicators import Level, Measure
from smartvillage.outcomes import Reason
from smartvillage.rules import (
    AtLeast,
    AtMost,
    Before,
    Finding,
    Holds,
    Leaf,
    LessThan,
    MoreThan,
    NoLaterThan,
    OneOf,
    Readings,
    Rule,
)
from smartvillage.testing.examples import Case, CaseDiffers, check_case, read_cases

FOLDER = Path(__file__).parent / "examples"
FILES = {rules.id: FOLDER / f"{rules.id.replace('/', '-')}.toml" for rules in catalogue()}
CASES = {set_id: read_cases(path) for set_id, path in FILES.items() if path.exists()}
IDS = [pytest.param(case, id=f"{case.set_id} {case.id}") for cases in CASES.values() for case in cases]
CRITERIA = [pytest.param(rules, c, id=f"{rules.id} {c.id}") for rules in catalogue() for c in rules]


@pytest.mark.parametrize("case", IDS)
def test_worked_case(case: Case) -> None:
    """What a document says of a place is written down by hand first, so that the code cannot be its own witness."""
    check_case(load(case.set_id), case)


def test_every_set_has_a_file_of_cases_and_no_file_is_left_over() -> None:
    """A set without cases, or cases of a set that is gone, would go unnoticed."""
    assert set(FOLDER.glob("*.toml")) == set(FILES.values())
    assert all(case.set_id == set_id for set_id, cases in CASES.items() for case in cases)


@pytest.mark.parametrize(("rules", "criterion"), CRITERIA)
def test_every_criterion_passes_fails_and_stays_open_somewhere(rules: CriteriaSet, criterion: Criterion) -> None:
    """A criterion that no case fails, or that none leaves open, may be one that cannot."""
    outcomes = {case.outcome for case in _cases(rules, criterion)}
    assert outcomes >= {"pass", "fail", "unknown"}
    assert ("not_applicable" in outcomes) or criterion.applies is None


@pytest.mark.parametrize(("rules", "criterion"), CRITERIA)
def test_every_threshold_has_a_case_just_below_at_and_just_above(rules: CriteriaSet, criterion: Criterion) -> None:
    """Off-by-one errors live at thresholds, so each of a criterion's tests is met from all three sides."""
    seen: dict[Rule, set[str]] = {leaf: set() for leaf in _leaves(criterion)}
    for case in _cases(rules, criterion):
        finding = rules.assess(case.place, case.on)[criterion.id]
        for leaf in finding.leaves():
            if leaf.rule in seen:
                seen[leaf.rule].update(_sides(leaf))
    assert {str(leaf): _wanted(leaf) - sides for leaf, sides in seen.items() if _wanted(leaf) - sides} == {}


@pytest.mark.parametrize("rules", catalogue(), ids=lambda rules: rules.id)
def test_every_reason_that_a_set_can_show_has_a_case(rules: CriteriaSet) -> None:
    """Each reason goes to another desk, so each that can arise is shown once with the set's own words."""
    shown = {case.reason for case in CASES[rules.id]}
    assert _reasons(rules) - shown == set()


def _cases(rules: CriteriaSet, criterion: Criterion) -> list[Case]:
    """Return the cases of a criterion."""
    return [case for case in CASES[rules.id] if case.criterion == criterion.id]


def _leaves(criterion: Criterion) -> Iterator[Rule]:
    """Iterate over the tests of a criterion; another set that it refers to has cases of its own."""
    for rule in (criterion.rule, criterion.applies):
        if rule is not None and not isinstance(rule, MeetsSet):
            yield from rule.leaves()


def _wanted(leaf: Rule) -> set[str]:
    """Return the sides from which a test must be met."""
    if isinstance(leaf, Holds):
        return {"yes", "no"}
    if isinstance(leaf, OneOf):
        return {*leaf.values, "another"}
    if isinstance(leaf, AtLeast) and leaf.value.is_open:
        return {"none", "one", "all but one", "all"}
    everything = isinstance(leaf, AtLeast) and leaf.value.is_share and leaf.value.num == leaf.value.den
    return {"below", "at"} if everything else {"below", "at", "above"}


def _sides(leaf: Finding) -> set[str]:
    """Return from which sides a finding meets its test."""
    known, rule = leaf.known, leaf.rule
    if known is None or not (known.bounds.is_exact or known.category):
        return set()
    if isinstance(rule, Holds):
        return {"yes" if known.bounds.low else "no"}
    if isinstance(rule, OneOf):
        return {str(known.category) if known.category in rule.values else "another"}
    return _sides_of_number(rule, known)


def _sides_of_number(rule: Rule, known: Known) -> set[str]:
    """Return from which sides a number meets its threshold; no other number of its total lies between."""
    bounds = known.bounds
    one = Fraction(1, bounds.total or (1000 if bounds.kind == "share" else 1))
    at = Fraction(int(bounds.low), bounds.scale)
    if isinstance(rule, Before | NoLaterThan):
        to = Fraction(rule.value.toordinal()) - (1 if isinstance(rule, Before) else 0)
        return {"at" if at == to else "above" if at == to + 1 else "below" if at == to - 1 else ""}
    assert isinstance(rule, AtLeast | MoreThan | AtMost | LessThan)
    value = rule.value
    if value.is_open:
        sides = {Fraction(0): "none", one: "one", 1 - one: "all but one", Fraction(1): "all"}
        return {sides[at]} if at in sides else set()
    to = Fraction(value.num, value.den)
    if at == to:
        return {"at"}
    if abs(at - to) > one:
        return set()
    return {"below" if at < to else "above"}


def _reasons(rules: CriteriaSet) -> set[str]:
    """Return the reasons that a set can show, read off its rules."""
    reasons = {Reason.CONTRADICTION}
    for criterion in rules:
        tests = [r for r in (criterion.rule, criterion.applies) if r is not None]
        measures = {
            rules.vocabulary[leaf.indicator].measure for r in tests for leaf in r.leaves() if isinstance(leaf, Leaf)
        }
        figures = measures & {Measure.SHARE, Measure.COUNT, Measure.DATE, Measure.MONTHLY}
        reasons |= {Reason.JUDGEMENT} if Measure.JUDGEMENT in measures else set()
        reasons |= {Reason.NOT_RECORDED} if measures - {Measure.JUDGEMENT} else set()
        reasons |= {Reason.BOUNDS} if figures else set()
        reasons |= {Reason.NO_DENOMINATOR} if Measure.SHARE in measures - {Measure.JUDGEMENT} else set()
        reasons |= {Reason.APPLICABILITY, Reason.DOES_NOT_APPLY} if criterion.applies is not None else set()
        reasons |= {Reason.READING} if isinstance(criterion.rule, Readings) else set()
        opened = any(isinstance(leaf, AtLeast) and leaf.value.is_open for leaf in criterion.rule.leaves())
        reasons |= {Reason.OPEN_SHARE} if opened else set()
        leaves = [leaf for leaf in criterion.rule.leaves() if isinstance(leaf, Leaf)]
        levels = [rules.vocabulary[leaf.indicator].counted_levels for leaf in leaves]
        districts = bool(levels) and all(set(one) == {Level.DISTRICT} for one in levels)
        reasons |= {Reason.NO_BEARER} if districts else set()
    return {reason.value for reason in reasons}


class TestReadCases:
    """A case that is not read as written would test something else."""

    def test_unknown_keys_are_refused(self, tmp_path: Path) -> None:
        """A misspelt expectation would otherwise be no expectation."""
        file = tmp_path / "x.toml"
        file.write_text(
            'set = "a/b"\nlevel = "village"\n[whole]\ncases = [{ name = "x", outcom = "pass" }]\n', encoding="utf-8"
        )
        with pytest.raises(InvalidFile, match=r"unknown key 'outcom'. Did you mean 'outcome'"):
            read_cases(file)

    def test_no_toml_is_refused(self, tmp_path: Path) -> None:
        """The file is named, so that one of many can be found."""
        file = tmp_path / "x.toml"
        file.write_text("set = ", encoding="utf-8")
        with pytest.raises(InvalidFile, match="no file of worked cases"):
            read_cases(file)

    def test_differences_are_told_all_at_once(self) -> None:
        """Outcome, reason, gap, clause, issues and links are each compared."""
        case = next(c for c in CASES["nghe-an/smart-village-2023"] if c.name == "399 of 500, just below 80 %")
        wrong = Case(
            set_id=case.set_id,
            criterion="fibre",
            clause="elsewhere",
            name="wrong",
            place=case.place,
            outcome="unknown",
            reason="bounds",
            gaps=("2 households",),
            issues=("stale",),
            links=("fibre-is-internet",),
        )
        with pytest.raises(CaseDiffers) as error:
            check_case(load(case.set_id), wrong)
        for word in ("outcome is 'fail'", "reason is None", "clause is", "gap is", "'stale'", "'fibre-is-internet'"):
            assert word in str(error.value)

    def test_a_case_of_the_whole_set_compares_its_outcome(self) -> None:
        """The set has no clause and no gap of its own."""
        case = next(c for c in CASES["nghe-an/smart-village-2023"] if c.criterion is None)
        assert case.id == f"whole: {case.name}"
        assert load(case.set_id).assess(case.place).outcome is Outcome(case.outcome)
