"""Which request does a job make, and what of it is secret?

Documents that are checked in somewhere hold no secrets: in their place stands a name, and each target has its own way
of putting a value there.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_plus, urlsplit

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.jobs.action import (
    Action,
    HttpAction,
    StorageQueueAction,
    WebJobAction,
)
from azure_scheduler_emulator.domain.jobs.authentication import Authentication, Basic, ClientCertificate
from azure_scheduler_emulator.domain.jobs.left_out import is_left_out
from azure_scheduler_emulator.domain.jobs.webjob import WebJobTask
from azure_scheduler_emulator.export.errors import RefusalError
from azure_scheduler_emulator.masking.names import is_secret

_UNFIT = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True)
class Secret:
    """A value that stands nowhere in the documents."""

    #: What stands there instead: upper-case letters, digits and underscores.
    name: str
    #: None where the source did not show it either.
    value: str | None


#: A text with secrets in it.
Text = tuple[str | Secret, ...]


@dataclass(frozen=True, kw_only=True)
class Identity:
    """How a call says who it is."""

    #: ``basic``, ``certificate`` or ``oauth``.
    kind: str
    username: str = ""
    #: Of the user, of the PKCS#12, or of the application.
    password: Secret
    pfx: Secret | None = None
    tenant: str = ""
    audience: str = ""
    client_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request of HTTP."""

    method: str
    uri: Text
    headers: tuple[tuple[str, Text], ...] = ()
    body: Text | None = None
    #: Base64 of a body that is no text.
    binary: str | None = None
    identity: Identity | None = None
    #: Whole seconds.
    timeout: int = 60
    follow_redirects: bool = False
    #: What is not as it was, beside everything that the target loses.
    losses: tuple[str, ...] = ()

    def secrets(self) -> Iterator[Secret]:
        """Yield what stands nowhere in the documents."""
        for text in (self.uri, *(value for _, value in self.headers), self.body or ()):
            yield from (part for part in text if isinstance(part, Secret))
        if self.identity:
            yield self.identity.password
            if self.identity.pfx:
                yield self.identity.pfx


def written(text: Text, put: Callable[[Secret], str], plain: Callable[[str], str] = str) -> str:
    """Return a text with its secrets as ``put`` writes them and the rest as ``plain`` does."""
    return "".join(put(part) if isinstance(part, Secret) else plain(part) for part in text)


