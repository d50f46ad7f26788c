"""The classic Azure Scheduler REST API (RDFE, Service Management), retired by Microsoft.

Emulated: every operation of the published overview and of the clients' source (contract ``azure-classic``, section 13).
Not emulated: the rest of Service Management; such paths answer 501 in the same envelope.
"""

from azure_scheduler_emulator.faces.azure_classic.app import FACE

__all__ = ["FACE"]
