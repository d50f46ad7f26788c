"""Everything in one document, out and in again."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack
from functools import partial
from typing import IO, Any, cast

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.control.place import MAX_STATE, STATE
from azure_scheduler_emulator.domain.errors import UnavailableError

#: A snapshot is put back as it was taken; what is in it is ``testbed.snapshots``'s business.
_STATE: dict[str, Any] = {"type": "object", "additionalProperties": True}

#: Bytes of a document that are kept in memory; what is larger waits in a temporary file for its reader.
IN_MEMORY = 1 << 20
#: Bytes that are sent at a time.
_PIECE = 1 << 16

blueprint = Blueprint("state", __name__, url_prefix=STATE, description="Snapshots.")


@blueprint.get("")
@blueprint.response(200, _STATE, example=examples.STATE)
def get_state() -> Response:
    """Return everything: clock, jobs with what they wait for, history, faults, sinks. Secrets are in it.

    It is written down first: however slowly it is read, the database is done with it, and an error has its own status.
    """
    with ExitStack() as stack:
        file = cast("IO[bytes]", stack.enter_context(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)))
        try:
            testbed().snapshots.write(file)
            size = file.tell()
            file.seek(0)
        except OSError as error:
            raise UnavailableError(f"The state finds no room in a temporary file: {error.strerror}.") from error
        if size <= IN_MEMORY:
            # Nothing is left open that a reader who goes away could leave behind.
            return Response(file.read(), content_type="application/json")
        response = Response(iter(partial(file.read, _PIECE), b""), content_type="application/json")
        response.content_length = size
        response.call_on_close(stack.pop_all().close)
    return response


@blueprint.put("")
@refuses(409)
@blueprint.doc(
    requestBody={"required": True, "content": {"application/json": {"schema": _STATE, "example": examples.STATE}}}
)
@blueprint.response(204)
def put_state() -> None:
    """Put a snapshot back; what was there before is gone."""
    request.max_content_length = MAX_STATE
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        # It is read twice, and not every server lets us go back.
        shutil.copyfileobj(request.stream, file, _PIECE)
        testbed().snapshots.read(cast("IO[bytes]", file))
