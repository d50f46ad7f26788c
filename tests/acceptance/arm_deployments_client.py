"""Deploys templates with an unmodified azure-mgmt-resource, and prints what came back as JSON.

Arguments: base URL, file with the authority to trust.
"""

import json
import sys

from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from azure.mgmt.resource import ResourceManagementClient

BASE, AUTHORITY = sys.argv[1:3]
SUCCEEDED = "provisioningState eq 'Succeeded'"


class Credential:
    def get_token(self, *_scopes, **_options):
        return AccessToken("dummy", 4102444800)


client = ResourceManagementClient(
    Credential(), "5ec4e7c6-0000-0000-0000-000000000000", base_url=BASE, connection_verify=AUTHORITY
)
deployments = client.deployments
COLLECTION = {
    "type": "Microsoft.Scheduler/jobCollections",
    "name": "jc",
    "apiVersion": "2016-03-01",
    "location": "[resourceGroup().location]",
    "properties": {"sku": {"name": "Standard"}},
}
JOB = {
    "type": "Microsoft.Scheduler/jobCollections/jobs",
    "name": "[concat('jc/', parameters('job'))]",
    "apiVersion": "2016-03-01",
    "dependsOn": ["jc"],
    "properties": {
        "action": {"type": "Http", "request": {"uri": "http://target/", "method": "GET"}},
        "state": "Disabled",
    },
}


def asked(*resources, **sections):
    template = {"$schema": "s", "contentVersion": "1.0.0.0", "resources": list(resources), **sections}
    return {"properties": {"mode": "Incremental", "template": template, "parameters": {}}}


def deploy(name, *resources):
    return deployments.begin_create_or_update("rg", name, asked(*resources)).result()


def failure(work):
    try:
        work()
    except HttpResponseError as error:
        return [error.status_code, error.error.code]
    return None


client.resource_groups.create_or_update("rg", {"location": "westus"})
whole = asked(COLLECTION, JOB, parameters={"job": {"type": "string"}}, outputs={"o": {"type": "string", "value": "x"}})
whole["properties"]["parameters"] = {"job": {"value": "j"}}
valid = deployments.begin_validate("rg", "d", whole).result()
made = deployments.begin_create_or_update("rg", "d", whole).result()
bad = {**JOB, "name": "jc/bad", "dependsOn": [], "properties": {}}
seen = {
    "validated": [resource.id.rpartition("/")[2] for resource in valid.properties.validated_resources],
    "state": made.properties.provisioning_state,
    "outputs": made.properties.outputs,
    "resources": [resource.id.rpartition("/")[2] for resource in made.properties.output_resources],
    "operations": [
        operation.properties.provisioning_operation for operation in client.deployment_operations.list("rg", "d")
    ],
    "exists": [deployments.check_existence("rg", name) for name in ("d", "none")],
    "listed": [found.name for found in deployments.list_by_resource_group("rg", filter=SUCCEEDED)],
    "template": len(deployments.export_template("rg", "d").template["resources"]),
    "invalid": failure(lambda: deploy("e", {**JOB, "name": "[nope()]"})),
    "failed": failure(lambda: deploy("f", bad)),
    "why": deployments.get("rg", "f").properties.error.details[0].code,
    "cancelled": failure(lambda: deployments.cancel("rg", "d")),
    "deleted": deployments.begin_delete("rg", "d").result(),
    "gone": deployments.check_existence("rg", "d"),
}
sys.stdout.write(json.dumps(seen))
