"""Which job does a request describe?

Sources: the document's table of fields; contract, section 2, for what it leaves open.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from werkzeug.http import parse_options_header

from azure_scheduler_emulator.characters import can_be_stored
from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.cron import CronError, Dialect
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, Missed
from azure_scheduler_emulator.domain.jobs.retry import NO_RETRY, RetryPolicy, Wait
from azure_scheduler_emulator.domain.jobs.trigger import CronTrigger, Once, Trigger
from azure_scheduler_emulator.faces.job_scheduler import iso, payload, xml
from azure_scheduler_emulator.faces.job_scheduler.errors import ApiError, invalid
from azure_scheduler_emulator.faces.job_scheduler.payload import Payload

#: "The job may not be specified to fire more often than once every ten minutes."
SHORTEST_GAP = timedelta(minutes=10)
#: How a job that fires once is retried where a setting allows it: it has no next firing to make up for a failure.
ONE_TIME_RETRY = RetryPolicy(waits=(Wait(30, 30), Wait(120, 120), Wait(600, 600)))
LONGEST_URL = 2048
#: The header in which a signature comes in, and goes out again.
SIGNATURE = "X-Content-Signature"

_TEXT_FIELDS = ("url", "signature", "contentType", "data", "when", "cron", "encoding")
#: What a header can carry: visible characters of ISO 8859-1 with blanks between them.
_HEADER = re.compile(r"[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?")


def read_document(body: bytes, content_type: str) -> dict[str, str]:
    """Return the fields of a job document; empty optional ones are left out.

    Raises:
        ApiError: 415 for another media type or an unknown charset, 400 for no such document.
    """
    media, options = parse_options_header(content_type)
    if media.lower() == "application/json":
        fields = _read_json(_decoded(body, options.get("charset")))
    elif media.lower() in ("application/xml", "text/xml"):
        fields = xml.read(_decoded(body, options.get("charset")))
    else:
        raise ApiError(415, "A job is described as application/json, application/xml or text/xml.")
    return {name: fields[name] for name in _TEXT_FIELDS if fields.get(name)}


def define(
    fields: Mapping[str, str], account: str, number: int, now: datetime, data: Payload | None, *, retries: bool
) -> JobDefinition:
    """Return the definition of a job from its fields and its data.

    ``retries`` is whether a job that fires once is tried again; the document has it "run exactly once".

    Raises:
        ApiError: they are not allowed.
    """
    trigger = _trigger(fields, now)
    shown = {name: fields[name].strip() for name in ("signature", "contentType", "when", "cron") if name in fields}
    return JobDefinition(
        action=_action(_url(fields), data, shown),
        trigger=trigger,
        retry=ONE_TIME_RETRY if retries and not trigger.repeats else NO_RETRY,
        purge=True,
        missed=Missed.ONCE,
        document={"account": account, "number": number, **shown},
    )


def document_data(fields: Mapping[str, str]) -> Payload | None:
    """Return the data that the fields of a document hold, or None.

    Raises:
        ApiError: it is too large, or in no encoding.
    """
    return payload.of_text(fields["data"], fields.get("encoding")) if "data" in fields else None


def _decoded(body: bytes, charset: str | None) -> bytes | str:
    """Return the body as text if the request says in which characters it is: that counts before what the document says.

    A byte order mark counts before both (RFC 7303, section 3), and readers see it by themselves.
    """
    if not charset or body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return body
    try:
        return body.decode(charset)
    except UnicodeError:
        raise invalid("The request is not in the charset that it names.") from None
    except LookupError:
        raise ApiError(415, "The charset is unknown.") from None


def _action(url: str, data: Payload | None, shown: Mapping[str, str]) -> HttpAction:
    headers = []
    content_type = _header(shown.get("contentType", "application/octet-stream"))
    if data is not None:
        headers.append(("Content-Type", content_type))
    if "signature" in shown:
        headers.append((SIGNATURE, _header(shown["signature"])))
    return HttpAction(
        method="POST",
        uri=url,
        headers=tuple(headers),
        body=data.text if data else None,
        binary=bool(data and data.encoded),
        announce=False,
    )


def _url(fields: Mapping[str, str]) -> str:
    url = fields.get("url", "").strip()
    try:
        parts = urlsplit(url)
        callable_ = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        callable_ = False
    if not callable_ or len(url) > LONGEST_URL or re.search(r"[\x00-\x20\x7f]", url):
        raise invalid("The url must be an absolute http or https address.")
    return url


def _trigger(fields: Mapping[str, str], now: datetime) -> Trigger:
    if ("when" in fields) == ("cron" in fields):
        raise invalid("Give either 'when' or 'cron'.")
    return _once(fields["when"].strip(), now) if "when" in fields else _cron(fields["cron"].strip(), now)


def _once(text: str, now: datetime) -> Once:
    try:
        start = iso.read(text)
    except ValueError:
        raise invalid("'when' must be an ISO 8601 date with a time.") from None
    if start <= now:
        raise invalid("'when' must be in the future.")
    return Once(start=start)


def _cron(text: str, now: datetime) -> CronTrigger:
    try:
        expression = cron.parse(text, Dialect.QUARTZ)
    except CronError as error:
        raise invalid(f"'cron' is no cron expression: {error}.") from None
    if expression.next_after(now) is None:
        raise invalid("'cron' never fires in the future.")
    if expression.smallest_gap() < SHORTEST_GAP:
        raise invalid("'cron' fires more often than once every ten minutes.")
    return CronTrigger(dialect=Dialect.QUARTZ, text=text)


def _header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise invalid("A header of the callback cannot carry the signature or contentType.")
    return value


def _read_json(body: bytes | str) -> dict[str, str]:
    try:
        document = json.loads(body, object_pairs_hook=_unique)
    except (ValueError, RecursionError):
        raise invalid("The request is not well-formed JSON.") from None
    if not isinstance(document, dict):
        raise invalid("A job is a JSON object.")
    for name in _TEXT_FIELDS:
        value = document.get(name)
        if not isinstance(value or "", str):
            raise invalid(f"'{name}' must be a string.")
        if value and not can_be_stored(value):
            raise invalid(f"'{name}' holds characters that do not exist.")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member comes twice")
    return found
