"""Jobs of the other APIs: cron in three dialects and with zones, intervals, several triggers, web jobs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from azure_scheduler_emulator.domain.cron import Dialect
from azure_scheduler_emulator.domain.jobs.action import HttpAction, WebJobAction
from azure_scheduler_emulator.domain.jobs.job import JobDefinition, Missed
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger
from azure_scheduler_emulator.domain.jobs.webjob import WebJobKind, WebJobTask
from azure_scheduler_emulator.export.job import ExportedJob, Timing
from azure_scheduler_emulator.export.running import Status, export
from azure_scheduler_emulator.export.targets.registry import BY_NAME, TARGETS

NOW = datetime(2026, 3, 2, tzinfo=UTC)
WORKING = "MON,TUE,WED,THU,FRI"
CALL = HttpAction(method="POST", uri="https://example.org/", announce=False)


def exported(trigger, *targets, action=CALL, missed=Missed.DROP):
    """Return the outcomes by target, and the documents."""
    timing = Timing(trigger=trigger, anchor=NOW, since=NOW, first=trigger.first(NOW, NOW))
    definition = JobDefinition(action=action, trigger=trigger, missed=missed)
    job = ExportedJob(name="job", api="other", place=(), definition=definition, timing=timing)
    made = export([job], [BY_NAME[name] for name in targets] if targets else TARGETS)
    return {outcome.target.name: outcome for outcome in made.outcomes}, made.documents


def rules(outcome):
    return [rule.text for rule in outcome.rules]


@pytest.mark.parametrize(
    ("dialect", "text", "unix", "seconds", "aws"),
    [
        (
            Dialect.QUARTZ,
            "0 30 6 ? * MON-FRI",
            "30 6 * * 1-5",
            "0 30 6 * * 1-5",
            f"cron(30 6 ? * {WORKING} *)",
        ),
        (Dialect.QUARTZ, "0 0 12 L * ?", None, None, "cron(0 12 L * ? *)"),
        (Dialect.QUARTZ, "0 0 12 ? * 6L", None, None, "cron(0 12 ? * 6L *)"),
        (Dialect.QUARTZ, "0 0 12 ? * 2#1", None, None, "cron(0 12 ? * 2#1 *)"),
        (Dialect.QUARTZ, "0 0 12 1 1 ? 2027-2030", None, None, "cron(0 12 1 1 ? 2027-2030)"),
        (Dialect.QUARTZ, "0 0 12 15W * ?", None, None, None),
        (Dialect.QUARTZ, "15 0 12 * * ?", None, "15 0 12 * * *", None),
        (Dialect.NCRONTAB, "0 0 9 1-7 * 1", None, "0 0 9 1-7 * 1", None),
        (Dialect.CRONTAB, "*/25 3 * * 1", "*/25 3 * * 1", "0 */25 3 * * 1", "cron(*/25 3 ? * MON *)"),
    ],
)
def test_cron_becomes_cron_where_that_can_say_it(dialect, text, unix, seconds, aws):
    found, _ = exported(CronTrigger(dialect=dialect, text=text), "kubernetes", "azure-functions", "eventbridge")
    wanted = {"kubernetes": unix, "azure-functions": seconds, "eventbridge": aws}
    for name, rule in wanted.items():
        assert rules(found[name]) == ([rule] if rule else []), name
        assert found[name].status is (Status.EQUAL if rule else Status.REFUSED)


@pytest.mark.parametrize("zone", ["Etc/UTC", "GMT", "UTC"])
def test_utc_has_many_names(zone):
    found, _ = exported(CronTrigger(dialect=Dialect.CRONTAB, text="0 3 * * *", zone=zone))
    assert {outcome.status for outcome in found.values()} == {Status.EQUAL}


def test_a_clock_that_is_moved_is_one_on_which_nobody_agrees():
    found, documents = exported(CronTrigger(dialect=Dialect.CRONTAB, text="0 3 * * *", zone="Europe/Berlin"))
    assert found["github-actions"].status is found["logic-apps-arm"].status is Status.REFUSED
    for name in ("kubernetes", "eventbridge", "cloud-scheduler", "crontab", "azure-functions"):
        [difference] = found[name].verdict.differences
        assert (difference.kind, difference.moment) == ("clock", datetime(2026, 3, 29, 1, tzinfo=UTC)), name
    assert "timeZone: Europe/Berlin" in documents["kubernetes/job.yaml"]
    assert "CRON_TZ=Europe/Berlin" in documents["crontab/crontab"]
    assert 'time_zone = "Europe/Berlin"' in documents["cloud-scheduler/main.tf"]
    assert any("WEBSITE_TIME_ZONE" in loss for loss in found["azure-functions"].losses)


@pytest.mark.parametrize(
    ("every", "unix", "aws", "logic"),
    [
        (timedelta(minutes=20), ["*/20 * * * *"], ["cron(*/20 * * * ? *)"], ("Minute", 20)),
        (timedelta(hours=36), [], ["rate(36 hours)"], ("Minute", 2160)),
        (timedelta(seconds=90), [], [], ("Second", 90)),
    ],
)
def test_intervals_are_counted_where_something_counts(every, unix, aws, logic):
    found, _ = exported(IntervalTrigger(every=every, origin=NOW))
    assert rules(found["kubernetes"]) == unix
    assert rules(found["eventbridge"]) == aws
    assert f'"frequency":"{logic[0]}","interval":{logic[1]},' in rules(found["logic-apps-arm"])[0]
    assert found["logic-apps-arm"].status is Status.EQUAL


def test_functions_count_seconds_that_divide_a_minute():
    found, _ = exported(IntervalTrigger(every=timedelta(seconds=15), origin=NOW), "azure-functions")
    assert rules(found["azure-functions"]) == ["*/15 * * * * *"]
    assert found["azure-functions"].status is Status.EQUAL


def test_several_triggers_become_several_rules_and_twice_at_once_is_said():
    first = CronTrigger(dialect=Dialect.CRONTAB, text="0 3 * * *")
    second = CronTrigger(dialect=Dialect.CRONTAB, text="0 4 * * *")
    found, documents = exported(AnyOf(triggers=(first, second)), "kubernetes")
    assert (rules(found["kubernetes"]), found["kubernetes"].status) == (["0 3 * * *", "0 4 * * *"], Status.EQUAL)
    assert "name: job-2" in documents["kubernetes/job.yaml"]
    both = CronTrigger(dialect=Dialect.CRONTAB, text="0 3,4 * * *")
    found, _ = exported(AnyOf(triggers=(first, both)), "kubernetes")
    assert "twice" in found["kubernetes"].verdict.differences[0].words


@pytest.mark.parametrize("target", BY_NAME)
def test_a_web_job_is_run_by_a_call(target):
    action = WebJobAction(job="night ly", kind=WebJobKind.TRIGGERED, task=WebJobTask.RUN)
    found, documents = exported(CronTrigger(dialect=Dialect.NCRONTAB, text="0 30 3 * * *"), target, action=action)
    assert [secret.name for secret in found[target].secrets] == ["JOB_SITE", "JOB_DEPLOYMENT_PASSWORD"]
    assert ".scm.azurewebsites.net/api/triggeredwebjobs/night%20ly/run" in "".join(documents.values())


def test_what_is_missed_once_is_made_up_for_where_a_target_can():
    trigger = CronTrigger(dialect=Dialect.CRONTAB, text="0 3 * * *")
    found, documents = exported(trigger, missed=Missed.ONCE)
    said = {name for name, outcome in found.items() if any("made up for" in loss for loss in outcome.losses)}
    assert said == {"eventbridge", "cloud-scheduler", "github-actions", "crontab"}
    assert "startingDeadlineSeconds: 86400" in documents["kubernetes/job.yaml"]
    assert '"useMonitor": true' in documents["azure-functions/job/function.json"]
