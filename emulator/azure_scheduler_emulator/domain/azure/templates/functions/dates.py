"""Functions of time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from azure_scheduler_emulator.domain.azure.templates.errors import bad_call, misplaced_function
from azure_scheduler_emulator.domain.azure.templates.functions.family import Family, Frame, number, string
from azure_scheduler_emulator.domain.azure.templates.functions.formats import date_text
from azure_scheduler_emulator.domain.azure.templates.scope import Place
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.time import moment

FAMILY = Family()
#: What ``utcNow`` answers without a format.
USUAL = "yyyyMMddTHHmmssZ"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.IGNORECASE)
_SPAN = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,9})?)S)?)?",
    re.IGNORECASE,
)


@FAMILY.add_framed("utcNow", 0, 1)
def utc_now(frame: Frame, name: str, pattern: Any = USUAL) -> str:
    """Return the present moment; only the default of a parameter may ask for it, so that all see the same."""
    if frame.scope.place is not Place.DEFAULT:
        raise misplaced_function(name)
    return date_text(frame.scope.world.now, string(name, pattern))


@FAMILY.add_framed("newGuid", 0)
def new_guid(frame: Frame, name: str) -> str:
    """Return a new GUID; only the default of a parameter may ask for it."""
    if frame.scope.place is not Place.DEFAULT:
        raise misplaced_function(name)
    return frame.scope.world.new_id()


@FAMILY.add("dateTimeAdd", 2, 3)
def date_time_add(name: str, base: Any, span: Any, pattern: Any = None) -> str:
    """Return a moment with a span of ISO 8601 added; a year has 365 days here and a month 30, as there."""
    start, shift = _moment(name, string(name, base)), _span(name, string(name, span))
    try:
        result = start + shift
    except OverflowError:
        raise bad_call(name, "the result is out of the range of dates.") from None
    return date_text(result, "yyyy-MM-ddTHH:mm:ssZ" if pattern is None else string(name, pattern))


@FAMILY.add("dateTimeFromEpoch", 1)
def from_epoch(name: str, seconds: Any) -> str:
    """Return the moment that is so many seconds after 1970."""
    try:
        return date_text(_EPOCH + timedelta(seconds=number(name, seconds)), "yyyy-MM-ddTHH:mm:ssZ")
    except OverflowError:
        raise bad_call(name, "the result is out of the range of dates.") from None


@FAMILY.add("dateTimeToEpoch", 1)
def to_epoch(name: str, value: Any) -> int:
    """Return how many seconds a moment is after 1970."""
    return (_moment(name, string(name, value)) - _EPOCH) // timedelta(seconds=1)


def _moment(name: str, text: str) -> datetime:
    basic = _BASIC.fullmatch(text.strip())
    spelled = "{}-{}-{}T{}:{}:{}Z".format(*basic.groups()) if basic else text
    try:
        return moment.parse(spelled)
    except InvalidError:
        raise bad_call(name, f"the string '{text}' was not recognized as a valid DateTime.") from None


def _span(name: str, text: str) -> timedelta:
    match = _SPAN.fullmatch(text.strip())
    given = {unit: float(size) for unit, size in match.groupdict().items() if size and unit != "sign"} if match else {}
    if match is None or not given:
        raise bad_call(name, f"the string '{text}' is not a valid ISO 8601 duration.")
    days = given.pop("years", 0) * 365 + given.pop("months", 0) * 30 + given.pop("days", 0)
    try:
        shift = timedelta(days=days, **given)
    except OverflowError:
        raise bad_call(name, f"the string '{text}' is not a valid ISO 8601 duration.") from None
    return -shift if match["sign"] else shift
