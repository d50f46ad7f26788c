"""How far is a deployment? It was carried out when it was asked for; what is shown of it follows the clock.

A test can hold it like any other operation, and at the pace ``recorded`` it takes a while. Each look counts as a poll.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from azure_scheduler_emulator.domain.azure.operation import OperationStatus
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.context import context, owner
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

ACCEPTED, RUNNING, SUCCEEDED, FAILED, CANCELED = "Accepted", "Running", "Succeeded", "Failed", "Canceled"
#: For so long nothing of a deployment has started yet (recorded: the first look finds it so).
_STARTING = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The state of a deployment as it is shown now."""

    state: str
    #: When it came to that state.
    at: datetime
    #: How long it has taken up to then.
    took: timedelta

    @property
    def active(self) -> bool:
        """Tell whether it is still under way."""
        return self.state in (ACCEPTED, RUNNING)


def look(record: dict[str, Any], *, polled: bool = False) -> Progress:
    """Return how far a deployment is; ``polled`` tells that this is what a client asks again and again."""
    started, worked = parse(record["started"]), timedelta(seconds=record["took"])
    if record["canceled"]:
        return Progress(state=CANCELED, at=parse(record["ended"]), took=parse(record["ended"]) - started)
    settles, done = _settles(record, started, polled)
    if not done:
        now = context().now
        state = ACCEPTED if now - started < _STARTING else RUNNING
        return Progress(state=state, at=now if state == RUNNING else started, took=max(now - started, worked))
    return Progress(state=FAILED if record["error"] else SUCCEEDED, at=settles, took=settles - started + worked)


def check_inactive(record: dict[str, Any]) -> None:
    """Refuse to touch a deployment that is under way.

    Raises:
        ArmError: 409, it is.
    """
    if look(record).active:
        began = parse(record["started"])
        message = (
            f"Unable to edit or replace deployment '{record['name']}': previous deployment from "
            f"'{began:%m/%d/%Y %H:%M:%S}' is still active. Please see https://aka.ms/arm-deploy for usage details."
        )
        raise ArmError(409, "DeploymentActive", message, gateway=True)


def _settles(record: dict[str, Any], started: datetime, polled: bool) -> tuple[datetime, bool]:
    """Return when a deployment ends, and whether that is over; without an operation it has been over at once."""
    if not record["operation"]:
        return started, True
    try:
        found = services().operations.poll(owner(), record["operation"], in_place_of_time=polled)
    except NotFoundError:
        # Operations are forgotten before deployments are.
        return started, True
    done = found.status(context().now) is not OperationStatus.IN_PROGRESS
    return max(found.settles_at, started), done
