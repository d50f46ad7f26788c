"""Who kills the jobs if the emulator is killed? A small process that outlives it for a moment."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from pathlib import Path

from azure_scheduler_emulator.webjobs.running import reaper


class Guard:
    """Tells the guarding process which jobs run. It is started with the first of them."""

    def __init__(self, scratch: Path) -> None:
        """``scratch`` is a folder that goes with the emulator."""
        self._scratch = scratch
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._groups: dict[str, int] = {}

    def groups(self) -> list[int]:
        """Return the processes that lead what runs."""
        with self._lock:
            return list(self._groups.values())

    def watch(self, mark: str, group: int | None = None) -> None:
        """Have what bears the mark killed when the emulator ends."""
        self._tell(f"+ {mark}\n" if group is None else f"+ {mark} {group}\n")
        if group is not None:
            with self._lock:
                self._groups[mark] = group

    def forget(self, mark: str) -> None:
        """Take a mark off the list."""
        self._tell(f"- {mark}\n")
        with self._lock:
            self._groups.pop(mark, None)

    def stop(self) -> None:
        """End the guarding process; what is still on its list is killed."""
        with self._lock:
            process, self._process = self._process, None
            if process is not None:
                assert process.stdin is not None
                with contextlib.suppress(OSError):
                    process.stdin.close()
                process.wait()

    def _tell(self, text: str) -> None:
        with self._lock:
            process = self._process or self._start()
            assert process.stdin is not None
            # Somebody may have killed it; the jobs go on.
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(text.encode())
                process.stdin.flush()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-I", "-S", reaper.__file__, str(self._scratch)]
        # A session of its own: an interrupt at the terminal must not end it before the emulator.
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, cwd="/", start_new_session=True)  # noqa: S603 - ours
        return self._process
