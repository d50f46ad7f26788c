"""What can an expression see? Parameters, variables, copies, where it is deployed, and what has been deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Protocol

from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError, misplaced_function
from azure_scheduler_emulator.domain.azure.templates.values import key_of


class Place(Enum):
    """Where an expression stands, which decides what it may call."""

    DEFAULT = "the default of a parameter"
    VARIABLE = "a variable"
    #: What has to be known before anything is deployed: name, type, location, condition, copy, dependsOn.
    HEAD = "the head of a resource"
    BODY = "a resource"
    OUTPUT = "an output"


@dataclass(frozen=True, kw_only=True)
class World:
    """Where a template is deployed."""

    now: datetime
    new_id: Callable[[], str]
    subscription: Mapping[str, Any]
    tenant: Mapping[str, Any]
    #: What ``deployment()`` answers.
    deployment: Mapping[str, Any]
    environment: Mapping[str, Any]
    #: None where the whole subscription is deployed to.
    resource_group: Mapping[str, Any] | None = None


class Deployed(Protocol):
    """What has been deployed, or was there before: it can be asked only while a deployment runs."""

    def reference(self, what: str, api_version: str | None, *, full: bool) -> Any:
        """Return a resource that a name, symbol or id stands for: its properties, or all of it."""

    def listed(self, function: str, what: str, api_version: str | None, body: Any) -> Any:
        """Return what an operation like ``listKeys`` of a resource answers."""


@dataclass(frozen=True)
class Copy:
    """A loop, at one of its turns."""

    name: str
    index: int


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What the expressions at one place see."""

    world: World
    place: Place
    #: Values by name. Called lazily: defaults and variables may ask for each other.
    parameters: Callable[[str], Any]
    variables: Callable[[str], Any]
    #: The functions of the template's own: namespace and name in lower case.
    functions: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    #: The innermost first.
    copies: tuple[Copy, ...] = ()
    #: None until the deployment runs.
    deployed: Deployed | None = None

    def copy_index(self, name: str | None) -> int:
        """Return the turn of the innermost loop, or of the one of that name.

        Raises:
            TemplateError: there is none.
        """
        for copy in self.copies:
            if name is None or copy.name.lower() == name.lower():
                return copy.index
        if name is None:
            raise TemplateError(
                "The template function 'copyIndex' is not expected at this location. The function can only be used in "
                "a resource with copy specified. Please see https://aka.ms/arm-copy for usage details."
            )
        raise TemplateError(
            f"The template language function 'copyIndex' has an invalid argument. The provided copy name '{name}' "
            "doesn't exist in the resource. Please see https://aka.ms/arm-resource-loops for usage details."
        )

    def check_runtime(self, name: str) -> None:
        """Refuse a function that asks for deployed resources where there are none yet.

        Raises:
            TemplateError: it stands where nothing is deployed yet.
        """
        if self.place not in (Place.BODY, Place.OUTPUT):
            raise misplaced_function(name)


def lookup(values: Mapping[str, Any], name: str, missing: str) -> str:
    """Return the key of what a template calls ``name``.

    Raises:
        TemplateError: there is none; ``missing`` names what is looked for.
    """
    key = key_of(values, name)
    if key is None:
        raise TemplateError(
            f"The template {missing} '{name}' is not found. "
            f"Please see https://aka.ms/arm-template/#{missing}s for usage details."
        )
    return key
