"""Where resource groups and job collections may be, what they may be called, and what both APIs show of them."""

import base64
from xml.etree import ElementTree

import pytest
from azure_scheduler_emulator.domain.azure.regions import REGIONS, normalised

LIST = ",".join(normalised(region) for region in REGIONS)
WINDOWS_AZURE = "{http://schemas.microsoft.com/windowsazure}"


class TestLocations:
    """Nothing moves, and nothing is where its provider is not."""

    @pytest.mark.parametrize("location", ["East US", "eastus", "North Europe"])
    def test_case_13_a_collection_does_not_move(self, jobs, documents, is_error, location):
        answer = jobs.collection("PUT", body=documents.collection(location=location))
        words = (
            "The resource 'jc' already exists in location 'westus' in resource group 'rg'. A resource with the same "
            f"name cannot be created in location '{location}'. Please select a new resource name."
        )
        assert is_error(answer, 409, "InvalidResourceLocation", words)
        assert jobs.collection().json["location"] == "West US"

    @pytest.mark.parametrize("location", ["West US", "westus", "WESTUS", None])
    def test_the_same_place_in_any_spelling_is_no_move(self, jobs, documents, location):
        body = documents.collection(tags={"a": "b"}, location=location)
        answer = jobs.collection("PUT", body=body)
        assert (answer.status_code, answer.json["location"]) == (201, "West US")

    @pytest.mark.parametrize("location", ["nowhere", "westus3", "West  Pole"])
    @pytest.mark.parametrize("name", ["jc", "new"])
    def test_case_13_a_collection_is_where_the_scheduler_is(self, jobs, documents, is_error, location, name):
        answer = jobs.collection("PUT", name, documents.collection(location=location))
        assert is_error(answer, 400, "LocationNotAvailableForResourceType", f"'{location}' is not available")
        assert (
            f"'Microsoft.Scheduler/jobCollections'. List of available regions for the resource type is '{LIST}'."
            in (answer.json["error"]["message"])
        )
        assert jobs.collection("GET", "new").status_code == 404

    def test_nor_is_it_made_where_its_group_is_and_the_scheduler_is_not(self, client, is_error):
        assert client("PUT", "/resourceGroups/rg", {"location": "swedencentral"}).status_code == 201
        assert is_error(client.collection("PUT", body={}), 400, "LocationNotAvailableForResourceType", "swedencentral")

    def test_a_group_is_in_a_region_of_resource_manager(self, client, is_error):
        answer = client("PUT", "/resourceGroups/rg", {"location": "nowhere"})
        words = "The provided location 'nowhere' is not available for resource group. List of available regions is '"
        assert is_error(answer, 400, "LocationNotAvailableForResourceGroup", words)
        assert client("GET", "/resourceGroups/rg").status_code == 404


class TestNames:
    """Resource Manager's rule for groups."""

    @pytest.mark.parametrize("name", ["rg(1)", "-rg", "_", "(", "a.b", "größe", "x" * 90, ".a"])
    def test_case_13_names_of_groups(self, client, documents, name):
        assert client("PUT", f"/resourceGroups/{name}", {"location": "westus"}).status_code == 201
        assert client("GET", f"/resourceGroups/{name}").json["name"] == name
        assert client.collection("PUT", group=name, body=documents.collection()).status_code == 201

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("rg.", "cannot end with a period"),
            ("x" * 91, "exceeds the maximum length of '90'"),
            ("r@g", "has these invalid characters: '@'"),
            ("r g", "has these invalid characters: ' '"),
            ("r&*g", "has these invalid characters: '&*'"),
        ],
    )
    def test_case_13_what_is_no_name_of_a_group(self, client, documents, is_error, name, words):
        made = client("PUT", f"/resourceGroups/{name}", {"location": "westus"})
        assert is_error(made, 400, "InvalidResourceGroup", words)
        made = client.collection("PUT", group=name, body=documents.collection())
        assert is_error(made, 400, "InvalidResourceGroup", words)


