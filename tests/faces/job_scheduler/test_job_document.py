"""Every example of the published document, with valid JSON."""

import json
from xml.etree import ElementTree

import pytest
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.engine.engine import Engine

from tests.fixtures.siblings import part

URL = "https://example.com/my-callback"
SIGNATURE = "507aaa0733464499847c930db95983f8994ae266"
SINGLE = {
    "url": URL,
    "signature": SIGNATURE,
    "contentType": "text/plain",
    "data": "testing",
    "when": "2011-05-11T15:30:00Z",
}
RECURRING = {"url": URL, "cron": "0 15 10 ? * *"}


def xml_of(fields):
    return "<job>\n" + "".join(f"  <{name}>{text}</{name}>\n" for name, text in fields.items()) + "</job>"


def fields_of(response):
    """Return the fields of a job answer in order, whichever format it is in."""
    if response.mimetype == "application/json":
        return list(json.loads(response.data).items())
    return [(child.tag, child.text) for child in ElementTree.fromstring(response.data)]


REQUESTS = [
    ("application/json", json.dumps),
    ("application/xml", xml_of),
    ("text/xml", xml_of),
]


@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/xml"])
@pytest.mark.parametrize(("content_type", "write"), REQUESTS)
def test_a_recurring_job(client, content_type, write, accept):
    created = client("POST", "", write(RECURRING), Content_Type=content_type, Accept=accept)
    assert created.status_code == 201
    assert created.mimetype == accept
    fields = fields_of(created)
    identity = dict(fields)["id"]
    # The document's own example of next does not fit its cron; this does.
    assert fields == [("id", identity), ("account", "example"), *RECURRING.items(), ("next", "2011-05-02T10:15:00Z")]
    assert created.headers["Location"] == f"/1/jobs/{identity}"
    read = client("GET", f"/{identity}", Accept=accept)
    assert (read.status_code, fields_of(read)) == (200, fields)


@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/xml"])
@pytest.mark.parametrize(("content_type", "write"), REQUESTS)
def test_a_single_job_with_optional_fields(client, content_type, write, accept):
    created = client("POST", "", write(SINGLE), Content_Type=content_type, Accept=accept)
    fields = fields_of(created)
    assert fields == [("id", dict(fields)["id"]), ("account", "example"), *SINGLE.items()]
    assert client("GET", f"/{dict(fields)['id']}", Accept=accept).data == created.data


def test_the_plain_text_answer_to_a_create_is_the_id_alone(client):
    created = client("POST", "", SINGLE, Accept="text/plain")
    assert (created.status_code, created.mimetype) == (201, "text/plain")
    assert client("GET", f"/{created.text}").json["id"] == created.text


@pytest.mark.parametrize(
    ("accept", "write"),
    [
        ("text/plain", ",".join),
        ("application/json", lambda ids: json.dumps(ids)),
        ("application/xml", lambda ids: "<jobs>" + "".join(f"<id>{name}</id>" for name in ids) + "</jobs>"),
        ("text/xml", lambda ids: "<jobs>" + "".join(f"<id>{name}</id>" for name in ids) + "</jobs>"),
    ],
)
def test_the_list_of_jobs_in_the_order_of_their_creation(client, accept, write):
    ids = [client.create()["id"] for _ in range(3)]
    listed = client("GET", "", Accept=accept)
    assert (listed.status_code, listed.mimetype, listed.text) == (200, accept, write(ids))
    assert listed.headers["Content-Length"] == str(len(listed.data))


@pytest.mark.parametrize(("accept", "body"), [("text/plain", ""), ("application/json", "[]"), ("text/xml", "<jobs/>")])
def test_an_empty_list(client, accept, body):
    assert client("GET", "", Accept=accept).text == body


def test_the_path_of_the_example_of_a_single_job(client):
    created = client("POST", "/2011-05-11T15%3A30%3A00Z/https%3A%2F%2Fexample.com")
    assert created.status_code == 201
    assert {name: created.json[name] for name in ("url", "when")} == {
        "url": "https://example.com",
        "when": "2011-05-11T15:30:00Z",
    }


def test_the_path_of_the_example_of_a_recurring_job(client):
    created = client("POST", "/0+15+10+%3F+*+*/https%3A%2F%2Fexample.com")
    assert (created.json["cron"], created.json["url"]) == ("0 15 10 ? * *", "https://example.com")
    assert created.json["next"] == "2011-05-02T10:15:00Z"


@pytest.mark.parametrize(("content_type", "write"), REQUESTS)
@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/xml", "text/plain"])
def test_an_update_replaces_everything_but_id_and_account(client, content_type, write, accept):
    job = client.create()
    fields = {**SINGLE, "id": "another", "account": "another", "next": "2000-01-01T00:00:00Z"}
    updated = client("PUT", f"/{job['id']}", write(fields), Content_Type=content_type, Accept=accept)
    assert updated.status_code == 200
    expected = {"id": job["id"], "account": "example", **SINGLE}
    assert client("GET", f"/{job['id']}").json == expected
    assert updated.text == job["id"] if accept == "text/plain" else fields_of(updated) == list(expected.items())


