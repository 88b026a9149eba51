"""Rules in words: what they require, without any place."""

from fractions import Fraction

from smartvillage.criteria import MeetsSet
from smartvillage.indicators import Lang, Measure, Vocabulary
from smartvillage.messages.figures import category_text
from smartvillage.messages.numbers import counted, date_text, percent_text
from smartvillage.messages.sentences import say
from smartvillage.messages.words import label_text, says_yes, unit_of
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
    Threshold,
    Toward,
)

Comparison = AtLeast | MoreThan | AtMost | LessThan
Deadline = NoLaterThan | Before
Leaf = Comparison | Deadline | Holds | OneOf

_COMPARISONS: dict[type[Rule], tuple[str, str]] = {
    AtLeast: ("at_least", "less_than"),
    MoreThan: ("more_than", "at_most"),
    AtMost: ("at_most", "more_than"),
    LessThan: ("less_than", "at_least"),
    NoLaterThan: ("no_later_than", "later_than"),
    Before: ("before", "not_before"),
}
"""The phrase of each comparison, and of its opposite."""


def describe_rule(rule: Rule, vocabulary: Vocabulary | None, lang: Lang = "vi") -> str:
    """Return a rule in words: "Hộ có kết nối Internet cáp quang: tối thiểu 80%".

    Args:
        rule: any rule; one of a user's own kind is read aloud by its `str`.
        vocabulary: where the indicators have their labels and units.
        lang: `"vi"` or `"en"`.
    """
    if isinstance(rule, Leaf):
        return _test(rule, vocabulary, lang, 1)
    if isinstance(rule, Not):
        inner = rule.rule
        if isinstance(inner, Leaf) and not _is_open(inner):
            return _test(inner, vocabulary, lang, -1)
        return say("rule.not", lang, rule=_nested(inner, vocabulary, lang))
    if isinstance(rule, Readings):
        return _readings(rule, vocabulary, lang)
    if isinstance(rule, MeetsSet):
        return say("rule.meets", lang, title=rule.criteria_set.title[lang], id=rule.criteria_set.id)
    return _several(rule, vocabulary, lang) if isinstance(rule, AllOf | AnyOf | SomeOf) else str(rule)


def _test(rule: Leaf, vocabulary: Vocabulary | None, lang: Lang, toward: Toward) -> str:
    """Return one test, or its opposite, with the label of its indicator."""
    label = label_text(rule.indicator, vocabulary, lang)
    required = requirement_text(rule, vocabulary, lang, toward)
    if required == say("rule.holds", lang) and says_yes(label, lang):
        return label
    return say("rule.leaf", lang, label=label, requirement=required)


def _several(rule: AllOf | AnyOf | SomeOf, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return several rules, and how many of them are needed."""
    count = len(rule.rules)
    if count == 1:
        return describe_rule(rule.rules[0], vocabulary, lang)
    rules = "; ".join(_nested(inner, vocabulary, lang) for inner in rule.rules)
    if isinstance(rule, SomeOf):
        return say("rule.some_of", lang, needed=rule.at_least, count=count, rules=rules)
    if isinstance(rule, AllOf):
        return say("rule.all_of", lang, rules=rules)
    return say("rule.any_of", lang, count=count, rules=rules)


def _nested(rule: Rule, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return a rule inside another, in brackets where it has parts of its own."""
    text = describe_rule(rule, vocabulary, lang)
    return say("rule.nested", lang, rule=text) if len(rule.parts) > 1 else text


def _readings(rule: Readings, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return a question of reading with its readings."""
    readings = "; ".join(
        say("rule.reading", lang, name=name, text=text, rule=_nested(inner, vocabulary, lang))
        for name, text, inner in zip(rule.names, reading_texts(rule, lang), rule.rules, strict=True)
    )
    return say("rule.readings", lang, question=question_text(rule, lang), readings=readings)


def question_text(rule: Readings, lang: Lang) -> str:
    """Return the question in words, else its id."""
    return rule.texts[0][lang] if rule.texts else f"{rule.question}?"


def reading_texts(rule: Readings, lang: Lang) -> tuple[str, ...]:
    """Return the readings in words, else their ids."""
    texts = rule.texts[1:]
    return tuple(text[lang] for text in texts) if len(texts) == len(rule.names) else rule.names


def requirement_text(rule: Leaf, vocabulary: Vocabulary | None, lang: Lang, toward: Toward = 1) -> str:
    """Return what a test requires, without its indicator: "tối thiểu 80%"; -1 turns it round, "dưới 80%"."""
    measure = vocabulary[rule.indicator].measure if vocabulary is not None and rule.indicator in vocabulary else None
    opposite = "not_" if toward == -1 else ""
    match rule:
        case Holds():
            return say(f"rule.{opposite}{'judged' if measure is Measure.JUDGEMENT else 'holds'}", lang)
        case OneOf():
            values = ", ".join(_value_name(rule, value, vocabulary, lang) for value in rule.values)
            return say(f"rule.{opposite}one_of", lang, values=values)
        case NoLaterThan() | Before():
            return say(f"rule.{_phrase(rule, toward)}", lang, value=date_text(rule.value, lang))
        case _:
            pass
    if rule.value.is_open:
        return say("rule.open", lang)
    whole = rule.value.is_share and rule.value.num == rule.value.den and isinstance(rule, AtLeast) and toward == 1
    key = "rule.whole" if whole else f"rule.{_phrase(rule, toward)}"
    text = say(key, lang, value=_threshold_text(rule, vocabulary, lang))
    least = vocabulary is not None and measure is Measure.MONTHLY and vocabulary[rule.indicator].reduce == "least"
    return say("rule.month", lang, value=text) if least and toward == 1 else text


def _phrase(rule: Comparison | Deadline, toward: Toward) -> str:
    """Return which phrase says the comparison, or its opposite."""
    return _COMPARISONS[type(rule)][toward == -1]


def _is_open(rule: Rule) -> bool:
    """Whether the document leaves the share of a test open."""
    return isinstance(rule, AtLeast) and rule.value.is_open


def _value_name(rule: OneOf, value: str, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return the name of a category's value."""
    declared = vocabulary[rule.indicator] if vocabulary is not None and rule.indicator in vocabulary else None
    return category_text(declared, value, lang)


def _threshold_text(rule: Comparison, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return a threshold as a percentage, or as a count with its unit."""
    if rule.value.is_share:
        return percent_text(threshold_of(rule.value), lang)
    return counted(threshold_of(rule.value), unit_of(rule.indicator, vocabulary), lang)


def threshold_of(value: Threshold) -> Fraction:
    """Return a threshold as an exact number, 1 being the whole of a share."""
    return Fraction(value.num, value.den)
