"""What do ``listKeys`` and its like answer? Keys that look like the provider's own, the same at every call.

Each is made from the resource's id: nobody's secret, and nothing to keep. Members as published for each provider.
"""

from __future__ import annotations

import base64
import hashlib
from typing import Any

#: From this version on storage accounts list their keys; before, they were two members.
_STORAGE_LISTS = "2016-01-01"


def key(identity: str, which: str) -> str:
    """Return a key of a resource: 44 characters of base64."""
    return base64.b64encode(hashlib.sha256(f"{identity.lower()} {which}".encode()).digest()).decode()


def answer(function: str, identity: str, type_name: str, name: str, api_version: str) -> dict[str, Any]:
    """Return what ``function`` answers for a resource."""
    provider = type_name.lower()
    first, second = key(identity, "primary"), key(identity, "secondary")
    if provider == "microsoft.storage/storageaccounts":
        return _storage(first, second, api_version)
    if provider.startswith(("microsoft.servicebus/", "microsoft.eventhub/", "microsoft.relay/")):
        return _messaging(name, first, second)
    if function.lower() == "listcallbackurl":
        return {"value": f"https://prod-00.logic.azure.com{identity}?sig={first}", "method": "POST"}
    if provider == "microsoft.documentdb/databaseaccounts":
        return {
            "primaryMasterKey": first,
            "secondaryMasterKey": second,
            "primaryReadonlyMasterKey": key(identity, "primary readonly"),
            "secondaryReadonlyMasterKey": key(identity, "secondary readonly"),
        }
    return {
        "keyName": name.rpartition("/")[2],
        "primaryKey": first,
        "secondaryKey": second,
        "key1": first,
        "key2": second,
        "keys": [{"keyName": "key1", "value": first}, {"keyName": "key2", "value": second}],
        "value": [{"keyName": "key1", "value": first}, {"keyName": "key2", "value": second}],
        "primarySharedKey": first,
        "secondarySharedKey": second,
        "primaryConnectionString": f"Key={first}",
        "secondaryConnectionString": f"Key={second}",
    }


def _storage(first: str, second: str, api_version: str) -> dict[str, Any]:
    if api_version < _STORAGE_LISTS:
        return {"key1": first, "key2": second}
    return {
        "keys": [
            {"keyName": called, "value": value, "permissions": "Full"}
            for called, value in (("key1", first), ("key2", second))
        ]
    }


def _messaging(name: str, first: str, second: str) -> dict[str, Any]:
    parts = name.split("/")
    namespace, entity, rule = parts[0], parts[1:-1], parts[-1]
    path = f";EntityPath={entity[0]}" if entity else ""

    def connection(secret: str) -> str:
        address = f"sb://{namespace.lower()}.servicebus.windows.net/"
        return f"Endpoint={address};SharedAccessKeyName={rule};SharedAccessKey={secret}{path}"

    return {
        "primaryConnectionString": connection(first),
        "secondaryConnectionString": connection(second),
        "primaryKey": first,
        "secondaryKey": second,
        "keyName": rule,
    }
