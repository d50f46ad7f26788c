"""The operations, one module for each kind of resource."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.kudu.routes import (
    app_settings,
    archives,
    continuous,
    deployments,
    files,
    hooks,
    passthrough,
    pushes,
    tools,
    triggered,
    webjobs,
)


def blueprints() -> tuple[Blueprint, ...]:
    """Return every blueprint of the API."""
    return (
        webjobs.blueprint,
        triggered.blueprint,
        continuous.blueprint,
        passthrough.blueprint,
        files.blueprint,
        archives.blueprint,
        app_settings.blueprint,
        hooks.blueprint,
        pushes.blueprint,
        deployments.blueprint,
        tools.blueprint,
    )
