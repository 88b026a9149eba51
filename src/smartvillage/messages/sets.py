"""A criteria set in words: what a document asks, before any place is judged."""

from collections.abc import Iterator

from smartvillage.criteria import CriteriaSet, Criterion, Requirement
from smartvillage.indicators import Lang
from smartvillage.messages.reports import settlement_text
from smartvillage.messages.requirements import describe_rule
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import force_text, full_document_text, level_text, validity_text


def describe_set(rules: CriteriaSet, lang: Lang = "vi") -> str:
    """Return a criteria set in words: source, dates, and each criterion with its clause, force and rule."""
    blocks = [
        list(_heading(rules, lang)),
        *([f"{number}. {line}", *rest] for number, (line, *rest) in enumerate(_all(rules, lang), 1)),
    ]
    if rules.requires is not None:
        blocks.append([sentence(say("set.requires", lang, text=_requirement(rules.requires, rules, lang)))])
    if rules.settled:
        blocks.append([say("report.settled", lang), *(f"- {settlement_text(one, lang)}" for one in rules.settled)])
    return "\n\n".join("\n".join(block) for block in blocks)


def summary_lines(rules: CriteriaSet, lang: Lang = "vi") -> tuple[str, str]:
    """Return a set in two lines, for a list: id and title; levels, dates and source."""
    facts = (_levels(rules, lang), _validity(rules, lang), _source(rules, lang))
    return f"{rules.id}: {rules.title[lang]}", " ".join(map(sentence, facts))


def _heading(rules: CriteriaSet, lang: Lang) -> Iterator[str]:
    """Iterate over the lines at the top."""
    yield f"{rules.title[lang]} ({rules.id})"
    yield _source(rules, lang)
    if rules.source.known is not None:
        yield say("set.known", lang, text=rules.source.known[lang])
    if rules.source.gaps is not None:
        yield say("set.gaps", lang, text=rules.source.gaps[lang])
    yield sentence(_levels(rules, lang))
    if rules.scope is not None:
        yield sentence(say("set.scope", lang, scope=rules.scope))
    yield sentence(_validity(rules, lang))
    if rules.assumed is not None:
        yield sentence(say("report.assumed", lang, text=rules.assumed[lang]))


def _source(rules: CriteriaSet, lang: Lang) -> str:
    """Return the document."""
    return sentence(say("set.source", lang, source=full_document_text(rules.source, lang)))


def _levels(rules: CriteriaSet, lang: Lang) -> str:
    """Return the levels of place that the set judges."""
    return say("set.levels", lang, levels=", ".join(level_text(level, lang) for level in rules.levels))


def _validity(rules: CriteriaSet, lang: Lang) -> str:
    """Return from when to when the set holds."""
    return say("set.validity", lang, dates=validity_text(rules, lang))


def _all(rules: CriteriaSet, lang: Lang) -> Iterator[list[str]]:
    """Iterate over the criteria, each as lines."""
    for criterion in rules:
        yield list(_criterion(criterion, rules, lang))


def _criterion(criterion: Criterion, rules: CriteriaSet, lang: Lang) -> Iterator[str]:
    """Iterate over the lines about one criterion."""
    yield f"{criterion.title[lang]} ({criterion.id})"
    rule = describe_rule(criterion.rule, rules.vocabulary, lang)
    yield f"   {sentence(say('set.rule', lang, rule=rule))}"
    if criterion.applies is not None:
        applies = describe_rule(criterion.applies, rules.vocabulary, lang)
        yield f"   {sentence(say('set.applies', lang, rule=applies))}"
    yield f"   {sentence(say('set.force', lang, force=force_text(criterion.force, lang)))}"
    yield f"   {sentence(say('set.clause', lang, clause=criterion.clause[lang]))}"
    if criterion.assumed is not None:
        yield f"   {sentence(say('criterion.assumed', lang, text=criterion.assumed[lang]))}"


def _requirement(requirement: Requirement, rules: CriteriaSet, lang: Lang) -> str:
    """Return which criteria decide."""
    members = [
        f"“{rules[member].title[lang]}”" if isinstance(member, str) else f"[{_requirement(member, rules, lang)}]"
        for member in requirement.of
    ]
    texts = "; ".join(members)
    if requirement.at_least is None:
        return say("set.all", lang, members=texts)
    return say("set.some", lang, needed=requirement.at_least, count=len(members), members=texts)
