"""The operations."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.job_scheduler.routes import jobs


def blueprints() -> tuple[Blueprint, ...]:
    """Return every blueprint of the API."""
    return (jobs.blueprint,)
