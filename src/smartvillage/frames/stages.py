"""Stages: columns worked out one stage after another, so that no expression grows with all that it rests on.

A `Term` knows which held columns it uses. So each stage holds all that can be worked out by then, and no column for
longer than it is used: the time in which engines plan a frame grows with its stages times its columns.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

import narwhals as nw
from attrs import define, field, frozen

_PREFIX = "__smartvillage_"

Plain = int | float | bool | str | date


def _operator(combine: Callable[[nw.Expr, nw.Expr], nw.Expr]) -> "Callable[[Term, Term | Plain], Term]":
    """Return an operator of expressions as one of terms."""

    def of(self: "Term", other: "Term | Plain") -> "Term":
        return _joined(combine, self, other)

    return of


@frozen(eq=False)
class Term:
    """An expression, and the held columns that it uses.

    Attributes:
        expr: the expression.
        uses: the names of the columns.
    """

    expr: nw.Expr
    uses: frozenset[str] = frozenset()

    __add__ = _operator(operator.add)
    __sub__ = _operator(operator.sub)
    __mul__ = _operator(operator.mul)
    __truediv__ = _operator(operator.truediv)
    __mod__ = _operator(operator.mod)
    __and__ = _operator(operator.and_)
    __or__ = _operator(operator.or_)
    __ge__ = _operator(operator.ge)
    __gt__ = _operator(operator.gt)
    __le__ = _operator(operator.le)
    __lt__ = _operator(operator.lt)
    __hash__ = None  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType] - its equality is a term

    def __eq__(self, other: "Term | Plain") -> "Term":  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride] - as in narwhals
        """Return where both are the same."""
        return _joined(operator.eq, self, other)

    def __ne__(self, other: "Term | Plain") -> "Term":  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride] - as in narwhals
        """Return where they differ."""
        return _joined(operator.ne, self, other)

    def __invert__(self) -> "Term":
        """Return where it does not hold."""
        return self.of(lambda expr: ~expr)

    def of(self, change: Callable[[nw.Expr], nw.Expr]) -> "Term":
        """Return what a change of the expression makes of it."""
        return Term(change(self.expr), self.uses)


def lit(value: Plain) -> Term:
    """Return the same value for every row."""
    return Term(nw.lit(value))


NO, YES = lit(value=False), lit(value=True)
"""The truth values for every row."""


def chosen(where: Term, then: Term | Plain, otherwise: Term | Plain) -> Term:
    """Return one value where a truth value that is never null holds, and another elsewhere."""
    return _joined(lambda *of: nw.when(of[0]).then(of[1]).otherwise(of[2]), where, then, otherwise)


def greatest(term: Term, *more: Term) -> Term:
    """Return the greatest of several numbers; Spark takes two or more."""
    return _joined(nw.max_horizontal, term, *more) if more else term


def smallest(term: Term, *more: Term) -> Term:
    """Return the least of several numbers."""
    return _joined(nw.min_horizontal, term, *more) if more else term


def _joined(combine: Callable[..., nw.Expr], *terms: Term | Plain) -> Term:
    """Return several terms as one."""
    given = [one if isinstance(one, Term) else lit(one) for one in terms]
    return Term(combine(*(one.expr for one in given)), frozenset().union(*(one.uses for one in given)))


@define(eq=False)
class Stages:
    """A lazy frame, and what is worked out beside its columns.

    Attributes:
        frame: the frame.
    """

    frame: nw.LazyFrame[Any]
    _held: dict[str, Term] = field(factory=dict, init=False)
    _stage: dict[str, int] = field(factory=dict, init=False)

    def hold(self, *terms: Term) -> list[Term]:
        """Return terms as columns that are worked out once."""
        return [self._column(term) for term in terms]

    def _column(self, term: Term) -> Term:
        """Return one term as a column."""
        name = f"{_PREFIX}{len(self._held)}"
        self._held[name] = term
        self._stage[name] = max((self._stage[used] + 1 for used in term.uses), default=0)
        return Term(nw.col(name), frozenset({name}))

    def select(self, columns: Sequence[str], terms: Iterable[tuple[str, Term]]) -> nw.LazyFrame[Any]:
        """Return columns of the frame, and terms under new names."""
        added = list(terms)
        last: dict[str, int] = {}
        self._note(frozenset().union(*(term.uses for _, term in added)), max(self._stage.values(), default=0) + 1, last)
        frame, given = self.frame, self.frame.collect_schema().names()
        for stage in sorted({self._stage[name] for name in last}):
            names = [name for name in last if self._stage[name] <= stage <= last[name]]
            frame = frame.select(
                *given,
                *(name if self._stage[name] < stage else self._held[name].expr.alias(name) for name in names),
            )
        return frame.select(*columns, *(term.expr.alias(name) for name, term in added))

    def _note(self, uses: Iterable[str], stage: int, last: dict[str, int]) -> None:
        """Note up to which stage columns are needed, and those that they use."""
        waiting = [(name, stage) for name in uses]
        while waiting:
            name, until = waiting.pop()
            if last.get(name, -1) < until - 1:
                last[name] = until - 1
                waiting += [(used, self._stage[name]) for used in self._held[name].uses]
