"""What does a person see at a glance? What is there, what comes next, what runs, and the lives of the busiest jobs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice, takewhile

from azure_scheduler_emulator.domain.jobs import outlook
from azure_scheduler_emulator.domain.jobs.history import Attempt, Finished
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.tenant import JobScope, Tenant
from azure_scheduler_emulator.journal import Journal
from azure_scheduler_emulator.storage import collections, glances, jobs
from azure_scheduler_emulator.storage.store import Store, Transaction

#: Occurrences that one lane is unfolded to at the most.
MOST_AHEAD = 2_000


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A job, and where it is."""

    job: Job
    scope: JobScope


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that falls due, or is being done: an occurrence, or a try of one."""

    due: datetime
    placed: Placed
    #: None for an occurrence of the schedule.
    attempt: Attempt | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many there are of everything that jobs have."""

    states: dict[str, int]
    #: Enabled jobs whose collection is stopped.
    suspended: int
    firing: int
    waiting: int
    running: int
    first_waiting: datetime | None

    @property
    def jobs(self) -> int:
        """Return how many jobs there are."""
        return sum(self.states.values())


@dataclass(frozen=True, kw_only=True)
class Lane:
    """One job around now."""

    placed: Placed
    #: What was done within the window, oldest first.
    done: Sequence[Finished]
    running: Sequence[Attempt]
    #: The retries that wait.
    waiting: Sequence[Attempt]
    #: Occurrences to come within the window; of a disabled job those that would.
    ahead: Sequence[datetime]
    #: Whether those will fire.
    fires: bool


class Glances:
    """Looks at a few things of everything."""

    def __init__(self, store: Store, executions: Journal[Finished]) -> None:
        self._store = store
        self._executions = executions

    def counts(self) -> Counts:
        """Count."""
        with self._store.read() as tx:
            waiting, running, due = glances.count_attempts(tx)
            return Counts(
                states=jobs.count_states(tx),
                suspended=glances.suspended(tx),
                firing=glances.firing(tx),
                waiting=waiting,
                running=running,
                first_waiting=due,
            )

    def owners(self) -> dict[Tenant, int]:
        """Return how many jobs everybody has who has any."""
        found = Counter[Tenant]()
        with self._store.read() as tx:
            for subscription, group, number in glances.owners(tx):
                found[JobScope.stored(subscription, group, "").tenant] += number
        return dict(found)

    def upcoming(self, most: int, clock: str | None = None) -> list[Due]:
        """Return what falls due next, occurrences and retries, the earliest first; of one clock if it is named."""
        with self._store.read() as tx:
            tries = glances.waiting(tx, most, clock)
            found = _placed(tx, [*glances.next_jobs(tx, most, clock), *(item.job_id for item in tries)])
        due = [Due(due=each.job.next_due, placed=each) for each in found.values() if each.job.next_due]
        due += [Due(due=each.due_at, placed=found[each.job_id], attempt=each) for each in tries if each.job_id in found]
        return sorted(due, key=lambda item: (item.due, item.placed.job.name))[:most]

    def idle(self, most: int) -> list[Placed]:
        """Return jobs that will not fire as things are."""
        with self._store.read() as tx:
            return list(_placed(tx, glances.idle_jobs(tx, most)).values())

    def running(self, most: int) -> list[Due]:
        """Return the attempts that are being made."""
        with self._store.read() as tx:
            tries = glances.running(tx, most)
            found = _placed(tx, [item.job_id for item in tries])
        return [Due(due=each.due_at, placed=found[each.job_id], attempt=each) for each in tries if each.job_id in found]

    def days(self, job_id: str, begin: datetime, end: datetime) -> dict[date, tuple[int, int]]:
        """Return how many firings of a job there were on each day, and how many failed tries, by the history."""
        with self._store.read() as tx:
            return {day: (firings, failed) for day, firings, failed in glances.days(tx, job_id, begin, end)}

    def lanes(self, begin: datetime, now: datetime, end: datetime, most: int) -> list[Lane]:
        """Return up to ``most`` jobs with what they did from ``begin`` and will do until ``end``, busiest first."""
        done = defaultdict[str, list[Finished]](list)
        for each in reversed(self._executions.entries()):
            started = each.outcome.started_at
            if started < begin:
                # Later ones are in front of it, but for a few that took long.
                break
            if started <= now:
                done[each.attempt.job_id].append(each)
        with self._store.read() as tx:
            chosen = glances.busiest(tx, [name for name, _ in _by_length(done)[: most * 5]], most)
            found = _placed(tx, chosen)
            waiting, running = glances.waiting(tx, 500), glances.running(tx, 100)
        lanes = []
        for identity in chosen:
            if identity not in found:
                continue
            placed = found[identity]
            lanes.append(
                Lane(
                    placed=placed,
                    done=done[identity],
                    running=[item for item in running if item.job_id == identity],
                    waiting=[item for item in waiting if item.job_id == identity and item.due_at <= end],
                    ahead=_ahead(placed.job, now, end),
                    fires=placed.job.next_due is not None,
                )
            )
        return lanes


def _ahead(job: Job, now: datetime, end: datetime) -> list[datetime]:
    moments = outlook.occurrences(job) if job.next_due is not None else outlook.would_be(job, now)
    return list(takewhile(lambda moment: moment <= end, islice(moments, MOST_AHEAD)))


def _by_length(found: dict[str, list[Finished]]) -> list[tuple[str, list[Finished]]]:
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def _placed(tx: Transaction, ids: Sequence[str]) -> dict[str, Placed]:
    """Return jobs with their places, in the order of their identities."""
    found = jobs.peek(tx, list(dict.fromkeys(ids))) if ids else {}
    places = collections.with_groups(tx, list({job.collection_id for job in found.values()}))
    scopes = {each.id: JobScope.stored(group.subscription, group.name, each.name) for group, each in places}
    return {
        identity: Placed(job=found[identity], scope=scopes[found[identity].collection_id])
        for identity in dict.fromkeys(ids)
        if identity in found and found[identity].collection_id in scopes
    }
