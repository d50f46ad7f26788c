"""Job collections and resource groups, as the recordings and the clients know them."""

from __future__ import annotations

import json

import pytest

PREFIX = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups"


def test_creating_one_answers_byte_for_byte_as_recorded(client):
    client.version = "2016-01-01"
    quota = {"maxJobCount": 50, "maxRecurrence": {"frequency": "Day", "interval": 2}}
    response = client.collection(
        "PUT",
        "jc29419",
        {
            "name": "jc29419",
            "location": "South Central US",
            "tags": {"department": "marketing"},
            "properties": {"sku": {"name": "Premium"}, "state": "Enabled", "quota": quota},
        },
        group="CS-SouthCentralUS-scheduler",
    )
    assert response.status_code == 201
    assert response.data.decode() == (
        f'{{"id":"{PREFIX}/CS-SouthCentralUS-scheduler/providers/Microsoft.Scheduler/jobCollections/jc29419",'
        '"type":"Microsoft.Scheduler/jobCollections","name":"jc29419","location":"South Central US",'
        '"tags":{"department":"marketing"},"properties":{"sku":{"name":"Premium"},"state":"Enabled",'
        '"quota":{"maxJobCount":50,"maxRecurrence":{"frequency":"day","interval":2}}}}'
    )
    assert client.collection("GET", "JC29419", group="cs-southcentralus-SCHEDULER").data == response.data


def test_what_was_left_out_is_not_shown(client):
    response = client.collection("PUT", body={"location": "West US", "properties": {"sku": {"name": "free"}}})
    assert response.json["properties"] == {"sku": {"name": "Free"}, "state": "Enabled"}
    assert "tags" not in response.json


def test_putting_again_is_a_201_too_and_replaces_what_was_said(jobs, documents):
    full = {"sku": {"name": "P20Premium"}, "state": "Disabled", "quota": {"maxJobCount": 5}}
    jobs.collection("PUT", body=documents.collection(tags={"a": "b"}, properties=full))
    response = jobs.collection("PUT", body=documents.collection())
    assert response.status_code == 201
    assert response.json["properties"] == {"sku": {"name": "Standard"}, "state": "Enabled"}
    assert "tags" not in response.json


@pytest.mark.parametrize(
    ("patch", "changed"),
    [
        ({"tags": {"c": "d"}}, {"tags": {"a": "b", "c": "d"}}),
        ({"tags": {"A": "x"}}, {"tags": {"a": "x"}}),
        ({"tags": {"a": None}}, {"tags": None}),
        ({"properties": {"state": "suspended"}}, {"state": "Suspended"}),
        ({"properties": {"sku": {"name": "P20Premium"}}}, {"sku": {"name": "P20Premium"}}),
        (
            {"Properties": {"Quota": {"MaxRecurrence": {"Interval": 3}}}},
            {"quota": {"maxJobCount": 5, "maxRecurrence": {"frequency": "hour", "interval": 3}}},
        ),
        ({"properties": {"quota": None}}, {"quota": None}),
        # where it is cannot be changed
        ({"location": "East US"}, {}),
        ({}, {}),
    ],
)
def test_a_patch_keeps_what_it_leaves_out(jobs, documents, patch, changed):
    quota = {"maxJobCount": 5, "maxRecurrence": {"frequency": "Hour", "interval": 2}}
    before = {"sku": {"name": "Standard"}, "state": "Enabled", "quota": quota}
    jobs.collection("PUT", body=documents.collection(tags={"a": "b"}, properties=before))
    response = jobs.collection("PATCH", body=patch)
    assert response.status_code == 200, response.json
    quota = {"maxJobCount": 5, "maxRecurrence": {"frequency": "hour", "interval": 2}}
    expected = {"tags": {"a": "b"}, "sku": {"name": "Standard"}, "state": "Enabled", "quota": quota, **changed}
    shown = {"tags": response.json.get("tags"), "quota": None, **response.json["properties"]}
    assert shown == expected
    assert response.json["location"] == "West US"
    assert jobs.collection().json == response.json


