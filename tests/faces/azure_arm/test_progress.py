"""What is seen of a job collection and a resource group while an operation on them is in progress."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

FAILURE = Failure(http_status=500, code="Broken", message="No.")


@pytest.fixture
def hold(client):
    """Has the next operation last for two polls, or fail after them."""

    def add(**verdict):
        effect = Effect(operation=Verdict(hold_polls=2, **verdict))
        client.emulator.services.faults.add(Rule(id="r", where=Where.API, match=Match(), effect=effect, times=1))

    return add


def polls(client, answer, count=3):
    assert answer.status_code == 202
    place = answer.headers["Location"]
    return [client.http.get(place, headers=client.headers).status_code for _ in range(count)]


class TestDeletion:
    """It is still there, and cannot be made again."""

    def test_case_06_a_collection(self, jobs, documents, hold, is_error):
        jobs.put_job()
        hold()
        answer = jobs.collection("DELETE")
        assert jobs.collection().json["properties"]["state"] == "Deleted"
        assert is_error(jobs.collection("PUT", body=documents.collection()), 409, "Conflict", "is being deleted")
        assert is_error(jobs.collection("PATCH", body={}), 409, "Conflict", "is being deleted")
        assert is_error(jobs.collection("DELETE"), 409, "Conflict", "is being deleted")
        assert is_error(jobs.job(), 404, "ResourceNotFound")
        assert is_error(jobs.job("PUT", body=documents.job()), 404, "ResourceNotFound")
        assert polls(jobs, answer) == [202, 202, 200]
        assert is_error(jobs.collection(), 404, "ResourceNotFound")
        assert jobs("GET", "/providers/Microsoft.Scheduler/jobCollections").json["value"] == []
        assert jobs.collection("PUT", body=documents.collection()).status_code == 201
        assert is_error(jobs.job(), 404, "NotFound")

    def test_case_06_a_group(self, jobs, documents, hold, is_error):
        hold()
        answer = jobs("DELETE", "/resourceGroups/rg")
        assert jobs("GET", "/resourceGroups/rg").json["properties"] == {"provisioningState": "Deleting"}
        assert jobs.collection().json["properties"]["state"] == "Deleted"
        words = "The resource group 'rg' is in deprovisioning state and cannot perform this operation."
        again = jobs("PUT", "/resourceGroups/rg", {"location": "westus"})
        assert is_error(again, 409, "ResourceGroupBeingDeleted", words)
        again = jobs.collection("PUT", "new", documents.collection())
        assert is_error(again, 409, "ResourceGroupBeingDeleted", words)
        assert polls(jobs, answer) == [202, 202, 200]
        assert jobs("HEAD", "/resourceGroups/rg").status_code == 404
        assert jobs("PUT", "/resourceGroups/rg", {"location": "eastus"}).status_code == 201
        assert jobs.collection().status_code == 404

    def test_one_that_fails_leaves_everything(self, jobs, hold):
        jobs.put_job()
        hold(failure=FAILURE)
        answer = jobs.collection("DELETE")
        assert jobs.collection().json["properties"]["state"] == "Deleted"
        assert polls(jobs, answer) == [202, 202, 500]
        assert jobs.collection().json["properties"]["state"] == "Enabled"
        assert jobs.job().status_code == 200


@pytest.mark.parametrize(("failure", "state"), [(None, "Disabled"), (FAILURE, "Enabled")])
def test_case_06_disabling_shows_the_old_state(jobs, hold, failure, state):
    hold(failure=failure)
    answer = jobs.collection("POST", rest="/disable")
    assert jobs.collection().json["properties"]["state"] == "Enabled"
    assert polls(jobs, answer) == [202, 202, 500 if failure else 200]
    assert jobs.collection().json["properties"]["state"] == state


def test_what_nobody_can_poll_is_done_at_once(client, documents, hold):
    hold(hold_for=timedelta(hours=1))
    assert client.collection("PUT", body=documents.collection()).status_code == 201
    client.put_job()


class TestRecordedPace:
    """The pace of the real service, under a clock that stands."""

    @pytest.fixture
    def settings(self):
        return {"pace": "recorded"}

    def test_case_19d_a_group_is_gone_after_three_polls(self, jobs):
        answer = jobs("DELETE", "/resourceGroups/rg")
        assert polls(jobs, answer, 4) == [202, 202, 202, 200]
        assert jobs("HEAD", "/resourceGroups/rg").status_code == 404
