"""Single words and names: outcomes, reasons, levels, places, documents, and the labels of indicators."""

import re
from collections.abc import Sequence
from typing import Literal

from smartvillage.criteria import CriteriaSet, CriterionFinding, Force, Source
from smartvillage.errors import fold
from smartvillage.facts import Place
from smartvillage.indicators import Lang, Level, Unit, Vocabulary
from smartvillage.messages.numbers import date_text
from smartvillage.messages.sentences import say
from smartvillage.outcomes import Outcome, Reason

SYMBOLS = {Outcome.PASS: "✓", Outcome.FAIL: "✗", Outcome.UNKNOWN: "?", Outcome.NOT_APPLICABLE: "–"}
"""One sign for each outcome, as it stands before a criterion in a report."""

_LOCAL_WORDS = {
    Level.VILLAGE: ("thôn", "ấp", "bản", "làng", "khu", "xóm", "buôn", "bon", "phum", "sóc", "khối", "tổ dân phố"),
    Level.COMMUNE: ("xã", "phường", "thị trấn", "đặc khu"),
    Level.DISTRICT: ("huyện", "quận", "thị xã", "thành phố"),
    Level.PROVINCE: ("tỉnh", "thành phố", "tp"),
}
"""What places of a level are called; a name that begins with one of these says its level itself."""

_QUOTED = re.compile(r"Did you mean '([^']+)'")

_MOST_NAMES = 8
"""How many names a list shows before it counts the rest."""


def outcome_text(outcome: Outcome, lang: Lang) -> str:
    """Return the answer of a rule or criterion: "Đạt", "Chưa đạt", "Chưa xác định" or "Không áp dụng"."""
    return say(f"outcome.{outcome.value}", lang)


def readiness_text(outcome: Outcome, lang: Lang) -> str:
    """Return the answer of a set: "Đủ điều kiện", "Chưa đủ điều kiện", "Chưa xác định" or "Không áp dụng"."""
    return say(f"ready.{outcome.value}", lang)


def criterion_outcome_text(finding: CriterionFinding, lang: Lang) -> str:
    """Return the answer of a criterion in the words of its force: "Chưa đạt mục tiêu phấn đấu"."""
    outcome = finding.outcome
    if finding.criterion.force is Force.ASPIRATIONAL and outcome in (Outcome.PASS, Outcome.FAIL):
        return say(f"aspirational.{outcome.value}", lang)
    return outcome_text(outcome, lang)


def reason_text(reason: Reason, lang: Lang) -> str:
    """Return why something is unknown or not applicable: "chưa có số liệu"."""
    return say(f"reason.{reason.value}", lang)


def reasons_text(reasons: Sequence[Reason], lang: Lang) -> str:
    """Return all reasons, in order."""
    return "; ".join(reason_text(reason, lang) for reason in reasons)


def level_text(level: Level, lang: Lang) -> str:
    """Return the word for a level: "thôn", "village"."""
    return say(f"level.{level.value}", lang)


def force_text(force: Force, lang: Lang) -> str:
    """Return how binding a criterion is: "bắt buộc", "mục tiêu phấn đấu", "ưu tiên"."""
    return say(f"force.{force.value}", lang)


def place_text(place: Place, lang: Lang) -> str:
    """Return a place with its level, unless a Vietnamese name says it itself: "Ấp 3", "Trung Bình (thôn)"."""
    name = f"{fold(place.name)} "
    if lang == "vi" and any(name.startswith(f"{fold(word)} ") for word in _LOCAL_WORDS[place.level]):
        return place.name
    return say("place", lang, name=place.name, level=level_text(place.level, lang))


def full_place_text(place: Place, lang: Lang) -> str:
    """Return a place with its level and the place above it: "Thôn 8, Xã A"."""
    text = place_text(place, lang)
    return say("place.parent", lang, name=text, parent=place.parent.name) if place.parent is not None else text


def document_name(source: Source, lang: Lang) -> str:
    """Return a document by number alone, else by its issuer: "132/KH-UBND"."""
    return source.number or say("document.of", lang, issuer=source.issuer[lang])


def document_text(source: Source, lang: Lang) -> str:
    """Return a document in short, by number and day: "132/KH-UBND ngày 03/3/2023"."""
    name = document_name(source, lang)
    if source.date is not None:
        return say("document", lang, number=name, date=date_text(source.date, lang))
    return name


def full_document_text(source: Source, lang: Lang) -> str:
    """Return a document with its issuer and its name."""
    name = "" if source.document is None else source.document[lang]
    if source.number is None:
        issued = [source.issuer[lang], "" if source.date is None else date_text(source.date, lang)]
    else:
        issued = [document_text(source, lang), source.issuer[lang]]
    return ", ".join(filter(None, [*issued, name]))


def validity_text(rules: CriteriaSet, lang: Lang) -> str:
    """Return from when to when a set holds."""
    first, last = (day and date_text(day, lang) for day in (rules.valid_from, rules.valid_until))
    key = "both" if first and last else "first" if first else "last" if last else "none"
    return say(f"validity.{key}", lang, first=first, last=last)


def by_text(by: str, lang: Lang) -> str:
    """Return who recorded a fact: "thẩm định", "tự đánh giá", or a name as written."""
    return say(f"by.{by}", lang) if by in ("appraised", "self_assessed") else by


def label_text(indicator: str, vocabulary: Vocabulary | None, lang: Lang) -> str:
    """Return the label of an indicator, or its id where no vocabulary declares it."""
    if vocabulary is not None and indicator in vocabulary:
        return vocabulary[indicator].label[lang]
    return indicator


def says_yes(label: str, lang: Lang) -> bool:
    """Whether a label says "có" itself, so that the answer would say it twice: "Có Wifi công cộng"."""
    return lang == "vi" and label.startswith("Có ")


def unit_of(indicator: str | None, vocabulary: Vocabulary | None) -> Unit | None:
    """Return what an indicator counts; a share counts what its denominator does."""
    if indicator is None or vocabulary is None or indicator not in vocabulary:
        return None
    declared = vocabulary[indicator]
    return declared.unit or unit_of(declared.denominator, vocabulary)


def part_name(part: Place, whole: Place) -> str:
    """Return the name of a part, with the place between it and the whole: "Thôn 4 (Xã A)"."""
    between = part.parent
    return part.name if between is None or between is whole else f"{part.name} ({between.name})"


def names_text(places: Sequence[Place], lang: Lang, whole: Place) -> str:
    """Return the names of parts of a place, the first few where there are many."""
    names = ", ".join(part_name(place, whole) for place in places[:_MOST_NAMES])
    rest = len(places) - _MOST_NAMES
    return names if rest <= 0 else say("names.more", lang, names=names, count=rest)


def joined(word: Literal["and", "or"], texts: Sequence[str], lang: Lang) -> str:
    """Return texts with a word before the last: "Cáp quang, Wifi và Internet"."""
    *first, last = texts
    return say(word, lang, first=", ".join(first), last=last) if first else last


def near_text(near: str, lang: Lang) -> str:
    """Return the nearest known word as a question, from the word or from `did_you_mean`; nothing without one."""
    quoted = _QUOTED.search(near)
    word = quoted[1] if quoted else near
    return say("near", lang, near=word) if word else ""
