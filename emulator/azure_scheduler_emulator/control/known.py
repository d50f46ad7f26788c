"""What may a request hold? Only what its route knows: a misspelled parameter would silently do nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app, request
from marshmallow import Schema

from azure_scheduler_emulator.control.openapi import ANYTHING
from azure_scheduler_emulator.domain.errors import InvalidError


def demand_known() -> None:
    """Let a request go on whose parameters are known to its route, each given once, and whose body is asked for.

    Raises:
        InvalidError: one is not, or is given twice.
    """
    if request.endpoint is None or request.method == "OPTIONS":
        return
    # Where flask-smorest keeps what its decorators are told.
    told: Mapping[str, Any] = getattr(current_app.view_functions[request.endpoint], "_apidoc", {})
    manual = told.get("manual_doc", {})
    if manual.get(ANYTHING):
        return
    _demand_known_parameters(set(_parameters(told)))
    if not _has_body(told) and not _is_empty():
        raise InvalidError(f"{request.method} {request.path} takes no body.")


def _demand_known_parameters(known: set[str]) -> None:
    for name, values in request.args.lists():
        if name not in known:
            knows = f"; it knows {', '.join(sorted(known))}" if known else ""
            raise InvalidError(f"{request.path} knows no parameter '{name}'{knows}.")
        if len(values) > 1:
            raise InvalidError(f"The parameter '{name}' is given {len(values)} times.")


def _parameters(told: Mapping[str, Any]) -> Iterator[str]:
    for part in told.get("arguments", {}).get("parameters", ()):
        if part["in"] == "query":
            schema: Schema = part["schema"]() if isinstance(part["schema"], type) else part["schema"]
            yield from (field.data_key or name for name, field in schema.fields.items())


def _has_body(told: Mapping[str, Any]) -> bool:
    read = any(part["in"] == "json" for part in told.get("arguments", {}).get("parameters", ()))
    return read or "requestBody" in told.get("manual_doc", {})


def _is_empty() -> bool:
    """Tell whether nothing is asked for: clients that always send a document send an empty one."""
    if not request.get_data().strip():
        return True
    try:
        return json.loads(request.get_data()) in ({}, None)
    except (ValueError, RecursionError):
        return False
