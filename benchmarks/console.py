"""Measure the console with 10,000 jobs, 10,000 calls and 10,000 requests: each page and part, its time and its size.

``python benchmarks/console.py [JOBS]``; the median by the wall, and of the processor's time, which says
as much on a machine that others use too. A line that breaks a bound (200 ms, 150 KB) says so, and the exit status is 1.
"""

from __future__ import annotations

import statistics
import sys
import time
import uuid
from typing import Any

import requests
from azure_scheduler_emulator.console.parts import PARTS
from azure_scheduler_emulator.testing.live import LiveEmulator

PAGES = (
    "/",
    "/?span=P14D",
    "/jobs",
    "/jobs?q=job-77",
    "/jobs?sort=-failures&page=100",
    "/traffic",
    "/traffic?path=nope",
    "/setup",
)
SLOWEST, LARGEST, TIMES = 200, 150_000, 7
_VERSION = {"x-ms-version": "2014-10-01"}
_XMLNS = 'xmlns="http://schemas.microsoft.com/windowsazure"'


def main(jobs: int) -> int:
    """Print a line for each page and part; return the exit status."""
    with LiveEmulator(auth="loose") as live:
        _fill(live, jobs)
        job = live.control.call("GET", "/jobs?top=1")["jobs"][0]["id"]
        parts = [f"/parts/{name}{f'?id={job}' if name.startswith('job-') else ''}" for name in PARTS]
        broken = [path for path in (*PAGES, f"/jobs/{job}", *parts) if not _measure(live, path)]
    return 1 if broken else 0


def _fill(live: LiveEmulator, jobs: int) -> None:
    session = live.session()
    session.headers.update(_VERSION)
    place = f"{live.https_url}/{live.subscription}/cloudservices/cs"
    service = f"<CloudService {_XMLNS}><Label>l</Label><Description>d</Description><GeoRegion>West Europe</GeoRegion>"
    session.put(place, data=f"{service}</CloudService>")
    plan = f"<Resource {_XMLNS}><IntrinsicSettings><Plan>Standard</Plan></IntrinsicSettings></Resource>"
    session.put(f"{place}/resources/scheduler/jobCollections/jc", data=plan)
    address = f"{place}/resources/scheduler/~/jobCollections/jc/jobs"
    action = {"type": "http", "request": {"uri": live.sink("web").url, "method": "POST", "body": "hello"}}
    document: dict[str, Any] = {"startTime": "2015-07-01T01:00:00Z", "action": action}
    session.put(f"{address}/job-0", json=document | {"recurrence": {"frequency": "day", "interval": 1}})
    state = live.state()
    [row] = state["jobs"]
    names = [f"job-{number}" for number in range(1, jobs)]
    state["jobs"] += [row | {"id": uuid.uuid4().hex, "name": name, "name_key": name} for name in names]
    live.restore(state)
    live.clock.next()
    for number in range(10_000):
        session.get(f"{address}/job-{number % 50}")


def _measure(live: LiveEmulator, path: str) -> bool:
    taken, worked, size = [], [], 0
    for _ in range(TIMES):
        begin, before = time.perf_counter(), time.process_time()
        answer = requests.get(f"{live.http_url}/_emulator/ui{path}", timeout=60)
        taken.append(time.perf_counter() - begin)
        worked.append(time.process_time() - before)
        answer.raise_for_status()
        size = len(answer.content)
    wall, processor = statistics.median(taken) * 1000, statistics.median(worked) * 1000
    good = min(wall, processor) <= SLOWEST and size <= LARGEST
    shown = path if len(path) < 44 else f"{path[:43]}…"
    print(f"{shown:44} {wall:6.0f} ms {processor:6.0f} ms {size / 1000:7.1f} KB{'' if good else '   TOO MUCH'}")
    return good


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
