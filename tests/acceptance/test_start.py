"""What is loaded before READY? Nothing that only some runs need: everybody waits for it.

Asked by names and not by time, so that no machine is too slow for it. An entry is added to ALLOWED when the emulator
cannot listen, open its database or find its certificates without it, and never because it was imported somewhere.
"""

import re
import subprocess
import sys
import tempfile

import pytest
import requests

#: Top packages that are not Python's own.
ALLOWED = {
    "_cffi_backend",
    "apscheduler",
    "azure_scheduler_emulator",
    "bcrypt",
    "cheroot",
    "click",
    "colorama",
    "cryptography",
    "greenlet",
    "jaraco",
    "more_itertools",
    "OpenSSL",
    "sqlalchemy",
    "typing_extensions",
    "tzlocal",
}
#: What the installation of Python adds, and a name that its pickle looks for in vain.
BESIDE = {"org", "sitecustomize", "usercustomize"}
#: Of our own: what is loaded at the first request, call, question of a test or web job.
LATER = re.compile(
    r"azure_scheduler_emulator\."
    r"(?:faces\.\w+\.(?!paths$|\w+\.paths$|iso$|directory$|deployments$|web$)\w+|faces\.application|control\.app"
    r"|dashboard\.app|testbed\.(?:snapshots|documents|building)|actions\.wire\.(?:transport|connection)|actions\.http"
    r"|webjobs|domain\.azure\.templates|lenient_json|testing)"
)
_LINE = re.compile(r"import time:\s+\d+ \|\s+\d+ \| +(\S+)")


def _imported(*arguments, first_request=None):
    """Return the modules that a process has loaded by the time it says READY, or has answered a request."""
    command = [sys.executable, "-X", "importtime", "-m", "azure_scheduler_emulator", "serve", *arguments]
    # A file, which takes everything: a pipe that nobody reads yet would hold the process up.
    with tempfile.TemporaryFile("w+") as log:
        popen = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            ready = popen.stdout.readline()
            assert ready.startswith("READY "), ready
            if first_request:
                requests.get(ready.split()[2] + first_request, timeout=30)
        finally:
            popen.terminate()
            # Nothing is imported on the way out that would have been needed before.
            popen.communicate(timeout=30)
        log.seek(0)
        return {found[1] for found in map(_LINE.match, log.read().splitlines()) if found}


@pytest.fixture(scope="module")
def ports(certs):
    return ("--https-port", "0", "--http-port", "0", "--certs", str(certs))


@pytest.fixture(scope="module")
def at_ready(ports):
    _imported(*ports)  # Makes the certificates, which a second start finds.
    return _imported(*ports)


def test_nothing_optional_is_imported_before_ready(at_ready):
    packages = {name.partition(".")[0] for name in at_ready} - sys.stdlib_module_names
    private = {name for name in packages if name.endswith("_cy") or name.startswith("_")}
    assert packages - private - ALLOWED - BESIDE == set()


def test_no_face_and_no_door_is_loaded_before_ready(at_ready):
    assert "azure_scheduler_emulator.storage.store" in at_ready
    assert sorted(name for name in at_ready if LATER.match(name)) == []


def test_a_request_loads_its_own_face_and_no_other(ports):
    imported = _imported(*ports, first_request="/1/jobs")
    apps = {name.split(".")[2] for name in imported if re.fullmatch(r"azure_scheduler_emulator\.faces\.\w+\.app", name)}
    assert apps == {"job_scheduler"}
    assert "azure_scheduler_emulator.control.app" not in imported
