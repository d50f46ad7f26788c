"""What do the routes know about the request they answer?"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any, cast
from urllib.parse import quote

from flask import current_app, g, request

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.kudu import errors
from azure_scheduler_emulator.faces.kudu.paths import Address
from azure_scheduler_emulator.webjobs.disk import text
from azure_scheduler_emulator.webjobs.disk.home import check_name
from azure_scheduler_emulator.webjobs.disk.names import same
from azure_scheduler_emulator.webjobs.site import Site

_IN_MEMORY = 1024 * 1024
_CHUNK = 256 * 1024
#: Bytes that a JSON document may have.
JSON_LIMIT = 1024 * 1024


def site() -> Site:
    """Return the site whose jobs this is about."""
    found = services().site
    assert found is not None, "the face is off without a site"
    return found


def now() -> datetime:
    """Return when the present request came in."""
    return cast("datetime", g.now)


def address() -> Address:
    """Return the path of the present request, understood."""
    return cast("Address", request.environ["emulator.kudu"])


def base() -> str:
    """Return what generated addresses begin with: what the client used, without a slash at the end."""
    return f"{request.root_url.rstrip('/')}{address().prefix}"


def full_url(path: str) -> str:
    """Return the absolute address of ``path``, a path as clients write it (decoded as WSGI does), with the query."""
    query = request.query_string.decode("latin-1")
    return f"{request.root_url.rstrip('/')}{quote(path.encode('latin-1'))}{'?' if query else ''}{query}"


def rest() -> str:
    """Return what follows the route in paths of files, decoded; to Windows a backslash is a slash."""
    return address().rest.encode("latin-1").decode("utf-8", "replace").replace("\\", "/")


def query(name: str) -> str:
    """Return a parameter of the query, whose name may be in any casing, or an empty text."""
    return next((value for key, value in request.args.items() if same(key, name)), "")


#: What may hold a JSON document. A form of a web page is sent without asking, under any other name.
JSON_TYPES = ("application/json", "text/json")


def json_body(types: tuple[str, ...] = ()) -> Any:
    """Return the JSON document that the request brings, read as Json.NET reads it; None if there is nothing in it.

    Raises:
        KuduError: 400, it is none; 413, it is too large; 415, it is of none of ``types``, if there are any, or in a
            charset that nobody knows.
    """
    with body() as file:
        data = file.read(JSON_LIMIT + 1)
    if len(data) > JSON_LIMIT:
        raise errors.http_error(413, "The document is larger than the emulator takes.")
    if data and types and request.mimetype not in types:
        kind = request.headers.get("Content-Type", "")
        raise errors.http_error(415, f"The request entity's media type '{kind}' is not supported for this resource.")
    try:
        written = text.decode(data, request.mimetype_params.get("charset", "utf-8"))
        return lenient_json.loads(written) if written.strip() else None
    except LookupError as error:
        raise errors.http_error(415, f"The document cannot be read: {error}.") from error
    except ValueError as error:
        raise errors.http_error(400, f"The document cannot be read: {error}") from error


def job_kind(kind: str, name: str) -> WebJobKind:
    """Return the kind of the job that a path names.

    Raises:
        InvalidError: no job can be called so.
    """
    check_name(name)
    return WebJobKind(kind)


@contextmanager
def body() -> Iterator[IO[bytes]]:
    """Yield what the request brings, as a file.

    Raises:
        KuduError: 413, it is too much.
    """
    limit = current_app.config["UPLOAD_LIMIT"]
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        size = 0
        while chunk := request.stream.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise errors.http_error(413, "The request is larger than the emulator takes.")
            file.write(chunk)
        file.seek(0)
        yield cast("IO[bytes]", file)


def is_arm() -> bool:
    """Tell whether the request came through the Resource Manager, which wants its own envelope."""
    return "x-ms-geo-location" in request.headers


def require_text(value: object, name: str) -> str:
    """Return a member of a document that has to be a text with something in it.

    Raises:
        InvalidError: it is none.
    """
    if not isinstance(value, str) or not value:
        raise InvalidError(f"The {name} is missing.")
    return value
