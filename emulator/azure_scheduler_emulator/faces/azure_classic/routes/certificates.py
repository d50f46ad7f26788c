"""Management certificates: who may act for the subscription."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.azure.subscription import Certificate
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.faces.application import place, pull_place, services
from azure_scheduler_emulator.faces.azure_classic import wire, xml
from azure_scheduler_emulator.faces.azure_classic.context import context, mutation
from azure_scheduler_emulator.faces.azure_classic.xml import Content

blueprint = Blueprint("certificates", __name__, url_prefix="/<subscription>/certificates")
pull_place(blueprint, "subscription")

_THUMBPRINT = re.compile(r"[0-9A-F]{40}")
#: First bytes of a DER certificate: a sequence that holds a sequence. A PKCS#12 starts with a version number instead.
_CERTIFICATE = re.compile(rb"^\x30(?:[\x00-\x7f]|\x81.|\x82..)\x30", re.DOTALL)


@blueprint.get("")
def list_certificates() -> Response:
    """List Management Certificates, in the order they were added."""
    found = services().subscriptions.certificates(context().subscription)
    listed = [("SubscriptionCertificate", _write(certificate)) for certificate in found]
    return wire.xml_answer("SubscriptionCertificates", listed)


@blueprint.post("")
def add_certificate() -> Response:
    """Add Management Certificate."""
    certificate = _read(xml.read(request.get_data(), "SubscriptionCertificate"))
    services().subscriptions.add_certificate(mutation(), certificate)
    location = f"https://{request.host}/subscriptions/{place('subscription')}/certificates/{certificate.thumbprint}"
    return wire.empty(201, {"Location": location})


@blueprint.get("/<thumbprint>")
def get_certificate(thumbprint: str) -> Response:
    """Get Management Certificate."""
    certificate = services().subscriptions.certificate(context().subscription, thumbprint)
    return wire.xml_answer("SubscriptionCertificate", _write(certificate))


@blueprint.delete("/<thumbprint>")
def delete_certificate(thumbprint: str) -> Response:
    """Delete Management Certificate."""
    services().subscriptions.delete_certificate(mutation(), thumbprint)
    return wire.empty(200)


def _read(body: xml.Node) -> Certificate:
    data = body.text("SubscriptionCertificateData") or ""
    try:
        der = base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        der = b""
    if not der:
        raise InvalidError("The certificate data is not a valid base64 encoded certificate.")
    return Certificate(
        subscription=context().subscription,
        thumbprint=_thumbprint(body.text("SubscriptionCertificateThumbprint") or "", der),
        public_key=body.text("SubscriptionCertificatePublicKey") or "",
        data=data,
        created_at=context().now,
    )


def _thumbprint(given: str, der: bytes) -> str:
    """Return the thumbprint: computed from a certificate, taken from the client for anything else (PKCS#12)."""
    given = re.sub(r"[\s:]", "", given).upper()
    if _CERTIFICATE.match(der):
        computed = hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()
        if given and given != computed:
            raise InvalidError("The thumbprint does not belong to the certificate.")
        return computed
    if not _THUMBPRINT.fullmatch(given):
        raise InvalidError("The thumbprint of the certificate is not valid.")
    return given


def _write(certificate: Certificate) -> Content:
    """Write a certificate as it was uploaded; nothing is encoded anew (recorded)."""
    return {
        "SubscriptionCertificatePublicKey": certificate.public_key,
        "SubscriptionCertificateThumbprint": certificate.thumbprint,
        "SubscriptionCertificateData": certificate.data,
        "Created": moment.render(certificate.created_at),
    }
