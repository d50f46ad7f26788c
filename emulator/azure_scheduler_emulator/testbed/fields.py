"""How are times, durations and texts written in our own documents? ISO 8601 in UTC, and durations like ``PT1H``."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, fields

from azure_scheduler_emulator.characters import can_be_stored
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import duration, moment
from azure_scheduler_emulator.domain.time.calendar_span import CalendarSpan

#: How long a request may be held up, by a fault or to wait for something.
LONGEST = timedelta(minutes=10)


class MomentField(fields.Field[datetime]):
    """A moment in ISO 8601."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"type": "string", "format": "date-time", "example": "2015-07-01T00:00:00Z"}
        super().__init__(metadata=usual | kwargs.pop("metadata", {}), **kwargs)

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        return None if value is None else moment.render(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> datetime:
        try:
            return moment.parse(str(value))
        except InvalidError as error:
            raise ValidationError(str(error)) from error


class DurationField(fields.Field[timedelta]):
    """A span of time in ISO 8601, not negative."""

    #: What the OpenAPI document says of it: not the format "duration", in which nothing has a fraction (RFC 3339).
    TOLD: ClassVar[dict[str, str]] = {"format": "iso8601-duration", "example": "PT1H"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", **self.TOLD} | kwargs.pop("metadata", {}), **kwargs)

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


class SpanField(fields.Field[CalendarSpan]):
    """A span of time in ISO 8601, not negative, whose months and years are those of the calendar."""

    def __init__(self, **kwargs: Any) -> None:
        usual = {"type": "string", "format": "duration", "example": "P1M"}
        super().__init__(metadata=usual | kwargs.pop("metadata", {}), **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> CalendarSpan:
        try:
            return CalendarSpan.parse(str(value))
        except InvalidError as error:
            raise ValidationError(str(error)) from error


class Text(fields.String):
    """A text that can be stored and sent: without NUL and lone surrogates, which JSON can name."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not can_be_stored(text):
            raise ValidationError("The text holds characters that cannot be stored.")
        return text


class SecondsField(DurationField):
    """A span of the machine's time in ISO 8601 or as a number of seconds."""

    TOLD: ClassVar[dict[str, str]] = {
        "example": "2.5",
        "description": "Seconds of the machine's time, or ISO 8601.",
    }

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> timedelta:
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            return super()._deserialize(value, *args, **kwargs)
        if not 0 <= seconds <= LONGEST.total_seconds():
            raise ValidationError(f"At most {LONGEST.total_seconds():.0f} seconds.")
        return timedelta(seconds=seconds)


class WaitField(fields.Field[float]):
    """Whether to wait, or for how long: true, false, seconds of the machine's time, or ISO 8601."""

    def __init__(self, **kwargs: Any) -> None:
        told = {
            "oneOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string", "format": "duration"}],
            "description": "`false` answers 202 at once; seconds of the machine's time, or ISO 8601, when they have "
            "passed and it is not done. Left out, the answer comes when it is done.",
        }
        super().__init__(metadata=told | kwargs.pop("metadata", {}), **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> float:
        """Return the seconds to wait at most."""
        if isinstance(value, bool):
            return threading.TIMEOUT_MAX if value else 0.0
        if isinstance(value, (int, float)):
            return self._bounded(float(value))
        try:
            return self._bounded(duration.parse(str(value)).total_seconds())
        except InvalidError as error:
            raise ValidationError(str(error)) from error

    def _bounded(self, seconds: float) -> float:
        if not 0 <= seconds <= threading.TIMEOUT_MAX:
            raise ValidationError("One can wait for no time, or for some.")
        return seconds


class Strict(Schema):
    """A document whose unknown members are refused: a misspelled one would silently do nothing."""

    class Meta:
        unknown = RAISE
