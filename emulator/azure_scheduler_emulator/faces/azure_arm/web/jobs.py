"""Web jobs: lists, single ones, settings, start and stop."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import context, json_body
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.web import documents, listing
from azure_scheduler_emulator.faces.azure_arm.web.context import base, missing, new_blueprint, on_site, place, site
from azure_scheduler_emulator.webjobs.disk.home import check_name
from azure_scheduler_emulator.webjobs.running.documents import JobView

blueprint: Blueprint = new_blueprint("web_jobs")

_KINDS = "/<any(triggeredwebjobs, continuouswebjobs):kind>"
_ONE = f"{_KINDS}/<name>"


@on_site(blueprint, "GET", "/webjobs")
def list_all() -> Response:
    """List the web jobs of both kinds, triggered ones first."""
    return _list("webjobs", [view for kind in WebJobKind for view in site().catalogue.views(kind)])


@on_site(blueprint, "GET", "/webjobs/<name>")
def get_any(name: str) -> Response:
    """Get a web job of either kind; of two that share a name, the triggered one."""
    found = [view for kind in WebJobKind if (view := site().catalogue.view(kind, check_name(name)))]
    if not found:
        raise missing("webjobs", name)
    return _answer("webjobs", found[0])


@on_site(blueprint, "GET", _KINDS)
def list_kind(kind: str) -> Response:
    """List the web jobs of one kind."""
    return _list(kind, site().catalogue.views(_kind(kind)))


@on_site(blueprint, "GET", _ONE)
def get_job(kind: str, name: str) -> Response:
    """Get a web job."""
    return _answer(kind, _require(kind, name))


@on_site(blueprint, "PUT", _ONE)
def put_job(kind: str, name: str) -> Response:
    """Replace the settings of a web job; its files come by the deployment site alone."""
    _require(kind, name)
    document = json_body()
    properties = document.get("properties") if isinstance(document, dict) else None
    settings = properties.get("settings") if isinstance(properties, dict) else None
    if not isinstance(settings, dict):
        raise InvalidError("The request content has no properties.settings.")
    with site().changing():
        site().catalogue.set_settings(_kind(kind), name, settings)
    return _answer(kind, _require(kind, name))


@on_site(blueprint, "DELETE", _ONE)
def delete_job(kind: str, name: str) -> Response:
    """Delete a web job with its history; that there is none is fine too, as for the deployment site."""
    site().delete(_kind(kind), check_name(name))
    return wire.empty()


@on_site(blueprint, "POST", "/continuouswebjobs/<name>/start")
def start(name: str) -> Response:
    """Let a continuous web job run."""
    return _set_enabled(name, enabled=True)


@on_site(blueprint, "POST", "/continuouswebjobs/<name>/stop")
def stop(name: str) -> Response:
    """Keep a continuous web job from running."""
    return _set_enabled(name, enabled=False)


def _set_enabled(name: str, *, enabled: bool) -> Response:
    try:
        site().set_enabled(check_name(name), enabled)
    except NotFoundError as error:
        raise missing("continuouswebjobs", name) from error
    except OSError as error:
        raise ArmError(409, "Conflict", str(error)) from error
    return wire.empty()


def _kind(kind: str) -> WebJobKind:
    return WebJobKind(kind.removesuffix("webjobs"))


def _require(kind: str, name: str) -> JobView:
    found = site().catalogue.view(_kind(kind), check_name(name))
    if found is None:
        raise missing(kind, name)
    return found


def _document(kind: str, view: JobView, region: str) -> dict[str, Any]:
    return documents.job(view, kind, place(), region, base(), context().now)


def _answer(kind: str, view: JobView) -> Response:
    return wire.json_answer(_document(kind, view, listing.region(place().group)))


def _list(kind: str, views: list[JobView]) -> Response:
    region = listing.region(place().group)
    return wire.json_answer({"value": [_document(kind, view, region) for view in views], "nextLink": None})
