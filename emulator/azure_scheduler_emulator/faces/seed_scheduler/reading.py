"""Which values do the fields of a request have? Every field that is wrong is told of at once (recorded)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from azure_scheduler_emulator.faces.seed_scheduler.errors import invalid
from azure_scheduler_emulator.faces.seed_scheduler.fields import Field, FieldError
from azure_scheduler_emulator.faces.seed_scheduler.parsing import Form

REQUIRED = "This field is required."
NULL = "This field may not be null."


def read(fields: Sequence[Field], given: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """Return the values of the fields that are given; ``partial`` is for a change, where none is required.

    Raises:
        ApiError: 400 with the messages of every field that is wrong, in the order of ``fields``.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for field in fields:
        try:
            value = _given(field, given, partial=partial)
            if value is not ...:
                values[field.name] = _value(field, value)
            elif field.required and not partial:
                errors[field.name] = [REQUIRED]
        except FieldError as error:
            errors[field.name] = error.messages
    if errors:
        raise invalid(errors)
    return values


def _given(field: Field, given: Mapping[str, Any], *, partial: bool) -> Any:
    if not isinstance(given, Form):
        return given.get(field.name, ...)
    if field.name in given:
        return field.from_form(given[field.name])
    return ... if partial else field.absent_from_form()


def _value(field: Field, value: Any) -> Any:
    if value is None:
        if not field.nullable:
            raise FieldError(NULL)
        return None
    return field.read(value)
