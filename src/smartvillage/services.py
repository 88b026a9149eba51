"""Places and assessments in web services: how pydantic, and so FastAPI, reads, writes and describes them.

pydantic looks for two class methods, which `Place` and `Assessment` have as doors to this module. It is no dependency:
whoever has it calls, and only then is it imported.

    @app.post("/assess")
    def assess(place: Annotated[sv.Place, Body()]) -> sv.Assessment:
        return rules.assess(place)

FastAPI looks for a class that is no model of pydantic in the query, hence `Body()`. A body that is no place is answered
with 422 and our message.
"""

import json
from collections.abc import Callable
from typing import Any

from smartvillage.criteria import Assessment
from smartvillage.errors import SmartVillageError
from smartvillage.facts import Place
from smartvillage.schemas import Name, schema


def place_core_schema() -> Any:
    """Return how pydantic takes and gives a place."""
    return _core_schema(Place, Place.from_dict, Place.to_dict)


def assessment_core_schema() -> Any:
    """Return how pydantic takes and gives an assessment; one that comes in is judged again."""
    return _core_schema(Assessment, Assessment.from_dict, Assessment.to_dict)


def _core_schema(kind: type, read: Callable[[Any], Any], write: Callable[[Any], dict[str, Any]]) -> Any:
    """Return how pydantic takes an object as it is or as plain data, and gives it as plain data."""
    from pydantic_core import PydanticCustomError, core_schema  # noqa: PLC0415 - whoever calls this has it

    def taken(value: object) -> Any:
        if isinstance(value, kind):
            return value
        try:
            return read(value)
        except SmartVillageError as error:
            raise PydanticCustomError("smartvillage", "{problem}", {"problem": str(error)}) from None

    given = core_schema.plain_serializer_function_ser_schema(write)
    return core_schema.no_info_plain_validator_function(taken, serialization=given)


def described(name: Name) -> dict[str, Any]:
    """Return a JSON Schema without references, for an OpenAPI document that has no place for our definitions.

    Where a definition comes back to itself, as the parts of a place do, an object is all that is said.
    """
    whole = schema(name)
    definitions = whole.pop("$defs")
    del whole["$schema"]
    return _written_out(whole, definitions, ())


def _written_out(part: dict[str, Any], definitions: dict[str, Any], within: tuple[str, ...]) -> dict[str, Any]:
    """Return a part of a schema with definitions in place of the references to them."""

    def resolved(table: dict[str, Any]) -> dict[str, Any]:
        reference = table.pop("$ref", None)
        if reference is None:
            return table
        target = reference.removeprefix("#/$defs/")
        if target in within:
            return {"type": "object", **table}
        return {**_written_out(definitions[target], definitions, (*within, target)), **table}

    written_out: dict[str, Any] = json.loads(json.dumps(part), object_hook=resolved)
    return written_out
