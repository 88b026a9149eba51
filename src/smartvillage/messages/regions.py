"""Regions of values in words, places that show what they mean, and the links that lead there."""

from collections.abc import Iterable, Sequence

from smartvillage.facts import Bounds, Fact, Place
from smartvillage.indicators import Indicator, Lang, Measure, Unit, Vocabulary
from smartvillage.messages.figures import answer_word, category_text, recorded_text, says_nothing
from smartvillage.messages.numbers import bounds_text
from smartvillage.messages.sentences import say
from smartvillage.messages.words import joined, label_text, unit_of

Piece = Bounds | bool | str
"""Some of the values of an indicator: an interval, a yes or no, a category."""


def region_text(region: Sequence[Piece], indicator: Indicator, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return values of an indicator in words: "từ 6 đến 8 mô hình", "dưới 5% hoặc ít nhất 80%".

    Args:
        region: the values as pieces, ascending; none where nothing is left.
        indicator: what is measured.
        vocabulary: where the units are.
        lang: the language.
    """
    if not region:
        return say("region.empty", lang)
    unit = indicator.unit or unit_of(indicator.denominator, vocabulary)
    return joined("or", [_piece(piece, indicator, unit, lang) for piece in region], lang)


def _piece(piece: Piece, indicator: Indicator, unit: Unit | None, lang: Lang) -> str:
    """Return one piece of a region."""
    if isinstance(piece, bool):
        return _answer(indicator, lang, holds=piece)
    if isinstance(piece, str):
        return category_text(indicator, piece, lang)
    if says_nothing(piece):
        return say("region.any", lang)
    text = bounds_text(piece, lang, unit)
    if piece.kind == "number" and piece.is_exact:
        text = say("region.exactly", lang, value=text)
    return say("rule.month", lang, value=text) if indicator.reduce == "least" else text


def _answer(indicator: Indicator | None, lang: Lang, *, holds: bool) -> str:
    """Return a yes or no; of a judgement, whether it is met."""
    is_judged = indicator is not None and indicator.measure is Measure.JUDGEMENT
    return answer_word(Bounds(int(holds), int(holds), kind="judgement" if is_judged else "truth"), lang)


def witness_text(place: Place, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return what is recorded of a place that shows something, and of the places above it."""
    told = [
        say("fact.named", lang, label=label_text(i, vocabulary, lang), value=_value(i, fact, vocabulary, lang))
        for one in (place, *place.above)
        for i, facts in one.facts.items()
        for fact in facts
    ]
    return "; ".join(told) or say("region.nothing_recorded", lang)


def _value(indicator: str, fact: Fact, vocabulary: Vocabulary, lang: Lang) -> str:
    """Return the value of a record of such a place."""
    declared = vocabulary.indicators.get(indicator)
    if isinstance(fact.value, bool):
        return _answer(declared, lang, holds=fact.value)
    return recorded_text(fact, lang, declared, unit_of(indicator, vocabulary))


def by_links(text: str, links: Sequence[str], lang: Lang) -> str:
    """Return a text with the links that it rests on in brackets, if there are any."""
    if not links:
        return text
    names = say(f"links.{'one' if len(links) == 1 else 'many'}", lang, names=", ".join(links))
    return say("links", lang, text=text, links=names)


def titles_text(titles: Iterable[str], lang: Lang) -> str:
    """Return titles in quotation marks: "“Cáp quang” và “Wifi”"."""
    return joined("and", [f"“{title}”" for title in titles], lang)
