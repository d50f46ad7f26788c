"""How are the routes of deployments registered? In resource groups, by both spellings of the path, and above them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.deployments.errors import DetailedError
from azure_scheduler_emulator.faces.azure_arm.place import Place

View = Callable[..., Response]
_PREFIXES = (
    "/subscriptions/<subscription>/resourcegroups/<group>/providers/microsoft.resources/deployments",
    "/subscriptions/<subscription>/resourcegroups/<group>/deployments",
    "/subscriptions/<subscription>/providers/microsoft.resources/deployments",
)


def new_blueprint(name: str) -> Blueprint:
    """Return a blueprint whose views get a place, and the names in what follows it."""
    blueprint = Blueprint(name, __name__)
    blueprint.url_value_preprocessor(_take_place)
    blueprint.before_request(_answered_by_the_gateway)
    blueprint.register_error_handler(DetailedError, _refuse)
    return blueprint


def at(blueprint: Blueprint, method: str, rest: str = "") -> Callable[[View], View]:
    """Register a view for ``rest`` below the deployments of every place."""

    def register(view: View) -> View:
        for prefix in _PREFIXES:
            blueprint.add_url_rule(prefix + rest, view.__name__, view, methods=[method])
        return view

    return register


def _take_place(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    taken = {} if values is None else values
    taken["place"] = Place(subscription=taken.pop("subscription", ""), group=taken.pop("group", None))


def _answered_by_the_gateway() -> None:
    context().gateway = True


def _refuse(error: DetailedError) -> Response:
    return wire.json_answer(error.document, error.status, error.headers)
