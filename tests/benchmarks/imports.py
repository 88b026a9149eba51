"""How long an import takes, over a bare Python, each time in a process of its own."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable

BARE = "bare Python"
STATEMENTS = {
    BARE: "pass",
    "import smartvillage": "import smartvillage",
    "attrs and cattrs": "import attrs, cattrs",
    "numpy": "import numpy",
    "pandas": "import pandas",
    "polars": "import polars",
    "hamcrest": "import hamcrest",
    "rule_engine": "import rule_engine",
    "openfisca_core": "import openfisca_core.simulations, openfisca_core.taxbenefitsystems",
    "pandera": "import pandera.pandas",
}


# Compiled files are kept, as after an installation, wherever the library lies and whatever the shell says.
_KEPT = tempfile.TemporaryDirectory()
_ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _KEPT.name}  # noqa: TID251 - passed on


def importing(statement: str) -> Callable[[], object]:
    """Return the work of running one statement in a new Python."""
    return lambda: subprocess.run([sys.executable, "-c", statement], check=True, env=_ENVIRONMENT)  # noqa: S603 - our own


def installed(statement: str) -> bool:
    """Whether a statement runs."""
    run = subprocess.run([sys.executable, "-c", statement], check=False, capture_output=True, env=_ENVIRONMENT)  # noqa: S603 - likewise
    return run.returncode == 0


def loads_no_numpy() -> bool:
    """Whether the library is imported without numpy, and without what the extras bring."""
    return installed("import smartvillage, sys; sys.exit(bool({'numpy', 'narwhals', 'cattrs'} & sys.modules.keys()))")
