"""What may clients do with subscriptions and their management certificates?"""

from __future__ import annotations

from dataclasses import replace

from azure_scheduler_emulator.domain.azure.subscription import (
    DEFAULT_SUBSCRIPTION,
    Certificate,
    Subscription,
    named_in,
)
from azure_scheduler_emulator.domain.errors import ConflictError, ForbiddenError, NotFoundError
from azure_scheduler_emulator.service.operations import Operations
from azure_scheduler_emulator.service.requests import Change
from azure_scheduler_emulator.storage import collections, subscriptions
from azure_scheduler_emulator.storage.store import Store, Transaction


class Subscriptions:
    """The subscriptions and who may act for them."""

    def __init__(self, store: Store, operations: Operations) -> None:
        self._store = store
        self._operations = operations
        #: Certificates known to be trusted, so that not every request asks the database who is asking.
        self._trusted: set[tuple[int, str, str]] = set()

    def ensure(self, subscription_id: str) -> Subscription:
        """Return the subscription of that id; make it if there is none."""
        with self._store.begin() as tx:
            return _ensure(tx, subscription_id)

    def label(self, subscription_id: str, text: str) -> None:
        """Have people call a subscription so; it is made if there is none."""
        with self._store.begin() as tx:
            subscriptions.put(tx, replace(_ensure(tx, subscription_id), label=text))

    def trusts(self, subscription_id: str, thumbprint: str) -> bool:
        """Tell whether a certificate of that SHA-1 ``thumbprint`` is a management certificate of the subscription."""
        key = (self._store.epochs.now, subscription_id, thumbprint)
        if key in self._trusted:
            return True
        with self._store.read() as tx:
            trusted = subscriptions.find_certificate(tx, subscription_id, thumbprint) is not None
        if trusted and not self._store.shared:
            # On a shared database another process may take the trust back.
            self._trusted.add(key)
        return trusted

    def everyone(self) -> list[tuple[Subscription, list[Certificate]]]:
        """Return every subscription with its management certificates."""
        with self._store.read() as tx:
            return [(item, subscriptions.certificates_of(tx, item.id)) for item in subscriptions.everyone(tx)]

    def known(self) -> list[str]:
        """Return the ids of the subscriptions that somebody registered or used, and of the default one, in order."""
        with self._store.read() as tx:
            registered = {item.id for item in subscriptions.everyone(tx)}
            used = {each for each in collections.subscriptions(tx) if named_in(f"/{each}")}
        return sorted({DEFAULT_SUBSCRIPTION, *registered, *used})

    def register(self, change: Change, resource_type: str) -> None:
        """Register a resource type with a subscription.

        Raises:
            ConflictError: it is registered already (recorded for a sibling service).
        """
        with self._operations.tracked(change) as tx:
            found = _ensure(tx, change.subscription)
            if resource_type.lower() in found.registered:
                raise ConflictError(f"The resource type {resource_type} is already registered for this subscription.")
            changed = replace(
                found,
                registered=(*found.registered, resource_type.lower()),
                unregistered=_without(found.unregistered, resource_type),
            )
            subscriptions.put(tx, changed)

    def unregister(self, change: Change, resource_type: str) -> None:
        """Take the registration of a resource type back; doing so twice is no error."""
        with self._operations.tracked(change) as tx:
            found = _ensure(tx, change.subscription)
            updated = replace(
                found,
                registered=_without(found.registered, resource_type),
                unregistered=(*_without(found.unregistered, resource_type), resource_type.lower()),
            )
            subscriptions.put(tx, updated)

    def check_entitled(self, subscription_id: str, *, from_start: bool) -> None:
        """Refuse a subscription that may not make job collections, as ``Subscription.may_schedule`` says.

        Raises:
            ForbiddenError: the scheduler is not registered with it.
        """
        with self._store.read() as tx:
            found = subscriptions.find(tx, subscription_id) or Subscription(id=subscription_id)
        if not found.may_schedule(from_start=from_start):
            # The sentence is from a user report.
            raise ForbiddenError("The subscription is not entitled to use the resource")

    def entitle(self, change: Change) -> None:
        """Take note of a billing entitlement, which has no effect here but its operation record."""
        with self._operations.tracked(change) as tx:
            _ensure(tx, change.subscription)

    def trust(self, certificate: Certificate) -> None:
        """Add a management certificate; the subscription is made if there is none."""
        with self._store.begin() as tx:
            _ensure(tx, certificate.subscription)
            subscriptions.put_certificate(tx, certificate)

    def add_certificate(self, change: Change, certificate: Certificate) -> None:
        """Add a management certificate at a client's request."""
        with self._operations.tracked(change) as tx:
            _ensure(tx, certificate.subscription)
            subscriptions.put_certificate(tx, certificate)

    def certificates(self, subscription_id: str) -> list[Certificate]:
        """Return the management certificates of a subscription in the order they were added."""
        with self._store.read() as tx:
            return subscriptions.certificates_of(tx, subscription_id)

    def certificate(self, subscription_id: str, thumbprint: str) -> Certificate:
        """Return a management certificate.

        Raises:
            NotFoundError: the subscription has none of that thumbprint.
        """
        with self._store.read() as tx:
            found = subscriptions.find_certificate(tx, subscription_id, thumbprint)
        if found is None:
            raise _certificate_missing()
        return found

    def delete_certificate(self, change: Change, thumbprint: str) -> None:
        """Delete a management certificate.

        Raises:
            NotFoundError: the subscription has none of that thumbprint.
        """
        with self._operations.tracked(change) as tx:
            if not subscriptions.delete_certificate(tx, change.subscription, thumbprint):
                raise _certificate_missing()
        self._trusted.clear()


def _ensure(tx: Transaction, subscription_id: str) -> Subscription:
    found = subscriptions.find(tx, subscription_id)
    if found is None:
        found = Subscription(id=subscription_id)
        subscriptions.put(tx, found)
    return found


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(item for item in names if item != name.lower())


def _certificate_missing() -> NotFoundError:
    return NotFoundError("The certificate was not found.")
