"""The real process, over real TLS, for unmodified clients."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


@dataclass
class Process:
    """A running emulator."""

    popen: subprocess.Popen
    https: str
    http: str
    certs: Path

    def control(self, method, path, body=None):
        """Call the control API; return its document."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.http}/_emulator{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def stop(self, number=signal.SIGTERM):
        """Send a signal and return the exit status."""
        self.popen.send_signal(number)
        status = self.popen.wait(20)
        self.popen.stdout.close()
        return status


@pytest.fixture(scope="session")
def certs(tmp_path_factory):
    """One certificate folder for all processes: making keys takes a moment."""
    return tmp_path_factory.mktemp("certs") / "certs"


@pytest.fixture(scope="session")
def launch(certs):
    """Starts emulators: ``with launch("--pace", "recorded") as process``."""

    @contextmanager
    def launch(*arguments, **environment):
        ports = ("--https-port", "0", "--http-port", "0", "--certs", str(certs))
        popen = subprocess.Popen(
            [sys.executable, "-m", "emulator", "serve", *ports, *arguments],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **environment},
        )
        try:
            line = popen.stdout.readline()
            assert line.startswith("READY "), line
            _, https, http = line.split()
            yield Process(popen, https, http, certs)
        finally:
            if popen.poll() is None:
                popen.kill()
            popen.wait(20)
            popen.stdout.close()

    return launch


@pytest.fixture
def process(launch):
    """An emulator with the settings of a first start."""
    with launch() as running:
        yield running


@dataclass
class Target:
    """A local server that jobs call."""

    url: str
    calls: list
    statuses: dict


@pytest.fixture
def target():
    """Records what it is asked; answers 200, or what ``statuses`` has for the path."""
    calls, statuses = [], {}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            calls.append((self.command, self.path, dict(self.headers), body))
            self.send_response(statuses.get(self.path, 200))
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815 - the standard library's names

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Target(f"http://127.0.0.1:{server.server_port}", calls, statuses)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def node(repository):
    """Runs a script in tests/acceptance with node and the npm packages below .node; skipped without them."""
    modules = repository / ".node" / "node_modules"
    if not shutil.which("node") or not (modules / "azure-scheduler").is_dir():
        pytest.skip("node or the npm packages are missing: make node")

    def run(script, *arguments, **environment):
        done = subprocess.run(
            ["node", str(repository / "tests" / "acceptance" / script), *arguments],
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, "NODE_PATH": str(modules), "NODE_NO_WARNINGS": "1", **environment},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return run
