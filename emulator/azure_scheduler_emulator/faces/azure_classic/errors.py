"""Which status, code and words does an error have?

Codes: contract, section 8. One exception class for what only this API knows; the domain's vocabulary is translated.
"""

from __future__ import annotations

from azure_scheduler_emulator.domain import errors as domain

GENERIC = {
    "ResourceNotFound": "The specified resource does not exist.",
    "InternalError": "The server encountered an internal error. Please retry the request.",
    "ServerBusy": "The server is busy. Please retry the request.",
    "TooManyRequests": "Too many requests received. Retry after some time.",
    "ForbiddenError": (
        "The server failed to authenticate the request. "
        "Verify that the certificate is valid and is associated with this subscription."
    ),
    "ConflictError": "A conflict occurred to prevent the operation from completing.",
    "BadRequest": "A parameter was incorrect.",
}

#: The usual code for a status, for faults that name none.
USUAL_CODES = {
    400: "BadRequest",
    403: "ForbiddenError",
    404: "ResourceNotFound",
    409: "ConflictError",
    500: "InternalError",
    503: "TooManyRequests",
}


class ClassicError(Exception):
    """An answer other than success."""

    def __init__(self, status: int, code: str, message: str | None = None) -> None:
        super().__init__(message or GENERIC.get(code, code))
        self.status = status
        self.code = code

    @property
    def message(self) -> str:
        """Return the sentence that the client sees."""
        return str(self.args[0])


def missing_version() -> ClassicError:
    """Return the error for a missing or malformed ``x-ms-version``."""
    return ClassicError(
        400, "MissingOrIncorrectVersionHeader", "The versioning header is not specified or was specified incorrectly."
    )


def invalid_xml() -> ClassicError:
    """Return the error for a body that is no XML, or not the XML that was expected."""
    return ClassicError(400, "InvalidXmlRequest", "The request body's XML was invalid or not correctly specified.")


def missing_query() -> ClassicError:
    """Return the error for a query parameter that is missing or has an unknown value."""
    return ClassicError(
        400,
        "MissingOrInvalidRequiredQueryParameter",
        "A required query parameter was not specified for this request or was specified incorrectly.",
    )


def invalid_verb() -> ClassicError:
    """Return the error for a verb that the resource does not know."""
    return ClassicError(
        400,
        "InvalidHttpVerb",
        "The HTTP verb specified was not recognized by the server or isn't valid for this resource.",
    )


def not_emulated() -> ClassicError:
    """Return the error for the rest of Service Management, which this emulator leaves out."""
    return ClassicError(501, "NotImplemented", "This operation of Service Management is not emulated.")


def translate(error: domain.EmulatorError) -> ClassicError:
    """Return the answer to an error of the domain."""
    known = next(kind for kind in type(error).__mro__ if kind in _TRANSLATED)
    return ClassicError(*_TRANSLATED[known], str(error))


_TRANSLATED: dict[type, tuple[int, str]] = {
    domain.InvalidError: (400, "BadRequest"),
    domain.PreconditionError: (400, "BadRequest"),
    domain.ForbiddenError: (403, "ForbiddenError"),
    domain.NotFoundError: (404, "ResourceNotFound"),
    domain.ConflictError: (409, "ConflictError"),
}
