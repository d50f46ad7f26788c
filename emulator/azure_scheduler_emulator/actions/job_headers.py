"""How does a call tell its target which run of which job it is for?

The fields are those of the queue message (contract of the classic API, section 9.2); the header names are decision 14.
"""

from __future__ import annotations

from datetime import UTC, datetime

from azure_scheduler_emulator.domain.jobs.history import FireOrder


def announcement(order: FireOrder) -> tuple[tuple[str, str], ...]:
    """Return the service's own headers of an HTTP action, without those that have nothing to tell."""
    headers = (
        ("x-ms-scheduler-jobid", order.job_name),
        ("x-ms-scheduler-jobcollectionid", order.collection_name),
        ("x-ms-execution-tag", order.execution_tag),
        ("x-ms-client-request-id", order.client_request_id),
        ("x-ms-scheduler-expected-execution-time", expected_time(order.attempt.expected_at)),
        ("x-ms-scheduler-execution-region", order.region),
    )
    return tuple((name, value) for name, value in headers if value)


def idempotency(order: FireOrder) -> tuple[str, str]:
    """Return the header that stays the same when, after a crash, an attempt is made once more."""
    return ("Idempotency-Key", order.attempt.key)


def tracing(order: FireOrder) -> tuple[tuple[str, str], ...]:
    """Return the headers that go on with the trace of the job (W3C Trace Context)."""
    return order.place.headers() if order.place else ()


def expected_time(moment: datetime) -> str:
    """Write a moment in UTC without a zone: 2015-09-10T00:00:00, with as many digits of a fraction as it needs."""
    text = moment.astimezone(UTC).replace(tzinfo=None).isoformat()
    return text.rstrip("0") if "." in text else text
