"""When a recurrence fires: what the real service answered, what its documentation shows."""

import pytest
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    WeekDay,
    first_fire,
    next_fire,
)

from tests.unit.domain.recurrence.making import ANCHOR, at, firings, recurrence

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = Frequency
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = WeekDay
FIRST_MONDAY = MonthlyOccurrence(day=MONDAY, occurrence=1)
FIRST_FRIDAY = MonthlyOccurrence(day=FRIDAY, occurrence=1)
LAST_FRIDAY = MonthlyOccurrence(day=FRIDAY, occurrence=-1)
#: The hours and minutes of every recorded schedule.
RECORDED_TIMES = {"hours": (5, 10, 15, 20), "minutes": (0, 10, 20, 30, 40, 50)}


WEEKLY = recurrence(WEEK)
DAILY_TIMES = recurrence(DAY, **RECORDED_TIMES)
MONDAYS = recurrence(WEEK, **RECORDED_TIMES, week_days=(MONDAY,))
MID_AND_END = recurrence(MONTH, **RECORDED_TIMES, month_days=(15, 30))
FIRSTS = recurrence(MONTH, **RECORDED_TIMES, monthly_occurrences=(FIRST_MONDAY, FIRST_FRIDAY))

RECORDED = [
    # recurrence, start time, moment of the request, nextExecutionTime of the answer
    (WEEKLY, "2015-07-13", "2015-07-17T19:07:48", "2015-07-20"),
    (WEEKLY, "2015-07-13", "2015-08-04T23:07:07", "2015-08-10"),
    (WEEKLY, "2015-07-13", "2015-11-05T19:14:51", "2015-11-09"),
    (WEEKLY, "2015-07-13", "2015-12-09T21:18:00", "2015-12-14"),
    (WEEKLY, "2015-07-13", "2016-01-04T18:39:11", "2016-01-11"),
    (WEEKLY, "2015-07-13", "2016-03-30T19:36:00", "2016-04-04"),
    (recurrence(DAY), "2015-07-14", "2015-07-17T19:08:46", "2015-07-18"),
    (recurrence(DAY), "2015-07-14", "2015-12-09T21:18:00", "2015-12-10"),
    (recurrence(DAY), "2015-07-14", "2016-01-04T18:37:00", "2016-01-05"),
    (recurrence(DAY), "2015-07-14", "2016-03-30T19:36:00", "2016-03-31"),
    (DAILY_TIMES, "2015-07-13", "2015-07-17T19:08:05", "2015-07-17T20:00:00"),
    (DAILY_TIMES, "2015-07-13", "2015-08-04T23:08:14", "2015-08-05T05:00:00"),
    (DAILY_TIMES, "2015-07-13", "2015-08-05T17:49:09", "2015-08-05T20:00:00"),
    (DAILY_TIMES, "2015-07-13", "2016-03-30T19:36:00", "2016-03-30T20:00:00"),
    (MONDAYS, "2015-07-13", "2015-07-17T19:08:21", "2015-07-20T05:00:00"),
    (MONDAYS, "2015-07-13", "2015-11-05T19:20:20", "2015-11-09T05:00:00"),
    # asked on a Monday, before its last hour
    (MONDAYS, "2015-07-13", "2016-01-04T18:36:34", "2016-01-04T20:00:00"),
    (MONDAYS, "2015-07-13", "2016-03-30T19:36:00", "2016-04-04T05:00:00"),
    (MID_AND_END, "2015-07-13", "2015-07-17T19:08:30", "2015-07-30T05:00:00"),
    (MID_AND_END, "2015-07-13", "2015-08-04T23:08:41", "2015-08-15T05:00:00"),
    (MID_AND_END, "2015-07-13", "2016-01-04T18:38:22", "2016-01-15T05:00:00"),
    (MID_AND_END, "2015-07-13", "2016-03-30T19:36:00", "2016-03-30T20:00:00"),
    (FIRSTS, "2015-07-13", "2015-07-17T19:08:14", "2015-08-03T05:00:00"),
    (FIRSTS, "2015-07-13", "2015-08-04T23:14:05", "2015-08-07T05:00:00"),
    (FIRSTS, "2015-07-13", "2015-11-05T19:14:42", "2015-11-06T05:00:00"),
    (FIRSTS, "2015-07-13", "2016-01-04T18:38:59", "2016-01-04T20:00:00"),
    (FIRSTS, "2015-07-13", "2016-03-30T19:36:00", "2016-04-01T05:00:00"),
    # the classic API: a start two seconds past waits a whole interval, and keeps its fraction
    (recurrence(MINUTE, 30), "2015-07-01T00:00:32.104381", "2015-07-01T00:00:34", "2015-07-01T00:30:32.104381"),
    (recurrence(MINUTE, 30), "2015-07-01T00:01:54.344507", "2015-07-01T00:01:55", "2015-07-01T00:31:54.344507"),
    # a start in the future is the first firing time itself
    (recurrence(MINUTE), "2017-02-09T23:57:47.994953", "2017-02-08T23:57:50", "2017-02-09T23:57:47.994953"),
]


