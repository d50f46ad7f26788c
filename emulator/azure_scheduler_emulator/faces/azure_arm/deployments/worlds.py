"""What does a template see of where it is deployed? What ``subscription()``, ``resourceGroup()`` and others answer."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import request

from azure_scheduler_emulator.domain.azure.collection import CloudService
from azure_scheduler_emulator.domain.azure.regions import normalised
from azure_scheduler_emulator.domain.azure.templates.scope import World
from azure_scheduler_emulator.domain.errors import GroupNotFoundError
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.deployments.reading import Asked
from azure_scheduler_emulator.faces.azure_arm.errors import group_missing
from azure_scheduler_emulator.faces.azure_arm.place import Place

#: Of every subscription.
TENANT = "00000000-0000-0000-0000-000000000000"


def settle(place: Place) -> Place:
    """Return a place with its resource group as that is spelled.

    Raises:
        ArmError: 404, the group does not exist: a deployment names no location, so it makes none.
    """
    group = _group(place)
    return Place(subscription=place.subscription, group=group.name) if group else place


def world(place: Place, name: str, asked: Asked) -> World:
    """Return the world of a deployment of that name."""
    return World(
        now=context().now,
        new_id=services().new_id,
        subscription={
            "id": f"/subscriptions/{place.subscription}",
            "subscriptionId": place.subscription,
            "tenantId": TENANT,
            "displayName": "Emulator",
        },
        resource_group=_describe(place),
        tenant={"tenantId": TENANT, "displayName": "Emulator", "countryCode": "US"},
        deployment=_deployment(place, name, asked),
        environment=_environment(),
    )


def template_hash(template: dict[str, Any]) -> str:
    """Return a number of up to twenty digits that tells templates apart; the service's own rule is not public."""
    text = json.dumps(template, sort_keys=True, separators=(",", ":"))
    return str(int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big"))


def _group(place: Place) -> CloudService | None:
    if place.group is None:
        return None
    try:
        return services().cloud_services.get(place.subscription.lower(), place.group)[0]
    except GroupNotFoundError:
        raise group_missing(place.group) from None


def _describe(place: Place) -> dict[str, Any] | None:
    group = _group(place)
    if group is None:
        return None
    return {
        "id": place.base,
        "name": group.name,
        "type": "Microsoft.Resources/resourceGroups",
        "location": normalised(group.region),
        "tags": dict(group.tags or {}),
        "properties": {"provisioningState": "Succeeded"},
    }


def _deployment(place: Place, name: str, asked: Asked) -> dict[str, Any]:
    link = {"templateLink": asked.template_link} if asked.template_link else {}
    properties = {
        **link,
        "template": asked.template,
        "templateHash": template_hash(asked.template),
        "parameters": dict(asked.parameters),
        "mode": asked.mode,
        "provisioningState": "Accepted",
    }
    described: dict[str, Any] = {"name": name, "properties": properties}
    if place.group is None and asked.location:
        described["location"] = asked.location
    return described


def _environment() -> dict[str, Any]:
    return {
        "name": "AzureCloud",
        "gallery": "https://gallery.azure.com/",
        "graph": "https://graph.windows.net/",
        "portal": "https://portal.azure.com",
        "graphAudience": "https://graph.windows.net/",
        "activeDirectoryDataLake": "https://datalake.azure.net/",
        "batch": "https://batch.core.windows.net/",
        "media": "https://rest.media.azure.net",
        "sqlManagement": "https://management.core.windows.net:8443/",
        "resourceManager": request.host_url,
        "authentication": {
            "loginEndpoint": "https://login.windows.net/",
            "audiences": ["https://management.core.windows.net/", "https://management.azure.com/"],
            "tenant": "common",
            "identityProvider": "AAD",
        },
        "suffixes": {
            "acrLoginServer": ".azurecr.io",
            "azureDatalakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
            "azureDatalakeStoreFileSystem": "azuredatalakestore.net",
            "keyvaultDns": ".vault.azure.net",
            "sqlServerHostname": ".database.windows.net",
            "storage": "core.windows.net",
        },
    }
