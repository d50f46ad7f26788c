"""Settings that people write by hand and by script (row 20): read as Json.NET and a StreamReader read them."""

import pytest

FOLDER = "site/wwwroot/App_Data/jobs/triggered/job1"
PATH = "/api/triggeredwebjobs/job1/settings"
NOON = {"schedule": "0 0 14 * * *"}
LENIENT = [
    '{"schedule": "0 0 14 * * *"} // every day',
    '/* every day */ {"schedule": "0 0 14 * * *",}',
    "{'schedule': '0 0 14 * * *'}",
    "{schedule: '0 0 14 * * *', }",
]
BROKEN = ["{", '{"schedule": }', "[1]", "5", '"schedule"', "\x00\x01", "{'schedule'}", "[" * 100_000]


def write(client, data):
    (client.home / FOLDER / "settings.job").write_bytes(data)


@pytest.mark.parametrize("text", LENIENT)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_case_20_a_file_is_read_as_leniently_as_the_service_did(timed, wait, text, encoding):
    timed.upload("job1")
    write(timed, text.encode(encoding))
    wait(lambda: "next schedule expected" in timed.scheduler_log("job1"))
    assert timed("GET", PATH).json == NOON
    assert timed("GET", "/api/triggeredwebjobs/job1").json["settings"] == NOON
    timed.advance("2026-09-04T14:00:00Z")
    assert len(timed.history("job1")) == 1


def test_case_20_a_stray_byte_of_latin_1_is_one_wrong_character(client):
    client.upload("job1")
    write(client, '{"owner": "Jos\xe9", "schedule": "0 0 14 * * *"}'.encode("latin-1"))
    assert client("GET", PATH).json == {"owner": "Jos\ufffd", **NOON}


@pytest.mark.parametrize("text", LENIENT)
@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("utf-8", "application/json"),
        ("utf-8-sig", "application/json"),
        ("utf-16", "text/json"),
        ("utf-16-le", "application/json; charset=utf-16le"),
        ("latin-1", "application/json; charset=iso-8859-1"),
    ],
)
def test_case_20_what_is_put_is_read_so_too(client, text, encoding, kind):
    client.upload("job1")
    assert client("PUT", PATH, text.encode(encoding), {"Content-Type": kind}).status_code == 200
    assert client("GET", PATH).json == NOON


@pytest.mark.parametrize("text", BROKEN)
@pytest.mark.parametrize("kind", ["triggered", "continuous"])
def test_case_20_what_cannot_be_read_is_refused_and_erases_nothing(client, kind, text):
    path = f"/api/{kind}webjobs/job1/settings"
    client.upload("job1", {"run.sh": "exec sleep 1000", "disable.job": ""}, kind=kind)
    client("PUT", path, {"a": 1})
    refused = client("PUT", path, text, {"Content-Type": "application/json"})
    assert (refused.status_code, list(refused.json)) == (400, ["Message"])
    assert client("GET", path).json == {"a": 1}


@pytest.mark.parametrize("text", BROKEN)
def test_case_20_a_file_that_cannot_be_read_keeps_the_schedule_and_says_so(timed, wait, text):
    timed.upload("job1")
    timed("PUT", PATH, NOON)
    write(timed, text.encode())
    wait(lambda: "SYS ERR ] settings.job cannot be read" in timed.scheduler_log("job1"))
    assert timed("GET", PATH).json == NOON
    timed.advance("2026-09-04T14:00:00Z")
    assert len(timed.history("job1")) == 1
    write(timed, b"")
    wait(lambda: "Removing current schedule" in timed.scheduler_log("job1"))
    assert timed("GET", PATH).json == {}, "an empty file has no settings, and that can be read"


def test_case_20_a_continuous_job_says_so_in_its_log(client, wait):
    client.upload("c1", {"run.sh": "exec sleep 1000", "settings.job": "{is_singleton: true,"}, kind="continuous")
    wait(lambda: "SYS ERR ] settings.job cannot be read" in client.log("c1"))
    assert client("GET", "/api/continuouswebjobs/c1/settings").json == {}, "there were none before"


def test_a_job_that_is_replaced_forgets_its_settings(client):
    client.upload("job1")
    client("PUT", PATH, NOON)
    assert client("GET", PATH).json == NOON
    client.upload("job1", {"run.sh": "", "settings.job": "{broken"})
    assert client("GET", PATH).json == {}


def test_other_documents_are_read_leniently_too(client):
    kind = {"Content-Type": "application/json"}
    assert client("POST", "/api/settings", "{A: '1', /* two */ 'B': 2,}", kind).status_code == 204
    assert client("GET", "/api/settings").json == {"A": "1", "B": "2"}
    assert client("POST", "/api/hooks", "{url: 'http://x/', event: 'TriggeredJobFinished'}", kind).status_code == 201
    for path in ("/api/settings", "/api/hooks"):
        assert client("POST", path, "{", kind).status_code == 400
