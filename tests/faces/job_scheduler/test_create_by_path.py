"""A job that is created by its path alone, however that is encoded."""

import pytest
from azure_scheduler_emulator.faces.job_scheduler.paths import Creation, parse

CRON = "0 15 10 ? * *"
URL = "https://example.com/a?b=c+d"
ENCODED_URL = "https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc+d"


@pytest.mark.parametrize(
    ("target", "creation"),
    [
        (f"/1/jobs/0+15+10+%3F+*+*/{ENCODED_URL}", Creation(None, CRON, URL)),
        (f"/1/jobs/0%2015%2010%20%3F%20*%20*/{ENCODED_URL}", Creation(None, CRON, URL)),
        (f"/1/jobs/0+0%2F15+*+*+*+%3F/{ENCODED_URL}", Creation(None, "0 0/15 * * * ?", URL)),
        # A step that was not encoded: the last slash is the one between the parts.
        (f"/1/jobs/0+0/15+*+*+*+%3F/{ENCODED_URL}", Creation(None, "0 0/15 * * * ?", URL)),
        # A plus sign of the callback stays one; encoded it is one in the cron, too.
        (f"/1/jobs/0+0+0+1%2B1+*+%3F/{ENCODED_URL}", Creation(None, "0 0 0 1+1 * ?", URL)),
        (f"/1/jobs/2011-05-11T15%3A30%3A00Z/{ENCODED_URL}", Creation("2011-05-11T15:30:00Z", None, URL)),
        # In a date a plus sign is the zone's, encoded or not.
        (f"/1/jobs/2011-05-11T15:30:00%2B02:00/{ENCODED_URL}", Creation("2011-05-11T15:30:00+02:00", None, URL)),
        (f"/1/jobs/2011-05-11T15:30:00+02:00/{ENCODED_URL}", Creation("2011-05-11T15:30:00+02:00", None, URL)),
        (f"/1/jobs/2011-05-11T15:30:00%2002:00/{ENCODED_URL}", Creation("2011-05-11T15:30:00+02:00", None, URL)),
        # A callback that was not encoded, with its own question mark, slashes merged on the way, or half encoded.
        ("/1/jobs/0+15+10+%3F+*+*/https://example.com/a?b=c+d", Creation(None, CRON, URL)),
        ("/1/jobs/0+15+10+%3F+*+*/https:/example.com/a/", Creation(None, CRON, "https://example.com/a/")),
        ("/1/jobs/0+15+10+%3F+*+*/HTTP%3A//example.com", Creation(None, CRON, "HTTP://example.com")),
        ("/1/jobs/0+0/15+*+*+*+%3F/http://a/http://b/", Creation(None, "0 0/15 * * * ?", "http://a/http://b/")),
        # A query of the request itself means nothing.
        (f"/1/jobs/0+15+10+%3F+*+*/{ENCODED_URL}?x=y", Creation(None, CRON, URL)),
        # A question mark of the expression that was not encoded; the callback may be encoded or not.
        (f"/1/jobs/0+15+10+?+*+*/{ENCODED_URL}", Creation(None, CRON, URL)),
        ("/1/jobs/0+15+10+?+*+*/https://example.com/a?b=c+d", Creation(None, CRON, URL)),
        (f"/1/jobs/0%2015%2010%20?%20*%20*/{ENCODED_URL}", Creation(None, CRON, URL)),
        (f"/1/jobs/0+0/15+*+*+*+?/{ENCODED_URL}", Creation(None, "0 0/15 * * * ?", URL)),
        (f"/1/jobs/0+0+12+1+*+?+2030/{ENCODED_URL}?x=y", Creation(None, "0 0 12 1 * ? 2030", URL)),
        # The basic format of a date.
        (f"/1/jobs/20110511T153000Z/{ENCODED_URL}", Creation("20110511T153000Z", None, URL)),
        (f"/1/jobs/20110511T153000+0200/{ENCODED_URL}", Creation("20110511T153000+0200", None, URL)),
        # What begins as a job to be created is none that exists, whatever is missing.
        ("/1/jobs/0+15+10+?+*+*", Creation(None, CRON, "")),
        ("/1/jobs/0+15+10+%3F+*+*", Creation(None, CRON, "")),
        ("/1/jobs/20110511T153000Z", Creation("20110511T153000Z", None, "")),
        # Proxies send the whole address.
        (f"http://127.0.0.1:8080/1/jobs/0+15+10+%3F+*+*/{ENCODED_URL}", Creation(None, CRON, URL)),
        ("/1/jobs/0+15+10+%3F+*+*/https%3A%2F%2Fexample.com%2F%C3%A4", Creation(None, CRON, "https://example.com/ä")),
    ],
)
def test_both_parts_are_read_as_they_were_sent(target, creation):
    assert parse({"REQUEST_URI": target, "PATH_INFO": "wrong"}) == ("/1/jobs/schedule/callback", creation)