def test_a_job_copied_from_an_answer_can_be_put_back(client):
    job = client.create(data="a < b & c\r\n", signature="s", contentType="text/x")
    for accept in ("application/json", "application/xml"):
        copy = client("GET", f"/{job['id']}", Accept=accept)
        assert client("PUT", f"/{job['id']}", copy.data, Content_Type=accept).json == job


def test_a_delete_has_no_body_and_leaves_no_job(client):
    job = client.create()
    deleted = client("DELETE", f"/{job['id']}")
    assert (deleted.status_code, deleted.data, "Content-Type" in deleted.headers) == (204, b"", False)
    for method in ("GET", "PUT", "DELETE"):
        assert client(method, f"/{job['id']}", RECURRING if method == "PUT" else None).status_code == 404


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("20270511T153000Z", "2027-05-11T15:30:00Z"),
        ("20270511T153000.25+0200", "2027-05-11T13:30:00.25Z"),
        ("20270511T1530+02", "2027-05-11T13:30:00Z"),
        ("20270511T15Z", "2027-05-11T15:00:00Z"),
        ("2027-05-11t15:30:00z", "2027-05-11T15:30:00Z"),
        ("2027-05-11T15:30", "2027-05-11T15:30:00Z"),
        ("2027-05-11T15:30:00,5-01:30", "2027-05-11T17:00:00.5Z"),
        ("2027-W19-2T15:30:00Z", "2027-05-11T15:30:00Z"),
        ("2027W192T1530Z", "2027-05-11T15:30:00Z"),
        ("2027-131T15:30:00Z", "2027-05-11T15:30:00Z"),
        ("2027131T153000Z", "2027-05-11T15:30:00Z"),
        ("2027-05-10T24:00:00Z", "2027-05-11T00:00:00Z"),
        ("9999-12-31T23:59:59-08:00", "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_case_28_when_is_any_date_with_a_time_of_iso_8601(client, text, moment):
    assert client.create(when=text)["when"] == text
    assert render(part(client.emulator, Engine).next_due()) == moment


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2027-05-11",
            "20270511",
            "2027-05-11 15:30:00Z",
            "2027-13-11T15:30:00Z",
            "2027-05-11T25:00:00Z",
            "20270511T1Z",
        ),
        *(
            "2027-366T00:00Z",
            "2027-000T00:00Z",
            "2027-W54-1T00:00Z",
            "2027-05-11T24:00:01Z",
            "0001-01-01T00:00:00+05:00",
        ),
        *("2027-05-11T15:30:00+25:00", "tomorrow", "2027-05-11T15:30:00 UTC"),
    ],
)
def test_anything_else_is_refused(client, text):
    assert client("POST", "", {"url": "http://target/", "when": text}).status_code == 400


XML_JOB = "<job><url>http://target/</url><cron>0 15 10 ? * *</cron><data>Grüße</data></job>"
JSON_JOB = '{"url": "http://target/", "cron": "0 15 10 ? * *", "data": "Grüße"}'


@pytest.mark.parametrize(
    ("media", "document", "charset", "sent_in"),
    [
        ("text/xml", XML_JOB, "iso-8859-1", "iso-8859-1"),
        ("application/xml", XML_JOB, '"ISO-8859-1"', "iso-8859-1"),
        ("application/xml", XML_JOB, "windows-1252", "cp1252"),
        ("text/xml", XML_JOB, "utf-16le", "utf-16le"),
        # What the request says counts before what the document says, and a byte order mark before both.
        ("text/xml", f"<?xml version='1.0' encoding='utf-8'?>{XML_JOB}", "iso-8859-1", "iso-8859-1"),
        ("text/xml", XML_JOB, "iso-8859-1", "utf-8-sig"),
        ("text/xml", XML_JOB, "utf-8", "utf-16"),
        ("text/xml", f"<?xml version='1.0' encoding='iso-8859-1'?>{XML_JOB}", None, "iso-8859-1"),
        ("application/json", JSON_JOB, "iso-8859-1", "iso-8859-1"),
        ("application/json", JSON_JOB, "UTF-8", "utf-8-sig"),
        ("application/json", JSON_JOB, None, "utf-8"),
    ],
)
def test_case_28_a_document_is_read_in_the_charset_that_the_request_names(client, media, document, charset, sent_in):
    kind = f"{media}; charset={charset}" if charset else media
    answer = client("POST", "", document.encode(sent_in), Content_Type=kind, Accept="application/json")
    assert (answer.status_code, answer.json.get("data")) == (201, "Grüße")


@pytest.mark.parametrize(("charset", "status"), [("klingon", 415), ("base64", 415), ("utf-8", 400), ("ascii", 400)])
def test_a_charset_that_is_unknown_or_wrong_is_refused(client, charset, status):
    body = XML_JOB.encode("iso-8859-1")
    assert client("POST", "", body, Content_Type=f"text/xml; charset={charset}").status_code == status
