"""Whose certificate is it? What a person goes by: the subject, the thumbprint, the days on which it holds."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

from azure_scheduler_emulator.domain.azure.subscription import Certificate


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What a certificate says of itself."""

    #: SHA-1, 40 upper-case hexadecimal digits.
    thumbprint: str
    #: As RFC 4514 spells it (``CN=me``); empty if nobody can read the certificate.
    subject: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None

    def __str__(self) -> str:
        """Say it in a sentence."""
        if self.not_before is None or self.not_after is None:
            return self.thumbprint
        return f"{self.thumbprint} ({self.subject}, {self.not_before:%Y-%m-%d} to {self.not_after:%Y-%m-%d})"


def thumbprint(der: bytes) -> str:
    """Return the SHA-1 thumbprint of a certificate, 40 upper-case hexadecimal digits."""
    return hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()


def identify(der: bytes) -> Identity:
    """Return what a certificate says of itself, no more than its thumbprint if it cannot be read."""
    # Here, because it takes a while to load, and nobody may ever ask.
    from cryptography import x509

    try:
        found = x509.load_der_x509_certificate(der)
        return Identity(
            thumbprint=thumbprint(der),
            subject=found.subject.rfc4514_string(),
            not_before=found.not_valid_before_utc,
            not_after=found.not_valid_after_utc,
        )
    except ValueError:
        return Identity(thumbprint=thumbprint(der))


def identify_registered(certificate: Certificate) -> Identity:
    """Return what a management certificate says of itself; of a PKCS #12, which may have been uploaded, little."""
    try:
        found = identify(base64.b64decode(certificate.data))
    except (binascii.Error, ValueError):
        return Identity(thumbprint=certificate.thumbprint)
    return found if found.thumbprint == certificate.thumbprint else Identity(thumbprint=certificate.thumbprint)
