"""The process: starting, stopping, and dying."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys
import threading
import time

import pytest
import requests
from azure_scheduler_emulator import __version__

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
COLLECTION = "<Resource><IntrinsicSettings><Plan>P20Premium</Plan></IntrinsicSettings></Resource>"


def classic(process):
    """Return a function that calls the classic face of a process."""
    session = requests.Session()
    session.trust_env = False
    session.cert = str(process.certs / "management.pem")
    session.verify = str(process.certs / "ca.pem")
    session.headers["x-ms-version"] = "2014-10-01"

    def call(method, path, body=None):
        data = json.dumps(body) if isinstance(body, dict) else body
        return session.request(method, f"{process.https}/{SUBSCRIPTION}/{path}", data=data, timeout=10)

    return call


def make_collection(call, name="jc"):
    call("PUT", "cloudservices/cs", "<CloudService><GeoRegion>West Europe</GeoRegion></CloudService>")
    path = f"cloudservices/cs/resources/scheduler/jobCollections/{name}"
    assert call("PUT", path, COLLECTION).status_code == 202
    return f"cloudservices/cs/resources/scheduler/~/jobCollections/{name}/jobs"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_on_a_signal_whatever_is_connected(launch, number):
    with launch() as process:
        call = classic(process)
        assert call("GET", "cloudservices").status_code == 200  # a connection that stays open
        started = time.monotonic()
        assert process.stop(number) == 0
        # The aim is half a second; a loaded machine gets some more.
        assert time.monotonic() - started < 5


def test_a_call_that_hangs_does_not_hold_the_stop(launch):
    with launch() as process:
        hook = _SilentTarget()
        call = classic(process)
        jobs = make_collection(call)
        call("PUT", f"{jobs}/slow", {"action": {"type": "http", "request": {"uri": hook.url, "method": "GET"}}})
        hook.connected.wait(20)
        started = time.monotonic()
        assert process.stop() == 0
        assert time.monotonic() - started < 5
        hook.close()


class _SilentTarget:
    """Accepts a connection and says nothing."""

    def __init__(self):
        import socket

        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.connected = threading.Event()
        self.connection = None
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        self.connection, _ = self.socket.accept()
        self.connected.set()

    def close(self):
        self.connection.close()
        self.socket.close()


def test_certificates_are_made_readable_by_the_owner_only(process):
    names = {path.name for path in process.certs.iterdir() if not path.name.startswith(".")}
    assert names >= {
        "ca.pem",
        "ca.key",
        "server.pem",
        "server.key",
        "management.pem",
        "management.pfx",
        "management.cer",
        "management.publishsettings",
    }
    for name in ("ca.key", "server.key", "management.pem", "management.pfx", "management.publishsettings"):
        assert stat.S_IMODE((process.certs / name).stat().st_mode) == 0o600, name
    assert process.https in (process.certs / "management.publishsettings").read_text()


def test_the_control_api_is_there_and_guarded(process):
    health = process.control("GET", "/health")
    assert (health["status"], health["clock"]) == ("ok", "system")
    url = f"{process.http}/_emulator"
    assert requests.get(f"{url}/health", headers={"Host": "evil.example"}, timeout=10).status_code == 403
    assert requests.post(f"{url}/reset", headers={"Origin": "http://evil.example"}, timeout=10).status_code == 403
    assert requests.get(f"{url}/health", headers={"Origin": "http://localhost:3000"}, timeout=10).status_code == 403
    assert requests.get(f"{url}/health", headers={"Origin": process.http}, timeout=10).status_code == 200
    assert requests.get(f"{url}/openapi.json", timeout=10).json()["info"]["title"] == "Control API"
    assert requests.get(f"{url}/certs/ca.pem", timeout=10).text == (process.certs / "ca.pem").read_text()
    assert requests.post(f"{url}/clock/advance", json={"by": "P1D"}, timeout=10).status_code == 409
    assert requests.post(f"{url}/clock/advance", json={"bye": "P1D"}, timeout=10).status_code == 400
    assert requests.get(f"{url}/nothing", timeout=10).headers["Content-Type"] == "application/problem+json"


def test_a_token_can_be_demanded(launch):
    with launch("--control-token", "secret") as process:
        url = f"{process.http}/_emulator/clock"
        assert requests.get(url, timeout=10).status_code == 401
        assert requests.get(url, headers={"Authorization": "Bearer wrong"}, timeout=10).status_code == 401
        assert requests.get(url, headers={"Authorization": "Bearer secret"}, timeout=10).status_code == 200


def test_settings_come_from_variables_too(launch):
    with launch(EMULATOR_CLOCK="2015-07-01T00:00:00Z", EMULATOR_AUTH="loose") as process:
        clock = process.control("GET", "/clock")
        assert (clock["mode"], clock["now"]) == ("virtual", "2015-07-01T00:00:00Z")
        answer = requests.get(
            f"{process.https}/{SUBSCRIPTION}/cloudservices",
            headers={"x-ms-version": "2014-10-01"},
            verify=str(process.certs / "ca.pem"),
            timeout=10,
        )
        assert answer.status_code == 200


@pytest.mark.parametrize("program", [["emulator"], ["-m", "emulator"]])
def test_a_checkout_runs_by_its_folders_name(repository, program):
    command = [sys.executable, *program, "--version"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True, cwd=repository)
    assert done.stdout.strip()


def test_the_other_commands_answer(certs, tmp_path):
    def run(*arguments):
        command = [sys.executable, "-m", "azure_scheduler_emulator", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    assert run("version").strip() == run("--version").strip() == __version__
    assert "management.pem" in run("certs", "issue", "--certs", str(certs))
    assert "server.pem" in run("certs", "show", "--certs", str(certs))
    run("certs", "export", str(tmp_path / "out"), "--certs", str(certs))
    exported = {path.name for path in (tmp_path / "out").iterdir()}
    assert "management.pfx" in exported
    assert "server.key" not in exported
    assert "`EMULATOR_PACE`" in run("settings")


def test_state_survives_a_restart(launch, tmp_path):
    state = str(tmp_path / "state.db")
    with launch("--state", state) as process:
        call = classic(process)
        jobs = make_collection(call)
        job = {"startTime": "2099-01-01T00:00:00Z", "action": {"type": "http", "request": {"uri": "http://x/"}}}
        call("PUT", f"{jobs}/job1", {**job, "startTime": _in_a_month()})
        before = call("GET", f"{jobs}/job1").text
        assert process.stop() == 0
    with launch("--state", state) as process:
        assert classic(process)("GET", f"{jobs}/job1").text == before


def _in_a_month():
    from datetime import UTC, datetime, timedelta

    return (datetime.now(UTC) + timedelta(days=30)).isoformat()


def test_killed_amid_a_thousand_firing_jobs_it_loses_none(launch, tmp_path, target, eventually):
    """Two collections of 500 one-time jobs fall due together; the process is killed after the first calls."""
    state = str(tmp_path / "state.db")
    with launch("--state", state, "--clock", "2015-07-01T00:00:00Z") as process:
        call = classic(process)
        for name in ("a", "b"):
            jobs = make_collection(call, name)
            for number in range(500):
                request = {"uri": f"{target.url}/{name}{number}", "method": "GET"}
                job = {"startTime": "2015-07-01T01:00:00Z", "action": {"type": "http", "request": request}}
                assert call("PUT", f"{jobs}/{name}{number}", job).status_code == 201
        # Back on the machine's time, all of them are overdue at once and fire in the pool.
        process.control("PUT", "/clock", {"mode": "system"})
        eventually(lambda: len(target.calls) >= 100)
        process.stop(signal.SIGKILL)
    called = len(target.calls)
    assert called < 1000
    with launch("--state", state) as process:
        eventually(lambda: len({path for _, path, _, _ in target.calls}) == 1000, "the thousandth call")
        states = "cloudservices/cs/resources/scheduler/~/jobCollections/{}/jobs?$filter=state%20eq%20completed&$skip={}"
        call = classic(process)
        eventually(lambda: all(len(call("GET", states.format(name, 400)).json()) == 100 for name in ("a", "b")))
    # A call is repeated only if it was under way: at most one for each of the 16 threads, and those whose outcome was
    # not stored yet. Repeats carry the same key.
    keys = [headers["Idempotency-Key"] for _, _, headers, _ in target.calls]
    assert len(set(keys)) == 1000
    assert len(keys) - 1000 <= 100
