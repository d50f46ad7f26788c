"""Where are subscriptions and their management certificates kept?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, func, select, update

from azure_scheduler_emulator.domain.azure.subscription import Certificate, Subscription
from azure_scheduler_emulator.news import Topic
from azure_scheduler_emulator.storage.codec import dump, load
from azure_scheduler_emulator.storage.hot import hot
from azure_scheduler_emulator.storage.store import Transaction
from azure_scheduler_emulator.storage.tables import certificates, subscriptions

_GET = hot(select(subscriptions.c.document).where(subscriptions.c.id == bindparam("key")))
_CERTIFICATE = hot(
    select(certificates.c.document).where(
        certificates.c.subscription == bindparam("owner"), certificates.c.thumbprint == bindparam("print")
    )
)


def find(tx: Transaction, subscription_id: str) -> Subscription | None:
    """Return the subscription of that id, or None."""
    row = tx.first(_GET, {"key": subscription_id})
    return tx.one(f"the subscription {subscription_id}", row, _subscription) if row else None


def put(tx: Transaction, subscription: Subscription) -> None:
    """Insert or update a subscription."""
    document = dump(subscription)
    if not tx.run(update(subscriptions).where(subscriptions.c.id == subscription.id), {"document": document}):
        tx.run(subscriptions.insert(), {"id": subscription.id, "document": document})
    tx.tells(Topic.SUBSCRIPTIONS)


def everyone(tx: Transaction) -> list[Subscription]:
    """Return every subscription by id."""
    statement = select(subscriptions.c.document).order_by(subscriptions.c.id)
    return tx.readable("a subscription", tx.all(statement), _subscription)


def find_certificate(tx: Transaction, subscription_id: str, thumbprint: str) -> Certificate | None:
    """Return the management certificate of that thumbprint in any casing, or None."""
    row = tx.first(_CERTIFICATE, {"owner": subscription_id, "print": thumbprint.upper()})
    return tx.one(f"the certificate {thumbprint}", row, _certificate) if row else None


def put_certificate(tx: Transaction, certificate: Certificate) -> None:
    """Insert a management certificate, or replace the one of the same thumbprint."""
    delete_certificate(tx, certificate.subscription, certificate.thumbprint)
    newest = tx.scalar(select(func.max(certificates.c.position))) or 0
    row = {"subscription": certificate.subscription, "thumbprint": certificate.thumbprint.upper()}
    tx.run(certificates.insert(), {**row, "position": newest + 1, "document": dump(certificate)})


def certificates_of(tx: Transaction, subscription_id: str) -> list[Certificate]:
    """Return the management certificates of a subscription in the order they were added."""
    statement = select(certificates.c.document).where(certificates.c.subscription == subscription_id)
    rows = tx.all(statement.order_by(certificates.c.position))
    return tx.readable(f"a certificate of the subscription {subscription_id}", rows, _certificate)


def delete_certificate(tx: Transaction, subscription_id: str, thumbprint: str) -> bool:
    """Delete a management certificate; tell whether there was one."""
    tx.tells(Topic.SUBSCRIPTIONS)
    statement = certificates.delete().where(
        certificates.c.subscription == subscription_id, certificates.c.thumbprint == thumbprint.upper()
    )
    return bool(tx.run(statement))


def _subscription(row: Any) -> Subscription:
    return load(Subscription, row.document)


def _certificate(row: Any) -> Certificate:
    return load(Certificate, row.document)
