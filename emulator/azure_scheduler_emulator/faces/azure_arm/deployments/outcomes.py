"""What became of a step of a deployment, and how is that told? Operations and errors in their recorded forms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.values import member
from azure_scheduler_emulator.faces.azure_arm.deployments.errors import AT_LEAST_ONE, as_text
from azure_scheduler_emulator.faces.azure_arm.inside import Answered

_SKIPPED = f"Template output evaluation skipped: {AT_LEAST_ONE[0].lower()}{AT_LEAST_ONE[1:]}"
_TERMINAL = "The resource operation completed with terminal provisioning state 'Failed'."
_UNEVALUATED = (
    "Unable to evaluate template outputs: '{}'. Please see error details and deployment operations. "
    "Please see https://aka.ms/arm-debug for usage details."
)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a resource."""

    status: int
    #: What the operation tells of a failure: the provider's own document.
    message: Any = None
    #: The entry in the details of the deployment's error.
    detail: dict[str, Any] | None = None

    @property
    def succeeded(self) -> bool:
        """Tell whether the resource is there now."""
        return self.status < 300


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What became of the outputs."""

    operation: dict[str, Any]
    #: None where the template has none, or they were not evaluated.
    values: dict[str, Any] | None = None
    error: dict[str, Any] | None = None


def of(answered: Answered) -> Outcome:
    """Return the outcome of a request to a provider."""
    return Outcome(status=answered.status) if answered.fine else refused(answered)


def refused(answered: Answered) -> Outcome:
    """Return the outcome of a request that a provider refused: its document is quoted as a text (recorded)."""
    document = answered.document if isinstance(answered.document, dict) else _error(code_of(answered.status), "")
    detail = {"code": code_of(answered.status), "message": as_text(document)}
    return Outcome(status=answered.status, message=document, detail=detail)


def unprocessed(identity: str, why: str) -> Outcome:
    """Return the outcome of a resource whose expressions failed once they could be evaluated."""
    message = f"Unable to process template language expressions for resource '{identity}'. '{why}'"
    document = _error("InvalidTemplate", message)
    return Outcome(status=400, message=document, detail=document["error"])


def nested_failure(error: dict[str, Any]) -> Outcome:
    """Return the outcome of a nested deployment that failed (recorded)."""
    inner = {"code": "ResourceDeploymentFailure", "message": _TERMINAL, "details": [error]}
    document = {"status": "Failed", "error": inner}
    return Outcome(status=409, message=document, detail={"code": "Conflict", "message": as_text(document)})


def deployment_error(failures: Sequence[Outcome], outputs: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the error of a deployment, or None if all went well."""
    if failures:
        return {"code": "DeploymentFailed", "message": AT_LEAST_ONE, "details": [item.detail for item in failures]}
    return outputs


def evaluated(values: dict[str, Any] | None) -> Outputs:
    """Return outputs that could be evaluated."""
    return Outputs(operation=_evaluation("Succeeded", "OK", None), values=values)


def skipped() -> Outputs:
    """Return outputs that were not evaluated, since a resource has failed."""
    return Outputs(operation=_evaluation("Failed", "Conflict", _SKIPPED))


def unevaluated(name: str, why: str) -> Outputs:
    """Return outputs of which one is not valid."""
    code = "DeploymentOutputEvaluationFailed"
    details = [{"code": code, "target": name, "message": why}]
    error = {"code": code, "message": _UNEVALUATED.format(name), "details": details}
    return Outputs(operation=_evaluation("Failed", "BadRequest", {"error": error}), error=error)


def operation(
    identity: str,
    kind: str,
    outcome: Outcome,
    took: float,
    target: dict[str, Any],
    new_id: Callable[[], str],
) -> dict[str, Any]:
    """Return the record of one step; when it ended is told when it is shown."""
    failed = {} if outcome.succeeded else {"statusMessage": outcome.message}
    return {
        "id": identity,
        "took": took,
        "properties": {
            "provisioningOperation": kind,
            "provisioningState": "Succeeded" if outcome.succeeded else "Failed",
            "trackingId": new_id(),
            "serviceRequestId": new_id(),
            "statusCode": code_of(outcome.status),
            **failed,
            "targetResource": target,
        },
    }


def code_of(status: int) -> str:
    """Return what operations call an HTTP status: ``BadRequest`` for 400."""
    if status in (202, 204):
        return "OK"
    return "OK" if status == 200 else HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")


def message_of(answered: Answered) -> str:
    """Return the sentence in a provider's error."""
    return str(member(member(answered.document, "error"), "message", code_of(answered.status)))


def _evaluation(state: str, code: str, message: Any) -> dict[str, Any]:
    """Return the record of the evaluation of outputs, which has no target; its id is the deployment's (recorded)."""
    properties = {
        "provisioningOperation": "EvaluateDeploymentOutput",
        "provisioningState": state,
        "statusCode": code,
        "statusMessage": message,
    }
    return {"id": "", "took": 0.0, "properties": properties}


def _error(code: str, message: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}
