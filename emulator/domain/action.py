"""What can a job do when it fires?

Every action is a frozen value; ``emulator.actions`` performs it. The kinds and their fields are those of the Azure
Scheduler job schema (contract of the classic API, section 5.2; of the Resource Manager face, section 4).
"""

from __future__ import annotations

from dataclasses import dataclass

from emulator.domain.authentication import Authentication
from emulator.domain.webjob import WebJobKind, WebJobTask


@dataclass(frozen=True, kw_only=True)
class HttpAction:
    """Call an HTTP or HTTPS address."""

    #: Method as the client spelled it.
    method: str
    #: Absolute address, echoed as the client wrote it.
    uri: str
    #: Header names and values in the order given.
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    authentication: Authentication | None = None
    #: The type as the client wrote it: the Resource Manager face echoes "http" and "Http" as given.
    type_text: str = "http"
    #: Whether the Azure Scheduler's own ``x-ms-...`` headers go out with the call; the sibling APIs send none.
    announce: bool = True


@dataclass(frozen=True, kw_only=True)
class StorageQueueAction:
    """Put a message on an Azure storage queue, with a shared access signature."""

    storage_account: str
    queue_name: str
    #: Query string of the signature, with or without its question mark. Never shown again.
    sas_token: str
    message: str | None = None
    type_text: str = "storageQueue"


@dataclass(frozen=True, kw_only=True)
class WebJobAction:
    """Have a web job do what is due: run, restart, notice its changed files."""

    job: str
    kind: WebJobKind
    task: WebJobTask


Action = HttpAction | StorageQueueAction | WebJobAction
