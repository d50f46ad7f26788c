"""ZIP: folders below the site's home, packed (contract of the Kudu face, section 4.12)."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.kudu import errors, wire
from azure_scheduler_emulator.faces.kudu.context import address, body, full_url, query, rest, site
from azure_scheduler_emulator.webjobs.disk import archive

blueprint = Blueprint("archives", __name__, url_prefix="/api/zip")

#: Bytes of an archive that are made in memory.
_IN_MEMORY = 8 * 1024 * 1024


@blueprint.get("")
def get_archive() -> Response:
    """Get a folder as an archive."""
    folder = site().ground.home.resolve(rest().split("/"))
    if not folder.is_dir():
        raise _not_found(folder)
    if not address().slash:
        return wire.empty(307, {"Location": full_url(f"{address().raw}/")})
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed with the answer
    archive.pack(folder, file, site().ground.home.private)
    size = file.tell()
    file.seek(0)
    name = query("fileName") or f"{folder.name}.zip"
    response = Response(iter(lambda: file.read(65536), b""), content_type="application/zip")
    response.call_on_close(file.close)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f"attachment; filename={_header_text(name)}"
    return response


@blueprint.put("")
def put_archive() -> Response:
    """Unpack an archive over a folder."""
    folder = site().ground.home.resolve(rest().split("/"))
    if not address().slash and not folder.is_dir():
        raise _not_found(folder)
    if request.mimetype == "application/json":
        raise errors.http_error(400, "The emulator fetches no packages (packageUri): send the archive itself.")
    with body() as file, site().changing():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            archive.unpack(file, folder, keep_out=site().ground.home.private)
        except OSError as error:
            raise errors.io_error(error) from error
    return wire.empty(200)


def _not_found(folder: Path) -> errors.KuduError:
    return errors.http_error(404, f"'{site().ground.home.shown(folder)}' not found.")


def _header_text(name: str) -> str:
    """Return a name that a header can hold: quoted if it is more than a word."""
    plain = "".join(c if " " <= c < "\x7f" and c not in '"\\' else "_" for c in name)
    return plain if plain.replace(".", "").replace("-", "").replace("_", "").isalnum() else f'"{plain}"'
