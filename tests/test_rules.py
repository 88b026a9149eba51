"""Rules: leaves, combinators, thresholds, findings and gaps."""

import datetime as dt
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import frozen

from smartvillage import Criterion, Fact, Outcome, Place, Share, above, at_least, at_most, below, between, vocabulary
from smartvillage.errors import InvalidType, InvalidValue, NoTruthValue, UnknownIndicator
from smartvillage.facts import Evidence
from smartvillage.indicators import Indicator, Level, Measure, Meeting, Text, Vocabulary
from smartvillage.messages import explain_finding
from smartvillage.outcomes import Reason
from smartvillage.report import bundle_of, html_of
from smartvillage.rules import (
    MAX_DEPTH,
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Before,
    Combinator,
    Finding,
    Gap,
    Holds,
    Leaf,
    LessThan,
    MoreThan,
    NoLaterThan,
    Not,
    OneOf,
    Readings,
    Rule,
    SomeOf,
    threshold,
)

FIBRE = "households_fibre_connected"
A, B, C, D = map(Holds, "abcd")
DAY = date(2022, 12, 31)
TEXT = Text("x", "x")
VOCABULARY = vocabulary()


def judge(rule: Rule, words: Vocabulary | None = None, **facts: Any) -> Finding:
    """Judge a village with these facts."""
    return rule.evaluate(Place("Thôn 8", level="village", facts=facts), vocabulary=words)


def ends(gap: Gap | None) -> tuple[Any, ...]:
    """Return the ends of a gap, each with whether a little more is meant."""
    assert gap is not None
    return gap.low, gap.low_above, gap.high, gap.high_above


class TestThreshold:
    """Thresholds are exact."""

    @pytest.mark.parametrize("value", ["80%", "80.0%", "80,0 %", Fraction(4, 5)], ids=repr)
    def test_one_share_written_in_several_ways_is_equal(self, value: Any) -> None:
        """Rules are equal by value, however they were written."""
        assert AtLeast("x", value) == AtLeast("x", "80%")
        assert hash(AtLeast("x", value)) == hash(AtLeast("x", "80%"))

    def test_it_is_written_as_it_is_given(self) -> None:
        """The repr can be pasted back."""
        assert [repr(threshold(v)) for v in ("80%", "12,5%", 20, Decimal("2.50"), "open", 1000, "100%")] == [
            "'80%'",
            "'12.5%'",
            "20",
            "2.5",
            "'open'",
            "1000",
            "'100%'",
        ]
        assert threshold(threshold("80%")) == threshold("80%")

    @pytest.mark.parametrize("value", [0.8, True, None, [80], b"80%"], ids=repr)
    def test_a_float_or_a_bool_is_no_threshold(self, value: Any) -> None:
        """0.1 + 0.2 is not 0.3: a threshold is a document's figure."""
        with pytest.raises(InvalidType, match="a float is not exact"):
            AtLeast("x", value)

    @pytest.mark.parametrize("value", ["80", "120%", "-5%", Fraction(6, 5), "eighty", Decimal("NaN")], ids=repr)
    def test_a_figure_that_is_no_share_is_refused(self, value: Any) -> None:
        """A bare 80 may be 80 households or 80 %."""
        with pytest.raises(InvalidValue, match=re.escape(repr(value))):
            AtLeast("x", value)

    def test_a_number_has_as_many_places_as_a_figure(self) -> None:
        """A tenth place could be met by no figure that is held."""
        with pytest.raises(
            InvalidValue, match=r"^threshold Decimal\('2.1234567891'\): a number has at most 9 decimal places$"
        ):
            AtLeast("x", Decimal("2.1234567891"))

    def test_a_bare_figure_is_told_how_to_be_written(self) -> None:
        """The error offers both that may be meant."""
        with pytest.raises(InvalidValue, match=r"^threshold '80': write '80%' for a share, or an int for a count$"):
            AtLeast("x", "80")

    @pytest.mark.parametrize("value", ["33.3333333%", "79.9999999999%", Fraction(1, 3)], ids=repr)
    def test_more_than_six_decimals_are_refused(self, value: Any) -> None:
        """Beyond six places the engines could not agree; rounding silently would move the document's figure."""
        with pytest.raises(InvalidValue, match="at most six decimal places"):
            AtLeast("x", value)

    @pytest.mark.parametrize(
        "make",
        [
            lambda: AtLeast("x", "0%"),
            lambda: AtLeast("x", 0),
            lambda: AtLeast("x", -1),
            lambda: MoreThan("x", "100%"),
            lambda: AtMost("x", "100%"),
            lambda: LessThan("x", 0),
            lambda: LessThan("x", "0%"),
        ],
        ids=[
            "at least 0 %",
            "at least 0",
            "at least -1",
            "more than 100 %",
            "at most 100 %",
            "less than 0",
            "less than 0 %",
        ],
    )
    def test_what_every_value_meets_or_none_is_refused(self, make: Callable[[], Rule]) -> None:
        """Nothing is vacuously met."""
        with pytest.raises(InvalidValue, match="tests nothing"):
            make()

    def test_what_some_value_meets_is_not_refused(self) -> None:
        """Zero counts and "not all" are conditions of real documents."""
        assert judge(AtMost("x", 0), x=0).outcome is Outcome.PASS
        assert judge(MoreThan("x", "0%"), x="1%").outcome is Outcome.PASS
        assert judge(LessThan("x", "100%"), x="100%").outcome is Outcome.FAIL

    def test_only_at_least_can_leave_its_share_open(self) -> None:
        """An open upper bound is said by no document."""
        with pytest.raises(InvalidValue, match="only AtLeast can leave its share open"):
            AtMost("x", "open")


