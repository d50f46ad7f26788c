"""Whatever is sent, by the OpenAPI documents and against them: no 500, no hang, no traceback, nothing lost."""

import contextlib

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.control.app import create_app
from azure_scheduler_emulator.domain.jobs.history import Result
from azure_scheduler_emulator.gateway.registry import FACES
from azure_scheduler_emulator.machine import monotonic
from hypothesis import HealthCheck, Phase, given, settings, strategies
from hypothesis.errors import Unsatisfiable

from tests.fixtures.siblings import Siblings

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

#: Inputs for each operation, fitting and not fitting; the same in every run.
EXAMPLES = 20
#: Seconds that one request may take.
PATIENCE = 10.0
MINE, THEIRS = "00000000-0000-0000-0000-000000000000", "11111111-1111-1111-1111-111111111111"
#: Answers from 500 on that are meant: what a face leaves out, and what a test has asked for.
MEANT = {501}
#: Where a package that is no archive is the service's own 500 (projectkudu/kudu#2652).
PUSHES = {"/api/zipdeploy", "/api/wardeploy", "/api/publish"}

JOB = {
    "type": "object",
    "properties": {
        "id": {"type": "string"},
        "startTime": {"type": "string", "format": "date-time"},
        "state": {"enum": ["enabled", "Disabled", "completed", None]},
        "action": {
            "type": "object",
            "properties": {
                "type": {"enum": ["http", "https", "storageQueue", "serviceBusQueue", "x"]},
                "request": {
                    "type": "object",
                    "properties": {
                        "uri": {"type": "string"},
                        "method": {"type": "string"},
                        "headers": {"type": "object"},
                        "body": {"type": "string"},
                        "authentication": {"type": "object"},
                    },
                },
                "queueMessage": {"type": "object"},
                "retryPolicy": {
                    "type": "object",
                    "properties": {
                        "retryType": {"enum": ["none", "fixed", "x"]},
                        "retryInterval": {"type": "string"},
                        "retryCount": {"type": "integer"},
                    },
                },
                "errorAction": {"type": "object"},
            },
        },
        "recurrence": {
            "type": "object",
            "properties": {
                "frequency": {"enum": ["minute", "hour", "day", "week", "month", "year", 1]},
                "interval": {"type": "integer"},
                "count": {"type": "integer"},
                "endTime": {"type": "string"},
                "schedule": {"type": "object"},
            },
        },
    },
}


class Idle:
    """Performs nothing."""

    def perform(self, _order):
        return Result(succeeded=True, message="done")


#: What lets a client into each face, so that more is tried than its door.
KEYS = {
    "azure_arm": "Bearer any",
    "seed_scheduler": "Token key",
    "job_scheduler": "Basic ZXhhbXBsZTo=",
    "kudu": "Basic dTpw",
}
#: Whatever is uploaded as a script is given to a program that does nothing with it.
HARMLESS = tuple(f".{kind}=/bin/true" for kind in ("sh", "py", "js", "php", "ps1", "cmd", "bat", "exe"))


def make(kudu=""):
    settings = Settings(
        auth="loose",
        clock="2015-07-01T00:00:00Z",
        seed_token="key",
        kudu=kudu,
        kudu_credentials="u:p",
        kudu_interpreters=HARMLESS,
    )
    return build(settings, performer=Idle())


def document_of(app):
    """Return the OpenAPI document of a face, with bodies for the operations that read some."""
    (api,) = app.extensions["flask-smorest"]["apis"].values()
    document = api["ext_obj"].spec.to_dict()
    for path, item in document["paths"].items():
        for parameter in item.get("parameters", ()):
            if parameter["name"] == "subscription":
                parameter["schema"]["enum"] = [MINE]
        for verb in {"put", "post", "patch"} & set(item):
            kind = "application/json" if "/jobs" in path else "application/xml"
            schema = JOB if "/jobs" in path else {"type": "string"}
            item[verb].setdefault("requestBody", {"content": {kind: {"schema": schema}}})
    return document


