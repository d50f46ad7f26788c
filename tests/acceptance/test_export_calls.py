"""The scripts and functions that the way out writes make the calls that the job made; run against a local server."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess

import pytest

from tests.fixtures.exporting import definition, exported

ODD = 'it\'s "50%" ${x} $(id) `id` \\n\nend'
SECRETS = {"JOB_PASSWORD": "p'a\"$s", "JOB_SIG": "abc%2Fd", "JOB_X_API_KEY": "k3 y"}


def job(target, **more):
    """Return a job that calls a server and, when all has failed, another path of it."""
    request = {
        "uri": f"{target.url}/a%20b?sig={SECRETS['JOB_SIG']}&x=%7B1%7D",
        "method": "POST",
        "body": ODD,
        "headers": {"X-Api-Key": SECRETS["JOB_X_API_KEY"], "X-Odd": "it's $HOME"},
        "authentication": {"type": "Basic", "username": "o'brien", "password": SECRETS["JOB_PASSWORD"]},
    }
    error = {"type": "http", "request": {"uri": f"{target.url}/alarm", "method": "PUT", "body": "no"}}
    return definition({"frequency": "day"}, action={"type": "http", "request": request, "errorAction": error, **more})


def by_sh(document, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    # Waiting is what a script does between two tries; here nobody waits.
    (tmp_path / "sleep").write_text('#!/bin/sh\necho "$1" >>"$0.log"\n')
    (tmp_path / "sleep").chmod(0o755)
    script = exported(document, to=["crontab"]).documents["crontab/jobs/job.sh"]
    environment = {**os.environ, **SECRETS, "PATH": f"{tmp_path}:{os.environ['PATH']}", "NO_PROXY": "*"}
    return subprocess.run(["sh"], input=script, env=environment, capture_output=True, text=True, timeout=120).returncode


def by_node(document, tmp_path, retries=0):
    """Run a function as often as its host would: that counts the retries in the context."""
    if not shutil.which("node"):
        pytest.skip("node is not installed")
    for path, text in exported(document, to=["azure-functions"]).documents.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    host = (
        'const run = require("./azure-functions/job");\n'
        "(async () => {\n"
        f"  for (let retryCount = 0; retryCount <= {retries}; retryCount += 1) {{\n"
        f"    const retryContext = retryCount ? {{ retryCount, maxRetryCount: {retries} }} : null;\n"
        "    try { await run({ executionContext: { retryContext } }); process.exit(0); } catch (error) { }\n"
        "  }\n"
        "  process.exit(1);\n"
        "})();\n"
    )
    (tmp_path / "host.js").write_text(host)
    return subprocess.run(["node", tmp_path / "host.js"], env={**os.environ, **SECRETS}, timeout=120).returncode


@pytest.mark.parametrize("run", [by_sh, by_node])
def test_the_call_is_the_one_of_the_job(target, tmp_path, run):
    assert run(job(target), tmp_path) == 0
    [(method, path, headers, body)] = target.calls
    assert (method, path, body) == ("POST", "/a%20b?sig=abc%2Fd&x=%7B1%7D", ODD.encode())
    assert {name: headers[name] for name in ("X-Api-Key", "X-Odd")} == {"X-Api-Key": "k3 y", "X-Odd": "it's $HOME"}
    pair = base64.b64encode(f"o'brien:{SECRETS['JOB_PASSWORD']}".encode()).decode()
    assert headers["Authorization"] == f"Basic {pair}"
    assert "Content-Type" not in headers


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_script_tries_again_as_often_as_the_job_did_then_does_the_error_action(target, tmp_path, status):
    path = "/a%20b?sig=abc%2Fd&x=%7B1%7D"
    target.statuses[path] = status
    retry = {"retryType": "fixed", "retryInterval": "PT45S", "retryCount": 2}
    assert by_sh(job(target, retryPolicy=retry), tmp_path) == 1
    assert [called[1] for called in target.calls] == [path, path, path, "/alarm"]
    assert (target.calls[-1][0], target.calls[-1][3]) == ("PUT", b"no")
    assert (tmp_path / "sleep.log").read_text() == "45\n45\n"


@pytest.mark.parametrize("status", [500, 404, 302])
def test_a_function_does_the_error_action_after_the_last_retry(target, tmp_path, status):
    path = "/a%20b?sig=abc%2Fd&x=%7B1%7D"
    target.statuses[path] = status
    retry = {"retryType": "fixed", "retryInterval": "PT45S", "retryCount": 2}
    assert by_node(job(target, retryPolicy=retry), tmp_path, retries=2) == 1
    assert [called[1] for called in target.calls] == [path, path, path, "/alarm"]


@pytest.mark.parametrize("run", [by_sh, by_node])
def test_no_retries_are_none(target, tmp_path, run):
    path = "/a%20b?sig=abc%2Fd&x=%7B1%7D"
    target.statuses[path] = 500
    assert run(job(target, retryPolicy={"retryType": "none"}), tmp_path) == 1
    assert [called[1] for called in target.calls] == [path, "/alarm"]


def test_a_message_is_put_on_a_storage_queue_in_base64():
    message = {"storageAccount": "acc", "queueName": "q", "sasToken": "?sv=1&sig=z", "message": "<hällo>"}
    queue = definition({"frequency": "day"}, action={"type": "storageQueue", "queueMessage": message})
    script = exported(queue, to=["crontab"]).documents["crontab/jobs/job.sh"]
    text = base64.b64encode("<hällo>".encode()).decode()
    assert f"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>" in script


def test_the_key_of_a_client_certificate_is_not_left_behind(target, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    certificate = {"type": "ClientCertificate", "certificateThumbprint": "AB"}
    request = {"uri": f"{target.url}/x", "method": "GET", "authentication": certificate}
    retry = {"retryType": "none"}
    document = definition({"frequency": "day"}, action={"type": "http", "request": request, "retryPolicy": retry})
    script = exported(document, to=["crontab"]).documents["crontab/jobs/job.sh"]
    (tmp_path / "temporary").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "temporary"), "JOB_PFX": "AAAA", "JOB_PFX_PASSWORD": ""}
    subprocess.run(["sh"], input=script, env=environment, capture_output=True, text=True, timeout=120)
    assert list((tmp_path / "temporary").iterdir()) == []
    assert "mktemp" in script
