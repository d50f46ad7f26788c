"""What can be wrong with a template? In the sentences of the service, as far as they are public."""

from __future__ import annotations

from azure_scheduler_emulator.domain.errors import InvalidError

HELP = "Please see https://aka.ms/arm-template-expressions for usage details."


class TemplateError(InvalidError):
    """A template, or a parameter for it, is not valid. The message is the innermost sentence of the service's."""


class DeferredError(Exception):
    """An expression needs what exists only once something has been deployed."""


def unknown_function(name: str) -> TemplateError:
    """Return the error for a function that there is not."""
    return TemplateError(f"The template function '{name}' is not valid. {HELP}")


def misplaced_function(name: str) -> TemplateError:
    """Return the error for a function that may not be called where it is."""
    return TemplateError(f"The template function '{name}' is not expected at this location. {HELP}")


def bad_call(name: str, why: str) -> TemplateError:
    """Return the error for a function that is called with what it does not take."""
    anchor = name.lower()
    return TemplateError(
        f"Unable to evaluate template language function '{name}': {why} "
        f"Please see https://aka.ms/arm-template-expressions/#{anchor} for usage details."
    )
