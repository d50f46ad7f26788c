"""Who may ask, in which format, and what is refused."""

import json

import pytest
from azure_scheduler_emulator.assembly import build
from azure_scheduler_emulator.config import Settings
from azure_scheduler_emulator.faces.job_scheduler import FACE
from azure_scheduler_emulator.faults import Effect, Match, Rule, Where

JOB = {"url": "http://target/", "cron": "0 15 10 ? * *"}


def test_a_request_that_names_no_account_is_challenged(client):
    answer = client("GET", "", account=None)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="job-scheduler"'


@pytest.mark.parametrize(
    "header",
    ["Bearer x", "Basic", "Basic !!!", "Basic OnBhc3N3b3Jk"],  # the last is ":password"
)
def test_credentials_without_a_user_name_are_none(client, header):
    assert client.http.get("/1/jobs", headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("header", "account"),
    [
        ("Basic Ym9i", "bob"),  # no colon
        ("basic Ym9iOg==", "bob"),
        ("Basic asO8cmdlbjp4", "jürgen"),
        ("Basic avxyZ2VuOng=", "jürgen"),  # ISO 8859-1
    ],
)
def test_the_user_name_is_the_account(client, header, account):
    created = client.http.post("/1/jobs", json=JOB, headers={"Authorization": header})
    assert created.json["account"] == account


def test_a_key_is_an_account_for_those_who_cannot_do_basic(client):
    created = client("POST", "", JOB, account=None, X_API_Key="bob")
    assert created.json["account"] == "bob"
    assert client("GET", "", account="bob").json == [created.json["id"]]


def test_accounts_see_nothing_of_each_other(client):
    mine = client.create()["id"]
    theirs = client.create(account="Example")["id"]  # not the same: accounts are told apart by case
    assert client("GET").json == [mine]
    assert client("GET", account="Example").json == [theirs]
    for method in ("GET", "PUT", "DELETE"):
        answer = client(method, f"/{theirs}", JOB if method == "PUT" else None)
        assert (answer.status_code, answer.json) == (404, client("GET", "/nothing").json)
    assert client("GET", f"/{theirs}", account="Example").status_code == 200


def test_in_open_mode_everybody_is_the_account_of_the_document():
    emulator = build(Settings(job_scheduler_auth="open"))
    http = FACE.create_app(emulator.services).test_client()
    assert http.post("/1/jobs", json=JOB).json["account"] == "example"
    assert http.post("/1/jobs", json=JOB, headers={"Authorization": "Basic Ym9iOg=="}).json["account"] == "example"
    emulator.stop()


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        ("application/json", b'{"error": "There is no such job."}'),
        ("text/xml", b"<error>There is no such job.</error>"),
        ("text/plain", b"There is no such job."),
    ],
)
def test_an_error_comes_in_the_format_that_is_accepted(client, accept, body):
    answer = client("DELETE", "/nothing", Accept=accept)
    assert (answer.status_code, answer.mimetype, answer.data) == (404, accept, body)
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Content-Length"] == str(len(body))


def test_a_job_is_not_answered_as_plain_text(client):
    answer = client("GET", f"/{client.create()['id']}", Accept="text/plain")
    assert answer.status_code == 406


