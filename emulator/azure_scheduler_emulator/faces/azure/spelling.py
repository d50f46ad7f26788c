"""How do the two Azure APIs differ in writing the same job?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from azure_scheduler_emulator.domain.time import duration


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """What differs between the APIs when a job is written."""

    #: Writes a retry interval.
    span: Callable[[timedelta], str]
    #: Writes the type of an action from the client's own spelling of it.
    action_type: Callable[[str], str]
    #: Writes the name of a request header.
    header_name: Callable[[str], str]
    #: Whether the signatures of storage queues are shown: the classic cmdlets read jobs in order to put them back.
    signatures: bool = False
    #: Whether jobs may recur by the year.
    years: bool = False


def lower_first(text: str) -> str:
    """Return ``text`` with its first letter in lower case: ``Content-Type`` is answered ``content-Type`` (recorded)."""
    return text[:1].lower() + text[1:]


_TYPES = {text.lower(): text for text in ("http", "https", "storageQueue", "serviceBusQueue", "serviceBusTopic")}


def canonical_type(text: str) -> str:
    """Return the type of an action as the classic documents spell it."""
    return _TYPES.get(text.lower(), text)


def as_given(text: str) -> str:
    """Return ``text``: the Resource Manager face echoes types of actions and names of headers (recorded)."""
    return text


#: The classic API: .NET's intervals (its .NET clients read nothing else, node's moment reads both), first letters of
#: header names in lower case (recorded).
CLASSIC = Spelling(
    span=duration.timespan, action_type=canonical_type, header_name=lower_first, signatures=True, years=True
)

#: The Resource Manager face: .NET's intervals, as recorded.
ARM = Spelling(span=duration.timespan, action_type=as_given, header_name=as_given)
#: The same for a client that reads ISO 8601 only (decision 12).
ARM_ISO = Spelling(span=duration.iso, action_type=as_given, header_name=as_given)
