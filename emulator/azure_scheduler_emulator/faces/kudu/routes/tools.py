"""What clients ask the site beside its jobs: a command, its version, its processes."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from typing import Any

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator import __version__
from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.faces.kudu import errors, wire
from azure_scheduler_emulator.faces.kudu.context import base, json_body, site
from azure_scheduler_emulator.webjobs.running import process_list
from azure_scheduler_emulator.webjobs.running.commands import NO_EXIT_CODE, CommandResult
from azure_scheduler_emulator.webjobs.running.process_list import ProcessView

blueprint = Blueprint("tools", __name__, url_prefix="/api")


@blueprint.post("/command")
def run_command() -> Response:
    """Run a command line in a folder of the home; how it ended is in the answer, which is always 200."""
    document = json_body()
    if not isinstance(document, dict):
        raise errors.http_error(400, "The command is missing.")
    result = _run(document.get("command"), document.get("dir"))
    return wire.json_answer({"Output": result.output, "Error": result.error, "ExitCode": result.exit_code})


@blueprint.get("/environment")
def get_environment() -> Response:
    """Get the version, and when the site was changed last."""
    changed = datetime.fromtimestamp(site().ground.home.wwwroot.stat().st_mtime, UTC)
    return wire.json_answer({"version": __version__, "siteLastModified": render(changed)})


@blueprint.get("/processes")
def list_processes() -> Response:
    """List the processes of the site."""
    return wire.json_answer([_summary(view) for view in process_list.living(site().ground.guard)])


@blueprint.get("/processes/<int:id>")
def get_process(id: int) -> Response:
    """Get a process; 0 is the site itself."""
    view = process_list.find(site().ground.guard, id)
    if view is None:
        raise errors.http_error(404, f"Process with an Id of {id} is not running.")
    details = {
        "command_line": view.command_line,
        "thread_count": view.threads,
        "working_set": view.memory,
        "is_scm_site": view.site,
        "is_webjob": not view.site,
    }
    return wire.json_answer({**_summary(view), **{name: value for name, value in details.items() if value}})


def _run(command: object, folder: object) -> CommandResult:
    if not isinstance(command, str) or not command.strip():
        return CommandResult("", "The command is missing.", NO_EXIT_CODE)
    try:
        place = site().ground.home.resolve_text(folder if isinstance(folder, str) else "")
    except (InvalidError, NotFoundError) as error:
        return CommandResult("", str(error), NO_EXIT_CODE)
    result = site().commands.run(command, place)
    with site().changing():
        # The command may have changed the files of jobs, which is noticed now.
        return result


def _summary(view: ProcessView) -> dict[str, Any]:
    return {
        "id": view.id,
        "name": view.name,
        "machineName": platform.node(),
        "href": f"{base()}/api/processes/{view.id}",
        "user_name": _user(),
    }


def _user() -> str:
    import pwd

    user = os.getuid()
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        # A container may run as somebody whom nobody knows.
        return str(user)