def fuzz(app, document, harmless=lambda _case: None, key="", conforms=()):
    """Send what the document allows and what it does not, with ``key`` as the authorization.

    ``conforms`` are checks of schemathesis that every answer has to pass.
    """
    client = app.test_client()
    schema = schemathesis.openapi.from_dict(document)
    asked, failures = 0, []
    for operation in schema.get_all_operations():
        for mode in schemathesis.GenerationMode:

            @settings(
                max_examples=EXAMPLES,
                derandomize=True,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(operation.ok().as_strategy(generation_mode=mode))
            def ask(case):
                nonlocal asked
                asked += 1
                harmless(case)
                began = monotonic()
                answer = send(client, case, key)
                # What an answer is read from may be a file.
                answer.get_data()
                answer.close()
                if monotonic() - began > PATIENCE:
                    failures.append(f"slow: {case.as_curl_command()}")
                scripted = case.path.startswith("/sink/") or (case.path in PUSHES and answer.status_code == 500)
                if answer.status_code >= 500 and answer.status_code not in MEANT and not scripted:
                    failures.append(f"{answer.status_code}: {case.as_curl_command()}")
                if b"Traceback" in answer.data:
                    failures.append(f"traceback: {case.as_curl_command()}")
                if conforms:
                    case.validate_response(answer, checks=conforms)

            # There is no wrong input where there is no input.
            with contextlib.suppress(Unsatisfiable):
                ask()
    assert not failures, "\n".join(failures[:20])
    return asked


def send(client, case, key):
    """Send a case through the test client of Flask, which parses nothing on the way."""
    arguments = case.as_transport_kwargs(base_url="http://localhost")
    given = {name: value for name, value in arguments.items() if name in ("data", "json", "method", "headers")}
    headers = {name: str(value) for name, value in (given.pop("headers", None) or {}).items()}
    headers.setdefault("x-ms-version", "2014-10-01")
    if key:
        headers["Authorization"] = key
    query = arguments.get("params") or {}
    return client.open(arguments["url"], headers=headers, query_string=query, **given)


def test_the_control_api_withstands_anything_and_answers_as_its_document_says():
    """Status, content type and body of every answer are in the document, whether the input fits it or not."""
    from schemathesis.specs.openapi import checks

    spans = strategies.integers(0, 9).flatmap(lambda n: strategies.sampled_from([f"P{n}D", f"PT{n}H", f"PT{n}.5S"]))
    schemathesis.openapi.format("iso8601-duration", spans)
    said = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
    emulator = make()
    try:
        app = create_app(emulator.testbed)
        # Else a stream that was asked for would go on until the emulator stops.
        emulator.recorder.news.close()
        document = app.test_client().get("/openapi.json").json

        def harmless(case):
            # Waiting is what these ask for; a test of its own shows that it ends.
            if isinstance(case.query, dict) and "timeout" in case.query:
                case.query["timeout"] = "0"

        assert fuzz(app, document, harmless, conforms=said) > 500
        client = app.test_client()
        assert client.post("/reset").status_code == 204
        assert client.get("/health").json["status"] == "ok"
        with contextlib.closing(client.get("/state")) as state:
            assert state.json["jobs"] == []
    finally:
        emulator.stop()


@pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)
def test_a_face_withstands_anything_and_loses_nothing(face, tmp_path):
    emulator = make(str(tmp_path) if face.name == "kudu" else "")
    emulator.start()
    try:
        from azure_scheduler_emulator.domain.jobs.action import HttpAction
        from azure_scheduler_emulator.domain.jobs.job import JobDefinition
        from azure_scheduler_emulator.domain.jobs.trigger import Once
        from azure_scheduler_emulator.domain.tenant import JobScope

        theirs = JobScope.own("bystander", THEIRS)
        definition = JobDefinition(action=HttpAction(method="GET", uri="http://x.invalid/"), trigger=Once())
        Siblings(emulator).create(theirs, "waiting", definition, emulator.testbed.clock.now())
        app = face.create_app(emulator.services)
        document = document_of(app)
        assert fuzz(app, document, key=KEYS.get(face.name, "")) > 100
        emulator.testbed.timeline.advance(emulator.testbed.clock.now())
        assert Siblings(emulator).find(theirs, "waiting").status.executions == 1
    finally:
        emulator.stop()
