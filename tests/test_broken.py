"""One broken file for each mistake that a criteria file may hold, with the words that its error must hold."""

from pathlib import Path

import pytest

from smartvillage import load
from smartvillage.errors import InvalidFile

FILES = sorted((Path(__file__).parent / "broken").glob("*.toml"))
PYTHON_WORDS = ("unknown error", "typing.", "has no attribute", "unhashable", "None")
"""What only a programmer would understand."""


def expected_words(path: Path) -> list[str]:
    """Return the words of the first line, `# expect: one | two`."""
    first, _, _ = path.read_bytes().partition(b"\n")
    return first.decode().removeprefix("# expect: ").split(" | ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_file_place_and_what_to_write(path: Path) -> None:
    """A mistake that is not refused turns into a verdict; one that is not explained costs an afternoon."""
    with pytest.raises(InvalidFile) as error:
        load(path)
    message = str(error.value)
    assert error.value.problems
    assert all(line.startswith(f"{path}: ") for line in message.splitlines())
    assert [word for word in expected_words(path) if word not in message] == [], message
    assert [word for word in PYTHON_WORDS if word in message] == [], message


def test_every_broken_file_says_what_it_expects() -> None:
    """A file without expectations would pass with any error."""
    assert len(FILES) > 100
    assert all(path.read_bytes().startswith(b"# expect: ") for path in FILES)


def test_the_pattern_that_the_broken_files_break_is_whole(tmp_path: Path) -> None:
    """If the pattern were broken itself, every file would be refused for the wrong reason."""
    broken = (Path(__file__).parent / "broken" / "dates-out-of-order.toml").read_text("utf-8")
    whole = tmp_path / "whole.toml"
    whole.write_text(broken.replace("valid_until = 2024-12-31", "valid_until = 2025-12-31"), "utf-8")
    assert [criterion.id for criterion in load(whole)] == ["wifi"]


def test_several_problems_are_told_at_once(tmp_path: Path) -> None:
    """Mending one mistake at a time, with a run between, is what makes people give up."""
    broken = (Path(__file__).parent / "broken" / "unknown-force.toml").read_text("utf-8")
    file = tmp_path / "two.toml"
    file.write_text(broken.replace('levels = ["village"]', 'levels = ["vilage"]'), "utf-8")
    with pytest.raises(InvalidFile) as error:
        load(file)
    assert len(error.value.problems) == 2


def test_a_set_that_refers_to_itself_is_refused(tmp_path: Path) -> None:
    """A circle of references would otherwise never end."""
    broken = (Path(__file__).parent / "broken" / "unknown-set.toml").read_text("utf-8")
    file = tmp_path / "circle.toml"
    file.write_text(broken.replace("mard/pilot-selecton", file.as_posix()), "utf-8")
    with pytest.raises(InvalidFile, match="circle"):
        load(file)


def test_a_file_that_is_not_there_is_named() -> None:
    """The path is what the user has to mend."""
    with pytest.raises(InvalidFile, match=r"nowhere\.toml: this file cannot be read"):
        load("nowhere.toml")
