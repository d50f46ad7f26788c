"""Which certificates does the emulator use? Those in its folder; what is missing there is made.

When everything is there nothing is made, and only the certificates of the server and its authority are read: 1 ms.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from azure_scheduler_emulator.certificates import upkeep
from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.issuing import issue_self_signed
from azure_scheduler_emulator.certificates.private_files import (
    make_private_folder,
    only_one,
    write_private,
    write_public,
)
from azure_scheduler_emulator.certificates.publishsettings import PublishProfile, publish_settings
from azure_scheduler_emulator.domain.errors import InvalidError

#: Names under which clients on the same machine, and in containers on it, reach the server.
SERVER_NAMES = ("localhost", "127.0.0.1", "::1", "host.docker.internal")
#: The common name of the management certificate in the folder.
MANAGEMENT_NAME = "Azure Scheduler Emulator Management"


@dataclass(frozen=True, kw_only=True)
class ManagementCertificate:
    """A management certificate with its key."""

    #: Certificate and key, PEM.
    pem: str
    #: Certificate and key, PKCS #12 under the empty password.
    pfx: bytes
    #: Certificate, DER.
    cer: bytes
    #: SHA-1 of the certificate, 40 upper-case hexadecimal digits.
    thumbprint: str


class Shown(NamedTuple):
    """A certificate in the folder."""

    file: str
    subject: str
    thumbprint: str
    not_after: datetime


def ensure(
    folder: Path, names: Sequence[str], *, now: datetime, profile: PublishProfile | None = None
) -> CertificateFolder:
    """Make what is missing in ``folder``, and return where everything is.

    The server's certificate is issued anew when it lacks one of ``names`` or is about to end, but only if the
    authority in the folder issued it: any other is the user's own. Processes that start together share the work.

    Args:
        folder: is made, for its owner alone, if it does not exist.
        names: host names and addresses of the server besides ``SERVER_NAMES``.
        now: the machine's time, not the emulator's: clients compare certificates with theirs.
        profile: what management.publishsettings says; the file follows it.

    Raises:
        InvalidError: a file there cannot be read or written, or a name cannot stand in a certificate.
    """
    files = CertificateFolder(folder)
    wanted = tuple(dict.fromkeys((*SERVER_NAMES, *names)))
    try:
        if not upkeep.is_complete(files, wanted, now):
            make_private_folder(folder)
            with only_one(folder):
                upkeep.make_server(files, wanted, now)
                upkeep.make_management(files, MANAGEMENT_NAME, now)
        publish(files, profile or PublishProfile())
    except OSError as error:
        raise InvalidError(f"The certificates in {folder} cannot be read or written: {error}") from error
    return files


def publish(files: CertificateFolder, profile: PublishProfile) -> None:
    """Make management.publishsettings say ``profile``: a port that the system picks is known only after ``ensure``."""
    text = publish_settings(profile, files.management_pfx.read_bytes()).encode()
    if not files.publish_settings.exists() or files.publish_settings.read_bytes() != text:
        write_private(files.publish_settings, text)


def issue_management(common_name: str, *, now: datetime) -> ManagementCertificate:
    """Return a new management certificate, which nobody keeps: it signs itself, as the service's did."""
    pair = issue_self_signed(common_name, now)
    return ManagementCertificate(
        pem=pair.client_pem.decode(), pfx=pair.pfx, cer=pair.der, thumbprint=thumbprint(pair.der)
    )


def show(folder: Path) -> list[Shown]:
    """Return the certificates that are in ``folder``.

    Raises:
        InvalidError: one of the files holds none.
    """
    files = CertificateFolder(folder)
    return [_shown(path) for path in (files.authority, files.server, files.management) if path.exists()]


def export(folder: Path, target: Path, password: str = "") -> list[Path]:
    """Copy what clients need to ``target``, without the keys of authority and server; return the copies.

    With a ``password`` the copy of management.pfx is one under it.

    Raises:
        InvalidError: a file is missing or cannot be written.
    """
    files = CertificateFolder(folder)
    secret = (files.management, files.management_pfx, files.publish_settings)
    try:
        make_private_folder(target)
        for path in (files.authority, files.management_cer):
            write_public(target / path.name, path.read_bytes())
        for path in secret:
            write_private(target / path.name, path.read_bytes())
        if password:
            pair = upkeep.load_management(files)
            write_private(target / files.management_pfx.name, pair.protected_pfx(password))
    except OSError as error:
        raise InvalidError(f"Cannot export to {target}: {error}") from error
    return [target / path.name for path in (files.authority, files.management_cer, *secret)]


def thumbprint(der: bytes) -> str:
    """Return the name by which the service knew a certificate: SHA-1 of its DER, 40 upper-case hexadecimal digits."""
    return hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()


def _shown(path: Path) -> Shown:
    certificate = upkeep.read(path)
    name = certificate.subject.rfc4514_string()
    return Shown(path.name, name, thumbprint(upkeep.der(certificate)), certificate.not_valid_after_utc)
