"""``jobs``: the jobs in a running emulator, whichever API made them."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode

import click

from azure_scheduler_emulator.commands.failing import MENDABLE, REFUSED, Failure
from azure_scheduler_emulator.commands.lazy import DefaultGroup
from azure_scheduler_emulator.commands.verbs.server import Server, table, verb

Job = dict[str, Any]

#: What the list shows of a job, below which head.
_COLUMNS = {
    "NAME": "name",
    "API": "api",
    "PLACE": "place",
    "STATE": "state",
    "NEXT": "next",
    "WHEN": "words",
    "ID": "id",
}


@click.group(cls=DefaultGroup, help="List, show, run, enable, disable or delete jobs of any API.")
def jobs() -> None:
    """Carry out one of the actions below; without one, list the jobs."""


@jobs.command("list", help="List the jobs whose name has TEXT in it. What jobs does by itself.")
@click.argument("text", required=False)
@click.option("--api", metavar="NAME", help="Only jobs of this API.")
@click.option("--state", metavar="STATE", help="Only jobs in this state.")
@click.option("--subscription", metavar="GUID", help="Only jobs of this subscription.")
@click.option("--collection", metavar="NAME", help="Only jobs of this collection.")
@click.option("--top", type=click.IntRange(1), default=100, show_default=True, help="How many at most.")
@verb
def list_(server: Server, /, text: str | None = None, top: int = 100, **given: str | None) -> None:
    """Carry out ``jobs list``."""
    asked = {name: value for name, value in ({"q": text} | given).items() if value is not None}
    found = _found(server, asked, top)
    server.show(found, lambda: _listed(found))


@jobs.command(help="Show a job: its document in its API's own words, and when it fires.")
@click.argument("job")
@verb
def show(server: Server, job: str) -> None:
    """Carry out ``jobs show``."""
    found = server.call("GET", _path(server, job))
    server.show(found, lambda: json.dumps(found, indent=2, ensure_ascii=False))


@jobs.command(help="Run a job now, beside its schedule.")
@click.argument("job")
@verb
def run(server: Server, job: str) -> None:
    """Carry out ``jobs run``."""
    _done(server, server.call("POST", f"{_path(server, job)}/run"), f"{job}: run")


@jobs.command(help="Enable jobs.")
@click.argument("names", metavar="JOB...", nargs=-1, required=True)
@verb
def enable(server: Server, names: tuple[str, ...]) -> None:
    """Carry out ``jobs enable``."""
    _set_state(server, names, "enabled")


@jobs.command(help="Disable jobs: they fire no more until they are enabled.")
@click.argument("names", metavar="JOB...", nargs=-1, required=True)
@verb
def disable(server: Server, names: tuple[str, ...]) -> None:
    """Carry out ``jobs disable``."""
    _set_state(server, names, "disabled")


@jobs.command(help="Delete jobs.")
@click.argument("names", metavar="JOB...", nargs=-1, required=True)
@verb
def delete(server: Server, names: tuple[str, ...]) -> None:
    """Carry out ``jobs delete``."""
    places = [_path(server, name) for name in names]
    for place in places:
        server.call("DELETE", place)
    _done(server, {"deleted": list(names)}, "\n".join(f"{name}: deleted" for name in names))


def _set_state(server: Server, names: tuple[str, ...], state: str) -> None:
    places = [_path(server, name) for name in names]
    changed = [server.call("PATCH", place, {"state": state}) for place in places]
    _done(server, changed, "\n".join(f"{name}: {state}" for name in names))


def _done(server: Server, document: Any, words: str) -> None:
    server.show({} if document is None else document, words)


def _found(server: Server, asked: dict[str, str], top: int) -> dict[str, Any]:
    """Return a page of ``top`` jobs, put together of pages as the server makes them."""
    page = server.call("GET", f"/jobs?{urlencode({**asked, 'top': min(top, 100)})}")
    while page.get("next") and len(page["jobs"]) < top:
        rest = min(top - len(page["jobs"]), 100)
        more = server.call("GET", f"/jobs?{urlencode({**asked, 'top': rest, 'after': page['next']})}")
        page = {**more, "jobs": [*page["jobs"], *more["jobs"]]}
    return dict(page)


def _path(server: Server, wanted: str) -> str:
    """Return where a job is that is named, or known by its id.

    Raises:
        Failure: there is none, or several.
    """
    found = [each for each in _found(server, {"q": wanted}, 1000)["jobs"] if _is(each, wanted)]
    if len(found) > 1:
        which = ", ".join(f"{each['id']} ({each['api']}, {_place(each)})" for each in found)
        raise Failure(f"There are {len(found)} jobs called '{wanted}'; name one by its id: {which}.", MENDABLE)
    if not found:
        # The list searches names; an id is an address at once.
        place = f"/jobs/{quote(wanted, safe='')}"
        try:
            server.call("GET", place)
        except Failure as failure:
            raise Failure(f"There is no job called '{wanted}'.", REFUSED, failure.document) from None
        return place
    return f"/jobs/{quote(str(found[0]['id']), safe='')}"


def _is(job: Job, wanted: str) -> bool:
    return wanted == job["id"] or wanted.casefold() == str(job.get("name", "")).casefold()


def _listed(found: dict[str, Any]) -> str:
    told = table(tuple(_COLUMNS), (_row(job) for job in found["jobs"]))
    hidden = found.get("total", 0) - len(found["jobs"])
    return f"{told}\n{hidden} more; --top shows more of them" if told and hidden > 0 else told


def _row(job: Job) -> tuple[object, ...]:
    return tuple(_place(job) if name == "place" else job.get(name) or "-" for name in _COLUMNS.values())


def _place(job: Job) -> str:
    """Return whose it is and where: an account's or a user's, or in which collection of which group."""
    parts = (job.get("group"), job.get("collection") if str(job.get("api", "")).startswith("azure") else "")
    return "/".join(str(part) for part in parts if part) or "-"
