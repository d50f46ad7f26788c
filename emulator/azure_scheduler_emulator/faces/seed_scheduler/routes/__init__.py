"""The operations, one module for each kind of resource."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.seed_scheduler.routes import (
    failed_tasks,
    groups,
    helpers,
    schedules,
    users,
    webhooks,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every blueprint of the API."""
    return (
        users.blueprint,
        groups.blueprint,
        schedules.blueprint,
        failed_tasks.blueprint,
        webhooks.blueprint,
        helpers.blueprint,
    )
