"""Public templates that deploy jobs, against resources worked out by hand (row 19)."""

from __future__ import annotations

import json
import re

import pytest

from tests.faces.azure_arm.deploying import DEPLOYMENTS, GROUP

NAMES = (
    "bicep-module-2016",
    "bicep-servicebus",
    "names-wrong",
    "servicebus-2018",
    "webapp-2016",
    "webapp-2020",
    "webjob-doc-article",
    "webjob-scm-uri",
)
#: What the service shows otherwise than it was written, or not at all.
_NEVER_SHOWN = {"sasKey"}


@pytest.fixture
def settings():
    return {"clock": "2026-11-01T00:00:00Z"}


@pytest.fixture
def template(shared):
    """Reads a template with its parameters and what has to come of it."""
    folder = shared / "templates"
    if not folder.is_dir():
        pytest.skip("the public templates are not there")

    def read(name):
        values = folder / f"{name}.params.json"
        parameters = json.loads(values.read_text())["parameters"] if values.is_file() else {}
        expected = json.loads((folder / f"{name}.expected.json").read_text())
        return (folder / f"{name}.json").read_text(), parameters, expected

    return read


def like(want, got):
    """Yield what differs: names of members, plain words and numbers are compared whatever their casing and type."""
    if isinstance(want, dict):
        known = {name.lower(): value for name, value in got.items()} if isinstance(got, dict) else {}
        for name, value in want.items():
            if value is None:
                continue
            if name.lower() not in known:
                if name not in _NEVER_SHOWN and not (name == "retryPolicy" and "method" in known):
                    yield f"{name} is missing"
            else:
                yield from (f"{name}: {each}" for each in like(value, known[name.lower()]))
    elif isinstance(want, list):
        if not isinstance(got, list) or len(want) != len(got):
            yield f"{got!r} instead of {want!r}"
        else:
            yield from (each for one, other in zip(want, got, strict=True) for each in like(one, other))
    elif want is not None and not same(want, got):
        yield f"{got!r} instead of {want!r}"


def same(want, got):
    pattern = re.sub(r"<<\w+>>", "[^@]+", re.escape(str(want)))
    spans = {"PT1M": "00:01:00"}
    return bool(re.fullmatch(pattern, str(got), re.IGNORECASE)) or spans.get(want) == got


@pytest.mark.parametrize("name", NAMES)
def test_case_19_a_public_template(deployer, template, name):
    text, parameters, expected = template(name)
    if name == "bicep-module-2016":
        # It lists the credentials of a site that it does not make.
        site = deployer.resource("Microsoft.Web/sites/Example-Site", "PUT", {"location": "westus", "properties": {}})
        assert site.status_code == 200
    # As az sends it.
    body = f'{{"properties": {{"parameters": {json.dumps(parameters)}, "mode": "Incremental", template:{text}}}}}'
    valid, made = deployer.ask("POST", "/d/validate", body), deployer.ask("PUT", "/d", body)
    if isinstance(expected, dict):
        for answer in (valid, made):
            assert (answer.status_code, answer.json["error"]["code"]) == (expected["status"], expected["error"]["code"])
            assert "incorrect segment lengths" in answer.json["error"]["message"]
        return
    assert valid.status_code == 200, valid.json
    assert made.status_code == 201, made.json
    assert deployer.properties()["provisioningState"] == "Succeeded", deployer.properties().get("error")
    for resource in expected:
        namespace, *types = resource["type"].split("/")
        path = "".join(f"/{kind}/{called}" for kind, called in zip(types, resource["name"].split("/"), strict=True))
        found = deployer.resource(namespace + path)
        assert found.status_code == 200, found.json
        wanted = {key: value for key, value in resource.items() if key not in ("note", "apiVersion")}
        assert list(like(wanted, found.json)) == []
    shown = {each["id"].rpartition("/")[2] for each in deployer.properties()["outputResources"]}
    assert shown == {resource["name"].rpartition("/")[2] for resource in expected}
    names = {each["name"] for each in valid.json["properties"]["validatedResources"]}
    assert names == {resource["name"] for resource in expected}
    assert deployer.client("GET", f"{GROUP}{DEPLOYMENTS}/d/operations").json["value"]
