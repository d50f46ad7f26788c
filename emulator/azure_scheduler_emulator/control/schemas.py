"""What do the documents of the control API hold? Times are ISO 8601 in UTC, durations ISO 8601 (``PT1H``)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration, moment

#: How long a request may be held up, by a fault or to wait for something.
LONGEST = timedelta(minutes=10)


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


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


class Text(fields.String):
    """A text that can be stored and sent: without NUL and lone surrogates, which JSON can name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text or (not text.isprintable() and _has_surrogate(text)):
            raise ValidationError("The text holds characters that cannot be stored.")
        return text


class SecondsField(DurationField):
    """A span of the machine's time in ISO 8601 or as a number of seconds."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> timedelta:
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            return super()._deserialize(value, *args, **kwargs)
        if not 0 <= seconds <= LONGEST.total_seconds():
            raise ValidationError(f"At most {LONGEST.total_seconds():.0f} seconds.")
        return timedelta(seconds=seconds)


class Strict(Schema):
    """A document whose unknown members are refused: a misspelled one would silently do nothing."""

    class Meta:
        unknown = RAISE


class HealthDocument(Strict):
    """That the emulator is there."""

    status = Text()
    version = Text()
    now = MomentField()
    clock = Text()


class ClockDocument(Strict):
    """The clock: following the machine's, or standing where it was set."""

    mode = Text(required=True, validate=validate.OneOf(["system", "virtual"]))
    now = MomentField()


class AdvanceDocument(Strict):
    """How far to move a virtual clock: by a duration, or to a moment."""

    by = DurationField()
    to = MomentField()


class NextDocument(Strict):
    """Whose next due moment to move to; of all jobs if none is named."""

    job = Text()


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
    certificate = Text()


class CertificateDocument(Strict):
    """A management certificate; PEM and PFX (base64) with the key when it was issued here."""

    pem = Text()
    pfx = Text()
    thumbprint = Text()


class RegisteredDocument(Strict):
    """A registered subscription."""

    id = Text()
    certificate = fields.Nested(CertificateDocument)


class WhoseDocument(Strict):
    """Whose things to forget; everybody's if nobody is named."""

    subscription = Text(metadata={"description": "GUID of a subscription."})
    face = Text(metadata={"description": "Name of a sibling API."})
    owner = Text(metadata={"description": "Account, site or whatever keeps jobs apart in that API."})
