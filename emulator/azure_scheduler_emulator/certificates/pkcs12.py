"""How is a PKCS #12 written that every client of those years can read? As Windows wrote the portal's.

The key lies in a bag shrouded by Triple DES under the null password, the whole is authenticated by SHA-1 (RFC 7292).
``cryptography`` refuses an empty password and leaves the key in the clear instead: the cross-platform CLI does not know
such a bag, and Mono and old Windows load the certificate without its key, silently. So the structure is put together
here, from the types of asn1crypto. It protects nothing, nor did theirs: who has the file has the key.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.padding import PKCS7

if TYPE_CHECKING:
    from collections.abc import Iterable

_ITERATIONS = 2000
_SALT = 8
#: Of SHA-1: what it takes at a time, and what it gives.
_BLOCK, _DIGEST = 64, 20
#: What the key derivation makes: a key, an initialisation vector, a key for the authentication (RFC 7292, B.3).
_KEY, _VECTOR, _MAC = 1, 2, 3


def legacy_pkcs12(key: bytes, certificate: bytes) -> bytes:
    """Return a PKCS #12 of a key (PKCS #8, DER) and its certificate (DER) under the null password."""
    # Seldom needed, and 60 ms.
    from asn1crypto import cms, pkcs12

    # Tells which key belongs to which certificate.
    identity = hashlib.sha1(certificate, usedforsecurity=False).digest()
    attributes = [{"type": "local_key_id", "values": [identity]}]
    bags = [
        {"bag_id": "pkcs8_shrouded_key_bag", "bag_value": _shrouded(key), "bag_attributes": attributes},
        {"bag_id": "cert_bag", "bag_value": _bag(certificate), "bag_attributes": attributes},
    ]
    contents = pkcs12.SafeContents([pkcs12.SafeBag(bag) for bag in bags]).dump()
    safe = pkcs12.AuthenticatedSafe([cms.ContentInfo({"content_type": "data", "content": contents})]).dump()
    data = cms.ContentInfo({"content_type": "data", "content": safe})
    dumped: bytes = pkcs12.Pfx({"version": "v3", "auth_safe": data, "mac_data": _mac(safe)}).dump()
    return dumped


def _bag(certificate: bytes) -> Any:
    from asn1crypto import core, pkcs12

    return pkcs12.CertBag({"cert_id": "x509", "cert_value": core.ParsableOctetString(certificate)})


def _shrouded(key: bytes) -> Any:
    from asn1crypto import algos, keys

    salt = os.urandom(_SALT)
    cipher = Cipher(TripleDES(derive(_KEY, salt, 24)), modes.CBC(derive(_VECTOR, salt, 8)))
    padder, encryptor = PKCS7(64).padder(), cipher.encryptor()
    padded = padder.update(key) + padder.finalize()
    algorithm = algos.EncryptionAlgorithm(
        {"algorithm": "pkcs12_sha1_tripledes_3key", "parameters": {"salt": salt, "iterations": _ITERATIONS}}
    )
    data = encryptor.update(padded) + encryptor.finalize()
    return keys.EncryptedPrivateKeyInfo({"encryption_algorithm": algorithm, "encrypted_data": data})


def _mac(safe: bytes) -> dict[str, Any]:
    salt = os.urandom(_SALT)
    digest = hmac.new(derive(_MAC, salt, _DIGEST), safe, hashlib.sha1).digest()
    return {
        "mac": {"digest_algorithm": {"algorithm": "sha1"}, "digest": digest},
        "mac_salt": salt,
        "iterations": _ITERATIONS,
    }


def derive(purpose: int, salt: bytes, length: int) -> bytes:
    """Return key material of the null password for a purpose (RFC 7292, B.2, with SHA-1)."""
    blocks, filling = b"", _filled(salt)
    while len(blocks) < length:
        digest = bytes([purpose]) * _BLOCK + filling
        for _ in range(_ITERATIONS):
            digest = hashlib.sha1(digest, usedforsecurity=False).digest()
        blocks += digest
        step = int.from_bytes(_filled(digest)) + 1
        filling = b"".join(_sum(part, step) for part in _parts(filling))
    return blocks[:length]


def _filled(text: bytes) -> bytes:
    """Repeat ``text`` to as many whole blocks as it takes."""
    length = -(-len(text) // _BLOCK) * _BLOCK
    return (text * length)[:length]


def _parts(text: bytes) -> Iterable[bytes]:
    return (text[start : start + _BLOCK] for start in range(0, len(text), _BLOCK))


def _sum(part: bytes, step: int) -> bytes:
    return ((int.from_bytes(part) + step) % (1 << 8 * _BLOCK)).to_bytes(_BLOCK)
