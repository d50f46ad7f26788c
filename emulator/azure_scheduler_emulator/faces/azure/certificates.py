"""What does a PKCS#12 hold?"""

from __future__ import annotations

import base64
import binascii

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.authentication import ClientCertificate

#: Where .NET's short names of attributes are not those of RFC 4514.
_DOTNET_NAMES = {
    x509.NameOID.STATE_OR_PROVINCE_NAME: "S",
    x509.NameOID.EMAIL_ADDRESS: "E",
    x509.NameOID.SERIAL_NUMBER: "SERIALNUMBER",
}


def read_pfx(pfx: str, password: str) -> ClientCertificate:
    """Return the certificate of a PKCS#12 in base64.

    Raises:
        InvalidError: it is none, the password does not open it, or it lacks a certificate or its private key.
    """
    try:
        data = base64.b64decode("".join(pfx.split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidError("The pfx of the client certificate is not a valid base64 encoded string.") from None
    certificate = _load(data, password)
    return ClientCertificate(
        pfx=pfx,
        password=password,
        thumbprint=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - what a thumbprint is
        expires=certificate.not_valid_after_utc,
        subject=_subject(certificate.subject),
    )


def _load(data: bytes, password: str) -> x509.Certificate:
    try:
        key, certificate, _ = load_key_and_certificates(data, password.encode("utf-8", "replace") or None)
    except ValueError:
        raise InvalidError("The client certificate cannot be read: its pfx or its password is wrong.") from None
    if key is None or certificate is None:
        raise InvalidError("The pfx of the client certificate needs a certificate with its private key.")
    return certificate


def _subject(name: x509.Name) -> str:
    return ", ".join(rdn.rfc4514_string(_DOTNET_NAMES) for rdn in reversed(name.rdns))
