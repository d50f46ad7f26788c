"""The jobs of every API in one list, asked over HTTP, and what can be done with them."""

import pytest
from azure_scheduler_emulator.testing.control import ControlError
from azure_scheduler_emulator.testing.live import SEED_TOKEN
from sqlalchemy import text

ARM = "api-version=2016-03-01"


def make_everywhere(live, tenant):
    """One job in each API but Kudu; returns their names."""
    sink = live.sink("s").url
    tenant.job("classic", sink, every="hour")
    session = live.session()
    session.headers["Authorization"] = "Bearer any"
    place = f"{live.https_url}/subscriptions/{live.subscription}/resourceGroups/rg"
    assert session.put(f"{place}?api-version=2016-09-01", json={"location": "West US"}).status_code == 201
    collection = f"{place}/providers/Microsoft.Scheduler/jobCollections/arm-jc"
    assert session.put(f"{collection}?{ARM}", json={"location": "West US"}).ok
    job = {"properties": {"action": {"type": "Http", "request": {"uri": sink, "method": "GET"}}}}
    job["properties"]["recurrence"] = {"frequency": "day"}
    job["properties"]["startTime"] = "2015-07-02T03:00:00Z"
    assert session.put(f"{collection}/jobs/managed?{ARM}", json=job).ok
    seed = {"endpoint": sink, "interval_definition": "20 minutes", "auth_token": "s3cret"}
    plain = live.session()
    made = plain.post(f"{live.http_url}/api/v1/schedule/", json=seed, headers={"Authorization": f"Token {SEED_TOKEN}"})
    assert made.status_code == 201, made.text
    called = plain.post(
        f"{live.http_url}/1/jobs/0+0+*+%3F+*+*/{sink.replace(':', '%3A').replace('/', '%2F')}",
        auth=("me", ""),
        headers={"Accept": "text/plain"},
    )
    assert called.status_code == 201, called.text
    return ["classic", "managed", made.json()["id"], called.text]


def test_the_jobs_of_every_api_are_in_one_list(live, tenant):
    names = make_everywhere(live, tenant)
    page = live.jobs.page()
    assert {job["name"]: job["api"] for job in page["jobs"]} == dict(
        zip(names, ["azure_classic", "azure_arm", "seed_scheduler", "job_scheduler"], strict=True)
    )
    assert (page["total"], page["states"], page["next"]) == (4, {"enabled": 4}, "")
    assert page["apis"] == dict.fromkeys(["azure_classic", "azure_arm", "seed_scheduler", "job_scheduler"], 1)
    by = {job["name"]: job for job in page["jobs"]}
    classic = by["classic"]
    assert (classic["subscription"], classic["group"], classic["collection"]) == (live.subscription, "cs", "jc")
    assert classic["target"] == f"POST {live.sink('s').url}"
    assert classic["words"].lower().startswith("every hour")
    assert (classic["next"], classic["last"], classic["lastStatus"]) == ("2015-07-01T01:00:00Z", None, "")
    assert by[names[3]]["group"] == "me"


@pytest.mark.parametrize("form", ["", "azure_classic", "azure_arm"])
def test_a_job_is_shown_in_the_words_of_its_api(live, tenant, form):
    make_everywhere(live, tenant)
    classic = live.jobs.get(live.jobs.id("classic"), form)
    assert classic["forms"] == ["azure_classic", "azure_arm"]
    assert classic["as"] == (form or "azure_classic")
    session = live.session()
    session.headers.update({"x-ms-version": "2014-10-01", "Authorization": "Bearer any"})
    answer = session.get(f"{live.https_url}{classic['path']}?{ARM}")
    assert answer.json() == classic["document"]


def test_the_sibling_apis_show_their_own_documents_without_secrets(live, tenant):
    _, _, seed, called = make_everywhere(live, tenant)
    plain = live.session()
    shown = live.jobs.get(live.jobs.id(seed))
    told = plain.get(f"{live.http_url}{shown['path']}", headers={"Authorization": f"Token {SEED_TOKEN}"}).json()
    assert shown["document"] == {**told, "auth_token": "***"}
    shown = live.jobs.get(live.jobs.id(called))
    told = plain.get(f"{live.http_url}{shown['path']}", auth=("me", ""), headers={"Accept": "application/json"})
    assert shown["document"] == told.json()


