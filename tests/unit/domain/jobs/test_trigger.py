"""The triggers: once, recurrences, and those of the sibling APIs: cron expressions, intervals, several at once."""

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger, Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence, Schedule
from azure_scheduler_emulator.storage.codec import from_plain, to_plain
from hypothesis import given
from hypothesis import strategies as st

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
HOURLY = CronTrigger(dialect=Dialect.CRONTAB, text="30 * * * *")
MINUTE = timedelta(minutes=1)

moments = st.datetimes(NOW.replace(year=2000, tzinfo=None), NOW.replace(year=2100, tzinfo=None), timezones=st.just(UTC))


NEVER = CronTrigger(dialect=Dialect.CRONTAB, text="0 0 30 2 *")
LEAD = timedelta(seconds=20)


def test_one_occurrence_is_all_that_a_one_time_trigger_has():
    once = Once(start=NOW)
    assert (once.count, once.repeats, once.following(NOW, NOW - MINUTE)) == (1, False, None)


@pytest.mark.parametrize(
    ("start", "anchor"),
    [
        (None, NOW + LEAD),
        (NOW - MINUTE, NOW + LEAD),
        # The moment that is now has come.
        (NOW, NOW + LEAD),
        (NOW + timedelta.resolution, NOW + timedelta.resolution),
    ],
)
def test_a_one_time_trigger_starts_in_the_future_or_at_once(start, anchor):
    assert Once(start=start).anchor(NOW, LEAD) == anchor


@pytest.mark.parametrize(("left", "first"), [(timedelta(), NOW), (MINUTE, NOW), (-timedelta.resolution, None)])
def test_a_recurrence_without_a_start_begins_at_once_unless_its_end_is_past(left, first):
    daily = Recurrence(frequency=Frequency.DAY, end_time=NOW + left, schedule=Schedule(hours=(3,)))
    assert Recurring(recurrence=daily).first(NOW, NOW) == first


@pytest.mark.parametrize(
    "trigger", [HOURLY, IntervalTrigger(every=MINUTE), AnyOf(triggers=(HOURLY,)), AnyOf()], ids=repr
)
def test_the_triggers_of_the_sibling_apis_go_on_without_end_from_now(trigger):
    assert (trigger.repeats, trigger.count) == (True, None)
    assert trigger.anchor(NOW, LEAD) == NOW


def test_a_cron_occurrence_is_later_than_now_even_if_now_is_one():
    assert HOURLY.first(HOURLY.anchor(NOW, MINUTE), NOW) == NOW + timedelta(hours=1)


def test_a_cron_expression_is_read_on_the_wall_clock_of_its_zone():
    trigger = CronTrigger(dialect=Dialect.NCRONTAB, text="0 0 9 * * *", zone="Europe/Berlin")
    assert trigger.first(NOW, NOW) == datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def test_a_cron_expression_that_names_no_day_never_fires():
    assert NEVER.first(NOW, NOW) is None


def test_the_first_interval_ends_one_period_after_the_origin():
    trigger = IntervalTrigger(every=MINUTE)
    anchor = trigger.anchor(NOW, timedelta(seconds=20))
    assert trigger.first(anchor, NOW) == NOW + MINUTE


def test_intervals_of_one_origin_have_the_same_phase_whenever_they_begin():
    trigger = IntervalTrigger(every=MINUTE, origin=NOW)
    late = NOW + timedelta(seconds=150)
    assert trigger.first(trigger.anchor(late, MINUTE), late) == NOW + timedelta(seconds=180)


def test_an_interval_whose_origin_is_still_to_come_waits_for_it():
    trigger = IntervalTrigger(every=MINUTE, origin=NOW)
    assert trigger.first(NOW, NOW - timedelta(days=1)) == NOW + MINUTE


def test_an_interval_that_ends_after_the_calendar_never_fires():
    assert IntervalTrigger(every=timedelta(days=999_999_999)).first(NOW, NOW) is None


@given(origin=moments, after=moments, seconds=st.integers(1, 10**7))
def test_an_interval_fires_on_its_grid_and_at_most_a_period_later(origin, after, seconds):
    every = timedelta(seconds=seconds)
    following = IntervalTrigger(every=every, origin=origin).following(origin, after)
    assert following is not None
    assert following > max(origin, after)
    assert (following - origin) % every == timedelta()
    assert following <= max(origin, after) + every


def test_several_triggers_fire_whenever_one_of_them_does():
    trigger = AnyOf(triggers=(HOURLY, IntervalTrigger(every=timedelta(minutes=40), origin=NOW)))
    found, after = [], NOW
    for _ in range(4):
        after = trigger.following(NOW, after)
        found.append((after - NOW) // MINUTE)
    assert found == [40, 60, 80, 120]  # at 120 both do, and that is one occurrence


@pytest.mark.parametrize("triggers", [(HOURLY, IntervalTrigger(every=MINUTE)), (IntervalTrigger(every=MINUTE), HOURLY)])
def test_the_first_of_several_is_the_earliest(triggers):
    assert AnyOf(triggers=triggers).first(NOW, NOW) == NOW + MINUTE


def test_a_trigger_that_never_fires_does_not_hinder_the_others():
    both = AnyOf(triggers=(NEVER, HOURLY))
    assert both.first(NOW, NOW) == both.following(NOW, NOW) == NOW + timedelta(hours=1)


def test_no_trigger_at_all_never_fires():
    assert AnyOf().first(NOW, NOW) is None


@pytest.mark.parametrize(
    "trigger",
    [
        HOURLY,
        CronTrigger(dialect=Dialect.QUARTZ, text="0 15 10 ? * 6L", zone="Asia/Tokyo"),
        IntervalTrigger(every=MINUTE, origin=NOW),
        IntervalTrigger(every=timedelta(microseconds=1)),
        AnyOf(triggers=(HOURLY, IntervalTrigger(every=MINUTE))),
        AnyOf(),
        Once(start=NOW),
    ],
)
def test_a_trigger_survives_the_way_to_the_database(trigger):
    assert from_plain(Recurring | Once, to_plain(trigger)) == trigger