def test_disable_and_enable_flip_the_state_and_hold_the_jobs(jobs):
    jobs.put_job("on", recurrence={"frequency": "Hour"}, startTime="2016-03-30T20:00:00Z")
    jobs.put_job("off", recurrence={"frequency": "Hour"}, startTime="2016-03-30T20:00:00Z", state="Disabled")
    response = jobs.collection("POST", rest="/disable")
    assert (response.status_code, response.data) == (200, b"")
    assert "Location" not in response.headers
    assert jobs.collection().json["properties"]["state"] == "Disabled"
    assert [jobs.job("GET", name).json["properties"]["state"] for name in ("on", "off")] == ["disabled", "disabled"]
    assert jobs.advance("2016-03-30T22:30:00Z") == 0
    assert jobs.collection("POST", rest="/enable").status_code == 200
    assert [jobs.job("GET", name).json["properties"]["state"] for name in ("on", "off")] == ["enabled", "disabled"]
    assert jobs.advance("2016-03-30T23:30:00Z") == 1


def test_deleting_one_takes_its_jobs_along(jobs, is_error):
    jobs.put_job()
    response = jobs.collection("DELETE")
    assert (response.status_code, response.data, response.headers["Content-Length"]) == (200, b"", "0")
    assert is_error(jobs.collection(), 404, "ResourceNotFound")
    assert is_error(jobs.collection("DELETE"), 404, "ResourceNotFound")


def test_a_missing_one_is_told_in_the_recorded_words(client, is_error):
    response = client.collection("GET", "TestJobCollection", group="onesdk3929")
    assert response.data.decode() == (
        '{"error":{"code":"ResourceNotFound","message":"The Resource \'Microsoft.Scheduler/jobcollections/'
        "TestJobCollection' under resource group 'onesdk3929' was not found.\"}}"
    )
    for method, rest in (("PATCH", ""), ("POST", "/enable"), ("GET", "/jobs"), ("GET", "/jobs/j"), ("PUT", "/jobs/j")):
        body = {"properties": {}} if method in ("PUT", "PATCH") else None
        assert is_error(client.collection(method, rest=rest, body=body), 404, "ResourceNotFound")


def test_the_lists_are_in_order_of_group_and_name_ignoring_case(client, documents):
    for group, name in (("b", "one"), ("A", "Two"), ("a", "one"), ("a", "Three")):
        client.collection("PUT", name, documents.collection(), group=group)
    listed = client("GET", "/providers/Microsoft.Scheduler/jobCollections")
    assert [item["id"].split("/")[4::4] for item in listed.json["value"]] == [
        ["A", "one"],
        ["A", "Three"],
        ["A", "Two"],
        ["b", "one"],
    ]
    assert json.loads(listed.data)["nextLink"] is None
    of_group = client("GET", "/resourceGroups/b/providers/Microsoft.Scheduler/jobCollections")
    assert of_group.json == {"value": [client.collection("GET", "one", group="b").json], "nextLink": None}
    empty = client("GET", "/resourceGroups/none/providers/Microsoft.Scheduler/jobCollections")
    assert empty.json == {"value": [], "nextLink": None}


@pytest.mark.parametrize(
    ("put", "given", "read", "shown"),
    [
        ("2016-01-01", "Premium", "2016-03-01", "P10Premium"),
        ("2016-03-01", "P10Premium", "2014-08-01-preview", "Premium"),
        ("2016-03-01", "P20Premium", "2016-03-01", "P20Premium"),
        # an older version has no word of its own for it
        ("2016-03-01", "P20Premium", "2016-01-01", "P20Premium"),
        ("2014-08-01-preview", "standard", "2016-03-01", "Standard"),
    ],
)
def test_the_premium_plans_have_two_spellings(client, documents, put, given, read, shown):
    client.version = put
    assert client.collection("PUT", body=documents.collection(properties={"sku": {"name": given}})).status_code == 201
    client.version = read
    assert client.collection().json["properties"]["sku"]["name"] == shown


