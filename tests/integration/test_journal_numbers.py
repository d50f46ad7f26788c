"""Entries of journals have numbers of their own, by which one pages; and they say which fault struck, and whose job."""

import pytest
from azure_scheduler_emulator.testing.control import ControlError


def numbers(entries):
    return [entry["number"] for entry in entries]


@pytest.fixture
def called(live, tenant):
    """Five calls of a job."""
    tenant.job("hourly", live.sink("s").url, every="hour")
    live.clock.advance("PT5H")


def test_numbers_run_and_outlive_what_is_forgotten(live, tenant, called):
    assert numbers(live.executions()) == [1, 2, 3, 4, 5]
    assert numbers(live.sink("s").calls()) == [1, 2, 3, 4, 5]
    live.control.call("DELETE", "/executions")
    assert live.executions() == []
    assert live.requests() != []
    assert live.jobs.history(live.jobs.id("hourly"))["total"] == 5
    live.clock.advance("PT1H")
    assert numbers(live.executions()) == [6]


def test_requests_are_forgotten_alone(live, tenant, called):
    live.control.call("DELETE", "/requests")
    assert live.requests() == []
    assert len(live.executions()) == 5
    tenant.get()
    assert numbers(live.requests())[0] > 3


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"before": 4}, [1, 2, 3]),
        ({"before": 4, "top": 2}, [2, 3]),
        ({"after": 2}, [3, 4, 5]),
        ({"after": 2, "top": 2}, [3, 4]),
        ({"after": 2, "before": 4}, [3]),
        ({"before": 4, "occurrence": "5"}, []),
        ({"after": 5}, []),
        ({"before": 0}, []),
    ],
)
def test_one_pages_back_and_forth_by_numbers(live, called, wanted, found):
    assert numbers(live.executions(**wanted)) == found


def test_waiting_counts_only_what_came_after(live, called):
    with pytest.raises(ControlError, match=r"408 0 of 1"):
        live.control.call("GET", "/executions?after=5&count=1")
    assert numbers(live.executions(after=4, count=1)) == [5]


@pytest.mark.parametrize("query", ["before=x", "after=-1", "number=3"])
def test_a_number_that_makes_no_sense_is_refused(live, query):
    with pytest.raises(ControlError, match="400"):
        live.control.call("GET", f"/executions?{query}")


def test_an_execution_names_the_job_and_the_api_that_made_it(live, called):
    (job,) = live.jobs.all()
    assert {(done["id"], done["api"]) for done in live.executions()} == {(job["id"], "azure_classic")}
    assert len(live.executions(id=job["id"])) == 5
    assert live.executions(api="kudu") == []


def test_both_journals_and_the_history_name_the_fault_that_struck(live, tenant):
    down = live.faults.target({"status": 503}, name="billing down", times=1)
    nameless = live.faults.client({"status": 500}, match={"method": "GET"})
    tenant.job("hourly", live.sink().url, every="hour")
    live.clock.advance("PT2H")
    tenant.get()
    struck = [done["fault"] for done in live.executions()]
    # The first try, then the retry and the next occurrence.
    assert struck == [{"id": down, "name": "billing down"}, None, None]
    assert len(live.executions(fault="billing*")) == 1
    (refused,) = live.requests(fault=nameless)
    assert refused["fault"] == {"id": nameless, "name": ""}
    tries = live.jobs.history(live.jobs.id("hourly"))["firings"][-1]["tries"]
    assert [each["fault"] for each in tries] == [{"id": down, "name": "billing down"}, None]
    # What is told goes on after the rule is gone.
    live.faults.clear()
    assert len(live.executions(fault="billing*")) == 1


def test_the_name_of_a_fault_is_in_its_document_and_in_the_reason(live, tenant):
    live.faults.client({"status": 500}, name="broken")
    assert [rule["name"] for rule in live.faults.rules()] == ["broken"]
    tenant.get()
    assert live.requests()[-1]["reason"] == 'A fault that a test has set ("broken") answers 500.'
    live.restore(live.state())
    assert [rule["name"] for rule in live.faults.rules()] == ["broken"]
