"""What does a cron expression say, in English?

For previews: a person who reads the sentence should notice a wrong expression. Times are those of the wall clock that
the expression is read on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from azure_scheduler_emulator.domain.cron.days import MonthDays, WeekDays
from azure_scheduler_emulator.domain.cron.expression import CronExpression
from azure_scheduler_emulator.domain.cron.fields import BOUNDS, WEEK_DAY_NAMES, CronField
from azure_scheduler_emulator.domain.time.english import MONTH_NAMES, PLACES, capital, folded, listed, ordinal

#: Up to so many times a day are named one by one.
_FEW = 6
#: What a number of the field is a part of.
_WHOLE = {CronField.SECOND: "minute", CronField.MINUTE: "hour"}


def describe(expression: CronExpression) -> str:
    """Say when ``expression`` fires: one sentence without a full stop, ``At 10:15 on the last Friday of the month``."""
    parts = (_times(expression), _days(expression), _months(expression.months), _years(expression.years))
    return capital(_joined(*parts))


def _times(expression: CronExpression) -> str:
    seconds, minutes, hours = expression.seconds, expression.minutes, expression.hours
    if len(seconds) * len(minutes) * len(hours) <= _FEW:
        return "at " + listed([_clock(*time) for time in product(hours, minutes, seconds)])
    if len(seconds) > 1:
        return _joined(_repeated(CronField.SECOND, seconds), _in_minutes(minutes), _in_hours(hours, minutes))
    at_second = f"at second {seconds[0]}" if seconds[0] else ""
    if len(minutes) > 1:
        return _joined(_repeated(CronField.MINUTE, minutes), _in_hours(hours, minutes), at_second)
    at_minute = f"at minute {minutes[0]}" if minutes[0] else ""
    if _step(CronField.HOUR, hours):
        return _joined(_repeated(CronField.HOUR, hours), at_minute, at_second)
    if _is_run(hours):
        return _joined("every hour", _in_hours(hours, minutes), at_second)
    return _joined(f"at minute {minutes[0]}", _in_hours(hours, minutes), at_second)


def _repeated(field: CronField, values: Sequence[int]) -> str:
    step = _step(field, values)
    if step is None:
        return f"at {_numbered(field, values)} of every {_WHOLE[field]}"
    return f"every {field}" if step == 1 else f"every {step} {field}s"


def _in_minutes(minutes: Sequence[int]) -> str:
    step = _step(CronField.MINUTE, minutes)
    if step is None:
        return f"in {_numbered(CronField.MINUTE, minutes)} of every hour"
    return "" if step == 1 else f"in every {ordinal(step)} minute"


def _in_hours(hours: Sequence[int], minutes: Sequence[int]) -> str:
    if _step(CronField.HOUR, hours) == 1:
        return ""
    if _is_run(hours) and len(hours) * len(minutes) > 1:
        return f"from {_clock(hours[0], minutes[0])} to {_clock(hours[-1], minutes[-1])}"
    return f"in {_numbered(CronField.HOUR, hours)}"


def _days(expression: CronExpression) -> str:
    month_days, week_days = expression.month_days, expression.week_days
    if month_days.unrestricted and week_days.unrestricted:
        return "" if _step(CronField.HOUR, expression.hours) else "every day"
    if week_days.unrestricted:
        return f"on {_month_days(month_days)} of the month"
    if month_days.unrestricted:
        return f"on {_week_days(week_days)}"
    return f"on {_month_days(month_days)} of the month, but only on {_week_days(week_days)}"


def _month_days(days: MonthDays) -> str:
    named = ["the " + listed(folded(sorted(days.days), ordinal))] if days.days else []
    for back in sorted(days.from_end):
        named.append(f"the {ordinal(back)} day before the last" if back else "the last day")
    if not days.nearest_weekday:
        return listed(named)
    if days.from_end == {0}:
        return "the last Monday-to-Friday day"
    return f"the Monday-to-Friday day nearest to {listed(named)}"


def _week_days(days: WeekDays) -> str:
    named = folded(sorted(days.days), lambda day: WEEK_DAY_NAMES[day] + "s")
    named += [f"the last {WEEK_DAY_NAMES[day]} of the month" for day in sorted(days.last)]
    named += [f"the {PLACES[place - 1]} {WEEK_DAY_NAMES[day]} of the month" for day, place in sorted(days.nth)]
    # The Seed Scheduler's validator lets L5-1 pass, which names nothing.
    return listed(named) if named else "no day"


def _months(months: Sequence[int]) -> str:
    if _step(CronField.MONTH, months) == 1:
        return ""
    named = listed(folded(months, lambda month: MONTH_NAMES[month - 1]))
    return f"in the months {named}" if len(months) > 2 else f"in {named}"


def _years(years: Sequence[int] | None) -> str:
    if years is None:
        return ""
    return f"in the years {listed(folded(years, str))}" if len(years) > 1 else f"in {years[0]}"


def _numbered(noun: str, values: Sequence[int]) -> str:
    return f"{noun}{'s' if len(values) > 1 else ''} {listed(folded(values, str))}"


def _step(field: CronField, values: Sequence[int]) -> int | None:
    """Return n if the values are every n-th of the field from its start, two at least."""
    low, high = BOUNDS[field]
    if len(values) < 2 or tuple(values) != tuple(range(low, high + 1, values[1] - values[0])):
        return None
    return values[1] - values[0]


def _is_run(values: Sequence[int]) -> bool:
    return values[-1] - values[0] + 1 == len(values)


def _clock(hour: int, minute: int, second: int = 0) -> str:
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