def test_what_nothing_can_answer_is_said_in_plain_text_and_does_nothing(client):
    answer = client("POST", "", JOB, Accept="image/png")
    assert (answer.status_code, answer.mimetype) == (406, "text/plain")
    assert client("GET").json == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "", {"GET", "HEAD", "OPTIONS", "POST"}),
        ("POST", "/some-id", {"DELETE", "GET", "HEAD", "OPTIONS", "PUT"}),
        ("GET", "/0+15+10+%3F+*+*/https%3A%2F%2Fexample.com", {"OPTIONS", "POST"}),
    ],
)
def test_a_method_that_a_path_does_not_have(client, method, path, allowed):
    answer = client(method, path)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_document_of_another_type_is_refused(client, content_type):
    assert client("POST", "", json.dumps(JOB), Content_Type=content_type).status_code == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_parameters_and_casing_of_the_type_do_not_matter(client, content_type):
    assert client("POST", "", json.dumps(JOB), Content_Type=content_type).status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        '{"url": "http://target/", "cron": "0 15 10 ? * *",}',  # the document's own example
        "",
        "[]",
        "null",
        '{"url": 5, "cron": "0 15 10 ? * *"}',
        '{"url": "http://target/", "cron": "0 15 10 ? * *", "data": {"a": 1}}',
        '{"url": "http://a/", "url": "http://b/", "cron": "0 15 10 ? * *"}',
        "[" * 100_00,
        '{"url": "http://target/", "cron": "0 15 10 ? * *", "data": "\\ud800"}',
        '{"url": "http://target/\\udfff", "cron": "0 15 10 ? * *"}',
        '{"url": "http://target/", "cron": "0 15 10 ? * *", "signature": "\\u0000"}',
    ],
)
def test_json_that_is_no_job_is_refused(client, body):
    assert client("POST", "", body, Content_Type="application/json").status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        "<job>",
        "<task><url>http://target/</url><cron>0 15 10 ? * *</cron></task>",
        "<job><url>http://a/</url><url>http://b/</url><cron>0 15 10 ? * *</cron></job>",
        "<job><url>http://target/</url><cron>0 15 10 ? * *</cron><data><a/></data></job>",
        "<!DOCTYPE job><job><url>http://target/</url><cron>0 15 10 ? * *</cron></job>",
        '<!DOCTYPE job [<!ENTITY e "x">]><job><url>http://target/&e;</url><cron>0 15 10 ? * *</cron></job>',
        '<!DOCTYPE job [<!ENTITY e SYSTEM "file:///etc/passwd">]><job><url>&e;</url></job>',
    ],
)
def test_xml_that_is_no_job_is_refused(client, body):
    answer = client("POST", "", body, Content_Type="text/xml")
    assert (answer.status_code, client("GET").json) == (400, [])


def test_unknown_fields_are_ignored(client):
    body = "<job><!-- note --><url> http://target/ </url><cron>0 15 10 ? * *</cron><more><a/></more></job>"
    assert client("POST", "", body.replace("<a/>", ""), Content_Type="text/xml").json["url"] == "http://target/"


def test_an_empty_optional_field_is_an_absent_one(client):
    body = "<job><url>http://target/</url><cron>0 15 10 ? * *</cron><data/><signature></signature><when/></job>"
    assert list(client("POST", "", body, Content_Type="text/xml").json) == ["id", "account", "url", "cron", "next"]


@pytest.mark.parametrize(
    "fields",
    [
        {"cron": "0 15 10 ? * *"},  # no url
        {"url": "http://target/"},  # neither when nor cron
        {"url": "http://target/", "cron": "0 15 10 ? * *", "when": "2011-05-11T15:30:00Z"},
        {"url": "target", "cron": "0 15 10 ? * *"},
        {"url": "ftp://target/", "cron": "0 15 10 ? * *"},
        {"url": "http:///path", "cron": "0 15 10 ? * *"},
        {"url": "http://[/", "cron": "0 15 10 ? * *"},
        {"url": "http://target/a b", "cron": "0 15 10 ? * *"},
        {"url": "http://target/" + "a" * 2048, "cron": "0 15 10 ? * *"},
        {"url": "http://target/", "when": "2011-05-01T12:00:00Z"},  # now is not the future
        {"url": "http://target/", "when": "2011-05-01T13:59:59+02:00"},
        {"url": "http://target/", "when": "2011-05-11"},
        {"url": "http://target/", "when": "2011-05-11 15:30:00"},
        {"url": "http://target/", "when": "2011-05-32T15:30:00Z"},
        {"url": "http://target/", "when": "tomorrow"},
        {"url": "http://target/", "cron": "15 10 * * *"},  # five fields: not Quartz
        {"url": "http://target/", "cron": "0 15 10 * * *"},  # no question mark
        {"url": "http://target/", "cron": "0 15 10 ? * ?"},
        {"url": "http://target/", "cron": "0 15 10 * * ? 2010"},  # over
        {"url": "http://target/", "cron": "0 0 0 30 2 ?"},  # never
        {"url": "http://target/", "cron": "* 15 10 ? * *"},
        {"url": "http://target/", "cron": "0 0/9 * ? * *"},
        {"url": "http://target/", "cron": "0 0,59 0,23 * * ?"},  # a minute apart, over midnight
        {"url": "http://target/", "cron": "0 15 10 ? * *", "signature": "a\nb"},
        {"url": "http://target/", "cron": "0 15 10 ? * *", "contentType": "text/\u017elain"},
        {"url": "http://target/", "cron": "0 15 10 ? * *", "data": "!", "encoding": "base64"},
        {"url": "http://target/", "cron": "0 15 10 ? * *", "data": "x", "encoding": "gzip"},
    ],
)
def test_a_job_that_cannot_be_is_refused_and_changes_nothing(client, fields):
    assert client("POST", "", fields).status_code == 400
    job = client.create()
    assert client("PUT", f"/{job['id']}", fields).status_code == 400
    assert client("GET", f"/{job['id']}").json == job


