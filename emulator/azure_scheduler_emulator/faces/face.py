"""What is a face? One emulated API: which requests are its own, and the application that answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask, Response

    from azure_scheduler_emulator.config import Settings
    from azure_scheduler_emulator.service.requests import Stored
    from azure_scheduler_emulator.service.services import Services


@dataclass(frozen=True)
class Rendering:
    """A job as one API shows it."""

    #: Its path in that API.
    path: str
    #: Plain JSON values; passwords and signatures are left out as the API leaves them out, which may be nowhere.
    document: dict[str, Any]


#: The largest body of a request to most faces, in bytes.
MAX_BODY = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Face:
    """An emulated API."""

    #: Name of its package, as rules and journals spell it.
    name: str
    title: str
    #: Tell whether a request for a host name and a path is this API's.
    claims: Callable[[str, str], bool]
    create_app: Callable[[Services], Flask]
    #: Answers 403 in this API's words to the request of a WSGI environment, which the guard lets nobody see; the text
    #: is the reason.
    refuse: Callable[[Mapping[str, Any], str], Response]
    #: Shows a job as an answer of this API would; the text is what addresses begin with, ``http://host:port``. None if
    #: there is no such job in it any more.
    render: Callable[[Services, Stored, str], Rendering | None]
    #: Patterns of the host names that the API itself had.
    hosts: tuple[str, ...] = ()
    #: The largest body of a request in bytes. A larger one is not even read; what is a little too large is refused by
    #: the application, in its own words.
    max_body: int = MAX_BODY
    #: Tell whether whoever shows this ``Authorization`` will be let in. Of the bodies of others no more is kept than
    #: most faces take.
    trusts: Callable[[Services, str], bool] = lambda _services, _authorization: True
    #: Tell by its query whether a request that no API claims was meant for this one, and gets its "not found".
    adopts: Callable[[str], bool] = lambda _query: False
    #: Tell whether the settings ask for this API.
    enabled: Callable[[Settings], bool] = lambda _settings: True
    #: The setting that asks for it, if it has to be asked for.
    setting: str = ""
    #: Tell whether a request to a path may do more than reckon and ask the database: handle files, processes, or call
    #: somebody. Other requests need not wait for it then.
    takes_time: Callable[[str], bool] = lambda _path: False
    #: Tell whether the application may be made as late as at its first request.
    waits_for_requests: Callable[[Settings], bool] = lambda _settings: True
    #: Whether the plain listener serves it too.
    plain: bool = True


@dataclass(frozen=True)
class Later:
    """What of a face answers: modules that are loaded when they are first needed, since everybody waits for READY."""

    #: The face's package, which has ``app.create_app``, ``app.refuse`` and ``rendering.render``.
    package: str

    def create_app(self, services: Services) -> Flask:
        """Do what ``Face.create_app`` is for."""
        app: Flask = self._load("app").create_app(services)
        return app

    def refuse(self, environ: Mapping[str, Any], reason: str) -> Response:
        """Do what ``Face.refuse`` is for."""
        answer: Response = self._load("app").refuse(environ, reason)
        return answer

    def render(self, services: Services, stored: Stored, base: str) -> Rendering | None:
        """Do what ``Face.render`` is for."""
        shown: Rendering | None = self._load("rendering").render(services, stored, base)
        return shown

    def _load(self, name: str) -> Any:
        # Not by importlib: -X importtime, by which a test tells what is loaded before READY, does not see that.
        return __import__(f"{self.package}.{name}", fromlist=(name,))
