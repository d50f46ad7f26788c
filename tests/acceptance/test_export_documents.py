"""What the way out writes is read by the real readers of each target; skipped where those are not installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from azure_scheduler_emulator.domain.azure.templates.limits import Budget
from azure_scheduler_emulator.domain.azure.templates.plan import plan
from azure_scheduler_emulator.export.sources import templates

from tests.fixtures.exporting import NOW, definition, exported

#: What is easily written wrong: quotes, percent signs, what begins an expression somewhere, line breaks, other letters.
ODD = 'it\'s "50%" ${{ x }} ${y} @{z} %{w} [1] \\n\tü\nend'
REQUEST = {
    "uri": "https://example.org/a?sig=abc%2Fd&x=@{1}",
    "method": "POST",
    "body": ODD,
    "headers": {"Content-Type": "text/plain", "x-api-key": "k3y", "x-odd": "@['${a}%{b}"},
    "authentication": {"type": "Basic", "username": "o'br$ien", "password": "p"},
}
ALARM = {"type": "https", "request": {"uri": "https://example.org/alarm", "method": "GET"}}
RETRY = {"retryType": "fixed", "retryInterval": "PT45S", "retryCount": 3}
OAUTH = {"type": "ActiveDirectoryOAuth", "tenant": "t", "audience": "https://a", "clientId": "c", "secret": "s"}
QUEUE = {"storageAccount": "acc", "queueName": "q", "sasToken": "?sv=1&sig=z", "message": "<hello>"}
JOBS = (
    definition(
        {"frequency": "day"},
        id="1 odd/name",
        action={"type": "https", "request": REQUEST, "retryPolicy": RETRY, "errorAction": ALARM},
    ),
    definition(
        {"frequency": "hour", "interval": 7, "count": 20},
        id="oauth",
        action={"type": "https", "request": {"uri": "https://example.org/x", "method": "GET", "authentication": OAUTH}},
    ),
    definition(
        {"frequency": "month", "schedule": {"monthlyOccurrences": [{"day": "friday", "occurrence": -1}]}},
        id="last friday",
        state="disabled",
        action={"type": "https", "request": {"uri": "https://example.org/x", "method": "PUT", "body": '{"a": 1}'}},
    ),
    definition({"frequency": "minute", "interval": 30}, action={"type": "storageQueue", "queueMessage": QUEUE}),
    definition(id="once"),
)


@pytest.fixture(scope="module")
def documents():
    """Every document by its path, without the jobs' names: a slash is none that a job could have."""
    jobs = [{**job, "id": job["id"].replace("/", " ")} for job in JOBS]
    return exported(*jobs).documents


def of(documents, target, ending=""):
    found = {path: text for path, text in documents.items() if path.startswith(f"{target}/") and path.endswith(ending)}
    assert found, target
    return found


def test_case_05_cloudformation_is_what_cfn_lint_takes(documents, tmp_path):
    pytest.importorskip("cfnlint", reason="cfn-lint is not installed")
    from cfnlint import ManualArgs, api

    region = ManualArgs(regions=["us-east-1"])
    for path, text in of(documents, "eventbridge").items():
        # What begins with W or I is advice; E is what CloudFormation would refuse.
        assert [str(match) for match in api.lint(text, config=region) if match.rule.id.startswith("E")] == [], path


def test_case_05_kubernetes_takes_the_objects(documents):
    kubernetes_validate = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed")
    yaml = pytest.importorskip("yaml")
    for path, text in of(documents, "kubernetes").items():
        objects = list(yaml.safe_load_all(text))
        assert {item["kind"] for item in objects} == {"ConfigMap", "CronJob"}, path
        for item in objects:
            assert len(item["metadata"]["name"]) <= 52
            kubernetes_validate.validate(item, "1.27", strict=True)


def test_case_05_terraform_is_hcl(documents):
    hcl2 = pytest.importorskip("hcl2", reason="python-hcl2 is not installed")
    [text] = of(documents, "cloud-scheduler").values()
    # The others ask for what Cloud Scheduler does not have.
    names = {name.strip('"') for item in hcl2.loads(text)["resource"] for job in item.values() for name in job}
    assert names == {"job-1-odd-name", "job"}


def test_case_05_workflows_are_what_the_published_schema_takes(documents, tmp_path):
    # Beside the Python that runs the tests, whose folder need not be on the path.
    program = shutil.which("check-jsonschema", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("check-jsonschema is not installed")
    files = []
    for path, text in of(documents, "github-actions").items():
        files.append(tmp_path / path.rsplit("/", 1)[1])
        files[-1].write_text(text)
    command = [program, "--builtin-schema", "vendor.github-workflows", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_case_05_yaml_says_what_was_meant(documents):
    yaml = pytest.importorskip("yaml")
    [text] = of(documents, "github-actions", "job-1-odd-name.yml").values()
    read = yaml.safe_load(text)
    assert read["on"]["schedule"] == [{"cron": "0 0 * * *"}]
    assert read["name"] == "1 odd name"
    # What the body holds is no expression for GitHub, and is the body again for the shell.
    assert ODD.replace("'", "'\"'\"'").replace("${{", "${{ '${{' }}") in read["jobs"]["call"]["steps"][0]["run"]


def test_case_05_templates_of_resource_manager_are_planned(documents):
    for path, text in of(documents, "logic-apps-arm").items():
        template = json.loads(text)
        given = {name: "v" for name, kind in template["parameters"].items() if kind["type"] != "string"}
        planned = plan(template, given, templates._world(NOW), templates.BASE, Budget())
        [workflow] = planned.order
        body = planned.body(workflow)["properties"]
        assert body["definition"]["triggers"], path
        assert set(body["definition"]["parameters"]) == set(body["parameters"]) == set(given)


def test_case_05_what_begins_an_expression_is_none_in_a_workflow(documents):
    [text] = of(documents, "logic-apps-arm", "job-1-odd-name.json").values()
    definition = json.loads(text)["resources"][0]["properties"]["definition"]
    inputs = definition["actions"]["Call"]["inputs"]
    assert inputs["body"] == ODD.replace("@{", "@@{")
    assert inputs["uri"] == "https://example.org/a?sig=@{parameters('JOB_1_ODD_NAME_SIG')}&x=@@{1}"
    assert inputs["headers"]["x-odd"] == "@@['${a}%{b}"
    assert inputs["retryPolicy"] == {"type": "fixed", "count": 3, "interval": "PT45S"}
    assert definition["actions"]["Error_action"]["runAfter"] == {"Call": ["Failed", "TimedOut"]}


def test_case_05_bicep_is_read(documents):
    pycep = pytest.importorskip("pycep", reason="pycep-parser is not installed")
    for path, text in of(documents, "logic-apps-bicep").items():
        read = pycep.BicepParser().parse(text=text)
        assert "workflow" in read["resources"], path


@pytest.mark.parametrize("target", ["azure-functions"])
def test_case_05_functions_are_scripts_of_node(documents, target, tmp_path):
    program = shutil.which("node")
    if program is None:
        pytest.skip("node is not installed")
    for path, text in of(documents, target, ".js").items():
        file = tmp_path / path.replace("/", "-")
        file.write_text(text)
        done = subprocess.run([program, "--check", file], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr


def test_case_05_scripts_are_what_sh_takes(documents, tmp_path):
    for path, text in of(documents, "crontab", ".sh").items():
        done = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{path}: {done.stderr}"


def test_case_05_no_secret_is_in_any_document(documents):
    secrets = ("abc%2Fd", "k3y", "sig=z")
    assert [(path, secret) for path, text in documents.items() for secret in secrets if secret in text] == []
