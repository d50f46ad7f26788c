"""How does a message reach Service Bus over AMQP 1.0 (transport AMQP)?

By Qpid Proton, which is an extra of this package: it is compiled, and few jobs need it. The shared access key is the
password of SASL PLAIN. ``--map NAMESPACE.servicebus.windows.net=amqp://HOST:PORT`` leads to another broker.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from azure_scheduler_emulator.actions.wire.errors import CallError, WebStatus
from azure_scheduler_emulator.domain.jobs.action import BusMessage
from azure_scheduler_emulator.domain.time import moment

#: Seconds for connecting and for sending, each.
LIMIT = 30.0
_MISSING = "Sending by AMQP needs another package: pip install python-qpid-proton"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Sends messages over AMQP 1.0. One object serves every thread; each message has a connection of its own."""

    #: URLs of brokers by the host names of the namespaces that they stand for.
    maps: Mapping[str, str]
    #: Whom TLS trusts: as Transport takes it.
    verify: bool | str = True

    def send(self, host: str, path: str, message: BusMessage) -> None:
        """Send a message to the queue or topic at ``path``, and return when the broker has accepted it.

        Raises:
            CallError: it has not.
        """
        try:
            proton, utils = import_module("proton"), import_module("proton.utils")
        except ImportError as error:
            raise CallError(WebStatus.UNKNOWN, _MISSING) from error
        connection = None
        try:
            connection = self._connect(proton, utils, host, message)
            # The broker tells of a place that it does not have by closing the link.
            connection.create_sender(path).send(_proton_message(proton, message), timeout=LIMIT)
        except proton.Timeout as error:
            raise CallError(WebStatus.TIMEOUT, "The operation has timed out") from error
        except (proton.ProtonException, OSError, ValueError) as error:
            raise CallError(_status(error, connected=connection is not None), str(error)) from error
        finally:
            if connection is not None:
                with suppress(proton.ProtonException, OSError):
                    connection.close()

    def _connect(self, proton: Any, utils: Any, host: str, message: BusMessage) -> Any:
        url = self.maps.get(host.lower(), f"amqps://{host}:5671")
        secure = urlsplit(url).scheme == "amqps"
        return _attentive(proton, utils)(
            url,
            timeout=LIMIT,
            ssl_domain=self._tls(proton) if secure else None,
            # A broker behind a map is asked for the namespace that the job names, but with TLS for the name that its
            # certificate has to show, as HTTP does.
            virtual_host=None if secure else host,
            sasl_enabled=True,
            allowed_mechs="PLAIN",
            # The mechanism shows the key to whoever listens: only to a broker that a map names.
            allow_insecure_mechs=not secure,
            user=message.sas_key_name,
            password=message.sas_key,
        )

    def _tls(self, proton: Any) -> Any:
        domain = proton.SSLDomain(proton.SSLDomain.MODE_CLIENT)
        if self.verify:
            paths = ssl.get_default_verify_paths()
            trusted = self.verify if isinstance(self.verify, str) else paths.cafile or paths.capath
            domain.set_trusted_ca_db(trusted)
            domain.set_peer_authentication(proton.SSLDomain.VERIFY_PEER_NAME)
        else:
            domain.set_peer_authentication(proton.SSLDomain.ANONYMOUS_PEER)
        return domain


def _attentive(proton: Any, utils: Any) -> Any:
    """Return Proton's connection, made to notice that a broker ends the session instead of the link.

    RabbitMQ does so for a place that it does not have; the call would wait for nothing until its time is over.
    """

    class Connection(utils.BlockingConnection):  # type: ignore[misc] # Proton is not there to be checked
        def on_session_remote_close(self, event: Any) -> None:
            if not self.closing:
                condition = event.session.remote_condition
                raise proton.SessionException(str(condition.description or condition.name) if condition else "closed")

    return Connection


def _status(error: Exception, *, connected: bool) -> WebStatus:
    text = str(error).lower()
    if "unauthorized" in text or "authentication" in text:
        return WebStatus.REFUSED
    return WebStatus.SEND if connected else WebStatus.CONNECT


def _proton_message(proton: Any, message: BusMessage) -> Any:
    """Return the message in AMQP's own terms, as Service Bus maps them."""
    given = message.brokered
    made = proton.Message(
        # Bytes that are the body themselves, not a value in it.
        body=(message.message or "").encode("utf-8", "replace"),
        inferred=True,
        durable=bool(given.force_persistence),
        properties=dict(message.custom) or None,
        annotations=_annotations(proton, message) or None,
    )
    fields = {
        "content_type": given.content_type,
        "correlation_id": given.correlation_id,
        "subject": given.label,
        "id": given.message_id,
        "reply_to": given.reply_to,
        "reply_to_group_id": given.reply_to_session_id,
        "group_id": given.session_id,
        "address": given.to,
        "ttl": given.time_to_live.total_seconds() if given.time_to_live is not None else None,
    }
    for name, value in fields.items():
        if value is not None:
            setattr(made, name, value)
    return made


def _annotations(proton: Any, message: BusMessage) -> dict[Any, Any]:
    given = message.brokered
    annotations: dict[Any, Any] = {}
    if given.partition_key is not None:
        annotations[proton.symbol("x-opt-partition-key")] = given.partition_key
    if given.via_partition_key is not None:
        annotations[proton.symbol("x-opt-via-partition-key")] = given.via_partition_key
    if given.scheduled_enqueue_time is not None:
        due = moment.parse(given.scheduled_enqueue_time)
        annotations[proton.symbol("x-opt-scheduled-enqueue-time")] = proton.timestamp(int(due.timestamp() * 1000))
    return annotations
