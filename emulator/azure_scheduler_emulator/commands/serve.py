"""What happens between ``serve`` and the end of the process?"""

from __future__ import annotations

import gc
import signal
import sys
import threading

from azure_scheduler_emulator import logs
from azure_scheduler_emulator.assembly import running
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.http.listeners import Listeners
from azure_scheduler_emulator.storage.store import StateError

#: Names that cannot be reached from other machines.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(settings: Settings) -> int:
    """Listen and run jobs until the process is told to end; return its exit status."""
    logs.configure(settings)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        with running(settings) as (_, listeners):
            gc.freeze()
            gc.enable()
            print(ready(settings, listeners), flush=True)  # noqa: T201 - the contract
            if settings.host not in LOOPBACK:
                _complain(f"listening on {settings.host}: whoever reaches it can use it, and it makes calls for them")
            ended.wait()
    except (OSError, StateError) as error:
        _complain(str(error))
        return 1
    return 0


def ready(settings: Settings, listeners: Listeners) -> str:
    """Return the line that tells where to reach the emulator, and the seed of its faults if they have one."""
    seed = f" fault-seed={settings.fault_seed}" if settings.fault_seed else ""
    return f"READY {listeners.https_url} {listeners.http_url}{seed}"


def _complain(text: str) -> None:
    print(f"azure-scheduler-emulator: {text}", file=sys.stderr, flush=True)  # noqa: T201 - speaks to a person
