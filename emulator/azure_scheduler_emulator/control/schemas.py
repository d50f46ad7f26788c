"""What do the documents of the control API hold? Times are ISO 8601 in UTC, durations ISO 8601 (``PT1H``)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from azure_scheduler_emulator.control.entries import CertificateFacts
from azure_scheduler_emulator.engine.commands import State
from azure_scheduler_emulator.testbed.documents import ClockDocument
from azure_scheduler_emulator.testbed.fields import MomentField, SpanField, Strict, Text, WaitField

_DISCONNECT = "Whether the move is cancelled when the caller goes away while it waits."


class NearMissDocument(Schema):
    """An entry of a journal that nearly fitted."""

    candidate = Text(required=True, metadata={"description": "Which entry it is, in words."})
    differs = fields.Dict(required=True, metadata={"description": "Wanted and found, by the name of the fact."})
    entry = fields.Dict(required=True)


class ProblemDocument(Schema):
    """What is wrong (RFC 9457)."""

    type = Text(required=True)
    title = Text(required=True)
    status = fields.Integer(required=True)
    detail = Text(required=True)
    errors = fields.Raw(metadata={"description": "What does not fit, by member."})
    nearest = fields.List(fields.Nested(NearMissDocument), metadata={"description": "Of 408: the nearest misses."})
    refused = fields.Dict(metadata={"description": "Of a clock's 409: which clock, its time, and why."})


class HealthDocument(Strict):
    """That the emulator is there."""

    status = Text(required=True)
    version = Text(required=True)
    now = MomentField(required=True)
    clock = Text(required=True)
    reasons = fields.List(
        Text(), required=True, metadata={"description": "What is wrong at present; empty if it is well."}
    )
    unstored = fields.Integer(required=True, metadata={"description": "Outcomes of calls that are not stored yet."})
    running = fields.Integer(required=True, metadata={"description": "Calls under way in real time."})
    waiting = fields.Integer(required=True, metadata={"description": "Calls that are due and wait for their turn."})


class AdvanceDocument(Strict):
    """How far to move a virtual clock: by a duration, or to a moment."""

    by = SpanField()
    to = MomentField()
    wait = WaitField()
    cancel_on_disconnect = fields.Boolean(data_key="cancelOnDisconnect", metadata={"description": _DISCONNECT})


class NextDocument(Strict):
    """Whose next due moment to move to; of all jobs if none is named."""

    job = Text()
    wait = WaitField()
    cancel_on_disconnect = fields.Boolean(data_key="cancelOnDisconnect", metadata={"description": _DISCONNECT})


class AdvancedDocument(Strict):
    """Where the clock is now, and how many attempts were made on the way."""

    id = Text(required=True, metadata={"description": "Of the advance that has been made."})
    now = MomentField(required=True)
    executions = fields.Integer(required=True)


class AdvanceStateDocument(Schema):
    """A move of a clock, as far as it is."""

    id = Text(required=True)
    clock = Text(required=True, metadata={"description": "The test clock that it moves; empty for the shared one."})
    state = Text(required=True, validate=validate.OneOf([state.value for state in State]))
    began = MomentField(allow_none=True, metadata={"description": "Where the clock stood when its turn came."})
    now = MomentField(allow_none=True, metadata={"description": "Where the clock is, or was at the end."})
    target = MomentField(allow_none=True, metadata={"description": "Worked out when its turn comes."})
    next = MomentField(allow_none=True, metadata={"description": "What falls due next by the clock."})
    executions = fields.Integer(required=True, metadata={"description": "Attempts made, all of them stored."})
    why = Text(required=True, metadata={"description": "Why it was refused or cancelled; empty if it was not."})


class ResetDocument(Strict):
    """How to start over."""

    clock = fields.Nested(ClockDocument)


class SubscriptionDocument(Strict):
    """A subscription to register; id and certificate are made when they are missing."""

    id = fields.UUID()
    #: PEM.
    certificate = Text()
    label = Text(validate=validate.Length(max=200), metadata={"description": "What people call it."})


class CertificateDocument(Strict):
    """A management certificate; PEM and PFX (base64) with the key when it was issued here."""

    pem = Text(required=True)
    pfx = Text()
    thumbprint = Text(required=True)


class RegisteredDocument(Strict):
    """A registered subscription."""

    id = Text(required=True)
    certificate = fields.Nested(CertificateDocument)


class OwnerDocument(Strict):
    """A registered subscription with the certificates that it trusts."""

    id = Text(required=True)
    label = Text(required=True)
    certificates = fields.List(fields.Nested(CertificateFacts), required=True)


class WhoseDocument(Strict):
    """Whose things to forget; everybody's if nobody is named."""

    subscription = Text(metadata={"description": "GUID of a subscription."})
    face = Text(metadata={"description": "Name of a sibling API."})
    owner = Text(metadata={"description": "Account, site or whatever keeps jobs apart in that API."})
