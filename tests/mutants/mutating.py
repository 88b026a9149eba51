"""Mutants: the functions of a module, each with one small change.

The changes are those of mutmut. Its own runner leaves out whatever stands under a decorator, such as properties, keeps
caches that are warm from the unchanged code, and starts pytest anew for every mutant; so functions are changed
here, in a process that has collected the tests already.
"""

import difflib
import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FunctionType

import libcst as cst
from attrs import field, frozen
from mutmut.mutation.mutators import mutation_operators

SRC = Path(__file__).parents[2] / "src"


@frozen
class Change:
    """A change as one reads it: the function, the lines before and the lines after."""

    where: str
    was: str
    now: str


@frozen(eq=False)
class Mutant:
    """A function with one small change.

    Attributes:
        path: the file of the function.
        qualname: the function, with the class that it stands in.
        number: the how-manieth mutant of the function.
        module: the function alone, with the classes that it stands in.
        node: what is changed.
        changed: what it is changed to.
    """

    path: Path
    qualname: str
    number: int
    module: cst.Module = field(repr=False)
    node: cst.CSTNode = field(repr=False)
    changed: cst.CSTNode = field(repr=False)

    @property
    def where(self) -> str:
        """The function, named from the package down."""
        module = ".".join(self.path.relative_to(SRC / "smartvillage").with_suffix("").parts)
        return f"{module}:{self.qualname}"

    @property
    def key(self) -> str:
        """The name of the mutant among all."""
        return f"{self.where}:{self.number}"

    def source(self) -> str:
        """Return the source of the function with the change."""
        changed = self.module.deep_replace(self.node, self.changed)
        assert isinstance(changed, cst.Module)
        return changed.code

    def code(self) -> CodeType | None:
        """Return the changed code of the function; `None` where Python compiles it to the same, or not at all."""
        try:
            code = compiled(self.source(), self.path, self.qualname)
        except SyntaxError:
            return None
        return None if shape(code) == shape(compiled(self.module.code, self.path, self.qualname)) else code

    def change(self) -> Change:
        """Return the change as one reads it."""
        was, now = self.module.code.splitlines(), self.source().splitlines()
        lines = list(difflib.unified_diff(was, now, n=0, lineterm=""))[2:]
        return Change(
            self.where,
            " ".join(line[1:].strip() for line in lines if line.startswith("-")),
            " ".join(line[1:].strip() for line in lines if line.startswith("+")),
        )


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Iterate over the mutants of a file's functions and methods, in the order of the text."""
    for qualname, module in functions(cst.parse_module(path.read_text("utf-8")).body):
        numbers = iter(range(10**6))
        for node in expressions(innermost(module).body):
            for kind, operator in mutation_operators:
                if isinstance(node, kind) and not is_sentence(node):
                    for changed in operator(node):
                        yield Mutant(path, qualname, next(numbers), module, node, changed)


def functions(body: Sequence[cst.BaseStatement | cst.BaseSmallStatement]) -> Iterator[tuple[str, cst.Module]]:
    """Iterate over functions and methods by qualified name, each as a module of its own: with its classes, if any."""
    for one in body:
        if isinstance(one, cst.FunctionDef):
            yield one.name.value, cst.Module([one])
        elif isinstance(one, cst.ClassDef):
            for qualname, module in functions(one.body.body):
                alone = one.with_changes(body=cst.IndentedBlock(module.body))
                yield f"{one.name.value}.{qualname}", cst.Module([alone])


def innermost(module: cst.Module) -> cst.FunctionDef:
    """Return the function of a module that holds it alone."""
    (one,) = module.body
    while isinstance(one, cst.ClassDef):
        (one,) = one.body.body
    assert isinstance(one, cst.FunctionDef)
    return one


def expressions(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Iterate over a node and all below it, without annotations."""
    if not isinstance(node, cst.Annotation):
        yield node
        for child in node.children:
            yield from expressions(child)


def is_sentence(node: cst.CSTNode) -> bool:
    """Whether a node is a sentence for people, such as that of an error; tests look for its telling words only."""
    return isinstance(node, cst.SimpleString) and node.value.count(" ") > 1


def compiled(source: str, path: Path, qualname: str) -> CodeType:
    """Return the code of one function of a source."""
    code = compile(source, str(path), "exec", dont_inherit=True)
    for name in qualname.split("."):
        code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
    return code


def shape(code: CodeType) -> tuple[object, ...]:
    """Return what a code does, without the lines on which it stands."""
    constants = tuple(shape(c) if isinstance(c, CodeType) else (type(c), repr(c)) for c in code.co_consts)
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_exceptiontable


def live(paths: list[Path]) -> dict[tuple[str, str], list[FunctionType]]:
    """Return the functions of these files that are loaded, by file and qualified name."""
    files = {str(path) for path in paths}
    found: dict[tuple[str, str], list[FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in files:
            found.setdefault((one.__code__.co_filename, one.__code__.co_qualname), []).append(one)
    return found
