"""Conversations about deployments with the real Resource Manager, replayed.

The templates were linked to and are not in the recordings; each is put together again from what the service said about
it (``validatedResources``, parameters, outputs), and from the published template of the same name. A provider's refusal
is played by a fault. Compared are status, telling headers, and bodies with their members in order; not what the service
made up (ids of runs, times, hashes), nor how far a single resource was while a deployment ran.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.faces import azure_arm
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

MADE_UP = {
    "timestamp", "duration", "correlationId", "templateHash", "trackingId", "serviceRequestId", "operationId",
}  # fmt: skip
#: How long after its beginning a deployment is in a state.
WHEN = {"Accepted": 0, "Running": 2, "Succeeded": 30, "Failed": 30}
_RUN = re.compile(r"/(operations|operationStatuses)/[0-9A-F]{16,20}", re.IGNORECASE)
#: By the number of the exchange, why it is not compared.
LEFT_OUT = {
    19: "a preflight of Microsoft.Storage, which is not emulated",
    29: "single resources are not shown while they are made",
    30: "the same",
    40: "the same",
    41: "the same",
    42: "the same",
    43: "the same",
    44: "the same",
}


class Idle:
    """Performs nothing."""

    def perform(self, _order):
        return Result(succeeded=True, message="done")


@pytest.fixture(scope="module")
def exchanges(shared):
    path = shared / "recordings" / "azure-deployments" / "deployments.json"
    if not path.is_file():
        pytest.skip("the recordings of deployments are not there")
    return json.loads(path.read_text())


class Conversation:
    """One recorded conversation, with an emulator of its own."""

    def __init__(self, recorded, emulator):
        self.recorded = recorded
        self.emulator = emulator
        self.http = azure_arm.FACE.create_app(emulator.services).test_client()
        self.began = emulator.testbed.clock.now()
        #: What stands in the recording, and what the emulator said instead.
        self.renamed = {}

    def call(self, method, uri, body=None):
        for recorded, answered in self.renamed.items():
            uri = uri.replace(recorded, answered)
        text = json.dumps(body) if isinstance(body, dict) else body
        return self.http.open(uri, method=method, data=text, headers={"Authorization": "Bearer any"})

    def be_in(self, state):
        """Let as much time pass since the deployment began as brings it into that state."""
        self.emulator.testbed.clock.set(self.began + timedelta(seconds=WHEN.get(state, WHEN["Succeeded"])))

    def meet(self, number, exchange):
        """Repeat an exchange, and return what differs."""
        asked, want = exchange["request"], exchange["response"]
        self.be_in(self.state_at(number))
        body = asked.get("body")
        if asked["method"] == "PUT" or asked["uri"].partition("?")[0].endswith("/validate"):
            body = self.request(number, exchange)
            self.began = self.emulator.testbed.clock.now()
        reply = self.call(asked["method"], asked["uri"], body)
        if asked["method"] == "DELETE":
            self.began = self.emulator.testbed.clock.now()
        self.learn(want, reply)
        return list(self.differences(want, reply))

    def state_at(self, number):
        """Return the state that the deployment is in at an exchange: what it, or the next one that tells, says."""
        for exchange in self.recorded[number:]:
            found = exchange["response"]["body"]
            if exchange["request"]["method"] == "POST":
                return "Accepted"
            if isinstance(found, dict):
                steps = found.get("value", [{}])
                state = found.get("properties", {}).get("provisioningState") or found.get("status")
                if "/operations" in exchange["request"]["uri"]:
                    state = steps[0]["properties"]["provisioningState"] if steps else "Accepted"
                if state in WHEN:
                    return state
        return "Succeeded"

    def learn(self, want, reply):
        for name in ("Azure-AsyncOperation", "Location"):
            recorded = {key.lower(): value for key, value in want["headers"].items()}.get(name.lower())
            if recorded and name in reply.headers:
                old, new = (urlsplit(text).path.rpartition("/")[2] for text in (recorded, reply.headers[name]))
                self.renamed[old] = new

    # What the recording leaves out: the templates.

    def request(self, number, exchange):
        body = exchange["request"].get("body")
        properties = dict(body["properties"]) if body else {}
        link = properties.pop("templateLink", None) or exchange["response"]["body"].get("properties", {}).get(
            "templateLink"
        )
        if isinstance(properties.get("template"), str) or (link is None and body):
            return body
        template = self.template(number, exchange)
        if "parameters" not in properties:
            known = self.known(number, "parameters") or {}
            properties["parameters"] = {name: {"value": each["value"]} for name, each in known.items()}
        return {"properties": {**properties, "mode": "Incremental", "template": template}}

    def known(self, number, member):
        """Return a member of the properties that this conversation tells anywhere."""
        for exchange in self.recorded[number:] + self.recorded[:number]:
            body = exchange["response"]["body"]
            found = body.get("properties", {}).get(member) if isinstance(body, dict) else None
            if found:
                return found
        return None

    def template(self, number, exchange):
        """Return a template of which the service would have said what it said."""
        error = exchange["response"]["body"].get("error", {}).get("message", "")
        supported = re.search(r"The only supported parameters for this template are '([^']*)'", error)
        types = {"String": "string", "SecureString": "securestring", "Int": "int", "Bool": "bool"}
        parameters = {
            name: {"type": types[each["type"]], **({"defaultValue": each["value"]} if "value" in each else {})}
            for name, each in (self.known(number, "parameters") or {}).items()
        }
        if supported:
            parameters = {name: {"type": "string"} for name in supported[1].split(", ")}
        outputs = self.known(number, "outputs")
        return {
            "contentVersion": "1.0.0.0",
            "parameters": parameters,
            "resources": self.resources(number),
            **({"outputs": outputs} if outputs else {}),
        }

    def resources(self, number):
        validated = self.known(number, "validatedResources")
        providers = self.known(number, "providers") or []
        if [each["namespace"] for each in providers] == ["Microsoft.Resources"]:
            inner = {"resources": [_declared(each) for each in validated]}
            options = {"mode": "Incremental", "template": inner}
            return [
                {"type": "Microsoft.Resources/deployments", "name": "nestedTemplate", "apiVersion": "2015-01-01",
                 "properties": options}
            ]  # fmt: skip
        if validated:
            return [_declared(each) for each in validated]
        return _made_of(providers, self.known(number, "dependencies") or [])

    # Comparing

    def differences(self, want, reply):
        if reply.status_code != want["status"]:
            yield f"status {reply.status_code} instead of {want['status']}: {reply.get_data(as_text=True)[:300]}"
            return
        for name in ("Azure-AsyncOperation", "Location", "Retry-After", "x-ms-failure-cause"):
            recorded = {key.lower(): value for key, value in want["headers"].items()}.get(name.lower())
            given = reply.headers.get(name)
            fixed = name in ("Retry-After", "x-ms-failure-cause")
            if (recorded is None) != (given is None) or (fixed and recorded != given):
                yield f"header {name}: {given!r} instead of {recorded!r}"
        if isinstance(want["body"], dict):
            yield from self.compare(_unlinked(want["body"]), reply.json, "body")
        elif reply.data:
            yield "a body instead of none"

    def compare(self, want, got, where):
        if isinstance(want, dict) and isinstance(got, dict):
            if list(want) != list(got):
                yield f"{where}: members {list(got)} instead of {list(want)}"
                return
            for name in want:
                if name not in MADE_UP:
                    yield from self.compare(want[name], got[name], f"{where}.{name}")
        elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
            # Resources that wait for nothing were made at the same time there: in no order that could be repeated.
            want, got = (sorted(each, key=_target) for each in (want, got))
            for at, (one, other) in enumerate(zip(want, got, strict=True)):
                yield from self.compare(one, other, f"{where}[{at}]")
        elif self.plain(want) != self.plain(got):
            yield f"{where}: {got!r} instead of {want!r}"

    @staticmethod
    def plain(value):
        if not isinstance(value, str):
            return value
        text = _RUN.sub("", value)
        return re.sub(r"line \d+, position \d+", "", text)


def _target(item):
    """Return the resource that an operation is about; all else keeps its order."""
    known = item.get("properties") if isinstance(item, dict) else None
    return known.get("targetResource", {}).get("id", "~") if isinstance(known, dict) else ""


def _unlinked(body):
    """Return an answer without the link to the template, which is sent itself here."""
    if "properties" not in body:
        return body
    properties = {name: value for name, value in body["properties"].items() if name != "templateLink"}
    return {**body, "properties": properties}


def _declared(validated):
    """Return what a template declares of a resource that the service has found valid."""
    return {name: value for name, value in validated.items() if name != "id"}


def _made_of(providers, dependencies):
    """Return resources of which the service says these providers and dependencies, where it says no more."""
    waits = {each["id"]: each for each in dependencies}
    named = {}
    for each in dependencies:
        for one in (*each["dependsOn"], each):
            named.setdefault(one["id"].lower(), one)
    locations = {
        f"{provider['namespace']}/{kind['resourceType']}".lower(): list(kind["locations"])
        for provider in providers
        for kind in provider["resourceTypes"]
    }
    found = []
    for one in named.values():
        left = locations[one["resourceType"].lower()]
        location = left.pop(0) if len(left) > 1 else left[0]
        found.append(
            {
                "type": one["resourceType"],
                "name": one["resourceName"],
                "apiVersion": "2015-01-01",
                **({"location": location} if location else {}),
                "dependsOn": [each["id"] for each in waits.get(one["id"], {}).get("dependsOn", [])],
            }
        )
    return found


def _conversations(exchanges):
    """Return the exchanges by conversation: by source and resource group, in order."""
    found = {}
    for number, exchange in enumerate(exchanges):
        found.setdefault(exchange["source"], []).append((number, exchange))
    return found


def _groups(exchanges):
    return {
        match[1]
        for _, exchange in exchanges
        if (match := re.search(r"/resourcegroups/([^/?]+)", exchange["request"]["uri"], re.IGNORECASE))
    }


def _refusals(exchanges):
    """Yield what providers refused: the target's path, and the refusal."""
    for _, exchange in exchanges:
        body = exchange["response"]["body"]
        for step in body.get("value", []) if isinstance(body, dict) else []:
            known = step.get("properties", {})
            target = known.get("targetResource", {})
            if known.get("statusCode") == "BadRequest" and not target["resourceType"].endswith("/deployments"):
                yield target["id"], known["statusMessage"]
        error = body.get("error", {}) if isinstance(body, dict) else {}
        for detail in error.get("details", []):
            if detail["code"] == "BadRequest":
                yield "*/ResourceProviderTestHost/*", json.loads(detail["message"])


