"""What is a setting? A field with a default and a help text, a flag and a variable."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import Field, field
from typing import Any

from azure_scheduler_emulator.domain.errors import InvalidError

PREFIX = "EMULATOR_"
#: Lowest and highest number.
Bounds = tuple[int, int | None]


def setting(
    default: Any,
    text: str,
    choices: tuple[str, ...] = (),
    metavar: str = "",
    bounds: Bounds | None = None,
) -> Any:
    """Return the field of a setting: its default, what it does, and which values make sense."""
    metadata = {"help": text, "choices": choices, "metavar": metavar, "bounds": bounds}
    return field(default_factory=lambda: default, metadata=metadata)


def variable(name: str) -> str:
    """Return the environment variable of the setting ``name``."""
    return PREFIX + name.upper()


def flag(name: str) -> str:
    """Return the flag of the setting ``name``."""
    return f"--{name.replace('_', '-')}"


def named(name: str) -> str:
    """Return how a message calls the setting ``name``, wherever its value came from."""
    return f"{flag(name)} ({variable(name)})"


@contextmanager
def blaming(name: str) -> Iterator[None]:
    """Have an error in the block say that it is about the setting ``name``.

    Raises:
        InvalidError: there was one.
    """
    try:
        yield
    except InvalidError as error:
        raise InvalidError(f"{named(name)}: {error}") from None


def default_of(setting: Field[Any]) -> Any:
    """Return what a setting is if nobody sets it."""
    return setting.default_factory() if callable(setting.default_factory) else None


def check_bounds(setting: Field[Any], value: Any) -> None:
    """Refuse a value that is out of its bounds.

    Raises:
        InvalidError: it is.
    """
    if setting.metadata["bounds"] is None:
        return
    lowest, highest = setting.metadata["bounds"]
    if value < lowest or (highest is not None and value > highest):
        wanted = f"at least {lowest}" if highest is None else f"from {lowest} to {highest}"
        raise InvalidError(f"{named(setting.name)} is {value}; it must be {wanted}.")
