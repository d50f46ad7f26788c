"""The unmodified node clients of Microsoft.Web: @azure/arm-appservice 19 and azure-arm-website 5.7."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("slot", ["", "staging"])
@pytest.mark.parametrize("package", ["@azure/arm-appservice", "azure-arm-website"])
def test_case_29_every_call_about_web_jobs(node, launch, home_with_jobs, package, slot):
    with launch("--kudu", str(home_with_jobs), "--kudu-credentials", "$mine:secret") as process:
        authority = str(process.certs / "ca.pem")
        seen = node("web_client.js", package, process.https, slot, needs=package, NODE_EXTRA_CA_CERTS=authority)
    below = "mine/staging" if slot else "mine"
    kinds = "Microsoft.Web/sites/slots" if slot else "Microsoft.Web/sites"
    assert seen == {
        "all": [f"{below}/hello", f"{below}/loop"],
        "one": f"{below}/hello",
        "triggered": [f"{below}/hello"],
        "job": [f"{below}/hello", f"{kinds}/triggeredwebjobs", "run.sh", "Triggered"],
        "run": [1, f"{kinds}/triggeredwebjobs/history", True, 1],
        "continuous": [f"{below}/loop"],
        "none": [[], [], []],
        # To the older one 404 is an answer like any other.
        "missing": [None if package == "azure-arm-website" else [404, "ResourceNotFound"]] * 4,
        "site": [below, "Running", "rg"],
        "settings": {},
    }
