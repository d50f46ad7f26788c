"""What does a client want deployed? The body of PUT and validate, and the names of deployments."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator import lenient_json
from azure_scheduler_emulator.domain.azure.templates.values import kind, member
from azure_scheduler_emulator.faces.azure_arm.bodies import read_text, unreadable
from azure_scheduler_emulator.faces.azure_arm.deployments.links import download
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

MODES = {"incremental": "Incremental", "complete": "Complete"}
NAME_CHARACTERS = 64
_NAME = re.compile(r"[-\w.()]+", re.ASCII)
_TEMPLATE_TYPE = "Microsoft.WindowsAzure.ResourceStack.Frontdoor.Templates.Schema.Template"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be deployed."""

    mode: str
    template: dict[str, Any]
    #: Values, and references to secrets of key vaults, by name: as in a file of parameters.
    parameters: Mapping[str, Any]
    #: As given, with the version of what it leads to.
    template_link: dict[str, Any] | None = None
    parameters_link: dict[str, Any] | None = None
    location: str | None = None


def read(base_link: str = "") -> Asked:
    """Return what the body of the present request asks for.

    Raises:
        ArmError: it cannot be read, or does not say what to deploy.
    """
    text = read_text()
    try:
        body = lenient_json.loads(text)
    except ValueError as error:
        raise unreadable(str(error)) from error
    properties = member(body, "properties")
    if not isinstance(properties, dict):
        raise unreadable("Required property 'properties' not found in JSON. Path ''")
    if isinstance(member(properties, "template"), str):
        raise unreadable(_converting(member(properties, "template"), text))
    location = member(body, "location")
    return understand(properties, base_link=base_link, location=location if isinstance(location, str) else None)


def understand(properties: Mapping[str, Any], *, base_link: str = "", location: str | None = None) -> Asked:
    """Return what the properties of a deployment ask for; a nested one has the same as a client's.

    ``base_link`` is the address of the template around it, which relative paths begin at.

    Raises:
        ArmError: they do not say what to deploy, or what they link to cannot be had.
    """
    link = _link(properties, "templateLink")
    template = member(properties, "template")
    if template is None and link is not None:
        template = download(link, base_link)
        link = {**link, "contentVersion": member(template, "contentVersion", "1.0.0.0")}
    if not isinstance(template, dict):
        raise unreadable(
            f"Error converting value of type '{kind(template)}' to type '{_TEMPLATE_TYPE}'. Path 'properties.template'"
        )
    parameters_link = _link(properties, "parametersLink")
    given = member(properties, "parameters")
    if given is None and parameters_link is not None:
        given = member(download(parameters_link, base_link), "parameters")
    return Asked(
        mode=_mode(member(properties, "mode")),
        template=template,
        parameters=_parameters(given),
        template_link=link,
        parameters_link=parameters_link,
        location=location,
    )


def check_name(name: str) -> str:
    """Return the name of a new deployment.

    Raises:
        ArmError: it cannot be one.
    """
    if len(name) > NAME_CHARACTERS:
        raise ArmError(
            400,
            "DeploymentNameLengthLimitExceeded",
            f"The provided deployment name '{name}' has a length of '{len(name)}' which exceeds the maximum length of "
            f"'{NAME_CHARACTERS}'. Please see https://aka.ms/arm-deploy for usage details.",
            gateway=True,
        )
    if not _NAME.fullmatch(name):
        raise ArmError(
            400,
            "InvalidDeploymentName",
            f"The provided deployment name '{name}' is not valid. The name can only contain letters, digits, '-', '.', "
            "'_', '(' and ')'. Please see https://aka.ms/arm-deploy for usage details.",
            gateway=True,
        )
    return name


def _mode(given: Any) -> str:
    found = MODES.get(given.lower()) if isinstance(given, str) else None
    if given is not None and found is None:
        raise unreadable(f"Error converting value \"{given}\" to type 'DeploymentMode'. Path 'properties.mode'")
    return found or MODES["incremental"]


def _link(properties: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    link = member(properties, name)
    if link is not None and not isinstance(link, dict):
        raise unreadable(
            f"Error converting value of type '{kind(link)}' to type 'TemplateLink'. Path 'properties.{name}'"
        )
    return link


def _parameters(given: Any) -> dict[str, Any]:
    found = {} if given is None else given
    if not isinstance(found, dict) or not all(isinstance(value, dict) for value in found.values()):
        raise unreadable("Error converting value to type 'DeploymentParameterDefinition'. Path 'properties.parameters'")
    return found


def _converting(template: str, text: str) -> str:
    """Return what is wrong with a template that is a text; the position is that of the text's end (recorded)."""
    found = re.search(r"""["']?template["']?\s*:\s*""", text, re.IGNORECASE)
    line, position = 1, 0
    if found:
        end = found.end() + _length(text, found.end())
        line, position = text.count("\n", 0, end) + 1, end - (text.rfind("\n", 0, end) + 1)
    return (
        f"Error converting value \"{template}\" to type '{_TEMPLATE_TYPE}'. Path 'properties.template', "
        f"line {line}, position {position}."
    )


def _length(text: str, start: int) -> int:
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[1] - start
    except ValueError:
        return 0
