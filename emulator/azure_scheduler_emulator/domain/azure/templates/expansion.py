"""Which resources does a template declare, once its loops are run and its children stand beside their parents?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.declared import Resource, check_segments, id_of
from azure_scheduler_emulator.domain.azure.templates.errors import HELP, TemplateError
from azure_scheduler_emulator.domain.azure.templates.evaluation import Evaluator, copy_count
from azure_scheduler_emulator.domain.azure.templates.limits import RESOURCES
from azure_scheduler_emulator.domain.azure.templates.program import Program
from azure_scheduler_emulator.domain.azure.templates.scope import Copy, Place
from azure_scheduler_emulator.domain.azure.templates.values import kind, member

_HELP = "Please see https://aka.ms/arm-template/#resources for usage details."


def expand(program: Program, base: str) -> list[Resource]:
    """Return the resources of a template in the order in which it declares them.

    Raises:
        TemplateError: one is malformed, or declared twice.
    """
    found: list[Resource] = []
    for symbol, raw in _entries(member(program.document, "resources")):
        found.extend(_declare(program, base, symbol, raw))
        if len(found) > RESOURCES:
            raise TemplateError(
                f"The number of template resources limit exceeded. Limit: '{RESOURCES}' and actual: '{len(found)}'. "
                f"{_HELP}"
            )
    _check_unique(found)
    return found


def _entries(section: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield symbols and resources: a list has no symbols, an object (version 2.0 of the language) has."""
    if section is None:
        return
    if not isinstance(section, list | dict):
        raise TemplateError(
            f"The template section 'resources' is not valid: expected 'Array', actual '{kind(section)}'."
        )
    pairs = section.items() if isinstance(section, dict) else (("", raw) for raw in section)
    for symbol, raw in pairs:
        if not isinstance(raw, dict):
            raise TemplateError(f"The template resource is not valid: expected 'Object', actual '{kind(raw)}'. {_HELP}")
        yield symbol, raw


def _declare(
    program: Program,
    base: str,
    symbol: str,
    raw: Mapping[str, Any],
    parent: Resource | None = None,
    copies: tuple[Copy, ...] = (),
) -> Iterator[Resource]:
    loop = member(raw, "copy")
    if not isinstance(loop, dict):
        yield from _turn(program, base, symbol, raw, parent, copies)
        return
    name = str(member(loop, "name", ""))
    evaluator = program.evaluator(Place.HEAD, copies)
    for index in range(_described(raw, lambda: copy_count(evaluator, loop))):
        yield from _turn(program, base, symbol, raw, parent, (Copy(name, index), *copies))


def _turn(
    program: Program,
    base: str,
    symbol: str,
    raw: Mapping[str, Any],
    parent: Resource | None,
    copies: tuple[Copy, ...],
) -> Iterator[Resource]:
    made = _described(raw, lambda: _resource(program.evaluator(Place.HEAD, copies), base, symbol, raw, parent, copies))
    yield made
    children = member(raw, "resources") if not made.nested else None
    for child_symbol, child in _entries(children):
        yield from _declare(program, base, child_symbol, child, made, copies)


def _resource(
    head: Evaluator,
    base: str,
    symbol: str,
    raw: Mapping[str, Any],
    parent: Resource | None,
    copies: tuple[Copy, ...],
) -> Resource:
    type_name, name = _required(head, raw, "type"), _required(head, raw, "name")
    check_segments(type_name, name, child=parent is not None)
    if parent is not None:
        type_name, name = f"{parent.type}/{type_name}", f"{parent.name}/{name}"
    condition = head.document(member(raw, "condition", True))
    if not isinstance(condition, bool):
        raise TemplateError(f"the condition must be of the type 'Boolean', not '{kind(condition)}'")
    return Resource(
        id=id_of(_base(head, base, raw), type_name, name),
        type=type_name,
        name=name,
        api_version=_required(head, raw, "apiVersion"),
        location=_optional(head, raw, "location"),
        condition=condition,
        existing=member(raw, "existing") is True,
        depends_on=_depends_on(head, raw),
        raw=raw,
        copies=copies,
        symbol=symbol,
        subscription=_optional(head, raw, "subscriptionId"),
        group=_optional(head, raw, "resourceGroup"),
    )


def _base(head: Evaluator, base: str, raw: Mapping[str, Any]) -> str:
    """Return what the id of a resource begins with: an extension names what it extends, a deployment where it goes."""
    scope = _optional(head, raw, "scope")
    if scope:
        return scope.rstrip("/") if scope.startswith("/") else f"{base}/providers/{scope.strip('/')}"
    group, subscription = _optional(head, raw, "resourceGroup"), _optional(head, raw, "subscriptionId")
    if not group and not subscription:
        return base
    below = f"/subscriptions/{subscription}" if subscription else "/".join(base.split("/")[:3])
    return f"{below}/resourceGroups/{group}" if group else below


def _depends_on(head: Evaluator, raw: Mapping[str, Any]) -> tuple[str, ...]:
    found = head.document(member(raw, "dependsOn") or [])
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise TemplateError("the 'dependsOn' property must be an array of strings")
    return tuple(found)


def _required(head: Evaluator, raw: Mapping[str, Any], name: str) -> str:
    value = _optional(head, raw, name)
    if not value:
        raise TemplateError(f"The {name} property cannot be null or empty")
    return value


def _optional(head: Evaluator, raw: Mapping[str, Any], name: str) -> str | None:
    value = head.document(member(raw, name))
    if value is not None and not isinstance(value, str):
        raise TemplateError(f"the '{name}' property must be of the type 'String', not '{kind(value)}'")
    return value


def _described(raw: Mapping[str, Any], make: Any) -> Any:
    """Return what is made of a resource; an error tells which one it is, as the service does."""
    try:
        return make()
    except TemplateError as error:
        if "segment lengths" in str(error):
            raise
        name = member(raw, "name")
        shown = name if isinstance(name, str) else ""
        raise TemplateError(f"The template resource '{shown}' is not valid: {error}. {HELP}") from None


def _check_unique(found: list[Resource]) -> None:
    seen: set[str] = set()
    for resource in found:
        if not resource.deployed:
            continue
        if resource.id.lower() in seen:
            raise TemplateError(
                f"The resource '{resource.type}/{resource.name}' is defined multiple times in a template. {_HELP}"
            )
        seen.add(resource.id.lower())
