"""Places of several tables as one tree: what a table names is joined to the row of another that is about it."""

from collections import defaultdict
from collections.abc import Sequence

from attrs import define, field

from smartvillage.errors import did_you_mean, fold
from smartvillage.facts import Issue
from smartvillage.indicators import Level
from smartvillage.tables.issues import Disagreements, Notebook
from smartvillage.tables.places import Gazetteer, Node, Origin, code_key, is_bare, name_and_kind, same_code

_SHOWN = 5
"""How many places an issue about many names."""


@define(eq=False)
class Linker:
    """Joins what rows say of one place: where it is named with less above it, or only by its code.

    Nothing is guessed: a name that may be that of several places is an issue, and what stands below it is part of none.

    Attributes:
        places: the places spoken of.
        issues: where issues are noted.
    """

    places: Gazetteer
    issues: list[Issue]
    _doubtful: set[int] = field(factory=set[int])

    def link(self) -> None:
        """Join the places of each level, from the provinces down."""
        tables = self._tables()
        listed = sorted(set(tables.values()), key=lambda level: -level.rank)
        whole: Node | None = None
        for level in reversed(Level):
            if level is not Level.VILLAGE:
                self._by_code(level)
                self._by_name(level)
            self._by_letters(level)
            if len(listed) > 1:
                whole = self._only(level) if level is listed[0] else whole
                self._below(level, whole, tables)
        if len(listed) > 1:
            for level in listed:
                self._without_row(level)

    def _nodes(self, level: Level | None = None) -> list[Node]:
        """Return the places, those of one level if it is given."""
        return [n for n in self.places.nodes if n.same is None and level in (None, n.level)]

    def _tables(self) -> dict[Origin, Level]:
        """Return the tables whose rows are all about places of one level."""
        levels: dict[Origin, set[Level]] = defaultdict(set)
        for node in self._nodes():
            if node.row is not None:
                levels[node.origin].add(node.level)
        return {origin: next(iter(found)) for origin, found in levels.items() if len(found) == 1}

    def _tell(self, code: str, at: tuple[Origin, int], node: Node, value: str, *more: tuple[str, str]) -> None:
        """Note an issue about a place."""
        (file, sheet), row = at
        Notebook(file, sheet, self.issues).tell(code, row or None, node=node, value=value, more=more)

    # By code

    def _by_code(self, level: Level) -> None:
        """Join places that are named only by a code, or otherwise than in their own row, to the place of this code."""
        of_code: dict[str | None, list[Node]] = defaultdict(list)
        for node in self._nodes(level):
            if node.code is not None:
                of_code[code_key(node.code)].append(node)
        for nodes in of_code.values():
            kept = min(nodes, key=lambda n: (n.row is None, n.is_nameless))
            for node in nodes:
                if node is kept or not _above_agrees(node, kept):
                    continue
                code = str(node.code)
                differs = not node.is_nameless and not _sounds_like(node, kept)
                if differs and (node.row is not None or kept.row is None):
                    self._tell("code_repeated", node.named, node, code, ("other", kept.name))
                    continue
                if differs:
                    self._tell("name_and_code_differ", node.named, kept, node.name, ("code", code))
                self._join(node, kept)

    # By name

    def _by_name(self, level: Level) -> None:
        """Join places that are only named to the one row that may be about them."""
        alike: dict[str, list[Node]] = defaultdict(list)
        for node in self._nodes(level):
            if not node.is_nameless:
                alike[_bare(node)].append(node)
        for nodes in alike.values():
            own = [node for node in nodes if node.row is not None]
            meant: dict[int, list[Node]] = defaultdict(list)
            for node in nodes:
                fitting = [one for one in own if _fits(node, one)] if node.row is None else []
                if len(fitting) == 1:
                    meant[id(fitting[0])].append(node)
                elif fitting:
                    self._doubt(node, fitting)
            for one in own:
                named = meant[id(one)]
                if all(_above_agrees(a, b) for i, a in enumerate(named) for b in named[:i]):
                    for node in named:
                        self._join(node, one)
                else:
                    for node in named:
                        self._doubt(node, [one], [other for other in named if other is not node])

    def _by_letters(self, level: Level) -> None:
        """Join places whose names are typed without any mark to the one place that may be meant."""
        alike: dict[str, list[Node]] = defaultdict(list)
        for node in self._nodes(level):
            if not node.is_nameless and id(node) not in self._doubtful:
                alike[fold(_bare(node))].append(node)
        for nodes in alike.values():
            marked = [node for node in nodes if not is_bare(_bare(node))]
            meant: dict[int, list[Node]] = defaultdict(list)
            for node in nodes:
                fitting = [one for one in marked if _may_be(node, one)] if is_bare(node.name) else []
                if len(fitting) == 1:
                    meant[id(fitting[0])].append(node)
                elif fitting:
                    self._unclear(node, fitting)
            for one in marked:
                named = meant[id(one)]
                rows = sum(node.row is not None for node in (one, *named))
                agree = all(_above_agrees(a, b) for i, a in enumerate(named) for b in named[:i])
                for node in named:
                    if agree and (one.row is not None or rows <= 1):
                        self._take_for(node, one)
                    else:
                        self._unclear(node, [one])

    def _take_for(self, node: Node, kept: Node) -> None:
        """Let a name without marks be that of a place, and say so."""
        name = kept.name
        self._tell("name_without_marks", node.named, kept, node.name, ("other", name))
        self._join(node, kept)
        kept.name = name

    def _unclear(self, node: Node, fitting: Sequence[Node]) -> None:
        """Note that a name without marks may be that of another place; one with a row stays a place of its own."""
        if node.row is None:
            self._doubt(node, fitting)
        else:
            candidates = ", ".join(_full_name(one) for one in fitting)
            self._tell("ambiguous_name", node.named, node, node.name, ("candidates", candidates))

    def _doubt(self, node: Node, fitting: Sequence[Node], others: Sequence[Node] = ()) -> None:
        """Note that a name may be that of several places, each of which may have the places below it as parts."""
        for one in fitting:
            one.unsure += len(node.parts)
        self._doubtful.add(id(node))
        candidates = ", ".join(_full_name(one) for one in (*fitting, *others))
        self._tell("ambiguous_whole", node.named, node, node.name, ("candidates", candidates))

    def _join(self, gone: Node, kept: Node) -> None:
        """Let one place be another: what is above, below and recorded of it becomes the other's."""
        gone.same = kept
        kept.kind, kept.code = kept.kind or gone.kind, kept.code or gone.code
        if gone.parent is not None:
            gone.parent.parts.remove(gone)
            if kept.parent is None or kept.parent.level.rank > gone.parent.level.rank:
                _move(kept, gone.parent)
        below: dict[str, list[Node]] = defaultdict(list)
        for part in kept.parts if gone.parts else ():
            below[_bare(part)].append(part)
        for part in tuple(gone.parts):
            same = next((one for one in below[_bare(part)] if _kind_and_code_agree(part, one)), None)
            if same is None:
                _move(part, kept)
            else:
                self._join(part, same)
        gone.parts.clear()
        disagreements = Disagreements()
        for indicator, records in gone.records.items():
            for record in records:
                other = kept.record(indicator, record)
                if other is not None:
                    disagreements.note(kept, indicator, record, other)
        disagreements.tell(self.issues)
        for stamp, row in gone.stamps.items():
            first = kept.stamps.setdefault(stamp, row)
            if first != row and not disagreements.between(stamp[0], row, first):
                notebook = Notebook(*stamp[0], self.issues)
                notebook.tell("repeated_place", row, node=kept, more=(("first_row", str(first)),))
        if gone.row is not None:
            self.places.replace(gone, kept)

    # What no row says

    def _only(self, level: Level) -> Node | None:
        """Return the one place of a level, if it has a row and nobody speaks of another."""
        nodes = self._nodes(level)
        return nodes[0] if len(nodes) == 1 and nodes[0].row is not None else None

    def _below(self, level: Level, whole: Node | None, tables: dict[Origin, Level]) -> None:
        """Let places for which nothing above is stated be parts of the one place that the tables are about."""
        loose = [
            node
            for node in self._nodes(level)
            if node.parent is None
            and (node.row is not None or node.parts)
            and id(node) not in self._doubtful
            and tables.get(node.origin if node.row is not None else node.named[0]) is not None
        ]
        between = {of for of in tables.values() if of.rank > level.rank}
        if whole is not None and whole.level.rank > level.rank:
            for node in loose:
                _move(node, whole)
            between.discard(whole.level)
        if between and loose:
            by_table: dict[Origin, list[Node]] = defaultdict(list)
            for node in loose:
                by_table[node.origin if node.row is not None else node.named[0]].append(node)
            for origin, nodes in by_table.items():
                names = ", ".join(node.name for node in nodes[:_SHOWN]) + (", …" if len(nodes) > _SHOWN else "")
                lowest = min(between, key=lambda of: of.rank)
                issue = Notebook(*origin, self.issues)
                more = (("count", str(len(nodes))), ("level", lowest.value))
                issue.tell("whole_not_stated", None, value=names, more=more)

    def _without_row(self, level: Level) -> None:
        """Note places that are only named, though there is a table of their level: most are slips of the hand."""
        nodes = self._nodes(level)
        known = [node.name for node in nodes if node.row is not None]
        for node in nodes:
            if node.row is None and node.parts and id(node) not in self._doubtful:
                near = did_you_mean(node.name, known)
                self._tell("place_without_row", node.named, node, node.name, ("near", near))


