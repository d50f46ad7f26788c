"""Snapshots that are kept by name: taken, put back, compared."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import fields

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.testbed.differences import PartDifference
from azure_scheduler_emulator.testbed.fields import Strict, Text

blueprint = Blueprint("snapshots", __name__, url_prefix="/snapshots", description="States that are kept by name.")

#: What is in it is the business of ``GET /state``.
_STATE: dict[str, Any] = {"type": "object", "additionalProperties": True}


class SnapshotDocument(Strict):
    """A snapshot."""

    name = Text(required=True)
    taken = Text(required=True, metadata={"description": "By the machine's time."})
    now = Text(required=True, metadata={"description": "By the emulator's clock."})
    mode = Text(required=True, metadata={"enum": ["system", "virtual"]})
    jobs = fields.Integer(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})


class DiffQuery(Strict):
    """With what to compare."""

    to = Text(metadata={"description": "Another snapshot; without it everything as it is now."})


class ChangedDocument(Strict):
    """A row that is in both."""

    key = fields.Dict(keys=fields.String(), required=True)
    name = Text(required=True)
    members = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Raw(allow_none=True)),
        required=True,
        metadata={"description": "Before and after, by the path of the member."},
    )


class PartDocument(Strict):
    """In what one part differs; at most 1,000 rows of each kind are told."""

    added = fields.List(fields.Dict(keys=fields.String()), required=True)
    removed = fields.List(fields.Dict(keys=fields.String()), required=True)
    changed = fields.List(fields.Nested(ChangedDocument), required=True)
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class DiffDocument(Strict):
    """In what a snapshot differs from another, or from now; secrets are masked."""

    same = fields.Boolean(required=True)
    parts = fields.Dict(keys=fields.String(), values=fields.Nested(PartDocument), required=True)


@blueprint.get("")
@blueprint.response(200, SnapshotDocument(many=True), example=[examples.SNAPSHOT])
def list_snapshots() -> list[dict[str, Any]]:
    """List the snapshots that are kept."""
    return [vars(kept) for kept in testbed().shelf.all()]


@blueprint.put("/<name>")
@refuses(409)
@blueprint.response(201, SnapshotDocument, example=examples.SNAPSHOT)
def take_snapshot(name: str) -> dict[str, Any]:
    """Take a snapshot of everything, in the place of the one of that name; at most 50, of 256 MiB together."""
    return vars(testbed().shelf.take(name))


@blueprint.get("/<name>")
@blueprint.response(200, _STATE, example=examples.STATE)
def get_snapshot(name: str) -> Response:
    """Return a snapshot as `GET /state` would have answered. Secrets are in it."""
    return jsonify(testbed().shelf.get(name))


@blueprint.delete("/<name>")
@blueprint.response(204)
def delete_snapshot(name: str) -> None:
    """Keep a snapshot no longer."""
    testbed().shelf.delete(name)


@blueprint.post("/<name>/restore")
@refuses(409)
@blueprint.response(204)
def restore_snapshot(name: str) -> None:
    """Put a snapshot back; what was there before is gone."""
    testbed().shelf.restore(name)


@blueprint.get("/<name>/diff")
@blueprint.arguments(DiffQuery, location="query")
@blueprint.response(200, DiffDocument, example=examples.DIFF)
def compare_snapshot(asked: dict[str, Any], name: str) -> dict[str, Any]:
    """Tell what has changed since a snapshot, or between two of them."""
    return document(testbed().shelf.compare(name, asked.get("to", "")))


def document(found: Mapping[str, PartDifference]) -> dict[str, Any]:
    """Return differences as a document."""
    return {"same": not found, "parts": masked({part: _part(each) for part, each in found.items()})}


def masked(parts: dict[str, Any]) -> dict[str, Any]:
    """Return differences with the secrets masked that are in them, also under the path of a member."""
    for part in parts.values():
        for row in part["changed"]:
            for path in row["members"]:
                if masking.is_secret(path.rpartition(".")[2]):
                    row["members"][path] = [value and masking.MASK for value in row["members"][path]]
    return masking.document(parts)


def _part(found: PartDifference) -> dict[str, Any]:
    changed = [
        {"key": dict(row.key), "name": row.name, "members": {path: list(pair) for path, pair in row.members.items()}}
        for row in found.changed
    ]
    plain: dict[str, Any] = json.loads(json.dumps({"added": list(found.added), "removed": list(found.removed)}))
    return {**plain, "changed": changed, "counts": dict(found.counts)}
