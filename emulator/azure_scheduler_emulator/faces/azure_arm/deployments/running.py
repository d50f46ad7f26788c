"""How is a deployment carried out? Resource by resource, each after what it waits for; nothing is rolled back.

All of it happens while PUT is answered: how long it seems to take is the pace's business (``progress``). What waits for
something that failed is left out, everything else goes on, as there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.declared import GROUPS, Resource
from azure_scheduler_emulator.domain.azure.templates.errors import TemplateError
from azure_scheduler_emulator.domain.azure.templates.plan import OutputError
from azure_scheduler_emulator.domain.azure.templates.values import member
from azure_scheduler_emulator.faces.application import services
from azure_scheduler_emulator.faces.azure_arm.context import context
from azure_scheduler_emulator.faces.azure_arm.deployments import cleaning, outcomes, records, store, worlds
from azure_scheduler_emulator.faces.azure_arm.deployments.landed import Landed, RefusedError
from azure_scheduler_emulator.faces.azure_arm.deployments.outcomes import Outcome
from azure_scheduler_emulator.faces.azure_arm.deployments.planning import Planned, link_of, place_of, prepare
from azure_scheduler_emulator.faces.azure_arm.deployments.reading import understand
from azure_scheduler_emulator.faces.azure_arm.errors import ArmError
from azure_scheduler_emulator.faces.azure_arm.inside import Answered, call
from azure_scheduler_emulator.machine import monotonic

#: The version in which resource groups are put.
_GROUPS_VERSION = "2016-09-01"


def carry_out(planned: Planned, record: dict[str, Any]) -> dict[str, Any]:
    """Deploy what was planned, and return the deployment's ``record`` with what became of it."""
    began = monotonic()
    run = _Run(planned)
    run.resources()
    outputs = run.outputs()
    if planned.asked.mode == "Complete" and not run.failures:
        run.note_all(cleaning.clean(planned))
    error = outcomes.deployment_error(run.failures, outputs.error)
    return {
        **record,
        "took": monotonic() - began,
        "outputs": outputs.values,
        "output_resources": run.made,
        "operations": [*reversed(run.operations), outputs.operation],
        "error": error,
    }


class _Run:
    """One deployment while it is carried out."""

    def __init__(self, planned: Planned) -> None:
        self._planned = planned
        self._landed = Landed(planned.plan)
        #: In the order in which they ended.
        self.operations: list[dict[str, Any]] = []
        self.failures: list[Outcome] = []
        self.made: list[str] = []
        self._lost: set[str] = set()

    def resources(self) -> None:
        """Put every resource that waits for nothing that has failed."""
        plan = self._planned.plan
        for resource in plan.order:
            if any(edge.target.id in self._lost for edge in plan.waits_for[resource.id]):
                self._lost.add(resource.id)
                continue
            began = monotonic()
            outcome = self._outcome(resource)
            self.operations.append(_operation(resource, outcome, monotonic() - began))
            if outcome.succeeded:
                self.made.append(resource.id)
            else:
                self._lost.add(resource.id)
                self.failures.append(outcome)

    def note_all(self, operations: list[dict[str, Any]]) -> None:
        """Note what was done beside the template."""
        self.operations.extend(operations)

    def outputs(self) -> outcomes.Outputs:
        """Evaluate the outputs, unless something has failed."""
        plan = self._planned.plan
        if self.failures:
            return outcomes.skipped()
        try:
            return outcomes.evaluated(plan.outputs(self._landed) if plan.has_outputs else None)
        except OutputError as error:
            return outcomes.unevaluated(error.name, str(error))
        except RefusedError as error:
            return outcomes.unevaluated("", outcomes.message_of(error.answered))

    def _outcome(self, resource: Resource) -> Outcome:
        try:
            body = self._planned.plan.body(resource, self._landed)
            return self._nested(resource, body) if resource.nested else self._put(resource, body)
        except RefusedError as error:
            return outcomes.refused(error.answered)
        except TemplateError as error:
            return outcomes.unprocessed(resource.id, str(error))

    def _put(self, resource: Resource, body: dict[str, Any]) -> Outcome:
        if resource.type.lower() == GROUPS:
            return outcomes.of(call("PUT", resource.id, _GROUPS_VERSION, body))
        answered = call("PUT", resource.id, resource.api_version, body)
        return outcomes.of(answered)

    def _nested(self, resource: Resource, body: dict[str, Any]) -> Outcome:
        """Carry out a deployment within the deployment: with a record of its own."""
        around = self._planned
        try:
            asked = understand(member(body, "properties") or {}, base_link=link_of(around.asked))
            place = worlds.settle(place_of(resource, around.place))
            planned = prepare(place, resource.name, asked, around.depth + 1, around.budget)
        except ArmError as error:
            return outcomes.refused(Answered(error.status, {"error": {"code": error.code, "message": error.message}}))
        record = carry_out(planned, records.begin(planned, context().now, services().new_id()))
        store.put(place, record)
        if record["error"] is not None:
            return outcomes.nested_failure(record["error"])
        self._landed.note(resource.id, records.full(record))
        return Outcome(status=201)


def _operation(resource: Resource, outcome: Outcome, took: float) -> dict[str, Any]:
    digest = hashlib.sha256(resource.id.lower().encode()).hexdigest()
    target = {"id": resource.id, "resourceType": resource.type, "resourceName": resource.name}
    new_id: Callable[[], str] = services().new_id
    return outcomes.operation(digest[:16].upper(), "Create", outcome, took, target, new_id)
