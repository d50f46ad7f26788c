"""What can the scheduler's provider do, as roles name it? Names and words as its published list has them."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.faces.azure_arm.providers import SCHEDULER

#: Of an operation: its name below the provider's, what it is done to, what it is called, what it does.
_OPERATIONS = (
    ("jobcollections/read", "Job Collection", "Get Job Collection", "Get Job Collection"),
    ("jobcollections/write", "Job Collection", "Create or Update Job Collection", "Creates or updates job collection."),
    ("jobcollections/delete", "Job Collection", "Delete Job Collection", "Deletes job collection."),
    ("jobcollections/enable/action", "Job Collection", "Enable Job Collection", "Enables job collection."),
    ("jobcollections/disable/action", "Job Collection", "Disable Job Collection", "Disables job collection."),
    ("jobcollections/jobs/read", "Job", "Get Job", "Gets job."),
    ("jobcollections/jobs/write", "Job", "Create or Update Job", "Creates or updates job."),
    ("jobcollections/jobs/delete", "Job", "Delete Job", "Deletes job."),
    ("jobcollections/jobs/run/action", "Job", "Run Job", "Runs job."),
    (
        "jobcollections/jobs/generateLogicAppDefinition/action",
        "Job",
        "Generate Logic App Definition",
        "Generates Logic App definition based on a Scheduler Job.",
    ),
    ("jobcollections/jobs/jobhistories/read", "Job History", "Get Job History", "Gets job history."),
)


def documents() -> list[dict[str, Any]]:
    """Return the operations as Resource Manager lists those of every provider."""
    return [
        {
            "name": f"{SCHEDULER}/{name}",
            "display": {
                "provider": "Microsoft Scheduler",
                "resource": resource,
                "operation": operation,
                "description": description,
            },
        }
        for name, resource, operation, description in _OPERATIONS
    ]