def test_every_recorded_exchange_about_deployments_matches(exchanges):
    found, compared = {}, 0
    for source, numbered in _conversations(exchanges).items():
        settings = Settings(auth="loose", pace="recorded", clock="2017-05-01T20:00:00Z")
        emulator = build(settings, performer=Idle())
        emulator.start()
        try:
            conversation = Conversation([exchange for _, exchange in numbered], emulator)
            for path, refusal in _refusals(numbered):
                effect = Effect(status=400, body=json.dumps(refusal), headers={"Content-Type": "application/json"})
                emulator.services.faults.add(
                    Rule(id=path, where=Where.API, match=Match(method="PUT", path=path), effect=effect)
                )
            for group in _groups(numbered):
                place = f"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/{group}"
                made = conversation.call("PUT", f"{place}?api-version=2016-09-01", {"location": "West Europe"})
                assert made.status_code == 201
            for at, (number, exchange) in enumerate(numbered):
                if number in LEFT_OUT or "RESOURCEGROUPDELETIONJOB" in _job(exchange):
                    continue
                compared += 1
                differs = conversation.meet(at, exchange)
                if differs:
                    found[f"{number} {source.rpartition('/')[2]} {exchange['request']['method']}"] = differs
        finally:
            emulator.stop()
    assert not found, json.dumps(found, indent=1)
    assert compared >= 40


def _job(exchange):
    """Return the job that a polled token stands for: those of deleted resource groups are another contract's."""
    path = urlsplit(exchange["request"]["uri"]).path
    if "/operationresults/" not in path:
        return ""
    token = path.rpartition("/")[2]
    return base64.urlsafe_b64decode(f"{token}===").decode()
