"""What the tests of tables share."""

from collections.abc import Callable
from pathlib import Path

import pytest

from smartvillage import read
from smartvillage.tables import Register


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Register]:
    """Return a function that reads a folder with a file for each argument, its cells parted by semicolons."""

    def write(**files: tuple[str, ...]) -> Register:
        for name, lines in files.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines), "utf-8")
        return read(tmp_path)

    return write
