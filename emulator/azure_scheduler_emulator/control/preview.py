"""Looking ahead: when a job or a schedule fires, in words and in UTC, and why a job did not fire then."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_smorest import Blueprint
from marshmallow import RAISE, fields, validate

from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.domain import cron
from azure_scheduler_emulator.domain.cron import CronError, Dialect
from azure_scheduler_emulator.domain.cron import words as cron_words
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.recurrence import rules as recurrence_rules
from azure_scheduler_emulator.domain.recurrence import words as recurrence_words
from azure_scheduler_emulator.domain.recurrence.recurrence import (
    Frequency,
    MonthlyOccurrence,
    Recurrence,
    Schedule,
    WeekDay,
    first_fire,
    next_fire,
)
from azure_scheduler_emulator.testbed.fields import MomentField, Strict, Text
from azure_scheduler_emulator.testbed.previews import Preview

blueprint = Blueprint("preview", __name__, url_prefix="/preview", description="When does it fire?")

#: Times that are told unless somebody says how many.
USUAL = 5

_HOW_MANY = validate.Range(0, 1000)
_HELD = {"description": f"How many times to tell; {USUAL} unless it is said."}
_DAYS = validate.OneOf([day.value for day in WeekDay])


class PreviewQuery(Strict):
    """Which job, and how far."""

    job = Text(metadata={"description": "Name of the job; several APIs may have one of that name."})
    id = Text(metadata={"description": "Identity of the job, as `/jobs` has it, instead of its name."})
    subscription = Text()
    face = Text(metadata={"description": "Name of a sibling API, for its jobs only."})
    n = fields.Integer(load_default=USUAL, validate=_HOW_MANY)
    past = MomentField(metadata={"description": "A past moment: why did the job (not) fire then?"})


class JobPreviewDocument(Strict):
    """What is to be expected of a job."""

    job = Text()
    id = Text()
    subscription = Text()
    collection = Text()
    state = Text()
    words = Text()
    next = fields.List(MomentField())
    obstacle = Text()
    why = Text()


class OccurrenceDocument(Strict):
    """The n-th given day of a month."""

    day = Text(required=True, validate=_DAYS)
    occurrence = fields.Integer(strict=True, allow_none=True)


def _numbers() -> fields.List[int]:
    return fields.List(fields.Integer(strict=True), validate=validate.Length(max=1000))


class ScheduleDocument(Strict):
    """The finer grid inside a recurrence."""

    minutes = _numbers()
    hours = _numbers()
    week_days = fields.List(Text(validate=_DAYS), data_key="weekDays", validate=validate.Length(max=100))
    months = _numbers()
    month_days = fields.List(fields.Integer(strict=True), data_key="monthDays", validate=validate.Length(max=1000))
    monthly_occurrences = fields.List(
        fields.Nested(OccurrenceDocument), data_key="monthlyOccurrences", validate=validate.Length(max=100)
    )


class RecurrenceDocument(Strict):
    """A recurrence of the Azure Scheduler."""

    frequency = Text(required=True, validate=validate.OneOf([frequency.value for frequency in Frequency]))
    interval = fields.Integer(strict=True, load_default=1, validate=validate.Range(1, 100_000))
    count = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 1_000_000_000))
    end_time = MomentField(data_key="endTime", allow_none=True)
    schedule = fields.Nested(ScheduleDocument, allow_none=True)


class PlanDocument(Strict):
    """A schedule to look at: a recurrence, or a cron expression with its dialect."""

    recurrence = fields.Nested(RecurrenceDocument)
    start_time = MomentField(data_key="startTime")
    cron = Text(validate=validate.Length(max=1000))
    dialect = Text(load_default="crontab", validate=validate.OneOf([dialect.value for dialect in Dialect]))
    n = fields.Integer(strict=True, validate=_HOW_MANY, metadata=_HELD)


class HowManyQuery(Strict):
    """How many times to tell."""

    n = fields.Integer(validate=_HOW_MANY, metadata=_HELD)


class PlanPreviewDocument(Strict):
    """When a schedule fires."""

    words = Text()
    next = fields.List(MomentField())


@blueprint.get("")
@refuses(404)
@blueprint.arguments(PreviewQuery, location="query", unknown=RAISE)
@blueprint.response(200, JobPreviewDocument(many=True), example=[examples.JOB_PREVIEW])
def preview_jobs(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Tell when the jobs of a name fire, and what became of a past occurrence."""
    place = asked.get("subscription") or asked.get("face")
    if ("job" in asked) == ("id" in asked):
        raise InvalidError("Say either 'job' or 'id'.")
    name = asked.get("job", "")
    found = testbed().previews.of(name, asked["n"], job_id=asked.get("id"), subscription=place, past=asked.get("past"))
    return [_job(item) for item in found]


