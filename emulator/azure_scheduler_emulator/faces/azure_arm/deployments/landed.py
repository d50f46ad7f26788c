"""What has a running deployment made so far? It answers ``reference`` and the list functions of its template."""

from __future__ import annotations

from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import HELP, TemplateError
from azure_scheduler_emulator.domain.azure.templates.plan import Plan
from azure_scheduler_emulator.domain.azure.templates.values import member
from azure_scheduler_emulator.faces.azure_arm.inside import Answered, call


class RefusedError(Exception):
    """A provider has refused something."""

    def __init__(self, answered: Answered) -> None:
        """Note what it answered."""
        super().__init__(f"status {answered.status}")
        self.answered = answered


class Landed:
    """The resources that a deployment has made, and the way to all others."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[str, dict[str, Any]] = {}

    def note(self, identity: str, document: dict[str, Any]) -> None:
        """Note a nested deployment, which may show as running for a while yet."""
        self._made[identity.lower()] = document

    def reference(self, what: str, api_version: str | None, *, full: bool) -> Any:
        """Return a resource that a name, symbol or id stands for: its properties, or all of it.

        Raises:
            TemplateError: it stands for none.
            RefusedError: the provider does not have it.
        """
        identity, version = self._resolve("reference", what, api_version)
        document = self._made.get(identity.lower())
        if document is None:
            document = self._asked("GET", identity, version)
        properties = member(document, "properties")
        if not full:
            return properties if isinstance(properties, dict) else {}
        parts = identity.split("/")
        where = {"subscriptionId": parts[2] if len(parts) > 2 else ""}
        if "/resourcegroups/" in identity.lower():
            where["resourceGroupName"] = parts[4]
        return {**document, "apiVersion": version, **where, "resourceId": identity, "referenceApiVersion": version}

    def listed(self, function: str, what: str, api_version: str | None, body: Any) -> Any:
        """Return what an operation like ``listKeys`` of a resource answers.

        Raises:
            TemplateError, RefusedError: as ``reference`` does.
        """
        identity, version = self._resolve(function, what, api_version)
        return self._asked("POST", f"{identity}/{function}", version, body)

    def _resolve(self, function: str, what: str, api_version: str | None) -> tuple[str, str]:
        """Return the id and api-version of what is asked for."""
        found = self._plan.names.find(what)
        if found:
            return found[0].id, api_version or found[0].api_version
        if not what.startswith("/"):
            raise TemplateError(
                f"The template reference '{what}' is not valid: could not find template resource or resource copy with "
                f"this name. Please see https://aka.ms/arm-template-expressions/#{function.lower()} for usage details."
            )
        if api_version is None:
            raise TemplateError(
                f"The template function '{function}' requires an API version for the resource '{what}', which is not "
                f"defined in the template. {HELP}"
            )
        return what, api_version

    def _asked(self, method: str, identity: str, version: str, body: Any = None) -> dict[str, Any]:
        answered = call(method, identity, version, body)
        if not answered.fine:
            raise RefusedError(answered)
        return answered.document if isinstance(answered.document, dict) else {}
