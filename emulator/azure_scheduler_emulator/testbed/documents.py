"""What do the documents of clocks, faults and sinks hold, and what do they stand for?"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from azure_scheduler_emulator.characters import IS_TOKEN
from azure_scheduler_emulator.clock import Clock, Terms
from azure_scheduler_emulator.domain.azure.operation import Failure, Verdict
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.tenant import APIS, AZURE, SITE, JobScope, Tenant
from azure_scheduler_emulator.faults import ActiveRule, Effect, Match, Rule, Where
from azure_scheduler_emulator.testbed.fields import LONGEST, DurationField, MomentField, Strict, Text

#: The fastest that a clock can go, in seconds a second.
FASTEST = 1_000_000
_VALUE = re.compile(r"[\t -~\xa0-\xff]*")


class ClockDocument(Strict):
    """The clock: following the machine's, or standing where it was set."""

    mode = Text(required=True, validate=validate.OneOf(["system", "virtual"]))
    now = MomentField()
    rate = fields.Float(
        validate=validate.Range(0, FASTEST),
        metadata={"description": "How many times as fast as the machine a virtual clock goes; 0, as usual, stands."},
    )


def clock_document(clock: Clock, *, kept: bool = False) -> dict[str, Any]:
    """Return a clock as a document to be dumped; ``kept`` leaves out what need not be."""
    rate = clock.rate if clock.virtual else 1.0
    if not kept:
        return {"mode": "virtual" if clock.virtual else "system", "now": clock.now(), "rate": rate}
    if not clock.virtual:
        return {"mode": "system"}
    return {"mode": "virtual", "now": clock.now(), **({"rate": rate} if rate else {})}


class TestClockDocument(Strict):
    """A clock of a test's own, and who lives by it."""

    __test__ = False

    id = fields.String(dump_only=True)
    mode = fields.String(dump_only=True)
    now = MomentField(metadata={"description": "Where it stands first; where the shared clock is if it is left out."})
    rate = fields.Float(load_default=0.0, validate=validate.Range(0, FASTEST))
    subscriptions = fields.List(fields.UUID(), load_default=list)
    accounts = fields.List(Text(), load_default=list, metadata={"description": "Accounts of the Job Scheduler API."})
    sites = fields.List(
        Text(), load_default=list, metadata={"description": "Any name means the one site of the Kudu API."}
    )
    faces = fields.List(
        Text(validate=validate.OneOf(list(APIS))),
        load_default=list,
        metadata={"description": "Whole APIs, with everybody in them; the two of Azure are one."},
    )
    expires = DurationField(
        load_default=Terms.expires,
        validate=validate.Range(timedelta(seconds=1), timedelta(days=365)),
        metadata={"description": "Machine time since the last request under it after which it is forgotten."},
    )


def read_terms(given: dict[str, Any]) -> Terms:
    """Return what a loaded document says about a test clock."""
    tenants = [Tenant(AZURE, str(each)) for each in given["subscriptions"]]
    tenants += [JobScope.of_account(each).tenant for each in given["accounts"]]
    tenants += [SITE for _ in given["sites"][:1]]
    tenants += [Tenant(APIS[each], "") for each in given["faces"]]
    return Terms(
        tenants=tuple(dict.fromkeys(tenants)),
        rate=given["rate"],
        expires=given["expires"],
        accounts=tuple(given["accounts"]),
    )


def test_clock_document(clock: Clock, terms: Terms) -> dict[str, Any]:
    """Return a test clock as a document to be dumped."""
    whose = terms.tenants
    return {
        "id": clock.id,
        **clock_document(clock),
        "subscriptions": [each.owner for each in whose if each.api == AZURE and each.owner],
        "accounts": list(terms.accounts),
        "sites": [each.owner for each in whose if each == SITE],
        "faces": [each.api for each in whose if not each.owner],
        "expires": terms.expires,
    }


class HeadersField(fields.Dict):
    """Headers that can be sent: names are tokens, values have no line breaks."""

    def __init__(self, **kwargs: Any) -> None:
        name = fields.String(validate=lambda text: _require(IS_TOKEN, text))
        super().__init__(name, fields.String(validate=lambda text: _require(_VALUE, text)), **kwargs)


class MatchDocument(Strict):
    """What a fault applies to; shell-style patterns without case."""

    face = Text()
    method = Text()
    path = Text(metadata={"description": "The path (api) or the whole address (target)."})
    job = Text(metadata={"description": "Targets only."})
    host = Text()
    subscription = Text()


