"""Who is asking?

A management certificate of the subscription in the path, by its SHA-1 thumbprint. Whatever the TLS layer let through is
answered here, with the service's own 403 (decision 2).
"""

from __future__ import annotations

import base64
import binascii
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from azure_scheduler_emulator.certificates.identity import identify, identify_registered, thumbprint
from azure_scheduler_emulator.config import named
from azure_scheduler_emulator.faces.azure_classic.errors import ClassicError
from azure_scheduler_emulator.faces.incoming import Incoming
from azure_scheduler_emulator.service.services import Services

#: How many certificates, or subscriptions, a reason names.
MOST_NAMED = 5


def authenticate(services: Services, subscription: str, environ: dict[str, Any]) -> None:
    """Let a request in, or refuse it.

    Raises:
        ClassicError: 403, when it brings no certificate that is registered with the subscription.
    """
    settings, here = services.settings, Incoming.of(environ)
    here.certificate = _certificate(environ, settings.client_cert_header)
    if settings.auth == "loose" or here.acting:
        return
    if settings.classic_bearer and _bearer(environ.get("HTTP_AUTHORIZATION", "")):
        return
    if here.certificate is not None and services.subscriptions.trusts(subscription, thumbprint(here.certificate)):
        return
    _explain(here, services, subscription, environ)
    raise ClassicError(403, "ForbiddenError")


def _explain(here: Incoming, services: Services, subscription: str, environ: Mapping[str, Any]) -> None:
    """Note which certificate came, and which ones would have been let in."""
    here.registered = services.subscriptions.certificates(subscription)
    known = "; ".join(str(identify_registered(each)) for each in here.registered[:MOST_NAMED]) or "none"
    known += f"; and {len(here.registered) - MOST_NAMED} more" if len(here.registered) > MOST_NAMED else ""
    here.reason = f"{_what_came(here, services, environ)} Registered with subscription {subscription}: {known}."


def _what_came(here: Incoming, services: Services, environ: Mapping[str, Any]) -> str:
    header = services.settings.client_cert_header
    if here.certificate is None and header:
        state = "holds no certificate" if _of_header(environ, header) else "is missing"
        return f"The header {header}, which {named('client_cert_header')} trusts, {state}."
    if here.certificate is None:
        bearer = environ.get("HTTP_AUTHORIZATION") and not services.settings.classic_bearer
        hint = f" A bearer token lets in with {named('classic_bearer')} only." if bearer else ""
        return f"The client showed no certificate.{hint}"
    found = identify(here.certificate)
    owners = [
        owner.id
        for owner, held in services.subscriptions.everyone()
        for each in held
        if each.thumbprint == found.thumbprint
    ]
    elsewhere = f" It is registered with {', '.join(owners[:MOST_NAMED])}." if owners else ""
    return f"The client's certificate {found} is not registered.{elsewhere}"


def _bearer(header: str) -> bool:
    scheme, _, token = header.partition(" ")
    return scheme.lower() == "bearer" and bool(token.strip())


def _certificate(environ: Mapping[str, Any], header: str) -> bytes | None:
    """Return the DER of the client's certificate: from the TLS layer, or from the header of a trusted proxy."""
    if header:
        text = _of_header(environ, header)
        return _from_header(text) if text else None
    found: bytes | None = environ.get("emulator.client_certificate")
    return found


def _of_header(environ: Mapping[str, Any], header: str) -> str:
    return str(environ.get(f"HTTP_{header.upper().replace('-', '_')}", ""))


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
