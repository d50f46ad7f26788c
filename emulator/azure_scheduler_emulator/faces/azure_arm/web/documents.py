"""How do the site, its jobs and their runs look as resources?

Envelope, type and name as Kudu itself makes them for Resource Manager; what is inside is the document of the Kudu API.
The published description of Microsoft.Web calls some members otherwise, and its typed clients read nothing else: those
names are offered beside (``web_job_type``, ``web_job_name``, ``runs``).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from azure_scheduler_emulator.faces.azure_arm.web.place import SitePlace
from azure_scheduler_emulator.webjobs.arm import envelope
from azure_scheduler_emulator.webjobs.running import documents
from azure_scheduler_emulator.webjobs.running.documents import JobView
from azure_scheduler_emulator.webjobs.running.runs import Run


def job(view: JobView, kind: str, place: SitePlace, region: str, base: str, now: datetime) -> dict[str, Any]:
    """Return a job as a resource below ``kind``, one of the three collections that jobs are in."""
    document = documents.job(view, base, now) | {"web_job_type": view.kind.value.capitalize()}
    if document.get("latest_run"):
        document["latest_run"] = _run(document["latest_run"])
    return envelope(f"{place.id}/{kind}/{view.name}", region, document)


def run(value: Run, place: SitePlace, region: str, base: str, now: datetime) -> dict[str, Any]:
    """Return a run as a resource."""
    document = _run(documents.run(value, base, now))
    identity = f"{place.id}/triggeredwebjobs/{value.job}/history/{value.id}"
    return envelope(identity, region, {**document, "runs": [document]})


def _run(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "web_job_id": document["id"], "web_job_name": document["job_name"]}
