"""What it takes to keep a law: something is so, or the law is broken and says how."""

from collections.abc import Callable

from smartvillage.errors import SmartVillageError
from smartvillage.outcomes import Outcome

Law = Callable[..., None]


class LawBroken(SmartVillageError, AssertionError):
    """A rule or a criteria set does not keep a law."""


def keep(held: object, otherwise: str, *words: object) -> None:
    """Hold something to be so; the sentence is made only where it is not.

    Raises:
        LawBroken: where it is not.
    """
    __tracebackhide__ = True
    if not held:
        raise LawBroken(otherwise.format(*(word.value if isinstance(word, Outcome) else word for word in words)))
