"""The emulator in a container, for tests: the way of testcontainers, with nothing needed but the ``docker`` command."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Self

from azure_scheduler_emulator.machine import monotonic, pause
from azure_scheduler_emulator.testing.control import Clock, Control, ControlError, Faults

IMAGE = "azure-scheduler-emulator"
_HTTPS, _HTTP = 8443, 8080


class SchedulerContainer:
    """A container that runs the emulator. A context manager: it is there, and healthy, inside the block.

    ``with SchedulerContainer().with_env("EMULATOR_CLOCK", "2015-07-01") as scheduler: ...``
    """

    def __init__(self, image: str = IMAGE, *, docker: str = "docker", patience: float = 60.0) -> None:
        """Take the image, the command to run, and how many seconds to wait until the emulator answers."""
        self._image = image
        self._docker = docker
        self._patience = patience
        self._environment: dict[str, str] = {}
        self._id = ""

    def with_env(self, name: str, value: str) -> Self:
        """Set a setting, by the name of its variable (``EMULATOR_...``)."""
        self._environment[name] = value
        return self

    def start(self) -> Self:
        """Start the container and wait until the emulator answers.

        Raises:
            RuntimeError: docker refuses, or the emulator does not answer in time; its log is in the text.
        """
        pairs = [part for name, value in self._environment.items() for part in ("--env", f"{name}={value}")]
        # host.docker.internal is how jobs reach targets on the machine that runs the tests.
        gateway = ["--add-host", "host.docker.internal:host-gateway"]
        ports = ["--publish", f"127.0.0.1::{_HTTPS}", "--publish", f"127.0.0.1::{_HTTP}"]
        self._id = self._run("run", "--detach", "--rm", *ports, *gateway, *pairs, self._image).strip()
        try:
            self.https_url = f"https://{self._address(_HTTPS)}"
            self.http_url = f"http://{self._address(_HTTP)}"
            self.control = Control(
                f"{self.http_url}/_emulator", token=self._environment.get("EMULATOR_CONTROL_TOKEN", "")
            )
            self.clock, self.faults = Clock(self.control), Faults(self.control)
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the container; what it kept is gone with it."""
        if self._id:
            self._run("stop", "--time", "2", self._id)
            self._id = ""

    def copy_certificates(self, target: Path) -> tuple[Path, Path]:
        """Copy what clients need to a folder; return the authority to trust and the certificate to show, PEM."""
        self._run("cp", f"{self._id}:/data/certs/.", str(target))
        return target / "ca.pem", target / "management.pem"

    def logs(self) -> str:
        """Return what the emulator has written."""
        return self._run("logs", self._id)

    def _address(self, port: int) -> str:
        """Return host and port where a port of the container is to be found from here."""
        published = self._run("port", self._id, f"{port}/tcp").splitlines()[0]
        host, _, number = published.rpartition(":")
        return f"{'127.0.0.1' if host in ('0.0.0.0', '[::]') else host}:{number}"  # noqa: S104 - read, not bound

    def _wait(self) -> None:
        deadline = monotonic() + self._patience
        while True:
            try:
                self.control.call("GET", "/health")
            except (OSError, ControlError) as error:
                self.control.close()
                if monotonic() >= deadline:
                    raise RuntimeError(f"the emulator does not answer: {error}\n{self.logs()}") from error
                pause(0.1)
            else:
                return

    def _run(self, *arguments: str) -> str:
        done = subprocess.run([self._docker, *arguments], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise RuntimeError(f"{self._docker} {arguments[0]} failed: {done.stderr.strip()}")
        return done.stdout

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
