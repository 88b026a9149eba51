"""Problems of a criteria set in words: where, what, why, and a place that shows it."""

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from smartvillage.criteria import CriteriaSet
from smartvillage.indicators import Lang
from smartvillage.messages.numbers import date_text, number
from smartvillage.messages.regions import by_links, region_text, witness_text
from smartvillage.messages.requirements import describe_rule
from smartvillage.messages.sentences import has_sentence, say, sentence
from smartvillage.messages.words import joined, label_text, validity_text

if TYPE_CHECKING:
    from smartvillage.consistency import Problem

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_NAMED = {
    "level": "level",
    "levels": "level",
    "missing": "field",
    "outcome": "outcome",
    "checks": "checks",
    "was": "measure",
    "is": "measure",
}
"""Which words of a problem are codes, and under which keys their sentences stand."""


def explain_problem(problem: "Problem", lang: Lang = "vi") -> str:
    """Return a problem in words: severity, place, what is wrong, and a place that shows it or the reason stated.

    Args:
        problem: the problem.
        lang: `"vi"` or `"en"`.
    """
    rules = problem.criteria_set
    severity = say(f"severity.{problem.severity.value}", lang)
    text = by_links(say(f"problem.{problem.code}", lang, **_words(problem, lang)), problem.links, lang)
    told = [sentence(say("problem", lang, severity=severity, where=problem.where, text=text))]
    if problem.because:
        told.append(sentence(_because(problem, lang)))
    if problem.witness is not None:
        told.append(sentence(say("problem.witness", lang, facts=witness_text(problem.witness, rules.vocabulary, lang))))
    if problem.stated is not None:
        told.append(sentence(say("problem.stated", lang, text=problem.stated[lang])))
    return " ".join(told)


def _because(problem: "Problem", lang: Lang) -> str:
    """Return the rules that exclude each other, or one of which always holds."""
    is_certain = problem.code in ("cannot_fail", "always_applies")
    rules = [f"“{describe_rule(rule, problem.criteria_set.vocabulary, lang)}”" for rule in problem.because]
    key = f"problem.{'always' if is_certain else 'never'}_{'one' if len(rules) == 1 else 'many'}"
    return say(key, lang, rules=joined("or" if is_certain else "and", rules, lang))


def _words(problem: "Problem", lang: Lang) -> dict[str, str]:
    """Return the words of a problem's sentence."""
    rules, indicator = problem.criteria_set, problem.indicator
    named = [_criterion(criterion, rules, lang) for criterion in problem.criteria]
    words = {
        "criterion": named[0] if named else f"“{rules.title[lang]}”",
        "others": joined("and", named[1:], lang) if named[1:] else "",
        "criteria": joined("and", named, lang) if named else "",
        "dates": validity_text(rules, lang),
    }
    if indicator is not None:
        words["indicator"] = _label(indicator, rules, lang)
        words["left"] = region_text(problem.left, rules.vocabulary[indicator], rules.vocabulary, lang)
    words["id"] = (*problem.criteria, indicator or "")[0]
    return words | {f"more_{name}": _word(name, text, problem, lang) for name, text in problem.more}


def _criterion(criterion: str, rules: CriteriaSet, lang: Lang) -> str:
    """Return a criterion by title and id."""
    return f"“{rules[criterion].title[lang]}” ({criterion})"


def _label(indicator: str, rules: CriteriaSet, lang: Lang) -> str:
    """Return an indicator by its label, in quotation marks."""
    return f"“{label_text(indicator, rules.vocabulary, lang)}”"


def _word(name: str, text: str, problem: "Problem", lang: Lang) -> str:
    """Return a further word of a problem: codes by their names, days and numbers as a language writes them."""
    if name == "value":
        return number(Fraction(text), lang)
    if name not in _NAMED or problem.code == "renamed":
        return date_text(date.fromisoformat(text), lang) if _ISO_DAY.fullmatch(text) else text
    told: list[str] = []
    for word in text.split(", "):
        key = f"{_NAMED[name]}.{word}"
        told.append(
            say(key, lang).lower() if has_sentence(key) else label_text(word, problem.criteria_set.vocabulary, lang)
        )
    return ", ".join(told)
