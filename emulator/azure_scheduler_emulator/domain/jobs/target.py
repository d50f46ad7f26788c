"""What does a job do when it fires, in one phrase? For lists, and to be found by."""

from __future__ import annotations

from azure_scheduler_emulator.domain.jobs.action import (
    Action,
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
    WebJobAction,
)
from azure_scheduler_emulator.domain.jobs.webjob import WebJobTask


def describe(action: Action) -> str:
    """Return method and address of a call, or what is sent where; secrets in an address are not left out here."""
    match action:
        case HttpAction():
            return f"{action.method.upper()} {action.uri}"
        case StorageQueueAction():
            return f"message to queue {action.queue_name} of {action.storage_account}"
        case ServiceBusQueueAction():
            return f"message to queue {action.queue_name} of {action.message.namespace}"
        case ServiceBusTopicAction():
            return f"message to topic {action.topic_path} of {action.message.namespace}"
        case WebJobAction():
            return f"{_TASKS.get(action.task, str(action.task))} web job {action.job}"


_TASKS = {WebJobTask.RUN: "run", WebJobTask.RESTART: "restart", WebJobTask.REFRESH: "look after"}
