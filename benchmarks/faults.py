"""What is lost when processes, databases and targets fail? ``python benchmarks/faults.py --kills 50 ...``

Each part does its rounds and prints a line of the table in docs/reliability.md. A job is lost when it has not run by
the end; a call is repeated when the target got it twice under one idempotency key (the execution tag differs, the
job's name and occurrence do not).
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import load
import run

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.fixtures.database import server as postgresql

HEADERS = (*run.VERSION, "Content-Type: application/json")


class Target(ThreadingHTTPServer):
    """Notes who was called when, and answers after a while."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, wait: float = 0.0) -> None:
        self.calls: Counter[str] = Counter()
        self.at: dict[str, float] = {}
        self.wait = wait
        super().__init__(("127.0.0.1", 0), _Answering)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_port}"


class _Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Note the call, and answer."""
        self.server.calls[self.path] += 1
        self.server.at.setdefault(self.path, time.time())
        time.sleep(self.server.wait)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def create(endpoint: load.Endpoint, names: list[str], urls: list[str], due: float) -> None:
    """Make one job for each name, all due together, spread over the collections: each takes 1000."""
    start = datetime.fromtimestamp(due, UTC).isoformat()
    requests = []
    for number, (name, url) in enumerate(zip(names, urls, strict=True)):
        action = {"type": "http", "request": {"uri": f"{url}/{name}", "method": "GET"}}
        body = json.dumps({"startTime": start, "action": action}).encode()
        requests.append(
            load.request("PUT", f"{run.JC}/jc{number % 10}/jobs/{name}?api-version=2014-04-01", body, HEADERS)
        )
    assert load.run(endpoint, requests, 2).bad == 0


def wait_for(target: Target, names: list[str], seconds: float) -> int:
    """Wait until every job was called; return how many were not."""
    deadline = time.time() + seconds
    while time.time() < deadline and any(f"/{name}" not in target.calls for name in names):
        time.sleep(0.05)
    return sum(f"/{name}" not in target.calls for name in names)


def health(http: str) -> dict[str, object]:
    """Return what the emulator says of itself."""
    with urllib.request.urlopen(f"{http}/_emulator/health", timeout=10) as answer:
        return json.load(answer)


def settled(http: str, seconds: float = 30) -> bool:
    """Wait until nothing is wrong and nothing unstored."""
    deadline = time.time() + seconds
    while time.time() < deadline:
        found = health(http)
        if found["status"] == "ok" and not found["unstored"]:
            return True
        time.sleep(0.1)
    return False


def repeated(target: Target) -> int:
    """Return how many calls came more than once."""
    return sum(count - 1 for count in target.calls.values())


class Busy(threading.Thread):
    """Creates, reads and deletes jobs until nobody answers any more."""

    def __init__(self, endpoint: load.Endpoint, prefix: str) -> None:
        super().__init__(daemon=True)
        self._endpoint, self._prefix = endpoint, prefix
        #: What was created, and not deleted or perhaps deleted.
        self.kept: set[str] = set()
        self.start()

    def run(self) -> None:
        """Do it."""
        start = datetime.fromtimestamp(time.time() + 864000, UTC).isoformat()
        body = json.dumps(
            {"startTime": start, "action": {"type": "http", "request": {"uri": "http://x/", "method": "GET"}}}
        )
        for number in itertools.count():
            name = f"{self._prefix}{number}"
            try:
                assert self._ask("PUT", name, body.encode()) == 201
                self.kept.add(name)
                self._ask("GET", name)
                if number % 2:
                    self.kept.discard(name)
                    self._ask("DELETE", name)
            except (OSError, ValueError):
                return

    def missing(self, endpoint: load.Endpoint) -> int:
        """Return how many of the jobs that were created are not there; delete all that are."""
        self.join()
        self._endpoint = endpoint
        return sum(self._ask("DELETE", name) not in (200, 204) for name in self.kept)

    def _ask(self, method: str, name: str, body: bytes = b"") -> int:
        with self._endpoint.connect() as connection:
            path = f"{run.JC}/jc9/jobs/{name}?api-version=2014-04-01"
            connection.sendall(load.request(method, path, body, HEADERS))
            return load.answer(connection)[0]


def kills(folder: Path, rounds: int, jobs: int) -> str:
    """Kill the process in the middle of firing, and start it again on its file."""
    target, lost, chance = Target(0.01), 0, random.Random(1)
    state = str(folder / "kills.db")
    with run.emulator(folder, "--state", state) as (_, endpoint, _, _):
        run.prepare(endpoint)
    for number in range(rounds):
        names = [f"k{number}-{n}" for n in range(jobs)]
        with run.emulator(folder, "--state", state) as (process, endpoint, _, _):
            due = time.time() + 1 + jobs / 200
            create(endpoint, names, [target.url] * jobs, due)
            busy = Busy(endpoint, f"m{number}-")
            time.sleep(max(0, due - time.time()) + chance.random() * jobs * 0.003)
            process.send_signal(signal.SIGKILL)
            process.wait()
        with run.emulator(folder, "--state", state) as (_, endpoint, http, _):
            lost += wait_for(target, names, 30) + busy.missing(endpoint)
            settled(http)
    return f"kill -9, SQLite | {rounds} | {rounds * jobs} | {lost} | {repeated(target)}"


def full(folder: Path, rounds: int, jobs: int, seconds: float) -> str:
    """Have no file of the process grow while jobs fire, which is what a full disk does."""
    target, lost, unwell = Target(0.05), 0, 0
    with run.emulator(folder, "--state", str(folder / "full.db")) as (process, endpoint, http, _):
        run.prepare(endpoint)
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        for number in range(rounds):
            names = [f"d{number}-{n}" for n in range(jobs)]
            due = time.time() + 1 + jobs / 100
            create(endpoint, names, [target.url] * jobs, due)
            time.sleep(max(0, due - time.time()) + 0.05)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, most))
            time.sleep(seconds)
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
            lost += wait_for(target, names, 60)
            unwell += not settled(http)
    found = f"disk full for {seconds:g} s, SQLite | {rounds} | {rounds * jobs} | {lost} | {repeated(target)}"
    return found + (f" ({unwell} times not well afterwards)" if unwell else "")


def pairs(folder: Path, rounds: int, jobs: int) -> str:
    """Two processes on PostgreSQL; one of them is killed while both fire."""
    target, lost = Target(0.01), 0
    with postgresql() as database:
        for number in range(rounds):
            names = [f"p{number}-{n}" for n in range(jobs)]
            settings = ("--database-url", database.url)
            with (
                run.emulator(folder, *settings) as (first, endpoint, _, _),
                run.emulator(folder, *settings) as (_, _, http, _),
            ):
                if number == 0:
                    # The database outlives the processes of a round.
                    run.prepare(endpoint)
                due = time.time() + 1 + jobs / 100
                create(endpoint, names, [target.url] * jobs, due)
                time.sleep(max(0, due - time.time()) + 0.05)
                first.send_signal(signal.SIGKILL)
                lost += wait_for(target, names, 30)
                settled(http)
    return f"two processes, PostgreSQL, one killed | {rounds} | {rounds * jobs} | {lost} | {repeated(target)}"


def outages(folder: Path, rounds: int, jobs: int, seconds: float) -> str:
    """Stop PostgreSQL while jobs fire."""
    target, lost, unwell = Target(0.05), 0, 0
    with postgresql() as database, run.emulator(folder, "--database-url", database.url) as (_, endpoint, http, _):
        run.prepare(endpoint)
        for number in range(rounds):
            names = [f"o{number}-{n}" for n in range(jobs)]
            due = time.time() + 1 + jobs / 100
            create(endpoint, names, [target.url] * jobs, due)
            time.sleep(max(0, due - time.time()) + 0.05)
            database.stop()
            time.sleep(seconds)
            database.start()
            lost += wait_for(target, names, 60)
            unwell += not settled(http)
    found = f"PostgreSQL gone for {seconds:g} s | {rounds} | {rounds * jobs} | {lost} | {repeated(target)}"
    return found + (f" ({unwell} times not well afterwards)" if unwell else "")


@contextmanager
def silent(count: int) -> Iterator[list[str]]:
    """Yield the addresses of targets that take connections and never answer."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64)) for _ in range(count)]
        yield [f"http://127.0.0.1:{one.getsockname()[1]}" for one in found]


