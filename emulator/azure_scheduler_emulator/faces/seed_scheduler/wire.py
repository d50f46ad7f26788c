"""What does an answer look like? Compact JSON in the key order of the real server, or a page of HTML for its errors."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from flask.globals import request_ctx
from werkzeug.routing import MapAdapter

from azure_scheduler_emulator.faces.seed_scheduler.context import context
from azure_scheduler_emulator.faces.seed_scheduler.errors import ApiError

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON document, indented if the client asked for that."""
    indent = context().indent
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    return Response(text.encode("utf-8", "replace"), status, headers, content_type="application/json")


def empty() -> Response:
    """Return the answer to a deletion."""
    response = Response(b"", 204)
    del response.headers["Content-Type"]
    return response


def error_answer(error: ApiError) -> Response:
    """Return an error."""
    return answer(error.document, error.status, error.headers)


def page(status: int, html: str) -> Response:
    """Return a page that the framework does not know about."""
    return Response(html, status, content_type="text/html")


def failed() -> Response:
    """Return what the real server answers when it breaks down."""
    return page(500, "<h1>Server Error (500)</h1>")


def moved(location: str) -> Response:
    """Return the answer to a path without its last slash, whatever the method."""
    response = Response(b"", 301, content_type="text/html; charset=utf-8")
    response.autocorrect_location_header = False
    response.headers["Location"] = location
    return response


def adapter() -> MapAdapter:
    """Return what knows the routes of the present application."""
    found = request_ctx.url_adapter
    assert found is not None
    return found


def allowed_methods() -> list[str]:
    """Return the methods that the path of the present request knows, in the real server's order."""
    known = set(adapter().allowed_methods(request.path))
    return [method for method in _METHODS if method in known]
