"""Spans of the real process reach a real collector, by OTLP over HTTP."""

from __future__ import annotations

import subprocess
import sys

import pytest
import requests
from azure_scheduler_emulator.testing.control import Control, Sink

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def collector(repository):
    """The address of a collector that runs as a process of its own."""
    pytest.importorskip("opentelemetry.exporter", reason="the extra otel is not installed")
    script = repository / "tests" / "acceptance" / "otlp_collector.py"
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        yield process.stdout.readline().strip()
        process.terminate()


def test_case_06_requests_attempts_and_advances_are_spans_of_one_story(launch, collector):
    with launch("--otlp", collector, "--clock", "2015-07-01T00:00:00Z") as process:
        control = Control(f"{process.http}/_emulator")
        hook = Sink(control, "hook")
        job = {"url": hook.url, "cron": "0 0 * * * ?"}
        headers = {"traceparent": f"00-{TRACE}-{SPAN}-01"}
        made = requests.post(f"{process.http}/1/jobs", json=job, auth=("me", ""), headers=headers, timeout=30)
        assert made.status_code == 201, made.text
        hook.answer(200, 500)
        control.call("POST", "/clock/advance", {"by": "PT2H"})
        calls = hook.calls()
        control.close()
        assert process.stop() == 0
    spans = requests.get(collector, timeout=30).json()
    assert {span["service"] for span in spans} == {"azure-scheduler-emulator"}
    [request] = [span for span in spans if span["name"] == "POST job_scheduler"]
    assert (request["trace"], request["parent"]) == (TRACE, SPAN)
    assert request["attributes"]["http.response.status_code"] == 201
    attempts = [span for span in spans if span["name"].startswith("attempt ")]
    [advance] = [span for span in spans if span["name"] == "advance"]
    assert {(span["trace"], span["parent"], *span["links"]) for span in attempts} == {
        (TRACE, request["span"], advance["span"])
    }
    assert [span["failed"] for span in attempts] == [False, True]
    # What the target sees is the span of the attempt itself.
    seen = [dict(call["headers"])["traceparent"].split("-")[2] for call in calls]
    assert seen == [span["span"] for span in attempts]


def test_case_06_an_address_that_is_none_is_said_in_a_sentence(capsys):
    from azure_scheduler_emulator.commands.cli import run

    assert run(["serve", "--otlp", "collector:4317", "--http-port", "0", "--https-port", "0"]) == 2
    assert "--otlp (EMULATOR_OTLP): 'collector:4317' is no address of a collector" in capsys.readouterr().err
