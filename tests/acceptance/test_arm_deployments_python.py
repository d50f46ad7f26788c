"""The unmodified azure-mgmt-resource 23.1.1, which deploys templates."""

from __future__ import annotations

import json
import os
import subprocess
import sys


def test_what_a_deployments_client_does(repository, package, process):
    done = subprocess.run(
        [
            sys.executable,
            "-S",
            repository / "tests" / "acceptance" / "arm_deployments_client.py",
            process.https,
            str(process.certs / "ca.pem"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(package("azure-mgmt-resource", "23.1.1")), "PYTHONWARNINGS": "ignore"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {
        "validated": ["jc", "j"],
        "state": "Succeeded",
        "outputs": {"o": {"type": "String", "value": "x"}},
        "resources": ["jc", "j"],
        "operations": ["Create", "Create", "EvaluateDeploymentOutput"],
        "exists": [True, False],
        "listed": ["d"],
        "template": 2,
        "invalid": [400, "InvalidTemplate"],
        # The client raises what the deployment failed with, although polling it answered 200.
        "failed": [200, "DeploymentFailed"],
        "why": "BadRequest",
        "cancelled": [409, "DeploymentCannotBeCancelled"],
        "deleted": None,
        "gone": False,
    }
