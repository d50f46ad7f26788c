"""What holds for every cron expression: against a plain scan, and against croniter and cronsim where they agree.

croniter fires when both day fields match, as NCRONTAB and Celery do. cronsim reads Quartz' weekdays, ``L`` and ``#``
once they are spelled its way; it has no year, no ``W`` and no ``L-2``: those meet the scan only. Both get their values
one by one: croniter reads ``5-5`` as the whole week, cronsim ``1-1/1`` as the whole year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from azure_scheduler_emulator.domain.cron import CronError, CronExpression, Dialect, parse
from azure_scheduler_emulator.domain.cron.missed import count_between, resume
from azure_scheduler_emulator.domain.cron.words import describe
from croniter import CroniterBadDateError, croniter
from cronsim import CronSim, CronSimError
from hypothesis import given, settings
from hypothesis import strategies as st

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
#: From 1999 to the spring of 2098.
MOMENTS = st.integers(0, 99 * 366 * 86400 - 1).map(lambda seconds: datetime(1999, 1, 1, tzinfo=UTC) + seconds * SECOND)
#: What Quartz says of days and cronsim can say, too.
KINDS = st.sampled_from(["days", "weekdays", "L", "nL", "n#k"])
#: From seconds to weekdays.
BOUNDS = ((0, 59), (0, 59), (0, 23), (1, 31), (1, 12), (0, 6))


@st.composite
def fields(draw: st.DrawFn, low: int, high: int) -> tuple[str, frozenset[int]]:
    """A field as text, spelled in one of the ways that all dialects share, and the values it means."""
    start = draw(st.integers(low, high))
    end = draw(st.integers(start, high))
    step = draw(st.integers(1, high - low))  # what Quartz takes
    some = draw(st.sets(st.integers(low, high), min_size=1, max_size=6))
    spelled: list[tuple[str, range | set[int]]] = [
        ("*", range(low, high + 1)),
        (f"*/{step}", range(low, high + 1, step)),
        (f"{start}-{end}", range(start, end + 1)),
        (f"{start}-{end}/{step}", range(start, end + 1, step)),
        (",".join(map(str, some)), some),
    ]
    text, values = draw(st.sampled_from(spelled))
    return text, frozenset(values)


@st.composite
def six_fields(draw: st.DrawFn) -> tuple[str, tuple[frozenset[int], ...]]:
    """Seconds to weekdays (Sunday is 0), and what each means."""
    drawn = [draw(fields(low, high)) for low, high in BOUNDS]
    return " ".join(text for text, _ in drawn), tuple(values for _, values in drawn)


@st.composite
def day_fields(draw: st.DrawFn) -> tuple[str, Callable[[date], bool]]:
    """Quartz' day of month, month and day of week, and whether a date is one of them, by looking at the calendar."""
    day, weekday, place = draw(st.integers(1, 31)), draw(st.integers(0, 6)), draw(st.integers(1, 5))
    back = draw(st.integers(0, 30))
    days = draw(st.sets(st.integers(1, 31), min_size=1, max_size=5))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1, max_size=3))
    spelled: list[tuple[str, Callable[[date], bool]]] = [
        (f"{','.join(map(str, days))} * ?", lambda found: found.day in days),
        (f"? * {','.join(str(number + 1) for number in weekdays)}", lambda found: _weekday(found) in weekdays),
        (f"L-{back} * ?", lambda found: found == _last_day(found) - back * DAY),
        (f"{day}W * ?", lambda found: found == _nearest(_day(found, day))),
        (f"L-{back}W * ?", lambda found: found == _nearest(_same_month(found, _last_day(found) - back * DAY))),
        (f"? * {weekday + 1}L", lambda found: _weekday(found) == weekday and (found + 7 * DAY).month != found.month),
        (f"? * {weekday + 1}#{place}", lambda found: _weekday(found) == weekday and _place(found) == place),
    ]
    return draw(st.sampled_from(spelled))


