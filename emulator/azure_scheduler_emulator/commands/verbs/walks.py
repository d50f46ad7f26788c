"""How is a clock moved that may take a while? By an advance, which is watched, with a bar; Ctrl-C cancels it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from azure_scheduler_emulator.commands.failing import INTERRUPTED, NO, REFUSED, Failure
from azure_scheduler_emulator.commands.verbs.server import Server
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.machine import pause

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

#: Seconds between two looks at an advance: soon at first, since most end at once.
_SOON, _LATER = 0.02, 0.25
#: States in which an advance is not over.
_UNDER_WAY = ("waiting", "running")

Advance = dict[str, Any]


def walk(server: Server, path: str, how: Advance) -> int:
    """Have the clock moved and watch it; return the status to end with.

    Raises:
        Failure: it is refused, or was refused when its turn came.
    """
    begun = server.call("POST", path, {**how, "wait": False})
    place = f"/clock/advances/{begun['id']}"
    try:
        done = _watched(server, begun, place)
    except KeyboardInterrupt:
        # What was asked last may not have been answered.
        server.control.close()
        done = server.call("DELETE", place)
        server.show(done, lambda: f"cancelled: {_words(done)}")
        return INTERRUPTED
    if done["state"] == "refused":
        raise Failure(done.get("why") or "The clock cannot be moved so.", REFUSED, done)
    if done["state"] == "cancelled":
        server.show(done, lambda: f"cancelled: {_words(done)}")
        return NO
    server.show(done, lambda: _words(done))
    return 0


def cancel(server: Server, identity: str | None) -> None:
    """Cancel an advance, by default the one that is under way.

    Raises:
        Failure: there is none.
    """
    if identity is None:
        open_ = [each for each in server.call("GET", "/clock/advances") if each["state"] in _UNDER_WAY]
        if not open_:
            raise Failure("Nothing moves the clock at present.", REFUSED, {"detail": "No advance is under way."})
        # Newest first, and one after the other: the last of them is under way, the others wait for it.
        identity = open_[-1]["id"]
    gone = server.call("DELETE", f"/clock/advances/{identity}")
    server.show(gone, lambda: f"{gone['state']}: {_words(gone)}")


def _watched(server: Server, begun: Advance, place: str) -> Advance:
    """Return an advance when it is over."""
    bar = _bar(server)
    found, wait = begun, _SOON
    try:
        while found["state"] in _UNDER_WAY:
            pause(wait)
            wait = min(wait * 2, _LATER)
            found = server.call("GET", place)
            bar(found)
    finally:
        bar(None)
    return found


def _bar(server: Server) -> Callable[[Advance | None], None]:
    """Return what draws progress, and ends with None. Only for people: on a terminal, and on stderr."""
    if server.as_json or not sys.stderr.isatty():
        return lambda _advance: None
    bar: ProgressBar[Any] = click.progressbar(
        length=1000,
        file=sys.stderr,
        label="advancing",
        item_show_func=lambda advance: f"{advance['now']}, {advance['executions']} calls" if advance else None,
    )
    bar.render_progress()

    def draw(advance: Advance | None) -> None:
        if advance is None:
            bar.render_finish()
        else:
            bar.update(round(_share(advance) * 1000) - bar.pos, advance)

    return draw


def _share(advance: Advance) -> float:
    """Return how much of its way an advance has behind it; one to a next due moment knows no target before its turn."""
    if advance["state"] not in _UNDER_WAY:
        return 1.0
    if not advance.get("target"):
        return 0.0
    began, now, target = (parse(advance[name]) for name in ("began", "now", "target"))
    return min(1.0, (now - began) / (target - began)) if target > began else 0.0


def _words(advance: Advance) -> str:
    made = advance["executions"]
    return f"{advance['now']}  {made} {'call' if made == 1 else 'calls'} made"
