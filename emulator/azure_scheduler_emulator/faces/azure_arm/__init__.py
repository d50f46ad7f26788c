"""The scheduler of Azure Resource Manager (``Microsoft.Scheduler``), retired by Microsoft.

Emulated: its fifteen operations in the api-versions 2014-08-01-preview, 2016-01-01 and 2016-03-01 (contract
``azure-arm``, section 1), and of Resource Manager itself what its clients need around them: resource groups, the
registration of the provider, and deployments of templates, with the resources of other providers as mere records. Not
emulated: the rest of Resource Manager; such paths answer 501 in the same envelope.
"""

from azure_scheduler_emulator.faces.azure_arm.app import FACE

__all__ = ["FACE"]
