"""The site, and what deployment tools ask of it before they speak to the deployment site itself."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.azure_arm import wire
from azure_scheduler_emulator.faces.azure_arm.context import json_body
from azure_scheduler_emulator.faces.azure_arm.resources import store
from azure_scheduler_emulator.faces.azure_arm.web import listing, profiles
from azure_scheduler_emulator.faces.azure_arm.web.context import SITES, base, new_blueprint, on_site, place, site
from azure_scheduler_emulator.faces.azure_arm.web.place import SitePlace
from azure_scheduler_emulator.webjobs.disk.app_settings import texts
from azure_scheduler_emulator.webjobs.disk.credentials import Credentials

blueprint: Blueprint = new_blueprint("web_sites")


@blueprint.get("/subscriptions/<subscription>/providers/microsoft.web/sites")
def list_sites() -> Response:
    """List the sites of a subscription: the one that there is, by its names."""
    return _list(listing.sites())


@blueprint.get(SITES)
def list_sites_of_group() -> Response:
    """List the sites of a resource group: the one that there is, by its names."""
    return _list(listing.sites(place().group))


@on_site(blueprint, "GET")
def get_site() -> Response:
    """Get the site, whatever it is called."""
    return wire.json_answer(_site(place()))


@on_site(blueprint, "GET", "/slots")
def list_slots() -> Response:
    """List the slots of the site: none, though any that is asked for is there."""
    return wire.json_answer({"value": [], "nextLink": None})


@on_site(blueprint, "POST", "/config/publishingcredentials/list")
def list_credentials() -> Response:
    """Tell with which credentials the deployment site lets a client in."""
    known, scheme = _credentials(), request.scheme
    properties = {
        "name": None,
        "publishingUserName": known.user,
        "publishingPassword": known.password,
        "publishingPasswordHash": None,
        "publishingPasswordHashSalt": None,
        "metadata": None,
        "isDeleted": False,
        "scmUri": f"{scheme}://{profiles.quoted(known.user)}:{profiles.quoted(known.password)}@{request.host}",
    }
    return wire.json_answer(_part(f"publishingcredentials/{known.user}", place().name, properties))


@on_site(blueprint, "POST", "/publishxml")
def publish_profile() -> Response:
    """Write the file that deployment tools read, with an entry for each way that the emulator knows."""
    text = profiles.write(place().name, request.host, base(), _credentials())
    return Response(text, content_type="application/xml")


@on_site(blueprint, "POST", "/config/appsettings/list")
def list_settings() -> Response:
    """List the settings of the site, which are variables to its jobs."""
    return wire.json_answer(_part("config/appsettings", "appsettings", site().ground.settings.own()))


@on_site(blueprint, "PUT", "/config/appsettings")
def put_settings() -> Response:
    """Replace the settings of the site."""
    document = json_body()
    properties = document.get("properties") if isinstance(document, dict) else None
    if not isinstance(properties, dict):
        raise InvalidError("The request content has no properties.")
    site().ground.settings.replace(texts(properties))
    site().settings_changed()
    return list_settings()


@on_site(blueprint, "GET", "/config/slotconfignames")
def get_slot_names() -> Response:
    """Tell which settings stay with their slot: none."""
    names = {"connectionStringNames": None, "appSettingNames": None, "azureStorageConfigNames": None}
    return wire.json_answer(_part("config/slotConfigNames", place().site, names))


@on_site(blueprint, "GET", "/config/web")
def get_configuration() -> Response:
    """Get the configuration of the site: what a client needs in order to go on."""
    properties = {
        "publishingUsername": _credentials().user,
        "scmType": "None",
        "alwaysOn": not site().ground.settings.always_on_disabled,
        "appSettings": None,
        "connectionStrings": None,
    }
    return wire.json_answer(_part("config/web", place().site, properties))


@on_site(blueprint, "POST", "/config/connectionstrings/list")
def list_connection_strings() -> Response:
    """List the connection strings of the site: none, its jobs find what they need among the settings."""
    return wire.json_answer(_part("config/connectionstrings", "connectionstrings", {}))


@on_site(blueprint, "GET", "/basicpublishingcredentialspolicies/<any(scm, ftp):door>")
def get_policy(door: str) -> Response:
    """Tell whether a user and a password open a door: that of the deployment site, and there is no FTP."""
    return wire.json_answer(_part(f"basicPublishingCredentialsPolicies/{door}", door, {"allow": door == "scm"}))


def _list(found: list[SitePlace]) -> Response:
    return wire.json_answer({"value": [_site(each) for each in found], "nextLink": None})


def _credentials() -> Credentials:
    found = site().credentials
    assert found is not None, "a site that has started has credentials"
    return found


def _part(tail: str, name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """Return something that belongs to the site; its last segment is a name of its own."""
    return {
        "id": f"{place().id}/{tail}",
        "name": name,
        "type": f"{place().type}/{tail.split('/')[0]}",
        "location": listing.region(place().group),
        "properties": properties,
    }


def _site(where: SitePlace) -> dict[str, Any]:
    # What somebody wrote about it is kept, but not where it is: that is here.
    written = store.find(where.id) or {}
    host, region = request.host, str(written.get("location") or listing.region(where.group))
    states = [{"name": host, "sslState": "Disabled", "hostType": kind} for kind in ("Standard", "Repository")]
    properties = {
        "name": where.site,
        "state": "Running",
        "hostNames": [host],
        "webSpace": f"{where.group}-{region.replace(' ', '')}webspace",
        "repositorySiteName": where.site,
        "usageState": "Normal",
        "enabled": True,
        "enabledHostNames": [host],
        "availabilityState": "Normal",
        "hostNameSslStates": states,
        "serverFarmId": f"{where.id.split('/providers/')[0]}/providers/Microsoft.Web/serverfarms/emulator",
        "sku": "Standard",
        "reserved": False,
        "siteConfig": None,
        "clientCertEnabled": False,
        "httpsOnly": False,
        "resourceGroup": where.group,
        "defaultHostName": host,
    }
    known = {"id": where.id, "name": where.name, "type": where.type, "kind": "app", "location": region, **written}
    return {**known, "properties": {**written.get("properties", {}), **properties}}
