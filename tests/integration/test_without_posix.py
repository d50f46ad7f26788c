"""Windows has no fcntl, resource, pwd and the like: the emulator is imported, starts and fires without them.

A Linux machine can only hide them, which is done in a process of its own; nothing here has run on Windows itself.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

#: What the standard library has on POSIX only.
HIDDEN = ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog")
#: What its modules lack elsewhere.
LACKING = {"os": ("getuid", "geteuid", "killpg", "setsid"), "signal": ("SIGKILL", "SIGHUP")}

PRELUDE = f"""
import sys
for name in {HIDDEN!r}:
    sys.modules[name] = None
import os, signal, subprocess, tempfile, multiprocessing
for module, names in {LACKING!r}.items():
    for name in names:
        delattr(sys.modules[module], name)
"""
EVERYTHING = """
import importlib, pkgutil
import azure_scheduler_emulator as package
for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
"""
STORY = """
import requests
from azure_scheduler_emulator.testing.live import LiveEmulator
with LiveEmulator(auth="loose") as live:
    sink = live.sink("hook")
    job = {"url": sink.url, "cron": "0 0 3 * * ?"}
    made = requests.post(live.http_url + "/1/jobs", json=job, auth=("me", ""), timeout=30)
    assert made.status_code == 201, made.text
    classic = live.session()
    services = f"{live.https_url}/{live.subscription}/cloudservices"
    assert classic.get(services, headers={"x-ms-version": "2014-10-01"}, timeout=30).status_code == 200
    live.clock.advance(days=2)
    assert len(sink.calls()) == 2
"""


@pytest.mark.parametrize("what", [EVERYTHING, STORY], ids=["every module is imported", "a story is told"])
def test_nothing_asks_for_what_windows_lacks(what, tmp_path):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PRELUDE + what],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
