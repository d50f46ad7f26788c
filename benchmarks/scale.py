"""How many calls do workers at a broker make? ``python benchmarks/scale.py --jobs 10000``

Jobs are due at one moment, on many hosts. Prints the lines of the table in docs/scale.md: when the calls reached their
target, and what a call costs each kind of process in processor time. Everything shares this machine.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import load
import run
from faults import HEADERS

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.fixtures import rabbitmq
from tests.fixtures.database import server as postgresql

TICKS = os.sysconf("SC_CLK_TCK")


def processor(pids: list[int]) -> float:
    """Return the seconds of processor that processes and their children have used."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            children.setdefault(int(fields[1]) if fields else 0, []).append(int(entry.name))
    every, left = set(), list(pids)
    while left:
        pid = left.pop()
        every.add(pid)
        left += [child for child in children.get(pid, []) if child not in every]
    return sum((int(fields[11]) + int(fields[12])) / TICKS for fields in map(_stat, every) if fields)


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


@contextmanager
def working(broker: str, url: str, maps: list[str]) -> Iterator[subprocess.Popen]:
    """Run a worker."""
    command = [sys.executable, "-m", "azure_scheduler_emulator", "worker", "--broker", broker, "--database-url", url]
    popen = subprocess.Popen([*command, *maps], stdout=subprocess.PIPE, text=True)
    try:
        assert popen.stdout.readline() == "READY\n"
        yield popen
    finally:
        popen.terminate()
        popen.wait(30)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of the sorted ``values`` lies."""
    return values[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--emulators", type=int, default=2)
    parser.add_argument("--workers", type=int, default=3, help="0: the emulators make the calls themselves")
    parser.add_argument("--rate", type=int, default=100, help="how many jobs are made in a second at least")
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = stack.enter_context(run.sink())
        maps = [f"--map=host{number}.example=http://127.0.0.1:{port}" for number in range(wanted.hosts)]
        database = stack.enter_context(postgresql())
        broker = stack.enter_context(rabbitmq.running(folder))
        attempts = ("--attempts", "celery", "--broker", broker.celery_url) if wanted.workers else ()
        arguments = ("--database-url", database.url, *attempts, *maps)
        emulators = [stack.enter_context(run.emulator(folder, *arguments)) for _ in range(wanted.emulators)]
        workers = [stack.enter_context(working(broker.celery_url, database.url, maps)) for _ in range(wanted.workers)]
        roles = {"emulators": [one[0].pid for one in emulators], "workers": [one.pid for one in workers]}
        roles |= {"PostgreSQL": [database.pid], "RabbitMQ": [broker.pid]}
        due = time.time() + 5 + wanted.jobs / wanted.rate
        _create(emulators[0][1], wanted.jobs, wanted.hosts, due)
        assert time.time() < due, "the jobs were not made in time: a lower --rate gives more"
        time.sleep(max(0.0, due - 1 - time.time()))
        before = {name: processor(pids) for name, pids in roles.items()}
        late = run.arrivals(due, port, wanted.jobs, 300)
        print(
            f"{len(late)} calls of {wanted.jobs}: p50 {percentile(late, 0.5):.2f} s, p99 {percentile(late, 0.99):.2f} s"
        )
        print(f"{len(late) / late[-1]:.0f} calls/s")
        for name, pids in roles.items():
            print(f"{name}: {(processor(pids) - before[name]) / len(late) * 1e6:.0f} us of processor a call")


def _create(endpoint: load.Endpoint, jobs: int, hosts: int, due: float) -> None:
    run.prepare(endpoint)
    start = datetime.fromtimestamp(due, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    requests = []
    for number in range(jobs):
        uri = f"http://host{number % hosts}.example/job{number}"
        document = f'{{"startTime":"{start}","action":{{"type":"http","request":{{"uri":"{uri}","method":"GET"}}}}}}'
        requests.append(
            load.request(
                "PUT", f"{run.JC}/jc{number % 10}/jobs/job{number}?api-version=2014-04-01", document.encode(), HEADERS
            )
        )
    assert load.run(endpoint, requests, 4).bad == 0


if __name__ == "__main__":
    main()
