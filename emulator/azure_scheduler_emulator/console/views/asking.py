"""What is asked before something goes for good? Each question names what goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from azure_scheduler_emulator.console.wording import many, seen
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.testbed.testbed import Testbed


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