class TestComparisons:
    """Shares and counts against thresholds, in integers."""

    @pytest.mark.parametrize(
        ("rule", "value", "outcome"),
        [
            (AtLeast("x", "80%"), Share(399, 499), "fail"),
            (AtLeast("x", "80%"), Share(400, 499), "pass"),
            (AtLeast("x", "80%"), Share(308, 385), "pass"),
            (AtLeast("x", "80%"), Share(307, 385), "fail"),
            (AtLeast("x", "90%"), above("90%"), "pass"),
            (AtLeast("x", "100%"), above("90%"), "unknown"),
            (AtLeast("x", "80%"), below("80%"), "fail"),
            (AtLeast("x", "80%"), at_most("80%"), "unknown"),
            (MoreThan("x", "70%"), Share(287, 410), "fail"),
            (MoreThan("x", "70%"), Share(288, 410), "pass"),
            (MoreThan("x", "70%"), above("70%"), "pass"),
            (MoreThan("x", "70%"), at_least("70%"), "unknown"),
            (MoreThan("x", "70%"), at_most("70%"), "fail"),
            (AtMost("x", "5%"), Share(5, 100), "pass"),
            (AtMost("x", "5%"), Share(6, 100), "fail"),
            (AtMost("x", "5%"), above("5%"), "fail"),
            (AtMost("x", "5%"), at_least("5%"), "unknown"),
            (LessThan("x", "5%"), Share(5, 100), "fail"),
            (LessThan("x", "5%"), Share(4, 100), "pass"),
            (LessThan("x", "5%"), below("5%"), "pass"),
            (LessThan("x", "5%"), at_most("5%"), "unknown"),
            (AtLeast("x", 20), 19, "fail"),
            (AtLeast("x", 20), 20, "pass"),
            (AtLeast("x", 20), below(20), "fail"),
            (AtMost("x", 8), between(6, 8), "pass"),
            (AtMost("x", 8), between(6, 9), "unknown"),
        ],
        ids=str,
    )
    def test_just_below_at_and_just_above(self, rule: Rule, value: Any, outcome: str) -> None:
        """An end is a value and a side, so that strict words and strict rules need no special case."""
        assert judge(rule, x=value).outcome.value == outcome

    @pytest.mark.parametrize(
        ("value", "outcome", "reason"),
        [
            (Share(12, 12), "pass", None),
            (Share(0, 12), "fail", None),
            (Share(11, 12), "unknown", Reason.OPEN_SHARE),
            (Share(1, 12), "unknown", Reason.OPEN_SHARE),
            (above("0%"), "unknown", Reason.BOUNDS),
            (below("100%"), "unknown", Reason.BOUNDS),
            (between("10%", "90%"), "unknown", Reason.OPEN_SHARE),
        ],
        ids=repr,
    )
    def test_an_open_share(self, value: Any, outcome: str, reason: Reason | None) -> None:
        """All passes, none fails; in between it stays open whatever else is measured."""
        finding = judge(AtLeast("x", "open"), x=value)
        assert (finding.outcome.value, finding.reason) == (outcome, reason)

    def test_an_open_share_without_a_figure_is_not_recorded(self) -> None:
        """It goes to the desk that counts, not to the one that reads the document."""
        assert judge(AtLeast("x", "open")).reason is Reason.NOT_RECORDED
        assert Finding(AtLeast("x", "open"), 0).reasons == (Reason.BOUNDS,)

    def test_a_share_that_the_text_gives_is_never_open(self) -> None:
        """Between 70 % and 90 % it is the figure that does not decide, not the document."""
        assert judge(AtLeast("x", "80%"), x=between("70%", "90%")).reason is Reason.BOUNDS