class Names:
    """Names for the secrets of one call, no two of them for different values."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._values: dict[str, str | None] = {}

    def secret(self, label: str, value: str | None) -> Secret:
        """Return a secret with a name that tells what it is."""
        base = name = f"{self._prefix}_{_constant(label)}"
        number = 1
        while name in self._values and self._values[name] != value:
            number += 1
            name = f"{base}_{number}"
        self._values[name] = value
        return Secret(name, value)


def call_of(action: Action, prefix: str) -> Call:
    """Return the request that an action makes; the names of its secrets begin with ``prefix``.

    Raises:
        RefusalError: it makes none that could be written down.
    """
    names = Names(prefix)
    if isinstance(action, HttpAction):
        return _of_http(action, names)
    if isinstance(action, StorageQueueAction):
        return _of_queue(action, names)
    if isinstance(action, WebJobAction):
        return _of_web_job(action, names)
    raise RefusalError(
        "it sends a message to Service Bus, which asks for a signature made anew for each one; there is no request "
        "that could be written down"
    )


def _of_http(action: HttpAction, names: Names) -> Call:
    text = action.body if action.body and not action.binary else None
    losses = []
    if action.announce:
        losses.append("The headers x-ms-scheduler-... and x-ms-execution-tag, which the Scheduler adds, are not sent.")
    return Call(
        method=action.method.upper(),
        uri=_address(action.uri, names),
        headers=tuple((name, _header(name, value, names)) for name, value in action.headers),
        body=_guarded((text,), "body", names) if text else None,
        binary=action.body if action.body and action.binary else None,
        identity=_identity(action.authentication, names),
        timeout=max(int(action.timeout.total_seconds()), 1) if action.timeout else 60,
        follow_redirects=action.follow_redirects,
        losses=tuple(losses),
    )


def _of_queue(action: StorageQueueAction, names: Names) -> Call:
    """Return Put Message of the storage service (its REST reference)."""
    signature = names.secret("SAS_TOKEN", _known(action.sas_token, "?"))
    host, queue = quote(action.storage_account, safe=""), quote(action.queue_name, safe="")
    message = action.message or ""
    text = base64.b64encode(message.encode("utf-8", "replace")).decode("ascii")
    body = f"<QueueMessage><MessageText>{text}</MessageText></QueueMessage>"
    secret = masking.text(message) != message
    return Call(
        method="POST",
        uri=(f"https://{host}.queue.core.windows.net/{queue}/messages?", signature),
        headers=(("Content-Type", ("application/xml",)),),
        body=(names.secret("body", body),) if secret else (body,),
        losses=("The message is put in base64 as ever, but without its envelope (ExecutionTag, SchedulerJobId, ...).",),
    )


def _of_web_job(action: WebJobAction, names: Names) -> Call:
    """Return the request that runs a triggered web job (Kudu's WebJobs API)."""
    if action.task is not WebJobTask.RUN:
        raise RefusalError("it is housekeeping of the Kudu site itself")
    path = f".scm.azurewebsites.net/api/triggeredwebjobs/{quote(action.job, safe='')}/run"
    return Call(
        method="POST",
        uri=("https://", names.secret("SITE", None), path),
        headers=(("Content-Length", ("0",)),),
        identity=Identity(kind="basic", username="$deployment", password=names.secret("DEPLOYMENT_PASSWORD", None)),
        losses=("The name of the site and its deployment credentials are yours to put in.",),
    )


def _address(uri: str, names: Names) -> Text:
    """Return an address with its password, and what of its query is secret, as names."""
    parts = urlsplit(uri)
    text: Text = (uri,)
    if parts.password:
        text = _cut(text, f":{parts.password}@", names.secret("URI_PASSWORD", parts.password))
    for pair in parts.query.split("&"):
        name, _, value = pair.partition("=")
        if value and is_secret(unquote_plus(name), parameter=True):
            text = _cut(text, f"{name}={value}", names.secret(name, value))
    return _guarded(text, "uri", names)


def _cut(text: Text, around: str, secret: Secret) -> Text:
    """Return a text with a secret where its value stands inside of ``around``, the first time."""
    for number, part in enumerate(text):
        if isinstance(part, str) and around in part:
            before, after = part.split(around, 1)
            head, tail = around.split(secret.value or "", 1)
            pieces = tuple(piece for piece in (before + head, secret, tail + after) if piece)
            return (*text[:number], *pieces, *text[number + 1 :])
    return text


def _header(name: str, value: str, names: Names) -> Text:
    if value and is_secret(name):
        return (names.secret(name, value),)
    return _guarded((value,), name, names)


def _guarded(text: Text, label: str, names: Names) -> Text:
    """Return a text, as a secret altogether if what is not one already looks like one."""
    if any(masking.text(part) != part for part in text if isinstance(part, str)):
        return (names.secret(label, "".join(part if isinstance(part, str) else part.value or "" for part in text)),)
    return text


def _identity(given: Authentication | None, names: Names) -> Identity | None:
    if given is None:
        return None
    if isinstance(given, Basic):
        password = names.secret("PASSWORD", _known(given.password))
        return Identity(kind="basic", username=given.username, password=password)
    if isinstance(given, ClientCertificate):
        return Identity(
            kind="certificate",
            password=names.secret("PFX_PASSWORD", _known(given.password)),
            pfx=names.secret("PFX", _known(given.pfx)),
        )
    return Identity(
        kind="oauth",
        password=names.secret("CLIENT_SECRET", _known(given.secret)),
        tenant=given.tenant,
        audience=given.audience,
        client_id=given.client_id,
    )


def _known(value: str, prefix: str = "") -> str | None:
    return None if is_left_out(value) else value.removeprefix(prefix)


def constant(name: str) -> str:
    """Return a name as upper-case letters, digits and underscores, beginning with a letter."""
    return _constant(name) if name[:1].isascii() and name[:1].isalpha() else f"JOB_{_constant(name)}"


def _constant(name: str) -> str:
    return _UNFIT.sub("_", name.upper()).strip("_") or "X"
