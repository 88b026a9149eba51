"""The places below in words: which of them keep a target from being met, the nearest first."""

from collections.abc import Iterator, Sequence

from smartvillage.criteria import CriterionFinding, Dragging, dragging
from smartvillage.facts import Place
from smartvillage.indicators import Lang
from smartvillage.messages.findings import lacking_text, short_text
from smartvillage.messages.numbers import number
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import label_text, part_name
from smartvillage.outcomes import Outcome
from smartvillage.rules import Finding, Toward

_SHOWN = 6
"""How many places are named before the others are counted."""

_LACKING = 2
"""How many things that one place lacks are told."""


def rolled_up(finding: CriterionFinding) -> list[tuple[Finding, Toward]]:
    """Return the tests not met on indicators that the places below add up to."""
    if finding.outcome not in (Outcome.FAIL, Outcome.UNKNOWN):
        return []
    return [(leaf, toward) for leaf, toward in finding.finding.deciding() if leaf.known and leaf.known.parts]


def dragging_lines(finding: CriterionFinding, place: Place, lang: Lang) -> Iterator[str]:
    """Iterate over sentences that tell which places below drag a criterion down, and what each of them lacks.

    Args:
        finding: the finding of a criterion for a place with parts.
        place: that place.
        lang: the language.
    """
    leaves = rolled_up(finding)
    for leaf, toward in leaves:
        parts = dragging(leaf, toward)
        said: list[str] = []
        for outcome, key in ((Outcome.FAIL, "parts.failing"), (Outcome.UNKNOWN, "parts.undecided")):
            of = [part for part in parts if part.outcome is outcome]
            if of:
                said.append(say(key, lang, count=number(len(of), lang), parts=_listed(of, place, lang)))
        missing = leaf.known.parts.missing if leaf.known and leaf.known.parts else 0
        if missing:
            key = "leaf.parts_missing" if missing < float("inf") else "leaf.parts_missing_unknown"
            text = say(key, lang, count="" if missing == float("inf") else number(missing, lang))
            said.append(text[:1].upper() + text[1:])
        if len(leaves) > 1 and said and leaf.known is not None:
            label = label_text(leaf.known.indicator.id, leaf.known.evidence.vocabulary, lang)
            said[0] = say("leaf.value", lang, label=label, value=said[0][:1].lower() + said[0][1:])
        yield from map(sentence, said)


def _listed(parts: Sequence[Dragging], place: Place, lang: Lang) -> str:
    """Return the nearest of several places, each with what it lacks, and how many more there are."""
    told = "; ".join(_told(part, place, lang) for part in parts[:_SHOWN])
    rest = len(parts) - _SHOWN
    return told if rest <= 0 else say("names.more", lang, names=told, count=number(rest, lang))


def _told(part: Dragging, whole: Place, lang: Lang) -> str:
    """Return a place with what it lacks."""
    if part.criteria and (len(part.criteria) > 1 or part.criteria[0].finding.parts):
        lacking = [
            say("leaf.value", lang, label=finding.criterion.title[lang], value=lacking_text(finding, lang, place=part.place))
            for finding in part.criteria[:_LACKING]
        ]
        count = len(part.criteria)
    else:
        alone = len(part.leaves) == 1
        lacking = [
            _with_names(leaf, toward, short_text(leaf, toward, "alone" if alone else "", lang, part.place), part, lang)
            for leaf, toward in part.leaves[:_LACKING]
        ]
        count = len(part.leaves)
    text = ", ".join(lacking)
    if count > _LACKING:
        text = say("parts.more", lang, lacking=text, count=number(count - _LACKING, lang))
    return say("parts.one", lang, place=part_name(part.place, whole), lacking=text) if text else part_name(part.place, whole)


def _with_names(leaf: Finding, toward: Toward, text: str, part: Dragging, lang: Lang) -> str:
    """Return what a place lacks, with the places below it that it hangs on."""
    below = dragging(leaf, toward)
    if not below:
        return text
    names = ", ".join(part_name(one.place, part.place) for one in below[:_LACKING])
    if len(below) > _LACKING:
        names = say("names.more", lang, names=names, count=number(len(below) - _LACKING, lang))
    return say("parts.below", lang, lacking=text, names=names)