@pytest.mark.parametrize(("rule", "start", "now", "expected"), RECORDED)
def test_it_answers_what_the_service_answered(rule, start, now, expected):
    assert first_fire(rule, at(start), at(now)) == at(expected)


@pytest.mark.parametrize("start", ["2015-04-07T14:00:00", "2015-04-05T14:00:00", "2015-04-01T14:00:00"])
def test_starts_that_lie_on_one_grid_fire_alike(start):
    # The documented example: every second day, asked the day after the start.
    rule = recurrence(DAY, 2)
    first = first_fire(rule, at(start), at("2015-04-08T13:00:00"))
    assert first == at("2015-04-09T14:00:00")
    assert next_fire(rule, at(start), first) == at("2015-04-11T14:00:00")


EXAMPLES = [
    # the documented schedules: frequency, schedule, the first firing times
    (DAY, {"hours": (5,)}, ["2015-07-16 05:25:00", "2015-07-17 05:25:00"]),
    (
        DAY,
        {"hours": (5, 17), "minutes": (15, 45)},
        ["2015-07-15 17:15:00", "2015-07-15 17:45:00", "2015-07-16 05:15:00"],
    ),
    # minutes alone: every hour of the day
    (DAY, {"minutes": (0, 30)}, ["2015-07-15 12:30:00", "2015-07-15 13:00:00", "2015-07-15 13:30:00"]),
    (DAY, {"hours": tuple(range(24))}, ["2015-07-15 12:25:00", "2015-07-15 13:25:00"]),
    (WEEK, {"week_days": (SUNDAY,)}, ["2015-07-19 12:25:00", "2015-07-26 12:25:00"]),
    (WEEK, {"week_days": (THURSDAY, TUESDAY)}, ["2015-07-16 12:25:00", "2015-07-21 12:25:00", "2015-07-23 12:25:00"]),
    (WEEK, {"week_days": (SATURDAY,), "hours": (17,)}, ["2015-07-18 17:25:00", "2015-07-25 17:25:00"]),
    # no weekday: that of the anchor
    (WEEK, {"hours": (6,)}, ["2015-07-22 06:25:00", "2015-07-29 06:25:00"]),
    # minutes alone: every hour of the days that fire, here one a week ...
    (WEEK, {"minutes": (0,)}, ["2015-07-15 13:00:00", "2015-07-15 14:00:00", "2015-07-15 15:00:00"]),
    # ... here weekdays "every 15 minutes"
    (WEEK, {"minutes": (0, 45), "week_days": (FRIDAY,)}, ["2015-07-17 00:00:00", "2015-07-17 00:45:00"]),
    (MONTH, {"month_days": (28,), "hours": (6,), "minutes": (0,)}, ["2015-07-28 06:00:00", "2015-08-28 06:00:00"]),
    (MONTH, {"month_days": (1, -1)}, ["2015-07-31 12:25:00", "2015-08-01 12:25:00", "2015-08-31 12:25:00"]),
    # no day: that of the anchor
    (MONTH, {"hours": (6,)}, ["2015-08-15 06:25:00", "2015-09-15 06:25:00"]),
    (MONTH, {"monthly_occurrences": (FIRST_FRIDAY, LAST_FRIDAY)}, ["2015-07-31 12:25:00", "2015-08-07 12:25:00"]),
    (
        MONTH,
        {"monthly_occurrences": (MonthlyOccurrence(day=FRIDAY, occurrence=-3),)},
        ["2015-07-17 12:25:00", "2015-08-14 12:25:00"],
    ),
    # months without a fifth Friday are skipped
    (
        MONTH,
        {"monthly_occurrences": (MonthlyOccurrence(day=FRIDAY, occurrence=5),)},
        ["2015-07-31 12:25:00", "2015-10-30 12:25:00", "2016-01-29 12:25:00"],
    ),
    # no occurrence: every such day
    (
        MONTH,
        {"monthly_occurrences": (MonthlyOccurrence(day=FRIDAY),)},
        ["2015-07-17 12:25:00", "2015-07-24 12:25:00", "2015-07-31 12:25:00"],
    ),
    # minutes alone, on the last Friday
    (
        MONTH,
        {"monthly_occurrences": (LAST_FRIDAY,), "minutes": (0, 30)},
        ["2015-07-31 00:00:00", "2015-07-31 00:30:00"],
    ),
    # day 31: only the months that have one
    (MONTH, {"month_days": (31,)}, ["2015-07-31 12:25:00", "2015-08-31 12:25:00", "2015-10-31 12:25:00"]),
    # -31 is the first of the long months
    (MONTH, {"month_days": (-31,)}, ["2015-08-01 12:25:00", "2015-10-01 12:25:00"]),
    # days and occurrences together: either
    (
        MONTH,
        {"month_days": (7, 20), "monthly_occurrences": (FIRST_FRIDAY,)},
        ["2015-07-20 12:25:00", "2015-08-07 12:25:00", "2015-08-20 12:25:00", "2015-09-04 12:25:00"],
    ),
    (MONTH, {"months": (1, 9)}, ["2015-09-15 12:25:00", "2016-01-15 12:25:00", "2016-09-15 12:25:00"]),
    # the 29th of February comes every four years
    (MONTH, {"months": (2,), "month_days": (29,)}, ["2016-02-29 12:25:00", "2020-02-29 12:25:00"]),
]


