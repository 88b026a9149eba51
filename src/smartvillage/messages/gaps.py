"""Gaps in words: what is lacking, or too much, in the indicator's own unit."""

import math
from decimal import Decimal
from fractions import Fraction

from smartvillage.indicators import Lang, Unit, Vocabulary
from smartvillage.messages.numbers import counted, counted_of, number, percent_text, points_text, span
from smartvillage.messages.requirements import Deadline
from smartvillage.messages.sentences import say
from smartvillage.messages.words import unit_of
from smartvillage.rules import AtLeast, Gap, MoreThan, Rule, Toward


def gap_text(
    gap: Gap, rule: Rule, toward: Toward, vocabulary: Vocabulary | None, lang: Lang, *, detail: bool = True
) -> str | None:
    """Return what is lacking, or too much: "còn thiếu 7 hộ (cần 377/471 hộ, hiện có 370 hộ)".

    Args:
        gap: the gap of a test.
        rule: the test, which says whether something is lacking or too much.
        toward: the outcome that the gap is measured to.
        vocabulary: where the units are.
        lang: the language.
        detail: whether to say what is needed and what is there.

    Returns:
        The text; `None` where there is no number to tell: nothing is lacking, an answer is, or nobody knows how much.
    """
    if gap.unit == "answer" or gap.is_closed or (not gap.is_sure and (math.isinf(gap.high) or _is_wide(gap))):
        return None
    amount = _amount(gap, vocabulary, lang)
    sure = "" if gap.is_sure else "maybe_"
    if isinstance(rule, Deadline):
        return say(f"gap.{sure}{'late' if toward == 1 else 'early'}", lang, amount=amount)
    rising = isinstance(rule, AtLeast | MoreThan) == (toward == 1)
    known = _known(gap, vocabulary, lang) if detail else None
    if not rising:
        key = f"gap.{sure}over"
        return say(f"{key}_of", lang, amount=amount, known=known) if known else say(key, lang, amount=amount)
    needed = _needed(gap, vocabulary, lang) if detail else None
    if needed is None:
        return say(f"gap.{sure}short", lang, amount=amount)
    if known is None:
        return say(f"gap.{sure}short_to", lang, amount=amount, needed=needed)
    return say(f"gap.{sure}short_of", lang, amount=amount, needed=needed, known=known)


def _is_wide(gap: Gap) -> bool:
    """Whether nothing is known of what is there: none, all, and whatever is between."""
    if gap.known is None:
        return False
    whole = 100 if gap.unit == "percentage_points" else math.inf if gap.of is None else gap.of
    return gap.known[0] <= 0 and gap.known[1] >= whole


def _amount(gap: Gap, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return how much, as one number or as a range; the most, where perhaps nothing is lacking."""

    def end(value: float | Decimal, *, with_unit: bool, above: bool) -> str:
        text = points_text(Decimal(value), lang) if gap.unit == "percentage_points" else number(value, lang)
        if with_unit:
            text = f"{text} {_unit_word(gap, value, vocabulary, lang, above=above)}".rstrip()
        return say("number.more_than", lang, value=text) if above else text

    if (gap.low, gap.low_above) == (gap.high, gap.high_above):
        return end(gap.low, with_unit=True, above=gap.low_above)
    if math.isinf(gap.high):
        return say("number.unlimited", lang, value=end(gap.low, with_unit=True, above=False))
    if not gap.is_sure:
        return end(gap.high, with_unit=True, above=gap.high_above)
    low = end(gap.low, with_unit=False, above=False)
    return span(low, end(gap.high, with_unit=True, above=gap.high_above), lang, low_open=gap.low_above)


def _unit_word(gap: Gap, value: float | Decimal, vocabulary: Vocabulary | None, lang: Lang, *, above: bool) -> str:
    """Return the word for what is lacking."""
    one = "one" if value == 1 and not above else "many"
    if gap.unit == "percentage_points":
        return say(f"number.points.{one}", lang)
    if gap.unit == "days":
        return say(f"number.days.{one}", lang)
    unit = unit_of(gap.unit, vocabulary)
    return "" if unit is None else unit.vi if lang == "vi" else unit.one if one == "one" else unit.many


def _needed(gap: Gap, vocabulary: Vocabulary | None, lang: Lang) -> str | None:
    """Return what is needed, where that is one number."""
    if gap.needed is None:
        return None
    if gap.unit == "percentage_points":
        return percent_text(Fraction(gap.needed) / 100, lang)
    unit = unit_of(gap.unit, vocabulary)
    if gap.of is None:
        return counted(gap.needed, unit, lang)
    return counted_of(number(gap.needed, lang), gap.of, unit, lang)


def _known(gap: Gap, vocabulary: Vocabulary | None, lang: Lang) -> str | None:
    """Return what is there, where that can be said in whole units."""
    if gap.known is None or any(math.isinf(end) for end in gap.known):
        return None
    low, high = gap.known
    if gap.unit == "percentage_points":
        beside = () if gap.needed is None else (Fraction(gap.needed) / 100,)
        return percent_text(Fraction(low) / 100, lang, beside=beside) if low == high else None
    if low != int(low) or high != int(high):
        return None
    unit: Unit | None = unit_of(gap.unit, vocabulary)
    if low == high:
        return counted(low, unit, lang)
    if high == gap.of:
        return say("value.at_least", lang, value=counted(low, unit, lang))
    if low == 0:
        return say("value.at_most", lang, value=counted(high, unit, lang))
    return span(number(low, lang), counted(high, unit, lang), lang)


def gap_cells(gap: Gap, vocabulary: Vocabulary | None, lang: Lang) -> tuple[str, str]:
    """Return a gap for two cells of a table, the number or range and the unit; nothing where there is no number."""
    if gap.unit == "answer" or (math.isinf(gap.high) and not gap.is_sure):
        return "", ""
    if gap.unit == "percentage_points":
        texts = [points_text(Decimal(end), lang) for end in (gap.low, gap.high)]
    else:
        texts = [number(end, lang) for end in (gap.low, gap.high)]
    low, high = (
        say("number.more_than", lang, value=text) if above else text
        for text, above in zip(texts, (gap.low_above, gap.high_above), strict=True)
    )
    return low if low == high else f"{low}–{high}", _unit_word(gap, gap.high, vocabulary, lang, above=False)