class TestQuota:
    """Terraform and Go send 0 for what nobody set."""

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ({"frequency": "Hour", "interval": 0}, {"frequency": "hour", "interval": 0}),
            ({"frequency": "Hour"}, {"frequency": "hour"}),
            ({"frequency": "Hour", "interval": None}, {"frequency": "hour"}),
            ({"frequency": "Hour", "interval": 2}, {"frequency": "hour", "interval": 2}),
        ],
    )
    def test_case_13_an_interval_of_0_is_answered_as_given(self, client, documents, is_error, given, shown):
        body = documents.collection(properties={"quota": {"maxRecurrence": given}})
        made = client.collection("PUT", body=body)
        assert (made.status_code, made.json["properties"]["quota"]) == (201, {"maxRecurrence": shown})
        assert client.collection().json == made.json
        frequent = documents.job(recurrence={"frequency": "Minute", "interval": 59})
        assert is_error(client.job("PUT", body=frequent), 409, "Conflict")
        # A PATCH of something else keeps it.
        assert client.collection("PATCH", body={"tags": {"a": "b"}}).json["properties"] == made.json["properties"]

    @pytest.mark.parametrize("given", [{}, {"interval": 0}, {"frequency": "", "interval": 0}])
    def test_a_recurrence_of_nothing_is_none(self, client, documents, given):
        body = documents.collection(properties={"quota": {"maxRecurrence": given}})
        assert "quota" not in client.collection("PUT", body=body).json["properties"]

    @pytest.mark.parametrize("given", [{"interval": 2}, {"frequency": "Hour", "interval": -1}, {"frequency": "Eon"}])
    def test_what_is_given_must_make_sense(self, client, documents, is_error, given):
        body = documents.collection(properties={"quota": {"maxRecurrence": given}})
        assert is_error(client.collection("PUT", body=body), 400, "BadRequest", "of the quota is not valid")

    def test_case_13_no_jobs_at_all_is_not_given(self, client, documents):
        body = documents.collection(properties={"quota": {"maxJobCount": 0}})
        assert client.collection("PUT", body=body).json["properties"]["quota"] == {"maxJobCount": 0}
        client.put_job()
        assert client.collection("PUT", body=body).status_code == 201


@pytest.mark.parametrize("place", ["/providers", "/subscriptions/00000000-0000-0000-0000-000000000000/providers"])
@pytest.mark.parametrize("name", ["Microsoft.Scheduler/operations", "microsoft.scheduler/Operations"])
def test_case_13_the_operations_of_the_provider(client, place, name):
    answer = client.http.get(f"{place}/{name}?api-version=2016-03-01", headers=client.headers)
    assert answer.status_code == 200, answer.json
    found = {each["name"]: each["display"] for each in answer.json["value"]}
    assert {"Microsoft.Scheduler/jobcollections/write", "Microsoft.Scheduler/jobcollections/jobs/run/action"} <= set(
        found
    )
    assert all(each.keys() == {"provider", "resource", "operation", "description"} for each in found.values())


def test_another_provider_has_no_list_of_operations_here(client, is_error):
    answer = client.http.get("/providers/Microsoft.Web/operations?api-version=2016-03-01", headers=client.headers)
    assert is_error(answer, 404, "InvalidResourceType")


class TestSeenByTheClassicApi:
    """What Resource Manager made is labelled and spelled in its own way (recorded)."""

    def read(self, client, path):
        answer = client.classic("GET", path)
        assert answer.status_code == 200, answer.data
        root = ElementTree.fromstring(answer.data)
        return {each.tag.removeprefix(WINDOWS_AZURE): each for each in root.iter()}

    @pytest.mark.parametrize("implicit", [True, False])
    def test_case_15_labels_and_description(self, client, documents, implicit):
        if not implicit:
            client("PUT", "/resourceGroups/rg", {"location": "westus"})
        client.collection("PUT", body=documents.collection())
        for path in ("/cloudservices", "/cloudservices/rg"):
            found = self.read(client, path)
            assert found["Description"].text == "Resource group based cloud service."
            service = found.get("CloudService")
            named = found if service is None else {each.tag.removeprefix(WINDOWS_AZURE): each for each in service}
            top = (
                named["Label"]
                if service is not None
                else ElementTree.fromstring(client.classic("GET", path).data).find(f"{WINDOWS_AZURE}Label")
            )
            assert top.text == "rg"
            resource = {each.tag.removeprefix(WINDOWS_AZURE): each.text for each in found["Resource"]}
            assert (resource["Label"], resource["ResourceProviderNamespace"], resource["Type"]) == (
                "jc",
                "Scheduler",
                "jobcollections",
            )
        one = self.read(client, "/cloudservices/rg/resources/scheduler/~/jobcollections/jc")
        assert base64.b64decode(one["Label"].text) == b"jc"

    def test_case_19b_a_collection_of_the_classic_api_in_a_group_keeps_its_spelling(self, client):
        client("PUT", "/resourceGroups/rg", {"location": "westus"})
        body = "<Resource><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
        assert client.classic("PUT", "/cloudservices/rg/resources/scheduler/JobCollections/x", body).status_code == 202
        # A PUT by Resource Manager makes it no other.
        client.collection("PUT", "x", {"location": "westus"})
        found = self.read(client, "/cloudservices/rg")
        resource = {each.tag.removeprefix(WINDOWS_AZURE): each.text for each in found["Resource"]}
        assert (resource["ResourceProviderNamespace"], resource["Type"]) == ("scheduler", "JobCollections")
        assert resource["Label"] is None