class TestOtherLeaves:
    """Yes/no, categories and dates."""

    def test_holds(self) -> None:
        """A yes/no fact."""
        recorded: list[dict[str, Any]] = [{"a": True}, {"a": False}, {}]
        assert [judge(A, **facts).code for facts in recorded] == [1, -1, 0]

    def test_one_of(self) -> None:
        """A category is one of those named, another, or unknown; as text, without a vocabulary."""
        rule = OneOf("kind", "town", "city")
        place = Place("Huyện", level="district", facts={"district_kind": "town"})
        shipped = OneOf("district_kind", "town")
        assert shipped.evaluate(place, vocabulary=VOCABULARY).outcome is Outcome.PASS
        assert OneOf("district_kind", "rural_district").evaluate(place, vocabulary=VOCABULARY).code == -1
        assert [judge(rule, kind=v).code for v in ("town", "village")] == [1, -1]
        assert judge(rule).code == 0
        with pytest.raises(InvalidValue, match="name at least one value"):
            OneOf("kind")

    def test_deadlines(self) -> None:
        """Before the 15th ("trước ngày 15") leaves the 15th out, "đến hết ngày" takes it in; a day is whole."""
        days = [date(2022, 12, 30), DAY, date(2023, 1, 1)]
        assert [judge(NoLaterThan("x", DAY), x=day).code for day in days] == [1, 1, -1]
        assert [judge(Before("x", DAY), x=day).code for day in days] == [1, -1, -1]

    @pytest.mark.parametrize("value", [datetime(2022, 12, 31, tzinfo=UTC), "2022-12-31", 2022], ids=repr)
    def test_a_deadline_is_a_date(self, value: Any) -> None:
        """A time would bring a time zone with it."""
        with pytest.raises(InvalidType, match=r"write date\(2022, 12, 31\)"):
            Before("x", value)


class TestChecking:
    """A rule is checked against the vocabulary before it judges."""

    def test_an_unknown_indicator_is_never_unknown(self) -> None:
        """A misspelt id is the programmer's error, not the village's missing figure."""
        with pytest.raises(UnknownIndicator, match=f"Did you mean '{FIBRE}'?"):
            judge(AtLeast("households_fiber_connected", "80%"), VOCABULARY)
        with pytest.raises(UnknownIndicator):
            Holds("nothing").evaluate(Evidence(Place("T", level="village"), VOCABULARY))

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            (
                AtLeast(FIBRE, 80),
                "this rule needs count or monthly; for a share write AtLeast .* with a percentage such as '80%'$",
            ),
            (AtLeast("households", "80%"), "households is measured as count, this rule needs share; for a count write"),
            (AtLeast("promotion_items_per_month", "80%"), "is measured as monthly, this rule needs share$"),
            (Holds("households"), "this rule needs yes_no or judgement"),
            (OneOf("households", "a"), "this rule needs category"),
            (Before("households", DAY), "this rule needs date"),
            (OneOf("district_kind", "twn"), "district_kind has no value 'twn'. Did you mean 'town'?"),
            (AllOf(Not(Holds("households"))), "this rule needs yes_no"),
        ],
        ids=str,
    )
    def test_a_misfit_is_refused(self, rule: Rule, words: str) -> None:
        """80 households are not 80 %."""
        with pytest.raises(InvalidValue, match=words):
            judge(rule, VOCABULARY)

    @pytest.mark.parametrize("rule", [A, A & B, Not(A)], ids=str)
    def test_only_places_are_judged(self, rule: Rule) -> None:
        """A name or a dict is no place."""
        name: Any = "Thôn 8"
        with pytest.raises(InvalidType, match="a rule judges a Place, not str"):
            rule.evaluate(name)

    def test_evidence_is_judged_as_it_is(self) -> None:
        """Inside a set, a rule is given what the set already knows."""
        evidence = Evidence(Place("T", level="village", facts={"a": True, "b": True}))
        assert (A & B).evaluate(evidence).outcome is Outcome.PASS
        assert A.possible_for(evidence) == frozenset({Outcome.PASS})


