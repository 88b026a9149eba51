"""Indicators that look alike and are not comparable."""

import re
from collections.abc import Iterator, Sequence
from itertools import product

from smartvillage.comparison.records import NearMiss
from smartvillage.comparison.sides import Side, ids
from smartvillage.indicators import Indicator, Vocabulary

_COUNTED = (
    "adult age any all commune community district each household level office people person place produce producing "
    "producer province resident rural staff unit village work working"
)
_HOW = (
    "active advanced and by data digital first good has in issued key local month monthly named new ntm of on online "
    "or per smart the to with"
)
GENERAL = frozenset((*_COUNTED.split(), *_HOW.split()))
"""Words of indicator ids that say who is counted or how, and so are no topic that two indicators could share."""

_SHORT = {"coop": "cooperative"}
"""Words that ids shorten."""

_KINDS_OF = {"broadband": "internet", "fibre": "internet", "smartphone": "smart device"}
"""Topics that are a kind of another: often written for it, and never the same."""

_WORD = re.compile(r"\d+(?:_\d+)*|[a-z]+")
_SHORTEST_PLURAL = 4


def topics(indicator: str) -> tuple[str, ...]:
    """Return the words of an indicator id that tell its topic.

    Plurals are dropped; "smart" belongs to the word after it.

        >>> topics("households_smart_device"), topics("smart_villages_recognised"), topics("communes_ntm_8_4")
        (('smart device',), ('smart place', 'recognised'), ('8_4',))
    """
    words = [_singular(word) for word in _WORD.findall(indicator.partition("@")[0])]
    found: dict[str, None] = {}
    for before, word in zip(["", *words], words, strict=False):
        if word not in GENERAL:
            found[f"smart {word}" if before == "smart" else word] = None
        elif before == "smart" and word in ("village", "commune"):
            found["smart place"] = None
    return tuple(found)


def _singular(word: str) -> str:
    """Return a word in full, without the s of a plural."""
    word = word[:-1] if len(word) >= _SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss") else word
    return _SHORT.get(word, word)


def near_misses_of(vocabulary: Vocabulary, one: Sequence[Side], two: Sequence[Side]) -> Iterator[NearMiss]:
    """Iterate over indicators without their like in the other set, each with what comes nearest there."""
    ids_a = dict.fromkeys(i for side in one for i in side.asked)
    ids_b = dict.fromkeys(i for side in two for i in side.asked)
    pairs = {(x, y): _nearness(vocabulary, x, y) for x, y in product(ids_a, ids_b) if x != y}
    pairs = {pair: near for pair, near in pairs.items() if near > _FAR}
    for (x, y), near in pairs.items():
        nearest_to_x = x not in ids_b and near == max(n for (i, _), n in pairs.items() if i == x)
        nearest_to_y = y not in ids_a and near == max(n for (_, j), n in pairs.items() if j == y)
        if nearest_to_x or nearest_to_y:
            yield NearMiss(
                vocabulary[x],
                vocabulary[y],
                ids(side for side in one if x in side.asked),
                ids(side for side in two if y in side.asked),
                _shared(x, y),
                _differences(vocabulary[x], vocabulary[y]),
                _joining(vocabulary, x, y),
            )


_FAR = (False, 0, 0)
"""The nearness of indicators that have nothing in common."""


def _nearness(vocabulary: Vocabulary, x: str, y: str) -> tuple[bool, int, int]:
    """Return what is greater for what looks more alike: linked, more words in common, fewer differences."""
    linked, words = bool(_joining(vocabulary, x, y)), len(_shared(x, y))
    differences = [name for name in _differences(vocabulary[x], vocabulary[y]) if name != "meaning"]
    return (linked, words, -len(differences)) if linked or words else _FAR


def _shared(x: str, y: str) -> tuple[str, ...]:
    """Return the topics that two indicators have in common; of a topic and a kind of it, the topic."""
    found = [
        one if one == other else _KINDS_OF.get(one, one)
        for one, other in product(topics(x), topics(y))
        if _KINDS_OF.get(one, one) == _KINDS_OF.get(other, other)
    ]
    return tuple(dict.fromkeys(found))


def _joining(vocabulary: Vocabulary, x: str, y: str) -> tuple[str, ...]:
    """Return the links that join two indicators, by name."""
    return tuple(link.name for link in vocabulary.links if {x, y} <= set(link.indicators))


def _differences(one: Indicator, two: Indicator) -> tuple[str, ...]:
    """Return in what two indicators differ as declared; else it is their meaning."""
    differs = {
        "measure": one.measure is not two.measure,
        "denominator": one.denominator != two.denominator,
        "level": not set(one.levels) & set(two.levels),
    }
    return tuple(name for name, differ in differs.items() if differ) or ("meaning",)
