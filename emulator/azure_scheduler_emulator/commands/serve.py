"""What happens between ``serve`` and the end of the process?"""

from __future__ import annotations

import gc
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from azure_scheduler_emulator import logs
from azure_scheduler_emulator.bootstrap import Emulator, build
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.publishsettings import PublishProfile
from azure_scheduler_emulator.certificates.store import ensure, publish
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.control.state import load_seed
from azure_scheduler_emulator.control.subscriptions import register_default
from azure_scheduler_emulator.gateway.router import applications
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.machine import wall
from azure_scheduler_emulator.storage.store import StateError

#: Names that cannot be reached from other machines.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(settings: Settings) -> int:
    """Listen and run jobs until the process is told to end; return its exit status."""
    logs.configure(settings)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        with running(settings) as (_, listeners):
            gc.freeze()
            gc.enable()
            print(ready(settings, listeners), flush=True)  # noqa: T201 - the contract
            if settings.host not in LOOPBACK:
                _complain(f"listening on {settings.host}: whoever reaches it can use it, and it makes calls for them")
            ended.wait()
    except (OSError, StateError) as error:
        _complain(str(error))
        return 1
    return 0


def ready(settings: Settings, listeners: Listeners) -> str:
    """Return the line that tells where to reach the emulator, and the seed of its faults if they have one."""
    seed = f" fault-seed={settings.fault_seed}" if settings.fault_seed else ""
    return f"READY {listeners.https_url} {listeners.http_url}{seed}"


@contextmanager
def running(settings: Settings, *, lazy: bool = False) -> Iterator[tuple[Emulator, Listeners]]:
    """Yield an emulator that listens and fires; both stop at the end of the block. ``lazy`` is that of the router.

    Raises:
        InvalidError: a setting makes no sense.
        OSError: a port is taken.
        StateError: the database cannot be used.
    """
    files = ensure(Path(settings.certs), settings.server_names, now=wall())
    emulator = build(settings)
    try:
        if settings.seed:
            load_seed(emulator, settings.seed)
        register_default(emulator)
        with _listening(settings, emulator, files, lazy) as listeners:
            emulator.start()
            yield emulator, listeners
    finally:
        emulator.stop()


@contextmanager
def _listening(settings: Settings, emulator: Emulator, files: CertificateFolder, lazy: bool) -> Iterator[Listeners]:
    https, http = applications(emulator, lazy=lazy)
    listeners = Listeners(
        https,
        http,
        host=settings.host,
        https_port=settings.https_port,
        http_port=settings.http_port,
        certificate_files=(files.server, files.server_key),
    )
    with listeners:
        # Only now is the port known.
        emulator.sinks.live_at((*settings.control_hosts, *settings.server_names), listeners.http_port)
        publish(files, PublishProfile(service_url=listeners.https_url))
        yield listeners


def _complain(text: str) -> None:
    print(f"azure-scheduler-emulator: {text}", file=sys.stderr, flush=True)  # noqa: T201 - speaks to a person
