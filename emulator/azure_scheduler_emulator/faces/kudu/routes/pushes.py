"""Packages that clients push: zipdeploy, wardeploy and publish (which calls itself OneDeploy)."""

from __future__ import annotations

import re
from urllib.parse import quote

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.faces.kudu import deploy_results, errors, wire
from azure_scheduler_emulator.faces.kudu.context import base, body, now, query, site
from azure_scheduler_emulator.webjobs.deploying.deployments import Order
from azure_scheduler_emulator.webjobs.disk.archive import BadArchiveError

blueprint = Blueprint("pushes", __name__, url_prefix="/api")

MESSAGE = "Created via a push deployment"
ONE_DEPLOY = "OneDeploy"
#: What web hooks are told when a deployment has ended.
EVENT = "PostDeployment"
#: Seconds after which a client looks again.
RETRY_AFTER = 5
_WWWROOT = ("site", "wwwroot")
#: Where single files of a type go below the home; the path that is asked for follows where there is no name.
_FILES = {
    "war": (*_WWWROOT, "app.war"),
    "jar": (*_WWWROOT, "app.jar"),
    "ear": (*_WWWROOT, "app.ear"),
    "startup": ("site", "scripts", "startup.sh"),
}
_FOLDERS = {"static": _WWWROOT, "lib": ("site", "libs"), "script": ("site", "scripts")}


@blueprint.route("/zipdeploy", methods=["POST", "PUT"])
def zip_deploy() -> Response:
    """Put the files of an archive in the place of the site's."""
    return _push(_order("ZipDeploy", _WWWROOT, "ZipDeploy. Extract zip."), waited_for=not _is_set("isAsync"))


@blueprint.post("/wardeploy")
def war_deploy() -> Response:
    """Put the files of a Java web application in the place of the one of that name."""
    place = (*_WWWROOT, "webapps", *_segments(query("name").strip() or "ROOT"))
    return _push(_order("WarDeploy", place, "WarDeploy"), waited_for=not _is_set("isAsync"))


@blueprint.route("/publish", methods=["POST", "PUT"])
def publish() -> Response:
    """Put an archive or a file in the place of its type."""
    kind, path = query("type").lower(), query("path")
    if kind == "war" and path:
        place: tuple[str, ...] = (*_WWWROOT, *_inner_path(kind, path, _WWWROOT))
        if not re.fullmatch(r"webapps/[^/]+", "/".join(place[2:]), re.IGNORECASE):
            raise _refused(
                f"path='{path}' is invalid. When type=War, the only allowed paths are webapps/<directory-name> or "
                "/home/site/wwwroot/webapps/<directory-name>. "
                "Example: path=webapps/ROOT or path=/home/site/wwwroot/webapps/ROOT"
            )
        order = _one_deploy(place, packed=True, clean=True)
    elif kind == "zip":
        order = _one_deploy((*_WWWROOT, *_segments(path)), packed=True, clean=not query("clean") or _is_set("clean"))
    elif kind in _FILES:
        order = _one_deploy(_FILES[kind], packed=False, clean=_is_set("clean"))
    elif kind in _FOLDERS:
        folder = _FOLDERS[kind]
        order = _one_deploy((*folder, *_inner_path(kind, path, folder)), packed=False, clean=_is_set("clean"))
    else:
        raise _refused(f"type='{query('type')}' not recognized")
    return _push(order, waited_for=not _is_set("async"))


def _one_deploy(place: tuple[str, ...], *, packed: bool, clean: bool) -> Order:
    return Order(deployer=ONE_DEPLOY, message=ONE_DEPLOY, place=place, packed=packed, clean=clean, way=ONE_DEPLOY)


def _order(deployer: str, place: tuple[str, ...], way: str) -> Order:
    """Return the order for an archive in the place of what is there; who deploys and why, the query may say."""
    return Order(
        deployer=query("deployer") or deployer,
        message=query("message") or MESSAGE,
        author=query("author") or "N/A",
        author_email=query("authorEmail") or "N/A",
        place=place,
        clean=True,
        way=way,
    )


def _is_set(name: str) -> bool:
    return query(name).lower() == "true"


def _segments(path: str) -> list[str]:
    return [segment for segment in path.replace("\\", "/").split("/") if segment]


def _inner_path(kind: str, path: str, folder: tuple[str, ...]) -> list[str]:
    """Return the path of a file below the folder of its type.

    Raises:
        KuduError: it names none.
    """
    home = f"/home/{'/'.join(folder)}/"
    if not path.strip():
        raise _refused(f"Path must be defined for type='{kind.capitalize()}'")
    if path.endswith("/"):
        raise _refused("Path cannot end with a '/'")
    if path.startswith("/") and not path.startswith(home):
        raise _refused(
            f"Absolute path = '{path}' for artifact type = '{kind.capitalize()}' is invalid. "
            f"Either use a relative path or use an absolute path that start with prefix '{home}'"
        )
    return _segments(path.removeprefix(home))


def _refused(message: str) -> errors.KuduError:
    return errors.KuduError(wire.json_answer(message, 400))


def _push(order: Order, *, waited_for: bool) -> Response:
    if request.mimetype == "application/json":
        raise errors.http_error(400, "The emulator fetches no packages (packageUri): send the package itself.")
    try:
        with body() as file:
            deployment, problem = site().deployments.deploy(order, file, waited_for=waited_for)
    except ConflictError as error:
        raise errors.text(409, str(error)) from error
    url = f"{base()}/api/deployments/{deployment.id}"
    site().hooks.tell(EVENT, deploy_results.result(deployment, site().name, url, active=problem is None))
    headers = {"SCM-DEPLOYMENT-ID": deployment.id} if _is_set("trackDeploymentProgress") else {}
    if waited_for:
        if problem is not None:
            kind = "System.IO.InvalidDataException" if isinstance(problem, BadArchiveError) else "System.IO.IOException"
            raise errors.exception(500, str(problem), kind) from problem
        return wire.empty(200, headers)
    time = now().strftime("%Y-%m-%d_%H-%M-%SZ")
    location = f"{base()}/api/deployments/latest?deployer={quote(order.deployer, safe='')}&time={time}"
    return wire.empty(202, {"Location": location, "Retry-After": str(RETRY_AFTER), **headers})
