"""Is a deployment valid, and what will it do? Everything is asked before anything happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.declared import Resource
from azure_scheduler_emulator.domain.azure.templates.dependencies import calls_in
from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.limits import Budget
from azure_scheduler_emulator.domain.azure.templates.plan import Plan, plan
from azure_scheduler_emulator.domain.azure.templates.values import key_of, member
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.deployments import worlds
from azure_scheduler_emulator.faces.azure_arm.deployments.errors import invalid_template
from azure_scheduler_emulator.faces.azure_arm.deployments.reading import Asked, understand
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.place import Place
from azure_scheduler_emulator.faces.azure_arm.resources import store as resources

#: How deep deployments may be nested in each other.
DEEPEST = 10
GROUP_MISSING = "ResourceGroupNotFound"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A deployment that has been found valid."""

    place: Place
    name: str
    asked: Asked
    plan: Plan
    #: Valid as far as that can be told beforehand, by the id of the resource that holds them.
    nested: Mapping[str, Planned]
    depth: int
    budget: Budget


def prepare(place: Place, name: str, asked: Asked, depth: int = 0, budget: Budget | None = None) -> Planned:
    """Return what a deployment will do.

    Raises:
        ArmError: something about it, or about a deployment nested in it, is not valid.
    """
    if depth > DEEPEST:
        raise invalid_template(f"Deployments are nested deeper than {DEEPEST} levels.", context().api_version)
    spent = budget or Budget()
    values = {key: _given(key, value) for key, value in asked.parameters.items()}
    try:
        made = plan(asked.template, values, worlds.world(place, name, asked), place.base, spent)
        nested = _nested(place, asked, made, depth, spent)
    except TemplateError as error:
        raise invalid_template(str(error), context().api_version) from error
    return Planned(place=place, name=name, asked=asked, plan=made, nested=nested, depth=depth, budget=spent)


def place_of(resource: Resource, around: Place) -> Place:
    """Return where a nested deployment goes: where the one around it does, unless it says otherwise."""
    if resource.subscription and not resource.group:
        return Place(subscription=resource.subscription)
    return Place(subscription=resource.subscription or around.subscription, group=resource.group or around.group)


def link_of(asked: Asked) -> str:
    """Return the address of a template, which the relative paths in it begin at."""
    uri = member(asked.template_link, "uri")
    return uri if isinstance(uri, str) else ""


def _nested(place: Place, asked: Asked, made: Plan, depth: int, budget: Budget) -> dict[str, Planned]:
    found = {}
    for resource in made.order:
        if not resource.nested:
            continue
        body = made.body(resource)
        properties = member(body, "properties") or {}
        inner = {key: value for key, value in properties.items() if key.lower() != "template"}
        if any(calls_in(inner if resource.inner else properties)):
            # Something of it is known only at run time, when it is planned again anyway.
            continue
        wanted = understand(properties, base_link=link_of(asked))
        try:
            found[resource.id] = prepare(place_of(resource, place), resource.name, wanted, depth + 1, budget)
        except ArmError as error:
            # The template may make the group that it deploys into.
            if error.code != GROUP_MISSING:
                raise
    return found


def _given(name: str, definition: Mapping[str, Any]) -> Any:
    """Return the value given for a parameter: itself, or the secret of a key vault.

    Raises:
        ArmError: 400, the vault does not have it.
    """
    key = key_of(definition, "value")
    reference = member(definition, "reference")
    if key is not None or not isinstance(reference, dict):
        return None if key is None else definition[key]
    vault, secret = member(member(reference, "keyVault"), "id"), member(reference, "secretName")
    found = resources.find(f"{vault}/secrets/{secret}")
    value = member(member(found, "properties"), "value")
    if not isinstance(value, str):
        message = (
            f"The secret '{secret}' of KeyVault '{vault}' for the parameter '{name}' could not be found. "
            "Please see https://aka.ms/arm-keyvault for usage details."
        )
        raise ArmError(400, "KeyVaultParameterReferenceSecretRetrieveFailed", message, gateway=True)
    return value