def test_a_face_that_does_not_show_such_jobs_is_refused(live, tenant):
    tenant.job("classic", "http://x.invalid/")
    with pytest.raises(ControlError, match=r"400.*azure_classic or azure_arm"):
        live.jobs.get(live.jobs.id("classic"), "kudu")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"q": "ALPHA"}, ["alpha"]),
        ({"q": "x.invalid/b"}, ["beta"]),
        ({"q": "every day"}, ["gamma"]),
        ({"q": "50%"}, []),
        ({"q": "_"}, []),
        ({"api": "azure_classic"}, ["alpha", "beta", "gamma"]),
        ({"api": "azure"}, ["alpha", "beta", "gamma"]),
        ({"api": "azure_arm"}, []),
        ({"state": "disabled"}, ["beta"]),
        ({"state": "enabled", "q": "a.invalid"}, []),
        ({"collection": "JC"}, ["alpha", "beta", "gamma"]),
        ({"collection": "other"}, []),
        ({"subscription": "kudu"}, []),
    ],
)
def test_jobs_are_found(live, tenant, wanted, names):
    tenant.job("alpha", "http://x.invalid/a", every="hour")
    tenant.job("beta", "http://x.invalid/b", state="disabled")
    tenant.job("gamma", "http://x.invalid/c", every="day")
    page = live.jobs.page(**wanted)
    assert sorted(job["name"] for job in page["jobs"]) == names
    assert page["total"] == len(names)


def test_a_job_is_found_by_its_identity_and_by_its_subscription(live, tenant, make_tenant):
    other = make_tenant()
    tenant.job("mine", "http://x.invalid/")
    other.job("theirs", "http://x.invalid/")
    (found,) = live.jobs.all(subscription=other.subscription.upper())
    assert found["name"] == "theirs"
    assert [job["name"] for job in live.jobs.all(q=found["id"])] == ["theirs"]
    assert [job["name"] for job in live.jobs.all(collection=found["collectionId"])] == ["theirs"]


def test_what_a_job_is_up_to_is_shown_and_found(live, tenant):
    failing, good = live.sink(), live.sink()
    failing.answer(500, 500, 200)
    retry = {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 4}
    for name, sink in (("failing", failing), ("good", good)):
        request = {"uri": sink.url, "method": "GET"}
        tenant.job(name, "", every="hour", action={"type": "http", "request": request, "retryPolicy": retry})
    live.clock.advance("PT1H")
    shown = {job["name"]: job for job in live.jobs.all()}
    assert (shown["failing"]["lastStatus"], shown["failing"]["retryAt"]) == ("failed", "2015-07-01T01:01:00Z")
    assert (shown["good"]["lastStatus"], shown["good"]["retryAt"]) == ("completed", None)
    for state in ("failed", "retrying"):
        page = live.jobs.page(state=state)
        assert [job["name"] for job in page["jobs"]] == ["failing"]
        assert page["total"] == 1
    assert live.jobs.page(state="running")["total"] == 0
    live.clock.advance("PT5M")
    assert live.jobs.page(state="failed")["total"] == 0


def test_counts_do_not_depend_on_the_state_that_is_asked_for(live, tenant):
    for number in range(3):
        tenant.job(f"on-{number}", "http://x.invalid/")
    tenant.job("off", "http://x.invalid/", state="disabled")
    page = live.jobs.page(state="disabled", top=1)
    assert (page["total"], page["states"], page["apis"]) == (1, {"enabled": 3, "disabled": 1}, {"azure_classic": 1})


ORDERS = {
    "next": ["b", "a", "c"],
    "-next": ["c", "a", "b"],
    "name": ["a", "b", "c"],
    "-name": ["c", "b", "a"],
    "created": ["a", "c", "b"],
    "-created": ["b", "c", "a"],
}


@pytest.mark.parametrize(("sort", "names"), ORDERS.items())
@pytest.mark.parametrize("top", [1, 2, 50])
def test_pages_follow_each_other_in_every_order(live, tenant, sort, names, top):
    tenant.job("b", "http://x.invalid/", startTime="2015-07-02T00:00:00Z")
    live.clock.advance("PT1S")
    tenant.job("c", "http://x.invalid/", state="disabled")
    live.clock.advance("PT1S")
    tenant.job("a", "http://x.invalid/", startTime="2015-07-03T00:00:00Z")
    assert [job["name"] for job in live.jobs.all(sort=sort, top=top)] == names
    skipped = live.jobs.page(sort=sort, top=top, skip=1)["jobs"]
    assert [job["name"] for job in skipped] == names[1 : 1 + top]