class TestTrees:
    """Rules compose, and stay what they are."""

    def test_chains_of_one_operator_stay_flat(self) -> None:
        """Explicit constructors keep the shape of the text."""
        assert AllOf(A, B, C) == A & B & C
        assert AnyOf(A, B, C) == A | (B | C)
        assert AnyOf(AllOf(A, B), C) == (A & B) | C
        assert AllOf(AllOf(A, B), C) != AllOf(A, B, C)

    def test_a_thousand_terms_are_one_level_deep(self) -> None:
        """A rule that a program builds in a loop is not nested too deep."""
        chain: Rule = A
        for _ in range(999):
            chain &= B
        assert (len(chain.parts), chain.depth) == (1000, 2)
        assert judge(chain, a=True, b=True).outcome is Outcome.PASS

    def test_leaves_are_told_in_the_order_of_the_text(self) -> None:
        """Whoever lists what is to be measured lists every test, and no combination."""
        assert list((A & ~(B | C)).leaves()) == [A, B, C]
        assert list(A.leaves()) == [A]

    def test_twice_not_is_the_rule_itself(self) -> None:
        """`~~r is r`; a double negation written out is kept."""
        rule = A & B
        assert ~~rule is rule
        assert Not(Not(A)).depth == 3
        assert Not(A).rule is A

    def test_nesting_beyond_64_is_refused_when_built(self) -> None:
        """A tree too deep to walk must not be found out when it judges."""
        rule: Rule = A
        for _ in range(MAX_DEPTH - 1):
            rule = Not(rule)
        assert rule.depth == MAX_DEPTH == 64
        assert judge(rule, a=True).code == -1
        with pytest.raises(InvalidValue, match="nested deeper than 64"):
            Not(rule)

    def test_rules_are_equal_hashable_and_frozen(self) -> None:
        """A rule is data: it can stand in a set and cannot change under a verdict."""
        assert len({A & B, AllOf(A, B), AllOf(B, A), AnyOf(A, B), SomeOf(A, B, at_least=1)}) == 4
        different: list[tuple[Rule, Rule]] = [
            (AtLeast("x", "80%"), MoreThan("x", "80%")),
            (AtLeast("x", "open"), AtLeast("x", "100%")),
            (OneOf("x", "a", "b"), OneOf("x", "b", "a")),
            (NoLaterThan("x", DAY), Before("x", DAY)),
        ]
        assert all(one != other for one, other in different)
        for rule in (A, A & B, AtLeast("x", 1)):
            with pytest.raises(AttributeError):
                setattr(rule, "extra", 1)  # noqa: B010 - a checker would refuse the plain form

    @pytest.mark.parametrize(
        "rule",
        [
            AtLeast("x", "80%"),
            MoreThan("x", 5),
            AtMost("x", 2),
            Before("x", DAY),
            LessThan("x", "12.5%"),
            AtLeast("x", "open"),
            A,
            OneOf("x", "a", "b"),
            AllOf(A, AnyOf(B, C)),
            SomeOf(A, B, C, at_least=2),
            Not(A & B),
            Readings("q", {"one": A, "two": B}),
        ],
        ids=str,
    )
    def test_the_repr_of_a_rule_is_the_rule(self, rule: Rule) -> None:
        """What is printed can be pasted back."""
        classes = (AtLeast, MoreThan, AtMost, LessThan, Holds, OneOf, AllOf, AnyOf, SomeOf, Not, Readings, Before)
        names = {"datetime": dt} | {c.__name__: c for c in classes}
        assert eval(repr(rule), names) == rule  # noqa: S307 - the text is our own

    @pytest.mark.parametrize(
        ("rule", "words"),
        [
            (AtLeast("x", "80%"), "x is at least '80%'"),
            (MoreThan("x", 5), "x is more than 5"),
            (AtMost("x", 5), "x is at most 5"),
            (LessThan("x", 5), "x is less than 5"),
            (AtLeast("x", "open"), "x is at least an open share"),
            (A, "a holds"),
            (OneOf("x", "a", "b"), "x is one of a, b"),
            (NoLaterThan("x", DAY), "x is no later than 2022-12-31"),
            (Before("x", DAY), "x is before 2022-12-31"),
            (A & (B | C), "a holds and (b holds or c holds)"),
            (A & ~B, "a holds and not (b holds)"),
            (SomeOf(A, B, at_least=1), "at least 1 of: a holds; b holds"),
            (~A, "not (a holds)"),
            (Readings("q", {"one": A, "two": B}), "by every reading of q (one: a holds; or two: b holds)"),
        ],
        ids=repr,
    )
    def test_a_rule_can_be_read_aloud(self, rule: Rule, words: str) -> None:
        """A set is checked by reading it."""
        assert str(rule) == words

    @pytest.mark.parametrize("thing", [A, A & B, judge(A), judge(A & B)], ids=repr)
    def test_a_notebook_shows_the_thing_itself(self, thing: Any) -> None:
        """What the report writes of a rule or a finding is asked for by it."""
        assert thing._repr_html_() == html_of(thing)
        assert thing._repr_mimebundle_() == bundle_of(thing)

    def test_a_finding_is_explained_in_both_languages(self) -> None:
        """Vietnamese unless English is asked for."""
        finding = judge(A)
        assert finding.explain() == explain_finding(finding, "vi")
        assert finding.explain("en") == explain_finding(finding, "en") != finding.explain()

    def test_findings_are_equal_by_what_they_found(self) -> None:
        """The same rule on the same figures finds the same; another rule, answer or figure does not."""
        found = [
            judge(A, a=True),
            judge(A, a=False),
            judge(B, b=True),
            judge(A, a=Fact(True, source="BB 12")),
            judge(A & A, a=True),
        ]
        assert all((one == two) == (one is two) for one in found for two in found)
        assert judge(A, a=True) == judge(A, a=True)
        assert len({hash(finding) for finding in found}) > 1
        assert found[0] != A

    @pytest.mark.parametrize("thing", [A, A & B, judge(A), judge(A & B)], ids=repr)
    def test_nothing_has_a_truth_value(self, thing: Any) -> None:
        """`a and b` would silently drop one of them."""
        with pytest.raises(NoTruthValue, match="write"):
            bool(thing)
        with pytest.raises(TypeError):
            assert thing and thing  # noqa: PT018 - it is the use that is refused

    @pytest.mark.parametrize("make", [AllOf, AnyOf], ids=["AllOf", "AnyOf"])
    def test_a_combinator_without_rules_is_refused(self, make: Callable[..., Rule]) -> None:
        """All of nothing has six answers in six systems."""
        said = r"\(\) without rules would be met by nothing at all: give at least one$"
        with pytest.raises(InvalidValue, match=f"^{make.__name__}{said}"):
            make()
        with pytest.raises(InvalidValue, match=f"^SomeOf{said}"):
            SomeOf(at_least=1)

    @pytest.mark.parametrize("k", [0, -1, 3, True, 1.0, "1"], ids=repr)
    def test_some_of_needs_a_number_that_can_be_met(self, k: Any) -> None:
        """At least none is met by nothing, three of two by nobody."""
        said = f"^SomeOf: at_least={k!r} must be an int from 1 to the number of rules, "
        with pytest.raises(InvalidValue, match=f"{said}2$"):
            SomeOf(A, B, at_least=k)
        with pytest.raises(InvalidValue, match=r"at_least=2 must be an int from 1 to the number of rules, 1$"):
            SomeOf(A, at_least=2)

    def test_how_many_parts_must_turn(self) -> None:
        """All of three pass together and fail one by one; of at least two of three, two must fail."""
        rules = [AllOf(A, B, C), AnyOf(A, B, C), *(SomeOf(A, B, C, at_least=k) for k in (1, 2, 3))]
        assert [(rule.needed(1), rule.needed(-1)) for rule in rules] == [(3, 1), (1, 3), (1, 3), (2, 2), (3, 1)]
        assert [rule.turned(toward) for rule in (A & B, Not(A)) for toward in (1, -1)] == [1, -1, -1, 1]

    @pytest.mark.parametrize("thing", ["b", [A], None, 1], ids=repr)
    def test_only_rules_compose(self, thing: Any) -> None:
        """The message names what is no rule."""
        makers: dict[str, Callable[[Any], Rule]] = {
            "AllOf": A.__and__,
            "AnyOf": A.__or__,
            "Not": Not,
            "SomeOf": lambda rule: SomeOf(A, rule, at_least=1),
            "Readings": lambda rule: Readings("q", {"a": A, "b": rule}),
        }
        for name, make in makers.items():
            with pytest.raises(InvalidType, match=rf"^{name}: {re.escape(repr(thing))} is no rule$"):
                make(thing)

    def test_readings_need_two(self) -> None:
        """One reading is no question."""
        with pytest.raises(InvalidValue, match=r"^Readings\('q'\): an ambiguous question has at least two readings$"):
            Readings("q", {"only": A})

    def test_readings_keep_their_words(self) -> None:
        """The words belong to the question, not to its identity as a key."""
        texts = (Text("Hỏi", "Ask"), Text("Một", "One"), Text("Hai", "Two"))
        rule = Readings("q", {"one": A, "two": B}, texts=texts)
        assert rule.texts == texts
        assert rule.with_parts((C, D)) == Readings("q", {"one": C, "two": D}, texts=texts)
        assert rule.readings == {"one": A, "two": B}
        with pytest.raises(ValueError, match="shorter"):
            rule.with_parts((C,))

    @pytest.mark.parametrize("rule", [AllOf(A, B), AnyOf(A, B), SomeOf(A, B, at_least=1), Not(A)], ids=str)
    def test_the_same_rule_over_other_parts(self, rule: Any) -> None:
        """Settling a question rebuilds the tree around it."""
        assert rule.with_parts(rule.parts) == rule

    def test_an_unfinished_rule_of_ones_own_says_so(self) -> None:
        """A class of one's own needs `evaluate`."""
        with pytest.raises(NotImplementedError):
            Rule().evaluate(Place("T", level="village"))
        assert (Rule().parts, Rule().depth, list(Rule().problems(VOCABULARY))) == ((), 1, [])

    def test_unfinished_leaves_and_combinators_say_so(self) -> None:
        """What a subclass must say of itself has no default that could be wrong."""
        known = judge(A).known
        assert known is not None
        for ask in (lambda: Leaf().measures, lambda: Leaf().decide(known), lambda: Leaf().lacking(known, 1)):
            with pytest.raises(NotImplementedError):
                ask()
        with pytest.raises(NotImplementedError):
            Combinator.combined(A & B, [1])

    def test_evidence_of_a_class_of_ones_own_is_evidence(self) -> None:
        """The quick way is for the class itself; a subclass takes the other."""

        class Mine(Evidence):
            """Evidence with something added."""

        place = Mine(Place("T", level="village", facts={"a": True}))
        assert (A & A).evaluate(place).outcome is Outcome.PASS

    def test_a_rule_of_ones_own_composes(self) -> None:
        """In Python a subclass with `evaluate` may stand wherever a rule may."""

        @frozen
        class Lucky(Rule):
            def evaluate(self, place: Place | Evidence, *, vocabulary: Vocabulary | None = None) -> Finding:  # noqa: ARG002
                return Finding(self, 0)

        finding = judge(Lucky() & A, a=True)
        assert (finding.outcome, finding.reason, finding.gaps) == (Outcome.UNKNOWN, Reason.BOUNDS, ())
        assert [leaf.rule for leaf, _ in finding.deciding()] == [Lucky()]


