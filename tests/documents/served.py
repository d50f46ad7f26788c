"""An emulator that a document starts, as its readers do, and the addresses that it really has."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

_SERVES = re.compile(r"^(?:\$ )?(?:make run|(?:azure-scheduler-emulator|python -m \w+) serve)\b", re.MULTILINE)
#: The addresses that documents name: the two listeners, and the application that jobs call.
HTTPS, HTTP, TARGET = "127.0.0.1:8443", "127.0.0.1:8080", "127.0.0.1:9000"


def serves(script: str) -> bool:
    """Whether a script ends in an emulator that runs until it is stopped."""
    return bool(_SERVES.search(script))


class Served:
    """What stands behind the addresses of a document: a target, and the emulator that was started last."""

    def __init__(self, folder: Path, target: str) -> None:
        self._folder = folder
        self._addresses = {TARGET: target.removeprefix("http://")}
        self._popen: subprocess.Popen[str] | None = None

    def start(self, script: list[str], environment: dict[str, str]) -> str:
        """Run what starts an emulator, in the place of the one before; return its line."""
        self.stop()
        with (self._folder / "emulator.log").open("w") as log:
            self._popen = subprocess.Popen(
                script,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=self._folder,
                env={**environment, "EMULATOR_HTTPS_PORT": "0", "EMULATOR_HTTP_PORT": "0"},
                start_new_session=True,
            )
        assert self._popen.stdout
        line = self._popen.stdout.readline()
        assert line.startswith("READY "), line + (self._folder / "emulator.log").read_text()
        _, https, http = line.split()
        self._addresses |= {HTTPS: https.removeprefix("https://"), HTTP: http.removeprefix("http://")}
        return self.as_written(line)

    def is_named(self, text: str) -> bool:
        """Whether a text names an address of the emulator."""
        return HTTPS in text or HTTP in text

    @property
    def running(self) -> bool:
        """Whether one has been started."""
        return self._popen is not None

    def as_it_is(self, text: str) -> str:
        """Return a text with the addresses that things have here."""
        for written, real in self._addresses.items():
            text = text.replace(written, real).replace(quote(written), quote(real))
        return text

    def as_written(self, text: str) -> str:
        """Return a text with the addresses that the documents name."""
        for written, real in self._addresses.items():
            text = text.replace(real, written)
        return text

    def stop(self) -> None:
        """End the emulator, as its reader would: by an interrupt to all that was started with it."""
        if self._popen is not None:
            if self._popen.poll() is None:
                os.killpg(self._popen.pid, signal.SIGINT)
            try:
                self._popen.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._popen.pid, signal.SIGKILL)
                self._popen.wait(20)
            assert self._popen.stdout
            self._popen.stdout.close()
            self._popen = None
