"""Triggers in words and in moments, and why a job did not fire."""

from dataclasses import replace
from datetime import timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect
from azure_scheduler_emulator.domain.jobs import lifecycle
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, JobState
from azure_scheduler_emulator.domain.jobs.outlook import absence, obstacle, upcoming, words
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger, Once, Recurring
from azure_scheduler_emulator.domain.recurrence.recurrence import Frequency, Recurrence
from azure_scheduler_emulator.domain.time.moment import parse

ANCHOR = parse("2015-07-01T05:00:00Z")
CRON = CronTrigger(dialect=Dialect.CRONTAB, text="15 10 * * *", zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("trigger", "phrase"),
    [
        (Once(), "Once, at 2015-07-01T05:00:00Z"),
        (Recurring(recurrence=Recurrence(frequency=Frequency.DAY)), "Every day at 05:00 UTC"),
        (CRON, "At 10:15 every day (Europe/Berlin)"),
        (IntervalTrigger(every=timedelta(minutes=90)), "Every 90 minutes"),
        (
            AnyOf(triggers=(CRON, IntervalTrigger(every=timedelta(hours=1)))),
            "At 10:15 every day (Europe/Berlin); every hour",
        ),
        (AnyOf(), "Never"),
    ],
)
def test_a_trigger_is_told_in_words(trigger, phrase):
    assert words(trigger, ANCHOR) == phrase


def test_a_trigger_that_has_no_words_is_told_by_its_name():
    class FullMoon(Once):
        pass

    class Eclipse:
        pass

    assert words(FullMoon(), ANCHOR).startswith("Once")
    assert words(Eclipse(), ANCHOR) == "Eclipse"


DAY, SECOND, MOMENT = timedelta(days=1), timedelta(seconds=1), timedelta.resolution


@pytest.fixture
def job():
    """Makes jobs that recur daily from the anchor, or do what ``trigger`` says."""

    def make(count=None, trigger=None, made=ANCHOR, **options):
        daily = Recurring(recurrence=Recurrence(frequency=Frequency.DAY, count=count), start=ANCHOR)
        definition = JobDefinition(action=HttpAction(method="GET", uri="http://target/"), trigger=trigger or daily)
        place = {"id": "j", "collection_id": "c", "name": "j"}
        return lifecycle.create(**place, definition=definition, now=made, lead=timedelta(), **options)

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


@pytest.mark.parametrize(("count", "found"), [(1, [0]), (3, [0, 1, 2]), (4, [0, 1, 2, 3]), (None, [0, 1, 2, 3])])
def test_a_preview_ends_with_the_last_occurrence(job, count, found):
    assert upcoming(job(count=count), 4) == [ANCHOR + days * DAY for days in found]


def test_a_preview_ends_where_the_schedule_does(job):
    ended = Recurrence(frequency=Frequency.DAY, end_time=ANCHOR + DAY)
    assert upcoming(job(trigger=Recurring(recurrence=ended, start=ANCHOR)), 4) == [ANCHOR, ANCHOR + DAY]


def test_a_preview_holds_no_more_than_is_asked_for_and_begins_with_what_is_due(job):
    assert upcoming(replace(job(), next_due=ANCHOR + 5 * DAY), 1) == [ANCHOR + 5 * DAY]
    assert upcoming(job(), 0) == []


def test_a_job_that_is_not_due_has_no_preview(job):
    assert upcoming(job(enabled=False), 4) == []


def test_nothing_hinders_a_job_that_is_due(job):
    assert obstacle(job()) == ""


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"state": JobState.DISABLED}, "The job is disabled."),
        # What its client did comes before what happened to its collection.
        ({"state": JobState.DISABLED, "suspended": True}, "The job is disabled."),
        ({"suspended": True}, "Its job collection is stopped."),
        ({"state": JobState.COMPLETED}, "The job is completed."),
        ({"state": JobState.FAULTED}, "The job is faulted."),
        ({}, "Its schedule has no further occurrence."),
    ],
)
def test_what_hinders_a_job_is_told_in_a_sentence(job, changes, sentence):
    assert obstacle(replace(job(), next_due=None, **changes)) == sentence


