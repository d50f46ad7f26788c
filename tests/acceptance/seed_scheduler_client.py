"""Calls every scheduler method of seed-services-client and prints what came of it; run by test_seed_scheduler_client.

The package pins demands 3, which asks for a function that Python has dropped since: it is given back before the import.
The client itself is untouched.
"""

import inspect
import json
import sys
from collections import namedtuple

ArgSpec = namedtuple("ArgSpec", "args varargs keywords defaults")


def getargspec(function):
    found = inspect.getfullargspec(function)
    return ArgSpec(found.args, found.varargs, found.varkw, found.defaults)


inspect.getargspec = getargspec

from demands import HTTPServiceError  # noqa: E402 - after the shim
from seed_services_client import SchedulerApiClient  # noqa: E402 - after the shim


def refusal(call, *arguments):
    """Return status and body of the error that a call ends in."""
    try:
        call(*arguments)
    except HTTPServiceError as error:
        return [error.response.status_code, error.details]
    raise AssertionError("the call was not refused")


api, token, target = sys.argv[1:]
client = SchedulerApiClient(token, f"{api}/api/v1")
step = json.loads(sys.stdin.read())
seen = {}

if step == "create":
    created = [
        client.create_schedule(
            {
                "frequency": 2,
                "cron_definition": "31 15 * * *",
                "endpoint": f"{target}/{number}",
                "auth_token": "secret",
                "payload": {"number": number},
            }
        )
        for number in range(5)
    ]
    first = created[0]
    seen["keys"] = list(first)
    seen["got"] = client.get_schedule(first["id"]) == first
    # Three pages of two: the client follows the links.
    seen["listed"] = [schedule["payload"]["number"] for schedule in client.get_schedules()["results"]]
    seen["filtered"] = len(list(client.get_schedules({"enabled": True})["results"]))
    updated = client.update_schedule(created[4]["id"], {"enabled": False})
    seen["updated"] = [updated["enabled"], updated["cron_definition"]]
    seen["deleted"] = client.delete_schedule(created[3]["id"])
    seen["missing"] = refusal(client.get_schedule, created[3]["id"])
    seen["invalid"] = refusal(client.create_schedule, {"endpoint": "x", "cron_definition": "99 * * * *"})
    seen["stranger"] = refusal(SchedulerApiClient("nobody", f"{api}/api/v1").get_schedule, first["id"])
    seen["failed"] = list(client.get_failed_tasks()["results"])
else:
    failed = list(client.get_failed_tasks()["results"])
    seen["failed"] = [[task["id"], task["reason"].partition(" for ")[0]] for task in failed]
    seen["requeued"] = client.requeue_failed_tasks()
    seen["left"] = list(client.get_failed_tasks()["results"])

sys.stdout.write(json.dumps(seen))
