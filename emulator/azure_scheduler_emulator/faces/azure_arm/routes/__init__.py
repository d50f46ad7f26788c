"""The operations, one module for each kind of resource."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_arm.routes import collections, groups, identity, jobs, operations, providers


def blueprints() -> tuple[Blueprint, ...]:
    """Return every blueprint of the API."""
    return (
        identity.blueprint,
        groups.blueprint,
        providers.blueprint,
        operations.blueprint,
        collections.blueprint,
        jobs.blueprint,
    )
