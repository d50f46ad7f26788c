"""Which resources does the ``$filter`` of a list let through?

Comparisons joined by ``and``, of the members that Resource Manager knows there: ``resourceType eq '...'``, in the same
way ``name``, ``location``, ``resourceGroup``, ``tagName`` and ``tagValue``, ``ne`` for their contrary, and
``substringof('...', name)``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from azure_scheduler_emulator.domain.azure.regions import normalised
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

Resource = Mapping[str, Any]
Filter = Callable[[Resource], bool]

_AND = re.compile(r"\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)", re.IGNORECASE)
_COMPARISON = re.compile(r"\s*(\w+)\s+(eq|ne)\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)
_PART = re.compile(r"\s*substringof\(\s*'((?:[^']|'')*)'\s*,\s*(\w+)\s*\)\s*", re.IGNORECASE)

_MEMBERS: dict[str, Callable[[Resource], tuple[str, ...]]] = {
    "resourcetype": lambda resource: (str(resource["type"]),),
    "name": lambda resource: (str(resource["name"]),),
    "location": lambda resource: (str(resource.get("location", "")), normalised(str(resource.get("location", "")))),
    "resourcegroup": lambda resource: (str(resource["id"]).split("/")[4],),
    "tagname": lambda resource: tuple(resource.get("tags", {})),
    "tagvalue": lambda resource: tuple(resource.get("tags", {}).values()),
}


def read(text: str) -> Filter:
    """Return what a filter lets through; an empty one lets everything through.

    Raises:
        ArmError: 400, it cannot be read.
    """
    parts = [_read(part, text) for part in _AND.split(text)] if text.strip() else []
    return lambda resource: all(part(resource) for part in parts)


def _read(part: str, whole: str) -> Filter:
    compared, contained = _COMPARISON.fullmatch(part), _PART.fullmatch(part)
    if compared and compared[1].lower() in _MEMBERS:
        member, wanted = _MEMBERS[compared[1].lower()], _text(compared[3])
        equal = compared[2].lower() == "eq"
        return lambda resource: (wanted in {value.lower() for value in member(resource)}) is equal
    if contained and contained[2].lower() in _MEMBERS:
        member, wanted = _MEMBERS[contained[2].lower()], _text(contained[1])
        return lambda resource: any(wanted in value.lower() for value in member(resource))
    message = f"Invalid $filter '{whole}' specified in the query string."
    raise ArmError(400, "InvalidFilterInQueryString", message, gateway=True)


def _text(quoted: str) -> str:
    return quoted.replace("''", "'").lower()
