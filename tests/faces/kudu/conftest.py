"""An emulator behind the Kudu face, without a network: the face's WSGI application, and scripts that really run."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import threading
import zipfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.faces.kudu import FACE
from azure_scheduler_emulator.machine import monotonic
from flask import Flask, request
from werkzeug.serving import make_server

from tests.faces.emulators import Lent

PATIENCE = 30.0
_pause = threading.Event()


def wait_for(condition, what="it", seconds=PATIENCE):
    """Return what ``condition`` returns as soon as that is true; fail when it does not come true in time."""
    deadline = monotonic() + seconds
    while not (found := condition()):
        assert monotonic() < deadline, f"{what} did not come about in {seconds} s"
        _pause.wait(0.02)
    return found


class Client:
    """Speaks to the face as a client of a site does."""

    def __init__(self, lent, user="user", password="secret"):
        self.emulator = lent.emulator
        self.site = self.emulator.services.site
        self.home = self.site.ground.home.root
        self.http = lent.http(FACE)
        token = base64.b64encode(f"{user}:{password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {token}"}

    def __call__(self, method, path, body=None, headers=None, **options):
        if isinstance(body, dict | list):
            body, headers = json.dumps(body), {"Content-Type": "application/json", **(headers or {})}
        sent = {name: value for name, value in {**self.headers, **(headers or {})}.items() if value is not None}
        return self.http.open(path, method=method, data=body, headers=sent, buffered=True, **options)

    def upload(self, name, script="echo hello", file="run.sh", kind="triggered", headers=None):
        """Put a job: a script's text, or the files of a zip by their names."""
        sent = {"Content-Disposition": f'attachment; filename="{file}"', **(headers or {})}
        if isinstance(script, dict):
            script, sent["Content-Type"] = archive(script), "application/zip"
        return self("PUT", f"/api/{kind}webjobs/{name}", script, sent)

    def run(self, name, query="", **headers):
        """Run a job and wait for the end of the run; return its document."""
        response = self("POST", f"/api/triggeredwebjobs/{name}/run{query}", headers=headers)
        assert response.status_code == 202, response.data
        path = response.headers["Location"].removeprefix("http://localhost")
        return wait_for(lambda: self._ended(path), "the end of the run")

    def _ended(self, path):
        run = self("GET", path).json
        return run if run["end_time"] != "0001-01-01T00:00:00" else None

    def output(self, run):
        """Return what a run wrote."""
        return self.read(run["output_url"])

    def read(self, url):
        """Return the text at an address of the site."""
        response = self("GET", url.removeprefix("http://localhost"))
        assert response.status_code == 200, response.data
        return response.text

    def log(self, name):
        """Return the log of a continuous job."""
        path = self.home / "data/jobs/continuous" / name / "job_log.txt"
        return path.read_bytes().decode() if path.exists() else ""

    def scheduler_log(self, name):
        """Return the log of a job's scheduler."""
        path = self.home / "data/jobs/triggered" / name / "job_scheduler.log"
        return path.read_bytes().decode() if path.exists() else ""

    def history(self, name):
        """Return the runs of a job."""
        response = self("GET", f"/api/triggeredwebjobs/{name}/history")
        return response.json["runs"] if response.status_code == 200 else []

    def set(self, **values):
        """Set settings of the site."""
        assert self("POST", "/api/settings", values).status_code == 204

    def continuous(self, name):
        """Return a continuous job, or None."""
        response = self("GET", f"/api/continuouswebjobs/{name}")
        return response.json if response.status_code == 200 else None

    def wait_for_status(self, name, status):
        """Wait until a continuous job has a status."""
        return wait_for(lambda: (self.continuous(name) or {}).get("status") == status, f"{name}: {status}")

    def advance(self, to):
        """Move the virtual clock."""
        return self.emulator.testbed.timeline.advance(parse(to))


def archive(files):
    """Return a zip of files by their names; names that end in a slash are folders."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def home(tmp_path):
    """The site's home; not made yet."""
    return tmp_path / "home"


CREDENTIALS = "user:secret"


@pytest.fixture
def start(home):
    """Starts emulators of the test's own, and stops them in the end."""
    running = []

    def begin(**settings):
        running.append(Lent(Settings(**{"kudu": str(home), "kudu_credentials": CREDENTIALS, **settings})))
        return Client(running[-1])

    yield begin
    for lent in running:
        lent.stop()


@pytest.fixture(scope="session")
def homes(tmp_path_factory):
    """Two homes, of the emulators that most tests share."""
    return tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("timed-home")


@contextmanager
def site(lend, home, **settings):
    """Yield a client of an emulator whose home is empty, and leave it like that."""
    lent = lend(Settings(kudu=str(home), kudu_credentials=CREDENTIALS, **settings), None)
    yield Client(lent)
    lent.emulator.services.site.stop(grace=0)
    shutil.rmtree(home)


@pytest.fixture
def client(lend, homes):
    """A client of an emulator that follows the system's clock."""
    with site(lend, homes[0]) as client:
        yield client


@pytest.fixture
def timed(lend, homes):
    """A client of an emulator whose clock stands at 2026-09-04T13:33:00Z."""
    with site(lend, homes[1], clock="2026-09-04T13:33:00Z") as client:
        yield client


@pytest.fixture
def wait():
    """Waits for a condition."""
    return wait_for


@pytest.fixture
def zipped():
    """Makes archives."""
    return archive


@pytest.fixture
def is_alive():
    """Tell whether a process lives; one that only waits for its parent to look does not."""

    def check(process):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        return ") Z " not in Path(f"/proc/{process}/stat").read_text()

    return check


@pytest.fixture
def hook():
    """A target for web hooks on a free port: its address, and the bodies it got."""
    app, calls = Flask("target"), []

    @app.post("/hook")
    def receive():
        calls.append(request.get_data())
        return ""

    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/hook", calls
    server.shutdown()
    thread.join()
    server.server_close()
