"""What do the documents of the control API hold? Times are ISO 8601 in UTC, durations ISO 8601 (``PT1H``)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from emulator.domain import duration, moment
from emulator.domain.errors import InvalidError


class MomentField(fields.Field[datetime]):
    """A moment in ISO 8601."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "format": "date-time", **kwargs.pop("metadata", {})}, **kwargs)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else moment.render(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            return moment.parse(str(value))
        except InvalidError as error:
            raise ValidationError(str(error)) from error


class DurationField(fields.Field[timedelta]):
    """A span of time in ISO 8601, not negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", "example": "PT1H"}, **kwargs)

    def _serialize(self, value: timedelta | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else duration.iso(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> timedelta:
        try:
            span = duration.parse(str(value))
        except InvalidError as error:
            raise ValidationError(str(error)) from error
        if span < timedelta():
            raise ValidationError("A duration is not negative.")
        return span


class Strict(Schema):
    """A document whose unknown members are refused: a misspelled one would silently do nothing."""

    class Meta:
        unknown = RAISE


class HealthDocument(Strict):
    """That the emulator is there."""

    status = fields.String()
    version = fields.String()
    now = MomentField()
    clock = fields.String()


class ClockDocument(Strict):
    """The clock: following the machine's, or standing where it was set."""

    mode = fields.String(required=True, validate=validate.OneOf(["system", "virtual"]))
    now = MomentField()


class AdvanceDocument(Strict):
    """How far to move a virtual clock: by a duration, or to a moment."""

    by = DurationField()
    to = MomentField()


class NextDocument(Strict):
    """Whose next due moment to move to; of all jobs if none is named."""

    job = fields.String()


class AdvancedDocument(Strict):
    """Where the clock is now, and how many attempts were made on the way."""

    now = MomentField()
    executions = fields.Integer()


class ResetDocument(Strict):
    """How to start over."""

    clock = fields.Nested(ClockDocument)


class SubscriptionDocument(Strict):
    """A subscription to register; id and certificate are made when they are missing."""

    id = fields.UUID()
    #: PEM.
    certificate = fields.String()


class CertificateDocument(Strict):
    """A management certificate; PEM and PFX (base64) with the key when it was issued here."""

    pem = fields.String()
    pfx = fields.String()
    thumbprint = fields.String()


class RegisteredDocument(Strict):
    """A registered subscription."""

    id = fields.String()
    certificate = fields.Nested(CertificateDocument)


class MatchDocument(Strict):
    """What a fault applies to; shell-style patterns without case."""

    face = fields.String()
    method = fields.String()
    path = fields.String()
    job = fields.String()
    host = fields.String()


class OperationDocument(Strict):
    """What becomes of the asynchronous operation that a request starts."""

    status = fields.Integer(validate=validate.Range(400, 599))
    code = fields.String()
    message = fields.String()
    hold_for = DurationField(data_key="holdFor")
    hold_polls = fields.Integer(data_key="holdPolls", validate=validate.Range(0, 10_000))


class EffectDocument(Strict):
    """What happens instead of the usual thing."""

    status = fields.Integer(validate=validate.Range(100, 599))
    code = fields.String()
    message = fields.String()
    body = fields.String()
    headers = fields.Dict(keys=fields.String(), values=fields.String())
    operation = fields.Nested(OperationDocument)


class FaultDocument(Strict):
    """A rule."""

    id = fields.String(dump_only=True)
    where = fields.String(load_default="api", validate=validate.OneOf(["api"]))
    match = fields.Nested(MatchDocument, load_default=dict)
    effect = fields.Nested(EffectDocument, required=True)
    times = fields.Integer(allow_none=True, validate=validate.Range(1))
    probability = fields.Float(load_default=1.0, validate=validate.Range(0, 1))
    applied = fields.Integer(dump_only=True)