def test_nobody_is_missed_or_told_twice_among_equals(live, tenant):
    for number in range(7):
        tenant.job(f"j{number}", "http://x.invalid/")
    for sort in ("next", "failures", "executions", "last"):
        found = [job["name"] for job in live.jobs.all(sort=sort, top=2)]
        assert sorted(found) == [f"j{number}" for number in range(7)]


@pytest.mark.parametrize(
    "query",
    ["state=lost", "sort=colour", "top=0", "top=501", "after=x", "after=W10", "jobb=1", "skip=-1"],
)
def test_what_makes_no_sense_is_refused(live, query):
    with pytest.raises(ControlError, match="400"):
        live.control.call("GET", f"/jobs?{query}")


def test_the_end_of_a_page_in_another_order_is_refused(live, tenant):
    for name in "ab":
        tenant.job(name, "http://x.invalid/")
    after = live.jobs.page(top=1)["next"]
    with pytest.raises(ControlError, match="400"):
        live.jobs.page(top=1, sort="name", after=after)


def test_a_job_is_run_now_beside_its_schedule(live, tenant):
    sink = live.sink()
    tenant.job("daily", sink.url, every="day", state="disabled")
    live.jobs.run(live.jobs.id("daily"))
    live.clock.advance("PT0S")
    assert len(sink.calls()) == 1
    assert live.jobs.all()[0]["state"] == "disabled"


def test_a_job_is_disabled_and_enabled_and_keeps_its_grid(live, tenant):
    tenant.job("hourly", "http://x.invalid/", every="hour")
    key = live.jobs.id("hourly")
    off = live.jobs.set_state(key, "disabled")
    assert (off["state"], off["next"], off["obstacle"]) == ("disabled", None, "The job is disabled.")
    assert tenant.shown("hourly")["state"] == "disabled"
    on = live.jobs.set_state(key, "enabled")
    assert (on["state"], on["next"], on["obstacle"]) == ("enabled", "2015-07-01T01:00:00Z", "")


def test_disabling_gives_up_the_retries_that_wait(live, tenant):
    sink = live.sink()
    sink.answer(500)
    tenant.job("failing", sink.url, every="day")
    live.clock.advance("PT1H")
    live.jobs.set_state(live.jobs.id("failing"), "disabled")
    live.clock.advance("PT1H")
    assert len(sink.calls()) == 1


def test_a_job_is_deleted_with_its_history(live, tenant):
    tenant.job("gone", live.sink().url)
    key = live.jobs.id("gone")
    live.clock.next()
    live.jobs.delete(key)
    for act in (live.jobs.get, live.jobs.delete, live.jobs.run, live.jobs.history):
        with pytest.raises(ControlError, match=f"404 There is no job '{key}'"):
            act(key)
    with pytest.raises(ControlError, match="404"):
        live.jobs.set_state(key, "enabled")


def test_a_final_job_can_only_be_deleted(live, tenant):
    tenant.job("once", live.sink().url)
    live.clock.next()
    key = live.jobs.id("once")
    for act in (live.jobs.run, lambda key: live.jobs.set_state(key, "enabled")):
        with pytest.raises(ControlError, match=r"409.*completed.*only be deleted"):
            act(key)
    live.jobs.delete(key)


def test_a_job_of_a_stopped_collection_does_not_run(live, tenant):
    tenant.job("held", "http://x.invalid/", every="hour")
    xml = (
        '<Resource xmlns="http://schemas.microsoft.com/windowsazure"><IntrinsicSettings><Plan>Standard</Plan>'
        "</IntrinsicSettings><State>Stopped</State></Resource>"
    )
    place = f"{tenant.base}/resources/scheduler/jobCollections/jc"
    etag = tenant.session.get(place).headers.get("ETag", "*")
    assert tenant.session.put(place, data=xml, headers={"If-Match": etag}).ok
    (job,) = live.jobs.all()
    assert (job["state"], job["suspended"]) == ("disabled", True)
    with pytest.raises(ControlError, match=r"409.*'jc' is not enabled"):
        live.jobs.run(job["id"])


