"""The scheduler of Azure Resource Manager (``Microsoft.Scheduler``), retired by Microsoft.

Emulated: its fifteen operations in the api-versions 2014-08-01-preview, 2016-01-01 and 2016-03-01 (contract
``azure-arm``, section 1), and of Resource Manager itself what its clients need around them: resource groups, the
registration of the providers, signing in, and deployments of templates, with the resources of other providers as mere
records; and web jobs as ``Microsoft.Web`` has them. The rest of Resource Manager is 404 in its own words.
"""

from __future__ import annotations

from azure_scheduler_emulator.faces.azure_arm import paths
from azure_scheduler_emulator.faces.face import Face, Later

_LATER = Later(__name__)

FACE = Face(
    name="azure_arm",
    title="Azure Scheduler (Resource Manager)",
    claims=paths.claims,
    create_app=_LATER.create_app,
    refuse=_LATER.refuse,
    render=_LATER.render,
    adopts=paths.adopts,
    takes_time=paths.takes_time,
    hosts=(*paths.HOSTS, *paths.OTHER_CLOUDS),
)

__all__ = ["FACE"]
