"""Where are the records of asynchronous operations kept?"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select, update

from azure_scheduler_emulator.domain.azure.operation import Failure, Operation
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.storage.codec import dump, from_micros, load, to_micros
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import operations

_GET = hot(
    select(operations).where(operations.c.id == bindparam("key"), operations.c.subscription == bindparam("owner"))
)
_INSERT = hot(operations.insert(), operations.c.keys())
_POLLED = hot(
    update(operations)
    .where(operations.c.id == bindparam("key"), operations.c.polls_left > 0)
    .values(polls_left=operations.c.polls_left - 1)
)
#: One poll under a standing clock; with the last of them the operation has taken all the time that it takes.
_WAITED = hot(
    update(operations)
    .where(operations.c.id == bindparam("key"), operations.c.polls_left < 0)
    .values(
        polls_left=operations.c.polls_left + 1,
        settles_at=case((operations.c.polls_left == -1, operations.c.accepted_at), else_=operations.c.settles_at),
    )
)


def add(tx: Transaction, operation: Operation) -> None:
    """Insert a record."""
    tx.tells(Topic.OPERATIONS)
    tx.run(
        _INSERT,
        {
            "id": operation.id,
            "subscription": operation.subscription,
            "clock": operation.clock,
            "accepted_at": to_micros(operation.accepted_at),
            "settles_at": to_micros(operation.settles_at),
            # Below zero for polls that stand in for time.
            "polls_left": operation.polls_left or -operation.patience,
            "failure": dump(operation.failure) if operation.failure else None,
        },
    )


def find(tx: Transaction, subscription: str, operation_id: str) -> Operation | None:
    """Return the record of that id in that subscription, or None."""
    row = tx.first(_GET, {"key": operation_id, "owner": subscription})
    return tx.one(f"the operation {operation_id}", row, _operation) if row else None


def newest(tx: Transaction, subscription: str, most: int) -> list[Operation]:
    """Return up to ``most`` records, of a subscription if it is named, those accepted last first."""
    statement = select(operations).order_by(operations.c.accepted_at.desc(), operations.c.id).limit(most)
    if subscription:
        statement = statement.where(operations.c.subscription == subscription)
    return tx.readable("an operation", tx.all(statement), _operation)


def count_poll(tx: Transaction, operation_id: str) -> None:
    """Take one from the polls for which the operation is held."""
    tx.run(_POLLED, {"key": operation_id})
    tx.tells(Topic.OPERATIONS)


def count_standing_poll(tx: Transaction, operation_id: str) -> None:
    """Take one from the polls that stand in for time."""
    tx.run(_WAITED, {"key": operation_id})
    tx.tells(Topic.OPERATIONS)


def delete_before(tx: Transaction, moment: datetime, clock: str) -> int:
    """Delete the records of operations of a clock accepted before ``moment``; return how many."""
    return tx.run(operations.delete().where(operations.c.clock == clock, operations.c.accepted_at < to_micros(moment)))


def delete_of(tx: Transaction, subscription: str) -> int:
    """Delete the records of a subscription; return how many."""
    return tx.run(operations.delete().where(operations.c.subscription == subscription))


def _operation(row: Any) -> Operation:
    return Operation(
        id=row.id,
        subscription=row.subscription,
        clock=row.clock,
        accepted_at=from_micros(row.accepted_at),
        settles_at=from_micros(row.settles_at),
        polls_left=max(row.polls_left, 0),
        patience=max(-row.polls_left, 0),
        failure=load(Failure, row.failure) if row.failure else None,
    )
