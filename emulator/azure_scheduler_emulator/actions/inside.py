"""Does a call stay inside? Then nobody but this process sees it, and it needs no transaction of its own."""

from __future__ import annotations

from collections.abc import Callable

from azure_scheduler_emulator.domain.jobs.action import Action, HttpAction
from azure_scheduler_emulator.domain.jobs.authentication import ActiveDirectoryOAuth
from azure_scheduler_emulator.faults import FaultPlan
from azure_scheduler_emulator.sinks import Sinks


def stays_inside(faults: FaultPlan, sinks: Sinks) -> Callable[[Action], bool]:
    """Return what tells whether all that an action calls is certain to be a sink, with no fault on the way."""

    def tell(action: Action) -> bool:
        return (
            faults.empty
            and isinstance(action, HttpAction)
            # Either may lead elsewhere.
            and not action.follow_redirects
            and not isinstance(action.authentication, ActiveDirectoryOAuth)
            and sinks.address(action.uri) is not None
        )

    return tell
