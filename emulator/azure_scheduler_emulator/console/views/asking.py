"""What is asked before something goes for good? Each question names what goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from azure_scheduler_emulator.console.views.naming import row_label
from azure_scheduler_emulator.console.wording import capital, many, seen
from azure_scheduler_emulator.domain.errors import NotFoundError
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.testbed.testbed import Testbed

#: Jobs that a question names one by one.
_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question, and the form that says yes."""

    head: str
    text: str
    deed: str
    go: str
    keep: str = "Keep it"
    back: str = ""
    fields: Sequence[tuple[str, str]] = ()


def reset(testbed: Testbed) -> Question:
    """Ask before everything goes."""
    jobs = testbed.glances.counts().jobs
    return Question(
        head="Reset everything?",
        text=f"{many(jobs, 'job')} with their history, subscriptions, faults, sinks and traffic go, and the clock is "
        "as at the start. Settings and certificate files stay. A state downloaded before brings it back.",
        deed="reset",
        go="Reset everything",
        keep="Keep everything",
    )


def jobs(testbed: Testbed, ids: Sequence[str]) -> Question:
    """Ask before jobs go.

    Raises:
        NotFoundError: none of them is there.
    """
    found = testbed.job_lists.named(ids[:_NAMED]) if len(ids) <= _NAMED else []
    if ids and len(ids) <= _NAMED and not found:
        raise NotFoundError("There is no such job any more.")
    names = " and ".join(row_label(each.row) for each in found)
    retries = sum(each.doings.retry_at is not None for each in found)
    waiting = f" and {many(retries, 'waiting retry', 'waiting retries')}" if retries else ""
    what = names or many(len(ids), "job")
    one = len(ids) == 1
    return Question(
        head=f"Delete {names if one else many(len(ids), 'job')}?",
        text=f"{capital(what)} {'goes' if one else 'go'} with {'its' if one else 'their'} history{waiting}. "
        "A state that was downloaded before can bring it back.",
        deed="jobs/bulk",
        go="Delete it" if one else f"Delete {many(len(ids), 'job')}",
        keep="Keep it" if one else "Keep them",
        fields=(("do", "delete"), *(("job", each) for each in ids)),
    )


def traffic(testbed: Testbed) -> Question:
    """Ask before the traffic goes."""
    number = len(testbed.requests.entries()) + len(testbed.executions.entries())
    return Question(
        head="Forget the traffic?",
        text=f"{many(number, 'entry', 'entries')} go. Jobs and their history stay.",
        deed="traffic/forget",
        go="Forget it",
    )


def snapshot(testbed: Testbed, name: str, do: str) -> Question:
    """Ask before everything goes for a snapshot, or a snapshot itself."""
    fields = (("name", name),)
    if do == "delete":
        head, text = f"Delete the snapshot {seen(name)}?", "What is there now stays as it is."
        return Question(head=head, text=text, deed="snapshots/delete", go="Delete it", fields=fields)
    jobs = testbed.glances.counts().jobs
    return Question(
        head=f"Put {seen(name)} back?",
        text=f"{many(jobs, 'job')} that are there now go with their history, and the clock stands where it stood then.",
        deed="snapshots/restore",
        go="Put it back",
        keep="Keep what is there",
        fields=fields,
    )


def owner(testbed: Testbed, api: str, name: str) -> Question:
    """Ask before the things of one subscription or owner go."""
    tenant = Tenant(api, name)
    jobs = sum(number for each, number in testbed.glances.owners().items() if tenant.covers(each))
    what = "registrations and certificates stay" if api == AZURE else "users stay"
    return Question(
        head=f"Reset {seen(name or api)}?",
        text=f"{many(jobs, 'job')} with their history and calls go; {what}, and so does the time.",
        deed="reset/owner",
        go="Reset it",
        fields=(("api", api), ("owner", name)),
    )