def _move(node: Node, whole: Node) -> None:
    """Let a place be part of another."""
    if node.parent is not None:
        node.parent.parts.remove(node)
    node.parent = whole
    whole.parts.append(node)


def _bare(node: Node) -> str:
    """Return a name as it is compared."""
    return name_and_kind(node.name, node.level)[0]


def _sounds_like(a: Node, b: Node) -> bool:
    """Whether two names are one, or one of them without its marks."""
    return _bare(a) == _bare(b) or (fold(_bare(a)) == fold(_bare(b)) and (is_bare(a.name) or is_bare(b.name)))


def _may_be(a: Node, b: Node) -> bool:
    """Whether a place whose name is typed without marks may be another, that is part of the same place."""
    return _fits(a, b) and (a.level is not Level.VILLAGE or a.parent is b.parent)


def _full_name(node: Node) -> str:
    """Return a place with the place above it."""
    return node.name if node.parent is None else f"{node.name} ({node.parent.name})"


def _kind_and_code_agree(a: Node, b: Node) -> bool:
    """Whether nothing that is stated of two places of one name tells them apart."""
    return (a.kind is None or b.kind in (a.kind, None)) and same_code(a.code, b.code)


def _above_agrees(a: Node, b: Node) -> bool:
    """Whether no level above two places is stated differently."""
    above, of_a = {n.level: n for n in _line(b)}, _line(a)
    return all(above.get(node.level, node) is node for node in of_a)


def _fits(a: Node, b: Node) -> bool:
    """Whether two places of one name may be the same."""
    return _kind_and_code_agree(a, b) and _above_agrees(a, b)


def _line(node: Node) -> list[Node]:
    """Return the places above, the nearest first."""
    line: list[Node] = []
    above = node.parent
    while above is not None:
        line.append(above)
        above = above.parent
    return line