NOW = ANCHOR + 10 * DAY
#: The occurrence asked about in the following: the third of a daily job.
PAST = ANCHOR + 2 * DAY
DROPPED = "It was dropped: the job was disabled, its collection stopped or the emulator not running then"


def why(job, past=PAST, now=NOW):
    return absence(job, past, now)


@pytest.fixture
def later(job):
    """A daily job that goes on tomorrow; it was made with its first occurrence."""
    return replace(job(), next_due=NOW + DAY, occurrences=9)


def test_what_is_still_to_come_has_not_come(later):
    assert why(later, NOW + MOMENT) == "That moment has not come: it is 2015-07-11T05:00:00Z."
    assert why(later, NOW).startswith(DROPPED)


def test_before_the_schedule_begins_there_is_nothing(later):
    assert why(later, ANCHOR - SECOND - MOMENT) == "The schedule begins later, at 2015-07-01T05:00:00Z."
    assert why(later, ANCHOR - DAY) == "The schedule begins later, at 2015-07-01T05:00:00Z."


@pytest.mark.parametrize("place", [ANCHOR, PAST])
@pytest.mark.parametrize("beside", [-SECOND, -MOMENT, timedelta(), MOMENT, SECOND - MOMENT])
def test_a_person_may_be_a_second_beside_an_occurrence(later, place, beside):
    assert why(later, place + beside).startswith(DROPPED)


def test_a_person_may_be_a_whole_second_beside_the_first_occurrence(later):
    assert why(later, ANCHOR + SECOND).startswith(DROPPED)


@pytest.mark.parametrize("beside", [-SECOND - MOMENT, SECOND + MOMENT, timedelta(hours=12)])
def test_farther_from_one_the_schedule_has_no_occurrence(later, beside):
    following = "2015-07-03T05:00:00Z" if beside < timedelta() else "2015-07-04T05:00:00Z"
    assert why(later, PAST + beside) == (
        "The schedule has no occurrence then: it fires every day at 05:00 UTC; "
        f"the next occurrence after it is {following}."
    )


@pytest.mark.parametrize("beside", [-SECOND, timedelta(), SECOND])
def test_a_one_time_job_has_its_one_occurrence_give_or_take_a_second(job, beside):
    once = replace(job(trigger=Once(start=PAST)), next_due=None)
    assert why(once, PAST + beside).startswith(DROPPED)


@pytest.mark.parametrize("after", [SECOND + MOMENT, DAY])
def test_nothing_follows_the_occurrence_of_a_one_time_job(job, after):
    once = replace(job(trigger=Once(start=PAST)), next_due=None)
    assert why(once, PAST + after) == (
        "The schedule has no occurrence then: it fires once, at 2015-07-03T05:00:00Z; none follows it."
    )


def test_past_occurrences_of_a_job_made_later_are_not_made_up_for(job):
    made = replace(job(made=PAST + SECOND + MOMENT), next_due=NOW + DAY)
    assert why(made) == (
        "The job was made later, at 2015-07-03T05:00:01.000001Z, and past occurrences are not made up for."
    )
    assert why(replace(made, created_at=PAST + SECOND)).startswith(DROPPED)


def test_a_job_that_had_used_up_its_count_did_not_fire_any_more(job):
    counted = job(count=2)
    assert why(replace(counted, occurrences=2, next_due=None)) == "All of its 2 occurrences had started before."
    assert why(replace(counted, occurrences=1, next_due=NOW + DAY)).startswith(DROPPED)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": JobState.DISABLED}, "The job is disabled. It may have been then, too."),
        ({"suspended": True}, "Its job collection is stopped. It may have been then, too."),
        ({"state": JobState.COMPLETED}, "The job is completed. It may have been then, too."),
        ({}, DROPPED),
    ],
)
def test_a_job_that_does_not_run_now_may_not_have_run_then(job, changes, reason):
    assert why(replace(job(), next_due=None, **changes)).startswith(reason)


def test_what_is_due_is_about_to_be_performed(job):
    assert why(replace(job(), next_due=PAST)) == "It is due and about to be performed."
    assert why(replace(job(), next_due=PAST - DAY)) == "It is due and about to be performed."
    assert why(replace(job(), next_due=PAST + DAY)).startswith(DROPPED)
