"""What does the record of a site answer about its settings and credentials?

Only while the emulator has no site of its own: with ``--kudu`` the face of Microsoft.Web answers. The names are
Azure's, so that ``--map`` can lead calls of them anywhere.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from azure_scheduler_emulator.faces.azure_arm.resources import keys, shapes, store

_CONFIG = ("microsoft.web/sites/config", "microsoft.web/sites/slots/config")


def is_config(type_name: str) -> bool:
    """Tell whether a type is that of a site's configuration."""
    return type_name.lower() in _CONFIG


def listed(identity: str, type_name: str, name: str) -> dict[str, Any]:
    """Return what listing a configuration of a site answers; one that was never put has no properties."""
    site, _, part = name.rpartition("/")
    if part.lower() == "publishingcredentials":
        return _credentials(identity, site)
    found = store.find(identity) or {"id": identity, "name": part, "type": type_name, "properties": {}}
    return {**found, "name": part}


def _credentials(identity: str, site: str) -> dict[str, Any]:
    """Return the credentials of deployment: the user is named after the site, as everywhere in Azure."""
    user = f"${site.replace('/', '__')}"
    password = keys.key(identity, "publishing").rstrip("=")
    host = f"{shapes.site_name(site)}.scm.azurewebsites.net"
    return {
        "id": f"{identity.rpartition('/config/')[0]}/publishingcredentials/{user}",
        "name": site.rpartition("/")[2],
        "type": "Microsoft.Web/sites/publishingcredentials",
        "properties": {
            "name": None,
            "publishingUserName": user,
            "publishingPassword": password,
            "scmUri": f"https://{user}:{quote(password, safe='')}@{host}",
        },
    }
