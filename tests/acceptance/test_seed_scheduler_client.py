"""The unmodified Python clients of the Seed Scheduler: seed-services-client 0.37.2 and 0.10.0, over the network."""

import json
import subprocess
import sys

import pytest

TOKEN = "a" * 40


@pytest.fixture
def run(package, repository, target):
    """Runs a step of a client's script against an emulator; returns what it saw."""

    def run(process, step, script="seed_scheduler_client.py", version="0.37.2"):
        folder = package("seed-services-client", version)
        script = repository / "tests" / "acceptance" / script
        done = subprocess.run(
            [sys.executable, str(script), process.http, TOKEN, target.url],
            input=json.dumps(step),
            capture_output=True,
            text=True,
            timeout=120,
            env={"PYTHONPATH": str(folder), "PATH": ""},
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    return run


def test_every_scheduler_method(launch, run, target):
    settings = ("--seed-token", TOKEN, "--seed-page-size", "2", "--clock", "2026-11-20T15:30:00Z")
    target.statuses["/1"] = 503
    with launch(*settings) as process:
        assert run(process, "create") == {
            "keys": [
                "url",
                "id",
                "frequency",
                "cron_definition",
                "interval_definition",
                "endpoint",
                "payload",
                "auth_token",
                "next_send_at",
                "enabled",
                "created_at",
                "created_by",
                "updated_at",
                "updated_by",
            ],
            "got": True,
            "listed": [4, 3, 2, 1, 0],
            "filtered": 5,
            "updated": [False, "31 15 * * *"],
            "deleted": None,
            "missing": [404, {"detail": "Not found."}],
            "invalid": [
                400,
                {"cron_definition": ["99 * * * * is not a valid crontab string: item value 99 out of range [0, 59]"]},
            ],
            "stranger": [401, {"detail": "Invalid token."}],
            "failed": [],
        }
        process.control("POST", "/clock/advance", {"by": "PT1H"})
        # 0 and 2 were delivered, 1 was refused six times, 3 is deleted, 4 disabled.
        assert sorted(path for _, path, _, _ in target.calls) == ["/0", *["/1"] * 6, "/2"]
        method, _, headers, body = target.calls[0]
        assert (method, headers["Authorization"], headers["Content-Type"]) == (
            "POST",
            "Token secret",
            "application/json",
        )
        assert json.loads(body) == {"number": int(target.calls[0][1][1:])}
        target.calls.clear()
        target.statuses.clear()
        assert run(process, "failed") == {
            "failed": [[1, "503 Server Error: Service Unavailable"]],
            "requeued": {"requeued_failed_tasks": True},
            "left": [],
        }
        process.control("POST", "/clock/advance", {"by": "PT1S"})
        assert [path for _, path, _, _ in target.calls] == ["/1"]


def test_every_method_of_an_old_version(launch, run, target):
    with launch("--seed-token", TOKEN) as process:
        assert run(process, None, "seed_scheduler_old_client.py", "0.10.0") == {
            "got": True,
            "listed": [None, [0, 1]],
            "updated": [False, "31 15 * * *"],
            "filtered": 2,
            "deleted": {"success": True},
            "missing": [404, {"detail": "Not found."}],
            "invalid": [
                400,
                {"cron_definition": ["99 * * * * is not a valid crontab string: item value 99 out of range [0, 59]"]},
            ],
            "stranger": [401, {"detail": "Invalid token."}],
        }
