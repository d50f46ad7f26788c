"""Which names may cloud services, job collections and jobs have?

At most 100 characters (the node client's own check). Characters were never documented; these are the ones that neither
the portal nor any client's validation refuses.
"""

from __future__ import annotations

import re

from azure_scheduler_emulator.domain.errors import InvalidError

_RESOURCE = re.compile(r"^[A-Za-z0-9][-_.A-Za-z0-9]{0,99}$")
_JOB = re.compile(r"^[^\x00-\x1f\x7f/\\?#]{1,100}$")


def is_resource_name(name: str) -> bool:
    """Tell whether ``name`` can be that of a cloud service or a job collection."""
    return _RESOURCE.match(name) is not None


def check_resource(kind: str, name: str) -> str:
    """Return the ``name`` of a new cloud service or job collection.

    Raises:
        InvalidError: it cannot be one.
    """
    if not is_resource_name(name):
        raise InvalidError(
            f"The {kind} name '{name}' is not valid: 1 to 100 letters, digits, '-', '_' or '.', "
            "starting with a letter or digit."
        )
    return name


def check_job(name: str) -> str:
    """Return the ``name`` of a new job.

    Raises:
        InvalidError: it cannot be one.
    """
    if not _JOB.match(name):
        raise InvalidError(f"The job id '{name}' is not valid: 1 to 100 characters without / \\ ? #.")
    return name
