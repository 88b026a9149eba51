"""Two criteria sets side by side as HTML."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from smartvillage import messages as m
from smartvillage.comparison import Comparison
from smartvillage.indicators import Lang
from smartvillage.messages.comparisons import heading_lines, lists_of, only_in, pair_cells, row_notes, summary
from smartvillage.report import html as h


def comparison_blocks(comparison: Comparison, lang: Lang) -> Iterator[Element]:
    """Iterate over what a notebook shows of a comparison: the pairs, then the lists to unfold."""
    first, second = comparison.a, comparison.b
    yield h.heading(f"{first.title[lang]} – {second.title[lang]}")
    for text in heading_lines(comparison, lang):
        yield h.quiet(text)
    yield h.line(summary(comparison, lang))
    pairs = [row for row in comparison if row.a and row.b]
    if pairs:
        rows: list[list[Any]] = [
            [
                h.wide_cell(h.tag("strong", m.say(f"relation.{row.relation.value}", lang)), least=6),
                *([h.line(text) for text in cell] for cell in pair_cells(row, comparison, lang)),
                h.wide_cell([h.quiet(text) for text in row_notes(row, comparison, lang)]),
            ]
            for row in pairs
        ]
        note = m.say("report.column.note", lang)
        yield h.table(["", f"A: {first.id}", f"B: {second.id}", note], rows)
    lists = (*((one, True) for one in lists_of(comparison, lang)), *((one, False) for one in only_in(comparison, lang)))
    for (heading, lines), is_open in lists:
        title = m.say("report.count", lang, title=heading, count=m.number(len(lines), lang))
        yield h.details(title, h.lines(lines), is_open=is_open)


def comparison_plain(comparison: Comparison, lang: Lang) -> Iterator[str]:
    """Iterate over a comparison in a few lines."""
    yield from heading_lines(comparison, lang)
    yield summary(comparison, lang)
