"""Requests that were right before chance changed something in them, and what is answered to them."""

from __future__ import annotations

import json
import random
import re
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice

import load

#: What stands where something else belongs.
ODD = (
    None, True, False, 0, -1, 1.5, 1e400, 10**400, "", " ", "\x00", "\ud800", "é" * 300, "x" * 70_000, [], {}, [[]],
    [None], {"": {}}, "9999-12-31T23:59:59Z", "0001-01-01", "P1Y", "-PT1S", "http://", "http://[::1", "../../etc",
    "%00",
)  # fmt: skip
BYTES = (
    b"\x00",
    b"\xff",
    b"\r\n",
    b"%",
    b"%zz",
    b" ",
    b"\t",
    b"/",
    b"//",
    b"?",
    b"&",
    b"=",
    b'"',
    b"{",
    b"[",
    b":",
    b",",
)
#: Texts that break the Seed Scheduler's database: its 500 is recorded, and emulated.
BREAKS = (b"\\u0000", b"\\ud800")
#: Stand in for the statuses of such an answer, and of none within half a minute.
RECORDED, SILENT = 999, 599


def of_control() -> list[bytes]:
    """Return right requests to the control API that leave what is stored alone."""
    later = {"trigger": {"type": "cron", "expression": "0 0 1 1 *"}, "count": 3}
    return [
        load.request("POST", "/_emulator/preview", json.dumps(later).encode()),
        load.request("PUT", "/_emulator/sinks/s", json.dumps({"answers": [{"status": 200}]}).encode()),
        load.request("GET", "/_emulator/executions?job=x&limit=3"),
        load.request("GET", "/_emulator/requests?face=kudu&limit=3"),
        load.request("GET", "/_emulator/jobs"),
        load.request("GET", "/_emulator/clock"),
    ]


def send(endpoint: load.Endpoint, right: Sequence[bytes], count: int) -> Counter[int]:
    """Send ``count`` of them; return how often each status was answered, 0 for none."""
    chance = random.Random(count)
    spoilt = (spoil(chance.choice(right), chance) for _ in range(count))
    with ThreadPoolExecutor(8) as pool:
        # A share after the other: nobody needs all of them in memory.
        return sum((Counter(pool.map(partial(_answered, endpoint), share)) for share in _shares(spoilt)), Counter())


def _shares(items: Iterator[bytes]) -> Iterator[list[bytes]]:
    while share := list(islice(items, 500)):
        yield share


def spoil(data: bytes, chance: random.Random) -> bytes:
    """Change something in a request: its bytes, its head, its address or its document."""
    for _ in range(chance.choice((1, 1, 2, 5))):
        data = chance.choice((_bytes, _head, _address, _document, _document))(data, chance)
    return data


def _bytes(data: bytes, chance: random.Random) -> bytes:
    at, kind = chance.randrange(len(data) + 1), chance.randrange(4)
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + chance.choice(BYTES) + data[at:]
    return data[:at] + data[at : at + 20] * chance.randrange(2, 30) + data[at:]


def _head(data: bytes, chance: random.Random) -> bytes:
    head, blank, body = data.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    at, kind = chance.randrange(len(lines)), chance.randrange(4)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        name = lines[at].partition(b":")[0]
        lines[at] = name + b": " + chance.choice((b"", b"\xe9", b"x" * 9000, b"Basic !", b"Bearer", b"-1", b"*/*;q=x"))
    else:
        lines.append(
            chance.choice((b"Accept: ;", b"If-Match: x", b"Range: bytes=9-1", b"Content-Type: a/b;charset=idna"))
        )
    return b"\r\n".join(lines) + blank + body


def _address(data: bytes, chance: random.Random) -> bytes:
    line, end, rest = data.partition(b"\r\n")
    parts = line.split(b" ")
    if len(parts) != 3 or not parts[1]:
        return data
    at = chance.randrange(1, len(parts[1]) + 1)
    odd = chance.choice((*BYTES, b"%ff%fe", b"%2e%2e/", b"x" * 3000, b"?$top=-1&$skip=x", b"&api-version=", b"'", b"~"))
    parts[1] = parts[1][:at] + odd + parts[1][at:]
    if not chance.randrange(8):
        parts[0] = chance.choice((b"OPTIONS", b"HEAD", b"TRACE", b"PATCH", b"get", b"POST", b"PUT"))
    return b" ".join(parts) + end + rest


def _document(data: bytes, chance: random.Random) -> bytes:
    head, blank, body = data.partition(b"\r\n\r\n")
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return _address(data, chance)
    places = list(_places(document))
    if places:
        chance.choice(places)(chance.choice(ODD))
    else:
        document = chance.choice(ODD)
    text = json.dumps(document).encode()
    if not chance.randrange(30):
        text = b"[" * 50_000 + text
    return re.sub(rb"Content-Length: \d+", b"Content-Length: %d" % len(text), head) + blank + text


def _places(document: object) -> list[Callable[[object], None]]:
    """Return what puts something else into each place of a document."""
    found: list[Callable[[object], None]] = []
    items = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in items:
        found.append(lambda odd, key=key: document.__setitem__(key, odd))
        found += _places(value)
    return found


def _answered(endpoint: load.Endpoint, data: bytes) -> int:
    """Return the status of the first answer, 0 if the connection ended without one."""
    try:
        with endpoint.connect() as connection:
            connection.settimeout(30)
            connection.sendall(data)
            # Nothing more will come: who waits for the rest need not. Below TLS, whose own end closes both ways.
            socket.socket.shutdown(connection, socket.SHUT_WR)
            said = b"".join(iter(lambda: connection.recv(65536), b"")) if data else b""
    except TimeoutError:
        return SILENT
    except OSError:
        return 0
    found = re.match(rb"HTTP/1\.1 (\d{3})", said)
    status = int(found[1]) if found else 0
    if status == 500 and b"schedule" in data and any(text in data for text in BREAKS):
        return RECORDED
    if status in (500, SILENT):
        sys.stderr.write(f"{status}: {data[:2000]!r}\n")
    return status
