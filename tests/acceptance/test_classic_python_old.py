"""Old unmodified Python clients of the classic API: azure 0.11.1, azure-servicemanagement-legacy 0.20.0.

Both name a parameter ``async`` and so need the Pythons of their time; over TLS they use what those brought along.
"""

import base64
import hashlib
import json
import os
import ssl
import subprocess

import pytest


@pytest.fixture
def stranger(process):
    """A certificate that the subscription does not know yet: its base64, its thumbprint."""
    pem = process.control("POST", "/subscriptions", {})["certificate"]["pem"]
    body = pem.partition(ssl.PEM_HEADER)[2].partition(ssl.PEM_FOOTER)[0]
    data = "".join(body.split())
    return data, hashlib.sha1(base64.b64decode(data)).hexdigest().upper()


@pytest.fixture
def run(package, old_python, repository, process, stranger):
    """Runs the clients' script with a version of a package under a Python; returns what it saw."""

    def run(python, name, version):
        interpreter = old_python(python)
        environment = {
            **os.environ,
            "PYTHONPATH": str(package(name, version, interpreter, f"-py{python}")),
            "SSL_CERT_FILE": str(process.certs / "ca.pem"),
        }
        script = repository / "tests" / "acceptance" / "classic_client.py"
        management = str(process.certs / "management.pem")
        done = subprocess.run(
            [interpreter, str(script), process.https.removeprefix("https://"), management, *stranger],
            capture_output=True,
            text=True,
            timeout=120,
            env=environment,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize(
    ("python", "name", "version"),
    [
        ("2.7", "azure", "0.11.1"),
        ("2.7", "azure-servicemanagement-legacy", "0.20.0"),
        ("3.6", "azure-servicemanagement-legacy", "0.20.0"),
    ],
)
def test_every_scheduler_and_certificate_method(run, stranger, python, name, version):
    seen = run(python, name, version)
    refused, words = seen.pop("bad job")
    missing = "WindowsAzureMissingResourceError" if name == "azure" else "AzureMissingResourceHttpError"
    assert [seen.pop(f"missing {what}")[0] for what in ("service", "job", "certificate")] == [missing] * 3
    assert refused == ("WindowsAzureError" if name == "azure" else "AzureHttpError")
    assert "<Code>BadRequest</Code><Message>The action type 'smoke' is not valid.</Message>" in words
    done = ["Succeeded", "200"]
    assert seen == {
        "create service": done,
        "services": ["cs"],
        "service": ["cs", "label", "description", "West Europe"],
        # They look for an element that the service never sent, and so always read False.
        "name is free": False,
        "create collection": done,
        "collection": ["jc", "Started", "Standard"],
        "create job": done,
        "job": ["job1", "enabled", True, {"frequency": "minute", "interval": 30, "count": 10}, 0],
        "jobs": ["job1"],
        "delete job": done,
        "delete collection": done,
        "delete service": done,
        "left": [],
        "added": [stranger[1]],
        "certificate": [True, "key", stranger[1]],
        "certificates are as before": True,
    }
