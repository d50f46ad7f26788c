"""Lists of all resources, and addresses that nobody answers."""

from __future__ import annotations

import pytest


@pytest.fixture
def many(client, documents):
    """Two groups with three job collections, one of them tagged."""
    client("PUT", "/resourceGroups/empty", {"location": "West US"})
    for group, name, more in (("b", "two", {}), ("a", "one", {"tags": {"env": "it's"}}), ("a", "two", {})):
        body = documents.collection(location="West US" if name == "two" else "northeurope", **more)
        assert client.collection("PUT", name, body, group=group).status_code == 201
    return client


def names(response):
    assert response.status_code == 200, response.json
    return [f"{each['id'].split('/')[4]}/{each['name']}" for each in response.json["value"]]


def test_case_30_the_resources_of_a_subscription(many):
    response = many("GET", "/resources")
    assert names(response) == ["a/one", "a/two", "b/two"]
    first = response.json["value"][0]
    assert first["id"].endswith("/resourceGroups/a/providers/Microsoft.Scheduler/jobCollections/one")
    assert (first["type"], first["location"]) == ("Microsoft.Scheduler/jobCollections", "northeurope")
    assert first["tags"] == {"env": "it's"}
    assert "properties" not in first


def test_the_resources_of_a_group(many, is_error):
    assert names(many("GET", "/resourceGroups/A/resources")) == ["a/one", "a/two"]
    assert names(many("GET", "/resourceGroups/empty/resources")) == []
    assert is_error(many("GET", "/resourceGroups/none/resources"), 404, "ResourceGroupNotFound")


@pytest.mark.parametrize(
    ("version", "shown"), [("2016-02-01", None), ("2022-09-01", "Microsoft.Resources/resourceGroups")]
)
def test_a_group_has_a_type_in_newer_versions(many, version, shown):
    many.version = version
    assert many("GET", "/resourceGroups/a").json.get("type") == shown


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("resourceType eq 'microsoft.scheduler/JOBCOLLECTIONS'", ["a/one", "a/two", "b/two"]),
        ("resourceType eq 'Microsoft.Web/sites'", []),
        ("name eq 'two'", ["a/two", "b/two"]),
        ("name ne 'two'", ["a/one"]),
        ("resourceGroup eq 'B'", ["b/two"]),
        ("resourceGroup eq 'a' and name eq 'two'", ["a/two"]),
        ("substringof('ne', name)", ["a/one"]),
        ("location eq 'westus'", ["a/two", "b/two"]),
        ("tagName eq 'env' and tagValue eq 'it''s'", ["a/one"]),
        ("tagName eq 'x and y'", []),
    ],
)
def test_a_filter_lets_some_through(many, wanted, found):
    assert names(many("GET", f"/resources?$filter={wanted}")) == found


@pytest.mark.parametrize("wanted", ["name", "colour eq 'red'", "name eq two", "name eq 'a' or name eq 'b'"])
def test_a_filter_that_cannot_be_read_is_refused(many, is_error, wanted):
    assert is_error(many("GET", f"/resources?$filter={wanted}"), 400, "InvalidFilterInQueryString")


def test_the_list_can_be_cut(many):
    assert names(many("GET", "/resources?$top=1")) == ["a/one"]


UNKNOWN = [
    ("/providers/Microsoft.Nothing/things", "InvalidResourceNamespace", "'Microsoft.Nothing'"),
    ("/resourceGroups/rg/providers/Microsoft.Scheduler/things/x", "InvalidResourceType", "'things'"),
    ("/providers/Microsoft.Scheduler/flows", "ResourceNotFound", "'Microsoft.Scheduler/flows'"),
    ("/resourceGroups/rg/providers/Microsoft.Web/sites/mine/triggeredwebjobs/x", "ResourceNotFound", "webjobs/x'"),
    ("/nothing/at/all", "NotFound", "/nothing/at/all"),
]


@pytest.mark.parametrize(("path", "code", "words"), UNKNOWN)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_case_30_an_unknown_address_is_not_found_in_resource_managers_words(
    client, is_error, method, path, code, words
):
    response = client(method, path, {} if method == "PUT" else None)
    assert is_error(response, 404, code, words)
    assert response.headers["x-ms-failure-cause"] == "gateway"


@pytest.mark.parametrize("resource", ["Microsoft.Web/sites/mine", "Microsoft.Nothing/things/x"])
def test_case_30_a_resource_that_nobody_put_is_missing_by_the_name_that_was_asked_for(client, is_error, resource):
    words = f"The Resource '{resource}' under resource group 'rg' was not found."
    response = client("GET", f"/resourceGroups/rg/providers/{resource}")
    assert is_error(response, 404, "ResourceNotFound", words)
    assert response.headers["x-ms-failure-cause"] == "gateway"


def test_resources_of_other_providers_are_listed(many):
    site = "/resourceGroups/a/providers/Microsoft.Web/sites/mine"
    assert many("PUT", site, {"location": "West US", "tags": {"t": "v"}, "properties": {"x": 1}}).status_code == 200
    assert many("GET", site).json["type"] == "Microsoft.Web/sites"
    [found] = many("GET", "/resources?$filter=resourceType eq 'microsoft.web/sites'").json["value"]
    assert (found["name"], found["tags"], "properties" in found) == ("mine", {"t": "v"}, False)
    assert names(many("GET", "/resourceGroups/a/providers/Microsoft.Web/sites")) == ["a/mine"]
    assert names(many("GET", "/resourceGroups/b/providers/Microsoft.Web/sites")) == []
    assert names(many("GET", "/resourceGroups/a/resources")) == ["a/one", "a/two", "a/mine"]


@pytest.mark.parametrize("path", ["/tenants/x", "/metadata", "/", "/what/ever"])
def test_an_address_without_a_subscription_says_that(client, is_error, path):
    response = client.http.get(f"{path}?api-version=2016-03-01", headers=client.headers)
    assert is_error(response, 404, "MissingSubscription")


def test_without_a_site_there_are_none(client):
    assert client("GET", "/providers/Microsoft.Web/sites").json == {"value": []}
    assert client("GET", "/resourceGroups/rg/providers/Microsoft.Web/sites").json == {"value": []}


@pytest.mark.parametrize(
    ("path", "ours"),
    [("/nothing?api-version=2016-03-01", True), ("/?x=1&API-Version=y", True), ("/nothing", False), ("/a?x=1", False)],
)
def test_case_30_an_address_that_no_api_has_is_resource_managers_if_it_looks_like_it(live, path, ours):
    response = live.session().get(f"{live.http_url}{path}", headers={"Authorization": "Bearer any"})
    if ours:
        assert set(response.json()["error"]) == {"code", "message"}
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    else:
        assert (response.status_code, response.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_what_is_asked_of_a_kept_site_has_the_casing_that_was_asked_with(client):
    site = "/resourceGroups/rg/providers/Microsoft.Web/sites/Mine"
    assert client("PUT", site, {"location": "West US"}).status_code == 200
    found = client("POST", f"{site}/config/appsettings/list").json
    assert (found["type"], found["id"].partition("/providers/")[2]) == (
        "Microsoft.Web/sites/config",
        "Microsoft.Web/sites/Mine/config/appsettings",
    )
