"""A place in the order of choice, in words."""

from typing import TYPE_CHECKING

from smartvillage.indicators import Lang
from smartvillage.messages.numbers import number
from smartvillage.messages.sentences import say, sentence
from smartvillage.messages.words import full_place_text, outcome_text, readiness_text

if TYPE_CHECKING:
    from smartvillage.ranking import Ranked


def explain_ranked(ranked: "Ranked", lang: Lang = "vi") -> str:
    """Return a rank with its grounds: "1 (đồng hạng). Xã A: đủ điều kiện; ưu tiên: “Lĩnh vực nổi trội” đạt."."""
    rules, place = ranked.assessment.criteria_set, ranked.assessment.place
    text = say(
        "rank",
        lang,
        rank=say("rank.tied" if ranked.is_tied else "rank.alone", lang, rank=number(ranked.rank, lang)),
        place=full_place_text(place, lang),
        outcome=readiness_text(ranked.eligible, lang).lower(),
    )
    keys = [
        say("rank.preference", lang, title=rules[criterion].title[lang], outcome=outcome_text(outcome, lang).lower())
        for criterion, outcome in ranked.keys
    ]
    return sentence(say("rank.preferring", lang, text=text, preferences=", ".join(keys)) if keys else text)
