"""Asking what happened: outgoing calls, API requests, calls to the sinks."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from flask_smorest import Blueprint
from marshmallow import RAISE, fields, validate

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.certificates.identity import Identity, identify, identify_registered
from azure_scheduler_emulator.control import examples
from azure_scheduler_emulator.control.context import testbed
from azure_scheduler_emulator.control.entries import ExecutionDocument, RequestDocument
from azure_scheduler_emulator.control.matching import Facts, Kind, UnmetError, verify, wanted
from azure_scheduler_emulator.control.openapi import refuses
from azure_scheduler_emulator.control.problems import problem
from azure_scheduler_emulator.domain.fault_mark import FaultMark
from azure_scheduler_emulator.domain.jobs.history import ActionName, Finished
from azure_scheduler_emulator.domain.time.moment import render
from azure_scheduler_emulator.http.waiting import waiting
from azure_scheduler_emulator.journal import Exchange
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.testbed.fields import MomentField, SecondsField, Strict, Text

#: Entries that one answer holds at most.
MOST = 1_000

blueprint = Blueprint("journals", __name__, description="What has happened, with waiting verification.")


class QueryDocument(Strict):
    """Which entries are asked for; facts are shell-style patterns without case."""

    since = MomentField(metadata={"description": "By the emulator's clock."})
    count = fields.Integer(validate=validate.Range(0, 100_000))
    timeout = SecondsField()
    top = fields.Integer(validate=validate.Range(1, MOST))
    before = fields.Integer(
        validate=validate.Range(0, 10**15),
        metadata={"description": "Only entries with a lower running number, the newest of them."},
    )
    after = fields.Integer(
        validate=validate.Range(0, 10**15),
        metadata={"description": "Only entries with a higher running number, the oldest of them."},
    )
    subscription = Text()
    method = Text()
    status = Text()
    body = Text(metadata={"description": "Pattern for the whole body that was sent."})


class ExecutionsQuery(QueryDocument):
    """Which outgoing calls."""

    job = Text()
    id = Text(metadata={"description": "Identity of the job, as `/jobs` has it."})
    api = Text(metadata={"description": "Name of the face that made the job."})
    fault = Text(metadata={"description": "Name of the fault that struck, or its id if it has none."})
    collection = Text()
    action = Text(metadata={"description": "MainAction or ErrorAction."})
    occurrence = Text()
    attempt = Text()
    uri = Text()
    answer = Text(metadata={"description": "Number of the answer's status, or the name of the error."})


class RequestsQuery(QueryDocument):
    """Which API requests."""

    face = Text()
    fault = Text(metadata={"description": "Name of the fault that struck, or its id if it has none."})
    path = Text()
    query = Text()
    reason = Text(metadata={"description": "Why it was refused."})


@blueprint.get("/executions")
@refuses(408)
@blueprint.arguments(ExecutionsQuery, location="query", unknown=RAISE)
@blueprint.response(200, ExecutionDocument(many=True), example=[examples.EXECUTION])
def list_executions(asked: dict[str, Any]) -> Response:
    """List the outgoing calls that were made, or wait for some of them."""
    return jsonify(verify(testbed().executions, EXECUTIONS, wanted(asked), waiting(request.environ)))


@blueprint.get("/requests")
@refuses(408)
@blueprint.arguments(RequestsQuery, location="query", unknown=RAISE)
@blueprint.response(200, RequestDocument(many=True), example=[examples.REQUEST])
def list_requests(asked: dict[str, Any]) -> Response:
    """List the API requests that came in, or wait for some of them."""
    return jsonify(verify(testbed().requests, REQUESTS, wanted(asked), waiting(request.environ)))


@blueprint.delete("/executions")
@blueprint.response(204)
def forget_executions() -> None:
    """Forget the outgoing calls; the history of the jobs stays."""
    testbed().executions.forget()
    testbed().news.tell(Topic.RAN)


@blueprint.delete("/requests")
@blueprint.response(204)
def forget_requests() -> None:
    """Forget the API requests."""
    testbed().requests.forget()
    testbed().news.tell(Topic.ASKED)


@blueprint.app_errorhandler(UnmetError)
def _unmet(error: UnmetError) -> Response:
    return problem(408, str(error), nearest=error.nearest)


def execution_facts(done: Finished) -> Facts:
    """Return what an outgoing call can be found by."""
    order, result = done.order, done.outcome.result
    response = result.response
    return {
        "at": done.outcome.started_at,
        "job": order.job_name,
        "id": order.attempt.job_id,
        "api": order.api,
        "fault": _name(result.fault),
        "collection": order.collection_name,
        "subscription": order.subscription,
        "occurrence": order.attempt.occurrence,
        "attempt": order.attempt.attempt,
        "action": order.attempt.action.value,
        "status": "completed" if result.succeeded else "failed",
        "method": result.request.get("method") or "",
        "uri": result.request.get("uri") or "",
        "body": result.request.get("body") or "",
        "answer": response.get("status") or response.get("error") or "",
    }


def execution(done: Finished) -> dict[str, Any]:
    """Return an outgoing call as JSON."""
    order, attempt, outcome = done.order, done.order.attempt, done.outcome
    return {
        "job": order.job_name,
        "id": attempt.job_id,
        "api": order.api,
        "collection": order.collection_name,
        "subscription": order.subscription,
        "occurrence": attempt.occurrence,
        "attempt": attempt.attempt,
        "action": attempt.action.value,
        "status": "completed" if outcome.result.succeeded else "failed",
        "expected": render(attempt.expected_at),
        "due": render(attempt.due_at),
        "started": render(outcome.started_at),
        "finished": render(outcome.finished_at),
        "message": masking.text(outcome.result.message),
        "fault": _mark(outcome.result.fault),
        "request": masking.record(outcome.result.request),
        "response": masking.record(outcome.result.response),
    }


def execution_said(done: Finished) -> str:
    """Return which outgoing call it was, for people."""
    order, result = done.order, done.outcome.result
    action = "" if order.attempt.action is ActionName.MAIN else f" ({order.attempt.action.value})"
    answer = result.response.get("status") or result.response.get("error") or "none"
    which = f"job '{order.job_name}', occurrence {order.attempt.occurrence}, try {order.attempt.attempt}{action}"
    return f"{which}: {'completed' if result.succeeded else 'failed'}, answer {answer}"


def _request_facts(exchange: Exchange) -> Facts:
    return {
        "at": exchange.at,
        "face": exchange.face,
        "subscription": exchange.subscription,
        "method": exchange.method,
        "path": exchange.path,
        "query": exchange.query,
        "status": exchange.status,
        "body": exchange.body.decode("utf-8", "replace"),
        "reason": exchange.reason,
        "fault": _name(exchange.fault),
    }


def _name(mark: FaultMark | None) -> str:
    return "" if mark is None else mark.name or mark.id


def _mark(mark: FaultMark | None) -> dict[str, Any] | None:
    return None if mark is None else {"id": mark.id, "name": mark.name}


def _request_said(exchange: Exchange) -> str:
    """Return which request it was, for people."""
    which = f"{exchange.method} {masking.text(exchange.path)} at {render(exchange.at)}: {exchange.status}"
    return f"{which}, {masking.text(exchange.reason)}" if exchange.reason else which


def _request(exchange: Exchange) -> dict[str, Any]:
    return {
        "at": render(exchange.at),
        "seconds": round(exchange.seconds, 6),
        "face": exchange.face,
        "subscription": exchange.subscription,
        "method": exchange.method,
        "path": masking.text(exchange.path),
        "query": masking.text(exchange.query),
        "headers": masking.headers(exchange.headers),
        "body": masking.text(exchange.body.decode("utf-8", "replace")),
        "status": exchange.status,
        "reason": masking.text(exchange.reason),
        "fault": _mark(exchange.fault),
        "certificate": _identity(identify(exchange.certificate)) if exchange.certificate else None,
        "registered": [_identity(identify_registered(each)) for each in exchange.registered],
        "response": {
            "headers": masking.headers(exchange.answer_headers),
            "body": masking.text(exchange.answer_body.decode("utf-8", "replace")),
        },
    }


def _identity(found: Identity) -> dict[str, Any]:
    return {
        "subject": found.subject,
        "thumbprint": found.thumbprint,
        "notBefore": found.not_before and render(found.not_before),
        "notAfter": found.not_after and render(found.not_after),
    }


EXECUTIONS = Kind(execution_facts, execution, execution_said)
REQUESTS = Kind(_request_facts, _request, _request_said)
