"""What do all jobs of a site stand on, and how is one of their scripts started? (contract, section 6.1)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.webjobs.disk import job_settings, names, scripts
from azure_scheduler_emulator.webjobs.disk.app_settings import AppSettings
from azure_scheduler_emulator.webjobs.disk.home import Home
from azure_scheduler_emulator.webjobs.disk.job_settings import SettingsFiles
from azure_scheduler_emulator.webjobs.disk.logs import JobLog
from azure_scheduler_emulator.webjobs.disk.scripts import Script, ScriptHost
from azure_scheduler_emulator.webjobs.disk.working_copy import WorkingCopy
from azure_scheduler_emulator.webjobs.running.arguments import split
from azure_scheduler_emulator.webjobs.running.guard import Guard
from azure_scheduler_emulator.webjobs.running.processes import Command, Process, Sink

SITE_NAME = "emulator"


class CannotStart(Exception):  # noqa: N818 - it says what it is
    """A script cannot be started; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What the jobs of a site stand on."""

    home: Home
    runtime: Runtime
    settings: AppSettings
    guard: Guard
    hosts: tuple[ScriptHost, ...]
    #: Identity of this instance of the site: 64 hexadecimal digits.
    instance: str
    job_settings: SettingsFiles = field(default_factory=SettingsFiles)
    copies: dict[tuple[WebJobKind, str], WorkingCopy] = field(default_factory=dict)

    @property
    def short_instance(self) -> str:
        """Return the identity as logs show it."""
        return (self.settings.get("WEBSITE_INSTANCE_ID") or self.instance)[:6]

    def log(self, path: Path, *, rolls: bool = False) -> JobLog:
        """Return the log in a file."""
        return JobLog(path, self.runtime.clock, self.short_instance, rolls=rolls)

    def script(self, kind: WebJobKind, name: str) -> Script | None:
        """Return what a job runs, or None if there is no such job or nothing in it can be run."""
        found = (scripts.find(folder, self.hosts) for folder in self.home.job_folders(kind, name)[:1])
        return next(found, None)

    def forget_copy(self, kind: WebJobKind, name: str) -> None:
        """Delete the working copy of a job."""
        copy = self.copies.pop((kind, names.fold(name)), None)
        if copy is not None:
            copy.discard()


@dataclass(frozen=True, kw_only=True)
class Launch:
    """One start of a script."""

    kind: WebJobKind
    #: Name of the job's folder.
    name: str
    script: Script
    log: JobLog
    arguments: str = ""
    #: Variables that only this run has.
    environment: Mapping[str, str] = field(default_factory=dict)
    idle_limit: float | None = None


def launch(ground: Ground, what: Launch, sink: Sink, running: Callable[[], None], ended: Callable[[], None]) -> Process:
    """Start a script; ``running`` is called just before its process is.

    Raises:
        CannotStart: there is nothing to run it with, or its files cannot be copied.
        OSError, ValueError: the process could not be started.
    """
    root = _working_folder(ground, what)
    what.log.info(f"Run script '{what.script.name}' with script host - '{what.script.host.name}'")
    running()
    command = Command(
        words=_words(what),
        folder=root / what.script.folder.relative_to(what.script.job_folder),
        environment=_environment(ground, what, root),
        mark=ground.runtime.new_id(),
        idle_limit=what.idle_limit,
    )
    return Process(command, ground.guard, sink, ended)


def _words(what: Launch) -> list[str]:
    if not what.script.host.command:
        raise CannotStart(
            f"there is no interpreter for '{what.script.extension}' files here. "
            f"Start the emulator with --kudu-interpreters {what.script.extension}=COMMAND to have one."
        )
    return [*what.script.host.command, what.script.name, *split(what.arguments)]


def _working_folder(ground: Ground, what: Launch) -> Path:
    source = what.script.job_folder
    if job_settings.in_place(ground.job_settings.read(what.script.folder), what.script.host.in_place):
        return source
    key = (what.kind, names.fold(what.name))
    parent = ground.home.open_temp() / "jobs" / what.kind.value / what.name
    copy = ground.copies.setdefault(key, WorkingCopy(parent, lambda: ground.runtime.new_id()[:8]))
    try:
        return copy.refresh(source, what.log.info)
    except OSError as error:
        raise CannotStart(f"its files cannot be copied: {error}") from error


def _environment(ground: Ground, what: Launch, root: Path) -> dict[str, str]:
    running = "TRIGGERED_JOB" if what.kind is WebJobKind.TRIGGERED else "ALWAYS_ON_JOB"
    own = {
        "WEBJOBS_PATH": str(root),
        "WEBJOBS_NAME": what.name,
        "WEBJOBS_TYPE": what.kind.value,
        "WEBJOBS_DATA_PATH": str(ground.home.data_folder(what.kind, what.name)),
        "WEBJOBS_RUN_ID": "",
        "WEBJOBS_COMMAND_ARGUMENTS": what.arguments,
        # A variable's name ends at the first equals sign.
        f"WEBSITE_{running}_RUNNING_{what.name.replace('=', '_')}": "true",
    }
    return {**site_environment(ground), **own, **what.environment}


def site_environment(ground: Ground) -> dict[str, str]:
    """Return what every process of the site finds in its environment."""
    platform = {"WEBSITE_INSTANCE_ID": ground.instance, "WEBSITE_SITE_NAME": SITE_NAME}
    own = {"HOME": str(ground.home.root), "WEBROOT_PATH": str(ground.home.wwwroot)}
    return {**platform, **ground.settings.environment(), **own}
