"""What do the routes know about the request they answer?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from flask import current_app, g, request

from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.domain.azure.operation import Fate, Work
from azure_scheduler_emulator.faces.azure import intake
from azure_scheduler_emulator.service.collections import CollectionName
from azure_scheduler_emulator.service.requests import Request


@dataclass
class Context:
    """One request. The clock is read once, when it comes in."""

    #: The request id, 32 hexadecimal digits.
    id: str
    now: datetime
    subscription: str
    passed_through: bool
    #: What a fault decided about the operation that the request starts.
    fate: Fate = field(default_factory=Fate)


def emulator() -> Emulator:
    """Return the emulator that this application is a face of."""
    return cast("Emulator", current_app.extensions["emulator"])


def context() -> Context:
    """Return the context of the present request."""
    return cast("Context", g.context)


def mutation(work: Work = Work.SYNCHRONOUS) -> Request:
    """Return what the service needs to know about the present request, which changes something."""
    here = context()
    return Request(
        subscription=here.subscription,
        operation_id=here.id,
        now=here.now,
        pace=emulator().settings.speed,
        work=work,
        fate=here.fate,
    )


def collection_name(cloud_service: str, collection: str) -> CollectionName:
    """Return the name of a job collection of the present subscription."""
    return CollectionName(subscription=context().subscription, cloud_service=cloud_service, name=collection)


def query() -> dict[str, str]:
    """Return the query's values, trimmed, by key in lower case; the first of several counts."""
    return intake.query(request)


def json_body() -> Any:
    """Return the JSON document of the request.

    Raises:
        InvalidError: there is none, it is malformed, or it is larger than a job may be.
    """
    return intake.json_body(request)
