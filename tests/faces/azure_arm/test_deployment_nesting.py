"""Deployments within deployments, complete deployments, and templates that are linked to."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.faces.azure_arm.deploying import COLLECTION, JOB, inert

THINGS = "Example.Things/things"


def nested(template, name="inside", scope="inner", parameters=None, **more):
    """Return a deployment within a deployment."""
    return {
        "type": "Microsoft.Resources/deployments",
        "name": name,
        "apiVersion": "2017-05-10",
        "properties": {
            "mode": "Incremental",
            "expressionEvaluationOptions": {"scope": scope},
            "template": {"contentVersion": "1.0.0.0", **template},
            **({"parameters": parameters} if parameters else {}),
        },
        **more,
    }


def test_a_nested_deployment_has_a_record_and_a_scope_of_its_own(deployer):
    inner = {
        "parameters": {"who": {"type": "string"}},
        "resources": [inert("[parameters('who')]")],
        "outputs": {"said": {"type": "string", "value": "[concat('hi ', parameters('who'))]"}},
    }
    outer = nested(inner, parameters={"who": {"value": "[parameters('name')]"}})
    outputs = {"o": {"type": "string", "value": "[reference('inside').outputs.said.value]"}}
    found = deployer.deployed(outer, parameters={"name": {"type": "string"}}, values={"name": "me"}, outputs=outputs)
    assert found["provisioningState"] == "Succeeded", found.get("error")
    assert found["outputs"]["o"]["value"] == "hi me"
    assert deployer.resource(f"{THINGS}/me").status_code == 200
    assert deployer.ask("GET", "/inside").json["properties"]["outputs"]["said"]["value"] == "hi me"


def test_a_nested_template_sees_the_scope_around_it_unless_it_says_otherwise(deployer):
    inner = {"resources": [inert("[variables('who')]")]}
    assert deployer.deployed(nested(inner, scope="outer"), variables={"who": "us"})["provisioningState"] == "Succeeded"
    assert deployer.resource(f"{THINGS}/us").status_code == 200


def test_what_fails_in_a_nested_deployment(deployer, is_error):
    bad = {**JOB, "dependsOn": [], "properties": {**JOB["properties"], "recurrence": {"frequency": "never"}}}
    found = deployer.deployed(COLLECTION, nested({"resources": [bad]}, dependsOn=["jc"]))
    assert found["error"]["details"][0]["code"] == "Conflict"
    quoted = json.loads(found["error"]["details"][0]["message"])["error"]
    assert quoted["code"] == "ResourceDeploymentFailure"
    assert quoted["details"][0]["details"][0]["code"] == "BadRequest"
    wrong = nested({"resources": [inert("a", "b")]})
    assert is_error(deployer.put(wrong, name="other"), 400, "InvalidTemplate", "'b' is not defined")


def test_deployments_do_not_nest_for_ever(deployer, is_error):
    deep = {"resources": []}
    for _ in range(15):
        deep = {"resources": [nested(deep)]}
    assert is_error(deployer.put(*deep["resources"]), 400, "InvalidTemplate", "nested deeper than 10")


def test_a_complete_deployment_removes_what_it_does_not_declare(deployer):
    deployer.deployed(COLLECTION, inert("a"), inert("b", resources=[{**inert("c", "b"), "type": "parts"}]))
    found = deployer.deployed({**COLLECTION, "name": "other"}, inert("b"), mode="Complete", name="full")
    assert found["mode"] == "Complete"
    assert deployer.client.collection("GET").status_code == 404
    assert deployer.client.collection("GET", "other").status_code == 200
    assert deployer.resource(f"{THINGS}/a").status_code == 404
    assert deployer.resource(f"{THINGS}/b/parts/c").status_code == 200
    removed = [step["properties"] for step in deployer.operations("full")]
    assert {
        step["targetResource"]["resourceName"] for step in removed if step["provisioningOperation"] == "Delete"
    } == {"jc", "a"}


def test_a_deployment_that_is_incremental_removes_nothing(deployer):
    deployer.deployed(COLLECTION)
    deployer.deployed(inert("a"), name="more")
    assert deployer.client.collection("GET").status_code == 200


class Library:
    """A server of documents."""

    def __init__(self):
        documents = self.documents = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                found = documents.get(self.path)
                self.send_response(200 if found else 404)
                self.end_headers()
                self.wfile.write((found or "").encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture(scope="module")
def library():
    made = Library()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def settings(library):
    return {"map": (f"example.org={library.url}",)}


def linked(deployer, name="main.json", **properties):
    link = {"templateLink": {"uri": f"https://example.org/{name}"}, "mode": "Incremental", **properties}
    return deployer.ask("PUT", "/d", json.dumps({"properties": link}))


def test_a_template_may_be_linked_to_and_link_to_others(deployer, library):
    relative = {
        **nested({}),
        "properties": {"mode": "Incremental", "templateLink": {"relativePath": "parts/part.json"}},
    }
    library.documents["/main.json"] = json.dumps(
        {
            "contentVersion": "1.2.3.4",
            "parameters": {"p": {"type": "string"}},
            "resources": [relative, inert("[parameters('p')]")],
            "outputs": {"o": {"type": "string", "value": "[deployment().properties.templateLink.uri]"}},
        }
    )
    library.documents["/parts/part.json"] = json.dumps({"resources": [inert("deep")]})
    library.documents["/values.json"] = json.dumps({"parameters": {"p": {"value": "flat"}}})
    made = linked(deployer, parametersLink={"uri": "https://example.org/values.json"})
    assert made.status_code == 201, made.json
    found = deployer.properties()
    assert found["provisioningState"] == "Succeeded", found.get("error")
    assert found["templateLink"] == {"uri": "https://example.org/main.json", "contentVersion": "1.2.3.4"}
    assert found["outputs"]["o"]["value"] == "https://example.org/main.json"
    for name in ("deep", "flat"):
        assert deployer.resource(f"{THINGS}/{name}").status_code == 200


def test_a_link_that_leads_nowhere_is_refused(deployer, library, is_error):
    library.documents["/broken.json"] = "{"
    assert is_error(linked(deployer, "none.json"), 400, "InvalidContentLink", "Unable to download")
    assert is_error(linked(deployer, "broken.json"), 400, "InvalidContentLink", "not valid JSON")
    for uri in ("main.json", "file:///etc/passwd", "http://[", 5):
        assert is_error(linked(deployer, templateLink={"uri": uri}), 400, "InvalidContentLink", "absolute URI")
