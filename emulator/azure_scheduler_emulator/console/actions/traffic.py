"""Forgetting what went over the wire."""

from __future__ import annotations

from flask import Blueprint

from azure_scheduler_emulator.console.actions.deeds import Done, deed
from azure_scheduler_emulator.console.context import testbed
from azure_scheduler_emulator.news import Topic

blueprint = Blueprint("do-traffic", __name__, url_prefix="/do")


@deed(blueprint, "traffic/forget", "DELETE /_emulator/requests, /_emulator/executions", "Nothing was forgotten.")
def forget() -> Done:
    """Forget the requests and the calls that are remembered; the history of the jobs stays."""
    testbed().requests.forget()
    testbed().executions.forget()
    testbed().news.tell(Topic.ASKED)
    testbed().news.tell(Topic.RAN)
    return Done("The traffic is forgotten.", "The history of the jobs is as it was.", news=("asked", "ran"))
