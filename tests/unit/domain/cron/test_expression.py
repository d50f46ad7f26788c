"""What holds whatever the dialect: one fire time after another, wall clocks, the smallest gap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from azure_scheduler_emulator.domain.cron import CronExpression, Dialect, parse

#: A Friday, the third of its month.
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def _first(expression: CronExpression, moment: datetime, count: int) -> list[str]:
    found = []
    for _ in range(count):
        following = expression.next_after(moment)
        if following is None:
            break
        found.append(f"{following:%Y-%m-%d}")
        moment = following
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The examples of Kudu's own tests, from midnight of 1 January 2015.
        ("10 * * * * *", timedelta(seconds=10)),
        ("0 1 * * * *", timedelta(minutes=1)),
        ("5 1 * * * *", timedelta(minutes=1, seconds=5)),
        ("0 0 2 * * *", timedelta(hours=2)),
        ("* * * 3 * *", timedelta(days=2)),
        ("* * * * 2 *", timedelta(days=31)),
        ("* * * * 3 *", timedelta(days=59)),
        ("* * * * 4 *", timedelta(days=90)),
    ],
)
def test_it_waits_as_long_as_kudu_does(text: str, expected: timedelta) -> None:
    start = datetime(2015, 1, 1, tzinfo=UTC)
    following = parse(text, Dialect.NCRONTAB).next_after(start)
    assert following is not None
    assert following - start == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 12 LW * ?", ["2026-11-30", "2026-12-31", "2027-01-29", "2027-02-26", "2027-03-31", "2027-04-30"]),
        ("0 0 12 ? * 6#5", ["2027-01-29", "2027-04-30", "2027-07-30", "2027-10-29", "2027-12-31"]),
        ("0 0 12 1W * ?", ["2026-12-01", "2027-01-01", "2027-02-01", "2027-03-01", "2027-04-01", "2027-05-03"]),
        ("0 0 12 29 2 ?", ["2028-02-29", "2032-02-29", "2036-02-29"]),
        ("0 0 0 1 1 ? 2027,2030,2098/1", ["2027-01-01", "2030-01-01", "2098-01-01", "2099-01-01"]),
    ],
)
def test_it_goes_on_from_one_fire_time_to_the_next(text: str, expected: list[str]) -> None:
    assert _first(parse(text, Dialect.QUARTZ), NOW, len(expected)) == expected


def test_it_stops_after_the_last_year() -> None:
    expression = parse("0 0 0 1 1 ? 2027-2028", Dialect.QUARTZ)
    assert _first(expression, NOW, 5) == ["2027-01-01", "2028-01-01"]


def test_it_does_not_stop_there_when_no_year_is_named() -> None:
    expression = parse("0 0 0 1 1 ?", Dialect.QUARTZ)
    assert expression.next_after(datetime(2099, 6, 1, tzinfo=UTC)) == datetime(2100, 1, 1, tzinfo=UTC)


def test_it_finds_the_rarest_day_there_is() -> None:
    # 29 February on a Monday: 2072, then not for 40 years because 2100 is no leap year.
    expression = parse("0 0 0 29 2 1", Dialect.NCRONTAB)
    assert expression.next_after(datetime(2072, 2, 29, tzinfo=UTC)) == datetime(2112, 2, 29, tzinfo=UTC)


def test_it_does_not_run_off_the_end_of_the_calendar() -> None:
    last_second = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert parse("* * * * * *", Dialect.NCRONTAB).next_after(last_second) is None
    assert parse("0 0 0 1 1 *", Dialect.NCRONTAB).next_after(datetime(9999, 6, 1, tzinfo=UTC)) is None


def test_the_fire_time_is_later_even_when_the_moment_is_one() -> None:
    expression = parse("0 30 15 * * *", Dialect.NCRONTAB)
    assert expression.next_after(NOW) == NOW + timedelta(days=1)
    assert expression.next_after(NOW - timedelta(microseconds=1)) == NOW
    assert expression.next_after(NOW + timedelta(microseconds=1)) == NOW + timedelta(days=1)


def test_the_moment_may_come_in_any_zone_and_the_answer_is_in_utc() -> None:
    moment = NOW.astimezone(timezone(timedelta(hours=-8)))
    following = parse("0 0 16 * * *", Dialect.NCRONTAB).next_after(moment)
    assert following == datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert following.utcoffset() == timedelta(0)


PACIFIC, BERLIN, LORD_HOWE = "America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe"


@pytest.mark.parametrize(
    ("zone", "text", "moment", "expected"),
    [
        (BERLIN, "0 0 12 * * *", "2026-01-15 08:00", "2026-01-15 11:00"),
        (BERLIN, "0 0 12 * * *", "2026-07-15 08:00", "2026-07-15 10:00"),
        # A week over the change to summer time is an hour short: 167 hours (an example of Kudu's tests).
        (PACIFIC, "0 0 18 * * 5", "2018-03-10 02:00", "2018-03-17 01:00"),
        # 2:59 is skipped and comes an hour later, as 3:59 (another one).
        (PACIFIC, "0 59 * * * *", "2018-03-11 09:59", "2018-03-11 10:59"),
        (PACIFIC, "0 30 2 * * *", "2018-03-11 08:00", "2018-03-11 10:30"),
        (PACIFIC, "0 30 2 * * *", "2018-03-11 10:30", "2018-03-12 09:30"),
        # 1:30 is shown twice in November, and the second one counts.
        (PACIFIC, "0 30 1 * * *", "2018-11-04 07:00", "2018-11-04 09:30"),
        (PACIFIC, "0 30 1 * * *", "2018-11-04 09:30", "2018-11-05 09:30"),
        # Read from the clock: at the first 1:45 the clock has passed 1:30.
        (PACIFIC, "0 30 1 * * *", "2018-11-04 08:45", "2018-11-05 09:30"),
        (PACIFIC, "0 0 * * * *", "2018-11-04 07:30", "2018-11-04 09:00"),
        # Here the clock is moved by half an hour: 2:15 comes as 2:45.
        (LORD_HOWE, "0 15 2 * * *", "2026-10-03 12:00", "2026-10-03 15:45"),
    ],
)
def test_it_reads_the_wall_clock(zone: str, text: str, moment: str, expected: str) -> None:
    expression = parse(text, Dialect.NCRONTAB)
    assert expression.next_after(_moment(moment), ZoneInfo(zone)) == _moment(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 15 10 ? * *", timedelta(days=1)),
        ("0 0/10 * * * ?", timedelta(minutes=10)),
        # 0, 7, ... 56 and then 0 again, four minutes later.
        ("0 0/7 * * * ?", timedelta(minutes=4)),
        ("0 0,59 * * * ?", timedelta(minutes=1)),
        ("* 0 0 1 1 ?", timedelta(seconds=1)),
        ("0,50 0 * * * ?", timedelta(seconds=50)),
        # Over midnight: 23:59 and 0:00.
        ("0 0,59 0,23 * * ?", timedelta(minutes=1)),
        # The same times on days that are apart: 59 minutes within the hour.
        ("0 0,59 0,23 1 * ?", timedelta(minutes=59)),
        # The last of a month and the first of the next are neighbours.
        ("0 0 0,23 1,31 * ?", timedelta(hours=1)),
        # 31 December and 1 January are, too.
        ("0 0 0,23 1,31 1,12 ?", timedelta(hours=1)),
        ("30 0 0 ? * MON", timedelta(days=7)),
        ("0 0 12 1,8,9 * ?", timedelta(days=1)),
        ("0 0 12 1 * ?", timedelta(days=28)),
        ("0 0 12 29 2 ?", timedelta(days=4 * 365 + 1)),
        # Once, and never.
        ("0 0 12 1 1 ? 2030", timedelta.max),
        ("0 0 12 30 2 ?", timedelta.max),
        ("* * * 30 2 ?", timedelta.max),
        # One day only, but twice on it.
        ("0 0 12,13 1 1 ? 2030", timedelta(hours=1)),
    ],
)
def test_it_knows_its_smallest_gap(text: str, expected: timedelta) -> None:
    assert parse(text, Dialect.QUARTZ).smallest_gap() == expected
