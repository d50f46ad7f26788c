"""What does a template declare? Resources, with what has to be known of them before anything is deployed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.scope import Copy
from azure_scheduler_emulator.domain.azure.templates.values import member

DEPLOYMENTS = "microsoft.resources/deployments"
GROUPS = "microsoft.resources/resourcegroups"
#: Members of a resource that tell how it is deployed, and are no part of it.
_DIRECTIONS = frozenset(
    {
        "type", "name", "apiversion", "dependson", "condition", "copy", "resources", "comments", "metadata", "scope",
        "existing", "import", "subscriptionid", "resourcegroup",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource that a template declares; one for each turn of a loop."""

    id: str
    #: With its namespace and the types of its parents.
    type: str
    #: With the names of its parents.
    name: str
    api_version: str
    location: str | None
    #: Whether it is deployed at all.
    condition: bool
    #: Only told of, so that it can be referred to.
    existing: bool
    #: As written, in the order that it names them.
    depends_on: tuple[str, ...]
    #: The document it comes from.
    raw: Mapping[str, Any]
    copies: tuple[Copy, ...]
    #: Its name in a template of the second version of the language.
    symbol: str
    #: Where a nested deployment goes, when the template says so.
    subscription: str | None
    group: str | None

    @property
    def deployed(self) -> bool:
        """Tell whether the deployment makes it."""
        return self.condition and not self.existing

    @property
    def nested(self) -> bool:
        """Tell whether it is a deployment of its own."""
        return self.type.lower() == DEPLOYMENTS

    @property
    def inner(self) -> bool:
        """Tell whether it is a deployment whose template has a scope of its own."""
        options = member(member(self.raw, "properties"), "expressionEvaluationOptions")
        return self.nested and str(member(options, "scope", "outer")).lower() == "inner"

    @property
    def body(self) -> dict[str, Any]:
        """Return the members that make up the resource, as written."""
        return {name: value for name, value in self.raw.items() if name.lower() not in _DIRECTIONS}


def id_of(base: str, type_name: str, name: str) -> str:
    """Return the id of a resource below ``base``: a subscription, a resource group, or another resource."""
    if type_name.lower() == GROUPS:
        return f"{'/'.join(base.split('/')[:3])}/resourceGroups/{name}"
    namespace, *types = type_name.split("/")
    pairs = [f"/{kind}/{called}" for kind, called in zip(types, name.split("/"), strict=True)]
    return f"{base}/providers/{namespace}{''.join(pairs)}"


def split_id(text: str) -> tuple[str, str]:
    """Return the type and the name that an id says; empty ones for an id of no resource."""
    _, found, rest = text.partition("/providers/")
    namespace, *segments = rest.strip("/").split("/")
    if not found or not segments:
        return "", ""
    return "/".join([namespace, *segments[0::2]]), "/".join(segments[1::2])


def check_segments(type_name: str, name: str, *, child: bool) -> None:
    """Refuse a name that does not have a segment for each of its type's.

    Raises:
        TemplateError: it has not.
    """
    types, names = type_name.count("/") + 1, name.count("/") + 1
    if types != names + (0 if child else 1) or not all(name.split("/")):
        raise TemplateError(
            f"The template resource '{name}' for type '{type_name}' has incorrect segment lengths. A nested resource "
            "type must have identical number of segments as its resource name. A root resource type must have segment "
            "length one greater than its resource name. Please see https://aka.ms/arm-template/#resources for usage "
            "details."
        )
