"""Many jobs at once leave nothing behind: no process, no open file, no thread, no file of the emulator's own."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path


def resources():
    """Count what the process has: open files, threads and children."""
    children = 0
    for process in Path("/proc").iterdir():
        try:
            stat = (process / "stat").read_text() if process.name.isdigit() else ""
        except OSError:
            continue
        children += stat.rpartition(")")[2].split()[1:2] == [str(os.getpid())]
    return len(list(Path("/proc/self/fd").iterdir())), threading.active_count(), children


def test_fifty_runs_at_once_and_twenty_flapping_jobs_leak_nothing(start, wait):
    before = resources()
    client = start(clock="2026-09-04T13:33:00Z")
    for n in range(20):
        client.upload(f"c{n}", f"echo flap; sleep 1000 & exit {n % 3}", kind="continuous")
    gate = client.home / "gate"
    os.mkfifo(gate)
    for n in range(50):
        client.upload(f"job{n}", 'echo began; read x < "$HOME/gate"; sleep 1000 & exit 0')
        assert client("POST", f"/api/triggeredwebjobs/job{n}/run").status_code == 202
    wait(lambda: all(client.history(f"job{n}")[0]["status"] == "Running" for n in range(50)), "all running at once")
    for past in range(1, 7):
        wait(
            lambda past=past: all(client.log(f"c{n}").count("Process went down") == past for n in range(20)), "a round"
        )
        if past < 6:
            client.advance(f"2026-09-04T13:{33 + past}:00Z")
    # Open for as long as they read: one that comes late must find its line too.
    with open(os.open(gate, os.O_RDWR), "wb") as opened:  # noqa: PTH123 - a path cannot be opened like this
        opened.write(b"\n" * 50)
        opened.flush()
        wait(lambda: all(client.history(f"job{n}")[0]["status"] == "Success" for n in range(50)), "all succeeded")
    client.emulator.stop()
    assert not client.site.ground.home.temp.parent.exists()
    wait(lambda: resources() == before, f"{before}, not {resources()}", seconds=10)


def test_jobs_die_with_an_emulator_that_is_killed(home, wait, is_alive, repository):
    program = """
import io, sys
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind
emulator = build(Settings(kudu=sys.argv[1], kudu_credentials="user:secret"))
emulator.start()
script = io.BytesIO(b'''setsid sleep 1000 & echo $! > "$HOME/child"
pwd > "$HOME/where"; echo $$ > "$HOME/pid"; exec sleep 1000''')
with emulator.services.site.changing():
    emulator.services.site.catalogue.upload(WebJobKind.CONTINUOUS, "c1", "run.sh", script, zipped=False)
sys.stdin.read()
"""
    command = [sys.executable, "-c", program, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=repository / "emulator") as emulator:
        files = [home / name for name in ("child", "pid")]
        pids = [int(wait(lambda file=file: file.exists() and file.read_text().strip())) for file in files]
        assert all(is_alive(pid) for pid in pids)
        emulator.send_signal(signal.SIGKILL)
        emulator.wait()
    wait(lambda: not any(is_alive(pid) for pid in pids), "the end of the job and of its child")
    where = Path((home / "where").read_text().strip())
    wait(lambda: not where.parents[3].exists(), "the end of the working copies")
