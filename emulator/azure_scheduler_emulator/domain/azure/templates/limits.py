"""How much may a template ask for? The service's published limits, and bounds that keep every evaluation short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.values import weight

#: Published: resources of a template, copies included; iterations of a copy; parameters, variables and outputs.
RESOURCES = COPIES = 800
PARAMETERS = VARIABLES = 256
OUTPUTS = 64
#: Published: characters of an expression.
EXPRESSION = 24_576
#: Published: elements that ``range`` makes at most.
RANGE = 10_000
#: Ours: how deep expressions, and the variables that they ask for, may lie within each other.
DEPTH = 80
#: Ours: how deep a document may be.
DOCUMENT_DEPTH = 100
#: Ours: calls of functions, and how much room their results may take together (``weight``).
STEPS, ROOM = 200_000, 2_000_000
#: Ours: characters of one text that a function makes.
CHARACTERS = 4 * 1024 * 1024


class Budget:
    """What an evaluation has left. One object goes through the whole of a deployment's evaluation."""

    def __init__(self, steps: int = STEPS, room: int = ROOM) -> None:
        self._allowed = self._steps = steps
        self._room = room
        self._depth = 0

    def step(self) -> None:
        """Count the call of a function.

        Raises:
            TemplateError: there have been too many.
        """
        self._steps -= 1
        if self._steps < 0:
            raise TemplateError(f"The template needs more than {self._allowed} steps to evaluate.")

    def spend(self, value: Any) -> None:
        """Count the room that a result takes.

        Raises:
            TemplateError: the results take too much together.
        """
        self._room -= weight(value, self._room)
        if self._room < 0:
            raise TemplateError("The values of the template take too much room.")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Go down by one level.

        Raises:
            TemplateError: that is too deep.
        """
        if self._depth >= DEPTH:
            raise TemplateError(f"The expressions of the template are nested deeper than {DEPTH} levels.")
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1


def check_characters(count: int) -> None:
    """Refuse a text before it is made.

    Raises:
        TemplateError: it would have too many characters.
    """
    if count > CHARACTERS:
        raise TemplateError(f"A text of the template has more than {CHARACTERS} characters.")