class TestAnswers:
    """Strong Kleene logic over the parts."""

    @pytest.mark.parametrize(
        ("rule", "facts", "code"),
        [
            (A & B, {"a": True}, 0),
            (A & B, {"a": False}, -1),
            (A | B, {"a": True}, 1),
            (A | B, {"a": False}, 0),
            (~A, {"a": True}, -1),
            (~A, {}, 0),
            (SomeOf(A, B, C, at_least=2), {"a": True, "b": True}, 1),
            (SomeOf(A, B, C, at_least=2), {"a": False, "b": False}, -1),
            (SomeOf(A, B, C, at_least=2), {"a": True, "b": False}, 0),
            (Readings("q", {"x": A, "y": B}), {"a": True, "b": True}, 1),
            (Readings("q", {"x": A, "y": B}), {"a": False, "b": False}, -1),
            (Readings("q", {"x": A, "y": B}), {"a": True, "b": False}, 0),
            (Readings("q", {"x": A, "y": B}), {"a": True}, 0),
        ],
        ids=repr,
    )
    def test_unknown_is_neither_true_nor_false(self, rule: Rule, facts: dict[str, Any], code: int) -> None:
        """Missing data decides only where every value of it would."""
        assert judge(rule, **facts).code == code

    def test_reasons_are_told_in_the_order_of_the_text_each_once(self) -> None:
        """Each reason goes to another desk."""
        rule = AllOf(A, AtLeast("x", "80%"), Readings("q", {"x": B, "y": C}), D)
        finding = judge(rule, x=above("70%"), b=True, c=False)
        assert finding.reasons == (Reason.NOT_RECORDED, Reason.BOUNDS, Reason.READING)
        assert finding.reason is Reason.NOT_RECORDED
        assert judge(A, a=True).reasons == ()
        assert judge(A, a=True).reason is None

    def test_readings_that_are_only_unrecorded_do_not_hang_on_the_reading(self) -> None:
        """Nobody needs to decide how to read before the figures are in."""
        assert judge(Readings("q", {"x": B, "y": C}), b=True).reasons == (Reason.NOT_RECORDED,)

    def test_findings_are_equal_by_rule_answer_and_what_was_known(self) -> None:
        """An audit compares findings."""
        assert judge(A & B, a=True) == judge(A & B, a=True)
        assert hash(judge(A, a=True)) == hash(judge(A, a=True))
        assert judge(A, a=True) != judge(A, a=False)
        assert judge(AtLeast("x", "5%"), x="6%") != judge(AtLeast("x", "5%"), x="7%")
        assert judge(A) != "finding"
        assert repr(judge(A)) == "<Finding unknown: Holds('a')>"
        assert [leaf.rule for leaf in judge(A & (B | C)).leaves()] == [A, B, C]


