"""A place as HTML: its facts, then its parts."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.catalogue import vocabulary as shipped
from smartvillage.facts import Place
from smartvillage.indicators import Indicator, Lang, Vocabulary
from smartvillage.messages.figures import recorded_text
from smartvillage.messages.words import unit_of
from smartvillage.report import html as h
from smartvillage.report.rows import source_text
from smartvillage.report.texts import first

MOST_FACTS = 40
"""How many facts of a place it shows."""

MOST_PARTS = 20
"""How many places within a place it shows."""


def place_blocks(place: Place, lang: Lang) -> Iterator[Element]:
    """Iterate over what is shown of a place: its facts, then its parts."""
    words = shipped()
    yield h.heading(m.full_place_text(place, lang))
    if place.code is not None:
        yield h.quiet(m.say("report.code", lang, code=place.code))
    records = [(i, fact) for i, facts in place.facts.items() for fact in facts]
    shown, more = first(records, MOST_FACTS, lang, "facts")
    if records:
        rows: list[list[str]] = []
        for indicator, fact in shown:
            value = recorded_text(fact, lang, _declared(indicator, words), unit_of(indicator, words))
            rows.append([m.label_text(indicator, words, lang), value, source_text(fact, lang)])
        yield h.table([m.say(f"report.fact.{column}", lang) for column in ("label", "value", "origin")], rows)
    else:
        yield h.line(m.say("report.no_facts", lang))
    if more:
        yield h.quiet(more)
    if place.parts:
        parts, more = first(place.parts, MOST_PARTS, lang, "places")
        names = [m.place_text(part, lang) for part in parts]
        count = m.say("report.parts", lang, count=m.number(len(place.parts), lang))
        yield h.details(count, h.lines([*names, more] if more else names))


def _declared(indicator: str, words: Vocabulary) -> Indicator | None:
    """Return an indicator, if the vocabulary declares it."""
    if indicator not in words:
        return None
    return words[indicator]


def place_lines(place: Place, lang: Lang) -> Iterator[str]:
    """Iterate over a place in a few lines."""
    yield m.full_place_text(place, lang)
    facts = sum(map(len, place.facts.values()))
    yield m.say("report.place_counts", lang, facts=m.number(facts, lang), parts=m.number(len(place.parts), lang))
