"""Many at a time: what one client holds, others need not wait for."""

from __future__ import annotations

import http.client
import subprocess
import sys
from contextlib import ExitStack, closing

import pytest
from azure_scheduler_emulator.http.listener import WORKERS
from azure_scheduler_emulator.testing.live import LiveEmulator


def connect(live):
    return closing(http.client.HTTPConnection(live.http_url.removeprefix("http://"), timeout=20))


def test_case_12_long_polls_hold_no_worker(live, tenant):
    sink = live.sink("here")
    tenant.job("one", sink.url)
    with ExitStack() as stack:
        polls = [stack.enter_context(connect(live)) for _ in range(WORKERS + 10)]
        for poll in polls:
            poll.request("GET", "/_emulator/executions?count=1&timeout=60")
        assert live.control.call("GET", "/health")["status"] == "ok"
        live.clock.advance("P1D")
        assert {poll.getresponse().status for poll in polls} == {200}


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/1/jobs", 4 << 20),
        ("/subscriptions/x", 4 << 20),
        ("/nothing", 4 << 20),
        ("/_emulator/preview", 64 << 20),
        ("/_emulator/state", 1 << 30),
    ],
)
def test_case_12_nobody_reads_more_than_a_face_takes(live, path, limit):
    with connect(live) as client:
        client.putrequest("PUT", path)
        client.putheader("Content-Length", str(limit + 1))
        client.endheaders()
        assert client.getresponse().status == 413, "nothing of the body has been sent"
    with connect(live) as client:
        client.putrequest("PUT", path)
        client.putheader("Transfer-Encoding", "chunked")
        client.endheaders(b"%x\r\n" % (limit + 1))
        assert client.getresponse().status == 413


def test_case_12_a_little_too_much_is_refused_in_the_faces_own_words(live):
    session = live.session()
    answer = session.post(f"{live.http_url}/1/jobs", data=b"x" * 100_000, auth=("me", ""))
    assert (answer.status_code, answer.json()["error"]) == (413, "The data of a job has at most 2048 bytes.")


def test_case_12_uploads_of_web_jobs_may_be_larger(tmp_path):
    with LiveEmulator(kudu=str(tmp_path / "home"), kudu_credentials="me:x") as live:
        answer = live.session().put(f"{live.http_url}/api/vfs/big", data=b"x" * (5 << 20), auth=("me", "x"))
        assert answer.status_code == 201


SERVER = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
from azure_scheduler_emulator.testing.live import LiveEmulator
with LiveEmulator() as live:
    print(live.http_url, flush=True)
    sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
def test_case_12_idle_clients_make_room_when_descriptors_run_short():
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.PIPE
    )
    with server, ExitStack() as stack:
        address = server.stdout.readline().strip().removeprefix("http://")
        idle = []
        for _ in range(300):
            client = http.client.HTTPConnection(address, timeout=20)
            stack.callback(client.close)
            client.request("GET", "/_emulator/health")
            assert client.getresponse().read()
            idle.append(client)
        # The newest is still there, the first one is not.
        idle[-1].request("GET", "/_emulator/clock")
        assert idle[-1].getresponse().status == 200
        assert idle[0].sock.recv(1) == b""
        server.stdin.close()
