"""Registering subscriptions, with certificates made here or brought along."""

from __future__ import annotations

import base64
import binascii
import re
import ssl
from pathlib import Path
from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from azure_scheduler_emulator.bootstrap import Emulator
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.store import issue_management, thumbprint
from azure_scheduler_emulator.control.schemas import RegisteredDocument, SubscriptionDocument
from azure_scheduler_emulator.domain.azure.subscription import DEFAULT_SUBSCRIPTION, Certificate
from azure_scheduler_emulator.domain.errors import InvalidError, NotFoundError

_BLOCK = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)

blueprint = Blueprint("subscriptions", __name__, url_prefix="/subscriptions", description="Who may ask for what.")


@blueprint.get("")
@blueprint.response(200, RegisteredDocument(many=True))
def list_subscriptions() -> list[dict[str, Any]]:
    """List the subscriptions that are registered."""
    return [{"id": subscription.id} for subscription, _ in _emulator().subscriptions.everyone()]


@blueprint.post("")
@blueprint.arguments(SubscriptionDocument)
@blueprint.response(201, RegisteredDocument)
def register(given: dict[str, Any]) -> dict[str, Any]:
    """Register a subscription; without a certificate, issue a management certificate for it."""
    emulator = _emulator()
    identity = str(given.get("id") or emulator.runtime.new_id())
    if "certificate" in given:
        der = _der(given["certificate"])
        trust(emulator, identity, der)
        return {"id": identity, "certificate": {"pem": given["certificate"], "thumbprint": thumbprint(der)}}
    made = issue_management(f"Azure Scheduler Emulator {identity}", now=emulator.runtime.clock.now())
    trust(emulator, identity, made.cer)
    pfx = base64.b64encode(made.pfx).decode()
    return {"id": identity, "certificate": {"pem": made.pem, "pfx": pfx, "thumbprint": made.thumbprint}}


def register_default(emulator: Emulator) -> None:
    """Register the default subscription with the management certificate of the certificate folder."""
    files = CertificateFolder(Path(emulator.settings.certs))
    emulator.subscriptions.ensure(DEFAULT_SUBSCRIPTION)
    if files.management_cer.exists():
        trust(emulator, DEFAULT_SUBSCRIPTION, files.management_cer.read_bytes())


def trust(emulator: Emulator, subscription: str, der: bytes) -> None:
    """Let the owner of a certificate act for a subscription."""
    data = base64.b64encode(der).decode()
    emulator.subscriptions.trust(
        Certificate(
            subscription=subscription.lower(),
            thumbprint=thumbprint(der),
            public_key="",
            data=data,
            created_at=emulator.runtime.clock.now(),
        )
    )


def authority(emulator: Emulator) -> bytes:
    """Return the certificate of the authority that issued the server's.

    Raises:
        NotFoundError: there is none: somebody else speaks TLS here.
    """
    path = CertificateFolder(Path(emulator.settings.certs)).authority
    if not path.exists():
        raise NotFoundError("This emulator has no authority of its own.")
    return path.read_bytes()


def _der(pem: str) -> bytes:
    """Return the first certificate in a PEM text, which may hold a key too."""
    block = _BLOCK.search(pem)
    try:
        return ssl.PEM_cert_to_DER_cert(block.group() if block else "")
    except (ValueError, binascii.Error):
        raise InvalidError("The certificate is not in PEM.") from None


def _emulator() -> Emulator:
    found: Emulator = current_app.extensions["emulator"]
    return found
