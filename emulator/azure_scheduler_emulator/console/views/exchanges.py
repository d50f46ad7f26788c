"""What was said on the wire, both ways, and why was it refused? One entry of the traffic, whole."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.certificates.identity import Identity, identify, identify_registered
from azure_scheduler_emulator.console import wording
from azure_scheduler_emulator.console.views import entries
from azure_scheduler_emulator.console.views.entries import Line
from azure_scheduler_emulator.console.views.naming import TITLES
from azure_scheduler_emulator.domain.jobs.history import Finished
from azure_scheduler_emulator.journal import Exchange
from azure_scheduler_emulator.testbed.testbed import Testbed

#: Characters of a body that are shown.
MOST = 64 * 1024
#: Characters of a body that a command to copy holds.
_IN_COMMAND = 4_000


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A certificate as a person compares it."""

    thumbprint: str
    spaced: str
    says: str


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why something was refused."""

    reason: str
    seen: Shown | None
    registered: Sequence[Shown]
    subscription: str
    #: The certificate that was seen, PEM, to trust it with one click.
    pem: str
    #: Other subscriptions that trust the certificate.
    elsewhere: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One entry."""

    line: Line
    at: datetime
    title: str
    address: str
    facts: Sequence[tuple[str, str]]
    refusal: Refusal | None
    #: What is to be said of a call that failed.
    message: str
    request: str
    answer: str
    #: Identity of the job that called; empty for a request.
    job: str
    curl: str
    rule: str
    assertion: str


def detail(testbed: Testbed, key: str) -> Detail | None:
    """Return the entry of that key, if it is remembered."""
    way, _, number = key.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 15:
        return None
    if way == "in":
        return next((_request(testbed, *pair) for pair in testbed.requests.numbered() if pair[0] == int(number)), None)
    return next((_call(*pair) for pair in testbed.executions.numbered() if pair[0] == int(number)), None)


def _request(testbed: Testbed, number: int, exchange: Exchange) -> Detail:
    entry = entries.request(number, exchange)
    shown = entries.line(entry)
    query = f"?{masking.text(exchange.query)}" if exchange.query else ""
    path = wording.seen(masking.text(exchange.path) + query)
    sent = masking.headers(exchange.headers)
    names = {name.lower(): value for name, value in sent}
    body = masking.text(exchange.body.decode("utf-8", "replace"))
    answered = masking.headers(exchange.answer_headers)
    facts = [
        ("API", TITLES.get(exchange.face, exchange.face or "none claims this address")),
        ("Version", names.get("x-ms-version", "")),
        ("Client", names.get("user-agent", "")),
        ("Subscription", exchange.subscription),
        ("Operation", exchange.id),
        ("Fault", entry.fault and f"{entry.fault} struck here"),
    ]
    status = "no answer: the connection was broken" if not exchange.status else f"HTTP/1.1 {exchange.status}"
    return Detail(
        line=shown,
        at=exchange.at,
        title=shown.shown,
        address=f"{names.get('host', '')}{path}",
        facts=[(name, wording.seen(value)) for name, value in facts if value],
        refusal=_refusal(testbed, exchange) if exchange.reason else None,
        message="",
        request=_wire(f"{exchange.method} {path} HTTP/1.1", sent, body),
        answer=_wire(status, answered, masking.text(exchange.answer_body.decode("utf-8", "replace"))),
        job="",
        curl=_curl(exchange.method, f"{_host(testbed, names)}{path}", sent, body),
        rule=_rule("api", {"method": exchange.method, "path": exchange.path}),
        assertion=f'assert scheduler.requests(method="{exchange.method}", path={json.dumps(exchange.path)}, '
        f"status={exchange.status}, count=1)",
    )


def _host(testbed: Testbed, names: dict[str, str]) -> str:
    host = names.get("host", "")
    tls = testbed.addresses.https.endswith(host.rpartition(":")[2] or "?")
    return f"{'https' if tls else 'http'}://{host}"


def _refusal(testbed: Testbed, exchange: Exchange) -> Refusal:
    seen = identify(exchange.certificate) if exchange.certificate else None
    elsewhere: list[str] = []
    if seen is not None:
        everyone = testbed.registrations.certificates()
        elsewhere = [
            owner for owner, trusted in everyone.items() if any(each.thumbprint == seen.thumbprint for each in trusted)
        ]
    told = "the client's certificate is not one of this subscription." if seen and exchange.registered else ""
    return Refusal(
        reason=told or wording.seen(masking.text(exchange.reason)),
        seen=_shown(seen) if seen else None,
        registered=[_shown(identify_registered(each)) for each in exchange.registered][:5],
        subscription=exchange.subscription,
        pem=_pem(exchange.certificate) if exchange.certificate and exchange.registered else "",
        elsewhere=[owner for owner in elsewhere if owner != exchange.subscription],
    )


