"""What do the entries of the journals hold? Said for the OpenAPI document; ``journals`` and ``sinks`` make them."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from azure_scheduler_emulator.testbed.fields import MomentField, Text


def _pairs() -> fields.List[Any]:
    """Return a list of headers, in order; a name may come twice."""
    return fields.List(fields.List(fields.String()), metadata={"description": "Pairs of name and value in order."})


def _number() -> fields.Integer:
    """Return the running number of an entry."""
    return fields.Integer(required=True, metadata={"description": "Running number in this journal."})


class StruckDocument(Schema):
    """The fault that struck."""

    id = Text(required=True)
    name = Text(required=True)


class CertificateFacts(Schema):
    """A client certificate."""

    subject = Text(required=True)
    thumbprint = Text(required=True)
    not_before = MomentField(data_key="notBefore", required=True, allow_none=True)
    not_after = MomentField(data_key="notAfter", required=True, allow_none=True)


class SentDocument(Schema):
    """What was sent or answered; which members there are depends on the action."""

    method = Text()
    uri = Text()
    status = fields.Raw(metadata={"description": "Number of the answer's status."})
    error = Text(metadata={"description": "Name of the error, if no answer came."})
    headers = fields.Raw()
    body = fields.Raw()


class ExecutionDocument(Schema):
    """A call that a job made. Secrets are masked."""

    number = _number()
    job = Text(required=True)
    id = Text(required=True, metadata={"description": "Identity of the job, as `/jobs` has it."})
    api = Text(required=True, metadata={"description": "Name of the face that made the job."})
    collection = Text(required=True)
    subscription = Text(required=True)
    occurrence = fields.Integer(required=True)
    attempt = fields.Integer(required=True, metadata={"description": "0 is the first try, 1 the first retry."})
    action = Text(required=True, metadata={"enum": ["MainAction", "ErrorAction"]})
    status = Text(required=True, metadata={"enum": ["completed", "failed"]})
    expected = MomentField(required=True)
    due = MomentField(required=True)
    started = MomentField(required=True)
    finished = MomentField(required=True)
    message = Text(required=True)
    fault = fields.Nested(StruckDocument, required=True, allow_none=True)
    request = fields.Nested(SentDocument, required=True)
    response = fields.Nested(SentDocument, required=True)


class AnswerDocument(Schema):
    """What a client was answered."""

    headers = _pairs()
    body = Text(required=True)


class RequestDocument(Schema):
    """A request to an emulated API, with its answer. Secrets are masked."""

    number = _number()
    at = MomentField(required=True)
    seconds = fields.Float(required=True)
    face = Text(required=True)
    subscription = Text(required=True)
    method = Text(required=True)
    path = Text(required=True)
    query = Text(required=True)
    headers = _pairs()
    body = Text(required=True)
    status = fields.Integer(required=True)
    reason = Text(required=True, metadata={"description": "Why it was refused; empty if it was not."})
    fault = fields.Nested(StruckDocument, required=True, allow_none=True)
    certificate = fields.Nested(CertificateFacts, required=True, allow_none=True)
    registered = fields.List(fields.Nested(CertificateFacts), required=True)
    response = fields.Nested(AnswerDocument, required=True)


class CallDocument(Schema):
    """A call that a sink got. Nothing is masked: a target sees the credentials that were meant for it."""

    number = _number()
    at = MomentField(required=True)
    method = Text(required=True)
    path = Text(required=True, metadata={"description": "What follows the sink's name."})
    query = Text(required=True)
    headers = _pairs()
    body = Text(required=True)
    status = fields.Integer(required=True, metadata={"description": "What was answered."})
