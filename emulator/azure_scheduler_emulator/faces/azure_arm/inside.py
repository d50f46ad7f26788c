"""How does a deployment reach a provider? As Resource Manager does: by a request, which here stays inside.

The request goes through this very application, so a job that a template declares obeys the same rules, and is refused
in the same words, as one that is put by a client. Reads of resources work the same way.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import current_app, request
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app


@dataclass(frozen=True)
class Answered:
    """What a provider answered."""

    status: int
    #: None for an empty or unreadable body.
    document: Any

    @property
    def fine(self) -> bool:
        """Tell whether the provider has done what was asked."""
        return self.status < 300


def call(method: str, identity: str, api_version: str, body: Any = None) -> Answered:
    """Ask for ``identity`` on behalf of the present request, which is not touched by it."""
    builder = EnvironBuilder(
        path=quote(identity),
        method=method,
        base_url=request.host_url,
        query_string={"api-version": api_version},
        headers=Headers({"Authorization": request.headers.get("Authorization", "")}),
        data=None if body is None else json.dumps(body).encode(),
        content_type=None if body is None else "application/json",
    )
    environ: dict[str, Any] = dict(builder.get_environ())
    # What the gateway has noted about the outer request counts for this one too.
    environ.update({key: value for key, value in request.environ.items() if key.startswith("emulator.")})
    # A context of its own: the outer one's would be shared and overwritten.
    with current_app.app_context():
        chunks, status, _ = run_wsgi_app(current_app.wsgi_app, environ)
        content = b"".join(chunks)
    try:
        document = json.loads(content)
    except ValueError:
        document = None
    return Answered(int(status.split(" ", 1)[0]), document)
