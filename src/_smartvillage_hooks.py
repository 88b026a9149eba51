"""What Hypothesis and pytest load of smartvillage when they start: next to nothing, and nothing that can fail.

Both load the entry points of every installed package, and an error in one breaks `import hypothesis`, or pytest, for
everybody. So these functions stand outside the package: importing them imports nothing of it. What they need is loaded
when it is used.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


def register_types() -> None:
    """Teach `hypothesis.strategies.from_type` to draw a `Place`, a `Share` and a `Rule`; do nothing if that fails."""
    with suppress(Exception):
        from hypothesis.strategies import register_type_strategy  # noqa: PLC0415 - see above

        from smartvillage import Place, Share  # noqa: PLC0415
        from smartvillage.rules import Rule  # noqa: PLC0415

        def draw(kind: type) -> Any:
            from smartvillage import testing  # noqa: PLC0415

            return testing.places() if kind is Place else testing.shares() if kind is Share else testing.rules()

        for kind in (Place, Share, Rule):
            register_type_strategy(kind, draw)


def pytest_addoption(parser: "pytest.Parser") -> None:
    """Add `--criteria`."""
    group = parser.getgroup("smartvillage")
    group.addoption(
        "--criteria",
        metavar="DIR",
        type=Path,
        help="collect the criteria sets in a folder as tests: that they load, are consistent and keep every law, "
        "and the worked cases in examples/*.toml",
    )


def pytest_configure(config: "pytest.Config") -> None:
    """Collect the folder given by `--criteria`."""
    folder: Path | None = config.getoption("criteria", None)
    if folder is not None:
        from smartvillage.testing.collection import collect  # noqa: PLC0415 - see above

        collect(config, folder)