@pytest.mark.parametrize(
    ("properties", "status", "code"),
    [
        ({"sku": {"name": "Gold"}}, 400, "BadRequest"),
        ({"state": "Deleted"}, 400, "BadRequest"),
        ({"quota": {"maxJobCount": 51}}, 400, "BadRequest"),
        ({"quota": {"maxRecurrence": {"frequency": "Fortnight"}}}, 400, "BadRequest"),
        ({"quota": {"maxRecurrence": {"frequency": "Second", "interval": 1}}}, 400, "BadRequest"),
        ({"quota": {"maxJobCount": "many"}}, 400, "BadRequest"),
        ({"quota": {"maxRecurrence": {"frequency": "Year", "interval": 10**30}}}, 400, "BadRequest"),
        (
            {"sku": {"name": "Free"}, "quota": {"maxRecurrence": {"frequency": "Minute", "interval": 1}}},
            400,
            "BadRequest",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(client, documents, is_error, properties, status, code):
    assert is_error(client.collection("PUT", body=documents.collection(properties=properties)), status, code)
    assert client.collection().status_code == 404


def test_a_second_free_collection_is_refused(client, documents, is_error):
    free = documents.collection(properties={"sku": {"name": "Free"}})
    assert client.collection("PUT", "one", free).status_code == 201
    assert is_error(client.collection("PUT", "two", free), 403, "Forbidden")


def test_names_are_checked(client, documents, is_error):
    assert is_error(client.collection("PUT", "-x", documents.collection()), 400, "BadRequest", "-x")
    assert is_error(client.collection("PUT", "x" * 101, documents.collection()), 400, "BadRequest")
    assert is_error(
        client.collection("PUT", "x", documents.collection(), group="a b"), 400, "InvalidResourceGroup", "a b"
    )


def test_too_many_or_too_long_tags_are_refused(client, documents, is_error):
    for tags in ({str(n): "" for n in range(16)}, {"a": "x" * 257}, {"a" * 513: "x"}):
        assert is_error(client.collection("PUT", body=documents.collection(tags=tags)), 400, "BadRequest", "tags")


class TestGroups:
    """Resource groups: recorded from PowerShell."""

    def test_their_life(self, client):
        assert client("HEAD", "/resourcegroups/rg").status_code == 404
        created = client("PUT", "/resourcegroups/rg", {"location": "West US", "tags": {"a": "b"}})
        assert created.status_code == 201
        assert created.data.decode() == (
            f'{{"id":"{PREFIX}/rg","name":"rg","location":"westus","tags":{{"a":"b"}},'
            '"properties":{"provisioningState":"Succeeded"}}'
        )
        assert client("PUT", "/resourcegroups/RG", {"location": "westus"}).status_code == 200
        response = client("HEAD", "/resourceGroups/rg")
        assert (response.status_code, response.data) == (204, b"")
        assert "tags" not in client("GET", "/resourcegroups/rg").json
        assert [item["name"] for item in client("GET", "/resourcegroups").json["value"]] == ["rg"]

    def test_deleting_one_is_polled(self, client, documents, is_error):
        client.collection("PUT", body=documents.collection())
        response = client("DELETE", "/resourcegroups/rg?api-version=2016-02-01")
        assert response.status_code == 202
        place = response.headers["Location"]
        assert "/operationresults/" in place
        assert place.endswith("?api-version=2016-02-01")
        assert client.http.get(place, headers=client.headers).status_code == 200
        assert is_error(client("GET", "/resourcegroups/rg"), 404, "ResourceGroupNotFound", "'rg'")
        assert is_error(client("DELETE", "/resourcegroups/rg"), 404, "ResourceGroupNotFound")
        assert client.collection().status_code == 404

    @pytest.mark.parametrize("location", [None, ""])
    def test_one_needs_a_location(self, client, is_error, location):
        body = {} if location is None else {"location": location}
        assert is_error(client("PUT", "/resourcegroups/rg", body), 400, "LocationRequired")
        assert is_error(client.collection("PUT", body=body), 400, "LocationRequired")

    def test_a_collection_without_a_location_is_where_its_group_is(self, client):
        client("PUT", "/resourcegroups/rg", {"location": "westeurope"})
        response = client.collection("PUT", body={"properties": {"sku": {"name": "Standard"}}})
        assert response.json["location"] == "West Europe"

    def test_one_cannot_move(self, client, is_error):
        client("PUT", "/resourcegroups/rg", {"location": "West US"})
        response = client("PUT", "/resourcegroups/rg", {"location": "East US"})
        assert is_error(response, 409, "InvalidResourceGroupLocation", "westus")

    def test_an_operation_that_nobody_started_is_not_found(self, client, is_error):
        assert is_error(client("GET", "/operationresults/abc"), 404, "NotFound")


class TestRecordedPace:
    """At the pace of the real service."""

    @pytest.fixture
    def settings(self):
        return {"pace": "recorded"}

    def test_deleting_a_group_takes_a_second(self, client):
        client("PUT", "/resourcegroups/rg", {"location": "West US"})
        response = client("DELETE", "/resourcegroups/rg")
        assert response.headers["Retry-After"] == "15"
        place = response.headers["Location"]
        assert client.http.get(place, headers=client.headers).status_code == 202
        client.advance("2016-03-30T19:36:35Z")
        assert client.http.get(place, headers=client.headers).status_code == 200


class TestStrictGroups:
    """Without groups that make themselves."""

    @pytest.fixture
    def settings(self):
        return {"arm_groups": "strict"}

    def test_a_missing_group_is_told(self, client, documents, is_error):
        assert is_error(client.collection("PUT", body=documents.collection()), 404, "ResourceGroupNotFound", "'rg'")
        assert is_error(client.collection(), 404, "ResourceGroupNotFound")
        listing = client("GET", "/resourceGroups/rg/providers/Microsoft.Scheduler/jobCollections")
        assert is_error(listing, 404, "ResourceGroupNotFound")
        client("PUT", "/resourcegroups/rg", {"location": "West US"})
        assert client.collection("PUT", body=documents.collection()).status_code == 201


class TestProviders:
    """The registration that PowerShell and Terraform ask for."""

    def test_it_is_registered(self, client):
        found = client("GET", "/providers/microsoft.scheduler").json
        assert found["registrationState"] == "Registered"
        [kind] = [item for item in found["resourceTypes"] if item["resourceType"] == "jobcollections"]
        assert "West US" in kind["locations"]
        assert kind["apiVersions"] == ["2016-03-01", "2016-01-01", "2014-08-01-preview"]
        assert client("POST", "/providers/Microsoft.Scheduler/register").json == found
        assert found in client("GET", "/providers").json["value"]

    def test_so_are_those_that_clients_need_beside_it(self, client):
        found = {item["namespace"]: item["registrationState"] for item in client("GET", "/providers").json["value"]}
        wanted = ("Microsoft.Resources", "Microsoft.Scheduler", "Microsoft.Web")
        assert found == dict.fromkeys(wanted, "Registered")

    def test_others_are_unknown(self, client, is_error):
        assert is_error(client("GET", "/providers/Microsoft.Nothing"), 404, "InvalidResourceNamespace")


class TestSharedWithTheClassicApi:
    """A cloud service and a resource group of one name are one thing."""

    def test_what_the_classic_api_makes_is_shown_here(self, client):
        service = "<CloudService><Label>l</Label><GeoRegion>West Europe</GeoRegion></CloudService>"
        assert client.classic("PUT", "/cloudservices/CS", service).status_code == 202
        resource = "<Resource><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
        path = "/cloudservices/CS/resources/scheduler/JobCollections/jc"
        assert client.classic("PUT", path, resource).status_code == 202
        job = {"action": {"type": "http", "request": {"uri": "http://x/", "method": "GET", "headers": {"A-b": "c"}}}}
        jobs = "/cloudservices/CS/resources/scheduler/~/JobCollections/jc/jobs"
        assert client.classic("PUT", f"{jobs}/j", json.dumps(job)).status_code == 201

        assert client("GET", "/resourcegroups/cs").json["location"] == "westeurope"
        found = client.collection("GET", group="cs").json
        assert found["id"] == f"{PREFIX}/CS/providers/Microsoft.Scheduler/jobCollections/jc"
        assert (found["location"], found["properties"]["state"]) == ("West Europe", "Enabled")
        shown = client("GET", "/resourceGroups/CS/providers/Microsoft.Scheduler/jobCollections/jc/jobs/j").json
        assert shown["properties"]["action"]["request"]["headers"] == {"A-b": "c"}

    def test_what_is_made_here_the_classic_api_shows(self, client, documents):
        client("PUT", "/resourcegroups/rg", {"location": "westus"})
        client.collection(
            "PUT", body=documents.collection(properties={"sku": {"name": "Standard"}, "state": "Disabled"})
        )
        client.put_job("j", state="Disabled")
        service = client.classic("GET", "/cloudservices/RG").data.decode()
        assert "<Name>rg</Name>" in service
        assert "<GeoRegion>West US</GeoRegion>" in service
        assert "<Name>jc</Name>" in service
        assert "<State>Stopped</State>" in service
        found = client.classic("GET", "/cloudservices/rg/resources/scheduler/~/JobCollections/jc/jobs/j")
        assert found.json["action"]["type"] == "http"
        client("DELETE", "/resourcegroups/rg")
        assert client.classic("GET", "/cloudservices/rg").status_code == 404
