"""The face of the library: few names, nothing computed, nothing heavy imported."""

import json
import pickle
import subprocess
import sys

import pytest

import smartvillage
from smartvillage import errors, rules

HEAVY = ["numpy", "narwhals", "openpyxl", "xlsxwriter", "matplotlib", "hypothesis", "pandas", "polars", "pydantic"]


def test_all_names_are_there_and_sorted() -> None:
    """`from smartvillage import *` and the docs show the same names."""
    assert [name for name in smartvillage.__all__ if not hasattr(smartvillage, name)] == []
    assert sorted(smartvillage.__all__) == sorted(set(smartvillage.__all__))
    assert [name for name in rules.__all__ if not hasattr(rules, name)] == []


@pytest.mark.parametrize(
    "name",
    [
        "catalogue",
        "load",
        "Place",
        "Share",
        "above",
        "at_least",
        "at_most",
        "below",
        "between",
        "percent",
        "Fact",
        "Judgement",
        "Monthly",
        "Assessment",
        "CriteriaSet",
        "Criterion",
        "Outcome",
        "Reason",
        "SmartVillageError",
    ],
)
def test_the_names_of_the_design_are_public(name: str) -> None:
    """They are fixed: programs of others import them."""
    assert name in smartvillage.__all__


@pytest.mark.parametrize(
    "code",
    [
        "import smartvillage",
        "import smartvillage as sv; sv.load('nghe-an/smart-village').assess(sv.Place('T', level='village'))",
    ],
)
def test_importing_and_judging_load_neither_numpy_nor_an_extra(code: str) -> None:
    """Start-up costs are paid by every command; a core install has no extras."""
    script = f"{code}\nimport json, sys\nprint(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)  # noqa: S603
    assert json.loads(done.stdout) == []


def test_every_error_is_ours_and_also_the_builtin_it_resembles() -> None:
    """Callers may catch either."""
    kinds = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]
    builtins = (ValueError, TypeError, KeyError, LookupError, ImportError)
    for kind in kinds:
        assert issubclass(kind, errors.SmartVillageError)
        assert kind is errors.SmartVillageError or issubclass(kind, builtins)


def test_messages_are_printed_as_written() -> None:
    """A KeyError would put its message in quotes; an error without a message prints nothing."""
    assert str(errors.UnknownIndicator("no 'x'")) == "no 'x'"
    assert str(errors.SmartVillageError()) == ""
    several = errors.InvalidFile("f.toml", ["one", "two"])
    assert str(several) == "f.toml: one\nf.toml: two"


def test_an_error_of_a_file_survives_another_process() -> None:
    """Worker processes pickle errors; this one is made of a file and its problems."""
    error = errors.InvalidFile("f.toml", ["one", "two"])
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (str(again), again.file, again.problems) == (str(error), "f.toml", ("one", "two"))


def test_words_are_folded_as_people_type_them() -> None:
    """Marks, đ, case and spaces do not matter for finding the nearest word."""
    assert errors.fold("  Tỷ lệ  HỘ Đạt ") == "ty le ho dat"
    assert errors.did_you_mean("Thôn", ["thon", "xa"]) == " Did you mean 'thon'?"
    assert errors.did_you_mean("zzz", ["thon"]) == ""
