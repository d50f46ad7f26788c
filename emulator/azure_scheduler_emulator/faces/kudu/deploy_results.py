"""How does a deployment look to clients? Keys in the service's order."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.webjobs.deploying.records import Deployment, DeployStatus, Entry
from azure_scheduler_emulator.webjobs.disk import spelling

_MESSAGE, _ERROR = 0, 2


def result(deployment: Deployment, site: str, url: str, *, active: bool) -> dict[str, Any]:
    """Return the document of a deployment of a site, which is at ``url``."""
    end = spelling.date(deployment.end) if deployment.end else None
    return {
        "id": deployment.id,
        "status": int(deployment.status),
        "status_text": "",
        "author_email": deployment.author_email,
        "author": deployment.author,
        "deployer": deployment.deployer,
        "message": deployment.message,
        "progress": "" if deployment.status.final else "Running deployment command...",
        "received_time": spelling.date(deployment.received),
        "start_time": spelling.date(deployment.received),
        "end_time": end,
        "last_success_end_time": end if deployment.status is DeployStatus.SUCCESS else None,
        "complete": deployment.status.final,
        "active": active,
        "is_temp": False,
        "is_readonly": True,
        "url": url,
        "log_url": f"{url}/log",
        "site_name": site,
        "provisioningState": None,
    }


def log(entries: list[Entry], url: str) -> list[dict[str, Any]]:
    """Return the document of a log, which is at ``url``; the details of an entry have an address of their own."""
    return [
        {
            "log_time": spelling.date(entry.time),
            "id": entry.id,
            "message": entry.message,
            "type": _ERROR if entry.failed else _MESSAGE,
            "details_url": f"{url}/{entry.id}" if entry.details else None,
        }
        for entry in entries
    ]
