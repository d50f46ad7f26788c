"""What do the header lines of a request say? Whatever two servers in a row could read in two ways is refused.

A proxy in front decides by the headers who may come in, and hands on what it read. If it sees other headers than we do,
or another end of the body, its client smuggles a request past it (RFC 9112, 5, 6.3 and 11.2).
"""

from __future__ import annotations

import re
from typing import Any

from cheroot.server import HeaderReader

from azure_scheduler_emulator.characters import TOKEN

_NAME = re.compile(TOKEN.encode())
#: A name of labels as DNS allows them in length, or an address in brackets; perhaps a port. Of others no address that
#: answers give can be made.
_HOST = re.compile(
    rb"(\[[^\[\]\x80-\xff]{1,100}\]|([^.:\[\]\x80-\xff]{1,63}\.){0,30}[^.:\[\]\x80-\xff]{0,63})(:\d{0,5})?"
)
_BREAK = re.compile(rb"[\r\n\0]")
#: Headers that may come in several lines, which are the elements of one list (RFC 9110, 5.3). All else comes once.
LISTS = frozenset(
    name.title()
    for name in (
        b"accept accept-charset accept-encoding accept-language access-control-request-headers allow cache-control "
        b"connection content-encoding content-language expect forwarded if-match if-none-match keep-alive link pragma "
        b"prefer te trailer transfer-encoding upgrade via warning x-forwarded-for"
    ).split()
)


class StrictHeaders(HeaderReader):
    """Reads the lines up to the empty one, for cheroot."""

    def __call__(self, rfile: Any, hdict: dict[bytes, bytes] | None = None) -> dict[bytes, bytes]:
        """Add the headers to ``hdict`` by name, in cheroot's casing.

        Raises:
            ValueError: a line is none that every server reads as we do; the text says why.
        """
        found = {} if hdict is None else hdict
        while (line := rfile.readline()) != b"\r\n":
            name, value = _split(line)
            if b"_" in name:
                # To WSGI it is the same as a dash: X_ARR_ClientCert would be what a proxy vouches for.
                continue
            if name not in found:
                found[name] = value
            elif name in LISTS:
                found[name] = b"%s, %s" % (found[name], value)
            else:
                raise ValueError(f"The header {name.decode('latin-1')} comes twice.")
        _check_framing(found)
        if not _HOST.fullmatch(found.get(b"Host", b"")):
            raise ValueError("The Host is no name and no address.")
        return found


def _check_framing(headers: dict[bytes, bytes]) -> None:
    """See to it that there is one way to tell where the body ends.

    Raises:
        ValueError: there are two, or it is malformed.
    """
    length, coding = headers.get(b"Content-Length"), headers.get(b"Transfer-Encoding")
    if length is not None and not length.isdigit():
        # int() takes signs and underscores too.
        raise ValueError("Malformed Content-Length Header.")
    if coding is None:
        return
    if length is not None:
        raise ValueError("A request has either Content-Length or Transfer-Encoding.")
    codings = [part.strip().lower() for part in coding.split(b",")]
    if codings.count(b"chunked") > 1 or b"" in codings:
        raise ValueError("A body is cut into chunks once.")


def _split(line: bytes) -> tuple[bytes, bytes]:
    if not line.endswith(b"\r\n"):
        raise ValueError("HTTP requires CRLF terminators")
    if line[:1] in (b" ", b"\t"):
        raise ValueError("A header cannot go on in a second line.")
    name, colon, value = line.partition(b":")
    value = value.strip(b" \t\r\n")
    if not colon:
        raise ValueError("Illegal header line.")
    if not _NAME.fullmatch(name) or _BREAK.search(value):
        raise ValueError("Illegal character in a header.")
    return name.title(), value
