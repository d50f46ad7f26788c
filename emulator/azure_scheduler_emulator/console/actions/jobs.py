"""Running, enabling, disabling and deleting jobs, one of them or many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.console.views.jobs import wanted
from azure_scheduler_emulator.domain.azure.collection import CollectionState
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.testbed.job_actions import Deed

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

blueprint = Blueprint("do-jobs", __name__, url_prefix="/do")

_NEWS = ("jobs", "ran", "claimed")
_WORDS = {Deed.RUN: "fired", Deed.ENABLE: "enabled", Deed.DISABLE: "disabled", Deed.DELETE: "deleted"}
#: Refusals that a notice quotes.
_QUOTED = 3


@deed(blueprint, "jobs/<identity>/run", "POST /_emulator/jobs/ID/run", "The job was not run.")
def run(identity: str) -> Done:
    """Have a job fire now, beside its schedule."""
    testbed().job_actions.do(Deed.RUN, identity)
    _make()
    return Done("It fired.", "What came of it stands in its history.", news=_NEWS)


@deed(blueprint, "jobs/<identity>/enable", 'PATCH /_emulator/jobs/ID {"state"}', "The job was not enabled.")
def enable(identity: str) -> Done:
    """Have a job fire again."""
    testbed().job_actions.do(Deed.ENABLE, identity)
    return Done("It is enabled.", news=_NEWS)


@deed(blueprint, "jobs/<identity>/disable", 'PATCH /_emulator/jobs/ID {"state"}', "The job was not disabled.")
def disable(identity: str) -> Done:
    """Keep a job from firing."""
    testbed().job_actions.do(Deed.DISABLE, identity)
    return Done("It is disabled.", news=_NEWS)


@deed(blueprint, "collections/<identity>/start", 'PATCH /_emulator/collections/ID {"state"}', "It was not started.")
def start(identity: str) -> Done:
    """Have the jobs of a collection fire again."""
    held = testbed().collections.set_state(identity, CollectionState.STARTED)
    return Done(f"The job collection {held.collection.name} is started.", news=_NEWS)


@deed(blueprint, "collections/<identity>/stop", 'PATCH /_emulator/collections/ID {"state"}', "It was not stopped.")
def stop(identity: str) -> Done:
    """Keep the jobs of a collection from firing."""
    held = testbed().collections.set_state(identity, CollectionState.STOPPED)
    return Done(f"The job collection {held.collection.name} is stopped; its jobs do not fire.", news=_NEWS)


@deed(blueprint, "jobs/bulk", "POST /_emulator/jobs/bulk", "Nothing was done.")
def change_many() -> Done:
    """Do the same with the chosen jobs, or with all that fit the filter."""
    if one := request.form.get("run"):
        return run_one(one)
    try:
        what = Deed(request.form.get("do", ""))
    except ValueError:
        raise InvalidError("Choose what to do with the jobs.") from None
    ids = chosen(request.form)
    if not ids:
        raise InvalidError("Choose some jobs first.")
    results = testbed().job_actions.do_all(what, ids)
    if what is Deed.RUN:
        _make()
    refused = [str(each.refusal) for each in results if each.refusal is not None]
    head = f"{wording.many(len(results) - len(refused), 'job')} {_WORDS[what]}."
    more = (
        f" {wording.many(len(refused), 'job')} refused: {' '.join(dict.fromkeys(refused[:_QUOTED]))}" if refused else ""
    )
    return Done(head, more.strip(), news=_NEWS, to="/jobs" if what is Deed.DELETE else "")


def run_one(identity: str) -> Done:
    """Run the job whose button was pressed."""
    testbed().job_actions.do(Deed.RUN, identity)
    _make()
    return Done("1 job fired.", news=_NEWS)


def chosen(given: MultiDict[str, str]) -> list[str]:
    """Return the identities of the jobs that a form or an address names: one by one, or by the filter."""
    if given.get("all") == "filter":
        return testbed().job_lists.ids(wanted(given))
    return given.getlist("job")


def _make() -> None:
    """Have what is due now done at once on a clock that stands; one that runs does it by itself."""
    if testbed().clock.virtual:
        testbed().timeline.run_due()
