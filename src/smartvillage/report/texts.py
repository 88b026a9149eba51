"""Texts as they may stand in any report: one normal form, without characters that no file format can hold."""

import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from smartvillage import messages as m
from smartvillage.indicators import Lang

T = TypeVar("T")

_KEPT = "\n\t"
_TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
"""Characters that turn the direction of all that follows."""


def clean(text: str) -> str:
    """Return a text in normal form C; control characters and halves of characters become a visible sign.

    So do characters that would turn the direction of the text around them.
    """
    normal = unicodedata.normalize("NFC", text)
    if normal.isprintable():
        return normal
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_unfit(letter) else letter for letter in normal)


def _is_unfit(letter: str) -> bool:
    """Whether a character may stand in no report: a control character, half of a pair, or none at all."""
    return letter not in _KEPT and (unicodedata.category(letter) in ("Cc", "Cs") or letter in f"\ufffe\uffff{_TURNING}")


def first(items: Sequence[T], most: int, lang: Lang, what: str) -> tuple[Sequence[T], str]:
    """Return the first of many, and a line that counts the others; no line where none is left out.

    Args:
        items: all of them.
        most: how many to show.
        lang: the language.
        what: the key of the word for them: `places`, `issues`, `facts`, `rows`.
    """
    rest = len(items) - most
    if rest <= 0:
        return items, ""
    word = m.say(f"report.counted.{what}", lang)
    return items[:most], m.say(
        "report.more", lang, count=m.number(rest, lang), total=m.number(len(items), lang), what=word
    )


def share_shown(items: Sequence[object], most: int, lang: Lang) -> dict[str, str]:
    """Return how many of many are shown, as words for a sentence."""
    return {"shown": m.number(most, lang), "total": m.number(len(items), lang)}
