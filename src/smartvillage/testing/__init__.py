"""A kit for the tests of other projects: strategies that draw villages, laws for rules, and worked cases.

It needs the extra `testing`: `pip install "smartvillage[testing]"`. To hold a set of your own to all of it, write

    from smartvillage.testing import assert_consistent, laws_for, passing

or run `pytest --criteria FOLDER`.
"""

try:
    import hypothesis as _hypothesis  # noqa: F401 - asked for by name  # pyright: ignore[reportUnusedImport]
except ImportError:  # pragma: no cover - every test needs it
    from smartvillage.errors import MissingExtra

    msg = 'smartvillage.testing needs hypothesis: pip install "smartvillage[testing]"'
    raise MissingExtra(msg) from None

from smartvillage.testing.holding import assert_consistent, laws_for
from smartvillage.testing.laws import LAWS
from smartvillage.testing.pairs import contradicting, learning
from smartvillage.testing.showing import show_as_written
from smartvillage.testing.strategies import criteria_sets, facts, places, rules, shares
from smartvillage.testing.verdicts import failing, not_applicable, on_threshold, passing, unknown

__all__ = [
    "LAWS",
    "assert_consistent",
    "contradicting",
    "criteria_sets",
    "facts",
    "failing",
    "laws_for",
    "learning",
    "not_applicable",
    "on_threshold",
    "passing",
    "places",
    "rules",
    "shares",
    "unknown",
]

show_as_written()
