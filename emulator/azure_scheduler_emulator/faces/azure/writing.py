"""How is a job written? Members and their order as recorded; a member without a value is left out."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.jobs.action import Action, HttpAction, StorageQueueAction, WebJobAction
from azure_scheduler_emulator.domain.jobs.job import Job, JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.retry import RetryPolicy, RetryType
from azure_scheduler_emulator.domain.jobs.trigger import Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import MonthlyOccurrence, Recurrence, Schedule
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.faces.azure.authentications import write_authentication
from azure_scheduler_emulator.faces.azure.service_bus import write_bus
from azure_scheduler_emulator.faces.azure.spelling import Spelling


def write(job: Job, spelling: Spelling) -> dict[str, Any]:
    """Return the members of ``job`` from its start time to its status, as an answer shows them."""
    return _present(
        {
            **write_definition(job.definition, spelling),
            "state": job.shown_state.value,
            "status": _status(job),
        }
    )


def write_definition(definition: JobDefinition, spelling: Spelling, *, secrets: bool = False) -> dict[str, Any]:
    """Return what the client asked for, with passwords and signatures only if ``secrets``."""
    trigger = definition.trigger
    return _present(
        {
            "startTime": definition.start_text,
            "action": _present(
                {
                    **_action(definition.action, spelling, secrets),
                    "retryPolicy": _retry(definition.retry, spelling) if definition.retry else None,
                    "errorAction": _action(definition.error_action, spelling, secrets)
                    if definition.error_action
                    else None,
                }
            ),
            "recurrence": _recurrence(trigger.recurrence, definition) if isinstance(trigger, Recurring) else None,
        }
    )


def _present(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def _status(job: Job) -> dict[str, Any] | None:
    """Return the progress of a job; one that is disabled and never ran shows none (recorded, 66 of 66)."""
    if job.shown_state is JobState.DISABLED and not job.status.executions:
        return None
    last, due = job.status.last_execution, job.next_due
    return _present(
        {
            "lastExecutionTime": moment.render(last) if last else None,
            "nextExecutionTime": moment.render_like(due, job.definition.start_text) if due else None,
            "executionCount": job.status.executions,
            "failureCount": job.status.failures,
            "faultedCount": job.status.faults,
        }
    )


def _action(action: Action, spelling: Spelling, secrets: bool) -> dict[str, Any]:
    if isinstance(action, HttpAction):
        return {"request": _request(action, spelling, secrets), "type": spelling.action_type(action.type_text)}
    assert not isinstance(action, WebJobAction), "web jobs do not come in through this API"
    if not isinstance(action, StorageQueueAction):
        return {**write_bus(action, spelling, secrets), "type": spelling.action_type(action.type_text)}
    message = {
        "storageAccount": action.storage_account,
        "queueName": action.queue_name,
        "sasToken": action.sas_token if secrets or spelling.signatures else None,
        "message": action.message,
    }
    return {"queueMessage": _present(message), "type": spelling.action_type(action.type_text)}


def _request(action: HttpAction, spelling: Spelling, secrets: bool) -> dict[str, Any]:
    return _present(
        {
            "uri": action.uri if secrets else masking.address(action.uri),
            "method": action.method,
            "headers": {spelling.header_name(name): value for name, value in action.headers} or None,
            "body": action.body,
            "authentication": write_authentication(action.authentication, secrets=secrets)
            if action.authentication
            else None,
        }
    )


def _retry(retry: RetryPolicy, spelling: Spelling) -> dict[str, Any]:
    if retry.kind is RetryType.NONE:
        return {"retryType": retry.kind.value}
    return {"retryType": retry.kind.value, "retryInterval": spelling.span(retry.interval), "retryCount": retry.count}


def _recurrence(recurrence: Recurrence, definition: JobDefinition) -> dict[str, Any]:
    return _present(
        {
            "frequency": recurrence.frequency.value,
            "count": recurrence.count,
            "endTime": definition.end_text,
            "interval": recurrence.interval,
            "schedule": _schedule(recurrence.schedule) if recurrence.schedule else None,
        }
    )


def _schedule(schedule: Schedule) -> dict[str, Any]:
    parts = {
        "minutes": list(schedule.minutes),
        "hours": list(schedule.hours),
        "weekDays": [day.value for day in schedule.week_days],
        "months": list(schedule.months),
        "monthDays": list(schedule.month_days),
        "monthlyOccurrences": [_monthly(item) for item in schedule.monthly_occurrences],
    }
    return {name: part for name, part in parts.items() if part}


def _monthly(item: MonthlyOccurrence) -> dict[str, Any]:
    return _present({"day": item.day.value, "occurrence": item.occurrence})
