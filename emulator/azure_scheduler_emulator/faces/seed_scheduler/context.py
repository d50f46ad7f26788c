"""What do the routes know about the request they answer?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import current_app, g, request

from azure_scheduler_emulator.domain.jobs.job import JobState
from azure_scheduler_emulator.domain.tenant import JobScope
from azure_scheduler_emulator.faces.application import incoming
from azure_scheduler_emulator.faces.seed_scheduler.accounts import Accounts, User
from azure_scheduler_emulator.faces.seed_scheduler.paths import SUFFIX
from azure_scheduler_emulator.service.requests import Change


@dataclass
class Context:
    """One request. The clock is read once, when it comes in."""

    now: datetime
    #: Who asks; nobody until they are known.
    user: User | None = None
    #: How deep the answer is to be indented; None for compact.
    indent: int | None = None


def accounts() -> Accounts:
    """Return the users, groups and tokens."""
    return cast("Accounts", current_app.extensions["accounts"])


def context() -> Context:
    """Return the context of the present request."""
    found: Context = g.context
    return found


def change(scope: JobScope) -> Change:
    """Return what the service needs to know about the present request, which changes something in ``scope``."""
    return Change(tenant=scope.tenant, now=context().now, trace=incoming().trace)


def state(enabled: object) -> JobState:
    """Return the state of a job that is enabled, or not."""
    return JobState.ENABLED if enabled else JobState.DISABLED


def url(*parts: object) -> str:
    """Return the absolute address of something under ``/api/v1/``, with the format suffix that the request had."""
    suffix = request.environ[SUFFIX]
    end = f".{suffix}" if suffix else "/"
    return f"{request.host_url}api/v1/{'/'.join(str(part) for part in parts)}{end}"
