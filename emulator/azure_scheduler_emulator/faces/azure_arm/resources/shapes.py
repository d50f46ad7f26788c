"""Which members does a provider add to a resource, that templates ask for? Addresses, mostly; names as published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

Shape = Callable[[str, str], dict[str, Any]]


def properties(type_name: str, name: str, identity: str) -> dict[str, Any]:
    """Return what the provider of a resource adds to its properties."""
    shape = _SHAPES.get(type_name.lower())
    return {**(shape(name, identity) if shape else {}), "provisioningState": "Succeeded"}


def site_name(name: str) -> str:
    """Return what a site, or a slot of it, is called in host names."""
    return name.replace("/", "-").lower()


def _site(name: str, identity: str) -> dict[str, Any]:
    host = f"{site_name(name)}.azurewebsites.net"
    deployment = f"{site_name(name)}.scm.azurewebsites.net"
    kinds = ((host, "Standard"), (deployment, "Repository"))
    return {
        "name": name.rpartition("/")[2],
        "state": "Running",
        "hostNames": [host],
        "repositorySiteName": name.partition("/")[0],
        "usageState": "Normal",
        "enabled": True,
        "enabledHostNames": [host, deployment],
        "availabilityState": "Normal",
        "hostNameSslStates": [
            {"name": called, "sslState": "Disabled", "hostType": kind, "thumbprint": None} for called, kind in kinds
        ],
        "defaultHostName": host,
        "outboundIpAddresses": "127.0.0.1",
        "possibleOutboundIpAddresses": "127.0.0.1",
        "resourceGroup": identity.split("/")[4] if "/resourcegroups/" in identity.lower() else None,
    }


def _storage(name: str, _identity: str) -> dict[str, Any]:
    kinds = ("blob", "queue", "table", "file")
    endpoints = {kind: f"https://{name.lower()}.{kind}.core.windows.net/" for kind in kinds}
    return {"primaryEndpoints": endpoints, "primaryLocation": "westus", "statusOfPrimary": "available"}


def _service_bus(name: str, _identity: str) -> dict[str, Any]:
    return {"serviceBusEndpoint": f"https://{name}.servicebus.windows.net:443/", "status": "Active"}


def _insights(_name: str, identity: str) -> dict[str, Any]:
    key, application = (str(UUID(bytes=_digest(f"{identity} {what}"))) for what in ("key", "application"))
    connection = f"InstrumentationKey={key};IngestionEndpoint=https://westus-0.in.applicationinsights.azure.com/"
    return {"InstrumentationKey": key, "AppId": application, "ConnectionString": connection}


def _workspace(_name: str, identity: str) -> dict[str, Any]:
    return {"customerId": str(UUID(bytes=_digest(f"{identity} customer")))}


def _hosted(member: str, pattern: str) -> Shape:
    """Return a shape with one address."""
    return lambda name, _identity: {member: pattern.format(name.rpartition("/")[2].lower())}


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.lower().encode()).digest()[:16]


_SHAPES: dict[str, Shape] = {
    "microsoft.web/sites": _site,
    "microsoft.web/sites/slots": _site,
    "microsoft.storage/storageaccounts": _storage,
    "microsoft.servicebus/namespaces": _service_bus,
    "microsoft.eventhub/namespaces": _service_bus,
    "microsoft.relay/namespaces": _service_bus,
    "microsoft.insights/components": _insights,
    "microsoft.operationalinsights/workspaces": _workspace,
    "microsoft.sql/servers": _hosted("fullyQualifiedDomainName", "{}.database.windows.net"),
    "microsoft.dbformysql/servers": _hosted("fullyQualifiedDomainName", "{}.mysql.database.azure.com"),
    "microsoft.dbforpostgresql/servers": _hosted("fullyQualifiedDomainName", "{}.postgres.database.azure.com"),
    "microsoft.cache/redis": _hosted("hostName", "{}.redis.cache.windows.net"),
    "microsoft.documentdb/databaseaccounts": _hosted("documentEndpoint", "https://{}.documents.azure.com:443/"),
    "microsoft.keyvault/vaults": _hosted("vaultUri", "https://{}.vault.azure.net/"),
    "microsoft.logic/workflows": _hosted("accessEndpoint", "https://prod-00.logic.azure.com/workflows/{}"),
    "microsoft.containerregistry/registries": _hosted("loginServer", "{}.azurecr.io"),
    "microsoft.cognitiveservices/accounts": _hosted("endpoint", "https://{}.cognitiveservices.azure.com/"),
}
