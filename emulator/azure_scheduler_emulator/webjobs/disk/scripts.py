"""Which file of a web job is its script, and what runs it? (contract of the Kudu face, section 5)"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.webjobs.disk.names import fold


@dataclass(frozen=True, kw_only=True)
class ScriptHost:
    """What runs the scripts of some extensions."""

    #: As the logs call it.
    name: str
    #: Extensions, with the dot, in lower case; or whole file names.
    types: tuple[str, ...]
    #: Program and arguments that go before the script; empty where this system has none (decision 22).
    command: tuple[str, ...] = ()
    #: Whether its scripts run where they lie unless their settings say otherwise.
    in_place: bool = False


#: In the order in which scripts are looked for.
HOSTS = (
    ScriptHost(name="WindowsScriptHost", types=(".cmd", ".bat", ".exe")),
    ScriptHost(name="PowerShellScriptHost", types=(".ps1",)),
    ScriptHost(name="BashScriptHost", types=(".sh",), command=("bash",)),
    ScriptHost(name="PythonScriptHost", types=(".py",), command=("python3", "-u")),
    ScriptHost(name="PhpScriptHost", types=(".php",), command=("php",)),
    ScriptHost(name="NodeScriptHost", types=(".js",), command=("node",), in_place=True),
    ScriptHost(name="DnxScriptHost", types=("project.json",)),
    ScriptHost(name="FSharpScriptHost", types=(".fsx",)),
)


@dataclass(frozen=True, kw_only=True)
class Script:
    """What a web job runs."""

    #: The job's own folder.
    job_folder: Path
    #: Where the script lies; ``settings.job`` and ``disable.job`` lie there too.
    folder: Path
    name: str
    host: ScriptHost

    @property
    def run_command(self) -> str:
        """Return the path of the script as answers show it, from the job's folder on."""
        return (self.folder / self.name).relative_to(self.job_folder).as_posix()

    @property
    def extension(self) -> str:
        """Return what decided about the host: the extension in lower case, or the name of the file."""
        return file_type(self.name)


def file_type(name: str) -> str:
    """Return the type of a file as ``ScriptHost.types`` spells it."""
    return "project.json" if name.lower() == "project.json" else os.path.splitext(name)[1].lower()  # noqa: PTH122 - a name


def read_hosts(commands: Iterable[str]) -> tuple[ScriptHost, ...]:
    """Return the hosts with the interpreters that a setting adds: ``.rb=ruby``, ``.cmd=wine cmd /c``.

    Raises:
        InvalidError: one of them is malformed.
    """
    given: dict[str, tuple[str, ...]] = {}
    for text in commands:
        extension, equals, command = text.partition("=")
        extension = extension.strip().lower()
        if not equals or not extension.startswith(".") or len(extension) < 2 or not command.strip():
            raise InvalidError(f"'{text}' is no interpreter: write it as .EXTENSION=COMMAND, for example .rb=ruby.")
        given[extension] = tuple(shlex.split(command))
    return tuple(_with_commands(given))


def _with_commands(given: Mapping[str, tuple[str, ...]]) -> Iterable[ScriptHost]:
    """Split the hosts so that each extension has one command, and put new extensions last."""
    known = {kind for host in HOSTS for kind in host.types}
    for host in HOSTS:
        for kind in host.types:
            command = given.get(kind, host.command)
            yield ScriptHost(name=host.name, types=(kind,), command=command, in_place=host.in_place)
    for kind, command in given.items():
        if kind not in known:
            yield ScriptHost(name=f"{kind[1:].capitalize()}ScriptHost", types=(kind,), command=command)


def choose(names: Iterable[str], hosts: Iterable[ScriptHost]) -> tuple[str, ScriptHost] | None:
    """Return the script among the files of a folder with its host, or None.

    The first type that has a ``run`` file wins; without any, the first file of the first type that there is. A
    ``project.json`` counts as a ``run`` file.
    """
    files = sorted(names, key=lambda name: (fold(name), name))
    kinds = [(kind, host) for host in hosts for kind in host.types]
    for kind, host in kinds:
        wanted = kind if kind == "project.json" else f"run{kind}"
        for name in files:
            if name.lower() == wanted:
                return name, host
    for kind, host in kinds:
        for name in files:
            if file_type(name) == kind:
                return name, host
    return None


def script_folder(job_folder: Path) -> Path:
    """Return where a job's script lies: folders that hold nothing but one folder are gone through."""
    folder = job_folder
    while True:
        with os.scandir(folder) as entries:
            held = list(entries)
        if len(held) != 1 or not held[0].is_dir(follow_symlinks=False):
            return folder
        folder = Path(held[0].path)


def find(job_folder: Path, hosts: Iterable[ScriptHost]) -> Script | None:
    """Return the script of a job, or None if there is no such folder or nothing in it can be run."""
    try:
        folder = script_folder(job_folder)
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        return None
    chosen = choose(names, hosts)
    return Script(job_folder=job_folder, folder=folder, name=chosen[0], host=chosen[1]) if chosen else None
