"""Bodies larger than most: whoever may not send them costs no room, and whoever may costs little memory."""

from __future__ import annotations

import base64
import http.client
import tracemalloc
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from azure_scheduler_emulator.testing.live import LiveEmulator

PIECE, PIECES = b"x" * 65536, 640
SIZE = len(PIECE) * PIECES
#: What may come and go beside the body: an API is loaded with its first request.
LITTLE = 16 << 20


def basic(text):
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


@pytest.fixture
def site(tmp_path):
    with LiveEmulator(kudu=str(tmp_path / "home"), kudu_credentials="me:x", control_token="t") as running:
        yield running


def send(site, method, path, headers, *, chunked):
    """Send a large body piece by piece; return the status, and by how much the memory grew."""
    with closing(http.client.HTTPConnection(urlsplit(site.http_url).netloc, timeout=60)) as connection:
        length = {} if chunked else {"Content-Length": str(SIZE)}
        tracemalloc.start()
        connection.request(method, path, (PIECE for _ in range(PIECES)), {**headers, **length}, encode_chunked=chunked)
        answer = connection.getresponse()
        answer.read()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        # The connection is of use after that.
        connection.request("GET", "/_emulator/health")
        assert connection.getresponse().status == 200
    return answer.status, peak


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("headers", [{}, basic("me:y"), {"Authorization": "Basic \xe9"}, {"Authorization": "Bearer x"}])
def test_case_12_an_upload_without_credentials_is_refused_by_the_site_and_not_kept(site, headers, chunked):
    status, peak = send(site, "PUT", "/api/vfs/data/large.bin", headers, chunked=chunked)
    assert status == 401
    assert peak < LITTLE


@pytest.mark.parametrize("chunked", [False, True])
def test_case_12_an_upload_with_credentials_arrives_and_waits_for_its_end_on_the_disk(site, tmp_path, chunked):
    status, peak = send(site, "PUT", "/api/vfs/data/large.bin", basic("me:x"), chunked=chunked)
    assert status == 201
    [found] = (tmp_path / "home").rglob("large.bin")
    assert found.stat().st_size == SIZE
    assert peak < LITTLE


def test_case_12_a_state_without_the_token_is_refused_and_not_kept(site):
    status, peak = send(site, "PUT", "/_emulator/state", {}, chunked=False)
    assert status == 401
    assert peak < LITTLE


def test_case_12_a_state_may_be_larger_than_other_bodies(site):
    with closing(http.client.HTTPConnection(urlsplit(site.http_url).netloc, timeout=60)) as connection:
        for path, status in (("/_emulator/state", 400), ("/_emulator/preview", 413)):
            # Blanks: of the length alone it is not refused.
            connection.request(
                "PUT", path, (b" " * 65536 for _ in range(1100)), {"Authorization": "t", "Content-Length": "72089600"}
            )
            answer = connection.getresponse()
            answer.read()
            assert answer.status == status
