"""What will a deployment do? Everything of a template that can be known, and refused, before anything is deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from azure_scheduler_emulator.domain.azure.templates import parameters
from azure_scheduler_emulator.domain.azure.templates.declared import Resource
from azure_scheduler_emulator.domain.azure.templates.dependencies import (
    Edge,
    Names,
    check_functions,
    check_references,
    edges,
    ordered,
    own_document,
)
from azure_scheduler_emulator.domain.azure.templates.errors import HELP, TemplateError
from azure_scheduler_emulator.domain.azure.templates.evaluation import Evaluator
from azure_scheduler_emulator.domain.azure.templates.expansion import expand
from azure_scheduler_emulator.domain.azure.templates.limits import Budget
from azure_scheduler_emulator.domain.azure.templates.program import Program, camel
from azure_scheduler_emulator.domain.azure.templates.scope import Deployed, Place, Scope, World
from azure_scheduler_emulator.domain.azure.templates.values import kind, member

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A template that has been found valid."""

    program: Program
    #: In the order of the template.
    resources: tuple[Resource, ...]
    #: Those to be deployed, each after what it waits for.
    order: tuple[Resource, ...]
    #: By id.
    waits_for: Mapping[str, list[Edge]]
    names: Names

    @property
    def parameters(self) -> dict[str, Any]:
        """Return the parameters as answers show them."""
        return self.program.shown_parameters()

    @property
    def has_outputs(self) -> bool:
        """Tell whether the template has a section of outputs, be it empty."""
        return member(self.program.document, "outputs") is not None

    def body(self, resource: Resource, deployed: Deployed | None = None) -> dict[str, Any]:
        """Return a resource with its expressions evaluated; without ``deployed`` as far as that goes beforehand.

        Raises:
            TemplateError: an expression is not valid.
        """
        evaluator = self.program.evaluator(Place.BODY, resource.copies, deployed)
        found: dict[str, Any] = evaluator.document(own_document(resource), partly=deployed is None)
        if resource.inner:
            # A template with a scope of its own is none of ours to evaluate.
            found["properties"]["template"] = member(member(resource.raw, "properties"), "template")
        return found

    def outputs(self, deployed: Deployed) -> dict[str, Any]:
        """Return the outputs as answers show them.

        Raises:
            OutputError: one is not valid.
        """
        shown: dict[str, Any] = {}
        for name, definition in self.program.outputs.items():
            try:
                if self._wanted(definition, deployed):
                    shown[camel(name)] = self._output(name, definition, deployed)
            except TemplateError as error:
                raise OutputError(name, f"The template output '{name}' is not valid: {error}.") from None
        return shown

    def _wanted(self, definition: Any, deployed: Deployed) -> bool:
        if not isinstance(definition, dict):
            raise TemplateError("it is not an object")
        wanted = self.program.evaluator(Place.OUTPUT, (), deployed).document(member(definition, "condition", True))
        return wanted is True

    def _output(self, name: str, definition: Mapping[str, Any], deployed: Deployed) -> dict[str, Any]:
        evaluator = self.program.evaluator(Place.OUTPUT, (), deployed)
        shown = parameters.type_name(name, definition, "output")
        loop = member(definition, "copy")
        value = (
            member(evaluator.loop({"name": "value", **loop}), "value")
            if isinstance(loop, dict)
            else evaluator.document(member(definition, "value"))
        )
        nullable = value is None and member(definition, "nullable") is True
        if not nullable and kind(value) != parameters.TYPES[shown.lower()][1]:
            raise TemplateError(
                f"Template output JToken type is not valid. Expected '{parameters.TYPES[shown.lower()][1]}'. Actual "
                f"'{kind(value)}'. {HELP}"
            )
        return {"type": shown} if parameters.is_secure(shown) else {"type": shown, "value": value}


class OutputError(TemplateError):
    """An output is not valid."""

    def __init__(self, name: str, message: str) -> None:
        """Note which one."""
        super().__init__(message)
        self.name = name


def plan(document: Any, given: Mapping[str, Any], world: World, base: str, budget: Budget) -> Plan:
    """Return what a template will do with the values ``given`` for its parameters, below ``base``.

    Raises:
        TemplateError: something about it is not valid.
    """
    return _bounded(lambda: _plan(document, given, world, base, budget))


def _plan(document: Any, given: Mapping[str, Any], world: World, base: str, budget: Budget) -> Plan:
    program = Program(document, given, world, budget)
    program.evaluate_all()
    resources = expand(program, base)
    own = bool(member(document, "functions"))
    names = Names([resource for resource in resources if resource.condition])
    every = Names(resources)
    waits_for: dict[str, list[Edge]] = {}
    for resource in resources:
        _of_resource(resource, partial(check_functions, own_document(resource), own))
        waits_for[resource.id] = edges(program, every, resource)
        check_references(program, every, resource)
    check_functions(program.outputs, own)
    made = Plan(
        program=program,
        resources=tuple(resources),
        order=tuple(ordered([resource for resource in resources if resource.deployed], waits_for)),
        waits_for=waits_for,
        names=names,
    )
    for resource in made.order:
        _of_resource(resource, partial(made.body, resource))
    return made


def evaluate(scope: Scope, document: Any, budget: Budget | None = None) -> Any:
    """Return a document evaluated by itself, within the usual bounds or ``budget``: what tests of the language ask for.

    Raises:
        TemplateError, DeferredError: as ``Evaluator.document`` does.
    """
    return _bounded(lambda: Evaluator(scope, budget or Budget()).document(document))


def _of_resource(resource: Resource, check: Callable[[], Any]) -> None:
    """Check something of a resource; an error tells which one it is, as the service does."""
    try:
        check()
    except TemplateError as error:
        raise TemplateError(f"The template resource '{resource.name}' is not valid: {error}. {HELP}") from None


def _bounded(work: Callable[[], T]) -> T:
    try:
        return work()
    except RecursionError:
        raise TemplateError("The template is nested too deeply.") from None
