"""What do the routes know about the request they answer?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import g, request

from azure_scheduler_emulator.domain.azure.operation import Verdict, Work
from azure_scheduler_emulator.domain.tenant import AZURE, JobScope, Tenant
from azure_scheduler_emulator.faces.application import incoming, pace, place, services
from azure_scheduler_emulator.faces.azure import intake
from azure_scheduler_emulator.faces.azure.spelling import ARM, ARM_ISO, Spelling
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.service.requests import Change

#: The client that reads nothing but ISO 8601 durations (decision 12), as its versions from 0.30 to 7 call themselves.
ISO_CLIENTS = ("schedulermanagementclient/", "azure-mgmt-scheduler/", "azsdk-python-mgmt-scheduler/")
#: Its versions 1.1.3 and 2.0.0 read .NET's spelling of single jobs, and nothing but ISO 8601 in lists: their correction
#: of the one never reached the other.
CORRECTED_CLIENTS = ("schedulermanagementclient/1.1.3", "azure-mgmt-scheduler/")


@dataclass(kw_only=True)
class Context:
    """One request. The clock is read once, when it comes in."""

    #: The request id, a dashed GUID.
    id: str
    correlation_id: str
    now: datetime
    #: As the client spelled it, for the ids in the answer.
    subscription: str
    api_version: str = ""
    #: Whether Resource Manager answers itself, without asking the scheduler.
    gateway: bool = False
    #: What a fault decided about the operation that the request starts.
    verdict: Verdict = field(default_factory=Verdict)


def context() -> Context:
    """Return the context of the present request."""
    found: Context = g.context
    return found


def owner() -> str:
    """Return the subscription of the present request as it is stored."""
    return context().subscription.lower()


def mutation(work: Work = Work.SYNCHRONOUS, *, polled: bool = False) -> Change:
    """Return what the service needs to know about the present request, which changes something.

    ``polled`` tells that the client can be given an operation to poll.

    Raises:
        ArmError: a fault has it fail, and there is no operation to poll that could tell.
    """
    here = context()
    failure = here.verdict.failure
    if failure is not None and not polled:
        raise ArmError(failure.http_status, failure.code, failure.message)
    return Change(
        tenant=Tenant(AZURE, owner()),
        face="azure_arm",
        operation_id=here.id.replace("-", ""),
        now=here.now,
        pace=pace(),
        lead=services().settings.at_once,
        work=work,
        # What nobody can poll is done when it is answered.
        verdict=here.verdict if polled else Verdict(),
        trace=incoming().trace,
    )


def scope() -> JobScope:
    """Return where the jobs of the collection are that the present path names."""
    return JobScope(owner(), place("group"), place("collection"))


def query() -> dict[str, str]:
    """Return the query's values, trimmed, by key in lower case; the first of several counts."""
    return intake.query(request)


def json_body() -> Any:
    """Return the JSON document of the request.

    Raises:
        InvalidError: there is none, it is malformed, or it is larger than a job may be.
    """
    return intake.json_body(request)


def spelling(*, listing: bool = False) -> Spelling:
    """Return the spelling that the present client can read, in an answer with one job or in a list of them."""
    agent = request.headers.get("User-Agent", "")
    if not listing and any(name in agent for name in CORRECTED_CLIENTS):
        return ARM
    return ARM_ISO if any(name in agent for name in ISO_CLIENTS) else ARM
