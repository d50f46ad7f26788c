"""States that are kept by name: taken, put back, let go."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, request

from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.domain.errors import EmulatorError

blueprint = Blueprint("do-snapshots", __name__, url_prefix="/do")
_NEWS = ("snapshots",)


@deed(blueprint, "snapshots/take", "PUT /_emulator/snapshots/NAME", "No snapshot was taken.")
def take() -> Done:
    """Keep everything as it is under a name."""
    kept = testbed().shelf.take(request.form.get("name", "").strip())
    return Done(f"The snapshot {kept.name} is taken.", news=_NEWS)


@deed(blueprint, "snapshots/restore", "POST /_emulator/snapshots/NAME/restore", "Nothing was put back.")
def restore() -> Done:
    """Put a snapshot in the place of everything that is there."""
    name = request.form.get("name", "")
    testbed().shelf.restore(name)
    return Done(f"The snapshot {name} is put back.", news=("all",))


@deed(blueprint, "snapshots/delete", "DELETE /_emulator/snapshots/NAME", "The snapshot was not deleted.")
def delete() -> Done:
    """Keep a snapshot no longer."""
    name = request.form.get("name", "")
    testbed().shelf.delete(name)
    return Done(f"The snapshot {name} is deleted.", news=_NEWS)


@blueprint.get("/snapshots/<name>")
def download(name: str) -> Response:
    """Hand a snapshot out as a document."""
    try:
        state = testbed().shelf.get(name)
    except EmulatorError as error:
        abort(404, str(error))
    headers = {"Content-Disposition": f"attachment; filename={name}.json"}
    return Response(json.dumps(state), headers=headers, content_type="application/json")
