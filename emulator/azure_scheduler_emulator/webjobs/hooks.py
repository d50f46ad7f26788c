"""Who wants to know that a run ended? Web hooks (contract of the Kudu face, section 4.13)."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from azure_scheduler_emulator.domain.errors import ConflictError
from azure_scheduler_emulator.webjobs.disk.json_file import JsonFile

FINISHED = "TriggeredJobFinished"
#: Posts a JSON document to an address; raises nothing that it cannot help.
Post = Callable[[str, bytes], None]

log = logging.getLogger(__name__)


class Hooks:
    """The subscribers, and the thread that tells them."""

    def __init__(self, path: Path, new_id: Callable[[], str], post: Post) -> None:
        self._file = JsonFile(path)
        self._new_id = new_id
        self._post = post
        self._lock = threading.Lock()
        self._waiting: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def all(self) -> list[dict[str, Any]]:
        """Return every subscription."""
        return list(self._file.read().values())

    def find(self, id: str) -> dict[str, Any] | None:
        """Return a subscription, or None."""
        found: dict[str, Any] | None = self._file.read().get(id)
        return found

    def add(self, url: str, event: str, **more: Any) -> dict[str, Any]:
        """Add a subscription, or return the equal one that there is.

        Raises:
            ConflictError: the address is subscribed to another event.
        """
        with self._lock:
            for held in self.all():
                if held["url"] == url:
                    if held["event"] != event:
                        raise ConflictError(f"A web hook for '{url}' exists already.")
                    return held
            made = {"id": self._new_id(), "url": url, "event": event, **more}
            self._file.update({made["id"]: made})
            return made

    def remove(self, id: str) -> None:
        """Take a subscription away."""
        self._file.remove(id)

    def clear(self) -> None:
        """Take every subscription away."""
        self._file.clear()

    def tell(self, event: str, document: Any) -> None:
        """Tell the subscribers of an event, soon; members of a document without a value are left out."""
        if isinstance(document, dict):
            document = {name: value for name, value in document.items() if value}
        body = json.dumps(document, indent=2).encode()
        for held in self.all():
            if held["event"] == event:
                self._start()
                self._waiting.put((held["url"], body))

    def stop(self) -> None:
        """Tell nobody any more."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="webjob-hooks", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (item := self._waiting.get()) is not None:
            try:
                self._post(*item)
            except Exception:
                log.exception("a web hook could not be called: %s", item[0])
