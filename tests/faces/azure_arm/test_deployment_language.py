"""What templates can say: loops, conditions, dependencies, references, outputs, functions of their own."""

from __future__ import annotations

import json

import pytest

from tests.faces.azure_arm.deploying import COLLECTION, JOB, inert

THINGS = "Example.Things/things"


def test_loops_make_jobs(deployer):
    job = {
        **JOB,
        "name": "[concat('jc/job', copyIndex(1))]",
        "copy": {"name": "jobs", "count": "[length(variables('all'))]"},
    }
    job["properties"] = {
        **JOB["properties"],
        "action": {"type": "Http", "request": {"uri": "[variables('all')[copyIndex()]]", "method": "GET"}},
    }
    last = inert("last", "jobs")
    found = deployer.deployed(COLLECTION, job, last, variables={"all": ["http://a/", "http://b/", "http://c/"]})
    assert found["provisioningState"] == "Succeeded", found
    assert deployer.client.job("GET", "job3").json["properties"]["action"]["request"]["uri"] == "http://c/"
    waits = {each["resourceName"]: len(each["dependsOn"]) for each in found["dependencies"]}
    assert waits == {"jc/job1": 1, "jc/job2": 1, "jc/job3": 1, "last": 3}


def test_loops_make_variables_properties_and_outputs(deployer):
    variables = {"copy": [{"name": "names", "count": 2, "input": "[concat('n', copyIndex('names'))]"}]}
    outputs = {"o": {"type": "array", "copy": {"count": 2, "input": "[variables('names')[copyIndex()]]"}}}
    thing = inert("t", properties={"copy": [{"name": "parts", "count": 2, "input": {"at": "[copyIndex('parts')]"}}]})
    assert deployer.deployed(thing, variables=variables, outputs=outputs)["outputs"]["o"]["value"] == ["n0", "n1"]
    assert deployer.resource(f"{THINGS}/t").json["properties"]["parts"] == [{"at": 0}, {"at": 1}]


def test_a_condition_keeps_a_resource_out_and_what_waits_for_it_does_not_wait(deployer, is_error):
    off = {**COLLECTION, "condition": "[equals(parameters('mode'), 'on')]"}
    parameters = {"mode": {"type": "string"}}
    found = deployer.deployed(off, inert("a", "jc"), parameters=parameters, values={"mode": "off"})
    assert [each["id"].rpartition("/")[2] for each in found["outputResources"]] == ["a"]
    assert found["dependencies"] == []
    assert deployer.client.collection("GET").status_code == 404
    wrong = {**COLLECTION, "condition": "yes"}
    assert is_error(deployer.put(wrong), 400, "InvalidTemplate", "condition")


