"""Continuous jobs: what the service's own functional tests assert (behaviours 18-28, 36), and more."""

import fcntl
import json
import re
import socket

import pytest

LOOP = "echo began; exec sleep 1000"
QUICK = 'echo line >> "$WEBROOT_PATH/../../LogFiles/verification.txt.$WEBSITE_INSTANCE_ID"'


def settings(client, name, **values):
    assert client("PUT", f"/api/continuouswebjobs/{name}/settings", values).status_code == 200


def stop(client, name="c1"):
    return client("POST", f"/api/continuouswebjobs/{name}/stop")


def start_again(client, name="c1"):
    return client("POST", f"/api/continuouswebjobs/{name}/start")


def lines(text):
    """Return the lines of a log without their beginning."""
    return [re.sub(r"^\[[^>]*> \w{6}: ", "", line) for line in text.split("\r\n")[:-1]]


@pytest.fixture
def pid(client, wait):
    """Tells the number of the process of a job whose script writes it down."""

    def tell(name="c1"):
        path = client.home / f"{name}.pid"
        return int(wait(lambda: path.exists() and path.read_text().strip()))

    return tell


WRITES_PID = 'echo $$ > "$HOME/$WEBJOBS_NAME.pid"; exec sleep 1000'


def test_a_short_lived_script_waits_for_its_restart(timed):
    response = timed.upload("c1", "exit 0", kind="continuous")
    assert response.status_code == 200
    timed.wait_for_status("c1", "PendingRestart")
    job = timed.continuous("c1")
    assert (job["type"], job["run_command"]) == ("continuous", "run.sh")
    assert job["url"] == "http://localhost/api/continuouswebjobs/c1"
    assert job["extra_info_url"] == "http://localhost/azurejobs/#/jobs/continuous/c1"
    assert job["log_url"] == "http://localhost/vfs/data/jobs/continuous/c1/job_log.txt"
    assert job["detailed_status"] == f"{timed.site.ground.short_instance} - PendingRestart\r\n"
    assert list(job)[:3] == ["status", "detailed_status", "log_url"]
    assert lines(timed.read(job["log_url"])) == [
        "SYS INFO] Status changed to Starting",
        "SYS INFO] WebJob singleton setting is False",
        "SYS INFO] Run script 'run.sh' with script host - 'BashScriptHost'",
        "SYS INFO] Status changed to Running",
        "SYS INFO] Status changed to Success",
        "SYS INFO] Process went down, waiting for 60 seconds",
        "SYS INFO] Status changed to PendingRestart",
    ]


def test_the_restart_follows_the_virtual_clock(timed, wait):
    timed.upload("c1", "exit 7", kind="continuous")
    timed.wait_for_status("c1", "PendingRestart")
    timed.advance("2026-09-04T13:33:59Z")
    assert timed.log("c1").count("Run script") == 1
    timed.advance("2026-09-04T13:34:00Z")
    wait(lambda: timed.log("c1").count("Process went down") == 2)
    assert "SYS ERR ] Job failed due to exit code 7" in timed.log("c1")
    assert timed.log("c1").count("Status changed to Starting") == 1, "a restart is no start"


def test_a_job_that_lived_long_is_restarted_at_once(timed, wait):
    timed.upload("c1", 'while [ ! -e "$HOME/go" ]; do :; done', kind="continuous")
    timed.wait_for_status("c1", "Running")
    timed.advance("2026-09-04T13:35:00Z")
    (timed.home / "go").touch()
    wait(lambda: "Process went down, waiting for 0 seconds" in timed.log("c1"))
    assert wait(lambda: "Process went down, waiting for 60 seconds" in timed.log("c1"))


def test_its_side_effect_is_seen_again_after_the_restart_time_and_after_new_settings(client, wait):
    client.set(WEBJOBS_RESTART_TIME="1")
    client.upload("c1", QUICK, kind="continuous")
    path = client.home / "LogFiles" / f"verification.txt.{client.site.ground.instance}"

    def count():
        return len(path.read_text().splitlines()) if path.exists() else 0

    wait(lambda: count() >= 2)
    assert client("GET", "/api/continuouswebjobs/c1/settings").json.get("is_singleton") in (None, False)
    for value in (True, False):
        before = count()
        settings(client, "c1", is_singleton=value)
        assert client("GET", "/api/continuouswebjobs/c1/settings").json == {"is_singleton": value}
        wait(lambda before=before: count() >= before + 2)
    assert "Detected WebJob file/s were updated, refreshing WebJob" in client.log("c1")
    assert "WebJob singleton setting changed from False to True" in client.log("c1")
    assert "WebJob singleton lock is acquired" in client.log("c1")
    assert "WebJob singleton setting changed from True to False" in client.log("c1")


