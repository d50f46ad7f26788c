"""The classic Azure Scheduler REST API (RDFE, Service Management), retired by Microsoft.

Emulated: every operation of the published overview and of the clients' source (contract ``azure-classic``, section 13).
Not emulated: the rest of Service Management; such paths answer 501 in the same envelope.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from azure_scheduler_emulator.faces.azure_classic import paths
from azure_scheduler_emulator.faces.face import Face, Rendering

if TYPE_CHECKING:
    from flask import Flask, Response

    from azure_scheduler_emulator.service.requests import Stored
    from azure_scheduler_emulator.service.services import Services


def _create_app(services: Services) -> Flask:
    # Loaded when it is first asked: everybody waits for READY.
    from azure_scheduler_emulator.faces.azure_classic.app import create_app

    return create_app(services)


def _refuse(environ: Mapping[str, Any], reason: str) -> Response:
    from azure_scheduler_emulator.faces.azure_classic.app import refuse

    return refuse(environ, reason)


def _render(_services: Services, stored: Stored, _base: str) -> Rendering:
    from azure_scheduler_emulator.faces.azure_classic.rendering import render

    return render(stored)


FACE = Face(
    name="azure_classic",
    title="Azure Scheduler (classic)",
    claims=paths.claims,
    create_app=_create_app,
    refuse=_refuse,
    render=_render,
    hosts=paths.HOSTS,
    # The service was reachable by https only, and so is its face.
    plain=False,
)

__all__ = ["FACE"]
