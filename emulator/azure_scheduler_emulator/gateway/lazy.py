"""Which application is loaded, and when? Each at the first request to it: most runs need one or two, and READY none."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from azure_scheduler_emulator.once import Once

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Lazy:
    """A WSGI application that is made when it is first asked; whoever comes meanwhile waits for it."""

    def __init__(self, make: Callable[[], WSGIApplication]) -> None:
        self._app = Once(lambda: _unswept(make))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        return self._app()(environ, start_response)


def _unswept(make: Callable[[], WSGIApplication]) -> WSGIApplication:
    """Look for no garbage meanwhile: what is loaded is none, and looking takes a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return make()
    finally:
        if was_on:
            gc.enable()