def _pem(der: bytes) -> str:
    import ssl

    return ssl.DER_cert_to_PEM_cert(der)


def _shown(found: Identity) -> Shown:
    digits = found.thumbprint
    spaced = f"{digits[:4]} {digits[4:8]} … {digits[-8:-4]} {digits[-4:]}"
    until = f", valid until {found.not_after:%Y-%m-%d}" if found.not_after else ""
    return Shown(thumbprint=digits, spaced=spaced, says=wording.seen(f"{found.subject}{until}"))


def _call(number: int, done: Finished) -> Detail:
    entry = entries.call(number, done)
    shown, order, result = entries.line(entry), done.order, done.outcome.result
    sent = masking.record(result.request)
    address = wording.seen(str(sent.get("uri") or ""))
    facts = [
        ("Job", order.job_name),
        ("API", TITLES.get(entry.api, entry.api)),
        ("Firing", f"number {order.attempt.occurrence}, named for {wording.exact(order.attempt.expected_at)}"),
        ("Try", entry.tried),
        ("Due", wording.exact(order.attempt.due_at)),
        ("Fault", entry.fault and f"{entry.fault} answered in the target's place; nothing was sent"),
    ]
    method = str(sent.get("method") or "")
    body = str(sent.get("body") or "")
    return Detail(
        line=shown,
        at=done.outcome.started_at,
        title=shown.note,
        address=address,
        facts=[(name, wording.seen(value)) for name, value in facts if value],
        refusal=None,
        message="" if result.succeeded else wording.seen(masking.text(result.message))[:2000],
        request=wire_request(result.request),
        answer=wire_answer(result.response),
        job=order.attempt.job_id,
        curl=_curl(method, str(sent.get("uri") or ""), sent.get("headers", ()), body) if method else "",
        rule=_rule("target", {"job": order.job_name}),
        assertion=f"assert scheduler.executions(job={json.dumps(order.job_name)}, "
        f'status="{"completed" if result.succeeded else "failed"}", count=1)',
    )


def wire_request(kept: Mapping[str, Any]) -> str:
    """Return what a journal or a history keeps of a call, as it went over the wire, secrets masked."""
    if not kept:
        return ""
    sent = masking.record(kept)
    first = f"{sent.get('method') or ''} {sent.get('uri') or ''}".strip()
    return _wire(first, sent.get("headers", ()), str(sent.get("body") or ""))


def wire_answer(kept: Mapping[str, Any]) -> str:
    """Return what a journal or a history keeps of an answer, as it went over the wire, secrets masked."""
    if not kept:
        return ""
    came = masking.record(kept)
    begin = str(came.get("status") or came.get("error") or "")
    return _wire(
        f"HTTP/1.1 {begin}" if "status" in came else begin, came.get("headers", ()), str(came.get("body") or "")
    )


def _wire(first: str, headers: Sequence[Sequence[str]], body: str) -> str:
    """Return a message as it went over the wire, cut where it is long."""
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    cut = f"\n… {wording.size(len(body) - MOST)} more" if len(body) > MOST else ""
    return wording.seen("\n".join(lines) + (f"\n\n{_laid_out(body)[:MOST]}{cut}" if body else ""))


def _laid_out(body: str) -> str:
    """Return JSON with line breaks; everything else as it is."""
    if body[:1] not in ("{", "[") or len(body) > MOST:
        return body
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return body


def _curl(method: str, address: str, headers: Sequence[Sequence[str]], body: str) -> str:
    left_out = ("host", "content-length", "connection", "accept-encoding")
    said = [f"-H {shlex.quote(f'{name}: {value}')}" for name, value in headers if name.lower() not in left_out]
    data = [f"--data-binary {shlex.quote(body)}"] if body and len(body) <= _IN_COMMAND else []
    return " \\\n  ".join([f"curl -X {shlex.quote(method)} {shlex.quote(address)}", *said, *data])


def _rule(where: str, match: dict[str, str]) -> str:
    return json.dumps({"where": where, "match": match, "effect": {"status": 503}, "times": 1}, ensure_ascii=False)
