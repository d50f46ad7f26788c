"""How does NCRONTAB write a cron expression?

Six fields, seconds first; Sunday is 0 and 7 is an error. No ``?``, ``L``, ``W``, ``#`` and no macros. What Kudu runs
(NCrontab 2.0), messages included: contract of the Kudu face, sections 7 and 8. Not imitated is one slip of that
version: when only the minute or the hour moves on, it does not go back to the first of several seconds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from azure_scheduler_emulator.domain.cron.days import MonthDays, WeekDays
from azure_scheduler_emulator.domain.cron.expression import CronExpression
from azure_scheduler_emulator.domain.cron.fields import (
    BOUNDS,
    WEEK_DAY_NAMES,
    CronError,
    CronFault,
    CronField,
    Dialect,
)
from azure_scheduler_emulator.domain.time.english import MONTH_NAMES


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """A field as NCRONTAB knows it."""

    field: CronField
    #: As the messages spell it.
    name: str
    low: int
    high: int
    #: Names of the values, in order from ``low``.
    names: tuple[str, ...] = ()


def _kind(field: CronField, name: str, names: tuple[str, ...] = ()) -> _Kind:
    low, high = BOUNDS[field]
    return _Kind(field=field, name=name, low=low, high=high, names=names)


_KINDS = (
    _kind(CronField.SECOND, "Second"),
    _kind(CronField.MINUTE, "Minute"),
    _kind(CronField.HOUR, "Hour"),
    _kind(CronField.DAY_OF_MONTH, "Day"),
    _kind(CronField.MONTH, "Month", MONTH_NAMES),
    _Kind(field=CronField.DAY_OF_WEEK, name="DayOfWeek", low=0, high=6, names=WEEK_DAY_NAMES),
)
_STEP = re.compile(r"[+-]?[0-9]+")


def parse(text: str) -> CronExpression:
    """Read an NCRONTAB expression with seconds, or raise CronError with NCrontab's message."""
    given = [field for field in text.split(" ") if field]
    if len(given) != len(_KINDS):
        raise CronError(
            f"'{text}' is an invalid crontab expression. It must contain 6 components of a schedule in the sequence"
            " of seconds, minutes, hours, days, months, and days of week.",
            fault=CronFault.COUNT,
            given=text,
        )
    values = [_values(kind, field) for kind, field in zip(_KINDS, given, strict=True)]
    seconds, minutes, hours, month_days, months, week_days = values
    return CronExpression(
        text=text,
        canonical=" ".join(_reprint(kind, numbers) for kind, numbers in zip(_KINDS, values, strict=True)),
        dialect=Dialect.NCRONTAB,
        seconds=seconds,
        minutes=minutes,
        hours=hours,
        month_days=MonthDays(days=frozenset(month_days)),
        months=months,
        week_days=WeekDays(days=frozenset(week_days)),
    )


def _values(kind: _Kind, given: str) -> tuple[int, ...]:
    # A leading comma is no list, so that it is the whole field that is not valid.
    pieces = [given] if given.startswith(",") else given.split(",")
    found: set[int] = set()
    for piece in pieces:
        if not piece:
            raise _refusal(kind, CronFault.SYNTAX, given, "A crontab field value cannot be empty.")
        found |= _piece(kind, piece, given)
    return tuple(sorted(found))


def _piece(kind: _Kind, piece: str, whole: str) -> set[int]:
    base, slash, step = piece.partition("/")
    if slash and not _STEP.fullmatch(step):
        raise _not_valid(kind, whole)
    # A step of nothing, or backwards, counts as 1.
    stride = max(int(step), 1) if slash else 1
    if base == "*":
        return set(range(kind.low, kind.high + 1, stride))
    first, dash, last = base.partition("-")
    start = _number(kind, first, whole)
    if dash:
        start, end = sorted((start, _number(kind, last, whole)))
    else:
        end = kind.high if slash else start
    if start < kind.low:
        raise _out_of_range(kind, start, "lower than the minimum")
    if max(start, end) > kind.high:
        raise _out_of_range(kind, max(start, end), "higher than the maximum")
    return set(range(start, end + 1, stride))


def _number(kind: _Kind, given: str, whole: str) -> int:
    if re.fullmatch(r"[0-9]+", given):
        return int(given)
    for number, name in enumerate(kind.names, kind.low):
        if given and name.lower().startswith(given.lower()):
            return number
    raise _not_valid(kind, whole)


def _reprint(kind: _Kind, numbers: tuple[int, ...]) -> str:
    """Print a field as Kudu's logs do: ``*`` when full, runs as ``a-b``, everything in numbers."""
    if len(numbers) == kind.high - kind.low + 1:
        return "*"
    starts = [numbers[0], *(later for earlier, later in pairwise(numbers) if later - earlier > 1)]
    ends = [*(earlier for earlier, later in pairwise(numbers) if later - earlier > 1), numbers[-1]]
    return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True))


def _not_valid(kind: _Kind, given: str) -> CronError:
    return _refusal(kind, CronFault.SYNTAX, given, f"'{given}' is not a valid [{kind.name}] crontab field expression.")


def _out_of_range(kind: _Kind, number: int, how: str) -> CronError:
    message = (
        f"{number} is {how} allowable value for the [{kind.name}] field. "
        f"Value must be between {kind.low} and {kind.high} (all inclusive)."
    )
    return _refusal(kind, CronFault.RANGE, str(number), message)


def _refusal(kind: _Kind, fault: CronFault, given: str, message: str) -> CronError:
    return CronError(message, fault=fault, given=given, field=kind.field)
