"""Which recurrences are refused, with which words, and how near two firing times can be."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
    next_fire,
)
from azure_scheduler_emulator.domain.recurrence.rules import check, check_start, shortest_gap

MINUTE, HOUR, DAY, WEEK, MONTH, YEAR = Frequency
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = WeekDay
NOW = datetime(2016, 3, 30, 19, 36, tzinfo=UTC)
MICROSECOND = datetime.resolution


def recurrence(frequency, interval=1, **schedule):
    return Recurrence(frequency=frequency, interval=interval, schedule=Schedule(**schedule) if schedule else None)


def accepts(rule, start=None):
    """Check a rule as of now: ``True`` when nothing is raised."""
    check(rule, now=NOW, start=start)
    return True


@pytest.mark.parametrize(
    ("frequency", "most"), [(MINUTE, 720_000), (HOUR, 12_000), (DAY, 548), (WEEK, 78), (MONTH, 18), (YEAR, 1)], ids=str
)
def test_an_interval_is_between_one_and_the_cap_of_its_unit(frequency, most):
    assert accepts(recurrence(frequency, 1))
    assert accepts(recurrence(frequency, most))
    for interval in (-1, 0, most + 1):
        with pytest.raises(
            InvalidError, match=f"interval {interval} must be between 1 and {most} with recurrence unit"
        ):
            accepts(recurrence(frequency, interval))


def test_a_count_is_at_least_one_or_none_and_has_31_bits():
    accepts(Recurrence(frequency=DAY, count=1))
    accepts(Recurrence(frequency=DAY, count=0))
    accepts(Recurrence(frequency=DAY, count=2147483647))
    for count in (-1, 2147483648):
        with pytest.raises(InvalidError, match=f"count {count} must be"):
            accepts(Recurrence(frequency=DAY, count=count))


def test_count_and_end_time_go_together():
    # recorded: 10000 times until 2020, given in 2016 with a start in 2015
    end = datetime(2020, 10, 10, 10, 10, 10, tzinfo=UTC)
    start = datetime(2015, 7, 13, tzinfo=UTC)
    assert accepts(Recurrence(frequency=WEEK, count=10000, end_time=end), start)


@pytest.mark.parametrize("after", [MICROSECOND, timedelta(days=4000)])
def test_an_end_time_later_than_the_start_is_accepted(after):
    for start in (NOW - timedelta(days=5000), NOW, NOW + timedelta(days=5)):
        assert accepts(Recurrence(frequency=DAY, end_time=start + after), start)


@pytest.mark.parametrize("before", [timedelta(0), MICROSECOND, timedelta(days=4000)])
def test_an_end_time_not_later_than_the_start_is_refused(before):
    for start in (NOW - timedelta(days=50), NOW, NOW + timedelta(days=5)):
        with pytest.raises(InvalidError, match="must be later than the start time"):
            accepts(Recurrence(frequency=DAY, end_time=start - before), start)


def test_without_a_start_an_end_time_is_in_the_future():
    assert accepts(Recurrence(frequency=DAY, end_time=NOW + MICROSECOND))
    for end in (NOW, NOW - timedelta(days=5000)):
        with pytest.raises(InvalidError, match="must be later than now"):
            accepts(Recurrence(frequency=DAY, end_time=end))


@pytest.mark.parametrize(
    ("now", "latest"),
    [
        (datetime(2016, 3, 30, 19, 36, tzinfo=UTC), datetime(2017, 9, 30, 19, 36, tzinfo=UTC)),
        (datetime(2016, 12, 1, tzinfo=UTC), datetime(2018, 6, 1, tzinfo=UTC)),
        # February is shorter
        (datetime(2014, 8, 31, tzinfo=UTC), datetime(2016, 2, 29, tzinfo=UTC)),
    ],
)
def test_a_start_is_at_most_18_months_ahead(now, latest):
    check(recurrence(DAY), now=now, start=latest)
    check_start(None, now=now)
    check_start(latest, now=now)
    with pytest.raises(InvalidError, match="18 months"):
        check(recurrence(DAY), now=now, start=latest + MICROSECOND)
    with pytest.raises(InvalidError, match="18 months"):
        check_start(latest + MICROSECOND, now=now)


PARTS = {
    "days of month": ({"month_days": (1,)}, MONTH),
    "days of week": ({"week_days": (MONDAY,)}, WEEK),
    "monthly occurrences": ({"monthly_occurrences": (MonthlyOccurrence(day=MONDAY),)}, MONTH),
    "months": ({"months": (1,)}, MONTH),
}


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("frequency", list(Frequency))
def test_a_schedule_part_belongs_to_one_frequency(name, frequency):
    part, owner = PARTS[name]
    if frequency is owner:
        assert accepts(recurrence(frequency, **part))
    else:
        with pytest.raises(InvalidError, match=f"^Cannot set {name} with recurrence unit '{frequency.title()}'\\.$"):
            accepts(recurrence(frequency, **part))


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("frequency", list(Frequency))
def test_a_part_without_any_value_counts_as_given(name, frequency):
    part, owner = PARTS[name]
    rule = recurrence(frequency, empty=tuple(part))
    if frequency is owner:
        accepts(rule)
    else:
        with pytest.raises(InvalidError, match=f"^Cannot set {name} with"):
            accepts(rule)


def test_the_recorded_sentence_comes_first():
    every_part = {key: value for part, _ in PARTS.values() for key, value in part.items()}
    with pytest.raises(InvalidError) as refusal:
        accepts(recurrence(WEEK, hours=(99,), **every_part))
    assert str(refusal.value) == "Cannot set days of month with recurrence unit 'Week'."


@pytest.mark.parametrize("frequency", list(Frequency))
def test_hours_and_minutes_go_with_every_frequency(frequency):
    assert accepts(recurrence(frequency, hours=(0, 23), minutes=(0, 59)))
    assert accepts(Recurrence(frequency=frequency, schedule=Schedule()))


@pytest.mark.parametrize(
    ("part", "good", "bad"),
    [
        ("minutes", (0, 59), (-1, 60)),
        ("hours", (0, 23), (-1, 24)),
        ("months", (1, 12), (-1, 0, 13)),
        ("month_days", (1, 31, -1, -31), (0, 32, -32)),
    ],
)
def test_schedule_numbers_have_a_range(part, good, bad):
    assert accepts(recurrence(MONTH, **{part: good}))
    for value in bad:
        with pytest.raises(InvalidError, match=f"The value {value} is not valid for"):
            accepts(recurrence(MONTH, **{part: (1, value)}))


def test_an_occurrence_is_one_of_five_from_either_end_or_left_out():
    def occurring(number):
        return recurrence(MONTH, monthly_occurrences=(MonthlyOccurrence(day=FRIDAY, occurrence=number),))

    for number in (None, 1, 5, -1, -5):
        assert accepts(occurring(number))
    for number in (0, 6, -6):
        with pytest.raises(InvalidError, match=f"The value {number} is not valid for monthly occurrences"):
            accepts(occurring(number))


#: A Wednesday.
ANCHOR = datetime(2015, 7, 15, 12, 25, 7, tzinfo=UTC)

GAPS = [
    (recurrence(MINUTE, 5), timedelta(minutes=5)),
    (recurrence(HOUR, 2), timedelta(hours=2)),
    (recurrence(DAY, 548), timedelta(days=548)),
    (recurrence(WEEK, 3), timedelta(weeks=3)),
    (recurrence(DAY, minutes=(0, 10)), timedelta(minutes=10)),
    # 50 is nearer to the next hour's 0 than to 30
    (recurrence(DAY, minutes=(0, 30, 50)), timedelta(minutes=10)),
    # ... unless no two hours follow each other
    (recurrence(DAY, minutes=(0, 30, 50), hours=(1, 3)), timedelta(minutes=20)),
    # across midnight
    (recurrence(DAY, minutes=(0, 59), hours=(0, 23)), timedelta(minutes=1)),
    (recurrence(DAY, 2, hours=(0, 23), minutes=(0,)), timedelta(hours=23)),
    (recurrence(WEEK, week_days=(MONDAY, FRIDAY)), timedelta(days=3)),
    (recurrence(WEEK, 2, week_days=(MONDAY, FRIDAY)), timedelta(days=4)),
    # Sunday of one week and Monday of the next
    (recurrence(WEEK, week_days=(MONDAY, WEDNESDAY, SUNDAY)), timedelta(days=1)),
    (recurrence(WEEK, week_days=(SUNDAY,)), timedelta(weeks=1)),
    # every 25 hours, of which the 12th of the day comes back after 25 days
    (recurrence(HOUR, 25, hours=(12,)), timedelta(hours=25 * 24)),
    # every 7 minutes comes back to minute 25 after 7 hours
    (recurrence(MINUTE, 7, minutes=(25,)), timedelta(hours=7)),
    # the interval does not meet the hours any nearer than by a day
    (recurrence(MINUTE, 30, hours=(12,), minutes=(25,)), timedelta(days=1)),
    # the step of the grid is longer than the schedule's
    (recurrence(MINUTE, 20, minutes=(5, 25, 26)), timedelta(minutes=20)),
    # February to March
    (recurrence(MONTH), timedelta(days=28)),
    # the 30th of January to that of March is longer than that of June to July
    (recurrence(MONTH, month_days=(30,)), timedelta(days=30)),
    (recurrence(MONTH, month_days=(31,)), timedelta(days=31)),
    (recurrence(MONTH, month_days=(1, -1)), timedelta(days=1)),
    # the 28th of February to the 1st of March, in common years
    (recurrence(MONTH, month_days=(1, 28)), timedelta(days=1)),
    # 15 to 30, and the 30th of the shorter months to the 15th
    (recurrence(MONTH, month_days=(15, 30)), timedelta(days=15)),
    # from 30 January over a February without one
    (recurrence(MONTH, months=(1, 2, 3), month_days=(30,)), timedelta(days=59)),
    (recurrence(MONTH, 12, months=(7,)), timedelta(days=365)),
    (recurrence(MONTH, 12, months=(7,), month_days=(-1, 3), hours=(1,)), timedelta(days=28)),
    (recurrence(MONTH, months=(2,), month_days=(29,)), timedelta(days=4 * 365 + 1)),
    # every Friday, or the first one
    (recurrence(MONTH, monthly_occurrences=(MonthlyOccurrence(day=FRIDAY),)), timedelta(weeks=1)),
    (
        recurrence(MONTH, monthly_occurrences=(MonthlyOccurrence(day=FRIDAY, occurrence=1),)),
        timedelta(weeks=4),
    ),
    # the second Friday is the 8th to the 14th, so the 13th can be its eve or morrow
    (
        recurrence(MONTH, month_days=(13,), monthly_occurrences=(MonthlyOccurrence(day=FRIDAY, occurrence=2),)),
        timedelta(days=1),
    ),
]


@pytest.mark.parametrize(("rule", "gap"), GAPS)
def test_the_shortest_gap_is_that_of_the_nearest_two(rule, gap):
    assert shortest_gap(rule, ANCHOR) == gap


def test_the_shortest_gap_of_months_is_found_by_living_through_them():
    # 28 years hold every sequence of months as long as no century comes between.
    end = ANCHOR + timedelta(days=28 * 366)
    for rule in (rule for rule, _ in GAPS if rule.frequency is MONTH):
        moments = [next_fire(rule, ANCHOR, ANCHOR)]
        while moments[-1] < end:
            moments.append(next_fire(rule, ANCHOR, moments[-1]))
        assert min(later - earlier for earlier, later in pairwise(moments)) == shortest_gap(rule, ANCHOR)


def test_neither_count_nor_end_time_lengthens_the_shortest_gap():
    rule = Recurrence(frequency=MINUTE, interval=5, count=1, end_time=ANCHOR + timedelta(minutes=1))
    assert shortest_gap(rule, ANCHOR) == timedelta(minutes=5)


@pytest.mark.parametrize(
    "rule",
    [
        recurrence(MONTH, months=(2,), month_days=(30,)),
        recurrence(MONTH, 2, months=(2,)),
        recurrence(HOUR, 2, hours=(5,)),
        recurrence(MINUTE, 10, minutes=(30,)),
    ],
)
def test_a_schedule_that_never_fires_is_never_too_frequent(rule):
    assert shortest_gap(rule, ANCHOR) == timedelta.max
    assert accepts(rule)
