"""``executions``, ``requests`` and ``wait``: what has happened in a running emulator, and has it happened yet?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

import click

from azure_scheduler_emulator.commands.failing import NO, Failure
from azure_scheduler_emulator.commands.verbs import lines, spans
from azure_scheduler_emulator.commands.verbs.following import follow as follow_journal
from azure_scheduler_emulator.commands.verbs.server import Server, verb
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.machine import monotonic

#: Seconds that one request may wait: the server's limit.
LONGEST = 600.0

Given = TypeVar("Given", bound=Callable[..., Any])

_OF_ALL = {
    "subscription": "GUID of a subscription, or the name of a sibling API.",
    "method": "Method.",
    "status": "completed or failed; of requests and calls of sinks the number.",
    "body": "Pattern for the whole body that was sent.",
}
_OF_EXECUTIONS = {
    "job": "Name of the job.",
    "collection": "Its collection.",
    "action": "MainAction or ErrorAction.",
    "occurrence": "Which occurrence, from 1.",
    "attempt": "Which try: 0, retries from 1.",
    "uri": "Address that was called.",
    "answer": "Number of the answer's status, or the name of the error.",
}
_OF_REQUESTS = {
    "face": "Name of the API.",
    "path": "Path that was asked for.",
    "query": "What followed the question mark.",
    "reason": "Why it was refused.",
}


def _filters(*kinds: dict[str, str]) -> Callable[[Given], Given]:
    """Give a command a flag for each fact that an entry can be found by."""

    def decorate(command: Given) -> Given:
        for name, text in reversed([pair for kind in kinds for pair in kind.items()]):
            command = click.option(f"--{name}", metavar="PATTERN", help=text)(command)
        return command

    return decorate


def _asked(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not None}


_top = click.option("--top", type=click.IntRange(1, 1000), default=100, help="The newest N (100, at most 1000).")
_since = click.option("--since", metavar="MOMENT", help="Not before this moment by the emulator's clock.")
_follow = click.option("--follow", "-f", is_flag=True, help="Go on as they come, until Ctrl-C.")


@click.command(help="List the calls that jobs made. Patterns are the shell's, without case.")
@_filters(_OF_EXECUTIONS, _OF_ALL)
@_since
@_top
@_follow
@verb
def executions(server: Server, /, follow: bool, **given: Any) -> None:
    """Carry out ``executions``."""
    _list(server, "/executions", _asked(given), lines.execution, follow=follow)


@click.command(help="List the requests that the emulated APIs got. Patterns are the shell's, without case.")
@_filters(_OF_REQUESTS, _OF_ALL)
@_since
@_top
@_follow
@verb
def requests(server: Server, /, follow: bool, **given: Any) -> None:
    """Carry out ``requests``."""
    _list(server, "/requests", _asked(given), lines.request, follow=follow)


def _list(
    server: Server, path: str, asked: dict[str, Any], line: Callable[[dict[str, Any]], str], *, follow: bool
) -> None:
    if follow:
        follow_journal(server, path, asked, line)
        return
    found = server.verify(path, asked)
    server.show(found, lambda: "\n".join(line(entry) for entry in found))


@click.command(
    help="Wait until N calls of jobs fit; ends with 1 and the nearest misses if they do not in time.",
    short_help="Wait until something has happened.",
)
@click.option("--count", type=click.IntRange(1, 100_000), default=1, show_default=True, help="How many have to fit.")
@click.option("--timeout", metavar="SPAN", default="30", show_default=True, help="Seconds, or 5m, or PT5M.")
@click.option("--requests", "of_requests", is_flag=True, help="Wait for requests to the emulated APIs instead.")
@click.option("--sink", metavar="NAME", help="Wait for calls of this sink instead.")
@_since
@_filters(_OF_EXECUTIONS, _OF_REQUESTS, _OF_ALL)
@verb
def wait(server: Server, /, count: int, timeout: str, of_requests: bool, sink: str | None, **given: Any) -> None:
    """Carry out ``wait``."""
    asked = _asked(given)
    path, line, known = _journal(of_requests, sink)
    for name in asked:
        if name not in (*known, *_OF_ALL, "since"):
            raise InvalidError(f"--{name} tells nothing of what is waited for; it is not in that journal.")
    found = _waited(server, path, {**asked, "count": count}, spans.seconds(timeout))
    server.show(found, lambda: "\n".join(line(entry) for entry in found))


def _journal(of_requests: bool, sink: str | None) -> tuple[str, Callable[[dict[str, Any]], str], Any]:
    if of_requests and sink is not None:
        raise InvalidError("Say either --requests or --sink.")
    if of_requests:
        return "/requests", lines.request, _OF_REQUESTS
    if sink is not None:
        return f"/sink/{quote(sink, safe='')}/calls", lines.call, ("path", "query")
    return "/executions", lines.execution, _OF_EXECUTIONS


def _waited(server: Server, path: str, asked: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """Return the entries when there are enough, asking again where one request may not wait so long."""
    deadline = monotonic() + seconds
    while True:
        left = max(0.0, deadline - monotonic())
        try:
            return server.verify(path, {**asked, "timeout": min(left, LONGEST)})
        except Failure as failure:
            if failure.status != NO or left <= LONGEST:
                raise