def _weekday(day: date) -> int:
    return day.isoweekday() % 7


def _last_day(day: date) -> date:
    while (day + DAY).month == day.month:
        day += DAY
    return day


def _day(day: date, number: int) -> date | None:
    return day.replace(day=number) if number <= _last_day(day).day else None


def _same_month(day: date, other: date) -> date | None:
    return other if other.month == day.month else None


def _place(day: date) -> int:
    """Count how many days of the month up to ``day`` are its weekday."""
    return sum(_weekday(day.replace(day=number)) == _weekday(day) for number in range(1, day.day + 1))


def _nearest(day: date | None) -> date | None:
    """Return the Monday to Friday of the month that is the fewest days away."""
    if day is None:
        return None
    working = [other for number in range(1, 32) if (other := _day(day, number)) and other.isoweekday() <= 5]
    return min(working, key=lambda other: abs(other - day))


def _is_named(moment: datetime, values: tuple[frozenset[int], ...]) -> bool:
    shown = (moment.second, moment.minute, moment.hour, moment.day, moment.month, _weekday(moment))
    return all(number in allowed for number, allowed in zip(shown, values, strict=True))


def _one_by_one(values: tuple[frozenset[int], ...]) -> list[str]:
    return [",".join(map(str, sorted(field))) for field in values]


def _next(oracle: croniter) -> datetime | None:
    try:
        return oracle.get_next(datetime)
    except CroniterBadDateError:
        return None


def _between(expression: CronExpression, start: datetime, end: datetime) -> list[datetime]:
    found = []
    following = expression.next_after(start)
    while following is not None and following <= end:
        found.append(following)
        following = expression.next_after(following)
    return found


@given(six_fields(), MOMENTS)
@settings(max_examples=60)
def test_it_skips_no_second_and_invents_none(case: tuple[str, tuple[frozenset[int], ...]], start: datetime) -> None:
    text, values = case
    expression = parse(text, Dialect.NCRONTAB)
    # Start at a fire time, or the scan would mostly look at nothing.
    start = (expression.next_after(start) or start).replace(microsecond=0) - 100 * SECOND
    end = start + 1500 * SECOND
    scanned = [moment for number in range(1, 1501) if _is_named(moment := start + number * SECOND, values)]
    assert _between(expression, start, end) == scanned


@given(six_fields(), MOMENTS)
@settings(max_examples=60)
def test_it_skips_no_day_and_invents_none(case: tuple[str, tuple[frozenset[int], ...]], start: datetime) -> None:
    text, values = case
    days, months, week_days = values[3:]
    expression = parse("0 0 12 " + " ".join(text.split()[3:]), Dialect.NCRONTAB)
    noon = start.replace(hour=12, minute=0, second=0, microsecond=0)
    scanned = [
        day
        for number in range(1, 1001)
        if (day := noon + number * DAY).day in days and day.month in months and _weekday(day) in week_days
    ]
    assert _between(expression, noon, noon + 1000 * DAY) == scanned


@given(day_fields(), MOMENTS)
@settings(max_examples=100)
def test_quartz_days_are_the_days_of_the_calendar(case: tuple[str, Callable[[date], bool]], start: datetime) -> None:
    text, is_named = case
    noon = start.replace(hour=12, minute=0, second=0, microsecond=0)
    scanned = [day for number in range(1, 151) if is_named((day := noon + number * DAY).date())]
    assert _between(parse(f"0 0 12 {text}", Dialect.QUARTZ), noon, noon + 150 * DAY) == scanned


@given(six_fields(), MOMENTS)
def test_every_fire_time_is_later_than_the_one_before(
    case: tuple[str, tuple[frozenset[int], ...]], start: datetime
) -> None:
    text, values = case
    expression, moment = parse(text, Dialect.NCRONTAB), start
    for _ in range(5):
        following = expression.next_after(moment)
        if following is None:
            break
        assert following > moment
        assert _is_named(following, values)
        moment = following


