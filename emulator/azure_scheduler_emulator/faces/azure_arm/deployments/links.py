"""Where does a template come from that is only linked to? From its address, by the way that jobs' calls go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.actions.wire.errors import CallError
from azure_scheduler_emulator.actions.wire.hostmap import parse_maps
from azure_scheduler_emulator.actions.wire.transport import BODY_LIMIT, Call, Transport
from azure_scheduler_emulator.domain.azure.templates.values import member
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

#: Seconds that a download may take: somebody waits for the answer.
PATIENCE = 10.0


def download(link: dict[str, Any], base: str) -> Any:
    """Return the document that a link leads to.

    Raises:
        ArmError: it leads nowhere, or to something that is no JSON.
    """
    address = _address(link, base)
    settings = services().settings
    verify = {"yes": True, "no": False}.get(settings.target_verify.lower(), settings.target_verify)
    transport = Transport(maps=parse_maps(settings.map), verify=verify, own_port=lambda: settings.http_port)
    try:
        answer = transport.send(Call(method="GET", uri=address, limit=PATIENCE))
    except (CallError, InvalidError) as error:
        raise _unreachable(address) from error
    finally:
        transport.close()
    if answer.status != 200 or len(answer.body) >= BODY_LIMIT:
        raise _unreachable(address)
    try:
        return lenient_json.loads(answer.body.decode("utf-8-sig"))
    except ValueError as error:
        message = f"The content of the link '{address}' is not valid JSON: {error}"
        raise ArmError(400, "InvalidContentLink", message, gateway=True) from error


def _address(link: dict[str, Any], base: str) -> str:
    uri, relative = member(link, "uri"), member(link, "relativePath")
    address = uri if isinstance(uri, str) else urljoin(base, relative) if isinstance(relative, str) else ""
    try:
        parts = urlsplit(address)
        valid = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        message = (
            f"The provided content link '{address}' is invalid or not supported. Content link must be an absolute URI."
        )
        raise ArmError(400, "InvalidContentLink", message, gateway=True)
    return address


def _unreachable(address: str) -> ArmError:
    message = (
        f"Unable to download deployment content from '{address}'. "
        "Please see https://aka.ms/arm-template/#linked-templates for usage details."
    )
    return ArmError(400, "InvalidContentLink", message, gateway=True)
