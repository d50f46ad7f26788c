"""Calls every scheduler method of seed-services-client 0.10.0 and prints what came of it.

It knows schedules alone, answers a page as it came, sends ``null`` with what has no body, and raises requests' errors.
"""

import inspect
import json
import sys

inspect.getargspec = inspect.getfullargspec  # demands, beside it, asks for what Python has dropped since

from requests import HTTPError  # noqa: E402 - after the shim
from seed_services_client import SchedulerApiClient  # noqa: E402 - after the shim


def refusal(call, *arguments):
    """Return status and body of the error that a call ends in."""
    try:
        call(*arguments)
    except HTTPError as error:
        return [error.response.status_code, error.response.json()]
    return None


api, token, target = sys.argv[1:]
client = SchedulerApiClient(token, api + "/api/v1")
seen = {}
first, second = (
    client.create_schedule(
        {
            "frequency": 2,
            "cron_definition": "31 15 * * *",
            "endpoint": f"{target}/{number}",
            "auth_token": "secret",
            "payload": {"number": number},
        }
    )
    for number in range(2)
)
seen["got"] = client.get_schedule(first["id"]) == first
listed = client.get_schedules()
seen["listed"] = [listed["previous"], sorted(schedule["payload"]["number"] for schedule in listed["results"])]
updated = client.update_schedule(first["id"], {"enabled": False})
seen["updated"] = [updated["enabled"], updated["cron_definition"]]
seen["filtered"] = len(client.get_schedules({"enabled": True})["results"])  # the server knows no filters
seen["deleted"] = client.delete_schedule(first["id"])
seen["missing"] = refusal(client.get_schedule, first["id"])
seen["invalid"] = refusal(client.create_schedule, {"endpoint": "x", "cron_definition": "99 * * * *"})
seen["stranger"] = refusal(SchedulerApiClient("nobody", api + "/api/v1").get_schedule, second["id"])
sys.stdout.write(json.dumps(seen))
