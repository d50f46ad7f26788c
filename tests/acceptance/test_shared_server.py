"""Concurrent tests on one server do not disturb each other: shown with pytest-xdist."""

import os
import subprocess
import sys
import textwrap

import pytest

pytest.importorskip("xdist", reason="pytest-xdist is not installed")

STORY = """
    import os
    import pytest
    import requests
    from azure_scheduler_emulator.testing.control import Control, Faults

    XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"'


    @pytest.mark.parametrize("number", range(8))
    def test_story(number, tmp_path):
        control = Control(os.environ["SCHEDULER_HTTP"] + "/_emulator")
        made = control.call("POST", "/subscriptions", {})
        mine = made["id"]
        pem = tmp_path / "me.pem"
        pem.write_text(made["certificate"]["pem"])
        session = requests.Session()
        session.trust_env, session.verify, session.cert = False, os.environ["SCHEDULER_CA"], str(pem)
        session.headers["x-ms-version"] = "2014-10-01"
        service = f"{os.environ['SCHEDULER_HTTPS']}/{mine}/cloudservices/cs"
        names = "<Label>l</Label><Description>d</Description><GeoRegion>West US</GeoRegion>"
        body = f"<CloudService {XMLNS}>{names}</CloudService>"
        assert session.put(service, data=body).status_code == 202
        plan = f"<Resource {XMLNS}><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
        assert session.put(f"{service}/resources/scheduler/jobCollections/jc", data=plan).status_code == 202
        # Every other test is throttled and has targets that fail; its neighbours must not notice.
        unlucky = number % 2 == 1
        faults = Faults(control)
        if unlucky:
            faults.target({"status": 500}, match={"subscription": mine})
        sink = f"{control.url}/sink/{mine}"
        for job in range(5):
            action = {"type": "http", "request": {"uri": sink, "method": "POST"}, "retryPolicy": {"retryType": "none"}}
            made = session.put(
                f"{service}/resources/scheduler/~/jobCollections/jc/jobs/same-{job}", json={"action": action}
            )
            assert made.status_code == 201, made.text
        done = control.verify("/executions", {"subscription": mine, "count": 5, "timeout": "PT30S"})
        assert {entry["status"] for entry in done} == {"failed" if unlucky else "completed"}
        assert len(control.verify(f"/sink/{mine}/calls", {})) == (0 if unlucky else 5)
        control.call("POST", f"/reset?subscription={mine}")
        assert session.get(service).status_code == 404
        assert control.verify("/executions", {"subscription": mine}) == []
        control.close()
        session.close()
"""


MOVING = """
    import base64
    import json
    import urllib.request
    import uuid
    from datetime import timedelta

    import pytest
    from azure_scheduler_emulator.domain.time.moment import parse, render


    def create(url, account, target):
        job = {"cron": "0 0 * ? * *", "url": target}
        token = base64.b64encode(f"{account}:any".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"{url}/1/jobs", json.dumps(job).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 201
            return answer.headers["Date"]


    @pytest.mark.parametrize("number", range(200))
    def test_moves_its_own_time(number, scheduler_url, scheduler_test_clock):
        control, account = scheduler_test_clock.control, f"account-{uuid.uuid4()}"
        begin = parse("2016-01-01T00:00:00Z") + timedelta(days=number)
        with control.clocks.create(begin, accounts=[account], expires="PT10M") as clock:
            sink = clock.sink()
            assert create(scheduler_url, account, sink.url)[5:16] == f"{begin:%d %b %Y}"
            hours = 1 + number % 5
            assert clock.advance(hours=hours) == hours
            assert [call["at"] for call in sink.calls()] == [
                render(begin + timedelta(hours=hour)) for hour in range(1, hours + 1)
            ]
            assert clock.now == begin + timedelta(hours=hours)
        assert scheduler_test_clock.now == parse("2015-07-01T00:00:00Z")
        scheduler_test_clock.set(begin)
        assert scheduler_test_clock.now == begin
"""


def test_case_26_two_hundred_tests_of_eight_processes_each_move_their_own_time(launch, tmp_path, repository):
    (tmp_path / "test_moving.py").write_text(textwrap.dedent(MOVING))
    with launch() as process:
        environment = {**os.environ, "PYTHONPATH": str(repository / "emulator"), "EMULATOR_URL": process.http}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "8", "-p", "no:cacheprovider", str(tmp_path)],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr
        assert "200 passed" in done.stdout
        left = process.control("GET", "/state")
        clock = process.control("GET", "/clock")
    assert (left["clocks"], left["jobs"]) == ([], [])
    assert clock["mode"] == "system"


def test_concurrent_tests_on_one_server_do_not_disturb_each_other(launch, tmp_path, repository):
    (tmp_path / "test_story.py").write_text(textwrap.dedent(STORY))
    with launch() as process:
        environment = {
            **os.environ,
            "PYTHONPATH": str(repository / "emulator"),
            "SCHEDULER_HTTP": process.http,
            "SCHEDULER_HTTPS": process.https,
            "SCHEDULER_CA": str(process.certs / "ca.pem"),
        }
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "4", "-p", "no:cacheprovider", str(tmp_path)],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "8 passed" in done.stdout
        left = process.control("GET", "/state")
    assert (left["jobs"], left["faults"]) == ([], [])
