"""Measure the emulator beside its peers on the same work in one run: ``make bench``.

Requests: moto_server's EventBridge Scheduler (create, get and delete a schedule over plain HTTP). Lateness: APScheduler
with its own SQLite store. Figures of one machine mean little; the ratios in the last column are what to look at.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import load

HERE = Path(__file__).parent
SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
JC = f"/{SUBSCRIPTION}/cloudservices/cs/resources/scheduler/~/jobCollections"
VERSION = ("x-ms-version: 2014-10-01",)


@contextmanager
def emulator(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen, load.Endpoint, str, float]]:
    """Yield a running emulator with its endpoint and the seconds from its start to READY."""
    command = [sys.executable, "-m", "azure_scheduler_emulator", "serve", "--https-port", "0", "--http-port", "0"]
    started = time.perf_counter()
    process = subprocess.Popen([*command, "--certs", str(folder), *arguments], stdout=subprocess.PIPE, text=True)
    _, https, http = process.stdout.readline().split()
    ready = time.perf_counter() - started
    try:
        yield process, load.Endpoint(https, str(folder / "ca.pem"), str(folder / "management.pem")), http, ready
    finally:
        process.terminate()
        process.wait()


@contextmanager
def moto(command: str) -> Iterator[tuple[subprocess.Popen, load.Endpoint, float]]:
    """Yield a running moto_server with its endpoint and the seconds from its start to its first answer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = time.perf_counter()
    process = subprocess.Popen([command, "-H", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/", timeout=5).close()
            break
        except OSError:
            time.sleep(0.005)
    try:
        yield process, load.Endpoint(f"http://127.0.0.1:{port}"), time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


def resident(process: subprocess.Popen) -> float:
    """Return the resident memory of a process in MB."""
    for line in Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def our_requests(count: int, prefix: str) -> dict[str, list[bytes]]:
    """Return requests that create, get and delete jobs."""
    body = {
        "startTime": datetime.fromtimestamp(time.time() + 864000, UTC).isoformat(),
        "action": {"type": "http", "request": {"uri": "http://localhost/", "method": "GET"}},
        "recurrence": {"frequency": "hour", "interval": 1},
    }
    data = json.dumps(body).encode()
    paths = [f"{JC}/jc{n % 10}/jobs/{prefix}{n}?api-version=2014-04-01" for n in range(count)]
    return {
        "create": [load.request("PUT", path, data, (*VERSION, "Content-Type: application/json")) for path in paths],
        "get": [load.request("GET", path, b"", VERSION) for path in paths],
        "delete": [load.request("DELETE", path, b"", VERSION) for path in paths],
    }


def moto_requests(count: int, prefix: str) -> dict[str, list[bytes]]:
    """Return requests that create, get and delete schedules."""
    body = {
        "ScheduleExpression": "rate(1 hour)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": "arn:aws:lambda:us-east-1:1:function:f", "RoleArn": "arn:aws:iam::1:role/r"},
    }
    data = json.dumps(body).encode()
    signed = "Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/scheduler/aws4_request, Signature=0"
    headers = (signed, "Content-Type: application/json")
    paths = [f"/schedules/{prefix}{n}" for n in range(count)]
    return {
        "create": [load.request("POST", path, data, headers) for path in paths],
        "get": [load.request("GET", path, b"", headers) for path in paths],
        "delete": [load.request("DELETE", path, b"", headers) for path in paths],
    }


def prepare(endpoint: load.Endpoint) -> None:
    """Make ten job collections of 1000 jobs each at most."""
    service = b"<CloudService><GeoRegion>West Europe</GeoRegion></CloudService>"
    collection = b"<Resource><IntrinsicSettings><Plan>P20Premium</Plan></IntrinsicSettings></Resource>"
    requests = [load.request("PUT", f"/{SUBSCRIPTION}/cloudservices/cs", service, VERSION)]
    for n in range(10):
        requests.append(load.request("PUT", f"{JC.replace('~/', '')}/jc{n}", collection, VERSION))
    assert load.run(endpoint, requests, 1).bad == 0


def measure(
    endpoint: load.Endpoint, make: object, counts: Sequence[tuple[int, int]]
) -> dict[tuple[str, int], load.Figures]:
    """Return figures for each operation with each number of clients."""
    found = {}
    for clients, count in counts:
        for name, requests in make(count, f"c{clients}x").items():
            found[name, clients] = load.run(endpoint, requests, clients)
    return found


def lateness(due: float, port: str, count: int) -> tuple[float, float]:
    """Wait for ``count`` calls at the sink; return the median and the 99th percentile of their lateness in seconds."""
    late = arrivals(due, port, count, 60)
    assert len(late) >= count, f"only {len(late)} calls came"
    return late[len(late) // 2], late[int(len(late) * 0.99) - 1]


def arrivals(due: float, port: str, count: int, seconds: float) -> list[float]:
    """Wait for ``count`` calls at the sink, so many seconds at most; return their lateness in seconds, sorted."""
    deadline = time.time() + seconds
    while time.time() < deadline:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/times", timeout=30) as answer:
            found = json.load(answer)
        if len(found) >= count:
            break
        time.sleep(0.1)
    return sorted(arrival - due for arrival in found)


@contextmanager
def sink() -> Iterator[str]:
    """Yield the port of a target."""
    process = subprocess.Popen([sys.executable, str(HERE / "sink.py")], stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def our_lateness(folder: Path, count: int, lead: float) -> tuple[float, float]:
    """Return the lateness of ``count`` jobs due together."""
    with sink() as port, emulator(folder) as (_, endpoint, _, _):
        prepare(endpoint)
        due = time.time() + lead
        start = datetime.fromtimestamp(due, UTC).isoformat()
        action = {"type": "http", "request": {"uri": f"http://127.0.0.1:{port}/", "method": "GET"}}
        data = json.dumps({"startTime": start, "action": action}).encode()
        paths = [f"{JC}/jc{n % 10}/jobs/{n}" for n in range(count)]
        assert load.run(endpoint, [load.request("PUT", path, data, VERSION) for path in paths], 4).bad == 0
        return lateness(due, port, count)


def peer_lateness(count: int, lead: float) -> tuple[float, float]:
    """Return the lateness of APScheduler on the same work."""
    with sink() as port, tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            str(HERE / "peer_apscheduler.py"),
            f"http://127.0.0.1:{port}/",
            str(count),
            str(lead),
            folder,
        ]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            return lateness(float(process.stdout.readline()), port, count)
        finally:
            process.stdin.close()
            process.wait(30)


def row(name: str, ours: float, peer: float | None, unit: str, *, more_is_better: bool) -> str:
    """Return a line of the table; the ratio is above 1 where the emulator is better."""
    if peer is None:
        return f"| {name} | {ours:.3g} {unit} | not measured | |"
    ratio = ours / peer if more_is_better else peer / ours
    return f"| {name} | {ours:.3g} {unit} | {peer:.3g} {unit} | {ratio:.2f} |"


def main() -> None:
    """Measure and print the table."""
    command = shutil.which("moto_server", path=str(Path(sys.executable).parent)) or shutil.which("moto_server")
    counts = ((1, 500), (8, 2000))
    rows = ["| what | emulator | peer | ratio (above 1: the emulator is better) |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "certs"
        with emulator(folder):
            pass  # the keys are made once
        starts = []
        for _ in range(5):
            with emulator(folder) as (process, _, _, ready):
                starts.append(ready)
                memory = resident(process)
        with emulator(folder) as (_, endpoint, _, _):
            prepare(endpoint)
            ours = measure(endpoint, our_requests, counts)
        peer_starts, peer_memory, theirs = [None], None, {}
        if command:
            peer_starts = []
            for _ in range(5):
                with moto(command) as (process, _, ready):
                    peer_starts.append(ready)
                    peer_memory = resident(process)
            with moto(command) as (_, endpoint, _):
                theirs = measure(endpoint, moto_requests, counts)
        rows.append(row("start to READY (best of 5)", min(starts), min(peer_starts), "s", more_is_better=False))
        rows.append(row("resident memory after start", memory, peer_memory, "MB", more_is_better=False))
        for key, figures in ours.items():
            peer = theirs.get(key)
            label = f"{key[0]} a job, {key[1]} client{'s' if key[1] > 1 else ''}"
            note = f" ({figures.bad} bad)" if figures.bad else ""
            rows.append(row(f"{label}{note}", figures.per_second, peer and peer.per_second, "/s", more_is_better=True))
            rows.append(row(f"{label}, p99", figures.p99, peer and peer.p99, "ms", more_is_better=False))
        late, peer_late = our_lateness(folder, 1000, 8), peer_lateness(1000, 8)
        rows.append(row("1,000 jobs due at once: lateness p50", late[0], peer_late[0], "s", more_is_better=False))
        rows.append(row("1,000 jobs due at once: lateness p99", late[1], peer_late[1], "s", more_is_better=False))
    print("\n".join(rows))


if __name__ == "__main__":
    main()