def test_many_jobs_are_changed_at_once_by_identities_or_by_a_filter(live, tenant):
    for number in range(5):
        tenant.job(f"j{number}", live.sink("s").url, every="hour")
    tenant.job("final", live.sink("s").url)
    live.clock.advance("PT1H")
    done = live.jobs.bulk("disable", q="j")
    assert done == {"done": 5, "refused": []}
    done = live.jobs.bulk("enable")
    assert done["done"] == 5
    assert [refused["id"] for refused in done["refused"]] == [live.jobs.id("final")]
    key = live.jobs.id("j0")
    done = live.jobs.bulk("delete", [key, "0" * 32, key])
    assert done == {"done": 1, "refused": [{"id": "0" * 32, "detail": f"There is no job '{'0' * 32}'."}]}
    live.clock.advance("PT0S")
    again = live.jobs.get(live.jobs.id("j1"))["executions"]
    live.jobs.bulk("run", q="j")
    live.clock.advance("PT0S")
    assert {job["name"]: job["executions"] for job in live.jobs.all()} == {
        "j1": again + 1,
        "j2": again + 1,
        "j3": again + 1,
        "j4": again + 1,
        "final": 1,
    }


def test_a_bulk_says_which_jobs_in_one_way(live):
    for wanted in ({}, {"ids": [], "filter": {}}):
        with pytest.raises(ControlError, match="400"):
            live.control.call("POST", "/jobs/bulk", {"do": "run", **wanted})


def test_history_is_told_by_occurrence_with_all_tries(live, tenant):
    sink = live.sink()
    sink.answer({"status": 500, "body": '{"password": "s3cret"}'}, 200, 500)
    retry = {"retryType": "fixed", "retryInterval": "PT1M", "retryCount": 1}
    action = {"type": "http", "request": {"uri": f"{sink.url}?sig=s3cret", "method": "GET"}, "retryPolicy": retry}
    action["errorAction"] = {"type": "http", "request": {"uri": live.sink("errors").url, "method": "GET"}}
    tenant.job("hourly", "", every="hour", action=action)
    live.clock.advance("PT3H")
    key = live.jobs.id("hourly")
    told = live.jobs.history(key)
    assert [(firing["occurrence"], firing["status"]) for firing in told["firings"]] == [
        (3, "open"),
        (2, "failed"),
        (1, "completed"),
    ]
    assert (told["total"], told["statuses"]) == (3, {"open": 1, "failed": 1, "completed": 1})
    first, second = told["firings"][2], told["firings"][1]
    assert [(each["attempt"], each["status"]) for each in first["tries"]] == [(0, "failed"), (1, "completed")]
    assert first["expected"] == "2015-07-01T01:00:00Z"
    assert [each["action"] for each in second["tries"]] == ["MainAction", "MainAction", "ErrorAction"]
    assert "s3cret" not in str(told)
    assert [firing["occurrence"] for firing in live.jobs.history(key, status="failed")["firings"]] == [2]
    assert [firing["occurrence"] for firing in live.jobs.history(key, skip=1, top=1)["firings"]] == [2]


def test_a_list_reads_no_definition(live, tenant):
    """Fifty rows of ten thousand cost what fifty rows cost: what is in the definitions is not looked at."""
    for number in range(3):
        tenant.job(f"job-{number}", "http://x.invalid/", every="hour")
    with live._emulator.testbed.job_lists._store.begin() as tx:
        tx.run(text("UPDATE jobs SET definition = 'unreadable'"))
    page = live.jobs.page(q="every hour", top=2)
    assert (len(page["jobs"]), page["total"]) == (2, 3)


def test_what_cannot_be_read_is_left_out_or_refused_and_never_breaks_a_list(live, tenant):
    tenant.job("hourly", live.sink().url, every="hour")
    live.clock.advance("PT2H")
    key = live.jobs.id("hourly")
    store = live._emulator.testbed.job_lists._store
    with store.begin() as tx:
        tx.run(text("UPDATE history SET document = 'unreadable' WHERE occurrence = 1"))
    told = live.jobs.history(key)
    assert [(each["occurrence"], len(each["tries"])) for each in told["firings"]] == [(2, 1), (1, 0)]
    with store.begin() as tx:
        tx.run(text("UPDATE collections SET document = 'unreadable'"))
    assert live.jobs.all()[0]["collection"] == ""
    assert live.collections.all() == []
    for act in (live.jobs.get, live.jobs.run):
        with pytest.raises(ControlError, match="409 What is stored of the job collection of 'hourly' cannot be read"):
            act(key)
    with store.begin() as tx:
        tx.run(text("UPDATE jobs SET definition = 'unreadable'"))
    assert live.jobs.page()["total"] == 1
    with pytest.raises(ControlError, match="404"):
        live.jobs.get(key)