class OperationDocument(Strict):
    """What becomes of the asynchronous operation that a request starts."""

    status = fields.Integer(strict=True, validate=validate.Range(400, 599))
    code = Text()
    message = Text()
    hold_for = DurationField(data_key="holdFor")
    hold_polls = fields.Integer(strict=True, data_key="holdPolls", validate=validate.Range(0, 10_000))


class EffectDocument(Strict):
    """What happens instead of the usual thing."""

    status = fields.Integer(strict=True, validate=validate.Range(200, 599))
    code = Text()
    message = Text()
    body = Text()
    headers = HeadersField()
    delay = DurationField(validate=validate.Range(max=LONGEST))
    reset = fields.Boolean()
    refuse = fields.Boolean(metadata={"description": "Targets only."})
    truncate = fields.Integer(strict=True, validate=validate.Range(1))
    operation = fields.Nested(OperationDocument)


class FaultDocument(Strict):
    """A rule."""

    name = Text(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "What you call it; journals tell by this name that it struck."},
    )
    where = Text(load_default="api", validate=validate.OneOf(["api", "target"]))
    match = fields.Nested(MatchDocument, load_default=dict)
    effect = fields.Nested(EffectDocument, required=True)
    times = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 1_000_000))
    after = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 1_000_000))
    probability = fields.Float(load_default=1.0, validate=validate.Range(0, 1))

    @validates_schema(skip_on_field_errors=True)
    def _fits_its_seam(self, data: dict[str, Any], **_: Any) -> None:
        elsewhere = ("operation", "code", "message") if data["where"] == "target" else ("refuse",)
        for name in elsewhere:
            if name in data["effect"]:
                raise ValidationError(f"'{name}' has no meaning where '{data['where']}'.", "effect")


class ActiveFaultDocument(FaultDocument):
    """A rule in force."""

    id = fields.String(required=True)
    applied = fields.Integer(required=True, metadata={"description": "How often it has applied."})


def _require(pattern: re.Pattern[str], text: str) -> None:
    if not pattern.fullmatch(text):
        raise ValidationError("This cannot be sent in a header.")


class ReplyDocument(Strict):
    """What a sink answers to one call."""

    status = fields.Integer(strict=True, load_default=200, validate=validate.Range(200, 599))
    headers = HeadersField(load_default=dict)
    body = Text(load_default="", validate=validate.Length(max=64 * 1024))
    delay = DurationField(load_default=timedelta, validate=validate.Range(max=LONGEST))


def read_rule(identity: str, given: dict[str, Any]) -> Rule:
    """Return the rule that a loaded document describes."""
    effect = dict(given["effect"])
    operation = effect.pop("operation", None)
    if not effect and operation is None:
        raise InvalidError("The rule has no effect.")
    return Rule(
        id=identity,
        name=given["name"],
        where=Where(given["where"]),
        match=Match(**given["match"]),
        effect=Effect(**effect, operation=_verdict(operation) if operation is not None else None),
        times=given.get("times"),
        after=given["after"],
        probability=given["probability"],
    )


def _verdict(given: dict[str, Any]) -> Verdict:
    failure = None
    if "status" in given:
        failure = Failure(
            http_status=given["status"],
            code=given.get("code", "InternalError"),
            message=given.get("message", "The server encountered an internal error. Please retry the request."),
        )
    return Verdict(failure=failure, hold_for=given.get("hold_for"), hold_polls=given.get("hold_polls", 0))


def fault_document(active: ActiveRule) -> dict[str, Any]:
    """Return a rule with its counter as a document to be dumped."""
    rule = active.rule
    return {
        "id": rule.id,
        "name": rule.name,
        "where": rule.where.value,
        "match": {name: value for name, value in vars(rule.match).items() if value is not None},
        "effect": _effect(rule.effect),
        "times": rule.times,
        "after": rule.after,
        "probability": rule.probability,
        "applied": active.applied,
    }


def _effect(effect: Effect) -> dict[str, Any]:
    shown = {name: value for name, value in vars(effect).items() if value and name != "operation"}
    if effect.operation is not None:
        failure, verdict = effect.operation.failure, effect.operation
        operation: dict[str, Any] = {"hold_for": verdict.hold_for, "hold_polls": verdict.hold_polls}
        if failure is not None:
            operation |= {"status": failure.http_status, "code": failure.code, "message": failure.message}
        shown["operation"] = {name: value for name, value in operation.items() if value is not None}
    return shown
