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
from azure_scheduler_emulator.service.requests import Change


@dataclass
class Context:
    """One request. The clock is read once, when it comes in."""

    #: The request id, 32 hexadecimal digits.
    id: str
    now: datetime
    subscription: str
    passed_through: bool
    #: What a fault decided about the operation that the request starts.
    verdict: Verdict = field(default_factory=Verdict)


def context() -> Context:
    """Return the context of the present request."""
    found: Context = g.context
    return found


def mutation(work: Work = Work.SYNCHRONOUS) -> Change:
    """Return what the service needs to know about the present request, which changes something."""
    here = context()
    return Change(
        tenant=Tenant(AZURE, here.subscription),
        face="azure_classic",
        operation_id=here.id,
        now=here.now,
        pace=pace(),
        lead=services().settings.at_once,
        work=work,
        verdict=here.verdict,
        trace=incoming().trace,
    )


def scope(collection: str = "") -> JobScope:
    """Return where the jobs of the collection are that the present path names, or of the one of that name beside it."""
    return JobScope(context().subscription, place("cloud_service"), collection or place("collection"))


def query() -> dict[str, str]:
    """Return the query's values, trimmed, by key in lower case; the first of several counts."""
    return intake.query(request)


def json_body() -> Any:
    """Return the JSON document of the request.

    Raises:
        InvalidError: there is none, it is malformed, or it is larger than a job may be.
    """
    return intake.json_body(request)
