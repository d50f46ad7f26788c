"""What may a field hold? The kinds of field of the Django REST framework 3.9, with its messages (recorded)."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from azure_scheduler_emulator.characters import can_be_stored
from azure_scheduler_emulator.faces.seed_scheduler.errors import BreakdownError

BLANK = "This field may not be blank."


class FieldError(Exception):
    """A value is wrong, in one or several ways."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages = list(messages)


#: Says what is wrong with a text, or None.
Validator = Callable[[str], str | None]


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """A field of a document; the kinds below say what it takes."""

    name: str
    required: bool = False
    nullable: bool = False

    def absent_from_form(self) -> Any:
        """Return what a form means that does not hold the field; Ellipsis for nothing."""
        return ...

    def from_form(self, text: str) -> Any:
        """Return what a form means by ``text``; Ellipsis for nothing."""
        if text == "" and self.nullable:
            return None
        return ... if text == "" and not self.required else text

    @abstractmethod
    def read(self, value: Any) -> Any:
        """Return the value that is stored for ``value``, which is not None.

        Raises:
            FieldError: there is none.
        """


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """A text without blanks around it; numbers are taken as text."""

    blank: bool = False
    longest: int | None = None
    validators: Sequence[Validator] = ()

    def from_form(self, text: str) -> Any:
        """Return the text as it is where it may be empty."""
        return text if self.blank else super().from_form(text)

    def read(self, value: Any) -> str:
        """Return the trimmed text."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise FieldError("Not a valid string.")
        text = str(value).strip()
        if not text:
            if self.blank:
                return ""
            raise FieldError(BLANK)
        messages = [message for validator in self.validators if (message := validator(text))]
        if self.longest is not None and len(text) > self.longest:
            messages.append(f"Ensure this field has no more than {self.longest} characters.")
        if "\0" in text:
            messages.append("Null characters are not allowed.")
        if messages:
            raise FieldError(*messages)
        return text


@dataclass(frozen=True, kw_only=True)
class Integer(Field):
    """A whole number of 32 bits; a text or a fraction of zero will do."""

    def read(self, value: Any) -> int:
        """Return the number."""
        if isinstance(value, str) and len(value) > 1000:
            raise FieldError("String value too large.")
        try:
            number = int(re.sub(r"\.0*\s*$", "", str(value)))
        except ValueError:
            raise FieldError("A valid integer is required.") from None
        if number > 2**31 - 1:
            raise FieldError("Ensure this value is less than or equal to 2147483647.")
        if number < -(2**31):
            raise FieldError("Ensure this value is greater than or equal to -2147483648.")
        return number


_TRUE = frozenset({"t", "T", "y", "Y", "yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "1", 1})
_FALSE = frozenset({"f", "F", "n", "N", "no", "NO", "false", "False", "FALSE", "off", "Off", "OFF", "0", 0})


@dataclass(frozen=True, kw_only=True)
class Boolean(Field):
    """Yes or no, in many spellings."""

    def absent_from_form(self) -> Any:
        """Return False: a checkbox that is not ticked is not sent."""
        return False

    def from_form(self, text: str) -> Any:
        """Return the text as it is."""
        return text

    def read(self, value: Any) -> bool:
        """Return the truth."""
        if isinstance(value, str | int | float) and value in _TRUE | _FALSE:
            return value in _TRUE
        raise FieldError("Must be a valid boolean.")


_DATETIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6})\d{0,6})?)?"
    r"(Z|[+-]\d{2}(?::?\d{2})?)?"
)
_WRONG_DATETIME = (
    "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z]."
)


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A date with a time; without a zone it is UTC."""

    def read(self, value: Any) -> str:
        """Return the moment as it is shown."""
        match = _DATETIME.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise FieldError(_WRONG_DATETIME)
        *numbers, fraction, zone = match.groups()
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        try:
            moment = datetime(year, month, day, hour, minute, second, int((fraction or "").ljust(6, "0")), UTC)
            return shown(moment - _offset(zone))
        except (ValueError, OverflowError):
            raise FieldError(_WRONG_DATETIME) from None


def shown(moment: datetime) -> str:
    """Spell a moment in UTC: microseconds in six digits unless there are none."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _offset(zone: str | None) -> timedelta:
    if zone in (None, "Z"):
        return timedelta()
    assert zone is not None
    minutes = int(zone[-2:]) if len(zone) > 3 else 0
    distance = timedelta(hours=int(zone[1:3]), minutes=minutes)
    return -distance if zone[0] == "-" else distance


@dataclass(frozen=True, kw_only=True)
class Json(Field):
    """Any JSON value that the real server's database can hold."""

    def from_form(self, text: str) -> Any:
        """Return the value that a form spells as JSON text."""
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise FieldError("Value must be valid JSON.") from None

    def read(self, value: Any) -> Any:
        """Return the value as it is."""
        _check_storable(value)
        return value


def _check_storable(value: Any) -> None:
    """Break down over a NUL or half a character, as the real server's database does (recorded for NUL)."""
    if isinstance(value, str):
        if not can_be_stored(value):
            raise BreakdownError("PostgreSQL stores no such text")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_storable(name)
            _check_storable(item)
    elif isinstance(value, list):
        for item in value:
            _check_storable(item)