def test_stop_ends_the_process_and_start_brings_it_back(client, pid, wait, is_alive):
    client.upload("c1", WRITES_PID, kind="continuous")
    client.wait_for_status("c1", "Running")
    first = pid()
    assert is_alive(first)
    settings(client, "c1", stopping_wait_time=0)
    client.wait_for_status("c1", "Running")
    assert (stop(client).status_code, stop(client).data) == (200, b"")
    client.wait_for_status("c1", "Stopped")
    assert len(client("GET", "/api/continuouswebjobs").json) == 1
    wait(lambda: not is_alive(pid()))
    assert not is_alive(first)
    (client.home / "c1.pid").unlink()
    assert start_again(client).status_code == 200
    client.wait_for_status("c1", "Running")
    assert is_alive(pid())


def test_case_25_stop_tells_the_job_by_a_file_and_logs_its_end(client, wait):
    script = 'touch "$HOME/began"; while [ ! -e "$WEBJOBS_SHUTDOWN_FILE" ]; do :; done; echo told'
    client.upload("c1", script, kind="continuous")
    wait(lambda: (client.home / "began").exists())
    stop(client)
    client.wait_for_status("c1", "Stopped")
    assert lines(client.log("c1"))[4:] == [
        "SYS INFO] Status changed to Disabling",
        "SYS INFO] Detected WebJob file/s were updated, refreshing WebJob",
        "SYS INFO] Status changed to Stopping",
        "INFO] told",
        "SYS INFO] Status changed to Success",
        "SYS INFO] Status changed to Stopped",
    ]
    start_again(client)
    wait(lambda: len(lines(client.log("c1"))) > 11)
    assert lines(client.log("c1"))[10:12] == [
        "SYS INFO] Detected WebJob file/s were updated, refreshing WebJob",
        "SYS INFO] Status changed to Starting",
    ]


def test_a_job_that_does_not_end_by_itself_is_killed(client, wait):
    client.upload("c1", {"run.sh": LOOP, "settings.job": '{"stopping_wait_time": 1}'}, kind="continuous")
    wait(lambda: "INFO] began" in client.log("c1"))
    stop(client)
    client.wait_for_status("c1", "Stopped")
    assert lines(client.log("c1"))[-3:] == [
        "SYS INFO] Status changed to Stopping",
        "SYS INFO] WebJob process was aborted",
        "SYS INFO] Status changed to Stopped",
    ]


