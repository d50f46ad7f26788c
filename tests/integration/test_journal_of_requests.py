"""What the journal keeps of a request: bytes, which are taken apart when they are shown."""

import json
import socket
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.testing.live import LiveEmulator
from azure_scheduler_emulator.testing.live import settings_for_tests as settings
from werkzeug.test import Client

PATH = "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups"


def say(live, text):
    """Send a request as it is written, and return once it is answered."""
    parts = urlsplit(live.http_url)
    with socket.create_connection((parts.hostname, parts.port), 10) as sock:
        sock.sendall(text.encode("latin-1"))
        assert sock.recv(1 << 16).startswith(b"HTTP/1.1 ")


def test_headers_are_shown_in_order_those_of_a_list_as_one_and_those_of_the_body_last(live):
    say(
        live,
        f"PUT {PATH}/g?api-version=2016-09-01 HTTP/1.1\r\nContent-Type: application/json\r\nHOST: localhost\r\n"
        "accept: a\r\nX-tra-1a:\tno:ble \r\nContent-Length: 2\r\nx_hidden: no\r\nAccept: b\r\nempty:\r\n\r\n{}",
    )
    (entry,) = live.requests()
    assert entry["headers"] == [
        ["Host", "localhost"],
        ["Accept", "a, b"],
        ["X-Tra-1A", "no:ble"],
        ["Empty", ""],
        ["Content-Type", "application/json"],
        ["Content-Length", "2"],
    ]
    assert entry["body"] == "{}"


def test_a_body_in_chunks_has_the_length_that_it_turned_out_to_have(live):
    head = f"PUT {PATH}/g?api-version=2016-09-01 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    say(live, f"{head}2\r\n{{}}\r\n0\r\n\r\n")
    (entry,) = live.requests()
    assert entry["headers"] == [["Host", "localhost"], ["Transfer-Encoding", "chunked"], ["Content-Length", "2"]]


def test_what_another_server_hands_over_is_shown_alike():
    from azure_scheduler_emulator.assembly import prepared
    from azure_scheduler_emulator.gateway.router import everything

    with prepared(settings()) as emulator:
        client = Client(everything(emulator.services, emulator.door, emulator.recorder))
        client.put(f"{PATH}/g?api-version=2016-09-01", data="{}", headers={"X-One": "1"}, content_type="text/x")
        (entry,) = emulator.testbed.requests.entries()
        assert ("X-One", "1") in entry.headers
        assert entry.headers[-2:] == [("Content-Type", "text/x"), ("Content-Length", "2")]


def test_an_answer_is_shown_with_its_headers_as_they_were_sent(live):
    say(live, f"GET {PATH}?api-version=2016-09-01 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n\r\n")
    (entry,) = live.requests()
    shown = dict(map(tuple, entry["response"]["headers"]))
    assert shown["Content-Length"] == str(len(entry["response"]["body"]))
    assert shown["Date"].endswith(" GMT")


@pytest.mark.parametrize(("limit", "kept"), [(0, 0), (20_000, 2), (1 << 24, 8)])
def test_the_journals_take_no_more_memory_than_they_may(limit, kept):
    with LiveEmulator(journal_bytes=limit) as live:
        session = live.session()
        for number in range(8):
            body = json.dumps({"location": "westus", "tags": {"number": str(number), "weight": "x" * 8_000}})
            url = f"{live.http_url}{PATH}/g?api-version=2016-09-01"
            headers = {"Authorization": "Bearer x", "Content-Type": "application/json"}
            session.put(url, body, headers=headers)
        found = live.requests()
        assert len(found) == kept
        assert [json.loads(entry["body"])["tags"]["number"] for entry in found] == [
            str(number) for number in range(8 - len(found), 8)
        ]
