"""What may a seed say? Its own parts are here, and its JSON Schema is made of them; an API reads its own documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from azure_scheduler_emulator.testbed.documents import ClockDocument, FaultDocument, ReplyDocument
from azure_scheduler_emulator.testbed.fields import Strict, Text

#: A GUID, as the id of a subscription is.
GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


_NOT_EMPTY = validate.Length(min=1)


def _document(text: str, **more: Any) -> fields.Dict:
    """Return a member that holds a document of an API, which reads it."""
    return fields.Dict(keys=fields.String(), metadata={"description": text}, **more)


def _by_name(value: fields.Field[Any] | type[Schema], text: str, pattern: str = "") -> fields.Dict:
    """Return a member that holds values by their names."""
    inner = value if isinstance(value, fields.Field) else fields.Nested(value)
    keys = Text(validate=validate.Regexp(f"^{pattern}$" if pattern else "(?s)^.+$", error="This is no name here."))
    return fields.Dict(keys=keys, values=inner, metadata={"description": text})


class QuotaDocument(Strict):
    """What a classic job collection may hold."""

    max_job_count = fields.Integer(strict=True)
    frequency = Text(metadata={"description": "Of the shortest recurrence: minute, hour, day, week, month, year."})
    interval = fields.Integer(strict=True, metadata={"description": "How many of them."})


class ClassicCollectionDocument(Strict):
    """A job collection of the classic API."""

    plan = Text(load_default="Standard", metadata={"description": "Free, Standard, P10Premium, P20Premium."})
    state = Text(metadata={"description": "Enabled or Disabled."})
    label = Text()
    quota = fields.Nested(QuotaDocument)
    jobs = _by_name(_document("A job."), "Jobs by name; each as the body of the classic API's Create Job.")


class CloudServiceDocument(Strict):
    """A cloud service."""

    region = Text(load_default="West Europe")
    label = Text(load_default="")
    description = Text(load_default="")
    collections = _by_name(ClassicCollectionDocument, "Job collections by name.")


class ResourceGroupDocument(Strict):
    """A resource group, which is the same as a cloud service of its name."""

    location = Text(load_default="West Europe")
    tags = _document("Tags.")
    job_collections = _by_name(
        _document("A job collection."),
        "Job collections by name; each as Resource Manager's PUT takes it, and beside that its 'jobs' by name.",
    )


class SeedSubscriptionDocument(Strict):
    """A subscription."""

    certificate = Text(
        metadata={
            "description": "File with its management certificate, PEM; without one, management.pem is good for it."
        }
    )
    registered = fields.Boolean(
        metadata={"description": "Whether the scheduler is registered with it, where settings are strict about that."}
    )
    cloud_services = _by_name(CloudServiceDocument, "Cloud services of the classic API by name.")
    resource_groups = _by_name(ResourceGroupDocument, "Resource groups by name.")


class SeedGroupDocument(Strict):
    """A group of users of the Seed Scheduler."""

    name = Text(required=True, validate=_NOT_EMPTY)


class SeedUserDocument(Strict):
    """A user of the Seed Scheduler. The API reads users when it begins, and checks no less."""

    username = Text(required=True, validate=_NOT_EMPTY)
    email = Text()
    password = Text()
    token = Text()
    staff = fields.Boolean(truthy={True}, falsy={False})
    active = fields.Boolean(truthy={True}, falsy={False})
    groups = fields.List(Text())


class SeedSchedulerDocument(Strict):
    """The Seed Scheduler."""

    groups = fields.List(fields.Nested(SeedGroupDocument))
    users = fields.List(fields.Nested(SeedUserDocument))
    schedules = _by_name(
        fields.List(_document("A schedule.")),
        "Schedules by the name of the user who makes them; each as POST /api/v1/schedule/ takes it.",
    )


class WebJobDocument(Strict):
    """A web job: a script, or a file, which may be a zip."""

    script = Text(metadata={"description": "Text of the script."})
    run = Text(load_default="run.sh", metadata={"description": "Name of that script in the job's folder."})
    file = Text(metadata={"description": "File to upload instead: a script, or a zip with several files."})
    settings = _document("settings.job: schedule, is_singleton, stopping_wait_time ...")

    @validates_schema
    def _is_there(self, data: Mapping[str, Any], **_: Any) -> None:
        if ("script" in data) == ("file" in data):
            raise ValidationError("Say either 'script' or 'file'.")


class KuduDocument(Strict):
    """The Kudu site; the settings have to ask for it (--kudu)."""

    triggered = _by_name(WebJobDocument, "Triggered web jobs by name.")
    continuous = _by_name(WebJobDocument, "Continuous web jobs by name.")


class SinkAnswerField(fields.Field[Any]):
    """An answer of a sink: a status, or a document."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        given = {"status": value} if isinstance(value, int) and not isinstance(value, bool) else value
        return ReplyDocument().load(given)


class ClockField(fields.Field[Any]):
    """The clock: a moment at which it stands, ``system``, or a document."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if value == "system":
            return {"mode": "system"}
        ClockDocument().load(given := {"mode": "virtual", "now": value} if isinstance(value, str) else value)
        return given


class SeedDocument(Strict):
    """What an emulator begins with, by names. Several seeds are applied in order."""

    schema_ = fields.String(data_key="$schema", metadata={"description": "Address of the schema, for editors."})
    clock = ClockField(metadata={"description": "A moment at which it stands, 'system', or as PUT /clock takes it."})
    subscriptions = _by_name(SeedSubscriptionDocument, "Subscriptions by id.", GUID)
    seed_scheduler = fields.Nested(SeedSchedulerDocument)
    job_scheduler = _by_name(
        fields.List(_document("A job.")),
        "Jobs of the Job Scheduler API by account; each as POST /1/jobs takes it.",
    )
    kudu = fields.Nested(KuduDocument)
    sinks = _by_name(
        fields.List(SinkAnswerField(), validate=validate.Length(max=1_000)),
        "What targets inside answer in turn, by name: statuses, or documents with status, headers, body, delay.",
    )
    faults = fields.List(fields.Nested(FaultDocument))

    @post_load
    def _without_schema(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        data.pop("schema_", None)
        return data
