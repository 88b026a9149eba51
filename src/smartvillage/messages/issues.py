"""Issues in words: what is doubtful about the data, and where it was read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from smartvillage.criteria import CriteriaSet
from smartvillage.facts import Fact, Issue, Where
from smartvillage.indicators import Lang, Vocabulary
from smartvillage.messages.figures import fact_text
from smartvillage.messages.numbers import date_text, number
from smartvillage.messages.sentences import SENTENCES, has_sentence, say, sentence
from smartvillage.messages.words import label_text, near_text, unit_of

_LONGEST = 300
"""The most letters of a cell that a sentence repeats."""

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def explain_issue(
    issue: Issue,
    lang: Lang = "vi",
    *,
    vocabulary: Vocabulary | None = None,
    with_place: bool = True,
    rules: CriteriaSet | None = None,
) -> str:
    """Return an issue as a sentence, with the cell it was read from and the place it is about.

    Args:
        issue: the issue; one with a code that has no sentence is told in general words.
        lang: `"vi"` or `"en"`.
        vocabulary: where indicators have their labels; without it their ids are told.
        with_place: whether to name the place.
        rules: the set judged by, so that dates that rest on a reading say so.
    """
    if issue.code == "file_not_read":
        return _file_not_read(issue, lang)
    key = f"issue.{issue.code}"
    words = _words(issue, lang, vocabulary)
    if issue.code == "outside_validity" and rules is not None and _assumes_dates(rules):
        words["dates"] = say("validity.assumed", lang, dates=words["dates"])
    text = SENTENCES[lang][key if has_sentence(key) else "issue.other"].format_map(words).strip()
    if with_place and issue.place is not None:
        text = say("issue.about", lang, place=_short(issue.place), text=text)
    where = "" if issue.where is None else where_text(issue.where, lang)
    return say("issue.at", lang, where=where, text=text) if where else text


_MOST_ALIKE = 3
"""For how many places one kind of note is told one by one, and how many places a line for all of them names."""


def fold_issues(issues: Iterable[tuple[Issue, object]], lang: Lang = "vi") -> dict[str, str]:
    """Return one line for each kind of note on a place that more than three places have, by its code.

    Args:
        issues: the notes, each with what tells its place from others of the same name.
        lang: `"vi"` or `"en"`.
    """
    alike: defaultdict[str, dict[object, Issue]] = defaultdict(dict)
    for issue, place in issues:
        if issue.where is None and issue.place is not None and has_sentence(f"folded.{issue.code}"):
            alike[issue.code].setdefault(place, issue)
    return {code: _folded(code, list(of.values()), lang) for code, of in alike.items() if len(of) > _MOST_ALIKE}


def _folded(code: str, issues: Sequence[Issue], lang: Lang) -> str:
    """Return one kind of note on many places: how many they are, and the first of them."""
    names = ", ".join(dict.fromkeys(str(issue.place) for issue in issues[:_MOST_ALIKE]))
    rest = number(len(issues) - _MOST_ALIKE, lang)
    return say(
        "folded",
        lang,
        count=number(len(issues), lang),
        text=say(f"folded.{code}", lang, expected=_words(issues[0], lang, None)["expected"]),
        names=sentence(say("names.more", lang, names=names, count=rest)),
    )


def _assumes_dates(rules: CriteriaSet) -> bool:
    """Whether the dates of a set rest on a reading: what it assumes speaks of its force, or names its last day."""
    last = [] if rules.valid_until is None else [date_text(rules.valid_until, "vi")]
    return rules.assumed is not None and any(word in rules.assumed["vi"] for word in ("iệu lực", *last))


def _file_not_read(issue: Issue, lang: Lang) -> str:
    """Return what is wrong with a file of a folder, the others of which are read."""
    file = "–" if issue.where is None else issue.where.file
    words = defaultdict(lambda: "–", issue.more)
    words["near"] = near_text(words.get("near", ""), lang)
    key = f"table.{issue.value}"
    text = SENTENCES[lang][key if has_sentence(key) else "table.other"]
    fault = text.format_map(words | {"file": file, "code": issue.value}).strip()
    return say("issue.file_not_read", lang, fault=fault)


def where_text(where: Where, lang: Lang) -> str:
    """Return a cell: "thon.xlsx, trang tính “Sheet1”, dòng 5, cột “Wifi”"."""
    parts = {"file": where.file, "sheet": where.sheet, "row": where.row, "column": where.column}
    return ", ".join(say(f"issue.where.{k}", lang, **{k: _short(str(v))}) for k, v in parts.items() if v is not None)


def _words(issue: Issue, lang: Lang, vocabulary: Vocabulary | None) -> dict[str, str]:
    """Return the words of an issue's sentence; a word that it does not have is a dash."""
    more = {name: _word(word, lang) for name, word in issue.more}
    words = defaultdict(lambda: "–", more)
    words["code"] = issue.code
    if issue.place is not None:
        words["place"] = _short(issue.place)
    if issue.indicator is not None:
        words["indicator"] = label_text(issue.indicator, vocabulary, lang)
    if issue.value is not None:
        words["value"] = _word(issue.value, lang)
    if issue.expected is not None:
        key = f"expected.{issue.expected}"
        words["expected"] = say(key, lang) if has_sentence(key) else issue.expected
    if issue.facts:
        words["facts"] = "; ".join(_fact(i, fact, lang, vocabulary, issue.indicator) for i, fact in issue.facts)
    words["near"] = near_text(more.get("near", ""), lang)
    if issue.code == "wrong_level":
        words["expected"], words["value"] = _levels(issue.expected, lang), _levels(issue.value, lang)
    words["table"] = say("issue.in_table", lang, table=more["first_table"]) if more.get("first_table") else ""
    words["also"] = say("issue.also_in", lang, columns=more["also"]) if more.get("also") else ""
    if issue.code in ("whole_not_stated", "no_parts_listed"):
        words["level"] = _levels(more.get("level"), lang)
    if issue.code == "outside_validity":
        first, last = more.get("first"), more.get("last")
        dates = "both" if first and last else "first" if first else "last" if last else "none"
        words["dates"] = say(f"validity.{dates}", lang, first=first, last=last)
    return words


def _levels(levels: str | None, lang: Lang) -> str:
    """Return the words for levels that are named by their values."""
    keys = [f"level.{level}" for level in (levels or "").split(", ")]
    return ", ".join(say(key, lang) for key in keys if has_sentence(key)) or "–"


def _fact(indicator: str, fact: Fact, lang: Lang, vocabulary: Vocabulary | None, about: str | None) -> str:
    """Return a record that an issue is about, with its label where the issue is about another indicator."""
    declared = vocabulary[indicator] if vocabulary is not None and indicator in vocabulary else None
    text = fact_text(fact, lang, declared, unit_of(indicator, vocabulary))
    if indicator == about:
        return text
    return say("fact.named", lang, label=label_text(indicator, vocabulary, lang), value=text)


def _word(text: str, lang: Lang) -> str:
    """Return an ISO date as a language writes it, and any other text as it is, cut short where it is very long."""
    return date_text(date.fromisoformat(text), lang) if _ISO_DAY.fullmatch(text) else _short(text)


def _short(text: str) -> str:
    """Return a text of which the end is left out where nobody would read it; the issue itself holds all of it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
