"""What every tier of the tests may use."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import settings

# Shared machines stall now and then; a slow example is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def repository():
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def shared():
    """The folder of contracts and recordings beside the repository; tests that need it are skipped without it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the recordings are not beside the repository")
    return folder


@pytest.fixture
def eventually():
    """Waits until a condition holds, for 20 s at most: ``eventually(lambda: ...)`` returns its first true value."""

    def wait(condition, what="the condition", seconds=20.0):
        tick = threading.Event()
        for _ in range(int(seconds / 0.02)):
            value = condition()
            if value:
                return value
            tick.wait(0.02)
        raise AssertionError(f"{what} did not come true within {seconds} s")

    return wait


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """The SQLAlchemy URL of a PostgreSQL server of its own on a free port; skipped where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    try:
        import psycopg  # noqa: F401
    except ImportError:
        initdb = None
    if not initdb:
        pytest.skip("PostgreSQL or its driver psycopg is not installed")
    folder = tmp_path_factory.mktemp("postgresql")
    # PostgreSQL refuses to run as root, and root may become anybody.
    as_user = []
    if os.name == "posix" and os.geteuid() == 0:
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        for place in (folder, *folder.parents):
            if place.is_relative_to(tmp_path_factory.getbasetemp().parent):
                place.chmod(0o755)
        shutil.chown(folder, "postgres", "postgres")
    port, data = _free_port(), folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*as_user, initdb, "-D", data, "-U", "emulator", "-A", "trust"], check=True, **quiet)
    options = ["-p", str(port), "-k", str(folder), "-h", "127.0.0.1", "-c", "fsync=off"]
    server = subprocess.Popen([*as_user, str(Path(initdb).with_name("postgres")), "-D", data, *options], **quiet)
    try:
        url = f"postgresql://emulator@127.0.0.1:{port}/postgres"
        _wait_for_answer(url, server)
        yield url.replace("postgresql", "postgresql+psycopg")
    finally:
        server.terminate()
        server.wait(20)


def _wait_for_answer(url, server):
    import psycopg

    tick = threading.Event()
    for _ in range(1500):
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert server.poll() is None, "PostgreSQL ended at its start"
            tick.wait(0.02)
        else:
            return
    raise AssertionError("PostgreSQL does not answer")
