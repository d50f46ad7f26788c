"""The operations, one module for each kind of resource."""

from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_arm.routes import (
    collections,
    directory,
    graph,
    groups,
    identity,
    jobs,
    operations,
    providers,
    resources,
)


def blueprints(*, with_site: bool) -> tuple[Blueprint, ...]:
    """Return every blueprint of the API; ``with_site`` tells that there is a site to show."""
    return (
        directory.blueprint,
        graph.blueprint,
        identity.blueprint,
        groups.blueprint,
        providers.blueprint,
        resources.blueprint,
        operations.blueprint,
        collections.blueprint,
        jobs.blueprint,
        *_web(with_site=with_site),
    )


def _web(*, with_site: bool) -> tuple[Blueprint, ...]:
    # What runs web jobs is loaded where somebody asked for it: everybody waits for READY.
    if with_site:
        from azure_scheduler_emulator.faces.azure_arm.web.routes import blueprints as of_the_site

        return of_the_site()
    from azure_scheduler_emulator.faces.azure_arm.web.absent import blueprint

    return (blueprint,)
