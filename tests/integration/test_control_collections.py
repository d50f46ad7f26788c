"""Job collections, operations and open attempts over HTTP."""

import pytest
from azure_scheduler_emulator.testing.control import ControlError

from tests.integration.test_control_jobs import make_everywhere


def named(live, name):
    return next(each for each in live.collections.all() if each["name"] == name)


def test_the_collections_of_every_api_say_what_they_hold(live, tenant):
    make_everywhere(live, tenant)
    tenant.job("off", "http://x.invalid/", state="disabled")
    found = {(each["subscription"], each["group"], each["name"]): each for each in live.collections.all()}
    assert set(found) == {
        (live.subscription, "cs", "jc"),
        (live.subscription, "rg", "arm-jc"),
        ("seed_scheduler", "schedules", "jobs"),
        ("job_scheduler", "me", "jobs"),
    }
    mine = found[live.subscription, "cs", "jc"]
    assert (mine["state"], mine["plan"], mine["jobs"]) == ("started", "Standard", {"enabled": 1, "disabled": 1})
    assert (mine["maxJobs"], mine["floor"], mine["underway"]) == (50, "PT1M", "")
    own = found["job_scheduler", "me", "jobs"]
    assert (own["plan"], own["maxJobs"], own["floor"]) == ("None", None, "")
    assert [each["name"] for each in live.collections.all(subscription="seed_scheduler")] == ["jobs"]
    assert len(live.collections.all(top=1, skip=1)) == 1
    assert live.collections.get(mine["id"]) == mine


def test_a_collection_is_stopped_and_started_and_clients_see_it(live, tenant):
    sink = live.sink()
    tenant.job("hourly", sink.url, every="hour")
    key = named(live, "jc")["id"]
    assert live.collections.stop(key)["state"] == "stopped"
    assert tenant.shown("hourly")["state"] == "disabled"
    assert "<State>Stopped</State>" in tenant.get("/resources/scheduler/jobCollections/jc").text
    live.clock.advance("PT2H")
    assert sink.calls() == []
    with pytest.raises(ControlError, match="409"):
        live.jobs.run(live.jobs.id("hourly"))
    assert live.collections.start(key)["jobs"] == {"enabled": 1}
    live.clock.advance("PT1H")
    assert len(sink.calls()) == 1


def test_what_is_no_collection_of_azure_cannot_be_stopped(live, tenant):
    make_everywhere(live, tenant)
    (own,) = live.collections.all(subscription="job_scheduler")
    with pytest.raises(ControlError, match="409 What job_scheduler keeps its jobs in cannot be stopped"):
        live.collections.stop(own["id"])
    for act in (live.collections.get, live.collections.start):
        with pytest.raises(ControlError, match="404 There is no job collection 'none'"):
            act("none")
    with pytest.raises(ControlError, match="400"):
        live.control.call("PATCH", f"/collections/{own['id']}", {"state": "off"})


def test_a_collection_with_an_operation_under_way_says_so_and_is_not_changed(live, tenant):
    live.faults.client({"operation": {"holdPolls": 1000}}, match={"method": "DELETE"})
    key = named(live, "jc")["id"]
    tenant.session.delete(f"{tenant.base}/resources/scheduler/jobCollections/jc")
    assert live.collections.get(key)["underway"] == "Delete"
    with pytest.raises(ControlError, match="409"):
        live.collections.stop(key)


def test_operations_tell_how_they_stand_and_which_request_began_them(live, tenant):
    live.faults.client({"operation": {"holdPolls": 2}}, match={"path": "*/cloudservices/held"})
    live.faults.client({"operation": {"status": 409, "code": "Broken"}}, match={"path": "*/cloudservices/bad"})
    body = '<CloudService xmlns="http://schemas.microsoft.com/windowsazure"><Label>l</Label></CloudService>'
    body = body.replace("</Label>", "</Label><Description>d</Description><GeoRegion>West Europe</GeoRegion>")
    for name in ("held", "bad"):
        assert tenant.session.put(tenant.base.replace("/cs", f"/{name}"), data=body).status_code == 202
    told = {each["request"]["path"].rpartition("/")[2]: each for each in live.control.operations()}
    assert set(told) == {"cs", "jc", "held", "bad"}
    assert (told["cs"]["status"], told["cs"]["failure"]) == ("Succeeded", None)
    assert (told["held"]["status"], told["held"]["pollsLeft"]) == ("InProgress", 2)
    assert told["bad"]["status"] == "Failed"
    assert told["bad"]["failure"]["code"] == "Broken"
    begun = told["held"]["request"]
    (seen,) = live.requests(path="*/cloudservices/held")
    assert (begun["number"], begun["face"], begun["method"]) == (seen["number"], "azure_classic", "PUT")
    assert [each["id"] for each in live.control.operations(status="InProgress")] == [told["held"]["id"]]
    # To look is not to poll.
    assert live.control.operations(status="InProgress")[0]["pollsLeft"] == 2
    assert len(live.control.operations(top=1)) == 1
    assert live.control.operations(subscription="11111111-1111-1111-1111-111111111111") == []
    live.control.call("DELETE", "/requests")
    assert {each["request"] for each in live.control.operations()} == {None}


def test_attempts_that_wait_are_told(live, tenant):
    sink = live.sink()
    sink.answer(500)
    tenant.job("failing", sink.url, every="day")
    tenant.job("other", sink.url, every="day")
    live.clock.advance("PT1H")
    waiting = live.control.attempts(state="waiting", job=live.jobs.id("failing"))
    assert [(each["job"], each["attempt"], each["due"]) for each in waiting] == [("failing", 1, "2015-07-01T01:00:30Z")]
    assert (waiting[0]["state"], waiting[0]["owner"], waiting[0]["leaseUntil"]) == ("waiting", "", None)
    assert waiting[0]["api"] == "azure_classic"
    assert len(live.control.attempts()) == 2
    assert len(live.control.attempts(top=1)) == 1
    assert live.control.attempts(state="running") == []


def test_an_attempt_that_is_being_made_has_an_owner(live, tenant, target, eventually):
    target.answer(target.stay_silent)
    live.clock.follow_system()
    tenant.job("slow", target.url, startTime=live.clock.now.isoformat())
    (running,) = eventually(lambda: live.control.attempts(state="running"))
    assert running["job"] == "slow"
    assert running["owner"]
    assert running["leaseUntil"]
    assert live.jobs.page(state="running")["total"] == 1
    assert live.jobs.all()[0]["running"] == 1


def test_a_preview_is_asked_for_by_identity(live, tenant, make_tenant):
    for each in (tenant, make_tenant()):
        each.job("same", "http://x.invalid/", every="hour")
    first, _ = live.jobs.all()
    (found,) = live.control.call("GET", f"/preview?id={first['id']}&n=2&past=2015-07-01T01:30:00Z")
    assert (found["id"], found["subscription"], len(found["next"])) == (first["id"], first["subscription"], 2)
    assert "has not come" in found["why"]
    for query, status in (("id=none", 404), ("", 400), (f"id={first['id']}&job=same", 400)):
        with pytest.raises(ControlError, match=str(status)):
            live.control.call("GET", f"/preview?{query}")
