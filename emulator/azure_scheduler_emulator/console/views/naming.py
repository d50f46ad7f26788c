"""How is a job called for people, where is it, and what does it call?"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.console.wording import capital, is_guid, seen, short
from azure_scheduler_emulator.domain.jobs.action import (
    Action,
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
    WebJobAction,
)
from azure_scheduler_emulator.domain.jobs.job import Job, JobState
from azure_scheduler_emulator.domain.tenant import AZURE, JobScope
from azure_scheduler_emulator.sinks import PATH as SINKS
from azure_scheduler_emulator.testbed.job_lists import Place, Row

#: The five APIs as chips, by the name of the face that asks or the API that owns a job.
CHIPS = {
    AZURE: "Azure",
    "azure_classic": "Classic",
    "azure_arm": "ARM",
    "seed_scheduler": "Seed",
    "job_scheduler": "JobSched",
    "kudu": "Kudu",
}
TITLES = {
    AZURE: "Azure, both faces",
    "azure_classic": "Classic",
    "azure_arm": "Resource Manager",
    "seed_scheduler": "Seed Scheduler",
    "job_scheduler": "Job Scheduler",
    "kudu": "Kudu WebJobs",
}


@dataclass(frozen=True, kw_only=True)
class Name:
    """A job as lists name it."""

    id: str
    label: str
    #: The whole name, for the title of a shortened one.
    full: str
    api: str
    place: str


def name_of(job: Job, scope: JobScope) -> Name:
    """Return how lists name a job."""
    return Name(
        id=job.id, label=label(job), full=seen(job.name), api=CHIPS.get(job.api) or chip(scope), place=place(job, scope)
    )


def label(job: Job) -> str:
    """Return the name of a job; what it calls, if the name is an identity that a machine made."""
    if not is_guid(job.name):
        return seen(job.name)
    action = job.definition.action
    if isinstance(action, HttpAction):
        return seen(f"{action.method.upper()} {_path(action.uri)}")
    return target(action)


def chip(scope: JobScope) -> str:
    """Return the API of a job in a word."""
    return CHIPS.get(scope.tenant.api, scope.tenant.api)


def row_label(row: Row) -> str:
    """Return the name of a job in a list, as ``label`` does."""
    if not is_guid(row.name):
        return seen(row.name)
    method, blank, uri = row.target.partition(" ")
    return seen(f"{method} {_path(uri)}" if blank and "://" in uri else row.target or short(row.name))


def row_target(row: Row) -> str:
    """Return what a job in a list does, without scheme and query."""
    method, _, uri = row.target.partition(" ")
    return seen(f"{method} {address(uri)}" if "://" in uri else capital(row.target))


def row_chip(row: Row, where: Place) -> str:
    """Return the API of a job in a list, in a word: that which made it."""
    return CHIPS.get(row.api) or CHIPS.get(where.subscription) or CHIPS[AZURE]


def row_place(row: Row, where: Place) -> str:
    """Return where a job of a list is."""
    identity = f" / id {short(row.name)}" if is_guid(row.name) else ""
    if "-" not in where.subscription:
        return seen(f"{where.group or 'all accounts'}{identity}")
    return seen(f"{where.subscription[:8]}… / {where.group} / {where.collection}{identity}")


def place(job: Job, scope: JobScope) -> str:
    """Return where a job is: its subscription, group and collection, or its account."""
    identity = f" / id {short(job.name)}" if is_guid(job.name) else ""
    if scope.made_on_use:
        return seen(f"{scope.group or 'all accounts'}{identity}")
    return seen(f"{scope.subscription[:8]}… / {scope.group} / {scope.collection}{identity}")


def target(action: Action) -> str:
    """Return what an action does, in a line, with its secrets masked."""
    match action:
        case HttpAction():
            return seen(f"{action.method.upper()} {address(action.uri)}")
        case StorageQueueAction():
            return seen(f"queue {action.queue_name} of {action.storage_account}")
        case ServiceBusQueueAction():
            return seen(f"queue {action.queue_name} of {action.message.namespace}")
        case ServiceBusTopicAction():
            return seen(f"topic {action.topic_path} of {action.message.namespace}")
        case WebJobAction():
            return seen(f"{action.task.value} the {action.kind.value} web job {action.job}")


def address(uri: str) -> str:
    """Return an address without its scheme and query, secrets masked."""
    shown = masking.address(uri)
    where = (shown.partition("://")[2] or shown).partition("?")[0].rstrip("/")
    # A target inside the emulator is called by its own name, not by where all of them are.
    host, inside, sink = where.partition(SINKS)
    return f"sink {sink}" if inside and "/" not in host else where


def state_of(job: Job) -> str:
    """Return the state that lists show: one of the words of ``states`` in the templates."""
    if job.suspended and job.state is JobState.ENABLED:
        return "suspended"
    return job.state.value


def _path(uri: str) -> str:
    try:
        parts = urlsplit(masking.address(uri))
    except ValueError:
        return uri
    return parts.path.removeprefix(SINKS).strip("/") or parts.netloc