@pytest.mark.parametrize(
    ("path", "creation"),
    [
        ("/1/jobs/0 15 10 ? * */https://example.com", Creation(None, CRON, "https://example.com")),
        ("/1/jobs/0+0/15+*+*+*+?/https://example.com", Creation(None, "0 0/15 * * * ?", "https://example.com")),
        (
            "/1/jobs/2011-05-11T15:30:00+02:00/https:/example.com",
            Creation("2011-05-11T15:30:00+02:00", None, "https://example.com"),
        ),
    ],
)
def test_a_server_that_tells_only_the_decoded_path_will_do_where_it_is_unambiguous(path, creation):
    assert parse({"PATH_INFO": path})[1] == creation


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/1/jobs", "/1/jobs"),
        ("/1/jobs/", "/1/jobs"),
        ("/1/jobs?x=/a/b", "/1/jobs"),
        ("/1/jobs/some-id", "/1/jobs/some-id"),
        ("/1/jobs/some-id?back=https://example.com/a", "/1/jobs/some-id"),
        ("/1/jobs/some-id/", "/1/jobs/some-id"),
    ],
)
def test_other_paths_create_nothing(target, path):
    assert parse({"RAW_URI": target}) == (path, None)


def test_the_body_is_the_data_with_its_type_and_signature(client):
    path = "/2011-05-11T15%3A30%3A00Z/http%3A%2F%2Ftarget"
    created = client("POST", path, b"testing", Content_Type="text/plain", X_Content_Signature="507aaa")
    assert {name: created.json.get(name) for name in ("data", "contentType", "signature")} == {
        "data": "testing",
        "contentType": "text/plain",
        "signature": "507aaa",
    }


def test_a_form_is_data_like_any_other(client):
    created = client(
        "POST",
        "/0+15+10+%3F+*+*/http%3A%2F%2Ftarget",
        b"a=b&c=d",
        Content_Type="application/x-www-form-urlencoded",
    )
    assert (created.json["data"], created.json["contentType"]) == ("a=b&c=d", "application/x-www-form-urlencoded")


def test_without_a_body_neither_type_nor_signature_is_copied(client):
    path = "/0+15+10+%3F+*+*/http%3A%2F%2Ftarget"
    created = client("POST", path, Content_Type="text/plain", X_Content_Signature="507aaa")
    assert list(created.json) == ["id", "account", "url", "cron", "next"]


@pytest.mark.parametrize(
    ("accept", "shown"),
    [
        ("application/json", '"data": "/wD+", "encoding": "base64"'),
        ("application/xml", '<data encoding="base64">/wD+</data>'),
    ],
)
def test_data_that_is_no_text_is_shown_in_base64(client, accept, shown):
    created = client("POST", "/0+15+10+%3F+*+*/http%3A%2F%2Ftarget", b"\xff\x00\xfe", Accept=accept)
    assert shown in created.text
    identity = client("GET").json[0]
    assert client("PUT", f"/{identity}", created.data, Content_Type=accept, Accept=accept).text == created.text


@pytest.mark.parametrize(
    "path", ["/0+15+10+%3F+*+*/example.com", "/15+10+*+*+*/http%3A%2F%2Ftarget", "/1999-05-11T15:30:00Z/http://target"]
)
def test_what_is_no_job_is_refused_here_too(client, path):
    answer = client("POST", path, Accept="text/plain")
    assert (answer.status_code, answer.mimetype, client("GET").json) == (400, "text/plain", [])


def test_case_28_a_question_mark_that_was_not_encoded_is_the_expression_s(client):
    created = client.http.post(
        "/1/jobs/schedule",
        headers={"Authorization": "Basic ZXhhbXBsZTo="},
        environ_overrides={"REQUEST_URI": "/1/jobs/0+15+10+?+*+*/http%3A%2F%2Ftarget%2Fback%3Fa%3Db"},
    )
    assert created.status_code == 201
    assert (created.json["cron"], created.json["url"]) == (CRON, "http://target/back?a=b")


@pytest.mark.parametrize(
    "path", ["/0+15+10+%3F+*+*", "/0+15+10+%3F+*+*/", "/20270511T153000Z", "/2027-05-11T15:30:00Z"]
)
def test_a_path_without_a_callback_is_told_what_it_lacks(client, path):
    refused = client("POST", path)
    assert (refused.status_code, refused.json["error"][:7]) == (400, "The url")
