"""Every fault that the reader finds can be told in both languages."""

from string import Formatter
from typing import Literal

import pytest

from smartvillage.messages.sentences import SENTENCES
from smartvillage.tables import refusals
from smartvillage.tables.issues import CODES, EXPECTED


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_fault_has_its_sentence(lang: Literal["vi", "en"]) -> None:
    """A planner who reads only Vietnamese must learn what is wrong."""
    keys = {*(f"issue.{code}" for code in CODES), *(f"expected.{key}" for key in EXPECTED)}
    keys |= {f"table.{code}" for code in refusals.SENTENCES}
    assert keys - set(SENTENCES[lang]) == set()


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sentences_of_unreadable_files_use_the_words_there_are(lang: Literal["vi", "en"]) -> None:
    """A sentence that asks for another word would fail just when it is needed."""
    for code, sentence in refusals.SENTENCES.items():
        given = {name for _, name, _, _ in Formatter().parse(sentence) if name} | {"file", "near"}
        asked = {name for _, name, _, _ in Formatter().parse(SENTENCES[lang][f"table.{code}"]) if name}
        assert asked <= given, code
