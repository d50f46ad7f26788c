"""Deployments: put, polled, listed, validated, cancelled and deleted (contract azure-deployments)."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.azure.operation import Failure
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant

from tests.faces.azure_arm.deploying import COLLECTION, DEPLOYMENTS, GROUP, JOB, SUBSCRIPTION, body, inert


def test_case_19_a_template_makes_real_jobs_and_can_be_polled(deployer):
    made = deployer.put(COLLECTION, JOB)
    assert made.status_code == 201
    assert made.json["id"] == f"{SUBSCRIPTION}{GROUP}{DEPLOYMENTS}/d"
    assert made.json["properties"]["provisioningState"] == "Accepted"
    address = made.headers["Azure-AsyncOperation"]
    path = f"http://localhost{SUBSCRIPTION}{GROUP}{DEPLOYMENTS}/d/operationStatuses"
    assert re.fullmatch(rf"{path}/\d{{20}}\?api-version=2017-05-10", address)
    assert "Location" not in made.headers
    assert deployer.poll(made).json == {"status": "Succeeded"}

    found = deployer.properties()
    collection = f"{SUBSCRIPTION}{GROUP}/providers/Microsoft.Scheduler/jobCollections/jc"
    assert found["provisioningState"] == "Succeeded"
    assert found["outputResources"] == [{"id": collection}, {"id": f"{collection}/jobs/j"}]
    assert found["providers"] == [
        {
            "namespace": "Microsoft.Scheduler",
            "resourceTypes": [
                {"resourceType": "jobCollections", "locations": ["westus"]},
                {"resourceType": "jobCollections/jobs", "locations": [None]},
            ],
        }
    ]
    job = deployer.client.job("GET", "j").json["properties"]
    assert job["state"] == "enabled"
    done = [step["properties"] for step in deployer.operations()[:-1]]
    steps = [(step["targetResource"]["resourceName"], step["statusCode"]) for step in done]
    assert steps == [("jc/j", "Created"), ("jc", "Created")]
    assert deployer.operations()[-1]["properties"]["provisioningOperation"] == "EvaluateDeploymentOutput"
    one = deployer.operations()[0]
    assert deployer.ask("GET", f"/d/operations/{one['operationId']}").json == one
    assert deployer.ask("GET", "/d/operations/none").status_code == 404


def test_what_az_sends_is_no_json_and_yet_understood(deployer):
    text = """{"properties": {"parameters": {"p": {"value": "x"}}, "mode": "Incremental", template:{
      // made by hand
      'contentVersion': "1.0.0.0", /* as in files */
      "parameters": {"p": {"type": "string"},},
      "resources": [],
      "outputs": {"o": {"type": "string", "value": "[concat(parameters('p'),
         'y')]"},},
    }}}"""
    assert deployer.ask("POST", "/d/validate", text).status_code == 200
    assert deployer.ask("PUT", "/d", text).status_code == 201
    assert deployer.properties()["outputs"] == {"o": {"type": "String", "value": "xy"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "could not be deserialized"),
        ("[]", "'properties' not found"),
        ("{", "could not be deserialized"),
        (b"\xff\xfe", "UTF-8"),
        ('{"properties": {"mode": "Never", "template": {}}}', "DeploymentMode"),
        ('{"properties": {"mode": "Incremental"}}', "properties.template"),
        ('{"properties": {"mode": "Incremental", "template": {}, "parameters": {"a": 1}}}', "properties.parameters"),
        ('{"properties": {"mode": "Incremental", "template": {}, "parameters": []}}', "properties.parameters"),
        ('{"properties":{"template":"{}"}}', "Path 'properties.template', line 1, position 30."),
    ],
)
def test_a_body_that_says_nothing_to_deploy_is_refused(deployer, is_error, text, words):
    for rest, method in (("/d", "PUT"), ("/d/validate", "POST")):
        answer = deployer.ask(method, rest, text)
        assert is_error(answer, 400, "InvalidRequestContent", words)
        assert answer.headers["x-ms-failure-cause"] == "gateway"


def test_a_deployment_needs_its_resource_group(deployer, is_error):
    for method, rest in (("PUT", "/d"), ("POST", "/d/validate"), ("GET", "/d"), ("GET", "")):
        answer = deployer.ask(method, rest, body(), group="/resourceGroups/none")
        assert is_error(answer, 404, "ResourceGroupNotFound", "'none'")


def test_a_missing_deployment(deployer, is_error):
    assert is_error(deployer.ask("GET"), 404, "DeploymentNotFound", "Deployment 'd' could not be found.")
    assert deployer.ask("HEAD").status_code == 404
    assert deployer.ask("DELETE").status_code == 204
    assert is_error(deployer.ask("POST", "/d/cancel"), 404, "DeploymentNotFound")
    assert is_error(deployer.client("GET", f"{GROUP}/deployments/d/operations"), 404, "DeploymentNotFound")


def test_names_have_limits(deployer, is_error):
    assert is_error(deployer.put(name="x" * 65), 400, "DeploymentNameLengthLimitExceeded", "'65'")
    assert is_error(deployer.put(name="a%20b"), 400, "InvalidDeploymentName")
    assert deployer.put(name="A-z_9.(1)").status_code == 201


def test_a_deployment_is_replaced_by_one_of_its_name_in_any_casing(deployer):
    assert deployer.put(outputs={"o": {"type": "int", "value": 1}}).status_code == 201
    assert deployer.put(name="D", outputs={"o": {"type": "int", "value": 2}}).status_code == 200
    assert deployer.properties("d")["outputs"]["o"]["value"] == 2
    assert len(deployer.ask("GET", "").json["value"]) == 1


def test_lists_are_filtered_and_paged(deployer, is_error):
    for name in ("a", "b", "c"):
        deployer.put(name=name)
    deployer.put({**JOB, "dependsOn": []}, name="bad")
    names = lambda answer: [each["name"] for each in answer.json["value"]]  # noqa: E731 - short
    assert names(deployer.ask("GET", "/")) == ["bad", "c", "b", "a"]
    assert names(deployer.ask("GET", "?$filter=provisioningState eq 'Failed'")) == ["bad"]
    assert names(deployer.ask("GET", "?$filter=provisioningState%20eq%20'running'")) == []
    first = deployer.ask("GET", "?$top=3")
    assert names(first) == ["bad", "c", "b"]
    rest = deployer.client.http.get(
        first.json["nextLink"].removeprefix("http://localhost"), headers=deployer.client.headers
    )
    assert names(rest) == ["a"]
    assert "nextLink" not in rest.json
    assert deployer.ask("GET", "?$filter=name eq 'a'").status_code == 400
    assert deployer.ask("GET", "?$top=x").status_code == 400


def test_the_powershell_of_2014_leaves_the_provider_out(deployer):
    deployer.client.version = "2014-04-01-preview"
    made = deployer.client("PUT", "/RESOURCEGROUPS/RG/Deployments/d", body([COLLECTION]))
    assert made.status_code == 201
    assert made.json["id"] == f"{SUBSCRIPTION}{GROUP}/deployments/d"
    assert "templateHash" not in made.json["properties"]
    assert deployer.poll(made).json == {"status": "Succeeded"}
    found = deployer.client("GET", f"{GROUP}/deployments/d").json["properties"]
    assert found["outputResources"] == [{"id": "Microsoft.Scheduler/jobCollections/jc"}]


def test_validation_says_what_would_be_made_and_makes_nothing(deployer):
    template = {"parameters": {"P": {"type": "string"}, "s": {"type": "secureString"}}}
    answer = deployer.validate(COLLECTION, JOB, values={"p": "x", "S": "y"}, **template)
    assert answer.status_code == 200, answer.json
    known = answer.json["properties"]
    assert known["parameters"] == {"p": {"type": "String", "value": "x"}, "s": {"type": "SecureString"}}
    assert [each["name"] for each in known["validatedResources"]] == ["jc", "jc/j"]
    assert known["validatedResources"][0]["location"] == "westus"
    assert known["dependencies"][0]["dependsOn"][0]["resourceName"] == "jc"
    assert deployer.client.collection("GET").status_code == 404
    assert deployer.ask("GET").status_code == 404


def test_a_deployment_that_lasts_can_be_watched_and_not_replaced(deployer, is_error):
    clock = deployer.client.emulator.testbed.clock
    deployer.fated(hold_for=timedelta(seconds=60))
    made = deployer.put(COLLECTION)
    assert deployer.properties()["provisioningState"] == "Accepted"
    assert deployer.operations() == []
    assert deployer.poll(made).json == {"status": "Running"}
    clock.set(clock.now() + timedelta(seconds=5))
    assert deployer.properties()["provisioningState"] == "Running"
    assert [step["properties"]["provisioningState"] for step in deployer.operations()] == ["Running"]
    assert is_error(deployer.put(COLLECTION), 409, "DeploymentActive", "still active")
    assert is_error(deployer.ask("DELETE"), 409, "DeploymentActive")
    clock.set(clock.now() + timedelta(seconds=60))
    assert deployer.poll(made).json == {"status": "Succeeded"}
    assert deployer.properties()["duration"].startswith("PT1M")


def test_a_deployment_under_way_can_be_cancelled_once(deployer, is_error):
    deployer.fated(hold_polls=5)
    made = deployer.put(COLLECTION)
    assert deployer.ask("POST", "/d/cancel").status_code == 204
    assert deployer.poll(made).json == {"status": "Canceled"}
    assert deployer.properties()["provisioningState"] == "Canceled"
    assert is_error(deployer.ask("POST", "/d/cancel"), 409, "DeploymentCannotBeCancelled", "'Canceled'")


def test_a_test_can_have_a_deployment_fail(deployer):
    deployer.fated(failure=Failure(http_status=409, code="Nope", message="not today"))
    made = deployer.put(COLLECTION)
    assert deployer.poll(made).json == {"status": "Failed", "error": {"code": "Nope", "message": "not today"}}
    assert deployer.client.collection("GET").status_code == 404


def test_deleting_a_deployment_leaves_what_it_has_made(deployer):
    deployer.deployed(COLLECTION)
    answer = deployer.ask("DELETE")
    assert answer.status_code == 202
    assert answer.headers["Retry-After"] == "0"
    assert deployer.poll(answer).status_code == 204
    assert deployer.ask("HEAD").status_code == 404
    assert deployer.client.collection("GET").status_code == 200
    assert deployer.client("GET", f"/operationresults/{'x' * 60}").status_code == 404


def test_the_template_can_be_had_back(deployer):
    deployer.deployed(COLLECTION)
    assert deployer.ask("POST", "/d/exportTemplate").json["template"]["resources"] == [COLLECTION]


def test_deleting_the_group_or_resetting_the_subscription_forgets_deployments(deployer):
    kept = "Microsoft.Web/serverfarms"
    deployer.deployed(inert("a", type=kept))
    deployer.client("DELETE", GROUP)
    deployer.client("PUT", GROUP, {"location": "West US"})
    assert deployer.ask("HEAD").status_code == 404
    assert deployer.resource(f"{kept}/a").status_code == 404
    deployer.deployed(inert("a", type=kept))
    deployer.client.emulator.testbed.resets.part(Tenant(AZURE, SUBSCRIPTION.rpartition("/")[2]))
    deployer.client("PUT", GROUP, {"location": "West US"})
    assert deployer.ask("HEAD").status_code == 404
    assert deployer.resource(f"{kept}/a").status_code == 404


def test_a_deployment_may_be_for_the_whole_subscription(deployer):
    group = {
        "type": "Microsoft.Resources/resourceGroups",
        "name": "made",
        "apiVersion": "2018-05-01",
        "location": "westus",
    }
    inner = {"resources": [COLLECTION], "contentVersion": "1.0.0.0"}
    nested = {
        "type": "Microsoft.Resources/deployments",
        "name": "inside",
        "apiVersion": "2018-05-01",
        "resourceGroup": "made",
        "dependsOn": ["made"],
        "properties": {"mode": "Incremental", "expressionEvaluationOptions": {"scope": "inner"}, "template": inner},
    }
    answer = json.loads(body([group, nested]))
    made = deployer.client("PUT", f"{DEPLOYMENTS}/d", {"location": "westus", **answer})
    assert made.status_code == 201, made.json
    assert deployer.poll(made).json == {"status": "Succeeded"}
    assert deployer.client("GET", f"{DEPLOYMENTS}/d").json["location"] == "westus"
    assert deployer.client.collection("GET", group="made").json["location"] == "westus"
    assert deployer.client("GET", f"/resourceGroups/made{DEPLOYMENTS}/inside").status_code == 200
