"""Functions that spell a text in another way, or make a name of it."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, string, strings
from azure_scheduler_emulator.domain.azure.templates.functions.objects import parse_json
from azure_scheduler_emulator.domain.azure.templates.hashing import base32, murmur

FAMILY = Family()
#: The name space in which ``guid`` makes its GUIDs (published with its reference).
GUIDS = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")


@FAMILY.add("base64", 1)
def to_base64(name: str, value: Any) -> str:
    """Return a text in base64."""
    return base64.b64encode(string(name, value).encode("utf-8", "replace")).decode()


@FAMILY.add("base64ToString", 1)
def from_base64(name: str, value: Any) -> str:
    """Return the text that base64 stands for."""
    try:
        return base64.b64decode(string(name, value), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise bad_call(name, "the argument is not a valid base64 string.") from None


@FAMILY.add("base64ToJson", 1)
def json_of_base64(name: str, value: Any) -> Any:
    """Return the JSON value that base64 stands for."""
    return parse_json(name, from_base64(name, value))


@FAMILY.add("dataUri", 1)
def data_uri(name: str, value: Any) -> str:
    """Return a text as a data URI."""
    return f"data:text/plain;charset=utf8;base64,{to_base64(name, value)}"


@FAMILY.add("dataUriToString", 1)
def from_data_uri(name: str, value: Any) -> str:
    """Return the text of a data URI."""
    head, comma, data = string(name, value).partition(",")
    if not head.lower().startswith("data:") or not comma:
        raise bad_call(name, "the argument is not a valid data URI.")
    return from_base64(name, data) if head.lower().endswith(";base64") else unquote(data)


@FAMILY.add("uri", 2)
def uri(name: str, base: Any, relative: Any) -> str:
    """Return an address that is relative to another."""
    left, right = strings(name, (base, relative))
    try:
        absolute = bool(urlsplit(left).scheme)
        joined = urljoin(left, right)
    except ValueError:
        absolute, joined = False, ""
    if not absolute:
        raise bad_call(name, "the base is not a valid absolute uri.")
    return joined


@FAMILY.add("uriComponent", 1)
def uri_component(name: str, value: Any) -> str:
    """Return a text percent-encoded."""
    return quote(string(name, value).encode("utf-8", "replace"), safe="-_.~")


@FAMILY.add("uriComponentToString", 1)
def from_uri_component(name: str, value: Any) -> str:
    """Return the text that is percent-encoded."""
    return unquote(string(name, value))


@FAMILY.add("uniqueString", 1, any_number=True)
def unique_string(name: str, *values: Any) -> str:
    """Return the name of 13 characters that the service makes of these texts."""
    return base32(murmur("-".join(strings(name, values)).encode("utf-8", "replace")))


@FAMILY.add("guid", 1, any_number=True)
def guid(name: str, *values: Any) -> str:
    """Return the GUID that the service makes of these texts."""
    joined = "-".join(strings(name, values)).encode("utf-8", "replace").decode()
    return str(uuid.uuid5(GUIDS, joined))
