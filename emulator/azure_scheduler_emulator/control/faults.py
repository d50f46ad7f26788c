"""Setting rules about what goes wrong."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE

from azure_scheduler_emulator.control.context import emulator
from azure_scheduler_emulator.control.fault_schemas import FaultDocument, WhichFaultsDocument
from azure_scheduler_emulator.domain.azure.operation import Failure, Fate
from azure_scheduler_emulator.domain.errors import ConflictError, InvalidError, NotFoundError
from azure_scheduler_emulator.faults import Effect, Match, Rule, Standing, Where

#: Rules that may be in force at once; each request is held against all of them.
MOST_RULES = 1_000

blueprint = Blueprint("faults", __name__, url_prefix="/faults", description="What goes wrong on purpose.")


@blueprint.get("")
@blueprint.response(200, FaultDocument(many=True))
def list_faults() -> list[dict[str, Any]]:
    """List the rules in force, with how often each has applied."""
    return [document(standing) for standing in emulator().faults.rules()]


@blueprint.post("")
@blueprint.arguments(FaultDocument)
@blueprint.response(201, FaultDocument)
def add_fault(given: dict[str, Any]) -> dict[str, Any]:
    """Put a rule in force; the first rule that applies wins."""
    plan = emulator().faults
    if len(plan.rules()) >= MOST_RULES:
        raise ConflictError(f"There are {MOST_RULES} rules already; clear some.")
    rule = read_rule(emulator().runtime.new_id(), given)
    plan.add(rule)
    return document(Standing(rule))


@blueprint.delete("")
@blueprint.arguments(WhichFaultsDocument, location="query", unknown=RAISE)
@blueprint.response(204)
def clear_faults(which: dict[str, Any]) -> None:
    """Take every rule away, or those of one subscription."""
    wanted = which.get("subscription")
    emulator().faults.clear(lambda rule: wanted is None or rule.match.subscription == wanted)


@blueprint.delete("/<identity>")
@blueprint.response(204)
def remove_fault(identity: str) -> None:
    """Take one rule away."""
    if not emulator().faults.clear(lambda rule: rule.id == identity):
        raise NotFoundError(f"There is no rule '{identity}'.")


def read_rule(identity: str, given: dict[str, Any]) -> Rule:
    """Return the rule that a loaded document describes."""
    effect = dict(given["effect"])
    operation = effect.pop("operation", None)
    if not effect and operation is None:
        raise InvalidError("The rule has no effect.")
    return Rule(
        id=identity,
        where=Where(given["where"]),
        match=Match(**given["match"]),
        effect=Effect(**effect, operation=_fate(operation) if operation is not None else None),
        times=given.get("times"),
        after=given["after"],
        probability=given["probability"],
    )


def _fate(given: dict[str, Any]) -> Fate:
    failure = None
    if "status" in given:
        failure = Failure(
            http_status=given["status"],
            code=given.get("code", "InternalError"),
            message=given.get("message", "The server encountered an internal error. Please retry the request."),
        )
    return Fate(failure=failure, hold_for=given.get("hold_for"), hold_polls=given.get("hold_polls", 0))


def document(standing: Standing) -> dict[str, Any]:
    """Return a rule with its counter as a document to be dumped."""
    rule = standing.rule
    return {
        "id": rule.id,
        "where": rule.where.value,
        "match": {name: value for name, value in vars(rule.match).items() if value is not None},
        "effect": _effect(rule.effect),
        "times": rule.times,
        "after": rule.after,
        "probability": rule.probability,
        "applied": standing.applied,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    shown = {name: value for name, value in vars(effect).items() if value and name != "operation"}
    if effect.operation is not None:
        failure, fate = effect.operation.failure, effect.operation
        operation: dict[str, Any] = {"hold_for": fate.hold_for, "hold_polls": fate.hold_polls}
        if failure is not None:
            operation |= {"status": failure.http_status, "code": failure.code, "message": failure.message}
        shown["operation"] = {name: value for name, value in operation.items() if value is not None}
    return shown
