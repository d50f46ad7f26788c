"""When the three dialects fire, and how they are printed.

Expected dates are calendar reasoning, not the output of any cron library.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from azure_scheduler_emulator.domain.cron import Dialect, parse

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


@pytest.mark.parametrize(
    ("months", "expected"),
    [("NOV-FEB", (1, 2, 11, 12)), ("12-1", (1, 12)), ("10-4/3", (1, 4, 10)), ("8-7", tuple(range(1, 13)))],
)
def test_quartz_months_go_on_over_the_end_of_the_year(months: str, expected: tuple[int, ...]) -> None:
    assert parse(f"0 0 12 1 {months} ?", Dialect.QUARTZ).months == expected


@pytest.mark.parametrize(
    ("days", "expected"), [("SAT-MON", {6, 0, 1}), ("6-2", {5, 6, 0, 1}), ("FRI-WED/2", {5, 0, 2})]
)
def test_quartz_weekdays_go_on_over_the_end_of_the_week(days: str, expected: set[int]) -> None:
    assert parse(f"0 0 12 ? * {days}", Dialect.QUARTZ).week_days.days == expected


def test_quartz_days_go_on_over_the_end_of_the_month() -> None:
    assert parse("0 0 12 30-2 * ?", Dialect.QUARTZ).month_days.days == {30, 31, 1, 2}


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
