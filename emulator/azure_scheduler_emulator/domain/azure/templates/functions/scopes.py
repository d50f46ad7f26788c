"""Functions that ask where an expression stands: parameters, variables, copies, and the deployment around it."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import misplaced_function
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, Frame, number, string
from azure_scheduler_emulator.domain.azure.templates.scope import Place
from azure_scheduler_emulator.domain.azure.templates.values import integer, is_integer

FAMILY = Family()


@FAMILY.add_framed("parameters", 1)
def parameter(frame: Frame, name: str, which: Any) -> Any:
    """Return the value of a parameter."""
    return frame.scope.parameters(string(name, which))


@FAMILY.add_framed("variables", 1)
def variable(frame: Frame, name: str, which: Any) -> Any:
    """Return the value of a variable."""
    if frame.scope.place is Place.DEFAULT:
        raise misplaced_function(name)
    return frame.scope.variables(string(name, which))


@FAMILY.add_framed("copyIndex", 0, 2)
def copy_index(frame: Frame, name: str, *given: Any) -> int:
    """Return the turn of a loop, the innermost unless one is named, with an offset."""
    values = list(given)
    loop = string(name, values.pop(0)) if values and not is_integer(values[0]) else None
    return integer(frame.scope.copy_index(loop) + (number(name, values[0]) if values else 0))


@FAMILY.add_framed("subscription", 0)
def subscription(frame: Frame, _name: str) -> Any:
    """Return the subscription that is deployed to."""
    return dict(frame.scope.world.subscription)


@FAMILY.add_framed("resourceGroup", 0)
def resource_group(frame: Frame, name: str) -> Any:
    """Return the resource group that is deployed to; where there is none, the function may not be called."""
    group = frame.scope.world.resource_group
    if group is None:
        raise misplaced_function(name)
    return dict(group)


@FAMILY.add_framed("tenant", 0)
def tenant(frame: Frame, _name: str) -> Any:
    """Return the tenant of the subscription."""
    return dict(frame.scope.world.tenant)


@FAMILY.add_framed("deployment", 0)
def deployment(frame: Frame, _name: str) -> Any:
    """Return the deployment that is under way."""
    return dict(frame.scope.world.deployment)


@FAMILY.add_framed("environment", 0)
def environment(frame: Frame, _name: str) -> Any:
    """Return the addresses of the cloud."""
    return dict(frame.scope.world.environment)
