"""What is in a .publishsettings file? The subscription and its management certificate, as the portal handed them out.

Schema 2.0, which names a service and a certificate per subscription: Azure PowerShell, Visual Studio and the
cross-platform CLI import it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, kw_only=True)
class PublishProfile:
    """A subscription, and where its service management API is."""

    #: GUID of the subscription.
    subscription_id: str = "00000000-0000-0000-0000-000000000000"
    #: What tools show.
    subscription_name: str = "Azure Scheduler Emulator"
    #: Root of the API, which tools extend by the subscription's id.
    service_url: str = "https://127.0.0.1:8443"


def publish_settings(profile: PublishProfile, pfx: bytes) -> str:
    """Return the text of a .publishsettings file. ``pfx`` is the certificate with its key, under the empty password."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<PublishData>
  <PublishProfile SchemaVersion="2.0" PublishMethod="AzureServiceManagementAPI">
    <Subscription
      ServiceManagementUrl="{escape(profile.service_url)}"
      Id="{escape(profile.subscription_id)}"
      Name="{escape(profile.subscription_name)}"
      ManagementCertificate="{base64.b64encode(pfx).decode("ascii")}" />
  </PublishProfile>
</PublishData>
"""
