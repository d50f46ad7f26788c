"""How is the authentication of an HTTP action read and written?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.authentication import (
    ActiveDirectoryOAuth,
    Authentication,
    Basic,
    ClientCertificate,
)
from azure_scheduler_emulator.domain.jobs.left_out import LEFT_OUT
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.faces.azure.certificates import read_pfx


def read_authentication(document: dict[str, Any] | None) -> Authentication | None:
    """Return the authentication that a loaded ``document`` describes, None if it describes none.

    Raises:
        InvalidError: its type is unknown, or a member of it is missing or wrong.
    """
    if document is None:
        return None
    kind = (document.get("type") or _inferred(document)).lower()
    if kind == "notspecified":
        return None
    if kind == "basic":
        return _basic(document)
    if kind == "clientcertificate":
        return _certificate(document)
    if kind == "activedirectoryoauth":
        return _oauth(document)
    raise InvalidError(f"The authentication type '{document['type']}' is not valid.")


def write_authentication(authentication: Authentication, *, secrets: bool) -> dict[str, Any]:
    """Return the members of an authentication; those that are secret only if ``secrets``."""
    if isinstance(authentication, Basic):
        hidden = {"password": authentication.password}
        return {"username": authentication.username, **(hidden if secrets else {}), "type": "Basic"}
    if isinstance(authentication, ClientCertificate):
        hidden = {"pfx": authentication.pfx, "password": authentication.password}
        return {
            "certificateThumbprint": authentication.thumbprint,
            "certificateExpiration": moment.render(authentication.expires),
            "certificateSubjectName": authentication.subject,
            **(hidden if secrets else {}),
            "type": "ClientCertificate",
        }
    hidden = {"secret": authentication.secret}
    return {
        "tenant": authentication.tenant,
        "audience": authentication.audience,
        "clientId": authentication.client_id,
        **(hidden if secrets else {}),
        "type": "ActiveDirectoryOAuth",
    }


def _inferred(document: dict[str, Any]) -> str:
    """Return the type of a document that names none, which azure-mgmt-scheduler 1.1.3 sends."""
    if document.get("pfx") or document.get("certificate_thumbprint"):
        return "ClientCertificate"
    if document.get("secret") or document.get("client_id"):
        return "ActiveDirectoryOAuth"
    return "Basic" if document.get("username") else "NotSpecified"


def _basic(document: dict[str, Any]) -> Basic:
    if not document.get("username"):
        raise InvalidError("Basic authentication needs a username and a password.")
    return Basic(username=document["username"], password=document.get("password", LEFT_OUT))


def _certificate(document: dict[str, Any]) -> ClientCertificate:
    if not document.get("pfx"):
        if document.get("password"):
            raise InvalidError("ClientCertificate authentication needs a pfx.")
        return _known_certificate(document.get("certificate_thumbprint", ""))
    return read_pfx(document["pfx"], document.get("password", ""))


def _oauth(document: dict[str, Any]) -> ActiveDirectoryOAuth:
    names = {"tenant": "tenant", "audience": "audience", "client_id": "clientId"}
    for name, shown in names.items():
        if name not in document:
            raise InvalidError(
                "ActiveDirectoryOAuth authentication needs a tenant, an audience, a clientId and a secret."
            )
        if not document[name].strip():
            raise InvalidError(f"The {shown} of the ActiveDirectoryOAuth authentication is empty.")
    return ActiveDirectoryOAuth(**{name: document[name] for name in names}, secret=document.get("secret") or LEFT_OUT)


def _known_certificate(thumbprint: str) -> ClientCertificate:
    """Return a certificate that is only named, or not even that: what an answer shows of one."""
    return ClientCertificate(
        pfx=LEFT_OUT, password=LEFT_OUT, thumbprint=thumbprint, expires=datetime.max.replace(tzinfo=UTC), subject=""
    )
