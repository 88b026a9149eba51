"""Recorded figures in words: the value, and who recorded it, when and from where."""

import math
from collections.abc import Iterable
from fractions import Fraction

from attrs import evolve

from smartvillage.facts import Bounds, Fact, Judgement, Known, Monthly, Share
from smartvillage.indicators import Indicator, Lang, Measure, Unit
from smartvillage.messages.numbers import bounds_text, counts_text, date_text, number, share_text
from smartvillage.messages.sentences import say
from smartvillage.messages.words import by_text, unit_of


def fact_text(fact: Fact, lang: Lang, indicator: Indicator | None = None, unit: Unit | None = None) -> str:
    """Return a record with its value and its origin: "80% (tự đánh giá; số liệu ngày 01/5/2025)".

    Args:
        fact: the record.
        lang: the language.
        indicator: what it is a record of, where that is known.
        unit: what is counted.
    """
    origin = origin_text(fact, lang)
    value = recorded_text(fact, lang, indicator, unit)
    return f"{value} ({origin})" if origin else value


def recorded_text(fact: Fact, lang: Lang, indicator: Indicator | None = None, unit: Unit | None = None) -> str:
    """Return the value of a record as it was recorded."""
    value, bounds = fact.value, fact.bounds
    match value:
        case Share():
            return share_text(value, lang, unit)
        case Monthly():
            return _monthly(value, lang, indicator, unit)
        case Judgement(verdict=None):
            return say("outcome.unknown", lang).lower()
        case _:
            pass
    if bounds is None:
        return category_text(indicator, str(value), lang)
    if bounds.kind in _ANSWERS:
        return answer_word(bounds, lang)
    if indicator is not None and indicator.measure is Measure.SHARE:
        bounds = _as_share(bounds)
    return bounds_text(bounds, lang, unit)


_ANSWERS = {"truth": ("no", "yes"), "judgement": ("outcome.fail", "outcome.pass")}
"""How a yes/no fact and a judgement are told."""


def answer_word(bounds: Bounds, lang: Lang) -> str:
    """Return the answer of a yes/no fact or a judgement: "có", "chưa đạt"."""
    return say(_ANSWERS[bounds.kind][bounds.low == 1], lang).lower()


def _as_share(bounds: Bounds) -> Bounds:
    """Return bare numbers recorded for a share as the percentages that they mean."""
    if bounds.kind != "number" or bounds.low > 100 * bounds.scale:
        return bounds
    scale = 100 * bounds.scale
    return evolve(bounds, high=scale if math.isinf(bounds.high) else bounds.high, scale=scale, kind="share")


def _monthly(series: Monthly, lang: Lang, indicator: Indicator | None, unit: Unit | None) -> str:
    """Return a monthly series: what it comes to, how many months are recorded and how many are missing."""
    first, last = (f"{text[5:]}/{text[:4]}" for text in (series.first, series.last))
    span = _month(series.last) - _month(series.first) + 1
    recorded = len(series.counts)
    months = say("months", lang, recorded=number(recorded, lang), span=number(span, lang), first=first, last=last)
    if indicator is None or indicator.reduce is None:
        return months
    value = bounds_text(series.reduced(indicator.reduce), lang, unit)
    return say(f"months.{indicator.reduce}", lang, value=value, months=months)


def _month(text: str) -> int:
    """Return months since year 0 of a month written YYYY-MM."""
    return int(text[:4]) * 12 + int(text[5:])


def origin_text(fact: Fact, lang: Lang) -> str:
    """Return who recorded a fact, for which day, from where and with what note; nothing where none is stated."""
    said: list[str] = []
    if isinstance(fact.value, Judgement):
        said.append(_judged(fact.value, lang))
    if fact.by is not None:
        said.append(say("fact.by", lang, by=by_text(fact.by, lang)))
    if fact.as_of is not None and not (isinstance(fact.value, Judgement) and fact.value.on == fact.as_of):
        said.append(say("fact.as_of", lang, date=date_text(fact.as_of, lang)))
    if fact.source is not None:
        said.append(say("fact.source", lang, source=fact.source))
    if fact.note is not None:
        said.append(say("fact.note", lang, note=fact.note))
    return "; ".join(said)


def _judged(judgement: Judgement, lang: Lang) -> str:
    """Return who judged, when and on what grounds."""
    said = say("fact.judged_by_nobody", lang)
    if judgement.by is not None:
        said = say("fact.judged_by", lang, by=judgement.by)
    if judgement.on is not None:
        said += " " + say("fact.judged_on", lang, date=date_text(judgement.on, lang))
    if judgement.why is not None:
        said += "; " + say("fact.judged_why", lang, why=judgement.why)
    return said


def known_text(known: Known, lang: Lang, beside: Iterable[Fraction] = ()) -> str | None:
    """Return what is known of an indicator, from all sources together; `None` where nothing is.

    Args:
        known: what is known.
        lang: the language.
        beside: thresholds that a percentage is compared with.
    """
    indicator, bounds, fact = known.indicator, known.bounds, known.fact
    unit = unit_of(indicator.id, known.evidence.vocabulary)
    if indicator.measure is Measure.CATEGORY:
        return None if known.category is None else category_text(indicator, known.category, lang)
    if bounds.kind in _ANSWERS:
        return answer_word(bounds, lang) if bounds.is_exact else None
    if fact is not None and isinstance(fact.value, Monthly) and known.parts is None:
        return recorded_text(fact, lang, indicator, unit)
    if says_nothing(bounds):
        return None
    text = bounds_text(bounds, lang, unit, beside)
    if bounds.total is None or fact is None or isinstance(fact.value, Share) or known.trail.links:
        return text
    if fact.bounds is not None and fact.bounds.total is not None:  # the record says the counts itself
        return text
    recorded = recorded_text(fact, lang, indicator, unit)
    return say("value.that_is", lang, recorded=recorded, counts=counts_text(bounds, lang, unit))


def category_text(indicator: Indicator | None, value: str, lang: Lang) -> str:
    """Return a category by the name of its value, else as it was written."""
    name = None if indicator is None else indicator.values.get(value)
    return value if name is None else name[lang]


def says_nothing(bounds: Bounds) -> bool:
    """Whether every value is left."""
    widest = bounds.scale if bounds.kind == "share" else math.inf
    lowest = -math.inf if bounds.kind == "date" else 0
    return bounds.low == lowest and bounds.high == widest and not (bounds.low_open or bounds.high_open)
