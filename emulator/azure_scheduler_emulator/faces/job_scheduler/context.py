"""What do the routes know about the request they answer?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import g, request

from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faces.application import incoming
from azure_scheduler_emulator.faces.job_scheduler.errors import ApiError
from azure_scheduler_emulator.faces.job_scheduler.negotiation import EVERY, Format, negotiate
from azure_scheduler_emulator.faces.job_scheduler.paths import CREATION, Creation
from azure_scheduler_emulator.service.requests import Change


@dataclass(frozen=True)
class Context:
    """One request. The clock is read once, when it comes in."""

    account: str
    now: datetime

    @property
    def scope(self) -> JobScope:
        """Return where the jobs of the account are."""
        return JobScope.of_account(self.account)


def context() -> Context:
    """Return the context of the present request."""
    found: Context = g.context
    return found


def change() -> Change:
    """Return what the service needs to know about the present request, which changes something."""
    return Change(tenant=context().scope.tenant, now=context().now, trace=incoming().trace)


def creation() -> Creation:
    """Return the job that the path of the present request is to create."""
    return cast("Creation", request.environ[CREATION])


def accepted(offers: tuple[Format, ...] = EVERY) -> Format:
    """Return the format to answer in.

    Raises:
        ApiError: 406, when the client accepts none of ``offers``.
    """
    found = negotiate(request.headers.get("Accept"), offers)
    if found is None:
        kinds = ", ".join(offer.value for offer in offers)
        raise ApiError(406, f"This can be answered as {kinds}.")
    return found
