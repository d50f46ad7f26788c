"""What is in the publish settings of a site? How each way of deploying finds it, with the password."""

from __future__ import annotations

from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from azure_scheduler_emulator.webjobs.disk.credentials import Credentials

#: What the deployment site can do of what Azure names: MSDeploy's entry is there for the tools that read no other.
METHODS = (("Web Deploy", "MSDeploy"), ("Zip Deploy", "ZipDeploy"))


def write(site: str, host: str, address: str, credentials: Credentials) -> str:
    """Return the document."""
    profiles = "".join(_profile(site, host, address, credentials, title, method) for title, method in METHODS)
    return f"<publishData>{profiles}</publishData>"


def quoted(text: str) -> str:
    """Return a user or a password as addresses spell it; Azure leaves the dollar sign as it is."""
    return quote(text, safe="$")


def _profile(site: str, host: str, address: str, credentials: Credentials, title: str, method: str) -> str:
    attributes = {
        "profileName": f"{site} - {title}",
        "publishMethod": method,
        "publishUrl": host,
        **({"msdeploySite": site} if method == "MSDeploy" else {}),
        "userName": credentials.user,
        "userPWD": credentials.password,
        "destinationAppUrl": address,
        "SQLServerDBConnectionString": "",
        "mySQLDBConnectionString": "",
        "hostingProviderForumLink": "",
        "controlPanelLink": address,
        "webSystem": "WebSites",
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<publishProfile {written}><databases /></publishProfile>"
