"""Which jobs are there, and how do their files come and go?"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import IO, Any

from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.webjobs.disk import archive, home, job_settings, names, working_copy
from azure_scheduler_emulator.webjobs.disk.job_settings import Settings
from azure_scheduler_emulator.webjobs.disk.json_file import JsonFile
from azure_scheduler_emulator.webjobs.disk.scripts import Script
from azure_scheduler_emulator.webjobs.disk.stamps import stamp
from azure_scheduler_emulator.webjobs.disk.working_copy import Stamp
from azure_scheduler_emulator.webjobs.running import schedules, statuses
from azure_scheduler_emulator.webjobs.running.documents import ContinuousView, JobView, TriggeredView
from azure_scheduler_emulator.webjobs.running.launching import Ground
from azure_scheduler_emulator.webjobs.running.triggered import TriggeredJobs

NO_SCRIPT = "No runnable script file was found."
MARKER = "webjobssdk.marker"
#: Files of a job whose change means nothing: Python writes them beside what a job in place imports.
_IGNORED = names.fold("__pycache__")
_DISABLED = names.fold(job_settings.DISABLED)

Key = tuple[WebJobKind, str]


class NoScriptError(InvalidError):
    """What was uploaded holds nothing that can be run."""


class Catalogue:
    """The jobs as they lie on the disk."""

    def __init__(self, ground: Ground, triggered: TriggeredJobs) -> None:
        self._ground = ground
        self._triggered = triggered
        self._home = ground.home
        #: Folders that came through the API, so that a reset may delete them.
        self._made = JsonFile(ground.home.private / "made.json")

    def views(self, kind: WebJobKind) -> list[JobView]:
        """Return the jobs of a kind; folders in which nothing can be run are none."""
        found = (self.view(kind, name) for name in self._home.job_names(kind))
        return [view for view in found if view is not None]

    def view(self, kind: WebJobKind, name: str) -> JobView | None:
        """Return one job, or None."""
        script = self._ground.script(kind, name)
        return None if script is None else self._view(kind, script)

    def settings(self, kind: WebJobKind, name: str) -> Settings:
        """Return the settings of a job; of one that does not exist, none."""
        script = self._ground.script(kind, name)
        return self._ground.job_settings.read(script.folder) if script else {}

    def set_settings(self, kind: WebJobKind, name: str, value: Any) -> None:
        """Put ``value`` in the place of the settings of a job.

        Raises:
            NotFoundError: there is no such job.
            OSError: they cannot be written.
        """
        self._ground.job_settings.write(self._require(kind, name).folder, value)

    def fingerprints(self) -> dict[Key, tuple[str, bool, dict[str, Stamp]]]:
        """Return for each job folder its name, whether it is enabled, and its files: what a watcher compares."""
        found = {}
        for kind in WebJobKind:
            for name in self._home.job_names(kind):
                files = {}
                for folder in self._home.job_folders(kind, name)[:1]:
                    files = dict(working_copy.snapshot(folder))
                disabled = [key for key in files if key.rpartition("/")[2] == _DISABLED]
                kept = {key: stamp for key, stamp in files.items() if key not in disabled and _IGNORED not in key}
                found[kind, names.fold(name)] = (name, not disabled, kept)
        return found

    def upload(self, kind: WebJobKind, name: str, file_name: str, body: IO[bytes], *, zipped: bool) -> None:
        """Put a job in the place of the one of that name; its history stays.

        Raises:
            NoScriptError, BadArchiveError: it cannot be; then there is no such job any more, nor its history.
        """
        folder = self._home.new_job_folder(kind, name)
        self._home.confine(folder)
        home.remove(folder)
        self._ground.job_settings.forget(folder)
        try:
            folder.mkdir(parents=True)
            if zipped:
                archive.unpack(body, folder)
            else:
                with (folder / file_name).open("wb") as file:
                    shutil.copyfileobj(body, file)
                stamp(folder / file_name)
            if self._ground.script(kind, name) is None:
                raise NoScriptError(NO_SCRIPT)
        except Exception:
            self.delete(kind, name)
            raise

    def delete(self, kind: WebJobKind, name: str) -> None:
        """Delete a job with its history; without a folder, nothing happens."""
        folders = self._home.job_folders(kind, name)
        for folder in folders:
            home.remove(folder)
            self._ground.job_settings.forget(folder)
            self._made.remove(str(folder))
        if folders:
            home.remove(self._home.data_folder(kind, name))
            self._ground.forget_copy(kind, name)

    def set_enabled(self, name: str, enabled: bool) -> None:
        """Let a continuous job run, or keep it from running.

        Raises:
            NotFoundError: there is no such job.
            OSError: the file that says so cannot be written.
        """
        job_settings.set_disabled(self._require(WebJobKind.CONTINUOUS, name).folder, not enabled)

    def folders(self) -> set[Path]:
        """Return the folders of all jobs."""
        found = (self._home.job_folders(kind, name) for kind in WebJobKind for name in self._home.job_names(kind))
        return {folder for folders in found for folder in folders}

    def note_made(self, folders: set[Path]) -> None:
        """Remember that job folders came through the API."""
        if folders:
            self._made.update({str(folder): True for folder in folders})

    def forget(self) -> None:
        """Delete what came through the API and what the emulator wrote; jobs that somebody put there stay."""
        for folder in self._made.read():
            home.remove(Path(folder))
        self._made.clear()
        home.remove(self._home.root / "data" / "jobs")
        self._home.clear_temp()

    def _require(self, kind: WebJobKind, name: str) -> Script:
        script = self._ground.script(kind, name)
        if script is None:
            raise NotFoundError(f"There is no {kind} WebJob called '{name}'.")
        return script

    def _view(self, kind: WebJobKind, script: Script) -> JobView:
        name = script.job_folder.name
        data = self._home.data_folder(kind, name)
        settings = self._ground.job_settings.read(script.folder)
        sdk = names.find(data, MARKER) is not None
        if kind is WebJobKind.TRIGGERED:
            return TriggeredView(
                kind=kind,
                name=name,
                run_command=script.run_command,
                settings=settings,
                using_sdk=sdk,
                latest_run=self._triggered.newest(name),
                has_scheduler_log=(data / schedules.LOG).is_file(),
            )
        status, detailed = statuses.read(self._ground, name)
        return ContinuousView(
            kind=kind,
            name=name,
            run_command=script.run_command,
            settings=settings,
            using_sdk=sdk,
            status=status.value,
            detailed_status=detailed,
        )
