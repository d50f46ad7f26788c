"""How does a script run? As a process of its own group, its output read line by line, and ended as a tree."""

from __future__ import annotations

import contextlib
import os
import selectors
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from azure_scheduler_emulator.machine import monotonic
from azure_scheduler_emulator.webjobs.disk.lines import LineSplitter
from azure_scheduler_emulator.webjobs.disk.logs import Level
from azure_scheduler_emulator.webjobs.running import reaper
from azure_scheduler_emulator.webjobs.running.guard import Guard

#: Takes lines of output as they come.
Sink = Callable[[list[tuple[Level, str]]], None]

_CHUNK = 64 * 1024
#: How often to look whether the process has ended, in seconds, where the system cannot tell us; and how often to look
#: whether it is idle.
_LOOK_EVERY = 0.05
_IDLE_LOOK_EVERY = 1.0


@dataclass(frozen=True, kw_only=True)
class Command:
    """What is to be run."""

    words: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    #: Identifies the process and all that it starts.
    mark: str
    #: After so many seconds without output and without work it is killed; None for never.
    idle_limit: float | None = None


class Process:
    """A running script. Raises OSError or ValueError (a NUL in a word or a variable) if it cannot be started."""

    def __init__(self, command: Command, guard: Guard, sink: Sink, ended: Callable[[], None]) -> None:
        """``ended`` is called, on a thread of the process's own, when everything of it is over."""
        self._command = command
        self._guard = guard
        self._sink = sink
        self._ended = ended
        #: Held while the process is killed or its end is taken note of: after that its number may be another's.
        self._lock = threading.Lock()
        self._over = False
        #: How it ended: 0 is success.
        self.exit_code: int | None = None
        #: How many seconds it did nothing before it was killed for that; None if it was not.
        self.idle_for: float | None = None
        self.done = threading.Event()
        guard.watch(command.mark)
        try:
            self._process = self._start()
        except (OSError, ValueError):
            guard.forget(command.mark)
            raise
        guard.watch(command.mark, self._process.pid)
        threading.Thread(target=self._pump, name=f"webjob-{self._process.pid}", daemon=True).start()

    @property
    def shown_code(self) -> int:
        """How it ended, as a shell would say it: 128 and the signal's number for a process that was killed."""
        code = self.exit_code or 0
        return 128 - code if code < 0 else code

    def kill(self) -> None:
        """Kill it with everything it started."""
        with self._lock:
            if not self._over:
                reaper.kill_tree(self._command.mark, self._process.pid)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**self._command.environment, reaper.MARK: self._command.mark}
        return subprocess.Popen(  # noqa: S603 - running what was uploaded is what web jobs are for
            list(self._command.words),
            cwd=self._command.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _pump(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                streams = [_Stream(self._process.stdout, Level.INFO), _Stream(self._process.stderr, Level.ERR)]
                for stream in streams:
                    selector.register(stream.descriptor, selectors.EVENT_READ, stream)
                self._read_until_end(selector)
                self._finish()
                for stream in streams:
                    self._drain(stream)
        finally:
            self._close()

    def _read_until_end(self, selector: selectors.BaseSelector) -> None:
        handle = _end_handle(self._process.pid)
        if handle is not None:
            selector.register(handle, selectors.EVENT_READ)
        idle = _Idleness(self._process.pid)
        pause = _LOOK_EVERY if handle is None else _IDLE_LOOK_EVERY if self._command.idle_limit else None
        try:
            while True:
                for key, _ in selector.select(pause):
                    if key.data is None:
                        return
                    idle.output()
                    self._read(selector, key.data)
                if handle is None and self._process.poll() is not None:
                    return
                if self._command.idle_limit and self.idle_for is None and idle.seconds() > self._command.idle_limit:
                    self.idle_for = idle.seconds()
                    self.kill()
        finally:
            if handle is not None:
                os.close(handle)

    def _read(self, selector: selectors.BaseSelector, stream: _Stream) -> None:
        data = os.read(stream.descriptor, _CHUNK)
        if not data:
            # It closed its output and goes on without.
            selector.unregister(stream.descriptor)
        self._pass_on(stream, stream.lines.feed(data))

    def _finish(self) -> None:
        """Kill what it left behind, while its number is still its own, and take note of its end."""
        with self._lock:
            reaper.kill_tree(self._command.mark, self._process.pid)
            self.exit_code = self._process.wait()
            self._over = True

    def _drain(self, stream: _Stream) -> None:
        """Read what is left in a pipe. Nobody of ours writes to it any more, but somebody may hold it open."""
        os.set_blocking(stream.descriptor, False)
        with contextlib.suppress(BlockingIOError):
            while data := os.read(stream.descriptor, _CHUNK):
                self._pass_on(stream, stream.lines.feed(data))
        self._pass_on(stream, stream.lines.flush())

    def _pass_on(self, stream: _Stream, texts: list[str]) -> None:
        if texts:
            self._sink([(stream.level, text) for text in texts])

    def _close(self) -> None:
        for pipe in (self._process.stdout, self._process.stderr):
            assert pipe is not None
            pipe.close()
        self._guard.forget(self._command.mark)
        self.done.set()
        self._ended()


class _Stream:
    """One of the two outputs."""

    def __init__(self, pipe: object, level: Level) -> None:
        self.descriptor: int = pipe.fileno()  # type: ignore[attr-defined]
        self.level = level
        self.lines = LineSplitter()


class _Idleness:
    """For how long a process has neither said nor done anything."""

    def __init__(self, group: int) -> None:
        self._group = group
        self._used = 0
        self._since = monotonic()

    def output(self) -> None:
        """Take note of output."""
        self._since = monotonic()

    def seconds(self) -> float:
        """Return how long it has been idle by now."""
        used = reaper.used_time(self._group)
        if used != self._used:
            self._used = used
            self._since = monotonic()
        return monotonic() - self._since


def _end_handle(process: int) -> int | None:
    """Return a file that becomes readable when a process ends, where the system has such a thing."""
    opener = getattr(os, "pidfd_open", None)
    try:
        found: int | None = opener(process) if opener else None
    except OSError:
        return None
    return found
