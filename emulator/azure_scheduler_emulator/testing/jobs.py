"""How does a test look at jobs, whichever API made them, and do things with them?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from azure_scheduler_emulator.testing.control import Control


class Jobs:
    """The jobs of every API."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def page(self, **wanted: Any) -> dict[str, Any]:
        """Return a page: ``jobs``, ``total``, ``states``, ``apis``, ``next``.

        ``wanted`` is ``q``, ``api``, ``state``, ``subscription``, ``collection``, ``sort``, ``top``, ``after``.
        """
        return dict(self._control.call("GET", _path("/jobs", wanted)))

    def all(self, **wanted: Any) -> list[dict[str, Any]]:
        """Return every job that fits, page by page."""
        page = self.page(**wanted)
        found = list(page["jobs"])
        while page["next"]:
            page = self.page(**{**wanted, "after": page["next"]})
            found += page["jobs"]
        return found

    def id(self, name: str, **wanted: Any) -> str:
        """Return the identity of the one job of that name.

        Raises:
            LookupError: there is none, or there are several.
        """
        found = [job for job in self.all(q=name, **wanted) if job["name"] == name]
        if len(found) != 1:
            raise LookupError(f"There are {len(found)} jobs called '{name}'.")
        return str(found[0]["id"])

    def get(self, job_id: str, form: str = "") -> dict[str, Any]:
        """Return a job with its document in the words of its API, or of the face that ``form`` names."""
        return dict(self._control.call("GET", _path(f"/jobs/{job_id}", {"as": form} if form else {})))

    def history(self, job_id: str, **wanted: Any) -> dict[str, Any]:
        """Return a page of occurrences with their tries; ``wanted`` is ``status``, ``top``, ``skip``."""
        return dict(self._control.call("GET", _path(f"/jobs/{job_id}/history", wanted)))

    def run(self, job_id: str) -> None:
        """Have a job fire now, beside its schedule."""
        self._control.call("POST", f"/jobs/{job_id}/run")

    def set_state(self, job_id: str, state: str) -> dict[str, Any]:
        """Make a job ``enabled`` or ``disabled``; return it."""
        return dict(self._control.call("PATCH", f"/jobs/{job_id}", {"state": state}))

    def delete(self, job_id: str) -> None:
        """Delete a job with its history."""
        self._control.call("DELETE", f"/jobs/{job_id}")

    def bulk(self, do: str, ids: Iterable[str] | None = None, **wanted: Any) -> dict[str, Any]:
        """``run``, ``enable``, ``disable`` or ``delete`` the jobs of ``ids``, or all that fit ``wanted``."""
        which = {"filter": wanted} if ids is None else {"ids": list(ids)}
        return dict(self._control.call("POST", "/jobs/bulk", {"do": do, **which}))


def _path(path: str, query: dict[str, Any]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
