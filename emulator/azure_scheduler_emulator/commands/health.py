"""Is an emulator there? ``azure-scheduler-emulator health``, for HEALTHCHECK and for scripts that wait."""

from __future__ import annotations

import http.client

import click

from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.machine import monotonic, pause


def health(settings: Settings, wait: float) -> int:
    """Ask the control API on this machine; return 0 as soon as it answers, 1 if it does not within ``wait`` seconds."""
    deadline = monotonic() + wait
    while not _answers(settings.http_port):
        if monotonic() >= deadline:
            click.echo(f"nothing answers on port {settings.http_port}", err=True)
            return 1
        pause(0.1)
    return 0


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/_emulator/health", headers={"Host": "localhost"})
        return connection.getresponse().status in (200, 403)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
