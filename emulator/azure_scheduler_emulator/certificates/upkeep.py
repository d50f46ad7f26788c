"""What is missing in the folder of the certificates, or about to end? And how is it made?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.issuing import (
    Pair,
    general_names,
    is_own_authority,
    issue_authority,
    issue_self_signed,
    issue_server,
    load_pair,
    new_key,
)
from azure_scheduler_emulator.certificates.private_files import write_private, write_public
from azure_scheduler_emulator.domain.errors import InvalidError

#: A certificate is replaced when it ends within this time.
RENEWAL = timedelta(days=30)


def read(path: Path) -> x509.Certificate:
    """Return the (first) certificate in a PEM file.

    Raises:
        InvalidError: there is none.
    """
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError as error:
        raise InvalidError(f"{path} holds no certificate: {error}") from error


def der(certificate: x509.Certificate) -> bytes:
    """Return the certificate as DER."""
    return certificate.public_bytes(Encoding.DER)


def is_complete(files: CertificateFolder, names: Sequence[str], now: datetime) -> bool:
    """Tell whether everything is there, and the server's certificate is good for ``names``."""
    try:
        return _has_management(files) and _serves(files, names, now)
    except FileNotFoundError:
        # Another process is making it again. Whoever asks again when that has ended knows.
        return False


def make_server(files: CertificateFolder, names: Sequence[str], now: datetime) -> None:
    """Issue a server certificate for ``names`` if the one there will not do, and an authority if that is missing.

    Raises:
        InvalidError: the authority in the folder cannot issue certificates.
    """
    if _serves(files, names, now):
        return
    authority = _authority(files, now)
    pair = issue_server(names, new_key(), authority, now)
    # In this order, for a process that is killed half-way: without a certificate everything is made again.
    files.server.unlink(missing_ok=True)
    write_private(files.server_key, pair.key_pem)
    write_public(files.server, pair.certificate_pem)


def make_management(files: CertificateFolder, common_name: str, now: datetime) -> None:
    """Make a management certificate if there is none, and those of its forms that are missing.

    Raises:
        InvalidError: the one there cannot be read.
    """
    if _has_management(files):
        return
    if files.management.exists():
        pair = load_management(files)
    else:
        pair = issue_self_signed(common_name, now)
        write_private(files.management, pair.client_pem)
    write_private(files.management_pfx, pair.pfx)
    write_public(files.management_cer, pair.der)


def load_management(files: CertificateFolder) -> Pair:
    """Return the management certificate with its key.

    Raises:
        InvalidError: it cannot be read.
    """
    return _load(files.management, files.management)


def _has_management(files: CertificateFolder) -> bool:
    return all(path.exists() for path in (files.management, files.management_pfx, files.management_cer))


def _serves(files: CertificateFolder, names: Sequence[str], now: datetime) -> bool:
    if not (files.server.exists() and files.server_key.exists()):
        return False
    server = read(files.server)
    if not _replaceable(files, server):
        return True
    return files.authority.exists() and _is_fresh(server, now) and _covers(server, names)


def _replaceable(files: CertificateFolder, server: x509.Certificate) -> bool:
    """Tell whether we may issue the server's certificate anew: any other is the user's own, and stays."""
    if not files.authority.exists():
        return is_own_authority(server.issuer)
    return server.issuer == read(files.authority).subject and files.authority_key.exists()


def _authority(files: CertificateFolder, now: datetime) -> Pair:
    if files.authority.exists():
        if not files.authority_key.exists():
            raise InvalidError(f"{files.authority_key} is missing; without it no server certificate can be issued.")
        pair = _load(files.authority, files.authority_key)
        if _is_fresh(pair.certificate, now):
            return pair
        if not is_own_authority(pair.certificate.subject):
            raise InvalidError(f"{files.authority} ends too soon to issue a server certificate.")
    pair = issue_authority(now)
    # Certificates of the former authority are worth nothing now.
    files.server.unlink(missing_ok=True)
    write_private(files.authority_key, pair.key_pem)
    write_public(files.authority, pair.certificate_pem)
    return pair


def _load(certificate: Path, key: Path) -> Pair:
    try:
        return load_pair(certificate.read_bytes(), key.read_bytes())
    except ValueError as error:
        raise InvalidError(f"{certificate} and {key} cannot be used: {error}") from error


def _is_fresh(certificate: x509.Certificate, now: datetime) -> bool:
    return certificate.not_valid_after_utc - RENEWAL > now


def _covers(certificate: x509.Certificate, names: Sequence[str]) -> bool:
    try:
        present = set(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return False
    return present.issuperset(general_names(names))