def late(folder: Path, urls: list[str], what: str) -> str:
    """Return how late a job is beside many that are due with it for other targets."""
    target = Target()
    with run.emulator(folder) as (_, endpoint, http, _):
        run.prepare(endpoint)
        names = [f"s{n}" for n in range(len(urls))]
        due = time.time() + 2 + len(urls) / 40
        create(endpoint, [*names, "fast"], [*urls, target.url], due)
        lost = wait_for(target, ["fast"], max(0, due - time.time()) + 90)
        seconds = target.at.get("/fast", time.time()) - due
        waiting = health(http)["waiting"]
    return f"{what}: another job is {seconds:.2f} s late, {waiting} calls wait | 1 | {len(urls) + 1} | {lost} | 0"


def main() -> None:
    """Do what is asked for, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--outages", type=int, default=10)
    parser.add_argument("--outage-seconds", type=float, default=5)
    parser.add_argument("--full", type=int, default=10)
    parser.add_argument("--jobs", type=int, default=100, help="jobs in each round")
    parser.add_argument("--silent", type=int, default=100, help="targets that never answer")
    parser.add_argument("--slow", type=int, default=900, help="jobs of one target that takes 2 s")
    wanted = parser.parse_args()
    print("| what | rounds | jobs | lost | calls repeated |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wanted.kills:
            print(f"| {kills(folder, wanted.kills, wanted.jobs)} |", flush=True)
        if wanted.pairs:
            print(f"| {pairs(folder, wanted.pairs, wanted.jobs)} |", flush=True)
        if wanted.outages:
            print(f"| {outages(folder, wanted.outages, wanted.jobs, wanted.outage_seconds)} |", flush=True)
        if wanted.full:
            print(f"| {full(folder, wanted.full, wanted.jobs, wanted.outage_seconds)} |", flush=True)
        if wanted.silent:
            with silent(wanted.silent) as urls:
                print(f"| {late(folder, urls, f'{wanted.silent} silent targets')} |", flush=True)
        if wanted.slow:
            slow = Target(2)
            print(f"| {late(folder, [slow.url] * wanted.slow, f'{wanted.slow} jobs of a target of 2 s')} |", flush=True)


if __name__ == "__main__":
    main()
