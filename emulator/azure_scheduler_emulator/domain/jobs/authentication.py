"""How does an outgoing HTTP action say who it is?

The three kinds and what may be shown of each: contract of the Resource Manager face, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Basic:
    """HTTP Basic authentication. The password is stored and never shown again."""

    username: str
    password: str


@dataclass(frozen=True, kw_only=True)
class ClientCertificate:
    """A certificate for mutual TLS. What it was made from is stored and never shown again."""

    #: PKCS#12 in base64, as the client sent it.
    pfx: str
    password: str
    #: SHA-1 of the certificate, 40 upper-case hexadecimal digits.
    thumbprint: str
    expires: datetime
    #: Distinguished name as .NET spells it: ``CN=name, O=organisation``.
    subject: str


@dataclass(frozen=True, kw_only=True)
class ActiveDirectoryOAuth:
    """A bearer token, got with the credentials of an application. The secret is stored and never shown again."""

    tenant: str
    #: The resource that the token is for.
    audience: str
    client_id: str
    secret: str


Authentication = Basic | ClientCertificate | ActiveDirectoryOAuth
