"""Handing requests on to a continuous job that listens (contract of the Kudu face, section 4.10)."""

from __future__ import annotations

import http.client

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.kudu import errors
from azure_scheduler_emulator.faces.kudu.context import address, body, job_kind, site

blueprint = Blueprint("passthrough", __name__, url_prefix="/api/continuouswebjobs")

#: Seconds that a job may take to answer.
TIMEOUT = 100.0
#: About one connection each, so never handed on.
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length"})


@blueprint.route("/<name>/passthrough", methods=["GET", "PUT", "POST", "DELETE", "PATCH"])
def pass_through(name: str) -> Response:
    """Hand a request on; whatever goes wrong is 404."""
    job_kind("continuous", name)
    port = site().port(name)
    if not port:
        raise errors.exception(404, f"The WebJob '{name}' does not listen.", "System.IO.FileNotFoundException")
    try:
        return _forward(port)
    except (OSError, http.client.HTTPException) as error:
        raise errors.exception(404, str(error), "System.Net.Http.HttpRequestException") from error


def _forward(port: int) -> Response:
    query = request.query_string.decode("latin-1")
    path = http_path(address().rest, query)
    dropped = _HOP_BY_HOP | {"host"}
    headers = {name: value for name, value in request.headers if name.lower() not in dropped}
    with body() as file:
        data = None if request.method in ("GET", "HEAD") else file.read()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        connection.request(request.method, path, data, headers)
        answer = connection.getresponse()
        content = answer.read()
    finally:
        connection.close()
    response = Response(content, answer.status)
    del response.headers["Content-Type"]
    for name, value in answer.getheaders():
        if name.lower() not in _HOP_BY_HOP:
            response.headers.add(name, value)
    if request.method == "HEAD" and answer.getheader("Content-Length"):
        response.headers["Content-Length"] = answer.getheader("Content-Length")
    return response


def http_path(rest: str, query: str) -> str:
    """Return the path to ask the job for; ``rest`` is decoded as WSGI does it."""
    from urllib.parse import quote

    return f"/{quote(rest.encode('latin-1'))}{'?' if query else ''}{query}"
