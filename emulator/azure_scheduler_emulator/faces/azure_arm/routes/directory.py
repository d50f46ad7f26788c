"""The directory: where clients learn how to sign in, and are given tokens, as by Azure Active Directory's endpoints.

Everybody is let in, by any secret or certificate, unless the settings are strict: then the secret has to be one of the
configured tokens.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm import tokens, wire
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.machine import wall

blueprint = Blueprint("directory", __name__)

#: What a token is for when nobody says so.
MANAGEMENT = "https://management.core.windows.net/"
_ANY_RESOURCE = "/.default"


@blueprint.before_request
def _not_the_scheduler() -> None:
    context().gateway = True


@blueprint.get("/<tenant>/.well-known/openid-configuration", defaults={"version": ""})
@blueprint.get("/<tenant>/<any('v2.0'):version>/.well-known/openid-configuration")
def get_configuration(tenant: str, version: str) -> Response:
    """Tell a client of OpenID Connect where everything is."""
    base, inner = f"{request.host_url}{tenant}", f"/{version}" if version else ""
    identity = tokens.tenant_id(tenant)
    found: dict[str, Any] = {
        "token_endpoint": f"{base}/oauth2{inner}/token",
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
        "jwks_uri": f"{base}/discovery{inner}/keys",
        "response_modes_supported": ["query", "fragment", "form_post"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "issuer": f"{request.host_url}{identity}/v2.0" if version else f"{request.host_url}{identity}/",
        "authorization_endpoint": f"{base}/oauth2{inner}/authorize",
        "device_authorization_endpoint": f"{base}/oauth2{inner}/devicecode",
        "end_session_endpoint": f"{base}/oauth2{inner}/logout",
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "ver", "oid"],
        "tenant_region_scope": None,
        "cloud_instance_name": request.host,
        "cloud_graph_host_name": request.host,
        "msgraph_host": request.host,
    }
    return wire.json_answer(found)


@blueprint.get("/<tenant>/discovery/keys", defaults={"version": ""})
@blueprint.get("/<tenant>/discovery/<any('v2.0'):version>/keys")
def get_keys(tenant: str, version: str) -> Response:  # noqa: ARG001 - the route's
    """List the keys that tokens can be verified with: none, since they are signed with a secret."""
    return wire.json_answer({"keys": []})


@blueprint.post("/<tenant>/oauth2/token", defaults={"version": ""})
@blueprint.post("/<tenant>/oauth2/<any('v2.0'):version>/token")
def give_token(tenant: str, version: str) -> Response:
    """Give a token; with strict settings, only for a known token as the secret."""
    given = {**_from_header(), **request.form}
    for name in ("grant_type", "client_id"):
        if not given.get(name) and (name == "grant_type" or version):
            return _refused(400, "invalid_request", 900144, f"{_MISSING}: '{name}'.")
    settings = services().settings
    secret = str(given.get("client_secret", ""))
    if settings.arm_auth == "strict" and not tokens.is_known(secret, settings.arm_tokens):
        return _refused(
            401, "invalid_client", 7000215, "Invalid client secret provided: the emulator does not know it."
        )
    scopes = str(given.get("scope", "")).split()
    resource = next((scope.removesuffix(_ANY_RESOURCE) for scope in scopes if scope.endswith(_ANY_RESOURCE)), "")
    resource = str(given.get("resource", "")) or resource
    now = int(wall().timestamp())
    token = tokens.make(
        tenant=tenant,
        client=str(given.get("client_id", "")),
        audience=resource or MANAGEMENT,
        issuer=f"{request.host_url}{tokens.tenant_id(tenant)}/",
        now=now,
        key=secret if settings.arm_auth == "strict" else tokens.OPEN_KEY,
    )
    life = tokens.LIFE
    if version:
        answer = {"token_type": "Bearer", "expires_in": life, "ext_expires_in": life, "access_token": token}
        return wire.json_answer(answer)
    # The first endpoint spells numbers as texts.
    times = {
        "expires_in": str(life),
        "ext_expires_in": str(life),
        "expires_on": str(now + life),
        "not_before": str(now),
    }
    return wire.json_answer({"token_type": "Bearer", **times, "resource": resource, "access_token": token})


@blueprint.get("/metadata/endpoints")
def get_endpoints() -> Response:
    """Tell a client of Resource Manager which addresses belong together: all of them are here."""
    here = request.host_url.rstrip("/")
    authentication = {
        # Without a slash, as there: clients add one.
        "loginEndpoint": here,
        "audiences": [MANAGEMENT, f"{here}/"],
        "tenant": "common",
        "identityProvider": "AAD",
    }
    found = {
        "name": "Emulator",
        "portal": here,
        "authentication": authentication,
        "resourceManager": f"{here}/",
        "graph": f"{here}/",
        "graphAudience": f"{here}/",
        "microsoftGraphResourceId": f"{here}/",
        "media": f"{here}/",
        "gallery": f"{here}/",
        "batch": f"{here}/",
        "suffixes": {},
    }
    oldest = request.args.get("api-version", "") < "2019"
    return wire.json_answer(_first_form(here) if oldest else found)


_MISSING = "The request body must contain the following parameter"


def _first_form(here: str) -> dict[str, Any]:
    authentication = {"loginEndpoint": f"{here}/", "audiences": [MANAGEMENT, f"{here}/"]}
    return {
        "galleryEndpoint": f"{here}/",
        "graphEndpoint": f"{here}/",
        "portalEndpoint": f"{here}/",
        "authentication": authentication,
    }


def _from_header() -> dict[str, str]:
    """Return the client and its secret, if they come by HTTP Basic."""
    given = request.authorization
    if given is None or given.type != "basic":
        return {}
    return {"client_id": given.username or "", "client_secret": given.password or ""}


def _refused(status: int, error: str, code: int, description: str) -> Response:
    here = context()
    answer = {
        "error": error,
        "error_description": f"AADSTS{code}: {description} Trace ID: {here.id} Correlation ID: {here.correlation_id}",
        "error_codes": [code],
        "timestamp": f"{wall():%Y-%m-%d %H:%M:%SZ}",
        "trace_id": here.id,
        "correlation_id": here.correlation_id,
    }
    return wire.json_answer(answer, status)
