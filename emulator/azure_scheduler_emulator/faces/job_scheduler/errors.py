"""Which status and words does an error have? The document names none: contract, section 2."""

from __future__ import annotations

from collections.abc import Mapping

from azure_scheduler_emulator.domain import errors as domain


class ApiError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = dict(headers or {})


def invalid(message: str) -> ApiError:
    """Return the error for a job that cannot be."""
    return ApiError(400, message)


def unknown_job() -> ApiError:
    """Return the error for an id that is no job's, or another account's: nobody shall be able to tell."""
    return ApiError(404, "There is no such job.")


def too_large() -> ApiError:
    """Return the error for a payload that is too large."""
    return ApiError(413, "The data of a job has at most 2048 bytes.")


def translate(error: domain.EmulatorError) -> ApiError:
    """Return the answer to an error of the domain."""
    if isinstance(error, domain.NotFoundError):
        return unknown_job()
    return ApiError(409 if isinstance(error, domain.ConflictError) else 400, str(error))
