"""Registering subscriptions, with certificates made here or brought along."""

from __future__ import annotations

import base64
import binascii
import logging
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.identity import Identity, identify_registered
from azure_scheduler_emulator.certificates.store import issue_management, thumbprint
from azure_scheduler_emulator.clock import Clocks
from azure_scheduler_emulator.domain.azure.subscription import DEFAULT_SUBSCRIPTION, Certificate
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, NotFoundError
from azure_scheduler_emulator.domain.tenant import AZURE, Tenant
from azure_scheduler_emulator.service.subscriptions import Subscriptions

log = logging.getLogger(__name__)
_BLOCK = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class Registered:
    """A subscription with the management certificate that was registered for it."""

    id: str
    pem: str
    thumbprint: str
    #: Certificate and key, base64; empty for a certificate that was brought along.
    pfx: str = ""


@dataclass(frozen=True, kw_only=True)
class Owner:
    """A registered subscription."""

    id: str
    #: What people call it; empty for none.
    label: str
    certificates: list[Identity]


class Registrations:
    """Who may act for which subscription."""

    def __init__(self, subscriptions: Subscriptions, certs: Path, clocks: Clocks, new_id: Callable[[], str]) -> None:
        self._subscriptions = subscriptions
        self._files = CertificateFolder(certs)
        self._clocks = clocks
        self._new_id = new_id

    def ids(self) -> list[str]:
        """Return the subscriptions that are registered."""
        return [subscription.id for subscription, _ in self._subscriptions.everyone()]

    def everyone(self) -> list[Owner]:
        """Return the registered subscriptions with the certificates that they trust."""
        return [
            Owner(
                id=subscription.id,
                label=subscription.label,
                certificates=[identify_registered(each) for each in trusted],
            )
            for subscription, trusted in self._subscriptions.everyone()
        ]

    def certificates(self) -> dict[str, list[Identity]]:
        """Return the certificates that each registered subscription trusts."""
        return {
            subscription.id: [identify_registered(each) for each in trusted]
            for subscription, trusted in self._subscriptions.everyone()
        }

    @property
    def folder(self) -> CertificateFolder:
        """Return where the certificates are that clients use."""
        return self._files

    def register(self, identity: str | None, pem: str | None, label: str | None = None) -> Registered:
        """Register a subscription; without a certificate, issue a management certificate for it.

        ``label`` is what people call it; None leaves that as it is.

        Raises:
            InvalidError: ``pem`` holds no certificate.
        """
        identity = identity or self._new_id()
        registered = self._registered(identity, pem)
        if label is not None:
            self._subscriptions.label(identity.lower(), label)
        return registered

    def _registered(self, identity: str, pem: str | None) -> Registered:
        if pem is not None:
            der = _der(pem)
            self._trust(identity, der)
            return Registered(identity, pem, thumbprint(der))
        made = issue_management(f"Azure Scheduler Emulator {identity}", now=self._now(identity))
        self._trust(identity, made.cer)
        return Registered(identity, made.pem, made.thumbprint, base64.b64encode(made.pfx).decode())

    def admit(self, identity: str, pem: str | None) -> None:
        """Register a subscription for a certificate, by default for the management certificate of the folder.

        Raises:
            InvalidError: ``pem`` holds no certificate.
        """
        if pem is not None:
            self._trust(identity, _der(pem))
            return
        self._subscriptions.ensure(identity.lower())
        if self._files.management_cer.exists():
            self._trust(identity, self._files.management_cer.read_bytes())

    def register_default(self) -> None:
        """Register the default subscription with the management certificate of the certificate folder."""
        try:
            self.admit(DEFAULT_SUBSCRIPTION, None)
        except ConflictError as error:
            # What is stored of it cannot be read. Everybody else is served.
            log.error("the default subscription is left as it is: %s", error)

    def authority(self) -> bytes:
        """Return the certificate of the authority that issued the server's, PEM.

        Raises:
            NotFoundError: there is none: somebody else speaks TLS here.
        """
        if not self._files.authority.exists():
            raise NotFoundError("This emulator has no authority of its own.")
        return self._files.authority.read_bytes()

    def file(self, name: str) -> bytes:
        """Return a file that clients use, by its name; the management certificate has its key with it.

        Raises:
            NotFoundError: there is none.
        """
        files = self._files
        known = (files.authority, files.management, files.management_pfx, files.management_cer, files.publish_settings)
        found = next((path for path in known if path.name == name), None)
        if found is None or not found.exists():
            raise NotFoundError(f"This emulator has no '{name}'.")
        return found.read_bytes()

    def _now(self, subscription: str) -> datetime:
        return self._clocks.of(Tenant(AZURE, subscription.lower())).now()

    def _trust(self, subscription: str, der: bytes) -> None:
        self._subscriptions.trust(
            Certificate(
                subscription=subscription.lower(),
                thumbprint=thumbprint(der),
                public_key="",
                data=base64.b64encode(der).decode(),
                created_at=self._now(subscription),
            )
        )


def _der(pem: str) -> bytes:
    """Return the first certificate in a PEM text, which may hold a key too."""
    block = _BLOCK.search(pem)
    try:
        return ssl.PEM_cert_to_DER_cert(block.group() if block else "")
    except (ValueError, binascii.Error):
        raise InvalidError("The certificate is not in PEM.") from None
