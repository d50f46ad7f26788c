"""VFS: the files below the site's home (contract of the Kudu face, section 4.11)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.kudu import entity, errors, wire
from azure_scheduler_emulator.faces.kudu.context import address, body, full_url, query, rest, site
from azure_scheduler_emulator.webjobs.disk import home, names

blueprint = Blueprint("files", __name__, url_prefix="/api/vfs")

STALE = "ETag does not represent the latest state of the resource."
NOT_EMPTY = "Cannot delete directory. It is either not empty or access is not allowed."


@blueprint.get("")
def get_path() -> Response:
    """Get a file, or list a folder."""
    path = _require()
    if path.is_dir():
        return _listing(path) if address().slash else _redirect(f"{address().raw}/")
    if address().slash:
        return _redirect(address().raw.rstrip("/"))
    return entity.answer(path)


@blueprint.put("")
def put_path() -> Response:
    """Write a file, or make a folder."""
    path = _target()
    if path.is_dir():
        raise errors.http_error(409, "The resource represents a directory which can not be updated.")
    try:
        return _make_folder(path) if address().slash else _write(path)
    except OSError as error:
        raise errors.io_error(error) from error


@blueprint.delete("")
def delete_path() -> Response:
    """Delete a file, or a folder."""
    path = _require()
    with site().changing():
        if path.is_dir() and not path.is_symlink():
            _delete_folder(path)
        else:
            _check_tag(path)
            home.remove(path)
    return wire.empty(200)


def _target() -> Path:
    return site().ground.home.resolve(rest().split("/"))


def _require() -> Path:
    path = _target()
    if not path.exists():
        raise errors.http_error(404, f"'{site().ground.home.shown(path)}' not found.")
    return path


def _check_tag(path: Path) -> None:
    """Have a file changed only by who knows its latest state. A missing tag is a wrong one (functional tests)."""
    tag = entity.etag(path)
    if request.headers.get("If-Match", "").strip() not in ("*", tag):
        raise errors.http_error(412, STALE, {"ETag": tag})


def _write(path: Path) -> Response:
    private = site().ground.home.private
    with body() as file, site().changing():
        old = path.stat() if path.exists() else None
        if old is not None:
            _check_tag(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        entity.replace(path, file, aside=private, old=old)
        headers = entity.headers(path)
    return wire.empty(201 if old is None else 204, headers)


def _make_folder(path: Path) -> Response:
    with site().changing():
        path.mkdir(parents=True)
    return wire.empty(201)


def _delete_folder(path: Path) -> None:
    recursive = query("recursive").lower() == "true"
    if path == site().ground.home.root or (not recursive and names.names_in(path)):
        raise errors.http_error(409, NOT_EMPTY)
    home.remove(path)


def _redirect(path: str) -> Response:
    return wire.empty(307, {"Location": full_url(path)})


def _listing(folder: Path) -> Response:
    private = site().ground.home.private
    shown = sorted((folder / name for name in names.names_in(folder)), key=lambda path: names.fold(path.name))
    return wire.json_answer([_entry(path) for path in shown if path != private and path.exists()])


def _entry(path: Path) -> dict[str, object]:
    is_folder = path.is_dir()
    inner = quote(path.name).encode().decode("latin-1")
    href = full_url(address().raw)
    base, mark, query = href.partition("?")
    state = path.stat()
    return {
        "name": path.name,
        "size": 0 if is_folder else state.st_size,
        "mtime": entity.date(state.st_mtime),
        "crtime": entity.date(state.st_ctime),
        "mime": "inode/directory" if is_folder else entity.mime(path.name),
        "href": f"{base}{inner}{'/' if is_folder else ''}{mark}{query}",
        "path": site().ground.home.shown(path),
    }
