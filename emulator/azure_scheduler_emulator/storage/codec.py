"""How does a domain value become plain JSON, and back?

One generic rule for frozen dataclasses of scalars, enumerations, moments, spans and tuples, with the class name kept
where a field may hold one of several kinds. A new kind of action, authentication or trigger is one line in ``_KINDS``.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from azure_scheduler_emulator.domain.jobs.action import (
    HttpAction,
    ServiceBusQueueAction,
    ServiceBusTopicAction,
    StorageQueueAction,
    WebJobAction,
)
from azure_scheduler_emulator.domain.jobs.authentication import ActiveDirectoryOAuth, Basic, ClientCertificate
from azure_scheduler_emulator.domain.jobs.trigger import AnyOf, CronTrigger, IntervalTrigger, Once, Recurring

#: Values whose class is not told by the field that holds them. The name is part of the stored form: never rename one.
_KINDS: dict[str, type] = {
    "http": HttpAction,
    "storage_queue": StorageQueueAction,
    "service_bus_queue": ServiceBusQueueAction,
    "service_bus_topic": ServiceBusTopicAction,
    "web_job": WebJobAction,
    "basic": Basic,
    "client_certificate": ClientCertificate,
    "active_directory_oauth": ActiveDirectoryOAuth,
    "once": Once,
    "recurring": Recurring,
    "cron": CronTrigger,
    "interval": IntervalTrigger,
    "any_of": AnyOf,
}
#: What reading a row fails with that says something else than it should.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError)

#: The member that holds such a name; no dataclass can have a field called so.
_MARK = "$"
_NAMES = {kind: name for name, kind in _KINDS.items()}

T = TypeVar("T")

#: Written as they are; most of what is in a value is of these.
_PLAIN = frozenset({str, int, float, bool, types.NoneType})

_encode = json.JSONEncoder(separators=(",", ":")).encode

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Return ``moment`` as whole microseconds since 1970."""
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(value: int) -> datetime:
    """Return the moment that ``value`` microseconds since 1970 stand for, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


def optional_micros(moment: datetime | None) -> int | None:
    """Return ``to_micros`` of a moment that may be missing."""
    return None if moment is None else to_micros(moment)


def optional_moment(value: int | None) -> datetime | None:
    """Return ``from_micros`` of a value that may be missing."""
    return None if value is None else from_micros(value)


def dump(value: Any) -> str:
    """Return ``value``, a dataclass of the domain, as JSON text.

    It is pure ASCII: no database takes half a surrogate pair, which JSON from a client may hold, and PostgreSQL no NUL.
    """
    return _encode(to_plain(value))


def load(kind: type[T], text: str) -> T:
    """Return the value of class ``kind`` that ``text`` stands for."""
    value: T = from_plain(kind, json.loads(text))
    return value


def to_plain(value: Any) -> Any:
    """Return ``value`` as plain JSON values."""
    write: Callable[[Any], Any] = _writer(cast("Hashable", type(value)))
    return write(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """Return the function that writes values of class ``kind``; made once for each class."""
    if issubclass(kind, StrEnum):
        return attrgetter("value")
    if issubclass(kind, str | int | float | types.NoneType):
        return lambda value: value
    if issubclass(kind, datetime):
        return to_micros
    if issubclass(kind, timedelta):
        return lambda value: value // _MICROSECOND
    if issubclass(kind, tuple | list):
        return lambda value: [item if item.__class__ in _PLAIN else to_plain(item) for item in value]
    if issubclass(kind, Mapping):
        return lambda value: {key: item if item.__class__ in _PLAIN else to_plain(item) for key, item in value.items()}
    return _dataclass_writer(kind)


def _dataclass_writer(kind: Any) -> Callable[[Any], Any]:
    names = [field.name for field in fields(kind) if field.metadata.get("kept", True)]
    mark = {_MARK: _NAMES[kind]} if kind in _NAMES else {}

    def write(value: Any) -> Any:
        plain = dict(mark)
        for name in names:
            item = getattr(value, name)
            if item is not None:
                plain[name] = item if item.__class__ in _PLAIN else to_plain(item)
        return plain

    return write


def from_plain(kind: Any, plain: Any) -> Any:
    """Return the value of type ``kind`` (a class or a type expression) that ``plain`` stands for."""
    return _reader(kind)(plain)


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """Return the function that reads values of type ``kind``; made once for each type."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union_reader(get_args(kind))
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if kind is datetime:
        return from_micros
    if kind is timedelta:
        return lambda plain: timedelta(microseconds=plain)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    if is_dataclass(kind):
        return _dataclass_reader(kind)
    if getattr(kind, "_is_protocol", False):
        return _kind_reader
    return _as_is(kind) if kind in (str, int, bool, float) else lambda plain: plain


def _as_is(kind: type) -> Callable[[Any], Any]:
    kinds = (float, int) if kind is float else (kind,)

    def read(plain: Any) -> Any:
        if type(plain) not in kinds:
            raise TypeError(f"{type(plain).__name__} where {kind.__name__} belongs")
        return plain

    return read


def _union_reader(options: tuple[Any, ...]) -> Callable[[Any], Any]:
    some = tuple(option for option in options if option is not types.NoneType)
    inner = _reader(some[0]) if len(some) == 1 and some[0] not in _NAMES else _kind_reader
    if some == options:
        return inner
    return lambda plain: None if plain is None else inner(plain)


def _kind_reader(plain: Any) -> Any:
    return _reader(_KINDS[plain[_MARK]])(plain)


def _tuple_reader(items: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(items) == 2 and items[1] is Ellipsis:
        inner = _reader(items[0])
        return lambda plain: tuple(inner(item) for item in plain)
    readers = [_reader(item) for item in items]
    return lambda plain: tuple(read(item) for read, item in zip(readers, plain, strict=True))


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}

    def read(plain: Any) -> Any:
        return kind(**{name: readers[name](item) for name, item in plain.items() if name != _MARK})

    return read
