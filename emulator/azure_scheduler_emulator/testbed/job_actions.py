"""What can a person do with a job, whichever API made it? Web jobs are the site's business, all others the engine's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from azure_scheduler_emulator.domain.errors import ConflictError, EmulatorError
from azure_scheduler_emulator.domain.jobs.action import WebJobAction
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
from azure_scheduler_emulator.service.known_jobs import Deed, Done, KnownJobs
from azure_scheduler_emulator.testbed.web_jobs import WebJobs

if TYPE_CHECKING:
    from azure_scheduler_emulator.webjobs.site import Site

__all__ = ["TRIGGER", "Deed", "Done", "JobActions"]

#: What the history of a web job says of a run that was asked for here.
TRIGGER = "External - emulator"


class JobActions:
    """Does things with jobs."""

    def __init__(self, known: KnownJobs, web_jobs: WebJobs, site: Site | None) -> None:
        self._known = known
        self._web_jobs = web_jobs
        self._site = site

    def do(self, deed: Deed, job_id: str) -> None:
        """Do something with a job.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: its state or its collection does not allow it, or it is a web job that runs already.
        """
        refusal = self.do_all(deed, [job_id])[0].refusal
        if refusal is not None:
            raise refusal

    def do_all(self, deed: Deed, ids: Sequence[str]) -> list[Done]:
        """Do the same with many jobs, all of the engine's in one transaction; a refusal keeps no other from it."""
        actions = {}
        if self._site is not None:
            own = {each.row.id: each.action for each in self._web_jobs.all()}
            actions = {key: own[key] for key in dict.fromkeys(ids) if key in own}
            # A timer stands for its web job.
            actions |= self._known.web_jobs(ids)
        done = self._known.do_all(deed, [key for key in ids if key not in actions])
        return done + [self._with_web_job(deed, key, action) for key, action in actions.items()]

    def _with_web_job(self, deed: Deed, key: str, action: WebJobAction) -> Done:
        try:
            self._tell_site(deed, action)
        except EmulatorError as error:
            return Done(id=key, refusal=error)
        except OSError as error:
            return Done(id=key, refusal=ConflictError(f"That cannot be written down: {error.strerror}."))
        return Done(id=key)

    def _tell_site(self, deed: Deed, action: WebJobAction) -> None:
        site = self._site
        assert site is not None, "without a site there are no web jobs"
        if deed is Deed.DELETE:
            site.delete(action.kind, action.job)
        elif action.kind is WebJobKind.CONTINUOUS and deed is not Deed.RUN:
            site.set_enabled(action.job, deed is Deed.ENABLE)
        elif action.kind is WebJobKind.TRIGGERED and deed is Deed.RUN:
            site.triggered.run(action.job, TRIGGER, "")
        else:
            raise ConflictError(f"This cannot be done with a {action.kind} web job.")
