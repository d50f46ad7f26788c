"""The Job Scheduler API over the network: what a server makes of an encoded path, and what callbacks look like."""

import http.client
import json
from base64 import b64encode
from urllib.parse import quote, urlsplit

import pytest

HEADERS = {"Authorization": "Basic " + b64encode(b"example:").decode()}


@pytest.fixture
def ask(launch):
    """Sends requests whose target goes out as it is, and moves the clock."""
    with launch("--clock", "2011-05-01T12:00:00Z") as process:

        def ask(method, path, body=None, **headers):
            connection = http.client.HTTPConnection(urlsplit(process.http).netloc, timeout=20)
            sent = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
            connection.close()
            return answer.status, json.loads(text) if text.startswith(("{", "[")) else text

        ask.advance = lambda by: process.control("POST", "/clock/advance", {"by": by})
        yield ask


def test_a_job_is_created_by_an_encoded_path_and_calls_back(ask, target):
    callback = f"{target.url}/back?a=b+c"
    path = f"/1/jobs/0+0%2F30+*+*+*+%3F/{quote(callback, safe='+')}"
    status, job = ask("POST", path, b"\x00\xff", Content_Type="image/x", X_Content_Signature="507aaa")
    assert (status, job["url"], job["cron"], job["data"]) == (201, callback, "0 0/30 * * * ?", "AP8=")
    assert job["next"] == "2011-05-01T12:30:00Z"
    ask.advance("PT1H")
    assert len(target.calls) == 2
    method, called, headers, body = target.calls[0]
    assert (method, called, body) == ("POST", "/back?a=b+c", b"\x00\xff")
    assert (headers["Content-Type"], headers["X-Content-Signature"]) == ("image/x", "507aaa")
    assert not [name for name in headers if name.lower().startswith("x-ms-")]


def test_an_encoded_date_keeps_the_sign_of_its_zone(ask, target):
    status, job = ask("POST", f"/1/jobs/2011-05-01T14:30:00%2B02:00/{quote(target.url, safe='')}")
    assert (status, job["when"]) == (201, "2011-05-01T14:30:00+02:00")
    ask.advance("PT30M")
    [(method, _, headers, body)] = target.calls
    assert (method, body, headers["Content-Length"], "Content-Type" in headers) == ("POST", b"", "0", False)
    assert ask("GET", f"/1/jobs/{job['id']}")[0] == 404


def test_a_callback_that_was_not_encoded_is_understood(ask, target):
    assert ask("POST", f"/1/jobs/0+0/30+*+*+*+%3F/{target.url}/a?b=c")[1]["url"] == f"{target.url}/a?b=c"
