"""How does an emulator start? One way for serve, for WSGI and for tests."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from azure_scheduler_emulator.assembly.building import build
from azure_scheduler_emulator.assembly.parts import Emulator
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.publishsettings import PublishProfile
from azure_scheduler_emulator.certificates.store import ensure, publish
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.control.token import with_token
from azure_scheduler_emulator.gateway.router import applications, everything
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.machine import wall

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    # Loaded when somebody asks for it, so that nobody waits for READY: what calls go out by, what tests may ask for,
    # and what runs web jobs.


def seed(emulator: Emulator) -> None:
    """Have an emulator begin with its seeds.

    Raises:
        InvalidError: one of them makes no sense.
    """
    from azure_scheduler_emulator.gateway.inside import Inside
    from azure_scheduler_emulator.seeding.applying import apply

    services = emulator.services
    apply(services.settings.seeds, emulator.testbed, Inside(services))


@contextmanager
def prepared(settings: Settings) -> Iterator[Emulator]:
    """Yield an emulator that is seeded and knows its first subscription, not started; it stops with the block.

    This is the one start-up: of ``serve``, of WSGI and of tests.

    Raises:
        InvalidError: a setting makes no sense.
        StateError: the database cannot be used.
    """
    ensure(Path(settings.certs), settings.server_names, now=wall())
    emulator = build(settings)
    try:
        if settings.seeds:
            seed(emulator)
        emulator.registrations.register_default()
        yield emulator
    finally:
        emulator.stop()


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Emulator, Listeners]]:
    """Yield an emulator that listens and fires; both stop at the end of the block.

    Raises:
        InvalidError: a setting makes no sense.
        OSError: a port is taken.
        StateError: the database cannot be used.
    """
    settings = with_token(settings)
    with prepared(settings) as emulator, _listening(settings, emulator) as listeners:
        emulator.start()
        yield emulator, listeners


def embedded(settings: Settings) -> WSGIApplication:
    """Return every face as one application, and the control API if it has a token; jobs fire until the process ends.

    Raises:
        InvalidError, StateError: as ``prepared`` does.
    """
    stack = ExitStack()
    emulator = stack.enter_context(prepared(settings))
    atexit.register(stack.close)
    emulator.start()
    return everything(emulator.services, emulator.door, emulator.recorder)


@contextmanager
def _listening(settings: Settings, emulator: Emulator) -> Iterator[Listeners]:
    files = CertificateFolder(Path(settings.certs))
    https, http = applications(emulator.services, emulator.door, emulator.recorder)
    listeners = Listeners(
        https,
        http,
        host=settings.host,
        https_port=settings.https_port,
        http_port=settings.http_port,
        certificate_files=(files.server, files.server_key),
        limits=(https.limit, http.limit),
        turn=emulator.turn,
    )
    with listeners:
        # Only now is the port known.
        emulator.recorder.addresses.https, emulator.recorder.addresses.http = listeners.https_url, listeners.http_url
        emulator.sinks.live_at((*settings.control_hosts, *settings.server_names), listeners.http_port)
        publish(files, PublishProfile(service_url=listeners.https_url))
        try:
            yield listeners
        finally:
            # Streams would hold the listeners up.
            emulator.recorder.news.close()
