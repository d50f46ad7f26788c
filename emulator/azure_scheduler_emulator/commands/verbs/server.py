"""Where is the emulator that a verb is meant for, how is it asked, and how is its answer shown?

The flags ``--url`` and ``--ready-file`` beat the variables ``EMULATOR_URL`` and ``EMULATOR_READY_FILE``; without any of
them it is the plain port on this machine.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

import click

from azure_scheduler_emulator.commands.failing import ABSENT, MENDABLE, NO, REFUSED, Failure
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.environment import load, url_of_client
from azure_scheduler_emulator.testing.control import Control, ControlError, Unmet

PREFIX = "/_emulator"
P = ParamSpec("P")
Entries = list[dict[str, Any]]
Rows = Iterable[Sequence[object]]


class Server:
    """A running emulator, asked through its control API; refusals end the command."""

    def __init__(self, url: str, token: str, *, as_json: bool) -> None:
        self.url = url
        self.as_json = as_json
        self.control = Control(f"{url}{PREFIX}", token=token)

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Make one call and return its document.

        Raises:
            Failure: nothing answers, or it is refused.
        """
        return self._asked(lambda: self.control.call(method, path, body))

    def verify(self, path: str, wanted: Mapping[str, Any]) -> Entries:
        """Ask a journal.

        Raises:
            Failure: too little came in time, nothing answers, or it is refused.
        """
        found: Entries = self._asked(lambda: self.control.verify(path, wanted))
        return found

    def _asked(self, ask: Callable[[], Any]) -> Any:
        try:
            return ask()
        except ControlError as error:
            raise refusal(error) from None
        except Unmet as error:
            raise Failure(str(error), NO, {"detail": str(error)}) from None
        except (OSError, HTTPException, ValueError) as error:
            what = str(error) or type(error).__name__
            raise Failure(f"No emulator answers at {self.url}: {what}.", ABSENT, {"detail": what}) from None

    def show(self, document: Any, text: str | Callable[[], str]) -> None:
        """Show an answer: the document itself if JSON was asked for, else words for people."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False))
        else:
            words = text if isinstance(text, str) else text()
            if words:
                click.echo(words)


def refusal(error: ControlError) -> Failure:
    """Return how a command ends that the emulator refuses: what it finds wrong with a value can be mended."""
    errors = error.document.get("errors")
    told = f"{error.document.get('detail', '')} {said(errors) if errors else ''}".strip()
    status = MENDABLE if error.status in (400, 413, 422) else REFUSED
    return Failure(told or f"The emulator answers {error.status}.", status, error.document)


def said(errors: Any, at: str = "") -> str:
    """Return what does not fit in one line: ``effect.status: Not a valid integer.``"""
    if isinstance(errors, Mapping):
        below = (f"{at}.{name}".strip(".") if name != "_schema" else at for name in errors)
        return " ".join(said(value, name) for name, value in zip(below, errors.values(), strict=True))
    if isinstance(errors, list):
        return " ".join(said(each, at) for each in errors)
    return f"{at}: {errors}" if at else str(errors)


def verb(command: Callable[Concatenate[Server, P], int | None]) -> Callable[P, int | None]:
    """Give a command the flags that every verb has, and the server that they name."""

    @click.option("--url", metavar="URL", default="", help="Where the emulator is (EMULATOR_URL).")
    @click.option("--ready-file", metavar="FILE", default="", help="File with its READY line (EMULATOR_READY_FILE).")
    @click.option("--token", metavar="TEXT", default="", help="Its control token (EMULATOR_CONTROL_TOKEN).")
    @click.option("--json", "as_json", is_flag=True, help="Show the answer as JSON, and on stderr a refusal.")
    @functools.wraps(command)
    def asked(*args: P.args, **given: P.kwargs) -> int | None:
        flags: dict[str, Any] = {name: given.pop(name) for name in ("url", "ready_file", "token", "as_json")}
        server = find(flags["url"], flags["ready_file"], flags["token"], as_json=flags["as_json"])
        try:
            return _understood(server, lambda: command(server, *args, **given))
        except Failure as failure:
            if server.as_json and failure.document is not None:
                click.echo(json.dumps(failure.document, ensure_ascii=False), err=True)
                raise click.exceptions.Exit(failure.status) from None
            raise
        finally:
            server.control.close()

    return asked


def _understood(server: Server, carry_out: Callable[[], int | None]) -> int | None:
    """Carry out a command on answers that may be anybody's: another program's, or another version's.

    Raises:
        Failure: they are not as they have to be.
    """
    try:
        return carry_out()
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        why = f"Something answers at {server.url}, but not as an emulator of this version does."
        raise Failure(why, ABSENT, {"detail": why}) from error


def find(url: str, ready_file: str, token: str, *, as_json: bool = False) -> Server:
    """Return the server that the flags name, or the variables, or the one on this machine.

    Raises:
        InvalidError: what names it makes no sense.
        OSError: the READY file cannot be read.
    """
    settings = load()
    if url:
        place = plain_url(url, "--url")
    elif ready_file:
        place = _ready(ready_file)
    elif url_of_client():
        place = plain_url(url_of_client(), "EMULATOR_URL")
    elif settings.ready_file:
        place = _ready(settings.ready_file)
    else:
        place = f"http://127.0.0.1:{settings.http_port}"
    return Server(place, token or settings.control_token, as_json=as_json)


def plain_url(text: str, named: str) -> str:
    """Return an address of the plain port without what may follow it.

    Raises:
        InvalidError: it is none.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise InvalidError(f"{named} is '{text}'; that is no address.") from None
    if parts.scheme != "http" or not parts.hostname:
        raise InvalidError(f"{named} is '{text}'; it is the address of the plain port: http://127.0.0.1:8080.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/").removesuffix(PREFIX)
    return f"http://{host}:{port or 80}{path}"


def _ready(path: str) -> str:
    with Path(path).open(encoding="utf-8", errors="replace") as file:
        for line in file:
            words = line.split()
            if words[:1] == ["READY"] and len(words) >= 3:
                return plain_url(words[2], path)
    raise InvalidError(f"{path} holds no READY line: the emulator is not up, or ended.")


def table(head: Sequence[str], rows: Rows) -> str:
    """Return rows below a head, in columns; nothing if there is no row."""
    lines = [[str(cell) for cell in row] for row in rows]
    if not lines:
        return ""
    lines.insert(0, list(head))
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )
