"""How is a site deployed? A package is put in its place, one at a time, and a record tells of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

from azure_scheduler_emulator.domain.errors import ConflictError, EmulatorError, NotFoundError
from azure_scheduler_emulator.runtime import Runtime
from azure_scheduler_emulator.webjobs.deploying import packages
from azure_scheduler_emulator.webjobs.deploying.records import Deployment, DeployStatus, Entry, Records
from azure_scheduler_emulator.webjobs.disk import archive, home

IN_PROGRESS = "There is a deployment currently in progress. Please try again when it completes."
#: After so many looks a deployment that is shown as going on has ended, though a clock stands still.
LOOKS = 3


@dataclass(frozen=True, kw_only=True)
class Order:
    """A package that is to be put into the site."""

    deployer: str
    message: str
    author: str = "N/A"
    author_email: str = "N/A"
    #: Below the home; of a file with its name.
    place: tuple[str, ...]
    #: Whether the package is an archive of files, and not a file.
    packed: bool = True
    #: Whether nothing stays that the package does not bring.
    clean: bool = False
    #: How the log calls this way of deploying.
    way: str


class Deployments:
    """The deployments of one site."""

    def __init__(
        self,
        place: home.Home,
        runtime: Runtime,
        changing: Callable[[], AbstractContextManager[None]],
        delay: timedelta,
    ) -> None:
        """``changing`` is held while files change; ``delay`` is how long one goes on for who does not wait for it."""
        self.records = Records(place)
        self._home = place
        self._runtime = runtime
        self._changing = changing
        self._delay = delay
        self._lock = threading.Lock()
        #: How often somebody looked at a deployment that goes on.
        self._looks: dict[str, int] = {}

    def deploy(self, order: Order, body: IO[bytes], *, waited_for: bool) -> tuple[Deployment, Exception | None]:
        """Put a package into the site; return the record, and what went wrong if anything did.

        Raises:
            ConflictError: another deployment goes on.
            InvalidError, NotFoundError: the place is not in the site.
        """
        self._home.resolve(order.place)
        if not self._lock.acquire(blocking=False):
            raise ConflictError(IN_PROGRESS)
        try:
            now = self._runtime.clock.now()
            if any(self.goes_on(deployment, now) for deployment in self.records.all()):
                raise ConflictError(IN_PROGRESS)
            return self._deploy(order, body, None if waited_for or not self._delay else now + self._delay)
        finally:
            self._lock.release()

    def note(self, deployment: Deployment, details: str, *, active: bool) -> None:
        """Write down a deployment that a client made by itself.

        Raises:
            ConflictError: there is one of that identity.
        """
        with self._lock:
            if self.records.find(deployment.id) is not None:
                raise ConflictError(f"Deployment with id '{deployment.id}' exists")
            failed = deployment.status is DeployStatus.FAILED
            inner = (self._entry(details),) if details else ()
            words = "Deployment failed." if failed else "Deployment successful."
            entry = replace(self._entry(words), failed=failed, details=inner)
            self.records.save(replace(deployment, number=self.records.next_number()), [entry])
            if active:
                self.records.active = deployment.id

    def delete(self, id: str) -> None:
        """Delete a record.

        Raises:
            NotFoundError: there is none.
            ConflictError: the site has its files.
        """
        with self._lock:
            found = self.records.find(id)
            if found is None:
                raise NotFoundError(f"Deployment '{id}' not found.")
            if found.id == self.records.active:
                raise ConflictError(f"Deployment '{id}' is active and cannot be deleted.")
            self.records.delete(id)

    def goes_on(self, deployment: Deployment, now: datetime) -> bool:
        """Tell whether a deployment is shown as going on."""
        late = deployment.settles is None or now >= deployment.settles
        return not late and self._looks.get(deployment.id, 0) < LOOKS

    def look(self, deployment: Deployment, now: datetime) -> Deployment:
        """Return a deployment as it is shown at a moment to whoever waits for it."""
        if not self.goes_on(deployment, now):
            return deployment
        self._looks[deployment.id] = self._looks.get(deployment.id, 0) + 1
        return replace(deployment, status=DeployStatus.DEPLOYING, end=None)

    def _deploy(self, order: Order, body: IO[bytes], settles: datetime | None) -> tuple[Deployment, Exception | None]:
        id = self._runtime.new_key()
        received = self._runtime.clock.now()
        entries = [self._entry(f"Preparing deployment for commit id '{id[:10]}'.")]
        problem: Exception | None = None
        lines: list[str] = []
        try:
            self._put(order, body, self._home.open_temp() / "deploying" / id, lines)
        except (OSError, EmulatorError) as error:
            problem = error
        details = tuple(self._entry(line) for line in lines)
        entries.append(replace(self._entry("Running deployment command..."), details=details))
        entries.append(self._last_entry(order, problem))
        deployment = Deployment(
            id=id,
            status=DeployStatus.FAILED if problem else DeployStatus.SUCCESS,
            message=order.message,
            deployer=order.deployer,
            author=order.author,
            author_email=order.author_email,
            received=received,
            end=self._runtime.clock.now(),
            number=self.records.next_number(),
            settles=settles,
        )
        prefix = "Copying file: "
        manifest = [line.removeprefix(prefix).strip("'") for line in lines if line.startswith(prefix)]
        self.records.save(deployment, entries, manifest)
        if problem is None:
            self.records.active = id
        return deployment, problem

    def _put(self, order: Order, body: IO[bytes], scratch: Path, lines: list[str]) -> None:
        target = self._home.resolve(order.place)
        try:
            scratch.mkdir(parents=True)
            package = scratch / "package"
            if order.packed:
                package.mkdir()
                archive.unpack(body, package)
            else:
                with package.open("wb") as file:
                    shutil.copyfileobj(body, file)
            with self._changing():
                if order.packed:
                    lines.extend(packages.put(package, target, clean=order.clean))
                    return
                if order.clean:
                    lines.extend(packages.clear(target.parent))
                lines.extend(packages.put_file(package, target))
        finally:
            home.remove(scratch)

    def _last_entry(self, order: Order, problem: Exception | None) -> Entry:
        words = "Deployment Failed." if problem else "Deployment successful."
        entry = self._entry(f"{words} deployer = {order.deployer} deploymentPath = {order.way}")
        if problem is None:
            return entry
        return replace(entry, failed=True, details=(replace(self._entry(str(problem)), failed=True),))

    def _entry(self, message: str) -> Entry:
        return Entry(id=self._runtime.new_id(), time=self._runtime.clock.now(), message=message)
