"""Triggers in words, and why a job did not fire."""

from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect
from azure_scheduler_emulator.domain.jobs.outlook import words
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger, Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.domain.time.moment import parse

ANCHOR = parse("2015-07-01T05:00:00Z")
CRON = CronTrigger(dialect=Dialect.CRONTAB, text="15 10 * * *", zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("trigger", "phrase"),
    [
        (Once(), "once, at 2015-07-01T05:00:00Z"),
        (Recurring(recurrence=Recurrence(frequency=Frequency.DAY)), "every day at 05:00 UTC"),
        (CRON, "At 10:15 every day (Europe/Berlin)"),
        (IntervalTrigger(every=timedelta(minutes=90)), "every PT1H30M"),
        (
            AnyOf(triggers=(CRON, IntervalTrigger(every=timedelta(hours=1)))),
            "At 10:15 every day (Europe/Berlin); every PT1H",
        ),
        (AnyOf(), "never"),
    ],
)
def test_a_trigger_is_told_in_words(trigger, phrase):
    assert words(trigger, ANCHOR) == phrase
