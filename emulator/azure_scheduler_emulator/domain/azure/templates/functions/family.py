"""What is a function of the language, and how does it look at its arguments?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call
from azure_scheduler_emulator.domain.azure.templates.limits import Budget
from azure_scheduler_emulator.domain.azure.templates.scope import Scope
from azure_scheduler_emulator.domain.azure.templates.syntax import Node
from azure_scheduler_emulator.domain.azure.templates.values import is_integer, kind


class Frame(Protocol):
    """What evaluates the expression that a call stands in."""

    @property
    def scope(self) -> Scope:
        """Return what the expression can see."""

    @property
    def budget(self) -> Budget:
        """Return what the evaluation has left."""

    def evaluate(self, node: Node) -> Any:
        """Return the value of a node."""

    def bound(self, names: Sequence[str], values: Sequence[Any]) -> Frame:
        """Return a frame in which the variables of a lambda have values."""

    def lambda_variable(self, name: str) -> Any:
        """Return the value of a lambda's variable."""


@dataclass(frozen=True, kw_only=True)
class Function:
    """A function: how many arguments it takes, and what it does with them."""

    name: str
    #: Takes the frame, the name as it was called, and the arguments: their values, or their nodes if it is lazy.
    call: Callable[[Frame, str, Any], Any]
    least: int
    #: None for any number.
    most: int | None
    #: Whether it decides itself which arguments are evaluated.
    lazy: bool = False

    def check_count(self, name: str, count: int) -> None:
        """Refuse a call with too few or too many arguments.

        Raises:
            TemplateError: it has.
        """
        if count < self.least or (self.most is not None and count > self.most):
            expected = str(self.least) if self.least == self.most else f"{self.least} to {self.most or 'any number'}"
            raise bad_call(name, f"function requires {expected} argument(s) while {count} were provided.")


class Family:
    """Functions that belong together."""

    def __init__(self) -> None:
        self.functions: dict[str, Function] = {}

    def add(
        self, name: str, least: int, most: int | None = None, *, any_number: bool = False, lazy: bool = False
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorate a function of Python's that takes the arguments; ``most`` is ``least`` unless said otherwise."""
        limit = None if any_number else (least if most is None else most)

        def note(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(_frame: Frame, called: str, arguments: Sequence[Any]) -> Any:
                return function(called, *arguments)

            self.functions[name.lower()] = Function(name=name, call=call, least=least, most=limit, lazy=lazy)
            return function

        return note

    def add_framed(
        self, name: str, least: int, most: int | None = None, *, any_number: bool = False, lazy: bool = False
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorate a function of Python's that takes the frame besides the arguments."""
        limit = None if any_number else (least if most is None else most)

        def note(function: Callable[..., Any]) -> Callable[..., Any]:
            def call(frame: Frame, called: str, arguments: Sequence[Any]) -> Any:
                return function(frame, called, *arguments)

            self.functions[name.lower()] = Function(name=name, call=call, least=least, most=limit, lazy=lazy)
            return function

        return note


def string(name: str, value: Any) -> str:
    """Return an argument that has to be a text.

    Raises:
        TemplateError: it is none.
    """
    if not isinstance(value, str):
        raise bad_call(name, f"the type of the argument must be 'String', not '{kind(value)}'.")
    return value


def strings(name: str, values: Sequence[Any]) -> list[str]:
    """Return arguments that have to be texts.

    Raises:
        TemplateError: one is none.
    """
    if not all(isinstance(value, str) for value in values):
        raise bad_call(name, "all function arguments must be string literals.")
    return list(values)


def number(name: str, value: Any) -> int:
    """Return an argument that has to be an integer.

    Raises:
        TemplateError: it is none.
    """
    if not is_integer(value):
        raise bad_call(name, f"the type of the argument must be 'Integer', not '{kind(value)}'.")
    return int(value)


def truth(name: str, value: Any) -> bool:
    """Return an argument that has to be a truth value.

    Raises:
        TemplateError: it is none.
    """
    if not isinstance(value, bool):
        raise bad_call(name, f"the type of the argument must be 'Boolean', not '{kind(value)}'.")
    return value


def array(name: str, value: Any) -> list[Any]:
    """Return an argument that has to be an array.

    Raises:
        TemplateError: it is none.
    """
    if not isinstance(value, list):
        raise bad_call(name, f"the type of the argument must be 'Array', not '{kind(value)}'.")
    return value


def mapping(name: str, value: Any) -> dict[str, Any]:
    """Return an argument that has to be an object.

    Raises:
        TemplateError: it is none.
    """
    if not isinstance(value, dict):
        raise bad_call(name, f"the type of the argument must be 'Object', not '{kind(value)}'.")
    return value
