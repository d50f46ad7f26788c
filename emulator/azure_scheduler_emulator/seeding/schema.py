"""What is the JSON Schema of a seed? For editors; made of the documents that read it, so that the two cannot differ."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from azure_scheduler_emulator.seeding.documents import GUID, SeedDocument
from azure_scheduler_emulator.testbed.documents import ClockDocument, ReplyDocument

#: Where the file is in the package: editors can be pointed at it.
FILE = "seed.schema.json"


def seed_schema() -> dict[str, Any]:
    """Return the schema (draft 2020-12)."""
    # Here, because only who writes a seed asks for it.
    from apispec import APISpec
    from apispec.ext.marshmallow import MarshmallowPlugin
    from apispec.ext.marshmallow.common import resolve_schema_instance

    plugin = MarshmallowPlugin(lambda schema: _name(type(resolve_schema_instance(schema))))
    spec = APISpec("seed", "1", "3.1.0", plugins=[plugin])
    for schema in (SeedDocument, ClockDocument, ReplyDocument):
        spec.components.schema(_name(schema), schema=schema)
    parts = spec.to_dict()["components"]["schemas"]
    named = {name: _plain(part) for name, part in parts.items()}
    seed = named.pop("Seed")
    _mend(seed["properties"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Seed of the Azure-Scheduler-compatible emulator",
        "description": (SeedDocument.__doc__ or "").strip(),
        **seed,
        "$defs": dict(sorted(named.items())),
    }


def _name(schema: type[Schema]) -> str:
    return schema.__name__.removesuffix("Document")


def _mend(members: dict[str, Any]) -> None:
    """Say of our own fields what their classes cannot: that there are several forms."""
    reply, clock = {"$ref": "#/$defs/Reply"}, {"$ref": "#/$defs/Clock"}
    members["sinks"]["additionalProperties"]["items"] = {"oneOf": [{"type": "integer"}, reply]}
    members["clock"] |= {"oneOf": [{"type": "string"}, clock]}
    subscriptions = members["subscriptions"]
    subscriptions["patternProperties"] = {f"^{GUID}$": subscriptions.pop("additionalProperties")}
    subscriptions["additionalProperties"] = False


def _plain(part: Any) -> Any:
    """Return a part with the references and words of JSON Schema instead of those of OpenAPI."""
    if isinstance(part, list):
        return [_plain(each) for each in part]
    if not isinstance(part, dict):
        return part
    found = {name: _plain(value) for name, value in part.items() if name != "example"}
    if "$ref" in found:
        found["$ref"] = found["$ref"].replace("#/components/schemas/", "#/$defs/")
    return found