@pytest.mark.parametrize(
    "called",
    [
        "jc",
        "[resourceId('Microsoft.Scheduler/jobCollections', 'jc')]",
        "[concat('Microsoft.Scheduler/jobCollections/', 'jc')]",
        "MICROSOFT.SCHEDULER/JobCollections/JC",
        "/providers/Microsoft.Scheduler/jobCollections/jc",
    ],
)
def test_a_dependency_is_told_in_many_ways(deployer, called):
    found = deployer.deployed({**JOB, "dependsOn": [called]}, COLLECTION)
    assert found["provisioningState"] == "Succeeded", found.get("error")
    assert found["dependencies"][0]["dependsOn"][0]["resourceName"] == "jc"


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ([inert("a", "nowhere")], "The resource 'nowhere' is not defined in the template."),
        ([inert("a", "b"), inert("b", "a")], "Circular dependency detected on resource: '/subscriptions/"),
        ([inert("a", "a")], "Circular dependency detected on resource"),
        ([inert("a"), inert("A")], f"The resource '{THINGS}/A' is defined multiple times in a template."),
        ([inert("a/b")], "incorrect segment lengths"),
        ([inert("a", resources=[{**inert("b/c"), "type": "parts"}])], "incorrect segment lengths"),
        ([inert("")], "name property cannot be null or empty"),
        ([{**inert("a"), "type": None}], "type property cannot be null or empty"),
        ([{**inert("a"), "apiVersion": None}], "apiVersion property cannot be null or empty"),
        ([inert("a", 5)], "'dependsOn' property must be an array of strings"),
        ([inert("[nope()]")], "The template function 'nope' is not valid."),
        ([inert("a", properties={"x": "[if(true(), 'a', nope())]"})], "The template function 'nope' is not valid."),
        ([inert("a", properties={"x": "[concat('a'"})], None),
        ([inert("a", properties={"x": "[concat('a']"})], "Unable to parse language expression"),
        ([inert("a", properties={"x": "[reference('nowhere')]"})], "could not find template resource"),
        ([inert("[reference('b').x]")], "'reference' is not expected at this location"),
        ([inert("a", location=5)], "'location' property must be of the type 'String'"),
        (["x"], "expected 'Object', actual 'String'"),
    ],
)
def test_a_template_is_refused_as_a_whole(deployer, is_error, resources, words):
    answer = deployer.put(COLLECTION, *resources)
    if words is None:
        assert answer.status_code == 201
        return
    assert is_error(answer, 400, "InvalidTemplate", words)
    assert deployer.client.collection("GET").status_code == 404


def test_an_unused_variable_and_an_output_are_checked_too(deployer, is_error):
    answer = deployer.put(variables={"v": "[nope()]"})
    assert is_error(
        answer, 400, "InvalidTemplate", "The template variable 'v' is not valid: The template function 'nope'"
    )
    outputs = {"o": {"type": "string", "value": "[nope()]"}}
    assert is_error(deployer.put(outputs=outputs), 400, "InvalidTemplate", "'nope' is not valid")


def test_newer_versions_say_where(deployer):
    deployer.client.version = "2022-09-01"
    error = deployer.put(inert("a", "b")).json["error"]
    assert error["additionalInfo"][0]["type"] == "TemplateViolation"
    assert set(error["additionalInfo"][0]["info"]) == {"lineNumber", "linePosition", "path"}


def test_what_fails_is_told_as_the_provider_told_it_and_the_rest_goes_on(deployer):
    bad = {**JOB, "properties": {**JOB["properties"], "recurrence": {"frequency": "never"}}}
    outputs = {"o": {"type": "string", "value": "x"}}
    found = deployer.deployed(COLLECTION, bad, inert("after", "j"), inert("beside"), outputs=outputs)
    assert found["provisioningState"] == "Failed"
    refused = deployer.client.job("PUT", "j", {"properties": bad["properties"]}).json
    assert found["error"]["code"] == "DeploymentFailed"
    assert found["error"]["message"].startswith("At least one resource deployment operation failed.")
    detail = found["error"]["details"][0]
    assert (detail["code"], json.loads(detail["message"])) == ("BadRequest", refused)
    steps = {
        step["properties"].get("targetResource", {}).get("resourceName"): step["properties"]
        for step in deployer.operations()
    }
    assert set(steps) == {"jc", "jc/j", "beside", None}
    assert steps["jc/j"]["statusMessage"] == refused
    assert (steps["jc/j"]["provisioningState"], steps["jc/j"]["statusCode"]) == ("Failed", "BadRequest")
    assert steps[None]["statusMessage"].startswith("Template output evaluation skipped")
    assert "outputs" not in found
    # Nothing is rolled back.
    assert deployer.client.collection("GET").status_code == 200
    assert deployer.resource(f"{THINGS}/beside").status_code == 200


def test_an_expression_may_fail_once_it_can_be_evaluated(deployer):
    thing = inert("a", properties={"x": "[reference('jc').sku.colour]"})
    found = deployer.deployed(COLLECTION, thing)
    detail = found["error"]["details"][0]
    assert detail["code"] == "InvalidTemplate"
    assert "property 'colour' doesn't exist, available properties are 'name'" in detail["message"]


