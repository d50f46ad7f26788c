"""The operations of Microsoft.Web."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_arm.web import jobs, runs, sites


def blueprints() -> tuple[Blueprint, ...]:
    """Return every blueprint."""
    return sites.blueprint, jobs.blueprint, runs.blueprint