@pytest.mark.parametrize(("frequency", "schedule", "expected"), EXAMPLES)
def test_a_schedule_fires_as_documented(frequency, schedule, expected):
    assert firings(recurrence(frequency, **schedule), ANCHOR, len(expected)) == expected


INTERVALS = [
    # every second week counts from the Monday of the anchor's week: Tuesday of that week is past
    (WEEK, 2, {"week_days": (TUESDAY, FRIDAY)}, ["2015-07-17 12:25:00", "2015-07-28 12:25:00", "2015-07-31 12:25:00"]),
    (DAY, 3, {"hours": (0, 23)}, ["2015-07-15 23:25:00", "2015-07-18 00:25:00", "2015-07-18 23:25:00"]),
    # July, October, January
    (MONTH, 3, {"month_days": (1,)}, ["2015-10-01 12:25:00", "2016-01-01 12:25:00"]),
    # every fifth month, but only Januaries: once in five years
    (MONTH, 5, {"months": (1,)}, ["2018-01-15 12:25:00", "2023-01-15 12:25:00"]),
    # 12h, 17h, 22h, 3h ...: the anchor's own hour still has its minute 30
    (HOUR, 5, {"minutes": (30, 10)}, ["2015-07-15 12:30:00", "2015-07-15 17:10:00", "2015-07-15 17:30:00"]),
    # 12h, 17h, 22h, 3h, 8h, 13h, ...: listed hours only
    (HOUR, 5, {"hours": (8, 22)}, ["2015-07-15 22:25:00", "2015-07-16 08:25:00", "2015-07-20 22:25:00"]),
    # 12:25, 12:32, 12:39, 12:46, ...: listed minutes only, the grid does not move
    (MINUTE, 7, {"minutes": (0, 32)}, ["2015-07-15 12:32:00", "2015-07-15 13:00:00", "2015-07-15 19:32:00"]),
    # 12:25, 12:55, 13:25, 13:55, then hour 13 of the next day
    (MINUTE, 30, {"hours": (13,)}, ["2015-07-15 13:25:00", "2015-07-15 13:55:00", "2015-07-16 13:25:00"]),
    (
        MINUTE,
        1,
        {"hours": (8,), "minutes": (1, 2)},
        ["2015-07-16 08:01:00", "2015-07-16 08:02:00", "2015-07-17 08:01:00"],
    ),
]


@pytest.mark.parametrize(("frequency", "interval", "schedule", "expected"), INTERVALS)
def test_an_interval_counts_units_from_the_one_of_the_anchor(frequency, interval, schedule, expected):
    assert firings(recurrence(frequency, interval, **schedule), ANCHOR, len(expected)) == expected


def test_a_year_is_twelve_months():
    assert firings(recurrence(YEAR), "2015-07-13 08:30", 3) == [
        "2015-07-13 08:30:00",
        "2016-07-13 08:30:00",
        "2017-07-13 08:30:00",
    ]
    assert firings(recurrence(YEAR, hours=(5,), minutes=(0,)), "2015-07-13 08:30", 2) == [
        "2016-07-13 05:00:00",
        "2017-07-13 05:00:00",
    ]
    assert firings(recurrence(YEAR), "2016-02-29", 2) == ["2016-02-29 00:00:00", "2020-02-29 00:00:00"]
