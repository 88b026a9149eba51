"""Places that tables count and do not list: they are without figures, and never left out of a share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from smartvillage.facts import Issue
from smartvillage.indicators import Level
from smartvillage.tables.issues import Notebook
from smartvillage.tables.places import COUNTS, Node, Origin, stated

_SHOWN = 5
"""How many places an issue names."""


def note_unlisted(nodes: Sequence[Node], issues: list[Issue]) -> None:
    """Let places expect the parts that the tables count and do not list, and note what does not add up.

    Args:
        nodes: the places that rows are about.
        issues: where issues are noted.
    """
    for node in sorted(nodes, key=lambda one: one.level.rank):
        for level in COUNTS:
            if node.parts and level.rank < node.level.rank:
                _compare(node, level, issues)
    _note_empty(nodes, issues)


def _compare(node: Node, level: Level, issues: list[Issue]) -> None:
    """Compare how many places of a level a place states with how many are listed, directly below it or deeper."""
    number = stated(node, level)
    if number is None:
        return
    below = list(_below(node))
    listed = sum(one.level is level for one in below)
    tell = Notebook(*node.origin, issues).tell
    value, given = str(number), ("given", str(listed))
    if number < listed:
        tell("more_parts_than_stated", node.row, node=node, indicator=COUNTS[level], value=value, more=(given,))
        return
    wholes = [one for one in below if one.level is not level and _lists(one, level)]
    extra = number - listed - sum(one.unsure + max(0, (stated(one, level) or 0) - len(one.parts)) for one in wholes)
    if not wholes or extra <= 0:
        return
    silent = [one for one in wholes if stated(one, level) is None]
    for one in silent:
        one.unsure += extra  # in which of them nobody knows, so that each may have them all
    candidates = ("candidates", _names(silent or wholes))
    tell(
        "fewer_listed_than_stated", node.row, node=node, indicator=COUNTS[level], value=value, more=(given, candidates)
    )


def _note_empty(nodes: Iterable[Node], issues: list[Issue]) -> None:
    """Note places that neither list nor count any part, where others of their table do: they count as having none."""
    of_table: dict[tuple[Origin, Level], list[Node]] = defaultdict(list)
    for node in nodes:
        if node.parent is not None and node.parent.row is not None:
            of_table[node.origin, node.level].append(node)
    for (origin, level), listed in of_table.items():
        empty = [node for node in listed if not node.parts and not node.unsure and stated(node, _next(level)) is None]
        if level is not Level.VILLAGE and 0 < len(empty) < len(listed):
            more = ("count", str(len(empty))), ("level", _next(level).value)
            Notebook(*origin, issues).tell("no_parts_listed", None, value=_names(empty), more=more)


def _lists(node: Node, level: Level) -> bool:
    """Whether the places of a level stand directly below a place, or would."""
    return {part.level for part in node.parts} == {level} if node.parts else _next(node.level) is level


def _next(level: Level) -> Level:
    """Return the level below."""
    return next((one for one in reversed(Level) if one.rank < level.rank), level)


def _below(node: Node) -> Iterator[Node]:
    """Iterate over all places below a place."""
    for part in node.parts:
        yield part
        yield from _below(part)


def _names(nodes: Sequence[Node]) -> str:
    """Return the names of the first places."""
    return ", ".join(node.name for node in nodes[:_SHOWN]) + (", …" if len(nodes) > _SHOWN else "")
