"""The settings of the sibling APIs at the command line."""

import json
import subprocess
import sys
import urllib.request
from urllib.error import HTTPError

import pytest


def get(url, **headers):
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def test_a_seed_document_gives_users_and_tokens(launch, tmp_path):
    seed = tmp_path / "seed.json"
    seed.write_text('{"seed_scheduler": {"users": [{"username": "john", "token": "t", "staff": true}]}}')
    with launch("--seed", str(seed)) as process:
        status, users = get(f"{process.http}/api/v1/user/", Authorization="Token t")
        assert (status, [user["username"] for user in users["results"]]) == (200, ["john"])
        process.control("POST", "/reset", {})
        assert get(f"{process.http}/api/v1/user/", Authorization="Token t")[0] == 200


@pytest.mark.parametrize("content", [None, "{"])
def test_a_seed_document_that_cannot_be_read_ends_the_start(certs, tmp_path, content):
    seed = tmp_path / "seed.json"
    if content is not None:
        seed.write_text(content)
    ports = ("--https-port", "0", "--http-port", "0", "--certs", str(certs))
    done = subprocess.run(
        [sys.executable, "-m", "azure_scheduler_emulator", "serve", *ports, "--seed", str(seed)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "The seed document" in done.stderr


def test_an_open_job_scheduler_asks_nobody_who_they_are(launch):
    with launch("--job-scheduler-auth", "open") as process:
        assert get(f"{process.http}/1/jobs") == (200, [])
    with launch() as process:
        assert get(f"{process.http}/1/jobs")[0] == 401
