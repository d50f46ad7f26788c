"""What is the file called that a client uploads? Its Content-Disposition says so (contract, section 4.3)."""

from __future__ import annotations

import re
from contextlib import suppress
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from azure_scheduler_emulator.characters import TOKEN

_QUOTED = r'"(?:[^"\\]|\\.)*"'
#: A parameter may be a name alone, or have no value (.NET's header parser); one at least follows a semicolon.
_PARAMETER = re.compile(rf";\s*({TOKEN})\s*(?:=\s*({TOKEN}|{_QUOTED})?\s*)?")
_TYPE = re.compile(rf"\s*{TOKEN}\s*")


def file_name(header: str | None) -> str | None:
    """Return the name of the file, without folders; None if the header is missing, malformed or names none.

    Any word will do as its type. A name with a blank and without quotes is malformed (decision 21). RFC 2047 words,
    which the service's own client writes, are decoded. ``filename*`` alone does not count.
    """
    parameters = _parameters(header or "")
    value = parameters.get("filename") if parameters else None
    if not value:
        return None
    name = _decode(value).strip('"').replace("\\", "/").rpartition("/")[2]
    return name if name not in ("", ".", "..") and "\0" not in name else None


def _parameters(header: str) -> dict[str, str | None] | None:
    start = _TYPE.match(header)
    if start is None:
        return None
    found: dict[str, str | None] = {}
    position = start.end()
    while position < len(header):
        match = _PARAMETER.match(header, position)
        if match is None:
            return None
        found.setdefault(match[1].lower(), match[2])
        position = match.end()
    return found


def _decode(value: str) -> str:
    # A header is bytes; WSGI hands them over as Latin-1, clients mean UTF-8.
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode("utf-8")
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value.strip('"'))))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return value
