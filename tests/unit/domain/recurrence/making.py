"""Short ways to write recurrences and what they fire."""

from datetime import UTC, datetime

from azure_scheduler_emulator.domain.recurrence.recurrence import Recurrence, Schedule, first_fire, next_fire

#: A Wednesday.
ANCHOR = "2015-07-15T12:25:00"


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def recurrence(frequency, interval=1, *, until=None, **schedule):
    return Recurrence(
        frequency=frequency,
        interval=interval,
        end_time=at(until) if until else None,
        schedule=Schedule(**schedule) if schedule else None,
    )


def firings(rule, anchor, how_many):
    """Return the first firing times as text; fewer when the recurrence ends."""
    moments = [first_fire(rule, at(anchor), at(anchor))]
    while moments[-1] and len(moments) < how_many:
        moments.append(next_fire(rule, at(anchor), moments[-1]))
    return [moment.isoformat(sep=" ").removesuffix("+00:00") for moment in moments if moment]
