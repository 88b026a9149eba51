"""How long an import takes, over a bare Python, each time in a process of its own."""

import subprocess
import sys
from collections.abc import Callable

STATEMENTS = {
    "bare Python": "pass",
    "smartvillage": "import smartvillage",
    "attrs and cattrs": "import attrs, cattrs",
    "numpy": "import numpy",
    "pandas": "import pandas",
    "polars": "import polars",
}


def importing(statement: str) -> Callable[[], object]:
    """Return the work of running one statement in a new Python."""
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True)  # noqa: S603 - statements of our own


def installed(statement: str) -> bool:
    """Whether a statement runs."""
    run = subprocess.run([sys.executable, "-c", statement], check=False, capture_output=True)  # noqa: S603 - likewise
    return run.returncode == 0
