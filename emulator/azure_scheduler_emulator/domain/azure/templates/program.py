"""A template with values for its parameters: what its expressions can see, wherever they stand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from azure_scheduler_emulator.domain.azure.templates import parameters
from azure_scheduler_emulator.domain.azure.templates.errors import HELP, TemplateError
from azure_scheduler_emulator.domain.azure.templates.evaluation import Evaluator
from azure_scheduler_emulator.domain.azure.templates.limits import OUTPUTS, PARAMETERS, VARIABLES, Budget
from azure_scheduler_emulator.domain.azure.templates.scope import Copy, Deployed, Place, Scope, World, lookup
from azure_scheduler_emulator.domain.azure.templates.values import key_of, kind, member

_UNKNOWN = object()


class Program:
    """A template, read; parameters and variables are evaluated when they are first asked for."""

    def __init__(self, document: Any, given: Mapping[str, Any], world: World, budget: Budget) -> None:
        """Take the template's document, and the values given for its parameters.

        Raises:
            TemplateError: it is no template, or a value is for none of its parameters.
        """
        if not isinstance(document, dict):
            raise TemplateError("The template is not a JSON object.")
        self.document = document
        self.budget = budget
        self.world = world
        self.parameters = _section(document, "parameters", PARAMETERS)
        self.outputs = _section(document, "outputs", OUTPUTS)
        self._variables = _section(document, "variables", VARIABLES)
        self._functions = _functions(member(document, "functions"))
        parameters.check_known(self.parameters, given)
        self._given = given
        self._values: dict[tuple[str, str], Any] = {}

    def scope(self, place: Place, copies: tuple[Copy, ...] = (), deployed: Deployed | None = None) -> Scope:
        """Return what expressions at a place see."""
        return Scope(
            world=self.world,
            place=place,
            parameters=self.parameter,
            variables=self.variable,
            functions=self._functions,
            copies=copies,
            deployed=deployed,
        )

    def evaluator(self, place: Place, copies: tuple[Copy, ...] = (), deployed: Deployed | None = None) -> Evaluator:
        """Return what evaluates expressions at a place."""
        return Evaluator(self.scope(place, copies, deployed), self.budget)

    def parameter(self, name: str) -> Any:
        """Return the value of a parameter.

        Raises:
            TemplateError: there is none, or it has no value that is allowed.
        """
        key = lookup(self.parameters, name, "parameter")
        default = self.evaluator(Place.DEFAULT)
        return self._once(
            "parameter",
            key,
            lambda: parameters.value_of(key, self.parameters[key], self._given, default.document),
        )

    def variable(self, name: str) -> Any:
        """Return the value of a variable, which a loop among the variables may make.

        Raises:
            TemplateError: there is none, or it is not valid.
        """
        key = key_of(self._variables, name)
        if key is None or key.lower() == "copy":
            return self._looped(name)
        return self._once("variable", key, lambda: self.evaluator(Place.VARIABLE).document(self._variables[key]))

    def evaluate_all(self) -> None:
        """Evaluate every parameter and variable.

        Raises:
            TemplateError: one is not valid.
        """
        for name, definition in self.parameters.items():
            if not isinstance(definition, dict):
                raise TemplateError(f"The template parameter '{name}' is not valid: it is not an object.")
            self.parameter(name)
        for name in [key for key in self._variables if key.lower() != "copy"] + list(self._loops()):
            try:
                self.variable(name)
            except TemplateError as error:
                raise TemplateError(f"The template variable '{name}' is not valid: {error}. {HELP}") from None

    def shown_parameters(self) -> dict[str, Any]:
        """Return the parameters as answers show them: secrets have a type only."""
        shown: dict[str, Any] = {}
        for name, definition in self.parameters.items():
            type_name = parameters.type_name(name, definition)
            value = {} if parameters.is_secure(type_name) else {"value": self.parameter(name)}
            shown[camel(name)] = {"type": type_name, **value}
        return shown

    def _looped(self, name: str) -> Any:
        loops = self._loops()
        key = key_of(loops, name)
        if key is None:
            raise TemplateError(
                f"The template variable '{name}' is not found. "
                "Please see https://aka.ms/arm-template/#variables for usage details."
            )
        made = self._once("variable", key, lambda: self.evaluator(Place.VARIABLE).loop(loops[key]))
        return member(made, key)

    def _loops(self) -> dict[str, Any]:
        definitions = member(self._variables, "copy") or []
        if not isinstance(definitions, list) or not all(isinstance(each, dict) for each in definitions):
            raise TemplateError("The template copy definition of the variables is not valid: it is not an array.")
        return {str(member(each, "name", "")): each for each in definitions}

    def _once(self, what: str, key: str, make: Any) -> Any:
        known = self._values.get((what, key))
        if known is _UNKNOWN:
            raise TemplateError(f"Circular reference detected on the template {what} '{key}'. {HELP}")
        if (what, key) not in self._values:
            self._values[what, key] = _UNKNOWN
            try:
                self._values[what, key] = make()
            except BaseException:
                del self._values[what, key]
                raise
        return self._values[what, key]


def camel(name: str) -> str:
    """Return a name as the service's answers spell it: ``StorageAccountName`` as ``storageAccountName`` (recorded).

    The rule is Json.NET's: capitals are lowered from the left, all but the last of several before a small letter.
    """
    letters = list(name)
    for at, letter in enumerate(letters):
        follows = letters[at + 1] if at + 1 < len(letters) else ""
        if not letter.isupper() or (at > 0 and follows and not follows.isupper()):
            break
        letters[at] = letter.lower()
    return "".join(letters)


def _section(document: Mapping[str, Any], name: str, most: int) -> dict[str, Any]:
    found = member(document, name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise TemplateError(f"The template section '{name}' is not valid: expected 'Object', actual '{kind(found)}'.")
    if len(found) > most:
        raise TemplateError(
            f"The number of template {name} limit exceeded. Limit: '{most}' and actual: '{len(found)}'."
            " Please see https://aka.ms/arm-template for usage details."
        )
    return found


def _functions(sections: Any) -> dict[tuple[str, str], Mapping[str, Any]]:
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for section in sections if isinstance(sections, list) else []:
        namespace, members = str(member(section, "namespace", "")), member(section, "members")
        for name, definition in members.items() if isinstance(members, dict) else ():
            if isinstance(definition, dict):
                found[namespace.lower(), name.lower()] = definition
    return found
