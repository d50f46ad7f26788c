"""How is the data of a job kept and shown? Any bytes: as text where they are text, in base64 where they are not."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from azure_scheduler_emulator.characters import NOT_XML
from azure_scheduler_emulator.faces.job_scheduler.errors import invalid, too_large

#: Bytes, "currently" says the document.
LIMIT = 2048
BASE64 = "base64"


@dataclass(frozen=True)
class Payload:
    """The data of a job, as documents show it."""

    text: str
    #: Whether ``text`` is base64 of the bytes that are meant.
    encoded: bool = False


def of_bytes(data: bytes) -> Payload | None:
    """Return the payload for bytes from the body of a request, None for no bytes at all.

    Raises:
        ApiError: there are more than 2048.
    """
    if len(data) > LIMIT:
        raise too_large()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if NOT_XML.search(text):
        return Payload(base64.b64encode(data).decode("ascii"), encoded=True)
    return Payload(text) if text else None


def of_text(text: str, encoding: str | None) -> Payload | None:
    """Return the payload for the text in a document, None for an empty one.

    Raises:
        ApiError: it stands for more than 2048 bytes, or not for any.
    """
    if encoding not in (None, BASE64):
        raise invalid("The only encoding of data is base64.")
    try:
        return of_bytes(base64.b64decode("".join(text.split()), validate=True) if encoding else text.encode())
    except binascii.Error:
        raise invalid("The data is not base64.") from None
