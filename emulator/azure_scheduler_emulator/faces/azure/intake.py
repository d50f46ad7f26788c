"""How is a request read before its document is understood?"""

from __future__ import annotations

import json
from typing import Any

from flask import Request

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.domain.azure.operation import Verdict
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.azure.limits import check_size
from azure_scheduler_emulator.faces.azure.schema import MALFORMED
from azure_scheduler_emulator.faces.incoming import Incoming

#: Queries of which is remembered what they say: a client asks with the same ones again and again.
MOST_QUERIES = 1000

_queries: dict[bytes, dict[str, str]] = {}


def query(request: Request) -> dict[str, str]:
    """Return the query's values, trimmed, by key in lower case; the first of several counts."""
    known = _queries.get(request.query_string)
    if known is None:
        known = {key.lower(): value.strip() for key, value in reversed(list(request.args.items(multi=True)))}
        if len(_queries) < MOST_QUERIES:
            _queries[request.query_string] = known
    return dict(known)


def json_body(request: Request) -> Any:
    """Return the JSON document of a request, read as leniently as the service read it.

    Raises:
        InvalidError: there is none, it is malformed, or it is larger than a job may be.
    """
    body = request.get_data()
    check_size(body)
    try:
        return lenient_json.loads(body.decode(json.detect_encoding(body), "surrogatepass"))
    except ValueError as error:
        raise InvalidError(MALFORMED) from error


def verdict(incoming: Incoming) -> Verdict:
    """Return what a fault decided about the operation that a request starts."""
    return incoming.effect.operation or Verdict() if incoming.effect else Verdict()
