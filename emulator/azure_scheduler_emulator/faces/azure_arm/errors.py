"""Which status, code and words does an error have?

Codes and sentences: contract, section 9. One exception class for what only this API knows; the domain's vocabulary is
translated.
"""

from __future__ import annotations

from collections.abc import Mapping

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain import errors as domain
from azure_scheduler_emulator.faces.application import path_names

#: The usual code for a status, for faults that name none.
USUAL_CODES = {
    400: "BadRequest",
    401: "AuthenticationFailed",
    403: "Forbidden",
    404: "NotFound",
    409: "Conflict",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}


class ArmError(Exception):
    """An answer other than success."""

    def __init__(
        self, status: int, code: str, message: str, *, gateway: bool = False, headers: Mapping[str, str] | None = None
    ) -> None:
        """``gateway`` tells that Resource Manager answers itself, without asking the scheduler."""
        super().__init__(message)
        self.status = status
        self.code = code
        self.gateway = gateway
        self.headers = dict(headers or {})

    @property
    def message(self) -> str:
        """Return the sentence that the client sees."""
        return str(self.args[0])


def group_missing(name: str) -> ArmError:
    """Return the error for a resource group that does not exist."""
    return ArmError(404, "ResourceGroupNotFound", f"Resource group '{name}' could not be found.", gateway=True)


def translate(error: domain.EmulatorError, settings: Settings) -> ArmError:
    """Return the answer of the present request to an error of the domain."""
    names = path_names()
    if isinstance(error, domain.GroupNotFoundError) and (settings.arm_groups == "strict" or "collection" not in names):
        return group_missing(names.get("group", ""))
    if isinstance(error, domain.GroupNotFoundError | domain.CollectionNotFoundError):
        # Lower case in this sentence alone (recorded).
        resource = f"Microsoft.Scheduler/jobcollections/{names['collection']}"
        message = f"The Resource '{resource}' under resource group '{names['group']}' was not found."
        return ArmError(404, "ResourceNotFound", message, gateway=True)
    if isinstance(error, domain.JobNotFoundError):
        return ArmError(404, "NotFound", f"Job '{names['job']}' cannot be found.")
    if isinstance(error, domain.GroupBusyError):
        message = f"The resource group '{names['group']}' is in deprovisioning state and cannot perform this operation."
        return ArmError(409, "ResourceGroupBeingDeleted", message, gateway=True)
    return ArmError(*_TRANSLATED[type(error)], str(error))


_TRANSLATED: dict[type[domain.EmulatorError], tuple[int, str]] = {
    domain.InvalidError: (400, "BadRequest"),
    domain.PreconditionError: (412, "PreconditionFailed"),
    domain.ForbiddenError: (403, "Forbidden"),
    domain.NotFoundError: (404, "NotFound"),
    domain.ConflictError: (409, "Conflict"),
    domain.BusyError: (409, "Conflict"),
}
