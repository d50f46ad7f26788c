"""How does a job die? As a tree, and in any case when the emulator does.

A job's process leads a group of its own, and everything it starts inherits a mark in its environment: what left the
group is found by the mark. This file is also a program of its own (``Guard`` starts it): it reads from the emulator
which marks are alive, and when that pipe ends, however the emulator ended, it kills what they are on.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys

MARK = "WEBJOBS_EMULATOR_MARK"
#: A process may start another one while we look.
ROUNDS = 5


def kill_tree(mark: str, group: int | None) -> None:
    """Kill a process group, if it is known, and every process with the mark in its environment."""
    if group is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)
    for _ in range(ROUNDS):
        found = marked(mark)
        for process in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, signal.SIGKILL)
        if not found:
            return


def marked(mark: str) -> list[int]:
    """Return the living processes with the mark; none where the system has no ``/proc``."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for name in _processes():
        try:
            with open(f"/proc/{name}/environ", "rb") as file:  # noqa: PTH123 - the fastest way, for hundreds of files
                if wanted in file.read().split(b"\0"):
                    found.append(int(name))
        except OSError:
            continue
    return found


def used_time(group: int) -> int:
    """Return how many clock ticks the living processes of a group have used; 0 where there is no ``/proc``."""
    total = 0
    for name in _processes():
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - as above
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += int(fields[11]) + int(fields[12])
    return total


def _processes() -> list[str]:
    try:
        return [name for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - names are wanted
    except FileNotFoundError:
        return []


def main() -> None:
    """Read ``+ mark group`` and ``- mark`` lines until the emulator is gone, then kill and delete what is left."""
    alive: dict[str, int | None] = {}
    for line in sys.stdin:
        sign, mark, *group = line.split()
        if sign == "+":
            alive[mark] = int(group[0]) if group else None
        else:
            alive.pop(mark, None)
    for mark, leader in alive.items():
        kill_tree(mark, leader)
    shutil.rmtree(sys.argv[1], ignore_errors=True)


if __name__ == "__main__":
    main()
