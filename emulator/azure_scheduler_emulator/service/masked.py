"""What does a client mean that puts back what an answer showed? The stored secret, where the answer showed none.

Same kind and same name of the thing keep it (decision 30): the user of Basic, the application of OAuth, the
certificate, the queue or topic with its key name. Whatever else is new has to bring its own.
"""

from __future__ import annotations

from dataclasses import replace

from azure_scheduler_emulator import masking
from azure_scheduler_emulator.domain.errors import InvalidError
from azure_scheduler_emulator.domain.jobs.action import (
    Action,
    BusMessage,
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
    WebJobAction,
)
from azure_scheduler_emulator.domain.jobs.authentication import (
    ActiveDirectoryOAuth,
    Authentication,
    Basic,
    ClientCertificate,
)
from azure_scheduler_emulator.domain.jobs.job import JobDefinition
from azure_scheduler_emulator.domain.jobs.left_out import is_left_out


def unmasked(given: JobDefinition, stored: JobDefinition | None) -> JobDefinition:
    """Return the ``given`` definition with the secrets that it leaves out, and addresses as they are ``stored``.

    Raises:
        InvalidError: it leaves one out, and there is none to keep.
    """
    action = _unmasked(given.action, stored.action if stored else None)
    error_action = given.error_action and _unmasked(given.error_action, stored.error_action if stored else None)
    if action is given.action and error_action is given.error_action:
        return given
    return replace(given, action=action, error_action=error_action)


def _unmasked(given: Action, stored: Action | None) -> Action:
    if isinstance(given, WebJobAction):
        return given
    if isinstance(given, HttpAction):
        return _http(given, stored if isinstance(stored, HttpAction) else None)
    if isinstance(given, StorageQueueAction):
        return _storage_queue(given, stored)
    return _bus(given, stored)


def _http(given: HttpAction, stored: HttpAction | None) -> HttpAction:
    if stored is not None and given.uri != stored.uri and given.uri == masking.address(stored.uri):
        given = replace(given, uri=stored.uri)
    authentication = given.authentication and _authentication(
        given.authentication, stored.authentication if stored else None
    )
    return given if authentication is given.authentication else replace(given, authentication=authentication)


def _authentication(given: Authentication, stored: Authentication | None) -> Authentication:
    if isinstance(given, Basic):
        return _basic(given, stored)
    if isinstance(given, ClientCertificate):
        return _certificate(given, stored)
    return _oauth(given, stored)


def _basic(given: Basic, stored: Authentication | None) -> Basic:
    if not is_left_out(given.password):
        return given
    if isinstance(stored, Basic) and stored.username == given.username:
        return stored
    raise InvalidError("Basic authentication needs a username and a password.")


def _certificate(given: ClientCertificate, stored: Authentication | None) -> ClientCertificate:
    if not is_left_out(given.pfx):
        return given
    if isinstance(stored, ClientCertificate) and given.thumbprint.upper() in ("", stored.thumbprint):
        return stored
    raise InvalidError("ClientCertificate authentication needs a pfx.")


def _oauth(given: ActiveDirectoryOAuth, stored: Authentication | None) -> ActiveDirectoryOAuth:
    if not is_left_out(given.secret):
        return given
    if isinstance(stored, ActiveDirectoryOAuth) and _same(
        (given.tenant, given.client_id), (stored.tenant, stored.client_id)
    ):
        return replace(given, secret=stored.secret)
    raise InvalidError("ActiveDirectoryOAuth authentication needs a tenant, an audience, a clientId and a secret.")


def _storage_queue(given: StorageQueueAction, stored: Action | None) -> StorageQueueAction:
    if not is_left_out(given.sas_token):
        return given
    if isinstance(stored, StorageQueueAction) and _same(
        (given.storage_account, given.queue_name), (stored.storage_account, stored.queue_name)
    ):
        return replace(given, sas_token=stored.sas_token)
    # The sentence is from a user report.
    raise InvalidError("StorageQueue Action is missing the SAS token. This is required information.")


def _bus(
    given: ServiceBusQueueAction | ServiceBusTopicAction, stored: Action | None
) -> ServiceBusQueueAction | ServiceBusTopicAction:
    if not is_left_out(given.message.sas_key):
        return given
    if isinstance(stored, ServiceBusQueueAction | ServiceBusTopicAction) and _named(given) == _named(stored):
        return replace(given, message=replace(given.message, sas_key=stored.message.sas_key))
    raise InvalidError(
        f"An action of type '{given.type_text}' needs an authentication with a SAS key name and a SAS key."
    )


def _named(action: ServiceBusQueueAction | ServiceBusTopicAction) -> tuple[type, str, str, str]:
    name = action.queue_name if isinstance(action, ServiceBusQueueAction) else action.topic_path
    message: BusMessage = action.message
    return type(action), name.casefold(), message.namespace.casefold(), message.sas_key_name


def _same(given: tuple[str, str], stored: tuple[str, str]) -> bool:
    """Tell whether names are equal that are compared without case."""
    return all(one.casefold() == other.casefold() for one, other in zip(given, stored, strict=True))
