"""How does Quartz write a cron expression?

Six fields, seconds first, and a year if one likes; Sunday is 1. Exactly one of the day fields is ``?``. Sources: the
javadoc grammar of Quartz' CronExpression and its parser, where the two agree. Stricter than the parser, which overlooks
what it does not understand: here that is refused.
"""

from __future__ import annotations

import re

from azure_scheduler_emulator.domain.cron.days import EVERY_MONTH_DAY, EVERY_WEEK_DAY, MonthDays, WeekDays
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

_FIELDS = tuple(CronField)
_BOUNDS = {**BOUNDS, CronField.DAY_OF_WEEK: (1, 7)}
_NAMES = {
    CronField.MONTH: {name[:3].upper(): number for number, name in enumerate(MONTH_NAMES, 1)},
    CronField.DAY_OF_WEEK: {name[:3].upper(): number for number, name in enumerate(WEEK_DAY_NAMES, 1)},
}
#: Largest step of a field; years have none. Not what Quartz' message says ("Increment >= 31") but what it compares.
_LARGEST_STEP = {
    CronField.SECOND: 59,
    CronField.MINUTE: 59,
    CronField.HOUR: 23,
    CronField.DAY_OF_MONTH: 31,
    CronField.MONTH: 12,
    CronField.DAY_OF_WEEK: 7,
}
#: ``*``, ``a``, ``a-b``, each with ``/step``; a bare ``/step`` is ``*/step``.
_PIECE = re.compile(r"(?:\*|([0-9A-Z]+)(?:-([0-9A-Z]+))?)?(?:/([0-9]+))?")
_FROM_END = re.compile(r"L(?:-([0-9]+))?(W?)")
_NEAREST = re.compile(r"([0-9]+)W")
_LAST_OF_KIND = re.compile(r"([0-9]+|[A-Z]{3})L")
_NTH_OF_KIND = re.compile(r"([0-9]+|[A-Z]{3})#([0-9]+)")


def parse(text: str) -> CronExpression:
    """Read a Quartz expression, or raise CronError."""
    given = text.split()
    if len(given) not in (6, 7):
        raise CronError(f"{len(given)} fields, 6 or 7 are needed", fault=CronFault.COUNT, given=text)
    fields = dict(zip(_FIELDS, (field.upper() for field in given), strict=False))
    if (fields[CronField.DAY_OF_MONTH] == "?") == (fields[CronField.DAY_OF_WEEK] == "?"):
        message = "exactly one of day of month and day of week must be '?'"
        raise CronError(message, fault=CronFault.COMBINATION, given=text)
    year = fields.get(CronField.YEAR, "*")
    return CronExpression(
        text=text,
        canonical=" ".join(given),
        dialect=Dialect.QUARTZ,
        seconds=_values(CronField.SECOND, fields[CronField.SECOND]),
        minutes=_values(CronField.MINUTE, fields[CronField.MINUTE]),
        hours=_values(CronField.HOUR, fields[CronField.HOUR]),
        month_days=_month_days(fields[CronField.DAY_OF_MONTH]),
        months=_values(CronField.MONTH, fields[CronField.MONTH]),
        week_days=_week_days(fields[CronField.DAY_OF_WEEK]),
        years=None if year == "*" else _values(CronField.YEAR, year),
    )


def _month_days(given: str) -> MonthDays:
    field = CronField.DAY_OF_MONTH
    if given == "?":
        return MonthDays(days=EVERY_MONTH_DAY)
    if "," in given and re.search("[LW]", given):
        raise _refusal(field, CronFault.COMBINATION, given, "L and W stand alone, in no list")
    if match := _FROM_END.fullmatch(given):
        back = int(match[1] or 0)
        if back > 30:
            raise _refusal(field, CronFault.RANGE, given, "at most 30 days before the last")
        return MonthDays(from_end=frozenset({back}), nearest_weekday=bool(match[2]))
    if match := _NEAREST.fullmatch(given):
        return MonthDays(days=frozenset({_number(field, match[1])}), nearest_weekday=True)
    return MonthDays(days=frozenset(_values(field, given)))


def _week_days(given: str) -> WeekDays:
    field = CronField.DAY_OF_WEEK
    if given == "?":
        return WeekDays(days=EVERY_WEEK_DAY)
    pieces = given.split(",")
    special = [piece for piece in pieces if piece == "L" or "#" in piece or _LAST_OF_KIND.fullmatch(piece)]
    if special and len(pieces) > 1:
        raise _refusal(field, CronFault.COMBINATION, given, "L and # stand alone, in no list")
    if given == "L":
        return WeekDays(days=frozenset({6}))
    if match := _LAST_OF_KIND.fullmatch(given):
        return WeekDays(last=frozenset({_number(field, match[1]) - 1}))
    if match := _NTH_OF_KIND.fullmatch(given):
        nth = int(match[2])
        if not 1 <= nth <= 5:
            raise _refusal(field, CronFault.RANGE, match[2], "1 to 5 must follow the #")
        return WeekDays(nth=frozenset({(_number(field, match[1]) - 1, nth)}))
    return WeekDays(days=frozenset(number - 1 for number in _values(field, given)))


def _values(field: CronField, given: str) -> tuple[int, ...]:
    return tuple(sorted(set().union(*(_piece(field, piece) for piece in given.split(",")))))


def _piece(field: CronField, piece: str) -> set[int]:
    match = _PIECE.fullmatch(piece) if piece else None
    if match is None:
        raise _refusal(field, CronFault.SYNTAX, piece, "not understood")
    low, high = _BOUNDS[field]
    start = low if match[1] is None else _number(field, match[1])
    step = 1 if match[3] is None else _step(field, match[3])
    if match[2] is not None:
        end = _number(field, match[2])
    elif match[1] is None or match[3] is not None:
        end = high
    else:
        end = start
    if end >= start:
        return set(range(start, end + 1, step))
    if field is CronField.YEAR:
        raise _refusal(field, CronFault.ORDER, piece, "years do not start again")
    # 22-2 goes on over the end of the field: 22, 23, 0, 1, 2.
    size = high - low + 1
    return {low + (value - low) % size for value in range(start, end + size + 1, step)}


def _number(field: CronField, given: str) -> int:
    low, high = _BOUNDS[field]
    number = _NAMES.get(field, {}).get(given)
    if number is None:
        if not given.isdecimal():
            raise _refusal(field, CronFault.SYNTAX, given, "not understood")
        number = int(given)
    if not low <= number <= high:
        raise _refusal(field, CronFault.RANGE, given, f"not between {low} and {high}")
    return number


def _step(field: CronField, given: str) -> int:
    step = int(given)
    if step == 0 or step > _LARGEST_STEP.get(field, step):
        raise _refusal(
            field, CronFault.STEP, given, f"a step is between 1 and {_LARGEST_STEP.get(field, 'any number')}"
        )
    return step


def _refusal(field: CronField, fault: CronFault, given: str, reason: str) -> CronError:
    return CronError(f"{field} {given!r}: {reason}", fault=fault, given=given, field=field)
