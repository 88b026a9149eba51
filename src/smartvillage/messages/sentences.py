"""The two tables of sentences, and how one sentence is taken from them and filled in."""

from collections.abc import Mapping
from typing import Final

from smartvillage.indicators import Lang
from smartvillage.messages import sentences_en, sentences_vi

SENTENCES: Final[Mapping[Lang, Mapping[str, str]]] = {
    "vi": sentences_vi.SENTENCES,
    "en": sentences_en.SENTENCES,
}
"""By language and key, templates for `str.format`; both languages have the same keys with the same parameters."""


def say(key: str, lang: Lang, /, **words: object) -> str:
    """Return one sentence, filled in.

    Raises:
        KeyError: if there is no such sentence, or a word that it needs is not given.
    """
    return SENTENCES[lang][key].format(**words)


def has_sentence(key: str) -> bool:
    """Whether there is a sentence for a key."""
    return key in sentences_vi.SENTENCES


def sentence(text: str) -> str:
    """Return a text as a sentence: its first letter large, a full stop at its end."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", ":")) else f"{text}."