@pytest.mark.parametrize(
    ("when", "due"),
    [
        ("2011-05-11T15:30Z", "2011-05-11T15:30:00Z"),
        ("2011-05-11T17:30:00+02:00", "2011-05-11T15:30:00Z"),
        ("2011-05-11T17:30:00+0200", "2011-05-11T15:30:00Z"),
        ("2011-05-11T17:30:00+02", "2011-05-11T15:30:00Z"),
        ("2011-05-11T10:00:00-05:30", "2011-05-11T15:30:00Z"),
        ("2011-05-11T15:30:00", "2011-05-11T15:30:00Z"),  # no zone is UTC
        ("2011-05-11T15:30:00.25Z", "2011-05-11T15:30:00.25Z"),
    ],
)
def test_when_may_be_in_any_zone_and_is_echoed_as_given(client, when, due):
    job = client.create(when=when)
    assert job["when"] == when
    client.advance(due)
    assert len(client.called()) == 1


@pytest.mark.parametrize("cron", ["0 0/10 * ? * *", "0 0,50 0,23 * * ?", "0 0 12 L * ?", "0 15 10 ? * 6#3 2011-2015"])
def test_every_ten_minutes_is_often_enough(client, cron):
    assert client.create(cron=cron)["cron"] == cron


def test_2048_bytes_of_data_are_accepted_and_one_more_is_not(client):
    assert client.create(data="ž" * 1024)["data"] == "ž" * 1024
    answer = client("POST", "", {**JOB, "data": "ž" * 1024 + "x"})
    assert answer.status_code == 413
    path = "/0+15+10+%3F+*+*/http%3A%2F%2Ftarget"
    assert client("POST", path, b"\xff" * 2048).status_code == 201
    assert client("POST", path, b"\xff" * 2049).status_code == 413


def test_a_document_beyond_all_measure_is_refused_unread(client):
    assert client("POST", "", b" " * 100_000, Content_Type="application/json").status_code == 413


def test_a_fault_is_answered_in_the_format_that_is_accepted(client):
    fault = Effect(status=503, message="Come back later.", headers={"Retry-After": "5"})
    match = Match(face="job_scheduler", path="/1/jobs/http*")
    client.emulator.services.faults.add(Rule(id="1", where=Where.API, match=match, effect=fault, times=1))
    answer = client("GET", "/http%3A%2F%2Fx", Accept="text/xml")
    assert (answer.status_code, answer.data) == (503, b"<error>Come back later.</error>")
    assert answer.headers["Retry-After"] == "5"
    assert client("GET", "/http%3A%2F%2Fx").status_code == 404


@pytest.mark.parametrize("path", ["/1/jobs", "/1/jobs/", "/1/jobs/x", "/1/jobs/a/b"])
def test_the_face_claims_its_own_paths(path):
    assert FACE.claims("anything", path)


@pytest.mark.parametrize("path", ["/", "/1", "/1/job", "/1/jobsx", "/2/jobs"])
def test_the_face_claims_no_others(path):
    assert not FACE.claims("anything", path)
