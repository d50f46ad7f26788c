"""The unmodified node clients of the classic API: azure-asm-scheduler 0.10.2 and azure-scheduler 0.10.4."""


def test_every_method(node, process, target):
    seen = node(
        "classic_client.js",
        process.https,
        str(process.certs / "management.pem"),
        target.url,
        NODE_EXTRA_CA_CERTS=str(process.certs / "ca.pem"),
    )
    quota = {"maxJobCount": 10, "maxJobOccurrence": 5, "maxRecurrence": {"frequency": "Minute", "interval": 1}}
    assert seen == {
        "register": 200,
        "registerAgain": [409, "ConflictError"],
        "properties": [
            "SupportedGeoRegions",
            "Plans",
            *(f"PlanDetail:{plan}:Quota:MaxJobCount" for plan in ("Free", "Standard", "Premium")),
            *(f"PlanDetail:{plan}:Quota:MinRecurrence" for plan in ("Free", "Standard", "Premium")),
            *(f"PlanDetail:{plan}:MaxJobCollections" for plan in ("Free", "Standard", "Premium")),
        ],
        "entitle": 202,
        "createService": 200,
        "services": ["cs"],
        "available": False,
        "availableName": True,
        "createCollection": "Succeeded",
        "collection": ["jc", "hi", "Started", {"plan": "Standard", "quota": quota}],
        "updateCollection": "Succeeded",
        "quota": 7,
        "service": [["jc", "hi"]],
        "posted": [201, 36, 90, ["monday"], "sa"],
        "put": [201, "job1", "enabled"],
        "replaced": 200,
        "got": "/ok",
        "listed": 2,
        "filtered": 1,
        "updateState": [200, "disabled"],
        "updateStates": ["disabled", "disabled"],
        "history": [["completed", "MainAction", 1, 0]],
        "failed": 0,
        "deleteJob": 200,
        "missing": [404, "ResourceNotFound"],
        "deleteCollection": "Succeeded",
        "deleteService": "Succeeded",
        "unregister": 200,
    }
    [(method, path, headers, body)] = target.calls
    assert (method, path, body) == ("POST", "/ok", b"b")
    assert headers["Authorization"] == "Basic dTpw"
    assert headers["x-ms-scheduler-jobid"] == "runs"
