"""Subscriptions, and everything at once: register, reset, put back."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, request

from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant

blueprint = Blueprint("do-state", __name__, url_prefix="/do")

_ALL = ("all",)


@deed(blueprint, "subscriptions/add", "POST /_emulator/subscriptions", "The subscription was not registered.")
def register() -> Done:
    """Register a subscription, with a certificate made here or brought along."""
    identity = request.form.get("id", "").strip().lower()
    pem = request.form.get("certificate", "").strip()
    made = testbed().registrations.register(identity or None, pem or None)
    return Done(
        f"The subscription {made.id} is registered.",
        "Here is its certificate with the key; it is not shown again." if not pem else f"It trusts {made.thumbprint}.",
        news=("subscriptions",),
        extra="" if pem else made.pem,
    )


@deed(blueprint, "reset", "POST /_emulator/reset", "Nothing was reset.")
def reset() -> Done:
    """Forget everything but settings and certificates."""
    testbed().resets.everything()
    return Done("Everything is as at the start.", news=_ALL)


@deed(blueprint, "reset/owner", "POST /_emulator/reset?subscription=…", "Nothing was reset.")
def reset_owner() -> Done:
    """Forget what one subscription or owner has."""
    api, owner = request.form.get("api", ""), request.form.get("owner", "")
    if not api:
        raise InvalidError("Whose things are meant?")
    testbed().resets.part(Tenant(api, owner.lower() if api == AZURE else owner.casefold()))
    return Done(f"{owner or api} is empty.", news=_ALL)


@deed(blueprint, "state/restore", "PUT /_emulator/state", "Nothing was put back.")
def restore() -> Done:
    """Put a downloaded state in the place of everything that is there."""
    given = request.files.get("state")
    try:
        document = json.loads(given.read() if given else b"")
    except (ValueError, RecursionError) as error:
        raise InvalidError(f"The file is no JSON: {error}.") from None
    testbed().snapshots.restore(document)
    return Done("The state is put back.", news=_ALL)


@blueprint.get("/state.json")
def download() -> Response:
    """Hand everything out as one document."""
    text = json.dumps(testbed().snapshots.take())
    headers = {"Content-Disposition": "attachment; filename=state.json"}
    return Response(text, headers=headers, content_type="application/json")


@blueprint.get("/certs/<name>")
def certificate(name: str) -> Response:
    """Hand out a file that clients use."""
    folder = testbed().registrations.folder
    files = (folder.authority, folder.management, folder.management_pfx, folder.management_cer, folder.publish_settings)
    found = next((path for path in files if path.name == name and path.exists()), None)
    if found is None:
        abort(404, f"There is no certificate file '{name}'.")
    headers = {"Content-Disposition": f"attachment; filename={found.name}"}
    return Response(found.read_bytes(), headers=headers, content_type="application/octet-stream")
