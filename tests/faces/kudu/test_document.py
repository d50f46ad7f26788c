"""Every request of the published document *WebJobs API*, as it is written there."""

import pytest

JOB = "/api/vfs/site/wwwroot/App_Data/jobs"


@pytest.fixture
def jobs(timed):
    """A triggered job that has run, and a continuous one."""
    timed.upload("jobName", "echo hello")
    timed.run("jobName")
    timed.upload("loop", "exec sleep 1000", kind="continuous")
    return timed


def test_the_lists(jobs):
    assert [job["name"] for job in jobs("GET", "/api/webjobs").json] == ["jobName", "loop"]
    triggered = jobs("GET", "/api/triggeredwebjobs").json[0]
    named = {"name", "runCommand", "type", "url", "history_url", "extra_info_url", "scheduler_logs_url", "settings"}
    assert named | {"using_sdk", "latest_run"} <= set(triggered)
    assert jobs("GET", "/api/triggeredwebjobs/jobName").json == triggered
    run = {"id", "status", "start_time", "end_time", "duration", "output_url", "error_url", "url", "trigger"}
    assert run <= set(triggered["latest_run"])
    continuous = jobs("GET", "/api/continuouswebjobs").json[0]
    assert {"name", "status", "runCommand", "log_url", "extra_info_url", "url", "type"} <= set(continuous)
    assert jobs("GET", "/api/continuouswebjobs/loop").json["name"] == "loop"


@pytest.mark.parametrize("kind", ["triggered", "continuous"])
def test_the_two_ways_to_upload(timed, zipped, kind):
    body = zipped({"run.sh": "exec sleep 1000"})
    assert timed("PUT", f"/api/zip/site/wwwroot/App_Data/jobs/{kind}/one/", body).status_code == 200
    disposition = {"Content-Disposition": "attachement; filename=run.sh"}
    assert timed("PUT", f"/api/{kind}webjobs/two", "exec sleep 1000", disposition).status_code == 200
    typed = {**disposition, "Content-Type": "application/zip"}
    assert timed("PUT", f"/api/{kind}webjobs/three", body, typed).status_code == 200
    assert [job["name"] for job in timed("GET", f"/api/{kind}webjobs").json] == ["one", "three", "two"]
    # The first way adds files, the second replaces them.
    more = zipped({"more.txt": ""})
    timed("PUT", f"/api/zip/site/wwwroot/App_Data/jobs/{kind}/one/", more)
    assert timed("GET", f"{JOB}/{kind}/one/run.sh").status_code == 200
    assert timed("PUT", f"/api/{kind}webjobs/one", more, typed).status_code == 400
    assert timed("GET", f"{JOB}/{kind}/one/run.sh").status_code == 404


@pytest.mark.parametrize("kind", ["triggered", "continuous"])
def test_the_two_ways_to_delete(timed, kind):
    for name in ("one", "two"):
        timed.upload(name, "exec sleep 1000", kind=kind)
    assert timed("DELETE", f"{JOB}/{kind}/one?recursive=true").status_code == 200
    assert timed("DELETE", f"/api/{kind}webjobs/two").status_code == 200
    assert timed("GET", f"/api/{kind}webjobs").json == []


def test_running_and_the_history(jobs):
    run = jobs("POST", "/api/triggeredwebjobs/jobName/run")
    jobs.site.triggered.stop(30)
    jobs.site.triggered.resume()
    jobs.run("jobName", "?arguments=some%20arguments")
    runs = jobs("GET", "/api/triggeredwebjobs/jobName/history").json["runs"]
    assert len(runs) == 3
    assert run.headers["Location"] == runs[1]["url"]
    found = jobs("GET", f"/api/triggeredwebjobs/jobName/history/{runs[1]['id']}").json
    assert found == runs[1]


def test_starting_and_stopping(jobs):
    assert jobs("POST", "/api/continuouswebjobs/loop/stop").status_code == 200
    jobs("PUT", "/api/continuouswebjobs/loop/settings", {"stopping_wait_time": 0})
    jobs.wait_for_status("loop", "Stopped")
    assert jobs("POST", "/api/continuouswebjobs/loop/start").status_code == 200
    jobs.wait_for_status("loop", "Running")


def test_the_settings_by_the_api_and_by_the_file(jobs):
    assert jobs("PUT", "/api/continuouswebjobs/loop/settings", {"is_singleton": True}).status_code == 200
    assert jobs("GET", "/api/continuouswebjobs/loop/settings").json == {"is_singleton": True}
    assert jobs("PUT", "/api/triggeredwebjobs/jobName/settings", {"schedule": "0 */2 * * * *"}).status_code == 200
    jobs.advance("2026-09-04T13:34:00Z")
    assert jobs.history("jobName")[0]["trigger"].startswith("Schedule - 0 0,2,4,6,8,10,12,")
    jobs("PUT", f"{JOB}/triggered/jobName/settings.job", '{ "schedule": "0 0 0 * * *" }', headers={"If-Match": "*"})
    jobs.advance("2026-09-05T00:00:00Z")
    assert jobs.history("jobName")[0]["trigger"] == "Schedule - 0 0 0 * * *"
