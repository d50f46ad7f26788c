"""The bodies of requests: however their bytes are cut into pieces, the same body comes out."""

from __future__ import annotations

import itertools
import tracemalloc

import pytest
from azure_scheduler_emulator.http.body import (
    IN_MEMORY,
    LINE_LIMIT,
    BadChunkError,
    BodyTooLargeError,
    ChunkedBody,
    SizedBody,
)
from hypothesis import given
from hypothesis import strategies as st

NEXT_REQUEST = b"GET / HTTP/1.1\r\n\r\n"


def feed(body: SizedBody | ChunkedBody, text: bytes, cuts: list[int]) -> tuple[bool, bytes]:
    """Hand ``text`` over in pieces; return whether the body was complete at the end, and what was left over."""
    inbox = bytearray()
    edges = [0, *sorted(cuts), len(text)]
    complete = False
    for start, end in itertools.pairwise(edges):
        inbox += text[start:end]
        complete = complete or body.take(inbox)
    return complete, bytes(inbox)


def chunked(chunks: list[bytes], *, trailer: bytes = b"") -> bytes:
    """Write ``chunks`` as RFC 9112, 7.1 wants them."""
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n" + trailer + b"\r\n"


@given(st.binary(max_size=64), st.lists(st.integers(0, 80)))
def test_it_takes_a_body_of_known_length_and_leaves_the_rest(content: bytes, cuts: list[int]) -> None:
    body = SizedBody(len(content))

    assert feed(body, content + NEXT_REQUEST, cuts) == (True, NEXT_REQUEST)
    assert body.open().read() == content


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.lists(st.integers(0, 300)))
def test_it_takes_a_chunked_body_and_leaves_the_rest(chunks: list[bytes], cuts: list[int]) -> None:
    body = ChunkedBody(limit=1000)

    assert feed(body, chunked(chunks) + NEXT_REQUEST, cuts) == (True, NEXT_REQUEST)
    assert body.open().read() == b"".join(chunks)


def test_it_skips_extensions_and_trailers() -> None:
    body = ChunkedBody(limit=1000)

    complete, rest = feed(body, b'3 ;name="a\\"b"\r\nabc\r\n0;last\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n', [])

    assert (complete, rest, body.open().read()) == (True, b"", b"abc")


def test_an_empty_body_is_complete_at_once() -> None:
    assert SizedBody(0).take(bytearray()) is True


def test_it_refuses_a_chunk_that_passes_the_limit_before_reading_it() -> None:
    body = ChunkedBody(limit=10)

    with pytest.raises(BodyTooLargeError):
        feed(body, b"8\r\n12345678\r\n3\r\n", [])


def test_it_takes_a_body_of_exactly_the_limit() -> None:
    body = ChunkedBody(limit=10)

    assert feed(body, chunked([b"12345678", b"90"]), [])[0] is True


@pytest.mark.parametrize(
    "text",
    [
        b"\r\n",
        b"x\r\n",
        b"-1\r\n",
        b"+1\r\na\r\n",
        b"0x1\r\na\r\n",  # int(text, 16) takes these two
        b"1_0\r\n",
        b"ffffffffffffffffff\r\n",  # more than 64 bits
        b"2\r\nabc\r\n",  # longer than it says
        b"1\r\na\nb\r\n",  # a line ends with CR and LF
        b"1;" + b"x" * (LINE_LIMIT + 1),  # an extension without an end
    ],
)
def test_it_refuses_what_is_no_chunk(text: bytes) -> None:
    with pytest.raises(BadChunkError):
        feed(ChunkedBody(limit=1000), text, [])


@pytest.mark.parametrize("kept", [0, 3, 7, 20])
@given(cuts=st.lists(st.integers(0, 60)))
def test_case_12_of_a_body_that_nobody_may_send_the_beginning_is_kept(kept: int, cuts: list[int]) -> None:
    for body, text in (
        (SizedBody(10, kept), b"0123456789"),
        (ChunkedBody(10, kept), chunked([b"012", b"3456", b"789"])),
    ):
        assert feed(body, text + NEXT_REQUEST, cuts) == (True, NEXT_REQUEST)
        assert (body.open().read(), body.size) == (b"0123456789"[:kept], min(kept, 10))


def test_case_12_a_large_body_is_not_kept_in_memory() -> None:
    tracemalloc.start()
    body, piece = SizedBody(50 * IN_MEMORY), b"x" * 16384
    for _ in range(50 * IN_MEMORY // 16384):
        body.take(bytearray(piece))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(body.open().read()) == body.size == 50 * IN_MEMORY
    body.close()
    assert peak < 3 * IN_MEMORY
