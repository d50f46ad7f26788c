"""What does the log tell of an attempt?"""

from __future__ import annotations

import logging

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.jobs.history import Finished

#: Characters of a body that the log holds.
MOST = 2000


def tell(log: logging.Logger, done: Finished, seconds: float) -> None:
    """Write an attempt to the log, with what was sent and came back if the log is to hold everything.

    ``seconds`` is how long it took by the machine's time: on a clock that stands still nothing takes any.
    """
    if not log.isEnabledFor(logging.INFO):
        return
    order, result = done.order, done.outcome.result
    response = result.response
    fields: dict[str, object] = {
        "job": order.job_name,
        "collection": order.collection_name,
        "subscription": order.subscription,
        "occurrence": order.attempt.occurrence,
        "try": order.attempt.attempt,
        "action": order.attempt.action.value,
        "target": _target(done),
        "outcome": "completed" if result.succeeded else "failed",
        "answer": response.get("status") or response.get("error"),
        "ms": round(seconds * 1000, 1),
    }
    if not result.succeeded:
        fields["why"] = masking.text(result.message)[:MOST]
    if log.isEnabledFor(logging.DEBUG):
        fields |= {"sent": _body(result.request.get("body")), "answered": _body(response.get("body"))}
    log.info("attempt", extra=fields)


def _target(done: Finished) -> str:
    request = done.outcome.result.request
    return f"{request.get('method', '')} {masking.text(str(request.get('uri', '')))}".strip()


def _body(text: object) -> str:
    return masking.text(text)[:MOST] if isinstance(text, str) else ""
