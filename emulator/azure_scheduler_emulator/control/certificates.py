"""The files that clients of the classic API need."""

from __future__ import annotations

from flask import Response
from flask_smorest import Blueprint

from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses

blueprint = Blueprint("certificates", __name__, url_prefix="/certs", description="Files that clients need.")

_PEM, _PFX, _CER = "application/x-pem-file", "application/x-pkcs12", "application/pkix-cert"
_PUBLISH = "application/xml"
_BYTES = {"type": "string", "format": "binary"}


@blueprint.get("/ca.pem")
@refuses(404)
@blueprint.response(200, {"type": "string"}, content_type=_PEM)
def authority() -> Response:
    """Return the certificate of the authority to trust."""
    return _file("ca.pem", _PEM)


@blueprint.get("/management.pem")
@refuses(404)
@blueprint.response(200, {"type": "string"}, content_type=_PEM)
def management() -> Response:
    """Return the management certificate of the default subscription with its key, as Python, Node and curl take it."""
    return _file("management.pem", _PEM)


@blueprint.get("/management.pfx")
@refuses(404)
@blueprint.response(200, _BYTES, content_type=_PFX)
def management_pfx() -> Response:
    """Return the same without a password, as .NET and Windows take it."""
    return _file("management.pfx", _PFX)


@blueprint.get("/management.cer")
@refuses(404)
@blueprint.response(200, _BYTES, content_type=_CER)
def management_cer() -> Response:
    """Return the management certificate without its key (DER), to be registered elsewhere."""
    return _file("management.cer", _CER)


@blueprint.get("/management.publishsettings")
@refuses(404)
@blueprint.response(200, {"type": "string"}, content_type=_PUBLISH)
def publish_settings() -> Response:
    """Return the file that tools import a subscription from, its key included."""
    return _file("management.publishsettings", _PUBLISH)


def _file(name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(testbed().registrations.file(name), content_type=kind, headers=headers)
