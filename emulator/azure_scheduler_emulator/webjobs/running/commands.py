"""How does a client run a command line in the home? As a process like a job's, whose end is waited for."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from azure_scheduler_emulator.webjobs.disk.logs import Level
from azure_scheduler_emulator.webjobs.running.launching import Ground, site_environment
from azure_scheduler_emulator.webjobs.running.processes import Command, Process

SHELL = ("bash", "-c")
#: What the service tells of a command that could not be run, or did not end by itself.
NO_EXIT_CODE = -1
#: Characters of each output that are kept.
OUTPUT_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True)
class CommandResult:
    """What came of a command."""

    output: str
    error: str
    exit_code: int


class Commands:
    """Runs command lines, and ends those that run."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._lock = threading.Lock()
        self._running: set[Process] = set()

    def run(self, line: str, folder: Path) -> CommandResult:
        """Run a command line in a folder, until it ends or has been idle for too long."""
        heard: dict[Level, list[str]] = {Level.INFO: [], Level.ERR: []}
        room = dict.fromkeys(heard, OUTPUT_LIMIT)

        def listen(lines: list[tuple[Level, str]]) -> None:
            for level, text in lines:
                if room[level] > 0:
                    heard[level].append(f"{text[: room[level]]}\n")
                    room[level] -= len(text) + 1

        limit = self._ground.settings.command_idle_timeout
        command = Command(
            words=(*SHELL, line),
            folder=folder,
            environment=site_environment(self._ground),
            mark=self._ground.runtime.new_id(),
            idle_limit=limit,
        )
        try:
            process = Process(command, self._ground.guard, listen, lambda: None)
        except (OSError, ValueError) as error:
            return CommandResult("", str(error), NO_EXIT_CODE)
        self._attend(process)
        if process.idle_for is not None:
            idle = (
                f"Command '{line}' was aborted due to no output nor CPU activity for {process.idle_for:.0f} seconds. "
                "You can increase the SCM_COMMAND_IDLE_TIMEOUT app setting (or WEBJOBS_IDLE_TIMEOUT if this is a "
                "WebJob) if needed."
            )
            return CommandResult("".join(heard[Level.INFO]), idle, NO_EXIT_CODE)
        return CommandResult("".join(heard[Level.INFO]), "".join(heard[Level.ERR]), process.shown_code)

    def stop(self) -> None:
        """End every command that runs."""
        with self._lock:
            running = list(self._running)
        for process in running:
            process.kill()

    def _attend(self, process: Process) -> None:
        with self._lock:
            self._running.add(process)
        process.done.wait()
        with self._lock:
            self._running.discard(process)
