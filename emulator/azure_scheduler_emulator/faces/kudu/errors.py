"""How does an error look? Bare text, an HttpError document, or nothing (contract, section 1)."""

from __future__ import annotations

import errno
from collections.abc import Mapping

from flask import Response

from azure_scheduler_emulator.domain import errors as domain
from azure_scheduler_emulator.faces.kudu import wire

OCCURRED = "An error has occurred."
#: Characters of an answer that are the reason for it.
MOST_SAID = 500


class KuduError(Exception):
    """An answer other than success."""

    def __init__(self, response: Response) -> None:
        super().__init__(_said(response))
        self.response = response


def _said(response: Response) -> str:
    """Return what an error tells whoever reads it: its text, or its status where it has none."""
    return response.get_data(as_text=True)[:MOST_SAID] or response.status


def missing() -> KuduError:
    """Return the error for a job or a run that does not exist."""
    return KuduError(wire.empty(404))


def text(status: int, message: str) -> KuduError:
    """Return an error of bare text."""
    return KuduError(wire.text(message, status))


def http_error(status: int, message: str, headers: Mapping[str, str] | None = None) -> KuduError:
    """Return an error with a document that holds a message."""
    return KuduError(wire.json_answer({"Message": message}, status, headers))


def exception(status: int, message: str, kind: str) -> KuduError:
    """Return an error with a document that tells of an exception."""
    document = {"Message": OCCURRED, "ExceptionMessage": message, "ExceptionType": kind, "StackTrace": ""}
    return KuduError(wire.json_answer(document, status))


def io_error(error: OSError) -> KuduError:
    """Return the error for a disk that refuses: 503 when nothing can be written to it at all."""
    if error.errno == errno.EROFS:
        return KuduError(wire.empty(503))
    # Without the path: it is this machine's, and clients know others.
    return exception(409, error.strerror or "The disk refuses.", "System.IO.IOException")


def translate(error: domain.EmulatorError) -> KuduError:
    """Return the error for one of the domain's vocabulary."""
    statuses: dict[type[domain.EmulatorError], int] = {
        domain.NotFoundError: 404,
        domain.ConflictError: 409,
        domain.PreconditionError: 412,
        domain.ForbiddenError: 403,
    }
    return http_error(statuses.get(type(error), 400), str(error))
