"""What do many clients, idle ones and senders of nonsense do to the others? ``python benchmarks/crowds.py --help``

Prints the lines of the second table in docs/reliability.md. Each face is asked by 256 clients for a minute, three
reads for each job (or file) that is made; 2,000 connections that say nothing are held beside 8 clients that ask; and
100,000 requests are sent that were right before something in them was changed by chance.
"""

from __future__ import annotations

import argparse
import base64
import json
import resource
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import load
import nonsense
import run

SEED_TOKEN = "0" * 40
JSON = "Content-Type: application/json"
ARM = f"/subscriptions/{run.SUBSCRIPTION}/resourceGroups/cs/providers/Microsoft.Scheduler/jobCollections"
ACTION = {"type": "http", "request": {"uri": "http://localhost/", "method": "GET"}}
#: Within the 18 months that the service allows.
LATER = f"{datetime.now(UTC) + timedelta(days=300):%Y-%m-%dT%H:%M:%SZ}"


def basic(user: str) -> str:
    """Return a header for a user or an account."""
    return "Authorization: Basic " + base64.b64encode(f"{user}:secret".encode()).decode()


def right_requests(count: int) -> dict[str, tuple[list[bytes], list[bytes]]]:
    """Return requests to each face that succeed: those that make something, and those that read it."""
    found: dict[str, tuple[list[bytes], list[bytes]]] = {}

    def add(face: str, make: bytes, read: bytes) -> None:
        makes, reads = found.setdefault(face, ([], []))
        makes.append(make)
        reads.append(read)

    body = json.dumps({"startTime": LATER, "action": ACTION}).encode()
    whole = json.dumps({"properties": {"startTime": LATER, "action": ACTION}}).encode()
    schedule = json.dumps({"endpoint": "http://localhost/", "cron_definition": "0 0 1 1 *", "payload": {}}).encode()
    bearer, token, kudu = "Authorization: Bearer x", f"Authorization: Token {SEED_TOKEN}", basic("me")
    for n in range(count):
        job = f"{run.JC}/jc{n % 10}/jobs/c{n}?api-version=2014-04-01"
        add("azure_classic", load.request("PUT", job, body, (*run.VERSION, JSON)), get(job, *run.VERSION))
        job = f"{ARM}/jc{n % 10}/jobs/a{n}?api-version=2016-03-01"
        add("azure_arm", load.request("PUT", job, whole, (bearer, JSON)), get(job, bearer))
        made = load.request("POST", "/api/v1/schedule/", schedule, (token, JSON))
        add("seed_scheduler", made, get("/api/v1/schedule/?limit=5", token))
        account = basic(f"account{n}")
        made = load.request("POST", f"/1/jobs/{LATER}/http%3A%2F%2Flocalhost%2F", b"hi", (account,))
        add("job_scheduler", made, get("/1/jobs", account))
        made = load.request("PUT", f"/api/vfs/data/f{n}.txt", b"hello", (kudu, "If-Match: *"))
        add("kudu", made, get("/api/triggeredwebjobs", kudu))
    return found


def get(path: str, *headers: str) -> bytes:
    """Return a request that reads."""
    return load.request("GET", path, b"", headers)


@contextmanager
def emulator(folder: Path) -> Iterator[tuple[object, load.Endpoint, load.Endpoint]]:
    """Yield a process with every face, and its two ports."""
    site = ("--kudu", str(folder / "home"), "--kudu-credentials", "me:secret")
    with run.emulator(folder, "--auth", "loose", "--seed-token", SEED_TOKEN, *site) as (process, https, http, _):
        run.prepare(https)
        yield process, https, load.Endpoint(http)


def faces(folder: Path, clients: int, seconds: float) -> Iterator[str]:
    """Yield a line for each face that many ask at once."""
    for face, (makes, reads) in right_requests(clients).items():
        with emulator(folder) as (process, https, http):
            port = https if face == "azure_classic" else http
            assert load.run(port, makes, 4).bad == 0, face
            # Each client makes one thing and reads it three times, over and over.
            found = load.run(port, [*makes, *reads, *reads, *reads], clients, seconds)
            size = run.resident(process)
        yield (
            f"{clients} clients of {face} for {seconds:g} s: {found.per_second:.0f} requests/s, p50 "
            f"{found.median:.0f} ms, p99 {found.p99:.0f} ms, {size:.0f} MB | {found.bad}"
        )


def idle(folder: Path, clients: int) -> str:
    """Return how others fare beside clients that say nothing."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with emulator(folder) as (process, https, http), ExitStack() as stack:
        (makes, reads), before = right_requests(500)["azure_arm"], run.resident(process)
        assert load.run(http, makes, 4).bad == 0
        alone = load.run(http, [*makes, *reads, *reads, *reads], 8)
        for number in range(clients):
            connection = stack.enter_context((https if number % 2 else http).connect())
            if number % 4 > 1:
                connection.sendall(b"GET / HTTP/1.1\r\n")
        beside = load.run(http, [*makes, *reads, *reads, *reads], 8)
        grown = run.resident(process) - before
    return (
        f"{clients} idle clients beside 8 that ask: {beside.per_second:.0f} requests/s (alone {alone.per_second:.0f}), "
        f"p99 {beside.p99:.0f} ms (alone {alone.p99:.0f}), {grown:.0f} MB more | {alone.bad + beside.bad}"
    )


def malformed(folder: Path, count: int) -> str:
    """Return what became of requests in which something was changed by chance."""
    with emulator(folder) as (_, https, http):
        right = right_requests(20)
        for face, (makes, reads) in right.items():
            for requests in (makes, reads):
                assert load.run(https if face == "azure_classic" else http, requests, 4).bad == 0, face
        before = jobs(http.url)
        classic = [data for requests in right.pop("azure_classic") for data in requests]
        plain = [data for both in right.values() for requests in both for data in requests]
        said = nonsense.send(https, classic, count // 10)
        said += nonsense.send(http, [*plain, *nonsense.of_control()], count - count // 10)
        lost = len(before - jobs(http.url))
        with urllib.request.urlopen(f"{http.url}/_emulator/health", timeout=30) as answer:
            status = json.load(answer)["status"]
    failed = sum(number for code, number in said.items() if code in (500, nonsense.SILENT))
    names = {0: "nothing", nonsense.RECORDED: "the recorded 500"}
    shown = ", ".join(f"{number} of {names.get(code, code)}" for code, number in sorted(said.items()))
    return f"{count} malformed requests: {lost} jobs lost, then {status}; answers {shown} | {failed}"


def jobs(http: str) -> set[str]:
    """Return the identities of all jobs."""
    with urllib.request.urlopen(f"{http}/_emulator/state", timeout=60) as answer:
        return {row["id"] for row in json.load(answer)["jobs"]}


def main() -> None:
    """Do what is asked for, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=256)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--idle", type=int, default=2000)
    parser.add_argument("--malformed", type=int, default=100_000)
    wanted = parser.parse_args()
    print("| what | errors |\n|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wanted.idle:
            print(f"| {idle(folder, wanted.idle)} |", flush=True)
        if wanted.malformed:
            print(f"| {malformed(folder, wanted.malformed)} |", flush=True)
        if wanted.seconds:
            for line in faces(folder, wanted.clients, wanted.seconds):
                print(f"| {line} |", flush=True)


if __name__ == "__main__":
    main()
