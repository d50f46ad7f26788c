"""What can a deployment be refused with? Codes as recorded and published; ``error`` documents as clients parse them."""

from __future__ import annotations

import json
from typing import Any

from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

#: From this version on a template's errors carry where they are. We do not know it: zeros, as the service often has.
_VIOLATIONS = "2019-10-01"
AT_LEAST_ONE = (
    "At least one resource deployment operation failed. Please list deployment operations for details. "
    "Please see https://aka.ms/arm-debug for usage details."
)
#: What the oldest version said instead (recorded).
OPERATION_FAILED = "The deployment operation failed."


class DetailedError(ArmError):
    """A refusal with more than a code and a message."""

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        """``more`` holds further members of the error document."""
        super().__init__(status, code, message, gateway=True)
        self.more = more

    @property
    def document(self) -> dict[str, Any]:
        """Return the error as clients see it."""
        return {"error": {"code": self.code, "message": self.message, **self.more}}


def invalid_template(why: str, api_version: str) -> DetailedError:
    """Return the refusal of a template."""
    more: dict[str, Any] = {}
    if api_version >= _VIOLATIONS:
        where = {"lineNumber": 0, "linePosition": 0, "path": ""}
        more["additionalInfo"] = [{"type": "TemplateViolation", "info": where}]
    return DetailedError(400, "InvalidTemplate", f"Deployment template validation failed: '{why}'.", **more)


def not_found(name: str) -> ArmError:
    """Return the error for a deployment that does not exist (recorded)."""
    return ArmError(404, "DeploymentNotFound", f"Deployment '{name}' could not be found.", gateway=True)


def as_text(document: Any) -> str:
    """Return a provider's error as the details of a deployment's quote it: JSON with Windows' line ends (recorded)."""
    return json.dumps(document, indent=2, ensure_ascii=False).replace("\n", "\r\n")
