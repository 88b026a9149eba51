"""The bricks of everything shown as HTML: elements of the standard library's ElementTree, escaped by construction.

Colours are see-through, so that what is shown is readable on a light and on a dark page, whoever chooses it; a sign
stands beside every colour, and what is unknown is hatched. There is no script.
"""

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, tostring

from smartvillage import messages as m
from smartvillage.indicators import Lang
from smartvillage.outcomes import Outcome
from smartvillage.report.texts import clean

Child = Element | str | None

ROOT = "max-width:72em;overflow-wrap:anywhere;line-height:1.45;text-align:left"
_CELL = "text-align:left;vertical-align:top;padding:.3em .6em;border-bottom:1px solid rgba(128,128,128,.35)"
_HEAD = f"{_CELL};font-weight:600;overflow-wrap:normal;background:rgba(128,128,128,.16)"
_TABLE = "border-collapse:collapse;margin:.6em 0;font-size:.95em"
_QUIET = "opacity:.8;font-size:.92em"
_BOX = "border-radius:.35em;padding:.05em .5em;white-space:nowrap;display:inline-block"

COLOURS: dict[Outcome, str] = {
    Outcome.PASS: "background:rgba(0,158,115,.25);border:1px solid rgba(0,158,115,.9)",
    Outcome.FAIL: "background:rgba(213,94,0,.28);border:1px solid rgba(213,94,0,.95)",
    Outcome.UNKNOWN: (
        "background:repeating-linear-gradient(45deg,rgba(222,184,0,.34) 0 3px,rgba(222,184,0,.12) 3px 8px);"
        "border:1px dashed rgba(176,140,0,.95)"
    ),
    Outcome.NOT_APPLICABLE: "background:rgba(128,128,128,.12);border:1px dotted rgba(128,128,128,.8)",
}
"""How an answer is coloured, without its sign."""


def tag(name: str, /, *children: Child | Iterable[Child], style: str = "", **attributes: str) -> Element:
    """Return an element with children: elements, texts, or several of them.

    Args:
        name: the tag.
        children: what it holds; `None` is left out.
        style: its inline style.
        attributes: further attributes; a trailing underscore is dropped (`class_`).
    """
    element = Element(name, {key.rstrip("_"): clean(value) for key, value in attributes.items()})
    if style:
        element.set("style", style)
    for child in _flat(children):
        if isinstance(child, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + clean(child)
            else:
                element.text = (element.text or "") + clean(child)
        else:
            element.append(child)
    return element


def _flat(children: Iterable[Child | Iterable[Child]]) -> Iterable[Element | str]:
    """Iterate over children, those of lists too."""
    for child in children:
        if isinstance(child, Element | str):
            yield child
        elif child is not None:
            yield from _flat(child)


def written(element: Element) -> str:
    """Return an element as HTML."""
    return tostring(element, encoding="unicode", method="html")


def fragment(lang: Lang, *children: Child | Iterable[Child]) -> str:
    """Return what a notebook shows: one block that says its language."""
    return written(tag("div", *children, lang=lang, style=ROOT))


def heading(text: str, *more: Child, level: int = 3) -> Element:
    """Return a heading."""
    return tag(f"h{level}", text, *more, style="margin:.8em 0 .3em;font-size:1.15em;line-height:1.3")


def line(*children: Child | Iterable[Child]) -> Element:
    """Return a line of text."""
    return tag("p", *children, style="margin:.25em 0")


def quiet(*children: Child | Iterable[Child]) -> Element:
    """Return a line of smaller text."""
    return tag("p", *children, style=f"margin:.25em 0;{_QUIET}")


def lines(texts: Iterable[str]) -> Element:
    """Return a list of texts."""
    return tag("ul", [tag("li", text) for text in texts], style="margin:.3em 0;padding-left:1.4em")


def badge(outcome: Outcome, text: str) -> Element:
    """Return an answer: its sign, its words, and a colour behind both."""
    return tag("span", f"{m.SYMBOLS[outcome]} {text}", style=f"{_BOX};{COLOURS[outcome]}")


def mark(outcome: Outcome, title: str) -> Element:
    """Return the cell of a matrix: the sign of an answer on its colour, with its words for who points at it."""
    style = f"text-align:center;padding:.15em .3em;{COLOURS[outcome]}"
    return tag("td", m.SYMBOLS[outcome], style=style, **({"title": title} if title else {}))


def table(headers: Sequence[Child], rows: Iterable[Iterable[Child | Iterable[Child]]]) -> Element:
    """Return a table; a cell that is a `td` or `th` already is taken as it is."""
    body = [tag("tr", [_cell(content) for content in row]) for row in rows]
    return tag(
        "table",
        tag("thead", tag("tr", [_head(content) for content in headers])),
        tag("tbody", body),
        style=_TABLE,
    )


def _head(content: Child) -> Element:
    """Return the header of a column."""
    if isinstance(content, Element) and content.tag == "th":
        return content
    return tag("th", content, style=_HEAD, scope="col")


def number_head(text: str) -> Element:
    """Return the header of a column of numbers."""
    return tag("th", text, style=_HEAD.replace("text-align:left", "text-align:right"), scope="col")


def _cell(content: Child | Iterable[Child]) -> Element:
    """Return a cell."""
    if isinstance(content, Element) and content.tag in ("td", "th"):
        return content
    return tag("td", content, style=_CELL)


def wide_cell(*children: Child | Iterable[Child], least: int = 12) -> Element:
    """Return a cell that stays so many letters wide where others beside it hold much."""
    return tag("td", *children, style=f"{_CELL};min-width:{least}em")


def number_cell(text: str) -> Element:
    """Return a cell whose text stands at the right, as numbers do."""
    return tag("td", text, style=_CELL.replace("text-align:left", "text-align:right;white-space:nowrap"))


def details(summary: Child | Iterable[Child], *children: Child | Iterable[Child], is_open: bool = False) -> Element:
    """Return what opens when its summary is pressed."""
    opened = {"open": "open"} if is_open else {}
    head = tag("summary", summary, style="cursor:pointer")
    return tag("details", head, tag("div", *children, style="padding-left:1em"), style="margin:0", **opened)


def closing(lang: Lang) -> Element:
    """Return the sentence that ends every report."""
    style = "margin:1em 0 0;font-style:italic;border-top:1px solid rgba(128,128,128,.5);padding-top:.4em"
    return tag("p", m.say("closing", lang), style=style)
