"""Posts a JSON document to whoever asked to be told."""

from __future__ import annotations

import logging

from azure_scheduler_emulator.actions.wire.errors import CallError
from azure_scheduler_emulator.actions.wire.transport import Call, Sends

log = logging.getLogger(__name__)


def post_json(wire: Sends, uri: str, body: bytes) -> None:
    """Post ``body``; what the target answers does not matter, and that it cannot be reached is logged."""
    headers = (("Content-Type", "application/json"),)
    try:
        wire.send(Call(method="POST", uri=uri, headers=headers, body=body))
    except CallError as error:
        log.warning("the web hook %s cannot be called: %s", uri, error)
