"""When the three dialects fire. Expected dates are calendar reasoning, not the output of any cron library."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from azure_scheduler_emulator.domain.cron import CronExpression, Dialect, parse

#: A Friday, the third of its month.
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)

QUARTZ = [
    ("0 15 10 ? * *", "2026-11-21 10:15:00"),
    ("0 0 12 * * ?", "2026-11-21 12:00:00"),
    ("0 15 10 * * ? 2027", "2027-01-01 10:15:00"),
    ("0 15 10 * * ? 2005", None),
    ("0 * 14 * * ?", "2026-11-21 14:00:00"),
    ("0 0/5 14 * * ?", "2026-11-21 14:00:00"),
    ("0 0/5 14,18 * * ?", "2026-11-20 18:00:00"),
    ("0 0-5 14 * * ?", "2026-11-21 14:00:00"),
    ("0 10,44 14 ? 3 WED", "2027-03-03 14:10:00"),
    ("0 15 10 ? * MON-FRI", "2026-11-23 10:15:00"),
    ("0 15 10 15 * ?", "2026-12-15 10:15:00"),
    ("0 15 10 L * ?", "2026-11-30 10:15:00"),
    ("0 15 10 L-2 * ?", "2026-11-28 10:15:00"),
    ("0 15 10 ? * 6L", "2026-11-27 10:15:00"),
    ("0 15 10 ? * 6L 2027-2030", "2027-01-29 10:15:00"),
    # 20 November is the third Friday, but 10:15 has passed.
    ("0 15 10 ? * 6#3", "2026-12-18 10:15:00"),
    # The days 1, 6, 11, 16, 21, 26 and 31.
    ("0 0 12 1/5 * ?", "2026-11-21 12:00:00"),
    ("0 11 11 11 11 ?", "2027-11-11 11:11:00"),
    ("0 0 12 LW * ?", "2026-11-30 12:00:00"),
    # 28 February 2027 is a Sunday.
    ("0 0 12 LW 2 ?", "2027-02-26 12:00:00"),
    ("0 0 12 15W * ?", "2026-12-15 12:00:00"),
    # 1 May 2027 is a Saturday: Monday the third, not a day of April.
    ("0 0 12 1W 5 ?", "2027-05-03 12:00:00"),
    # Sunday is 1.
    ("0 0 12 ? * 1", "2026-11-22 12:00:00"),
    ("0 0 12 ? * 7", "2026-11-21 12:00:00"),
    ("0 0 12 ? * 2-6", "2026-11-23 12:00:00"),
    ("0 0 12 ? * SUN", "2026-11-22 12:00:00"),
    ("30 0/10 * * * ?", "2026-11-20 15:30:30"),
    ("0/15 * * * * ?", "2026-11-20 15:30:15"),
    ("0 0 0 29 2 ?", "2028-02-29 00:00:00"),
    # Over the end of the field: 22, 23, 0, 1 and 2.
    ("0 0 22-2 * * ?", "2026-11-20 22:00:00"),
    ("0 0 12 ? JAN,JUN MON#1", "2027-01-04 12:00:00"),
    # A bare L among the weekdays is 7.
    ("0 0 12 ? * L", "2026-11-21 12:00:00"),
    # Months without a fifth Friday are passed over.
    ("0 0 12 ? * FRI#5", "2027-01-29 12:00:00"),
    ("0 0 0 1 1 ? 2099", "2099-01-01 00:00:00"),
    ("0 0 12 31 * ?", "2026-12-31 12:00:00"),
    # Beyond the published examples:
    ("0 0 12 30 2 ?", None),
    ("0 0 12 L-30 2 ?", None),
    # Only months of 31 days have a day 30 before the last.
    ("0 0 12 L-30 * ?", "2026-12-01 12:00:00"),
    # The third day before the last of February 2027, the 25th, is a Thursday; of January 2028, the 28th, a Friday.
    ("0 0 12 L-3W 2 ?", "2027-02-25 12:00:00"),
    # 31 July 2027 is a Saturday, and the 30th of 30 is nowhere near a 31W.
    ("0 0 12 31W 6,7 ?", "2027-07-30 12:00:00"),
    # Not 30 April 2027, the Friday before what would be the 31st.
    ("0 0 12 31W 4 ?", None),
    ("0 0 12 L-30W 4 ?", None),
    # 31 January 2027 is a Sunday: back, not on to February.
    ("0 0 12 31W 1 ?", "2027-01-29 12:00:00"),
    ("0 0 12 ? nov-feb fri-mon", "2026-11-21 12:00:00"),
    ("0 0 12 28-2 * ?", "2026-11-28 12:00:00"),
    ("0 /20 * * * ?", "2026-11-20 15:40:00"),
    ("0\t15  10 ? * *", "2026-11-21 10:15:00"),
    # Every second year from 1970.
    ("0 0 12 * * ? */2", "2026-11-21 12:00:00"),
    ("0 0 12 * * ? 1971/2", "2027-01-01 12:00:00"),
    ("0 0 12 1 1 ? *", "2027-01-01 12:00:00"),
    ("0 0 12 1 1 ? 2030/3", "2030-01-01 12:00:00"),
]

NCRONTAB = [
    ("0 */2 * * * *", "2026-11-20 15:32:00"),
    ("10 * * * * *", "2026-11-20 15:30:10"),
    ("* * * * * *", "2026-11-20 15:30:01"),
    ("0 0 0 25 12 *", "2026-12-25 00:00:00"),
    # Sunday is 0.
    ("0 0 9 * * 0", "2026-11-22 09:00:00"),
    ("0 0 9-17 * * MON-FRI", "2026-11-20 16:00:00"),
    # Day and weekday must both match: the next Friday the 13th.
    ("0 0 12 13 * 5", "2027-08-13 12:00:00"),
    ("0 0 12 29 2 1", "2044-02-29 12:00:00"),
    # Reversed bounds are swapped: 2 to 22.
    ("0 0 22-2 * * *", "2026-11-20 16:00:00"),
    ("0 20/15 * * * *", "2026-11-20 15:35:00"),
    # A step of nothing, or backwards, is 1.
    ("0 */0 * * * *", "2026-11-20 15:31:00"),
    ("0 */-5 * * * *", "2026-11-20 15:31:00"),
    ("0 */90 * * * *", "2026-11-20 16:00:00"),
    # Names by their beginning, the first that fits: March, June, Monday.
    ("0 0 0 1 m *", "2027-03-01 00:00:00"),
    ("0 0 0 1 JU *", "2027-06-01 00:00:00"),
    ("0 0 0 * * m", "2026-11-23 00:00:00"),
    ("0 0 0 1 sept *", "2027-09-01 00:00:00"),
    # Back to the first of several seconds, which NCrontab 2.0 forgets.
    ("10,40 31 * * * *", "2026-11-20 15:31:10"),
    ("  0   0 12 * * *  ", "2026-11-21 12:00:00"),
    ("0 0 0 30 2 *", None),
    ("0 0 0 31 4,6,9,11 *", None),
]

CRONTAB = [
    ("25 * * * *", "2026-11-20 16:25:00"),
    ("*/5 * * * *", "2026-11-20 15:35:00"),
    ("0 0 1 * 1", "2027-02-01 00:00:00"),
    ("0 12 * * mon-fri", "2026-11-23 12:00:00"),
    ("0 12 * * sat-sun", "2026-11-21 12:00:00"),
    ("0 12 * * 5-0", "2026-11-21 12:00:00"),
    ("0 12 * * 0-0", "2026-11-22 12:00:00"),
    ("0 12 * * 7", "2026-11-22 12:00:00"),
    ("0 12 * * 0-7", "2026-11-21 12:00:00"),
    ("@daily", "2026-11-21 00:00:00"),
    (" @hourly ", "2026-11-20 16:00:00"),
    ("@weekly", "2026-11-22 00:00:00"),
    ("@monthly", "2026-12-01 00:00:00"),
    ("@yearly", "2027-01-01 00:00:00"),
    ("@annually", "2027-01-01 00:00:00"),
    # A sixth field is a year, and it is dropped.
    ("25 * * * * 2030", "2026-11-20 16:25:00"),
    ("* * * * * 2001", "2026-11-20 15:31:00"),
    # Of seven fields the first is for seconds: dropped too.
    ("30 0 12 1 1 * 2030", "2027-01-01 12:00:00"),
    ("0 0 12 1 1 * 2030", "2027-01-01 12:00:00"),
    ("0 0 ? JAN ?", "2027-01-01 00:00:00"),
    ("0 0 L * *", "2026-11-30 00:00:00"),
    ("0 0 25,L * *", "2026-11-25 00:00:00"),
    ("0 0 * * L5", "2026-11-27 00:00:00"),
    ("0 0 * * L7", "2026-11-29 00:00:00"),
    ("0 0 * * L1-5", "2026-11-24 00:00:00"),
    ("0 0 * * L5,mon", "2026-11-23 00:00:00"),
    ("40/5 * * * *", "2026-11-20 15:40:00"),
    ("1-5/2 * * * *", "2026-11-20 16:01:00"),
    ("*/90 * * * *", "2026-11-20 16:00:00"),
    ("0 0 29 2 *", "2028-02-29 00:00:00"),
    # Celery searches these for ever.
    ("0 0 30 2 *", None),
    ("0 0 31 2 *", None),
    # Accepted, and names nothing.
    ("0 0 * * L5-1", None),
]


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
    ("hours", "expected"),
    [
        ("22-2", (0, 1, 2, 22, 23)),
        # With steps over the end of the field, and from the start to it.
        ("22-3/2", (0, 2, 22)),
        ("21-3/4", (1, 21)),
        ("17/3", (17, 20, 23)),
        ("0/23", (0, 23)),
        ("5,1-3,2", (1, 2, 3, 5)),
    ],
)
def test_quartz_hours_mean(hours: str, expected: tuple[int, ...]) -> None:
    assert parse(f"0 0 {hours} * * ?", Dialect.QUARTZ).hours == expected


@pytest.mark.parametrize(("text", "expected"), QUARTZ)
def test_quartz_fires_at(text: str, expected: str | None) -> None:
    assert parse(text, Dialect.QUARTZ).next_after(NOW) == _moment(expected)


@pytest.mark.parametrize(("text", "expected"), NCRONTAB)
def test_ncrontab_fires_at(text: str, expected: str | None) -> None:
    assert parse(text, Dialect.NCRONTAB).next_after(NOW) == _moment(expected)


@pytest.mark.parametrize(("text", "expected"), CRONTAB)
def test_crontab_fires_at(text: str, expected: str | None) -> None:
    assert parse(text, Dialect.CRONTAB).next_after(NOW) == _moment(expected)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 */5 * * * *", "0 0,5,10,15,20,25,30,35,40,45,50,55 * * * *"),
        ("0 */30 * * * *", "0 0,30 * * * *"),
        ("0 0 9-17 * * MON-FRI", "0 0 9-17 * * 1-5"),
        ("0 0 0 1,2,3,15 JAN,jul *", "0 0 0 1-3,15 1,7 *"),
        (
            "0 */2 * * * *",
            "0 0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,56,58 * * * *",
        ),
        # A run of two is a run; a full field is a star however it was written.
        ("  0-1 0-59 0-23/1   1-31 12-1 6-0 ", "0-1 * * * * *"),
        ("0 0 0 3,1,2,1 * *", "0 0 0 1-3 * *"),
    ],
)
def test_ncrontab_is_printed_as_kudu_prints_it(text: str, expected: str) -> None:
    expression = parse(text, Dialect.NCRONTAB)
    assert (expression.text, expression.canonical) == (text, expected)


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        (Dialect.QUARTZ, " 0 15  10 ? * mon ", "0 15 10 ? * mon"),
        (Dialect.CRONTAB, "25  *  *  *  *", "25 * * * *"),
        (Dialect.CRONTAB, "@daily", "@daily"),
    ],
)
def test_the_other_dialects_are_printed_with_single_blanks(dialect: Dialect, text: str, expected: str) -> None:
    expression = parse(text, dialect)
    assert (expression.text, expression.canonical) == (text, expected)
