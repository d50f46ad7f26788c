"""The graph of the directory: the service principal of an application, which Terraform asks for before all else."""

from __future__ import annotations

import re
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import pull_place
from azure_scheduler_emulator.faces.azure_arm import tokens, wire
from azure_scheduler_emulator.faces.azure_arm.context import context, query

blueprint = Blueprint("graph", __name__, url_prefix="/<tenant>/serviceprincipals")
pull_place(blueprint, "tenant")

_BY_APPLICATION = re.compile(r"""\bappId\s+eq\s+['"]([^'"]*)['"]""", re.IGNORECASE)


@blueprint.before_request
def _not_the_scheduler() -> None:
    context().gateway = True


@blueprint.get("")
def list_principals() -> Response:
    """Find the service principal of an application: there is one of every application that is asked for."""
    asked = _BY_APPLICATION.search(query().get("$filter", ""))
    return wire.json_answer({"value": [_principal(asked[1])] if asked else []})


@blueprint.get("/<principal>")
def get_principal(principal: str) -> Response:
    """Get a service principal by its object id."""
    return wire.json_answer({**_principal(principal), "objectId": principal, "id": principal})


def _principal(application: str) -> dict[str, Any]:
    """Return a principal by the keys of both graphs: ``objectId`` of the old one, ``id`` of the new one."""
    identity = tokens.object_id(application)
    return {
        "objectType": "ServicePrincipal",
        "objectId": identity,
        "id": identity,
        "appId": application,
        "displayName": application,
        "accountEnabled": True,
        "servicePrincipalNames": [application],
        "servicePrincipalType": "Application",
    }
