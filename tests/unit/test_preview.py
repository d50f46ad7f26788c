"""Triggers in words, and why a job did not fire."""

from dataclasses import replace
from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.outlook import absence, upcoming, words
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


@pytest.fixture
def job():
    """Makes daily jobs with a count."""

    def make(count):
        recurrence = Recurrence(frequency=Frequency.DAY, count=count)
        definition = JobDefinition(
            action=HttpAction(method="GET", uri="http://target/"),
            trigger=Recurring(recurrence=recurrence, start=ANCHOR),
        )
        none = timedelta()
        return lifecycle.create(id="j", collection_id="c", name="j", definition=definition, now=ANCHOR, lead=none)

    return make


def test_only_the_occurrences_since_the_last_change_of_the_schedule_count(job):
    changed = replace(job(count=3), occurrences=2, occurrences_before=2)
    assert len(upcoming(changed, 10)) == 3


def test_a_count_that_is_half_used_leaves_the_other_half(job):
    assert len(upcoming(replace(job(count=3), occurrences=2), 10)) == 1


def test_a_changed_schedule_is_not_used_up_by_what_came_before(job):
    changed = replace(job(count=2), occurrences=5, occurrences_before=4)
    past = changed.anchor + timedelta(days=3)
    assert "occurrences had started" not in absence(changed, past, past + timedelta(days=1))