def test_references_wait_for_what_they_ask_for(deployer):
    thing = inert("a", properties={"state": "[reference('jc').state]"})
    found = deployer.deployed(thing, COLLECTION)
    assert found["provisioningState"] == "Succeeded", found.get("error")
    assert deployer.resource(f"{THINGS}/a").json["properties"]["state"] == "Enabled"
    assert found["dependencies"][0]["dependsOn"][0]["resourceName"] == "jc"


def test_references_reach_what_is_there_already(deployer):
    deployer.deployed(COLLECTION, name="first")
    there = "resourceId('Microsoft.Scheduler/jobCollections', 'jc')"
    assert deployer.value(f"reference({there}, '2016-03-01').sku.name") == "Standard"
    assert deployer.value(f"reference({there}, '2016-03-01', 'Full').location") == "westus"
    missing = deployer.deployed(outputs={"o": {"type": "object", "value": f"[reference({there})]"}})
    assert missing["error"]["code"] == "DeploymentOutputEvaluationFailed"
    assert "API version" in missing["error"]["details"][0]["message"]
    nowhere = deployer.deployed(
        inert("x", properties={"a": "[reference(resourceId('Microsoft.Web/sites', 'd'), '2016-01-01')]"})
    )
    assert "ResourceNotFound" in nowhere["error"]["details"][0]["message"]


def test_outputs_are_typed(deployer):
    outputs = {
        "Name": {"type": "String", "value": "[toLower('X')]"},
        "count": {"type": "int", "value": "[add(1, 2)]"},
        "none": {"type": "string", "value": "x", "condition": False},
    }
    assert deployer.deployed(outputs=outputs)["outputs"] == {
        "name": {"type": "String", "value": "x"},
        "count": {"type": "Int", "value": 3},
    }
    wrong = deployer.deployed(outputs={"o": {"type": "int", "value": "x"}})
    assert (wrong["provisioningState"], wrong["error"]["code"]) == ("Failed", "DeploymentOutputEvaluationFailed")
    assert deployer.deployed(name="n")["outputResources"] == []


def test_functions_of_the_templates_own(deployer, is_error):
    function = {
        "parameters": [{"name": "n", "type": "string"}],
        "output": {"type": "string", "value": "[concat('x', parameters('n'))]"},
    }
    functions = [{"namespace": "our", "members": {"name": function}}]
    assert deployer.value("OUR.Name('y')", functions=functions) == "xy"
    answer = deployer.put(functions=functions, variables={"v": "[our.nope('y')]"})
    assert is_error(answer, 400, "InvalidTemplate", "'our.nope' is not valid")


def test_templates_of_the_second_version_name_their_resources(deployer):
    resources = {
        "collection": COLLECTION,
        "job": {**JOB, "dependsOn": ["collection"]},
        "known": {"existing": True, "type": THINGS, "name": "there", "apiVersion": "2016-01-01"},
    }
    deployer.resource(f"{THINGS}/there", "PUT", {"properties": {"a": 7}})
    outputs = {
        "o": {"type": "int", "value": "[reference('known').a]"},
        "s": {"type": "string", "value": "[reference('collection').state]"},
    }
    template = {"languageVersion": "2.0", "resources": resources, "outputs": outputs}
    text = json.dumps({"properties": {"mode": "Incremental", "template": template}})
    assert deployer.ask("PUT", "/d", text).status_code == 201
    found = deployer.properties()
    assert found["provisioningState"] == "Succeeded", found.get("error")
    assert found["outputs"] == {"o": {"type": "Int", "value": 7}, "s": {"type": "String", "value": "Enabled"}}


def test_children_stand_within_their_parents(deployer):
    job = {**JOB, "type": "jobs", "name": "j", "dependsOn": ["jc"]}
    found = deployer.deployed({**COLLECTION, "resources": [job]})
    assert found["provisioningState"] == "Succeeded", found.get("error")
    assert deployer.client.job("GET", "j").status_code == 200
