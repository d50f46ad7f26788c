"""How is a site put together from the settings?"""

from __future__ import annotations

import hashlib
import os
import platform
import tempfile
from collections.abc import Mapping
from pathlib import Path

from azure_scheduler_emulator.config import Settings, blaming
from azure_scheduler_emulator.domain.azure.operation import Pace
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.webjobs.disk import credentials, scripts
from azure_scheduler_emulator.webjobs.disk.app_settings import AppSettings
from azure_scheduler_emulator.webjobs.disk.home import PRIVATE, Home
from azure_scheduler_emulator.webjobs.hooks import Post
from azure_scheduler_emulator.webjobs.running.guard import Guard
from azure_scheduler_emulator.webjobs.running.launching import Ground
from azure_scheduler_emulator.webjobs.site import Site
from azure_scheduler_emulator.webjobs.timers import Timers


def check(settings: Settings) -> None:
    """See to it that the settings make sense and are safe, before anything is opened.

    Raises:
        InvalidError: they do not, or are not.
    """
    if os.name != "posix":
        raise InvalidError("WebJobs run on Linux and macOS only: processes are ended in groups.")
    guarded = bool(settings.kudu_credentials) and settings.kudu_auth == "strict"
    credentials.check_exposure(settings.host, guarded=guarded or settings.kudu_exposed)
    with blaming("kudu_interpreters"):
        scripts.read_hosts(settings.kudu_interpreters)
    if settings.kudu_credentials:
        with blaming("kudu_credentials"):
            credentials.read(settings.kudu_credentials)


def build_site(
    settings: Settings, runtime: Runtime, timers: Timers, post: Post, environment: Mapping[str, str]
) -> Site:
    """Return the site that the settings, which have been checked, ask for; it is not started."""
    root = Path(settings.kudu).absolute()
    app_settings = AppSettings(root / PRIVATE / "settings.json", environment)
    scratch = Path(tempfile.gettempdir()) / f"azure-scheduler-emulator-kudu-{runtime.new_id()[:8]}"
    home = Home(root, scratch, lambda: app_settings.jobs_root)
    ground = Ground(
        home=home,
        runtime=runtime,
        settings=app_settings,
        guard=Guard(scratch),
        hosts=scripts.read_hosts(settings.kudu_interpreters),
        instance=hashlib.sha256(f"{platform.node()}\n{home.root}".encode()).hexdigest(),
    )
    given = credentials.read(settings.kudu_credentials) if settings.kudu_credentials else None
    return Site(ground, timers, post, Pace(settings.pace).watching, given)
