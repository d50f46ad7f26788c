"""Which status and words does an error have? Those of the Django REST framework 3.9 (recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azure_scheduler_emulator.domain import errors as domain


class ApiError(Exception):
    """An answer other than success, with the document that says why."""

    def __init__(self, status: int, document: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(str(document.get("detail") or dict(document)))
        self.status = status
        self.document = document
        self.headers = dict(headers or {})


class BreakdownError(Exception):
    """The real server breaks down over this, and answers 500 without a reason (recorded)."""


def unauthenticated(detail: str) -> ApiError:
    """Return the error for a request that does not say who asks; the challenge is the first authenticator's."""
    return ApiError(401, {"detail": detail}, {"WWW-Authenticate": 'Basic realm="api"'})


def forbidden() -> ApiError:
    """Return the error for somebody who may not do this."""
    return ApiError(403, {"detail": "You do not have permission to perform this action."})


def not_found() -> ApiError:
    """Return the error for a thing that does not exist."""
    return ApiError(404, {"detail": "Not found."})


def method_not_allowed(method: str) -> ApiError:
    """Return the error for a method that the path does not know."""
    return ApiError(405, {"detail": f'Method "{method}" not allowed.'})


def unsupported(media_type: str) -> ApiError:
    """Return the error for a body of another media type."""
    return ApiError(415, {"detail": f'Unsupported media type "{media_type}" in request.'})


def unparsable(reason: str) -> ApiError:
    """Return the error for a body that is no JSON."""
    return ApiError(400, {"detail": f"JSON parse error - {reason}"})


def invalid(errors: Mapping[str, list[str]]) -> ApiError:
    """Return the error for fields that are wrong: their messages by name."""
    return ApiError(400, errors)


def translate(error: domain.EmulatorError) -> ApiError:
    """Return the answer to an error of the domain."""
    return not_found() if isinstance(error, domain.NotFoundError) else ApiError(400, {"detail": str(error)})
