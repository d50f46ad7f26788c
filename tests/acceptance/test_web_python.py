"""The unmodified Python client of Microsoft.Web: azure-mgmt-web 11."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("slot", ["", "staging"])
def test_case_29_every_call_about_web_jobs(package, repository, launch, home_with_jobs, slot):
    folder = package("azure-mgmt-web", "11.0.0")
    with launch("--kudu", str(home_with_jobs), "--kudu-credentials", "$mine:secret") as process:
        # Without the site: what is installed beside the emulator must not be taken for a part of the client.
        command = [sys.executable, "-S", str(repository / "tests" / "acceptance" / "web_client.py")]
        done = subprocess.run(
            [*command, process.https, str(process.certs / "ca.pem"), slot],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"},
        )
    assert done.returncode == 0, done.stdout + done.stderr
    below = "mine/staging" if slot else "mine"
    kinds = "Microsoft.Web/sites/slots" if slot else "Microsoft.Web/sites"
    assert json.loads(done.stdout) == {
        "all": [f"{below}/hello", f"{below}/loop"],
        "one": f"{below}/hello",
        "triggered": [f"{below}/hello"],
        "job": [f"{below}/hello", f"{kinds}/triggeredwebjobs", "run.sh", "Triggered"],
        "run": [f"{kinds}/triggeredwebjobs/history", "hello", True],
        "latest": "Success",
        "continuous": [f"{below}/loop"],
        "none": [[], [], []],
        "missing": [[404, "ResourceNotFound"]] * 4,
        "sites": [["emulator"], ["emulator"]],
        "credentials": ["$mine", "secret"],
        "profiles": 2,
        "settings": {"A": "1"},
    }
