"""What happens between ``worker`` and the end of the process?"""

from __future__ import annotations

import click

from azure_scheduler_emulator import logs
from azure_scheduler_emulator.config import Settings, named
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.remote.broker import application
from azure_scheduler_emulator.remote.running import working
from azure_scheduler_emulator.remote.worker import consume


def work(settings: Settings) -> int:
    """Make attempts until the process is told to end; return its exit status.

    Raises:
        InvalidError: a setting makes no sense, or names what cannot be used.
    """
    logs.configure(settings)
    if not settings.broker:
        raise InvalidError(f"A worker needs {named('broker')}.")
    app = application(settings.broker)
    with working(settings) as worker:
        return consume(app, worker, settings.workers, settings.log_level, lambda: click.echo("READY"))
