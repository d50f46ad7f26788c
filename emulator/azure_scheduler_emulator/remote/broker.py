"""What do an emulator and its workers agree on? One queue, one task, and messages that carry no more than a key.

A message says which attempt is to be made. What that means stands in the database, which both share: nothing secret
passes through the broker, and an attempt that is not the queue's any more is not made, however often it is delivered.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from azure_scheduler_emulator.config import named
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.history import ActionName, Attempt

QUEUE = TASK = "azure_scheduler_emulator.attempts"
#: Who holds, in the database, attempts that are handed to the broker.
HOLDER = "broker"
#: Brokers that are tried with real servers.
SCHEMES = ("amqp", "amqps", "redis", "rediss")

#: Job, occurrence, action and try: what the table of attempts calls its key.
Key = tuple[str, int, str, int]


def key_of(attempt: Attempt) -> Key:
    """Return what a message says of an attempt."""
    return attempt.job_id, attempt.occurrence, attempt.action.value, attempt.attempt


def read_key(parts: Iterable[Any]) -> Key:
    """Return the key that a message names.

    Raises:
        ValueError: it names none.
    """
    job_id, occurrence, action, attempt = parts
    return str(job_id), int(occurrence), ActionName(action).value, int(attempt)


def application(broker: str) -> Any:
    """Return Celery as both sides set it up, for the broker at an address such as ``amqp://USER:PASSWORD@HOST//``.

    Raises:
        InvalidError: the address is none, or the extra ``celery`` is not installed.
    """
    scheme = urlsplit(broker).scheme
    if scheme not in SCHEMES:
        raise InvalidError(f"{named('broker')} must begin with one of {', '.join(f'{one}://' for one in SCHEMES)}.")
    try:
        from celery import Celery

        # Known by now rather than at the first message.
        import_transport(scheme)
    except ImportError as error:
        raise InvalidError(
            f"{named('broker')} needs the Python package {error.name}: install the extra 'celery', which brings it."
        ) from None
    app = Celery("azure_scheduler_emulator", broker=broker, set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_serializer="json",
        accept_content=["json"],
        # Which attempts are open is read in the database; nobody asks for results.
        task_ignore_result=True,
        # A message is done with when its attempt is: what a lost worker had is delivered again.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        # A worker takes no more than it can start soon, so that the others have work too.
        worker_prefetch_multiplier=1,
        # What it prints and logs is our own; and nobody controls a worker through the broker.
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        # Calls that are under way when the broker goes are real: they go on, and their outcomes are stored.
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        # RabbitMQ says that it has a message; Redis delivers again what nobody was done with for that long.
        broker_transport_options={"confirm_publish": True} if scheme.startswith("amqp") else {"visibility_timeout": 60},
    )
    return app


def import_transport(scheme: str) -> None:
    """Import what speaks with a broker.

    Raises:
        ImportError: it is not installed.
    """
    if scheme.startswith("redis"):
        import redis  # noqa: F401
    else:
        import amqp  # noqa: F401
