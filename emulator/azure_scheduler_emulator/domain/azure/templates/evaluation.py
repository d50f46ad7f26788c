"""What is the value of an expression, and of a document with expressions in it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import (
    HELP,
    DeferredError,
    TemplateError,
    misplaced_function,
    unknown_function,
)
from azure_scheduler_emulator.domain.azure.templates.functions import find
from azure_scheduler_emulator.domain.azure.templates.limits import COPIES, DOCUMENT_DEPTH, Budget
from azure_scheduler_emulator.domain.azure.templates.scope import Copy, Place, Scope, lookup
from azure_scheduler_emulator.domain.azure.templates.syntax import (
    Call,
    Literal,
    Member,
    Node,
    is_expression,
    parse,
    unescape,
)
from azure_scheduler_emulator.domain.azure.templates.values import is_integer, key_of, kind, member

#: What looks values up instead of making them: they have been counted.
_LOOKUPS = frozenset({"parameters", "variables", "if", "lambdavariables", "reference", "first", "last", "coalesce"})


class Evaluator:
    """Evaluates within a scope and a budget. A frame of lambda variables lies over it where a lambda is called."""

    def __init__(self, scope: Scope, budget: Budget, lambdas: Mapping[str, Any] | None = None) -> None:
        self._scope = scope
        self._budget = budget
        self._lambdas = dict(lambdas or {})

    @property
    def scope(self) -> Scope:
        """Return what the expression can see."""
        return self._scope

    @property
    def budget(self) -> Budget:
        """Return what the evaluation has left."""
        return self._budget

    def document(self, value: Any, *, partly: bool = False, depth: int = 0) -> Any:
        """Return a document with every expression replaced by its value; names of members are none.

        ``partly`` leaves expressions as they are that need what is not deployed yet.

        Raises:
            TemplateError: an expression is not valid.
            DeferredError: one needs what is not deployed yet, and ``partly`` is not set.
        """
        if depth > DOCUMENT_DEPTH:
            raise TemplateError(f"The template is nested deeper than {DOCUMENT_DEPTH} levels.")
        if isinstance(value, str):
            return self.text(value, partly=partly)
        if isinstance(value, list):
            return [self.document(item, partly=partly, depth=depth + 1) for item in value]
        if isinstance(value, dict):
            return self._object(value, partly, depth)
        return value

    def text(self, value: str, *, partly: bool = False) -> Any:
        """Return what a text of a template stands for.

        Raises:
            TemplateError, DeferredError: as ``document`` does.
        """
        if not is_expression(value):
            return unescape(value)
        try:
            found = self.evaluate(parse(value))
        except DeferredError:
            if partly:
                return value
            raise
        self._budget.spend(found)
        return found

    def evaluate(self, node: Node) -> Any:
        """Return the value of a node.

        Raises:
            TemplateError, DeferredError: as ``document`` does.
        """
        if isinstance(node, Literal):
            return node.value
        with self._budget.deeper():
            if isinstance(node, Call):
                return self._call(node)
            if isinstance(node, Member):
                return _member(self.evaluate(node.of), node.name)
            return _element(self.evaluate(node.of), self.evaluate(node.at))

    def bound(self, names: Sequence[str], values: Sequence[Any]) -> Evaluator:
        """Return an evaluator in which the variables of a lambda have values."""
        variables = {name.lower(): value for name, value in zip(names, values, strict=False)}
        return Evaluator(self._scope, self._budget, self._lambdas | variables)

    def lambda_variable(self, name: str) -> Any:
        """Return the value of a lambda's variable.

        Raises:
            TemplateError: no lambda around has it.
        """
        if name.lower() not in self._lambdas:
            raise TemplateError(f"The lambda variable '{name}' is not found. {HELP}")
        return self._lambdas[name.lower()]

    def _call(self, node: Call) -> Any:
        self._budget.step()
        if node.namespace:
            return self._own(node)
        function = find(node.name)
        if function is None:
            raise unknown_function(node.name)
        function.check_count(node.name, len(node.arguments))
        if function.lazy:
            return function.call(self, node.name, node.arguments)
        value = function.call(self, node.name, [self.evaluate(argument) for argument in node.arguments])
        if node.name.lower() not in _LOOKUPS:
            self._budget.spend(value)
        return value

    def _own(self, node: Call) -> Any:
        """Return what a function of the template's own returns: it sees its parameters and nothing else."""
        definition = self._scope.functions.get((node.namespace.lower(), node.name.lower()))
        called = f"{node.namespace}.{node.name}"
        if definition is None:
            raise unknown_function(called)
        values = [self.evaluate(argument) for argument in node.arguments]
        expected = [str(member(parameter, "name", "")) for parameter in member(definition, "parameters") or []]
        if len(expected) != len(values):
            raise TemplateError(
                f"The template function '{called}' requires {len(expected)} argument(s) while {len(values)} were "
                f"provided. {HELP}"
            )
        given = dict(zip(expected, values, strict=True))
        scope = replace(
            self._scope,
            place=Place.VARIABLE,
            parameters=lambda name: given[lookup(given, name, "parameter")],
            variables=_no_variables,
            functions={key: own for key, own in self._scope.functions.items() if own is not definition},
            copies=(),
        )
        return Evaluator(scope, self._budget).document(member(member(definition, "output", {}), "value"))

    def _object(self, value: dict[str, Any], partly: bool, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, item in value.items():
            if name.lower() == "copy" and isinstance(item, list) and all(isinstance(each, dict) for each in item):
                for each in item:
                    found |= self.loop(each, partly=partly, depth=depth)
            else:
                found[name] = self.document(item, partly=partly, depth=depth + 1)
        return found

    def loop(self, definition: Mapping[str, Any], *, partly: bool = False, depth: int = 0) -> dict[str, Any]:
        """Return the member that a loop of a property or variable makes: an array of its turns.

        Raises:
            TemplateError, DeferredError: as ``document`` does.
        """
        name = self.text(str(member(definition, "name", "")))
        count = copy_count(self, definition)
        turns = []
        for index in range(count):
            turn = Evaluator(turned(self._scope, str(name), index), self._budget, self._lambdas)
            turns.append(turn.document(member(definition, "input"), partly=partly, depth=depth + 1))
        return {str(name): turns}


def _no_variables(_name: str) -> Any:
    raise misplaced_function("variables")


def turned(scope: Scope, name: str, index: int) -> Scope:
    """Return a scope within a turn of a loop."""
    return replace(scope, copies=(Copy(name, index), *scope.copies))


def copy_count(evaluator: Evaluator, definition: Mapping[str, Any]) -> int:
    """Return how many turns a loop has.

    Raises:
        TemplateError: it is no number, or out of the limits.
    """
    count = evaluator.document(member(definition, "count"))
    if not is_integer(count) or not 0 <= count <= COPIES:
        raise TemplateError(
            f"The template copy definition is not valid: the copy count '{count}' must be an integer between '0' and "
            f"'{COPIES}'. Please see https://aka.ms/arm-copy for usage details."
        )
    return int(count)


def _member(value: Any, name: str) -> Any:
    if not isinstance(value, dict):
        raise TemplateError(f"The language expression property '{name}' can't be evaluated. {HELP}")
    key = key_of(value, name)
    if key is None:
        raise TemplateError(
            f"The language expression property '{name}' doesn't exist, available properties are "
            f"'{', '.join(value)}'. {HELP}"
        )
    return value[key]


def _element(value: Any, at: Any) -> Any:
    if isinstance(value, dict) and isinstance(at, str):
        return _member(value, at)
    if not isinstance(value, list) or not is_integer(at):
        raise TemplateError(
            f"The language expression property '{at if isinstance(at, str | int) else kind(at)}' can't be evaluated. "
            f"{HELP}"
        )
    if not 0 <= at < len(value):
        raise TemplateError(f"The language expression property array index '{at}' is out of bounds. {HELP}")
    return value[at]
