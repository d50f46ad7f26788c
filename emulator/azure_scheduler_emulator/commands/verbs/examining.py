"""What does ``doctor`` look at, in which order, and what does it say of each?"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from azure_scheduler_emulator.certificates.folder import CertificateFolder
from azure_scheduler_emulator.certificates.identity import Identity, identify
from azure_scheduler_emulator.commands.failing import Failure
from azure_scheduler_emulator.commands.verbs.server import Server
from azure_scheduler_emulator.domain.time.moment import parse, render
from azure_scheduler_emulator.machine import wall

#: Seconds that a connection may take.
PATIENCE = 10.0
#: What the default port is if nobody knows better.
_HTTPS = "https://127.0.0.1:8443"
_BLOCK = re.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
_SERVICE_URL = re.compile(r'ServiceManagementUrl="([^"]+)"')
#: Clocks that differ less than this are the same.
_SAME = timedelta(seconds=5)


@dataclass(frozen=True, kw_only=True)
class Patient:
    """What is looked at."""

    server: Server
    folder: Path
    https_url: str
    certificate: Path | None
    subscription: str

    @property
    def files(self) -> CertificateFolder:
        """Return the files in the folder."""
        return CertificateFolder(self.folder)

    @property
    def shown(self) -> Path:
        """Return the certificate, with its key, that the client shows."""
        return self.certificate or self.files.management

    @property
    def tls(self) -> str:
        """Return where the TLS port is: as told, as the file for tools says, or where it usually is."""
        if self.https_url:
            return self.https_url
        if self.files.publish_settings.is_file():
            found = _SERVICE_URL.search(self.files.publish_settings.read_text(encoding="utf-8", errors="replace"))
            if found:
                return found[1]
        return _HTTPS


@dataclass(frozen=True)
class Finding:
    """What one look found."""

    check: str
    ok: bool
    says: str


def examine(patient: Patient) -> list[Finding]:
    """Return what is found; a look that needs what an earlier one missed is left out."""
    found = [_plain_port(patient)]
    moments = [wall()]
    if found[0].ok:
        clock, now = _clock(patient)
        found.append(clock)
        moments.append(now)
    found += _certificates(patient, moments)
    port = _tls_port(patient)
    found.append(port)
    if port.ok and all(each.ok for each in found if each.check == "certificate"):
        found.append(_round_trip(patient))
    return found


def _plain_port(patient: Patient) -> Finding:
    try:
        health = patient.server.call("GET", "/health")
    except Failure as failure:
        return Finding("plain port", False, failure.format_message())
    if not isinstance(health, dict) or "version" not in health:
        return Finding("plain port", False, f"Something answers at {patient.server.url}, but it is no emulator.")
    if health["status"] != "ok":
        return Finding("plain port", False, f"degraded: {'; '.join(health['reasons'])}")
    return Finding("plain port", True, f"version {health['version']} at {patient.server.url}")


def _clock(patient: Patient) -> tuple[Finding, datetime]:
    """Return what the clock is like, and the time by it."""
    try:
        clock = patient.server.call("GET", "/clock")
    except Failure as failure:
        return Finding("clock", False, failure.format_message()), wall()
    now = parse(clock["now"])
    if clock["mode"] == "virtual":
        how = "runs by itself" if clock.get("rate") else "stands: jobs fire when it is moved (clock advance)"
        return Finding("clock", True, f"{clock['now']}; it {how}"), now
    apart = abs(now - wall())
    if apart > _SAME:
        return Finding("clock", False, f"{clock['now']}; this machine's is {apart} away"), now
    return Finding("clock", True, f"{clock['now']}, as on this machine"), now


def _certificates(patient: Patient, moments: Sequence[datetime]) -> Iterator[Finding]:
    """Look at both certificates: clients compare the authority's with their time; ours may be of the emulator's."""
    yield Finding("certificate", *_certificate("authority", patient.files.authority, moments[:1]))
    yield Finding("certificate", *_certificate("client's", patient.shown, moments))


def _certificate(what: str, path: Path, moments: Sequence[datetime]) -> tuple[bool, str]:
    try:
        text = path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        return False, f"{what}: {path}: {error.strerror}; certs issue makes what is missing, --certs names the folder"
    block = _BLOCK.search(text)
    if block is None:
        return False, f"{what}: {path} holds no certificate in PEM"
    if what == "client's" and "PRIVATE KEY-----" not in text:
        return False, f"{what}: {path} holds no key; a client needs both"
    return _dated(what, identify(ssl.PEM_cert_to_DER_cert(block.group())), moments)


def _dated(what: str, found: Identity, moments: Sequence[datetime]) -> tuple[bool, str]:
    if found.not_before is None or found.not_after is None:
        return False, f"{what}: nobody can read it"
    if not any(found.not_before <= now <= found.not_after for now in moments):
        held = f"{render(found.not_before)} to {render(found.not_after)}"
        return False, f"{what}: {found.thumbprint} holds from {held}, and it is {render(moments[-1])}"
    return True, f"{what}: {found}"


def _tls_port(patient: Patient) -> Finding:
    host, port = _place(patient.tls)
    try:
        socket.create_connection((host, port), PATIENCE).close()
    except OSError as error:
        return Finding("TLS port", False, f"{patient.tls}: {error.strerror or error}")
    return Finding("TLS port", True, patient.tls)


def _round_trip(patient: Patient) -> Finding:
    """Ask for the cloud services of the subscription, as the first call of most clients does."""
    host, port = _place(patient.tls)
    try:
        context = ssl.create_default_context(cafile=str(patient.files.authority))
        context.load_cert_chain(patient.shown)
        connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=context)
        try:
            connection.request("GET", f"/{patient.subscription}/cloudservices", headers={"x-ms-version": "2012-03-01"})
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
    except ssl.SSLCertVerificationError as error:
        return Finding("round trip", False, f"The server's certificate is not believed: {error.verify_message}.")
    except (OSError, http.client.HTTPException) as error:
        return Finding("round trip", False, f"{type(error).__name__}: {error}")
    if answer.status < 300:
        return Finding("round trip", True, f"GET /{patient.subscription}/cloudservices: {answer.status}")
    return Finding("round trip", False, f"{answer.status}: {_why(patient)}")


def _why(patient: Patient) -> str:
    """Return why the emulator refused the latest request, which it says in its journal and not to the client."""
    asked = {"path": f"/{patient.subscription}/cloudservices", "top": 1}
    try:
        latest = patient.server.verify("/requests", asked)
    except Failure as failure:
        return f"why is not to be had: {failure.format_message()}"
    return (latest[-1]["reason"] if latest else "") or "the emulator gives no reason"


def _place(url: str) -> tuple[str, int]:
    """Return host and port of an address."""
    parts = urlsplit(url if "//" in url else f"https://{url}")
    return parts.hostname or "", parts.port or 443
