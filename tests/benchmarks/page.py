"""The page of figures, in both languages: what was measured is a list of headings, texts and tables."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from attrs import field, frozen
from tests.benchmarks.measuring import Times, ratio, span
from tests.benchmarks.words import NAMES_VI, SENTENCES

Lang = Literal["vi", "en"]


@frozen
class Heading:
    """A heading, by the key of its sentence."""

    key: str
    words: Mapping[str, object] = field(factory=dict)


@frozen
class Text:
    """A paragraph, by the key of its sentence."""

    key: str
    words: Mapping[str, object] = field(factory=dict)


@frozen
class Table:
    """A table; the head and the first column are keys, or names that stay as they are."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Text | Table


def times_table(times: Mapping[str, Times], against: str) -> Table:
    """Return medians, the least, the most, and the ratio to one of the works."""
    ordered = sorted(times.items(), key=lambda item: item[1].median)
    rows = [
        (name, span(t.median), span(min(t.runs)), span(max(t.runs)), f"{ratio(t, times[against]):.2f}")
        for name, t in ordered
    ]
    return Table(("", "median", "least", "most", f"× {against}"), rows)


def told(blocks: Iterable[Block], lang: Lang) -> str:
    """Return the page in one language."""
    return "\n\n".join(_block(block, lang) for block in blocks) + "\n"


def _block(block: Block, lang: Lang) -> str:
    """Return one block as Markdown."""
    match block:
        case Heading():
            level = "#" if block.key == "title" else "##"
            return f"{level} {_sentence(block.key, block.words, lang)}"
        case Text():
            return _sentence(block.key, block.words, lang)
        case _:
            rows = [[_name(cell, lang) for cell in block.head], ["---", *["--:"] * (len(block.head) - 1)]]
            rows += [[_name(row[0], lang), *(_figure(cell, lang) for cell in row[1:])] for row in block.rows]
            return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _sentence(key: str, words: Mapping[str, object], lang: Lang) -> str:
    """Return a sentence with its words; whole numbers with thousands apart."""
    shown = {k: _figure(f"{value:,}", lang) if isinstance(value, int) else value for k, value in words.items()}
    return SENTENCES[key][lang].format(**shown)


def _name(name: str, lang: Lang) -> str:
    """Return the name of a work or a column."""
    if lang == "en":
        return name
    for english, vietnamese in NAMES_VI.items():
        name = name.replace(english, vietnamese)
    return name


def _figure(cell: str, lang: Lang) -> str:
    """Return a figure, with a decimal comma in Vietnamese; or what stands in its place."""
    if re.fullmatch(r"[≤<]? ?[\d.,]+( .+)?", cell) is None:
        return _name(cell, lang)
    return _name(cell.translate(str.maketrans(".,", ",.")), lang) if lang == "vi" else cell
