"""The places below in words: which of them keep a target from being met, the nearest first."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from smartvillage.criteria import CriterionFinding, Dragging, dragging
from smartvillage.facts import Place
from smartvillage.indicators import Lang, Level
from smartvillage.messages.findings import short_text
from smartvillage.messages.numbers import number
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import label_text, part_name
from smartvillage.outcomes import Outcome
from smartvillage.rules import Finding, Toward

_SHOWN = 6
"""How many places are named before the others are counted."""

_TOLD = 2
"""How many things that one place lacks are told."""

_NAMED = (Level.COMMUNE, Level.DISTRICT)
"""Levels whose places are mostly called by names of their own."""


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
        known = leaf.known
        counted = known.parts.counted if known is not None and known.parts is not None else 0
        said: list[str] = []
        for outcome, key in ((Outcome.FAIL, "parts.failing"), (Outcome.UNKNOWN, "parts.undecided")):
            of = [part for part in parts if part.outcome is outcome]
            if of:
                lacking = _shared(of, lang) if len(of) == counted > _SHOWN else ""
                text = say("parts.all", lang, lacking=lacking) if lacking else _listed(of, place, lang)
                said.append(say(key, lang, count=number(len(of), lang), parts=text))
        missing = known.parts.missing if known is not None and known.parts is not None else 0
        if math.isinf(missing):
            said.append(say("leaf.parts_missing_unknown", lang))
        elif missing:
            said.append(say("leaf.parts_missing", lang, count=number(missing, lang)))
        if len(leaves) > 1 and said and known is not None:
            label = label_text(known.indicator.id, known.evidence.vocabulary, lang)
            said[0] = say("leaf.value", lang, label=label, value=said[0])
        yield from map(sentence, said)


def _shared(parts: Sequence[Dragging], lang: Lang) -> str:
    """Return what all of several places lack; nothing where they do not all lack the same."""

    def sight(part: Dragging) -> list[tuple[object, ...]]:
        seen = [(leaf.rule, leaf.known) for leaf, _ in part.leaves]
        return [(rule, known and (known.bounds, known.reason, known.parts and part.place)) for rule, known in seen]

    first = sight(parts[0])
    return _lacking(parts[0], lang) if all(sight(part) == first for part in parts[1:]) else ""


def _listed(parts: Sequence[Dragging], whole: Place, lang: Lang) -> str:
    """Return the nearest of several places, each with what it lacks, and how many more there are."""
    called = Counter((place.level, place.name) for place in whole.below(_NAMED))
    told = [(_name(part.place, whole, called), _lacking(part, lang)) for part in parts[:_SHOWN]]
    alike = [
        (", ".join(name for name, _ in together), lacking)
        for lacking, together in itertools.groupby(told, key=lambda one: one[1])
    ]
    text = "; ".join(
        say("parts.one", lang, place=name, lacking=lacking) if lacking else name for name, lacking in alike
    )
    rest = len(parts) - _SHOWN
    return text if rest <= 0 else say("parts.rest", lang, parts=text, count=number(rest, lang))


def _name(place: Place, whole: Place, called: Mapping[tuple[Level, str], int]) -> str:
    """Return the name of a part; with the places between where others are called alike, as most villages are."""
    between: list[Place] = []
    for above in place.above:
        below = between[-1] if between else place
        if above is whole or called.get((below.level, below.name), 2) == 1:
            break
        between.append(above)
    return f"{place.name} ({', '.join(one.name for one in between)})" if between else place.name


def _lacking(part: Dragging, lang: Lang) -> str:
    """Return what a place lacks, the first of it where that is much."""
    if len(part.criteria) > 1:
        lacking = [finding.criterion.title[lang] for finding in part.criteria[:_TOLD]]
        count = len(part.criteria)
    else:
        alone = "alone" if len(part.leaves) == 1 else ""
        lacking = [_test(leaf, toward, alone, part, lang) for leaf, toward in part.leaves[:_TOLD]]
        count = len(part.leaves)
    text = ", ".join(lacking)
    return text if count <= _TOLD else say("parts.more", lang, lacking=text, count=number(count - _TOLD, lang))


def _test(leaf: Finding, toward: Toward, alone: str, part: Dragging, lang: Lang) -> str:
    """Return what a place lacks in one test, with the places below it that it hangs on."""
    text = short_text(leaf, toward, alone, lang, part.place, detail=False)
    below = dragging(leaf, toward)
    if not below:
        return text
    names = ", ".join(part_name(one.place, part.place) for one in below[:_TOLD])
    if len(below) > _TOLD:
        names = say("names.more", lang, names=names, count=number(len(below) - _TOLD, lang))
    return say("parts.below", lang, lacking=text, names=names)
