"""How much of the processor does a server take for a request? Its own time alone, on one machine, in turns.

``python benchmarks/processor.py`` prints the microseconds for each request to create, get and delete a job, beside a
route of bare Flask on this machine, and compares their ratio with the one that is recorded: noise of the machine is in
both. It ends with status 1 if a ratio has grown by more than 30 %. ``--record`` writes the ratios instead.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

HERE = Path(__file__).parent
RECORDED = HERE / "recorded.json"
#: How much a ratio may grow before something is wrong.
ALLOWED = 1.3
GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g"
COLLECTION = f"{GROUP}/providers/Microsoft.Scheduler/jobCollections/c"
VERSION = "?api-version=2016-03-01"
HEADERS = {"Authorization": "Bearer x", "Content-Type": "application/json"}
JOB = {
    "properties": {
        "action": {"type": "Http", "request": {"method": "GET", "uri": "http://example.org/"}},
        "recurrence": {"frequency": "Hour", "interval": 1},
    }
}
BARE = """
import socket
from cheroot.wsgi import Server
from flask import Flask, jsonify
app = Flask(__name__)
@app.get("/<name>")
def show(name):
    return jsonify(name=name, things=[1, 2, 3])
server = Server(("127.0.0.1", 0), app, numthreads=4)
server.prepare()
print("READY - http://127.0.0.1:%d" % server.bind_addr[1], flush=True)
server.serve()
"""


def seconds(pid: int) -> float:
    """Return the processor time that a process has taken, in seconds."""
    found = [path for path in Path(f"/proc/{pid}/task").glob("*/schedstat") if path.exists()]
    if found:
        return sum(int(path.read_text().split()[0]) for path in found) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def server(*command: str) -> Iterator[tuple[int, str]]:
    """Yield the process and the address of a server that says where it listens."""
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    try:
        yield process.pid, process.stdout.readline().split()[2].removeprefix("http://")
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def ask(connection: http.client.HTTPConnection, method: str, path: str, document: object = None) -> None:
    """Send a request; it has to succeed."""
    connection.request(method, path, None if document is None else json.dumps(document), HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    assert answer.status < 300, (method, path, answer.status, text)


def measure(rounds: int, each: int) -> dict[str, float]:
    """Return the microseconds for a request of each kind: of many short ``rounds`` that which a fifth stayed below.

    What else the machine does makes a round longer, and never shorter.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        ports = ("--https-port", "0", "--http-port", "0", "--certs", folder, "--clock", "2020-01-01T00:00:00Z")
        ours, address = stack.enter_context(server("-m", "azure_scheduler_emulator", "serve", *ports))
        bare, beside = stack.enter_context(server("-c", BARE))
        us, them = http.client.HTTPConnection(address), http.client.HTTPConnection(beside)
        ask(us, "PUT", f"{GROUP}?api-version=2016-09-01", {"location": "westus"})
        ask(us, "PUT", COLLECTION + VERSION, {"location": "westus", "properties": {"sku": {"name": "P20Premium"}}})
        kinds = {
            "bare": lambda n: ask(them, "GET", f"/{n}"),
            "create": lambda n: ask(us, "PUT", f"{COLLECTION}/jobs/{n}{VERSION}", JOB),
            "get": lambda n: ask(us, "GET", f"{COLLECTION}/jobs/{n}{VERSION}"),
            "delete": lambda n: ask(us, "DELETE", f"{COLLECTION}/jobs/{n}{VERSION}"),
        }
        found: dict[str, list[float]] = {kind: [] for kind in kinds}
        for number in range(rounds + 1):
            for kind, request in kinds.items():
                pid = bare if kind == "bare" else ours
                began = seconds(pid)
                for n in range(each):
                    request(n)
                if number:  # The first round is to warm up.
                    found[kind].append((seconds(pid) - began) * 1e6 / each)
        us.close()
        them.close()
    return {kind: statistics.quantiles(values, n=5)[0] for kind, values in found.items()}


def main() -> int:
    """Measure, compare, and tell whether something has become slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the ratios instead of comparing them")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=80, help="of each kind in each round")
    parser.add_argument("--goes", type=int, default=3, help="measure again, so often, before saying that it is slow")
    given = parser.parse_args()
    for _ in range(given.goes):
        found = measure(given.rounds, given.requests)
        ratios = {kind: round(value / found["bare"], 2) for kind, value in found.items() if kind != "bare"}
        if given.record:
            RECORDED.write_text(json.dumps(ratios, indent=2) + "\n")
        if not compare(found, ratios):
            return 0
    return 1


def compare(found: dict[str, float], ratios: dict[str, float]) -> bool:
    """Print the figures beside those that are recorded; tell whether one of them has grown too much."""
    recorded = json.loads(RECORDED.read_text())
    print(f"bare Flask: {found['bare']:.0f} us of the processor for each request")
    slow = {kind for kind, ratio in ratios.items() if ratio > recorded[kind] * ALLOWED}
    for kind, ratio in ratios.items():
        note = "  MORE THAN ALLOWED" if kind in slow else ""
        print(f"{kind}: {found[kind]:.0f} us, {ratio:.2f} times bare Flask; recorded {recorded[kind]:.2f}{note}")
    return bool(slow)


if __name__ == "__main__":
    sys.exit(main())
