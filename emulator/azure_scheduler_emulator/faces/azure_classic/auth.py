"""Who is asking?

A management certificate of the subscription in the path, by its SHA-1 thumbprint. Whatever the TLS layer let through is
answered here, with the service's own 403 (decision 2).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from azure_scheduler_emulator.faces.azure_classic.errors import ClassicError
from azure_scheduler_emulator.service.services import Services


def authenticate(services: Services, subscription: str, environ: Mapping[str, Any]) -> None:
    """Let a request in, or refuse it.

    Raises:
        ClassicError: 403, when it brings no certificate that is registered with the subscription.
    """
    settings = services.settings
    if settings.auth == "loose":
        return
    if settings.classic_bearer and _bearer(environ.get("HTTP_AUTHORIZATION", "")):
        return
    certificate = _certificate(environ, settings.client_cert_header)
    if certificate is not None:
        thumbprint = hashlib.sha1(certificate, usedforsecurity=False).hexdigest().upper()
        if services.subscriptions.trusts(subscription, thumbprint):
            return
    raise ClassicError(403, "ForbiddenError")


def _bearer(header: str) -> bool:
    scheme, _, token = header.partition(" ")
    return scheme.lower() == "bearer" and bool(token.strip())


def _certificate(environ: Mapping[str, Any], header: str) -> bytes | None:
    """Return the DER of the client's certificate: from the TLS layer, or from the header of a trusted proxy."""
    if header:
        text = environ.get(f"HTTP_{header.upper().replace('-', '_')}")
        return _from_header(text) if text else None
    found: bytes | None = environ.get("emulator.client_certificate")
    return found


def _from_header(text: str) -> bytes | None:
    """Read a certificate as proxies hand it over: PEM, URL-encoded or not, or the bare base64 of App Service."""
    text = unquote(text).strip()
    try:
        if "BEGIN CERTIFICATE" in text:
            return ssl.PEM_cert_to_DER_cert(_reflow(text))
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None


def _reflow(pem: str) -> str:
    """Give a PEM back the line breaks that a header cannot hold."""
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
    inner = pem.removeprefix(begin).removesuffix(end)
    return f"{begin}\n{''.join(inner.split())}\n{end}"
