"""Web jobs stand in the list of jobs like the jobs of every API; what is done with them the site does."""

import pytest
from azure_scheduler_emulator.testing.control import ControlError
from azure_scheduler_emulator.testing.live import LiveEmulator

from tests.fixtures.live import Tenant

CREDENTIALS = ("user", "password")


@pytest.fixture
def live(home_with_jobs):
    """An emulator with the triggered job ``hello`` and the continuous one ``loop``."""
    settings = home_with_jobs / "site" / "wwwroot" / "App_Data" / "jobs" / "triggered" / "hello" / "settings.job"
    settings.write_text('{"schedule": "0 0 3 * * *", "stopping_wait_time": 0}')
    with LiveEmulator(auth="loose", kudu=str(home_with_jobs), kudu_credentials=":".join(CREDENTIALS)) as running:
        yield running


def test_web_jobs_are_listed_and_their_timers_are_not(live, eventually):
    eventually(lambda: live.jobs.page(state="running", q="loop")["total"])
    page = live.jobs.page(sort="name")
    assert [(job["name"], job["api"], job["collection"]) for job in page["jobs"]] == [
        ("hello", "kudu", "triggered"),
        ("loop", "kudu", "continuous"),
    ]
    assert (page["total"], page["states"], page["apis"]) == (2, {"enabled": 2}, {"kudu": 2})
    hello, loop = page["jobs"]
    assert (hello["next"], hello["target"]) == ("2015-07-01T03:00:00Z", "run.sh")
    assert hello["words"] == "At 03:00 every day (UTC)"
    assert (loop["words"], loop["running"], loop["subscription"]) == ("Always on", 1, "kudu")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"q": "HELL"}, ["hello"]),
        ({"q": "always"}, ["loop"]),
        ({"api": "kudu"}, ["hello", "loop"]),
        ({"api": "azure"}, ["classic"]),
        ({"subscription": "kudu"}, ["hello", "loop"]),
        ({"collection": "continuous"}, ["loop"]),
        ({"state": "disabled"}, []),
        ({"state": "retrying"}, []),
    ],
)
def test_web_jobs_are_found_among_the_others(live, wanted, names):
    Tenant(live).furnish().job("classic", "http://x.invalid/")
    page = live.jobs.page(**wanted)
    assert sorted(job["name"] for job in page["jobs"]) == names
    assert page["total"] == len(names)


@pytest.mark.parametrize("sort", ["next", "-next", "name", "-name", "created", "failures", "last"])
@pytest.mark.parametrize("top", [1, 2, 50])
def test_pages_go_on_through_both(live, sort, top):
    tenant = Tenant(live).furnish()
    for name in ("alpha", "inner", "zeta"):
        tenant.job(name, "http://x.invalid/")
    found = [job["name"] for job in live.jobs.all(sort=sort, top=top)]
    assert sorted(found) == ["alpha", "hello", "inner", "loop", "zeta"]
    if sort.endswith("name"):
        assert found == sorted(found, reverse=sort == "-name")
    assert [job["name"] for job in live.jobs.page(sort=sort, top=50, skip=2)["jobs"]] == found[2:]


def test_a_web_job_is_shown_in_the_words_of_its_api(live):
    shown = live.jobs.get(live.jobs.id("hello"))
    told = live.session().get(f"{live.http_url}{shown['path']}", auth=CREDENTIALS).json()
    assert shown["document"] == told
    assert (shown["forms"], shown["as"]) == (["kudu"], "kudu")


def test_a_triggered_job_is_run_by_the_site_and_its_runs_are_its_history(live, eventually):
    key = live.jobs.id("hello")
    live.jobs.run(key)
    eventually(lambda: live.jobs.history(key, status="completed")["total"] == 1, "a run that ends well")
    (firing,) = live.jobs.history(key)["firings"]
    (made,) = firing["tries"]
    assert made["request"]["trigger"] == "External - emulator"
    assert made["message"] == "WebJob 'hello' - Success."
    job = live.jobs.get(key)
    assert (job["executions"], job["lastStatus"]) == (1, "completed")


def test_a_continuous_job_is_stopped_and_started(live, eventually):
    key = live.jobs.id("loop")
    live.jobs.set_state(key, "disabled")
    eventually(lambda: live.jobs.get(key)["state"] == "disabled")
    assert live.jobs.bulk("enable", [key]) == {"done": 1, "refused": []}
    eventually(lambda: live.jobs.get(key)["running"] == 1)


def test_what_web_jobs_do_not_know_is_refused(live):
    hello, loop = live.jobs.id("hello"), live.jobs.id("loop")
    with pytest.raises(ControlError, match="409"):
        live.jobs.run(loop)
    with pytest.raises(ControlError, match="409"):
        live.jobs.set_state(hello, "disabled")
    done = live.jobs.bulk("run", [hello, loop])
    assert [refused["id"] for refused in done["refused"]] == [loop]


def test_a_web_job_is_deleted_from_the_disk(live, home_with_jobs):
    key = live.jobs.id("hello")
    live.jobs.delete(key)
    assert not (home_with_jobs / "site/wwwroot/App_Data/jobs/triggered/hello").exists()
    with pytest.raises(ControlError, match="404"):
        live.jobs.get(key)
    assert live.jobs.page()["total"] == 1
