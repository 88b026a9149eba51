"""Everything that the library raises on purpose.

Each error is a `SmartVillageError` and also the builtin that it resembles, so that callers may catch either. A message
says where, what, and what to write instead. Data never raises in an assessment: what is wrong with a recorded figure is
an issue there; only what a programmer wrote is an error.
"""

import difflib
import unicodedata
from collections.abc import Iterable
from itertools import groupby


class SmartVillageError(Exception):
    """Any error that the library raises on purpose."""

    def __str__(self) -> str:
        """Return the message as written; `KeyError` would quote it."""
        return str(self.args[0]) if self.args else ""


class InvalidValue(SmartVillageError, ValueError):
    """A value that cannot be: a share of 510 of 499, a negative count, an ambiguous percentage."""


class InvalidType(SmartVillageError, TypeError):
    """A value of the wrong type: a float threshold, a bool for a number."""


class NoTruthValue(SmartVillageError, TypeError):
    """An outcome, a rule or a finding was used as a bool, though it may be unknown."""


class UnknownIndicator(SmartVillageError, KeyError):
    """An indicator id that no vocabulary declares."""


class UnknownCriteriaSet(SmartVillageError, KeyError):
    """A criteria set id that the catalogue does not hold."""


class UnknownCriterion(SmartVillageError, KeyError):
    """A criterion id, question or reading that the set does not hold."""


class NotInForce(SmartVillageError, LookupError):
    """No edition of a criteria set was in force on the day asked for."""


class WrongLevel(SmartVillageError, ValueError):
    """A place was judged by a set that is not written for its level."""


class InvalidFile(SmartVillageError, ValueError):
    """A file that cannot be read as what it claims to be.

    Attributes:
        problems: one sentence for each problem, naming the place in the file.
    """

    def __init__(self, file: str, problems: Iterable[str]) -> None:
        """Join the `problems` of one `file` into one message."""
        self.file = file
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{file}: {problem}" for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[str, tuple[str, ...]]]:
        """Pickle by the two arguments instead of the joined message."""
        return type(self), (self.file, self.problems)


class CannotWrite(SmartVillageError, TypeError):
    """An object that a file or a table could not restore exactly, such as a rule class of a user's own."""


class MissingExtra(SmartVillageError, ImportError):
    """A feature that needs an optional dependency which is not installed."""


_SHOWN = 300


def shown(value: object) -> str:
    """Return a value as a message names it: cut short, and never deeper or longer than can be written."""
    try:
        text = repr(value)
    except (RecursionError, ValueError):  # nested too deep, or a number of thousands of digits
        return f"this {type(value).__name__}"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_MARKS = 255
"""The most marks on one letter; no language writes more than a few."""


def is_overloaded(text: str) -> bool:
    """Whether a letter of a text bears more marks than any language writes.

    To bring marks into their order takes a time that grows with the square of their number: hours for a megabyte.
    """
    if len(text) <= _MARKS or text.isascii():
        return False
    runs = (sum(1 for _ in run) for is_mark, run in groupby(text, lambda c: unicodedata.combining(c) > 0) if is_mark)
    return max(runs, default=0) > _MARKS


def fold(text: str) -> str:
    """Fold text for comparing words as people type them.

    Diacritics are dropped, đ becomes d, case is folded and white space collapsed: "Tỷ lệ  HỘ" and "ty le ho" are equal.
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.replace("đ", "d").replace("Đ", "D").casefold().split())


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return ` Did you mean 'x'?` for the nearest of the `known` words, or nothing where none is near."""
    if not isinstance(word, str) or len(word) > _SHOWN:
        return ""
    by_fold = {fold(k): k for k in known}
    near = difflib.get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return f" Did you mean {by_fold[near[0]]!r}?" if near else ""
