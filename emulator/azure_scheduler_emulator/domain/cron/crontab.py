"""How does the Seed Scheduler write a cron expression?

Accepted is what its validator accepts (crontab 0.22.4, whose reasons are the messages here; recorded ones in the
contract of the Seed Scheduler, section 5). Fired is what its Celery fires: both day fields must match, and a field for
seconds or years is checked and then dropped. Where Celery cannot read what the validator let pass (``JAN``, ``?``,
``L``, 7, ``0/5``) the real server never fires; here the expression means what it says.
"""

from __future__ import annotations

from dataclasses import dataclass

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

_ALIASES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@hourly": "0 * * * *",
}
#: The fields as the messages spell them.
_SPELLED = dict(zip(CronField, ("second", "minute", "hour", "day", "month", "isoweekday", "year"), strict=True))
_NAMES = {
    CronField.MONTH: {name[:3].lower(): number for number, name in enumerate(MONTH_NAMES, 1)},
    CronField.DAY_OF_WEEK: {name[:3].lower(): number for number, name in enumerate(WEEK_DAY_NAMES)},
}
_BOUNDS = {**BOUNDS, CronField.DAY_OF_WEEK: (0, 6)}
#: Sunday may be written 7.
_HIGHEST = {field: high for field, (_, high) in _BOUNDS.items()} | {CronField.DAY_OF_WEEK: 7}


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A field, understood."""

    values: frozenset[int]
    #: Day of month: {0} for ``L``. Day of week: the days of which the last in the month is meant.
    last: frozenset[int] = frozenset()


def parse(text: str) -> CronExpression:
    """Read a crontab expression, or raise CronError with the reason that the validator gives."""
    given = text.split()
    fields = _ALIASES.get(text.strip(), text).lower().split()
    if not 5 <= len(fields) <= 7:
        message = f"improper number of cron entries specified; got {len(fields)} need 5 to 7"
        raise CronError(message, fault=CronFault.COUNT, given=text)
    fields = fields if len(fields) == 7 else ["0", *fields]
    entries = {field: _entry(field, entry) for field, entry in zip(CronField, fields, strict=False)}
    month_days, week_days = entries[CronField.DAY_OF_MONTH], entries[CronField.DAY_OF_WEEK]
    return CronExpression(
        text=text,
        canonical=" ".join(given),
        dialect=Dialect.CRONTAB,
        seconds=(0,),
        minutes=tuple(sorted(entries[CronField.MINUTE].values)),
        hours=tuple(sorted(entries[CronField.HOUR].values)),
        month_days=MonthDays(days=month_days.values, from_end=month_days.last),
        months=tuple(sorted(entries[CronField.MONTH].values)),
        week_days=WeekDays(days=week_days.values, last=week_days.last),
    )


def _entry(field: CronField, entry: str) -> _Entry:
    values: set[int] = set()
    last: set[int] = set()
    low, high = _BOUNDS[field]
    for piece in entry.split(","):
        if piece in ("*", "?"):
            if piece == "?" and field not in (CronField.DAY_OF_MONTH, CronField.DAY_OF_WEEK):
                raise _refusal(field, CronFault.SYNTAX, piece, f"cannot use '?' in the '{_SPELLED[field]}' field")
            values |= set(range(low, high + 1))
        elif piece.startswith("l"):
            last |= _last(field, piece)
        else:
            values |= _values(field, piece)
    return _Entry(values=frozenset(values), last=frozenset(last))


def _last(field: CronField, piece: str) -> set[int]:
    """Read ``L`` in the day of month as {0}, and ``L5`` or ``L1-5`` in the day of week as those days."""
    if piece == "l":
        if field is not CronField.DAY_OF_MONTH:
            raise _refusal(field, CronFault.SYNTAX, piece, "you can only specify a bare 'L' in the 'day' field")
        return {0}
    if field is not CronField.DAY_OF_WEEK:
        raise _refusal(field, CronFault.SYNTAX, piece, "you can only specify a leading 'L' in the 'weekday' field")
    first, dash, end = piece[1:].partition("-")
    days = (first, end) if dash else (first, first)
    if not all(day.isdecimal() and int(day) <= 7 for day in days):
        message = "last <day> specifier must include a day number or range in the 'weekday' field, you entered"
        raise _refusal(field, CronFault.SYNTAX, piece, f"{message} {piece!r}")
    return {day % 7 for day in range(int(days[0]), int(days[1]) + 1)}


def _values(field: CronField, piece: str) -> set[int]:
    base, *steps = piece.split("/")
    if len(steps) > 1:
        raise _refusal(field, CronFault.SYNTAX, piece, "too many values to unpack (expected 2)")
    step = _step(field, steps[0]) if steps else 1
    low, high = _BOUNDS[field]
    if "-" in base:
        low, high = _range(field, base)
    elif base != "*":
        low = _number(field, base, base)
        high = high if steps else low
    if low > high:
        message = f"{_SPELLED[field]} range start value {low} > end value {high}"
        raise _refusal(field, CronFault.ORDER, piece, message)
    values = set(range(low, high + 1, step))
    return {value % 7 for value in values} if field is CronField.DAY_OF_WEEK else values


def _range(field: CronField, piece: str) -> tuple[int, int]:
    # A third number is looked at before it is one too many.
    low, high, *more = [_number(field, number, piece) for number in piece.split("-")[:3]]
    if more:
        raise _refusal(field, CronFault.SYNTAX, piece, "too many values to unpack (expected 2)")
    # sat-sun: the Sunday after, not the one before.
    return (low, 7) if field is CronField.DAY_OF_WEEK and high == 0 < low else (low, high)


def _number(field: CronField, given: str, piece: str) -> int:
    number = _NAMES.get(field, {}).get(given)
    if number is not None:
        return number
    if not given.isdecimal():
        raise _refusal(field, CronFault.SYNTAX, piece, f"invalid range specifier: {given!r} ({piece!r})")
    low, high = _BOUNDS[field][0], _HIGHEST[field]
    if not low <= int(given) <= high:
        message = f"item value {int(given)} out of range [{low}, {high}]"
        raise _refusal(field, CronFault.RANGE, piece, message)
    return int(given)


def _step(field: CronField, given: str) -> int:
    try:
        step = int(given)
    except ValueError as error:
        # Python's own sentence is what the service answers.
        raise _refusal(field, CronFault.STEP, given, str(error)) from None
    if step < 1:
        message = f"you can only use positive increment values, you provided {step}"
        raise _refusal(field, CronFault.STEP, given, message)
    return step


def _refusal(field: CronField, fault: CronFault, given: str, message: str) -> CronError:
    return CronError(message, fault=fault, given=given, field=field)
