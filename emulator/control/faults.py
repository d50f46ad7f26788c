"""Setting rules about what goes wrong."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from emulator.bootstrap import Emulator
from emulator.control.schemas import FaultDocument
from emulator.domain.errors import InvalidError
from emulator.domain.operation import Failure, Fate
from emulator.faults import Effect, Match, Rule, Where

blueprint = Blueprint("faults", __name__, url_prefix="/faults", description="What goes wrong on purpose.")


@blueprint.get("")
@blueprint.response(200, FaultDocument(many=True))
def list_faults() -> list[dict[str, Any]]:
    """List the rules in force, with how often each has applied."""
    return [_document(rule, applied) for rule, applied in _emulator().faults.rules()]


@blueprint.post("")
@blueprint.arguments(FaultDocument)
@blueprint.response(201, FaultDocument)
def add_fault(given: dict[str, Any]) -> dict[str, Any]:
    """Put a rule in force; the first rule that applies wins."""
    emulator = _emulator()
    rule = _rule(emulator.runtime.new_id(), given)
    emulator.faults.add(rule)
    return _document(rule, 0)


@blueprint.delete("")
@blueprint.response(204)
def clear_faults() -> None:
    """Take every rule away."""
    _emulator().faults.clear()


def _rule(identity: str, given: dict[str, Any]) -> Rule:
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


def _document(rule: Rule, applied: int) -> dict[str, Any]:
    effect = rule.effect
    return {
        "id": rule.id,
        "where": rule.where.value,
        "match": {name: value for name, value in vars(rule.match).items() if value is not None},
        "effect": _effect(effect),
        "times": rule.times,
        "probability": rule.probability,
        "applied": applied,
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


def _emulator() -> Emulator:
    found: Emulator = current_app.extensions["emulator"]
    return found
