"""How recurrences read."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
)
from azure_scheduler_emulator.domain.recurrence.words import describe

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = Frequency
#: A Wednesday.
ANCHOR = datetime(2015, 7, 15, 12, 25, tzinfo=UTC)
END = datetime(2020, 10, 10, 10, 10, 10, tzinfo=UTC)


def recurrence(frequency, interval=1, *, count=None, end_time=None, **schedule):
    return Recurrence(
        frequency=frequency,
        interval=interval,
        count=count,
        end_time=end_time,
        schedule=Schedule(**schedule) if schedule else None,
    )


def on(day, occurrence=None):
    return MonthlyOccurrence(day=day, occurrence=occurrence)


SENTENCES = [
    (recurrence(MINUTE), "Every minute"),
    (recurrence(MINUTE, 15, count=10), "Every 15 minutes, 10 times"),
    (recurrence(MINUTE, count=1), "Every minute, once"),
    (recurrence(MINUTE, 7, minutes=(30, 0)), "Every 7 minutes, only at minutes 0 and 30"),
    (recurrence(MINUTE, 7, hours=(5, 20)), "Every 7 minutes, only in the hours 5 and 20 UTC"),
    (recurrence(MINUTE, 7, hours=(5,), minutes=(3,)), "Every 7 minutes, only at minute 3 of the hour 5 UTC"),
    (recurrence(HOUR, 2), "Every 2 hours at minute 25"),
    (recurrence(HOUR, minutes=(0, 20, 40)), "Every hour at minutes 0, 20 and 40"),
    (recurrence(HOUR, 5, hours=(8, 22)), "Every 5 hours at minute 25, only in the hours 8 and 22 UTC"),
    (recurrence(DAY), "Every day at 12:25 UTC"),
    (recurrence(DAY, 2, hours=(5, 17)), "Every 2 days at 05:25 and 17:25 UTC"),
    # minutes alone mean every hour
    (recurrence(DAY, minutes=(0, 15, 30, 45)), "Every day at minutes 0, 15, 30 and 45 of every hour"),
    (recurrence(DAY, hours=tuple(range(24))), "Every day at minute 25 of every hour"),
    # six times of day are told one by one, more are not
    (
        recurrence(DAY, hours=(5, 6), minutes=(0, 20, 40)),
        "Every day at 05:00, 05:20, 05:40, 06:00, 06:20 and 06:40 UTC",
    ),
    (
        recurrence(DAY, hours=(5, 10, 15, 20), minutes=(0, 10, 20, 30, 40, 50), count=100),
        "Every day at minutes 0, 10, 20, 30, 40 and 50 of the hours 5, 10, 15 and 20 UTC, 100 times",
    ),
    (recurrence(DAY, count=2, end_time=END), "Every day at 12:25 UTC, 2 times, until 2020-10-10T10:10:10Z"),
    (recurrence(WEEK), "Every week on Wednesday at 12:25 UTC"),
    (
        recurrence(WEEK, hours=(5,), minutes=(10, 0), week_days=(WeekDay.FRIDAY, WeekDay.MONDAY), end_time=END),
        "Every week on Monday and Friday at 05:00 and 05:10 UTC, until 2020-10-10T10:10:10Z",
    ),
    (recurrence(MONTH), "Every month on the 15th at 12:25 UTC"),
    (recurrence(YEAR, minutes=(5,), hours=(1,)), "Every year on the 15th of July at 01:05 UTC"),
    (
        recurrence(MONTH, 3, month_days=(-1, 1, 2, 3, 11, -3)),
        "Every 3 months on the 1st to 3rd, the 11th, the 3rd to last day and the last day at 12:25 UTC",
    ),
    (
        recurrence(MONTH, monthly_occurrences=(on(WeekDay.MONDAY, 1), on(WeekDay.FRIDAY, -1), on(WeekDay.SUNDAY))),
        "Every month on the first Monday, the last Friday and every Sunday at 12:25 UTC",
    ),
    (
        recurrence(MONTH, monthly_occurrences=(on(WeekDay.FRIDAY, 5), on(WeekDay.FRIDAY, -2)), month_days=(13,)),
        "Every month on the 13th, the fifth Friday and the second to last Friday at 12:25 UTC",
    ),
    # three or more in a row are told by the first and the last
    (
        recurrence(WEEK, week_days=tuple(WeekDay)[:5], hours=tuple(range(9, 18)), minutes=(30,)),
        "Every week on Monday to Friday at minute 30 of the hours 9 to 17 UTC",
    ),
    (
        recurrence(WEEK, week_days=(WeekDay.SUNDAY, *tuple(WeekDay)[:3]), hours=(8,)),
        "Every week on Monday to Wednesday and Sunday at 08:25 UTC",
    ),
    (recurrence(WEEK, week_days=tuple(WeekDay)), "Every week on Monday to Sunday at 12:25 UTC"),
    (recurrence(HOUR, minutes=(0, 1, 2, 3, 30)), "Every hour at minutes 0 to 3 and 30"),
    (recurrence(MINUTE, hours=(1, 2, 3, 5)), "Every minute, only in the hours 1 to 3 and 5 UTC"),
    (
        recurrence(MONTH, months=(1, 2, 3, 12)),
        "Every month on the 15th at 12:25 UTC, only in January to March and December",
    ),
    (recurrence(MONTH, months=(7, 1)), "Every month on the 15th at 12:25 UTC, only in January and July"),
]


@pytest.mark.parametrize(("rule", "sentence"), SENTENCES)
def test_it_says_when_a_recurrence_fires(rule, sentence):
    assert describe(rule, ANCHOR) == sentence


def test_times_of_day_show_the_seconds_of_the_anchor():
    assert describe(recurrence(DAY), ANCHOR.replace(second=7, microsecond=5)) == "Every day at 12:25:07 UTC"


def test_the_end_is_written_in_utc_without_trailing_zeros():
    end = datetime(2020, 10, 10, 12, 0, 0, 250000, tzinfo=timezone(timedelta(hours=2)))
    assert describe(recurrence(MINUTE, end_time=end), ANCHOR) == "Every minute, until 2020-10-10T10:00:00.25Z"


def test_an_anchor_from_another_time_zone_is_told_in_utc():
    anchor = ANCHOR.replace(hour=23).astimezone(timezone(timedelta(hours=2)))
    assert describe(recurrence(WEEK), anchor) == "Every week on Wednesday at 23:25 UTC"


def test_doubled_numbers_are_said_once():
    rule = recurrence(MONTH, month_days=(3, 3), hours=(5, 5), minutes=(1, 1), months=(2, 2))
    assert describe(rule, ANCHOR) == "Every month on the 3rd at 05:01 UTC, only in February"