@given(six_fields(), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_later_moment_has_no_earlier_fire_time(
    case: tuple[str, tuple[frozenset[int], ...]], start: datetime, later: timedelta
) -> None:
    expression = parse(case[0], Dialect.NCRONTAB)
    first, second = expression.next_after(start), expression.next_after(start + later)
    assert (first is None) == (second is None)
    assert first is None or second is None or first <= second


@given(six_fields(), MOMENTS)
@settings(max_examples=40, deadline=None)
def test_it_agrees_with_croniter(case: tuple[str, tuple[frozenset[int], ...]], start: datetime) -> None:
    text, values = case
    every = _one_by_one(values)
    oracle = croniter(" ".join(every), start, day_or=False, second_at_beginning=True)
    assert parse(text, Dialect.NCRONTAB).next_after(start) == _next(oracle)
    oracle = croniter(" ".join(every[1:]), start, day_or=False)
    assert parse(" ".join(text.split()[1:]), Dialect.CRONTAB).next_after(start) == _next(oracle)


@given(six_fields(), KINDS, st.integers(0, 6), st.integers(1, 5), MOMENTS)
@settings(max_examples=60, deadline=None)
def test_quartz_agrees_with_cronsim(
    case: tuple[str, tuple[frozenset[int], ...]], kind: str, weekday: int, place: int, start: datetime
) -> None:
    text, values = case
    day, month, _ = text.split()[3:]
    *times, days, months, _ = _one_by_one(values)
    quartz, cronsim = {
        "days": (f"{day} {month} ?", f"{days} {months} *"),
        "weekdays": (f"? {month} {weekday + 1}-7", f"* {months} {weekday}-6"),
        "L": (f"L {month} ?", f"L {months} *"),
        "nL": (f"? {month} {weekday + 1}L", f"* {months} {weekday}L"),
        "n#k": (f"? {month} {weekday + 1}#{place}", f"* {months} {weekday}#{place}"),
    }[kind]
    following = parse(" ".join([*text.split()[:3], quartz]), Dialect.QUARTZ).next_after(start)
    assert following == _by_cronsim(" ".join([*times, cronsim]), start)


def _by_cronsim(text: str, start: datetime) -> datetime | None:
    try:
        return next(CronSim(text, start), None)
    except CronSimError:
        # It refuses days that no month of the expression has, such as 30 February; they never fire.
        return None


@given(six_fields(), MOMENTS)
def test_no_two_fire_times_are_nearer_than_the_smallest_gap(
    case: tuple[str, tuple[frozenset[int], ...]], start: datetime
) -> None:
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
@settings(max_examples=30, deadline=None)
def test_the_smallest_gap_does_occur(minutes: set[int], hours: set[int], days: str) -> None:
    expression = parse(f"0 {','.join(map(str, minutes))} {','.join(map(str, hours))} {days}", Dialect.QUARTZ)
    # A year and a bit holds every gap of these days.
    start = datetime(2026, 12, 30, tzinfo=UTC)
    moments = _between(expression, start, start + 400 * DAY)
    assert min(later - earlier for earlier, later in pairwise(moments)) == expression.smallest_gap()


@given(six_fields())
def test_what_ncrontab_prints_means_the_same(case: tuple[str, tuple[frozenset[int], ...]]) -> None:
    expression = parse(case[0], Dialect.NCRONTAB)
    printed = parse(expression.canonical, Dialect.NCRONTAB)
    assert printed.canonical == expression.canonical
    assert replace(printed, text=expression.text) == expression


@given(six_fields(), MOMENTS, st.timedeltas(timedelta(0), timedelta(hours=1)))
@settings(max_examples=60)
def test_missed_times_are_counted_as_if_one_by_one(
    case: tuple[str, tuple[frozenset[int], ...]], start: datetime, span: timedelta
) -> None:
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
