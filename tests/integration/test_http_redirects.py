"""What an HTTP action does that follows redirects, that has a time of its own, or whose body is no text."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from azure_scheduler_emulator.actions.http import HttpPerformer
from azure_scheduler_emulator.actions.wire.transport import Transport
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.history import FireOrder, Result

from tests.fixtures.calling import Calling

HEADERS = (("Content-Type", "application/json"), ("Authorization", "Token t"))


@pytest.fixture
def post(make_order: Callable[..., FireOrder], make_transport: Callable[..., Transport]) -> Callable[..., Result]:
    """Perform a POST that follows redirects."""

    def run(uri: str, **fields: Any) -> Result:
        usual = {"method": "POST", "announce": False, "follow_redirects": True, "headers": HEADERS, "body": "{}"}
        return Calling(HttpPerformer(), make_transport()).perform(
            make_order(HttpAction(**{**usual, **fields, "uri": uri}))
        )

    return run


def redirect(status: int, location: str) -> bytes:
    return f"HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirected_post_goes_on_as_a_get_without_its_body(status: int, target: Any, post: Any) -> None:
    target.answer(redirect(status, "/there"))
    result = post(f"{target.url}/here")
    assert result.succeeded
    request = target.received[1]
    assert (request.method, request.target, request.body) == ("GET", "/there", b"")
    assert (request.values("Authorization"), request.values("Content-Type")) == (["Token t"], [])


@pytest.mark.parametrize("status", [307, 308])
def test_these_redirects_keep_method_and_body(status: int, target: Any, post: Any) -> None:
    target.answer(redirect(status, "there?a=b"))
    assert post(f"{target.url}/dir/here").succeeded
    request = target.received[1]
    assert (request.method, request.target, request.body) == ("POST", "/dir/there?a=b", b"{}")


def test_a_head_stays_one(target: Any, post: Any) -> None:
    target.answer(redirect(302, "/there"))
    post(f"{target.url}/", method="HEAD", body=None)
    assert target.received[1].method == "HEAD"


def test_credentials_do_not_go_to_another_host(target: Any, post: Any) -> None:
    target.answer(redirect(307, f"http://localhost:{target.port}/"))
    post(f"{target.url}/")
    assert target.received[0].values("Authorization") == ["Token t"]
    assert target.received[1].values("Authorization") == []


def test_redirects_without_end_are_hopeless(target: Any, post: Any) -> None:
    target.answer(*[redirect(302, "/")] * 31)
    result = post(f"{target.url}/")
    assert (result.succeeded, result.hopeless) == (False, True)
    assert result.response == {"error": "Exceeded 30 redirects."}
    assert len(target.received) == 31


@pytest.mark.parametrize(
    ("answer", "succeeds"),
    [
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", True),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", True),  # leads nowhere, and is below 400
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", False),
    ],
)
def test_every_final_status_below_400_succeeds(answer: bytes, succeeds: bool, target: Any, post: Any) -> None:
    target.answer(answer)
    assert post(f"{target.url}/").succeeded is succeeds


def test_the_journal_knows_where_the_answer_came_from(target: Any, post: Any) -> None:
    target.answer(redirect(302, "/there"))
    assert post(f"{target.url}/here").response["uri"] == f"{target.url}/there"


def test_an_action_that_does_not_follow_fails(target: Any, post: Any) -> None:
    target.answer(redirect(302, "/there"))
    assert not post(f"{target.url}/here", follow_redirects=False).succeeded
    assert len(target.received) == 1


@pytest.mark.parametrize("uri", ["5", "not a url", "http://", "ftp://target/", "//target/"])
def test_what_is_no_address_is_hopeless(uri: str, post: Any) -> None:
    result = post(uri)
    assert (result.succeeded, result.hopeless) == (False, True)


def test_a_target_that_nobody_answers_at_is_not_hopeless(target: Any, post: Any) -> None:
    url = target.url
    target.close()
    result = post(f"{url}/")
    assert (result.succeeded, result.hopeless) == (False, False)


def test_a_call_may_have_a_time_of_its_own(target: Any, post: Any) -> None:
    target.answer(target.stay_silent)
    result = post(f"{target.url}/", timeout=timedelta(milliseconds=50))
    assert result.response == {"error": "Timeout"}


def test_a_body_that_is_no_text_goes_out_byte_by_byte(target: Any, post: Any) -> None:
    body = bytes(range(256))
    post(f"{target.url}/", body=base64.b64encode(body).decode(), binary=True)
    assert target.received[0].body == body
