"""The unmodified Python clients of the Resource Manager face: azure-mgmt-scheduler, 0.30.0rc5 to 7.0.0."""

from __future__ import annotations

import base64

import pytest

QUOTA = [20, "minute", 1]


@pytest.mark.parametrize("version", ["0.30.0rc5", "1.0.0", "1.1.3", "2.0.0", "7.0.0"])
def test_every_method(arm_sdk, process, target, version):
    seen = arm_sdk(version, process.https, str(process.certs / "ca.pem"), target.url)
    # All but the newest make members of enumerations of what they read; that shows the text.
    enabled, disabled, fixed, net = (
        ("enabled", "disabled", "fixed", "netMessaging")
        if version == "7.0.0"
        else ("Enabled", "Disabled", "Fixed", "NetMessaging")
    )
    # The first two took a time to live for a moment.
    life = "2090-01-01 00:00:00+00:00" if version in {"0.30.0rc5", "1.0.0"} else "0:01:30"
    missing_job, missing_collection = seen.pop("missing job"), seen.pop("missing collection")
    assert seen == {
        "create collection": [
            "jc",
            "South Central US",
            {"a": "b"},
            "Standard",
            "Enabled",
            QUOTA if version == "7.0.0" else [20, "Minute", 1],
        ],
        "get collection": seen["create collection"],
        "patch collection": {"a": "c"},
        "by subscription": ["jc"],
        "by group": ["jc"],
        "disabled": "Disabled",
        "enabled": "Enabled",
        "create job": ["jc/every", enabled, fixed, "0:01:30", 2],
        "get job": ["jc/every", enabled, fixed, "0:01:30", 2],
        "service bus": [net, "n", None, life, {"c": "d"}],
        "patch job": ["jc/every", disabled, fixed, "0:01:30", 2],
        "list": ["jc/bus", "jc/every"],
        "page": ["jc/every"],
        "filtered": ["jc/every"],
        "run": None,
        "history": [None, "MainAction", 0, 1, "Http Action - Response from host '127.0."],
        "failed": [],
        "status": 1,
        "delete job": None,
    }
    assert missing_job[0] == missing_collection[0] == 404
    assert "Job 'every' cannot be found." in missing_job[1]
    assert "'Microsoft.Scheduler/jobcollections/jc' under resource group 'rg' was not found." in missing_collection[1]
    [(method, path, headers, body)] = target.calls
    assert (method, path, body) == ("POST", "/ok", b"b")
    assert base64.b64decode(headers["Authorization"].removeprefix("Basic ")) == b"u:p"