class TestGaps:
    """What is lacking, in the indicator's own unit."""

    def gap(self, rule: Rule, value: Any) -> tuple[Any, ...]:
        """Return the ends of what a village with this value lacks."""
        return ends(judge(rule, x=value).gap)

    @pytest.mark.parametrize(
        ("rule", "value", "expected"),
        [
            (AtLeast("x", "80%"), Share(370, 471), (7, False, 7, False)),
            (AtLeast("x", "80%"), Share(399, 499), (1, False, 1, False)),
            (AtLeast("x", "80%"), Share(400, 499), (0, False, 0, False)),
            (MoreThan("x", "70%"), Share(287, 410), (1, False, 1, False)),
            (MoreThan("x", "70%"), Share(287, 411), (1, False, 1, False)),
            (MoreThan("x", "70%"), "70%", (0, True, 0, True)),
            (MoreThan("x", "70%"), at_least("70%"), (0, False, 0, True)),
            (MoreThan("x", "70%"), above("70%"), (0, False, 0, False)),
            (AtLeast("x", "80%"), "79,5%", (Decimal("0.5"), False, Decimal("0.5"), False)),
            (AtLeast("x", "80%"), above("75%"), (0, False, 5, False)),
            (AtLeast("x", "80%"), below("80%"), (0, True, 80, False)),
            (AtMost("x", "5%"), "6,5%", (Decimal("1.5"), False, Decimal("1.5"), False)),
            (LessThan("x", "5%"), "5%", (0, True, 0, True)),
            (LessThan("x", "5%"), Share(5, 100), (1, False, 1, False)),
            (AtMost("x", 8), 9, (1, False, 1, False)),
            (AtMost("x", 8), at_least(6), (0, False, float("inf"), False)),
            (AtLeast("x", 20), between(12, 25), (0, False, 8, False)),
            (AtLeast("x", 20), at_least(6), (0, False, 14, False)),
            (MoreThan("x", 20), 20, (1, False, 1, False)),
            (AtLeast("x", "open"), Share(0, 12), (1, False, 12, False)),
            (AtLeast("x", "open"), Share(11, 12), (0, False, 1, False)),
            (AtLeast("x", "open"), "0%", (0, True, 100, False)),
            (NoLaterThan("x", DAY), date(2023, 1, 1), (1, False, 1, False)),
            (NoLaterThan("x", DAY), DAY, (0, False, 0, False)),
            (Before("x", DAY), DAY, (1, False, 1, False)),
            (A, True, None),
        ],
        ids=repr,
    )
    def test_the_least_and_the_most(self, rule: Rule, value: Any, expected: tuple[Any, ...] | None) -> None:
        """Whole units where the total is known, else points; zero means nothing is lacking."""
        if expected is None:
            assert ends(judge(rule, a=value).gap) == (0, False, 0, False)
        else:
            assert self.gap(rule, value) == expected

    def test_units_and_amounts(self) -> None:
        """A message says "cần 377, có 370, còn thiếu 7 hộ"."""
        gap = judge(AtLeast(FIBRE, "80%"), VOCABULARY, **{FIBRE: Share(370, 471)}).gap
        assert gap == Gap(indicator=FIBRE, unit="households", low=7, high=7, needed=377, known=(370, 370), of=471)
        points = judge(AtLeast(FIBRE, "80%"), VOCABULARY, **{FIBRE: "75,5%"}).gap
        assert points == Gap(
            indicator=FIBRE,
            unit="percentage_points",
            low=Decimal("4.5"),
            high=Decimal("4.5"),
            needed=Decimal(80),
            known=(Decimal("75.5"), Decimal("75.5")),
        )
        whole = judge(AtLeast(FIBRE, "80%"), VOCABULARY, households=471, **{FIBRE: "78,5%"}).gap
        assert whole is not None
        assert (whole.unit, whole.low, whole.of) == ("households", 8, 471)
        assert whole.known == (Decimal("369.735"), Decimal("369.735"))
        assert gap.known is not None
        assert type(gap.known[0]) is int
        late = date(2023, 1, 5)
        days = judge(Before("x", DAY), x=late).gap
        last, done = DAY.toordinal() - 1, late.toordinal()
        assert days == Gap(indicator="x", unit="days", low=6, high=6, needed=last, known=(done, done))
        yes = judge(A, a=False).gap
        assert yes is not None
        assert yes == Gap(indicator="a", unit="answer", low=1, high=1)
        assert judge(OneOf("k", "a"), k="b").gap == Gap(indicator="k", unit="answer", low=1, high=1)

    def test_needed_is_the_least_that_will_do(self) -> None:
        """More than 20 is 21; at most 8 is 8; less than 8 is 7."""
        needed = {r: judge(r, x=9).gap for r in (MoreThan("x", 20), AtMost("x", 8), LessThan("x", 8), AtLeast("x", 20))}
        assert [gap and gap.needed for gap in needed.values()] == [21, 8, 7, 20]

    def test_needed_of_a_share_of_a_known_total_is_whole(self) -> None:
        """More than 70 % of 411 is more than 287.7, so 288."""
        gap = judge(MoreThan("x", "70%"), x=Share(287, 411)).gap
        assert gap == Gap(indicator="x", unit="x", low=1, high=1, needed=288, known=(287, 287), of=411)
        assert type(gap.needed) is int

    def test_an_open_share_needs_no_one_figure(self) -> None:
        """A message that named one would close what the document leaves open."""
        counts = judge(AtLeast("x", "open"), x=Share(11, 12)).gap
        assert counts == Gap(indicator="x", unit="x", low=0, high=1, known=(11, 11), of=12)
        points = judge(AtLeast("x", "open"), x="40%").gap
        exactly = (Decimal(40), Decimal(40))
        assert points == Gap(indicator="x", unit="percentage_points", low=Decimal(0), high=Decimal(60), known=exactly)

    def test_points_that_do_not_come_out_even_are_rounded_up(self) -> None:
        """Half to two thirds of the villages meet it: to say 13.333333333 points short would be too few."""
        wifi = Criterion("wifi", TEXT, TEXT, Holds("zalo_group"), applies=Holds("culture_house_wifi"))
        share = Indicator(
            "x", (Level.COMMUNE,), Measure.SHARE, TEXT, "villages", rollup=Meeting((Level.VILLAGE,), wifi)
        )
        facts = [{"zalo_group": met, "culture_house_wifi": True} for met in (True, False)] + [{"zalo_group": True}]
        parts = [Place(f"Thôn {n}", level="village", facts=of) for n, of in enumerate(facts)]
        commune = Place("Xã A", level="commune", parts=parts)
        gap = AtLeast("x", "80%").evaluate(commune, vocabulary=VOCABULARY.extended([share])).gap
        assert ends(gap) == (Decimal("13.333333334"), False, Decimal(30), False)

    def test_a_small_distance_never_becomes_none(self) -> None:
        """A billionth of a point short is short."""
        gap = judge(AtLeast("x", "80%"), x="79.999999999%").gap
        assert ends(gap) == (Decimal("1E-9"), False, Decimal("1E-9"), False)

    def test_closed_and_sure(self) -> None:
        """PASS is a gap whose high end is zero, FAIL one whose low end is above zero."""
        for value, closed, sure in (("80%", True, False), ("79%", False, True), (above("70%"), False, False)):
            gap = judge(AtLeast("x", "80%"), x=value).gap
            assert gap is not None
            assert (gap.is_closed, gap.is_sure) == (closed, sure)

    def test_not_exchanges_what_is_lacking_to_pass_and_to_fail(self) -> None:
        """Turned round, at least 70 % of 7 of 10 has one too many."""
        finding = judge(~AtLeast("x", "70%"), x=Share(7, 10))
        assert [ends(gap) for gap in finding.gaps] == [(1, False, 1, False)]
        assert [(leaf.rule, toward) for leaf, toward in finding.deciding()] == [(AtLeast("x", "70%"), -1)]
        assert judge(~A, a=True).gaps[0].low == 1
        assert judge(~Before("x", DAY), x=date(2022, 12, 30)).gaps[0].low == 1
        assert judge(~OneOf("k", "a"), k="a").gaps[0].low == 1

    def test_a_tree_has_no_number_of_its_own(self) -> None:
        """Seven households and one answer do not add up."""
        finding = judge(AtLeast("x", "80%") & A, x=Share(370, 471), a=False)
        assert finding.gap is None
        assert [gap.low for gap in finding.gaps] == [7, 1]
        assert judge(A & B, a=True, b=True).gaps == ()

    def test_what_nothing_is_known_of_has_no_gap(self) -> None:
        """A rule of one's own may find without saying what it looked at."""
        assert Finding(AtLeast("x", "80%"), 0).gap is None

    def test_relative_gaps_compare_units(self) -> None:
        """Seven of 471 households are nearer than five points."""
        rules = [AtLeast("x", "80%"), AtLeast("y", "80%"), AtLeast("n", 20), A, AtMost("z", 0)]
        gaps = [judge(r, x=Share(370, 471), y="75%", n=15, a=False, z=3).gap for r in rules]
        assert [round(gap.relative, 4) for gap in gaps if gap] == [0.0149, 0.05, 0.25, 1.0, 3.0]


