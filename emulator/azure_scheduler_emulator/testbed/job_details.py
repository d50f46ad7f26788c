"""What is there to know of one job? What it is in its API's own words, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.tenant import AZURE
from azure_scheduler_emulator.service.known_jobs import KnownJobs
from azure_scheduler_emulator.service.requests import Stored
from azure_scheduler_emulator.storage import firings
from azure_scheduler_emulator.storage.firings import Firing, FiringStatus
from azure_scheduler_emulator.storage.store import Store
from azure_scheduler_emulator.testbed.job_lists import JobLists, Shown
from azure_scheduler_emulator.testbed.web_jobs import WebJobs

__all__ = ["Firing", "FiringStatus", "History", "JobDetail", "JobDetails", "Rendered", "Renderers"]

#: The two faces that show the same jobs.
OF_AZURE = ("azure_classic", "azure_arm")
#: Occurrences that one page holds at most.
MOST = 500


class Rendered(Protocol):
    """A job as one API shows it."""

    @property
    def path(self) -> str:
        """Return its path in that API."""

    @property
    def document(self) -> dict[str, Any]:
        """Return what an answer would be."""


#: Shows a job as a face would, by the face's name; the text is what addresses begin with.
Renderers = Mapping[str, Callable[[Stored, str], Rendered | None]]


@dataclass(frozen=True, kw_only=True)
class JobDetail:
    """A job."""

    shown: Shown
    #: As it is stored, secrets included.
    stored: Stored
    #: Names of the faces that can show it.
    forms: Sequence[str]
    #: That of the one that shows it here.
    form: str
    #: Its path in that API; empty if the API knows it no more.
    path: str
    #: As that API would answer, secrets masked.
    document: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class History:
    """A page of what became of a job's occurrences."""

    firings: Sequence[Firing]
    #: How many there are of each status, whichever was asked for.
    statuses: Mapping[str, int]
    #: How many fit in all.
    total: int


class JobDetails:
    """Looks at single jobs."""

    def __init__(
        self, store: Store, known: KnownJobs, lists: JobLists, web_jobs: WebJobs, renderers: Renderers
    ) -> None:
        self._store = store
        self._known = known
        self._lists = lists
        self._web_jobs = web_jobs
        self._renderers = renderers

    def get(self, job_id: str, *, form: str = "", base: str = "") -> JobDetail:
        """Return a job as a face shows it, that which made it unless ``form`` names another one.

        Raises:
            NotFoundError: there is no such job.
            InvalidError: the face does not show such jobs.
        """
        web_job = self._web_jobs.find(job_id)
        stored = web_job.stored if web_job else self._known.get(job_id)
        forms = forms_of(stored)
        form = form or forms[0]
        if form not in forms:
            raise InvalidError(f"This job can be shown as {' or '.join(forms)}.")
        render = self._renderers.get(form)
        rendered = render(stored, base) if render else None
        return JobDetail(
            shown=self._lists.named([job_id])[0],
            stored=stored,
            forms=forms,
            form=form,
            path=rendered.path if rendered else "",
            document=masking.document(rendered.document) if rendered else {},
        )

    def history(self, job_id: str, *, status: str = "", skip: int = 0, top: int = 50) -> History:
        """Return a page of occurrences that have been tried, newest first.

        Raises:
            NotFoundError: there is no such job.
        """
        web_job = self._web_jobs.find(job_id)
        if web_job is not None:
            return _page(self._web_jobs.firings(web_job), status, skip, min(top, MOST))
        self._known.get(job_id)
        with self._store.read() as tx:
            statuses = firings.count(tx, job_id)
            found = firings.page(tx, job_id, status=status, skip=skip, top=min(top, MOST))
        total = statuses.get(status, 0) if status else sum(statuses.values())
        return History(firings=found, statuses=statuses, total=total)


def _page(firings: Sequence[Firing], status: str, skip: int, top: int) -> History:
    found = [firing for firing in firings if status in ("", firing.status)]
    statuses = Counter(firing.status.value for firing in firings)
    return History(firings=found[skip : skip + top], statuses=dict(statuses), total=len(found))


def forms_of(stored: Stored) -> list[str]:
    """Return the faces that can show a job, that which made it first."""
    api = stored.job.api or stored.collection.subscription
    if api in OF_AZURE:
        return sorted(OF_AZURE, key=lambda name: name != api)
    if api == AZURE or "-" in api:
        return list(OF_AZURE[::-1] if stored.collection.by_manager else OF_AZURE)
    return [api]
