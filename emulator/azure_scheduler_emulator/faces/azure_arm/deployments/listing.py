"""Which part of a list does a client ask for? ``$filter`` by state, ``$top``, and the links to further pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask import request

from azure_scheduler_emulator.faces.azure_arm.errors import ArmError

_FILTER = re.compile(r"\s*provisioningState\s+eq\s+'?(\w+)'?\s*", re.IGNORECASE)
#: As many as the service gives at once, without ``$top``.
USUAL = 1000


def wanted_state(query: Mapping[str, str]) -> str:
    """Return the state that the deployments of a list are to have, in lower case; an empty text for any.

    Raises:
        ArmError: the filter cannot be read.
    """
    text = query.get("$filter")
    if not text:
        return ""
    match = _FILTER.fullmatch(text)
    if match is None:
        raise ArmError(400, "InvalidFilterInQueryString", f"Invalid $filter '{text}' specified in the query string.")
    return match[1].lower()


def page(values: list[dict[str, Any]], query: Mapping[str, str]) -> dict[str, Any]:
    """Return the page of a list that is asked for, with a link to the next one if there is more.

    Raises:
        ArmError: the size or the link is none.
    """
    top, skip = _number(query, "$top", USUAL), _number(query, "$skiptoken", 0)
    shown: dict[str, Any] = {"value": values[skip : skip + top]}
    if skip + top < len(values):
        rest = {**query, "$skiptoken": str(skip + top)}
        path = quote(request.environ["emulator.path"])
        shown["nextLink"] = f"{request.host_url.rstrip('/')}{path}?{urlencode(rest)}"
    return shown


def _number(query: Mapping[str, str], name: str, usual: int) -> int:
    text = query.get(name)
    if not text:
        return usual
    if not re.fullmatch(r"\d{1,9}", text) or (name == "$top" and int(text) == 0):
        raise ArmError(400, "InvalidTopInQueryString", f"The value '{text}' of {name} in the query string is invalid.")
    return int(text)
