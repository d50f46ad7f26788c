"""The functions of the language, by family. Names fold case."""

from __future__ import annotations

from azure_scheduler_emulator.domain.azure.templates.functions import (
    collections,
    dates,
    encodings,
    lambdas,
    logic,
    numbers,
    objects,
    resources,
    scopes,
    texts,
)
from azure_scheduler_emulator.domain.azure.templates.functions.family import Function

_FAMILIES = (collections, dates, encodings, lambdas, logic, numbers, objects, resources, scopes, texts)
FUNCTIONS: dict[str, Function] = {
    name: function for family in _FAMILIES for name, function in family.FAMILY.functions.items()
}


def find(name: str) -> Function | None:
    """Return the function of that name; every name that begins with ``list`` is an operation of a resource's."""
    folded = name.lower()
    found = FUNCTIONS.get(folded)
    return resources.LIST if found is None and folded.startswith("list") else found
