"""JSON Schemas (draft 2020-12) of what the library reads and writes, kept by hand; each file stands alone, for editors.

They say what can be said without the vocabulary: keys, kinds, ids, shares, dates. That an indicator exists, that a set
can be found or that levels fit is for the loader alone.
"""

import json
from typing import Any, Literal, get_args

from smartvillage.errors import InvalidValue, did_you_mean

Name = Literal["criteria-set", "vocabulary", "place", "assessment"]

NAMES: tuple[Name, ...] = get_args(Name)


def schema(name: Name) -> dict[str, Any]:
    """Return a schema, as a new dict that the caller may change.

        >>> schema("place")["title"]
        'A place of smartvillage, with its facts and parts'

    Raises:
        InvalidValue: if there is none of this name.
    """
    from importlib.resources import files  # noqa: PLC0415 - as slow as the rest of the library, and seldom needed

    if name not in NAMES:
        msg = f"no schema is called {name!r}: write one of {', '.join(NAMES)}.{did_you_mean(str(name), NAMES)}"
        raise InvalidValue(msg)
    data: dict[str, Any] = json.loads((files("smartvillage.schemas") / f"{name}.schema.json").read_text("utf-8"))
    return data
