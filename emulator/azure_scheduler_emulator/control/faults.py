"""Setting rules about what goes wrong."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_smorest import Blueprint
from marshmallow import RAISE

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import body, testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.faults import ActiveRule
from azure_scheduler_emulator.testbed.documents import ActiveFaultDocument, FaultDocument, fault_document, read_rule
from azure_scheduler_emulator.testbed.fields import Strict, Text

#: Rules that may be in force at once; each request is held against all of them.
MOST_RULES = 1_000

blueprint = Blueprint("faults", __name__, url_prefix="/faults", description="What goes wrong on purpose.")


#: One rule, or a list of them.
_ONE_OR_MORE = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"oneOf": [FaultDocument, FaultDocument(many=True)]},
            "examples": {"one": {"value": examples.FAULT}, "more": {"value": [examples.FAULT, examples.TARGET_FAULT]}},
        }
    },
}
#: As it was asked: one, or a list.
_ADDED = {"oneOf": [ActiveFaultDocument, ActiveFaultDocument(many=True)]}


class WhichFaultsDocument(Strict):
    """Which rules to take away."""

    subscription = Text(metadata={"description": "Only rules for this subscription."})


@blueprint.get("")
@blueprint.response(200, ActiveFaultDocument(many=True), example=[examples.ACTIVE_FAULT])
def list_faults() -> list[dict[str, Any]]:
    """List the rules in force, with how often each has applied."""
    return [fault_document(active) for active in testbed().faults.rules()]


@blueprint.post("")
@refuses(409)
@blueprint.doc(requestBody=_ONE_OR_MORE)
@blueprint.response(201, _ADDED, example=examples.ACTIVE_FAULT)
def add_faults() -> Response:
    """Put a rule in force, or each rule of a list, all or none; the first rule that applies wins."""
    given = body()
    many = isinstance(given, list)
    loaded = FaultDocument(many=True).load(given) if many else [FaultDocument().load(given)]
    plan = testbed().faults
    if len(plan.rules()) + len(loaded) > MOST_RULES:
        raise ConflictError(f"There are {len(plan.rules())} rules, and {MOST_RULES} are the most; clear some.")
    rules = [read_rule(testbed().new_id(), each) for each in loaded]
    for rule in rules:
        plan.add(rule)
    shown = [ActiveFaultDocument().dump(fault_document(ActiveRule(rule))) for rule in rules]
    answer = jsonify(shown if many else shown[0])
    answer.status_code = 201
    return answer


@blueprint.delete("")
@blueprint.arguments(WhichFaultsDocument, location="query", unknown=RAISE)
@blueprint.response(204)
def clear_faults(which: dict[str, Any]) -> None:
    """Take every rule away, or those of one subscription."""
    wanted = which.get("subscription")
    testbed().faults.clear(lambda rule: wanted is None or rule.match.subscription == wanted)


@blueprint.delete("/<identity>")
@blueprint.response(204)
def remove_fault(identity: str) -> None:
    """Take one rule away."""
    if not testbed().faults.clear(lambda rule: rule.id == identity):
        raise NotFoundError(f"There is no rule '{identity}'.")
