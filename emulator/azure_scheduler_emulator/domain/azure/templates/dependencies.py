"""Which resource waits for which? By ``dependsOn``, and by asking for another's values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.declared import Resource, split_id
from azure_scheduler_emulator.domain.azure.templates.errors import DeferredError, TemplateError, unknown_function
from azure_scheduler_emulator.domain.azure.templates.functions import find
from azure_scheduler_emulator.domain.azure.templates.functions.resources import LIST
from azure_scheduler_emulator.domain.azure.templates.program import Program
from azure_scheduler_emulator.domain.azure.templates.scope import Place
from azure_scheduler_emulator.domain.azure.templates.syntax import Call, is_expression, parse, walk
from azure_scheduler_emulator.domain.azure.templates.values import member


@dataclass(frozen=True)
class Edge:
    """That a resource waits for another."""

    target: Resource
    #: As answers show it: an id keeps the spelling in which it was written (recorded).
    id: str
    type: str
    name: str


class Names:
    """The resources of a template by whatever a template calls them: id, type and name, symbol, loop, bare name."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._resources = resources

    def find(self, called: str, asking: Resource | None = None) -> list[Resource]:
        """Return the resources that are meant, without the one that asks."""
        folded = called.strip().strip("/").lower()
        for matches in (_by_id, _by_type, _by_symbol, _by_loop, _by_name, _by_last_name):
            found = [resource for resource in self._resources if matches(resource, folded)]
            others = [resource for resource in found if resource is not asking]
            if found:
                return others or found
        return []


def edges(program: Program, names: Names, resource: Resource) -> list[Edge]:
    """Return what a resource waits for.

    Raises:
        TemplateError: it names a resource that the template does not have.
    """
    found: dict[str, Edge] = {}
    for called in resource.depends_on:
        targets = names.find(called, resource)
        if not targets:
            raise TemplateError(
                f"The resource '{_shown(called)}' is not defined in the template. "
                "Please see https://aka.ms/arm-template for usage details."
            )
        for target in targets:
            found.setdefault(target.id.lower(), _edge(target, called))
    for called in asked_for(program, resource):
        for target in names.find(called, resource):
            if target is not resource and not target.existing:
                found.setdefault(target.id.lower(), _edge(target, ""))
    return [edge for edge in found.values() if edge.target.deployed]


def asked_for(program: Program, resource: Resource) -> Iterator[str]:
    """Yield what ``reference`` and the list functions of a resource ask for, where that can be told beforehand."""
    evaluator = program.evaluator(Place.BODY, resource.copies)
    for call in calls_in(own_document(resource)):
        if call.name.lower() != "reference" and find(call.name) is not LIST:
            continue
        try:
            called = evaluator.evaluate(call.arguments[0]) if call.arguments else None
        except (TemplateError, DeferredError):
            # Whatever is wrong with it is told when the resource itself is evaluated.
            continue
        if isinstance(called, str):
            yield called


def check_references(program: Program, names: Names, resource: Resource) -> None:
    """Refuse a reference to a bare name that the template does not have.

    Raises:
        TemplateError: there is one.
    """
    for called in asked_for(program, resource):
        if "/" not in called and not names.find(called):
            raise TemplateError(
                f"The template reference '{called}' is not valid: could not find template resource or resource copy "
                "with this name. Please see https://aka.ms/arm-template-expressions/#reference for usage details."
            )


def check_functions(document: Any, own: bool) -> None:
    """Refuse expressions that do not follow the grammar, and functions that there are not, wherever they stand.

    ``own`` tells whether the template has functions of its own, which are checked when they are called.

    Raises:
        TemplateError: there is one.
    """
    for call in calls_in(document):
        if call.namespace:
            if not own:
                raise unknown_function(f"{call.namespace}.{call.name}")
        elif find(call.name) is None:
            raise unknown_function(call.name)


def calls_in(document: Any) -> Iterator[Call]:
    """Yield every call of a document's expressions.

    Raises:
        TemplateError: an expression does not follow the grammar.
    """
    waiting = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
        elif isinstance(item, str) and is_expression(item):
            yield from (node for node in walk(parse(item)) if isinstance(node, Call))


def own_document(resource: Resource) -> Any:
    """Return the part of a resource that its template evaluates: not its children, nor a template of its own scope."""
    body = resource.body
    if not resource.inner:
        return body
    properties = member(body, "properties")
    return {
        **{key: value for key, value in body.items() if key.lower() != "properties"},
        "properties": {key: value for key, value in properties.items() if key.lower() != "template"},
    }


def ordered(resources: Sequence[Resource], waits_for: dict[str, list[Edge]]) -> list[Resource]:
    """Return the resources so that each comes after those it waits for, else in the order of the template.

    Raises:
        TemplateError: some wait for each other.
    """
    done: dict[str, bool] = {}
    result: list[Resource] = []
    for start in resources:
        stack = [(start, iter(waits_for.get(start.id, ())))]
        if start.id in done:
            continue
        done[start.id] = False
        while stack:
            resource, rest = stack[-1]
            edge = next(rest, None)
            if edge is None:
                stack.pop()
                done[resource.id] = True
                result.append(resource)
            elif not done.get(edge.target.id, True):
                raise TemplateError(
                    f"Circular dependency detected on resource: '{edge.target.id}'. "
                    "Please see https://aka.ms/arm-template/#resources for usage details."
                )
            elif edge.target.id not in done:
                done[edge.target.id] = False
                stack.append((edge.target, iter(waits_for.get(edge.target.id, ()))))
    return result


def _edge(target: Resource, called: str) -> Edge:
    if called.lower().startswith("/subscriptions/"):
        type_name, name = split_id(called)
        if type_name:
            return Edge(target, called, type_name, name)
    return Edge(target, target.id, target.type, target.name)


def _shown(called: str) -> str:
    """Return what an error calls a missing resource: its type and name, without what comes before."""
    type_name, name = split_id(called)
    return f"{type_name}/{name}" if type_name else called


def _by_id(resource: Resource, folded: str) -> bool:
    known = resource.id.lower().strip("/")
    return known == folded or (folded.startswith("providers/") and known.endswith(f"/{folded}"))


def _by_type(resource: Resource, folded: str) -> bool:
    if "/" not in folded:
        return False
    return folded in (f"{resource.type}/{resource.name}".lower(), resource.id.lower().rpartition("/providers/")[2])


def _by_symbol(resource: Resource, folded: str) -> bool:
    return bool(resource.symbol) and resource.symbol.lower() == folded


def _by_loop(resource: Resource, folded: str) -> bool:
    return any(copy.name.lower() == folded for copy in resource.copies)


def _by_name(resource: Resource, folded: str) -> bool:
    return resource.name.lower() == folded


def _by_last_name(resource: Resource, folded: str) -> bool:
    return resource.name.lower().endswith(f"/{folded}")