class TestDeciding:
    """Never a flat list of failing leaves."""

    def deciding(self, rule: Rule, **facts: Any) -> list[str]:
        """Return the deciding tests, by indicator."""
        return [leaf.rule.indicator for leaf, _ in judge(rule, **facts).deciding() if isinstance(leaf.rule, Leaf)]

    def test_of_all_what_fails_then_what_is_unknown(self) -> None:
        """What fails must be mended, what is unknown measured; what is met is no news."""
        assert self.deciding(AllOf(A, B, C, D), b=True, c=False) == ["c", "a", "d"]
        assert self.deciding(AtLeast("x", "80%") & AtLeast("y", "80%"), x="60%", y="79%") == ["x", "y"]

    def test_of_any_the_nearest_alternative(self) -> None:
        """Undecided before failing, fewer leaves, then the smaller gap, then the order of the text."""
        assert self.deciding(A | B, a=False) == ["b"]
        assert self.deciding((A & B) | C, a=False, b=False, c=False) == ["c"]
        assert self.deciding(AtLeast("x", "80%") | AtLeast("y", "80%"), x="60%", y="79%") == ["y"]
        assert self.deciding(A | B, a=False, b=False) == ["a"]
        assert self.deciding(A | B, a=True) == []

    def test_of_some_as_many_as_lack(self) -> None:
        """Two of four are needed, one is met: the nearest one is named."""
        rule = SomeOf(A, B, C, D, at_least=2)
        assert self.deciding(rule, a=True, b=False, c=False) == ["d"]
        assert self.deciding(rule, a=False, b=False, c=False) == ["a", "d"]

    def test_of_readings_those_that_do_not_pass(self) -> None:
        """By every reading it must be met."""
        assert self.deciding(Readings("q", {"x": A, "y": B}), a=True, b=False) == ["b"]

    def test_under_not_the_other_side_decides(self) -> None:
        """To make "not all" pass, one must fail."""
        assert self.deciding(~(A & B), a=True, b=True) == ["a"]
        assert self.deciding(~(A | B), a=True, b=True) == ["a", "b"]
        assert self.deciding(~SomeOf(A, B, C, at_least=2), a=True, b=True, c=True) == ["a", "b"]

    def test_closing_the_deciding_gaps_makes_it_pass(self) -> None:
        """The law, on one tree; the others are tested at random."""
        rule = AtLeast("x", "80%") & (A | B)
        assert self.deciding(rule, x=Share(370, 471), a=False, b=False) == ["x", "a"]
        assert judge(rule, x=Share(377, 471), a=True, b=False).outcome is Outcome.PASS
