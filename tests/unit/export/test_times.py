"""Whatever a job's recurrence: a target fires at the same times, or the export says that it does not.

What is claimed is checked by other readers: cronsim for five fields, the emulator's own NCRONTAB and Quartz for those
of Functions and EventBridge, and its recurrences for those of Logic Apps, which are the Scheduler's.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import count, islice, takewhile

import pytest
from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.trigger import Recurring
from azure_scheduler_emulator.domain.recurrence import rules
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
    next_fire,
)
from azure_scheduler_emulator.domain.time.moment import parse
from azure_scheduler_emulator.export.job import ExportedJob, Timing
from azure_scheduler_emulator.export.proof import COMPARED
from azure_scheduler_emulator.export.running import Outcome, Status, export
from azure_scheduler_emulator.export.targets.registry import TARGETS
from azure_scheduler_emulator.faces.azure.reading import read as read_job
from cronsim import CronSim
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.exporting import definition, outcome

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def some(values, most=4):
    return st.lists(values, max_size=most, unique=True).map(tuple)


SCHEDULES = st.builds(
    Schedule,
    minutes=some(st.integers(0, 59)),
    hours=some(st.integers(0, 23)),
    week_days=some(st.sampled_from(list(WeekDay))),
    months=some(st.integers(1, 12)),
    month_days=some(st.one_of(st.integers(1, 31), st.integers(-31, -1)), 3),
    monthly_occurrences=some(
        st.builds(
            MonthlyOccurrence,
            day=st.sampled_from(list(WeekDay)),
            occurrence=st.one_of(st.none(), st.sampled_from([1, 2, 3, 4, 5, -1, -2])),
        ),
        2,
    ),
)
RECURRENCES = st.builds(
    Recurrence,
    frequency=st.sampled_from(list(Frequency)),
    interval=st.sampled_from([1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 18, 30, 60, 90, 100]),
    count=st.one_of(st.none(), st.integers(1, 30)),
    schedule=st.one_of(st.none(), SCHEDULES),
)
STARTS = st.datetimes(NOW.replace(tzinfo=None), NOW.replace(year=2027, tzinfo=None)).map(
    lambda moment: moment.replace(second=moment.second if moment.second < 20 else 0, microsecond=0, tzinfo=UTC)
)


def fitting(recurrence: Recurrence) -> Recurrence:
    """Leave out the parts of a schedule that the frequency forbids."""
    schedule, frequency = recurrence.schedule, recurrence.frequency
    if schedule is None:
        return recurrence
    monthly = frequency in (Frequency.MONTH, Frequency.YEAR)
    fits = Schedule(
        minutes=schedule.minutes,
        hours=schedule.hours,
        week_days=schedule.week_days if frequency is Frequency.WEEK else (),
        months=schedule.months if frequency is Frequency.MONTH else (),
        month_days=schedule.month_days if monthly else (),
        monthly_occurrences=schedule.monthly_occurrences if monthly else (),
    )
    return Recurrence(frequency=frequency, interval=recurrence.interval, count=recurrence.count, schedule=fits)


def job_of(recurrence: Recurrence, start: datetime, now: datetime = NOW) -> ExportedJob:
    trigger = Recurring(recurrence=recurrence, start=start)
    definition = JobDefinition(action=HttpAction(method="GET", uri="https://example.org/"), trigger=trigger)
    timing = Timing(trigger=trigger, anchor=start, since=now, first=trigger.first(start, now), left=recurrence.count)
    return ExportedJob(name="job", api="azure", place=(), definition=definition, timing=timing)


def exported(job: ExportedJob) -> list[Outcome]:
    return export([job], TARGETS).outcomes


@given(RECURRENCES.map(fitting), STARTS)
def test_a_target_fires_at_the_same_times_or_says_no(recurrence, start):
    try:
        rules.check(recurrence, now=NOW, start=start)
    except InvalidError:
        return
    job = job_of(recurrence, start)
    ours = list(islice(job.timing.occurrences(), COMPARED))
    for found in export([job], TARGETS).outcomes:
        assert found.reason or found.verdict is not None
        if found.status is Status.EQUAL:
            assert found.verdict.compared == len(ours)
            # What has ended has: one more would be found.
            assert again(found, ours[0], COMPARED if len(ours) == COMPARED else len(ours) + 1) == ours


def again(found: Outcome, first: datetime, most: int) -> list[datetime]:
    """Return when the rules fire, by other readers than those of the export; twice where two of them have the same."""
    fires = [islice(_READERS[found.target.name](rule, first), most) for rule in found.rules]
    return sorted(moment for rule in fires for moment in rule)[:most]


def by_cronsim(rule, first):
    return CronSim(rule.text, first - timedelta(minutes=1))


def by_ncrontab(rule, first):
    return _by_expression(cron.parse(rule.text, cron.Dialect.NCRONTAB), first)


def by_quartz(rule, first):
    """Read what EventBridge writes: its cron is that of Quartz without seconds."""
    if rule.every is None:
        expression = cron.parse(f"0 {rule.text[5:-1]}", cron.Dialect.QUARTZ)
        fires = _by_expression(expression, max(first, rule.start))
    else:
        number, unit = rule.text[5:-1].split(" ")
        span = timedelta(**{f"{unit.rstrip('s')}s": int(number)})
        fires = (rule.start + turn * span for turn in count())
    return takewhile(lambda moment: rule.end is None or moment < rule.end, fires)


def by_the_scheduler(rule, _first):
    """Read a recurrence of Logic Apps as the Scheduler would have read it, whose it is."""
    document = json.loads(rule.text)
    start = parse(document.pop("startTime"))
    recurrence = interpret(document)
    moment = next_fire(recurrence, start, start - timedelta.resolution)
    while moment is not None:
        yield moment
        moment = next_fire(recurrence, start, moment)


def interpret(document):
    job = definition({name: value for name, value in document.items() if name != "timeZone"})
    return read_job(job)[0].trigger.recurrence


def _by_expression(expression, first):
    moment = expression.next_after(first - timedelta.resolution)
    while moment is not None:
        yield moment
        moment = expression.next_after(moment)


_READERS = {
    "azure-functions": by_ncrontab,
    "eventbridge": by_quartz,
    "logic-apps-arm": by_the_scheduler,
    "logic-apps-bicep": by_the_scheduler,
    **dict.fromkeys(("kubernetes", "cloud-scheduler", "github-actions", "crontab"), by_cronsim),
}
UNIX = ("kubernetes", "cloud-scheduler", "crontab", "github-actions")
DAILY = {"frequency": "day", "interval": 1}


@pytest.mark.parametrize(
    ("recurrence", "rules_"),
    [
        (DAILY, ["0 0 * * *"]),
        ({"frequency": "minute", "interval": 15}, ["*/15 * * * *"]),
        ({"frequency": "hour", "interval": 8}, ["0 */8 * * *"]),
        ({"frequency": "hour", "interval": 36}, None),
        ({"frequency": "day", "interval": 7}, ["0 0 * * 1"]),
        ({"frequency": "day", "interval": 2}, None),
        ({"frequency": "week", "interval": 1, "schedule": {"weekDays": ["monday", "friday"]}}, ["0 0 * * 1,5"]),
        ({"frequency": "week", "interval": 2}, None),
        ({"frequency": "day", "schedule": {"hours": [6, 18], "minutes": [0, 30]}}, ["0,30 6,18 * * *"]),
        ({"frequency": "month", "interval": 3}, ["0 0 2 3,6,9,12 *"]),
        ({"frequency": "month", "interval": 5}, None),
        ({"frequency": "month", "schedule": {"monthDays": [-1]}}, None),
        ({"frequency": "month", "schedule": {"monthDays": [-1], "months": [4, 6]}}, ["0 0 30 4,6 *"]),
        ({"frequency": "month", "schedule": {"monthlyOccurrences": [{"day": "monday", "occurrence": 1}]}}, None),
        ({"frequency": "month", "schedule": {"monthlyOccurrences": [{"day": "monday"}]}}, ["0 0 * * 1"]),
    ],
)
@pytest.mark.parametrize("target", UNIX)
def test_five_fields_say_what_comes_again_each_week_or_year(target, recurrence, rules_):
    # Without a start in between, so that nothing but the rule could differ.
    found = outcome(definition(recurrence), target, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert [rule.text for rule in found.rules] == (rules_ or [])
    assert found.status is (Status.EQUAL if rules_ else Status.REFUSED)


@pytest.mark.parametrize(
    ("target", "recurrence", "texts"),
    [
        ("eventbridge", {"frequency": "hour", "interval": 36}, ["rate(36 hours)"]),
        ("eventbridge", {"frequency": "minute", "interval": 7}, ["rate(7 minutes)"]),
        ("eventbridge", {"frequency": "week", "interval": 2}, ["rate(14 days)"]),
        ("eventbridge", {"frequency": "month", "schedule": {"monthDays": [-1]}}, ["cron(0 0 L * ? *)"]),
        (
            "eventbridge",
            {"frequency": "month", "schedule": {"monthlyOccurrences": [{"day": "friday", "occurrence": -1}]}},
            ["cron(0 0 ? * 6L *)"],
        ),
        (
            "eventbridge",
            {"frequency": "month", "schedule": {"monthlyOccurrences": [{"day": "monday", "occurrence": 2}]}},
            ["cron(0 0 ? * 2#2 *)"],
        ),
        (
            "azure-functions",
            {"frequency": "month", "schedule": {"monthlyOccurrences": [{"day": "monday", "occurrence": 2}]}},
            ["0 0 0 8-14 * 1"],
        ),
    ],
)
def test_what_five_fields_cannot_say_others_can(target, recurrence, texts):
    found = outcome(definition(recurrence), target, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert ([rule.text for rule in found.rules], found.status) == (texts, Status.EQUAL)


def test_every_seven_hours_come_again_each_week_so_that_seven_rules_say_it():
    found = outcome(definition({"frequency": "hour", "interval": 7}), "crontab", now=datetime(2026, 3, 2, tzinfo=UTC))
    assert (len(found.rules), found.status, found.verdict.compared) == (7, Status.EQUAL, COMPARED)


def test_what_would_take_too_many_rules_is_refused_unless_they_are_allowed():
    often = definition({"frequency": "minute", "interval": 7})
    refused = outcome(often, "crontab")
    assert refused.status is Status.REFUSED
    assert "49 rules, and 24 are allowed" in refused.reason
    allowed = outcome(often, "crontab", now=datetime(2026, 3, 2, tzinfo=UTC), most_rules=49)
    assert (len(allowed.rules), allowed.status) == (49, Status.EQUAL)


@pytest.mark.parametrize("target", UNIX)
def test_a_start_that_is_to_come_is_said(target):
    [difference] = outcome(definition(DAILY, start="2026-03-09T00:00:00Z"), target).verdict.differences
    assert (difference.kind, difference.moment) == ("before", datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize("end", [{"count": 5}, {"endTime": "2026-03-06T00:00:00Z"}])
@pytest.mark.parametrize("target", [*UNIX, "azure-functions"])
def test_an_end_that_a_target_does_not_know_is_said(target, end):
    found = outcome(definition(DAILY | end), target, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert found.verdict.compared == 5
    [difference] = found.verdict.differences
    assert (difference.kind, difference.moment) == ("after", datetime(2026, 3, 7, tzinfo=UTC))


@pytest.mark.parametrize("target", UNIX)
def test_an_end_that_is_farther_than_is_compared_is_said(target):
    found = outcome(definition(DAILY | {"count": 5000}), target, now=datetime(2026, 3, 2, tzinfo=UTC))
    assert [difference.kind for difference in found.verdict.differences] == ["after"]


@pytest.mark.parametrize("end", [{"count": 5}, {"endTime": "2026-03-06T00:00:00Z"}])
@pytest.mark.parametrize("target", ["logic-apps-arm", "logic-apps-bicep", "eventbridge"])
def test_an_end_that_a_target_knows_is_carried_over(target, end):
    found = outcome(definition(DAILY | end), target)
    assert (found.status, found.verdict.compared) == (Status.EQUAL, 5)


@pytest.mark.parametrize("target", UNIX)
def test_seconds_that_a_target_does_not_count_are_said(target):
    now = datetime(2026, 3, 2, tzinfo=UTC)
    found = outcome(definition(DAILY, start="2026-03-02T00:00:17Z"), target, now=now)
    assert found.verdict.compared == COMPARED
    assert [difference.kind for difference in found.verdict.differences] == ["seconds"]
    assert "17 s before" in found.verdict.differences[0].words


def test_a_function_counts_seconds():
    found = outcome(definition(DAILY, start="2026-03-02T00:00:17Z"), "azure-functions", now=NOW)
    assert ([rule.text for rule in found.rules], found.status) == (["17 0 0 * * *"], Status.EQUAL)


@pytest.mark.parametrize("target", ["eventbridge", "azure-functions"])
def test_two_rules_that_fire_at_once_are_not_equal(target):
    # Each month's first Monday, and its first day: some months they are the same day, and the job fires once.
    schedule = {"monthDays": [1], "monthlyOccurrences": [{"day": "monday", "occurrence": 1}]}
    found = outcome(definition({"frequency": "month", "schedule": schedule}), target)
    twice = next(difference for difference in found.verdict.differences if difference.kind == "times")
    assert found.status is Status.DIFFERS
    assert (twice.moment, "twice" in twice.words) == (datetime(2026, 6, 1, tzinfo=UTC), True)


def test_a_workflow_of_github_does_not_run_every_minute():
    assert "every 5 minutes" in outcome(definition({"frequency": "minute", "interval": 4}), "github-actions").reason


@pytest.mark.parametrize("target", [*UNIX, "azure-functions"])
def test_a_one_time_job_is_refused_by_rules_without_a_year(target):
    assert "one-time job" in outcome(definition(), target).reason


@pytest.mark.parametrize("target", ["logic-apps-arm", "eventbridge"])
def test_a_one_time_job_is_carried_over_where_that_can_be_said(target):
    found = outcome(definition(), target)
    assert (found.status, found.verdict.compared) == (Status.EQUAL, 1)


def test_months_that_a_recurrence_does_not_know_become_several():
    found = outcome(definition({"frequency": "month", "schedule": {"months": [1, 4, 9]}}), "logic-apps-arm")
    assert (len(found.rules), found.status) == (3, Status.EQUAL)
