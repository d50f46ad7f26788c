"""What does an answer look like in each format? Fields in the order of the document's examples, absent if not given."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from flask import Response

from azure_scheduler_emulator.domain.jobs.action import HttpAction
from azure_scheduler_emulator.domain.jobs.job import Job
from azure_scheduler_emulator.domain.time import moment
from azure_scheduler_emulator.faces.job_scheduler import xml
from azure_scheduler_emulator.faces.job_scheduler.errors import ApiError
from azure_scheduler_emulator.faces.job_scheduler.negotiation import Format
from azure_scheduler_emulator.faces.job_scheduler.payload import BASE64


def job_answer(form: Format, job: Job, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Answer with a job; as plain text with its id alone."""
    if form is Format.TEXT:
        return _answer(form, job.name.encode(), status, headers)
    fields = job_fields(job)
    if form is Format.JSON:
        return _answer(form, _json(fields), status, headers)
    mark = f' encoding="{BASE64}"' if "encoding" in fields else ""
    children = [(f"data{mark}" if name == "data" else name, text) for name, text in fields.items()]
    return _answer(form, xml.write("job", [child for child in children if child[0] != "encoding"]), status, headers)


def list_answer(form: Format, ids: Sequence[str]) -> Response:
    """Answer with the ids of jobs."""
    if form is Format.TEXT:
        return _answer(form, ",".join(ids).encode())
    if form is Format.JSON:
        return _answer(form, _json(list(ids)))
    return _answer(form, xml.write("jobs", [("id", name) for name in ids]))


def error_answer(form: Format, error: ApiError) -> Response:
    """Answer that something is wrong."""
    if form is Format.TEXT:
        return _answer(form, error.message.encode(), error.status, error.headers)
    if form is Format.JSON:
        return _answer(form, _json({"error": error.message}), error.status, error.headers)
    return _answer(form, xml.write_text("error", error.message), error.status, error.headers)


def job_fields(job: Job) -> dict[str, str]:
    """Return the fields of a job as documents show them."""
    action, document = job.definition.action, job.definition.document
    assert isinstance(action, HttpAction)
    fields = {
        "id": job.name,
        "account": document["account"],
        "url": action.uri,
        "signature": document.get("signature"),
        "contentType": document.get("contentType"),
        "data": action.body,
        "encoding": BASE64 if action.binary else None,
        "when": document.get("when"),
        "cron": document.get("cron"),
        "next": moment.render(job.next_due) if "cron" in document and job.next_due else None,
    }
    return {name: text for name, text in fields.items() if text is not None}


def _answer(form: Format, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    charset = "" if form is Format.JSON else "; charset=utf-8"
    return Response(body, status, headers, content_type=f"{form.value}{charset}")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
