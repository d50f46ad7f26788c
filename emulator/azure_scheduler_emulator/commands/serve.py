"""What happens between ``serve`` and the end of the process?"""

from __future__ import annotations

import gc
import logging
import signal
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from azure_scheduler_emulator import logs
from azure_scheduler_emulator.assembly import running
from azure_scheduler_emulator.certificates.private_files import write_public
from azure_scheduler_emulator.config import Settings, named
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.http.listeners import AddressError, Listeners
from azure_scheduler_emulator.storage.store import StateError

log = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Listen and run jobs until the process is told to end; return its exit status.

    Raises:
        InvalidError: a setting makes no sense, or names what cannot be used.
        OSError: a file cannot be used.
    """
    logs.configure(settings)
    _check_authorities(settings.target_verify)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        with running(settings) as (emulator, listeners), _findable(settings, ready(settings, listeners)):
            gc.freeze()
            gc.enable()
            click.echo(ready(settings, listeners))
            _warn(f"the console, for a browser: {listeners.http_url}/_emulator/ui/")
            log.info("ready", extra={"https": listeners.https_url, "http": listeners.http_url})
            if settings.reachable:
                _warn_of_neighbours(settings, emulator.services.settings.control_token)
            ended.wait()
    except StateError as error:
        setting = "state" if settings.state else "database_url"
        raise InvalidError(f"{named(setting)}: {error}" if settings.url else str(error)) from error
    except AddressError as error:
        raise InvalidError(_unusable(settings, error)) from error
    return 0


@contextmanager
def _findable(settings: Settings, line: str) -> Iterator[None]:
    """Have the READY line in a file during the block, if one is named: whole, and gone when nobody listens any more."""
    if not settings.ready_file:
        yield
        return
    path = Path(settings.ready_file)
    write_public(path, f"{line}\n".encode())
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def ready(settings: Settings, listeners: Listeners) -> str:
    """Return the line that tells where to reach the emulator, and the seed of its faults if they have one."""
    seed = f" fault-seed={settings.fault_seed}" if settings.fault_seed else ""
    return f"READY {listeners.https_url} {listeners.http_url}{seed}"


def _unusable(settings: Settings, error: AddressError) -> str:
    """Return which setting is in the way of listening, and why."""
    if error.port is None:
        return f"{named('host')}: nobody can listen on {settings.host!r} here: {error.strerror}."
    port = named("https_port" if error.tls else "http_port")
    return f"{port}: port {error.port} of {settings.host} cannot be listened on: {error.strerror}."


def _check_authorities(target_verify: str) -> None:
    """See to it that a file or folder of authorities can be used; no target could be called otherwise."""
    if target_verify.lower() in ("yes", "no"):
        return
    # An empty name is not the folder that one is in.
    kind = "capath" if target_verify and Path(target_verify).is_dir() else "cafile"
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(**{kind: target_verify})
    except OSError as error:
        raise InvalidError(
            f"{named('target_verify')} is neither yes, no, nor authorities: {error.strerror}."
        ) from error


def _warn_of_neighbours(settings: Settings, token: str) -> None:
    """Say what other machines can do now, and the token of the control API if it was made up for that."""
    _warn(f"listening on {settings.host}: whoever reaches it can use it, and it makes calls for them")
    if not token:
        _warn(f"{named('control_open')}: the control API lets everybody do anything")
    elif not settings.control_token:
        _warn(f"the control API demands this token, made for this run: {token} ({named('control_token')} sets one)")


def _warn(text: str) -> None:
    """Say something that is no part of the one line that programs wait for."""
    click.echo(f"azure-scheduler-emulator: {text}", err=True)
