"""A story told to the control API by a client that openapi-python-client made of its document."""

import json
import sys

from control import Client, models
from control.api.certificates import authority
from control.api.clock import advance, put_clock
from control.api.emulator import health
from control.api.faults import add_faults, list_faults, remove_fault
from control.api.journals import list_executions
from control.api.preview import preview_plan
from control.api.sinks import calls, receive_post, script
from control.api.subscriptions import register

client = Client(base_url=sys.argv[1])
now = "2015-07-01T00:00:00Z"


def made(kind, document):
    return kind.from_dict(document)


clock = put_clock.sync(client=client, body=made(models.Clock, {"mode": "virtual", "now": now}))
rules = [
    made(models.Fault, {"where": "api", "match": {"method": "PUT"}, "effect": {"status": 503}, "times": 2}),
    made(models.Fault, {"where": "target", "effect": {"delay": "PT10S"}}),
]
added = add_faults.sync(client=client, body=rules)
listed = list_faults.sync(client=client)
script.sync_detailed("mine", client=client, body=made(models.Script, {"answers": [{"status": 202}]}))
called = receive_post.sync_detailed("mine", client=client)
came = calls.sync("mine", client=client, count=1, timeout="5")
plan = {"recurrence": {"frequency": "day", "interval": 1}, "startTime": now}
preview = preview_plan.sync(client=client, body=made(models.Plan, plan), n=2)
moved = advance.sync(client=client, body=made(models.Advance, {"by": "P1D"}))
unmet = list_executions.sync_detailed(client=client, count=1)
missing = remove_fault.sync(client=client, identity="no")
registered = register.sync(client=client, body=made(models.Subscription, {}))
told = {
    "status": health.sync(client=client).status,
    "now": clock.to_dict()["now"],
    "rules": [rule.to_dict()["effect"].get("status") for rule in added],
    "ids": [rule.id for rule in added] == [rule.id for rule in listed],
    "called": called.status_code,
    "calls": [[call.method, call.status] for call in came],
    "next": preview.to_dict()["next"],
    "advanced": moved.to_dict()["now"],
    "unmet": [isinstance(unmet.parsed, models.Problem), unmet.status_code, len(unmet.parsed.nearest)],
    "details": [unmet.parsed.detail, missing.detail],
    "certificate": registered.certificate.pem.startswith("-----BEGIN"),
    "authority": authority.sync(client=client).startswith("-----BEGIN"),
}
sys.stdout.write(json.dumps(told).replace("+00:00", "Z"))
