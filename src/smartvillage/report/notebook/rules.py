"""Rules and criteria as HTML: a test in words, a combinator as a tree."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.criteria import Criterion, MeetsSet
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.messages.requirements import Leaf, question_text, reading_texts
from smartvillage.report import html as h
from smartvillage.report.rows import title_text
from smartvillage.rules import AllOf, AnyOf, Not, Readings, Rule, SomeOf


def rule_block(rule: Rule, vocabulary: Vocabulary | None, lang: Lang) -> Element:
    """Return a rule as a tree: a test in words, a combinator as how many it needs with its parts below."""
    if not rule.parts or isinstance(rule, MeetsSet) or (isinstance(rule, Not) and isinstance(rule.rule, Leaf)):
        return h.tag("div", m.describe_rule(rule, vocabulary, lang))
    parts = [h.tag("li", rule_block(part, vocabulary, lang)) for part in rule.parts]
    if isinstance(rule, Readings):
        texts = reading_texts(rule, lang)
        parts = [
            h.tag("li", f"({name}) {text}", rule_block(part, vocabulary, lang))
            for name, text, part in zip(rule.names, texts, rule.rules, strict=True)
        ]
    head = h.tag("div", rule_head(rule, lang), style="font-weight:600")
    return h.tag("div", head, h.tag("ul", parts, style="margin:.1em 0;padding-left:1.4em"))


def rule_head(rule: Rule, lang: Lang) -> str:
    """Return what stands above the parts of a rule."""
    count = m.number(len(rule.parts), lang)
    match rule:
        case AllOf():
            return m.say("report.rule.all", lang, count=count)
        case AnyOf():
            return m.say("report.rule.any", lang, count=count)
        case SomeOf():
            return m.say("report.rule.some", lang, needed=m.number(rule.at_least, lang), count=count)
        case Not():
            return m.say("report.rule.not", lang)
        case Readings():
            return m.say("report.rule.readings", lang, question=question_text(rule, lang))
        case _:
            return str(rule)


def criterion_blocks(criterion: Criterion, vocabulary: Vocabulary | None, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a criterion."""
    yield h.heading(title_text(criterion, lang))
    yield h.quiet(m.say("set.clause", lang, clause=criterion.clause[lang]))
    yield rule_block(criterion.rule, vocabulary, lang)
    if criterion.applies is not None:
        applies = m.describe_rule(criterion.applies, vocabulary, lang)
        yield h.line(m.sentence(m.say("set.applies", lang, rule=applies)))
    if criterion.assumed is not None:
        yield h.quiet(m.sentence(m.say("criterion.assumed", lang, text=criterion.assumed[lang])))