def test_stop_works_right_after_the_upload(client):
    client.upload("c1", {"run.sh": LOOP, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    assert stop(client).status_code == 200
    client.wait_for_status("c1", "Stopped")


def test_a_job_that_comes_disabled_does_not_start(client):
    client.upload("c1", {"run.sh": LOOP, "disable.job": ""}, kind="continuous")
    client.wait_for_status("c1", "Stopped")
    assert "Run script" not in client.log("c1")
    start_again(client)
    client.wait_for_status("c1", "Running")


def test_a_setting_stops_every_job(client, pid, wait, is_alive):
    client.upload("c1", {"run.sh": WRITES_PID, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    process = pid()
    client.set(WEBJOBS_STOPPED="1")
    client.wait_for_status("c1", "Stopped")
    assert wait(lambda: not is_alive(process))
    client.set(WEBJOBS_STOPPED="0")
    client.wait_for_status("c1", "Running")


def test_a_job_without_its_script_vanishes_and_its_process_too(client, pid, wait, is_alive):
    client.upload("c1", {"run.sh": WRITES_PID, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    process = pid()
    path = "/api/vfs/site/wwwroot/App_Data/jobs/continuous/c1/run.sh"
    assert client("DELETE", path, headers={"If-Match": "*"}).status_code == 200
    assert client("GET", "/api/continuouswebjobs").json == []
    wait(lambda: not is_alive(process))


def test_a_changed_script_runs_instead(client, wait):
    client.upload("c1", {"run.sh": LOOP, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    wait(lambda: "began" in client.log("c1"))
    path = "/api/vfs/site/wwwroot/App_Data/jobs/continuous/c1/run.sh"
    client("PUT", path, "echo other content; exec sleep 1000", headers={"If-Match": "*"})
    assert wait(lambda: "INFO] other content" in client.log("c1"))
    client.wait_for_status("c1", "Running")


def test_a_change_on_the_disk_is_noticed(client, wait):
    folder = client.home / "site/wwwroot/App_Data/jobs/continuous/c1"
    folder.mkdir(parents=True)
    (folder / "run.sh").write_text("echo from the disk; exec sleep 1000")
    (folder / "settings.job").write_text('{"stopping_wait_time": 0}')
    wait(lambda: "from the disk" in client.log("c1"))
    (folder / "run.sh").write_text("echo changed there; exec sleep 1000")
    assert wait(lambda: "changed there" in client.log("c1"))


def test_it_runs_in_a_copy_unless_its_settings_say_in_place(client, wait):
    client.set(WEBJOBS_RESTART_TIME="1")
    client.upload("c1", 'pwd > "$HOME/where.txt"; exec sleep 1000', kind="continuous")
    path = client.home / "where.txt"
    for setting, place in ((None, "temp/jobs"), (True, "app_data/jobs"), (False, "temp/jobs")):
        if setting is not None:
            path.unlink()
            settings(client, "c1", is_in_place=setting, stopping_wait_time=0)
        where = wait(lambda: path.exists() and path.read_text().lower())
        assert f"{place}/continuous/c1" in where
        # Or the next stop takes the five seconds that it has by default.
        settings(client, "c1", is_in_place=bool(setting), stopping_wait_time=0)


def test_jobs_of_both_kinds_live_side_by_side(client, wait):
    for name in ("job1", "job2"):
        client.upload(name, "echo hello", kind="triggered")
        client.upload(name, {"run.sh": LOOP, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    stop(client, "job1")
    client("PUT", "/api/triggeredwebjobs/job2/settings", {"one": 1})
    assert [job["name"] for job in client("GET", "/api/triggeredwebjobs").json] == ["job1", "job2"]
    assert [job["name"] for job in client("GET", "/api/continuouswebjobs").json] == ["job1", "job2"]
    both = client("GET", "/api/webjobs").json
    assert [job["type"] for job in both] == ["triggered", "triggered", "continuous", "continuous"]
    assert client.run("job1")["status"] == "Success"
    for kind in ("triggered", "continuous"):
        for name in ("job1", "job2"):
            response = client("DELETE", f"/api/{kind}webjobs/{name}")
            assert (response.status_code, response.data) == (200, b"")
        assert client("GET", f"/api/{kind}webjobs").json == []
    assert client("DELETE", "/api/triggeredwebjobs/job1").status_code == 200, "also when it is gone"
    wait(lambda: not (client.home / "data/jobs/continuous/job1").exists())
    assert not (client.home / "data/jobs/triggered/job1").exists()


def test_the_output_of_a_run_is_cut_off(client, wait):
    client.upload("c1", "for i in $(seq 1 300); do echo line $i; done; exec sleep 1000", kind="continuous")
    wait(lambda: "Reached maximum" in client.log("c1"))
    found = [line for line in lines(client.log("c1")) if line.startswith("INFO]")]
    assert (len(found), found[-1]) == (200, "INFO] line 200")
    warning = "WARN] Reached maximum allowed output lines for this run, to see all of the job's logs you can enable"
    assert sum(line.startswith(warning) for line in lines(client.log("c1"))) == 1


@pytest.mark.parametrize(("value", "told"), [("0", 1), ("1", 0), ("", 0), (None, 0)])
def test_the_warning_about_always_on_comes_once_in_a_log(client, wait, value, told):
    if value is not None:
        client.set(WEBSITE_SCM_ALWAYS_ON_ENABLED=value)
    client.upload("c1", {"run.sh": LOOP, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    wait(lambda: client.log("c1").count("] began") == 1)
    settings(client, "c1", stopping_wait_time=0, x=1)
    wait(lambda: client.log("c1").count("] began") == 2)
    assert client.log("c1").count("SYS WARN] 'Always On' doesn't appear to be enabled for this Web App.") == told


def test_a_singleton_that_another_instance_runs_is_inactive(client):
    folder = client.home / "data/jobs/continuous/c1"
    folder.mkdir(parents=True)
    with (folder / "singleton.job.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        client.upload("c1", {"run.sh": LOOP, "settings.job": '{"is_singleton": true}'}, kind="continuous")
        assert client.wait_for_status("c1", "InactiveInstance")
    client.wait_for_status("c1", "Running")


def test_it_says_that_it_is_still_running(timed):
    timed.upload("c1", LOOP, kind="continuous")
    timed.wait_for_status("c1", "Running")
    timed.advance("2026-09-04T14:33:00Z")
    assert timed.log("c1").count("SYS INFO] WebJob is still running") == 1
    timed.advance("2026-09-05T02:33:00Z")
    assert timed.log("c1").count("SYS INFO] WebJob is still running") == 2


def test_a_log_that_grew_long_makes_room(client, wait):
    folder = client.home / "data/jobs/continuous/c1"
    folder.mkdir(parents=True)
    (folder / "job_log.txt").write_bytes(b"x" * 1_048_577)
    client.upload("c1", LOOP, kind="continuous")
    wait(lambda: (folder / "job_prev_log.txt").exists())
    client.wait_for_status("c1", "Running")
    assert "x" not in client.log("c1")[:1]


def test_a_marker_tells_that_the_job_uses_the_sdk(client):
    client.upload("c1", LOOP, kind="continuous")
    assert client.continuous("c1")["using_sdk"] is False
    (client.home / "data/jobs/continuous/c1/WebJobsSdk.marker").touch()
    assert client.continuous("c1")["using_sdk"] is True


def test_requests_are_passed_through_to_a_job_that_listens(client, wait):
    server = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0))
        text = f"{self.command} {self.path} {body.decode()} {self.headers['X-Mine']} {self.headers['Host']}".encode()
        self.send_response(201)
        self.send_header('Content-Length', str(len(text)))
        self.send_header('X-Answer', 'yes')
        self.end_headers()
        self.wfile.write(text)
    do_GET = do_PUT = do_PATCH = answer
http.server.HTTPServer(('127.0.0.1', int(os.environ['WEBJOBS_PORT'])), Handler).serve_forever()
"""
    client.upload("c1", server, file="run.py", kind="continuous")

    def ask(method, **options):
        return client(method, "/api/continuouswebjobs/c1/passthrough/some/path?q=1", **options)

    wait(lambda: ask("GET").status_code == 201)
    answer = ask("PUT", body="content", headers={"X-Mine": "sent"})
    port = client.site.port("c1")
    assert answer.text == f"PUT /some/path?q=1 content sent 127.0.0.1:{port}"
    assert answer.headers["X-Answer"] == "yes"
    assert ask("PATCH").status_code == 201
    assert ask("GET", body="ignored").text.startswith("GET /some/path?q=1  None")


def test_what_cannot_be_passed_through_is_404(client):
    client.upload("c1", LOOP, kind="continuous")
    client.wait_for_status("c1", "Running")
    with socket.socket() as probe, pytest.raises(OSError, match="refused"):
        probe.connect(("127.0.0.1", client.site.port("c1")))
    response = client("GET", "/api/continuouswebjobs/c1/passthrough/x")
    assert (response.status_code, response.json["Message"]) == (404, "An error has occurred.")
    assert client("GET", "/api/continuouswebjobs/none/passthrough/x").status_code == 404


@pytest.mark.parametrize("verb", ["start", "stop"])
def test_a_job_that_does_not_exist_can_neither_be_started_nor_stopped(client, verb):
    response = client("POST", f"/api/continuouswebjobs/none/{verb}")
    assert (response.status_code, response.data) == (404, b"")


def test_a_job_that_cannot_be_started_is_tried_again(timed, wait):
    timed.upload("c1", "", file="run.cmd", kind="continuous")
    timed.wait_for_status("c1", "PendingRestart")
    assert "SYS ERR ] WebJob run failed due to: there is no interpreter for '.cmd' files here." in timed.log("c1")


def test_the_status_file_is_named_after_the_instance(client):
    client.set(WEBSITE_INSTANCE_ID="abc123def456")
    client.upload("c1", LOOP, kind="continuous")
    client.wait_for_status("c1", "Running")
    assert json.loads((client.home / "data/jobs/continuous/c1/status_abc123").read_text()) == {"Status": "Running"}


def test_with_the_recorded_pace_a_change_takes_effect_five_seconds_later(start, wait):
    client = start(pace="recorded", clock="2026-09-04T13:33:00Z")
    client.upload("c1", {"run.sh": LOOP, "settings.job": '{"stopping_wait_time": 0}'}, kind="continuous")
    assert client.continuous("c1")["status"] == "Initializing"
    assert client.continuous("c1")["detailed_status"] == f"{client.site.ground.short_instance} - Initializing"
    client.advance("2026-09-04T13:33:05Z")
    client.wait_for_status("c1", "Running")
    stop(client)
    assert client.continuous("c1")["status"] == "Disabling"
    client.advance("2026-09-04T13:33:10Z")
    client.wait_for_status("c1", "Stopped")
