"""What can go wrong, as a vocabulary: faces add status, code and envelope once, at their edge.

The docstring of a class says when it is raised. Messages are in the words of the emulated service where those are
known (see docs/deviations.md for the rest).
"""

from __future__ import annotations


class EmulatorError(Exception):
    """Something a client asked for cannot be done."""


class InvalidError(EmulatorError):
    """A value is malformed, out of its limits or contradicts another one."""


class NotFoundError(EmulatorError):
    """A named thing does not exist."""


class GroupNotFoundError(NotFoundError):
    """A cloud service, which is the same as a resource group, does not exist."""


class CollectionNotFoundError(NotFoundError):
    """A job collection does not exist in its cloud service."""


class JobNotFoundError(NotFoundError):
    """A job does not exist in its collection."""


class ConflictError(EmulatorError):
    """The request contradicts what is stored: a quota is full, a thing exists already."""


class BusyError(ConflictError):
    """Another operation on the same thing is in progress."""


class GroupBusyError(BusyError):
    """A cloud service, which is the same as a resource group, is being deleted."""


class PreconditionError(EmulatorError):
    """An ETag did not match, or one was needed and missing."""


class ForbiddenError(EmulatorError):
    """The service refuses, whatever the request says."""


class UnavailableError(EmulatorError):
    """The emulator cannot do this at present, and may later: its database does not answer."""
