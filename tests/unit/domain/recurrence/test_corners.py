"""When a recurrence fires: steps, ends, and the odd corners of the calendar."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    WeekDay,
    first_fire,
    next_fire,
)

from tests.unit.domain.recurrence.making import ANCHOR, at, firings, recurrence

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = Frequency
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = WeekDay


@pytest.mark.parametrize(
    ("frequency", "step"),
    [
        (MINUTE, timedelta(minutes=7)),
        (HOUR, timedelta(hours=7)),
        (DAY, timedelta(days=7)),
        (WEEK, timedelta(weeks=7)),
    ],
)
def test_without_a_schedule_it_steps_by_durations(frequency, step):
    anchor = at("2016-02-28T23:59:58.000001")
    rule = recurrence(frequency, 7)
    assert next_fire(rule, anchor, anchor + 1000 * step) == anchor + 1001 * step
    assert next_fire(rule, anchor, anchor + 1001 * step - datetime.resolution) == anchor + 1001 * step


def test_months_that_lack_the_day_of_the_anchor_are_skipped():
    assert firings(recurrence(MONTH), "2015-01-31T10:00:00", 4) == [
        "2015-01-31 10:00:00",
        "2015-03-31 10:00:00",
        "2015-05-31 10:00:00",
        "2015-07-31 10:00:00",
    ]


def test_yearly_steps_from_a_leap_day_skip_the_century():
    assert firings(recurrence(MONTH, 12), "2096-02-29T10:00:00", 2) == ["2096-02-29 10:00:00", "2104-02-29 10:00:00"]


def test_scheduled_times_keep_the_seconds_of_the_anchor():
    rule = recurrence(DAY, hours=(5,), minutes=(0, 10))
    expected = ["2015-07-16 05:00:07.250000", "2015-07-16 05:10:07.250000"]
    assert firings(rule, "2015-07-15T05:10:07.500000", 1) == ["2015-07-15 05:10:07.500000"]
    assert firings(rule, "2015-07-15T05:11:07.250000", 2) == expected


def test_a_schedule_fires_at_the_anchor_only_if_that_matches():
    anchor = at("2015-07-15T05:10:00")
    assert first_fire(recurrence(DAY, hours=(5,), minutes=(10,)), anchor, anchor) == anchor
    assert first_fire(recurrence(DAY, hours=(5,), minutes=(9,)), anchor, anchor) == at("2015-07-16T05:09:00")


def test_next_fire_is_later_than_after_and_never_before_the_anchor():
    anchor = at("2015-07-15T05:10:00")
    rule = recurrence(DAY)
    assert next_fire(rule, anchor, at("2001-01-01")) == anchor
    assert next_fire(rule, anchor, anchor - datetime.resolution) == anchor
    assert next_fire(rule, anchor, anchor) == at("2015-07-16T05:10:00")


def test_a_first_fire_at_this_very_moment_is_taken():
    anchor = at("2015-07-15T05:10:00")
    assert first_fire(recurrence(DAY), anchor, anchor) == anchor
    assert first_fire(recurrence(DAY), anchor, anchor + datetime.resolution) == at("2015-07-16T05:10:00")
    # ... but of a past anchor only what is later than now
    assert first_fire(recurrence(DAY), anchor, at("2015-07-16T05:10:00")) == at("2015-07-17T05:10:00")


def test_a_firing_time_at_the_end_time_counts():
    rule = recurrence(DAY, until="2015-07-17T05:10:00")
    assert firings(rule, "2015-07-15T05:10:00", 9)[-1] == "2015-07-17 05:10:00"


def test_nothing_fires_after_the_end_time():
    rule = recurrence(DAY, until="2015-07-17T05:09:59.999999")
    assert firings(rule, "2015-07-15T05:10:00", 9) == ["2015-07-15 05:10:00", "2015-07-16 05:10:00"]
    assert first_fire(rule, at("2015-07-18"), at("2015-07-01")) is None


NEVER = [
    recurrence(MONTH, months=(2,), month_days=(31,)),
    recurrence(MONTH, months=(4, 6, 9, 11), month_days=(31, -31)),
    # July and every second month after it: no even months
    recurrence(MONTH, 2, months=(2, 4)),
    # from July 2015 every 18 months: Januaries and Julys
    recurrence(MONTH, 18, months=(2,), month_days=(1,)),
    # 12h and every second hour after it: no odd hours
    recurrence(HOUR, 2, hours=(5,)),
    # 12:25 and every tenth minute after it
    recurrence(MINUTE, 10, minutes=(30,)),
    recurrence(MINUTE, 1000, hours=(5,), minutes=(1,)),
]


@pytest.mark.parametrize("rule", NEVER)
def test_an_impossible_schedule_never_fires(rule):
    assert first_fire(rule, at(ANCHOR), at(ANCHOR)) is None


def test_leap_days_that_an_interval_never_meets_end_the_search():
    # Every 16 months from February 2015 meets February in 2019, 2023, ...: never in a leap year.
    rule = recurrence(MONTH, 16, months=(2,), month_days=(29,))
    assert first_fire(rule, at("2015-02-01"), at("2015-02-01")) is None
    assert first_fire(rule, at("2016-02-01"), at("2016-02-01")) == at("2016-02-29")


@pytest.mark.parametrize("frequency", list(Frequency))
def test_the_end_of_the_calendar_is_an_end(frequency):
    rule = recurrence(frequency, 500)
    last = datetime.max.replace(tzinfo=UTC)
    assert next_fire(rule, at(ANCHOR), last) is None
    assert next_fire(rule, last, last - timedelta(days=1)) == last
    assert next_fire(rule, at(ANCHOR), last - timedelta(seconds=1)) is None
    assert next_fire(recurrence(frequency), datetime.min.replace(tzinfo=UTC), at(ANCHOR)) is not None


def test_moments_in_other_time_zones_mean_the_same():
    rule = recurrence(WEEK, hours=(1,))
    anchor = at("2015-07-15T23:30:00")
    elsewhere = timezone(timedelta(hours=5, minutes=45))
    expected = next_fire(rule, anchor, anchor)
    assert expected == at("2015-07-22T01:30:00")
    assert next_fire(rule, anchor.astimezone(elsewhere), anchor.astimezone(elsewhere)) == expected


def test_doubled_and_unordered_numbers_do_not_matter():
    tidy = recurrence(MONTH, hours=(5, 6), minutes=(1, 2), month_days=(3, 30), months=(1, 2))
    untidy = recurrence(MONTH, hours=(6, 5, 6), minutes=(2, 1, 1), month_days=(30, 3, 3), months=(2, 1, 2))
    assert firings(tidy, ANCHOR, 12) == firings(untidy, ANCHOR, 12)
    assert all(earlier < later for earlier, later in pairwise(firings(untidy, ANCHOR, 12)))
