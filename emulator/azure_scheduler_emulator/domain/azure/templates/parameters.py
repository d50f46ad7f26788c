"""Which value does a parameter have? What was given for it, checked against its definition, or its default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.values import equal, is_integer, key_of, kind, member, text

#: What the service calls the types in its answers, and what it accepts for each.
TYPES = {
    "string": ("String", "String"),
    "securestring": ("SecureString", "String"),
    "int": ("Int", "Integer"),
    "bool": ("Bool", "Boolean"),
    "object": ("Object", "Object"),
    "secureobject": ("SecureObject", "Object"),
    "array": ("Array", "Array"),
}
_HELP = "Please see https://aka.ms/arm-deploy/#parameter-file for usage details."


def check_known(definitions: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    """Refuse values for parameters that the template does not have.

    Raises:
        TemplateError: there are some; in the recorded sentence.
    """
    unknown = [name for name in given if key_of(definitions, name) is None]
    if unknown:
        raise TemplateError(
            f"The template parameters '{', '.join(unknown)}' in the parameters file are not valid; they are not "
            "present in the original template and can therefore not be provided at deployment time. The only supported "
            f"parameters for this template are '{', '.join(definitions)}'. {_HELP}"
        )


def type_name(name: str, definition: Mapping[str, Any], what: str = "parameter") -> str:
    """Return what answers call the type of a parameter or output.

    Raises:
        TemplateError: there is no such type.
    """
    return _type(name, definition, what)[0]


def is_secure(shown: str) -> bool:
    """Tell whether values of a type are never shown."""
    return shown.startswith("Secure")


def value_of(name: str, definition: Mapping[str, Any], given: Mapping[str, Any], evaluate: Callable[[Any], Any]) -> Any:
    """Return the value of a parameter; ``evaluate`` gives that of its default.

    Raises:
        TemplateError: it is missing or not allowed.
    """
    key = key_of(given, name)
    value = given[key] if key is not None else None
    nullable = member(definition, "nullable") is True
    if value is None and not (nullable and key is not None):
        default = key_of(definition, "defaultValue")
        if default is not None:
            value = evaluate(definition[default])
        elif not nullable:
            raise TemplateError(f"The value for the template parameter '{name}' is not provided. {_HELP}")
    if value is not None or not nullable:
        check(name, definition, value)
    return value


def check(name: str, definition: Mapping[str, Any], value: Any) -> None:
    """Refuse a value that the definition of a parameter does not allow.

    Raises:
        TemplateError: it is of another type, none of those allowed, or out of the limits.
    """
    shown, expected = _type(name, definition)
    if kind(value) != expected:
        raise TemplateError(
            f"The provided value for the template parameter '{name}' is not valid. Expected a value of type "
            f"'{expected}', but received a value of type '{kind(value)}'. {_HELP}"
        )
    _check_allowed(name, definition, value, secret=is_secure(shown))
    size = len(value) if isinstance(value, str | list | dict) else None
    _check_limits(name, definition, ("minLength", "maxLength"), size, "Length of the value")
    _check_limits(name, definition, ("minValue", "maxValue"), value if is_integer(value) else None, "The value")


def _check_allowed(name: str, definition: Mapping[str, Any], value: Any, *, secret: bool) -> None:
    allowed = member(definition, "allowedValues")
    if not isinstance(allowed, list):
        return
    if any(equal(value, item) for item in allowed):
        return
    if isinstance(value, list) and value and all(any(equal(each, item) for item in allowed) for each in value):
        return
    shown = "" if secret else f" '{text(value)}'"
    raise TemplateError(
        f"The provided value{shown} for the template parameter '{name}' is not valid. The parameter value is not part "
        f"of the allowed value(s): '{','.join(text(item) for item in allowed)}'."
    )


def _check_limits(
    name: str, definition: Mapping[str, Any], limits: tuple[str, str], size: int | None, what: str
) -> None:
    if size is None:
        return
    least, most = (member(definition, limit) for limit in limits)
    for limit, broken, words in (
        (least, is_integer(least) and size < least, "greater than or equal to"),
        (most, is_integer(most) and size > most, "less than or equal to"),
    ):
        if broken:
            raise TemplateError(
                f"The provided value for the template parameter '{name}' is not valid. {what} should be {words} "
                f"'{limit}'. {_HELP}"
            )


def _type(name: str, definition: Mapping[str, Any], what: str = "parameter") -> tuple[str, str]:
    given = member(definition, "type")
    found = TYPES.get(given.lower()) if isinstance(given, str) else None
    if found is None:
        raise TemplateError(
            f"The template {what} '{name}' is not valid: its type '{text(given)}' must be one of "
            f"'{', '.join(shown for shown, _ in TYPES.values())}'."
        )
    return found
