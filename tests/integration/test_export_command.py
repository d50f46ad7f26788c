"""``export``: from an emulator that runs, from its snapshot and from files; what it writes and how it ends."""

from __future__ import annotations

import json
import stat

import pytest
import requests
from azure_scheduler_emulator.commands.cli import run
from azure_scheduler_emulator.commands.export import TARGETS
from azure_scheduler_emulator.export.targets.registry import BY_NAME

from tests.fixtures.exporting import definition
from tests.fixtures.live import Tenant

DAILY = {"frequency": "day"}
NOW = "--at=2026-03-02T00:00:00Z"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder, *jobs):
    path = folder / "jobs.json"
    path.write_text(json.dumps(jobs))
    return str(path)


def reported(folder):
    return {(item["job"], item["target"]): item for item in json.loads((folder / "exported/report.json").read_text())}


def test_the_command_knows_every_target():
    assert set(TARGETS) == set(BY_NAME)


@pytest.mark.parametrize(
    ("jobs", "target", "status"),
    [
        ([definition(DAILY)], "kubernetes", 0),
        ([definition(DAILY), definition(DAILY | {"count": 3}, id="counted")], "kubernetes", 3),
        ([definition(DAILY | {"count": 3}), definition(id="once")], "kubernetes", 4),
        ([definition(DAILY | {"count": 3}), definition(id="once")], "eventbridge", 0),
    ],
)
def test_the_exit_status_says_the_worst_that_has_become_of_a_job(folder, capsys, jobs, target, status):
    assert run(["export", written(folder, *jobs), NOW, "--to", target]) == status
    assert len(capsys.readouterr().out.splitlines()) == len(jobs) + 1


def test_the_report_says_why_and_from_when(folder):
    jobs = written(folder, definition(DAILY | {"count": 3}), definition(id="once"))
    run(["export", jobs, NOW, "--to", "crontab"])
    found = reported(folder)
    assert found["job", "crontab"]["differences"][0]["moment"] == "2026-03-05T00:00:00Z"
    assert "one-time" in found["once", "crontab"]["reason"]
    report = (folder / "exported/report.md").read_text()
    assert "The job has ended, and the target goes on: it fires at 2026-03-05T00:00:00Z." in report
    assert "Not possible: it is a one-time job" in report


def test_secrets_are_written_only_when_asked_for_and_then_for_the_user_alone(folder):
    request = {"uri": "https://example.org/?sig=abc", "method": "GET"}
    jobs = written(folder, definition(DAILY, action={"type": "https", "request": request}))
    run(["export", jobs, NOW])
    assert not (folder / "exported/secrets.json").exists()
    assert [path for path in folder.glob("exported/**/*") if path.is_file() and "abc" in path.read_text()] == []
    run(["export", jobs, NOW, "--with-secrets"])
    secrets = folder / "exported/secrets.json"
    assert json.loads(secrets.read_text()) == {"JOB_SIG": "abc"}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600


@pytest.mark.parametrize("from_file", [False, True])
def test_the_jobs_of_every_api_leave_a_running_emulator(live, folder, from_file):
    tenant = Tenant(live).furnish()
    tenant.job("nightly", "https://example.org/", every="day")
    cron = {"url": "https://example.org/", "cron": "0 0 3 ? * MON"}
    assert requests.post(f"{live.http_url}/1/jobs", json=cron, auth=("me", ""), timeout=30).status_code == 201
    live.clock.advance(hours=2)
    if from_file:
        state = requests.get(f"{live.http_url}/_emulator/state", timeout=30)
        (folder / "state.json").write_bytes(state.content)
    source = ["state.json"] if from_file else ["--url", live.http_url]
    assert run(["export", *source, "--to", "kubernetes", "--to", "eventbridge"]) == 0
    found = reported(folder)
    assert found["cs/jc/nightly", "kubernetes"]["rules"] == ["0 1 * * *"]
    [weekly] = [
        item for (name, to), item in found.items() if name.startswith("job_scheduler/me/") and to == "kubernetes"
    ]
    assert (weekly["rules"], weekly["status"], weekly["compared"]) == (["0 3 * * 1"], "equal", 1000)


def test_only_the_named_jobs_are_taken(folder):
    jobs = written(folder, definition(DAILY, id="a"), definition(DAILY, id="b"))
    run(["export", jobs, NOW, "--to", "crontab", "--only", "b"])
    assert list(reported(folder)) == [("b", "crontab")]


def test_what_is_left_from_an_earlier_export_is_said(folder, capsys):
    run(["export", written(folder, definition(DAILY, id="old")), NOW, "--to", "crontab"])
    run(["export", written(folder, definition(DAILY, id="new")), NOW, "--to", "crontab"])
    assert capsys.readouterr().err == "exported/crontab/jobs/old.sh is left from an earlier export.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Give files, or the --url of an emulator."),
        (["jobs.json", "--url", "http://127.0.0.1:1"], "Give files, or the --url of an emulator."),
        (["--url", "http://127.0.0.1:1"], "does not answer with a snapshot"),
        (["missing.json"], "does not exist"),
        (["jobs.json", "--to", "moon"], "'moon' is not one of"),
        (["jobs.json", "--only", "nobody"], "There is no job to export."),
        (["jobs.json", "--at", "noon"], "noon"),
        (["jobs.json", "--parameter", "x"], "is not NAME=VALUE"),
        (["broken.json"], "is no JSON"),
        (["odd.json"], "is neither a job"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(folder, capsys, words, sentence):
    written(folder, definition(DAILY))
    (folder / "broken.json").write_text("{")
    (folder / "odd.json").write_text("{}")
    assert run(["export", *words]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert "Traceback" not in said
