"""How does a call show a client certificate?

Python's ``ssl`` reads keys from files only, so a PKCS#12 becomes a file for a moment, which nobody else can read and
whose key is encrypted with a password that was made for that moment.
"""

from __future__ import annotations

import base64
import secrets
import ssl
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

from azure_scheduler_emulator.domain.jobs.authentication import ClientCertificate


def show(context: ssl.SSLContext, certificate: ClientCertificate) -> ssl.SSLContext:
    """Have the connections of a TLS ``context`` show a certificate, and return the context.

    Raises:
        ValueError: the PKCS#12 cannot be read.
        OSError: OpenSSL refuses it, for example for too short a key.
    """
    password = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="azure-scheduler-emulator-") as folder:
        path = Path(folder) / "identity.pem"
        path.touch(mode=0o600)
        path.write_bytes(_pem(certificate, password))
        context.load_cert_chain(path, password=password)
    return context


def _pem(certificate: ClientCertificate, password: str) -> bytes:
    """Return private key, certificate and the authorities that came with it, one after the other."""
    found = load_pkcs12(base64.b64decode("".join(certificate.pfx.split())), certificate.password.encode() or None)
    if found.key is None or found.cert is None:
        raise ValueError("the PKCS#12 lacks a certificate with its private key")
    key = found.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(password.encode()))
    chain = [found.cert, *found.additional_certs]
    return key + b"".join(item.certificate.public_bytes(Encoding.PEM) for item in chain)