@blueprint.post("")
@blueprint.arguments(HowManyQuery, location="query", unknown=RAISE)
@blueprint.arguments(PlanDocument, examples={"recurrence": {"value": examples.PLAN}, "cron": {"value": examples.CRON}})
@blueprint.response(200, PlanPreviewDocument, example=examples.PLAN_PREVIEW)
def preview_plan(asked: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Tell when a recurrence or a cron expression fires, from its start or from now on; ``n`` counts either way."""
    if "n" in asked and given.get("n", asked["n"]) != asked["n"]:
        raise InvalidError("'n' is given twice, and not the same.")
    given = {"n": USUAL} | given | asked
    if ("recurrence" in given) == ("cron" in given):
        raise InvalidError("Say either 'recurrence' or 'cron'.")
    return _of_cron(given) if "cron" in given else _of_recurrence(given)


def _job(item: Preview) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "job": item.job.name,
        "id": item.job.id,
        "subscription": item.subscription,
        "collection": item.collection,
        "state": item.job.shown_state.value,
        "words": item.words,
        "next": item.upcoming,
    }
    return shown | {name: text for name, text in (("obstacle", item.obstacle), ("why", item.why)) if text}


def _of_recurrence(given: dict[str, Any]) -> dict[str, Any]:
    now = testbed().clock.now()
    recurrence, start = _recurrence(given["recurrence"]), given.get("start_time")
    recurrence_rules.check(recurrence, now=now, start=start)
    anchor = start or now
    found: list[datetime] = []
    wanted = min(given["n"], recurrence.count or given["n"])
    moment = first_fire(recurrence, anchor, now)
    while moment is not None and len(found) < wanted:
        found.append(moment)
        moment = next_fire(recurrence, anchor, moment)
    return {"words": recurrence_words.describe(recurrence, anchor), "next": found}


def _recurrence(given: dict[str, Any]) -> Recurrence:
    schedule = given.get("schedule")
    return Recurrence(
        frequency=Frequency(given["frequency"]),
        interval=given["interval"],
        count=given.get("count"),
        end_time=given.get("end_time"),
        schedule=_schedule(schedule) if schedule else None,
    )


def _schedule(given: dict[str, Any]) -> Schedule:
    occurrences = given.get("monthly_occurrences", ())
    return Schedule(
        minutes=tuple(given.get("minutes", ())),
        hours=tuple(given.get("hours", ())),
        week_days=tuple(WeekDay(day) for day in given.get("week_days", ())),
        months=tuple(given.get("months", ())),
        month_days=tuple(given.get("month_days", ())),
        monthly_occurrences=tuple(
            MonthlyOccurrence(day=WeekDay(each["day"]), occurrence=each.get("occurrence")) for each in occurrences
        ),
    )


def _of_cron(given: dict[str, Any]) -> dict[str, Any]:
    try:
        expression = cron.parse(given["cron"], Dialect(given["dialect"]))
    except CronError as error:
        raise InvalidError(f"The cron expression cannot be read: {error}") from error
    found: list[datetime] = []
    moment = expression.next_after(given.get("start_time") or testbed().clock.now())
    while moment is not None and len(found) < given["n"]:
        found.append(moment)
        moment = expression.next_after(moment)
    return {"words": cron_words.describe(expression), "next": found}
