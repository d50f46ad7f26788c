"""What holds for every cron expression, against a plain scan of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from azure_scheduler_emulator.domain.cron import CronError, CronExpression, Dialect, parse
from azure_scheduler_emulator.domain.cron.missed import count_between, resume
from azure_scheduler_emulator.domain.cron.words import describe
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.domain.cron.expressions import (
    DAY,
    DAY_FIELDS,
    MOMENTS,
    SECOND,
    SIX_FIELDS,
    Case,
    IsNamed,
    is_named,
    weekday,
)


def _between(expression: CronExpression, start: datetime, end: datetime) -> list[datetime]:
    found = []
    following = expression.next_after(start)
    while following is not None and following <= end:
        found.append(following)
        following = expression.next_after(following)
    return found


@given(SIX_FIELDS, MOMENTS)
def test_it_skips_no_second_and_invents_none(case: Case, start: datetime) -> None:
    text, values = case
    expression = parse(text, Dialect.NCRONTAB)
    # Start at a fire time, or the scan would mostly look at nothing.
    start = (expression.next_after(start) or start).replace(microsecond=0) - 100 * SECOND
    end = start + 1500 * SECOND
    scanned = [moment for number in range(1, 1501) if is_named(moment := start + number * SECOND, values)]
    assert _between(expression, start, end) == scanned


@given(SIX_FIELDS, MOMENTS)
def test_it_skips_no_day_and_invents_none(case: Case, start: datetime) -> None:
    text, values = case
    days, months, week_days = values[3:]
    expression = parse("0 0 12 " + " ".join(text.split()[3:]), Dialect.NCRONTAB)
    noon = start.replace(hour=12, minute=0, second=0, microsecond=0)
    scanned = [
        day
        for number in range(1, 1001)
        if (day := noon + number * DAY).day in days and day.month in months and weekday(day) in week_days
    ]
    assert _between(expression, noon, noon + 1000 * DAY) == scanned


@given(DAY_FIELDS, MOMENTS)
def test_quartz_days_are_the_days_of_the_calendar(case: tuple[str, IsNamed], start: datetime) -> None:
    text, named = case
    noon = start.replace(hour=12, minute=0, second=0, microsecond=0)
    scanned = [day for number in range(1, 151) if named((day := noon + number * DAY).date())]
    assert _between(parse(f"0 0 12 {text}", Dialect.QUARTZ), noon, noon + 150 * DAY) == scanned


@given(SIX_FIELDS, MOMENTS)
def test_every_fire_time_is_later_than_the_one_before(case: Case, start: datetime) -> None:
    text, values = case
    expression, moment = parse(text, Dialect.NCRONTAB), start
    for _ in range(5):
        following = expression.next_after(moment)
        if following is None:
            break
        assert following > moment
        assert is_named(following, values)
        moment = following


@given(SIX_FIELDS, MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_later_moment_has_no_earlier_fire_time(case: Case, start: datetime, later: timedelta) -> None:
    expression = parse(case[0], Dialect.NCRONTAB)
    first, second = expression.next_after(start), expression.next_after(start + later)
    assert (first is None) == (second is None)
    assert first is None or second is None or first <= second


@given(SIX_FIELDS, MOMENTS)
def test_no_two_fire_times_are_nearer_than_the_smallest_gap(case: Case, start: datetime) -> None:
    expression = parse(case[0], Dialect.NCRONTAB)
    smallest, moments = expression.smallest_gap(), [start]
    while len(moments) < 20 and (following := expression.next_after(moments[-1])) is not None:
        moments.append(following)
    assert all(later - earlier >= smallest for earlier, later in pairwise(moments[1:]))


@given(
    st.sets(st.integers(0, 59), min_size=1, max_size=3),
    st.sets(st.integers(0, 23), min_size=1, max_size=3),
    st.sampled_from(["* * ?", "1,2 * ?", "1,31 * ?", "31 * ?", "? * 2,4", "? * 7,1", "1,7 1 ?"]),
)
def test_the_smallest_gap_does_occur(minutes: set[int], hours: set[int], days: str) -> None:
    expression = parse(f"0 {','.join(map(str, minutes))} {','.join(map(str, hours))} {days}", Dialect.QUARTZ)
    # A year and a bit holds every gap of these days.
    start = datetime(2026, 12, 30, tzinfo=UTC)
    moments = _between(expression, start, start + 400 * DAY)
    assert min(later - earlier for earlier, later in pairwise(moments)) == expression.smallest_gap()


@given(SIX_FIELDS)
def test_what_ncrontab_prints_means_the_same(case: Case) -> None:
    expression = parse(case[0], Dialect.NCRONTAB)
    printed = parse(expression.canonical, Dialect.NCRONTAB)
    assert printed.canonical == expression.canonical
    assert replace(printed, text=expression.text) == expression


@given(SIX_FIELDS, MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=1)))
def test_missed_times_are_counted_as_if_one_by_one(case: Case, start: datetime, span: timedelta) -> None:
    expression = parse(case[0], Dialect.NCRONTAB)
    start = (expression.next_after(start) or start) - span / 2
    passed = [moment for moment in _between(expression, start, start + span) if moment < start + span]
    assert count_between(expression, start, start + span) == len(passed)
    resumption = resume(expression, start, start + span)
    assert resumption.latest_missed in (None, passed[-1] if passed else None)


@given(st.text("0123456789*/,-?LW#@ JANMONlw\t+\u0663\u00b2", max_size=40), st.sampled_from(list(Dialect)))
def test_any_text_is_an_expression_or_a_refusal(text: str, dialect: Dialect) -> None:
    try:
        read = parse(text, dialect).text
    except CronError as error:
        read = error.given
    assert read in text.lower() or read in text.upper() or read in text


@given(
    st.lists(st.text("0123456789*/,-?LW#JAN", min_size=1, max_size=4), min_size=5, max_size=7).map(" ".join),
    st.sampled_from(list(Dialect)),
    MOMENTS,
)
def test_whatever_is_accepted_can_be_asked_when_it_fires(text: str, dialect: Dialect, start: datetime) -> None:
    try:
        expression = parse(text, dialect)
    except CronError:
        return
    following = expression.next_after(start)
    assert following is None or following > start
    assert expression.smallest_gap() >= SECOND
    assert describe(expression)
