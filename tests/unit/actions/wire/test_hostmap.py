"""Where does an outgoing call really go?"""

from __future__ import annotations

import pytest
from azure_scheduler_emulator.actions.wire.hostmap import HostMap, parse_maps
from azure_scheduler_emulator.domain.errors import InvalidError


@pytest.mark.parametrize(
    ("base", "uri", "url", "host_header"),
    [
        # another address: the Host header stays, port included
        ("http://127.0.0.1:9000", "http://example.org/a?b=c", "http://127.0.0.1:9000/a?b=c", "example.org"),
        ("http://127.0.0.1:9000", "http://example.org:81/a", "http://127.0.0.1:9000/a", "example.org:81"),
        ("http://127.0.0.1:9000", "https://example.org/a", "http://127.0.0.1:9000/a", "example.org"),
        ("http://127.0.0.1:9000/", "http://example.org", "http://127.0.0.1:9000/", "example.org"),
        # host names have no case, and are sent in small letters
        ("http://127.0.0.1:9000", "http://EXAMPLE.org/A", "http://127.0.0.1:9000/A", "example.org"),
        # a path is put before the call's own, and the Host header follows
        ("http://127.0.0.1:1/acc", "https://example.org/q/m?s=1", "http://127.0.0.1:1/acc/q/m?s=1", "127.0.0.1:1"),
        ("http://127.0.0.1:1/acc/", "https://example.org", "http://127.0.0.1:1/acc/", "127.0.0.1:1"),
        # so it does when a certificate is checked
        ("https://localhost:8443", "http://example.org/a", "https://localhost:8443/a", "localhost:8443"),
    ],
)
def test_it_sends_a_mapped_host_elsewhere(base: str, uri: str, url: str, host_header: str) -> None:
    route = HostMap({"Example.Org": base}).route(uri)
    assert (route.url, route.host_header) == (url, host_header)


@pytest.mark.parametrize(
    ("uri", "url", "host_header"),
    [
        ("http://example.net/a", "http://example.net/a", "example.net"),
        ("https://sub.example.org:8443/", "https://sub.example.org:8443/", "sub.example.org:8443"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a", "[::1]:8080"),
        # blanks and letters beyond ASCII are percent-encoded, escapes stay as they are
        ("http://example.net/a b/%2d/ž?q=%2B", "http://example.net/a%20b/-/%C5%BE?q=%2B", "example.net"),
        # neither a user name nor a fragment goes out
        ("http://user:secret@example.net/a#b", "http://example.net/a", "example.net"),
    ],
)
def test_it_leaves_other_hosts_where_they_are(uri: str, url: str, host_header: str) -> None:
    route = HostMap({"example.org": "http://127.0.0.1:9000"}).route(uri)
    assert (route.url, route.host_header) == (url, host_header)


@pytest.mark.parametrize("uri", ["ftp://example.org/", "example.org", "http://", "", "http://[::1/"])
def test_it_refuses_what_is_no_http_address(uri: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        HostMap().route(uri)


def test_it_reads_the_settings_texts() -> None:
    texts = [
        "account.queue.core.windows.net=http://127.0.0.1:10001/account",
        " Example.org = http://127.0.0.1:9000 ",
        # a later text for the same host wins; "=" may occur in the path
        "example.org=https://localhost/a=b",
    ]
    assert parse_maps(texts) == {
        "account.queue.core.windows.net": "http://127.0.0.1:10001/account",
        "example.org": "https://localhost/a=b",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "=http://127.0.0.1",
        "example.org=",
        "example.org=127.0.0.1:9000",
        "example.org=ftp://127.0.0.1",
        "example.org=http://",
        "example.org=http://127.0.0.1:port",
        "example.org=http://127.0.0.1/?a=b",
        "example.org=http://user:password@127.0.0.1/",
        # the host stands alone: no scheme, no port, no path
        "http://example.org=http://127.0.0.1",
        "example.org:80=http://127.0.0.1",
    ],
)
def test_it_refuses_a_setting_that_is_no_map(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_maps([text])


def test_it_refuses_a_bad_map_even_when_it_was_not_read_from_a_setting() -> None:
    with pytest.raises(InvalidError, match=r"example\.org"):
        HostMap({"example.org": "nowhere"})
