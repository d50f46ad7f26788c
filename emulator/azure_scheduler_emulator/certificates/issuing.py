"""How is a certificate made? A new key takes 15 to 300 ms, everything else nearly nothing."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from azure_scheduler_emulator.certificates.pkcs12 import legacy_pkcs12
from azure_scheduler_emulator.domain.errors import InvalidError

#: The common name of every authority that is made here, by which it is recognised.
AUTHORITY = "Azure Scheduler Emulator Authority"
AUTHORITY_VALIDITY = timedelta(days=3650)
#: Apple's clients refuse server certificates that are valid for more than 825 days.
SERVER_VALIDITY = timedelta(days=730)
#: Nobody looks at the dates of a management certificate: the service went by the thumbprint.
MANAGEMENT_VALIDITY = timedelta(days=3650)
#: Certificates begin to be valid that much earlier, for clients whose clocks are late.
_LATE_CLOCKS = timedelta(days=1)
_KEY_BITS = 2048


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: RSAPrivateKey

    @property
    def certificate_pem(self) -> bytes:
        """Return the certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def key_pem(self) -> bytes:
        """Return the key as PEM (PKCS #8, not encrypted)."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def der(self) -> bytes:
        """Return the certificate as DER."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def client_pem(self) -> bytes:
        """Return certificate and key as PEM, the key as PKCS #1: older node clients look for nothing else."""
        return self.certificate_pem + self.key.private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )

    @property
    def pfx(self) -> bytes:
        """Return certificate and key as PKCS #12, whose password is empty as in a .publishsettings file."""
        return legacy_pkcs12(self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()), self.der)

    def protected_pfx(self, password: str) -> bytes:
        """Return certificate and key as PKCS #12 under a password that is not empty, by the algorithms of today."""
        encryption = BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(None, self.key, self.certificate, None, encryption)


def load_pair(certificate: bytes, key: bytes) -> Pair:
    """Return the pair that two PEM texts hold.

    Raises:
        ValueError: one of them holds none, or the key is no RSA key.
    """
    loaded = load_pem_private_key(key, None)
    if not isinstance(loaded, RSAPrivateKey):
        raise ValueError("The key is no RSA key.")
    return Pair(certificate=x509.load_pem_x509_certificate(certificate), key=loaded)


def is_own_authority(name: x509.Name) -> bool:
    """Tell whether ``name`` is that of an authority made here."""
    return name == _name(AUTHORITY)


def new_key() -> RSAPrivateKey:
    """Return a new RSA key."""
    return generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def issue_authority(now: datetime) -> Pair:
    """Return a new authority, which may issue server certificates and no further authority."""
    key = new_key()
    name = _name(AUTHORITY)
    builder = _builder(name, name, key, now, now + AUTHORITY_VALIDITY)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
    return Pair(certificate=builder.sign(key, hashes.SHA256()), key=key)


def issue_server(names: Sequence[str], key: RSAPrivateKey, authority: Pair, now: datetime) -> Pair:
    """Return a server certificate for ``names`` (host names and addresses) that does not outlive its authority.

    Raises:
        InvalidError: a name can be neither.
    """
    issuer = authority.certificate
    until = min(now + SERVER_VALIDITY, issuer.not_valid_after_utc)
    builder = _builder(_name(names[0]), issuer.subject, key, now, until)
    builder = builder.add_extension(x509.SubjectAlternativeName(general_names(names)), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage("digital_signature", "key_encipherment"), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    return Pair(certificate=builder.sign(authority.key, hashes.SHA256()), key=key)


def issue_self_signed(common_name: str, now: datetime) -> Pair:
    """Return a certificate that signs itself, as management certificates did."""
    key = new_key()
    name = _name(common_name)
    builder = _builder(name, name, key, now, now + MANAGEMENT_VALIDITY)
    return Pair(certificate=builder.sign(key, hashes.SHA256()), key=key)


def general_names(names: Sequence[str]) -> list[x509.GeneralName]:
    """Return ``names`` as they stand in a certificate: IP addresses where they are some, host names otherwise.

    Those of IPv4 stand there as host names too: Python 2.7 and Mono look for an address among these alone.

    Raises:
        InvalidError: a host name cannot be written in ASCII.
    """
    found = [_general_name(name) for name in names]
    addresses = [each.value for each in found if isinstance(each, x509.IPAddress)]
    return [*found, *(x509.DNSName(str(each)) for each in addresses if isinstance(each, ipaddress.IPv4Address))]


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        return x509.DNSName(name if name.isascii() else name.encode("idna").decode())
    except ValueError as error:
        raise InvalidError(f"'{name}' cannot stand in a certificate: {error}") from error


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: RSAPrivateKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _LATE_CLOCKS)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*granted: str) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{use: use in granted for use in every})
