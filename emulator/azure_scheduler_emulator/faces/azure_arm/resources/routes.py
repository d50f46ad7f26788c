"""Whatever a provider offers that has no face of its own here: put, get, list, delete, and its ``list`` operations."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Response, abort, request
from flask_smorest import Blueprint
from werkzeug.routing import PathConverter

from azure_scheduler_emulator.domain.azure.regions import for_people
from azure_scheduler_emulator.domain.azure.templates.declared import split_id
from azure_scheduler_emulator.domain.azure.templates.values import member
from azure_scheduler_emulator.domain.errors import GroupNotFoundError
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.bodies import read_json
from azure_scheduler_emulator.faces.azure_arm.context import context, mutation, owner
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError, group_missing
from azure_scheduler_emulator.faces.azure_arm.inside import call
from azure_scheduler_emulator.faces.azure_arm.place import Place
from azure_scheduler_emulator.faces.azure_arm.resources import keys, shapes, sites, store
from azure_scheduler_emulator.faces.azure_arm.unknown import resource_missing

blueprint = Blueprint("other_resources", __name__)

_RULES = ("/subscriptions/<subscription>/resourcegroups/<group>", "/subscriptions/<subscription>")
_NAMESPACE = re.compile(r"[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)*")
View = Callable[..., Response]
#: Types that answer 200 to whoever creates one (recorded in the operations of deployments).
_PLAIN = ("microsoft.web/", "microsoft.insights/components")
#: Members that a resource keeps as written, in the order of answers.
_KEPT = ("location", "tags", "kind", "sku", "plan", "identity", "zones", "managedBy", "extendedLocation")


class OtherProvider(PathConverter):
    """A path that begins with a provider which is not emulated itself; for those, what has no route does not exist.

    Nor does it for web jobs: there is no other way to have one than to upload it.
    """

    regex = (
        r"(?!(?i:microsoft\.(?:scheduler|resources))(?:/|$))"
        r"(?!(?i:microsoft\.web/sites/[^/]+/(?:slots/[^/]+/)?(?:triggered|continuous)?webjobs)(?:/|$))[^/].*?"
    )


def _at(method: str) -> Callable[[View], View]:
    """Register a view in resource groups and in subscriptions; it gets the place and what follows the providers."""

    def register(view: View) -> View:
        for rule in _RULES:
            blueprint.add_url_rule(f"{rule}/providers/<other_provider:resource>", view.__name__, view, methods=[method])
        return view

    return register


@blueprint.url_value_preprocessor
def _take_place(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    taken = values or {}
    taken["place"] = Place(subscription=taken.pop("subscription", ""), group=taken.pop("group", None))
    if "resource" in taken:
        taken["resource"] = _as_written(taken["resource"])


def _as_written(resource: str) -> str:
    """Return the path of a resource in the client's own casing, since types are answered as they were put."""
    path = request.environ["emulator.path"].encode("latin-1", "replace").decode("utf-8", "replace")
    return "/".join([segment for segment in path.split("/") if segment][-len(resource.split("/")) :])


@blueprint.before_request
def _answered_by_the_gateway() -> None:
    context().gateway = True


@_at("GET")
def get_resource(place: Place, resource: str) -> Response:
    """Get a resource that was put, or list those of a type."""
    identity = _identity(place, resource)
    if resource.count("/") % 2:
        return _list(place, identity)
    found = store.find(identity)
    if found is None:
        raise resource_missing(identity)
    return wire.empty(204) if request.method == "HEAD" else wire.json_answer(found)


@_at("PUT")
def put_resource(place: Place, resource: str) -> Response:
    """Keep a resource as it is written, with the members that its provider would add."""
    identity = _identity(place, resource)
    if resource.count("/") % 2:
        abort(404)
    body = _body()
    _need_group(place, member(body, "location"))
    _need_parent(place, identity)
    known = store.find(identity)
    document = _document(identity, body)
    store.put(place, document)
    plain = known is not None or document["type"].lower().startswith(_PLAIN)
    return wire.json_answer(document, 200 if plain else 201)


@_at("DELETE")
def delete_resource(place: Place, resource: str) -> Response:
    """Delete a resource with everything below it; that it is not there is fine too."""
    return wire.empty(200 if store.delete(place, _identity(place, resource)) else 204)


@_at("POST")
def ask_resource(place: Place, resource: str) -> Response:
    """Ask a resource for its keys, or whatever else its provider lists."""
    resource, _, function = resource.rpartition("/")
    if not function.lower().startswith("list") or resource.count("/") % 2:
        abort(404)
    identity = _identity(place, resource)
    type_name, name = split_id(identity)
    if sites.is_config(type_name):
        _need_parent(place, identity)
        return wire.json_answer(sites.listed(identity, type_name, name))
    if store.find(identity) is None:
        raise resource_missing(identity)
    return wire.json_answer(keys.answer(function, identity, type_name, name, context().api_version))


def _identity(place: Place, resource: str) -> str:
    """Return the id of what a path names, if it can be the resource of a provider that is not emulated."""
    namespace = resource.partition("/")[0]
    if not _NAMESPACE.fullmatch(namespace) or "/" not in resource:
        abort(404)
    return f"{place.base}/providers/{resource}"


def _list(place: Place, identity: str) -> Response:
    """List the resources of a type; of one that nobody has put anything of, nothing is known."""
    below = f"{identity.lower()}/"
    found = [
        document
        for document in store.all_in(place)
        if document["id"].lower().startswith(below) and "/" not in document["id"][len(below) :]
    ]
    if not found:
        abort(404)
    return wire.json_answer({"value": found})


def _body() -> dict[str, Any]:
    body = read_json()
    if not isinstance(body, dict):
        raise ArmError(400, "InvalidRequestContent", "The request content is not a JSON object.", gateway=True)
    return body


def _document(identity: str, body: dict[str, Any]) -> dict[str, Any]:
    type_name, name = split_id(identity)
    given = member(body, "properties")
    document: dict[str, Any] = {"id": identity, "name": name, "type": type_name}
    document |= {kept: value for kept in _KEPT if (value := member(body, kept)) is not None}
    added = shapes.properties(type_name, name, identity)
    document["properties"] = {**(given if isinstance(given, dict) else {}), **added}
    return document


def _need_group(place: Place, location: Any) -> None:
    """See to it that the resource group is there, or make it where groups make themselves."""
    name = place.group
    if name is None:
        return
    try:
        services().cloud_services.get(owner(), name)
    except GroupNotFoundError:
        if services().settings.arm_groups == "strict" or not isinstance(location, str):
            raise group_missing(name) from None
        services().cloud_services.put_group(mutation(), name, for_people(location), None)


def _need_parent(place: Place, identity: str) -> None:
    """Refuse a nested resource whose parent is not there."""
    type_name, name = split_id(identity)
    if "/" not in name or "/providers/" in type_name.lower():
        return
    parent, _, _ = identity.rpartition("/")
    parent, _, _ = parent.rpartition("/")
    if store.find(parent) is None and not _served(place, parent):
        raise ArmError(
            404,
            "ParentResourceNotFound",
            "Can not perform requested operation on nested resource. "
            f"Parent resource '{name.rpartition('/')[0]}' not found.",
            gateway=True,
        )


def _served(place: Place, identity: str) -> bool:
    """Tell whether a face of its own answers for a resource: then the parent is that face's to know."""
    return place.group is not None and call("GET", identity, context().api_version).fine
