"""The unmodified node client of the Resource Manager face: azure-arm-scheduler 1.2.0-preview."""


def test_every_method(node, process, target):
    authority = str(process.certs / "ca.pem")
    seen = node("arm_client.js", process.https, target.url, needs="azure-arm-scheduler", NODE_EXTRA_CA_CERTS=authority)
    quota = {"maxJobCount": 20, "maxRecurrence": {"frequency": "minute", "interval": 1}}
    assert seen == {
        "created": [
            "jc",
            "South Central US",
            {"a": "b"},
            {"sku": {"name": "Standard"}, "state": "Enabled", "quota": quota},
        ],
        "got": (
            "/subscriptions/5ec4e7c6-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Scheduler"
            "/jobCollections/jc"
        ),
        "patched": {"a": "c"},
        "bySubscription": ["jc"],
        "byGroup": ["jc"],
        "disabled": "Disabled",
        "enabled": "Enabled",
        "job": ["jc/every", "enabled", "fixed", 90, 2],
        "gotJob": [["jc/every", "enabled", "fixed", 90, 2], "u", "monday"],
        "bus": ["netMessaging", {"sasKeyName": "n", "type": "sharedAccessKey"}, 90, {"c": "d"}],
        "patchedJob": ["jc/every", "disabled", "fixed", 90, 2],
        "list": ["jc/bus", "jc/every"],
        "page": ["jc/every"],
        "filtered": ["jc/every"],
        "history": [False, "MainAction", 0, 1, "Http Action - Response from host '127.0."],
        "failed": 0,
        "missingJob": [404, "NotFound", "Job 'every' cannot be found."],
        "missing": [
            404,
            "ResourceNotFound",
            "The Resource 'Microsoft.Scheduler/jobcollections/jc' under resource group 'rg' was not found.",
        ],
    }
    [(method, path, headers, body)] = target.calls
    assert (method, path, body) == ("POST", "/ok", b"b")
    assert headers["Authorization"] == "Basic dTpw"
