"""Kudu's rule for times that passed unnoticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect, parse
from azure_scheduler_emulator.domain.cron.missed import Resumption, count_between, resume

MIDNIGHT = datetime(2015, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "last", "forgive", "expected"),
    [
        # Kudu's own examples: how long before midnight it last ran, and how long after it runs next.
        ("10 * * * * *", timedelta(days=365), False, timedelta(seconds=10)),
        ("0 */5 * * * *", timedelta(hours=1), False, timedelta(minutes=5)),
        # 23:58 was missed by two minutes: now.
        ("0 */2 * * * *", timedelta(minutes=3), False, timedelta(0)),
        # 23:50 was missed by ten minutes: still now.
        ("0 */2 * * * *", timedelta(minutes=11), False, timedelta(0)),
        # 23:49:59 was missed by a second more than that.
        ("59 49 23 * * *", timedelta(minutes=11), False, timedelta(hours=23, minutes=49, seconds=59)),
        # 23:48 was missed by twelve.
        ("0 */2 * * * *", timedelta(minutes=13), False, timedelta(minutes=2)),
        ("0 */2 * * * *", timedelta(minutes=13), True, timedelta(0)),
        ("10 * * * * *", timedelta(0), True, timedelta(seconds=10)),
        # Due at this very moment.
        ("0 0 0 * * *", timedelta(minutes=1), False, timedelta(0)),
    ],
)
def test_it_goes_on_as_kudu_does(text: str, last: timedelta, forgive: bool, expected: timedelta) -> None:
    resumption = resume(parse(text, Dialect.NCRONTAB), MIDNIGHT - last, MIDNIGHT, forgive=forgive)
    assert resumption.at == MIDNIGHT + expected


def test_it_counts_what_it_drops() -> None:
    resumption = resume(parse("0 */5 * * * *", Dialect.NCRONTAB), MIDNIGHT - timedelta(hours=1), MIDNIGHT)
    # 23:05 to 23:55; midnight itself is not missed.
    assert resumption == Resumption(
        at=MIDNIGHT + timedelta(minutes=5), missed=11, latest_missed=MIDNIGHT - timedelta(minutes=5)
    )


def test_a_time_that_still_counts_is_not_called_missed() -> None:
    resumption = resume(parse("0 */2 * * * *", Dialect.NCRONTAB), MIDNIGHT - timedelta(minutes=11), MIDNIGHT)
    assert resumption == Resumption(at=MIDNIGHT)


def test_what_never_fires_does_not_go_on() -> None:
    resumption = resume(parse("0 0 0 30 2 *", Dialect.NCRONTAB), MIDNIGHT - timedelta(days=9), MIDNIGHT)
    assert resumption == Resumption(at=None)


def test_a_year_of_seconds_is_counted_without_walking_through_them() -> None:
    resumption = resume(parse("* * * * * *", Dialect.NCRONTAB), MIDNIGHT - timedelta(days=365), MIDNIGHT)
    assert resumption.missed == 365 * 86400 - 1
    assert resumption.latest_missed == MIDNIGHT - timedelta(seconds=1)


def test_nothing_lies_between_a_moment_and_an_earlier_one() -> None:
    assert count_between(parse("* * * * * *", Dialect.NCRONTAB), MIDNIGHT, MIDNIGHT - timedelta(days=1)) == 0
