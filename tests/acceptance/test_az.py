"""The unmodified Azure CLI, ``az`` 2.x: signing in, groups, resources, web jobs, and plain requests."""

from __future__ import annotations

import json

import pytest

COLLECTION = ("--resource-group", "rg", "--resource-type", "Microsoft.Scheduler/jobCollections")
SITE = ("--resource-group", "rg", "--name", "mine")
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize("discover", [False, True], ids=["by flags", "by discovery"])
def test_case_30_signing_in(az, process, discover):
    cli = az(process.certs / "ca.pem")
    [signed_in] = cli.sign_in(process.https, discover=discover)
    assert (signed_in["id"], signed_in["state"]) == (SUBSCRIPTION, "Enabled")
    assert cli("account", "show")["user"] == {"name": "app", "type": "servicePrincipal"}
    assert cli("account", "get-access-token")["tenant"] == "11111111-1111-1111-1111-111111111111"
    assert "westus" in [each["name"] for each in cli("account", "list-locations")]
    registered = {each["namespace"]: each["registrationState"] for each in cli("provider", "list")}
    assert registered["Microsoft.Scheduler"] == registered["Microsoft.Web"] == "Registered"


def test_a_wrong_secret_is_refused(az, launch):
    with launch("--arm-auth", "strict", "--arm-tokens", "right") as process:
        cli = az(process.certs / "ca.pem")
        cli.sign_in(process.https, "right")
        assert cli("group", "list") == []
        refused = cli.run("login", "--service-principal", "-u", "app", "-p", "wrong", "--tenant", SUBSCRIPTION)
        assert refused.returncode != 0
        assert "AADSTS7000215" in refused.stderr


def test_groups_and_resources(az, process, target, eventually):
    cli = az(process.certs / "ca.pem")
    cli.sign_in(process.https)
    assert cli("group", "create", "--name", "rg", "--location", "westus")["location"] == "westus"
    assert cli("group", "exists", "--name", "rg") is True
    assert [each["name"] for each in cli("group", "list")] == ["rg"]
    assert cli("group", "update", "--name", "rg", "--set", "tags.a=b")["tags"] == {"a": "b"}

    document = {"location": "West US", "properties": {"sku": {"name": "Standard"}, "quota": {"maxJobCount": 5}}}
    made = cli("resource", "create", *COLLECTION, "-n", "jc", "--is-full-object", "-p", json.dumps(document))
    assert made["properties"]["quota"] == {"maxJobCount": 5}
    assert cli("resource", "show", *COLLECTION, "-n", "jc")["id"] == made["id"]
    changed = cli("resource", "update", *COLLECTION, "-n", "jc", "--set", "properties.quota.maxJobCount=4")
    assert changed["properties"]["quota"] == {"maxJobCount": 4}
    listed = cli("resource", "list", "--resource-group", "rg")
    assert [(each["name"], each["type"]) for each in listed] == [("jc", "Microsoft.Scheduler/jobCollections")]
    assert cli("resource", "list", "--resource-type", "Microsoft.Web/sites") == []

    request = {"uri": f"{target.url}/ok", "method": "POST"}
    job = {"action": {"type": "http", "request": request}, "state": "disabled"}
    inner = ("--namespace", "Microsoft.Scheduler", "--parent", "jobCollections/jc", "--resource-type", "jobs")
    made = cli("resource", "create", "-g", "rg", *inner, "-n", "j", "-p", json.dumps(job))
    assert (made["name"], made["properties"]["state"]) == ("jc/j", "disabled")
    cli("resource", "invoke-action", "--action", "run", "--ids", made["id"])
    path = f"{made['id']}/history?api-version=2016-03-01"
    [row] = eventually(lambda: cli("rest", "--method", "get", "--url", path)["value"])
    assert row["properties"]["message"].startswith("Http Action - Response from host")
    cli("resource", "invoke-action", *COLLECTION, "-n", "jc", "--action", "disable")
    assert cli("resource", "show", *COLLECTION, "-n", "jc")["properties"]["state"] == "Disabled"

    cli("resource", "delete", *COLLECTION, "-n", "jc")
    missing = cli.run("resource", "show", *COLLECTION, "-n", "jc")
    assert missing.returncode == 3
    assert "(ResourceNotFound)" in missing.stderr
    unknown = cli.run("rest", "--method", "get", "--url", "/nothing?api-version=2016-03-01")
    assert unknown.returncode != 0
    assert '"code":"MissingSubscription"' in unknown.stderr
    cli("group", "delete", "--name", "rg", "--yes")
    assert cli("group", "exists", "--name", "rg") is False


def test_case_29_web_jobs(az, launch, home_with_jobs, eventually):
    with launch("--kudu", str(home_with_jobs), "--kudu-credentials", "$mine:secret") as process:
        cli = az(process.certs / "ca.pem")
        cli.sign_in(process.https)

        def webjob(kind, verb, *more):
            return cli("webapp", "webjob", kind, verb, *SITE, *more)

        hello, loop = ("--webjob-name", "hello"), ("--webjob-name", "loop")
        [listed] = webjob("triggered", "list")
        assert (listed["name"], listed["runCommand"], listed["webJobType"]) == ("mine/hello", "run.sh", "Triggered")
        assert webjob("triggered", "run", *hello)["latestRun"]["trigger"].startswith("External - AZURECLI/")
        eventually(lambda: webjob("triggered", "log", *hello)[0]["runs"][0]["status"] == "Success")
        assert [each["name"] for each in webjob("continuous", "list", "--slot", "staging")] == ["mine/staging/loop"]
        eventually(lambda: webjob("continuous", "list")[0]["status"] == "Running")
        webjob("continuous", "stop", *loop)
        eventually(lambda: webjob("continuous", "list")[0]["status"] == "Stopped")
        assert webjob("continuous", "start", *loop)["status"] in ("Starting", "Running")
        webjob("continuous", "remove", *loop)
        webjob("triggered", "remove", *hello)
        assert webjob("triggered", "list") == webjob("continuous", "list") == []
        missing = cli.run("webapp", "webjob", "triggered", "run", *SITE, *hello)
        assert "(ResourceNotFound)" in missing.stderr

        assert cli("webapp", "show", *SITE)["state"] == "Running"
        cli("webapp", "config", "appsettings", "set", *SITE, "--settings", "A=1", "B=2")
        cli("webapp", "config", "appsettings", "delete", *SITE, "--setting-names", "B")
        assert [(each["name"], each["value"]) for each in cli("webapp", "config", "appsettings", "list", *SITE)] == [
            ("A", "1")
        ]
        credentials = cli("webapp", "deployment", "list-publishing-credentials", *SITE)
        assert credentials["scmUri"].endswith(f"$mine:secret@{process.https.removeprefix('https://')}")
        profiles = cli("webapp", "deployment", "list-publishing-profiles", *SITE)
        assert {each["publishMethod"] for each in profiles} == {"MSDeploy", "ZipDeploy"}
