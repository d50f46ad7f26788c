"""Setting rules about what goes wrong."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.domain.errors import ConflictError, NotFoundError
from azure_scheduler_emulator.faults import ActiveRule
from azure_scheduler_emulator.testbed.documents import FaultDocument, fault_document, read_rule
from azure_scheduler_emulator.testbed.fields import Strict, Text

#: Rules that may be in force at once; each request is held against all of them.
MOST_RULES = 1_000

blueprint = Blueprint("faults", __name__, url_prefix="/faults", description="What goes wrong on purpose.")


class WhichFaultsDocument(Strict):
    """Which rules to take away."""

    subscription = Text(metadata={"description": "Only rules for this subscription."})


@blueprint.get("")
@blueprint.response(200, FaultDocument(many=True))
def list_faults() -> list[dict[str, Any]]:
    """List the rules in force, with how often each has applied."""
    return [fault_document(active) for active in testbed().faults.rules()]


@blueprint.post("")
@blueprint.arguments(FaultDocument)
@blueprint.response(201, FaultDocument)
def add_fault(given: dict[str, Any]) -> dict[str, Any]:
    """Put a rule in force; the first rule that applies wins."""
    plan = testbed().faults
    if len(plan.rules()) >= MOST_RULES:
        raise ConflictError(f"There are {MOST_RULES} rules already; clear some.")
    rule = read_rule(testbed().new_id(), given)
    plan.add(rule)
    return fault_document(ActiveRule(rule))


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
