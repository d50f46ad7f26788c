"""The classic Azure Scheduler REST API (RDFE, Service Management), retired by Microsoft.

Emulated: every operation of the published overview and of the clients' source (contract ``azure-classic``, section 13).
Not emulated: the rest of Service Management; such paths answer 501 in the same envelope.
"""

from __future__ import annotations

from azure_scheduler_emulator.faces.azure_classic import paths
from azure_scheduler_emulator.faces.face import Face, Later

_LATER = Later(__name__)

FACE = Face(
    name="azure_classic",
    title="Azure Scheduler (classic)",
    claims=paths.claims,
    create_app=_LATER.create_app,
    refuse=_LATER.refuse,
    render=_LATER.render,
    hosts=paths.HOSTS,
    # The service was reachable by https only, and so is its face.
    plain=False,
)

__all__ = ["FACE"]
