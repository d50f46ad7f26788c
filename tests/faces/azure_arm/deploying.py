"""Deploys templates as a client of Resource Manager does."""

from __future__ import annotations

import json

from azure_scheduler_emulator.domain.azure.operation import Verdict
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000"
GROUP = "/resourceGroups/rg"
DEPLOYMENTS = "/providers/Microsoft.Resources/deployments"

COLLECTION = {
    "type": "Microsoft.Scheduler/jobCollections",
    "name": "jc",
    "apiVersion": "2016-03-01",
    "location": "[resourceGroup().location]",
    "properties": {"sku": {"name": "Standard"}},
}
JOB = {
    "type": "Microsoft.Scheduler/jobCollections/jobs",
    "name": "jc/j",
    "apiVersion": "2016-03-01",
    "dependsOn": ["[resourceId('Microsoft.Scheduler/jobCollections', 'jc')]"],
    "properties": {
        "action": {"type": "Http", "request": {"uri": "http://target/", "method": "GET"}},
        "recurrence": {"frequency": "day", "interval": 1},
    },
}


def inert(name, *depends, **more):
    """Return a resource of a provider that is not emulated."""
    kind = {"type": "Example.Things/things", "apiVersion": "2016-01-01", "dependsOn": list(depends)}
    return {**kind, "name": name, "properties": {}, **more}


class Deployer:
    """A client, and the resource group ``rg`` in the West US."""

    def __init__(self, client):
        self.client = client
        client.version = "2017-05-10"
        assert client("PUT", GROUP, {"location": "West US"}).status_code == 201

    def ask(self, method, rest="/d", body=None, group=GROUP):
        return self.client(method, f"{group}{DEPLOYMENTS}{rest}", body)

    def put(self, *resources, name="d", group=GROUP, mode="Incremental", values=None, **sections):
        """Deploy a template of these resources and sections."""
        return self.ask("PUT", f"/{name}", body(resources, sections, values, mode), group)

    def validate(self, *resources, values=None, **sections):
        return self.ask("POST", "/d/validate", body(resources, sections, values))

    def deployed(self, *resources, **options):
        """Deploy a template, and return the properties of the deployment once it has ended."""
        made = self.put(*resources, **options)
        assert made.status_code in (200, 201), made.json
        return self.properties(options.get("name", "d"), options.get("group", GROUP))

    def properties(self, name="d", group=GROUP):
        return self.ask("GET", f"/{name}", group=group).json["properties"]

    def value(self, expression, *resources, kind="string", **options):
        """Return the value of an expression as the output of a deployment."""
        found = self.deployed(*resources, outputs={"o": {"type": kind, "value": f"[{expression}]"}}, **options)
        assert found["provisioningState"] == "Succeeded", found.get("error")
        return found["outputs"]["o"]["value"]

    def operations(self, name="d"):
        return self.client("GET", f"{GROUP}/deployments/{name}/operations").json["value"]

    def resource(self, path, method="GET", body=None):
        return self.client(method, f"{GROUP}/providers/{path}", body)

    def fated(self, **fate):
        """Decide what becomes of the next deployments called ``d``."""
        match = Match(method="PUT", path="*/deployments/d")
        rule = Rule(id="fate", where=Where.API, match=match, effect=Effect(operation=Verdict(**fate)))
        self.client.emulator.services.faults.add(rule)

    def follow(self, address):
        """Get an address that an answer names."""
        return self.client.http.get(address.removeprefix("http://localhost"), headers=self.client.headers)

    def poll(self, answer):
        """Follow the address of an operation that an answer names."""
        return self.follow(answer.headers.get("Azure-AsyncOperation") or answer.headers["Location"])


def body(resources=(), sections=None, values=None, mode="Incremental"):
    """Return the body of a deployment."""
    template = {"contentVersion": "1.0.0.0", "resources": list(resources), **(sections or {})}
    given = {name: {"value": value} for name, value in (values or {}).items()}
    return json.dumps({"properties": {"mode": mode, "template": template, "parameters": given}})
