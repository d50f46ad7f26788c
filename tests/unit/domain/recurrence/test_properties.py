"""What holds for every recurrence, and what an independent reading of the rules (dateutil) says of the same ones."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise

from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
    first_fire,
    next_fire,
)
from azure_scheduler_emulator.domain.recurrence.rules import MAXIMUM_INTERVAL, check, shortest_gap
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

MICROSECOND = datetime.resolution
DURATIONS = {
    Frequency.MINUTE: timedelta(minutes=1),
    Frequency.HOUR: timedelta(hours=1),
    Frequency.DAY: timedelta(days=1),
    Frequency.WEEK: timedelta(weeks=1),
}
#: How far the oracle looks; it walks step by step and never gives up by itself.
HORIZON = timedelta(days=366 * 12)


def some(values, *, most=4):
    return st.lists(values, max_size=most).map(tuple)


def signed(highest):
    return st.integers(1, highest) | st.integers(-highest, -1)


MONTHLY_OCCURRENCES = st.builds(MonthlyOccurrence, day=st.sampled_from(WeekDay), occurrence=st.none() | signed(5))


def schedules(frequency):
    monthly = frequency is Frequency.MONTH
    nothing = st.just(())
    return st.builds(
        Schedule,
        minutes=some(st.integers(0, 59)),
        hours=some(st.integers(0, 23)),
        week_days=some(st.sampled_from(WeekDay)) if frequency is Frequency.WEEK else nothing,
        months=some(st.integers(1, 12)) if monthly else nothing,
        month_days=some(signed(31)) if monthly else nothing,
        monthly_occurrences=some(MONTHLY_OCCURRENCES, most=2) if monthly else nothing,
    )


def recurrences(frequency, *, highest=1000):
    return st.builds(
        Recurrence,
        frequency=st.just(frequency),
        interval=st.integers(1, min(5, MAXIMUM_INTERVAL[frequency]))
        | st.integers(1, min(highest, MAXIMUM_INTERVAL[frequency])),
        schedule=st.none() | schedules(frequency),
    )


#: Over the year 2100, which is no leap year.
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=365 * 120)).map(datetime(1990, 1, 1, tzinfo=UTC).__add__)
RECURRENCES = st.one_of(*map(recurrences, Frequency))


def walk(rule, anchor, start):
    """Yield the firing times that are later than ``start``."""
    moment = next_fire(rule, anchor, start)
    while moment is not None:
        yield moment
        moment = next_fire(rule, anchor, moment)


@given(rule=RECURRENCES, anchor=MOMENTS, start=MOMENTS)
def test_firing_times_grow_from_the_anchor_and_from_after(rule, anchor, start):
    moments = list(islice(walk(rule, anchor, start), 8))
    assert all(earlier < later for earlier, later in pairwise(moments))
    assert all(moment >= anchor and moment > start for moment in moments)


@given(rule=RECURRENCES, anchor=MOMENTS, start=MOMENTS, share=st.floats(0, 1, exclude_max=True))
def test_nothing_fires_between_two_consecutive_firing_times(rule, anchor, start, share):
    for earlier, later in pairwise(islice(walk(rule, anchor, start), 4)):
        between = min(earlier + (later - earlier) * share, later - MICROSECOND)
        assert next_fire(rule, anchor, between) == later


@given(rule=RECURRENCES, anchor=MOMENTS, start=MOMENTS)
def test_every_firing_time_is_on_the_schedule(rule, anchor, start):
    schedule = rule.schedule or Schedule()
    for moment in islice(walk(rule, anchor, start), 5):
        assert (moment.second, moment.microsecond) == (anchor.second, anchor.microsecond)
        assert not schedule.minutes or moment.minute in schedule.minutes
        assert not schedule.hours or moment.hour in schedule.hours
        assert not schedule.months or moment.month in schedule.months
        assert not schedule.week_days or list(WeekDay)[moment.weekday()] in schedule.week_days


@given(frequency=st.sampled_from(list(DURATIONS)), interval=st.integers(1, 1000), anchor=MOMENTS, start=MOMENTS)
def test_without_a_schedule_every_firing_time_is_whole_steps_from_the_anchor(frequency, interval, anchor, start):
    step = interval * DURATIONS[frequency]
    found = next_fire(Recurrence(frequency=frequency, interval=interval), anchor, start)
    assert (found - anchor) % step == timedelta(0)
    assert found == anchor or found - step <= start


@given(rule=RECURRENCES, anchor=MOMENTS, length=st.timedeltas(timedelta(0), timedelta(days=800)))
def test_an_end_time_cuts_the_same_firing_times_short(rule, anchor, length):
    end = anchor + length
    ended = Recurrence(frequency=rule.frequency, interval=rule.interval, schedule=rule.schedule, end_time=end)
    start = anchor - MICROSECOND
    endless = [moment for moment in islice(walk(rule, anchor, start), 8) if moment <= end]
    assert list(islice(walk(ended, anchor, start), 8))[: len(endless)] == endless
    assert all(moment <= end for moment in islice(walk(ended, anchor, start), 8))


@given(rule=RECURRENCES, anchor=MOMENTS, start=MOMENTS, into=st.timedeltas(timedelta(0), timedelta(seconds=59)))
def test_moving_the_anchor_within_its_minute_moves_every_firing_time_along(rule, anchor, start, into):
    on_the_minute = anchor.replace(second=0, microsecond=0)
    still = next_fire(rule, on_the_minute, start)
    moved = next_fire(rule, on_the_minute + into, start + into)
    assert (moved and moved - into) == still


@given(rule=RECURRENCES, anchor=MOMENTS, now=MOMENTS)
def test_the_first_firing_time_is_future_for_a_past_anchor_and_else_the_first_of_the_grid(rule, anchor, now):
    expected = next_fire(rule, anchor, now if anchor < now else anchor - MICROSECOND)
    assert first_fire(rule, anchor, now) == expected


@given(rule=RECURRENCES, now=MOMENTS)
def test_what_the_strategies_make_is_accepted(rule, now):
    assert check(rule, now=now, start=now) is None


@given(rule=RECURRENCES, anchor=MOMENTS, start=MOMENTS)
def test_no_two_firing_times_are_nearer_than_the_shortest_gap(rule, anchor, start):
    gap = shortest_gap(rule, anchor)
    moments = list(islice(walk(rule, anchor, start), 12))
    assert all(later - earlier >= gap for earlier, later in pairwise(moments))
    assert (gap == timedelta.max) == (not moments)


SMALL = st.one_of(*(recurrences(unit, highest=4) for unit in (Frequency.HOUR, Frequency.DAY, Frequency.WEEK)))


@given(rule=SMALL, anchor=MOMENTS)
def test_the_shortest_gap_is_met_within_a_period(rule, anchor):
    # Twice the period after which everything repeats, because one gap reaches across its end.
    end = anchor + 2 * rule.interval * max(DURATIONS[rule.frequency], timedelta(days=1))
    moments = []
    for moment in walk(rule, anchor, anchor - MICROSECOND):
        moments.append(moment)
        if moment > end:
            break
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert shortest_gap(rule, anchor) == min(gaps, default=timedelta.max)


#: How dateutil calls them.
RULE_FREQUENCIES = {
    Frequency.MINUTE: rrule.MINUTELY,
    Frequency.HOUR: rrule.HOURLY,
    Frequency.DAY: rrule.DAILY,
    Frequency.WEEK: rrule.WEEKLY,
    Frequency.MONTH: rrule.MONTHLY,
    Frequency.YEAR: rrule.YEARLY,
}
RULE_DAYS = dict(zip(WeekDay, (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU), strict=True))


def oracle(rule, anchor, how_many):
    """Return the first firing times, up to the horizon, as dateutil reads the same recurrence."""
    schedule = rule.schedule or Schedule()
    hours = schedule.hours
    if not hours and schedule.minutes and rule.frequency not in {Frequency.MINUTE, Frequency.HOUR}:
        hours = range(24)
    common = {
        "freq": RULE_FREQUENCIES[rule.frequency],
        "interval": rule.interval,
        "dtstart": anchor,
        "until": anchor + HORIZON,
        "wkst": rrule.MO,
        "bymonth": anchor.month if rule.frequency is Frequency.YEAR else schedule.months or None,
        "byhour": hours or None,
        "byminute": schedule.minutes or None,
    }
    union = rrule.rruleset()
    try:
        for part in day_parts(rule, anchor):
            union.rrule(rrule.rrule(**common, **part))
        return list(islice(union, how_many))
    except ValueError:
        # dateutil refuses hours and minutes that the interval never meets.
        return []


def day_parts(rule, anchor):
    """Yield what dateutil has to be told about days; the firing times are all those of any part."""
    schedule = rule.schedule or Schedule()
    if rule.frequency is Frequency.YEAR:
        yield {"bymonthday": anchor.day}
        return
    if rule.frequency is not Frequency.MONTH:
        yield {"byweekday": [RULE_DAYS[day] for day in schedule.week_days] or None}
        return
    # One by one: together, dateutil lets "every Monday" fire only when "the first Monday" does too.
    for each in schedule.monthly_occurrences:
        yield {"byweekday": RULE_DAYS[each.day](each.occurrence)}
    # Named, because dateutil forgets its default once months are given.
    days = schedule.month_days or (() if schedule.monthly_occurrences else (anchor.day,))
    longest = max(monthrange(2000, month)[1] for month in schedule.months or range(1, 13))
    # Days that these months never have would keep dateutil looking until the year 9999.
    if possible := [day for day in days if abs(day) <= longest]:
        yield {"bymonthday": possible}


@given(
    rule=st.one_of(*(recurrences(frequency, highest=30) for frequency in Frequency)),
    anchor=MOMENTS.map(lambda moment: moment.replace(microsecond=0)),
)
def test_dateutil_finds_the_same_firing_times(rule, anchor):
    found = [moment for moment in islice(walk(rule, anchor, anchor - MICROSECOND), 8) if moment <= anchor + HORIZON]
    if not found and rule.frequency is Frequency.MONTH:
        # Asked otherwise, because dateutil would look for a first one until the year 9999.
        assert not any(fires_on(rule, anchor, anchor + timedelta(days=days)) for days in range(1, HORIZON.days))
    else:
        assert found == oracle(rule, anchor, 8)


def fires_on(rule, anchor, day):
    """Tell whether a month recurrence fires on a day after its anchor, by looking at the day alone."""
    schedule, length = rule.schedule or Schedule(), monthrange(day.year, day.month)[1]
    if (day.year * 12 + day.month - anchor.year * 12 - anchor.month) % rule.interval:
        return False
    if schedule.months and day.month not in schedule.months:
        return False
    if not schedule.month_days and not schedule.monthly_occurrences:
        return day.day == anchor.day
    numbers = {None, (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
    return bool({day.day, day.day - length - 1} & set(schedule.month_days)) or any(
        each.day is list(WeekDay)[day.weekday()] and each.occurrence in numbers for each in schedule.monthly_occurrences
    )
