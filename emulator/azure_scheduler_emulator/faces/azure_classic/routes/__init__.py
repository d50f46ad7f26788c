"""The operations, one module for each kind of resource."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_classic.routes import (
    certificates,
    cloud_services,
    collections,
    jobs,
    operations,
    subscriptions,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every blueprint of the API."""
    return (
        subscriptions.blueprint,
        cloud_services.blueprint,
        collections.blueprint,
        jobs.blueprint,
        operations.blueprint,
        certificates.blueprint,
    )
