"""What do the routes of Microsoft.Web know about the request they answer?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from flask import Response, g, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.context import context, mutation
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.unknown import resource_missing
from azure_scheduler_emulator.faces.azure_arm.web.place import SitePlace
from azure_scheduler_emulator.webjobs.site import Site

SITES = "/subscriptions/<subscription>/resourcegroups/<group>/providers/microsoft.web/sites"
_ONE = f"{SITES}/<site>"
_SLOT = f"{_ONE}/slots/<slot>"

View = Callable[..., Response]


def new_blueprint(name: str) -> Blueprint:
    """Return a blueprint whose views get what follows the site in their path; the site itself is ``place()``."""
    blueprint = Blueprint(name, __name__)
    blueprint.url_value_preprocessor(_take_place)
    blueprint.before_request(_enter)
    return blueprint


def on_site(blueprint: Blueprint, method: str, rest: str = "") -> Callable[[View], View]:
    """Register a view for ``rest`` below a site, and below its slots."""

    def register(view: View) -> View:
        for one in (_ONE, _SLOT):
            blueprint.add_url_rule(one + rest, view.__name__, view, methods=[method])
        return view

    return register


def place() -> SitePlace:
    """Return the site that the present request names."""
    return cast("SitePlace", g.place)


def site() -> Site:
    """Return the site itself."""
    found = services().site
    assert found is not None, "these routes are off without a site"
    return found


def base() -> str:
    """Return what addresses of the deployment site begin with: it is on this very listener."""
    return request.host_url.rstrip("/")


def missing(kind: str, name: str) -> ArmError:
    """Return the error for something of the site that does not exist."""
    return resource_missing(f"{place().id}/{kind}/{name}")


def _take_place(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    taken = values or {}
    taken.pop("subscription", None)
    g.place = SitePlace(group=taken.pop("group", ""), site=taken.pop("site", ""), slot=taken.pop("slot", ""))


def _enter() -> None:
    context().gateway = True
    if request.method != "GET":
        # A fault may have it fail.
        mutation()
    # Web hooks tell of runs by the address that the last client used, through whichever door.
    site().base = base()
